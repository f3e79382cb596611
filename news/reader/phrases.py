"""A reader's own words, and whether an article is about them. Pure: no rows, no readers, no network.

`electric cars +Norway !Tesla "fast charging"`: plain words, what must be there, what must not, and words in this
order. Forgiving: any script, any kind of quotation marks, a minus for the exclamation mark. A match is decided by
the words of headline and lead; across languages by names and places alone, for words change and names hardly do.
A story that has nothing to do with the words is the worse fault: the headline must say some of them.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from news.language.initialisms import marked, marked_in_prose
from news.language.places import places
from news.language.romanise import romanise
from news.language.tokens import primary_subtag, stems, words

MOST_CHARS = 120
MOST_PARTS = 12
LEAD_CHARS = 400
FEW = 2
"""Of so many words all must be there; of more `COVERED`, weighed by rarity."""
COVERED = 0.6
NEAR = 2
LONGEST_STOP = 5
SAME_NAME = 0.75
"""Of a name's letters, as many must agree at its beginning in another script: endings differ."""
SHORTEST_NAME = 4

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»‹›「」『』〝〞"), '"')
_SIGNS = {"+": "+", "!": "!", "-": "!", "−": "!", "–": "!"}
_PART = re.compile(r'([+!\-−–]?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True)
class Phrase:
    """What to look for, as written: `plain` words, `must` and `never`; a part with a space is words in this order.

    `languages`: those its common words may be in; names are looked for in all. Empty: any.
    """

    plain: tuple[str, ...]
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    languages: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.plain + self.must


@dataclass(frozen=True, slots=True)
class Passage:
    """An article as its words: stems in order, names in Latin letters, codes of places; of headline and lead."""

    language: str
    title: tuple[str, ...]
    lead: tuple[str, ...]
    names: tuple[frozenset[str], frozenset[str]]
    places: tuple[frozenset[str], frozenset[str]]


# --- reading what a reader wrote -----------------------------------------------------------------


def parse(text: str, *, languages: Collection[str] = ()) -> Phrase | None:
    """What a reader wants; None where nothing is wanted. `languages` are those the reader reads."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARS].translate(_QUOTES))
    parts: dict[str, list[str]] = {"": [], "+": [], "!": []}
    room = MOST_CHARS + 1  # for them as we write them, or they would not be read again whole
    for sign, quoted, bare in _PART.findall(plain):
        sign, part = _SIGNS.get(sign, ""), " ".join((quoted or bare).split()).strip(" ,;.?、。،؛")
        known = {one.casefold() for each in parts.values() for one in each}
        takes = len(_shown(sign, part)) + 1
        if words(part) and part.casefold() not in known and len(known) < MOST_PARTS and takes <= room:
            parts[sign].append(part)
            room -= takes
    if not parts[""] and not parts["+"]:
        return None
    wanted = (*parts[""], *parts["+"])
    return Phrase(
        tuple(parts[""]), tuple(parts["+"]), tuple(parts["!"]), may_be_in(" ".join(wanted), languages)
    )


def can_be_found(phrase: Phrase) -> bool:
    """Whether any report could be about it: of "the" and "and" alone none ever is."""
    return not phrase.languages or any(
        _is_telling(stem)
        for part in phrase.wanted
        for language in phrase.languages
        for stem in _cut(part, language)
    )


def written(phrase: Phrase) -> str:
    """The phrase as we write it: `parse` gives the same again."""
    shown = [("", part) for part in phrase.plain] + [("+", part) for part in phrase.must]
    shown += [("!", part) for part in phrase.never]
    return " ".join(_shown(sign, part) for sign, part in shown)


def _shown(sign: str, part: str) -> str:
    return sign + (f'"{part}"' if " " in part or part[:1] in _SIGNS else part)


def may_be_in(text: str, read: Collection[str]) -> frozenset[str]:
    """The languages its common words may be in, empty for any. English is written everywhere; another script than that of the reader's languages may be any language."""
    own = {primary_subtag(language) for language in read} | {"en"}
    scripts = {_script(letter) for letter in text if letter.isalpha()}
    return frozenset(own) if scripts & {_SCRIPTS.get(language, "LATIN") for language in own} else frozenset()


_SCRIPTS = {
    **dict.fromkeys(["ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"], "CYRILLIC"),
    **dict.fromkeys(["ar", "fa", "ur", "ps", "ku"], "ARABIC"), "el": "GREEK", "he": "HEBREW", "zh": "CJK",
    "ja": "CJK", "ko": "HANGUL", "hi": "DEVANAGARI", "ne": "DEVANAGARI", "mr": "DEVANAGARI", "th": "THAI",
    "bn": "BENGALI", "ta": "TAMIL", "hy": "ARMENIAN", "ka": "GEORGIAN", "am": "ETHIOPIC",
}  # fmt: skip


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


# --- reading articles ----------------------------------------------------------------------------


def read_passage(title: str, text: str, language: str | None) -> Passage:
    lead = text[:LEAD_CHARS]
    primary = primary_subtag(language)
    return Passage(
        language=primary,
        title=tuple(stems(marked_in_prose(title, primary), primary)),
        lead=tuple(stems(marked_in_prose(lead, primary), primary)),
        names=(_names(title), _names(lead)),
        places=(places(title, primary), places(lead, primary)),
    )


def keys(passage: Passage) -> frozenset[str]:
    """Under what the passage is to be found again."""
    cut = filter(_is_telling, (*passage.title, *passage.lead))
    names = {_name_key(name) for each in passage.names for name in each}
    return frozenset(cut) | names | {f"@{code}" for each in passage.places for code in each}


def keys_of(part: str, languages: Iterable[str]) -> frozenset[str]:
    """Passages that say the part are under one of these; `languages` are those that are read at all."""
    found = {f"@{code}" for code in _codes(part)}
    found.update(_name_key(name) for name in _names(part))
    for language in languages:
        found.update([word for word in _cut(part, language) if _is_telling(word)][:1])
    return frozenset(found)


def _names(text: str) -> frozenset[str]:
    """The capitalised words in Latin letters; of scripts without capitals none."""
    found = (romanise(word) for word in re.findall(r"[^\W\d_]{4,}", text) if word[0].isupper())
    return frozenset(name for name in found if len(name) >= SHORTEST_NAME)


# --- deciding ------------------------------------------------------------------------------------


def matches(phrase: Phrase, passage: Passage, *, rarity: Mapping[str, float]) -> bool:
    """Whether the article is about it. `rarity` by part, from 0 to 1, 1 where it is not known."""
    if any(says(part, passage, phrase) for part in phrase.never):
        return False
    if not all(says(part, passage, phrase) for part in phrase.must if _tells(part, passage)):
        return False
    told = [part for part in phrase.plain or phrase.must if _tells(part, passage)]
    said = {part: says(part, passage, phrase) for part in told}
    if len(said) <= FEW:
        return bool(said) and all(said.values()) and _belong(said, passage)
    return _is_covered(said, rarity) and sum(where == IN_TITLE for where in said.values()) >= FEW


def _belong(said: Mapping[str, int], passage: Passage) -> bool:
    """Two words make one subject where the headline has both; or one, and the other is a name; or they stand together
    below. "Oil" there and "prices" here is nothing."""
    in_title = [part for part, where in said.items() if where == IN_TITLE]
    if len(in_title) == len(said):
        return True
    return bool(in_title) and (any(map(_is_name, said)) or _are_near(tuple(said), passage))


def _are_near(parts: Sequence[str], passage: Passage) -> bool:
    one, other = (_places_of(passage.lead, _cut(part, passage.language)) for part in parts)
    return any(abs(first - second) <= NEAR for first in one for second in other)


def _is_covered(said: Mapping[str, int], rarity: Mapping[str, float]) -> bool:
    """Of three words one may lack, if a name is there; of more as many as weigh `COVERED`."""
    found = [part for part, where in said.items() if where]
    weight = {part: rarity.get(part, 1.0) for part in said}
    if len(said) == FEW + 1 and len(found) == FEW:
        common = [part for part in said if not _is_name(part)]
        return any(map(_is_name, found)) and (not common or any(part in found for part in common))
    return len(found) >= FEW and sum(weight[part] for part in found) >= COVERED * sum(weight.values())


def _is_name(part: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in part) or bool(_codes(part))


IN_TITLE, IN_LEAD = 2, 1


def says(part: str, passage: Passage, phrase: Phrase) -> int:
    """Where the passage says it: `IN_TITLE`, `IN_LEAD`, or 0."""
    wanted = _cut(part, passage.language)
    by_words = _may_be_of(part, passage.language, phrase)
    codes, names = _codes(part), _names_abroad(part, passage.language)
    is_alone = len(phrase.wanted) == 1
    for where, told, at in ((IN_TITLE, passage.title, 0), (IN_LEAD, passage.lead, 1)):
        if by_words and _holds(told, wanted):
            return where
        if codes and codes <= passage.places[at]:
            return where
        if any(_is_same(name, other, is_alone=is_alone) for name in names for other in passage.names[at]):
            return where
    return 0


def says_whole(text: str, passage: Passage, phrase: Phrase) -> int:
    """As `says`; a name of several words is said in another script where each of them is."""
    where, parts = says(text, passage, phrase), text.split()
    is_abroad = _SCRIPTS.get(passage.language, "LATIN") != _script(text[0])
    if where or len(parts) == 1 or not is_abroad or not all(map(_is_name, parts)):
        return where
    each = Phrase(tuple(parts), languages=phrase.languages)
    return min(says(part, passage, each) for part in parts)


def _names_abroad(part: str, language: str) -> frozenset[str]:
    """The name to look for where another script is written; within one script the words themselves are compared."""
    is_same_script = _SCRIPTS.get(language, "LATIN") == _script(part[0])
    return frozenset() if is_same_script or " " in part else _names(part)


def _tells(part: str, passage: Passage) -> bool:
    """A stop word tells nothing; the lists count long words too ("interest"), which nobody types for nothing."""
    return any(map(_is_telling, _cut(part, passage.language)))


def _is_telling(stem: str) -> bool:
    return not stem.startswith(".") or len(stem) > LONGEST_STOP


@lru_cache(maxsize=1 << 12)
def _cut(part: str, language: str) -> tuple[str, ...]:
    return tuple(stems(marked(part, language), language))


@lru_cache(maxsize=1 << 10)
def _codes(part: str) -> frozenset[str]:
    """The place that a part names in one of the languages most written."""
    for language in PLACE_LANGUAGES:
        found = places(part, language)
        if found:
            return found
    return frozenset()


PLACE_LANGUAGES = (
    "en", "de", "es", "fr", "ru", "uk", "ar", "zh", "it", "pt", "pl", "tr", "ja", "ko", "hi", "fa", "nl", "el", "he", "sv",
    "cs", "id", "vi", "ro", "bn",
)  # fmt: skip


def _may_be_of(part: str, language: str, phrase: Phrase) -> bool:
    """Names and numbers are the same in every language; a common word may mean something else there."""
    return _is_name(part) or not language or not phrase.languages or language in phrase.languages


def _holds(told: Sequence[str], wanted: Sequence[str]) -> bool:
    return bool(_places_of(told, wanted))


def _places_of(told: Sequence[str], wanted: Sequence[str]) -> list[int]:
    size = len(wanted)
    return [
        at
        for at in range(len(told) - size + 1)
        if told[at] == wanted[0] and tuple(told[at : at + size]) == wanted
    ]


def _is_same(name: str, other: str, *, is_alone: bool) -> bool:
    """The beginnings agree and what follows are endings (Zelensky, Zelenskogo); or, beside other words, all consonants
    do (Trump, Tramp; but also Macron, Micron)."""
    agreed = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, other, strict=False)))
    are_endings = all(not rest or rest[0] in "aeiou" for rest in (name[agreed:], other[agreed:]))
    if are_endings and agreed >= max(SHORTEST_NAME, SAME_NAME * max(len(name), len(other))):
        return True
    one, two = _consonants(name), _consonants(other)
    return not is_alone and len(one) >= SHORTEST_NAME and one == two


def _consonants(name: str) -> str:
    return name[0] + re.sub("[aeiou]", "", name[1:])


def _name_key(name: str) -> str:
    return f"~{_consonants(name)[:2]}"
