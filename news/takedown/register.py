"""Which outlets were taken down: rows, and a plain file beside the database, which must outlive a restored copy of that.

Says of an address whether it is of one of them. Knows nothing of what taking down means.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from news.files import write_whole
from news.models import TakenDown

HEAD = """\
# Outlets that were taken down, with all their text. Keep this file when you restore a copy of the database;
# the program reads it at its start and takes them down again. `pressradar outlets allow DOMAIN` lets one back.
"""


@dataclass(frozen=True)
class Listed:
    """`domain` stands for what is below it too; one with a path is a part of a host that many share. `feeds` are addresses
    that lie elsewhere."""

    domain: str
    name: str
    feeds: frozenset[str]
    at: datetime

    def has(self, url: str) -> bool:
        """Whether the address is the outlet's."""
        if url in self.feeds:
            return True
        host, path = _place(url)
        own, _, below = self.domain.partition("/")
        if below:
            return host == own and (path == f"/{below}" or path.startswith(f"/{below.rstrip('/')}/"))
        return host == own or host.endswith(f".{own}")


def _place(url: str) -> tuple[str, str]:
    """Host and path; nothing where it is no address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return "", ""
    return host, parts.path.rstrip("/") or "/"


@dataclass(frozen=True)
class Register:
    """All that are listed."""

    listed: tuple[Listed, ...] = ()

    def has(self, url: str) -> bool:
        return any(one.has(url) for one in self.listed)

    def has_domain(self, domain: str) -> bool:
        return self.has(f"https://{domain}")


async def read_register(session: AsyncSession) -> Register:
    rows = (await session.execute(select(TakenDown))).scalars()
    return Register(tuple(Listed(row.domain, row.name, frozenset(row.feeds), row.at) for row in rows))


# --- beside the database -------------------------------------------------------------------------


@dataclass(frozen=True)
class RegisterFile:
    path: Path

    def read(self) -> list[Listed]:
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [_listed(json.loads(line)) for line in lines if line and not line.startswith("#")]

    def write(self, listed: Iterable[Listed]) -> None:
        lines = [
            json.dumps(_written(one), ensure_ascii=False)
            for one in sorted(listed, key=lambda one: one.domain)
        ]
        write_whole(self.path, HEAD + "".join(f"{line}\n" for line in lines))


def _written(one: Listed) -> dict[str, Any]:
    return {"domain": one.domain, "name": one.name, "feeds": sorted(one.feeds), "at": one.at.isoformat()}


def _listed(row: Mapping[str, Any]) -> Listed:
    return Listed(row["domain"], row["name"], frozenset(row["feeds"]), datetime.fromisoformat(row["at"]))
