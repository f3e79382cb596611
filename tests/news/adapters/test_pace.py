"""The pace at which we speak: everything by a clock that the test moves."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter

from news.adapters.pace import Pace, holding_key, messages_made, seconds
from news.adapters.turns import Passage, Rates, Turns


class Granted:
    """Joins the turns and notes the moment each was let go, by simulated time. Replies come at once."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.turns = Turns(rates or Rates())
        self.waiting: list[tuple[str, asyncio.Future[Passage]]] = []
        self.at: dict[str, list[float]] = {}
        self.now = 1_000.0

    def ask(self, name: str, chat: object, *, bulk: bool = False, cost: int = 1) -> None:
        self.waiting.append((name, self.turns.join(chat, cost=cost, bulk=bulk)))

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while True:
            again_at = self.turns.let_go(self.now)
            for name, turn in [(name, turn) for name, turn in self.waiting if turn.done()]:
                if turn.cancelled():
                    continue
                self.at.setdefault(name, []).append(self.now)
                self.waiting.remove((name, turn))
                self.turns.end(turn.result(), self.now, is_answered=True)
            if again_at is None or again_at > end:
                self.now = end
                return
            assert again_at > self.now
            self.now = again_at

    def most_in(self, span: float, *names: str) -> int:
        times = sorted(at for name in names or self.at for at in self.at[name])
        return max(sum(start <= at < start + span for at in times) for start in times)


async def test_a_broadcast_flows_at_95_percent_of_the_rate_and_never_over_it() -> None:
    granted = Granted()
    for chat in range(1, 2_001):
        granted.ask("bulk", chat, bulk=True)
    granted.run(61)
    assert granted.most_in(1.0) <= 30
    in_a_minute = sum(1_001 <= at < 1_061 for at in granted.at["bulk"])
    assert in_a_minute >= 0.95 * 30 * 60


async def test_an_answer_overtakes_a_waiting_broadcast() -> None:
    granted = Granted()
    for chat in range(1, 301):
        granted.ask("bulk", chat, bulk=True)
    granted.run(2)
    granted.ask("answer", 5_000)
    asked_at = granted.now
    granted.run(1)
    assert granted.at["answer"][0] - asked_at < 0.2


async def test_one_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    granted = Granted()
    for _ in range(8):
        granted.ask("a", 7)
    granted.run(20)
    times = [at - 1_000 for at in granted.at["a"]]
    assert times[3] < 0.2
    assert [round(at) for at in times[4:]] == [1, 2, 3, 4]


async def test_a_chat_that_must_wait_does_not_keep_others_waiting() -> None:
    granted = Granted()
    for _ in range(8):
        granted.ask("a", 7)
    granted.ask("b", 8)
    granted.run(0.5)
    assert len(granted.at["b"]) == 1


async def test_a_group_gets_at_most_twenty_in_any_minute() -> None:
    granted = Granted()
    for _ in range(45):
        granted.ask("group", -100_123)
    granted.run(200)
    assert len(granted.at["group"]) == 45
    assert granted.most_in(60.0) == 20


async def test_a_group_that_has_had_its_twenty_keeps_no_other_group_waiting() -> None:
    granted = Granted()
    for _ in range(30):
        granted.ask("group", -100_123)
    granted.run(60)
    granted.ask("other", -100_124)
    granted.run(0.5)
    assert len(granted.at["other"]) == 1


async def test_an_album_costs_as_many_as_it_has_pictures() -> None:
    granted = Granted()
    for chat in range(4):
        granted.ask("album", chat, cost=10)
    granted.ask("next", 9)
    granted.run(3)
    first, _, third, fourth = granted.at["album"]
    assert third - first < 1 < fourth - first  # three fill a second
    assert granted.at["next"][0] > third
    assert messages_made("sendMediaGroup", {"media": [1, 2, 3]}) == 3


async def test_who_gave_up_waiting_costs_nothing() -> None:
    granted = Granted()
    for _ in range(6):
        granted.ask("a", 7)
    granted.waiting[4][1].cancel()
    granted.run(0.5)
    granted.run(1.0)
    assert [name for name, turn in granted.waiting if not turn.done()] == []


@pytest.mark.parametrize(
    "method",
    [
        "editMessageText",
        "answerCallbackQuery",
        "sendChatAction",
        "sendMessageDraft",
        "getMe",
        "deleteMessage",
    ],
)
def test_calls_that_make_no_message_do_not_spend_the_budget(method: str) -> None:
    assert messages_made(method, {"chat_id": 1}) == 0


def test_a_draft_that_earns_a_long_wait_does_not_hold_the_answer_itself() -> None:
    assert holding_key("sendMessageDraft", {"chat_id": 1}) != holding_key("sendMessage", {"chat_id": 1})
    assert holding_key("sendMessage", {"chat_id": 1}) == holding_key("sendPhoto", {"chat_id": 1})


def refusing(seconds: float) -> Callable[..., Coroutine[Any, Any, Any]]:
    async def call(*_args: object, **_kwargs: object) -> Any:
        raise RetryAfter(timedelta(seconds=seconds))

    return call


async def accepting(*_args: object, **_kwargs: object) -> Any:
    return True


async def ask(
    pace: Pace, callback: Callable[..., Coroutine[Any, Any, Any]], chat: int, *, method: str = "sendMessage"
) -> Any:
    return await pace.process_request(callback, (), {}, method, {"chat_id": chat}, {"bulk": True})


async def answer(pace: Pace, callback: Callable[..., Coroutine[Any, Any, Any]], query: str) -> Any:
    return await pace.process_request(
        callback, (), {}, "answerCallbackQuery", {"callback_query_id": query}, None
    )


async def test_a_429_holds_that_chat_and_no_other() -> None:
    pace = Pace()
    with pytest.raises(RetryAfter):
        await ask(pace, refusing(60), 1)
    with pytest.raises(RetryAfter):
        await ask(pace, accepting, 1)  # given back at once, unsent
    assert await ask(pace, accepting, 2) is True


async def test_two_chats_that_are_refused_with_nothing_between_hold_all_messages() -> None:
    pace = Pace()
    for chat in (1, 2):
        with pytest.raises(RetryAfter):
            await ask(pace, refusing(60), chat)
    with pytest.raises(RetryAfter):
        await ask(pace, accepting, 3)


async def test_a_message_that_came_through_between_shows_that_only_those_chats_are_refused() -> None:
    pace = Pace()
    with pytest.raises(RetryAfter):
        await ask(pace, refusing(60), 1)
    assert await ask(pace, accepting, 3) is True
    with pytest.raises(RetryAfter):
        await ask(pace, refusing(60), 2)
    assert await ask(pace, accepting, 4) is True


async def test_a_message_that_went_before_the_first_refusal_shows_nothing() -> None:
    pace, refused = Pace(), asyncio.Event()

    async def slow(*_args: object, **_kwargs: object) -> Any:
        await refused.wait()
        return True

    begun = asyncio.create_task(ask(pace, slow, 3))
    await asyncio.sleep(0)
    with pytest.raises(RetryAfter):
        await ask(pace, refusing(60), 1)
    refused.set()
    await begun
    with pytest.raises(RetryAfter):
        await ask(pace, refusing(60), 2)
    with pytest.raises(RetryAfter):
        await ask(pace, accepting, 4)


@pytest.mark.parametrize(("one", "other", "most"), [(40_000, 40_000, 60), (40_000, 20, 20), (20, 40_000, 20)])
async def test_all_are_held_no_longer_than_both_refusals_say_and_never_for_long(
    one: float, other: float, most: float
) -> None:
    pace = Pace()
    for chat, wait in ((1, one), (2, other)):
        with pytest.raises(RetryAfter):
            await ask(pace, refusing(wait), chat)
    with pytest.raises(RetryAfter) as raised:
        await ask(pace, accepting, 3)
    assert most - 1 <= seconds(raised.value) <= most


EDITS = ("editMessageText", "editMessageReplyMarkup", "deleteMessage", "setMessageReaction")


@pytest.mark.parametrize("method", EDITS)
async def test_edits_that_are_refused_hold_that_method_in_that_chat_only(method: str) -> None:
    pace = Pace()
    for chat in (1, 2):
        with pytest.raises(RetryAfter):
            await ask(pace, refusing(35), chat, method=method)
    for chat in (1, 2, 3):
        assert await ask(pace, accepting, chat) is True
        assert await ask(pace, accepting, chat, method="sendChatAction") is True
    assert await ask(pace, accepting, 3, method=method) is True
    assert await answer(pace, accepting, "7") is True
    with pytest.raises(RetryAfter):
        await ask(pace, accepting, 1, method=method)


async def test_a_tap_is_answered_while_all_messages_are_held() -> None:
    pace = Pace()
    for chat in (1, 2):
        with pytest.raises(RetryAfter):
            await ask(pace, refusing(35), chat)
    assert await answer(pace, accepting, "7") is True
    assert await ask(pace, accepting, 3, method="editMessageText") is True


async def test_an_answer_to_a_tap_that_is_refused_holds_no_other_answer() -> None:
    pace = Pace()
    for query in ("7", "8"):
        with pytest.raises(RetryAfter):
            await answer(pace, refusing(35), query)
    assert await answer(pace, accepting, "9") is True
    assert await ask(pace, accepting, 1) is True


async def test_drafts_that_are_refused_in_two_chats_hold_no_message_and_are_not_waited_for() -> None:
    pace = Pace()
    for chat in (1, 2):
        with pytest.raises(RetryAfter):
            await ask(pace, refusing(2), chat, method="sendMessageDraft")
    for chat in (1, 2, 3):
        assert await ask(pace, accepting, chat) is True
    with pytest.raises(RetryAfter):
        await ask(pace, accepting, 1, method="sendMessageDraft")
    assert await ask(pace, accepting, 3, method="sendMessageDraft") is True


async def test_a_short_hold_is_waited_for() -> None:
    pace = Pace()
    loop = asyncio.get_running_loop()
    with pytest.raises(RetryAfter):
        await ask(pace, refusing(0.2), 1)
    before = loop.time()
    assert await ask(pace, accepting, 1) is True
    assert loop.time() - before >= 0.19


async def test_shutting_down_turns_waiting_calls_away_unsent() -> None:
    pace = Pace(Rates(chat_burst=1))
    assert await ask(pace, accepting, 1) is True
    waiting = asyncio.create_task(ask(pace, accepting, 1))
    await asyncio.sleep(0)
    await pace.shutdown()
    with pytest.raises(RetryAfter):
        await waiting


async def test_what_waits_behind_an_album_of_its_own_chat_goes_after_it_once() -> None:
    granted = Granted(Rates(overall_per_second=10))
    granted.ask("before", 1, cost=8)
    granted.ask("album", 2, cost=5)
    granted.ask("next", 2)
    granted.ask("last", 2)
    granted.run(20)
    assert {name: len(times) for name, times in granted.at.items()} == dict.fromkeys(granted.at, 1)
    assert granted.at["before"] < granted.at["album"] < granted.at["next"] <= granted.at["last"]
