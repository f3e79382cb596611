"""A voice of this machine: a program that reads a text on its standard input and writes a recording. It stays in a process of
its own; most such engines are GPL. Knows no digest.
"""

import asyncio
import shlex
from collections.abc import Collection

from news.adapters.opus import as_opus
from news.adapters.processes import run
from news.errors import ProgramFailed, SpeechFailed
from news.language.tokens import primary_subtag
from news.operating.usage import Usage
from news.ports import Spoken
from news.voicing.voices import Voices

RECORDING_BYTES = 60_000_000
"""Ten minutes of WAV at 48 kHz."""
AT_ONCE = 1
"""A voice takes a whole core."""


class CommandSpeaker:
    """`news.ports.Speaker` by a command line. `{voice}` in it is the voice of the language, `{language}` its code."""

    is_near = True

    def __init__(
        self, line: str, *, voices: Voices, languages: Collection[str] = (), deadline_s: float = 60.0
    ) -> None:
        self._line, self._voices, self._deadline_s = shlex.split(line), voices, deadline_s
        self._languages = frozenset(languages)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self.trouble: str | None = None

    def speaks(self, language: str) -> bool:
        return not self._languages or primary_subtag(language) in self._languages

    def voice(self, language: str) -> str:
        return " ".join(self._command(language))

    def most(self, text: str) -> Usage:
        return Usage()  # a program of this machine sends no bill

    async def speak(self, text: str, *, language: str) -> Spoken:
        async with self._turn:
            try:
                recording = await self._record(text, language)
            except SpeechFailed as failure:
                self.trouble = f"SPEECH_COMMAND reads nothing aloud: {failure.reason}."
                raise
        self.trouble = None
        return Spoken(recording)

    async def _record(self, text: str, language: str) -> bytes:
        try:
            made = await run(
                self._command(language),
                text.encode(),
                deadline_s=self._deadline_s,
                most_bytes=RECORDING_BYTES,
            )
        except ProgramFailed as failure:
            raise SpeechFailed(str(failure)) from failure
        return await as_opus(made)

    def _command(self, language: str) -> list[str]:
        known = {"{voice}": self._voices.of(language), "{language}": primary_subtag(language)}
        return [_filled(part, known) for part in self._line]

    async def close(self) -> None: ...


def _filled(part: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        part = part.replace(name, value)
    return part
