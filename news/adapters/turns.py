"""Whose turn it is to send, and when: everybody together, one chat, one group; answers before broadcasts.

A message counts at Telegram at a moment between its call and its reply that nobody tells us, and the limit holds for any second there. What can be
known is how much longer than the quickest of late a call took: by no more than that was it counted late, as against the next. It keeps its place
for a second and so much. So no second at Telegram has more than it allows, however unevenly messages travel, and where they travel evenly nearly
all of it is used. Knows nothing of what is sent, and waits for nothing itself: whoever uses it says what time it is.
"""

import asyncio
import heapq
import math
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count

SECOND_S = 1.002
"""A second, and what two clocks may differ in it."""
LONGEST_S = 1.5
"""A message counts no later than this after its call began; replies that take longer, or never come, are not waited for."""
KNOWN_AFTER, LATELY = 100, 2_000
"""The quickest of so many calls, at least and at most, says what the way to Telegram and back takes at least."""
EVENNESS = 1.1
"""Messages follow each other at most so much faster than on average, so that an answer finds a place soon."""
CATCH_UP_S = 0.3
"""But what a late wake-up missed of the last moments goes at once: a place that is not used in its second is lost."""
QUIET_CHATS = 20_000
MINUTE_S = 60.5
"""A minute, with room for messages that travel faster than the ones before them."""


@dataclass(frozen=True)
class Rates:
    """What is allowed. `chat_burst` messages to one chat pass at once before one a second paces them."""

    overall_per_second: float = 30.0
    chat_per_second: float = 1.0
    chat_burst: int = 4
    group_per_minute: int = 20


@dataclass(eq=False)
class Passage:
    """One call let go, which makes `cost` messages."""

    began_at: float
    cost: int = 1

    @property
    def forgotten_at(self) -> float:
        """When it counts no longer at the latest."""
        return self.began_at + LONGEST_S + SECOND_S


@dataclass(eq=False)
class _Waiter:
    cost: int
    number: int
    turn: asyncio.Future[Passage]


class Turns:
    """Who waits, chat by chat, and when the next may go. A step costs the logarithm of the chats waiting."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._recent = Recent(max(int(rates.overall_per_second), 1))
        self._next_at = -math.inf
        self._numbers = count()
        self._lines: dict[tuple[bool, Hashable], deque[_Waiter]] = {}
        self._resting: list[tuple[float, int, bool, Hashable]] = []  # heap by when the chat may speak again
        self._ready: tuple[list[tuple[int, Hashable]], list[tuple[int, Hashable]]] = ([], [])  # answers, bulk
        self._chats: dict[Hashable, ChatPace] = {}

    def join(self, chat: Hashable, *, cost: int, bulk: bool) -> asyncio.Future[Passage]:
        """Waits in line; done when it may go. Whoever went says so by `end`."""
        turn: asyncio.Future[Passage] = asyncio.get_running_loop().create_future()
        line = self._lines.setdefault((bulk, chat), deque())
        waiter = _Waiter(cost, next(self._numbers), turn)
        line.append(waiter)
        if len(line) == 1:
            heapq.heappush(self._ready[bulk], (waiter.number, chat))
        return turn

    def end(self, passage: Passage, now: float, *, is_answered: bool) -> None:
        """Its call is over; `is_answered` where a reply has shown how long the way takes."""
        self._recent.end(passage, now, is_answered=is_answered)

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
        while self._free_at(now) <= now and (found := self._first(now)):
            waiter, bulk, chat = found
            if self._free_at(now, cost=waiter.cost) > now:  # more messages than there is room for yet
                self._return(waiter, bulk, chat)
                return self._free_at(now, cost=waiter.cost)
            self._next_at = max(self._next_at, now - CATCH_UP_S) + waiter.cost / (
                EVENNESS * self._rates.overall_per_second
            )
            if chat is not None:
                self._pace(chat, now).spend(now, cost=waiter.cost)
            waiter.turn.set_result(self._recent.begin(now, cost=waiter.cost))
        if any(self._ready):
            return self._free_at(now)
        return max(self._resting[0][0], self._free_at(now)) if self._resting else None

    def _free_at(self, now: float, *, cost: int = 1) -> float:
        """When so many more fit: evenly after the last, and into the second."""
        return max(self._next_at, self._recent.free_at(now, cost=cost))

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

    def _first(self, now: float) -> tuple[_Waiter, bool, Hashable] | None:
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
                return waiter, bool(bulk), chat
        return None

    def _return(self, waiter: _Waiter, bulk: bool, chat: Hashable) -> None:
        """To the head of its line, which is asked for already where others wait in it."""
        line = self._lines.setdefault((bulk, chat), deque())
        if not line:
            heapq.heappush(self._ready[bulk], (waiter.number, chat))
        line.appendleft(waiter)

    def _pace(self, chat: Hashable, now: float) -> "ChatPace":
        pace = self._chats.get(chat)
        if pace is None:
            if len(self._chats) > QUIET_CHATS:
                self._chats = {known: pace for known, pace in self._chats.items() if not pace.is_quiet(now)}
            pace = self._chats[chat] = ChatPace(self._rates, is_group=is_group(chat))
        return pace


class Recent:
    """Messages that may still count towards `most` in a second."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._under_way: dict[Passage, None] = {}  # in the order in which they began
        self._kept_until: list[float] = []  # heap: of those that are over, a time each
        self._took: deque[float] = deque(maxlen=LATELY)

    def begin(self, now: float, *, cost: int) -> Passage:
        passage = Passage(now, cost)
        self._under_way[passage] = None
        return passage

    def end(self, passage: Passage, now: float, *, is_answered: bool) -> None:
        if passage not in self._under_way:  # it took so long that it was forgotten
            return
        del self._under_way[passage]
        took = now - passage.began_at
        if is_answered:
            self._took.append(took)
        late = took - (min(self._took) if len(self._took) >= KNOWN_AFTER else 0.0)
        for _ in range(passage.cost):
            heapq.heappush(self._kept_until, passage.began_at + min(late, LONGEST_S) + SECOND_S)

    def free_at(self, now: float, *, cost: int) -> float:
        """When so many more fit; at once where nothing counts."""
        self._forget(now)
        most = max(self._most, cost)
        over = sum(passage.cost for passage in self._under_way) + len(self._kept_until) + cost - most
        if over <= 0:
            return -math.inf
        latest = [passage.forgotten_at for passage in self._under_way for _ in range(passage.cost)]
        if over == 1:
            return min([*latest[:1], *self._kept_until[:1]])
        return heapq.nsmallest(over, [*latest, *self._kept_until])[-1]

    def _forget(self, now: float) -> None:
        while self._kept_until and self._kept_until[0] <= now:
            heapq.heappop(self._kept_until)
        while self._under_way and (first := next(iter(self._under_way))).forgotten_at <= now:
            del self._under_way[first]


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


def is_group(chat: object) -> bool:
    """Groups and channels have negative ids; a name given as @name can only be one of them."""
    return chat < 0 if isinstance(chat, int) else isinstance(chat, str)
