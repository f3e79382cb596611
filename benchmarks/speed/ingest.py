"""From addresses to rows, end to end, against `reader` (PyPI), a library that keeps feeds: the same real feeds over loopback, polled
first without their newest item, then with it. CPU time of all processes but the server's; entries are those that the feeds list.

Ours is the program's own step (`news/fetch.py`): bounded fetching, parsing in worker processes, finding languages, an index of words in
three forms, articles as immutable versions, the feed's pace. Both programs have read a feed before, so that what is loaded once is.
The feeds' times are moved to now, and of what they list ours keeps what is younger than seven days, 762 articles, where `reader` keeps all, uncleaned. Of the rest it
reads what tells one item from another, and the date. Were all to be kept, cleaned and indexed, a first poll would be 1.1 times as quick as theirs, a second one 4.6 times
(OLDEST set to a century, one run).

Of a first poll half is parsing (the XML a quarter, guarding against hostile documents a tenth), and a sixth finding languages and cutting words for the index; of a second
one, half is SQLAlchemy. What has brought it here: usual feeds without feedparser (`news/intake/usual/`; before: 1.05 and 3.42 times), then no texts of what is too old, and
statements that are made once and go past the ORM (before: 2.11 and 5.64 times).
"""

import asyncio
import logging
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import feedparser
import structlog
from sqlalchemy import func, select, update
from sqlmodel import col

from benchmarks.speed.feeds import before, made, polled
from benchmarks.speed.measured import Row, cpu_of, cpu_s
from benchmarks.speed.server import serving
from benchmarks.whole_line import NEWEST_AGE, Captured, newest, shift
from jobs.here import Sweeper
from news.adapters.workers import WORKERS
from news.app import App, open_app
from news.catalogue import Catalogue, FeedEntry, OutletEntry, bundled_topics
from news.intake.enlist import enlist
from news.models import Article, Work
from news.pipeline import STEPS
from news.ports import Body, Freshness
from news.schema import bring_up_to_date
from news.settings import Settings
from news.testing import Outbox

AIM = "at least 5"


async def rows(*, sample: bool) -> list[Row]:
    if not find_spec("reader"):
        return []
    feeds = _moved(made(6, items=10) if sample else [path.read_bytes() for path in polled()])
    if not feeds:
        return []
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    entries = sum(len(feedparser.parse(BytesIO(feed)).entries) for feed in feeds)
    now = {f"/{number}.xml": feed for number, feed in enumerate(feeds)}
    earlier = {path: before(feed) for path, feed in now.items()}
    with tempfile.TemporaryDirectory() as folder:
        await _warm(Path(folder) / "warm")
        with serving(earlier, later=now) as port:
            ours = await _ours(Path(folder), port, list(now))
        with serving(earlier, later=now) as port:
            theirs = _theirs(Path(folder) / "theirs.sqlite3", port, list(now))
    peer = f"reader {version('reader')}"
    return [
        Row(
            f"{len(feeds)} feeds, {entries:,} entries, {when}",
            f"{entries / mine:,.0f} entries/CPU s",
            peer,
            f"{entries / other:,.0f} entries/CPU s",
            other / mine,
            AIM,
        )
        for when, mine, other in zip(
            ("polled for the first time", "polled again, one entry new"), ours, theirs, strict=True
        )
    ]


async def _warm(folder: Path) -> None:
    """What is loaded once a process is loaded: what knows the languages, and theirs that is loaded when first used."""
    await asyncio.to_thread(folder.mkdir)
    feeds = {f"/{number}.xml": feed for number, feed in enumerate(_moved(made(2, items=2)))}
    with serving(feeds, later=feeds) as port:
        await _ours(folder, port, list(feeds))
        _theirs(folder / "theirs.sqlite3", port, list(feeds))


def _moved(feeds: list[bytes]) -> list[bytes]:
    """So that the newest item of all is a few minutes old."""
    captured = [Captured("", feed, "en") for feed in feeds]
    by = datetime.now(UTC) - NEWEST_AGE - newest(captured)
    return [shift(feed, by) for feed in feeds]


# --- ours ----------------------------------------------------------------------------------------


async def _ours(folder: Path, port: int, paths: list[str]) -> tuple[float, float]:
    settings = Settings(
        database_url=f"sqlite:///{folder}/ours.sqlite3", fetch_allow=("127.0.0.0/8",), _env_file=None
    )
    async with open_app(settings, messenger=Outbox()) as app:
        await bring_up_to_date(app.db.engine)
        await _start_workers(app)
        async with app.session() as session:
            await enlist(session, _catalogue(port, paths), bundled_topics(), now=app.now(), replace=True)
        first = await _polled(app)
        _read(f"http://127.0.0.1:{port}/later")
        again = await _polled(app)
        async with app.reading() as session:
            kept = (await session.execute(select(func.count()).select_from(Article))).scalar_one()
        print(f"(ours kept {kept:,} articles)")
        return first, again


async def _start_workers(app: App) -> None:
    """Each loads its libraries once, with what languages' dates need."""
    content = made(1, items=2)[0]
    body = Body(content, None, "https://feed-0.example/", "", Freshness())
    await asyncio.gather(*(app.parser.parse(body) for _ in range(WORKERS)))


def _catalogue(port: int, paths: list[str]) -> Catalogue:
    """Each feed on an address of its own, as feeds are."""
    outlets = [
        OutletEntry(
            name=path,
            domain=f"{number}.example",
            country=None,
            language="en",
            owner=None,
            kind=None,
            source="made",
            feeds=(FeedEntry(url=_url(port, number, path), topics=("world",), language="en", title=path),),
        )
        for number, path in enumerate(paths)
    ]
    return Catalogue(outlets=tuple(outlets), topics=())


def _url(port: int, number: int, path: str) -> str:
    return f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}{path}"


async def _polled(app: App) -> float:
    """CPU seconds until each feed was polled once from now."""
    async with app.session() as session:
        await session.execute(update(Work).where(col(Work.step) == "fetch").values(due_at=app.now()))
    sweeper = Sweeper(app, [step for step in STEPS if step.name == "fetch"])
    began = cpu_s() + cpu_of(_workers(app))
    while await _owed(app):
        await sweeper.sweep()
        await sweeper.idle()
    return cpu_s() + cpu_of(_workers(app)) - began


def _workers(app: App) -> set[int]:
    return getattr(app.parser, "pids", set())


async def _owed(app: App) -> int:
    async with app.reading() as session:
        due = (
            select(func.count())
            .select_from(Work)
            .where(col(Work.step) == "fetch", col(Work.due_at) <= app.now())
        )
        return int((await session.execute(due)).scalar_one())


# --- theirs --------------------------------------------------------------------------------------


def _theirs(path: Path, port: int, paths: list[str]) -> tuple[float, float]:
    from reader import make_reader

    with make_reader(str(path)) as keeper:
        for number, path in enumerate(paths):
            keeper.add_feed(_url(port, number, path))
        first = _updated(keeper)
        _read(f"http://127.0.0.1:{port}/later")
        again = _updated(keeper)
        print(f"(reader kept {keeper.get_entry_counts().total:,} entries)")
        return first, again


def _updated(keeper) -> float:
    began = cpu_s()
    keeper.update_feeds(scheduled=False)
    return cpu_s() - began


def _read(url: str) -> None:
    with urlopen(url) as reply:
        reply.read()
