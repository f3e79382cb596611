"""Recordings as Telegram plays them: Opus in Ogg. What is something else is encoded by a program of this machine, where there
is one; the encoders' libraries stay out of our process, whatever their licences.
"""

import shutil

from news.adapters.processes import run
from news.errors import ProgramFailed, SpeechFailed
from news.voicing import ogg

ENCODERS = (
    ("opusenc", "--quiet", "--bitrate", "24", "--downmix-mono", "--ignorelength", "-", "-"),
    ("ffmpeg", "-hide_banner", "-loglevel", "error", "-i", "pipe:0", "-ac", "1", "-c:a", "libopus", "-b:a", "24k",
     "-f", "ogg", "pipe:1"),
)  # fmt: skip
"""Speech is clear at 24 kbit/s: three kilobytes a second."""
ENCODE_S = 60.0
OGG_BYTES = 8_000_000
SHORTEST_S = 0.2


def encoder() -> tuple[str, ...] | None:
    """The first that is installed, as a command line that reads and writes."""
    return next((command for command in ENCODERS if shutil.which(command[0])), None)


async def as_opus(content: bytes) -> bytes:
    """Raises SpeechFailed for what is no recording, and where nothing here can encode it."""
    if not content.startswith(b"OggS"):
        content = await _encoded(content)
    try:
        lasts_s = ogg.read(content).seconds
    except ValueError as error:
        raise SpeechFailed(f"no recording in Opus ({error})") from error
    if lasts_s < SHORTEST_S:
        raise SpeechFailed("nothing to be heard")
    return content


async def _encoded(content: bytes) -> bytes:
    command = encoder()
    if command is None:
        raise SpeechFailed(
            f"{_kind(content)}, which Telegram plays only as Opus; install opusenc or ffmpeg here"
        )
    try:
        return await run(command, content, deadline_s=ENCODE_S, most_bytes=OGG_BYTES)
    except ProgramFailed as failure:
        raise SpeechFailed(f"{_kind(content)} that could not be encoded ({failure})") from failure


def _kind(content: bytes) -> str:
    if content.startswith(b"RIFF"):
        return "a recording in WAV"
    return (
        "a recording in MP3" if content.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3")) else "something else"
    )
