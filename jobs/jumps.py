"""Notices that the machine's clock was put back: the wall clock against one that nobody sets. Pure but for its own state."""

from datetime import datetime, timedelta

LEAST = timedelta(minutes=2)
"""What is less, nobody notices: it is how far ahead the most frequent work is planned."""


class Jumps:
    def __init__(self) -> None:
        self._last: tuple[datetime, float] | None = None

    def put_back_by(self, now: datetime, at_s: float) -> timedelta | None:
        """By how much since it was last asked; None where it was not, or hardly. `at_s`: seconds of a steady clock."""
        last, self._last = self._last, (now, at_s)
        if last is None:
            return None
        back = last[0] + timedelta(seconds=at_s - last[1]) - now
        return back if back >= LEAST else None
