"""How fast one chat's updates are handled: at once, until there are so many that it gets its answers no sooner anyway.

Telegram lets us answer a chat once a second, a group twenty times a minute. Who writes faster waits for themselves alone, and
loses nothing: the inbox keeps it. The generic cell rate algorithm, in memory only: a restart begins with an empty slate, and
costs others nothing. Knows no Telegram and no rows.
"""

from dataclasses import dataclass, field

PRIVATE = (30, 1.0)
"""Updates handled at once, and a second from then on."""
SHARED = (200, 10.0)
"""In a group, where most is not for us and costs little."""
EAGER = 5
"""More updates than are answered by now: who taps through settings has fewer."""
QUIET_CHATS = 10_000


@dataclass
class _Pace:
    paid_until_s: float
    is_flooding: bool = False


@dataclass
class Flood:
    """Belongs to one event loop. What is allowed: at once, and a second from then on."""

    private: tuple[int, float] = PRIVATE
    shared: tuple[int, float] = SHARED
    _paces: dict[int, _Pace] = field(default_factory=dict)

    def spend(self, chat_id: int, now_s: float) -> bool:
        """Counts one update of the chat; True for the one with which a flood begins."""
        pace = self._paces.get(chat_id)
        if pace is None or pace.paid_until_s <= now_s:
            self._forget_quiet(now_s)
            pace = self._paces[chat_id] = _Pace(now_s)
        pace.paid_until_s += 1 / self._rates(chat_id)[1]
        is_new = not pace.is_flooding and self.wait_s(chat_id, now_s) > 0
        pace.is_flooding |= is_new
        return is_new

    def wait_s(self, chat_id: int, now_s: float) -> float:
        """How many seconds the chat's next update should wait."""
        pace = self._paces.get(chat_id)
        burst, per_second = self._rates(chat_id)
        return max(pace.paid_until_s - now_s - burst / per_second, 0.0) if pace is not None else 0.0

    def is_eager(self, chat_id: int, now_s: float) -> bool:
        """Whether so much came from the chat of late that what it asks for next may wait for others."""
        pace = self._paces.get(chat_id)
        return pace is not None and (pace.paid_until_s - now_s) * self._rates(chat_id)[1] > EAGER

    def resting(self, now_s: float) -> list[int]:
        """The chats whose next update should wait."""
        return [chat for chat in self._paces if self.wait_s(chat, now_s) > 0]

    def _forget_quiet(self, now_s: float) -> None:
        if len(self._paces) > QUIET_CHATS:
            self._paces = {chat: pace for chat, pace in self._paces.items() if pace.paid_until_s > now_s}

    def _rates(self, chat_id: int) -> tuple[int, float]:
        return self.private if chat_id > 0 else self.shared
