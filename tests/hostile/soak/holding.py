"""What this process holds, by type and by cache, counted in a copy of it: counting takes as much memory again, which would stay.

Texts, numbers and arrays are counted too, which the collector of circles does not know of. What C holds beside Python's objects is not.
"""

import functools
import gc
import os
import sys
from collections import Counter
from collections.abc import Callable

MOST_SAID = 25


def apart(work: Callable[[], None]) -> None:
    """Does it in a copy of this process, which is nobody's child when it ends."""
    child = os.fork()
    if child == 0:
        try:
            if os.fork() == 0:
                work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def held() -> dict[str, dict[str, int]]:
    """Bytes by type, and entries by cache of a function. The process is to end afterwards: nothing is frozen any more."""
    gc.unfreeze()
    gc.collect()
    to_see = gc.get_objects()
    sizes: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    seen: set[int] = set()
    while to_see:
        one = to_see.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        to_see += gc.get_referents(one)
        sizes[type(one).__qualname__] += sys.getsizeof(one, 0)
        if isinstance(one, functools._lru_cache_wrapper):
            entries[getattr(one, "__qualname__", "?")] += one.cache_info().currsize
    return {"bytes": dict(sizes), "entries": dict(entries)}


def told(before: dict[str, dict[str, int]], after: dict[str, dict[str, int]]) -> list[str]:
    """What there is more of, a line each, the most first."""
    return [
        f"{more:+14,d} {what} of {name}"
        for what in ("bytes", "entries")
        for name, more in (Counter(after[what]) - Counter(before[what])).most_common(MOST_SAID)
    ]
