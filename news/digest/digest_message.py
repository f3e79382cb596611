"""What a digest says, from the rows: its heading and stories, what mutes hide, and what it asks; or that nothing is new.

`render_digest` draws it; `compose` decides what is in it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from news.catalogue import TopicEntry, topic_name
from news.clock import local_date
from news.digest.desk import Desk
from news.digest.digest_items import Item
from news.digest.overdue import is_overdue
from news.i18n import Speech
from news.intake.discovery import site_of
from news.markup import Html
from news.models import Mark
from news.ports import Button, Message
from news.queries import followed, outlet_names, read_topics, wider_topics
from news.reader.agenda import next_planned
from news.reader.look import Look
from news.reader.openings import offered, openers_among
from news.rendering import render, render_digest, render_mutes, render_pruning, render_voice
from news.story.views import StoryView

EDITION = "edition"  # the mark that stands while the bundled sample edition is what we read


@dataclass(frozen=True)
class Setting:
    """What digests of one moment share: whether we read the sample edition, the topics that can be followed, who of their
    readers has opened anything lately, and the stories as digests show them."""

    is_sample: bool
    topics: Mapping[str, TopicEntry]
    openers: Collection[int]
    entries: render_digest.Entries


async def read_setting(
    session: AsyncSession, desks: Collection[Desk], entries: render_digest.Entries, *, now: datetime
) -> Setting:
    return Setting(
        is_sample=await session.get(Mark, EDITION) is not None,
        topics=await read_topics(session),
        openers=await openers_among(session, {desk.subscriber.id or 0 for desk in desks}, now=now),
        entries=entries,
    )


async def messages(
    session: AsyncSession,
    desk: Desk,
    views: Sequence[StoryView],
    speech: Speech,
    *,
    hidden: Sequence[Item],
    look: Look,
    minutes: int | None,
    can_listen: bool,
    setting: Setting,
    now: datetime,
) -> list[Message]:
    """The digest with these stories, what mutes keep out, and seldom a question under it."""
    foot, rows = await _hidden(session, desk, hidden, setting, speech)
    if can_listen:
        rows = [(render_voice.button(desk.digest.id or 0, speech),), *rows]
    of = await _names(session, desk, setting, speech)
    heading = _heading(speech, desk, now=now, sample=setting.is_sample, of=of, minutes=minutes)
    if desk.subscriber.state == "new" and desk.chat.kind == "private":
        rows = [*rows, render_digest.set_up(speech)]  # a sample: it leads on
    said = render_digest.digest(
        views, speech, heading=heading, look=look, foot=foot, rows=rows, entries=setting.entries
    )
    if desk.schedule is not None and desk.chat.kind == "private":  # elsewhere nobody can tell who opens what
        said += await _pruning(session, desk, setting, speech, now=now)
    return said


async def empty(
    session: AsyncSession,
    desk: Desk,
    speech: Speech,
    *,
    hidden: Sequence[Item],
    looked_at: int,
    setting: Setting,
) -> Message:
    """That nothing is new among the `looked_at` stories."""
    zone = desk.subscriber.zone
    following = await next_planned(session, desk.subscriber.id or 0)
    foot, rows = await _hidden(session, desk, hidden, setting, speech)
    return render_digest.empty_digest(
        speech,
        since=render.moment(desk.last_at or desk.since, speech, zone),
        following=render.moment(following.slot_at, speech, zone) if following else None,
        looked_at=looked_at,
        wider=wider_topics(await followed(session, desk.subscriber.id or 0), setting.topics),
        foot=foot,
        rows=rows,
    )


async def _names(session: AsyncSession, desk: Desk, setting: Setting, speech: Speech) -> tuple[str, ...]:
    """What a digest is of that has topics or words of its own."""
    own = desk.schedule
    if own is None or not (own.topics or own.words or own.feeds):
        return ()
    tree = setting.topics
    mine = await followed(session, desk.subscriber.id or 0, kind="phrase")
    topics = [topic_name(tree[slug], speech.language) for slug in own.topics if slug in tree]
    words = [speech.gettext("“{word}”", word=speech.isolated(word)) for word in own.words if word in mine]
    sites = [speech.isolated(site_of(url)) for feed, url in desk.feeds.items() if str(feed) in own.feeds]
    return (*topics, *words, *sites)


async def _hidden(
    session: AsyncSession, desk: Desk, hidden: Sequence[Item], setting: Setting, speech: Speech
) -> tuple[Html, list[tuple[Button, ...]]]:
    """The line and the button for what mutes keep out."""
    if not hidden:
        return Html(""), []
    names = await outlet_names(session, render_mutes.muted_domains(hidden))
    line = render_mutes.hidden_line(hidden, setting.topics, speech, outlets=names)
    return line, [(render_mutes.show_button(desk.digest.id or 0, speech),)]


async def _pruning(
    session: AsyncSession, desk: Desk, setting: Setting, speech: Speech, *, now: datetime
) -> list[Message]:
    """Seldom, under a digest: whether to go on following what is never opened."""
    is_about = desk.subscriber.id in setting.openers
    found = await offered(session, desk.subscriber.id or 0, now=now) if is_about else None
    if found is None:
        return []
    interest, row = found
    name = render_mutes.interest_name(interest, setting.topics, speech)
    return [render_pruning.offer(name, row.id or 0, speech)]


def _heading(
    speech: Speech, desk: Desk, *, now: datetime, sample: bool, of: tuple[str, ...], minutes: int | None
) -> render_digest.Heading:
    zone = desk.subscriber.zone
    notices = []
    if sample:
        notices.append(
            speech.gettext("Sample edition: invented news, served on this machine, to show what a digest is.")
        )
    covers = desk.digest.slot_at if is_overdue(desk.digest, now=now) else None
    if desk.is_catch_up or desk.is_recap:
        covers = desk.since
    return render_digest.Heading(
        day=local_date(now, zone=zone),
        notices=tuple(notices),
        since=local_date(covers, zone=zone) if covers else None,
        now=now,
        of=of,
        minutes=minutes,
        reads=desk.subscriber.digest_language,
    )
