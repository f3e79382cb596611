"""Step (`read`): open the page of an article that a digest is likely to use, keep its text for 72 hours, then delete it.

Row: an article. Runs only where the operator asked for full texts (`FULL_TEXT`); what a site does not allow is not read,
and what the page says is kept only if it is about what the feed says. Nobody waits for a page: a story is told from
what is there. Which articles: `fulltext_orders`. Knows no HTTP and no HTML; the port does.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news.errors import FetchFailed, FetchRefused, ParseFailed
from news.intake.fulltext_page import is_of
from news.models import Article, Page
from news.ports import PageText, Withheld
from news.story.stories import GONE
from news.work import Claim, finish
from news.writing.recalling import recall_gone

if TYPE_CHECKING:
    from news.app import App
    from news.ports import Pages

HTTP_GONE = 410  # RFC 9110: on purpose and for good; what is only missing (404) says nothing
KEPT_FOR = timedelta(hours=72)
REASON_CHARS = 200

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Came:
    """What came of a page: `state` and `reason` as the row has them."""

    state: str
    text: str = ""
    reason: str | None = None


async def read(app: "App", claim: Claim) -> None:
    """Reads the page, or deletes what was read long enough ago."""
    async with app.reading() as session:
        article, known = await session.get(Article, claim.row), await session.get(Page, claim.row)
    if known is not None or article is None or app.pages is None:
        await _age(app, claim)
        return
    came = await _come(app.pages, article)
    now = app.now()
    async with app.session() as session:
        await _keep(session, claim.row, came, now=now)
        if came.state == GONE:
            await recall_gone(session, claim.row, now=now)
        await finish(session, claim, again_at=now + KEPT_FOR if came.state == "kept" else None)
    _log.info("page read", article=claim.row, state=came.state, reason=came.reason, chars=len(came.text))


async def _age(app: "App", claim: Claim) -> None:
    """Deletes the text when its time is over; also where full texts are no longer wanted."""
    now = app.now()
    async with app.session() as session:
        known = await session.get(Page, claim.row)
        if known is None or known.state != "kept":
            await finish(session, claim)
            return
        over_at = known.read_at + KEPT_FOR
        if now >= over_at:
            known.state, known.text = "deleted", ""
            session.add(known)
        await finish(session, claim, again_at=over_at if now < over_at else None)


async def _come(pages: "Pages", article: Article) -> _Came:
    try:
        made = await pages.read(article.url)
    except (FetchFailed, FetchRefused, ParseFailed) as error:
        is_gone = isinstance(error, FetchFailed) and error.status == HTTP_GONE
        return _Came(GONE if is_gone else "failed", reason=error.reason)
    match made:
        case Withheld(reason):
            return _Came("withheld", reason=reason)
        case PageText(text) if await asyncio.to_thread(_is_of, text, article):
            return _Came("kept", text)
    return _Came("failed", reason="the page is about something else")


def _is_of(text: str, article: Article) -> bool:
    return is_of(text, title=article.title, feed_text=article.text, language=article.language)


async def _keep(session: AsyncSession, article_id: int, came: _Came, *, now: datetime) -> None:
    session.add(
        Page(
            article_id=article_id,
            state=came.state,
            text=came.text,
            reason=came.reason and came.reason[:REASON_CHARS],
            read_at=now,
        )
    )
