"""Every delivery arrives once: over a real database and a strict Bot API server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from news.adapters.telegram import TelegramMessenger
from news.deliver import deliver
from news.errors import LostClaim
from news.markup import Html
from news.models import Chat, Delivery, Enclosure, Seen, Subscriber, Work
from news.ports import File, Message, Outcome, Outgoing, Sent
from news.sending.deliveries import owe_file
from news.sending.doubts import LEAVES_WITHIN, PATIENCE, SETTLE_AFTER, SOON
from news.sending.settling import TRIES
from news.testing import a_feed, a_story, an_article, an_outlet
from news.work import Claim, claim, take_back
from sandbox.chats import Room
from tests.news.sending.posting import LEASE, NOON, Dying, Post, a_post, kept


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with a_post(tmp_path) as made:
        yield made


async def test_a_delivery_is_sent_and_its_message_recorded(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "Good <b>morning</b>")
    await post.until_done()
    delivery = await post.row(row)
    assert post.texts(1) == ["Good morning"]
    assert (delivery.state, delivery.error) == ("sent", None)
    assert delivery.message_id == post.sandbox.world.record[-1][1]


async def test_a_message_is_sent_once_although_the_process_dies_between_send_and_commit(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "once")
    assert isinstance(post.app.messenger, TelegramMessenger)
    await post.sweep(app=replace(post.app, messenger=Dying(post.app.messenger)))
    assert (await post.row(row)).state == "sending"
    await post.until_done()
    assert post.texts(1) == ["once"]
    assert (await post.row(row)).state == "sent"
    assert len(post.calls()) == 1


async def test_a_message_that_a_dead_process_never_sent_is_sent(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "late")
    post.fault(kind="reset")
    await post.sweep()
    assert (await post.row(row)).state == "sending"
    await post.until_done()
    assert post.texts(1) == ["late"]


async def test_lost_replies_in_a_broadcast_are_found_by_looking(post: Post) -> None:
    for person in range(1, 41):
        await post.chat(person)
        await post.owe(person, f"for {person}", subject=person, bulk=True)
    post.fault(kind="lost_reply", chat_id=7)
    post.fault(kind="lost_reply", chat_id=23)
    post.fault(kind="reset", chat_id=30)
    await post.until_done()
    assert [post.texts(person) for person in range(1, 41)] == [[f"for {person}"] for person in range(1, 41)]
    assert len(post.calls("editMessageText")) < 200


async def test_nothing_is_looked_for_before_it_can_have_arrived(post: Post) -> None:
    await post.chat(1)
    await post.owe(1, "x")
    post.fault(kind="lost_reply")
    await post.sweep()
    post.clock.move(SETTLE_AFTER / 2)
    await post.sweep()
    assert post.calls("editMessageText") == []


async def test_lost_replies_are_found_where_each_chat_counts_for_itself(post: Post) -> None:
    def next_in_chat(room: Room) -> int:
        room.last_message_id += 1
        return room.last_message_id

    post.sandbox.world.next_message_id = next_in_chat  # type: ignore[method-assign]
    for person in range(1, 21):
        await post.chat(person)
        for part in range(2):
            await post.owe(person, f"{part} for {person}", subject=person, part=part)
    for person in (3, 11):
        post.fault(kind="lost_reply", chat_id=person)
    post.fault(kind="reset", chat_id=5)
    await post.until_done()
    expected = [[f"0 for {person}", f"1 for {person}"] for person in range(1, 21)]
    assert [post.texts(person) for person in range(1, 21)] == expected


async def test_a_message_is_never_looked_for_at_an_id_that_is_another_delivery(post: Post) -> None:
    await post.chat(1)
    for number in range(6):
        await post.owe(1, f"n {number}", kind="reply", subject=number)
    post.fault(kind="lost_reply", times=1)
    await post.until_done()
    assert post.texts(1) == [f"n {number}" for number in range(6)]


async def test_a_message_that_no_edit_can_tell_is_rolled_and_not_repeated(post: Post) -> None:
    await post.chat(1)
    payload = {"text": "Which city?", "reply_markup": {"force_reply": True}}
    row = await post.owe(1, "", kind="reply", payload=payload)
    post.fault(kind="lost_reply")
    await post.until_done()
    assert post.texts(1) == ["Which city?"]
    assert (await post.row(row)).state == "rolled"


async def test_a_digest_to_a_busy_channel_that_cannot_be_found_is_rolled(post: Post) -> None:
    world = post.sandbox.world
    channel = world.open_room("channel", title="C")
    channel.members[world.bot_id] = "administrator"
    await post.chat(channel.id, kind="channel")
    post.clock.move(timedelta(days=1))
    channel.last_message_id += 500
    row = await post.owe(channel.id, "daily")
    post.fault(kind="lost_reply")
    await post.until_done()
    assert (await post.row(row)).state == "rolled"
    assert post.texts(channel.id) == ["daily"]


async def test_parts_of_a_digest_arrive_in_order_although_the_first_must_wait(post: Post) -> None:
    await post.chat(1)
    for part in range(4):
        await post.owe(1, f"part {part}", part=part)
    post.fault(kind="error", retry_after=1)
    post.sandbox.api.faults.lay({"method": "sendMessage", "kind": "error", "error_code": 502})
    await post.until_done()
    assert post.texts(1) == [f"part {part}" for part in range(4)]


async def test_at_most_one_message_of_a_chat_is_in_flight(post: Post) -> None:
    await post.chat(1)
    for subject in range(8):
        await post.owe(1, f"n {subject}", kind="reply", subject=subject)
    post.fault(kind="delay", seconds=0.05, times=None)
    await post.until_done()
    assert post.texts(1) == [f"n {subject}" for subject in range(8)]


async def test_an_answer_does_not_wait_behind_a_broadcast_that_was_put_off(post: Post) -> None:
    await post.chat(1)
    digest = await post.owe(1, "digest", bulk=True)
    async with post.app.session() as session:
        work = (await session.execute(select(Work).where(col(Work.row) == digest))).scalar_one()
        work.due_at = post.clock() + timedelta(minutes=2)
    await post.owe(1, "answer", kind="reply")
    await post.sweep()
    assert post.texts(1) == ["answer"]


async def test_who_blocked_us_is_called_once_and_keeps_their_settings(post: Post) -> None:
    chat = await post.chat(1)
    async with post.app.session() as session:
        await kept(session, Subscriber(chat=chat, state="active", created_at=post.clock()))
    rows = [await post.owe(1, f"n {number}", subject=number) for number in range(3)]
    post.sandbox.world.person(1).has_blocked = True
    await post.until_done()
    rows.append(await post.owe(1, "next day", subject=9))
    await post.until_done()
    assert {(await post.row(row)).state for row in rows} == {"gone"}
    assert len(post.calls()) == 1
    async with post.app.reading() as session:
        assert (await session.execute(select(Chat.state))).scalar_one() == "blocked"
        assert (await session.execute(select(Subscriber.state))).scalar_one() == "active"


async def test_who_comes_back_is_answered_and_active_again(post: Post) -> None:
    chat_row = await post.chat(1)
    async with post.app.session() as session:
        chat = await session.get(Chat, chat_row)
        assert chat is not None
        chat.state = "blocked"
    await post.owe(1, "welcome back", kind="reply")
    await post.until_done()
    assert post.texts(1) == ["welcome back"]
    async with post.app.reading() as session:
        assert (await session.execute(select(Chat.state))).scalar_one() == "active"


async def test_a_group_that_became_a_supergroup_gets_its_digest_there_once(post: Post) -> None:
    world = post.sandbox.world
    group = world.open_room("group", title="G")
    group.members[world.bot_id] = "member"
    await post.chat(group.id, kind="group")
    new = world.open_room("supergroup", title="G")
    new.members[world.bot_id] = "member"
    group.migrated_to = new.id
    await post.owe(group.id, "moved")
    await post.until_done()
    assert post.texts(new.id) == ["moved"]
    async with post.app.reading() as session:
        chat = (await session.execute(select(Chat))).scalar_one()
    assert (chat.chat_id, chat.kind) == (new.id, "supergroup")


async def test_a_migrated_group_joins_the_row_that_its_new_id_has_already(post: Post) -> None:
    world = post.sandbox.world
    group, new = world.open_room("group", title="G"), world.open_room("supergroup", title="G")
    group.members[world.bot_id] = new.members[world.bot_id] = "member"
    old_row = await post.chat(group.id, kind="group")
    await post.chat(new.id, kind="supergroup")
    async with post.app.session() as session:
        await kept(session, Subscriber(chat=old_row, stories=7, created_at=post.clock()))
    group.migrated_to = new.id
    await post.owe(group.id, "moved")
    await post.until_done()
    assert post.texts(new.id)[-1] == "moved"
    async with post.app.reading() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        place = await session.get(Chat, subscriber.chat)
    assert place is not None
    assert (place.chat_id, subscriber.stories) == (new.id, 7)


async def test_a_429_holds_the_chat_and_loses_nothing(post: Post) -> None:
    await post.chat(1)
    await post.chat(2)
    held, other = await post.owe(1, "held"), await post.owe(2, "other", subject=2)
    post.fault(kind="error", retry_after=30, chat_id=1)
    await post.sweep()
    assert (await post.row(held)).state == "pending"
    assert (await post.row(other)).state == "sent"
    async with post.app.reading() as session:
        due_at = (await session.execute(select(Work.due_at))).scalar_one()
    assert due_at == NOON + timedelta(seconds=30)


async def an_edit(post: Post, text: str, *, subject: int, part: int = 0) -> int:
    """Of the first message of chat 1."""
    payload = {"message_id": post.sandbox.world.record[0][1], "text": text}
    return await post.owe(
        1, "", kind="reply", subject=subject, part=part, payload=payload, method="editMessageText"
    )


@pytest.mark.parametrize("subject", [3, 4], ids=["of the same answer", "of another"])
async def test_an_edit_that_was_put_off_keeps_no_message_of_its_chat_waiting(
    post: Post, subject: int
) -> None:
    await post.chat(1)
    await post.owe(1, "one", kind="reply", subject=2)
    await post.sweep()
    edit = await an_edit(post, "one, edited", subject=3)
    post.fault(method="editMessageText", kind="error", retry_after=35)
    await post.sweep()
    await post.owe(1, "two", kind="reply", subject=subject, part=1)
    await post.sweep()
    assert post.texts(1) == ["one", "two"]
    assert (await post.row(edit)).state == "pending"


async def test_an_edit_never_goes_before_an_earlier_one_that_was_put_off(post: Post) -> None:
    await post.chat(1)
    await post.owe(1, "one", kind="reply", subject=2)
    await post.sweep()
    await an_edit(post, "second", subject=3)
    post.fault(method="editMessageText", kind="error", retry_after=1)
    await post.sweep()
    await an_edit(post, "third", subject=4)
    await post.until_done()
    assert post.texts(1) == ["third"]


async def test_a_refused_delivery_says_why_and_does_not_come_back(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "x" * 5_000)
    await post.until_done()
    delivery = await post.row(row)
    assert delivery.state == "refused"
    assert "too long" in (delivery.error or "")


async def test_an_edit_is_simply_repeated_after_a_crash(post: Post) -> None:
    await post.chat(1)
    first = await post.owe(1, "menu", kind="reply")
    await post.until_done()
    message_id = (await post.row(first)).message_id
    edit = {"text": "changed", "message_id": message_id}
    row = await post.owe(1, "", kind="reply", subject=2, method="editMessageText", payload=edit)
    post.fault(kind="lost_reply", method="editMessageText")
    await post.until_done()
    assert (await post.row(row)).state == "sent"
    assert post.texts(1) == ["changed"]


async def test_who_lost_the_claim_before_the_call_does_not_call(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "x")
    stale = Claim("deliver", row, until_at=post.clock() + timedelta(seconds=1), attempts=0)
    with pytest.raises(LostClaim):
        await deliver(post.app, stale)
    assert post.calls() == []


async def test_what_a_dead_process_had_in_flight_is_due_at_the_next_start(post: Post) -> None:
    await post.chat(1)
    await post.owe(1, "once")
    assert isinstance(post.app.messenger, TelegramMessenger)
    await post.sweep(app=replace(post.app, messenger=Dying(post.app.messenger)))
    post.clock.move(SETTLE_AFTER)
    assert await post.sweep() == 0
    async with post.app.session() as session:
        await take_back(session, now=post.clock())
    assert await post.sweep() == 1
    assert post.texts(1) == ["once"]


async def test_what_died_together_is_found_with_hardly_more_than_one_look_each(post: Post) -> None:
    """Each is looked for where it would be, if all were sent in the order in which they were taken up."""
    for person in range(1, 33):
        await post.chat(person)
        await post.owe(person, f"for {person}", subject=person, bulk=True)
        if person == 16:
            await post.until_done()
    assert isinstance(post.app.messenger, TelegramMessenger)
    await post.sweep(app=replace(post.app, messenger=Dying(post.app.messenger)))
    await post.begin_again()
    post.clock.move(LEAVES_WITHIN + PATIENCE)
    await post.until_done()
    assert [post.texts(person) for person in range(1, 33)] == [[f"for {person}"] for person in range(1, 33)]
    async with post.app.reading() as session:
        assert {row.state for row in (await session.execute(select(Delivery))).scalars()} == {"sent"}
    looks = len(post.calls("editMessageText"))
    assert looks < 2 * 16, looks


async def test_what_a_dead_process_had_in_hand_goes_before_the_rest_of_a_broadcast(post: Post) -> None:
    assert isinstance(post.app.messenger, TelegramMessenger)
    for person in range(1, 51):
        await post.chat(person)
        await post.owe(person, f"for {person}", subject=person, bulk=True)
    await post.sweep(app=replace(post.app, messenger=Dying(post.app.messenger)))
    post.clock.move(timedelta(seconds=60))
    async with post.app.session() as session:
        await take_back(session, now=post.clock())
        claims = await claim(session, "deliver", now=post.clock(), lease=LEASE, limit=25)
    assert sorted(one.row for one in claims) == list(range(1, 26))


async def test_a_look_that_decides_nothing_does_not_go_before_what_others_wait_for_again(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "x", bulk=True)
    post.fault(kind="lost_reply")
    await post.sweep()
    assert await is_urgent(post, row)
    post.fault(kind="error", error_code=502, method="editMessageText", times=TRIES)
    post.clock.move(SETTLE_AFTER + SOON)
    await post.sweep()
    assert not await is_urgent(post, row)


async def is_urgent(post: Post, row: int) -> bool:
    async with post.app.reading() as session:
        return (await session.execute(select(col(Work.urgent)).where(col(Work.row) == row))).scalar_one()


async def test_the_stories_of_a_rolled_digest_are_not_taken_as_read(post: Post) -> None:
    world = post.sandbox.world
    channel = world.open_room("channel", title="C")
    channel.members[world.bot_id] = "administrator"
    await post.chat(channel.id, kind="channel")
    post.clock.move(timedelta(days=1))
    async with post.app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Marel Post"))
        story = await a_story(session, await an_article(session, feed, "Ferry sinks"))
        reader = await kept(session, Subscriber(chat=post.chats[channel.id], created_at=post.clock()))
        await kept(
            session, Seen(subscriber_id=reader.id, story_id=story.id, revision=1, shown_at=post.clock())
        )
    channel.last_message_id += 500
    await post.owe(channel.id, "daily", stories=[story.id])
    post.fault(kind="lost_reply")
    await post.until_done()
    async with post.app.reading() as session:
        assert list((await session.execute(select(Seen))).scalars()) == []


@pytest.mark.parametrize("fault", [None, "lost_reply", "reset"])
async def test_a_file_arrives_once_under_its_name_and_is_kept_no_longer(
    post: Post, fault: str | None
) -> None:
    await post.chat(1)
    if fault:
        post.fault(method="sendDocument", kind=fault)
    async with post.app.session() as session:
        chat = await session.get_one(Chat, post.chats[1])
        file = File("feeds.opml", b"<opml/>")
        await owe_file(session, chat, file, Message(Html("Your <b>feeds</b>")), now=post.clock())
    await post.until_done()

    sent = [message for message in post.sandbox.world.rooms[1].messages.after(0) if "document" in message]
    assert [(each["document"]["file_name"], each["caption"]) for each in sent] == [
        ("feeds.opml", "Your feeds")
    ]
    async with post.app.reading() as session:
        assert (await session.execute(select(col(Enclosure.content)))).scalars().all() == [None]


async def test_a_delivery_that_was_forgotten_on_its_way_ends_quietly(post: Post) -> None:
    await post.chat(1)
    row = await post.owe(1, "gone")

    class Forgetting:
        async def send(self, call: Outgoing) -> Outcome:
            async with post.app.session() as session:
                await session.execute(delete(Work))
                await session.execute(delete(Delivery).where(col(Delivery.id) == row))
            return Sent(1)

    assert await post.sweep(app=replace(post.app, messenger=Forgetting())) == 1
    assert await post.sweep() == 0
