"""Naughty strings in every place where foreign text stands, read by Telegram's own parser: each message is valid, shows the
same words, and offers nothing to tap that is not ours.
"""

import json
import random
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

from bot.turn import calling
from news.answers.saying import Circumstances, say
from news.answers.values import Answer
from news.i18n import Speech, open_words
from news.intake.plain import body_text, headline_text
from news.markup import Html, Size, bold, esc, isolate, lines, link, measure, paragraphs, plain, quiet, quote
from news.ports import Message
from news.rendering import render, render_digest, render_mutes, render_pruning, render_radar, search_render
from news.rendering.directions import rtl
from news.rendering.packing import Block, pack
from news.sending.cutting import cut
from news.story.views import Cited, Sentence, StoryView
from tests.hostile.conftest import corpus, sampled
from tests.measured import IS_WHOLE, SEED

tdjson = pytest.importorskip("tdjson", reason="Telegram's own library is not installed")

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OURS = "https://outlet.example/1"
HARMLESS = {"textEntityTypeMediaTimestamp"}
"""What does something only under a video."""
UNSEEN = "\u2060\u2066\u2067\u2068\u2069\u200e\u200f"
MOST_A_CORPUS = 150


def td(call: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(tdjson.td_execute(json.dumps(call).encode())))


td({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def shown(html: str) -> dict[str, Any]:
    made = td({"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}})
    assert made["@type"] == "formattedText", (made.get("message"), html[:300])
    return made


def tappable(formatted: dict[str, Any]) -> list[tuple[str, str]]:
    """What Telegram finds by itself in the text, outside of links that we set: the kind, and the words."""
    own = [
        (e["offset"], e["offset"] + e["length"])
        for e in formatted["entities"]
        if e["type"]["@type"] == "textEntityTypeTextUrl"
    ]
    units = formatted["text"].encode("utf-16-le")
    return [
        (
            e["type"]["@type"],
            units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le", "replace"),
        )
        for e in td({"@type": "getTextEntities", "text": formatted["text"]})["entities"]
        if e["type"]["@type"] not in HARMLESS
        and not any(start <= e["offset"] and e["offset"] + e["length"] <= end for start, end in own)
    ]


def a_view(text: str) -> StoryView:
    """A story that says it everywhere: headline, sentence, outlet, owner and title."""
    source = Cited(1, text, OURS, "GB", "en", NOON, text, text, 1, owner=text)
    return StoryView(
        1, 1, text, (1,), "en", ((Sentence(text, (1,), "en"),),), {1: source}, 1, "extractive", NOON
    )


def messages_about(view: StoryView, speech: Speech) -> Iterator[Message]:
    heading = render_digest.Heading(date(2026, 11, 22))
    yield from render_digest.digest([view], speech, heading=heading)
    yield from render.story(view, speech, zone="UTC")
    yield from render_radar.radar(view, speech, zone="UTC")


def words_of(text: str) -> str:
    """What a reader sees of it: without direction marks and joiners, spaces as one."""
    return " ".join("".join(sign for sign in text if sign not in UNSEEN).split())


@cache
def own_words() -> Speech:
    return open_words()("en")


def faults(text: str) -> list[str]:
    """What is wrong with the messages about a story that says this, after it was read as feeds' text is."""
    title = headline_text(text, is_html=False)
    view = replace(a_view(title), headline=title or "x")
    found = []
    for message in messages_about(view, own_words()):
        formatted = shown(message.html)
        if words_of(title) not in words_of(formatted["text"]):
            found.append(f"words changed: {title!r}")
        found += [f"tappable {kind}: {words!r}" for kind, words in tappable(formatted)]
        if not measure(message.html).fits:
            found.append("too long")
    return found


def messages_to_whoever_typed(text: str, speech: Speech) -> Iterator[Message]:
    """As a topic in their words, words that are muted, a question that was kept, words that nothing has, and their name."""
    yield render_pruning.offer(speech.gettext("“{word}”", word=speech.isolated(text)), 1, speech)
    yield Message(rtl(quiet(render_mutes.muted("word", text, {}, speech)), speech))
    yield say(Answer(), [], speech, zone="UTC", circumstances=Circumstances(again=text))
    yield search_render.nothing(text, speech)
    yield Message(lines([calling(7, text), Html("?")]))


def faults_of_typed(text: str) -> list[str]:
    """What is wrong with the messages to somebody who typed this."""
    typed = headline_text(text, is_html=False) or "x"
    found = []
    for message in messages_to_whoever_typed(typed, own_words()):
        formatted = shown(message.html)
        if words_of(typed) not in words_of(formatted["text"]):
            found.append(f"words changed: {typed!r} in {formatted['text']!r}")
        found += [f"tappable {kind}: {words!r}" for kind, words in tappable(formatted)]
    return found


def read_lines(*parts: str) -> list[str]:
    return corpus(*parts).read_text(encoding="utf-8", errors="replace").splitlines()


def strings(name: str) -> list[str]:
    match name:
        case "naughty strings":
            return [text for text in json.loads(corpus("strings", "blns.json").read_text()) if text.strip()]
        case "XSS":
            files = [
                *corpus("html", "PayloadsAllTheThings-xss").glob("*.txt"),
                *corpus("html", "payloadbox").rglob("*.txt"),
            ]
            return [
                line
                for file in sorted(files)
                for line in file.read_text(errors="replace").splitlines()
                if line.strip()
            ]
        case "emoji":
            rows = [
                line.split(";")[0].split()
                for line in read_lines("strings", "unicode", "emoji-test.txt")
                if ";" in line and line[0] != "#"
            ]
            return ["".join(chr(int(code, 16)) for code in row) + " fire" for row in rows]
        case "graphemes":
            rows = [line.split("#")[0] for line in read_lines("strings", "unicode", "GraphemeBreakTest.txt")]
            return [
                "".join(chr(int(c, 16)) for c in row.split() if c not in "÷×") + "x"
                for row in rows
                if row.strip()
            ]
        case "bidi":
            rows = [
                line.split(";")[0].split()
                for line in read_lines("strings", "unicode", "BidiCharacterTest.txt")
                if line and line[0] != "#"
            ]
            return list(dict.fromkeys("".join(chr(int(code, 16)) for code in row) + "a" for row in rows))
        case "format strings":
            return [line for line in read_lines("strings", "format_strings.txt") if line.strip()]
    raise ValueError(name)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["naughty strings", "XSS", "emoji", "graphemes", "bidi", "format strings"])
def test_foreign_text_is_shown_as_it_is_and_nothing_in_it_can_be_tapped(name: str, record) -> None:
    chosen = sampled(strings(name), MOST_A_CORPUS)
    wrong = {text: found for text in chosen if (found := faults(text))}
    assert dict(list(wrong.items())[:10]) == {}
    record(
        f"Foreign text as headline, sentence, outlet and owner: {name}, {len(chosen):,} strings",
        bar="100 % valid by Telegram's parser, the same visible words, nothing to tap",
        figure=f"{len(chosen) - len(wrong):,} of {len(chosen):,}",
    )


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["naughty strings", "XSS", "emoji", "graphemes", "bidi", "format strings"])
def test_what_somebody_typed_or_is_called_is_shown_as_it_is_and_cannot_be_tapped(name: str, record) -> None:
    chosen = sampled(strings(name), MOST_A_CORPUS)
    wrong = {text: found for text in chosen if (found := faults_of_typed(text[:200]))}
    assert dict(list(wrong.items())[:10]) == {}
    record(
        f"Topics and searches in own words, muted words, questions, and names: {name}, {len(chosen):,} strings",
        bar="100 % valid by Telegram's parser, the same visible words, nothing to tap but the name that is called",
        figure=f"{len(chosen) - len(wrong):,} of {len(chosen):,}",
    )


def test_no_direction_mark_of_foreign_text_turns_what_stands_after_it(record) -> None:
    """What is isolated is closed: every control that opens one is closed within the foreign text, or taken out."""
    chosen = sampled(strings("bidi"), 2_000)
    for text in chosen:
        title = headline_text(text, is_html=False)
        line = plain(isolate(quiet(title)))
        depth = 0
        for sign in line[1:-1]:
            assert unicodedata.bidirectional(sign) not in {"RLO", "LRO", "RLE", "LRE", "PDF"}, line
            depth += (unicodedata.bidirectional(sign) in {"LRI", "RLI", "FSI"}) - (
                unicodedata.bidirectional(sign) == "PDI"
            )
            assert depth >= 0, line
        assert depth == 0, line
    record(
        f"Direction marks in titles, {len(chosen):,} of Unicode's test",
        bar="none reaches beyond its title",
        figure=f"{len(chosen):,} of {len(chosen):,}",
    )


FERRY = "Ferry sinks 👩‍👩‍👧‍👦 off Márel — العبّارة & <b>nine</b> saved 渡轮 "


def long_blocks(length: int, words: str = FERRY) -> list[Html]:
    """About so many characters of everything that messages are made of."""
    text = (words * (length // len(words) + 1))[:length]
    return [
        bold(text[: length // 5]),
        quote(esc(text[length // 5 : length // 2]), folded=True),
        lines([link(text[length // 2 :], OURS)]),
    ]


@pytest.mark.timeout(1200)
def test_a_message_cut_at_any_length_is_valid(record) -> None:
    lengths = sampled(range(1, 4_201), 120)
    for length in lengths:
        block = Block(paragraphs(long_blocks(length)))
        for message in pack([block, block], own_words(), header=Html(""), footer=Html("")):
            assert measure(message.html).fits
            assert shown(message.html)["text"]
    record(
        f"Messages of {len(lengths):,} lengths from 1 to 4,200, cut to fit",
        bar="100 % valid",
        figure=f"{len(lengths):,} of {len(lengths):,}",
    )


WORDS = (
    "Nine people were saved off Márel", "العبّارة غرقت قبالة ماريل", "渡轮在马雷尔附近沉没", "नौका मारेल के पास डूब गई",
    "👩‍👩‍👧‍👦 families &amp; <b>crews</b> wait", "Паром затонул у Марела", "a@b.example said #so /now", "המעבורת טבעה",
)  # fmt: skip


def a_cited_view(chance: random.Random) -> StoryView:
    """A story of up to twelve sentences in any scripts, each cited up to three times."""
    cited = {
        number: Cited(number, f"Paper {number}", f"https://paper{number}.example/{number}", "GB", "en", NOON, "Title", "Title", 1, owner="x")
        for number in range(1, 9)
    }  # fmt: skip
    sentences = tuple(
        Sentence(
            " ".join(chance.choices(WORDS, k=chance.randint(1, 8))) + ".",
            tuple(chance.sample(sorted(cited), chance.randint(1, 3))),
            "en",
        )
        for _ in range(chance.randint(1, 12))
    )
    headline = " ".join(chance.choices(WORDS, k=2))
    return StoryView(1, 1, headline, (1,), "en", (sentences,), cited, 8, "extractive", NOON)


def links_in(formatted: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Of links that we set: where they begin and end, in UTF-16 units, and where they lead."""
    return [
        (e["offset"], e["offset"] + e["length"], e["type"]["url"])
        for e in formatted["entities"]
        if e["type"]["@type"] == "textEntityTypeTextUrl"
    ]


@pytest.mark.timeout(2400)
def test_no_cut_tears_a_citation(record) -> None:
    """Of what is kept each link is whole and leads where it led; what is left out begins in none."""
    chance = random.Random(SEED)
    whole = [m.html for _ in range(200) for m in messages_about(a_cited_view(chance), own_words())]
    lengths = [length for length in range(1, 4_201) for _ in range(5)] if IS_WHOLE else range(1, 4_201, 37)
    torn, cuts = [], 0
    for length in lengths:
        text = chance.choice(whole)
        before, after = shown(text), shown(cut(text, Size(length, 100)))
        units = after["text"].encode("utf-16-le")
        kept = units if after["text"] == before["text"] else units.removesuffix("…".encode("utf-16-le"))
        cuts += after["text"] != before["text"]
        links = links_in(before)
        if links_in(after) != links[: len(links_in(after))] or any(
            begin < len(kept) // 2 < end for begin, end, _ in links
        ):
            torn.append((length, text))
    record(
        f"{len(lengths):,} cuts of digests and stories with citations, to every length from 1 to 4,200",
        bar="100 % valid, never inside a citation",
        figure=f"{len(lengths) - len(torn):,} of {len(lengths):,}; {cuts:,} were longer",
    )
    assert torn[:3] == []


def sanitised(vectors: Iterable[str]) -> Iterator[tuple[str, str]]:
    for written in vectors:
        yield written, body_text(written, is_html=True)


def test_markup_of_feeds_is_gone_from_what_is_kept(record) -> None:
    vectors = [case["payload"] for case in json.loads(corpus("html", "dompurify", "expect.json").read_text())]
    found = json.loads(corpus("html", "sanitizer_vectors_owasp_ammonia.json").read_text())
    rows = found if isinstance(found, list) else [text for group in found.values() for text in group]
    vectors += [row if isinstance(row, str) else str(row.get("input", "")) for row in rows]
    chosen = sampled(vectors, 300)
    wrong = []
    for written, kept in sanitised(chosen):
        formatted = shown(esc(quiet(kept)))
        if formatted["entities"] or tappable(formatted):
            wrong.append((written, kept, tappable(formatted)))
    assert wrong[:5] == []
    record(
        f"Sanitiser vectors as text of articles, {len(chosen)}",
        bar="no markup and nothing to tap in what is kept",
        figure=f"{len(chosen) - len(wrong)} of {len(chosen)}",
    )
