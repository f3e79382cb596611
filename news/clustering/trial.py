"""Joining by exactly the running code over articles that are in no database: for measuring, and for whoever wants to
judge it on articles of their own.

Every article goes through `Window.take`, the one that `cluster` uses, in batches as an owed run would bring them.
Knows no rows, no files and no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.clustering.joining import RULES, Item, Rules, lead, read_item
from news.clustering.live_articles import FEWEST, SPAN
from news.clustering.meanings import Meaning, Vector, is_asked, is_fluent
from news.clustering.regrouping import regroup
from news.clustering.window import Window
from news.intake.links import canonical_url
from news.language.identify import identify
from news.language.tokens import primary_subtag
from news.ports import Embedder

BATCH = 50
ASKED_AT_ONCE = 16
IDENTIFY_CHARS = 500


@dataclass(frozen=True)
class Sample:
    """An article as somebody brings it. `language` None: told by its letters."""

    outlet: str
    language: str | None
    url: str
    title: str
    text: str
    published_at: datetime


async def read_samples(samples: Sequence[Sample], *, embedders: Sequence[Embedder] = ()) -> list[Item]:
    """The articles as joining sees them, numbered from 1 as given. Embedders best first."""
    languages = [sample.language or _told(sample) for sample in samples]
    leads = [
        lead(sample.title, sample.text, language) for sample, language in zip(samples, languages, strict=True)
    ]
    meanings = await _meanings(leads, languages, embedders)
    known = [embedder.languages for embedder in embedders]
    outlets: dict[str, int] = {}
    return [
        read_item(
            number,
            outlet=outlets.setdefault(sample.outlet, len(outlets) + 1),
            language=language,
            url=canonical_url(sample.url) if sample.url else "",
            published_at=sample.published_at,
            title=sample.title,
            text=sample.text,
            meaning=meaning,
            is_fluent=is_fluent(meaning, primary_subtag(language), known),
        )
        for number, (sample, language, meaning) in enumerate(
            zip(samples, languages, meanings, strict=True), start=1
        )
    ]


async def _meanings(
    leads: Sequence[str], languages: Sequence[str | None], embedders: Sequence[Embedder]
) -> list[Meaning | None]:
    """A few at a time: an embedder may take only so long for what it is asked at once."""
    columns: list[list[Vector | None]] = [[None] * len(leads) for _ in embedders]
    for embedder in embedders:
        await embedder.prepare()
    known = [embedder.languages for embedder in embedders]
    for place, embedder in enumerate(embedders):
        asked = [
            row for row, language in enumerate(languages) if is_asked(place, primary_subtag(language), known)
        ]
        for at in range(0, len(asked), ASKED_AT_ONCE):
            rows = asked[at : at + ASKED_AT_ONCE]
            told = await embedder.embed(
                [leads[row] for row in rows], languages=[languages[row] for row in rows]
            )
            for row, vector in zip(rows, told, strict=True):
                columns[place][row] = vector
    return [_if_told(tuple(column[row] for column in columns)) for row in range(len(leads))]


def _if_told(meaning: Meaning) -> Meaning | None:
    return None if all(vector is None for vector in meaning) else meaning


def join(
    items: Sequence[Item],
    *,
    rules: Rules = RULES,
    span: timedelta | None = SPAN,
    fewest: int = FEWEST,
) -> list[int]:
    """The final story of each article, by the number of its earliest; items in order of arrival."""
    window = Window(span=span, fewest=fewest, rules=rules)
    story_of: dict[int, int] = {}
    became: dict[int, int] = {}
    for at in range(0, len(items), BATCH):
        batch = items[at : at + BATCH]
        now = batch[-1].published_at
        window.evict(now)
        window.observe(batch, now=now)
        for item in batch:
            taken = window.take(item, item.article, now=now)
            story_of[item.article] = taken.story
            became.update(taken.merged)
        regrouped = regroup(window)
        became.update(regrouped.merged)
        story_of |= regrouped.moved
    return _named([_last(became, story_of[item.article]) for item in items], items)


def _named(stories: Sequence[int], items: Sequence[Item]) -> list[int]:
    """Each story under the number of its earliest article."""
    first: dict[int, int] = {}
    return [first.setdefault(story, item.article) for story, item in zip(stories, items, strict=True)]


def _last(became: dict[int, int], story: int) -> int:
    while story in became:
        story = became[story]
    return story


def _told(sample: Sample) -> str | None:
    found = identify(f"{sample.title}. {sample.text[:IDENTIFY_CHARS]}")
    return found[0] if found else None
