"""Groups and forum topics: who sets them up, who is refused, and what is said to whom, over HTTP."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col
from telegram.error import NetworkError

from news.errors import Declined
from news.models import (
    Chat,
    ChatAdmin,
    Delivery,
    Digest,
    Question,
    Schedule,
    Subscriber,
    Subscription,
    Update,
    Vote,
)
from news.ports import Prompt
from news.sending.withdrawing import withdraw_if_outdated
from news.testing import Dictated
from sandbox.server import Sandbox
from tests.bot.villages import Village, a_village, buttons, the_ferry

ADMIN, MEMBER, OTHER = 11, 12, 13


@pytest.fixture
async def village(tmp_path) -> AsyncIterator[Village]:
    async with a_village(tmp_path) as made:
        await made.meets(ADMIN)
        await made.meets(MEMBER, "de")
        yield made


async def a_group(village: Village, kind: str = "supergroup", **about: object) -> int:
    return await village.opens(kind, admins=[ADMIN], members=[MEMBER, OTHER], **about)


async def subscriber_at(village: Village, chat: int, thread: int = 0) -> Subscriber:
    async with village.app.reading() as session:
        found = await session.execute(
            select(Subscriber)
            .join(Chat, col(Chat.id) == col(Subscriber.chat))
            .where(col(Chat.chat_id) == chat, col(Chat.thread_id) == thread)
        )
        return found.scalar_one()


async def planned(village: Village, chat: int) -> list[int]:
    """The threads of the chat for which a digest is planned."""
    async with village.app.reading() as session:
        found = await session.execute(
            select(col(Chat.thread_id))
            .join(Subscriber, col(Subscriber.chat) == col(Chat.id))
            .join(Digest, col(Digest.subscriber_id) == col(Subscriber.id))
            .where(col(Chat.chat_id) == chat, col(Digest.state) == "planned")
            .where(col(Digest.schedule_id).is_not(None))
            .order_by(col(Chat.thread_id))
        )
        return list(found.scalars())


# --- coming and going ----------------------------------------------------------------------------


async def test_who_lets_us_into_a_group_is_greeted_once_in_their_language_with_what_to_press(village):
    await village.meets(ADMIN, "de")
    group = await a_group(village)
    (greeting,) = await village.heard(MEMBER, group)
    assert greeting["text"].startswith("Hallo!")
    assert [button["text"] for button in buttons(greeting)] == ["⚙️ Einrichten"]


async def test_what_people_say_to_each_other_is_neither_answered_nor_kept(village):
    group = await a_group(village, bot="administrator")
    before = len(await village.heard(MEMBER, group))
    await village.says(MEMBER, group, "Who has seen the ferry?")
    said = await village.says(MEMBER, group, "/start@another_bot")
    await village.says(OTHER, group, "I have!", reply_to_message_id=said["message_id"])
    assert len(await village.heard(MEMBER, group)) == before
    async with village.app.reading() as session:
        assert (await session.execute(select(Question))).first() is None
        kept = str((await session.execute(select(col(Update.payload)))).scalars().all())
    assert "ferry" not in kept
    assert "I have!" not in kept


async def test_put_out_nothing_more_is_planned_and_let_in_again_everything_is_as_it_was(village):
    group = await a_group(village, is_forum=True)
    thread = await village.topic(group, "Ships")
    await village.says(ADMIN, group, "/time 07:30 Berlin")
    await village.says(ADMIN, group, "/time 08:30 Berlin", message_thread_id=thread)
    assert await planned(village, group) == [0, thread]
    await village.operator(f"{group}/members", user="bot", status="kicked")
    assert await planned(village, group) == []
    await village.operator(f"{group}/members", user="bot", status="member")
    assert await planned(village, group) == [0, thread]
    assert "Welcome back!" in (await village.last(ADMIN, group))["text"]


# --- who may -------------------------------------------------------------------------------------


async def test_an_admin_sets_a_group_up_by_taps_and_a_member_cannot(village):
    group = await a_group(village)
    greeting = await village.last(ADMIN, group)
    refused = await village.presses(MEMBER, greeting, "Set up")
    assert refused["text"] == "Only admins of this chat can change that."
    assert (await village.last(ADMIN, group))["text"] == greeting["text"], "nothing has changed"
    await village.presses(ADMIN, greeting, "Set up")
    for label in ("English", "World", "Continue", "Time zone", "London", "8:00\u202fAM"):
        await village.presses(ADMIN, await village.last(ADMIN, group), label)
    assert "Your news desk is ready." in (await village.last(ADMIN, group))["text"]
    assert await planned(village, group) == [0]


async def test_a_member_is_told_once_that_only_admins_change_settings(village):
    group = await a_group(village)
    for command in ("/time 07:30 Berlin", "/topics world", "/language fr", "/stop", "/settings"):
        await village.says(MEMBER, group, command)
    said = [message["text"] for message in await village.heard(MEMBER, group)]
    assert said[1:] == ["Only admins of this chat can change that."]
    assert (await subscriber_at(village, group)).digest_language == "en"


async def test_what_an_admin_changes_while_a_digest_waits_is_in_it_and_what_members_ask_does_not_hold_it_up(
    village,
):
    """It was made a minute ahead of a crowded hour."""
    group = await a_group(village)
    await village.says(ADMIN, group, "/topics world")
    await village.says(ADMIN, group, "/time 07:30 Berlin")
    waiting = await made_ahead(village, group, now=village.clock())
    village.clock.move(timedelta(minutes=1))
    await village.says(MEMBER, group, "/help")
    await village.says(MEMBER, group, "/topics science")
    assert not await is_withdrawn(village, waiting, now=village.clock())
    await village.says(ADMIN, group, "/topics science")
    assert await is_withdrawn(village, waiting, now=village.clock())


async def made_ahead(village: Village, chat: int, *, now: datetime) -> int:
    """The delivery of the group's planned digest, made and not sent."""
    subscriber = await subscriber_at(village, chat)
    async with village.app.session() as session:
        found = await session.execute(select(Digest).where(col(Digest.subscriber_id) == subscriber.id))
        digest = found.scalar_one()
        digest.state, digest.composed_at, digest.created_at = "ready", now, now - timedelta(days=1)
        row = {
            "kind": "digest",
            "subject": digest.id,
            "chat": subscriber.chat,
            "bulk": True,
            "created_at": now,
        }
        delivery = Delivery(payload={"text": "🗞"}, **row)
        session.add(delivery)
        await session.flush()
        return delivery.id or 0


async def is_withdrawn(village: Village, delivery: int, *, now: datetime) -> bool:
    async with village.app.session() as session:
        row = await session.get_one(Delivery, delivery)
        place = await session.get_one(Chat, row.chat)
        return await withdraw_if_outdated(session, row, place, now=now)


async def test_a_member_may_ask_for_a_digest_by_button_as_by_command(village):
    await the_ferry(village)
    group = await a_group(village)
    await village.says(MEMBER, group, "/help")
    await village.presses(MEMBER, await village.last(MEMBER, group), "Send a digest now")
    assert (await village.last(MEMBER, group))["text"].startswith("🗞")


async def test_only_the_votes_of_admins_teach_a_group_and_others_are_told_so(village):
    """A group is one subscriber: what its admins like decides for all."""
    story = await the_ferry(village)
    group = await a_group(village)
    await village.says(ADMIN, group, "/digest")
    await village.presses(MEMBER, await village.last(MEMBER, group), "1")
    opened = await village.last(MEMBER, group)
    refused = await village.presses(MEMBER, opened, "👎")
    assert refused["text"] == "In this chat only the votes of admins count."
    assert await votes(village) == []
    await village.presses(ADMIN, opened, "👍")
    assert await votes(village) == [(story.id, 1)]


async def votes(village: Village) -> list[tuple[int | None, int]]:
    async with village.app.reading() as session:
        return [(row.story_id, row.value) for row in (await session.execute(select(Vote))).scalars()]


async def test_an_admin_who_writes_as_the_group_is_an_admin(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/time 07:30 Berlin", is_anonymous=True)
    assert "7:30" in (await village.last(ADMIN, group))["text"]


async def test_telegram_is_asked_for_the_admins_once_in_some_minutes(village):
    group = await a_group(village)
    for hour in ("06:30", "07:30", "08:30"):
        await village.says(ADMIN, group, f"/time {hour} Berlin")
    assert len(village.calls("getChatAdministrators")) == 1


async def test_who_was_just_made_an_admin_may_soon(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/settings")
    await village.says(MEMBER, group, "/time 07:30 Berlin")
    await village.operator(f"{group}/members", user=MEMBER, status="administrator")
    village.clock.move(timedelta(minutes=1))
    await village.says(MEMBER, group, "/time 07:30 Berlin")
    assert await planned(village, group) == [0]


async def test_a_forged_button_does_nothing(village):
    group, other = await a_group(village), await a_group(village)
    await village.says(ADMIN, other, "/topics world")
    async with village.app.reading() as session:
        followed = (await session.execute(select(col(Subscription.id)))).scalars().all()
    greeting = await village.last(ADMIN, group)
    before = len(await village.heard(ADMIN, group))
    for data in ("v1:count:9", f"v1:unword:{followed[0]}", "v1:forget", "v1:follow:world:0:settings"):
        answer = await village.sends_press(ADMIN, greeting, data, force=True)
        assert answer["text"] == "", "an app that sends what no button says hears nothing"
    assert len(await village.heard(ADMIN, group)) == before
    assert (await subscriber_at(village, group)).stories == 5


async def test_what_is_between_one_reader_and_us_leads_to_the_private_chat(village):
    group = await a_group(village)
    await village.says(MEMBER, group, "/ask")
    shown = await village.last(MEMBER, group)
    (button,) = buttons(shown)
    assert button["url"].endswith("?start=c_ask")
    await village._post(f"/people/{MEMBER}/start", {"payload": "c_ask"})
    await village.settle()
    said = [message["text"] for message in await village.heard(MEMBER, MEMBER)]
    assert any("Frag nach den Nachrichten" in text or "💬" in text for text in said)


# --- a digest for each topic ---------------------------------------------------------------------


async def test_each_topic_of_a_forum_has_its_own_settings_and_its_own_digest(village):
    await the_ferry(village)
    group = await a_group(village, is_forum=True)
    ships, sport = await village.topic(group, "Ships"), await village.topic(group, "Sport")
    await village.says(ADMIN, group, "/topics world", message_thread_id=ships)
    await village.says(ADMIN, group, "/language de", message_thread_id=sport)
    await village.says(ADMIN, group, "/digest", message_thread_id=ships)
    digest = await village.last(MEMBER, group, thread=ships)
    assert digest["text"].startswith("🗞")
    assert len(await village.heard(MEMBER, group, thread=0)) == 1, "the greeting alone"
    assert [m["text"][:3] for m in await village.heard(MEMBER, group, thread=sport)] != ["🗞"]
    assert (await subscriber_at(village, group, ships)).digest_language == "en"
    assert (await subscriber_at(village, group, sport)).digest_language == "de"


async def test_a_topic_begins_as_the_forum_is_set(village):
    group = await a_group(village, is_forum=True)
    await village.says(ADMIN, group, "/language fr")
    await village.says(ADMIN, group, "/time 07:30 Tokyo")
    thread = await village.topic(group, "Ships")
    await village.says(ADMIN, group, "/settings", message_thread_id=thread)
    made = await subscriber_at(village, group, thread)
    assert (made.interface_language, made.digest_language, made.zone) == ("fr", "fr", "Asia/Tokyo")


async def test_a_story_opened_in_a_topic_stands_under_its_digest_there(village):
    await the_ferry(village)
    group = await a_group(village, is_forum=True)
    thread = await village.topic(group, "Ships")
    await village.says(ADMIN, group, "/digest", message_thread_id=thread)
    digest = await village.last(MEMBER, group, thread=thread)
    await village.presses(MEMBER, digest, "1")
    story = await village.last(MEMBER, group, thread=thread)
    assert story["reply_to_message"]["message_id"] == digest["message_id"]


# --- questions -----------------------------------------------------------------------------------


async def the_digest(village: Village, group: int, thread: int = 0) -> dict[str, object]:
    await the_ferry(village)
    more = {"message_thread_id": thread} if thread else {}
    await village.says(ADMIN, group, "/digest", **more)
    return await village.last(MEMBER, group, thread=thread)


async def test_a_member_asks_by_reply_and_is_answered_in_the_same_topic_under_the_question(village):
    group = await a_group(village, is_forum=True)
    thread = await village.topic(group, "Ships")
    digest = await the_digest(village, group, thread)
    asked = await village.says(
        MEMBER, group, "How many passengers were saved?",
        message_thread_id=thread, reply_to_message_id=digest["message_id"],
    )  # fmt: skip
    answer = await village.last(MEMBER, group, thread=thread)
    assert "40" in answer["text"]
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]


async def test_our_name_calls_us_and_nothing_is_drafted_in_a_group(village):
    group = await a_group(village)
    await the_digest(village, group)
    name = village.bot.username
    await village.says(MEMBER, group, f"@{name} how many passengers were saved off Marel?")
    assert "40" in (await village.last(MEMBER, group))["text"]
    assert village.calls("sendMessageDraft") == []


async def test_a_word_to_others_under_a_digest_is_left_alone(village):
    group = await a_group(village)
    digest = await the_digest(village, group)
    before = len(await village.heard(MEMBER, group))
    for text in ("lol", "Terrible news.", "😢", "https://example.org/ferry"):
        await village.says(MEMBER, group, text, reply_to_message_id=digest["message_id"])
    assert len(await village.heard(MEMBER, group)) == before


async def test_who_calls_us_without_a_question_hears_how_to_ask(village):
    group = await a_group(village)
    await village.says(MEMBER, group, f"@{village.bot.username} thank you")
    assert "To ask about a story" in (await village.last(MEMBER, group))["text"]


async def test_two_members_may_ask_at_the_same_time(village):
    group = await a_group(village)
    digest = await the_digest(village, group)
    about = {"reply_to_message_id": digest["message_id"]}
    for user in (MEMBER, OTHER):
        await village._post(
            f"/people/{user}/chats/{group}/send", {"text": "How many passengers were saved?", **about}
        )
    await village.settle()
    texts = [message["text"] for message in await village.heard(MEMBER, group)]
    assert not any("One at a time" in text for text in texts)


async def test_who_presses_ask_in_a_group_is_called_by_name(village):
    group = await a_group(village)
    digest = await the_digest(village, group)
    await village.presses(MEMBER, digest, "1")
    await village.presses(MEMBER, await village.last(MEMBER, group), "Ask")
    prompt = await village.last(MEMBER, group)
    assert f"P{MEMBER}" in prompt["text"]
    await village.says(MEMBER, group, "how many saved", reply_to_message_id=prompt["message_id"])
    assert "40" in (await village.last(MEMBER, group))["text"]


class Waiting(Dictated):
    """A model that declines everything; questions, once we were seen typing."""

    def __init__(self) -> None:
        super().__init__(Declined("not today"))
        self.telegram: Sandbox | None = None

    async def generate(self, prompt: Prompt, **more: Any) -> Any:
        if prompt.kind == "answer" and self.telegram is not None:
            async for event in self.telegram.world.events.listen(MEMBER, 0, ping_seconds=1):
                if b"typing" in event:
                    break
        return await super().generate(prompt, **more)


def questions_put_to(model: Any) -> int:
    return sum(prompt.kind == "answer" for prompt in model.prompts)


@pytest.fixture
async def wordy(tmp_path) -> AsyncIterator[Village]:
    """A village whose bot has a model on another machine."""
    model = Waiting()
    async with a_village(tmp_path, model=model) as made:
        model.telegram = made.telegram
        await made.meets(ADMIN)
        await made.meets(MEMBER)
        yield made


async def test_a_question_in_a_group_goes_to_a_model_elsewhere_only_where_its_asker_allowed_it_in_private(
    wordy,
):
    group = await a_group(wordy, is_forum=True)
    thread = await wordy.topic(group, "Ships")
    digest = await the_digest(wordy, group, thread)
    about = {"message_thread_id": thread, "reply_to_message_id": digest["message_id"]}
    await wordy.says(MEMBER, group, "How many passengers were saved?", **about)
    assert questions_put_to(wordy.app.model) == 0
    assert "40" in (await wordy.last(MEMBER, group, thread=thread))["text"]
    texts = [message["text"] for message in await wordy.heard(MEMBER, group)]
    assert not any("language model" in text for text in texts), "and nobody is asked for it before others"
    await wordy._post(f"/people/{MEMBER}/start", {})
    await wordy.settle()
    async with wordy.app.session() as session:
        private = await subscriber_at(wordy, MEMBER)
        await session.merge(private.model_copy(update={"lends_questions": True}))
    await wordy.says(MEMBER, group, "Where did the ferry sink in the night?", **about)
    assert questions_put_to(wordy.app.model) == 1
    (typing, *_) = wordy.calls("sendChatAction")
    assert int(typing["parameters"]["message_thread_id"]) == thread, "typing is seen in the topic"
    assert wordy.calls("sendMessageDraft") == []


async def test_while_telegram_does_not_say_who_its_admins_are_nothing_is_lost_and_known_ones_go_on(village):
    group = await a_group(village)
    fault = {"method": "getChatAdministrators", "kind": "error", "error_code": 502, "times": 1}
    village.telegram.api.faults.lay(fault)
    with pytest.raises(NetworkError):
        await village.says(ADMIN, group, "/time 07:30 Berlin")
    assert await planned(village, group) == []
    await village.settle()  # the inbox hands it over again
    assert await planned(village, group) == [0]
    village.clock.move(timedelta(minutes=6))
    village.telegram.api.faults.lay(fault)
    await village.says(ADMIN, group, "/time 08:30 Berlin")
    assert "8:30" in (await village.last(ADMIN, group))["text"]


# --- moving --------------------------------------------------------------------------------------


async def test_a_group_that_becomes_a_supergroup_keeps_everything(village):
    group = await a_group(village, kind="group")
    await village.says(ADMIN, group, "/topics world")
    await village.says(ADMIN, group, "/language fr")
    await village.says(ADMIN, group, "/time 07:30 Tokyo")
    new = (await village.operator(f"{group}/migrate"))["id"]
    made = await subscriber_at(village, new)
    assert (made.digest_language, made.zone, made.state) == ("fr", "Asia/Tokyo", "active")
    assert await planned(village, new) == [0]
    async with village.app.reading() as session:
        assert (await session.execute(select(col(Schedule.local_time)))).scalars().all() == ["07:30"]
        assert (await session.execute(select(col(Subscription.target)))).scalars().all() == ["world"]
    await village.says(ADMIN, new, "/time 09:30 Tokyo")
    assert "9:30" in (await village.last(ADMIN, new))["text"]
    assert len(await village.heard(ADMIN, new)) == 1, "and nobody is greeted anew"


async def test_a_new_number_that_we_heard_of_first_makes_way_for_what_was_set(village):
    group = await a_group(village, kind="group")
    await village.says(ADMIN, group, "/language fr")
    await village.says(ADMIN, group, "/time 07:30 Tokyo")
    new = await a_group(village)
    async with village.app.session() as session:
        from news.reader.chats import move

        await move(session, group, new, now=village.app.now())
        await move(session, group, new, now=village.app.now())
    assert (await subscriber_at(village, new)).digest_language == "fr"
    assert await planned(village, new) == [0]


async def test_messages_of_the_old_number_are_not_taken_for_those_of_the_new(village):
    group = await a_group(village, kind="group")
    await the_digest(village, group)
    before = await village.last(MEMBER, group)
    new = (await village.operator(f"{group}/migrate"))["id"]
    async with village.app.reading() as session:
        ids = (await session.execute(select(col(Delivery.message_id)))).scalars().all()
    assert before["message_id"] not in ids
    await village.says(ADMIN, new, "/settings")
    assert "⚙️" in (await village.last(ADMIN, new))["text"]


async def test_admins_are_known_by_rows_that_a_restart_keeps(village):
    group = await a_group(village)
    await village.says(ADMIN, group, "/time 07:30 Berlin")
    async with village.app.reading() as session:
        rows = (await session.execute(select(ChatAdmin))).scalars().all()
    assert [(row.chat_id, row.user_id) for row in rows] == [(group, ADMIN)]
