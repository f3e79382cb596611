"""What a row of the table is, and how its two figures are taken: in turns, in one run, as CPU seconds unless a row says
otherwise, because the machine has other things to do.
"""

import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TICKS_S = 1e-9


@dataclass(frozen=True)
class Row:
    """One comparison. `ratio` is what `aim` is about: "at least 8" or "at most 0.25", or empty where nothing is asked."""

    work: str
    ours: str
    peer: str
    theirs: str
    ratio: float
    aim: str = ""

    @property
    def is_reached(self) -> bool | None:
        """None where nothing is asked."""
        if not self.aim:
            return None
        bound, _, figure = self.aim.rpartition(" ")
        return self.ratio >= float(figure) if bound == "at least" else self.ratio <= float(figure)


def in_turns(ours: Callable[[], float], theirs: Callable[[], float], *, rounds: int) -> tuple[float, float]:
    """The medians of what both give, run one after the other, so many times."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def cpu_s() -> float:
    """CPU seconds of this process, its threads, and its children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def cpu_of(pids: Iterable[int]) -> float:
    """CPU seconds of processes that run."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) * TICKS_S


def percentile(figures: Sequence[float], share: float) -> float:
    """The smallest of the figures that so large a share of them does not exceed."""
    return sorted(figures)[min(int(len(figures) * share), len(figures) - 1)]
