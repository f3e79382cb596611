"""compose: digests that are made together are those that would be made one by one, whatever their readers have set."""

import os
import random
import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.compose import compose, compose_all
from news.models import (
    Brief,
    Carried,
    Chat,
    Delivery,
    Digest,
    Fact,
    Mute,
    Seen,
    Story,
    Subscription,
    Vote,
    Work,
)
from news.reader.agenda import digest_now, plan_next
from news.reader.own_stories import choose
from news.story.stories import read_stories
from news.story.viewing import bare_view
from news.testing import (
    NOON,
    a_feed,
    a_schedule,
    a_story,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
    kept,
)
from news.work import claim

TOPICS = {
    "world": None,
    "europe": "world",
    "asia": "world",
    "science": None,
    "space": "science",
    "sport": None,
}
PLACES = ("Marel", "Arvel", "Norn", "Tusk", "Oslo", "Riga")
THINGS = ("Ferry", "Rocket", "Cup final", "Tunnel", "Election", "Harvest", "Train")
LANGUAGES = ("en", "de")
READERS, STORIES = 10, 30
SEEDS = range(40) if os.environ.get("LONG_RUNS") else range(2)


async def the_press(session, chance):
    """Outlets, a feed that a reader brought, and stories of one to three outlets, some of which have told more since."""
    for slug, parent in TOPICS.items():
        await a_topic(session, slug, parent=parent)
    feeds = []
    for number in range(6):
        outlet = await an_outlet(session, f"Post {number}", language=LANGUAGES[number % 2])
        feeds.append(await a_feed(session, outlet, "world", is_brought=number == 5))
    for number in range(STORIES):
        thing, place = chance.choice(THINGS), chance.choice(PLACES)
        at = NOON - timedelta(minutes=chance.randrange(1, 70 * 60))
        told = chance.sample(feeds[:5], chance.choice((1, 1, 2, 3))) if number % 10 else [feeds[5]]
        articles = [
            await an_article(session, feed, f"{thing} at {place} {number}", f"{thing} {number} was seen.", published_at=at)
            for feed in told
        ]  # fmt: skip
        story = await a_story(
            session, *articles, topics=chance.sample(list(TOPICS), chance.choice((1, 2, 3))),
            feed_id=None if number % 10 else feeds[5].id, revision=chance.choice((1, 1, 2)),
        )  # fmt: skip
        for kind, value in (
            ("name", place),
            ("name", thing),
            ("number", str(number)),
            ("number", f"{number}7"),
        ):
            await kept(
                session,
                Fact(story_id=story.id, kind=kind, value=value, family=articles[0].id, article_id=articles[0].id, first_at=at),
            )  # fmt: skip
    return feeds


async def a_reader(session, chance, number, feeds):
    """Somebody with settings by chance, whose digest is due."""
    more = {
        "digest_language": chance.choice(LANGUAGES), "min_outlets": chance.choice((1, 1, 2)), "look": chance.choice(("compact", "standard", "full")),
        "stories": chance.choice((3, 5, 10)), "minutes": chance.choice((None, None, 2)), "is_bilingual": chance.random() < 0.2,
        "has_images": chance.random() < 0.2, "zone": chance.choice(("UTC", "Asia/Tokyo", "America/New_York")),
    }  # fmt: skip
    if chance.random() < 0.2:
        more |= {"paused_at": NOON - timedelta(days=4), "paused_until": (NOON - timedelta(days=1)).date()}
    reader = await a_subscriber(
        session, number, *chance.sample(list(TOPICS), chance.choice((0, 1, 2, 4))), **more
    )
    if chance.random() < 0.4:
        await kept(session, Subscription(subscriber_id=reader.id, kind="phrase", target=chance.choice(("Ferry Marel", "Rocket", "Oslo")), created_at=NOON))  # fmt: skip
    if chance.random() < 0.4:
        await kept(session, Subscription(subscriber_id=reader.id, kind="feed", target=str(chance.choice(feeds).id), created_at=NOON))  # fmt: skip
    for kind, target, within in (("word", "Tunnel", ""), ("topic", "asia", ""), ("outlet", "post-0.example", ""), ("topic", "space", "world")):  # fmt: skip
        if chance.random() < 0.25:
            await kept(
                session,
                Mute(subscriber_id=reader.id, kind=kind, target=target, within=within, created_at=NOON),
            )
    for about in (["topic=sport"], ["name=Oslo", "topic=world"], ["outlet=post-1.example"]):
        if chance.random() < 0.3:
            await kept(
                session, Vote(subscriber_id=reader.id, value=chance.choice((1, -1)), about=about, at=NOON)
            )
    for story in chance.sample(range(1, STORIES + 1), 12):
        facts = chance.choice(([], ["Marel", "Ferry"], [str(story), f"{story}7", *PLACES, *THINGS]))
        await kept(session, Seen(subscriber_id=reader.id, story_id=story, revision=chance.choice((1, 2)), facts=facts, shown_at=NOON - timedelta(hours=9)))  # fmt: skip
    if chance.random() < 0.3:
        story = chance.randrange(1, STORIES + 1)
        view = bare_view((await read_stories(session, [story]))[story])
        await choose(session, reader.id or 0, view, "muted", now=NOON)
    await _is_due(session, chance, reader)


async def _is_due(session, chance, reader):
    if chance.random() < 0.3:
        covers = NOON - timedelta(days=2) if chance.random() < 0.5 else None
        await digest_now(session, reader, now=NOON, covers_from=covers)
        return
    own = {"topics": ["science"]} if chance.random() < 0.3 else {}
    schedule = await a_schedule(
        session, reader, {"UTC": "12:00", "Asia/Tokyo": "21:00"}.get(reader.zone, "07:00"), **own
    )
    await plan_next(session, schedule, reader, now=NOON)


async def the_readers(folder, seed):
    """A press and its readers, in the folder."""
    chance = random.Random(seed)
    async with an_app(folder) as app:
        async with app.session() as session:
            feeds = await the_press(session, chance)
            for number in range(1, READERS + 1):
                await a_reader(session, chance, number, feeds)


async def made(folder, *, together):
    """What became of the digests, by what everybody knows it: not by ids, which follow the order of making."""
    async with an_app(folder) as app:
        for _ in range(3):
            await _run_due(app, together=together)
            await _write(app)
        return await _outcome(app)


async def _run_due(app, *, together):
    async with app.session() as session:
        claims = await claim(session, "compose", now=app.now(), lease=timedelta(minutes=2), limit=100)
    if together:
        await compose_all(app, claims)
    else:
        for claimed in claims:
            await compose(app, claimed)


async def _write(app):
    async with app.session() as session:
        found = await session.execute(
            select(Brief, Story)
            .join(Story, col(Story.id) == col(Brief.story_id))
            .where(col(Brief.state) == "ordered")
        )
        for brief, story in found.all():
            told = (await read_stories(session, [story.id]))[story.id].sources
            brief.state, brief.mode, brief.ready_at, brief.headline = (
                "ready",
                "extractive",
                NOON,
                story.headline,
            )
            brief.headline_language, brief.headline_cites = brief.language, [told[0].article_id]
            brief.paragraphs = [
                [{"text": f"{source.title} has {story.id}7 people.", "cites": [source.article_id], "language": "en"} for source in told]
            ]  # fmt: skip
            session.add(brief)


async def _outcome(app):
    async with app.reading() as session:
        digests = (await session.execute(select(Digest))).scalars().all()
        sent = (
            await session.execute(
                select(Delivery, Chat.chat_id).join(Chat, col(Chat.id) == col(Delivery.chat))
            )
        ).all()
        carried = (await session.execute(select(Carried))).scalars().all()
        briefs = (await session.execute(select(Brief))).scalars().all()
        seen = (await session.execute(select(Seen))).scalars().all()
        work = (await session.execute(select(Work))).scalars().all()
    slots = {digest.id: (digest.subscriber_id, digest.schedule_id, digest.local_date) for digest in digests}
    messages = {one.id: (chat, slots[one.subject], one.part) for one, chat in sent}
    names = {
        "compose": slots,
        "deliver": messages,
        "write": {b.id: (b.story_id, b.language, b.revision) for b in briefs},
    }
    return {
        "digests": {slots[d.id]: (d.state, d.slot_at, d.items, d.hidden, d.composed_at, d.covers_from_at) for d in digests},
        "messages": {messages[one.id]: (one.kind, one.payload, one.stories, one.bulk, one.state) for one, _ in sent},
        "carried": sorted((messages[one.delivery_id], one.story_id) for one in carried),
        "briefs": sorted(names["write"].values()),
        "seen": {(s.subscriber_id, s.story_id): (s.revision, s.facts, s.families, s.shown_at) for s in seen},
        "work": sorted((w.step, str(names[w.step][w.row]), w.due_at, w.urgent, w.leased) for w in work),
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
async def test_digests_made_together_are_those_made_one_by_one(tmp_path, seed):
    await the_readers(tmp_path, seed)
    other = tmp_path / "alone"
    other.mkdir()
    shutil.copy(tmp_path / "test.sqlite3", other)
    together, alone = await made(tmp_path, together=True), await made(other, together=False)
    for what in alone:
        assert together[what] == alone[what], what
    assert sum(state == "ready" for state, *_ in together["digests"].values()) > READERS / 2
    assert any(hidden for _, _, _, hidden, *_ in together["digests"].values())
    assert any(item["update"] for _, _, items, *_ in together["digests"].values() for item in items)


async def test_two_digests_of_one_reader_made_together_tell_nothing_twice(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await the_press(session, random.Random(1))
            reader = await a_subscriber(session, 1, "world")
            for _ in range(2):
                await digest_now(session, reader, now=NOON)
        for _ in range(3):
            await _run_due(app, together=True)
            await _write(app)
        async with app.reading() as session:
            first, second = (await session.execute(select(Digest).order_by(col(Digest.id)))).scalars()
        assert first.state == "ready"
        assert {item["story"] for item in first.items}.isdisjoint(item["story"] for item in second.items)


async def test_a_digest_that_another_worker_has_by_now_is_left_to_it(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await the_press(session, random.Random(1))
            for number in (1, 2):
                await digest_now(session, await a_subscriber(session, number, "world"), now=NOON)
        async with app.session() as session:
            claims = await claim(session, "compose", now=NOON, lease=timedelta(minutes=2), limit=10)
            lost = await session.execute(
                select(Work).where(col(Work.step) == "compose", col(Work.row) == claims[0].row)
            )
            lost.scalar_one().due_at = NOON + timedelta(minutes=9)
        await compose_all(app, claims)
        async with app.reading() as session:
            left, taken = (await session.execute(select(Digest).order_by(col(Digest.id)))).scalars()
        assert (left.state, taken.state) == ("planned", "chosen")
