"""Stories found for readers' own words: promises over real rows."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, update

from news.clustering.mentions import Mentions
from news.compose import compose
from news.models import Digest, Embedding, Membership, Story, Subscription
from news.reader.phrases import Phrase, parse
from news.testing import NOON, a_feed, a_story, a_subscriber, a_topic, an_app, an_article, an_outlet
from news.work import claim, owe

SINCE = NOON - timedelta(days=2)


def wanted(text: str) -> Phrase:
    phrase = parse(text, languages=["en"])
    assert phrase is not None
    return phrase


async def told(session: AsyncSession, *titles: str, language: str = "en") -> Story:
    articles = []
    for title in titles:
        outlet = await an_outlet(session, f"Outlet of {title}", language=language)
        articles.append(await an_article(session, await a_feed(session, outlet, "world"), title))
    return await a_story(session, *articles)


async def about(mentions: Mentions, session: AsyncSession, *texts: str) -> dict[int, list[str]]:
    return await mentions.stories_of(session, [wanted(text) for text in texts], since=SINCE)


async def test_a_story_is_found_by_its_articles_in_several_languages(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        talks = await told(session, "Zelensky in Geneva for talks")
        abroad = await told(session, "Зеленский прибыл на переговоры", language="ru")
        await told(session, "Ferry sinks off Marel")
        assert await about(Mentions(), session, "Zelensky") == {
            talks.id: ["Zelensky"],
            abroad.id: ["Zelensky"],
        }


async def test_a_story_that_says_what_must_not_be_there_is_not_given(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        plain = await told(session, "Electric cars lead in Norway")
        await told(session, "Electric cars get cheaper", "Tesla cuts prices of electric cars")
        assert list(await about(Mentions(), session, "electric cars !Tesla")) == [plain.id]


async def test_one_headline_of_many_does_not_make_it_the_storys_subject(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        titles = [f"Summit opens in Marel, day {number}" for number in range(9)]
        await told(session, *titles, "Summit opens in Marel as measles spreads")
        assert await about(Mentions(), session, "measles") == {}


async def test_what_came_merged_or_moved_since_is_known(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        mentions = Mentions()
        assert await about(mentions, session, "measles") == {}
        first = await told(session, "Measles outbreak closes schools")
        assert list(await about(mentions, session, "measles")) == [first.id]
        second = await told(session, "Measles: schools in Marel stay closed")
        await session.execute(
            update(Membership).where(col(Membership.story_id) == second.id).values(story_id=first.id)
        )
        assert list(await about(mentions, session, "measles")) == [first.id]


async def test_another_reader_of_the_same_words_costs_no_reading_of_articles(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        mentions = Mentions()
        for number in range(5):
            await told(session, f"Measles outbreak {number} closes schools")
        await about(mentions, session, "measles")
        asked: list[str] = []
        connection = await session.connection()

        @event.listens_for(connection.sync_connection, "before_cursor_execute")
        def _keep(_connection, _cursor, statement, *_rest) -> None:
            asked.append(statement)

        await about(mentions, session, "measles")
        assert len(asked) <= 2  # whether there are new articles, and which stories hold those that match


@pytest.mark.parametrize("follows_topic", [True, False])
async def test_a_digest_has_the_stories_of_a_readers_own_words(tmp_path, *, follows_topic: bool) -> None:
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "science")
            meant = await told(session, "Measles outbreak closes schools", "Measles closes schools in Marel")
            await told(session, "Ferry sinks off Marel", "Ferry sinks, nine dead")
            reader = await a_subscriber(session, 1, *(["science"] if follows_topic else []))
            session.add(
                Subscription(subscriber_id=reader.id, kind="phrase", target="measles", created_at=NOON)
            )
            digest = Digest(
                subscriber_id=reader.id,
                local_date=NOON.date(),
                slot_at=NOON,
                created_at=NOON - timedelta(hours=1),
            )
            session.add(digest)
            await session.flush()
            await owe(session, "compose", digest.id, at=NOON)
        async with app.session() as session:
            [claimed] = await claim(session, "compose", now=NOON, lease=timedelta(minutes=2), limit=1)
        await compose(app, claimed)
        async with app.reading() as session:
            kept = await session.get(Digest, digest.id)
            assert [item["story"] for item in kept.items] == [meant.id]


class FakeEncoder:
    """Tells by a table what is alike."""

    name, languages, trouble = "fake", None, None

    is_quick = False

    def __init__(self, vectors: dict[str, list[float]], *, is_local: bool = True) -> None:
        self.vectors, self.is_local = vectors, is_local
        self.asked: list[str] = []

    async def prepare(self) -> None: ...

    async def embed(self, texts, *, languages=()):
        self.asked += texts
        return [np.array(self.vectors[text], dtype=np.float32) for text in texts]


async def embedded(session: AsyncSession, story: Story, vector: list[float]) -> None:
    rows = await session.execute(
        select(col(Membership.article_id)).where(col(Membership.story_id) == story.id)
    )
    for article in rows.scalars():
        session.add(
            Embedding(article_id=article, model="fake", vector=np.array(vector, dtype=np.float16).tobytes())
        )
    await session.flush()


async def test_where_an_encoder_is_there_meaning_is_found_in_another_language(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        meant = await told(session, "El cambio climático agrava la sequía", language="es")
        other = await told(session, "La central nuclear abre sus puertas", language="es")
        await embedded(session, meant, [0.8, 0.6])
        await embedded(session, other, [0.9, 0.43])  # more alike, but about another topic
        mentions = Mentions(FakeEncoder({"climate change": [1.0, 0.0]}))
        for _ in range(2):
            assert list(await about(mentions, session, "climate change")) == [meant.id]
        late = await told(session, "Nuevo estudio sobre el cambio climático", language="es")
        assert list(await about(mentions, session, "climate change")) == [meant.id]
        await embedded(session, late, [0.7, 0.71])
        assert list(await about(mentions, session, "climate change")) == [meant.id, late.id]


async def test_readers_words_are_told_to_no_encoder_elsewhere(tmp_path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        story = await told(session, "El cambio climático agrava la sequía", language="es")
        await embedded(session, story, [1.0, 0.0])
        elsewhere = FakeEncoder({"climate change": [1.0, 0.0]}, is_local=False)
        assert await about(Mentions(elsewhere), session, "climate change") == {}
        assert elsewhere.asked == []
