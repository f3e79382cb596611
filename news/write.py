"""Step 3: tell a story in one language. Row: a brief, ordered.

Sources in the brief's language tell it in their own words. Where there are none, the story's base language is told
from its own sources, and any other language is handed over to `translate`. A brief that is ready or unavailable is
never written again: a new revision of the story is a new row.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news.developments import led_by_news
from news.extractive import Extract, extract, has_sentences
from news.language.tokens import primary_subtag
from news.models import Brief
from news.seen import facts_told
from news.stories import Source, Told, read_story
from news.work import Claim, finish, owe

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)


async def write(app: "App", claim: Claim) -> None:
    """Writes the brief, says that it cannot be written, or hands it over to be translated."""
    async with app.reading() as session:
        brief = await session.get(Brief, claim.row)
        told = await read_story(session, brief.story_id) if brief and brief.state == "ordered" else None
        known = await facts_told(session, brief) if brief and told else None
    if brief is None or brief.state != "ordered":
        async with app.session() as session:
            await finish(session, claim)
        return
    sources = await asyncio.to_thread(sources_for, told, brief.language) if told else ()
    made = await asyncio.to_thread(tell, sources, known) if sources else None
    async with app.session() as session:
        if told is not None and not sources:
            await owe(session, "translate", claim.row, at=app.now())
        else:
            await keep(session, claim.row, made, app=app)
        await finish(session, claim)
    app.bell.ring("compose" if made or told is None or sources else "translate")
    log.info("brief written", brief=claim.row, language=brief.language, mode=made and "extractive")


def tell(sources: Sequence[Source], known: Collection[str] | None) -> Extract | None:
    """The sources' own sentences; led by what is new where the story was told before, with the facts `known`."""
    made = extract(sources)
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
    families: dict[str, set[int]] = {}
    for source in told.sources:
        if source.language:
            families.setdefault(primary_subtag(source.language), set()).add(source.family)
    own = primary_subtag(told.story.language)
    if own in families or (own and not families):
        return own
    return max(families, key=lambda language: (len(families[language]), language), default="en")


async def keep(session: AsyncSession, brief_id: int, made: Extract | None, *, app: "App") -> None:
    """The brief as it was made, if it is still ordered; unavailable where nothing could be made."""
    brief = await session.get(Brief, brief_id, with_for_update=True)
    if brief is None or brief.state != "ordered":
        return  # or withdrawn: what it would cite left the story while it was written
    brief.ready_at = app.now()
    if made is None:
        brief.state = "unavailable"
    else:
        brief.state, brief.mode = "ready", "extractive"
        brief.headline = made.headline
        brief.headline_language = made.headline_language or brief.language
        brief.headline_cites = list(made.headline_cites)
        brief.paragraphs = [
            [
                {"text": said.text, "cites": list(said.cites), "language": said.language or brief.language}
                for said in paragraph
            ]
            for paragraph in made.paragraphs
        ]
    session.add(brief)
