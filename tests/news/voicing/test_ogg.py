"""Recordings are put together as they are: nothing is lost, nothing is decoded, and what is no recording is refused."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.voicing import ogg
from news.voicing.ogg import SILENCE, Recording

ONE_FRAME = b"\xf8" + bytes(200)  # 20 ms
packets = st.binary(min_size=1, max_size=1200).map(lambda rest: b"\xf8" + rest)


@given(st.lists(packets, min_size=1, max_size=120), st.integers(0, 960))
def test_what_is_written_is_read_again(made: list[bytes], skip: int) -> None:
    recording = Recording(1, skip, tuple(made))
    assert ogg.read(ogg.write(recording, comments=["TITLE=News"])) == recording


def test_a_recording_is_as_long_as_its_parts_and_the_pauses_between() -> None:
    second = Recording(1, 0, (SILENCE,) * 50)
    assert ogg.joined([second, second, second], pause_ms=800).seconds == pytest.approx(3 + 2 * 0.8)


def test_one_of_two_channels_makes_the_whole_two() -> None:
    one, two = Recording(1, 312, (ONE_FRAME,)), Recording(2, 100, (b"\xfc" + bytes(9),))
    whole = ogg.joined([one, two], pause_ms=0)
    assert (whole.channels, whole.skip, len(whole.packets)) == (2, 312, 2)


def test_streams_one_after_the_other_are_one_recording() -> None:
    chained = ogg.write(Recording(1, 0, (ONE_FRAME,) * 3)) + ogg.write(Recording(1, 0, (ONE_FRAME,) * 2))
    assert len(ogg.read(chained).packets) == 5


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (b"\xf8", 960),  # full band, 20 ms
        (b"\x08", 960),  # narrow band, 20 ms
        (b"\x18", 2880),  # narrow band, 60 ms
        (b"\x60", 480),  # hybrid, 10 ms
        (b"\x80", 120),  # 2.5 ms
        (b"\xf9", 1920),  # two of 20 ms
        (b"\xfb\x06", 5760),  # six of 20 ms
    ],
)
def test_a_packet_says_how_long_it_is(packet: bytes, samples: int) -> None:
    assert ogg.length_of(packet) == samples


@pytest.mark.parametrize("packet", [b"", b"\xfb", b"\xfb\x00", b"\xfb\x07", b"\x1b\x03"])
def test_a_packet_that_lasts_too_long_or_not_at_all_is_none(packet: bytes) -> None:
    with pytest.raises(ValueError, match="packet"):
        ogg.length_of(packet)


GOOD = ogg.write(Recording(1, 0, (ONE_FRAME,) * 90))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF....WAVE",
        b"OggS",
        GOOD[:40],
        GOOD[: len(GOOD) // 2],
        GOOD + b"tail",
        GOOD.replace(b"OpusHead", b"\x01vorbis "),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        ogg.read(content)


def test_more_than_two_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="stereo"):
        ogg.read(GOOD.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x06"))


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_whatever_comes_is_read_or_refused(junk: bytes, at: int) -> None:
    for content in (junk, b"OggS" + junk, GOOD[:at] + junk + GOOD[at + len(junk) :]):
        with suppress(ValueError):
            ogg.read(content)


def test_a_page_has_the_checksum_that_others_reckon() -> None:
    """Of RFC 3533's polynomial, bit by bit."""
    page = bytearray(GOOD[: 27 + 1 + 19])
    stored = int.from_bytes(page[22:26], "little")
    page[22:26] = bytes(4)
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    assert stored == crc


@pytest.mark.skipif(shutil.which("opusdec") is None, reason="opus-tools are not installed")
def test_a_decoder_hears_all_of_it(tmp_path: Path) -> None:
    tone = Recording(1, 312, (SILENCE,) * 100)
    (tmp_path / "whole.ogg").write_bytes(ogg.write(ogg.joined([tone, tone], pause_ms=800)))
    subprocess.run(
        ["opusdec", "--quiet", "--rate", "48000", tmp_path / "whole.ogg", tmp_path / "whole.wav"], check=True
    )
    heard = (tmp_path / "whole.wav").stat().st_size
    assert heard == pytest.approx(4.8 * 48_000 * 2, rel=0.02)
