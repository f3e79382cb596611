"""How often this process looks for circles of objects that nothing reaches any more. Asked for where a process begins.

Python looks through all its objects whenever some hundred thousand came to stay, which a reading of the live stories does by
itself: a fifth of the time in which digests are made. What was imported is looked through no more, and what has been there for
long very seldom. What came of late is looked through often: statements leave circles of hundreds of objects, which would stay for a day
otherwise. Those of errors of steps, of updates and of the database are undone where the error was noted (`let_go`). What stands in no
circle goes at once as before, which is nearly all of it. While the program is imported, where nearly everything stays, it does not look
at all: that was a sixth of a start.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW, YOUNG, OLD = 5_000, 2, 270
"""Objects before the newest are looked through; looks at these before one at the next; and at those before one at all."""


def collect_seldom() -> None:
    gc.freeze()
    gc.set_threshold(NEW, YOUNG, OLD)


@contextmanager
def uncollected() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def let_go(error: BaseException | None) -> None:
    """Has an error that was noted, and those behind it, forget by which way they came. All that stood on the way had hold of what it was at
    work with, and SQLAlchemy's errors are held by what stands on theirs: a circle, of thousands of rows where many were read."""
    if error is not None and error.__traceback__ is not None:
        error.__traceback__ = None
        together = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
        for behind in (error.__cause__, error.__context__, *together):
            let_go(behind)
