"""A voice within the day's budget, as models are: reserved before it is asked, settled after (`news.operating.budget`).

For voices that are paid; one of this machine costs nothing.
"""

from collections.abc import Callable
from datetime import date, datetime

from news.db import Database, whole
from news.errors import SpeechFailed
from news.operating.budget import Tell, open_row, reserve, settle, spent_on, used_of
from news.operating.usage import Allowance, Usage
from news.ports import Speaker, Spoken

KIND = "speech"


class BudgetedSpeaker:
    """`ports.Speaker`, of another one. Letters count as the tokens that they would be for a model."""

    def __init__(
        self,
        speaker: Speaker,
        database: Database,
        *,
        allowance: Allowance,
        now: Callable[[], datetime],
        tell: Tell,
    ) -> None:
        self._speaker, self._database, self._allowance = speaker, database, allowance
        self._now, self._tell = now, tell

    @property
    def is_near(self) -> bool:
        return self._speaker.is_near

    @property
    def trouble(self) -> str | None:
        return self._speaker.trouble

    def speaks(self, language: str) -> bool:
        return self._speaker.speaks(language)

    def voice(self, language: str) -> str:
        return self._speaker.voice(language)

    def most(self, text: str) -> Usage:
        return self._speaker.most(text)

    async def speak(self, text: str, *, language: str) -> Spoken:
        """As the voice does; refuses where the day's budget has no room."""
        today, most, voice = self._now().date(), self.most(text), self.voice(language)
        usage, has_room = Usage(voice), False

        async def take_room() -> None:
            nonlocal has_room
            has_room = await self._reserve(voice, most.tokens, today)

        try:
            await whole(take_room())
            if not has_room:
                raise await self._refusal()
            usage = most  # cut off from now on: it may be billed
            spoken = await self._speaker.speak(text, language=language)
            usage = spoken.usage
        except SpeechFailed as failure:
            usage = failure.usage
            raise
        finally:
            if has_room:
                await whole(self._settle(voice, usage, today, reserved=most.tokens))
        return spoken

    async def _reserve(self, voice: str, tokens: int, today: date) -> bool:
        async with self._database.session() as session:
            await open_row(session, today, KIND, voice)
            used = used_of(await spent_on(session, today, lock=True))
            has_room = self._allowance.has_room(used, kind=KIND, tokens=tokens)
            if has_room:
                await reserve(session, today, KIND, voice, tokens=tokens)
            return has_room

    async def _refusal(self) -> SpeechFailed:
        await self._tell(
            "speech budget", "Today's budget is used up: nothing is read aloud until midnight UTC."
        )
        return SpeechFailed("today's budget is used up")

    async def _settle(self, voice: str, usage: Usage, today: date, *, reserved: int) -> None:
        async with self._database.session() as session:
            await settle(session, today, KIND, voice, reserved=reserved, usage=usage)

    async def close(self) -> None:
        await self._speaker.close()
