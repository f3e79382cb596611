"""A post that a reader brings becomes a message that lays it beside what outlets say, owed once."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.compare import compare_post
from news.models import Article, BroughtPost, Delivery, Embedding, Membership, Update
from news.testing import NOON, Clock, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet
from news.work import claim, owe

NINE = "Nine people were injured when the ferry Halcyon struck the east quay of Port Ansel."
TEN = "Neun Menschen wurden verletzt, als die Fähre Halcyon in Port Ansel den Kai rammte."


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
        async with opened.session() as session:
            articles = []
            for name, language, text in (("Marel & Post", "en", NINE), ("Küstenblatt", "de", TEN)):
                outlet = await an_outlet(session, name, domain=f"{language}.example", language=language)
                feed = await a_feed(session, outlet, "world", language=language)
                title = "Ferry Halcyon hits quay" if language == "en" else "Fähre Halcyon rammt Kai"
                articles.append(await an_article(session, feed, title, text, language=language))
            await a_story(session, *articles, headline="Ferry Halcyon hits quay")
        yield opened


async def brought(app: App, text: str, *, links: tuple[str, ...] = (), **reader: Any) -> str:
    """What is said to a post."""
    async with app.session() as session:
        subscriber = await a_subscriber(session, 7, **reader)
        session.add(Update(id=1, received_at=NOON))
        await session.flush()
        post = BroughtPost(
            update_id=1, subscriber_id=subscriber.id or 0, text=text, links=list(links), reply_to=42,
            asked_at=NOON,
        )  # fmt: skip
        session.add(post)
        await session.flush()
        await owe(session, "compare", post.id or 0, at=NOON)
    await run(app)
    async with app.reading() as session:
        delivery = (await session.execute(select(Delivery))).scalar_one()
    assert delivery.payload["reply_parameters"]["message_id"] == 42
    return str(delivery.payload["text"])


async def run(app: App) -> None:
    async with app.session() as session:
        [taken] = await claim(session, "compare", now=NOON, lease=timedelta(minutes=3), limit=1)
    await compare_post(app, taken)


async def test_a_post_in_an_outlets_words_names_the_outlet_and_links_to_the_passage(app: App) -> None:
    said = await brought(app, f"🚨 {NINE}")

    assert "In the same words in:" in said
    assert "Marel &amp; Post" in said
    assert "#:~:text=" in said
    assert "judge nothing" in said


async def test_a_changed_number_is_named_and_laid_beside_the_passage(app: App) -> None:
    said = await brought(app, NINE.replace("Nine", "Ninety"))

    assert "In the same words" not in said
    assert "“Ninety”" in said
    assert f"“{NINE}”" in said


async def test_what_says_the_reverse_is_told_with_both_words(app: App) -> None:
    async with app.session() as session:
        outlet = await an_outlet(session, "Herald", domain="herald.example", language="en")
        feed = await a_feed(session, outlet, "world", language="en")
        text = "The council of Ambrel lifted the ban on fishing in Lake Terrin."
        article = await an_article(session, feed, "Ambrel and Lake Terrin", text, language="en")
        await a_story(session, article, headline="Ambrel and Lake Terrin")

    said = await brought(app, "The council of Ambrel bans fishing in Lake Terrin")

    assert (
        "They write “\u2068lifted the ban\u2069”" in said
        or "They write \u2068“lifted the ban”\u2069." in said
    )
    assert "You sent \u2068“bans”\u2069." in said


async def test_what_is_laid_beside_has_the_marks_of_the_readers_language(app: App) -> None:
    said = await brought(app, NINE.replace("Nine", "Ninety"), interface_language="de")

    assert "„Ninety“" in said
    assert f"„{NINE}“" in said


async def test_a_post_in_another_language_finds_its_story_by_names_and_is_compared(app: App) -> None:
    said = await brought(
        app, "Neun Menschen wurden verletzt, als die Fähre Halcyon in Port Ansel den Kai rammte.",
        interface_language="de", digest_language="de",
    )  # fmt: skip

    assert "Küstenblatt" in said
    assert "In denselben Worten bei:" in said


async def test_a_link_to_an_article_leads_to_its_story(app: App) -> None:
    async with app.reading() as session:
        url = (await session.execute(select(Article.url))).scalars().first()

    said = await brought(app, "", links=(f"{url}?utm_source=telegram",))

    assert "Ferry Halcyon hits quay" in said


async def test_a_bare_link_is_compared_by_what_its_article_says_with_what_the_others_say(app: App) -> None:
    async with app.session() as session:
        outlet = await an_outlet(session, "Herald", domain="herald.example", language="en")
        feed = await a_feed(session, outlet, "world", language="en")
        article = await an_article(session, feed, "Halcyon strikes quay", NINE.replace("Nine", "Twelve"))
        await a_story(session, article, headline="Halcyon strikes quay")
        story = (
            (await session.execute(select(Membership.story_id).order_by(Membership.article_id)))
            .scalars()
            .first()
        )
        membership = (
            await session.execute(select(Membership).where(col(Membership.article_id) == article.id))
        ).scalar_one()
        membership.story_id = story
        url = article.url

    said = await brought(app, url)

    assert "“Twelve”" in said
    assert f"“{NINE}”" in said
    assert "In the same words in" not in said, "not held against itself"


@pytest.mark.parametrize(
    "text", ["Parliament of Estonia votes on a new law about forests today", "https://nowhere.example/a"]
)
async def test_what_no_outlet_reports_is_said_so_and_not_called_false(app: App, text: str) -> None:
    said = await brought(app, text)

    assert "I know no story about this" in said
    assert "says nothing about whether it is true" in said


async def test_what_a_post_says_beside_is_told_to_be_nobodys(app: App) -> None:
    said = await brought(app, f"{NINE} The captain had been drinking champagne since breakfast.")

    assert "No source of this story says that." in said


async def test_a_post_is_compared_once(app: App) -> None:
    await brought(app, NINE)
    async with app.session() as session:
        await owe(session, "compare", 1, at=NOON)
    await run(app)

    async with app.reading() as session:
        assert len((await session.execute(select(Delivery))).scalars().all()) == 1
        post = (await session.execute(select(BroughtPost))).scalar_one()
    assert (post.standings, post.compared_at) == (["same"], NOON)


async def test_markup_in_a_post_is_text(app: App) -> None:
    said = await brought(
        app, f"{NINE} The <b>captain</b> & crew <a href='https://evil.example'>fled</a> by boat, they say."
    )

    assert "evil.example" not in said or "&lt;a" in said
    assert "<b>captain" not in said


class OfFerries:
    """An encoder that knows two matters: ferries, and all others."""

    name, languages, is_local, is_quick, trouble = "ferries", None, True, True, None

    async def prepare(self) -> None: ...

    async def embed(self, texts: Sequence[str], *, languages: Sequence[str | None] = ()) -> list[Any]:
        return [np.array(self.told(text), dtype=np.float32) for text in texts]

    def told(self, text: str) -> tuple[float, float]:
        is_of_ferries = any(word in text.casefold() for word in ("ferry", "fähre", "kai", "渡轮"))
        return (1.0, 0.0) if is_of_ferries else (0.0, 1.0)


async def in_chinese(app: App, text: str) -> str:
    async with app.session() as session:
        for article in (await session.execute(select(Article))).scalars():
            vector = np.array(OfFerries().told(article.title), dtype=np.float16).tobytes()
            session.add(Embedding(article_id=article.id or 0, model=OfFerries.name, vector=vector))
    knowing = replace(app, embedders=(OfFerries(),))  # type: ignore[arg-type]
    return await brought(knowing, text, digest_language="zh")


async def test_a_post_in_a_script_of_no_source_finds_its_story_by_what_it_means(app: App) -> None:
    said = await in_chinese(app, "一艘渡轮周五上午在港口撞上了东码头,多人受伤送医。")

    assert "Ferry Halcyon hits quay" in said


async def test_a_post_that_means_something_else_finds_none(app: App) -> None:
    said = await in_chinese(app, "议会周五上午通过了一项关于森林保护的新法律。")

    assert "I know no story about this" in said
