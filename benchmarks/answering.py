"""How soon a reader sees the first words of an answer, over loopback.

    python -m benchmarks.answering            without a model: from sending a question to the answer in the chat
    python -m benchmarks.answering --model    with one: from sending a question to the model's endpoint having been asked

The hundred questions of our own over the sample edition (`tests/news/answers/questions.toml`), each by a reader of its own
in reply to its story, in the sandbox's Telegram: polled, committed, handled, answered, delivered as the program does.
Questions that nothing comes near reach no model and are left out of the second figure.
"""

import asyncio
import sys
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import aiohttp

from bot.application import build_application
from bot.dispatching import Dispatcher
from bot.handling import handle
from bot.polling import receive
from jobs.here import Sweeper
from news.adapters.embedder import open_embedders
from news.adapters.endpoint import Endpoint
from news.adapters.model import EndpointModel
from news.adapters.telegram import TelegramMessenger, open_bot
from news.answers.meaning import Encoder
from news.app import App
from news.marks import Marks
from news.models import Chat
from news.pipeline import STEPS
from news.ports import Message
from news.sending.deliveries import owe_messages
from news.testing import a_feed, a_story, a_subscriber, an_app, an_article, an_outlet
from sandbox.edition.contents import outlets, standing
from sandbox.server import Sandbox, serve
from tests.scripted_model import playing

QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "news" / "answers" / "questions.toml"
FIRST_WORDS_S, OVERHEAD_S = 1.0, 0.2
"""What the issue allows, in the median."""
LOOK_S = 0.002
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Put:
    """A question and who asks it."""

    reader: int
    language: str
    story: int
    text: str


@dataclass(frozen=True)
class Desk:
    app: App
    telegram: Sandbox
    http: aiohttp.ClientSession

    def said_to(self, reader: int) -> list[dict[str, Any]]:
        messages = self.telegram.world.rooms[reader].messages.after(0)
        return [message for message in messages if message["from"]["id"] == self.telegram.world.bot_id]


async def measure(*, with_model: bool) -> list[float]:
    """Seconds, one a question that counts."""
    with TemporaryDirectory() as folder, _endpoint(with_model) as (url, reached):
        async with _desk(Path(folder), url) as desk:
            puts = await _stories(desk.app)
            took = [await _ask(desk, put, reached if with_model else None) for put in puts]
    return [seconds for seconds in took if seconds is not None]


async def _ask(desk: Desk, put: Put, reached: list[float] | None) -> float | None:
    """Until the model is asked, or without one until the answer is there. None where the model is not asked."""
    shown = await _show_story(desk, put)
    began, before = perf_counter(), len(reached or ())
    body = {"text": put.text, "reply_to_message_id": shown}
    url = f"{desk.telegram.url}/people/{put.reader}/chats/{put.reader}/send"
    async with desk.http.post(url, json=body) as answer:
        answer.raise_for_status()
    took = await _until(lambda: len(desk.said_to(put.reader)) > 1) - began
    if reached is None:
        return took
    return reached[before] - began if len(reached) > before else None


async def _show_story(desk: Desk, put: Put) -> int:
    """What the question is a reply to: a message about its story."""
    desk.telegram.world.person(put.reader).has_started = True
    async with desk.app.session() as session:
        subscriber = await a_subscriber(
            session, put.reader, digest_language=put.language, interface_language=put.language
        )
        chat = await session.get(Chat, subscriber.chat)
        assert chat is not None
        told = Message("A story.", stories=(put.story,))
        await owe_messages(session, chat, "story", put.reader, [told], now=desk.app.now())
    desk.app.bell.ring("deliver")
    await _until(lambda: len(desk.said_to(put.reader)) == 1)
    return int(desk.said_to(put.reader)[0]["message_id"])


async def _until(is_so: Callable[[], bool]) -> float:
    """The moment when it is."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - a clock is read here, nothing is waited for
            await asyncio.sleep(LOOK_S)
    return perf_counter()


# --- what it is measured on ----------------------------------------------------------------------


@contextmanager
def _endpoint(is_wanted: bool) -> Iterator[tuple[str | None, list[float]]]:
    """An endpoint on loopback, and when it began to say each of its sentences: the first at once."""
    reached: list[float] = []
    if not is_wanted:
        yield None, reached
        return

    def say(text: str) -> str:
        reached.append(perf_counter())
        return text

    with playing(say=say) as model:
        yield model.url, reached


@asynccontextmanager
async def _desk(folder: Path, model_url: str | None) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(serve())
        bot = await stack.enter_async_context(open_bot(telegram.token, telegram.url))
        plain = await stack.enter_async_context(
            an_app(folder, clock=lambda: datetime.now(UTC), messenger=TelegramMessenger(bot))
        )
        app = replace(
            plain, encoder=Encoder(open_embedders()), asking=replace(plain.asking, hourly=1_000, daily=1_000)
        )
        if model_url is not None:
            model = EndpointModel(Endpoint("scripted", model_url, "k"), memory=Marks(app.db, now=app.now))
            stack.push_async_callback(model.close)
            app = replace(app, model=model, model_is_near=True)
        application = build_application(bot)
        await application.initialize()
        await stack.enter_async_context(_working(app, bot, application))
        yield Desk(app, telegram, await stack.enter_async_context(aiohttp.ClientSession()))


@asynccontextmanager
async def _working(app: App, bot: Any, application: Any) -> AsyncIterator[None]:
    stop = asyncio.Event()
    dispatcher = Dispatcher(app, partial(handle, app, application))
    sweeper = Sweeper(app, [step for step in STEPS if step.name in ("answer", "deliver")])
    tasks = [
        asyncio.create_task(receive(app, bot, stop=stop, on_arrival=dispatcher.wake)),
        asyncio.create_task(dispatcher.run(stop)),
        asyncio.create_task(sweeper.listen()),
    ]
    try:
        yield
    finally:
        stop.set()
        await sweeper.drain()
        await asyncio.wait(tasks, timeout=10)
        for task in tasks:
            task.cancel()


async def _stories(app: App) -> list[Put]:
    """The edition's stories as rows, and the questions to them."""
    async with app.session() as session:
        now, articles = app.now(), {}
        for outlet in outlets():
            row = await an_outlet(session, outlet.name, domain=outlet.domain, language=outlet.language)
            for number, feed in enumerate(outlet.feeds):
                kept = await a_feed(session, row, url=f"https://{outlet.domain}/{number}")
                for item in standing(feed, now, started_at=now, update_after=timedelta(hours=9)):
                    slug = next(each.story for each in feed.articles if each.slug == item.slug)
                    text = " ".join(item.sentences)
                    article = await an_article(
                        session, kept, item.title, text, published_at=now - timedelta(hours=2)
                    )
                    articles.setdefault(slug, []).append(article)
        stories = {slug: (await a_story(session, *found)).id or 0 for slug, found in articles.items()}
    listed = tomllib.loads(QUESTIONS.read_text("utf-8"))
    asked = [
        (language, each) for language, kinds in listed.items() for kind in kinds.values() for each in kind
    ]
    return [
        Put(reader, language, stories[slug], text)
        for reader, (language, (slug, text, *_)) in enumerate(asked, start=1)
    ]


# --- what is printed -----------------------------------------------------------------------------


def main() -> None:
    with_model = "--model" in sys.argv[1:]
    took = asyncio.run(measure(with_model=with_model))
    limit = OVERHEAD_S if with_model else FIRST_WORDS_S
    middle, ninety = median(took), quantiles(took, n=10)[-1]
    what = "the model is asked" if with_model else "the answer is there"
    print(f"{len(took)} questions; seconds until {what}: median {middle:.3f}, 90 % within {ninety:.3f}")
    print(f"of the limit of {limit:g} s: {middle / limit:.2f}")


if __name__ == "__main__":
    main()
