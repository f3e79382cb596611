"""What endpoints answer, as it is and as it is broken; and what they say where they refuse a form."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.adapters.habits import BOUNDED, OBJECT, PLAIN, STRICT, Habits, is_filtered, is_too_long, read_habits
from news.adapters.model_reply import Answer, find_json, read_answer, sounds_refused


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        'Sure! {"a": 1} I hope that {helps}.',
        '```json\n{"a": 1}\n```',
        '```\n{"a": 1}',
        '<think>maybe {"a": 2}</think>{"a": 1}',
        'so {"a": 2}\n</think>\n{"a": 1}',
        '{"a": 1,}',
        '\ufeff{"a": 1}',
    ],
)
def test_the_object_is_found(text: str) -> None:
    assert find_json(text) == {"a": 1}


@pytest.mark.parametrize(
    "text", ["", "no", "{", '{"a": 1', '{"a": NaN}', "{'a': 1}", '{"a": "\n"}', "[1, 2]", '{"a":' * 5_000]
)
def test_what_has_to_be_guessed_is_no_answer(text: str) -> None:
    with pytest.raises(ValueError):
        find_json(text)


def test_commas_and_brackets_in_a_text_stay() -> None:
    said = {"a": "one, } two ,] ``` {three} <think>", "b": ['x,"]', "\\"]}
    assert find_json(json.dumps(said)) == said


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (r"a\ud800b", "ab"),
        (r"\udc00\ud800", ""),
        (r"\ud83d\ude00", "😀"),
        ("a\ud83d\ude00b", "a😀b"),  # as a stream leaves it that broke between the two
        ("a\ud83d", "a"),
        (r"\\ud800", r"\ud800"),
    ],
)
def test_half_a_sign_is_none_and_two_halves_are_one(written: str, told: str) -> None:
    assert find_json(f'{{"{written}": ["{written}"]}}') == {told: [told]}


@given(st.text(), st.text())
def test_any_text_around_is_read_or_refused_and_never_breaks(before: str, after: str) -> None:
    with contextlib.suppress(ValueError):
        find_json(f'{before}{{"a": 1}}{after}')


def test_a_body_and_a_stream_say_the_same() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 2}
    whole = {
        "model": "m",
        "choices": [{"message": {"content": "Grüße"}, "finish_reason": "stop"}],
        "usage": usage,
    }
    events = [
        {"model": "m", "choices": [{"delta": {"role": "assistant", "content": ""}, "finish_reason": None}]},
        {"choices": [{"delta": {"content": "Grü"}}]},
        {"choices": [{"delta": {"reasoning_content": "hm"}}]},
        {"choices": [{"delta": {"content": "ße"}, "finish_reason": "stop"}]},
        {"choices": [], "usage": usage},
    ]
    stream = (
        ": hello\r\n" + "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in events) + "data: [DONE]\n\n"
    )
    told = Answer("Grüße", "stop", "", "m", 7, 2)
    assert read_answer(json.dumps(whole).encode()) == told
    assert read_answer(stream.encode()) == told


def test_a_line_separator_in_a_text_ends_no_event() -> None:
    event = '{"choices": [{"delta": {"content": "one\u2028two"}, "finish_reason": "stop"}]}'
    assert read_answer(f"data: {event}\n\n".encode()).text == "one\u2028two"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"data: {",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [null]}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": {"a": 1}}}], "usage": [1]}',
        b'{"choices": "x", "usage": {"prompt_tokens": -5, "completion_tokens": 1e99}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_answer_has_no_words_and_no_count(body: bytes) -> None:
    answer = read_answer(body)
    assert (answer.text, answer.tokens_in, answer.tokens_out) == ("", None, None)


def test_parts_of_a_text_are_joined() -> None:
    parts = [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]
    assert read_answer(json.dumps({"choices": [{"message": {"content": parts}}]}).encode()).text == "one two"


def test_an_error_in_the_middle_of_a_stream_is_seen() -> None:
    assert "overloaded" in read_answer(b'data: {"error": {"message": "overloaded"}}\n\n').error


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m unable to assist.",
        "Es tut mir leid, dabei kann ich nicht helfen.",
        "Lo siento, no puedo ayudar con eso.",
        "Извините, я не могу помочь.",
        "抱歉，我无法回答。",
        "عذرا، لا أستطيع المساعدة",
    ],
)
def test_an_excuse_is_known_in_many_languages(text: str) -> None:
    assert sounds_refused(text)


@pytest.mark.parametrize(
    "text", ["", "The minister said he was sorry.", "Here is the story:", "Sorry " * 500]
)
def test_news_of_an_excuse_is_none(text: str) -> None:
    assert not sounds_refused(text)


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "complaint", "then"),
    [
        ("", "This response_format type is unavailable now", Habits(OBJECT)),
        (
            "response_format",
            "Invalid schema for response_format 'x': 'maxLength' is not permitted",
            Habits(STRICT),
        ),
        ("", "failed to parse grammar", Habits(STRICT)),
        ("", "bad request", Habits(STRICT)),
        (
            "temperature",
            "Unsupported value: 'temperature' does not support 0",
            Habits(BOUNDED, frozenset({"temperature"})),
        ),
        ("", "Unknown parameter: stream_options", Habits(BOUNDED, frozenset({"stream_options"}))),
        (
            "max_tokens",
            "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            Habits(BOUNDED, frozenset({"max_tokens"})),
        ),
    ],
)
def test_an_endpoints_complaint_leads_to_the_next_form(param: str, complaint: str, then: Habits) -> None:
    assert Habits().after(param=param, complaint=complaint) == then


def test_whatever_is_complained_of_the_forms_come_to_an_end() -> None:
    for complaint in ("", "response_format", "temperature max_tokens stream", "maxItems"):
        habits: Habits | None = Habits()
        for _ in range(20):
            habits = habits.after(param="", complaint=complaint) if habits else None
        assert habits is None


def test_habits_are_kept_as_they_are() -> None:
    habits = Habits(PLAIN, frozenset({"temperature", "max_tokens"}))
    assert read_habits(habits.written()) == habits
    for junk in (
        None,
        "",
        "{",
        "[]",
        '{"format": 3, "without": 4}',
        '{"format": "poem", "without": ["model"]}',
    ):
        assert read_habits(junk) == Habits()


@pytest.mark.parametrize(
    "complaint",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (max_tokens 1000)",
        "the request exceeds the available context size. try increasing the context size",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "Input is too long for requested model.",
        "'max_tokens' is too large: 1000. This model's maximum context length is 512 tokens",
    ],
)
def test_a_question_that_is_too_long_is_known_by_what_is_said_of_it(complaint: str) -> None:
    assert is_too_long(code="", complaint=complaint)


def test_other_complaints_are_not_about_length_nor_about_what_is_told() -> None:
    for complaint in (
        "Bad request",
        "'temperature' does not support 0",
        "Invalid schema for response_format",
    ):
        assert not is_too_long(code="", complaint=complaint)
        assert not is_filtered(code="", complaint=complaint)
    assert is_filtered(code="content_filter", complaint="")
    assert is_filtered(
        code="", complaint="The response was filtered due to Azure's content management policy"
    )
