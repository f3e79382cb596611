"""Whether the names of a sentence stand in the articles that it cites.

In one language a name that they lack fails the sentence. Across languages organisations are translated and places have
other names, so only what must be a person fails: two words, or one beside a title or a verb of speech. What the draft
says of its names (`names`) is believed where the sentence it points to has the name, and the two spellings may be of one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from news.checks.aligned import cited
from news.checks.alike import bare, is_alike, is_mentioned, is_spelled
from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import lexicon
from news.checks.mentions import NAMES_UNMARKED, Mention, is_beside_speech, mentions
from news.checks.parts import parts_of, whole_places
from news.checks.script import is_same
from news.checks.seats import seats_of
from news.language.places import places
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Name, Said

INITIALS_CHARS = 6
NAME_WORDS = 2
"""The last words of a run of capitals, which are the person's own: "American Jordan Spieth"."""


def check(
    said: Said, own: Checked, *, articles: Sequence[Line], names: Sequence[Name] = ()
) -> Iterator[Finding]:
    """`articles` are all lines of the cited articles: a sentence may call by name whom its source calls "he"."""
    lines = (*own.lines, *articles)
    if not lines:
        return
    yield from _wrongly_paired(said, names, lines)
    yield from _misplaced(said, own, lines)
    for mention in mentions(said.text, own.language):
        missing = [word for word in mention.words if not is_mentioned(word, lines)]
        if missing and not (
            _is_known(mention, names, lines) or _is_place_there(mention, own.language, lines)
        ):
            severity = _severity(mention, missing, said, own, lines)
            yield Finding("name", None, f"{mention.text} is not named in what it cites", severity)


def _severity(
    mention: Mention, missing: Sequence[str], said: Said, own: Checked, lines: Sequence[Line]
) -> Severity:
    if any(is_same(line.language, own.language) for line in lines):
        only_opens = mention.opens and missing == [mention.words[0]]  # "Yesterday Maria Lopez"
        return Severity.COUNTED if only_opens else Severity.DROPS
    is_whole = len(missing) == len(mention.words) or not any(
        is_spelled(word, lines) for word in mention.words
    )
    is_person = (
        mention.is_person
        and is_whole
        and not is_nobody(mention, own.language)
        and _names_are_marked(own, lines)
    )
    is_swapped = is_person and (
        is_beside_speech(said.text, (mention.start, mention.end), own.language) or _leaves_out_name(said, own)
    )
    return Severity.DROPS if is_swapped else Severity.COUNTED


def _names_are_marked(own: Checked, lines: Sequence[Line]) -> bool:
    spoken = (own.language, *(line.language for line in lines))
    return not any(primary_subtag(language) in NAMES_UNMARKED for language in spoken)


def _leaves_out_name(said: Said, own: Checked) -> bool:
    """Whether a cited line has a name, of no institution, that the sentence has not: then the name it has stands in that
    one's place, and is no translated institution."""
    here = (Line("", said.text, 0, "", "", 0, own.language, own.lines[0].published_at),)
    return any(
        not any(_is_here(word, mention, here) for word in mention.words[-NAME_WORDS:])
        and not is_nobody(own_name(mention), line.language)
        for line in own.lines
        if line.id in said.evidence
        for mention in mentions(line.text, line.language)
    )


def _is_here(word: str, mention: Mention, here: Sequence[Line]) -> bool:
    """A person's name keeps its letters; a place is written as it sounds: "Kolombiya"."""
    return is_mentioned(word, here) and (len(mention.words) < NAME_WORDS or is_spelled(word, here))


def own_name(mention: Mention) -> Mention:
    """A name without the office or the country before it: "Prime Minister Zoran Zaev"."""
    words = mention.words[-NAME_WORDS:]
    return replace(mention, text=" ".join(words), words=words) if mention.is_person else mention


def is_nobody(mention: Mention, language: str | None) -> bool:
    """Whether a word of it says that it is an institution, a place, or a thing: "Supreme Court". In Vietnamese foreign
    persons keep their spelling, so what has its own signs is translated, and no person of a source in another language."""
    return (
        (primary_subtag(language) == "vi" and _OF_VIETNAMESE.search(mention.text) is not None)
        or bool(lexicon(language).bodies.found(mention.text))
        or bool(places(mention.text, language))
        or any(word.isupper() and len(word) <= INITIALS_CHARS for word in mention.words)
    )


_OF_VIETNAMESE = re.compile(
    "[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]|[ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý]"
)


def _is_known(mention: Mention, names: Sequence[Name], lines: Sequence[Line]) -> bool:
    """Whether the draft says where the name comes from, and it does stand there."""
    return any(
        bare(name.as_written) in bare(mention.text) or bare(mention.text) in bare(name.as_written)
        for name in names
        if name.as_written and _stands(name, lines)
    )


def _stands(name: Name, lines: Sequence[Line]) -> bool:
    return any(line.id == name.evidence and bare(name.in_source) in bare(line.text) for line in lines)


def _is_place_there(mention: Mention, language: str, lines: Sequence[Line]) -> bool:
    """Whether it is a place that the lines name too, in their languages: "Pékin" of Beijing; or by a seat: "Downing Street"."""
    codes = whole_places(mention.text, language) | parts_of(mention.text) | seats_of(mention.text)
    wanted = codes | {code.partition("/")[0] for code in codes}
    return bool(codes) and any(
        code in wanted or code.partition("/")[0] in codes
        for line in lines
        for code in _places_of(line.text, line.language) | parts_of(line.text) | seats_of(line.text)
    )


@lru_cache(maxsize=1 << 10)
def _places_of(text: str, language: str | None) -> frozenset[str]:
    """Once for each line: a story has many names."""
    return frozenset(places(text, language))


def _misplaced(said: Said, own: Checked, lines: Sequence[Line]) -> Iterator[Finding]:
    """A country of a sentence that is named nowhere in what it cites, or a city where capitals do not show it for a name already; across
    languages a country that stands where the line has another."""
    ours = whole_places(said.text, own.language)
    if not ours:
        return
    is_across = not all(is_same(line.language, own.language) for line in lines)
    told = _named_in(cited(said, own))
    if is_across:
        odd = _countries(ours) - told if _countries(told) - ours else frozenset()
    else:
        odd = (ours if primary_subtag(own.language) in NAMES_UNMARKED else _countries(ours)) - told
    odd = odd and odd - _named_in(lines)
    odd = odd and odd.difference(*(seats_of(line.text) | parts_of(line.text) for line in lines))
    if odd:
        yield Finding("name", None, f"tells of {min(odd)}, which is not named in what it cites")


def _named_in(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset().union(*(_places_of(line.text, line.language) for line in lines))


def _countries(codes: frozenset[str]) -> frozenset[str]:
    """Those that are named themselves, and not by a city, whose name is another word in many languages."""
    cities = {code.partition("/")[0] for code in codes if "/" in code}
    return frozenset(code for code in codes if "/" not in code and code not in cities) - _NO_COUNTRIES


_NO_COUNTRIES = frozenset(
    ["EU", "EZ", "UN", "BE", "VA", "DM", "PS", "MQ", "LR", "FM", "ML", "AQ", "XA", "XB"]
)
"""Unions and what stands for one ("Brussels"), and what other words look like: Dominica, Gaza, Martinique, Liberia, Mali; Antarctica, and what CLDR tests with."""


def _wrongly_paired(said: Said, names: Sequence[Name], lines: Sequence[Line]) -> Iterator[Finding]:
    for name in names:
        if not name.as_written or bare(name.as_written) not in bare(said.text):
            continue
        if any(line.id == name.evidence for line in lines) and not _stands(name, lines):
            yield Finding("name", None, f"{name.in_source} is not in {name.evidence}")
        elif not _may_be_one(name):
            yield Finding("name", None, f"{name.as_written} is written for {name.in_source}")


def _may_be_one(name: Name) -> bool:
    """False only where both spellings have sounds to compare and none agree; an organisation is translated, so
    that is asked of names of the same count of words, of which each begins with a capital or has none."""
    ours, theirs = name.as_written.split(), name.in_source.split()
    if len(ours) != len(theirs) or len(ours) < 2:
        return True
    return any(is_alike(one, other) for one in ours for other in theirs) or not all(
        map(_has_sounds, (*ours, *theirs))
    )


def _has_sounds(word: str) -> bool:
    return word[:1].isupper()
