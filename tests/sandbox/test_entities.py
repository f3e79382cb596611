"""Marked-up text is read exactly as Telegram's own library reads it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.entities import format_text, nest, settle
from sandbox.links import find_links
from sandbox.markup import Span, UnparsableMarkup
from sandbox.markup_html import parse_html
from sandbox.markup_markdown import parse_markdown, parse_markdown_v2

CASES = Path(__file__).parents[3] / "shared" / "data" / "hostile" / "telegram" / "tdlib_entities.json"
PARSERS = {"HTML": parse_html, "MarkdownV2": parse_markdown_v2, "Markdown": parse_markdown}
NAMES = {
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji",
    "DateTime": "date_time",
    "EmailAddress": "email",
    "BotCommand": "bot_command",
}
LINK_TYPES = ("mention", "hashtag", "cashtag", "bot_command", "url", "email")
Reading = str | tuple[str, list[tuple[str, int, int]]]


def ours(mode: str, source: str) -> Reading:
    if mode.startswith("auto"):
        return source, [(span.type, span.offset, span.length) for span in find_links(source)]
    try:
        text, spans = PARSERS[mode](source)
    except UnparsableMarkup as error:
        return f"Can't parse entities: {error}"
    return text, [(span.type, span.offset, span.length) for span in spans]


def named(entity: dict[str, Any]) -> tuple[str, int, int]:
    kind = entity["type"]
    name = kind if isinstance(kind, str) else kind["@type"].removeprefix("textEntityType")
    return NAMES.get(name, name.lower()), entity["offset"], entity["length"]


def recorded(case: dict[str, Any]) -> Reading:
    if "error" in case:
        return str(case["error"])
    entities = [named(entity) for entity in case["entities"]]
    if case["mode"].startswith("auto"):
        return case["input"], [entity for entity in entities if entity[0] in LINK_TYPES]
    return case["text"], entities


@pytest.mark.skipif(not CASES.exists(), reason="the recorded results of TDLib are not beside the repository")
@pytest.mark.parametrize(("mode", "share"), [("HTML", 1.0), ("MarkdownV2", 1.0), ("auto", 0.97)])
def test_recorded_results_of_tdlib_are_matched(mode: str, share: float) -> None:
    cases = [case for case in json.loads(CASES.read_text()) if case["mode"].startswith(mode)]
    wrong = [case["input"] for case in cases if ours(case["mode"], case["input"]) != recorded(case)]
    agreed = 1 - len(wrong) / len(cases)
    assert agreed >= share, f"{agreed:.3f} of {len(cases)} agree; not {wrong[:5]}"


PIECES = {
    "HTML": (
        *(
            "<",
            ">",
            "</",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "</>",
            '<a href="http://x.org">',
            "</a>",
            "<a>",
            "<pre>",
        ),
        *(
            "</pre>",
            '<code class="language-py">',
            "<code>",
            "</code>",
            "&lt;",
            "&amp;",
            "&",
            "&#65;",
            "&#x41",
        ),
        *(
            "<blockquote expandable>",
            "</blockquote>",
            "<tg-spoiler>",
            "</tg-spoiler>",
            "a",
            "é",
            "😀",
            " ",
            "\n",
        ),
        *(
            '<span class="tg-spoiler">',
            "</span>",
            '<tg-time unix="12" format="r">',
            "</tg-time>",
            "<b x='",
            "'",
        ),
    ),
    "MarkdownV2": (
        *(
            "*",
            "_",
            "__",
            "~",
            "||",
            "|",
            "`",
            "```",
            "```py\n",
            "[",
            "](http://x.org)",
            "]",
            "(",
            ")",
            "![",
            ">",
        ),
        *("\n", "\n>", "\\", "\\*", "a", "é", "😀", " ", "!", "**", "\r", "x\\.org", "](tg://emoji?id=5)"),
    ),
    "Markdown": (
        *("*", "_", "`", "```", "```py\n", "[", "](http://x.org)", "]", "(", "\\", "a", "é", "😀", "\n"),
    ),
}
SELDOM = 0.995
"""What is left are sources like three nested quotation marks, which nobody writes."""


@pytest.fixture(scope="module")
def tdlib() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Telegram's own library; its parser needs no network."""
    tdjson = pytest.importorskip("tdjson")

    def execute(query: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(query).encode()))
        return answer

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    return execute


@pytest.mark.parametrize("mode", ["HTML", "MarkdownV2", "Markdown"])
def test_random_markup_is_read_as_tdlib_reads_it(tdlib, mode: str) -> None:
    parse_mode = (
        {"@type": "textParseModeHTML"}
        if mode == "HTML"
        else {"@type": "textParseModeMarkdown", "version": 2 if mode == "MarkdownV2" else 1}
    )
    chance, wrong = random.Random(20), []
    for _ in range(3000):
        source = "".join(chance.choice(PIECES[mode]) for _ in range(chance.randint(1, 8)))
        answer = tdlib({"@type": "parseTextEntities", "text": source, "parse_mode": parse_mode})
        theirs = answer.get("message") or (answer["text"], [named(entity) for entity in answer["entities"]])
        if ours(mode, source) != theirs:
            wrong.append(source)
    assert len(wrong) <= (1 - SELDOM) * 3000, wrong[:5]


def spans(source: str, parse_mode: str = "HTML") -> tuple[str, list[tuple[str, int, int]]]:
    text, found = format_text(source, parse_mode=parse_mode)
    return text, [(span.type, span.offset, span.length) for span in found]


def test_blanks_around_a_text_are_cut_and_entities_follow() -> None:
    assert spans("\n  a <b>bold </b> \n") == ("a bold", [("bold", 2, 4)])


def test_entities_of_blanks_alone_are_dropped() -> None:
    assert spans("a <b> </b> b") == ("a   b", [])


def test_links_are_found_beside_markup_but_not_inside_code_or_links() -> None:
    source = '<code>a.org</code> <a href="b.org">c.org</a> <b>d.org</b>'
    assert spans(source) == (
        "a.org c.org d.org",
        [("code", 0, 5), ("text_link", 6, 5), ("url", 12, 5), ("bold", 12, 5)],
    )


def test_nothing_is_formatted_inside_code() -> None:
    assert spans("<pre>a <b>b</b></pre>") == ("a b", [("pre", 0, 3)])


def test_entities_that_cross_are_cut_where_they_meet() -> None:
    crossing = [Span("bold", 0, 6), Span("italic", 3, 6)]
    assert [(span.type, span.offset, span.length) for span in nest(crossing)] == [
        ("bold", 0, 6),
        ("italic", 3, 3),
        ("italic", 6, 3),
    ]


def test_given_entities_are_bounded_by_the_text() -> None:
    text, found = format_text("hello", entities=[{"type": "bold", "offset": 0, "length": 5}])
    assert (text, found) == ("hello", [Span("bold", 0, 5)])


def test_carriage_returns_vanish_and_offsets_with_them() -> None:
    text, found = settle("a\r\n😀\rb #c", [Span("bold", 3, 2)])
    assert text == "a\n😀b #c"
    assert [(span.type, span.offset, span.length) for span in found] == [("bold", 2, 2), ("hashtag", 6, 2)]
