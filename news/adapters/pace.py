"""How fast we may speak to Telegram: everybody together, one chat, one group; answers before broadcasts.

Telegram publishes 30 messages a second overall, one a second to a chat with short bursts, and 20 a minute
to a group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this), calls them
flexible, and may answer 429 at any time. A 429 says only how long to wait before this request is repeated
(https://core.telegram.org/bots/api#responseparameters), not whom it is meant for. So it holds what it came for: the messages of
that chat, or that other method there. All messages are held only where two chats were refused and nothing came through between,
and then for a while that soon shows whether it was so. Calls that make no message (edits, answers to taps, chat actions)
do not spend the budget, and no message's 429 holds them.
Whose turn it is, is reckoned in `turns`. Knows nothing of what is sent.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from news.adapters.turns import QUIET_CHATS, Passage, Rates, Turns

Lane = Mapping[str, bool]
"""`rate_limit_args`: {"bulk": True} gives way to everything else; {"probe": True} is paced apart."""

PATIENCE_S = 5.0
"""A longer hold is given back to the caller as RetryAfter instead of waited for: nothing was sent."""
REPEAT_S = 10.0
"""Messages to two chats that are refused within this time, with none let through between, mean the bot, not the chats."""
LONGEST_FOR_ALL_S = 60.0
"""All messages are held no longer on that guess: two that follow are tried, each in a chat that was not refused itself."""
Key = tuple[str, Hashable]
MESSAGES = "messages"
PASSING = ("sendChatAction", "sendMessageDraft")
"""What nobody misses: it waits for nothing."""
WHOSE = ("chat_id", "callback_query_id", "inline_query_id", "inline_message_id")
"""What a call is for, by the first of these that it names."""


@dataclass(frozen=True)
class Refusal:
    """A message that got a 429: to whom, when, and until when that holds."""

    chat: Hashable
    at: float
    until: float


class Pace(BaseRateLimiter[Lane]):
    """The limiter of the one bot. Belongs to one event loop; needs no task of its own."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.rates = rates or Rates()
        self._messages = Turns(self.rates)
        self._probes = Turns(self.rates)
        self._held_until: dict[Key, float] = {}
        self._refusal: Refusal | None = None
        """The last, while no message that went after it has arrived."""
        self._all_until = -math.inf
        self._timer: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Whoever still waits is told to come back: nothing of theirs was sent."""
        if self._timer:
            self._timer.cancel()
        for queue in (self._messages, self._probes):
            queue.turn_away(RetryAfter(timedelta(seconds=1)))

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:
        """Waits for this call's turn, calls once. Raises RetryAfter unsent when the turn is over 5 s away."""
        lane = rate_limit_args or {}
        key = holding_key(endpoint, data)
        turn = await self._turn(key, endpoint, data, lane)
        is_answered, began_at = False, _now()
        try:
            made = await callback(*args, **kwargs)
            is_answered = True
            if key[0] == MESSAGES and self._refusal is not None and began_at >= self._refusal.at:
                self._refusal = None
        except RetryAfter as error:
            self._hold(key, seconds(error))
            raise
        finally:
            if turn is not None:
                queue, passage = turn
                queue.end(passage, _now(), is_answered=is_answered)
                self._pump()
        return made

    async def _turn(
        self, key: Key, endpoint: str, data: Mapping[str, Any], lane: Lane
    ) -> tuple[Turns, Passage] | None:
        held = self._held_for(key)
        if held > (0.0 if endpoint in PASSING else PATIENCE_S):
            raise RetryAfter(timedelta(seconds=math.ceil(held)))
        if held > 0:
            await asyncio.sleep(held)
        cost = messages_made(endpoint, data)
        if not cost and not lane.get("probe"):
            return None
        queue = self._messages if cost else self._probes
        chat = data.get("chat_id") if cost else None
        far = queue.wait_for_chat(chat, _now(), cost=cost)
        if far > PATIENCE_S:
            raise RetryAfter(timedelta(seconds=math.ceil(far)))
        turn = queue.join(chat, cost=max(cost, 1), bulk=bool(lane.get("bulk")))
        self._pump()
        return queue, await turn

    def _hold(self, key: Key, wait_s: float) -> None:
        now = _now()
        until = now + wait_s
        self._held_until[key] = max(until, self._held_until.get(key, 0.0))
        if len(self._held_until) > QUIET_CHATS:
            self._held_until = {held: at for held, at in self._held_until.items() if at > now}
        if key[0] != MESSAGES:
            return
        self._messages.hold(key[1], now=now, until=until)
        last, self._refusal = self._refusal, Refusal(key[1], now, until)
        if last is not None and last.chat != key[1] and now - last.at < REPEAT_S:
            all_until = min(last.until, until, now + LONGEST_FOR_ALL_S)
            self._all_until = max(all_until, self._all_until)
            self._messages.hold_all(self._all_until)

    def _held_for(self, key: Key) -> float:
        until = self._held_until.get(key, -math.inf)
        return max(until, self._all_until if key[0] == MESSAGES else -math.inf) - _now()

    def _pump(self) -> None:
        """Let go whoever may go now, and come back when the next may."""
        if self._timer:
            self._timer.cancel()
        now = _now()
        moments = [queue.let_go(now) for queue in (self._messages, self._probes)]
        soonest = min((moment for moment in moments if moment is not None), default=None)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(soonest - now, 0.0), self._pump) if soonest is not None else None


def _now() -> float:
    return asyncio.get_running_loop().time()


def seconds(error: RetryAfter) -> float:
    """The wait that Telegram asked for, whichever type the library gives it in."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def messages_made(endpoint: str, data: Mapping[str, Any]) -> int:
    """How many messages a call makes, 0 for calls that only change or answer something."""
    if endpoint in PASSING:
        return 0
    if endpoint == "sendMediaGroup":
        return _length(data.get("media"))
    if endpoint in ("copyMessages", "forwardMessages"):
        return _length(data.get("message_ids"))
    return 1 if endpoint.startswith(("send", "copyMessage", "forwardMessage")) else 0


def _length(listed: object) -> int:
    return max(len(listed), 1) if isinstance(listed, list | tuple) else 1


def holding_key(endpoint: str, data: Mapping[str, Any]) -> Key:
    """What a 429 for this call holds: a chat's messages, or this other method in that chat, never both.

    Drafts earn waits of minutes (280 s seen) that must not keep the answer itself from going out; nor may many edits.
    """
    whose = next((data[name] for name in WHOSE if data.get(name) is not None), None)
    return (MESSAGES if messages_made(endpoint, data) else endpoint, whose)
