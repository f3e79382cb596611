"""Opus in Ogg: read, and several recordings put one after the other as they are, without decoding. Pure bytes.

A digest read aloud is made of recordings that other digests have, too; put together here, each is made and paid once. What is
read may come from anywhere: it is bounded, and what is not Opus in Ogg is refused. RFC 3533 (Ogg), RFC 6716 (Opus, 3.1:
how long a packet is), RFC 7845 (one in the other).
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

RATE = 48_000
"""Opus counts time in samples of this rate, whatever was recorded."""
LONGEST_PACKET = RATE * 120 // 1000
SILENCE = b"\xf8\xff\xfe"
"""20 ms of nothing: full band, mono, one frame."""
SILENCE_MS = 20
PAGE = RATE
"""A page at most a second long, so that a player can seek."""
MOST_SEGMENTS = 255
_BEGIN, _END = 0x02, 0x04
_HEAD, _TAGS = b"OpusHead", b"OpusTags"
_PAGE = struct.Struct("<4sBBqIIIB")
_OPUS_HEAD = struct.Struct("<8sBBHIhB")
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class Recording:
    """Packets of Opus in their order; `skip` samples at the beginning are not to be heard."""

    channels: int
    skip: int
    packets: tuple[bytes, ...]

    @property
    def seconds(self) -> float:
        return max(0, sum(map(length_of, self.packets)) - self.skip) / RATE


def read(content: bytes) -> Recording:
    """Raises ValueError for what is not Opus in Ogg. Streams that follow one another are one recording."""
    head: Recording | None = None
    packets: list[bytes] = []
    for packet in _packets(content):
        if packet.startswith(_HEAD):
            head = head or _head(packet)
        elif not packet.startswith(_TAGS):
            length_of(packet)
            packets.append(packet)
    if head is None or not packets:
        raise ValueError("no Opus in it")
    return Recording(head.channels, head.skip, tuple(packets))


def write(recording: Recording, *, comments: Iterable[str] = ()) -> bytes:
    """As a file; `comments` are NAME=value."""
    head = _OPUS_HEAD.pack(_HEAD, 1, recording.channels, recording.skip, RATE, 0, 0)
    serial = zlib.crc32(b"".join(recording.packets))
    pages = [_page([head], serial, 0, granule=0, flags=_BEGIN)]
    pages.append(_page([_tags(comments)], serial, 1, granule=0))
    granule, rest = 0, list(_paged(recording.packets))
    for number, packets in enumerate(rest, start=2):
        granule += sum(map(length_of, packets))
        flags = _END if number == len(rest) + 1 else 0
        pages.append(_page(packets, serial, number, granule=granule, flags=flags))
    return b"".join(pages)


def joined(recordings: Sequence[Recording], *, pause_ms: int) -> Recording:
    """One after the other with silence between."""
    gap = (SILENCE,) * (pause_ms // SILENCE_MS)
    packets = [packet for each in recordings for packet in (*each.packets, *gap)]
    kept = packets[: len(packets) - len(gap)] if gap else packets
    return Recording(max(each.channels for each in recordings), recordings[0].skip, tuple(kept))


def length_of(packet: bytes) -> int:
    """Of a packet, in samples. Raises ValueError for what is none (RFC 6716, 3.1 and 3.2)."""
    if not packet:
        raise ValueError("an empty packet")
    config, code = packet[0] >> 3, packet[0] & 3
    if code == 3 and len(packet) < 2:
        raise ValueError("a packet that is cut off")
    frames = packet[1] & 0x3F if code == 3 else (1, 2, 2)[code]
    length = frames * _frame(config)
    if not 0 < length <= LONGEST_PACKET:
        raise ValueError("a packet that lasts too long or not at all")
    return length


def _frame(config: int) -> int:
    """Samples of one frame: tenths of milliseconds by how the packet is coded."""
    if config < 12:
        tenths = (100, 200, 400, 600)[config & 3]
    elif config < 16:
        tenths = (100, 200)[config & 1]
    else:
        tenths = (25, 50, 100, 200)[config & 3]
    return RATE * tenths // 10_000


# --- reading -------------------------------------------------------------------------------------


def _packets(content: bytes) -> Iterator[bytes]:
    """A packet may go on in the next page."""
    at, begun = 0, b""
    while at < len(content):
        segments, at = _segments(content, at)
        for segment in segments:
            begun += segment
            if len(segment) < MOST_SEGMENTS:
                yield begun
                begun = b""


def _segments(content: bytes, at: int) -> tuple[list[bytes], int]:
    """Of the page at `at`, and where the next one begins."""
    try:
        mark, _, _, _, _, _, _, count = _PAGE.unpack_from(content, at)
    except struct.error:
        raise ValueError("a page that is cut off") from None
    if mark != b"OggS":
        raise ValueError("not Ogg")
    at += _PAGE.size
    sizes = content[at : at + count]
    at += count
    made = []
    for size in sizes:
        made.append(content[at : at + size])
        at += size
    if len(sizes) < count or at > len(content):
        raise ValueError("a page that is cut off")
    return made, at


def _head(packet: bytes) -> Recording:
    try:
        _, version, channels, skip, _, _, family = _OPUS_HEAD.unpack_from(packet)
    except struct.error:
        raise ValueError("a header that is cut off") from None
    if version >> 4 or channels not in (1, 2) or family:
        raise ValueError("neither mono nor stereo")
    return Recording(channels, skip, ())


# --- writing -------------------------------------------------------------------------------------


def _paged(packets: Iterable[bytes]) -> Iterator[list[bytes]]:
    page: list[bytes] = []
    segments = length = 0
    for packet in packets:
        needed, lasts = len(packet) // 255 + 1, length_of(packet)
        if page and (segments + needed > MOST_SEGMENTS or length + lasts > PAGE):
            yield page
            page, segments, length = [], 0, 0
        page.append(packet)
        segments, length = segments + needed, length + lasts
    if page:
        yield page


def _page(packets: Sequence[bytes], serial: int, number: int, *, granule: int, flags: int = 0) -> bytes:
    sizes = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    body = sizes + b"".join(packets)
    blank = _PAGE.pack(b"OggS", 0, flags, granule, serial, number, 0, len(sizes))
    return _PAGE.pack(b"OggS", 0, flags, granule, serial, number, checksum(blank + body), len(sizes)) + body


def checksum(page: bytes) -> int:
    """Ogg's CRC-32 takes bits the other way round than zlib's, begins with 0 and is not inverted (RFC 3533, 6)."""
    mirrored = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


def _tags(comments: Iterable[str]) -> bytes:
    listed = [comment.encode() for comment in comments]
    parts = [_counted(b"pressradar"), struct.pack("<I", len(listed)), *(_counted(each) for each in listed)]
    return _TAGS + b"".join(parts)


def _counted(text: bytes) -> bytes:
    return struct.pack("<I", len(text)) + text
