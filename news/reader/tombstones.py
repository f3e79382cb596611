"""The list of who is forgotten, in a plain file beside the database: it must outlive a restored copy of that.

Holds hashes and times, nothing else. Knows no rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from news.files import write_whole

HEAD = """\
# Who asked to be forgotten: hashes of chats, and when. Keep this file when you restore a copy of the database;
# the program reads it at its start and forgets them again.
"""


@dataclass(frozen=True)
class Listed:
    salt: str
    forgotten: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Tombstones:
    path: Path

    def read(self) -> Listed | None:
        """None where there is no list yet."""
        if not self.path.exists():
            return None
        salt, forgotten = "", {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(" ")
            if name == "salt":
                salt = value.strip()
            elif name and name != "#" and value:
                forgotten[name] = datetime.fromisoformat(value.strip())
        return Listed(salt, forgotten) if salt else None

    def write(self, listed: Listed) -> None:
        """All of it anew; who reads meanwhile sees the one or the other whole."""
        lines = [f"{mark} {at.isoformat()}\n" for mark, at in sorted(listed.forgotten.items())]
        write_whole(self.path, HEAD + f"salt {listed.salt}\n" + "".join(lines))
