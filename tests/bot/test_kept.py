"""What is kept about a group, a channel or a topic is handed to its admins and deleted by them, and nothing else is touched."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col
from telegram.error import NetworkError

from bot.chats.admins import KNOWN_FOR
from news.models import Chat, Delivery, FeedLookup, Forgotten, Subscriber, Subscription, Update
from news.reader.forgetting import NO_PLACE, heed_tombstones
from news.reader.tombstones import Tombstones
from news.retention import LOST_KEPT
from news.testing import a_feed, an_outlet
from tests.bot.villages import Village, a_village, buttons

ADMIN, MEMBER, SECOND = 31, 32, 33
OUT_OF_DATE = "This button is out of date."
OTHERS = "Only who asked for this can go on here."
GONE = "That was for a chat of which I keep nothing any more."
FEEDS = '<opml version="2.0"><body><outline text="Quay" xmlUrl="https://quay.example/feed"/></body></opml>'


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with a_village(tmp_path) as made:
        made.app = replace(made.app, tombstones=Tombstones(tmp_path / "desk.forgotten"))
        for user in (ADMIN, MEMBER, SECOND):
            await made.meets(user)
            await starts(made, user)
        await made.says(ADMIN, ADMIN, "/topics science")
        yield made


async def starts(village: Village, user: int, payload: str = "") -> None:
    await village._post(f"/people/{user}/start", {"payload": payload})
    await village.settle()


async def a_place(village: Village, kind: str = "supergroup", **about: Any) -> int:
    admins = {"admins": [ADMIN, SECOND], "members": [MEMBER], "bot": "administrator"}
    return await village.opens(kind, **admins, **about)


async def a_group(village: Village, **about: Any) -> int:
    group = await a_place(village, **about)
    await village.says(ADMIN, group, "/topics world")
    return group


async def a_forum(village: Village) -> tuple[int, int, int]:
    """With two topics that were set up."""
    group = await a_group(village, is_forum=True)
    ships, sport = await village.topic(group, "Ships"), await village.topic(group, "Sport")
    for thread in (ships, sport):
        await village.says(ADMIN, group, "/follow harbour pilots", message_thread_id=thread)
    return group, ships, sport


async def known(village: Village) -> set[tuple[int, int]]:
    """The chats and topics that there are rows of."""
    async with village.app.reading() as session:
        rows = await session.execute(select(col(Chat.chat_id), col(Chat.thread_id)))
        return {(chat, thread) for chat, thread in rows}


async def followed(village: Village) -> dict[tuple[int, int], set[str]]:
    async with village.app.reading() as session:
        rows = await session.execute(
            select(col(Chat.chat_id), col(Chat.thread_id), col(Subscription.target))
            .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
            .join(Chat, col(Chat.id) == col(Subscriber.chat))
        )
        found: dict[tuple[int, int], set[str]] = {}
        for chat, thread, target in rows:
            found.setdefault((chat, thread), set()).add(target)
        return found


def _reader_at(chat: int) -> Any:
    return (
        select(col(Subscriber.id))
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .where(col(Chat.chat_id) == chat)
    )


async def row_of(village: Village, chat: int, thread: int = 0) -> int:
    async with village.app.reading() as session:
        found = await session.execute(
            select(col(Chat.id)).where(col(Chat.chat_id) == chat, col(Chat.thread_id) == thread)
        )
        return int(found.scalar_one() or 0)


async def shown(village: Village, chat: int, message: dict[str, Any]) -> dict[str, Any]:
    """The message as it is now."""
    (found,) = [m for m in await village.heard(ADMIN, chat) if m["message_id"] == message["message_id"]]
    return found


async def asked_twice(village: Village, chat: int, **more: Any) -> dict[str, Any]:
    """The last question, in the place itself."""
    await village.says(ADMIN, chat, "/forget", **more)
    question = await village.last(ADMIN, chat)
    await village.presses(ADMIN, question, "Delete everything")
    return await shown(village, chat, question)


async def data_page(village: Village, chat: int, thread: int = 0, *, user: int = ADMIN) -> dict[str, Any]:
    """Reached by the link that leads there."""
    await starts(village, user, f"d_{await row_of(village, chat, thread)}")
    return await village.last(user, user)


def files(village: Village, user: int) -> list[dict[str, Any]]:
    sent = village.calls("sendDocument")
    return [call["parameters"] for call in sent if int(call["parameters"]["chat_id"]) == user]


async def document_of(village: Village, user: int) -> dict[str, Any]:
    """What the last file says that came in private."""
    sent = [m["document"]["file_id"] for m in await village.heard(user, user) if "document" in m]
    async with village.http.get(f"{village.telegram.url}/people/{user}/files/{sent[-1]}") as answer:
        return dict(json.loads(await answer.text()))


# --- handed over ---------------------------------------------------------------------------------


async def test_an_admin_says_so_in_the_group_and_gets_the_file_in_private(village):
    group, other = await a_group(village), await a_group(village, title="Other harbour")
    await village.says(MEMBER, group, "/ask what about the secret harbour dues?")
    await village.says(SECOND, other, "/follow lighthouse keepers")
    await village.says(ADMIN, group, "/export")
    said = await village.last(MEMBER, group)
    assert "in our private chat" in said["text"]
    (sent,) = files(village, ADMIN)
    assert len(village.calls("sendDocument")) == 1, "nobody else gets it, and the group does not"
    assert "Supergroup" in sent["caption"]
    document = await document_of(village, ADMIN)
    assert [row["target"] for row in document["kept"]["subscription"]] == ["world"]
    assert "secret harbour dues" in str(document["kept"]["inbox"])
    assert {name for row in document["kept"]["inbox"] for name in row} == {"received_at", "text"}, "not who"
    assert str(MEMBER) not in re.findall(r"\d+", str(document)), "nor anywhere else"
    assert "lighthouse" not in str(document), "of no other group"
    assert "science" not in str(document["kept"]["subscription"]), "nor of the admin"


async def test_the_file_of_a_topic_holds_what_was_said_there_and_in_no_other(village):
    group, ships, sport = await a_forum(village)
    await village.says(MEMBER, group, "/ask about the anchor?", message_thread_id=ships)
    await village.says(MEMBER, group, "/ask about the regatta?", message_thread_id=sport)
    await village.says(ADMIN, group, "/export", message_thread_id=ships)
    document = await document_of(village, ADMIN)
    assert "anchor" in str(document)
    assert "regatta" not in str(document)
    assert [row["thread_id"] for row in document["kept"]["chat"]] == [ships]


async def test_the_sites_of_a_group_come_as_a_list_too_and_no_other_groups(village):
    group, other = await a_group(village), await a_group(village)
    async with village.app.session() as session:
        outlet = await an_outlet(session, "Harbour Blog")
        for chat, name in ((group, "blog"), (other, "other")):
            feed = await a_feed(session, outlet, url=f"https://{name}.example/feed", is_brought=True)
            reader = (await session.execute(_reader_at(chat))).scalar_one()
            about = {"subscriber_id": reader, "kind": "feed", "target": str(feed.id)}
            session.add(Subscription(**about, created_at=village.app.now()))
    await village.says(ADMIN, group, "/export")
    captions = [sent["caption"] for sent in files(village, ADMIN)]
    assert [caption.split()[0] for caption in captions] == ["Everything", "The"]
    sent = [m["document"]["file_id"] for m in await village.heard(ADMIN, ADMIN) if "document" in m]
    async with village.http.get(f"{village.telegram.url}/people/{ADMIN}/files/{sent[-1]}") as answer:
        listed = await answer.text()
    assert "https://blog.example/feed" in listed
    assert "other.example" not in listed


async def test_to_whom_we_cannot_write_it_is_said_how_and_the_link_leads_there(village):
    await village.meets(39)
    group = await village.opens("supergroup", admins=[39], members=[MEMBER])
    await village.says(39, group, "/export")
    said = await village.last(MEMBER, group)
    assert said["text"].startswith("I cannot write to you yet")
    (link,) = [button["url"] for button in buttons(said)]
    assert village.calls("sendDocument") == []
    await starts(village, 39, link.partition("start=")[2])
    page = await village.last(39, 39)
    assert "Data of this chat" in page["text"]
    await village.presses(39, page, "Send me this data")
    assert len(files(village, 39)) == 1


async def test_a_member_gets_nothing_deletes_nothing_and_is_led_to_their_own(village):
    group = await a_group(village)
    before = await followed(village)
    for command in ("/export", "/forget", "/forget everything"):
        await village.says(MEMBER, group, command)
        said = await village.last(MEMBER, group)
        assert said["text"].startswith("Only admins can have or delete")
        assert [b["url"].partition("=")[2] for b in buttons(said)] == [f"c_{command.split()[0][1:]}"]
    page = await data_page(village, group, user=MEMBER)
    assert page["text"] == "Only admins of this chat can change that."
    row = await row_of(village, group)
    for step in ("export", "ask", "again:0:0", "yes:0:0"):
        answer = await village.sends_press(MEMBER, page, f"v1@{row}:kept:{step}", force=True)
        assert answer["text"] == "Only admins of this chat can change that."
    question = await asked_twice(village, group)
    for label in ("Yes, delete everything", "Cancel"):
        answer = await village.presses(MEMBER, question, label)
        assert answer["text"] == "Only admins of this chat can change that."
    assert village.calls("sendDocument") == []
    assert await followed(village) == before


async def test_a_channel_shows_its_readers_nothing_of_it(village):
    channel = await a_place(village, "channel", title="Harbour news")
    await village.says(ADMIN, channel, "/topics world")
    for command in ("/export", "/forget"):
        await village.says(ADMIN, channel, command)
        said = await village.last(ADMIN, channel)
        assert said["text"] == "That is between you and me."
        (link,) = [button["url"] for button in buttons(said)]
        assert link.endswith(f"?start=d_{await row_of(village, channel)}")
    assert village.calls("sendDocument") == []
    page = await data_page(village, channel)
    await village.presses(ADMIN, page, "Send me this data")
    assert len(files(village, ADMIN)) == 1


# --- deleted -------------------------------------------------------------------------------------


async def test_a_group_is_deleted_after_two_questions_and_nothing_else_is(village, tmp_path):
    group, other = await a_group(village), await a_group(village)
    before = await followed(village)
    await village.says(ADMIN, group, "/forget everything")
    question = await village.last(ADMIN, group)
    assert "This deletes everything that I keep about" in question["text"], "the first, whatever was said"
    question = await asked_twice(village, group)
    assert await followed(village) == before
    await village.presses(ADMIN, question, "Yes, delete everything")
    assert (await shown(village, group, question))["text"].startswith("Everything is deleted.")
    assert await known(village) == {(ADMIN, 0), (MEMBER, 0), (SECOND, 0), (other, 0)}
    assert await followed(village) == {(ADMIN, 0): {"science"}, (other, 0): {"world"}}
    async with village.app.reading() as session:
        rows = (await session.execute(select(Update).where(col(Update.chat_id) == group))).scalars().all()
        assert rows == []
        assert len((await session.execute(select(Forgotten))).all()) == 1
    assert len((tmp_path / "desk.forgotten").read_text().splitlines()) == 4
    answer = await village.sends_press(
        ADMIN, question, buttons(question)[0]["callback_data"], force=True
    )  # once more
    assert answer["text"].startswith("Everything is deleted.")
    assert (group, 0) not in await known(village), "nobody is known anew by that"


async def test_nothing_is_said_to_be_deleted_that_only_moved(village):
    """The group got another number between the two questions; Telegram brings a tap on what it showed before."""
    group = await a_group(village)
    question = await asked_twice(village, group)
    async with village.app.session() as session:
        (row,) = (await session.scalars(select(Chat).where(col(Chat.chat_id) == group))).all()
        row.chat_id = group - 1_000
    answer = await village.sends_press(ADMIN, question, buttons(question)[0]["callback_data"], force=True)
    assert answer["text"] == OUT_OF_DATE
    assert await known(village) >= {(group - 1_000, 0)}
    assert (group, 0) not in await known(village)


async def test_a_topic_is_deleted_and_its_neighbours_keep_what_is_theirs(village):
    group, ships, sport = await a_forum(village)
    before = await followed(village)
    await village.says(MEMBER, group, "/ask about the anchor?", message_thread_id=ships)
    await village.says(MEMBER, group, "/ask about the regatta?", message_thread_id=sport)
    question = await asked_twice(village, group, message_thread_id=ships)
    await village.presses(ADMIN, question, "Yes, delete everything")
    assert await followed(village) == {at: what for at, what in before.items() if at != (group, ships)}
    assert {(group, 0), (group, sport)} <= await known(village)
    assert (group, ships) not in await known(village)
    async with village.app.reading() as session:
        said = str((await session.execute(select(col(Update.payload)))).scalars().all())
    assert "anchor" not in said
    assert "regatta" in said


async def test_the_group_itself_is_deleted_and_its_topics_stay(village):
    group, ships, sport = await a_forum(village)
    question = await asked_twice(village, group)
    await village.presses(ADMIN, question, "Yes, delete everything")
    assert (group, 0) not in await known(village)
    assert {(group, ships), (group, sport)} <= await known(village)


@pytest.mark.parametrize("kind", ["channel", "supergroup"])
async def test_a_place_is_deleted_from_the_private_chat_and_the_admins_own_things_stay(village, kind):
    place = await a_place(village, kind, title="Harbour")
    row = await row_of(village, place)
    await village.sends_press(
        ADMIN, await village.last(ADMIN, ADMIN), f"v1:place:{row}", force=True
    )  # a menu of it
    menu = await village.last(ADMIN, ADMIN)
    await village.says(ADMIN, ADMIN, "/topics world", reply_to_message_id=menu["message_id"])
    page = await data_page(village, place)
    assert page["text"].startswith("📣 \u2068Harbour\u2069")
    await village.presses(ADMIN, page, "Delete everything")
    await village.presses(ADMIN, await shown(village, ADMIN, page), "Delete everything")
    last = await shown(village, ADMIN, page)
    assert (place, 0) in await known(village)
    await village.presses(ADMIN, last, "Yes, delete everything")
    assert "is deleted" in (await shown(village, ADMIN, page))["text"]
    assert await known(village) == {(ADMIN, 0), (MEMBER, 0), (SECOND, 0)}
    assert await followed(village) == {(ADMIN, 0): {"science"}}
    async with village.app.reading() as session:
        menus = await session.execute(select(Delivery).where(col(Delivery.sets_up).is_not(None)))
        assert {(each.sets_up, str(each.payload)) for each in menus.scalars()} == {(NO_PLACE, "{}")}

    # what is left of it in the private chat counts for nobody else's
    for data in (buttons(last)[0]["callback_data"], f"v1@{row}:erase:yes", f"v1@{row}:follow:world:0:x"):
        assert (await village.sends_press(ADMIN, last, data, force=True))["text"] == GONE
    for line in ("/forget everything", "/topics world", "/export"):
        await village.says(ADMIN, ADMIN, line, reply_to_message_id=menu["message_id"])
        assert (await village.last(ADMIN, ADMIN))["text"] == GONE
    await village.sends_file(ADMIN, ADMIN, "feeds.opml", FEEDS, reply_to=menu["message_id"])
    assert (await village.last(ADMIN, ADMIN))["text"] == GONE
    assert await followed(village) == {(ADMIN, 0): {"science"}}
    assert village.calls("sendDocument") == []


async def test_a_list_of_feeds_counts_for_a_place_only_from_its_admins(village):
    channel = await a_place(village, "channel", title="Harbour")
    page = await data_page(village, channel)
    await village.operator(f"{channel}/members", user=ADMIN, status="member")
    village.clock.move(KNOWN_FOR)
    await village.sends_file(ADMIN, ADMIN, "feeds.opml", FEEDS, reply_to=page["message_id"])
    assert (await village.last(ADMIN, ADMIN))["text"] == "Only admins of this chat can change that."
    async with village.app.reading() as session:
        assert (await session.scalars(select(FeedLookup))).all() == []


async def test_in_reply_to_a_menu_a_line_is_about_that_place_and_never_about_the_admin(village):
    channel = await a_place(village, "channel", title="Harbour")
    page = await data_page(village, channel)
    await village.says(ADMIN, ADMIN, "/forget everything", reply_to_message_id=page["message_id"])
    asked = await village.last(ADMIN, ADMIN)
    assert "This deletes everything that I keep about \u2068Harbour\u2069" in asked["text"]
    assert all("@" in b["callback_data"] for b in buttons(asked)), "each button names the channel"
    await village.says(ADMIN, ADMIN, "/forget")
    own = await village.last(ADMIN, ADMIN)
    assert [b["callback_data"] for b in buttons(own)][1] == "v1:erase:again", "by itself it is about oneself"


# --- bound to who asked, to the place, to the hour -----------------------------------------------


async def test_another_admin_cannot_go_on_where_one_was_asked(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/forget")
    first = await village.last(ADMIN, group)
    assert (await village.presses(SECOND, first, "🗑 Delete everything"))["text"] == OTHERS
    last = await asked_twice(village, group)
    assert (await village.presses(SECOND, last, "Yes, delete everything"))["text"] == OTHERS
    assert (group, 0) in await known(village)


async def test_an_admin_who_writes_as_the_group_is_bound_by_the_first_tap(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/forget", is_anonymous=True)
    question = await village.last(ADMIN, group)
    await village.presses(SECOND, question, "🗑 Delete everything")
    last = await shown(village, group, question)
    assert (await village.presses(ADMIN, last, "Yes, delete everything"))["text"] == OTHERS
    await village.presses(SECOND, last, "Yes, delete everything")
    assert (group, 0) not in await known(village)


async def test_who_writes_as_the_group_is_sent_no_file_as_nobody_says_who_it_is(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/export", is_anonymous=True)
    assert (await village.last(ADMIN, group))["text"].startswith("I cannot write to you yet")
    assert village.calls("sendDocument") == []


async def test_an_old_question_no_longer_counts(village):
    group = await a_group(village)
    last = await asked_twice(village, group)
    village.clock.move(timedelta(hours=2))
    assert (await village.presses(ADMIN, last, "Yes, delete everything"))["text"] == OUT_OF_DATE
    assert (group, 0) in await known(village)


async def test_a_question_about_one_place_deletes_no_other_also_where_its_row_has_the_same_number(village):
    """SQLite gives the number of the newest row again when that is gone."""
    first = await a_place(village, "channel", title="First")
    row = await row_of(village, first)
    page = await data_page(village, first)
    await village.presses(ADMIN, page, "Delete everything")
    await village.presses(ADMIN, await shown(village, ADMIN, page), "Delete everything")
    last = await shown(village, ADMIN, page)
    async with village.app.session() as session:
        chat = await session.get_one(Chat, row)
        chat.chat_id, chat.title = -100_777, "Second"
        await session.merge(
            Chat(id=row + 1, chat_id=first, kind="channel", title="First", created_at=chat.created_at)
        )
    async with village.app.session() as session:
        chat = await session.get_one(Chat, row + 1)
        await session.delete(chat)
        await session.flush()
        chat = await session.get_one(Chat, row)
        chat.chat_id, chat.created_at = first, chat.created_at + timedelta(seconds=5)
    assert (await village.presses(ADMIN, last, "Yes, delete everything"))["text"] == OTHERS
    assert (first, 0) in await known(village)


async def test_the_steps_cannot_be_skipped_with_the_first_questions_button(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/forget")
    first = await village.last(ADMIN, group)
    (data,) = [b["callback_data"] for b in buttons(first) if ":again:" in b["callback_data"]]
    page = await data_page(village, group)
    row = await row_of(village, group)
    forged = data.replace("v1:", f"v1@{row}:").replace(":again:", ":yes:")
    assert (await village.sends_press(ADMIN, page, forged, force=True))["text"] == OTHERS
    assert (group, 0) in await known(village)


async def test_who_is_no_admin_any_more_cannot_answer_the_last_question(village):
    group = await a_group(village)
    last = await asked_twice(village, group)
    await village.operator(f"{group}/members", user=ADMIN, status="member")
    answer = await village.presses(ADMIN, last, "Yes, delete everything")
    assert answer["text"] == "Only admins of this chat can change that."
    assert (group, 0) in await known(village)


async def test_who_is_no_admin_any_more_gets_no_file(village):
    group = await a_group(village)
    await village.operator(f"{group}/members", user=ADMIN, status="member")
    await village.says(ADMIN, group, "/export")
    assert (await village.last(ADMIN, group))["text"].startswith("Only admins can have or delete")
    assert village.calls("sendDocument") == []


async def test_who_is_no_admin_of_a_chat_does_not_hear_what_it_is_called(village):
    group = await a_group(village, title="Secret society")
    assert "Secret" not in (await data_page(village, group, user=MEMBER))["text"]


async def test_while_telegram_does_not_say_who_its_admins_are_nothing_is_deleted_and_the_tap_is_tried_again(
    village,
):
    group = await a_group(village)
    last = await asked_twice(village, group)
    fault = {"method": "getChatAdministrators", "kind": "error", "error_code": 502, "times": 1}
    village.telegram.api.faults.lay(fault)
    with pytest.raises(NetworkError):
        await village.presses(ADMIN, last, "Yes, delete everything")
    assert (group, 0) in await known(village)
    await village.settle()
    assert (group, 0) not in await known(village)


async def test_cancelled_nothing_is_deleted(village):
    group = await a_group(village)
    last = await asked_twice(village, group)
    await village.presses(ADMIN, last, "Cancel")
    assert "Data of this chat" in (await shown(village, group, last))["text"]
    assert (group, 0) in await known(village)


@pytest.mark.parametrize("step", ["export", "ask", "again:0:0", "yes:0:0", "no"])
async def test_its_buttons_are_never_about_a_readers_own_chat(village, step):
    shown_there = await village.last(ADMIN, ADMIN)
    answer = await village.sends_press(ADMIN, shown_there, f"v1:kept:{step}", force=True)
    assert answer["text"] == OUT_OF_DATE
    assert (ADMIN, 0) in await known(village)
    assert village.calls("sendDocument") == []


# --- afterwards ----------------------------------------------------------------------------------


async def test_a_restored_copy_forgets_the_topic_again_and_no_other(village):
    group, ships, sport = await a_forum(village)
    async with village.app.reading() as session:
        copies = (await session.execute(select(Chat).where(col(Chat.chat_id) == group))).scalars().all()
        copies = [copy.model_dump() for copy in copies]
    question = await asked_twice(village, group, message_thread_id=ships)
    await village.presses(ADMIN, question, "Yes, delete everything")
    async with village.app.session() as session:
        (lost,) = [copy for copy in copies if copy["thread_id"] == ships]
        session.add(Chat(**lost))
    assert await heed_tombstones(village.app) == 1
    assert (group, ships) not in await known(village)
    assert {(group, 0), (group, sport), (ADMIN, 0)} <= await known(village)


async def test_a_group_that_was_forgotten_begins_anew(village):
    group = await a_group(village)
    last = await asked_twice(village, group)
    await village.presses(ADMIN, last, "Yes, delete everything")
    await village.says(ADMIN, group, "/start")
    assert (group, 0) in await known(village)
    assert await heed_tombstones(village.app) == 0


async def test_the_settings_of_a_place_lead_there_and_ones_own_do_not(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/settings")
    menu = await village.last(ADMIN, group)
    await village.presses(ADMIN, menu, "Data of this chat")
    page = await shown(village, group, menu)
    assert "half a year" in page["text"]
    assert timedelta(days=170) < LOST_KEPT < timedelta(days=190)
    await village.says(ADMIN, ADMIN, "/settings")
    assert "v1:menu:kept" not in str(buttons(await village.last(ADMIN, ADMIN)))
    await village.says(ADMIN, ADMIN, "/privacy")
    assert "its admins can have or delete" in (await village.last(ADMIN, ADMIN))["text"]
