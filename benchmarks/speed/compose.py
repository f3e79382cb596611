"""Digests made for many readers among many live stories: CPU time of `compose`, against the limit of 2,000 digests a second on one
core. *Chosen*: from the rows of readers who are due as far as their choice, with the briefs that it orders. *Whole*: as far as
the messages owed, what is seen marked, and the next digest planned, of stories that are written.

Stories are rows of a temporary SQLite file, spread over the catalogue's topics and two days, with three names each. Each
reader follows five topics by chance, as no two do in truth, and has one digest a day. They are made as many together as the program makes
together. The first lot pays for reading the stories once and is left out; before each later one a story grows and another comes, as
the press never rests, and the program's clock goes on by the CPU time that was spent. *Readers, ten times as many*: the same of as many due among ten
times the subscribers; the ratio is that of the costs of one digest.

A digest used to be chosen alone, and looked at all live stories, in 25 statements (7 a second). Now the stories stand in order once for all who
follow a topic, read a language and want so many outlets, and a reader's five lists are merged as far as needed; what readers have of their
own is read, and what becomes of their digests written, for all of a lot in as many statements as for one. Until 23 November 2026 all live
stories were read and put in order anew when one of them had changed: while the press goes on, 63 were chosen a second, and 55 made whole. Then
the stories of the ids around it were read again, and all lists copied, 140 ms each second (636 and 308, ten processes beside it). Now only the lists
that hold it are changed, 3 ms; a reader's lists are merged by sorting their beginnings; of a story that is told to several readers, its articles are
compared, its view made and its text drawn and measured once for as long as its rows are the same, in this lot or a later one; a brief is
ordered that nobody has ordered; what is written of a digest goes past the ORM; and statements are executed in place (a trip to the driver's thread takes
0.2 ms of CPU, of which a lot had a hundred). In turns with the code of before, on the same rows, five to fourteen processes beside it: 0.9 to 1.1 ms until it is
chosen instead of 1.6 to 2.2, and 1.1 to 1.5 ms for the rest instead of 1.9 to 2.3; 120 messages to readers with all kinds of settings by chance are
the same to the letter.

*Where it stops*: of what is chosen, a third is merging a reader's lists and a fifth weighing what is alike among their forty best; a sixth reading the
reader (rows as objects half of it), and another writing why each was chosen. Of the rest a fifth is reading stories and briefs as objects,
a tenth each what readers have seen and drawing. Once a second it is asked whether a story changed, 20 to 40 ms. Two hundred are
made together instead of a hundred (a tenth less a digest), since a lot takes half as long: 250 would take a twentieth less, and hold the one lock of SQLite
for longer than before. Merging whole arrays for all readers of a lot needs one order of all stories for each language, which each change of the press would number
anew: not tried.
"""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import col

from benchmarks.speed.measured import Row
from news.app import App
from news.catalogue import bundled_topics
from news.collecting import collect_seldom
from news.compose import compose_all
from news.models import (
    Article,
    Brief,
    Chat,
    Delivery,
    Digest,
    Fact,
    Membership,
    Schedule,
    Story,
    Subscriber,
    Subscription,
    Topic,
    Work,
)
from news.pipeline import STEPS
from news.testing import NOON, a_feed, an_app, an_outlet, kept
from news.work import Claim, claim

STORIES, READERS, FEWER, DUE, FOLLOWED, NAMES = 40_000, 100_000, 10_000, 1_000, 5, 3
LIMIT = 2_000
AT_ONCE = next(step.at_once for step in STEPS if step.name == "compose")


async def rows(*, sample: bool) -> list[Row]:
    collect_seldom()  # as the program does
    stories, readers, fewer, due = (500, 60, 30, 20) if sample else (STORIES, READERS, FEWER, DUE)
    chosen, whole = await _measured(stories, readers, due)
    before, _ = await _measured(stories, fewer, due)
    work = f"{stories:,} stories, {readers:,} subscribers of {FOLLOWED} topics"
    limit = f"{LIMIT:,}/CPU s"
    return [
        Row(f"digests chosen, {work}", f"{1 / chosen:,.0f}/CPU s", "limit", limit, 1 / chosen / LIMIT, "at least 1"),
        Row(f"digests whole, {work}", f"{1 / (chosen + whole):,.0f}/CPU s", "limit", limit, 1 / (chosen + whole) / LIMIT, "at least 1"),
        Row(
            f"choosing a digest, {readers:,} subscribers", f"{1e3 * chosen:.2f} ms",
            f"{fewer:,} subscribers", f"{1e3 * before:.2f} ms", chosen / before, "at most 1.3",
        ),
    ]  # fmt: skip


async def _measured(stories: int, readers: int, due: int) -> tuple[float, float]:
    """CPU seconds of a digest chosen, and of the rest of it."""
    with tempfile.TemporaryDirectory() as folder:
        async with an_app(Path(folder), clock=_by_cpu_time()) as app:
            await _fill(app, stories)
            await _follow(app, readers, due)
            chosen, whole = [], []
            while claims := await _claimed(app):
                chosen.append(await _cost(app, claims))
                await _write(app)
                whole.append(await _cost(app, await _claimed(app, of=claims)))
                await _go_on(app, stories, len(chosen))
            async with app.reading() as session:
                sent = (await session.execute(select(func.count()).select_from(Delivery))).scalar_one()
            assert sent >= due, "every reader has a digest"
    return mean(chosen[1:] or chosen), mean(whole[1:] or whole)


def _by_cpu_time() -> Callable[[], datetime]:
    """A clock that other work of the machine does not put forward."""
    began_s = time.process_time()
    return lambda: NOON + timedelta(seconds=time.process_time() - began_s)


async def _go_on(app: App, stories: int, lot: int) -> None:
    """The press goes on: a story grows, and another comes."""
    async with app.session() as session:
        grown = update(Story).where(col(Story.id) == lot * 37 % stories + 1)
        await session.execute(grown.values(revision=col(Story.revision) + 1, changed_at=app.now()))
        await session.execute(
            insert(Story), [_story(stories + lot, app.now(), ["world"], "The news goes on")]
        )


async def _cost(app: App, claims: Sequence[Claim]) -> float:
    began = time.process_time()
    await compose_all(app, claims)
    return (time.process_time() - began) / len(claims)


async def _claimed(app: App, *, of: Sequence[Claim] = ()) -> list[Claim]:
    rows = [each.row for each in of] or None
    async with app.session() as session:
        return await claim(
            session, "compose", now=app.now(), lease=timedelta(minutes=2), limit=AT_ONCE, rows=rows
        )


async def _write(app: App) -> None:
    """Every brief that is ordered, as `write` would: four sentences of the story's article."""
    async with app.session() as session:
        found = await session.execute(
            select(Brief, col(Story.headline))
            .join(Story, col(Story.id) == col(Brief.story_id))
            .where(col(Brief.state) == "ordered")
        )
        for brief, headline in found.all():
            brief.state, brief.mode, brief.ready_at = "ready", "extractive", app.now()
            brief.headline, brief.headline_language = headline, brief.language
            brief.headline_cites = [brief.story_id]
            brief.paragraphs = [
                [
                    {"text": f"{headline}, part {n} of what is told.", "cites": [brief.story_id], "language": brief.language}
                    for n in range(4)
                ]
            ]  # fmt: skip
            session.add(brief)


async def _follow(app: App, readers: int, due: int) -> None:
    """All of them with what they follow; of so many, spread among them, the digest is due."""
    chance = random.Random(7)
    slugs = [topic.slug for topic in bundled_topics()]
    numbers = range(1, readers + 1)
    chats = [{"id": n, "chat_id": n, "thread_id": 0, "kind": "private", "state": "active", "created_at": NOON} for n in numbers]  # fmt: skip
    people = [
        Subscriber(id=n, chat=n, state="active", created_at=NOON).model_dump()
        | {"created_at": NOON, "digest_language": "en", "interface_language": "en"}
        for n in numbers
    ]
    follows = [
        {"subscriber_id": n, "kind": "topic", "target": slug, "created_at": NOON}
        for n in numbers
        for slug in chance.sample(slugs, FOLLOWED)
    ]
    schedules = [Schedule(id=n, subscriber_id=n, local_time="12:00").model_dump() for n in numbers]
    chosen = sorted(chance.sample(numbers, due))
    digests = [
        Digest(id=at, subscriber_id=n, schedule_id=n, local_date=NOON.date(), slot_at=NOON, created_at=NOON).model_dump()
        | {"slot_at": NOON, "created_at": NOON}
        for at, n in enumerate(chosen, start=1)
    ]  # fmt: skip
    work = [{"step": "compose", "row": each["id"], "due_at": NOON, "leased": False, "urgent": False, "attempts": 0} for each in digests]  # fmt: skip
    async with app.session() as session:
        connection = await session.connection()
        for table, values in ((Chat, chats), (Subscriber, people), (Subscription, follows), (Schedule, schedules), (Digest, digests), (Work, work)):  # fmt: skip
            for at in range(0, len(values), 5_000):
                await connection.execute(insert(table), values[at : at + 5_000])


async def _fill(app: App, stories: int) -> None:
    chance = random.Random(6)
    slugs = [topic.slug for topic in bundled_topics()]
    async with app.session() as session:
        for topic in bundled_topics():
            await kept(session, Topic(slug=topic.slug, parent=topic.parent, names=dict(topic.names)))
        feed = await a_feed(session, await an_outlet(session, "Post", language="en"), "world")
        rows, facts, articles, members = [], [], [], []
        for number in range(1, stories + 1):
            at = NOON - timedelta(minutes=chance.randrange(48 * 60))
            headline = f"Event {chance.randrange(10**6)} in place {chance.randrange(5000)} moves {number}"
            topics, independent = chance.sample(slugs, 3), chance.choice([1, 1, 1, 2, 5])
            rows.append(_story(number, at, topics, headline) | {"independent": independent})
            articles.append(
                {
                    "id": number, "feed_id": feed.id, "outlet_id": feed.outlet_id, "guid": str(number), "version": 1,
                    "url": f"https://post.example/{number}", "canonical_url": f"https://post.example/{number}",
                    "title": headline, "text": "", "language": "en", "kind": "news", "published_at": at,
                    "fetched_at": at, "text_hash": str(number),
                }
            )  # fmt: skip
            members.append({"article_id": number, "story_id": number, "since_at": at})
            facts += [
                {"story_id": number, "kind": "name", "value": f"name {chance.randrange(9000)} {n}", "family": number,
                 "article_id": number, "first_at": at}
                for n in range(NAMES)
            ]  # fmt: skip
        for table, values in ((Article, articles), (Story, rows), (Membership, members), (Fact, facts)):
            for at_row in range(0, len(values), 5_000):
                await session.execute(insert(table), values[at_row : at_row + 5_000])


def _story(number: int, at: datetime, topics: Sequence[str], headline: str) -> dict[str, Any]:
    return {
        "id": number, "revision": 1, "headline": headline, "language": "en", "articles": 1, "outlets": 1,
        "topics": list(topics), "languages": ["en"], "independent": 1,
        "first_published_at": at, "last_published_at": at, "created_at": at, "changed_at": at,
    }  # fmt: skip
