"""Names and slugs: what a topic is called in a language, and what a written name means.

Pure; knows languages and territories through Babel (CLDR), and nothing of files or feeds.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from news.catalogue.values import TopicEntry
from news.clock import fold
from news.i18n import UI_LANGUAGES

SLUG_BYTES = 40
"""A slug travels in callback data, which Telegram limits to 64 bytes."""

_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "nb": "no", "tl": "fil"}


def topic_name(topic: TopicEntry, language: str) -> str:
    """The topic's name: exact language, its base, CLDR's territory, English, the slug as words."""
    base = _base(language)
    written = topic.names.get(language) or topic.names.get(base)
    if written:
        return written
    if topic.territory and (known := _territories(base).get(topic.territory)):
        return known
    return topic.names.get("en") or topic.slug.replace("-", " ").capitalize()


def flag(territory: str) -> str:
    """The flag emoji of an ISO 3166-1 alpha-2 code."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in territory)


def primary_language(tag: str | None) -> str | None:
    """The primary subtag of a language tag ("de-AT" and "de_AT" are "de"), or None for junk.

    Only this is kept of a tag: the program tells languages apart, not regions.
    """
    first = _base((tag or "").strip())
    code = _RENAMED.get(first, first)
    return code if code in _languages() else None


def language_named(text: str, *, first: str) -> str | None:
    """The code of the language that is called so: by the code, or in the language `first`, in English, or in any shipped one."""
    if code := primary_language(text):
        return code
    wanted = fold(text)
    for language in dict.fromkeys((first, "en", *UI_LANGUAGES)):
        names = Locale.parse(language.replace("-", "_")).languages.items()
        if named := next((code for code, name in names if fold(name) == wanted), None):
            return primary_language(named)
    return None


def is_country(code: str) -> bool:
    """Whether CLDR knows the code as a country or territory of two letters."""
    return len(code) == 2 and code.isalpha() and code.isupper() and code in _territories("en")


def is_territory(code: str) -> bool:
    """A country, or a UN M.49 region of three digits that CLDR has a name for."""
    return is_country(code) or (len(code) == 3 and code.isdigit() and code in _territories("en"))


def slugify(title: str) -> str:
    """A slug of a written title: small letters and digits of any script, joined by hyphens.

    At most SLUG_BYTES of UTF-8; a longer one is cut and keeps apart from its like by a hash.
    Empty when the title has no letter or digit.
    """
    words = "".join(c if _is_word(c) else " " for c in _plain(title)).split()
    slug = "-".join(words)
    if len(slug.encode()) <= SLUG_BYTES:
        return slug
    mark = hashlib.sha256(slug.encode()).hexdigest()[:6]
    head = slug.encode()[: SLUG_BYTES - len(mark) - 1].decode(errors="ignore")
    return f"{head.rstrip('-')}-{mark}"


def index_topics(topics: Iterable[TopicEntry]) -> Mapping[str, str]:
    """Every way to write a topic (slug, name in a shipped language; case-folded) to its slug.

    A slug always wins over a name, and an earlier topic over a later one of the same name.
    """
    listed = tuple(topics)
    index = {topic.slug: topic.slug for topic in listed}
    for topic in listed:
        for language in dict.fromkeys((*UI_LANGUAGES, *topic.names)):
            index.setdefault(topic_name(topic, language).casefold(), topic.slug)
    return index


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _plain(title: str) -> str:
    """Folded, and without the accents of Latin letters: marks of other scripts carry meaning."""
    kept: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", title.casefold()):
        if not unicodedata.combining(char):
            latin = char.isascii()
        elif latin:
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return {}


@cache
def _languages() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if code.isalpha() and code.islower())
