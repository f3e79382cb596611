"""A day of the whole program in some minutes, with faults at random everywhere; afterwards, what must be true is true.

`make soak` lives the whole day, with two seeds; the tests of every day one hour of it. SOAK_SEED names
another seed, SOAK_HOURS another length, SOAK_TRACED has the lines of code told that memory grew by (and takes twice as much of it).
"""

import os
import sys
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.alert import FEWEST
from news.cluster import cluster
from news.clustering.watching import watch
from news.errors import LostClaim
from news.models import Story
from news.testing import NOON, Clock, a_feed, an_app, an_article, an_outlet
from news.work import claim, owe
from tests.hostile.soak.day import Plan, soaked
from tests.hostile.soak.happenings import Article, a_day
from tests.hostile.soak.press import COUNTRIES
from tests.hostile.soak.verdict import broken, figures, growth
from tests.measured import IS_WHOLE

HOURS = float(os.environ.get("SOAK_HOURS", "24"))
SEEDS = [int(seed) for seed in os.environ.get("SOAK_SEED", "1 2" if IS_WHOLE else "1").split()]


def a_plan(seed: int) -> Plan:
    """In the short one nothing is held locked for longer than we wait for it, as that takes the machine's own time."""
    if IS_WHOLE:
        return Plan(
            seed,
            hours=HOURS,
            settling=3,
            readers=60,
            papers=12,
            wires=10,
            events_an_hour=8,
            acts_an_hour=1.5,
            kills=max(2, round(16 * HOURS / 24)),
            locks=round(4 * HOURS / 24),
            is_traced="SOAK_TRACED" in os.environ,
        )
    return Plan(
        seed,
        hours=0.5,
        settling=0.5,
        readers=8,
        papers=4,
        wires=0,
        events_an_hour=6,
        acts_an_hour=6,
        kills=1,
        locks=0,
        by_meaning=False,
    )


async def test_what_all_wires_of_the_day_have_is_one_story_that_breaks(tmp_path: Path) -> None:
    """So that alerts and their rules are a part of the day."""
    news = a_day(1, begin=NOON, end=NOON + timedelta(hours=2), papers=0, wires=12, events_an_hour=1)
    by_town = groupby(sorted(news, key=town_of), key=town_of)
    burst = next(told for _, told in ((town, list(told)) for town, told in by_town) if len(told) == 12)
    async with an_app(tmp_path, clock=Clock(max(told.at for told in burst) + timedelta(minutes=5))) as app:
        async with app.session() as session:
            await watch(session, {}, now=app.now() - timedelta(minutes=50))
            for told in burst:
                outlet = await an_outlet(session, f"Wire {told.outlet}", country=COUNTRIES[told.outlet % 5])
                feed = await a_feed(session, outlet, told.topic)
                read_before = {
                    "published_at": NOON - timedelta(days=1),
                    "fetched_at": NOON - timedelta(days=1),
                }
                await an_article(session, feed, "Nothing much", **read_before)
                when = {"published_at": told.at, "fetched_at": app.now()}
                article = await an_article(session, feed, told.title, told.text, **when)
                await owe(session, "cluster", article.id or 0, at=app.now())
            claims = await claim(session, "cluster", now=app.now(), lease=timedelta(minutes=2), limit=99)
        for one in claims:
            with suppress(LostClaim):  # the first took all that there was
                await cluster(app, one)
        async with app.reading() as session:
            broken = (
                await session.execute(select(Story).where(col(Story.breaking_at).is_not(None)))
            ).scalars()
            assert [story.independent >= FEWEST for story in broken] == [True]


def town_of(told: Article) -> str:
    return told.slug.partition("-")[0]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("seed", SEEDS)
async def test_after_a_day_of_trouble_nothing_is_lost_repeated_stuck_or_grown(
    seed: int, tmp_path: Path, record
) -> None:
    day = await soaked(a_plan(seed), tmp_path)
    found, told, grown = broken(day), figures(day), growth(day.vitals)
    print(told, dict(day.did), grown)
    assert found == {}, found
    assert told["digests due to steady readers"]
    assert day.did["times of trouble"]
    assert told["alerts told"] or not day.plan.wires
    record(
        f"{day.plan.hours:.0f} simulated hours with {day.plan.readers} readers and faults at random: {day.did['answers of the press']:,} answers of feeds "
        f"({day.did['of them trouble']:,} of them broken), {day.did['faults of Telegram']:,} faults of Telegram, {day.did['SIGKILL']} kills, "
        f"{day.did['jumps of the clock']} jumps of the clock, {day.did['of them bad']:,} bad answers of a model among {day.did['answers of the model']:,}, a database that refuses, cancelled steps; "
        f"{told['alerts told']} breaking alerts, {told['alerts held']} held by quiet hours; seed {seed}",
        bar="no lost digest, no repeated story, no stuck row, no message lost or sent twice, memory flat",
        figure=f"{told['digests due to steady readers']} digests due beforehand, 0 lost; {told['deliveries sent']:,} messages, 0 lost, 0 twice; 0 stories new "
        f"twice, 0 rows stuck" + (f"; {grown.rss_mb:+.0f} MB in {grown.hours:.0f} h" if grown else ""),
    )
