"""What sources do tell about, in a few phrases: what a refusal names. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from news.language.tokens import primary_subtag, terms

if TYPE_CHECKING:
    from news.story.stories import Source

COVERED = 3
UNSPACED = frozenset({"zh", "ja", "th"})
HEADLINE_CHARS = 80


def covered(sources: Sequence["Source"], *, reads: str) -> tuple[str, ...]:
    """The names that most of the sources have, or else their words, as first written; those in the reader's language
    before others. Where words cannot be told apart, a headline."""
    own = [source for source in sources if primary_subtag(source.language) == primary_subtag(reads)]
    for asked in (own, sources):
        spaced = [source for source in asked if primary_subtag(source.language) not in UNSPACED]
        found = _common(spaced, names=True) or _common(spaced, names=False)
        if found:
            return tuple(found)
        if asked:
            return tuple(source.title[:HEADLINE_CHARS] for source in asked[:1])
    return ()


def _common(sources: Sequence["Source"], *, names: bool) -> list[str]:
    """The phrases of headlines that most articles share, longest first among equals."""
    heard: Counter[str] = Counter()
    written: dict[str, str] = {}
    for source in sources:
        body = set(terms(f"{source.title} {source.text}", source.language))
        for term, word in _keywords(source, names=names).items():
            written.setdefault(term, word)
        heard.update(term for term in written if term in body)
    best = sorted(written, key=lambda term: (-heard[term], -len(term)))
    return [written[term] for term in best[:COVERED]]


def _keywords(source: "Source", *, names: bool) -> dict[str, str]:
    """Words of the headline by their terms; names are those that begin with a capital inside the text as well."""
    found: dict[str, str] = {}
    for word in source.title.split():
        bare = word.strip(".,:;!?\"'“”„«»()[]‘’–—-|،؟")
        told = terms(bare, source.language)
        if len(told) == 1 and not bare[:1].isdigit() and (not names or _is_name(bare, source.text)):
            found.setdefault(told[0], bare)
    return found


def _is_name(word: str, text: str) -> bool:
    return word[:1].isupper() and f" {word}" in text and word.casefold() not in text
