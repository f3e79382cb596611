"""Every delivery arrives once: over a real database and a strict Bot API server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.adapters.telegram import TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.db import Database, open_engine
from news.deliver import deliver
from news.errors import LostClaim
from news.markup import Html
from news.models import Chat, Delivery, Enclosure, Seen, Subscriber, Work
from news.ports import File, Message, Outcome, Outgoing, Sent
from news.sending.deliveries import owe_file
from news.sending.doubts import LEAVES_WITHIN, PATIENCE, SETTLE_AFTER, SOON
from news.sending.in_flight import InFlight
from news.sending.lots import Lots
from news.sending.settling import (
    ACCOUNT,
    OWN_COUNTER,
    Known,
    Window,
    absent_until,
    mark_of,
    note_ids,
    place_behind,
    rotated,
    window_in_account,
    window_in_chat,
)
from news.testing import a_feed, a_story, an_article, an_outlet, make_tables
from news.work import Bell, Claim, claim, fail, owe, take_back
from sandbox.chats import Room
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve

FAST = Rates(overall_per_second=1_000, chat_per_second=1_000, chat_burst=1_000, group_per_minute=60_000)
LEASE = timedelta(seconds=180)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """A time that stands until a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by

    def seconds(self) -> float:
        """As a clock that nobody sets has it, where nobody sets this one."""
        return (self.at - NOON).total_seconds()


@dataclass(frozen=True)
class App:
    """As much of an app as delivering needs."""

    db: Database
    now: Clock
    messenger: Any
    operator_chat_id: int | None = None
    bell: Bell = field(default_factory=Bell)
    in_flight: InFlight = field(default_factory=InFlight)
    intents: Lots[Any, Any] = field(default_factory=Lots)
    outcomes: Lots[Any, Any] = field(default_factory=Lots)

    def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading(brief=brief)


@asynccontextmanager
async def an_app(folder: Path, *, clock: Clock, messenger: Any) -> AsyncIterator[App]:
    database = Database(open_engine(f"sqlite:///{folder}/test.sqlite3"))
    async with database.engine.begin() as connection:
        await connection.run_sync(make_tables)
    try:
        yield App(database, clock, messenger, in_flight=InFlight(seconds=clock.seconds))
    finally:
        await database.close()


async def kept(session: AsyncSession, row: Any) -> Any:
    session.add(row)
    await session.flush()
    return row


class Died(BaseException):
    """As if the process had been killed there."""


class Dying:
    """A messenger whose process dies as soon as its call is done. Calls are made in their order, as pace has it."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self._messenger = messenger
        self._turn = asyncio.Lock()
        self.username = messenger.username

    async def send(self, call: Outgoing) -> Outcome:
        async with self._turn:
            await self._messenger.send(call)
        raise Died

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        return await self._messenger.exists(call, message_id)


@dataclass
class Post:
    """The app, the server, and the people there."""

    app: App
    sandbox: Sandbox
    clock: Clock
    chats: dict[int, int] = field(default_factory=dict)

    def fault(self, **order: Any) -> None:
        self.sandbox.api.faults.lay({"method": "sendMessage", **order})

    async def chat(self, chat_id: int, *, kind: str = "private") -> int:
        """The row of a chat that has spoken to us once (so that some id of it is known)."""
        if kind == "private":
            self.sandbox.world.person(chat_id).has_started = True
        async with self.app.session() as session:
            chat = await kept(session, Chat(chat_id=chat_id, kind=kind, created_at=self.clock()))
            heard = self.sandbox.world.next_message_id(self.sandbox.world.rooms[chat_id])
            counted_by = {mark_of(chat_id): heard} | ({ACCOUNT: heard} if kind not in OWN_COUNTER else {})
            await note_ids(session, counted_by, now=self.clock())
        self.app.in_flight.hear([heard] if kind not in OWN_COUNTER else [])
        self.chats[chat_id] = chat.id or 0
        return chat.id or 0

    async def owe(
        self, chat_id: int, text: str, *, kind: str = "digest", subject: int = 1, **more: Any
    ) -> int:
        markup = {
            "inline_keyboard": [[{"text": "Open", "callback_data": f"v1:{kind}:{subject}:{text[:20]}"}]]
        }
        row = {"kind": kind, "subject": subject, "created_at": self.clock(), "chat": self.chats[chat_id]}
        payload = {"text": text, "parse_mode": "HTML", "reply_markup": markup}
        async with self.app.session() as session:
            delivery = await kept(session, Delivery(**{"payload": payload, **row, **more}))
            await owe(session, "deliver", delivery.id or 0, at=self.clock())
        return delivery.id or 0

    async def sweep(self, *, app: App | None = None) -> int:
        """Everything that is due now, at once, as the sweeper would; gives how much that was."""
        running = app or self.app
        async with self.app.session() as session:
            claims = await claim(session, "deliver", now=self.clock(), lease=LEASE, limit=25)
        await asyncio.gather(*(self._run(running, one) for one in claims))
        return len(claims)

    async def _run(self, app: App, one: Claim) -> None:
        try:
            await deliver(app, one)
        except (Died, LostClaim):
            pass
        except Exception as error:
            async with self.app.session() as session:
                await fail(session, one, str(error), now=self.clock(), most=10)
            raise

    async def until_done(self, *, most: timedelta = timedelta(hours=3)) -> None:
        """Sweeps and lets time pass until nothing is owed."""
        end = self.clock() + most
        while self.clock() < end:
            if await self.sweep():
                continue
            async with self.app.reading() as session:
                next_at = (
                    (await session.execute(select(col(Work.due_at)).order_by(col(Work.due_at))))
                    .scalars()
                    .first()
                )
            if next_at is None:
                return
            self.clock.at = max(next_at, self.clock() + timedelta(milliseconds=1))
        raise AssertionError("still owed")

    async def begin_again(self) -> None:
        """As a program does that was killed."""
        self.app = replace(self.app, in_flight=InFlight(seconds=self.clock.seconds))
        async with self.app.session() as session:
            await take_back(session, now=self.clock())

    async def row(self, delivery_id: int) -> Delivery:
        async with self.app.reading() as session:
            return (
                await session.execute(select(Delivery).where(col(Delivery.id) == delivery_id))
            ).scalar_one()

    def texts(self, chat_id: int) -> list[str]:
        room = self.sandbox.world.rooms[chat_id]
        return [message["text"] for message in room.messages.after(0) if "text" in message]

    def calls(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        return [call for call in self.sandbox.api.calls if call["method"] == method]


@asynccontextmanager
async def a_post(folder: Path) -> AsyncIterator[Post]:
    async with serve(limits=Limits(enabled=False)) as sandbox:
        async with open_bot(sandbox.token, sandbox.url, rates=FAST) as bot:
            clock = Clock()
            async with an_app(folder, clock=clock, messenger=TelegramMessenger(bot)) as app:
                yield Post(app, sandbox, clock)


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
    post.fault(kind="error", error_code=502, method="editMessageText")
    post.clock.move(SETTLE_AFTER + SOON)
    await post.sweep()
    assert not await is_urgent(post, row)


async def is_urgent(post: Post, row: int) -> bool:
    async with post.app.reading() as session:
        return (await session.execute(select(col(Work.urgent)).where(col(Work.row) == row))).scalar_one()


def test_an_id_that_a_deliverys_own_message_may_have_is_not_anothers() -> None:
    """Its reply was heard, and could not be committed."""
    in_flight = InFlight(seconds=lambda: 0.0)
    with in_flight.calling(7) as call:
        call.message_id = 100
    in_flight.found(8, 101)
    assert [in_flight.is_anothers(number, row=7) for number in (100, 101, 102)] == [False, True, False]


def test_who_was_found_meanwhile_moves_nobodys_place() -> None:
    assert place_behind((11, 12, 13), 2, others=()) == 2
    assert place_behind((11, 12, 13), 1, others={11}) == 2
    assert place_behind((12, 13), 1, others=()) == 1
    assert place_behind((11,), 3, others={11}) == 0


def test_only_what_was_looked_at_without_a_gap_need_not_be_looked_at_again() -> None:
    window = Window((11, 12, 13, 14), is_complete=False, is_shared=True)
    assert rotated(window, 6) == (13, 14, 11, 12)
    assert absent_until(window, {13, 14}) is None
    assert absent_until(window, {13, 14, 11}) == 11
    assert absent_until(window, {11, 12, 13, 14}) == 14


def test_where_chats_count_for_themselves_one_looks_from_the_first_id_on() -> None:
    assert rotated(Window((11, 12, 13), is_complete=False), 2) == (11, 12, 13)


# --- windows -------------------------------------------------------------------------------------


IN_A_ROW = [Known(chat, 100 + chat) for chat in range(1, 21)]


def test_an_accounts_window_starts_after_the_highest_id_at_the_intent() -> None:
    window = window_in_account(120, IN_A_ROW, highest=125, own=(), heard=0)
    assert (window.ids[0], window.ids[-1]) == (121, 175)
    assert window.is_complete
    assert window.ascending_from == 0


def test_a_window_leaves_out_what_others_have() -> None:
    window = window_in_account(105, IN_A_ROW, highest=125, own=(), heard=0)
    assert window.ids[:2] == (121, 122)


def test_a_first_broadcast_is_looked_for_around_what_is_known_of_it() -> None:
    window = window_in_account(0, IN_A_ROW, highest=120, own=(), heard=0)
    assert (window.ids[0], window.ids[-1]) == (52, 170)
    assert 110 not in window.ids


def test_without_any_known_id_nothing_is_proved() -> None:
    window = window_in_account(0, [], highest=0, own=(), heard=0)
    assert (window.ids, window.is_complete) == ((), False)
    assert not window_in_chat(0, set(), is_fresh=True).is_complete


def test_where_ids_repeat_from_chat_to_chat_the_chats_own_come_first() -> None:
    near = [Known(chat, 2) for chat in range(1, 11)]
    assert window_in_account(7, near, highest=7, own={4, 6}, heard=7).ids[:3] == (7, 8, 9)


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
