"""Step 4: tell a brief that exists in another language. Row: a brief, ordered, that `write` handed over.

What is translated is the brief of the same story and revision in its base language; where it is not there yet, it is
ordered and waited for. Citations never pass through a translation: they are put back by index. A brief is translated
whole or not at all: a reader never gets two languages mixed, and is shown the base brief with its language instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Brief
from news.orders import order_briefs
from news.stories import read_story
from news.work import Claim, finish
from news.write import base_language

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)
"""For the base brief. No digest waits so long; later ones order the brief of a newer revision."""


@dataclass(frozen=True)
class Translation:
    """A brief in another language; `paragraphs` as in the row."""

    headline: str
    paragraphs: list[list[dict[str, Any]]]


async def translate(app: "App", claim: Claim) -> None:
    """Translates the brief from the phrasebook, or marks it unavailable; looks again while the base is unwritten."""
    async with app.reading() as session:
        brief = await session.get(Brief, claim.row)
        base, language = await _base(session, brief) if brief and brief.state == "ordered" else (None, "")
    if brief is None or brief.state != "ordered":
        async with app.session() as session:
            await finish(session, claim)
        return
    now = app.now()
    is_patient = now < brief.ordered_at + LONGEST_WAIT and language != brief.language
    if is_patient and (base is None or base.state == "ordered"):
        await _wait(app, claim, brief, language=language)
        return
    made = None
    if base is not None and base.state == "ready":
        made = translated(
            base,
            lambda said: app.phrasebook.translate(said, language=brief.language),
            language=brief.language,
        )
    async with app.session() as session:
        await _keep(session, claim.row, base, made, app=app)
        await finish(session, claim)
    app.bell.ring("compose")
    log.info("brief translated", brief=claim.row, language=brief.language, mode=made and "phrasebook")


async def _base(session: AsyncSession, brief: Brief) -> tuple[Brief | None, str]:
    """The brief to translate from, if it is there, and its language ("" where the story is gone)."""
    told = await read_story(session, brief.story_id)
    if told is None:
        return None, brief.language
    language = base_language(told)
    found = await session.execute(
        select(Brief).where(
            col(Brief.story_id) == brief.story_id,
            col(Brief.revision) == brief.revision,
            col(Brief.language) == language,
        )
    )
    return found.scalar_one_or_none(), language


async def _wait(app: "App", claim: Claim, brief: Brief, *, language: str) -> None:
    now = app.now()
    async with app.session() as session:
        await order_briefs(session, [(brief.story_id, brief.revision)], language=language, now=now)
        await finish(session, claim, again_at=now + LOOK_AGAIN)
    app.bell.ring("write")


def translated(base: Brief, say: Callable[[str], str | None], *, language: str) -> Translation | None:
    """The base brief with every sentence said anew, cites by index; None where one sentence has no translation."""
    headline = say(base.headline)
    if headline is None:
        return None
    paragraphs: list[list[dict[str, Any]]] = []
    for paragraph in base.paragraphs:
        said = [(say(str(sentence["text"])), sentence["cites"]) for sentence in paragraph]
        if any(text is None for text, _ in said):
            return None
        paragraphs.append(
            [{"text": text, "cites": list(cites), "language": language} for text, cites in said]
        )
    return Translation(headline, paragraphs)


async def _keep(
    session: AsyncSession, brief_id: int, base: Brief | None, made: Translation | None, *, app: "App"
) -> None:
    brief = await session.get(Brief, brief_id, with_for_update=True)
    if brief is None or brief.state != "ordered":
        return
    brief.ready_at = app.now()
    if made is None or base is None:
        brief.state = "unavailable"
    else:
        brief.state, brief.mode = "ready", "phrasebook"
        brief.headline, brief.headline_language = made.headline, brief.language
        brief.headline_cites, brief.paragraphs = list(base.headline_cites), made.paragraphs
    session.add(brief)
