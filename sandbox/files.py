"""Files that were sent: kept by file id, served by path, recognised by what they were sent as."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass

from sandbox.errors import Json, bad, malformed

DOWNLOAD_BYTES = 20 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
"""https://core.telegram.org/bots/api#sending-files"""
_FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "audio": "music",
    "voice": "voice",
    "thumbnail": "thumbnails",
}


@dataclass(frozen=True)
class Upload:
    """A file as it came in a request."""

    name: str
    mime_type: str
    content: bytes

    def __str__(self) -> str:
        return f"<{self.name}, {len(self.content)} bytes>"


@dataclass(frozen=True)
class StoredFile:
    file_id: str
    kind: str
    path: str
    name: str
    mime_type: str
    content: bytes

    @property
    def unique_id(self) -> str:
        return "AgAD" + hashlib.sha256(self.content).hexdigest()[:12]

    def as_file(self) -> Json:
        found: Json = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }
        return found


class FileCabinet:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Raises Refused for what Telegram would not take."""
        if not upload.content:
            raise malformed("file must be non-empty")
        if len(upload.content) > (PHOTO_BYTES if kind == "photo" else UPLOAD_BYTES):
            raise malformed("file is too big")
        number = len(self._by_id) + 1
        suffix = upload.name.rpartition(".")[2].lower() if "." in upload.name else "bin"
        extension = suffix if suffix.isalnum() else "bin"
        path = f"{_FOLDERS.get(kind, 'documents')}/file_{number}.{extension}"
        digest = hashlib.sha256(f"{number}:{path}".encode()).hexdigest()[:40]
        stored = StoredFile(f"BQAC{digest}", kind, path, upload.name, upload.mime_type, upload.content)
        self._by_id[stored.file_id] = self._by_path[path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def resolve(self, kind: str, given: Upload | str) -> StoredFile:
        """An upload, or a file id of the same kind; nothing is ever fetched. Raises Refused."""
        if isinstance(given, Upload):
            return self.add(kind, given)
        known = self._by_id.get(given)
        if known is None and given.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        if known is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if known.kind != kind:
            raise bad(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
        return known

    def clear(self) -> None:
        self._by_id.clear()
        self._by_path.clear()

    def copy(self) -> FileCabinet:
        twin = FileCabinet()
        twin._by_id = self._by_id.copy()
        return twin

    def to_json(self) -> list[list[str]]:
        return [
            [
                file.file_id,
                file.kind,
                file.path,
                file.name,
                file.mime_type,
                base64.b64encode(file.content).decode(),
            ]
            for file in self._by_id.values()
        ]

    def load(self, rows: list[list[str]]) -> None:
        for file_id, kind, path, name, mime_type, content in rows:
            stored = StoredFile(file_id, kind, path, name, mime_type, base64.b64decode(content))
            self._by_id[file_id] = self._by_path[path] = stored


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG, read from its header; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walks the segments to the first frame header (ITU T.81, B.1.1.3)."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
