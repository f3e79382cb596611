"""Step 3: tell a story in one language. Row: a brief, ordered.

Without a model, sources in the brief's language tell it in their own words; where there are none, the story's base
language is told from its own sources, and any other language is handed over to `translate`. With a model the story is
told once, from all its sources, in one language (the pivot), and every other language is handed over; a draft that does
not pass the checks is not used, and the sources tell it again. A brief that is ready or unavailable is never written
again: a new revision of the story is a new row.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news.language.quotable import is_instruction
from news.language.tokens import primary_subtag
from news.models import Brief
from news.operating.usage import Usage
from news.ports import Model
from news.reader.seen import facts_told
from news.searching.search_index import index_told
from news.story.stories import Source, Told, read_story
from news.work import Claim, finish, owe
from news.writing.developments import led_by_news
from news.writing.differing import contested, differences, overtaken_titles, settled
from news.writing.extractive import Extract, extract, has_sentences
from news.writing.gate import fit_to_quote
from news.writing.headline import headline, told_title
from news.writing.made import Borrowed, Made, made_of_extract, made_of_telling
from news.writing.shaping import Limits
from news.writing.spellings import learn
from news.writing.standing import current
from news.writing.telling import Telling, tell_story
from news.writing.verify import verify

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

PIVOT_SHARE = 0.6
"""So many of a story's families in one language, and it is told in that first; otherwise in English, if one is English."""
PATIENCE = timedelta(minutes=2)
"""For a model that is busy: about as long as the digest that ordered the brief still waits for it."""


async def write(app: "App", claim: Claim) -> None:
    """Writes the brief, says that it cannot be written, or hands it over to be translated."""
    order = await _read(app, claim.row)
    if order is None:
        async with app.session() as session:
            await finish(session, claim)
        return
    _warn_of_orders(order)
    model = model_for(app.model, order.told)
    outcome = await _tell(model, order, now=app.now(), limits=Limits(tokens=app.model_input_tokens))
    async with app.session() as session:
        match outcome:
            case Postponed(until):
                await finish(session, claim, again_at=until)
                return
            case HandedOver():
                await owe(session, "translate", claim.row, at=app.now(), urgent=claim.urgent)
            case Kept():
                await keep(session, claim.row, outcome, now=app.now())
        await finish(session, claim)
    app.bell.ring("compose" if isinstance(outcome, Kept) else "translate")
    log.info(
        "brief written",
        brief=claim.row,
        language=order.brief.language,
        mode=outcome.made and outcome.made.mode if isinstance(outcome, Kept) else None,
    )


def model_for(model: Model | None, told: Told | None) -> Model | None:
    """None for what a feed alone tells that a reader brought: strangers do not spend the operator's tokens, nor does what
    few follow leave this machine."""
    return None if told is not None and told.story.feed_id is not None else model


def _warn_of_orders(order: "Order") -> None:
    """An operator may want to know who prints orders to software: nothing of them is told."""
    sources = order.told.sources if order.told else ()
    planted = [source.article_id for source in sources if is_instruction(f"{source.title}\n{source.text}")]
    if planted:
        log.warning("orders in articles", story=order.brief.story_id, articles=planted)


# --- what is ordered, and what becomes of it -------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """A brief that is ordered, its story if it is still there, and the facts it was last told with, if it was."""

    brief: Brief
    told: Told | None
    known: Collection[str] | None


@dataclass(frozen=True)
class Kept:
    """What was made, None where nothing could be; and what was asked of a model for it."""

    made: Made | None
    findings: tuple[str, ...] = ()
    dropped: int = 0
    usage: Usage = field(default_factory=Usage)
    version: str | None = None


@dataclass(frozen=True)
class HandedOver:
    """To be translated."""


@dataclass(frozen=True)
class Postponed:
    until: datetime


async def _read(app: "App", row: int) -> Order | None:
    async with app.reading() as session:
        brief = await session.get(Brief, row)
        if brief is None or brief.state != "ordered":
            return None
        told = await read_story(session, brief.story_id)
        return Order(brief, told, await facts_told(session, brief) if told else None)


async def _tell(
    model: Model | None, order: Order, *, now: datetime, limits: Limits
) -> Kept | HandedOver | Postponed:
    if order.told is None:
        return Kept(None)
    if model is None:
        return await _quote(order.told, order, now=now)
    if not is_pivot(order.told, order.brief.language):
        return HandedOver()
    brief, told = order.brief, order.told
    key = f"story {brief.story_id} {brief.revision} {brief.language}"
    telling = await ask(model, told, language=brief.language, now=now, limits=limits, key=key)
    if telling.later and now + telling.later < order.brief.ordered_at + PATIENCE:
        return Postponed(now + telling.later)
    made = await asyncio.to_thread(
        made_by_model, telling, told, order.known, language=brief.language, now=now
    )
    return Kept(made, telling.findings, telling.dropped, telling.usage, telling.version)


# --- with a model --------------------------------------------------------------------------------


async def ask(
    model: Model, told: Told, *, language: str, now: datetime, limits: Limits = Limits(), key: str = ""
) -> Telling:
    return await tell_story(
        model, told.sources, language=language, now=now, verify=verify, limits=limits, key=key
    )


def made_by_model(
    telling: Telling, told: Told, known: Collection[str] | None, *, language: str, now: datetime
) -> Made | None:
    """The story as the model told it, or else in the sources' own sentences."""
    own = sources_in(told, language)
    made = made_of_telling(telling, language=language, borrowed=borrowed(own or told.sources, now=now))
    return made or quoted(own, known, language=language, now=now)


def borrowed(sources: Sequence[Source], *, now: datetime) -> Borrowed | None:
    """The headline in the middle of all, to stand over a story without one."""
    top = headline(current(fit_to_quote(sources, now=now)))
    return Borrowed(told_title(top), top.language, top.article_id) if top else None


def is_pivot(told: Told, language: str) -> bool:
    """Whether the story is told in this language first, when a model tells it."""
    return primary_subtag(language) == pivot_language(told)


def pivot_language(told: Told) -> str:
    """The base language where most families have it; else English, if a source does, which models write best."""
    spoken = _families_by_language(told)
    base = base_language(told)
    total = sum(len(families) for families in spoken.values())
    is_shared = len(spoken.get(base, ())) >= PIVOT_SHARE * total
    return base if is_shared or "en" not in spoken else "en"


# --- without a model -----------------------------------------------------------------------------


async def _quote(told: Told, order: Order, *, now: datetime) -> Kept | HandedOver:
    language = order.brief.language
    sources = await asyncio.to_thread(sources_for, told, language)
    if not sources:
        return HandedOver()
    return Kept(await asyncio.to_thread(quoted, sources, order.known, language=language, now=now))


def quoted(
    sources: Sequence[Source], known: Collection[str] | None, *, language: str, now: datetime
) -> Made | None:
    """The story in the sources' own sentences; None where there is not even a headline."""
    fit = fit_to_quote(sources, now=now)
    found = differences(fit, now=now)
    made = tell(settled(fit, found), known, overtaken=overtaken_titles(found))
    return made_of_extract(made, language=language, contested=contested(found, made, fit)) if made else None


def tell(
    sources: Sequence[Source], known: Collection[str] | None, *, overtaken: Collection[int] = ()
) -> Extract | None:
    """The sources' own sentences; led by what is new where the story was told before, with the facts `known`. No headline
    of the `overtaken` articles while there is another."""
    made = extract(sources, overtaken=overtaken)
    return made if made is None or known is None else led_by_news(made, sources, known)


def sources_for(told: Told, language: str) -> Sequence[Source]:
    """The sources that can tell the story in `language`; empty where it must be translated."""
    own = sources_in(told, language)
    is_base = primary_subtag(language) == base_language(told)
    return own if is_base or has_sentences(own) else ()


def sources_in(told: Told, language: str) -> tuple[Source, ...]:
    """The sources in this language; one whose language nobody knows counts as the story's."""
    wanted, base = primary_subtag(language), base_language(told)
    return tuple(source for source in told.sources if (primary_subtag(source.language) or base) == wanted)


def base_language(told: Told) -> str:
    """The language a story is told in first: its own if a source has it, else that of most text families.

    English for a story of which nobody knows a language.
    """
    families = _families_by_language(told)
    own = primary_subtag(told.story.language)
    if own in families or (own and not families):
        return own
    return max(families, key=lambda language: (len(families[language]), language), default="en")


def _families_by_language(told: Told) -> dict[str, set[int]]:
    families: dict[str, set[int]] = {}
    for source in told.sources:
        if source.language:
            families.setdefault(primary_subtag(source.language), set()).add(source.family)
    return families


# --- the row -------------------------------------------------------------------------------------


async def keep(session: AsyncSession, brief_id: int, kept: Kept, *, now: datetime) -> None:
    """The brief as it was made, if it is still ordered; unavailable where nothing could be made. What it cost is kept
    whatever became of it."""
    brief = await session.get(Brief, brief_id, with_for_update=True)
    if brief is None:
        return
    note_usage(brief, kept)
    if brief.state == "ordered":  # or withdrawn: what it would cite left the story while it was written
        brief.ready_at = now
        brief.state = "ready" if kept.made else "unavailable"
        if kept.made:
            fill(brief, kept.made)
            await index_told(session, brief)
            await learn(session, brief.story_id, kept.made, language=brief.language, now=now)
    session.add(brief)


def note_usage(brief: Brief, kept: Kept) -> None:
    usage = kept.usage
    brief.findings, brief.dropped = list(kept.findings), kept.dropped
    brief.prompt_version, brief.model = kept.version, usage.model or None
    brief.tokens_in += usage.tokens_in
    brief.tokens_out += usage.tokens_out
    brief.calls += usage.calls
    if usage.cost is not None:
        brief.cost = (brief.cost or 0.0) + float(usage.cost)


def fill(brief: Brief, made: Made) -> None:
    brief.mode = made.mode
    brief.headline, brief.headline_language = made.headline, made.headline_language
    brief.headline_cites, brief.headline_evidence = list(made.headline_cites), made.headline_evidence
    brief.paragraphs, brief.contested, brief.names = made.paragraphs, made.contested, made.names
