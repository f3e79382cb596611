"""The step: articles in, stories out, in one commit."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlmodel import col

from news.cluster import cluster
from news.clustering.joining import HALF_READ
from news.clustering.story_index import Plan, StoryIndex
from news.db import Database, open_engine
from news.errors import LostClaim
from news.models import Article, Embedding, Fact, Feed, Membership, Outlet, Row, Story, Work
from news.story.stories import Told, read_stories, read_story
from news.testing import ToldIndex
from news.work import Claim, claim, owe

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Said = tuple[str, str]
QUAKE = (
    "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
    "A magnitude 7.1 earthquake struck the port of Lisandria before dawn, officials in Varuna said. "
    "Rescuers search collapsed buildings in the old harbour district, and President Odile Marant declared "
    "an emergency.",
)
QUAKE_AGAIN = (
    "Rescuers search ruins after strong earthquake hits Lisandria",
    "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake. President "
    "Odile Marant declared an emergency in the harbour city and asked neighbours of Varuna for help; 43 people "
    "were killed.",
)
BUDGET = (
    "Parliament of Norrland passes austerity budget after all-night debate",
    "Lawmakers in Norrland approved spending cuts worth 3 billion crowns at sunrise, ending weeks "
    "of quarrel.",
)


@dataclass
class Newsroom:
    """What the step needs of an app, over a real database."""

    db: Database
    index: StoryIndex = field(default_factory=StoryIndex)
    at: datetime = NOON
    embedders: Any = ()

    def now(self) -> datetime:
        return self.at

    def session(self, *, brief: bool = False) -> Any:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> Any:
        return self.db.reading(brief=brief)

    async def outlet(self, name: str, *, owner: str | None = None, topics: list[str] | None = None) -> Feed:
        async with self.session() as session:
            outlet = Outlet(name=name, domain=f"{name}.example", owner=owner)
            session.add(outlet)
            await session.flush()
            return await self._feed(
                session, outlet.id or 0, f"https://{name}.example/feed", topics or ["world"]
            )

    async def second_feed(self, feed: Feed, topics: list[str]) -> Feed:
        async with self.session() as session:
            return await self._feed(session, feed.outlet_id, feed.url + "/2", topics)

    async def _feed(self, session: Any, outlet_id: int, url: str, topics: list[str]) -> Feed:
        feed = Feed(outlet_id=outlet_id, url=url, topics=topics)
        session.add(feed)
        await session.flush()
        return feed

    async def article(
        self,
        feed: Feed,
        said: tuple[str, str],
        *,
        minutes: int = 0,
        url: str = "",
        version: int = 1,
        guid: str = "",
        language: str = "en",
    ) -> int:
        async with self.session() as session:
            title, text = said
            guid = guid or title
            address = url or f"{feed.url}/{abs(hash((title, minutes)))}"
            for older in (
                await session.execute(
                    select(Article).where(col(Article.guid) == guid, col(Article.feed_id) == feed.id)
                )
            ).scalars():
                older.superseded_at = self.at
            row = Article(
                feed_id=feed.id or 0,
                outlet_id=feed.outlet_id,
                guid=guid,
                version=version,
                url=address,
                canonical_url=address,
                title=title,
                text=text,
                language=language,
                published_at=NOON + timedelta(minutes=minutes),
                fetched_at=self.at,
                text_hash=str(hash(said)),
            )
            session.add(row)
            await owe(session, "cluster", feed.id or 0, at=self.at)
            await session.flush()
            return row.id or 0

    async def run(self) -> None:
        """Every owed run, as the runner would."""
        while claims := await self.claims():
            for claimed in claims:
                await cluster(self, claimed)  # type: ignore[arg-type]

    async def claims(self) -> list[Claim]:
        async with self.session() as session:
            return await claim(session, "cluster", now=self.at, lease=timedelta(seconds=240), limit=10)

    async def stories(self) -> list[Told]:
        async with self.reading() as session:
            ids = (await session.execute(select(col(Story.id)).order_by(col(Story.id)))).scalars().all()
            told = await read_stories(session, [story for story in ids if story is not None])
            return [told[story] for story in sorted(told)]

    async def rows(self, noun: Any) -> list[Any]:
        async with self.reading() as session:
            return list((await session.execute(select(noun).order_by(noun.id))).scalars())


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    engine = open_engine(f"sqlite:///{tmp_path}/t.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    room = Newsroom(Database(engine))
    yield room
    await room.db.close()


async def test_reports_of_one_event_become_one_story_and_others_do_not(newsroom: Newsroom) -> None:
    herald, tribune = (
        await newsroom.outlet("herald"),
        await newsroom.outlet("tribune", topics=["world", "asia"]),
    )
    await newsroom.article(herald, QUAKE)
    await newsroom.article(herald, BUDGET, minutes=5)
    await newsroom.run()
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()

    quake, budget = await newsroom.stories()
    assert [source.outlet for source in quake.sources] == ["herald", "tribune"]
    assert [source.outlet for source in budget.sources] == ["herald"]
    assert (quake.story.articles, quake.story.outlets, quake.story.independent) == (2, 2, 2)
    assert quake.story.topics == ["asia", "world"]
    assert quake.story.languages == ["en"]
    assert quake.story.first_published_at == NOON
    assert quake.story.last_published_at == NOON + timedelta(minutes=40)
    assert not await newsroom.rows(Work)


async def test_a_restart_goes_on_where_the_rows_stand(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    newsroom.index = StoryIndex()
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()
    assert len(await newsroom.stories()) == 1


async def test_what_another_worker_committed_is_seen(newsroom: Newsroom) -> None:
    herald, tribune, gazette = [await newsroom.outlet(name) for name in ("herald", "tribune", "gazette")]
    await newsroom.article(gazette, BUDGET)
    await newsroom.run()
    mine, newsroom.index = newsroom.index, StoryIndex()
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    newsroom.index = mine
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()
    assert len(await newsroom.stories()) == 2


async def test_what_another_worker_replaced_is_no_longer_compared_with(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    first = await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.run()
    mine, newsroom.index = newsroom.index, StoryIndex()
    second = await newsroom.article(herald, BUDGET, guid="q", version=2, minutes=1)
    await newsroom.run()
    async with newsroom.reading() as session:
        await mine.follow(session, now=newsroom.at)
    assert (mine.story_of(first), mine.story_of(second)) == (None, newsroom.index.story_of(second))


async def test_a_lost_claim_leaves_neither_rows_nor_a_trace_in_the_index(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE)
    (stale,) = await newsroom.claims()
    newsroom.at += timedelta(seconds=300)
    (fresh,) = await newsroom.claims()
    with pytest.raises(LostClaim):
        await cluster(newsroom, stale)  # type: ignore[arg-type]
    assert not await newsroom.rows(Story)
    await cluster(newsroom, fresh)  # type: ignore[arg-type]
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert len(told.sources) == 2


async def test_a_new_version_takes_the_place_of_the_old_one(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    first = await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.run()
    second = await newsroom.article(herald, QUAKE_AGAIN, guid="q", version=2, minutes=1)
    await newsroom.run()
    (told,) = await newsroom.stories()
    (source,) = told.sources
    assert (source.article_id, source.version, source.family) == (second, 2, first)
    assert told.story.articles == 1
    assert told.story.revision == 2
    ended, standing = await newsroom.rows(Membership)
    assert ended.until_at is not None
    assert (standing.article_id, standing.until_at) == (second, None)


async def test_a_version_that_never_was_in_a_story_names_the_family_all_the_same(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    first = await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.article(herald, QUAKE_AGAIN, guid="q", version=2, minutes=1)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert [source.family for source in told.sources] == [first]
    assert {fact.family for fact in await newsroom.rows(Fact)} == {first}


async def test_a_wire_copy_counts_once_and_changes_nothing_material(newsroom: Newsroom) -> None:
    herald, mirror = await newsroom.outlet("herald"), await newsroom.outlet("mirror")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    await newsroom.article(mirror, QUAKE, minutes=9)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert [source.is_copy for source in told.sources] == [False, True]
    assert (told.story.outlets, told.story.independent, told.story.revision) == (2, 1, 1)


async def test_titles_of_one_owner_count_once(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald", owner="Octopus plc")
    sister = await newsroom.outlet("sister", owner="Octopus plc")
    await newsroom.article(herald, QUAKE)
    await newsroom.article(sister, QUAKE_AGAIN, minutes=9)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert (told.story.outlets, told.story.independent) == (2, 1)


async def test_a_report_with_new_numbers_raises_the_revision_once(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=30)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert told.story.revision == 2
    facts = {(fact.kind, fact.value) for fact in await newsroom.rows(Fact)}
    assert {("number", "7.1"), ("number", "43")} <= facts


async def test_a_version_that_says_the_same_in_other_words_changes_nothing_material(
    newsroom: Newsroom,
) -> None:
    herald = await newsroom.outlet("herald")
    await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.run()
    title, _ = QUAKE
    reworded = (
        "Before dawn the port of Lisandria was struck by an earthquake of magnitude 7.1, officials in Varuna "
        "said. President Odile Marant declared an emergency while rescuers search the harbour district."
    )
    await newsroom.article(herald, (title, reworded), guid="q", version=2, minutes=1)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert (told.sources[0].version, told.story.revision) == (2, 1)


async def test_one_address_in_two_feeds_of_an_outlet_is_one_story(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald", topics=["politics"])
    second = await newsroom.second_feed(herald, ["europe"])
    await newsroom.article(herald, ("Row over bridge", ""), url="https://herald.example/a/1")
    await newsroom.run()
    await newsroom.article(second, ("What the minister must do now", ""), url="https://herald.example/a/1")
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert len(told.sources) == 2
    assert sorted(told.story.topics) == ["europe", "politics"]


async def test_an_old_article_gets_a_story_of_its_own_and_closes(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE, minutes=-60 * 24 * 9)
    await newsroom.run()
    await newsroom.article(tribune, BUDGET)
    await newsroom.run()
    old, new = await newsroom.stories()
    assert old.story.closed_at is not None
    assert new.story.closed_at is None


async def test_more_than_a_run_holds_is_done_in_several(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.clustering.arrivals.ARTICLES_A_RUN", 3)
    herald = await newsroom.outlet("herald")
    for number in range(7):
        await newsroom.article(herald, (f"Zebra{number} yodels quietly{number}", ""), minutes=number)
    await newsroom.run()
    assert len(await newsroom.rows(Membership)) == 7
    assert not await newsroom.rows(Work)


async def test_an_article_of_no_words_stands_alone(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    await newsroom.article(herald, ("", ""), guid="1")
    await newsroom.article(herald, ("!", ""), guid="2", minutes=1)
    await newsroom.run()
    assert len(await newsroom.stories()) == 2


async def test_a_merged_story_is_read_as_what_it_became(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    await newsroom.article(herald, QUAKE)
    await newsroom.article(herald, BUDGET, minutes=5)
    await newsroom.run()
    quake, budget = await newsroom.rows(Story)
    async with newsroom.session() as session:
        row = await session.get(Story, budget.id)
        assert row is not None
        row.merged_into = quake.id
    async with newsroom.reading() as session:
        told = await read_story(session, budget.id)
        assert told is not None
        assert told.story.id == quake.id
        assert await read_story(session, 999) is None


# --- meaning -------------------------------------------------------------------------------------

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


BRIDGE = (
    "Lisandria earthquake: rescuers search collapsed harbour buildings, emergency declared by Odile Marant",
    "A magnitude 7.1 earthquake struck Lisandria before dawn; rescuers searched collapsed buildings in the harbour "
    "district, President Odile Marant declared an emergency, officials in Varuna said, and 43 people were killed.",
)


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


# --- second thoughts -----------------------------------------------------------------------------

BUDGET_AGAIN = (
    "Norrland approves austerity budget with cuts worth 3 billion crowns",
    "After an all-night debate, lawmakers in the parliament of Norrland passed an austerity budget with spending cuts "
    "worth 3 billion crowns.",
)
COMET = ("Comet passes close to the moon", "Astronomers watched a comet whose tail was seen with bare eyes.")


async def stood(newsroom: Newsroom, *stories: Sequence[Said]) -> None:
    """Articles of one outlet that once were put into these stories; then the process restarts."""
    key_of = {said[0]: -key for key, told in enumerate(stories, start=1) for said in told}
    newsroom.index = ToldIndex(
        lambda batch: Plan({one.article.id or 0: key_of[one.article.title] for one in batch.arrivals}, {})
    )
    feed = await newsroom.outlet("herald")
    for at, told in enumerate(one for story in stories for one in story):
        await newsroom.article(feed, told, minutes=at)
    await newsroom.run()
    newsroom.index = StoryIndex()


async def test_a_member_that_does_not_belong_begins_a_story_that_says_where_it_comes_from(
    newsroom: Newsroom,
) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BUDGET])
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    titles = {
        told.story.id: ({source.title for source in told.sources}, told.story.split_from)
        for told in await newsroom.stories()
    }
    assert titles.pop(1) == ({QUAKE[0], QUAKE_AGAIN[0]}, None)
    assert sorted(titles.values(), key=str) == sorted([({BUDGET[0]}, 1), ({COMET[0]}, None)], key=str)


async def test_a_member_that_belongs_elsewhere_is_written_there(newsroom: Newsroom) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BUDGET], [BUDGET_AGAIN])
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    quake, budget, _comet = await newsroom.stories()
    assert {source.title for source in quake.sources} == {QUAKE[0], QUAKE_AGAIN[0]}
    assert {source.title for source in budget.sources} == {BUDGET[0], BUDGET_AGAIN[0]}
    assert (budget.story.split_from, quake.story.articles, budget.story.articles) == (None, 2, 2)


async def test_what_second_thoughts_found_stands_after_a_restart_and_with_other_workers(
    newsroom: Newsroom,
) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BUDGET])
    other = StoryIndex()
    async with newsroom.reading() as session:
        await other.follow(session, now=newsroom.at)
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    restarted = StoryIndex()
    held = {row.article_id: row.story_id for row in await newsroom.rows(Membership) if row.until_at is None}
    for index in (newsroom.index, other, restarted):
        async with newsroom.reading() as session:
            await index.follow(session, now=newsroom.at)
        assert {article: index.story_of(article) for article in held} == held


async def test_what_fits_is_left_alone_after_a_restart(newsroom: Newsroom) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BRIDGE])
    before = [row.id for row in await newsroom.rows(Membership)]
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    assert [row.id for row in await newsroom.rows(Membership)][: len(before)] == before
    assert len(await newsroom.rows(Membership)) == len(before) + 1
    assert all(row.until_at is None for row in await newsroom.rows(Membership))
