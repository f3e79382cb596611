"""Undoes gzip within bounds: a few kB from a server may stand for gigabytes.

Libraries that inflate while they stream were seen to hold 1 GB for an 878-byte answer. Pure but for its own
state; knows nothing of HTTP beyond the values of Content-Encoding.
"""

import zlib
from collections.abc import Sequence

MOST_RATIO = 200  # real feeds inflate 3 to 20 fold, deflate's limit is 1,032
RATIO_COUNTS_FROM_BYTES = 256_000
STEP_BYTES = 256_000
_GZIP_WINDOW = 31  # zlib: 15 bits of window, plus 16 for a gzip header


class InflationRefused(Exception):
    """Too large, not what it says, or in an encoding that we did not ask for."""


class Inflation:
    """Takes the raw chunks of one body, gives the whole of it decoded."""

    def __init__(self, encodings: Sequence[str], *, most_raw: int, most: int) -> None:
        named = [name.strip().lower() for value in encodings for name in value.split(",")]
        named = [name for name in named if name not in ("", "identity")]
        if named and named not in (["gzip"], ["x-gzip"]):
            raise InflationRefused(
                f"the answer is encoded in a way we did not ask for ({', '.join(named)[:40]})"
            )
        self._most_raw, self._most = most_raw, most
        self._raw_bytes = self._read_bytes = self._bytes = 0
        self._chunks: list[bytes] = []
        self._inflate = zlib.decompressobj(_GZIP_WINDOW) if named else None

    @property
    def held_bytes(self) -> int:
        """What is decoded and kept so far."""
        return sum(map(len, self._chunks))

    def announced(self, size_bytes: int | None) -> None:
        """Refuses early what the server itself says is too large."""
        if size_bytes is not None and size_bytes > self._most_raw:
            raise InflationRefused(f"the answer is larger than {self._most_raw // 1_000_000} MB")

    def feed(self, chunk: bytes) -> None:
        self._raw_bytes += len(chunk)
        self.announced(self._raw_bytes)
        if self._inflate is None:
            self._keep(chunk, len(chunk))
            return
        try:
            self._inflated(chunk)
        except zlib.error as error:
            raise InflationRefused("the answer is not the gzip that it says it is") from error

    def finished(self) -> bytes:
        if self._inflate is not None and not self._inflate.eof and self._raw_bytes:
            raise InflationRefused("the answer broke off")
        return b"".join(self._chunks)

    def _inflated(self, chunk: bytes) -> None:
        while chunk and self._inflate is not None:
            if self._inflate.eof:
                if not chunk.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                self._inflate = zlib.decompressobj(_GZIP_WINDOW)
            part = self._inflate.decompress(chunk, STEP_BYTES)
            left = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            self._keep(part, len(chunk) - len(left))
            chunk = left

    def _keep(self, part: bytes, from_bytes: int) -> None:
        self._bytes += len(part)
        self._read_bytes += from_bytes
        if self._bytes > self._most:
            raise InflationRefused(f"the answer is larger than {self._most // 1_000_000} MB")
        if self._bytes > max(RATIO_COUNTS_FROM_BYTES, MOST_RATIO * self._read_bytes):
            raise InflationRefused("the answer inflates as no feed does")
        self._chunks.append(part)
