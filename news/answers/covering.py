"""What sources do tell about, in a few phrases: what a refusal names. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from news.language.frequencies import frequency
from news.language.tokens import primary_subtag, terms
from news.retrieving.aligning import UNSPACED

if TYPE_CHECKING:
    from news.story.stories import Source

COVERED = 3
HEADLINE_CHARS = 80
_SCRIPTS = {
    "Cyrillic": ("ru", "uk", "bg", "sr", "mk", "be"), "Arabic": ("ar", "fa", "ur"), "Hebrew": ("he",), "Greek": ("el",),
    "Devanagari": ("hi",), "Bengali": ("bn",), "Han": ("zh",), "Kana": ("ja",), "Hangul": ("ko",), "Thai": ("th",),
}  # fmt: skip
"""In which a language is written; all others in Latin letters."""

_NOUNS_LOOK_LIKE_NAMES = ("de",)
"""All begin with a capital: where headlines in other languages name anybody, names are taken from those."""

Key = tuple[str, ...]


def covered(sources: Sequence["Source"], *, reads: str) -> tuple[str, ...]:
    """The names that most of the sources have, as first written; those in the reader's language before others. Where nobody is named,
    the rarest words of a headline; the whole of it in a script that has no spaces. Nothing where no source is in the reader's
    language, or has names in a script of it."""
    code = primary_subtag(reads)
    own = [source for source in sources if primary_subtag(source.language) == code]
    readable = [source for source in sources if _script(source.language) == _script(code)]
    if own:
        return tuple(_names(own)) or tuple(_names(readable)) or _words_of(own[0])
    return tuple(_names(readable))


def _script(language: str | None) -> str:
    code = primary_subtag(language)
    return next((script for script, codes in _SCRIPTS.items() if code in codes), "Latin")


def _words_of(source: "Source") -> tuple[str, ...]:
    code = primary_subtag(source.language)
    if code in UNSPACED:
        return (source.title[:HEADLINE_CHARS],)
    told = set(terms(source.text, source.language))
    listed = [word for key, word in _words(source) if key and told.issuperset(key)]
    rare = sorted(dict.fromkeys(listed), key=lambda word: frequency(word.casefold(), code))[:COVERED]
    return tuple(word for word in dict.fromkeys(listed) if word in rare)


def _names(sources: Sequence["Source"]) -> list[str]:
    """The names in headlines that most articles share, longest first among equals."""
    text = "\n".join(source.text for source in sources)
    others = [each for each in sources if primary_subtag(each.language) not in _NOUNS_LOOK_LIKE_NAMES]
    written = _written(others, text) or _written(sources, text)
    bodies = [set(terms(f"{source.title} {source.text}", source.language)) for source in sources]
    heard = Counter(key for body in bodies for key in written if body.issuperset(key))
    best = sorted(written, key=lambda key: (-heard[key], -len(written[key])))
    whole = [written[key] for key in best if not any(set(key) < set(other) for other in written)]
    return [name for name in dict.fromkeys(whole) if not any(_is_within(name, other) for other in whole)][
        :COVERED
    ]


def _written(sources: Sequence["Source"], text: str) -> dict[Key, str]:
    """The names of their headlines as first written, by their terms."""
    found: dict[Key, str] = {}
    for source in sources:
        for key, name in _runs(source, text):
            found.setdefault(key, name)
    return found


def _is_within(name: str, other: str) -> bool:
    """As one of its words: in two languages they have other terms."""
    return name != other and f" {name} " in f" {other} "


def _runs(source: "Source", text: str) -> list[tuple[Key, str]]:
    """The names of a headline, by their terms. Words that stand beside each other in the text as well are one name."""
    found: list[tuple[Key, str]] = []
    is_open = False
    before: tuple[Key, str] = ((), "")
    for key, word in _words(source):
        is_name = bool(key) and _is_name(word, text)
        longer = f"{found[-1][1]} {word}" if is_open else ""
        if is_name and longer and longer in text:
            found[-1] = found[-1][0] + key, longer
        elif is_name and _never_goes_without(before[1], word, text):
            found.append((before[0] + key, f"{before[1]} {word}"))
        elif is_name:
            found.append((key, word))
        is_open, before = is_name, (key, word)
    return found


def _never_goes_without(before: str, word: str, text: str) -> bool:
    """ "Port Ansel", though there are other ports."""
    return before[:1].isupper() and text.count(word) == text.count(f"{before} {word}")


def _words(source: "Source") -> Iterator[tuple[Key, str]]:
    """The headline's words, each with its terms: none where it is a number, or too common to count."""
    for word in source.title.split():
        bare = word.strip(".,:;!?\"'“”„«»()[]‘’–—-|،؟")
        yield () if bare[:1].isdigit() else tuple(terms(bare, source.language)), bare


def _is_name(word: str, text: str) -> bool:
    """Names are what begins with a capital inside the text as well."""
    return word[:1].isupper() and f" {word}" in text and word.casefold() not in text
