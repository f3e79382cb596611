"""What a reader sees while an answer is worked on: a draft that grows, where the chat is private; "typing" elsewhere.

Drafts are no deliveries: nothing is kept of them, none is sent twice, and the first that Telegram puts off is the last.
The whole answer follows as a message, and only after the last draft has arrived. That a server takes no drafts is
remembered for all processes. Knows no rows and no model.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from news.answers.audience import Audience
from news.answers.under_way import UnderWay
from news.answers.values import Answer
from news.ports import Memory, Messenger, Outgoing, Refused, Sent

Tell = Callable[[Answer], str]
"""An answer that is not whole yet, as HTML."""
DRAFTS, UNKNOWN = "telegram drafts", "unknown"
"""What is remembered of Telegram's server: older ones know no drafts."""


@dataclass(frozen=True)
class Rhythm:
    """In seconds. A draft is gone after 30 of them, typing after 5, unless it is said again."""

    revision_s: float = 1.0
    alive_s: float = 20.0
    typing_s: float = 4.0
    last_word_s: float = 3.0


@dataclass(frozen=True)
class Place:
    """The chat as Telegram numbers it. `draft_id` is the question's."""

    chat_id: int
    thread_id: int
    is_private: bool
    draft_id: int


@asynccontextmanager
async def shown(
    messenger: Messenger | None,
    place: Place,
    tell: Tell,
    under_way: UnderWay,
    *,
    memory: Memory,
    rhythm: Rhythm = Rhythm(),
) -> AsyncIterator[Audience]:
    """Until the block is left, the reader sees what the audience hears; what they stop is stopped."""
    with under_way.stoppable(place.chat_id, place.draft_id) as enough:
        audience = Audience(enough)
        if messenger is None:
            yield audience
            return
        over = asyncio.Event()
        screen = _Screen(messenger, place, tell, memory, audience, over, rhythm)
        showing = asyncio.create_task(screen.show())
        try:
            yield audience
        finally:
            over.set()
            await asyncio.wait({showing}, timeout=rhythm.last_word_s)
            showing.cancel()


@dataclass(frozen=True)
class _Screen:
    messenger: Messenger
    place: Place
    tell: Tell
    memory: Memory
    audience: Audience
    over: asyncio.Event
    rhythm: Rhythm

    async def show(self) -> None:
        await _any(self.audience.is_waiting, self.over)
        is_refused = True
        if self.place.is_private and await self.memory.recall(DRAFTS) != UNKNOWN:
            is_refused = await self._draft()
        if is_refused:
            await self._type()

    async def _draft(self) -> bool:
        """True where the server takes no draft. Anything else that goes wrong ends it without another word."""
        while not self.over.is_set():
            self.audience.has_news.clear()
            outcome = await self.messenger.send(self._call("sendMessageDraft", **self._words()))
            if isinstance(outcome, Refused):
                if _is_unknown(outcome):
                    await self.memory.keep(DRAFTS, UNKNOWN)
                return True
            if not isinstance(outcome, Sent):
                return False
            await _any(self.over, within_s=self.rhythm.revision_s)
            await _any(self.over, self.audience.has_news, within_s=self.rhythm.alive_s)
        return False

    async def _type(self) -> None:
        while not self.over.is_set():
            if not isinstance(await self.messenger.send(self._call("sendChatAction", action="typing")), Sent):
                return
            await _any(self.over, within_s=self.rhythm.typing_s)

    def _words(self) -> dict[str, object]:
        """Without a text Telegram says that we think."""
        answer = self.audience.answer
        said = self.tell(answer) if answer is not None and answer.sentences else ""
        text: dict[str, object] = {"text": said, "parse_mode": "HTML"} if said else {"text": ""}
        return text | {"draft_id": self.place.draft_id, "can_stop": True}

    def _call(self, method: str, **payload: object) -> Outgoing:
        return Outgoing(self.place.chat_id, self.place.thread_id, method, payload)


def _is_unknown(outcome: Refused) -> bool:
    """Whether it is the method that is refused, and so every draft: not only this one."""
    words = outcome.reason.casefold()
    return "not found" in words or "unsupported" in words


async def _any(*events: asyncio.Event, within_s: float | None = None) -> None:
    """Waits until one of them is set, or the time is over."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
