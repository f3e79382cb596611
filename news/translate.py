"""Step 4: tell a brief that exists in another language. Row: a brief, ordered, that `write` handed over.

What is translated is the brief of the same story and revision in the language it is told in first; where it is not
there yet, it is ordered and waited for. Citations never pass through a translation: they are put back by index. A
phrasebook translates a brief whole or not at all; of what a model translates each sentence is checked, and one that
fails stays as it was, marked with its language. Where neither does, sources in the reader's language tell the story in
their own words, and where there are none, the reader is shown the base brief with its language.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.language.tokens import primary_subtag
from news.models import Brief
from news.ports import Model
from news.queries import readers_of
from news.reader.seen import facts_told
from news.story.stories import Told, read_story
from news.work import Claim, finish
from news.write import (
    PATIENCE,
    Kept,
    base_language,
    borrowed,
    keep,
    model_for,
    pivot_language,
    quoted,
    sources_in,
)
from news.writing.extractive import has_sentences
from news.writing.landing import evidence_of
from news.writing.made import Made
from news.writing.modes import PHRASEBOOK
from news.writing.orders import order_briefs
from news.writing.pivot import Pivot, pivot_of
from news.writing.spellings import known_spellings, names_of
from news.writing.translating import Translated, translate_story
from news.writing.verify import verify_translation

if TYPE_CHECKING:
    from collections.abc import Collection

    from news.app import App

log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(seconds=1)
FEW_READERS = 1
"""A language that so few read is translated into on demand once the day's budget is nearly used up."""
LONGEST_WAIT = timedelta(minutes=10)
"""For the base brief. No digest waits so long; later ones order the brief of a newer revision."""


async def translate(app: "App", claim: Claim) -> None:
    """Translates the brief, or tells it in the sources' own words, or marks it unavailable; looks again while the base
    is unwritten."""
    task = await _read(app, claim.row, urgent=claim.urgent)
    if task is None:
        async with app.session() as session:
            await finish(session, claim)
        return
    now = app.now()
    is_patient = now < task.brief.ordered_at + LONGEST_WAIT and task.pivot != task.brief.language
    if is_patient and (task.base is None or task.base.state == "ordered"):
        await _wait(app, claim, task)
        return
    kept = await _translated(app, task, now=now)
    async with app.session() as session:
        if isinstance(kept, datetime):
            await finish(session, claim, again_at=kept)
            return
        await keep(session, claim.row, kept, now=app.now())
        await finish(session, claim)
    app.bell.ring("compose")
    mode = kept.made and kept.made.mode
    log.info("brief translated", brief=claim.row, language=task.brief.language, mode=mode)


@dataclass(frozen=True)
class Task:
    """A brief to translate, and from what: the story, the brief in the `pivot` language if there is one, and which
    sentences were translated before. `is_spare`: for one reader, who has not asked for this story."""

    brief: Brief
    told: Told | None
    pivot: str
    base: Brief | None
    memory: "dict[str, str]"
    known: "Collection[str] | None"
    is_spare: bool = False


async def _read(app: "App", row: int, *, urgent: bool) -> Task | None:
    async with app.reading() as session:
        brief = await session.get(Brief, row)
        if brief is None or brief.state != "ordered":
            return None
        told = await read_story(session, brief.story_id)
        if told is None:
            return Task(brief, None, brief.language, None, {}, None)
        model = model_for(app.model, told)
        pivot = pivot_language(told) if model else base_language(told)
        base = await _brief(session, brief.story_id, pivot, revision=brief.revision)
        memory = await _memory(session, brief, pivot) if model else {}
        known = await facts_told(session, brief)
        is_spare = not urgent and await readers_of(session, brief.language) <= FEW_READERS
        return Task(brief, told, pivot, base, memory, known, is_spare)


async def _brief(session: AsyncSession, story: int, language: str, *, revision: int) -> Brief | None:
    found = await session.execute(
        select(Brief).where(
            col(Brief.story_id) == story, col(Brief.revision) == revision, col(Brief.language) == language
        )
    )
    return found.scalar_one_or_none()


async def _memory(session: AsyncSession, brief: Brief, pivot: str) -> dict[str, str]:
    """What was translated for the last revision that was: only sentences that changed are translated again."""
    found = await session.execute(
        select(Brief)
        .where(
            col(Brief.story_id) == brief.story_id,
            col(Brief.language) == brief.language,
            col(Brief.revision) < brief.revision,
            col(Brief.state).in_(("ready", "withdrawn")),
        )
        .order_by(col(Brief.revision).desc())
        .limit(1)
    )
    last = found.scalar_one_or_none()
    if last is None:
        return {}
    held = {
        str(row["of"]): str(row["text"]) for paragraph in last.paragraphs for row in paragraph if "of" in row
    }
    before = await _brief(session, brief.story_id, pivot, revision=last.revision)
    if held and before is not None and last.headline_language == brief.language:
        held[before.headline] = last.headline
    return held


async def _wait(app: "App", claim: Claim, task: Task) -> None:
    now = app.now()
    brief = task.brief
    async with app.session() as session:
        await order_briefs(session, [(brief.story_id, brief.revision)], language=task.pivot, now=now)
        await finish(session, claim, again_at=now + LOOK_AGAIN)
    app.bell.ring("write")


# --- what it becomes -----------------------------------------------------------------------------


async def _translated(app: "App", task: Task, *, now: datetime) -> Kept | datetime:
    """The brief, or when it is worth asking a busy model again."""
    base, language = task.base, task.brief.language
    if base is not None and base.state == "ready":
        made = translated(
            with_evidence(made_of_row(base), task.told),
            lambda said: app.phrasebook.translate(said, language=language),
            language=language,
        )
        if made is not None:
            return Kept(made)
        model = model_for(app.model, task.told)
        if model is not None and task.told is not None:
            found = await _asked(app, model, task, task.told, base)
            if found.later and now + found.later < task.brief.ordered_at + PATIENCE:
                return now + found.later
            kept = Kept(found.made, found.findings, found.dropped, found.usage, found.version)
            return kept if found.made else replace(kept, made=await _quoted(task, now=now))
    return Kept(await _quoted(task, now=now))


async def _asked(app: "App", model: Model, task: Task, told: Told, base: Brief) -> Translated:
    brief = task.brief
    pivot = await asyncio.to_thread(pivot_of, made_of_row(base), told.sources, language=base.language)
    return await ask_translation(
        model,
        pivot,
        told,
        language=brief.language,
        now=app.now(),
        memory=task.memory,
        glossary=await _glossary(app, pivot, brief.language),
        key=f"translation {brief.story_id} {brief.revision} {brief.language}",
        is_spare=task.is_spare,
    )


async def ask_translation(
    model: Model,
    pivot: Pivot,
    told: Told,
    *,
    language: str,
    now: datetime,
    memory: Mapping[str, str],
    glossary: Mapping[str, str],
    key: str = "",
    is_spare: bool = False,
) -> Translated:
    own = sources_in(told, language)
    return await translate_story(
        model,
        pivot,
        language=language,
        verify=verify_translation,
        memory=memory,
        glossary=glossary,
        borrowed=borrowed(own, now=now) if own else None,
        key=key,
        is_spare=is_spare,
    )


def words_of(pivot: Pivot) -> list[str]:
    """What is looked for in a glossary."""
    return [pivot.draft.headline.text, *(said.text for said in pivot.draft.sentences)]


async def _glossary(app: "App", pivot: Pivot, language: str) -> dict[str, str]:
    """What the glossaries say of the text's words, and after them how its names were written before."""
    said = app.glossary.found_in(words_of(pivot), language=language)
    names = await asyncio.to_thread(names_of, pivot)
    async with app.reading() as session:
        learned = await known_spellings(session, names, language=language)
    return said | {name: written for name, written in learned.items() if name not in said}


async def _quoted(task: Task, *, now: datetime) -> Made | None:
    if task.told is None:
        return None
    return await asyncio.to_thread(quoted_in, task.told, task.known, language=task.brief.language, now=now)


def quoted_in(told: Told, known: "Collection[str] | None", *, language: str, now: datetime) -> Made | None:
    """The sources in the reader's language, in their own words; None where they have no sentence."""
    own = sources_in(told, language)
    if primary_subtag(language) != base_language(told) and not has_sentences(own):
        return None
    return quoted(own, known, language=language, now=now)


def made_of_row(brief: Brief) -> Made:
    return Made(
        mode=brief.mode or "",
        headline=brief.headline,
        headline_language=brief.headline_language or brief.language,
        headline_cites=tuple(brief.headline_cites),
        paragraphs=brief.paragraphs,
        headline_evidence=brief.headline_evidence,
        contested=brief.contested,
        names=brief.names,
    )


def with_evidence(made: Made, told: Told | None) -> Made:
    """With where each quoted sentence stands in its articles: its translation rests on the same words."""
    sources = {source.article_id: source for source in told.sources} if told is not None else {}
    paragraphs = [
        [dict(row) | {"evidence": row.get("evidence") or evidence_of(row, sources)} for row in paragraph]
        for paragraph in made.paragraphs
    ]
    return replace(made, paragraphs=paragraphs)


def _kept(point: Mapping[str, Any], base: Made) -> dict[str, Any]:
    """What differs in the outlets' own few words, which say their language: no phrasebook has parts of sentences."""
    versions = [{"language": base.headline_language} | each for each in point["versions"]]
    return dict(point) | {"versions": versions}


def translated(base: Made, say: Callable[[str], str | None], *, language: str) -> Made | None:
    """The base brief with every sentence said anew, cites by index; None where one sentence has no translation."""
    headline = say(base.headline)
    if headline is None:
        return None
    paragraphs = []
    for paragraph in base.paragraphs:
        said = [say(str(sentence["text"])) for sentence in paragraph]
        if any(text is None for text in said):
            return None
        paragraphs.append(
            [
                {"text": text, "cites": list(row["cites"]), "language": language}
                | ({"evidence": row["evidence"]} if row.get("evidence") else {})
                for text, row in zip(said, paragraph, strict=True)
            ]
        )
    return Made(
        mode=PHRASEBOOK,
        headline=headline,
        headline_language=language,
        headline_cites=base.headline_cites,
        paragraphs=paragraphs,
        headline_evidence=[],
        contested=[_kept(point, base) for point in base.contested],
        names=[],
    )
