"""What is wrong with the database, in words for the operator, and telling them while nothing can be written down.

A full disk, a file that somebody else holds, a server that is away: the program waits and tries again, and acknowledges nothing
meanwhile. A damaged file ends it, before more is lost. Knows the errors of SQLite and PostgreSQL, and no rows.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from socket import gaierror
from typing import NoReturn

import structlog
from sqlalchemy.exc import DBAPIError

from news.collecting import let_go
from news.errors import SettingsError

log = structlog.get_logger(__name__)

FULL, LOCKED, READ_ONLY, DAMAGED, NO_DATABASE, AWAY = (
    "full",
    "locked",
    "read-only",
    "damaged",
    "no database",
    "away",
)
SAID_AGAIN_AFTER = timedelta(minutes=1)
"""In the log; the operator is told once until it is over."""
TOLD_AGAIN_AFTER = timedelta(hours=1)
"""Where trouble comes and goes."""
_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": NO_DATABASE,
    "SQLITE_IOERR": AWAY,
    "SQLITE_CANTOPEN": AWAY,
}
_POSTGRES = {
    "53100": FULL,
    "55P03": LOCKED,
    "25006": READ_ONLY,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "08": AWAY,
    "53": AWAY,
    "57P": AWAY,
    "58": AWAY,
}
_PASSING = ("55P03", "40P01", "40001", "25P03")
"""Of PostgreSQL: a lock not had in time, a deadlock, a conflict of two transactions, one that stood still for too long."""
DAMAGED_WORDS = (
    "The database is damaged. End everything that uses it, see to its disk, then put the newest backup back:"
    " `pressradar db restore FILE`. What is there now is kept beside it."
)
_WORDS = {
    FULL: "There is no room left to write to the database. Make room on its disk.",
    LOCKED: "Somebody else holds the database and does not let go: a copy by other means than `pressradar db backup`, a second"
    " program, a network drive. End that.",
    READ_ONLY: "The database may be read and not written. See to the rights of its file and folder, and how its disk is mounted.",
    AWAY: "The database does not answer. See to its server, or to the disk that it is on.",
    DAMAGED: DAMAGED_WORDS,
    NO_DATABASE: f"This is no database of SQLite. If it was one: {DAMAGED_WORDS[0].lower()}{DAMAGED_WORDS[1:]}",
}
_GOES_ON = "Nothing is sent or acknowledged meanwhile, and nothing is lost: the program goes on by itself when that is mended."


@dataclass(frozen=True)
class Trouble:
    kind: str
    error: Exception

    @property
    def reason(self) -> str:
        """The database's own words."""
        return str(getattr(self.error, "orig", None) or self.error or type(self.error).__name__)

    @property
    def is_final(self) -> bool:
        """Waiting mends nothing."""
        return self.kind in (DAMAGED, NO_DATABASE)

    @property
    def words(self) -> str:
        return self.words_at_start if self.is_final else f"{self.words_at_start} {_GOES_ON}"

    @property
    def words_at_start(self) -> str:
        """Where the program does not go on."""
        return f"{_WORDS[self.kind]} ({self.reason})"


def trouble_of(error: BaseException) -> Trouble | None:
    """What the error, or one behind it, says of the database; None where it is about something else."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        if isinstance(link, DBAPIError) and (kind := _kind_of(link)):
            return Trouble(kind, link)
        link = link.__cause__ or link.__context__
    return None


def is_passing(error: BaseException) -> bool:
    """Whether only others were in the way, and the same may be tried again: nothing that an operator could mend."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _PASSING


def of_damage(found: str) -> Trouble:
    """What a look at the file found."""
    return Trouble(NO_DATABASE if "not a database" in found else DAMAGED, sqlite3.DatabaseError(found))


def _kind_of(error: DBAPIError) -> str | None:
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    state = str(getattr(error.orig, "sqlstate", None) or "")
    for code, kind in _SQLITE.items():
        if name.startswith(code):
            return kind
    for length in (5, 3, 2):
        if state[:length] in _POSTGRES:
            return _POSTGRES[state[:length]]
    return AWAY if error.connection_invalidated else None


@asynccontextmanager
async def said_to_operator() -> AsyncIterator[None]:
    """Where nobody waits for the database to be well again: raises SettingsError, in words, for trouble with it."""
    try:
        yield
    except (DBAPIError, ConnectionError, gaierror) as error:
        trouble = trouble_of(error)
        said = trouble.words_at_start if trouble else f"{getattr(error, 'orig', None) or error}."
        raise SettingsError(f"DATABASE_URL: {said}") from error


async def _nobody(_text: str) -> None:
    """There is nobody to tell."""


class Troubles:
    """What is wrong with the database now, as this process sees it. `tell` reaches the operator without the database."""

    def __init__(
        self,
        *,
        tell: Callable[[str], Awaitable[None]] = _nobody,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._tell, self._now = tell, now
        self._since: datetime | None = None
        self._said_at: datetime | None = None
        self._told_at: dict[str, datetime] = {}
        self._final: Trouble | None = None
        self._is_final = asyncio.Event()

    async def heard(self, error: Exception) -> None:
        """Says what trouble this error is of, but not again and again. By which way it came is forgotten."""
        trouble = trouble_of(error)
        if trouble is None and is_passing(error):
            log.info("two were in each other's way", what=str(error.__cause__ or error))
            let_go(error)
            return
        trouble = trouble or Trouble(AWAY, error)
        now = self._now()
        if self._since is None or self._said_at is None or now - self._said_at >= SAID_AGAIN_AFTER:
            log.error("database in trouble", kind=trouble.kind, what=trouble.words)
            self._said_at = now
        self._since = self._since or now
        if trouble.is_final:
            self._final = trouble
            self._is_final.set()
        let_go(error)
        await self._tell_once(trouble, now)

    async def over(self) -> None:
        """The database took what was written."""
        since, self._since = self._since, None
        if since is not None:
            log.warning("database well again", after_s=round((self._now() - since).total_seconds()))

    async def until_final(self) -> NoReturn:
        """Raises SettingsError once the database is damaged."""
        await self._is_final.wait()
        assert self._final is not None
        raise SettingsError(self._final.words)

    async def _tell_once(self, trouble: Trouble, now: datetime) -> None:
        told_at = self._told_at.get(trouble.kind)
        if told_at is not None and now - told_at < TOLD_AGAIN_AFTER:
            return
        self._told_at[trouble.kind] = now
        await self._tell(trouble.words)
