"""The messages of one chat, kept small: a hundred thousand digests must fit in memory.

A message is stored as the JSON of its Bot API object, compressed when long; who asks gets a fresh copy.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from sandbox.errors import Json

_LONG_BYTES = 2_048


class MessageLog:
    """Ids come in growing order. Deleted messages are remembered, and given only by `accepted`."""

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}
        self._gone: dict[int, bytes] = {}

    def put(self, message: Json) -> None:
        self._kept[message["message_id"]] = _freeze(message)

    def get(self, message_id: int) -> Json | None:
        frozen = self._kept.get(message_id)
        return None if frozen is None else _thaw(frozen)

    def delete(self, message_id: int) -> bool:
        frozen = self._kept.pop(message_id, None)
        if frozen is None:
            return False
        self._gone[message_id] = frozen
        return True

    def after(self, message_id: int) -> Iterator[Json]:
        return (_thaw(frozen) for known, frozen in [*self._kept.items()] if known > message_id)

    def accepted(self, message_id: int) -> tuple[Json, bool]:
        """The message, deleted or not, and whether it is deleted."""
        if message_id in self._kept:
            return _thaw(self._kept[message_id]), False
        return _thaw(self._gone[message_id]), True

    def ids(self) -> list[int]:
        return [*self._kept]

    def copy(self) -> MessageLog:
        """A snapshot that another thread may encode: what is stored is never changed in place."""
        twin = MessageLog()
        twin._kept, twin._gone = self._kept.copy(), self._gone.copy()
        return twin

    def encode(self) -> bytes:
        """JSON that `from_json` reads back."""
        kept, gone = (b",".join(map(_plain, part.values())) for part in (self._kept, self._gone))
        return b'{"kept":[' + kept + b'],"gone":[' + gone + b"]}"

    @classmethod
    def from_json(cls, stored: Json) -> MessageLog:
        log = cls()
        log._kept = {message["message_id"]: _freeze(message) for message in stored["kept"]}
        log._gone = {message["message_id"]: _freeze(message) for message in stored["gone"]}
        return log


def _freeze(message: Json) -> bytes:
    plain = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(plain, 1) if len(plain) > _LONG_BYTES else plain


def _plain(frozen: bytes) -> bytes:
    return frozen if frozen[:1] == b"{" else zlib.decompress(frozen)


def _thaw(frozen: bytes) -> Json:
    thawed: Json = json.loads(_plain(frozen))
    return thawed
