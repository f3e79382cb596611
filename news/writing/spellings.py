"""How a language has written a name before, so that later stories write it the same way.

Only what stood in a text that passed the checks is learned, and only where both spellings may be of one name. A spelling
is used once several stories agree on it, and never where two people of one surname are in the story. What the operator's
glossary says goes before it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.checks.alike import is_alike
from news.checks.mentions import mentions
from news.db import insert_missing
from news.language.skeletons import skeleton
from news.language.tokens import primary_subtag
from news.models import Spelling
from news.writing.made import Made
from news.writing.pivot import Pivot

FEWEST_STORIES = 3
AGREED = 0.75
"""Of the stories with the name: fewer, and how to write it is not settled."""
FEWEST_CONSONANTS = 2
LONGEST_CHARS = 80
MOST_NAMES = 60


async def learn(session: AsyncSession, story: int, made: Made, *, language: str, now: datetime) -> None:
    """Notes how the story writes its names; of a story with several revisions the first counts."""
    primary = primary_subtag(language)
    rows = [
        {"language": primary, "name": name, "story_id": story, "written": written, "told_at": now}
        for name, written in spelled(made, language=language).items()
    ]
    await insert_missing(session, Spelling, rows, unique=("language", "name", "story_id"))


async def known_spellings(session: AsyncSession, names: Collection[str], *, language: str) -> dict[str, str]:
    """How these names are written in the language, as far as that is settled."""
    asked = sorted(set(names))[:MOST_NAMES]
    if not asked:
        return {}
    found = await session.execute(
        select(col(Spelling.name), col(Spelling.written), func.count())
        .where(col(Spelling.language) == primary_subtag(language), col(Spelling.name).in_(asked))
        .group_by(col(Spelling.name), col(Spelling.written))
    )
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, written, stories in found:
        counts[name][written] = int(stories)
    return settled(counts)


def spelled(made: Made, *, language: str) -> dict[str, str]:
    """Of the names that a text gives with their spelling in the sources, those that it does hold and that sound alike."""
    said = " ".join(_texts(made, language=language))
    pairs = [(str(row["in_source"]).strip(), str(row["as_written"]).strip()) for row in made.names]
    return {
        name: written
        for name, written in pairs
        if name
        and written
        and written in said
        and name.casefold() != written.casefold()
        and max(len(name), len(written)) <= LONGEST_CHARS
        and may_be_one(name, written)
    }


def may_be_one(one: str, other: str) -> bool:
    """Whether two spellings have as many words, and sound alike word by word; where one has no sounds that we know, as in
    Chinese characters or Thai, there is nothing to compare."""
    ours, theirs = one.split(), other.split()
    if not all(any(map(_sounds, name)) for name in (ours, theirs)):
        return True
    return len(ours) == len(theirs) and all(map(_may_be_one_word, ours, theirs))


def _may_be_one_word(one: str, other: str) -> bool:
    first, second = _sounds(one), _sounds(other)
    return first == second or not (first and second) or is_alike(one, other)


def _sounds(word: str) -> str:
    """Its consonants; fewer than two say nothing."""
    found = skeleton(word, None)
    return found if len(found) >= FEWEST_CONSONANTS else ""


def names_of(pivot: Pivot) -> frozenset[str]:
    """The names that a text to be translated has, as it and as its sources write them; not those of two people of one
    surname."""
    said = (pivot.draft.headline, *pivot.draft.sentences)
    found = {mention.text for each in said for mention in mentions(each.text, pivot.language)}
    found |= {each for name in pivot.draft.names for each in (name.as_written, name.in_source)}
    return frozenset(_unshared(found)) | frozenset(_untitled(found))


def settled(counts: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """`counts` says of each name in how many stories it was written how."""
    best = {name: max(ways.items(), key=lambda way: (way[1], way[0])) for name, ways in counts.items()}
    return {
        name: written
        for name, (written, stories) in best.items()
        if stories >= FEWEST_STORIES and stories >= AGREED * sum(counts[name].values())
    }


def _texts(made: Made, *, language: str) -> Iterable[str]:
    if made.headline_language == language:
        yield made.headline
    for paragraph in made.paragraphs:
        yield from (str(row["text"]) for row in paragraph if row.get("language") == language)


def _unshared(names: Collection[str]) -> set[str]:
    """Those whose last word is that of one person only: "Biden" and "Joe Biden", but not beside "Hunter Biden"."""
    whole = {name for name in names if not any(other.endswith(f" {name}") for other in names)}
    bearers = Counter(_surname(name) for name in whole)
    return {name for name in names if name.strip() and bearers[_surname(name)] <= 1}


def _untitled(names: Collection[str]) -> Iterable[str]:
    """ "Fisherman Jon Arvid" is also "Jon Arvid"."""
    for name in _unshared(names):
        words = name.split()
        yield from (" ".join(words[at:]) for at in range(1, len(words) - 1))


def _surname(name: str) -> str:
    return name.casefold().split()[-1] if name.strip() else ""
