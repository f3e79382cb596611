"""`pressradar lab ask` takes questions about the sources as the bot does, in any language of the interface."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.terminal.lab_cases import reply_row
from news.answers.trial_ask import AskCase, answer_case
from news.i18n import open_words
from news.writing.trial_case import read_case, told_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCES = [
    {
        "id": 1, "outlet": "DW", "lang": "en", "published": "2026-11-22T08:00:00Z", "url": "https://www.dw.com/en/a/1",
        "title": "Pavel Dremin loses the vote in Lugoria",
        "text": "Irina Valdova has won the presidential election in Lugoria with 52.6 percent of the vote. "
        "Pavel Dremin conceded defeat on Sunday.",
    },
    {
        "id": 2, "outlet": "Reuters", "lang": "en", "published": "2026-11-22T07:00:00Z", "url": "https://www.reuters.com/b",
        "title": "Valdova wins in Lugoria",
        "text": "Irina Valdova won the election with 52.6 percent. Turnout was 71 percent, the commission said.",
    },
]  # fmt: skip


def replied(question: str, language: str = "en", **more: Any) -> dict[str, Any]:
    written = {"target_lang": language, "sources": SOURCES, "question": question} | more
    case = read_case(json.dumps(written), shape=AskCase)
    speech = open_words()(language)
    return reply_row(asyncio.run(answer_case(case, told_of(case, now=NOW), speech, now=NOW)))


@pytest.mark.parametrize(
    ("question", "language", "said", "sources"),
    [
        ("what does DW say", "en", "Pavel Dremin loses the vote in Lugoria", [1]),
        ("What does Deutsche Welle write?", "en", "Pavel Dremin loses the vote in Lugoria", [1]),
        ("who had it first", "en", "1. Reuters", [2, 1]),
        ("how many outlets", "en", "2", [2, 1]),
        ("where do they differ?", "en", "do not differ", []),
        ("what does the BBC say?", "en", "BBC News was not seen to report this", []),
        ("wer hat's zuerst gebracht?", "de", "1. Reuters", [2, 1]),
        ("ماذا تقول رويترز؟", "ar", "Valdova wins in Lugoria", [2]),
    ],
)
def test_questions_about_the_sources_are_answered(
    question: str, language: str, said: str, sources: list[int]
) -> None:
    reply = replied(question, language)

    assert (reply["answerable"], reply["refusal"]) == (True, None)
    assert said in reply["text"]
    assert [number for each in reply["sentences"] for number in each["sources"]] == sources


def test_a_question_about_the_event_may_be_put_to_one_outlet() -> None:
    reply = replied("What does Reuters say about turnout?")

    assert reply["answerable"]
    assert "71 percent" in reply["text"]
    assert [each["sources"] for each in reply["sentences"]] == [[2]]


def test_the_answer_is_headed_by_the_storys_headline_without_marks() -> None:
    reply = replied("Who won the election?")

    assert reply["text"].startswith("💬 About: ")
    assert not reply["text"].splitlines()[0].endswith("About: ")
    assert not set(reply["text"]) & set("\u2066\u2067\u2068\u2069")


def test_what_other_readers_read_is_declined() -> None:
    reply = replied("what does the user 301 read?")

    assert not reply["answerable"]
    assert "other readers" in reply["refusal"]


SECRET = "SECRET merger of Orrin and Halden"


def test_what_is_under_embargo_is_not_there() -> None:
    hidden = {**SOURCES[0], "id": 9, "outlet": "Vault", "url": "https://vault.example/9", "title": SECRET,
              "text": "Orrin will buy Halden for 4 billion dollars.", "embargo_until": "2027-01-01T00:00:00Z"}  # fmt: skip

    for question in ("Who had it first?", "what does Vault say", "Who will buy Halden?", "how many outlets"):
        alone, among = replied(question, sources=[hidden]), replied(question, sources=[hidden, *SOURCES])
        assert not alone["answerable"], question
        assert "SECRET" not in str(alone) + str(among), question
        assert "Vault" not in alone["text"]
        assert 9 not in [number for each in among["sentences"] for number in each["sources"]]


def test_without_sources_nothing_is_answered() -> None:
    assert not replied("Who had it first?", sources=[])["answerable"]


@pytest.mark.parametrize(
    ("outlet", "url", "question"),
    [
        ("BBC", "https://example.org/1", "What does BBC News say?"),
        ("BBC", "https://example.org/1", "What does the BBC say?"),
        ("Washington Post", "https://wapo.example/1", "What does the Washington Post say?"),
        ("The Guardian", "https://guardian.example/1", "What does The Guardian say?"),
    ],
)
def test_an_outlet_of_the_case_is_no_other_of_its_name(outlet: str, url: str, question: str) -> None:
    reply = replied(question, sources=[{**SOURCES[0], "outlet": outlet, "url": url}])

    assert SOURCES[0]["title"] in reply["text"]
    assert "was not seen" not in reply["text"]
    assert reply["text"].count(outlet) == 1


def test_who_stands_behind_an_outlet_is_known_by_its_address() -> None:
    state = {**SOURCES[0], "outlet": "TASS", "url": "https://tass.com/1"}
    text = replied("Which are state-owned?", sources=[state, SOURCES[1]])["text"]

    assert text.index("Owned or run by a state") < text.index("TASS")
    assert "None of the outlets" not in text


def test_an_outlet_is_no_other_whose_name_it_ends_with() -> None:
    posts = [{**SOURCES[0], "outlet": "Morning Post"}, {**SOURCES[1], "outlet": "Post"}]
    reply = replied("What does the Morning Post say?", sources=posts)

    assert [number for each in reply["sentences"] for number in each["sources"]] == [1]


@pytest.mark.parametrize(
    ("question", "language", "named"),
    [
        ("मतदान के बाद किसे जेल हुई?", "hi", ("अंग्रेज़ी", "हिन्दी")),
        ("Wer wurde danach verhaftet?", "de", ("Englisch", "Deutsch")),
        ("Who was arrested afterwards?", "en", None),
    ],
)
def test_what_cannot_be_held_against_the_sources_is_not_said_to_be_unsaid(
    question: str, language: str, named: tuple[str, str] | None
) -> None:
    refused = replied(question, language)["refusal"]
    if named is None:
        assert refused.startswith("The sources of this story do not say that.")
    else:
        assert all(f"({name})" in refused for name in named), refused
