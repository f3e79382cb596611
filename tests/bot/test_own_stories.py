"""Stories of one's own: followed, saved and muted by taps and by lines, listed, and let go of as easily."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.clustering.merging import merge_stories
from news.follow import follow
from news.models import Brief, Delivery, Fact, Mute, OwnStory, Story, Subscriber, Subscription
from news.reader.limits import HOUR, Limit, Limits, Thing
from news.reader.own_stories import muted_stories
from news.testing import NOON, Clock, a_feed, a_story, an_article, an_outlet
from news.work import claim_row
from tests.bot.readers import Reader, a_reader, buttons, unfolded


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path, clock=Clock()) as reader:
        yield reader


async def published(reader: Reader, headline: str = "Ferry hits quay", outlet: str = "Post") -> int:
    text = "The ferry struck the quay and 12 people were injured on Friday."
    async with reader.app.session() as session:
        place = await an_outlet(session, outlet, language="en")
        article = await an_article(session, await a_feed(session, place, "world"), headline, text)
        story = await a_story(session, article, headline=headline)
        brief = Brief(
            story_id=story.id or 0, language="en", revision=1, state="ready", headline=headline,
            paragraphs=[[{"text": text, "cites": [article.id], "language": "en"}]],
            headline_cites=[article.id], ordered_at=NOON, ready_at=NOON,
        )  # fmt: skip
        session.add(brief)
        session.add(
            Fact(
                story_id=story.id or 0, kind="number", value="12", family=article.id or 0,
                article_id=article.id or 0, first_at=NOON,
            )
        )  # fmt: skip
        return story.id or 0


async def own(reader: Reader) -> list[OwnStory]:
    async with reader.app.reading() as session:
        return list((await session.execute(select(OwnStory).order_by(col(OwnStory.id)))).scalars())


def labels(message) -> list[str]:
    return [button["text"] for button in buttons(message)]


async def test_a_story_can_be_followed_saved_and_muted_under_it(reader):
    story = await published(reader)
    shown = await reader.taps(f"v1:open:{story}")

    assert {"🔔 Follow this story", "⭐ Save", "🔇 Mute this story"} <= set(
        labels(await unfolded(reader, shown))
    )

    await reader.taps(f"v1:own:{story}:followed:1")
    await reader.taps(f"v1:own:{story}:saved:1")

    (row,) = await own(reader)
    assert row.followed_at is not None
    assert row.saved_at is not None
    assert row.message_id == 2, "updates reply to the message that was pressed"
    assert {"✅ Follow this story", "✅ Save"} <= set(labels(await reader.taps(f"v1:open:{story}")))


async def test_pressing_again_undoes_it(reader):
    story = await published(reader)
    await reader.taps(f"v1:own:{story}:followed:1")
    await reader.taps(f"v1:own:{story}:followed:0")

    (row,) = await own(reader)
    assert row.followed_at is None
    assert "own yet" in (await reader.types("/saved"))["text"]


async def test_a_line_does_what_a_tap_does(reader):
    story = await published(reader)
    await reader.taps(f"v1:open:{story}")
    sent = await sent_as(reader, 40)

    said = await reader.types("/follow 1", reply_to_message={**sent})
    assert "I reply here when there is news on it" in said["text"]
    assert (await own(reader))[0].message_id == 40

    said = await reader.types("/unfollow 1", reply_to_message={**sent})
    assert "no longer write to you about this story" in said["text"]
    assert (await own(reader))[0].followed_at is None

    await reader.types("/mute", reply_to_message={**sent})
    async with reader.app.reading() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        assert await muted_stories(session, subscriber.id or 0) == {story}


async def sent_as(reader: Reader, message_id: int) -> dict[str, object]:
    """The last message, as Telegram has it."""
    async with reader.app.session() as session:
        last = (
            await session.execute(select(Delivery).order_by(col(Delivery.id).desc()).limit(1))
        ).scalar_one()
        last.state, last.message_id = "sent", message_id
        session.add(last)
    return {"message_id": message_id, "chat": reader.place, "date": 1_795_000_000, "text": "…"}


async def test_the_answer_to_a_line_says_anew_what_its_ticks_do(reader):
    story = await published(reader)
    await reader.taps(f"v1:open:{story}")
    sent = await sent_as(reader, 40)
    said = await reader.types("/mute 1", reply_to_message={**sent})
    assert "not be in your digests any more" in said["text"]

    changed = await reader.taps(f"v1:own:{story}:muted:0", under=said)

    assert "may be in your digests again" in changed["text"]
    assert "🔇 Mute this story" in labels(changed)


@pytest.mark.parametrize("line", ["/follow 5", "/mute 5", "/follow ٥", "/mute 0"])
async def test_a_number_that_no_story_has_is_no_word_to_follow_or_mute(reader, line):
    await published(reader)
    assert "You have had no digest yet" in (await reader.types(line))["text"]
    async with reader.app.reading() as session:
        assert (await session.execute(select(Subscription))).first() is None
        assert (await session.execute(select(Mute))).first() is None


async def test_a_longer_number_is_words_to_follow(reader):
    said = await reader.types("/follow 2030")
    assert "2030" in said["text"]
    assert "You have had no digest yet" not in said["text"]


async def test_a_number_muted_as_a_word_before_can_still_be_undone(reader):
    await reader.types("/help")
    async with reader.app.session() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        session.add(Mute(subscriber_id=subscriber.id or 0, kind="word", target="5", created_at=NOON))
    await reader.types("/unmute 5")
    async with reader.app.reading() as session:
        assert (await session.execute(select(Mute).where(col(Mute.lifted_at).is_(None)))).first() is None


async def test_the_same_command_follows_topics_and_words(reader):
    story = await published(reader)
    await reader.taps(f"v1:open:{story}")
    sent = await sent_as(reader, 40)
    await reader.types("/follow harbour tunnel", reply_to_message={**sent})
    assert await own(reader) == []
    await reader.types("/save 1", reply_to_message={**sent})
    assert (await own(reader))[0].saved_at is not None
    await reader.types("/save -1", reply_to_message={**sent})
    assert (await own(reader))[0].saved_at is None


async def test_a_number_to_save_that_no_story_has_is_said(reader):
    await published(reader)
    assert "You have had no digest yet" in (await reader.types("/save 9"))["text"]
    assert await own(reader) == []


async def test_the_list_opens_each_the_latest_first(reader):
    ferry = await published(reader)
    vote = await published(reader, "Council votes", "Times")
    await reader.taps(f"v1:own:{ferry}:saved:1")
    reader.app.now.move(timedelta(minutes=1))
    await reader.taps(f"v1:own:{vote}:followed:1")

    listed = await reader.types("/saved")

    assert listed["text"].index("Council votes") < listed["text"].index("Ferry hits quay")
    assert f"v1:open:{vote}" in [button.get("callback_data") for button in buttons(listed)]
    assert 'href="https://news.example' in listed["text"], "it can be read where it was published"


async def test_in_the_list_a_story_is_let_go_of_in_one_way_and_stays_ones_own_in_another(reader):
    story = await published(reader)
    await reader.taps(f"v1:own:{story}:saved:1")
    await reader.taps(f"v1:own:{story}:followed:1")
    listed = await reader.types("/saved")
    assert labels(listed)[1:] == ["✅ Follow this story", "✅ Save"]

    changed = await reader.taps(f"v1:unown:{story}:0:saved:0", under=listed)

    (row,) = await own(reader)
    assert (row.saved_at, row.followed_at is not None) == (None, True)
    assert "No longer saved." in changed["text"]
    assert labels(changed)[1:] == ["✅ Follow this story", "⭐ Save"]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("followed", "I no longer write to you about this story."),
        ("saved", "No longer saved."),
        ("muted", "It may be in your digests again."),
    ],
)
async def test_what_the_list_lets_go_of_is_said_at_the_story_and_taken_back_by_the_next_tap(
    reader, way, said
):
    story = await published(reader)
    await reader.taps(f"v1:open:{story}")
    await sent_as(reader, 40)
    await reader.taps(f"v1:own:{story}:{way}:1")
    listed = await reader.types("/saved")

    gone = await reader.taps(f"v1:unown:{story}:0:{way}:0", under=listed)
    assert said in gone["text"]
    assert "1. \u2068Ferry hits quay" in gone["text"]
    assert not any([row.followed_at, row.saved_at, row.muted_at] != [None] * 3 for row in await own(reader))

    back = await reader.taps(f"v1:unown:{story}:0:{way}:1", under=gone)
    (row,) = await own(reader)
    assert getattr(row, f"{way}_at") is not None
    assert said not in back["text"]
    if way == "followed":
        assert row.message_id == 40, "updates reply to the story, not to the list"
    assert "own yet" not in (await reader.types("/saved"))["text"]


async def test_a_list_of_before_is_shown_anew(reader):
    story = await published(reader)
    await reader.taps(f"v1:own:{story}:saved:1")
    shown = await reader.taps(f"v1:unown:{story}:0", under=await reader.types("/saved"))
    assert "✅ Save" in labels(shown)
    assert (await own(reader))[0].saved_at is not None


async def test_a_long_list_has_pages(reader):
    for number in range(10):
        story = await published(reader, f"Headline {number}", f"Outlet {number}")
        await reader.taps(f"v1:own:{story}:saved:1")

    first = await reader.types("/saved")
    second = await reader.taps("v1:saved:1")

    assert "Next page ▶" in labels(first)
    assert "◀ Previous page" in labels(second)
    assert "Headline 1\u2069" in second["text"]


async def test_a_story_that_became_another_stays_ones_own(reader):
    older, younger = await published(reader), await published(reader, "Ship hits quay", "Times")
    await reader.taps(f"v1:own:{younger}:followed:1")
    async with reader.app.session() as session:
        await merge_stories(session, {younger: older}, now=reader.app.now())

    await reader.taps(f"v1:own:{older}:saved:1")
    await run(reader, (await own(reader))[0].id or 0)

    kept = {row.story_id: row for row in await own(reader)}
    assert kept[older].followed_at is not None
    assert kept[older].saved_at is not None
    assert (await reader.types("/saved"))["text"].count("1. ") == 1


async def run(reader: Reader, row: int) -> None:
    """The step, once."""
    async with reader.app.session() as session:
        claim = await claim_row(session, "follow", row, now=reader.app.now(), lease=timedelta(minutes=5))
    assert claim is not None
    await follow(reader.app, claim)


async def test_who_chose_nothing_has_nothing_muted(reader):
    story = await published(reader)
    await reader.taps(f"v1:own:{story}:saved:1")
    async with reader.app.reading() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        assert await muted_stories(session, subscriber.id or 0) == set()


async def test_the_button_of_a_story_that_is_gone_is_answered(reader):
    await reader.taps("v1:own:999:followed:1")
    assert await own(reader) == []
    async with reader.app.reading() as session:
        assert (await session.execute(select(Story))).first() is None


async def test_more_stories_than_can_be_kept_are_not_taken(reader, monkeypatch):
    monkeypatch.setattr("bot.choosing.own_stories.MOST", 1)
    first, second = await published(reader), await published(reader, "Bridge opens", "Echo")
    await reader.taps(f"v1:open:{first}")
    await reader.taps(f"v1:own:{first}:saved:1")
    await reader.taps(f"v1:own:{second}:followed:1")
    assert [row.story_id for row in await own(reader)] == [first]
    await reader.taps(f"v1:own:{first}:followed:1")
    assert (await own(reader))[0].followed_at is not None, "what is one's own already has room"


async def test_who_makes_more_stories_their_own_than_anybody_reads_hears_from_when_on_there_is_room(reader):
    reader.app = replace(reader.app, limits=Limits({Thing.OWN: (Limit(1, HOUR),)}))
    first, second = await published(reader), await published(reader, "Bridge opens", "Echo")
    await reader.taps(f"v1:open:{first}")
    await reader.taps(f"v1:own:{first}:saved:1")
    await reader.taps(f"v1:open:{second}")
    sent = await sent_as(reader, 40)
    said = await reader.types("/save 1", reply_to_message={**sent})
    assert said["text"].startswith("Your stories: at most 1 an hour. There is room again from")
    assert [row.story_id for row in await own(reader)] == [first]
    await reader.taps(f"v1:own:{first}:saved:0")
    assert not any(row.saved_at for row in await own(reader)), "letting go is not limited"
