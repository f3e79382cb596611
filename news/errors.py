"""Everything that can go wrong and that a caller cannot reasonably expect.

    PressradarError
    ├── SettingsError        the operator must change a setting; the message says which and how
    ├── LostClaim            another worker took this work while we were at it: roll back, it is theirs
    ├── FetchRefused         an address we will not fetch (private, odd port, odd scheme)
    ├── FetchFailed          the outlet's server did not give us the feed
    ├── ParseFailed          what came is not a feed we can read
    ├── ModelFailed          the model gave nothing usable
    └── NotFound             a row that a caller named is not there

What a caller must choose between is a value instead (`ports.Outcome`, `ports.Fetched`).
"""

from datetime import timedelta


class PressradarError(Exception):
    """The root; never raised itself."""


class SettingsError(PressradarError):
    """A setting that cannot work. The text is for the operator, whole sentences."""


class LostClaim(PressradarError):
    """Somebody else claimed the work (step, row) while we held it: our lease ran out."""

    def __init__(self, step: str, row: int) -> None:
        super().__init__(f"the claim on {step} {row} was lost to another worker")
        self.step, self.row = step, row


class FetchRefused(PressradarError):
    """We do not fetch this address. Never retried until the address changes."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url, self.reason = url, reason


class FetchFailed(PressradarError):
    """The server did not answer as we need. `after` is how long it asked us to stay away, if it did."""

    def __init__(
        self, url: str, reason: str, *, status: int | None = None, after: timedelta | None = None
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url, self.reason, self.status, self.after = url, reason, status, after


class ParseFailed(PressradarError):
    """The body is no feed, or reading it took more time or memory than a feed may."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url, self.reason = url, reason


class ModelFailed(PressradarError):
    """The model did not give an answer that fits; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotFound(PressradarError):
    """The row (noun, id) is not there (any more)."""

    def __init__(self, noun: str, row: int | str) -> None:
        super().__init__(f"no {noun} {row}")
        self.noun, self.row = noun, row
