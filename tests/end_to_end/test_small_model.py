"""The whole line on a real model, small as it is: feeds are read, it writes what they tell, and a reader gets a digest."""

import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from news.catalogue import Catalogue, read_catalogue
from news.checks.findings import Severity
from news.db import Database, open_engine
from news.intake.opml import write_opml
from news.models import Article, Brief
from news.story.stories import read_story
from news.translate import made_of_row
from news.writing.modes import EXTRACTIVE, WHOLE
from news.writing.pivot import pivot_of
from news.writing.verify import verify
from tests.end_to_end.conftest import Person, a_town
from tests.small_model import IS_INSTALLED, WHY_NOT, small_model

PATIENCE_S = 700.0
IS_WANTED = bool(os.environ.get("LONG_RUNS"))
pytestmark = [
    pytest.mark.skipif(not IS_INSTALLED, reason=WHY_NOT),
    pytest.mark.skipif(not IS_WANTED, reason="takes four minutes: `make small-model-line`"),
    pytest.mark.timeout(1_500),
]


def in_english(catalogue: Catalogue) -> Catalogue:
    """The model knows no other language."""
    return Catalogue(
        outlets=tuple(outlet for outlet in catalogue.outlets if outlet.language == "en"), topics=()
    )


async def test_a_reader_gets_a_digest_of_what_a_small_model_wrote_and_nothing_of_it_unchecked(
    tmp_path: Path,
) -> None:
    with small_model() as url:
        asked = {"OPENAI_BASE_URL": url, "OPENAI_MODEL": "smollm2"}
        limits = {"OPENAI_INPUT_TOKENS": "600", "OPENAI_TIMEOUT_S": "300"}
        async with a_town(tmp_path, **asked, **limits) as town:
            feeds = in_english(read_catalogue(town.press.catalogue(), source="edition"))
            (tmp_path / "feeds.opml").write_text(write_opml(feeds), encoding="utf-8")
            await town.program.start()
            reader = await town.person()
            await reader.send("/topics science")  # two stories: it writes slowly
            await reader.hears("Science")
            digest = await _first_digest(reader)
            await reader.press(digest, "1")
            await reader.hears("Outlets", patience_s=PATIENCE_S)
            messages = await reader.messages()
            await town.program.stop(signal.SIGKILL)  # it would wait for the stories under way
            said = town.program.said
    briefs, addresses = await _kept(tmp_path)

    written = [brief for brief in briefs if brief.calls]
    assert written, f"the model wrote nothing: {said[-2_000:]}"
    assert all(brief.calls <= 2 for brief in written)
    assert any(_was_judged(brief) for brief in written), [brief.findings for brief in written]
    links = {_page(link) for message in messages for link in _links(message)}
    assert links
    assert links <= addresses, "every link is an article's"


async def _first_digest(reader: Person) -> dict[str, Any]:
    """Asked for again where nothing was read yet."""
    while True:
        await reader.send("/digest")
        heard = await reader.hears(
            lambda message: _is_digest(message) or "Nothing new" in message["text"], patience_s=PATIENCE_S
        )
        if _is_digest(heard):
            return heard


def _is_digest(message: dict[str, Any]) -> bool:
    return message.get("text", "").startswith("🗞") and "1." in message["text"]


def _links(message: dict[str, Any]) -> list[str]:
    return [entity["url"] for entity in message.get("entities", []) if entity["type"] == "text_link"]


def _page(link: str) -> str:
    return re.sub(r"#:~:text=.*", "", link)


def _was_judged(brief: Brief) -> bool:
    """Its sentences came before the checks: something was found in them, or all of them passed."""
    return brief.mode == WHOLE or any(not code.startswith("model:") for code in brief.findings)


async def _kept(folder: Path) -> tuple[Sequence[Brief], set[str]]:
    """The briefs that are ready, each of them true to its sources as far as the checks see; and the articles' addresses."""
    database = Database(open_engine(f"sqlite:///{folder}/desk.sqlite3"))
    try:
        async with database.reading() as session:
            briefs = (await session.execute(select(Brief).where(Brief.state == "ready"))).scalars().all()
            for brief in briefs:
                told = await read_story(session, brief.story_id)
                assert told is not None
                texts = {source.article_id: f"{source.title}\n{source.text}" for source in told.sources}
                rows = [row for paragraph in brief.paragraphs for row in paragraph]
                if brief.mode == EXTRACTIVE:
                    assert all(row["text"] in texts[article] for row in rows for article in row["cites"])
                    continue
                pivot = pivot_of(made_of_row(brief), told.sources, language=brief.language)
                found = verify(pivot.draft, pivot.evidence, language=brief.language)
                assert not [each for each in found if each.severity is Severity.DROPS]
            urls = {article.url for article in (await session.execute(select(Article))).scalars()}
        return briefs, urls
    finally:
        await database.close()
