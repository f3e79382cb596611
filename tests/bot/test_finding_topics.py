"""Topics are followed by typing a part of a name, and by bundles."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Mute, Subscription
from news.testing import NOON
from tests.bot.followers import Follower, a_follower_of_topics, button, label, plain


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Follower]:
    async with a_follower_of_topics(tmp_path) as made:
        yield made


async def topics(reader: Follower) -> list[str]:
    return await reader.follows("topic")


async def test_a_part_of_a_name_offers_the_topics_as_buttons(reader: Follower) -> None:
    found = await reader.types("/topics lati")
    again = await reader.taps(button(found, "Latin America"))
    assert await topics(reader) == ["latin-america"]
    assert "✅" in label(again, "Latin America")
    await reader.taps(button(again, "Latin America"))
    assert await topics(reader) == []


async def test_a_name_is_typed_after_a_tap_on_search(reader: Follower) -> None:
    asked = await reader.taps(button(await reader.types("/topics"), "Find a topic"))
    assert asked["reply_markup"]["force_reply"]
    found = await reader.types("Weltraum")
    await reader.taps(button(found, "Space"))
    assert await topics(reader) == ["space"]


async def test_the_name_of_a_topic_typed_alone_finds_it(reader: Follower) -> None:
    found = await reader.types("Wissenschaft")
    await reader.taps(button(found, "Science"))
    assert await topics(reader) == ["science"]


@pytest.mark.parametrize(("typed", "slug"), [("科学", "science"), ("体育", "sport"), ("スポ", "sport")])
async def test_a_name_of_two_signs_typed_alone_finds_its_topic(
    reader: Follower, typed: str, slug: str
) -> None:
    found = await reader.types(typed)
    picked = next(
        b
        for row in found["reply_markup"]["inline_keyboard"]
        for b in row
        if f"pick:{slug}" in b["callback_data"]
    )
    await reader.taps(picked["callback_data"])
    assert await topics(reader) == [slug]


async def test_a_bundle_is_followed_by_one_tap_and_dropped_by_another(reader: Follower) -> None:
    await reader.types("/topics climate")
    menu = await reader.types("/topics")
    menu = await reader.taps(button(menu, "Tech and science"))
    assert await topics(reader) == ["climate", "technology", "science"]
    await reader.taps(button(menu, "✅ 🔬 Bundle: Tech and science"))
    assert await topics(reader) == ["climate"]


async def test_topics_are_followed_and_dropped_by_a_line(reader: Follower) -> None:
    assert "Science" in plain(await reader.types("/follow science"))
    await reader.types("/follow Latin America")
    assert await topics(reader) == ["science", "latin-america"]
    gone = await reader.types("/unfollow science")
    assert await topics(reader) == ["latin-america"]
    await reader.taps(button(gone, "Follow again"))
    assert set(await topics(reader)) == {"science", "latin-america"}


async def test_what_is_muted_in_a_topic_stays_muted_while_others_are_chosen(reader: Follower) -> None:
    await reader.types("/topics science")
    async with reader.app.session() as session:
        [row] = (await session.execute(select(Subscription))).scalars()
        session.add(
            Mute(
                subscriber_id=row.subscriber_id,
                within="science",
                kind="word",
                target="nasa",
                created_at=NOON,
            )
        )
    await reader.types("/topics +sport")
    await reader.types("/topics +world")
    async with reader.app.reading() as session:
        [mute] = (await session.execute(select(Mute))).scalars()
    assert mute.within == "science"
    await reader.types("/unfollow science")
    await reader.types("/follow science")
    async with reader.app.reading() as session:
        assert [one.within for one in (await session.execute(select(Mute))).scalars()] == ["science"]


async def test_buttons_of_another_chat_change_nothing(reader: Follower) -> None:
    found = await reader.types("/topics lati")
    await reader.taps(button(found, "Latin America"), chat=8)
    assert await topics(reader) == []


async def test_the_world_in_five_minutes_is_a_topic_and_a_length(reader: Follower) -> None:
    menu = await reader.types("/topics")
    menu = await reader.taps(button(menu, "World in five minutes"))
    assert await topics(reader) == ["world"]
    assert "5 min" in plain(await reader.types("/settings"))
    assert label(menu, "World in five minutes").startswith("✅")
    await reader.taps(button(menu, "World in five minutes"))
    assert await topics(reader) == []
    assert "5 min" not in plain(await reader.types("/settings"))


async def test_below_a_topic_that_is_followed_it_is_said_that_all_is_included(reader: Follower) -> None:
    below = await reader.taps("v1:topics:world:0:settings")
    assert "Already included" not in plain(below)
    await reader.types("/topics world")
    below = await reader.taps("v1:topics:world:0:settings")
    assert "Already included in World." in plain(below)


async def test_what_comes_with_a_larger_topic_is_left_out_by_a_tap_and_comes_again_by_another(
    reader: Follower,
) -> None:
    await reader.types("/topics science")
    below = await reader.taps("v1:topics:science:0:settings")
    assert label(below, "Space").startswith("☑️")
    out = await reader.taps(button(below, "Space"))
    assert label(out, "Space").startswith("⬜")
    assert await mutes(reader) == [("topic", "space", "science")]
    assert await topics(reader) == ["science"]
    again = await reader.taps(button(out, "Space"))
    assert label(again, "Space").startswith("☑️")
    assert await mutes(reader) == []


async def test_a_topic_of_ones_own_is_followed_and_dropped_though_a_larger_one_brings_it(
    reader: Follower,
) -> None:
    await reader.types("/topics science space")
    below = await reader.taps("v1:topics:science:0:settings")
    assert label(below, "Space").startswith("✅")
    dropped = await reader.taps(button(below, "Space"))
    assert label(dropped, "Space").startswith("☑️")
    assert await topics(reader) == ["science"]
    assert await mutes(reader) == []


async def test_a_topic_that_was_found_by_its_name_shows_that_it_is_included(reader: Follower) -> None:
    await reader.types("/topics science")
    assert label(await reader.types("/topics spac"), "Space").startswith("☑️")


async def test_what_is_below_a_topic_that_was_left_out_can_be_followed(reader: Follower) -> None:
    await reader.types("/topics world")
    await reader.taps("v1:follow:europe:0:settings")
    below = await reader.taps("v1:topics:europe:0:settings")
    assert not label(below, "Germany").startswith(("☑️", "⬜"))
    followed = await reader.taps(button(below, "Germany"))
    assert label(followed, "Germany").startswith("✅")
    assert await topics(reader) == ["world", "germany"]


async def mutes(reader: Follower) -> list[tuple[str, str, str]]:
    async with reader.app.reading() as session:
        rows = (await session.execute(select(Mute).where(col(Mute.lifted_at).is_(None)))).scalars()
        return [(row.kind, row.target, row.within) for row in rows]
