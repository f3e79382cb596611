"""Every message about stories, in every shipped language: as Telegram's own parser reads it, and as a reader sees it."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from news.i18n import UI_LANGUAGES, open_words
from news.markup import Html, measure, plain
from news.ports import Message
from news.rendering import render, render_background, render_digest, render_radar
from news.story.coverage import Coverage
from news.story.timeline import Entry
from news.story.views import Cited, Differing, Sentence, StoryView

tdjson = pytest.importorskip("tdjson", reason="Telegram's own library is not installed")

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ZONE = "Europe/Berlin"
RIGHT_TO_LEFT = ("ar", "fa", "he")
MEANT = {"textEntityTypeMediaTimestamp"}
"""What Telegram finds in a clock time; it does something only under a video."""
COMMANDS = {"textEntityTypeBotCommand"}


def td(call: dict[str, Any]) -> dict[str, Any]:
    answer = tdjson.td_execute(json.dumps(call).encode())
    return dict(json.loads(answer))


def parsed(html: str) -> dict[str, Any]:
    made = td({"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}})
    assert made["@type"] == "formattedText", made
    return made


def found(text: str) -> list[tuple[str, str]]:
    """What Telegram makes tappable by itself in this text: the kind, and the words."""
    units = text.encode("utf-16-le")
    return [
        (e["type"]["@type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in td({"@type": "getTextEntities", "text": text})["entities"]
    ]


def cited(article: int, outlet: str, language: str, title: str, **more: Any) -> Cited:
    plain = {
        "url": f"https://{outlet.casefold().replace(' ', '')}.example/{article}?a=1&b=2",
        "country": {"en": "GB", "ar": "EG", "de": "DE", "ja": "JP"}[language],
        "published_at": NOON - timedelta(hours=article),
        "text": f"{title}. Nine people were saved from the ferry at night.",
        "family": article,
    }
    return Cited(
        **{"article": article, "outlet": outlet, "language": language, "title": title} | plain | more
    )


SOURCES = {
    source.article: source
    for source in (
        cited(1, "Marel Post", "en", "Ferry sinks off Marel, see marelpost.example and @marel"),
        cited(2, "صحيفة الميناء", "ar", "غرق عبّارة قبالة ماريل", url="https://almina.example/2"),
        cited(3, "Küstenbote", "de", "Fähre vor Marel gesunken: <b>neun</b> Gerettete & viele Fragen"),
        cited(4, "港口新闻", "ja", "マレル沖でフェリーが沈没", url="https://minato.example/4"),
        cited(5, "Echo & Sons", "en", "Ferry sinks off Marel", is_copy=True, family=1),
        cited(6, "Isle Times", "en", "Ferry sinks off Marel", is_copy=True, family=1),
    )
}


def a_view(story: int = 1, *, language: str = "en", **more: Any) -> StoryView:
    told = (
        (Sentence("The ferry sank at night /stop https://evil.example now.", (1,), "en"),),
        (
            Sentence("غرقت العبّارة ليلًا.", (2,), "ar"),
            Sentence("Neun Menschen wurden gerettet.", (3, 4), "de"),
        ),
    )
    made = {
        "story": story,
        "revision": 1,
        "headline": f"Ferry no. {story} sinks off Marel (marel.example) <i>tonight</i>",
        "headline_cites": (1,),
        "language": language,
        "paragraphs": told,
        "sources": SOURCES,
        "outlets": 6,
        "mode": "extractive",
        "last_at": NOON,
    }
    return StoryView(**made | more)


WRITTEN = a_view(
    5,
    mode="llm-trimmed",
    told_at=NOON,
    paragraphs=(
        (
            Sentence("Nine people died, see evil.example.", (1,), "en"),
            Sentence("Der Kapitän schwieg.", (3,), "de", is_untranslated=True),
        ),
    ),
    contested=(
        Differing(
            "death toll (toll.example)",
            (
                Sentence("nine, according to <b>the coast guard</b>", (3,), "en"),
                Sentence("14 قتيلًا", (2,), "ar"),
            ),
        ),
    ),
)

ENTRIES = (
    Entry(NOON - timedelta(hours=3), SOURCES[3]),
    Entry(NOON - timedelta(hours=2), SOURCES[2], news=("ماريل", "43 قتيلًا", "marel.example")),
    Entry(NOON - timedelta(hours=1), joined="Harbour closed (harbour.example) /stop"),
)
REPORTED = Coverage(
    languages=(("en", 3), ("ar", 1), ("de", 1)),
    countries=(("GB", 3), ("EG", 1)),
    owners=(("Octopus & Sons (octopus.example)", 2), ("دار الميناء", 1)),
    unseen_languages=("fr", "es", "it", "pt", "ru", "uk", "zh", "ja", "ko", "hi", "fa", "tr", "pl", "nl"),
    unseen_countries=("FR", "ES"),
    feeds=21,
    unseen_outlets=(("Le Port", "fr"), ("Outlet (outlet.example)", "en"), ("النهار", "ar")),
)


def everything(language: str) -> dict[str, list[Message]]:
    """Each kind of message the renderer makes, by its name."""
    speech = open_words()(language)
    views = [
        a_view(1),
        a_view(2, language="de", mode="llm", outlets=1),
        a_view(3, is_update=True, new=(Sentence("Two more were found.", (3,), "en"),), outlets=2),
        a_view(4, language="ar", mode="phrasebook", outlets=21, breaking_at=NOON - timedelta(hours=2)),
    ]
    notices = (
        speech.gettext("Sample edition: invented news, served on this machine, to show what a digest is."),
    )
    heading = render_digest.Heading(day=TODAY, notices=notices, since=TODAY - timedelta(days=2), now=NOON)
    following = render.moment(NOON + timedelta(days=1), speech, ZONE)
    return {
        "digest": render_digest.digest(views, speech, heading=heading),
        "long digest": render_digest.digest([a_view(n) for n in range(1, 31)], speech, heading=heading),
        "written story": render.story(WRITTEN, speech, zone=ZONE),
        "story": render.story(views[0], speech, zone=ZONE, related=[(2, "Harbour closed (harbour.example)")]),
        "bare story": render.story(a_view(5, paragraphs=()), speech, zone=ZONE),
        "breaking story": render.story(a_view(6, breaking_at=NOON), speech, zone=ZONE),
        "radar": render_radar.radar(views[0], speech, zone=ZONE, number=1),
        "timeline": render_background.timeline(views[0], ENTRIES, speech, zone=ZONE),
        "coverage": render_background.coverage(views[0], REPORTED, speech),
        "silent": render_background.silent(views[0], REPORTED, speech),
        "sources": render.sources(views, speech),
        "empty digest": [
            render_digest.empty_digest(speech, since=render.moment(NOON, speech, ZONE), following=following)
        ],
    }


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_message_is_read_by_telegram_as_it_was_meant(language: str) -> None:
    for name, messages in everything(language).items():
        for message in messages:
            read = parsed(message.html)
            assert read["text"] == plain(Html(message.html)), name
            kinds = {entity["type"]["@type"] for entity in read["entities"]}
            assert kinds <= {f"textEntityType{kind}" for kind in ("Bold", "Italic", "TextUrl", "DateTime")}, (
                name
            )


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_message_is_within_telegrams_limits(language: str) -> None:
    for name, messages in everything(language).items():
        for message in messages:
            read = parsed(message.html)
            assert 0 < len(read["text"].encode("utf-16-le")) // 2 <= 4096, name
            assert len(read["entities"]) <= measure(Html(message.html)).entities <= 100, name
            for button in (button for row in message.buttons for button in row):
                assert button.label.strip(), name
                assert 1 <= len((button.data or "").encode()) <= 64, name


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_nothing_in_a_message_can_be_tapped_that_we_did_not_mean(language: str) -> None:
    for name, messages in everything(language).items():
        meant = MEANT | (COMMANDS if name == "sources" else set())
        for message in messages:
            for kind, words in found(plain(Html(message.html))):
                assert kind in meant, (name, words)
                assert kind not in COMMANDS or words == "/sources", name


def test_an_outlet_of_an_unknown_country_leaves_no_gap_for_its_flag() -> None:
    sources = {a: replace(source, country=None) for a, source in SOURCES.items()}
    view, speech = a_view(sources=sources), open_words()("en")
    for message in (*render.story(view, speech, zone=ZONE), *render_radar.radar(view, speech, zone=ZONE)):
        assert "  " not in plain(Html(message.html))


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_command_in_the_footer_of_the_sources_can_be_tapped(language: str) -> None:
    text = plain(Html(everything(language)["sources"][-1].html))
    assert ("textEntityTypeBotCommand", "/sources") in found(text)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_story_of_a_digest_has_its_button_and_nothing_is_lost(language: str) -> None:
    made = everything(language)
    for name, count in (("digest", 4), ("long digest", 30)):
        labels = [b.label for message in made[name] for row in message.buttons for b in row]
        assert labels == [open_words()(language).number(n) for n in range(1, count + 1)]
        text = "\n".join(plain(Html(message.html)) for message in made[name])
        assert all(f"Ferry no. {n} " in text for n in range(1, count + 1))


def direction(line: str) -> str | None:
    """How Telegram's clients set a line: by its first strong letter outside isolates (UAX 9, P2 and P3)."""
    depth = 0
    for letter in line:
        kind = unicodedata.bidirectional(letter)
        if kind in ("LRI", "RLI", "FSI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return None


FOREIGN = tuple(
    foreign
    for source in SOURCES.values()
    for foreign in (
        source.title[:12],
        "The ferry sank",
        "Harbour closed",
        "غرقت",
        "Neun Menschen",
        "Nine people",
        "Ferry sinks",
        "Ferry no. ",
    )
)


def is_quoted(line: str) -> bool:
    """Whether it is others' words, with a number of ours before them or without."""
    return re.sub(r"^[\u200e\u200f]?(?:\d+\. )?\u2068?", "", line).startswith(FOREIGN)


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
@pytest.mark.parametrize("name", list(everything("ar")))
def test_every_line_of_the_interface_runs_from_the_right_in_arabic_persian_and_hebrew(
    name: str, language: str
) -> None:
    """Quoted text keeps its own direction; all that we say ourselves starts at the right."""
    for message in everything(language)[name]:
        for line in plain(Html(message.html)).split("\n"):
            if line and not is_quoted(line):
                assert direction(line) == "rtl", line


@pytest.mark.parametrize("language", [language for language in UI_LANGUAGES if language not in RIGHT_TO_LEFT])
def test_every_line_of_the_interface_runs_from_the_left_elsewhere(language: str) -> None:
    for name, messages in everything(language).items():
        for message in messages:
            for line in plain(Html(message.html)).split("\n"):
                if line and not is_quoted(line):
                    assert direction(line) in ("ltr", None), (name, line)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_isolate_is_closed_in_its_line(language: str) -> None:
    for name, messages in everything(language).items():
        for message in messages:
            for line in plain(Html(message.html)).split("\n"):
                assert line.count("\u2068") == line.count("\u2069"), (name, line)


def test_the_same_message_says_its_own_words_in_each_language() -> None:
    titles = {
        language: plain(Html(everything(language)["digest"][0].html)).split("\n")[0]
        for language in UI_LANGUAGES
    }
    assert titles == {
        "en": "🗞 Your news · Sunday, November 22, 2026",
        "de": "🗞 Deine Ausgabe · Sonntag, 22. November 2026",
        "es": "🗞 Tus noticias · domingo, 22 de noviembre de 2026",
        "fr": "🗞 Vos nouvelles · dimanche 22 novembre 2026",
        "ru": "🗞 Ваши новости · воскресенье, 22 ноября 2026\u202fг.",
        "uk": "🗞 Ваші новини · неділя, 22 листопада 2026\u202fр.",
        "ar": "🗞 موجزك · الأحد، 22 نوفمبر 2026",
        "zh": "🗞 你的简报 · 2026年11月22日星期日",
        "it": "🗞 Le tue notizie · domenica 22 novembre 2026",
        "pt": "🗞 As suas notícias · domingo, 22 de novembro de 2026",
        "ro": "🗞 Știrile tale · duminică, 22 noiembrie 2026",
        "nl": "🗞 Jouw nieuws · zondag 22 november 2026",
        "sv": "🗞 Dina nyheter · söndag 22 november 2026",
        "el": "🗞 Τα νέα σου · Κυριακή 22 Νοεμβρίου 2026",
        "pl": "🗞 Twój przegląd · niedziela, 22 listopada 2026",
        "cs": "🗞 Váš přehled · neděle 22. listopadu 2026",
        "tr": "🗞 Bültenin · 22 Kasım 2026 Pazar",
        "id": "🗞 Rangkumanmu · Minggu, 22 November 2026",
        "vi": "🗞 Bản tin của bạn · Chủ Nhật, 22 tháng 11, 2026",
        "hi": "🗞 आपका बुलेटिन · रविवार, 22 नवंबर 2026",
        "fa": "🗞 اخبار شما · یکشنبه ۲۲ نوامبر ۲۰۲۶",
        "he": "🗞 התקציר שלך · יום ראשון, 22 בנובמבר 2026",
        "bn": "🗞 আপনার খবর · রবিবার, ২২ নভেম্বর, ২০২৬",
        "ja": "🗞 あなたのダイジェスト · 2026年11月22日日曜日",
        "ko": "🗞 내 뉴스 · 2026년 11월 22일 일요일",
    }


def test_a_text_that_a_hundred_and_fifty_outlets_printed_breaks_between_lines_and_fits() -> None:
    copies = {
        n: cited(n, f"Daily Paper Number {n}", "en", "Ferry sinks", is_copy=n > 1, family=1)
        for n in range(1, 151)
    }
    messages = render_radar.radar(a_view(sources=copies), open_words()("en"), zone=ZONE)
    assert all(measure(Html(message.html)).fits for message in messages)
    assert "Daily Paper Number 150" in messages[-1].html


def test_an_outlet_that_printed_the_text_of_another_stands_in_the_radar_with_its_own_headline_and_time() -> (
    None
):
    printed = {
        1: cited(1, "Marel Post", "en", "Ferry sinks"),
        2: cited(2, "Echo", "en", "Ferry sinks", is_copy=True, family=1),
        3: cited(3, "Isle Times", "en", "Nine saved at night", is_copy=True, family=1, country="FJ"),
    }
    (message,) = render_radar.radar(a_view(sources=printed, paragraphs=()), open_words()("en"), zone=ZONE)
    rows = (
        plain(Html(message.html))
        .replace("\u2068", "")
        .replace("\u2069", "")
        .replace("\u202f", " ")
        .split("\n")
    )
    assert rows[rows.index("The same text in:") + 1 :] == [
        "🇬🇧 Echo · Nov 22 11:00 AM",
        "🇫🇯 Isle Times · Nov 22 10:00 AM",
        "Nine saved at night",
    ]


def test_telegram_keeps_where_a_citation_lands_and_outlets_are_linked_plainly() -> None:
    said = "Nine people were saved from the ferry at night."
    view = a_view(paragraphs=((Sentence(said, (1, 3), "en", ((1, said),)),),))
    made = render.story(view, open_words()("en"), zone=ZONE)[0]
    urls = [e["type"]["url"] for e in parsed(made.html)["entities"] if "url" in e["type"]]
    landing = [url for url in urls if ":~:" in url]
    assert landing == [
        SOURCES[1].url + "#:~:text=Nine%20people%20were%20saved%20from%20the%20ferry%20at%20night"
    ]
    assert urls.count(SOURCES[1].url) == 1  # among the outlets
    assert SOURCES[3].url in urls


def test_a_written_story_says_where_outlets_differ_who_says_what_and_when_it_was_written() -> None:
    [message] = render.story(WRITTEN, open_words()("en"), zone=ZONE)
    shown = [line.strip("\u2068\u2069") for line in plain(message.html).replace("\u2060", "").split("\n")]
    at = shown.index("What differs")
    assert shown[at + 1 : at + 4] == [
        "death toll (toll.example)",
        "• \u2068nine, according to <b>the coast guard</b> [2]\u2069 · \u2068Küstenbote",
        "\u200e• \u206814 قتيلًا [3]\u2069 · \u2068صحيفة الميناء",
    ]
    assert "Texts written by a language model from the cited sources." in shown[-2]
    assert "Sentences that did not pass our checks were left out." in shown[-2]
    written_at = render.moment(NOON, open_words()("en"), ZONE)
    assert shown[-1].endswith(f"Updated {written_at}"), "by the clock of all other times in it"


def test_a_sentence_among_those_of_another_language_says_which_it_is_in() -> None:
    [message] = render.story(WRITTEN, open_words()("en"), zone=ZONE)
    assert "🌐 German: \u2068Der Kapitän schwieg.\u2069 [2]" in plain(message.html)


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_no_flag_draws_the_day_behind_an_outlet_to_its_own_side(language: str) -> None:
    """Flags are letters from left to right to Unicode; what is isolated turns nothing."""
    sources = {a: replace(source, country="DE") for a, source in SOURCES.items()}
    view, speech = a_view(sources=sources), open_words()(language)
    told = "".join(plain(Html(message.html)) for message in render_radar.radar(view, speech, zone=ZONE))
    assert "\u2068🇩🇪\u2069 \u2068" in told
