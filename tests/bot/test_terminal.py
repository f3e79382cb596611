"""What an operator types, and what they read: on a real database."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from news.models import Brief, Digest, Feed, Outlet, Work
from news.operating.budget import reserve, settle
from news.operating.usage import Usage
from news.testing import a_feed, a_story, a_subscriber, an_article, an_outlet, kept
from news.work import REST, owe
from tests.bot.terminal_world import a_newcomers_folder, in_database, run, some_feeds


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from a_newcomers_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("run",),
        ("doctor",),
        ("costs",),
        ("feeds",),
        ("feeds", "list"),
        ("feeds", "check"),
        ("feeds", "export"),
        ("jobs",),
        ("jobs", "retry"),
        ("db",),
        ("db", "status"),
        ("db", "upgrade"),
        ("outlets",),
        ("outlets", "show"),
        ("outlets", "forget"),
        ("outlets", "allow"),
    ],
)
def test_every_command_says_what_it_does(words: tuple[str, ...]) -> None:
    said = run(*words, "--help")
    first = said.split("\n\n")[1].strip()
    assert first[0].isupper()
    assert len(first) > 20


def test_help_cuts_no_commands_description() -> None:
    assert "..." not in run("--help").split("Commands:")[1]


def test_a_setting_that_cannot_work_is_named_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    said = run("doctor", exits=2)
    assert "LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR." in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("feeds",), ("jobs",), ("db", "status"), ("db", "upgrade")])
def test_a_database_that_we_do_not_speak_is_said_so(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:pass-word@db.example/news")
    said = run(*words, exits=2)
    assert "SQLite" in said
    assert "pass-word" not in said


@pytest.mark.parametrize(("words", "exits"), [(("feeds",), 2), (("db", "status"), 2), (("doctor",), 1)])
def test_a_driver_that_is_not_installed_is_named(
    words: tuple[str, ...], exits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:pass-word@db.example/news")
    monkeypatch.setitem(sys.modules, "asyncpg", None)  # as on a machine without it
    said = run(*words, exits=exits)
    assert "PostgreSQL needs asyncpg, which is not installed: `make setup EXTRAS=scale` in a checkout" in said
    assert "pass-word" not in said


def test_costs_are_shown_by_the_day_and_for_each_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    today = datetime.now(UTC).date()

    async def two_days(session: AsyncSession) -> None:
        outlet = await an_outlet(session, "Orrery", language="en")
        article = await an_article(session, await a_feed(session, outlet, "world"), "A comet passes")
        story = await a_story(session, article)
        told = [
            ("en", "llm", "story/1", 1),
            ("de", "llm-trimmed", "translate/1", 1),
            ("fr", "extractive", "story/1", 2),
        ]
        for language, mode, version, calls in told:
            brief = Brief(
                story_id=story.id or 0,
                language=language,
                revision=1,
                mode=mode,
                prompt_version=version,
                calls=calls,
            )
            brief.ordered_at = brief.ready_at = datetime.now(UTC)
            await kept(session, brief)
        for reader in (1, 2):
            subscriber = await a_subscriber(session, reader)
            digest = Digest(subscriber_id=subscriber.id or 0, local_date=today, state="ready")
            digest.slot_at = digest.created_at = datetime.now(UTC)
            await kept(session, digest)
        for day in (today, today - timedelta(days=1)):
            await reserve(session, day, "story", "scripted", tokens=9)
            used = Usage("scripted", 3_000, 500, Decimal("1.25"), calls=2)
            await settle(session, day, "story", "scripted", reserved=9, usage=used)

    assert "No model was asked in the last 14 days." in run("costs")
    in_database(two_days)
    rows = {line.split()[0]: line.split()[1:] for line in run("costs").splitlines() if line}
    assert rows[f"{today}"] == ["1", "1", "1", "2", "3,000", "500", "1.25", "2"]
    assert rows["all"] == ["1", "1", "1", "4", "6,000", "1,000", "2.50", "2"]
    assert "1.2500 for each reader and day." in run("costs")
    assert "0.6250 for each reader and day." in run("costs", "--days", "1")


# --- jobs ----------------------------------------------------------------------------------------


async def some_work(session: AsyncSession) -> None:
    await owe(session, "fetch", 1, at=datetime.now(UTC) - timedelta(minutes=1))
    await owe(session, "fetch", 2, at=datetime.now(UTC) + timedelta(hours=1))
    await kept(
        session, Work(step="write", row=5, due_at=datetime.now(UTC) + timedelta(minutes=2), leased=True)
    )
    await kept(
        session,
        Work(step="write", row=6, due_at=datetime.now(UTC) + REST, attempts=10, last_error="ValueError: odd"),
    )
    await kept(
        session,
        Work(step="write", row=7, due_at=datetime.now(UTC) + REST, attempts=10, last_error="ValueError: odd"),
    )


def test_work_is_counted_by_step() -> None:
    in_database(some_work)
    lines = {words[0]: words[1:] for words in map(str.split, run("jobs").splitlines()) if words}
    assert lines["fetch"] == ["1", "1", "0", "0"]
    assert lines["write"] == ["0", "0", "1", "2", "ValueError:", "odd"]
    assert lines["answer"] == ["0", "0", "0", "0"]


@pytest.mark.parametrize(("words", "rows"), [(("write",), {6, 7}), (("write", "6"), {6})])
def test_what_rests_is_tried_again_when_the_operator_says_so(words: tuple[str, ...], rows: set[int]) -> None:
    in_database(some_work)
    assert f"{len(rows)} of write will be tried again now." in run("jobs", "retry", *words)

    async def due(session: AsyncSession) -> set[int]:
        found = await session.execute(
            select(Work.row).where(Work.step == "write", Work.attempts == 0, ~Work.leased)
        )
        return set(found.scalars())

    assert in_database(due) == rows


def test_retrying_what_is_not_there_is_said_so() -> None:
    in_database(some_work)
    assert "There is no step 'digest'." in run("jobs", "retry", "digest", exits=2)
    assert "No work of write for row 99 waits" in run("jobs", "retry", "write", "99", exits=2)
    assert "No work of write for row 5 waits" in run("jobs", "retry", "write", "5", exits=2)


# --- db ------------------------------------------------------------------------------------------


def test_the_database_is_made_once_and_then_left_alone(folder: Path) -> None:
    assert "It is not there yet" in run("db", "status")
    assert not (folder / "pressradar.sqlite3").exists()
    assert "The schema is now at" in run("db", "upgrade")
    assert "Nothing to do" in run("db", "upgrade")


def test_a_backup_is_taken_and_put_back(folder: Path) -> None:
    in_database(some_feeds)
    assert "checked." in run("db", "backup", "kept")
    assert "overwrites nothing" in run("db", "backup", "kept", exits=2)
    said = run("db", "restore", "kept")
    assert "What was there is" in said
    assert len(list(folder.glob("pressradar.sqlite3.before-*"))) == 1
    assert "There is no file" in run("db", "restore", "nowhere", exits=2)
    run("db", "backup")
    assert len(list(folder.glob("pressradar-*.backup"))) == 1


def test_backups_and_moves_of_a_server_are_told_what_to_use_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    in_database(some_feeds)
    assert "must be of a PostgreSQL database" in run("db", "copy", "sqlite:///other.sqlite3", exits=2)
    nobody = "postgresql://me:pass-word@127.0.0.1:1/news"
    said = run("db", "copy", nobody, exits=2)
    assert "pass-word" not in said
    monkeypatch.setenv("DATABASE_URL", nobody)
    assert "pg_dump" in run("db", "backup", exits=2)
    assert "pg_restore" in run("db", "restore", "kept", exits=2)


def test_the_status_counts_what_is_there() -> None:
    in_database(some_feeds)
    said = run("db", "status")
    assert "3 feeds" in said
    assert "0 articles" in said


def test_unused_rows_are_not_counted_as_active() -> None:
    async def retired(session: AsyncSession) -> None:
        await some_feeds(session)
        for feed in (
            await session.execute(select(Feed).join(Outlet).where(Outlet.name == "Orrery"))
        ).scalars():
            feed.active = False

    in_database(retired)
    assert "2 feeds: 0 well, 1 failing, 1 never polled; 1 resting." in run("feeds")
