"""What needs the operator's hand is seen and told, once a day a matter, with what to do."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news import oversee as overseeing
from news.app import App
from news.models import Delivery, Work
from news.operating.alarms import alarms
from news.operating.health import FeedCounts, Inbox, Owed
from news.operating.overview import Overview, Room
from news.operating.vital_signs import Lateness, VitalSigns
from news.oversee import EVERY, oversee
from news.testing import NOON, Clock, Dictated, a_feed, an_app, an_outlet
from news.work import claim_row

WELL = VitalSigns(
    oldest_due_s={},
    owed={},
    feeds=FeedCounts(well=100, failing=4, never=0, resting=0),
    inbox=Inbox(0, 0),
    live_stories=10,
    readers=5,
    sent=10,
    failed=0,
    lateness=Lateness(2.0, 5.0, 9.0),
    spent={},
    workers=1,
)


def seen(*, disk: Room | None = None, trouble: str | None = None, **signs: object) -> Overview:
    return Overview(
        at=NOON,
        signs=replace(WELL, **signs),
        readers={},
        costs=(),
        disk=disk,
        trouble=trouble,
        has_model=True,
    )  # type: ignore[arg-type]


def matters(overview: Overview) -> list[str]:
    return [alarm.matter for alarm in alarms(overview)]


def test_nothing_is_said_where_all_is_well():
    assert matters(seen(disk=Room(50 * 2**30, 100 * 2**30))) == []


@pytest.mark.parametrize(
    ("overview", "matter", "does"),
    [
        (seen(feeds=FeedCounts(60, 40, 0, 0)), "feeds failing", "/admin feeds"),
        (seen(disk=Room(2**30, 100 * 2**30)), "disk nearly full", "Make room"),
        (seen(disk=Room(2**28, 2**30)), "disk nearly full", "Make room"),
        (seen(trouble="the endpoint says 401."), "model failing", "pressradar doctor"),
        (seen(lateness=Lateness(400.0, 900.0, 900.0)), "digests late", "python -m jobs"),
        (
            seen(lateness=Lateness(400.0, 900.0, 900.0), backlog_s=900.0),
            "digests late",
            "TELEGRAM_PER_SECOND",
        ),
        (seen(oldest_due_s={"deliver": 1_000.0}), "deliveries late", "pressradar doctor"),
        (seen(owed={"write": Owed("write", 0, 0, 0, 2, "boom")}), "write rests", "pressradar jobs"),
    ],
)
def test_what_needs_a_hand_is_said_with_what_to_do(overview: Overview, matter: str, does: str):
    [alarm] = alarms(overview)
    assert alarm.matter == matter
    assert does in alarm.text


@pytest.mark.parametrize(
    "overview",
    [
        seen(feeds=FeedCounts(2, 2, 0, 0)),  # a small list: one server away is half of it
        seen(feeds=FeedCounts(700, 90, 0, 0)),  # some always fail
        seen(lateness=Lateness(None, None, None)),
        seen(oldest_due_s={"fetch": 5_000.0}),
    ],
)
def test_what_is_usual_alarms_nobody(overview: Overview):
    assert matters(overview) == []


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
        model = Dictated({})
        model.trouble = "the endpoint says 401."
        yield replace(opened, operator_chat_id=99, model=model)


async def run(app: App) -> None:
    async with app.session() as session:
        claimed = await claim_row(session, "oversee", 0, now=app.now(), lease=timedelta(minutes=2))
    assert claimed is not None
    await oversee(app, claimed)


async def told(app: App) -> list[str]:
    async with app.reading() as session:
        return [row.payload["text"] for row in (await session.execute(select(Delivery))).scalars()]


async def test_the_operator_hears_once_a_day_of_what_lasts(app: App):
    async with app.session() as session:
        outlet = await an_outlet(session, "Post")
        for number in range(6):
            await a_feed(session, outlet, url=f"https://post.example/{number}", failures=3)
    for _ in range(3):
        await run(app)
        app.now.move(EVERY)  # type: ignore[attr-defined]
    texts = await told(app)
    assert len([text for text in texts if "feeds fail" in text]) == 1
    assert len([text for text in texts if "model does not answer" in text]) == 1
    app.now.move(timedelta(days=1))  # type: ignore[attr-defined]
    await run(app)
    assert len([text for text in await told(app) if "feeds fail" in text]) == 2


async def test_it_comes_again(app: App):
    await run(app)
    async with app.reading() as session:
        [work] = [w for w in (await session.execute(select(Work))).scalars() if w.step == "oversee"]
    assert work.due_at == app.now() + overseeing.EVERY
    assert not work.leased
