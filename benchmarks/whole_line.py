"""The whole line on captured feeds: `python -m benchmarks.whole_line [A] [B] [D] [--show]`.

Serves a captured set over loopback with its times shifted so that the newest item is five minutes old, runs the real
steps (fetch, parse, cluster, write, compose) in this process until nothing is due, asks for a digest, and prints counts
and seconds. Needs `../shared/data/realfeeds`; nothing of it is kept.
"""

import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select
from sqlmodel import col

from jobs.here import Sweeper
from news.app import App, open_app
from news.catalogue import Catalogue, FeedEntry, OutletEntry, bundled_topics
from news.intake.enlist import enlist
from news.intake.parse import parse
from news.language.identify import identify
from news.markup import Html, plain
from news.models import Article, Delivery, Digest, Feed, Membership, Story, Work
from news.pipeline import STEPS
from news.ports import Body, Freshness
from news.reader.agenda import digest_now
from news.schema import bring_up_to_date
from news.settings import Settings
from news.testing import Outbox, a_subscriber

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "realfeeds"
OTHER_DAYS = {"Rss10OrfAt", "Rss20CityDog", "Rss20MoscowTimes", "Rss20NuusInAfrikaans"}
NEWEST_AGE = timedelta(minutes=5)
_RFC822 = re.compile(
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC|Z|E[SD]T)"
)
_ISO = re.compile(rb"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")


@dataclass(frozen=True)
class Captured:
    """A feed of a set: its body, still with the times of its day, and who published it."""

    name: str
    body: bytes
    language: str


def set_a() -> list[Captured]:
    """A weekend of 2017 in seven languages; files that were stored with their encoding broken are taken repaired, and
    those captured another day are left out."""
    repaired = {path.name: path for path in next(SETS.glob("A_repaired*")).glob("*.xml")}
    paths = [
        repaired.get(path.name, path)
        for path in sorted(next(SETS.glob("A_2017*")).glob("*.xml"))
        if path.stem not in OTHER_DAYS
    ]
    return [_as_it_says(path) for path in paths]


def _as_it_says(path: Path) -> Captured:
    """A feed under its own title, in the language it states or, where it states none, reads like."""
    body = path.read_bytes()
    feed = parse(Body(body, None, f"https://{path.stem}.example/", "", Freshness()))
    said = identify(" ".join(article.title for article in feed.articles[:10]))
    return Captured(feed.title or path.stem, body, feed.language or (said[0] if said else "en"))


def set_b() -> list[Captured]:
    folder = next(SETS.glob("B_*"))
    return [
        Captured(path.stem.split("__")[0], path.read_bytes(), "en") for path in sorted(folder.glob("*.xml"))
    ]


def set_d() -> list[Captured]:
    """JSON of three days a feed, as one RSS feed each."""
    folder = next(SETS.glob("D_*"))
    by_feed: dict[str, list[dict[str, object]]] = {}
    titles: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.rglob("*.json")):
        held = json.loads(path.read_text("utf-8"))
        by_feed.setdefault(held["feed"], []).extend(held["items"])
        titles[held["feed"]] = (held.get("feed_title") or held["feed"], (held.get("language") or "en")[:2])
    return [
        Captured(titles[feed][0], _rss(titles[feed][0], items), titles[feed][1])
        for feed, items in by_feed.items()
    ]


def _rss(title: str, items: list[dict[str, object]]) -> bytes:
    rows = "".join(
        f"<item><title>{_clean(item['title'])}</title><link>{_clean(item['link'])}</link><guid>{_clean(item['link'])}</guid>"
        f"<description>{_clean(item.get('description'))}</description><pubDate>{_date(item)}</pubDate></item>"
        for item in {str(i["link"]): i for i in items}.values()
    )
    return f"<rss version='2.0'><channel><title>{_clean(title)}</title>{rows}</channel></rss>".encode()


def _clean(text: object) -> str:
    return escape("".join(c for c in str(text or "") if c >= " " or c in "\n\t"))


def _date(item: dict[str, object]) -> str:
    return format_datetime(datetime.fromisoformat(str(item["date_published"])))


def shift(body: bytes, by: timedelta) -> bytes:
    """Every time in the feed, moved."""
    body = _RFC822.sub(lambda m: _moved(m.group(), parsedate_to_datetime, format_datetime, by), body)
    return _ISO.sub(lambda m: _moved(m.group(), datetime.fromisoformat, datetime.isoformat, by), body)


def _moved(
    found: bytes, read: Callable[[str], datetime], write: Callable[[datetime], str], by: timedelta
) -> bytes:
    try:
        at = read(found.decode())
    except ValueError:
        return found
    return write((at if at.tzinfo else at.replace(tzinfo=UTC)) + by).encode()


def newest(feeds: list[Captured]) -> datetime:
    """The set's own now: 99.9 % of its times are not later, as some feeds announce the future."""
    found = [at for feed in feeds for at in _times(feed.body)]
    return sorted(found)[int(len(found) * 0.999)]


def _times(body: bytes) -> list[datetime]:
    made = []
    for text in _RFC822.findall(body):
        at = parsedate_to_datetime(text.decode())
        made.append(at if at.tzinfo else at.replace(tzinfo=UTC))
    return made


@asynccontextmanager
async def served(feeds: list[Captured]) -> AsyncIterator[Catalogue]:
    """The feeds on loopback, and the catalogue that names them."""
    by = datetime.now(UTC) - NEWEST_AGE - newest(feeds)
    bodies = {f"/{number}.xml": shift(feed.body, by) for number, feed in enumerate(feeds)}

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=bodies[request.path], content_type="application/rss+xml")

    application = web.Application()
    application.add_routes([web.get("/{name}", answer)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield Catalogue(
            outlets=tuple(
                OutletEntry(
                    name=feed.name, domain=f"{number}.{feed.language}.example", country=None, language=feed.language,
                    owner=None, kind=None, source="captured",
                    feeds=(FeedEntry(url=f"{base}/{number}.xml", topics=("world",), language=feed.language, title=feed.name),),
                )
                for number, feed in enumerate(feeds)
            ),
            topics=(),
        )  # fmt: skip
    finally:
        await runner.cleanup()


async def measure(name: str, feeds: list[Captured]) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/line.sqlite3", fetch_allow=("127.0.0.0/8",), _env_file=None
        )
        outbox = Outbox()
        async with served(feeds) as catalogue, open_app(settings, messenger=outbox) as app:
            await bring_up_to_date(app.db.engine)
            async with app.session() as session:
                await enlist(session, catalogue, bundled_topics(), now=app.now(), replace=True)
            started, cpu = time.monotonic(), time.process_time()
            await settle(app)
            took, burnt = time.monotonic() - started, time.process_time() - cpu
            async with app.session() as session:
                subscriber = await a_subscriber(session, 1, "world")
                digest = await digest_now(session, subscriber, now=app.now())
            asked = time.monotonic()
            await settle(app)
            digest_took = time.monotonic() - asked
            if "--show" in sys.argv:
                Console().print("\n\n".join(plain(Html(text)) for text in outbox.texts), markup=False)
            return [
                *await counts(app, digest.id or 0),
                ("seconds until clustered", f"{took:.1f} ({burnt:.1f} CPU here)"),
                ("seconds from asking to sent", f"{digest_took:.1f}"),
                ("messages of the digest", str(len(outbox.calls))),
            ]


async def settle(app: App) -> None:
    """Runs the steps until nothing but future polls is owed."""
    sweeper = Sweeper(app, STEPS)
    while True:
        await sweeper.sweep()
        await sweeper.idle()
        async with app.reading() as session:
            soon = (
                select(func.count())
                .select_from(Work)
                .where(col(Work.due_at) < app.now() + timedelta(seconds=3))
            )
            if not (await session.execute(soon)).scalar_one():
                return
        await asyncio.sleep(0.05)


async def counts(app: App, digest_id: int) -> list[tuple[str, str]]:
    async with app.reading() as session:

        async def one(statement: object) -> str:
            return f"{(await session.execute(statement)).scalar_one():,}"  # type: ignore[call-overload]

        digest = await session.get(Digest, digest_id)
        failed = (
            await session.execute(select(col(Feed.url), col(Feed.last_error)).where(col(Feed.failures) > 0))
        ).all()
        return [
            ("feeds read", await one(select(func.count()).select_from(Feed).where(col(Feed.failures) == 0, col(Feed.fetched_at).is_not(None)))),
            ("feeds failed", ", ".join(str(error) for _, error in failed) or "0"),
            ("articles", await one(select(func.count()).select_from(Article))),
            ("in a story", await one(select(func.count()).select_from(Membership).where(col(Membership.until_at).is_(None)))),
            ("stories", await one(select(func.count()).select_from(Story))),
            ("stories of 2 or more outlets", await one(select(func.count()).select_from(Story).where(col(Story.outlets) > 1))),
            ("stories of 3 or more outlets", await one(select(func.count()).select_from(Story).where(col(Story.outlets) > 2))),
            ("largest story, outlets", await one(select(func.max(col(Story.outlets))))),
            ("stories in the digest", str(len(digest.items) if digest else 0)),
            ("deliveries", await one(select(func.count()).select_from(Delivery))),
        ]  # fmt: skip


def main() -> None:
    console = Console()
    if not SETS.exists():
        console.print("../shared/data/realfeeds is not here; nothing to measure.")
        return
    for name in [name for name in sys.argv[1:] if not name.startswith("-")] or ["A", "B", "D"]:
        feeds = {"A": set_a, "B": set_b, "D": set_d}[name]()
        table = Table("what", "figure", title=f"Set {name}: {len(feeds)} feeds over loopback")
        for row in asyncio.run(measure(name, feeds)):
            table.add_row(*row)
        console.print(table)


if __name__ == "__main__":
    main()
