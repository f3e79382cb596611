"""A voice within the day's budget, as models are: reserved before it is asked, settled after (`news.operating.budget`).

For voices that are paid; one of this machine costs nothing.
"""

from collections.abc import Callable
from datetime import datetime

from news.db import Database
from news.errors import SpeechFailed
from news.operating.budget import Tell, open_row, reserve, settle, spent_on, used_of
from news.operating.usage import Allowance, Usage, estimate_tokens
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

    async def speak(self, text: str, *, language: str) -> Spoken:
        """As the voice does; refuses where the day's budget has no room."""
        today, expected, voice = self._now().date(), estimate_tokens(text), self.voice(language)
        async with self._database.session() as session:
            await open_row(session, today, KIND, voice)
            used = used_of(await spent_on(session, today, lock=True))
            has_room = self._allowance.has_room(used, kind=KIND, tokens=expected)
            if has_room:
                await reserve(session, today, KIND, voice, tokens=expected)
        if not has_room:
            await self._tell(
                "speech budget", "Today's budget is used up: nothing is read aloud until midnight UTC."
            )
            raise SpeechFailed("today's budget is used up")
        usage = Usage(voice, tokens_in=expected, calls=1)  # cut off meanwhile: it may have been billed
        try:
            spoken = await self._speaker.speak(text, language=language)
            usage = spoken.usage
        except SpeechFailed as failure:
            usage = failure.usage
            raise
        finally:
            async with self._database.session() as session:
                await settle(session, today, KIND, voice, reserved=expected, usage=usage)
        return spoken

    async def close(self) -> None:
        await self._speaker.close()
