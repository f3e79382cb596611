"""How the C library holds memory for a process that lives for weeks. Asked for where a process begins.

Left alone, glibc keeps a heap for each of many threads, and takes what is large from those heaps too once something large was freed:
what is freed between two things that stay is not given back, and a process that reads and writes all day grows by it.
"""

import sys

ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
"""Names of glibc's settings: mallopt(3), malloc.h."""
HEAPS = 2
LARGE_BYTES = 128 * 1024
"""glibc's own first bound, which stays where it is once it was set; from there on a block is the system's, and goes back at once."""


def give_memory_back() -> None:
    """Does nothing where the C library is another than glibc."""
    if sys.platform != "linux":
        return
    import ctypes  # only here: the tools of the terminal need none of it

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for name, value in ((ARENA_MAX, HEAPS), (MMAP_THRESHOLD, LARGE_BYTES), (TRIM_THRESHOLD, LARGE_BYTES)):
            mallopt(name, value)
