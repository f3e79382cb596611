"""Whether what a person is shown is in their language and no other: what is quoted, marked or typed by them apart.

Pure: from the parameters of calls to Telegram, the catalogues, and the texts that the press printed. Knows nothing of chats.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po

from news.i18n import FSI, LRM, PDI, RLM, UI_LANGUAGES
from news.markup import WORD_JOINER
from news.rendering.examples import LRI
from sandbox.edition import contents

LOCALES = Path(__file__).parents[2] / "locales"
SCRIPTS = {
    "LATIN": "a-zA-ZÀ-ÖØ-öø-ɏ\u1e00-\u1eff",
    "GREEK": "\u0370-\u03ff",
    "HEBREW": "\u05d0-\u05ea",
    "BENGALI": "\u0980-\u09e5\u09f0-\u09ff",
    "HANGUL": "\uac00-\ud7af",
    "CYRILLIC": "\u0400-\u04ff",
    "ARABIC": "\u0621-\u065f\u066e-\u06ff",
    "DEVANAGARI": "\u0900-\u0963\u0970-\u097f",
    "HAN": "\u3005\u4e00-\u9fff",
    "KANA": "\u3041-\u30ff",
}
WRITTEN_IN = {code: {"LATIN"} for code in UI_LANGUAGES} | {
    "ar": {"ARABIC"},
    "bn": {"BENGALI"},
    "el": {"GREEK"},
    "fa": {"ARABIC"},
    "he": {"HEBREW"},
    "hi": {"DEVANAGARI"},
    "ja": {"HAN", "KANA"},
    "ko": {"HANGUL"},
    "ru": {"CYRILLIC"},
    "uk": {"CYRILLIC"},
    "zh": {"HAN"},
}
NOT_ITS_LETTERS = {
    "ar": re.compile("[پچژگکی]"),
    "fa": re.compile("[يكة]"),
    "ru": re.compile("[іїєґІЇЄҐ]"),
    "uk": re.compile("[ыэъёЫЭЪЁ]"),
}
FEW_SIGNS = 6
"""Of a part of another language's message: what is shorter may be in both."""


@dataclass(frozen=True)
class Reading:
    """What somebody reads in `language`; `said` is what they typed, and what is named as they named it."""

    language: str
    printed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    names: frozenset[str] = field(default_factory=frozenset)

    def strays(self, text: str) -> list[str]:
        """What of a text, as Telegram's HTML, is in another language than this reader's."""
        plain = unquoted(text, self.printed, self.said)
        found = [word for word in self._foreign_words(plain) if word.casefold() not in self.names]
        found += [piece for piece in foreign_pieces(self.language) if piece in plain]
        english = english_words(self.language) - borrowed(self.language)
        return found + [word for word in words(plain) if word in english]

    def _foreign_words(self, plain: str) -> Iterator[str]:
        foreign = "".join(
            letters for name, letters in SCRIPTS.items() if name not in WRITTEN_IN[self.language]
        )
        yield from (
            word
            for word in re.findall(f"[{foreign}][{foreign}’'.-]*", plain)
            if word.strip(".'’-").casefold() not in borrowed(self.language)
        )
        odd = NOT_ITS_LETTERS.get(self.language)
        yield from odd.findall(plain) if odd else ()


def shown(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a call to Telegram: message, caption, toast, and the labels of its buttons."""
    yield from (str(parameters[name]) for name in ("text", "caption") if parameters.get(name))
    markup = parameters.get("reply_markup") or {}
    markup = json.loads(markup) if isinstance(markup, str) else markup
    if markup.get("input_field_placeholder"):
        yield markup["input_field_placeholder"]
    for row in markup.get("inline_keyboard", []):
        yield from (button["text"] for button in row if not _names_a_language(button))


def _names_a_language(button: Mapping[str, Any]) -> bool:
    """Those are in their own."""
    return re.match(r"v1(@\d+)?:(lang|tongue):", button.get("callback_data", "")) is not None


# --- what is not the interface's -----------------------------------------------------------------


def unquoted(text: str, printed: Iterable[str], said: Iterable[str]) -> str:
    """Without links, quotations, isolated passages, what the press printed, and what the person said. Of a command that is
    given as an example, the words behind it stay."""
    text = re.sub(r"<code>/language\b(.*?)\b[a-z]{2}</code>", r" \1 ", text)  # a code
    text = re.sub(r"<code>/[a-z]+(.*?)</code>", r" \1 ", text)
    text = re.sub(r"<(a|blockquote|code|pre)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", "", text)).replace(WORD_JOINER, "")
    text = re.sub(f"{FSI}/[a-z]+([^{FSI}{PDI}]*){PDI}", r" \1 ", text)
    while (less := re.sub(f"{FSI}[^{FSI}{PDI}]*{PDI}", " ", text)) != text:
        text = less
    text = re.sub(f"[{LRM}{RLM}{FSI}{LRI}{PDI}]", "", re.sub(r"(?<![\w/])/[a-z]+", " ", text))
    text = "\n".join(line for line in text.splitlines() if not _is_cut(line, printed))
    for quoted in sorted((*printed, *said), key=len, reverse=True):
        text = text.replace(quoted, " ")
    return text


def _is_cut(line: str, printed: Iterable[str]) -> bool:
    """Whether it is the beginning of something printed."""
    begun = re.sub(r"^[\d.✕💬 ]+", "", line).removesuffix("…").strip()
    return line.endswith("…") and len(begun) > 3 and any(begun in text for text in printed)


@cache
def printed_by_the_sample_press() -> tuple[str, ...]:
    """Titles and sentences of the sample edition, in whatever language they were translated into, and the outlets' names."""
    texts: set[str] = set()
    for outlet in contents.outlets():
        texts |= {outlet.name, outlet.domain}
        for article in (article for feed in outlet.feeds for article in feed.articles):
            for version in filter(None, (article.first, article.second)):
                texts |= {version.title, *version.sentences}
    for book in (contents.FOLDER / "phrasebook").glob("*.json"):
        texts |= set(json.loads(book.read_text(encoding="utf-8")).values())
    texts |= {
        " ".join(text.split()) for text in texts
    }  # as they are read, too: without spaces that do not break
    return tuple(sorted(texts, key=len, reverse=True))


# --- what the catalogues know --------------------------------------------------------------------


@cache
def messages(language: str) -> Mapping[str, tuple[str, ...]]:
    """What each English message is in the language, in all its plural forms."""
    path = LOCALES / ("bot.pot" if language == "en" else f"{language}/LC_MESSAGES/bot.po")
    with path.open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        made = message.string if isinstance(message.string, tuple) else (message.string,)
        if ids[0]:
            found |= dict.fromkeys(ids, ids if language == "en" else tuple(made))
    return found


def pieces(message: str) -> list[str]:
    """What of a message stands between its values."""
    return [piece.strip(" .,:;“”«»") for piece in re.split(r"\{\w+\}|/[a-z]+|[\u2066-\u2069]", message)]


@cache
def _own_text(language: str) -> str:
    own = [text for texts in messages(language).values() for text in texts]
    return "\n".join(own)


@cache
def foreign_pieces(language: str) -> tuple[str, ...]:
    """Parts of other languages' messages, of several words, that no message of this one has."""
    own = _own_text(language)
    found = {
        piece
        for other in UI_LANGUAGES
        if other != language
        for texts in messages(other).values()
        for text in texts
        for piece in pieces(text)
        if len(piece) >= FEW_SIGNS and (len(piece.split()) >= 3 or other in ("zh", "ja"))
    }
    return tuple(piece for piece in found if piece not in own)


@cache
def borrowed(language: str) -> frozenset[str]:
    """Words in other letters that the language's own messages have: names; and the halves of the day, days and months as CLDR has
    them: "Do" is a day in German."""
    foreign = "".join(letters for name, letters in SCRIPTS.items() if name not in WRITTEN_IN[language])
    bare = re.sub(r"\{\w+\}|/[a-z]+", " ", _own_text(language))
    taken = {word.casefold() for word in re.findall(f"[{foreign}]+", bare)}
    locale = Locale.parse(language)
    halves = locale.day_periods["format"]["abbreviated"].values()
    dates = [
        name
        for kind in (locale.days, locale.months)
        for width in ("abbreviated", "wide")
        for name in kind["format"][width].values()
    ]
    return frozenset({*taken, *(half.casefold() for half in halves), *words(" ".join(dates)), "opml"})


@cache
def english_words(language: str) -> frozenset[str]:
    """Words of the English messages that are none of this language's: what tells English in the same letters."""
    own = words(_own_text(language)) + words(" ".join(days_and_months(language)))
    return frozenset(words("\n".join(messages("en")))) - frozenset(own)


def days_and_months(language: str) -> Iterator[str]:
    """As CLDR has them: "Do." is Thursday in German."""
    locale = Locale.parse(language)
    for contexts in (locale.days, locale.months):
        for widths in contexts.values():
            for names in widths.values():
                yield from names.values()


def words(text: str) -> list[str]:
    """Of letters alone, without capitals; not the names of values and commands."""
    bare = re.sub(r"\{\w+\}|/[a-z]+", " ", text)
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", bare)]
