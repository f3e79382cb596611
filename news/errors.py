"""Everything that can go wrong and that a caller cannot reasonably expect.

    PressradarError
    ├── SettingsError        the operator must change a setting; the message says which and how
    ├── LostClaim            another worker took this work while we were at it: roll back, it is theirs
    ├── FetchRefused         an address we will not fetch (private, odd port, odd scheme)
    ├── FetchFailed          the outlet's server did not give us the feed
    ├── ParseFailed          what came is not a feed we can read
    ├── ModelFailed          the model gave nothing usable
    │   ├── ModelBusy        not now: overloaded, out of reach, too slow; worth asking again later
    │   ├── ModelClosed      not for a while, whatever is asked: key, account, name, or it failed too often
    │   ├── OverBudget       today's tokens or calls are used up
    │   ├── InputTooLong     more than the model can read; less of it may do
    │   ├── CutShort         the answer ended before it was complete; a shorter one may not
    │   ├── Misread          the answer is not what was asked for; saying so may mend it
    │   └── Declined         the model, or who runs it, does not answer this; asking again will not help
    ├── FileFailed           a file that a reader sent could not be had, or is too large
    ├── PictureFailed        no picture could be drawn
    ├── ProgramFailed        another program of this machine did not do what it was asked
    ├── SpeechFailed         nothing could be read aloud
    └── NotFound             a row that a caller named is not there

What a caller must choose between is a value instead (`ports.Outcome`, `ports.Fetched`).
"""

from datetime import timedelta
from typing import Self

from news.operating.usage import Usage


class PressradarError(Exception):
    """The root; never raised itself."""


class SettingsError(PressradarError):
    """A setting that cannot work. The text is for the operator, whole sentences."""


def to_install(extra: str) -> str:
    """How an operator adds one of the extras of pyproject.toml, where it is not installed."""
    return f"`make setup EXTRAS={extra}` in a checkout, `pip install 'WHEEL[{extra}]'` where a wheel was installed"


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
    """The model did not give an answer that fits; `reason` is for the log, `usage` what was used up all the same."""

    def __init__(self, reason: str, *, usage: Usage | None = None) -> None:
        super().__init__(reason)
        self.reason, self.usage = reason, usage or Usage()

    def for_another(self) -> Self:
        """The same for somebody who asked the same: nothing was used up for them."""
        same = type(self).__new__(type(self), *self.args)
        same.__dict__ |= self.__dict__ | {"usage": Usage()}
        return same


class ModelBusy(ModelFailed):
    """`after` is how long it asked us to stay away, if it did."""

    def __init__(self, reason: str, *, usage: Usage | None = None, after: timedelta | None = None) -> None:
        super().__init__(reason, usage=usage)
        self.after = after


class ModelClosed(ModelFailed):
    """The operator is to be told (`ports.Model.trouble`); nothing is asked of it meanwhile."""


class OverBudget(ModelFailed):
    """Nothing was asked: what the operator allows for the day (or for this kind of question) would not have sufficed."""


class InputTooLong(ModelFailed):
    """The endpoint refused the length of what was asked; nothing was used up."""


class CutShort(ModelFailed):
    """Its length ran out, or the stream stopped or broke before the end."""


class Misread(ModelFailed):
    """Not JSON, or not of the shape asked for. `said` is the beginning of what it answered."""

    def __init__(self, reason: str, *, said: str, usage: Usage | None = None) -> None:
        super().__init__(reason, usage=usage)
        self.said = said


class Declined(ModelFailed):
    """A refusal, in a field of its own or in words, or a content filter."""


class FileFailed(PressradarError):
    """A file that a reader sent could not be had from Telegram, or is larger than we take."""


class PictureFailed(PressradarError):
    """No picture could be drawn: the library is missing, or took too long."""


class ProgramFailed(PressradarError):
    """A program of this machine is not there, failed, or took too long; `reason` in its own last words."""

    def __init__(self, program: str, reason: str) -> None:
        super().__init__(f"{program}: {reason}")
        self.program, self.reason = program, reason


class SpeechFailed(PressradarError):
    """A text could not be read aloud; `reason` is for the operator, `usage` what was used up all the same."""

    def __init__(self, reason: str, *, usage: Usage | None = None) -> None:
        super().__init__(reason)
        self.reason, self.usage = reason, usage or Usage()


class NotFound(PressradarError):
    """The row (noun, id) is not there (any more)."""

    def __init__(self, noun: str, row: int | str) -> None:
        super().__init__(f"no {noun} {row}")
        self.noun, self.row = noun, row
