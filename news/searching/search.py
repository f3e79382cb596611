"""What a reader looks for, and the words by which it is found: pure, no rows, no readers, no network.

An article is known by its words (as written, case and accents aside) and by their stems in its own language; a word is
looked for as it stands, and by its stem in the languages that the reader may mean. Both databases are given the same
words, so both find the same. The words a reader may write are those of `news.reader.phrases`: "in this order", -without.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from news.language.tokens import primary_subtag, stems, stems_of, stop_words, words
from news.reader.phrases import Phrase, parse, written
from news.searching.number_forms import joined, number_forms

INDEX_VERSION = "1"
"""Of how texts are cut: an index made by another is made anew by `pressradar db reindex`."""
MOST_WORDS = 1_000
"""Of an article, its title first; what feeds say of one is a tenth of that."""
STEM_MARK = "_"
"""No word has it, so `wind_de` is the German stem and no word of any text."""
LONGEST_STOP = 5
"""Letters of a stop word that is left out; the lists hold long words too ("results"), which nobody types for nothing."""
SHORTEST_BEGINNING = 4
"""Letters from which a word may be the beginning of one: less would be half the dictionary."""
_LANGUAGE = re.compile("[a-z]{2,3}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_POSSESSIVE = re.compile(r"['’]s$")
_LANGUAGES_OF_SCRIPT = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be"),
    "ARABIC": ("ar", "fa", "ur"),
    "DEVANAGARI": ("hi", "ne"),
    "GREEK": ("el",),
    "HEBREW": ("he", "yi"),
    "TAMIL": ("ta",),
    "ARMENIAN": ("hy",),
}
"""What a word of this script may be in, whoever looks for it: there are few. In Latin letters it is a language of the
reader's, or English."""


@dataclass(frozen=True)
class Indexed:
    """An article's words in order, and its marked stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]


def index_of(title: str, text: str, language: str | None) -> Indexed:
    """About 0.1 ms for a feed's usual item."""
    told = words(f"{title}\n{text}")[:MOST_WORDS]
    return Indexed(tuple(stems_of(told, None)), marked_stems(told, language))


def marked_stems(told: Iterable[str], language: str | None) -> tuple[str, ...]:
    """Of words that are cut already, each once; none where the language is not known. Feeds may call one anything."""
    primary = primary_subtag(language)
    if not _LANGUAGE.fullmatch(primary):
        return ()
    cut = dict.fromkeys(stem for stem in stems_of(told, primary) if not stem.startswith("."))
    return tuple(f"{stem}{STEM_MARK}{primary}" for stem in cut if _has_stem(stem))


def _has_stem(word: str) -> bool:
    """Whether words of this script change at all: pairs of characters are found as they stand, and so are numbers."""
    return word[0].isalpha() and (word[0] < "\u0e00" or "\u1e00" <= word[0] <= "\u1fff")


@dataclass(frozen=True)
class Part:
    """Words in this order; or one word, which is also found by `stems`, or as a beginning where it `begins` words; or a
    number, which is found however it is written (`forms`, words in order each)."""

    shown: str
    words: tuple[str, ...]
    stems: tuple[str, ...] = ()
    begins: bool = False
    forms: tuple[tuple[str, ...], ...] = ()

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """Every row of words that it is found by."""
        return tuple(dict.fromkeys((self.words, *self.forms)))


@dataclass(frozen=True)
class Sought:
    """All of `wanted` must be there, none of `never`. `written` is what is looked for, as a reader would write it."""

    wanted: tuple[Part, ...]
    never: tuple[Part, ...]
    written: str


def read(text: str, *, languages: Collection[str] = ()) -> Sought | None:
    """What is looked for; None where there is no word in it. `languages` are those the reader reads."""
    phrase = parse(joined(text), languages=languages)
    if phrase is None:
        return None
    read_in = list(dict.fromkeys([*map(primary_subtag, languages), "en"]))
    parts = [_part(one, read_in) for one in phrase.wanted]
    told = [part for part in parts if not _is_stopped(part, read_in)] or parts
    return Sought(tuple(told), tuple(_part(one, read_in) for one in phrase.never), written(phrase))


def typed(text: str, *, languages: Collection[str] = ()) -> Sought | None:
    """As `read`, while it is being typed: the last word may be the beginning of one."""
    sought = read(text, languages=languages)
    if sought is None or text[-1:].isspace():
        return sought
    *before, last = sought.wanted
    if len(last.words) > 1 or len(last.words[0]) < SHORTEST_BEGINNING:
        return sought
    return Sought((*before, replace(last, begins=True)), sought.never, sought.written)


def without(sought: Sought, parts: Collection[Part]) -> Sought | None:
    """The same without these parts; None where nothing is left to look for."""
    left = tuple(part for part in sought.wanted if part not in parts)
    shown = Phrase(tuple(part.shown for part in left), (), tuple(part.shown for part in sought.never))
    return Sought(left, sought.never, written(shown)) if left else None


def _part(text: str, languages: Iterable[str]) -> Part:
    text = f"{text}." if _INITIALS.fullmatch(text) else _without_possessive(text)
    as_written = tuple(stems(text, None))
    if len(as_written) > 1 or not as_written:
        return Part(text, as_written)
    (word,) = as_written
    if not _has_stem(word):
        is_half = len(word) == 1 and not word.isascii() and not word[0].isdigit()  # half of a pair
        return Part(text, as_written, begins=is_half, forms=number_forms(word))
    marked = [
        f"{stem}{STEM_MARK}{language}"
        for language in _languages_of(word, languages)
        for stem in stems(text, language)
        if not stem.startswith(".")
    ]
    return Part(text, as_written, tuple(dict.fromkeys(marked)))


def _without_possessive(text: str) -> str:
    """Where a word is left."""
    bare = _POSSESSIVE.sub("", text)
    return bare if words(bare) else text


def _languages_of(word: str, languages: Iterable[str]) -> Iterable[str]:
    script = unicodedata.name(word[0], "").split(" ")[0]
    return _LANGUAGES_OF_SCRIPT.get(script, languages)


def _is_stopped(part: Part, languages: Iterable[str]) -> bool:
    """Whether it is one word that tells nothing in any of the languages."""
    cut = words(part.shown)
    if len(cut) > 1 or len(cut[0]) > LONGEST_STOP:
        return False
    return any(cut[0] in stop_words(language) for language in languages)


# --- in the words of the two databases -----------------------------------------------------------


def for_sqlite(sought: Sought, *, within: Collection[str] = ()) -> str:
    """For FTS5's MATCH. Everything is quoted, so nothing of it is FTS5's own syntax. `within`: only what has one of these
    signs among its stems."""
    asked = " AND ".join(_fts5(part) for part in sought.wanted)
    if within:
        signs = " OR ".join(f'stems : "{sign}"' for sign in within)
        asked = f"{asked} AND ({signs})"
    if not sought.never:
        return asked
    return f"({asked}) NOT ({' OR '.join(_fts5(part) for part in sought.never)})"


def _fts5(part: Part) -> str:
    either = [f"words : {_fts5_phrase(words)}{' *' if part.begins else ''}" for words in part.phrases]
    either += [f'stems : "{stem}"' for stem in part.stems]
    return either[0] if len(either) == 1 else f"({' OR '.join(either)})"


def _fts5_phrase(words: Iterable[str]) -> str:
    return '"' + " ".join(words).replace('"', '""') + '"'


def for_postgres(sought: Sought, *, within: Collection[str] = ()) -> str:
    """As the text of a `tsquery`; quoted likewise. `within`: only what has one of these signs (slices of the archive,
    languages)."""
    asked = [_tsquery(part) for part in sought.wanted]
    asked += [f"!({_tsquery(part)})" for part in sought.never]
    if within:
        asked.append(f"({' | '.join(map(_quoted, within))})")
    return " & ".join(asked)


def _tsquery(part: Part) -> str:
    phrases = [" <-> ".join(map(_quoted, words)) + (":*" if part.begins else "") for words in part.phrases]
    told = [f"({phrase})" if " <-> " in phrase else phrase for phrase in phrases] if part.forms else phrases
    return f"({' | '.join([*told, *map(_quoted, part.stems)])})"


def as_tsvector(indexed: Indexed, *, within: str) -> str:
    """As the text of a `tsvector`: words with their places, stems without, and the slice of the archive it is `within`."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(indexed.words, start=1):
        places.setdefault(word, []).append(at)
    told = [f"{_quoted(word)}:{','.join(map(str, found))}" for word, found in places.items()]
    return " ".join([*told, *map(_quoted, (*indexed.stems, within))])


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
