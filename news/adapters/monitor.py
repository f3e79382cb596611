"""What a monitor asks over HTTP: /metrics for Prometheus, /healthz whether the process lives, /readyz whether it serves.

On an address of its own that the operator sets; it says nothing of any reader. What is said of the installation is read from
the rows, so any process of it may be asked (`news.operating.vital_signs`).
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError

from news.errors import SettingsError
from news.operating.pulse import Pulse
from news.operating.vital_signs import VitalSigns, read_vital_signs
from news.schema import newest, revision

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

WEDGED_AFTER = timedelta(minutes=3)
"""A poll takes at most a minute, and the webhook is looked at once a minute: without an answer for so long, Telegram does not
hear us."""


class Watched:
    """What is asked about: a process that starts, then serves, then stops."""

    def __init__(self, pulse: Pulse) -> None:
        self.pulse = pulse
        self.waits_for = "the start"
        self._app: App | None = None

    @property
    def app(self) -> "App | None":
        """None while it starts and when it stops."""
        return self._app

    @contextmanager
    def serving(self, app: "App") -> Iterator[None]:
        """It serves until the end of the block."""
        self._app = app
        try:
            yield
        finally:
            self._app, self.waits_for = None, "its end"


@asynccontextmanager
async def monitored(*, host: str, port: int | None, pulse: Pulse | None = None) -> AsyncIterator[Watched]:
    """Answers until the end of the block, and before there is anything but the process: a long migration or a Telegram that is
    away must not look like death. Without a port, nothing is opened. Raises SettingsError where the port cannot be had."""
    watched = Watched(pulse or Pulse())
    if port is None:
        yield watched
        return
    runner = web.AppRunner(_site(watched), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError(f"MONITOR_PORT: {host}:{port} cannot be had: {error.strerror}.") from error
        log.info("monitored", host=host, port=port)
        yield watched
    finally:
        await runner.cleanup()


def _site(watched: Watched) -> web.Application:
    site = web.Application()

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        if watched.app is None:
            return _not_yet(watched)
        wrong = [fault async for fault in _faults(watched.app, watched.pulse)]
        said = wrong or ["ready", *_cautions(watched.app, watched.pulse)]
        return web.Response(text="".join(f"{line}\n" for line in said), status=503 if wrong else 200)

    async def metrics(_request: web.Request) -> web.Response:
        app = watched.app
        if app is None:
            return _not_yet(watched)
        async with app.reading() as session:
            signs = await read_vital_signs(session, now=app.now(), per_second=app.messages_per_second)
        said = written(signs, watched.pulse, now=app.now())
        return web.Response(body=said, headers={"Content-Type": CONTENT_TYPE_LATEST})

    site.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return site


def _not_yet(watched: Watched) -> web.Response:
    return web.Response(text=f"not ready: waits for {watched.waits_for}\n", status=503)


async def _faults(app: "App", pulse: Pulse) -> AsyncIterator[str]:
    """Why nothing should be sent here, in words for an operator."""
    try:
        at = await revision(app.db.engine)
    except (DBAPIError, OSError):
        yield "the database does not answer"
        return
    if at != newest():
        yield f"the schema is at {at or 'none'}, not {newest()}"
    if pulse.at is not None and (silent := app.now() - pulse.at) > WEDGED_AFTER:
        yield f"Telegram has answered nothing for {silent.total_seconds():.0f} s"


def _cautions(app: "App", pulse: Pulse) -> Iterator[str]:
    """What an operator should see to, though we serve: were it a fault, a balancer would send to nobody, and so it would stay."""
    brought = pulse.brought
    if brought is None:
        return
    if not brought.is_ours:
        yield "but Telegram brings updates elsewhere, or nowhere"
    if brought.waiting and brought.failed_at and app.now() - brought.failed_at < WEDGED_AFTER:
        yield f"but Telegram cannot bring updates, {brought.waiting} wait: {brought.reason}"


def written(signs: VitalSigns, pulse: Pulse, *, now: datetime) -> bytes:
    """As Prometheus reads it (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
    registry = CollectorRegistry()
    registry.register(_Signs(signs, pulse, now))
    return generate_latest(registry)


class _Signs(Collector):
    def __init__(self, signs: VitalSigns, pulse: Pulse, now: datetime) -> None:
        self._signs, self._pulse, self._now = signs, pulse, now

    def collect(self) -> Iterable[Metric]:
        signs = self._signs
        yield _by(
            "queue_oldest_seconds",
            "How long the longest waiting work has been due.",
            "step",
            signs.oldest_due_s,
        )
        for name, said in (
            ("due", "Work that is due now."),
            ("running", "Work in a worker's hands."),
            ("resting", "Work at rest after too many failures."),
        ):
            yield _by(
                f"work_{name}", said, "step", {step: getattr(owed, name) for step, owed in signs.owed.items()}
            )
        feeds = {name: getattr(signs.feeds, name) for name in ("well", "failing", "never", "resting")}
        yield _by("feeds", "Feeds by how their last poll went.", "state", feeds)
        inbox = {"waiting": signs.inbox.waiting, "put_aside": signs.inbox.put_aside}
        yield _by("updates", "Updates of Telegram that are not handled.", "state", inbox)
        yield _one("stories_live", "Stories that are not closed.", signs.live_stories)
        yield _one("readers_active", "Subscribers that get digests.", signs.readers)
        yield _by(
            "messages_last_hour",
            "Messages that ended.",
            "outcome",
            {"sent": signs.sent, "failed": signs.failed},
        )
        late = signs.lateness
        lateness = {"0.5": late.median_s, "0.95": late.p95_s, "1": late.most_s}
        yield _by(
            "digest_lateness_seconds",
            "Arrival of the last hour's digests after their hour.",
            "quantile",
            lateness,
        )
        yield _one(
            "backlog_seconds",
            "How long what is due takes to be sent at the rate that is allowed.",
            signs.backlog_s,
        )
        yield _by(
            "model_calls_today",
            "Calls of the model (UTC day).",
            "kind",
            {k: s.calls for k, s in signs.spent.items()},
        )
        yield _by(
            "model_tokens_today", "Tokens in and out.", "kind", {k: s.tokens for k, s in signs.spent.items()}
        )
        yield _by(
            "model_cost_today",
            "In the operator's money.",
            "kind",
            {k: s.cost for k, s in signs.spent.items()},
        )
        yield _one("workers_alive", "Processes that claim work.", signs.workers)
        yield from self._heard()

    def _heard(self) -> Iterator[Metric]:
        """Of the bot alone: a worker hears nothing."""
        pulse, now = self._pulse, self._now
        if pulse.at is not None:
            said = "Since Telegram last answered a poll, or by webhook the look at it once a minute."
            yield _one("poll_age_seconds", said, (now - pulse.at).total_seconds())
        if pulse.brought is None:
            return
        yield _one(
            "webhook_is_ours", "Whether Telegram brings updates to our address.", pulse.brought.is_ours
        )
        yield _one("webhook_waiting", "Updates that Telegram has yet to bring.", pulse.brought.waiting)
        if pulse.brought.failed_at is not None:
            said = "Since Telegram last failed to bring updates."
            yield _one("webhook_error_age_seconds", said, (now - pulse.brought.failed_at).total_seconds())


def _one(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"pressradar_{name}", said, value=value)


def _by(name: str, said: str, label: str, values: Mapping[str, float | None]) -> Metric:
    """A value for each name; None is not known, and left out."""
    family = GaugeMetricFamily(f"pressradar_{name}", said, labels=[label])
    for key, value in values.items():
        if value is not None:
            family.add_metric([key], value)
    return family
