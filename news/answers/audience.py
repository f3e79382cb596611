"""Whoever waits while an answer is worded: hears what stands of it so far, and may have had enough.

`hear` asks a model on their behalf. Pure but for its waiting: knows no prompt's text, no rows and no message.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from news.answers.values import Answer
from news.ports import Model, Prompt, Reply

T = TypeVar("T")

Judge = Callable[[Mapping[str, Any]], Awaitable[Answer | None]]
"""What stands of an answer that is whole so far only; None where nothing does."""


class Audience:
    """`enough` is set where nothing more is wanted. Belongs to one event loop."""

    def __init__(self, enough: asyncio.Event | None = None) -> None:
        self.enough = enough or asyncio.Event()
        self.has_news = asyncio.Event()
        self.is_waiting = asyncio.Event()
        self.answer: Answer | None = None

    def wait(self) -> None:
        """From now on it takes a while."""
        self.is_waiting.set()

    def hear(self, answer: Answer | None) -> None:
        """All that stands so far, in place of what stood before."""
        if answer != self.answer:
            self.answer = answer
            self.has_news.set()


async def hear(
    model: Model, prompt: Prompt, *, returns: type[T], judge: Judge, audience: Audience
) -> Reply[T] | None:
    """The whole answer; None where the audience had enough of it before: then the model is hung up on. Raises ModelFailed."""
    parts: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
    audience.wait()
    asking = asyncio.create_task(model.generate(prompt, returns=returns, on_part=parts.put_nowait))
    stopping = asyncio.create_task(audience.enough.wait())
    releasing = asyncio.create_task(_release(parts, judge, audience))
    tasks = {asking, stopping, releasing}
    try:
        await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _release(parts: "asyncio.Queue[Mapping[str, Any]]", judge: Judge, audience: Audience) -> None:
    while True:
        part = await parts.get()
        while not parts.empty():  # each holds what the one before it held
            part = parts.get_nowait()
        audience.hear(await judge(part))
