"""The steps write and translate, over a real database and the work they owe each other."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from news.adapters.phrasebook import FilePhrasebook
from news.app import App
from news.models import Article, Brief, Fact, Membership, Story, Work
from news.searching.search import read
from news.searching.search_index import find_told
from news.testing import NOON, Clock, a_feed, a_story, an_app, an_article, an_outlet
from news.translate import LONGEST_WAIT, translate
from news.work import claim
from news.write import write
from news.writing.extract import facts
from news.writing.orders import order_briefs

STEPS = {"write": write, "translate": translate}
SAID = "The ferry Halcyon struck the east quay of Port Ansel on Friday."
HURT = "Nine people were injured in the collision, the harbour office said."
GERMAN = "Die Fähre Halcyon rammte am Freitag den Ostkai von Port Ansel."


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
        yield opened


async def a_ferry_story(app: App, *more: tuple[str, str, str], text: str = f"{SAID} {HURT}") -> int:
    """A story of an English article and `more` of (language, title, text)."""
    async with app.session() as session:
        articles = []
        for number, (language, title, body) in enumerate((("en", "Ferry Halcyon hits quay", text), *more)):
            outlet = await an_outlet(session, f"Outlet {number}", language=language)
            articles.append(await an_article(session, await a_feed(session, outlet), title, body))
        return (await a_story(session, *articles)).id or 0


async def brief_of(app: App, story: int, language: str) -> Brief:
    async with app.reading() as session:
        found = await session.execute(
            select(Brief).where(col(Brief.story_id) == story, col(Brief.language) == language)
        )
        return found.scalar_one()


async def work_all(app: App, *, rounds: int = 12) -> None:
    """Does what is owed until nothing is due."""
    for _ in range(rounds):
        async with app.session() as session:
            claims = [
                taken
                for step in STEPS
                for taken in await claim(session, step, now=app.now(), lease=timedelta(minutes=5), limit=10)
            ]
        if not claims:
            return
        for taken in claims:
            await STEPS[taken.step](app, taken)


async def ordered(app: App, story: int, language: str) -> Brief:
    async with app.session() as session:
        await order_briefs(session, [(story, 1)], language=language, now=app.now())
    for _ in range(3):
        await work_all(app)
        app.now.move(timedelta(seconds=1))  # type: ignore[attr-defined]
    return await brief_of(app, story, language)


def with_book(app: App, folder: Path, phrases: dict[str, str]) -> App:
    (folder / "de.json").write_text(json.dumps(phrases), "utf-8")
    return replace(app, phrasebook=FilePhrasebook(folder))


async def test_a_story_is_told_in_its_own_language_with_sources(app: App) -> None:
    brief = await ordered(app, await a_ferry_story(app), "en")

    assert (brief.state, brief.mode, brief.headline_language) == ("ready", "extractive", "en")
    assert brief.headline == "Ferry Halcyon hits quay"
    assert [sentence["text"] for paragraph in brief.paragraphs for sentence in paragraph] == [SAID, HURT]
    assert all(sentence["cites"] and sentence["language"] == "en" for p in brief.paragraphs for sentence in p)


async def test_sources_in_the_readers_language_are_preferred_to_a_translation(
    app: App, tmp_path: Path
) -> None:
    told = ("de", "Fähre Halcyon rammt Kai", GERMAN)
    brief = await ordered(with_book(app, tmp_path, {SAID: "übersetzt"}), await a_ferry_story(app, told), "de")

    assert (brief.state, brief.mode, brief.headline) == ("ready", "extractive", "Fähre Halcyon rammt Kai")
    assert [s["text"] for p in brief.paragraphs for s in p] == [GERMAN]


async def test_a_story_of_titles_only_is_ready_without_paragraphs(app: App) -> None:
    brief = await ordered(app, await a_ferry_story(app, text=""), "en")

    assert (brief.state, brief.headline, brief.paragraphs) == ("ready", "Ferry Halcyon hits quay", [])


async def test_a_phrasebook_translates_the_whole_brief_and_keeps_its_cites(app: App, tmp_path: Path) -> None:
    phrases = {
        "Ferry Halcyon hits quay": "Fähre rammt Kai",
        SAID: GERMAN,
        HURT: "Neun Menschen wurden verletzt.",
    }
    story = await a_ferry_story(app)
    brief = await ordered(with_book(app, tmp_path, phrases), story, "de")
    base = await brief_of(app, story, "en")

    assert (brief.state, brief.mode, brief.headline) == ("ready", "phrasebook", "Fähre rammt Kai")
    assert [[(s["cites"]) for s in p] for p in brief.paragraphs] == [
        [s["cites"] for s in p] for p in base.paragraphs
    ]
    assert {s["language"] for p in brief.paragraphs for s in p} == {"de"}


async def test_one_sentence_without_translation_makes_the_brief_unavailable_never_mixed(
    app: App, tmp_path: Path
) -> None:
    story = await a_ferry_story(app)
    brief = await ordered(
        with_book(app, tmp_path, {"Ferry Halcyon hits quay": "Fähre", SAID: GERMAN}), story, "de"
    )

    assert (brief.state, brief.headline, brief.paragraphs) == ("unavailable", "", [])
    assert (await brief_of(app, story, "en")).state == "ready"


async def test_nothing_is_owed_when_all_is_told(app: App) -> None:
    await ordered(app, await a_ferry_story(app), "de")

    async with app.reading() as session:
        assert (await session.execute(select(Work))).scalars().all() == []


async def test_what_is_told_can_be_searched_from_then_on(app: App, tmp_path: Path) -> None:
    story = await a_ferry_story(app, ("de", "Fähre rammt Kai", GERMAN))
    brief = await ordered(app, story, "de")
    async with app.reading() as session:
        sought = read("Ostkai", languages=("de",))
        assert await find_told(session, sought, languages=("de",), most=9) == [brief.id]


async def test_a_ready_brief_is_never_written_again(app: App) -> None:
    story = await a_ferry_story(app)
    before = await ordered(app, story, "en")
    async with app.session() as session:
        from news.work import owe

        await owe(session, "write", before.id or 0, at=app.now())
        await owe(session, "translate", before.id or 0, at=app.now())
    await work_all(app)

    assert (await brief_of(app, story, "en")).ready_at == before.ready_at


async def test_a_brief_of_a_story_that_is_gone_is_unavailable(app: App) -> None:
    async with app.session() as session:
        empty = Story(
            headline="x", first_published_at=NOON, last_published_at=NOON, created_at=NOON, changed_at=NOON
        )
        session.add(empty)
        await session.flush()
        story = empty.id or 0

    assert (await ordered(app, story, "en")).state == "unavailable"


async def test_a_base_that_is_never_written_does_not_hold_a_translation_for_ever(app: App) -> None:
    story = await a_ferry_story(app)
    async with app.session() as session:
        await order_briefs(session, [(story, 1)], language="en", now=app.now())
        await order_briefs(session, [(story, 1)], language="de", now=app.now())
    app.now.move(LONGEST_WAIT)  # type: ignore[attr-defined]
    async with app.session() as session:
        [*_, german] = await claim(session, "write", now=app.now(), lease=timedelta(hours=1), limit=2)
    await write(app, german)
    await work_all(app)

    assert (await brief_of(app, story, "de")).state == "unavailable"


async def test_a_story_that_grew_is_told_anew_with_what_its_last_brief_could_not_know(app: App) -> None:
    more = "The death toll rose to 31 on Wednesday after rescuers reached a buried hotel, Mayor Irena Solberg said."
    long = (
        "A magnitude 6.4 earthquake struck the city of Talvik early on Tuesday, killing at least 14 people. "
        "Rescue teams from Norvia were digging through collapsed apartment blocks in the harbour district. "
        "The regional hospital was treating more than 120 injured people by noon."
    )
    story = await a_ferry_story(app, ("en", "Talvik earthquake kills 14", long), text=long)
    await ordered(app, story, "en")
    async with app.session() as session:
        found = await session.execute(select(Article).order_by(col(Article.id)).limit(1))
        old = found.scalar_one()
        old.superseded_at = app.now()
        new = Article(
            **old.model_dump(exclude={"id", "version", "text", "superseded_at"}),
            version=2,
            text=f"{long} {more}",
        )
        session.add(new)
        await session.flush()
        await session.execute(
            update(Membership).where(col(Membership.article_id) == old.id).values(until_at=app.now())
        )
        session.add(Membership(article_id=new.id or 0, story_id=story, since_at=app.now()))
        for fact in facts(f"{old.title} {long}", "en"):
            session.add(
                Fact(
                    story_id=story,
                    kind=fact.kind,
                    value=fact.value,
                    family=1,
                    article_id=old.id or 0,
                    first_at=NOON,
                )
            )
        (await session.get_one(Story, story)).revision = 2
        await order_briefs(session, [(story, 2)], language="en", now=app.now())
    await work_all(app)
    async with app.reading() as session:
        told = await session.execute(select(Brief).where(col(Brief.revision) == 2))
        lead = told.scalar_one().paragraphs[0][0]
    assert (lead["text"], lead["cites"]) == (more, [new.id])
