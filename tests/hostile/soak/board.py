"""What the soak and the program under it tell each other: a few numbers in a file that both have mapped.

The day's true time runs as fast as the machine's and is moved on where nothing is under way; the program reads it with
an error that its clock may have. Knows nothing of what either of them does.
"""

import mmap
import struct
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_FORMAT = struct.Struct("<ddqqqq")

LOCKED, CANCELLED = 1, 2
"""Troubles that the program makes for itself: a database that refuses, and steps that are cancelled."""


@dataclass(frozen=True)
class Told:
    """`ahead_s` is how far the day is ahead of the machine's clock, `error_s` how wrong the program's clock goes, `trouble` which
    troubles there are. The program says how many steps are `running`, its `tasks`, and how often it has looked here."""

    ahead_s: float = 0.0
    error_s: float = 0.0
    trouble: int = 0
    running: int = 0
    tasks: int = 0
    looks: int = 0


class Board:
    """The mapped file. Each side writes its own numbers only."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_FORMAT.pack(0.0, 0.0, 0, 0, 0, 0))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), _FORMAT.size)

    def read(self) -> Told:
        return Told(*_FORMAT.unpack_from(self._map))

    def set_time(self, *, ahead_s: float, error_s: float) -> None:
        struct.pack_into("<dd", self._map, 0, ahead_s, error_s)

    def set_trouble(self, trouble: int) -> None:
        struct.pack_into("<q", self._map, 16, trouble)

    def look(self, *, running: int, tasks: int) -> Told:
        """The program has looked: what it saw was true of the time it saw."""
        told = self.read()
        struct.pack_into("<qqq", self._map, 24, running, tasks, told.looks + 1)
        return told

    # --- the time --------------------------------------------------------------------------------

    def seconds(self) -> float:
        """The true time of the day, as Telegram and the press have it."""
        return time.time() + self.read().ahead_s

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def as_the_program_has_it(self) -> datetime:
        told = self.read()
        return datetime.fromtimestamp(time.time() + told.ahead_s + told.error_s, UTC)
