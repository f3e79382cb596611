"""When nothing should make a sound: a window of the reader's clock, across midnight too. Pure; `now` is passed in.

At the edges of summer time the window ends when the reader's clock first shows (or has passed) its end.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from news.clock import read_time, slot_on

_BETWEEN = re.compile(
    r"\s*(?:-|–|—|−|~|〜|至|到|から|부터|에서|থেকে|से|إلى|\bتا\b|\bעד\b|\s"
    r"|\b(?:to|till|bis|a|à|до|alle|às|até|la|până la|tot|till|έω[ςσ]|ω[ςσ]|μέχρι|do|sampai|hingga|đến|tới)\b)\s*"
)
_LAST = re.compile(r"\s*(?:まで|까지|পর্যন্ত|तक)\s*$")
"""The small word that stands behind the end of a window."""


@dataclass(frozen=True)
class Window:
    """From one local time to another, "HH:MM" both; the end is no longer in it."""

    begins: str
    ends: str

    def holds(self, local_time: str) -> bool:
        if self.begins <= self.ends:
            return self.begins <= local_time < self.ends
        return local_time >= self.begins or local_time < self.ends


def window_of(begins: str | None, ends: str | None) -> Window | None:
    """None where no quiet hours are set."""
    return Window(begins, ends) if begins and ends and begins != ends else None


def read_window(text: str) -> Window | None:
    """ "22-7", "22:00–07:00", "10pm to 7am"; None where it is no window, or an empty one."""
    plain = _LAST.sub("", unicodedata.normalize("NFKC", text).casefold()).strip()
    for found in _BETWEEN.finditer(plain):
        begins, ends = read_time(plain[: found.start()]), read_time(plain[found.end() :])
        if begins and ends:
            return window_of(begins, ends)
    return None


def is_quiet(window: Window | None, *, now: datetime, zone: str) -> bool:
    return window is not None and window.holds(f"{now.astimezone(ZoneInfo(zone)):%H:%M}")


def quiet_ends_at(window: Window, *, now: datetime, zone: str) -> datetime:
    """The next instant after `now` at which the window's end comes."""
    today = now.astimezone(ZoneInfo(zone)).date()
    ends = (slot_on(today + timedelta(days=ahead), window.ends, zone=zone).at for ahead in range(-1, 4))
    return next(at for at in ends if at > now)
