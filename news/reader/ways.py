"""The ways in which a reader makes a story their own."""

from typing import Literal

Way = Literal["followed", "saved", "muted"]
WAYS: tuple[Way, ...] = ("followed", "saved", "muted")
