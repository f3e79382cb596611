"""What a monitor asks over HTTP: /metrics for Prometheus, /healthz whether the process lives, /readyz whether it serves.

On an address of its own that the operator sets; it says nothing of any reader. What is said of the installation is read from
the rows, so any process of it may be asked (`news.operating.vital_signs`).
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
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
from news.operating.vital_signs import VitalSigns, read_vital_signs
from news.schema import newest, revision

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

WEDGED_AFTER = timedelta(minutes=3)
"""A poll takes at most a minute: without an answer for so long, Telegram does not hear us."""

Polled = Callable[[], datetime | None]


@asynccontextmanager
async def monitored(
    app: "App", *, host: str, port: int | None, polled: Polled = lambda: None
) -> AsyncIterator[None]:
    """Answers until the end of the block; without a port, nothing is opened. `polled` is when Telegram last answered a poll,
    None where this process does not poll. Raises SettingsError where the port cannot be had."""
    if port is None:
        yield
        return
    runner = web.AppRunner(_site(app, polled), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError(f"MONITOR_PORT: {host}:{port} cannot be had: {error.strerror}.") from error
        log.info("monitored", host=host, port=port)
        yield
    finally:
        await runner.cleanup()


def _site(app: "App", polled: Polled) -> web.Application:
    site = web.Application()

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        wrong = [fault async for fault in _faults(app, polled)]
        return web.Response(
            text="".join(f"{fault}\n" for fault in wrong or ["ready"]), status=503 if wrong else 200
        )

    async def metrics(_request: web.Request) -> web.Response:
        async with app.reading() as session:
            signs = await read_vital_signs(session, now=app.now(), per_second=app.messages_per_second)
        said = written(signs, polled_s=_age_s(app, polled))
        return web.Response(body=said, headers={"Content-Type": CONTENT_TYPE_LATEST})

    site.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return site


async def _faults(app: "App", polled: Polled) -> AsyncIterator[str]:
    """Why nothing should be sent here, in words for an operator."""
    try:
        at = await revision(app.db.engine)
    except (DBAPIError, OSError):
        yield "the database does not answer"
        return
    if at != newest():
        yield f"the schema is at {at or 'none'}, not {newest()}"
    age_s = _age_s(app, polled)
    if age_s is not None and age_s > WEDGED_AFTER.total_seconds():
        yield f"Telegram has answered no poll for {age_s:.0f} s"


def _age_s(app: "App", polled: Polled) -> float | None:
    at = polled()
    return None if at is None else (app.now() - at).total_seconds()


def written(signs: VitalSigns, *, polled_s: float | None) -> bytes:
    """As Prometheus reads it (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
    registry = CollectorRegistry()
    registry.register(_Signs(signs, polled_s))
    return generate_latest(registry)


class _Signs(Collector):
    def __init__(self, signs: VitalSigns, polled_s: float | None) -> None:
        self._signs, self._polled_s = signs, polled_s

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
        if self._polled_s is not None:
            yield _one("poll_age_seconds", "Since Telegram last answered a poll.", self._polled_s)


def _one(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"pressradar_{name}", said, value=value)


def _by(name: str, said: str, label: str, values: Mapping[str, float | None]) -> Metric:
    """A value for each name; None is not known, and left out."""
    family = GaugeMetricFamily(f"pressradar_{name}", said, labels=[label])
    for key, value in values.items():
        if value is not None:
            family.add_metric([key], value)
    return family
