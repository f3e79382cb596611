"""Following one's own words, as a reader does it: typed, tapped, listed, dropped."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Mute, Schedule, Subscription
from news.testing import a_topic, kept
from tests.bot.followers import Follower, a_follower, button, plain

TYPED = "/topics electric cars +Norway !Tesla"
CANONICAL = "electric cars +Norway !Tesla"


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Follower]:
    async with a_follower(tmp_path) as made:
        async with made.app.session() as session:
            await a_topic(session, "world")
        yield made


async def test_words_that_are_no_topic_can_be_followed_listed_and_dropped(reader: Follower) -> None:
    offered = await reader.types(TYPED)
    followed = await reader.taps(button(offered, "electric cars"))
    assert CANONICAL in followed["text"]
    assert "English" in followed["text"]
    assert await reader.follows() == [CANONICAL]
    menu = await reader.types("/topics")
    page = await reader.taps(button(menu, "electric cars"))
    dropped = await reader.taps(button(page, "Stop following"))
    assert await reader.follows() == []
    await reader.taps(button(dropped, "Follow again"))
    assert await reader.follows() == [CANONICAL]


async def test_words_are_shown_back_as_they_are_understood(reader: Follower) -> None:
    shown = plain(await reader.types("/follow electric cars +Norway !Tesla"))
    assert "All of these: “electric” and “cars”" in shown
    assert "Always: “Norway”" in shown
    assert "Never: “Tesla”" in shown
    assert "You now get only what you follow." in shown
    await reader.types("/topics world")
    assert "You now get only" not in plain(await reader.types("/follow ferries"))
    shown = plain(await reader.types('/follow "fast charging" station prices'))
    assert "Most of these: “fast charging”, “station”, and “prices”" in shown
    assert "This, or what means the same: “Norway”" in plain(await reader.types("/follow Norway"))
    shown = plain(await reader.types('/follow "fast charging"'))
    assert "These words in this order: “fast charging”" in shown


async def test_an_article_is_no_part_of_what_is_followed(reader: Follower) -> None:
    await reader.types("/follow the quiet ferries")
    assert await reader.follows() == ["quiet ferries"]
    await reader.types("/unfollow the quiet ferries")
    assert await reader.follows() == []


async def test_words_are_changed_by_typing_them_anew(reader: Follower) -> None:
    page = await reader.types(TYPED.replace("/topics", "/follow"))
    asked = await reader.taps(button(page, "Change the words"))
    assert asked["reply_markup"]["force_reply"]
    assert CANONICAL in plain(asked), "what is to be changed can be copied"
    changed = plain(await reader.types("electric bikes +Norway"))
    assert "“bikes”" in changed
    assert await reader.follows() == ["electric bikes +Norway"]


async def test_words_changed_into_others_that_are_followed_become_one(reader: Follower) -> None:
    await reader.types("/follow quixotic windmills")
    page = await reader.types("/follow electric cars")
    await reader.taps(button(page, "Change the words"))
    await reader.types("quixotic windmills")
    assert await reader.follows() == ["quixotic windmills"]


async def named_in_rows(reader: Follower) -> tuple[list[str], list[str]]:
    """The words that digests are of, and what mutes hold in."""
    async with reader.app.reading() as session:
        words = (await session.execute(select(col(Schedule.words)))).scalars()
        within = (await session.execute(select(col(Mute.within)).order_by(col(Mute.id)))).scalars()
        return [word for listed in words for word in listed], list(within)


async def test_words_that_are_changed_are_changed_in_digests_and_mutes(reader: Follower) -> None:
    page = await reader.types("/follow electric cars")
    await reader.types("/time 18:00 electric cars")
    await reader.types("/mute Tesla in electric cars")
    assert await named_in_rows(reader) == (["electric cars"], ["=electric cars"])
    await reader.taps(button(page, "Change the words"))
    await reader.types("electric bikes")
    assert await named_in_rows(reader) == (["electric bikes"], ["=electric bikes"])


async def test_words_that_become_others_leave_each_digest_and_mute_once(reader: Follower) -> None:
    await reader.types("/follow quixotic windmills")
    page = await reader.types("/follow electric cars")
    await reader.types("/mute Tesla in quixotic windmills")
    await reader.types("/mute Tesla in electric cars")
    async with reader.app.session() as session:
        owner = (await session.execute(select(Subscription.subscriber_id))).scalars().first()
        await kept(
            session,
            Schedule(subscriber_id=owner, local_time="18:00", words=["electric cars", "quixotic windmills"]),
        )
    await reader.taps(button(page, "Change the words"))
    await reader.types("quixotic windmills")
    assert await named_in_rows(reader) == (["quixotic windmills"], ["=quixotic windmills"])


async def test_a_digest_is_not_said_to_be_of_words_that_were_dropped(reader: Follower) -> None:
    page = await reader.types("/follow electric cars")
    await reader.types("/time 18:00 electric cars")
    assert "electric cars" in (await reader.types("/time"))["text"]
    dropped = await reader.taps(button(page, "Stop following"))
    assert "electric cars" not in (await reader.types("/time"))["text"]
    await reader.taps(button(dropped, "Follow again"))
    assert "electric cars" in (await reader.types("/time"))["text"]


async def test_a_command_ends_the_wait_for_words(reader: Follower) -> None:
    page = await reader.types("/follow electric cars")
    await reader.taps(button(page, "Change the words"))
    await reader.types("/settings")
    await reader.types("purple monkey dishwasher")
    assert await reader.follows() == ["electric cars"]


async def test_words_are_not_awaited_for_ever(reader: Follower) -> None:
    page = await reader.types("/follow electric cars")
    await reader.taps(button(page, "Change the words"))
    reader.clock.move(timedelta(minutes=16))
    await reader.types("purple monkey dishwasher")
    assert await reader.follows() == ["electric cars"]


async def test_a_line_follows_and_a_line_stops_it(reader: Follower) -> None:
    await reader.types("/follow electric cars")
    gone = await reader.types("/unfollow electric cars")
    assert await reader.follows() == []
    await reader.taps(button(gone, "Follow again"))
    assert await reader.follows() == ["electric cars"]
    assert "You do not follow" in plain(await reader.types("/unfollow quixotic windmills"))


async def test_plain_words_alone_stop_the_one_thing_that_is_followed_by_them(reader: Follower) -> None:
    await reader.types("/follow electric cars +Norway !Tesla")
    await reader.types("/unfollow Electric cars")
    assert await reader.follows() == []
    await reader.types("/follow electric cars +Norway")
    await reader.types("/follow electric cars +Sweden")
    assert "You do not follow" in plain(await reader.types("/unfollow electric cars"))
    assert len(await reader.follows()) == 2
    assert "You do not follow" in plain(await reader.types("/unfollow cars"))


async def test_what_is_named_whole_stops_nothing_else_that_has_its_words(reader: Follower) -> None:
    for line in ("electric cars", "electric cars +Norway"):
        await reader.types(f"/follow {line}")
    await reader.types("/unfollow electric cars")
    assert await reader.follows() == ["electric cars +Norway"]


async def test_a_topic_that_is_named_stops_no_words(reader: Follower) -> None:
    for line in ("football", "football +Norway !betting"):
        await reader.types(f"/follow {line}")
    before = await reader.follows()
    await reader.types("/unfollow football")
    assert (
        [text for text in before if "+Norway" in text]
        == [text for text in await reader.follows() if "+Norway" in text]
        != []
    )
    await reader.types("/unfollow football")
    assert not [text for text in await reader.follows() if "+Norway" in text]


async def test_what_another_dropped_is_not_brought_back_for_them(reader: Follower) -> None:
    await reader.types("/follow electric cars")
    gone = await reader.types("/unfollow electric cars")
    await reader.taps(button(gone, "Follow again"), chat=8)
    assert await reader.follows() == []


async def test_the_same_words_are_followed_once(reader: Follower) -> None:
    offered = await reader.types(TYPED)
    for _ in range(2):
        await reader.taps(button(offered, "electric cars"))
    assert await reader.follows() == [CANONICAL]


async def test_choosing_topics_keeps_ones_own_words(reader: Follower) -> None:
    offered = await reader.types(TYPED)
    await reader.taps(button(offered, "electric cars"))
    told = await reader.types("/topics world")
    assert "electric cars" in told["text"]
    assert await reader.follows() == [CANONICAL]


async def test_the_settings_name_ones_own_words_and_not_everything(reader: Follower) -> None:
    offered = await reader.types(TYPED)
    await reader.taps(button(offered, "electric cars"))
    shown = await reader.types("/settings")
    assert "electric cars" in shown["text"]
    assert "everything" not in shown["text"]


async def test_nobody_can_follow_or_drop_through_anothers_button(reader: Follower) -> None:
    offered = await reader.types(TYPED)
    await reader.types("/topics", chat=8)
    await reader.taps(button(offered, "electric cars"), chat=8)
    assert await reader.follows() == []
    await reader.taps(button(offered, "electric cars"))
    page = await reader.taps(button(await reader.types("/topics"), "electric cars"))
    for label in ("Change the words", "Stop following"):
        await reader.taps(button(page, label), chat=8)
    assert await reader.follows() == [CANONICAL]


async def test_no_more_words_are_taken_than_can_be_looked_for(reader: Follower) -> None:
    for number in range(21):
        offered = await reader.types(f"/topics quixotic matter{number}")
        await reader.taps(button(offered, "quixotic"))
    assert len(await reader.follows()) == 20


async def test_hostile_words_are_shown_as_text(reader: Follower) -> None:
    offered = await reader.types("/topics <b>bold</b> & \u202egnitrevni")
    followed = await reader.taps(button(offered, "bold"))
    assert "<b>bold" not in followed["text"]
    assert "&lt;b&gt;" in followed["text"]


@pytest.mark.parametrize("words", ["a", "the", "!Tesla", "and +the"])
async def test_what_no_report_could_be_about_is_not_followed_in_silence(reader: Follower, words: str) -> None:
    said = await reader.types(f"/follow {words}")
    assert "I found no word to look for in that." in plain(said)
    async with reader.app.reading() as session:
        followed = select(Subscription).where(col(Subscription.kind) == "phrase")
        assert (await session.execute(followed)).first() is None
