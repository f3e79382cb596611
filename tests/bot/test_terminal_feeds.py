"""Feeds by the terminal: listed, paused, polled, exported."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from bot.__main__ import app
from news.intake.opml import read_opml
from news.models import Article
from tests.bot.terminal_world import a_feed_server, a_newcomers_folder, in_database, run, some_feeds


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from a_newcomers_folder(tmp_path, monkeypatch)


def test_feeds_are_listed_those_that_fail_first() -> None:
    in_database(some_feeds)
    said = run("feeds")
    assert said.index("✗") < said.index("·") < said.index("✓")
    assert "failed 3 times: HTTP 503" in said
    assert "5 min ago" in said
    assert "3 feeds: 1 well, 1 failing, 1 never polled; 0 resting." in said


def test_a_feed_that_misbehaves_is_paused_and_read_again() -> None:
    in_database(some_feeds)
    address = "https://marel-post.example/sport"
    assert f"paused: {address}" in run("feeds", "pause", address)
    assert "nothing that is read" in run("feeds", "pause", address, exits=2)
    said = run("feeds")
    assert f"paused 0 min ago: {address}" in said
    assert "2 feeds: 1 well, 1 failing, 0 never polled; 1 resting." in said
    assert f"read again: {address}" in run("feeds", "resume", address)
    assert "paused" not in run("feeds")


def test_all_feeds_of_an_outlet_are_paused_by_its_domain() -> None:
    in_database(some_feeds)
    said = run("feeds", "pause", "marel-post.example")
    assert said.count("paused: ") == 2
    assert run("feeds", "resume", "marel-post.example").count("read again: ") == 2
    assert "nothing that is paused" in run("feeds", "resume", "marel-post.example", exits=2)


def test_only_feeds_that_fail_are_listed_when_asked_so() -> None:
    in_database(some_feeds)
    said = run("feeds", "list", "--failing")
    assert "HTTP 503" in said
    assert "Orrery" not in said


def test_without_feeds_the_list_says_where_they_come_from() -> None:
    assert "`pressradar run` reads the catalogue" in run("feeds")


def test_feeds_are_polled_and_what_is_new_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_feed_server() as url:
        (folder / "mine.opml").write_text(
            '<opml version="2.0"><body><outline text="science">'
            f'<outline type="rss" text="Orrery" xmlUrl="{url}/feed" language="en"/>'
            f'<outline type="rss" text="Lost" xmlUrl="{url}/lost" language="en"/>'
            "</outline></body></opml>"
        )
        monkeypatch.setenv("FEEDS", "mine.opml")
        monkeypatch.setenv("FETCH_ALLOW", "127.0.0.0/8")
        assert "1 of 2 feeds were read, 1 failed." in run("feeds", "check")
        assert " of 1 feeds were read" in CliRunner().invoke(app, ["feeds", "check", "--limit", "1"]).output

    async def titles(session: AsyncSession) -> list[str]:
        return list((await session.execute(select(Article.title))).scalars())

    assert in_database(titles) == ["A comet passes the moon tonight"]


def test_polling_where_nothing_can_be_read_is_a_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine.opml").write_text(
        '<opml version="2.0"><body><outline type="rss" text="Lost" xmlUrl="http://127.0.0.1:1/x"/></body></opml>'
    )
    monkeypatch.setenv("FEEDS", "mine.opml")
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.0/8")
    assert "0 of 1 feeds were read, 1 failed." in run("feeds", "check", exits=1)


def test_feeds_are_exported_as_opml_that_we_read_back() -> None:
    in_database(some_feeds)
    catalogue = read_opml(run("feeds", "export"), source="export")
    feeds = {feed.url: feed.topics for outlet in catalogue.outlets for feed in outlet.feeds}
    assert feeds == {
        "https://orrery.example/feed": ("science",),
        "https://marel-post.example/feed": ("world",),
        "https://marel-post.example/sport": ("sport",),
    }


def test_before_the_first_start_the_catalogue_is_exported() -> None:
    assert run("feeds", "export").count("xmlUrl=") >= 300
