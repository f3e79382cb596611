"""Channels: set up from the private chat or by posts, and read by each reader for themselves, over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from news.callbacks import Press
from news.models import Chat, Delivery, Subscription
from news.reader.posts import as_post, linked, parameter_of
from news.testing import a_topic
from tests.bot.test_groups import planned, subscriber_at
from tests.bot.villages import Village, a_village, buttons, the_ferry

OWNER, READER = 21, 22


@pytest.fixture
async def village(tmp_path) -> AsyncIterator[Village]:
    async with a_village(tmp_path) as made:
        await made.meets(OWNER)
        await made.meets(READER)
        yield made


async def a_channel(village: Village, title: str = "Harbour news") -> int:
    about = {"admins": [OWNER], "members": [READER], "bot": "administrator", "title": title}
    return await village.opens("channel", **about)


async def starts(village: Village, user: int, payload: str = "") -> None:
    await village._post(f"/people/{user}/start", {"payload": payload})
    await village.settle()


async def test_nothing_is_posted_in_a_channel_that_nobody_has_set_up_and_its_owner_hears_in_private(village):
    await starts(village, OWNER)
    channel = await a_channel(village)
    assert await village.heard(READER, channel) == []
    told = await village.last(OWNER, OWNER)
    assert "I can write in" in told["text"]
    assert "Harbour news" in told["text"]


async def test_an_owner_sets_a_channel_up_from_the_private_chat_and_their_own_settings_stay(village):
    await village.says(OWNER, OWNER, "/time 06:00 Berlin")
    channel = await a_channel(village)
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Set up")
    for label in ("Deutsch", "World", "Continue", "Time zone", "Tokyo", "8:00\u202fAM"):
        menu = await village.last(OWNER, OWNER)
        assert menu["text"].startswith("📣"), "each menu names the channel that it sets up"
        await village.presses(OWNER, menu, label)
    assert "Your news desk is ready." in (await village.last(OWNER, OWNER))["text"], (
        "in the owner's own language"
    )
    made = await subscriber_at(village, channel)
    assert (made.digest_language, made.zone) == ("de", "Asia/Tokyo")
    own = await subscriber_at(village, OWNER)
    assert (own.digest_language, own.zone) == ("en", "Europe/Berlin")
    assert await planned(village, channel) == await planned(village, OWNER) == [0]
    assert await village.heard(READER, channel) == []


async def test_a_line_in_reply_to_a_channels_menu_sets_up_the_channel(village):
    await village.says(OWNER, OWNER, "/time 06:00 Berlin")
    channel = await a_channel(village)
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Set up")
    menu = await village.last(OWNER, OWNER)
    assert "as a reply to this message" in menu["text"], "an example of a line says what it must answer"
    await village.says(OWNER, OWNER, "/time 09:15 Tokyo", reply_to_message_id=menu["message_id"])
    assert (await subscriber_at(village, channel)).zone == "Asia/Tokyo"
    assert "as a reply" not in (await village.last(OWNER, OWNER))["text"], "without an example there is none"
    assert (await subscriber_at(village, OWNER)).zone == "Europe/Berlin"


async def test_the_chats_that_one_looks_after_are_listed_and_nobody_elses(village):
    await starts(village, OWNER)
    await starts(village, READER)
    await a_channel(village)
    group = await village.opens("supergroup", admins=[OWNER], members=[READER], title="Sailors")
    await village.says(READER, READER, "/channels")
    assert [b["text"] for b in buttons(await village.last(READER, READER)) if "callback_data" in b] == [
        "‹ Back to settings"
    ]
    await village.says(OWNER, OWNER, "/channels")
    listed = await village.last(OWNER, OWNER)
    assert [b["text"] for b in buttons(listed)][:2] == ["📣 Harbour news", "👥 Sailors"]
    assert [b["url"].split("?")[1].split("&")[0] for b in buttons(listed) if "url" in b] == [
        "startgroup",
        "startchannel",
    ]
    await village.presses(OWNER, listed, "Sailors")
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Deutsch")
    assert (await subscriber_at(village, group)).digest_language == "de"


async def test_who_is_no_admin_cannot_set_up_a_channel_by_its_number(village):
    await starts(village, READER)
    channel = await a_channel(village)
    shown = await village.last(READER, READER)
    place = (await subscriber_at(village, channel)).chat
    answer = await village.sends_press(READER, shown, f"v1:place:{place}", force=True)
    assert answer["text"] == "Only admins of this chat can change that."


async def test_who_is_no_admin_any_more_cannot_go_on_in_an_old_menu(village):
    await starts(village, OWNER)
    channel = await a_channel(village)
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Set up")
    menu = await village.last(OWNER, OWNER)
    await village.operator(f"{channel}/members", user=READER, status="administrator")
    await village.operator(f"{channel}/members", user=OWNER, status="member")
    village.clock.move(timedelta(minutes=6))
    answer = await village.presses(OWNER, menu, "Deutsch")
    assert answer["text"] == "Only admins of this chat can change that."
    await village.says(OWNER, OWNER, "/language fr", reply_to_message_id=menu["message_id"])
    assert (await subscriber_at(village, channel)).digest_language == "en"


async def test_posts_in_the_channel_are_commands_too(village):
    channel = await a_channel(village)
    await village.says(OWNER, channel, "/language fr")
    await village.says(OWNER, channel, "/time 07:30 Paris")
    made = await subscriber_at(village, channel)
    assert (made.digest_language, made.zone) == ("fr", "Europe/Paris")
    assert await planned(village, channel) == [0]


async def test_start_posted_in_the_channel_sets_it_up_by_taps_of_its_admins_alone(village):
    channel = await a_channel(village)
    await village.says(OWNER, channel, "/start")
    hello = await village.last(READER, channel)
    refused = await village.presses(READER, hello, "Continue")
    assert refused["text"] == "Only admins of this chat can change that."
    await village.presses(OWNER, hello, "Continue")
    assert "What do you want to read about?" in (await village.last(READER, channel))["text"]


async def test_a_reader_of_the_channel_opens_a_story_in_private(village):
    story = await the_ferry(village)
    channel = await a_channel(village)
    await village.says(OWNER, channel, "/digest")
    post = await village.last(READER, channel)
    assert post["text"].startswith("🗞")
    links = [button["url"] for button in buttons(post) if "url" in button]
    assert links == [f"https://t.me/{village.bot.username}?start=s_{story.id}"]
    assert not any("callback_data" in button for button in buttons(post))
    await starts(village, READER, links[0].partition("start=")[2])
    assert "40 passengers" in (await village.heard(READER, READER))[0]["text"]
    assert len(await village.heard(READER, channel)) == 1


async def test_the_radar_behind_an_address_is_the_radar(village):
    story = await the_ferry(village)
    await starts(village, READER, f"a_radar_{story.id}")
    said = [message["text"] for message in await village.heard(READER, READER)]
    assert said[0].startswith("📡")
    assert "Welcome" in said[1], "a newcomer is welcome after what they came for"


async def test_an_address_of_a_story_that_is_gone_says_so(village):
    await starts(village, READER, "a_radar_999")
    assert (await village.heard(READER, READER))[0]["text"] == "This story is no longer here."


async def test_a_button_knows_its_channel_although_nobody_wrote_down_that_it_was_sent(village):
    """As after a kill between sending a menu and writing that down."""
    await starts(village, OWNER)
    channel = await a_channel(village)
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Set up")
    async with village.app.session() as session:
        await session.execute(update(Delivery).values(message_id=None, state="sending"))
    menu = await village.last(OWNER, OWNER)
    await village.presses(OWNER, menu, "Deutsch")
    await village.says(OWNER, OWNER, "/time 09:15 Tokyo", reply_to_message_id=menu["message_id"])
    made = await subscriber_at(village, channel)
    assert (made.digest_language, made.zone) == ("de", "Asia/Tokyo")
    assert (await subscriber_at(village, OWNER)).digest_language == "en"


async def test_no_address_makes_a_reader_do_what_changes_something(village):
    await village.says(READER, READER, "/time 06:00 Berlin")
    await starts(village, READER, "c_stop")
    assert await planned(village, READER) == [0]


async def test_a_reader_of_a_channel_makes_us_post_nothing_there(village):
    story = await the_ferry(village)
    channel = await a_channel(village)
    await village.says(OWNER, channel, "/digest")
    post = await village.last(READER, channel)
    for data in (f"v1:open:{story.id}", f"v1:radar:{story.id}", "v1:hidden:1", "v1:now"):
        await village.sends_press(READER, post, data, force=True)
    assert len(await village.heard(READER, channel)) == 1


async def test_a_button_without_room_for_its_channel_is_known_by_its_message(village):
    await starts(village, OWNER)
    slug = "a-topic-whose-name-is-as-long-as-one-can"
    async with village.app.session() as session:
        await a_topic(session, slug)
        session.add(Chat(id=9_876_543, chat_id=999, created_at=village.clock()))  # others come after it
    channel = await a_channel(village)
    await village.says(OWNER, OWNER, "/channels")
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Harbour news")
    await village.presses(OWNER, await village.last(OWNER, OWNER), "English")
    menu = await village.last(OWNER, OWNER)
    (long,) = (b["callback_data"] for b in buttons(menu) if slug in b["callback_data"])
    assert "@" not in long
    await village.sends_press(OWNER, menu, long)
    async with village.app.reading() as session:
        followed = (await session.execute(select(col(Subscription.subscriber_id)))).scalars().all()
    assert followed == [(await subscriber_at(village, channel)).id]


def test_only_what_everybody_may_read_becomes_an_address():
    rows = [
        [{"text": "1", "callback_data": "v1:open:12:3"}, {"text": "📡", "callback_data": "v1:radar:12"}],
        [{"text": "👍", "callback_data": "v1:vote:12:up"}],
        [{"text": "⚙️", "callback_data": "v1:menu:settings"}, {"text": "↗", "url": "https://a.example"}],
    ]
    payload = {"text": "x", "reply_markup": {"inline_keyboard": rows}}
    for is_for_readers in (False, True):
        post = as_post(payload, bot="b", is_for_readers=is_for_readers)
        made = post["reply_markup"]["inline_keyboard"]
        assert [button.get("url", button.get("callback_data")) for row in made for button in row] == [
            "https://t.me/b?start=s_12",
            "https://t.me/b?start=a_radar_12",
            *([] if is_for_readers else ["v1:menu:settings"]),
            "https://a.example",
        ]


@pytest.mark.parametrize(
    "press", [Press("radar", ("12",)), Press("ledger", ("12", "3")), Press("ask", ("7",))]
)
def test_an_address_is_read_back_as_the_button_it_stands_for(press):
    assert linked(parameter_of(press) or "") == press


@pytest.mark.parametrize(
    "parameter", ["a_stop_1", "a_follow_1", "a_radar", "a_radar_x", "a_radar_99999999999999999999", "s_1", ""]
)
def test_an_address_stands_for_nothing_that_changes_anything(parameter):
    assert linked(parameter) is None


def test_nobody_is_asked_to_write_in_a_channel():
    payload = {"text": "x", "reply_markup": {"force_reply": True}}
    assert "reply_markup" not in as_post(payload, bot="b", is_for_readers=False)


async def test_what_is_no_setting_is_ones_own_although_it_replies_to_a_channels_menu(village):
    await the_ferry(village)
    await starts(village, OWNER)
    channel = await a_channel(village)
    await village.presses(OWNER, await village.last(OWNER, OWNER), "Set up")
    menu = await village.last(OWNER, OWNER)
    for text in ("/search ferry", "How many passengers were saved?", "/privacy"):
        await village.says(OWNER, OWNER, text, reply_to_message_id=menu["message_id"])
    assert await village.heard(READER, channel) == [], "nothing of it is posted"
    said = [message["text"] for message in await village.heard(OWNER, OWNER)]
    assert any("Ferry" in text for text in said)
