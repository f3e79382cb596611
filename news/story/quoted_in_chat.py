"""What a chat was quoted of a story already, read off the messages that it was sent. Reading only.

A first line that the press radar has ready was quoted to nobody until somebody opens the radar: what counts against an
outlet's allowance is what stood in a message. Messages keep their words as long as answers are remembered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.language.datelines import without_dateline
from news.language.sentences import split
from news.markup import WORD_JOINER, Html, plain
from news.models import Carried, Delivery
from news.story.views import Cited, StoryView

LOOKED_AT = 40
"""Messages about a story, the latest first."""
TOLD_BY = 40
"""A sentence was quoted where so many of its first characters were: the radar cuts long ones."""


async def with_quotes(session: AsyncSession, view: StoryView, *, chat: int) -> StoryView:
    """The story with what messages to this chat (its row) quoted of its sources."""
    found = await session.execute(
        select(col(Delivery.payload))
        .join(Carried, col(Carried.delivery_id) == col(Delivery.id))
        .where(col(Carried.story_id) == view.story, col(Delivery.chat) == chat)
        .order_by(col(Delivery.id).desc())
        .limit(LOOKED_AT)
    )
    said = "\n".join(text for payload in found.scalars() if (text := _words(payload)))
    return replace(view, quoted=quoted_in(said, view.sources.values())) if said else view


def quoted_in(said: str, sources: Iterable[Cited]) -> dict[str, tuple[str, ...]]:
    """The sentences of these sources that stand in these words, by outlet. Pure."""
    quoted: dict[str, list[str]] = {}
    for source in sources:
        known = quoted.setdefault(source.outlet, [])
        for sentence in map(without_dateline, split(source.text, source.language)):
            told = _told(sentence, said)
            if told and told not in known:
                known.append(told)
    return {outlet: tuple(sentences) for outlet, sentences in quoted.items() if sentences}


def _told(sentence: str, said: str) -> str:
    """As much of it as stands there, from its beginning."""
    at = said.find(sentence[:TOLD_BY])
    if at < 0 or not sentence:
        return ""
    pairs = zip(sentence, said[at : at + len(sentence)], strict=False)
    return "".join(sign for sign, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)).rstrip()


def _words(payload: Mapping[str, object]) -> str:
    return plain(Html(payload.get("text") or payload.get("caption") or "")).replace(WORD_JOINER, "")
