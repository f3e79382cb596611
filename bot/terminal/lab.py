"""`pressradar lab`: the program's own judgement, tried on articles that somebody brings."""

import asyncio
import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.lab_cases import printed, read_bytes, read_file, reply_row, shown, story_row, verdict_row
from bot.terminal.lab_deliver import deliver
from bot.terminal.opening import or_give_up, read_settings
from news.errors import SettingsError

if TYPE_CHECKING:
    from news.answers.trial_ask import AskCase, Reply
    from news.clustering.trial import Sample
    from news.ports import Embedder
    from news.settings import Settings
    from news.writing.trial_case import Case

app = typer.Typer(
    help="Try the program's judgement on articles of your own.", no_args_is_help=True, rich_markup_mode=None
)
app.command()(deliver)


class Encoder(StrEnum):
    """What tells meanings: every encoder that is installed, the fast one of few languages alone, the endpoint's model that EMBEDDING_MODEL names, or nothing."""

    INSTALLED = "installed"
    USE = "use"
    ENDPOINT = "endpoint"
    NONE = "none"


@app.command()
def join(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON lines: id, outlet, published, title, text; owner, lang, url where known. `-` reads standard input."
        ),
    ],
    embedder: Annotated[
        Encoder,
        typer.Option(
            help="`installed`: every encoder that is installed; `use`: the fast one alone; `endpoint`: EMBEDDING_MODEL, over the network; `none`: words and names alone."
        ),
    ] = Encoder.INSTALLED,
) -> None:
    """Join the articles of a file into stories, and print a line {"id", "story"} for each.

    The articles are taken in order of `published`, by exactly the code of the running bot, with no other state, and no network unless `--embedder endpoint` asks for it. A story is named after the id of its first article.
    """
    with or_give_up():
        rows = _read(file)
        for line in asyncio.run(_joined(rows, _opened(embedder))):
            print(shown(line))  # noqa: T201


Brought = Annotated[
    Path,
    typer.Argument(help="JSON: target_lang, now, sources; see docs/operations.md. `-` reads standard input."),
]


@app.command()
def write(file: Brought) -> None:
    """Tell the story of a file's sources, and print it as JSON.

    By exactly the code of the running bot: in the sources' own sentences, or by the model that OPENAI_* name; without them there is no network.
    """
    from news.writing.trial_case import Case

    settings = read_settings()
    with or_give_up():
        case = read_file(file, Case)
        told = asyncio.run(_told(case, settings, now=case.now or datetime.now(UTC)))
    print(told)  # noqa: T201


@app.command()
def verify(file: Brought) -> None:
    """Hold the story of a file against its sources, and print what is wrong with each sentence, as JSON.

    By exactly the checks of the running bot. No network, and no model.
    """
    from news.writing.trial_case import Case
    from news.writing.trial_verify import judge_case

    with or_give_up():
        case = read_file(file, Case)
        if case.story is None:
            raise SettingsError("story: Field required")
        verdict = judge_case(case, case.story, now=case.now or datetime.now(UTC))
    print(printed(verdict_row(verdict, case.story)))  # noqa: T201


@app.command()
def ask(
    file: Annotated[
        Path,
        typer.Argument(help="JSON: target_lang, now, sources, question, history; `-` reads standard input."),
    ],
) -> None:
    """Answer the question of a file from its sources, and print the answer as JSON.

    By exactly the code of the running bot: in the sources' own sentences, or by the model that OPENAI_* name; without them there is no network.
    """
    from news.answers.trial_ask import AskCase

    settings = read_settings()
    with or_give_up():
        case = read_file(file, AskCase)
        reply = asyncio.run(_answered(case, settings, now=case.now or datetime.now(UTC)))
    print(printed(reply_row(reply)))  # noqa: T201


async def _answered(case: "AskCase", settings: "Settings", *, now: datetime) -> "Reply":
    from bot.terminal.doctor_model import Forgetful
    from news.adapters.embedder import choose_embedders
    from news.adapters.model import open_model
    from news.answers.meaning import Encoder
    from news.answers.trial_ask import answer_case
    from news.i18n import open_words
    from news.writing.trial_case import told_of

    model, embedders = open_model(settings, memory=Forgetful()), choose_embedders(settings)
    try:
        told, speech = told_of(case, now=now), open_words()(case.target_lang)
        return await answer_case(case, told, speech, now=now, model=model, encoder=Encoder(embedders))
    finally:
        for embedder in embedders:
            await embedder.close()
        if model is not None:
            await model.close()


async def _told(case: "Case", settings: "Settings", *, now: datetime) -> str:
    from bot.terminal.doctor_model import Forgetful
    from news.adapters.model import open_model
    from news.glossary import open_glossary
    from news.writing.shaping import Limits
    from news.writing.trial_case import told_of
    from news.writing.trial_write import Writer, tell_case

    model = open_model(settings, memory=Forgetful())
    limits, glossary = Limits(tokens=settings.openai_input_tokens), open_glossary(settings.glossary_dir)
    writer = None if model is None else Writer(model, limits, glossary)
    try:
        made = await tell_case(told_of(case, now=now), language=case.target_lang, now=now, writer=writer)
    finally:
        if model is not None:
            await model.close()
    return printed(story_row(made))


def _opened(encoder: Encoder) -> "tuple[Embedder, ...]":
    """Raises SettingsError where it is not there."""
    from news.adapters.embedder import open_embedder, open_embedders, open_endpoint

    if encoder is Encoder.NONE:
        return ()
    if encoder is Encoder.INSTALLED:
        several = open_embedders()
    else:
        one = open_endpoint(read_settings()) if encoder is Encoder.ENDPOINT else open_embedder()
        several = () if one is None else (one,)
    if not several:
        endpoint = encoder is Encoder.ENDPOINT
        missing = "EMBEDDING_MODEL names no model." if endpoint else "No sentence encoder is installed."
        raise SettingsError(f"{missing} `--embedder none` joins by words and names alone.")
    return several


async def _joined(rows: "list[tuple[Any, Sample]]", embedders: "tuple[Embedder, ...]") -> list[str]:
    from news.clustering.trial import join, read_samples

    rows.sort(key=lambda row: row[1].published_at)
    items = await read_samples([sample for _, sample in rows], embedders=embedders)
    for embedder in embedders:
        await embedder.close()
        if embedder.trouble:
            raise SettingsError(embedder.trouble)
    stories = join(items)
    return [
        json.dumps({"id": name, "story": rows[story - 1][0]}, ensure_ascii=False)
        for (name, _), story in zip(rows, stories, strict=True)
    ]


def _read(file: Path) -> "list[tuple[Any, Sample]]":
    """Raises SettingsError, which names the line."""
    try:
        lines = read_bytes(file).decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    return [_row(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _row(line: str, number: int) -> "tuple[Any, Sample]":
    from news.clustering.trial import Sample

    try:
        row = json.loads(line)
        at = datetime.fromisoformat(row["published"])
        title, text = str(row.get("title") or ""), str(row.get("text") or "")
        sample = Sample(
            outlet=str(row.get("outlet") or ""),
            language=_language(row, title, text),
            url=str(row.get("url") or ""),
            title=title,
            text=text,
            published_at=at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC),
        )
        return row["id"], sample
    except RecursionError:
        raise SettingsError(f"Line {number} is nested too deeply.") from None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise SettingsError(f"Line {number} is not an article: {type(error).__name__}: {error}") from error


def _language(row: "dict[str, Any]", title: str, text: str) -> str | None:
    """As the bot takes what a feed says of it: unless the words surely say another."""
    from news.intake.taking import stated_language
    from news.writing.trial_case import known_tag

    stated = known_tag(row.get("lang"))
    return stated_language(title, text, [stated])
