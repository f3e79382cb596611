"""How fast we may speak to Telegram: everybody together, one chat, one group; answers before broadcasts.

Telegram publishes 30 messages a second overall, one a second to a chat with short bursts, and 20 a minute
to a group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this), calls them
flexible, and may answer 429 at any time. A 429 holds the chat it came for; when a second chat gets one soon
after, everything. Calls that make no message (edits, answers to taps, chat actions) do not spend the budget.
Knows nothing of what is sent.
"""

import asyncio
import heapq
import math
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

Lane = Mapping[str, bool]
"""`rate_limit_args`: {"bulk": True} gives way to everything else; {"probe": True} is paced apart."""

WINDOW_S = 1.002
"""A second, and what two clocks may differ in it."""
GUARD_S = 0.05
"""How much a message may be delayed on its way more than those before it; 30 in 1.05 s is 95 % of 30 a second."""
EVENNESS = 1.1
"""Messages follow each other at most so much faster than on average: a late wake-up is made good, not bunched."""
PATIENCE_S = 5.0
"""A longer hold is given back to the caller as RetryAfter instead of waited for: nothing was sent."""
REPEAT_S = 10.0
"""Two 429 of different chats within this time mean the bot, not the chat."""
QUIET_CHATS = 20_000
MINUTE_S = 60.5
"""A minute, with room for messages that travel faster than the ones before them."""
Key = tuple[str, Hashable]
MESSAGES = "messages"
EVERYTHING: Key = ("", None)
PASSING = ("sendChatAction", "sendMessageDraft")
"""What nobody misses: it waits for nothing, and a 429 for it says nothing of what messages may do."""


@dataclass(frozen=True)
class Rates:
    """What is allowed. `chat_burst` messages to one chat pass at once before one a second paces them."""

    overall_per_second: float = 30.0
    chat_per_second: float = 1.0
    chat_burst: int = 4
    group_per_minute: int = 20


class Pace(BaseRateLimiter[Lane]):
    """The limiter of the one bot. Belongs to one event loop; needs no task of its own."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.rates = rates or Rates()
        self._messages = Turns(self.rates)
        self._probes = Turns(self.rates)
        self._held_until: dict[Key, float] = {}
        self._last_429: tuple[Key, float] = (EVERYTHING, -math.inf)
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
        passage = await self._turn(key, endpoint, data, lane)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._hold(key, seconds(error))
            raise
        finally:
            if passage is not None:
                passage.over_at = _now()
                self._pump()

    async def _turn(self, key: Key, endpoint: str, data: Mapping[str, Any], lane: Lane) -> "Passage | None":
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
        return await turn

    def _hold(self, key: Key, wait_s: float) -> None:
        now = _now()
        until = now + wait_s
        self._held_until[key] = max(until, self._held_until.get(key, 0.0))
        if len(self._held_until) > QUIET_CHATS:
            self._held_until = {held: at for held, at in self._held_until.items() if at > now}
        if key[0] in PASSING:
            return
        other, at = self._last_429
        if other not in (EVERYTHING, key) and now - at < REPEAT_S:
            self._held_until[EVERYTHING] = max(until, self._held_until.get(EVERYTHING, 0.0))
        self._last_429 = (key, now)
        if key[0] == MESSAGES and key[1] is not None:
            self._messages.hold(key[1], now=now, until=until)
        if EVERYTHING in self._held_until:
            self._messages.hold_all(self._held_until[EVERYTHING])

    def _held_for(self, key: Key) -> float:
        until = max(self._held_until.get(key, 0.0), self._held_until.get(EVERYTHING, 0.0))
        return until - _now()

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

    Drafts earn waits of minutes (280 s seen) that must not keep the answer itself from going out.
    """
    chat = data.get("chat_id")
    return (MESSAGES, chat) if messages_made(endpoint, data) else (endpoint, chat)


def is_group(chat: object) -> bool:
    """Groups and channels have negative ids; a name given as @name can only be one of them."""
    return chat < 0 if isinstance(chat, int) else isinstance(chat, str)


@dataclass(eq=False)
class Passage:
    """One call let go: some time between `began_at` and `over_at` Telegram counted it."""

    began_at: float
    over_at: float = math.inf

    @property
    def forgotten_at(self) -> float:
        """When it no longer counts against a limit a second. Replies that are slow are not waited for."""
        return min(self.over_at, self.began_at + GUARD_S) + WINDOW_S


@dataclass(eq=False)
class _Waiter:
    cost: int
    number: int
    turn: asyncio.Future[Passage]


class Turns:
    """Who waits, chat by chat, and when the next may go. A step costs the logarithm of the chats waiting."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._recent: deque[Passage] = deque(maxlen=max(int(rates.overall_per_second), 1))
        self._next_at = -math.inf
        self._numbers = count()
        self._lines: dict[tuple[bool, Hashable], deque[_Waiter]] = {}
        self._resting: list[tuple[float, int, bool, Hashable]] = []  # heap by when the chat may speak again
        self._ready: tuple[list[tuple[int, Hashable]], list[tuple[int, Hashable]]] = ([], [])  # answers, bulk
        self._chats: dict[Hashable, ChatPace] = {}

    def join(self, chat: Hashable, *, cost: int, bulk: bool) -> asyncio.Future[Passage]:
        turn: asyncio.Future[Passage] = asyncio.get_running_loop().create_future()
        line = self._lines.setdefault((bulk, chat), deque())
        waiter = _Waiter(cost, next(self._numbers), turn)
        line.append(waiter)
        if len(line) == 1:
            heapq.heappush(self._ready[bulk], (waiter.number, chat))
        return turn

    def wait_for_chat(self, chat: Hashable, now: float, *, cost: int) -> float:
        """Seconds until this chat could take one more after those that wait already."""
        pace = self._chats.get(chat)
        if pace is None:
            return 0.0
        behind = sum(len(self._lines.get((bulk, chat), ())) for bulk in (False, True))
        return pace.wait(now, cost=cost, behind=behind)

    def hold(self, chat: Hashable, *, now: float, until: float) -> None:
        pace = self._pace(chat, now)
        pace.held_until = max(pace.held_until, until)

    def hold_all(self, until: float) -> None:
        self._next_at = max(self._next_at, until)

    def let_go(self, now: float) -> float | None:
        """Release all whose turn has come; gives when to ask again, None when nobody waits."""
        self._wake(now)
        while self._free_at() <= now and (found := self._first(now)):
            waiter, chat = found
            passage = Passage(now)
            self._recent.extend([passage] * waiter.cost)
            self._next_at = now + (1 / EVENNESS + waiter.cost - 1) / self._rates.overall_per_second
            if chat is not None:
                self._pace(chat, now).spend(now, cost=waiter.cost)
            waiter.turn.set_result(passage)
        if any(self._ready):
            return self._free_at()
        return max(self._resting[0][0], self._free_at()) if self._resting else None

    def _free_at(self) -> float:
        """When one more fits: evenly after the last, and a second after the one it replaces."""
        is_full = len(self._recent) == self._recent.maxlen
        return max(self._next_at, self._recent[0].forgotten_at if is_full else -math.inf)

    def turn_away(self, error: Exception) -> None:
        for line in self._lines.values():
            for waiter in line:
                if not waiter.turn.done():
                    waiter.turn.set_exception(error)
        self._lines.clear()
        self._resting.clear()
        for ready in self._ready:
            ready.clear()

    def _wake(self, now: float) -> None:
        while self._resting and self._resting[0][0] <= now:
            _, number, bulk, chat = heapq.heappop(self._resting)
            heapq.heappush(self._ready[bulk], (number, chat))

    def _first(self, now: float) -> tuple[_Waiter, Hashable] | None:
        """The longest waiting answer whose chat may take it, else the longest waiting broadcast."""
        for bulk, ready in enumerate(self._ready):
            while ready:
                _, chat = heapq.heappop(ready)
                line = self._lines[bool(bulk), chat]
                while line and line[0].turn.done():  # its caller gave up
                    line.popleft()
                if not line:
                    del self._lines[bool(bulk), chat]
                    continue
                wait = self._pace(chat, now).wait(now, cost=line[0].cost) if chat is not None else 0.0
                if wait > 0:
                    heapq.heappush(self._resting, (now + wait, line[0].number, bool(bulk), chat))
                    continue
                waiter = line.popleft()
                if line:
                    heapq.heappush(ready, (line[0].number, chat))
                else:
                    del self._lines[bool(bulk), chat]
                return waiter, chat
        return None

    def _pace(self, chat: Hashable, now: float) -> "ChatPace":
        pace = self._chats.get(chat)
        if pace is None:
            if len(self._chats) > QUIET_CHATS:
                self._chats = {known: pace for known, pace in self._chats.items() if not pace.is_quiet(now)}
            pace = self._chats[chat] = ChatPace(self._rates, is_group=is_group(chat))
        return pace


class ChatPace:
    """One chat's budget: the generic cell rate algorithm, and for groups a window of a minute besides."""

    def __init__(self, rates: Rates, *, is_group: bool) -> None:
        self._cost_s = 1 / rates.chat_per_second
        self._burst = rates.chat_burst
        self._minute: deque[float] | None = deque(maxlen=rates.group_per_minute) if is_group else None
        self._paid_until = -math.inf
        self.held_until = -math.inf

    def wait(self, now: float, *, cost: int, behind: int = 0) -> float:
        """Seconds until `cost` messages may go after `behind` others; 0 means now."""
        ahead = max(self._paid_until - now, 0.0) + (behind + cost) * self._cost_s
        room = max(self._burst, cost) * self._cost_s
        wait = ahead - room if ahead - room > 1e-9 else 0.0
        return max(wait, self.held_until - now, self._wait_for_window(now, behind + cost))

    def spend(self, now: float, *, cost: int) -> None:
        self._paid_until = max(self._paid_until, now) + cost * self._cost_s
        if self._minute is not None:
            self._minute.extend([now] * cost)

    def is_quiet(self, now: float) -> bool:
        last = self._minute[-1] + MINUTE_S if self._minute else -math.inf
        return max(self._paid_until, self.held_until, last) < now

    def _wait_for_window(self, now: float, wanted: int) -> float:
        """The last `group_per_minute` messages must be a minute old before more follow them."""
        window = self._minute
        if window is None or window.maxlen is None or len(window) + wanted <= window.maxlen:
            return 0.0
        freed_by = min(len(window) + wanted - window.maxlen, len(window)) - 1
        return max(window[freed_by] + MINUTE_S - now, 0.0) if window else 0.0
