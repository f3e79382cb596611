"""The messenger against a strict Bot API server: what each failure proves, over HTTP."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import BadRequest

from news.adapters.telegram import PacedBot, TelegramMessenger, make_bot, open_bot
from news.adapters.telegram_calls import parameters, plain_text
from news.adapters.telegram_outcomes import outcome_of
from news.adapters.turns import Rates
from news.errors import SettingsError
from news.ports import Barred, Gone, Later, Missing, Moved, Outgoing, Refused, Sent, Unknown
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve

FAST = Rates(overall_per_second=1_000, chat_per_second=1_000, chat_burst=1_000, group_per_minute=60_000)
ADA = 1


@dataclass(frozen=True)
class Line:
    """A messenger and the server at its other end, where Ada has started the bot."""

    messenger: TelegramMessenger
    bot: PacedBot
    sandbox: Sandbox

    def fault(self, **order: Any) -> None:
        self.sandbox.api.faults.lay({"method": "sendMessage", **order})

    def texts(self, chat_id: int = ADA) -> list[str]:
        return [message["text"] for message in self.messages(chat_id)]

    def messages(self, chat_id: int = ADA) -> list[dict[str, Any]]:
        room = self.sandbox.world.rooms[chat_id]
        return [message for message in room.messages.after(0) if message.get("from", {}).get("is_bot")]


@asynccontextmanager
async def a_line() -> AsyncIterator[Line]:
    async with serve(limits=Limits(enabled=False)) as sandbox:
        sandbox.world.person(ADA).has_started = True
        async with open_bot(sandbox.token, sandbox.url, rates=FAST) as bot:
            yield Line(TelegramMessenger(bot), bot, sandbox)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with a_line() as made:
        yield made


def hello(chat_id: int = ADA, text: str = "<b>Hello</b>", **more: Any) -> Outgoing:
    markup = {"inline_keyboard": [[{"text": "Open", "callback_data": "v1:open:7"}]]}
    payload = {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": markup,
    }
    return Outgoing(chat_id, 0, "sendMessage", payload | more)


async def test_a_message_arrives_with_its_markup_and_gives_its_id(line: Line) -> None:
    outcome = await line.messenger.send(hello())
    [message] = line.messages()
    assert outcome == Sent(message["message_id"])
    assert message["entities"][0]["type"] == "bold"
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "v1:open:7"


async def test_a_message_to_a_topic_carries_its_thread(line: Line) -> None:
    room = line.sandbox.world.open_room("supergroup", title="Forum", is_forum=True)
    room.members[line.sandbox.world.bot_id] = "administrator"
    made = await line.bot.call("createForumTopic", {"chat_id": room.id, "name": "News"})
    call = Outgoing(room.id, made["message_thread_id"], "sendMessage", {"text": "hi"})
    assert isinstance(await line.messenger.send(call), Sent)
    assert line.messages(room.id)[-1]["message_thread_id"] == made["message_thread_id"]


async def test_an_edit_that_changes_nothing_counts_as_done(line: Line) -> None:
    sent = await line.messenger.send(hello())
    assert isinstance(sent, Sent)
    edit = Outgoing(ADA, 0, "editMessageText", {**hello().payload, "message_id": sent.message_id})
    assert await line.messenger.send(edit) == Sent(None)


async def test_an_edit_of_a_message_that_is_gone_is_missing_and_nothing_is_sent_instead(line: Line) -> None:
    edit = Outgoing(ADA, 0, "editMessageText", {"text": "x", "message_id": 999})
    assert isinstance(await line.messenger.send(edit), Missing)


async def test_markup_that_cannot_be_parsed_is_sent_once_as_plain_text(line: Line) -> None:
    assert isinstance(await line.messenger.send(hello(text="<b>Tom &amp; <huh>Jerry</b>")), Sent)
    assert line.texts() == ["Tom & Jerry"]


async def test_a_reply_to_a_deleted_message_is_sent_without_the_reply(line: Line) -> None:
    sent = await line.messenger.send(hello(reply_parameters={"message_id": 12_345}))
    assert isinstance(sent, Sent)


async def test_too_long_a_message_is_refused_and_not_repeated(line: Line) -> None:
    assert isinstance(await line.messenger.send(hello(text="x" * 5_000)), Refused)
    assert len([call for call in line.sandbox.api.calls if call["method"] == "sendMessage"]) == 1


async def test_who_blocked_us_is_gone(line: Line) -> None:
    line.sandbox.world.person(ADA).has_blocked = True
    outcome = await line.messenger.send(hello())
    assert isinstance(outcome, Gone)
    assert "blocked" in outcome.reason


async def test_an_unknown_chat_is_gone(line: Line) -> None:
    assert isinstance(await line.messenger.send(hello(chat_id=987_654)), Gone)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (403, "Forbidden: bot is not a member of the channel chat"),
        (400, "Bad Request: PEER_ID_INVALID"),
        (400, "Bad Request: group chat was deactivated"),
    ],
)
async def test_the_other_ways_of_being_gone(line: Line, code: int, description: str) -> None:
    line.fault(kind="error", error_code=code, description=description)
    assert isinstance(await line.messenger.send(hello()), Gone)


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: message text is empty",
    ],
)
async def test_what_would_fail_again_is_refused(line: Line, description: str) -> None:
    line.fault(kind="error", error_code=400, description=description)
    assert isinstance(await line.messenger.send(hello()), Refused)


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: need administrator rights in the channel chat",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: TOPIC_CLOSED",
    ],
)
async def test_that_we_may_not_write_now_is_no_fault_of_the_message(line: Line, description: str) -> None:
    line.fault(kind="error", error_code=400, description=description)
    assert isinstance(await line.messenger.send(hello()), Barred)


async def test_a_group_that_became_a_supergroup_says_where_it_moved(line: Line) -> None:
    world = line.sandbox.world
    old, new = world.open_room("group", title="G"), world.open_room("supergroup", title="G")
    old.migrated_to = new.id
    assert await line.messenger.send(hello(chat_id=old.id)) == Moved(new.id)


async def test_a_429_is_for_later_and_the_chat_is_left_alone_until_then(line: Line) -> None:
    line.fault(kind="error", retry_after=40)
    first = await line.messenger.send(hello())
    assert isinstance(first, Later)
    assert first.after == timedelta(seconds=40)
    second = await line.messenger.send(hello())
    assert isinstance(second, Later)
    assert second.after > timedelta(seconds=30)
    assert len([call for call in line.sandbox.api.calls if call["method"] == "sendMessage"]) == 1


async def test_a_server_error_leaves_a_message_unknown_and_an_edit_for_later(line: Line) -> None:
    line.fault(kind="error", error_code=502, method="*", times=2)
    assert isinstance(await line.messenger.send(hello()), Unknown)
    edit = Outgoing(ADA, 0, "editMessageText", {"text": "x", "message_id": 1})
    assert isinstance(await line.messenger.send(edit), Later)


@pytest.mark.parametrize("kind", ["lost_reply", "reset"])
async def test_a_torn_connection_leaves_a_message_unknown(line: Line, kind: str) -> None:
    line.fault(kind=kind)
    assert isinstance(await line.messenger.send(hello()), Unknown)
    assert len(line.texts()) == (kind == "lost_reply")


async def test_a_server_that_cannot_be_reached_is_for_later_with_growing_waits() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        bot = make_bot("12345:token", f"http://127.0.0.1:{unused.getsockname()[1]}", rates=FAST)
    messenger = TelegramMessenger(bot)
    outcomes = [await messenger.send(hello()) for _ in range(12)]
    waits = [outcome.after for outcome in outcomes if isinstance(outcome, Later)]
    assert len(waits) == 12
    assert waits[-1] > waits[0]
    await bot.shutdown()


async def test_the_probe_finds_the_message_and_changes_nothing(line: Line) -> None:
    line.fault(kind="lost_reply")
    call = hello()
    await line.messenger.send(call)
    [before] = line.messages()
    assert await line.messenger.exists(call, before["message_id"]) is True
    assert await line.messenger.exists(call, before["message_id"] + 1) is False
    assert line.messages() == [before]


async def test_the_probe_finds_a_message_that_went_out_as_plain_text(line: Line) -> None:
    call = hello(text="<b>bad <huh>")
    sent = await line.messenger.send(call)
    assert isinstance(sent, Sent)
    assert await line.messenger.exists(call, sent.message_id or 0) is True


async def test_a_message_of_the_reader_is_not_ours(line: Line) -> None:
    line.sandbox.world.person(ADA)
    from sandbox.posting import post

    theirs = post(line.sandbox.world, line.sandbox.world.rooms[ADA], {"text": "hi"}, sender_id=ADA)
    assert await line.messenger.exists(hello(), theirs["message_id"]) is False


async def test_a_probe_without_an_answer_tells_nothing(line: Line) -> None:
    line.fault(method="editMessageText", kind="reset")
    assert await line.messenger.exists(hello(), 1) is None


async def test_a_message_with_a_reply_keyboard_cannot_be_probed(line: Line) -> None:
    call = hello(reply_markup={"force_reply": True})
    sent = await line.messenger.send(call)
    assert isinstance(sent, Sent)
    assert await line.messenger.exists(call, sent.message_id or 0) is None


async def test_a_wrong_token_is_said_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="httpx")
    secret = "123456:AAH-this-is-the-secret-of-this-bot-000"
    async with serve() as sandbox:
        with pytest.raises(SettingsError) as caught:
            async with open_bot(secret, sandbox.url):
                pass
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    shown = f"{caught.value!r}{caught.value.__cause__!r}{caplog.text}"
    assert secret not in shown
    assert repr(make_bot(secret, "http://127.0.0.1:1")) == "PacedBot()"


async def test_a_method_that_the_server_lacks_is_refused_and_stops_nothing(line: Line) -> None:
    assert isinstance(await line.messenger.send(Outgoing(ADA, 0, "sendRichMessage99", {})), Refused)


def test_bad_requests_are_read_in_any_case() -> None:
    edit = Outgoing(ADA, 0, "editMessageText", {})
    assert outcome_of(BadRequest("Bad Request: MESSAGE_NOT_MODIFIED"), edit) == Sent(None)


def test_plain_text_is_what_a_reader_would_see() -> None:
    assert (
        plain_text('<b>A &lt; B</b> <a href="https://x.example/?a=1&amp;b=2">link</a> & <i>more')
        == "A < B link & more"
    )


@pytest.mark.parametrize(("method", "goes_along"), [("sendMessageDraft", True), ("editMessageText", False)])
def test_what_is_seen_while_an_answer_is_worded_is_seen_in_its_topic(method: str, goes_along: bool) -> None:
    made = parameters(Outgoing(1, 5, method, {"text": "a"}))
    assert ("message_thread_id" in made) is goes_along
