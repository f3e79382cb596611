"""compose: at the reader's hour, once, what is new, within Telegram's budget."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import col

from news.compose import compose
from news.markup import Html, measure
from news.models import Brief, Chat, Delivery, Digest, Fact, Feed, Membership, Seen, Story
from news.queries import briefs_of
from news.reader.agenda import digest_now, next_planned, plan_next
from news.reader.own_stories import choose
from news.reader.seen import mark_seen
from news.story.stories import read_stories
from news.story.viewing import bare_view, view_of
from news.testing import (
    NOON,
    Clock,
    a_feed,
    a_schedule,
    a_story,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
)
from news.work import claim, forgive, owe

LEASE = timedelta(minutes=2)


async def run_due(app, *, most=10):
    """Runs compose for what is due, until nothing is."""
    for _ in range(most):
        async with app.session() as session:
            claims = await claim(session, "compose", now=app.now(), lease=LEASE, limit=10)
        if not claims:
            return
        for claimed in claims:
            await compose(app, claimed)


async def written(session, story, *articles, language="en", revision=None, texts=None):
    """A ready brief, as `write` would leave it."""
    sentences = texts or [article.text for article in articles]
    session.add(
        Brief(
            story_id=story.id,
            language=language,
            revision=revision or story.revision,
            state="ready",
            mode="extractive",
            headline=story.headline,
            headline_language=language,
            headline_cites=[articles[0].id],
            paragraphs=[
                [
                    {"text": t, "cites": [a.id], "language": language}
                    for t, a in zip(sentences, articles, strict=True)
                ]
            ],
            ordered_at=NOON,
            ready_at=NOON,
        )
    )
    await session.flush()


async def a_told_story(session, title="Ferry sinks off Marel", *, topic="world", outlets=2, language="en"):
    articles = []
    for number in range(outlets):
        outlet = await an_outlet(session, f"{title} {number}", language=language)
        feed = await a_feed(session, outlet, topic)
        articles.append(
            await an_article(session, feed, title, f"Nine people died when {title} {number} sank.")
        )
    story = await a_story(session, *articles, topics=[topic])
    await written(session, story, *articles, language=language)
    return story, articles


async def deliveries(app):
    async with app.reading() as session:
        return list((await session.execute(select(Delivery).order_by(col(Delivery.id)))).scalars())


async def test_a_digest_asked_for_by_hand_has_the_story_with_its_sources(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        (sent,) = await deliveries(app)
        text = sent.payload["text"]
        assert "Ferry sinks off Marel" in text
        assert "2 outlets" in text
        assert text.count("<a href=") >= 2
        assert sent.payload["reply_markup"]["inline_keyboard"][0][0]["text"] == "1"


async def test_a_muted_story_is_in_no_digest(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            ferry, _ = await a_told_story(session)
            await a_told_story(session, "Trains stop in Arvel")
            reader = await a_subscriber(session, 7, "world")
            view = bare_view((await read_stories(session, [ferry.id or 0]))[ferry.id or 0])
            await choose(session, reader.id or 0, view, "muted", now=app.now())
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Trains stop in Arvel" in sent.payload["text"]
        assert "Ferry sinks" not in sent.payload["text"]


async def test_a_topic_brings_what_is_below_it(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "europe", parent="world")
            await a_told_story(session, "Trains stop in Arvel", topic="europe")
            await a_told_story(session, "Cup final goes to Norn", topic="sport")
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Trains stop in Arvel" in sent.payload["text"]
        assert "Cup final" not in sent.payload["text"]


async def test_nothing_is_sent_twice(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        async with app.session() as session:
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        first, second = await deliveries(app)
        assert "Ferry sinks" in first.payload["text"]
        assert second.payload["text"].startswith("Nothing new in your topics")


async def test_a_story_with_new_facts_comes_again_and_says_what_is_new(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            story, articles = await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        async with app.session() as session:
            story = await session.merge(story)
            story.revision = 2
            from news.writing.extract import facts

            late = "Rescuers brought 431 survivors to Port Arvel on Sunday."
            for fact in facts(late, "en"):
                session.add(
                    Fact(
                        story_id=story.id,
                        kind=fact.kind,
                        value=fact.value,
                        family=articles[1].id,
                        article_id=articles[1].id,
                        first_at=NOON,
                    )
                )
            await written(session, story, *articles, texts=[articles[0].text, late])
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        again = (await deliveries(app))[-1].payload["text"]
        assert "Update" in again
        assert late in again
        assert "Nine people died" not in again, "what was shown is not shown again"


async def test_a_digest_is_planned_for_the_next_day_when_it_fires(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world", zone="Europe/Berlin")
            schedule = await a_schedule(session, reader, "14:00")
            planned = await plan_next(session, schedule, reader, now=clock.at)
        assert planned.slot_at == NOON + timedelta(hours=1)
        clock.at = planned.slot_at
        await run_due(app)
        async with app.reading() as session:
            digests = list((await session.execute(select(Digest).order_by(col(Digest.id)))).scalars())
        assert [d.state for d in digests] == ["ready", "planned"]
        assert digests[1].slot_at == planned.slot_at + timedelta(days=1)


async def test_a_digest_whose_hour_came_while_nobody_worked_waits_for_the_feeds_to_be_read(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as opened:
        async with opened.session() as session:
            await a_topic(session, "world")
            reader = await a_subscriber(session, 7, "world")
            schedule = await a_schedule(session, reader, "13:00")
            await plan_next(session, schedule, reader, now=clock.at)
            await owe(session, "fetch", 1, at=NOON)
        clock.move(timedelta(hours=2))
        app = replace(opened, started_at=clock.at)
        await run_due(app)
        assert await deliveries(app) == []
        async with app.session() as session:
            await a_told_story(session)
            await forgive(session, "fetch", 1)
        clock.move(timedelta(seconds=2))
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Ferry sinks off Marel" in sent.payload["text"]


async def test_an_empty_day_says_so_once(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            reader = await a_subscriber(session, 7, "world")
            schedule = await a_schedule(session, reader, "13:00")
            await plan_next(session, schedule, reader, now=clock.at)
        for _ in range(3):
            clock.move(timedelta(days=1))
            await run_due(app)
        (sent,) = await deliveries(app)
        assert "Nothing new" in sent.payload["text"]
        assert "\n" not in sent.payload["text"]


async def test_who_asks_again_at_once_hears_since_when_there_is_nothing_new(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=NOON)
        await run_due(app)
        clock.move(timedelta(minutes=20))
        async with app.session() as session:
            await digest_now(session, reader, now=clock.at)
        await run_due(app)
        _, again = await deliveries(app)
        assert "since Nov 22 12:00" in again.payload["text"].replace("\u202f", " ")


async def test_after_days_down_one_digest_comes_and_says_what_it_covers(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            schedule = await a_schedule(session, reader, "13:00")
            await plan_next(session, schedule, reader, now=clock.at)
        clock.move(timedelta(days=1, hours=20))
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Covers Nov 22, 2026 to Nov 24, 2026." in sent.payload["text"]


async def test_a_reader_of_another_language_gets_the_original_with_its_language(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            story, _ = await a_told_story(session)
            session.add(
                Brief(story_id=story.id, language="de", revision=1, state="unavailable", ordered_at=NOON)
            )
            reader = await a_subscriber(session, 7, "world", digest_language="de", interface_language="de")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Ferry sinks off Marel" in sent.payload["text"]
        assert "Englisch" in sent.payload["text"]


async def test_ten_long_stories_become_messages_that_telegram_takes(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            names = [
                "quake",
                "vote",
                "strike",
                "flood",
                "launch",
                "trial",
                "merger",
                "treaty",
                "fire",
                "derby",
            ]
            for name in names:
                await a_told_story(session, f"The {name} " + f"{name} and more " * 60, outlets=2)
            reader = await a_subscriber(session, 7, "world", stories=10)
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        sent = await deliveries(app)
        assert len(sent) > 1
        assert all(measure(Html(d.payload["text"])).fits for d in sent)
        numbers = [
            b["text"] for d in sent for row in d.payload["reply_markup"]["inline_keyboard"] for b in row
        ]
        assert numbers == [str(n) for n in range(1, 11)]


async def test_two_digests_at_once_do_not_share_a_story(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        texts = [d.payload["text"] for d in await deliveries(app)]
        assert sum("Ferry sinks" in text for text in texts) == 1
        async with app.reading() as session:
            assert len(list((await session.execute(select(Seen))).scalars())) == 1


async def test_a_stopped_reader_gets_no_planned_digest(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            schedule = await a_schedule(session, reader, "13:00")
            await plan_next(session, schedule, reader, now=clock.at)
            reader.state = "stopped"
        clock.move(timedelta(hours=2))
        await run_due(app)
        assert await deliveries(app) == []


async def test_a_digest_that_nobody_wants_any_more_stands_in_the_way_of_no_other(tmp_path):
    """Who asks for one and blocks us at once finds us as before when they come back."""
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            schedule = await a_schedule(session, reader, "12:00")
            asked = await digest_now(session, reader, now=NOON)
            planned = await plan_next(session, schedule, reader, now=NOON)
            (await session.get(Chat, reader.chat)).state = "blocked"
        await run_due(app)
        async with app.reading() as session:
            states = [(await session.get(Digest, digest.id)).state for digest in (asked, planned)]
            assert states == ["skipped", "skipped"]
            assert await next_planned(session, reader.id) is None


async def test_a_digest_is_late_rather_than_lost_when_its_briefs_hang(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            story, _ = await a_told_story(session)
            session.add(Brief(story_id=story.id, language="fr", revision=1, state="ordered", ordered_at=NOON))
            reader = await a_subscriber(session, 7, "world", digest_language="fr")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        assert await deliveries(app) == []
        clock.move(timedelta(seconds=30))
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Ferry sinks" in sent.payload["text"]


async def test_an_update_that_was_not_written_in_time_comes_with_the_next_digest(tmp_path):
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            story, articles = await a_told_story(session)
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        async with app.session() as session:
            story = await session.get(Story, story.id)
            story.revision = 2
            fact = {"kind": "number", "value": "14", "family": articles[0].id, "article_id": articles[0].id}
            session.add(Fact(story_id=story.id, first_at=NOON, **fact))
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        clock.move(timedelta(seconds=30))
        await run_due(app)
        async with app.session() as session:
            await session.execute(delete(Brief).where(col(Brief.revision) == 2))
            await written(session, story, articles[0], revision=2, texts=["The toll has risen to 14."])
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        assert "The toll has risen to 14." in (await deliveries(app))[-1].payload["text"]


async def test_what_came_after_the_text_that_a_reader_opened_is_still_news(tmp_path):
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            story, articles = await a_told_story(session)
            later = NOON + timedelta(minutes=5)
            feed = await session.get(Feed, articles[0].feed_id)
            new = await an_article(
                session, feed, "Toll rises", "The toll has risen to 14.", published_at=NOON
            )
            session.add(Membership(article_id=new.id, story_id=story.id, since_at=later))
            fact = {"kind": "number", "value": "14", "family": new.id, "article_id": new.id}
            session.add(Fact(story_id=story.id, first_at=NOON, **fact))
            story.revision = 2
            reader = await a_subscriber(session, 7, "world")
            opened = view_of(
                (await read_stories(session, [story.id]))[story.id],
                await briefs_of(session, [story.id]),
                language="en",
            )
            await mark_seen(session, reader.id, [opened], now=later)
            await written(session, story, new, revision=2)
            await digest_now(session, reader, now=app.now())
        clock.move(timedelta(minutes=10))
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "The toll has risen to 14." in sent.payload["text"]


async def test_a_digest_of_which_nothing_is_written_yet_waits_and_does_not_say_that_nothing_is_new(tmp_path):
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            story, articles = await a_told_story(session)
            await session.execute(delete(Brief))
            reader = await a_subscriber(session, 7, "world")
            await digest_now(session, reader, now=app.now())
        await run_due(app)
        clock.move(timedelta(seconds=30))
        await run_due(app)
        assert await deliveries(app) == []
        async with app.session() as session:
            await session.execute(delete(Brief))
            await written(session, story, *articles)
        clock.move(timedelta(seconds=1))
        await run_due(app)
        (sent,) = await deliveries(app)
        assert "Ferry sinks off Marel" in sent.payload["text"]
