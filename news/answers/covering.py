"""What sources do tell about, in a few phrases: what a refusal names. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
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
    phrases = [_phrases(source, names=names) for source in sources]
    written = {key: phrase for found in reversed(phrases) for key, phrase in found.items()}
    bodies = [set(terms(f"{source.title} {source.text}", source.language)) for source in sources]
    heard = Counter(key for body in bodies for key in written if body.issuperset(key))
    best = sorted(written, key=lambda key: (-heard[key], -len(written[key])))
    return [written[key] for key in best if not any(set(key) < set(other) for other in written)][:COVERED]


def _phrases(source: "Source", *, names: bool) -> dict[tuple[str, ...], str]:
    """Of the headline, by their terms: its words, or its names, of which words that stand beside each other in the text as well
    are one."""
    if not names:
        return {(term,): word for term, word in _words(source) if term}
    found: list[tuple[tuple[str, ...], str]] = []
    is_open = False
    for term, word in _words(source):
        is_name = bool(term) and _is_name(word, source.text)
        longer = f"{found[-1][1]} {word}" if is_open else ""
        if is_name and longer and longer in source.text:
            found[-1] = (*found[-1][0], term), longer
        elif is_name:
            found.append(((term,), word))
        is_open = is_name
    return dict(reversed(found))


def _words(source: "Source") -> Iterator[tuple[str, str]]:
    """The headline's words, each with its term; "" where it has none that counts."""
    for word in source.title.split():
        bare = word.strip(".,:;!?\"'“”„«»()[]‘’–—-|،؟")
        told = terms(bare, source.language)
        yield (told[0] if len(told) == 1 and not bare[:1].isdigit() else ""), bare


def _is_name(word: str, text: str) -> bool:
    """Names are what begins with a capital inside the text as well."""
    return word[:1].isupper() and f" {word}" in text and word.casefold() not in text
