"""Flood control in the manner of Telegram's: what a bot may send in a second, to a chat, to a group.

The real limits are unpublished and flexible; the FAQ names 30 messages a second overall, one a second to
a chat (short bursts pass) and 20 a minute to a group (https://core.telegram.org/bots/faq#broadcasting-to-users).
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`chat_burst` messages to one chat pass at once before `chat_per_second` paces them."""

    overall_per_second: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20
    enabled: bool = True


class FloodControl:
    """Counts accepted messages only: a refused call costs nothing."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._overall: deque[float] = deque()
        self._paid_until: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}

    def wait(self, chat_id: int, now: float, *, is_group: bool, count: int = 1) -> int:
        """Whole seconds until `count` messages may go to the chat; 0 means now, and they are counted."""
        limits = self.limits
        if not limits.enabled:
            return 0
        window = self._groups.setdefault(chat_id, deque()) if is_group else deque[float]()
        seconds = max(
            _window_wait(self._overall, now, span=1.0, size=limits.overall_per_second, count=count),
            self._chat_wait(chat_id, now, count),
            _window_wait(window, now, span=60.0, size=limits.group_per_minute, count=count)
            if is_group
            else 0.0,
        )
        if seconds > 0:
            return max(1, math.ceil(seconds))
        self._overall.extend([now] * count)
        window.extend([now] * count)
        paid = max(self._paid_until.get(chat_id, 0.0), now)
        self._paid_until[chat_id] = paid + count / limits.chat_per_second
        self._forget_quiet_chats(now)
        return 0

    def _chat_wait(self, chat_id: int, now: float, count: int) -> float:
        """Generic cell rate algorithm: each message pays a slot; a burst may run ahead of the clock."""
        cost = 1 / self.limits.chat_per_second
        ahead = max(self._paid_until.get(chat_id, 0.0) - now, 0.0)
        room = max(self.limits.chat_burst, count) * cost
        return ahead + count * cost - room if ahead + count * cost > room + 1e-9 else 0.0

    def _forget_quiet_chats(self, now: float) -> None:
        if len(self._paid_until) > 20_000:
            self._paid_until = {chat: paid for chat, paid in self._paid_until.items() if paid > now}


def _window_wait(times: deque[float], now: float, *, span: float, size: int, count: int) -> float:
    while times and times[0] <= now - span:
        times.popleft()
    excess = len(times) + min(count, size) - size
    return times[excess - 1] + span - now if excess > 0 else 0.0
