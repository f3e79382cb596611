"""An answer that streams in, cut anywhere: what is whole of it is told, and nothing that is not."""

import json
from typing import Any

import pytest

from news.adapters.hearing import Hearing, closed
from tests.scripted_model import event

ANSWER: dict[str, Any] = {
    "answerable": True,
    "language": "en",
    "standalone": 'Who said "no {brackets}, please\\"?',
    "sentences": [
        {"text": 'The mayor {Ada Hill} said: "No\\ ]}".', "evidence": ["1.1", "2.3"]},
        {"text": "第二句话。", "evidence": ["2.1"]},
        {"text": "It rained.", "evidence": []},
    ],
}
WHOLE = json.dumps(ANSWER, ensure_ascii=False)


def heard_of(text: str, *, size: int = 7) -> list[Any]:
    """What is told while this text arrives in events of a few characters, and those in pieces of a few bytes."""
    stream = b"".join(event({"content": text[at : at + 3]}) for at in range(0, len(text), 3))
    hearing = Hearing()
    parts = (hearing.add(stream[at : at + size]) for at in range(0, len(stream), size))
    return [part for part in parts if part is not None]


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_each_sentence_is_told_once_it_is_closed(size: int) -> None:
    heard = heard_of(WHOLE, size=size)

    assert heard[-1] == ANSWER
    counts = [len(part["sentences"]) for part in heard]
    assert counts == sorted(set(counts))
    for part in heard:
        assert part == ANSWER | {"sentences": ANSWER["sentences"][: len(part["sentences"])]}


def test_wherever_it_is_cut_nothing_half_is_told() -> None:
    for end in range(len(WHOLE) + 1):
        found = closed(WHOLE[:end])
        if found is not None:
            told = json.loads(found)
            assert told["sentences"] == ANSWER["sentences"][: len(told["sentences"])]


@pytest.mark.parametrize(
    "before", ["", "```json\n", "Here it is:\n\n```\n", '<think>{"sentences": [{}]}</think>\n']
)
def test_a_fence_and_finished_thoughts_are_no_part_of_it(before: str) -> None:
    assert heard_of(before + WHOLE)[-1] == ANSWER


@pytest.mark.parametrize("before", ["<think>First ", "Let me see: ", "[1] "])
def test_what_stands_in_thoughts_or_prose_is_not_told(before: str) -> None:
    assert heard_of(before + WHOLE) == []


@pytest.mark.parametrize(
    "text", ['{"a": }, {"b": 1}', '{"a": [}', "}{", '{"a": {"b": nope}}', "{" * 5_000 + "}" * 9]
)
def test_what_is_no_json_is_not_told(text: str) -> None:
    assert heard_of(text) == []


def test_a_whole_body_and_the_end_of_a_stream_tell_nothing_more() -> None:
    body = json.dumps({"choices": [{"message": {"content": WHOLE}}]}).encode()

    assert Hearing().add(body) is None
    assert Hearing().add(b"data: [DONE]\n\n") is None
    assert Hearing().add(b": still here\n\ndata: null\n\n") is None
