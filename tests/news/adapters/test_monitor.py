"""What a monitor is told: the truth of the rows, in the form that Prometheus reads, and whether to send people here."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select, text

from news.adapters.monitor import monitored
from news.app import App
from news.errors import SettingsError
from news.models import Chat, Delivery, Digest, Spending
from news.operating.pulse import Brought, Pulse
from news.schema import newest
from news.testing import (
    NOON,
    Clock,
    a_feed,
    a_schedule,
    a_story,
    a_subscriber,
    an_app,
    an_article,
    an_outlet,
    kept,
)
from news.work import claim, owe
from news.workers import sign_in

LATE = timedelta(seconds=40)
PORT = 39173


@pytest.fixture
async def app(tmp_path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as made:
        yield made


@asynccontextmanager
async def asked(app: App, pulse: Pulse | None = None) -> AsyncIterator[aiohttp.ClientSession]:
    """A monitor of this installation."""
    async with (
        monitored(host="127.0.0.1", port=PORT, pulse=pulse) as watched,
        aiohttp.ClientSession(f"http://127.0.0.1:{PORT}") as http,
    ):
        with watched.serving(app):
            yield http


async def told(http: aiohttp.ClientSession, path: str) -> tuple[int, str]:
    async with http.get(path) as answer:
        return answer.status, await answer.text()


@asynccontextmanager
async def a_current_installation(tmp_path: Path, clock: Clock) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=clock, database_url=f"sqlite:///{tmp_path}/whole.sqlite3") as app:
        async with app.db.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            await connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": newest()})
        yield app


async def samples(http: aiohttp.ClientSession) -> dict[tuple[str, ...], float]:
    async with http.get("/metrics") as answer:
        assert answer.status == 200
        said = await answer.text()
    return {
        (sample.name.removeprefix("pressradar_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(said)
        for sample in family.samples
    }


async def an_installation(app: App) -> None:
    async with app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Marel Post"), "world")
        await a_story(session, await an_article(session, feed, "Ferry sinks"))
        reader = await a_subscriber(session, 1, "world", state="active")
        schedule = await a_schedule(session, reader, "07:00")
        chat = await session.get(Chat, reader.chat)
        digest = await kept(
            session,
            Digest(
                subscriber_id=reader.id or 0, schedule_id=schedule.id, local_date=date(2026, 11, 22),
                slot_at=app.now() - LATE, state="ready", created_at=app.now(),
            ),
        )  # fmt: skip
        for kind, subject, state in (("digest", digest.id, "sent"), ("reply", 9, "refused")):
            await kept(
                session,
                Delivery(kind=kind, subject=subject or 0, chat=(chat.id if chat else 0) or 0, state=state,
                         created_at=app.now(), finished_at=app.now()),
            )  # fmt: skip
        session.add(
            Spending(day=app.now().date(), kind="writing", model="m", calls=3, tokens_in=900, tokens_out=100)
        )
        await owe(session, "write", 1, at=app.now() - timedelta(minutes=2))
        await owe(session, "compose", 1, at=app.now())
        await claim(session, "compose", now=app.now(), lease=timedelta(minutes=2), limit=1)
        await sign_in(session, now=app.now())


async def test_the_metrics_are_what_the_rows_say(app: App) -> None:
    await an_installation(app)
    async with asked(app, Pulse(app.now() - timedelta(seconds=7))) as http:
        said = await samples(http)
    assert said[("queue_oldest_seconds", "write")] == 120
    assert ("queue_oldest_seconds", "compose") not in said
    assert said[("work_running", "compose")] == 1
    assert said[("work_due", "write")] == 1
    assert said[("feeds", "never")] == 1
    assert (said[("stories_live",)], said[("readers_active",)], said[("workers_alive",)]) == (1, 1, 1)
    assert (said[("messages_last_hour", "sent")], said[("messages_last_hour", "failed")]) == (1, 1)
    assert said[("digest_lateness_seconds", "0.95")] == LATE.total_seconds()
    assert (said[("model_calls_today", "writing")], said[("model_tokens_today", "writing")]) == (3, 1000)
    assert ("model_cost_today", "writing") not in said  # no prices are known
    assert said[("backlog_seconds",)] == 0
    assert said[("poll_age_seconds",)] == 7


async def test_what_is_due_is_said_in_the_time_that_sending_it_takes(app: App) -> None:
    async with app.session() as session:
        for row in range(6):
            await owe(session, "deliver", row, at=app.now())
            await owe(session, "compose", row, at=app.now() + timedelta(minutes=row // 3))
    async with asked(replace(app, messages_per_second=2)) as http:
        said = await samples(http)
    assert said[("backlog_seconds",)] == (6 + 3) / 2


async def test_an_empty_installation_can_be_asked_too(app: App) -> None:
    async with asked(app) as http:
        said = await samples(http)
    assert said[("readers_active",)] == 0
    assert ("poll_age_seconds",) not in said


async def test_who_lives_but_cannot_serve_says_why(app: App) -> None:
    async with app.db.engine.begin() as connection:
        await connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    async with asked(app, Pulse(NOON)) as http:
        assert await told(http, "/readyz") == (503, f"the schema is at none, not {newest()}\n")
        assert await told(http, "/healthz") == (200, "alive\n")


async def test_who_serves_is_ready_until_telegram_falls_silent(tmp_path: Path) -> None:
    clock = Clock()
    began = clock()
    async with a_current_installation(tmp_path, clock) as app, asked(app, Pulse(began)) as http:
        assert await told(http, "/readyz") == (200, "ready\n")
        clock.at = began + timedelta(minutes=4)
        assert await told(http, "/readyz") == (503, "Telegram has answered nothing for 240 s\n")


async def test_who_still_starts_lives_and_says_what_it_waits_for(app: App) -> None:
    async with monitored(host="127.0.0.1", port=PORT) as watched:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{PORT}") as http:
            watched.waits_for = "Telegram"
            assert await told(http, "/healthz") == (200, "alive\n")
            assert await told(http, "/readyz") == (503, "not ready: waits for Telegram\n")
            assert (await told(http, "/metrics"))[0] == 503
            with watched.serving(app):
                assert (await told(http, "/metrics"))[0] == 200
            assert await told(http, "/readyz") == (503, "not ready: waits for its end\n")


async def test_what_telegram_could_not_bring_is_said_and_takes_nobody_out_of_service(tmp_path: Path) -> None:
    clock = Clock()
    async with a_current_installation(tmp_path, clock) as app:
        failed = Brought(is_ours=True, waiting=9, failed_at=clock(), reason="Connection refused")
        async with asked(app, Pulse(clock(), failed)) as http:
            said = "ready\nbut Telegram cannot bring updates, 9 wait: Connection refused\n"
            assert await told(http, "/readyz") == (200, said)
            clock.at += timedelta(seconds=50)
            metrics = await samples(http)
            assert metrics[("webhook_waiting",)] == 9
            assert metrics[("webhook_is_ours",)] == 1
            assert metrics[("webhook_error_age_seconds",)] == 50
            assert metrics[("poll_age_seconds",)] == 50


async def test_updates_that_go_elsewhere_are_said(tmp_path: Path) -> None:
    clock = Clock()
    async with a_current_installation(tmp_path, clock) as app:
        async with asked(app, Pulse(clock(), Brought(False, 0, None, ""))) as http:
            assert await told(http, "/readyz") == (
                200,
                "ready\nbut Telegram brings updates elsewhere, or nowhere\n",
            )
            assert ("webhook_error_age_seconds",) not in await samples(http)


async def test_a_port_that_is_taken_is_named(app: App) -> None:
    async with asked(app):
        with pytest.raises(SettingsError, match="MONITOR_PORT"):
            async with monitored(host="127.0.0.1", port=PORT):
                pass


async def test_without_a_port_nothing_is_opened() -> None:
    async with monitored(host="256.0.0.1", port=None):
        pass


async def test_the_dashboard_and_the_alarms_ask_for_nothing_that_is_not_said(app: App) -> None:
    await an_installation(app)
    docs = Path(__file__).parents[3] / "docs"
    page = json.loads((docs / "dashboard.json").read_text("utf-8"))
    asked_for = {
        name
        for panel in page["panels"]
        for target in panel["targets"]
        for name in re.findall(r"pressradar_(\w+)", target["expr"])
    }
    asked_for |= set(re.findall(r"`pressradar_(\w+)", (docs / "operations.md").read_text("utf-8")))
    rules = (docs.parent / "deploy" / "alerts.yaml").read_text("utf-8")
    asked_for |= set(re.findall(r"\(pressradar_(\w+)", rules))
    async with app.session() as session:
        for row in await session.scalars(select(Spending)):
            row.cost = 0.5
    async with asked(app, Pulse(app.now(), Brought(True, 0, app.now(), "slow"))) as http:
        assert asked_for <= {name for name, *_ in await samples(http)}
