"""Questions about the sources themselves, read with the outlets we know and answered from the rows. Reading only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.answers.about_message import say_about
from news.answers.about_sources import About, AboutSources, read_about
from news.answers.outlets_named import Named
from news.i18n import Speech
from news.markup import esc, isolate, lines, quiet
from news.models import Outlet
from news.ports import Message
from news.rendering.render import rtl
from news.story.background import coverage_of
from news.story.views import StoryView


@dataclass(frozen=True)
class OfSources:
    """What is asked, and the names of the outlets asked about, by key."""

    asked: AboutSources
    names: Mapping[str, str]

    @property
    def is_narrowing(self) -> bool:
        """Whether it is a question about the event, put to these outlets only."""
        return self.asked.about is About.WITHIN


async def read_of_sources(
    session: AsyncSession, text: str, *, languages: Sequence[str], headlines: Sequence[str] = ()
) -> OfSources | None:
    """None where the question is about the event, or asks what is new: that is no question about sources."""
    rows = await session.execute(select(col(Outlet.id), col(Outlet.name), col(Outlet.domain)))
    outlets = [Named(str(key), name, domain) for key, name, domain in rows]
    asked = read_about(text, languages=languages, outlets=outlets, headlines=headlines)
    if asked is None or asked.about is About.NEW:
        return None
    return OfSources(asked, {one.key: one.name for one in outlets if one.key in asked.outlets})


async def say_of_sources(
    session: AsyncSession,
    of_sources: OfSources,
    view: StoryView,
    speech: Speech,
    *,
    zone: str,
    now: datetime,
    reply_to: int | None,
) -> list[Message]:
    """What the rows say. For a question about the event put to outlets that were not seen to report it: that they were
    not."""
    found = await coverage_of(session, view, now=now)
    asked = of_sources.asked
    if of_sources.is_narrowing:
        asked = AboutSources(About.SAYS, asked.outlets)
    return say_about(asked, view, found, speech, zone=zone, outlets=of_sources.names, reply_to=reply_to)


def ask_which(views: Sequence[StoryView], speech: Speech, *, reply_to: int | None) -> Message:
    """Asks back which story is meant, by the numbers of the digest."""
    said = speech.gettext("Of which story? Reply to it, or put its number before your question:")
    rows = [
        rtl(esc(f"{speech.number(number)}. ") + isolate(quiet(view.headline)), speech)
        for number, view in enumerate(views, start=1)
    ]
    extra = (
        {"reply_parameters": {"message_id": reply_to, "allow_sending_without_reply": True}}
        if reply_to is not None
        else {}
    )
    return Message(
        lines([rtl(esc(said), speech), *rows]), stories=tuple(view.story for view in views), extra=extra
    )
