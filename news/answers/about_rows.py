"""Questions about the sources themselves, read with the outlets we know and answered from the rows. Reading only."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news import callbacks
from news.answers.about_message import say_about
from news.answers.about_sources import About, AboutSources, read_about, shared_matter
from news.answers.outlets_named import Named
from news.i18n import Speech
from news.markup import esc, isolate, lines, quiet
from news.models import Outlet
from news.ports import Button, Message
from news.rendering.directions import headed, rtl
from news.rendering.packing import BUTTONS_A_ROW
from news.story.background import coverage_of
from news.story.coverage import Coverage
from news.story.sides import with_sides
from news.story.stories import Source, Told
from news.story.views import StoryView

ROWS = "rows"
"""The mode of an answer that is read off the rows: exact, and the same with or without a model."""


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
    return await asyncio.to_thread(read_named, text, outlets, languages=languages, headlines=headlines)


def read_named(
    text: str, outlets: Sequence[Named], *, languages: Sequence[str], headlines: Sequence[str] = ()
) -> OfSources | None:
    """As `read_of_sources`, with the outlets that are known."""
    asked = read_about(text, languages=languages, outlets=outlets, headlines=headlines)
    if asked is None or asked.about is About.NEW:
        return None
    return OfSources(asked, {one.key: one.name for one in outlets if one.key in asked.outlets})


def stories_meant(of_sources: OfSources, stories: Sequence[Told], *, about: int | None) -> Sequence[Told]:
    """Those that the question may be about: by the words of their headlines that it has, else the one it is likely `about`,
    else by the outlets that it names."""
    shared = [_shared(of_sources, told) for told in stories]
    most = max(shared, default=0)
    kept = [told for told, count in zip(stories, shared, strict=True) if count == most]
    likely = [told for told in kept if told.story.id == about]
    names = set(of_sources.names.values())
    having = [told for told in kept if names.intersection(source.outlet for source in told.sources)]
    return likely or having or kept


def _shared(of_sources: OfSources, told: Told) -> int:
    return shared_matter(of_sources.asked, (source.title for source in told.sources))


def narrowed(of_sources: OfSources, stories: Sequence[Told]) -> tuple[Told, ...]:
    """The stories with the articles of the outlets that a question about the event is put to alone; none where rows answer
    it."""
    if not of_sources.is_narrowing:
        return ()
    names = set(of_sources.names.values())
    heard = [
        replace(told, sources=tuple(source for source in told.sources if source.outlet in names))
        for told in stories
    ]
    return tuple(told for told in heard if told.sources)


async def say_of_sources(
    session: AsyncSession,
    of_sources: OfSources,
    view: StoryView,
    sources: Sequence[Source],
    speech: Speech,
    *,
    reads: str,
    zone: str,
    now: datetime,
    reply_to: int | None,
) -> list[Message]:
    """What the rows say; `sources` are those of the story of the view, `reads` the reader's language. For a question about the event put to outlets that were not seen to report it: that they were
    not."""
    found = await coverage_of(session, view, now=now)
    return await say_of_story(
        of_sources, view, sources, found, speech, reads=reads, zone=zone, now=now, reply_to=reply_to
    )


async def say_of_story(
    of_sources: OfSources,
    view: StoryView,
    sources: Sequence[Source],
    found: Coverage,
    speech: Speech,
    *,
    reads: str,
    zone: str,
    now: datetime,
    reply_to: int | None = None,
) -> list[Message]:
    """As `say_of_sources`, where it is known who reported the story and who was not seen to (`found`)."""
    asked = of_sources.asked
    if of_sources.is_narrowing:
        asked = AboutSources(About.SAYS, asked.outlets)
    if asked.about is About.DIFFER:
        view = await asyncio.to_thread(with_sides, view, sources, reads=reads, now=now)
    return say_about(asked, view, found, speech, zone=zone, outlets=of_sources.names, reply_to=reply_to)


def ask_which(views: Sequence[StoryView], speech: Speech, *, question: int, reply_to: int | None) -> Message:
    """Asks back which story is meant: a button for each."""
    said = speech.gettext("Of which story? Press its number, or reply to it:")
    buttons = [
        Button(speech.number(number), callbacks.encode("meant", question, view.story))
        for number, view in enumerate(views, start=1)
    ]
    rows = [
        headed(esc(f"{speech.number(number)}. ") + isolate(quiet(view.headline)), speech)
        for number, view in enumerate(views, start=1)
    ]
    extra = (
        {"reply_parameters": {"message_id": reply_to, "allow_sending_without_reply": True}}
        if reply_to is not None
        else {}
    )
    return Message(
        lines([rtl(esc(said), speech), *rows]),
        [tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW)],
        stories=tuple(view.story for view in views),
        extra=extra,
    )
