"""The interface's words: every shipped language says everything, with the same values in it, within Telegram's limits.

The messages are extracted from the code again for these tests, so a catalogue that was forgotten is seen here.
"""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from telegram.error import BadRequest, RetryAfter, TelegramError, TimedOut

from bot.application import COMMANDS
from bot.greeting.helping import SECTIONS, help_message, not_understood
from bot.introductions import AGAIN_IN_S, commands, introduce
from bot.keyboards import CITIES
from bot.turn import ZONES_BY_LANGUAGE
from news.catalogue import bundled_topics, topic_name
from news.clock import city_of, fold, is_zone, read_zone
from news.i18n import FSI, PDI, UI_LANGUAGES, Speech, open_words
from news.markup import Html, measure, plain
from news.reader.schedule_line import read_line, vocabulary
from news.rendering.rows import ROOM, width

ROOT = Path(__file__).parent.parent
TRANSLATED = tuple(language for language in UI_LANGUAGES if language != "en")

ALPHABETS = {
    "ru": "CYRILLIC",
    "uk": "CYRILLIC",
    "ar": "ARABIC",
    "zh": "CJK",
    "el": "GREEK",
    "hi": "DEVANAGARI",
    "fa": "ARABIC",
    "he": "HEBREW",
    "bn": "BENGALI",
    "ja": "JAPANESE",
    "ko": "HANGUL",
}
LETTERS = {
    "LATIN": re.compile(r"[A-Za-zÀ-ÿ]"),
    "CYRILLIC": re.compile(r"[\u0400-\u04ff]"),
    "ARABIC": re.compile(r"[\u0600-\u06ff]"),
    "GREEK": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "DEVANAGARI": re.compile(r"[\u0900-\u097f]"),
    "HEBREW": re.compile(r"[\u05d0-\u05ea]"),
    "BENGALI": re.compile(r"[\u0980-\u09ff]"),
    "JAPANESE": re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]"),
    "HANGUL": re.compile(r"[\uac00-\ud7a3]"),
    "CJK": re.compile(r"[\u4e00-\u9fff]"),
}
NOT_THEIRS = {
    "de": re.compile(r"[ñ¿¡àèçœ\u0400-\u04ff]"),
    "es": re.compile(r"[ßäöàèçœ\u0400-\u04ff]"),
    "fr": re.compile(r"[ñ¿¡ßäö\u0400-\u04ff]"),
    "ru": re.compile(r"[іїєґІЇЄҐ’]"),
    "uk": re.compile(r"[ыэъёЫЭЪЁ]"),
    "it": re.compile(r"[ñ¿¡ßäöüçœãõșțå\u0370-\u04ff]"),
    "pt": re.compile(r"[ñ¿¡ßäöüèìòœșțå\u0370-\u04ff]"),
    "ro": re.compile(r"[ñ¿¡ßäöüàèçœãõåşţ\u0370-\u04ff]"),  # ş ţ with a cedilla are not Romanian
    "nl": re.compile(r"[ñ¿¡ßäàçœãõșțå\u0370-\u04ff]"),
    "sv": re.compile(r"[ñ¿¡ßàèçœãõșț\u0370-\u04ff]"),
    "el": re.compile(r"[ñ¿¡ßäöüàèç?\u0400-\u04ff]"),  # no Latin question mark
    "pl": re.compile(r"[äöüßñ¿¡àâçèêîôûœěščřžýůğışăđơư“\u0400-\u04ff]"),
    "cs": re.compile(r"[äöüßñ¿¡àâçèêîôûœąćęłńśźżğışăđơư”\u0400-\u04ff]"),
    "tr": re.compile(r"[äßñ¿¡àèéêôœąćęłńśźżěščřžýůăđơư„\u0400-\u04ff]"),
    "id": re.compile(r"[À-ɏẠ-ỹ„\u0400-\u04ff]"),
    "vi": re.compile(r"[äöüßñ¿¡çœąćęłńśźżěščřžůğşı„\u0400-\u04ff]"),
    "hi": re.compile(r"[À-ɏ„\u0400-\u04ff\u0980-\u09ff]"),
    "fa": re.compile(r"[\u0643\u064a\u0649\u0590-\u05ff]"),  # Arabic kaf and yeh: Persian has its own
    "he": re.compile(r"[\u0600-\u06ff]"),
    "bn": re.compile(r"[\u0900-\u0963\u0966-\u097f]"),  # Devanagari; the danda is shared
    "ja": re.compile(r"[\uac00-\ud7a3]"),
    "ko": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"),
}
SAME_AS_ENGLISH = {
    "{name}:": {*UI_LANGUAGES} - {"en", "fr", "zh", "ja"},
    "{begins}–{ends}": {*UI_LANGUAGES} - {"fa", "he", "ja", "ko"},
    "“{word}”": {"zh", "pt", "tr", "id", "vi", "hi"},
}
EXAMPLE = re.compile(r"/[a-z]+(?: \{?[\w:]+\}?)*")
SLASHED = re.compile(r"(?<![\w/])/[a-z]+")


@cache
def extracted() -> Catalog:
    """What pybabel finds in the code today."""
    found = Catalog()
    for folder in ("bot", "news", "jobs"):
        for _, _, message, comments, context in extract_from_dir(str(ROOT / folder)):
            found.add(message, context=context, auto_comments=comments)
    return found


@cache
def catalogue(language: str) -> Catalog:
    path = ROOT / "locales" / language / "LC_MESSAGES" / "bot.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def originals(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple) else [message.id]


def places(text: str) -> Counter[str]:
    """The values a text takes, with how each is written."""
    return Counter(name + (spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None)


def said(language: str) -> Iterator[tuple[str, str]]:
    """Every translation with its original; the plural forms stand against the English plural."""
    for message in messages(catalogue(language)):
        for text in forms(message):
            yield originals(message)[-1], text


def numbers_of(language: str, form: int) -> list[int]:
    """Which of the first numbers take this plural form, as gettext itself computes it."""
    speech = open_words()(language)
    return [n for n in range(200) if speech._catalogue and speech._catalogue.plural(n) == form]  # type: ignore[attr-defined]


# --- the code ------------------------------------------------------------------------------------


def gettext_calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in ("bot", "news", "jobs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name == "i18n.py":
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                if node.func.attr in ("gettext", "ngettext"):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_message_in_the_code_is_found_by_the_extraction() -> None:
    known = {original for message in messages(extracted()) for original in originals(message)}
    for where, call in gettext_calls():
        for argument in call.args[: 1 if call.func.attr == "gettext" else 2]:  # type: ignore[attr-defined]
            assert isinstance(argument, ast.Constant), f"{where}: a message must be written out"
            assert argument.value in known, f"{where}: not found by pybabel, perhaps inside an f-string"


def test_every_value_a_message_takes_is_given_to_it() -> None:
    for where, call in gettext_calls():
        given = {keyword.arg for keyword in call.keywords}
        if call.func.attr == "ngettext":  # type: ignore[attr-defined]
            given.add("n")
        for argument in call.args[:1]:
            assert set(places(argument.value)) == given, where  # type: ignore[attr-defined]


def test_the_template_is_as_fresh_as_the_code() -> None:
    with (ROOT / "locales" / "bot.pot").open("rb") as file:
        template = read_po(file)
    assert {m.id for m in messages(template)} == {m.id for m in messages(extracted())}, "run: make words"


# --- the catalogues ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_says_everything_and_nothing_else(language: str) -> None:
    ids = {m.id for m in messages(extracted())}
    assert {m.id for m in messages(catalogue(language))} == ids, "run: make words"
    assert not catalogue(language).obsolete
    for message in messages(catalogue(language)):
        assert not message.fuzzy, message.id
        assert all(text.strip() for text in forms(message)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    wanted = get_plural(language)
    found = catalogue(language)
    assert (found.num_plurals, found.plural_expr) == (wanted.num_plurals, wanted.plural_expr)
    for message in messages(found):
        if isinstance(message.id, tuple):
            assert len(forms(message)) == wanted.num_plurals, message.id
            assert places(message.id[0]) == places(message.id[1]), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_takes_the_same_values(language: str) -> None:
    """A form that is for one number only, as Arabic has for two, may say the number in words."""
    for message in messages(catalogue(language)):
        wanted = places(originals(message)[0])
        for form, text in enumerate(forms(message)):
            spared = isinstance(message.id, tuple) and len(numbers_of(language, form)) == 1
            assert places(text) in ([wanted, wanted - Counter("n")] if spared else [wanted]), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_plain_text_with_the_edges_of_the_original(language: str) -> None:
    for original, text in said(language):
        assert not re.search(r"[<>&]", text), text
        assert not re.search(r"\s\s|\n", text), text
        assert (text, original) == (text.strip(), original.strip())
        assert text.count(FSI) == text.count(PDI), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_not_the_english(language: str) -> None:
    for original, text in said(language):
        if language not in SAME_AS_ENGLISH.get(original, ()):
            assert text != original


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_written_in_the_script_and_letters_of_its_language(language: str) -> None:
    for _, text in said(language):
        bare = re.sub(r"\{\w+\}", "", text)
        if any(letter.isalpha() for letter in bare):
            assert LETTERS[ALPHABETS.get(language, "LATIN")].search(bare), text
        if language in NOT_THEIRS:
            assert not NOT_THEIRS[language].search(re.sub(EXAMPLE, "", bare)), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_stays_a_sentence(language: str) -> None:
    """Ends alike: what is put after a label, a question or a full stop is the same in every language."""
    alike = {".": ".。؟?;।", "?": "?؟？;", ":": ":：."}
    for original, text in said(language):
        if original[-1] in alike and not re.search(r"/[a-z]+", original):
            assert text[-1] in alike[original[-1]], (original, text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_commands_of_the_original(language: str) -> None:
    for original, text in said(language):
        assert SLASHED.findall(text) == SLASHED.findall(original), text


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_message_can_be_said_with_strange_values(language: str) -> None:
    speech = open_words()(language)
    for message in messages(extracted()):
        values = {name: "{0} {x} % \\ <b>" for name in places(originals(message)[0]) if name != "n"}
        if isinstance(message.id, tuple):
            for n in (0, 1, 2, 3, 5, 11, 21, 22, 25, 100, 101, 102, 1_234_567):
                assert speech.ngettext(*message.id, n, **values)
        else:
            spoken = speech.gettext(message.id, **values)
            assert all(value in spoken for value in values.values())


# --- the examples in it work ---------------------------------------------------------------------


def is_alike(one: str | None, other: str) -> bool:
    """Whether clocks agree, whatever the zone is called."""
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
    return one is not None and all(
        day.astimezone(ZoneInfo(one)).utcoffset() == day.astimezone(ZoneInfo(other)).utcoffset()
        for day in days
    )


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_times_and_places_given_as_examples_are_understood(language: str) -> None:
    speech = open_words()(language)
    for zone in {*CITIES, ZONES_BY_LANGUAGE[language]}:
        city = city_of(zone, language=language)
        (wish,) = read_line(f"07:30 {city}", vocabulary([speech]))
        assert wish.times, city
        assert city == " ".join(wish.rest), city
        assert is_alike(read_zone(city, languages=UI_LANGUAGES), zone), city
    named = [
        zone
        for message in messages(extracted())
        for text in forms_in(speech, message)
        for zone in re.findall(r"\b[A-Z][a-z]+/[A-Z][a-z]+\b", text)
    ]
    assert named
    assert all(map(is_zone, named))


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_topics_given_as_examples_exist(language: str) -> None:
    speech = open_words()(language)
    names = {fold(topic_name(topic, language)) for topic in bundled_topics()}
    assert {fold(word) for word in speech.gettext("world science").split()} <= names


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_help_names_the_button_as_it_is_labelled(language: str) -> None:
    speech = open_words()(language)
    hint = speech.gettext("To ask about a story, press “Ask” under it or reply to it with your question.")
    assert speech.gettext("Ask") in hint


def test_commands_inside_right_to_left_sentences_are_isolated() -> None:
    """Else their slash is drawn on the wrong side (UAX 9: a neutral between two directions)."""
    for _, text in (*said("ar"), *said("fa"), *said("he")):
        outside = re.sub(f"{FSI}.*?{PDI}", "", text)
        assert "/" not in outside, text


def forms_in(speech: Speech, message: Message) -> list[str]:
    """The message as it is said, its values as gaps."""
    if isinstance(message.id, tuple):
        gaps = {name: f"{{{name}}}" for name in re.findall(r"{(\w+)}", message.id[1]) if name != "n"}
        return [speech.ngettext(*message.id, n, **gaps) for n in (1, 2, 3, 5, 11)]
    return [speech.gettext(message.id)]


# --- Telegram's limits ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_command_menu_keeps_telegrams_limits(language: str) -> None:
    listed = commands(open_words()(language))
    assert len(listed) <= 8, "what else there is, is found by /help, buttons and typing"
    for command in listed:
        assert 1 <= len(command.description) <= 256
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.command)


@cache
def labels_of_buttons() -> frozenset[str]:
    """The messages that are written on buttons, or a part of what is."""
    found: set[str] = set()
    for folder in ("bot", "news"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "Button"
                ):
                    said = (call for call in ast.walk(node.args[0]) if isinstance(call, ast.Call))
                    found |= {
                        call.args[0].value
                        for call in said
                        if isinstance(call.func, ast.Attribute)
                        and call.func.attr == "gettext"
                        and isinstance(call.args[0], ast.Constant)
                    }
    return frozenset(found)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_what_is_written_on_a_button_can_be_read_whole_on_a_phone(language: str) -> None:
    speech, room = open_words()(language), ROOM[1] - width("✅ 📡 ")
    assert len(labels_of_buttons()) > 40
    assert [text for text in map(speech.gettext, labels_of_buttons()) if width(text) > room] == []


class Introduced:
    """A Telegram account that knows nothing of itself yet, and keeps what it is told."""

    def __init__(self) -> None:
        self.commands: dict[str, list[object]] = {}
        self.descriptions: dict[str, str] = {}
        self.short: dict[str, str] = {}

    async def get_my_commands(self, *, language_code: str | None) -> list[object]:
        return self.commands.get(language_code or "", [])

    async def set_my_commands(self, wanted: list[object], *, language_code: str | None) -> None:
        self.commands[language_code or ""] = wanted

    async def get_my_description(self, *, language_code: str | None) -> SimpleNamespace:
        return SimpleNamespace(description=self.descriptions.get(language_code or "", ""))

    async def set_my_description(self, text: str, *, language_code: str | None) -> None:
        self.descriptions[language_code or ""] = text

    async def get_my_short_description(self, *, language_code: str | None) -> SimpleNamespace:
        return SimpleNamespace(short_description=self.short.get(language_code or "", ""))

    async def set_my_short_description(self, text: str, *, language_code: str | None) -> None:
        self.short[language_code or ""] = text


async def test_the_bot_introduces_itself_in_every_language_within_telegrams_limits() -> None:
    account = Introduced()
    await introduce(SimpleNamespace(words=open_words()), account)  # type: ignore[arg-type]
    spoken = {"", *TRANSLATED}
    assert set(account.commands) == set(account.descriptions) == set(account.short) == spoken
    assert len(set(account.descriptions.values())) == len(spoken)
    assert all(1 <= len(text) <= 512 for text in account.descriptions.values())
    assert all(1 <= len(text) <= 120 for text in account.short.values())


class Refusing(Introduced):
    """Refuses commands in one language, as `error` says, until somebody waits."""

    def __init__(self, error: TelegramError) -> None:
        super().__init__()
        self.error: TelegramError | None = error
        self.waited_s: list[float] = []

    async def set_my_commands(self, wanted: list[object], *, language_code: str | None) -> None:
        if language_code == "de" and self.error is not None:
            raise self.error
        await super().set_my_commands(wanted, language_code=language_code)

    async def wait(self, seconds: float) -> None:
        self.waited_s.append(seconds)
        self.error = None


async def test_a_language_that_is_refused_keeps_no_other_from_its_commands() -> None:
    account = Refusing(BadRequest("language code"))
    await introduce(SimpleNamespace(words=open_words()), account, wait=account.wait)  # type: ignore[arg-type]
    assert {"", *TRANSLATED} - {"de"} == set(account.commands)
    assert not account.waited_s


@pytest.mark.parametrize(("error", "waited_s"), [(TimedOut(), AGAIN_IN_S), (RetryAfter(30), 30.0)])
async def test_every_language_is_introduced_in_the_end_where_telegram_asks_us_to_wait(
    error: TelegramError, waited_s: float
) -> None:
    account = Refusing(error)
    await introduce(SimpleNamespace(words=open_words()), account, wait=account.wait)  # type: ignore[arg-type]
    assert {"", *TRANSLATED} == set(account.commands) == set(account.short)
    assert account.waited_s == [waited_s]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_toasts_and_input_fields_are_not_cut(language: str) -> None:
    speech = open_words()(language)
    assert len(speech.gettext("Your question")) <= 64
    shown = (
        "This button is out of date.",
        "This story is no longer here.",
        "This story is being written. Press again in a moment.",
        "This topic is no longer there.",
        "Your digest is on its way.",
        "Saved.",
        "Followed.",
        "No longer followed.",
        "In this chat only the votes of admins count.",
        "A digest needs at least one day. {button} ends it.",
        "You have a digest at {time} already.",
    )
    assert all(len(speech.gettext(text)) <= 200 for text in shown)


def tappable(text: str) -> list[str]:
    """The commands that Telegram itself finds in a text; where its library is not installed, the test is skipped."""
    tdjson = pytest.importorskip("tdjson", reason="Telegram's own library is not installed")
    call = json.dumps({"@type": "getTextEntities", "text": text})
    units = text.encode("utf-16-le")
    found = []
    for entity in json.loads(tdjson.td_execute(call.encode()))["entities"]:
        kind, at = entity["type"]["@type"], 2 * entity["offset"]
        assert kind in ("textEntityTypeBotCommand", "textEntityTypeMediaTimestamp"), text
        if kind == "textEntityTypeBotCommand":
            found.append(units[at : at + 2 * entity["length"]].decode("utf-16-le"))
    return found


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_commands_can_be_tapped_in_every_language_and_nothing_else_can(language: str) -> None:
    speech = open_words()(language)
    for message in messages(extracted()):
        wanted = SLASHED.findall(originals(message)[0])
        assert {command[1:] for command in wanted} <= set(COMMANDS)
        for text in forms_in(speech, message):
            assert tappable(text) == wanted, text


def asking_for_help(language: str) -> SimpleNamespace:
    """A reader's turn, where digests are read aloud."""
    app = SimpleNamespace(reads_aloud=lambda _language: True)
    subscriber = SimpleNamespace(digest_language=language, zone="Europe/Berlin")
    return SimpleNamespace(speech=open_words()(language), app=app, subscriber=subscriber)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_help_and_its_sections_list_commands_that_can_be_tapped(language: str) -> None:
    turn = asking_for_help(language)
    pages = [help_message(turn, about=about) for about in ("", *SECTIONS)]  # type: ignore[arg-type]
    pages.append(not_understood(turn))  # type: ignore[arg-type]
    without_examples = [Html(re.sub("<code>.*?</code>", "", page.html)) for page in pages]
    listed = {command[1:] for html in without_examples for command in tappable(plain(html))}
    assert set(COMMANDS) - {"start", "help", "admin"} <= listed
    assert all(measure(page.html).fits for page in pages)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_help_is_short_and_every_section_is_a_tap_away(language: str) -> None:
    shown = help_message(asking_for_help(language))  # type: ignore[arg-type]
    assert len(plain(shown.html).splitlines()) <= 12
    pressed = [button.data for row in shown.buttons for button in row]
    assert {f"v1:help:{about}" for about in SECTIONS} < set(pressed)
