"""A voice within the day's budget, as models are: reserved before it is asked, settled after (`news.operating.budget`).

For voices that are paid; one of this machine costs nothing.
"""

from collections.abc import Callable
from datetime import datetime

from news.db import Database
from news.errors import SpeechFailed
from news.operating.budget import Bill, Budget, Tell
from news.operating.usage import Allowance, Usage, Used
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
        self._speaker, self._budget, self._now, self._tell = speaker, Budget(database, allowance), now, tell

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
        bill = Bill(self._now().date(), KIND, self.voice(language), most=self.most(text))
        async with self._budget.room_for(bill, refusal=self._refusal):
            spoken = await self._speaker.speak(text, language=language)
            bill.used = spoken.usage
        return spoken

    async def _refusal(self, _used: Used) -> SpeechFailed:
        await self._tell(
            "speech budget", "Today's budget is used up: nothing is read aloud until midnight UTC."
        )
        return SpeechFailed("today's budget is used up")

    async def close(self) -> None:
        await self._speaker.close()
