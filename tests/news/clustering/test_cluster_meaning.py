"""Reports of one event in several languages become one story, by what they mean or by names; stories that turn out to be one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from news.clustering.joining import HALF_READ
from news.clustering.story_index import StoryIndex
from news.models import Article, Embedding, Story
from news.story.stories import read_story
from news.work import owe
from tests.news.clustering.newsroom import BRIDGE, BUDGET, NOON, QUAKE, QUAKE_AGAIN, Newsroom, a_newsroom


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with a_newsroom(tmp_path) as room:
        yield room


BEBEN = (
    "Schweres Beben der Stärke 7,1 erschüttert die Hafenstadt Lisandria",
    "Vor Tagesanbruch bebte in Lisandria die Erde, Rettungskräfte suchen in eingestürzten Häusern.",
)
HAUSHALT = (
    "Norrlands Parlament beschließt nach langer Nacht den Sparhaushalt",
    "Die Abgeordneten stimmten Kürzungen von drei Milliarden Kronen zu.",
)


MURAL = (
    "Ulla Brandt unveils mural of 4,200 tiles in Port Ansel",
    "The painter Ulla Brandt unveiled her mural of 4,200 tiles at Kolmsee station in Port Ansel on Friday.",
)
WANDBILD = (
    "Ulla Brandt enthüllt Wandbild aus 4.200 Kacheln in Port Ansel",
    "Die Malerin Ulla Brandt hat ihr Wandbild aus 4.200 Kacheln am Bahnhof Kolmsee in Port Ansel enthüllt.",
)
FISCHER = (
    "Fischer von Brennau streiken für höhere Preise",
    "Vor Tagesanbruch blieben im Hafen von Brennau alle Boote liegen, sagte Landrätin Wiebke Osthoff.",
)


class Subjects:
    """An encoder that knows two subjects, each in two languages."""

    name = "subjects"
    languages: frozenset[str] | None = frozenset({"en", "de"})
    is_local = True
    is_quick = False
    trouble: str | None = None

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def prepare(self) -> None: ...

    async def embed(self, texts: Any, *, languages: Any = ()) -> Any:
        self.asked += texts
        return [None if self.trouble else np.array(self._vector(text), dtype=np.float32) for text in texts]

    def _vector(self, text: str) -> list[float]:
        return (
            [1.0, 0.0, 0.0]
            if "Lisandria" in text
            else [0.0, 1.0, 0.0]
            if "Norrland" in text
            else [0.0, 0.0, 1.0]
        )


async def test_one_event_in_two_languages_is_one_story(newsroom: Newsroom) -> None:
    newsroom.embedders = (Subjects(),)
    herald, zeitung = await newsroom.outlet("herald"), await newsroom.outlet("zeitung")
    await newsroom.article(herald, QUAKE)
    await newsroom.article(herald, BUDGET, minutes=1)
    await newsroom.article(zeitung, BEBEN, minutes=2, language="de")
    await newsroom.article(zeitung, HAUSHALT, minutes=3, language="de")
    await newsroom.run()
    assert [{s.title for s in told.sources} for told in await newsroom.stories()] == [
        {QUAKE[0], BEBEN[0]},
        {BUDGET[0], HAUSHALT[0]},
    ]
    assert (await newsroom.stories())[0].story.languages == ["en", "de"]


async def test_meanings_are_told_once_and_read_back(newsroom: Newsroom) -> None:
    newsroom.embedders = (Subjects(),)
    herald, zeitung = await newsroom.outlet("herald"), await newsroom.outlet("zeitung")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    newsroom.index = StoryIndex()  # as after a restart
    await newsroom.article(zeitung, BEBEN, minutes=2, language="de")
    await newsroom.run()
    assert len(await newsroom.stories()) == 1
    assert len(newsroom.embedders[0].asked) == 2
    async with newsroom.reading() as session:
        kept = (await session.execute(select(Embedding))).scalars().all()
    assert {row.model for row in kept} == {"subjects"}
    assert len(kept) == 2


async def test_without_an_encoder_languages_meet_by_the_names_that_agree(newsroom: Newsroom) -> None:
    herald, zeitung = await newsroom.outlet("herald"), await newsroom.outlet("zeitung")
    await much_was_read(newsroom)
    await newsroom.article(herald, MURAL)
    await newsroom.article(zeitung, WANDBILD, minutes=2, language="de")
    await newsroom.run()
    (told,) = [told for told in await newsroom.stories() if "en" in told.story.languages]
    assert set(told.story.languages) == {"de", "en"}


async def test_the_first_articles_read_do_not_meet_by_names_alone(newsroom: Newsroom) -> None:
    """Whether a town is in every report of these outlets is not known yet."""
    herald, zeitung = await newsroom.outlet("herald"), await newsroom.outlet("zeitung")
    await newsroom.article(herald, MURAL)
    await newsroom.article(zeitung, WANDBILD, minutes=2, language="de")
    await newsroom.run()
    assert len(await newsroom.stories()) == 2


async def much_was_read(newsroom: Newsroom) -> None:
    """Articles of one outlet that have nothing in common with any other."""
    bulletin = await newsroom.outlet("bulletin")
    async with newsroom.session() as session:
        session.add_all(
            Article(
                feed_id=bulletin.id or 0,
                outlet_id=bulletin.outlet_id,
                guid=f"{number}",
                version=1,
                canonical_url=f"{bulletin.url}/{number}",
                url=f"{bulletin.url}/{number}",
                title=f"palabra{number} cosa{number}",
                text=f"algo{number} luego{number} nunca{number}.",
                language="es",
                published_at=NOON,
                fetched_at=NOON,
                text_hash=f"{number}",
            )
            for number in range(8 * HALF_READ)
        )
        await owe(session, "cluster", bulletin.id or 0, at=newsroom.at)


async def test_without_an_encoder_languages_stay_apart_where_names_do_not_agree(newsroom: Newsroom) -> None:
    """Both are of a harbour at dawn; the names differ."""
    herald, zeitung = await newsroom.outlet("herald"), await newsroom.outlet("zeitung")
    await newsroom.article(herald, QUAKE)
    await newsroom.article(zeitung, FISCHER, minutes=2, language="de")
    await newsroom.run()
    assert len(await newsroom.stories()) == 2


async def apart_then_bridged(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two reports begin two stories, as if nothing had joined them; then one comes that both agree with."""
    herald, tribune, post = [await newsroom.outlet(name) for name in ("herald", "tribune", "post")]
    with monkeypatch.context() as patch:
        patch.setattr("news.clustering.window._best", lambda margins: None)
        patch.setattr("news.clustering.window.Window.are_one", lambda window, story, other: False)
        await newsroom.article(herald, QUAKE)
        await newsroom.article(tribune, QUAKE_AGAIN, minutes=5)
        await newsroom.run()
    assert len(await newsroom.rows(Story)) == 2
    await newsroom.article(post, BRIDGE, minutes=9)
    newsroom.at += timedelta(minutes=10)
    await newsroom.run()


async def test_stories_that_turn_out_to_be_one_become_the_older(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await apart_then_bridged(newsroom, monkeypatch)
    older, younger = await newsroom.rows(Story)
    assert younger.merged_into == older.id
    assert (older.merged_into, older.articles, older.independent, older.revision) == (None, 3, 3, 2)
    async with newsroom.reading() as session:
        told = await read_story(session, younger.id)
    assert told is not None
    assert {source.outlet for source in told.sources} == {"herald", "tribune", "post"}


async def test_another_worker_learns_of_the_merge(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = StoryIndex()
    await apart_then_bridged(newsroom, monkeypatch)
    mine, newsroom.index = newsroom.index, others
    herald = await newsroom.outlet("courier")
    await newsroom.article(herald, (BRIDGE[0] + " again", BRIDGE[1]), minutes=12)
    await newsroom.run()
    newsroom.index = mine
    older, _younger = await newsroom.rows(Story)
    assert older.articles == 4
