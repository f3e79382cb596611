"""A name is written the same way in later stories, once several stories agree on how."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from news.app import App
from news.models import Spelling, Story
from news.testing import NOON, a_feed, a_story, an_app, an_article, an_outlet
from news.writing.drafts import Draft, Evidence, Name, Said
from news.writing.made import Made
from news.writing.modes import WHOLE
from news.writing.pivot import Pivot
from news.writing.spellings import known_spellings, learn, may_be_one, names_of, settled, spelled
from tests.news.test_plays import an_app_with, ordered, the_story
from tests.scripted_model import playing


def made(text: str, *names: tuple[str, str], headline: str = "Новини", language: str = "uk") -> Made:
    return Made(
        mode=WHOLE,
        headline=headline,
        headline_language=language,
        headline_cites=(1,),
        paragraphs=[[{"text": text, "cites": [1], "language": language}]],
        headline_evidence=[],
        contested=[],
        names=[{"as_written": written, "in_source": source} for source, written in names],
    )


async def some_story(session: AsyncSession) -> Story:
    feed = await a_feed(session, await an_outlet(session, f"Outlet {uuid4().hex[:8]}"))
    return await a_story(session, await an_article(session, feed, "News"))


async def told(app: App, written: str, *, stories: int, source: str = "Olena Zelenska") -> None:
    for _ in range(stories):
        async with app.session() as session:
            story = await some_story(session)
            text = made(f"{written} відвідала Тарн.", (source, written))
            await learn(session, story.id or 0, text, language="uk", now=NOON)


async def known(app: App, *names: str) -> dict[str, str]:
    async with app.reading() as session:
        return await known_spellings(session, names, language="uk")


async def test_three_stories_settle_how_a_name_is_written(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        await told(app, "Олена Зеленська", stories=2)
        assert await known(app, "Olena Zelenska") == {}
        await told(app, "Олена Зеленська", stories=1)
        assert await known(app, "Olena Zelenska", "Ada Lund") == {"Olena Zelenska": "Олена Зеленська"}


async def test_one_story_in_many_revisions_is_one_story(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            story = await some_story(session)
            for _ in range(5):
                text = made("Ада Лунд відвідала Тарн.", ("Ada Lund", "Ада Лунд"))
                await learn(session, story.id or 0, text, language="uk", now=NOON)
        async with app.reading() as session:
            rows = (await session.execute(select(Spelling))).scalars().all()
        assert [(row.name, row.written) for row in rows] == [("Ada Lund", "Ада Лунд")]
        assert await known(app, "Ada Lund") == {}


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"Ada": {"Ада": 3}}, {"Ada": "Ада"}),
        ({"Ada": {"Ада": 2}}, {}),
        ({"Ada": {"Ада": 3, "Ейда": 2}}, {}),
        ({"Ada": {"Ада": 9, "Ейда": 1}}, {"Ada": "Ада"}),
    ],
)
def test_stories_that_do_not_agree_settle_nothing(
    counts: Mapping[str, Mapping[str, int]], found: dict[str, str]
) -> None:
    assert settled(counts) == found


@pytest.mark.parametrize(
    ("source", "written", "text"),
    [
        ("Volodymyr Zelenskyy", "Петро Порошенко", "Петро Порошенко приїхав."),  # another person
        ("Ada Lund", "Ада Лунд", "Міністерка приїхала."),  # not in what is shown
        ("Marel", "Marel", "Острів Marel."),  # nothing to learn
        ("", "Ада", "Ада приїхала."),
    ],
)
def test_what_is_not_a_spelling_that_was_shown_is_not_learned(source: str, written: str, text: str) -> None:
    assert spelled(made(text, (source, written)), language="uk") == {}


def test_a_sentence_that_stayed_in_another_language_teaches_nothing() -> None:
    text = made("Ада Лунд відвідала Тарн.", ("Ada Lund", "Ада Лунд"))
    text.paragraphs[0][0]["language"] = "ru"
    assert spelled(text, language="uk") == {}


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("Volodymyr Zelenskyy", "Володимир Зеленський", True),
        ("Angela Merkel", "أنغيلا ميركل", True),
        ("Narendra Modi", "नरेंद्र मोदी", True),
        (
            "Xi Jinping",
            "习近平",
            True,
        ),  # characters have no sounds that we know: believed, as three stories must agree
        ("Joe Biden", "Джо Трамп", False),
        ("Biden", "Джо Байден", False),
    ],
)
def test_only_what_may_sound_alike_is_one_name(one: str, other: str, may: bool) -> None:
    assert may_be_one(one, other) is may


def pivot(text: str, *names: Name) -> Pivot:
    draft = Draft("en", False, Said("News", ()), ((Said(text, ()),),), names=names)
    return Pivot(made(text), "en", draft, Evidence())


def test_two_people_of_one_surname_are_never_told_apart_by_a_table() -> None:
    assert "Joe Biden" in names_of(pivot("Police in the town say that Joe Biden met Ada Lund there."))
    both = names_of(
        pivot(
            "Police in the town say that Joe Biden met his son Hunter Biden and Ada Lund there. Then Biden left."
        )
    )
    assert both & {"Joe Biden", "Hunter Biden", "Biden"} == set()
    assert "Ada Lund" in both


async def test_what_stories_agreed_on_is_in_the_next_question_under_what_the_operator_says(
    tmp_path: Path,
) -> None:
    with playing(always="good") as model:
        async with an_app_with(model, tmp_path) as app:
            story = await the_story(app)
            for _ in range(3):
                async with app.session() as session:
                    other = await some_story(session)
                    texts: Any = made("Йон Арвід і Марель.", ("Jon Arvid", "Йон Арвід"), ("Marel", "Марель"))
                    await learn(session, other.id or 0, texts, language="uk", now=NOON)
            app.glossary.own["uk"] = {"Marel": "Марел"}  # type: ignore[index]
            await ordered(app, story, "uk")

    (asked,) = [each for each in model.asked if each.kind == "translation"]
    terms = [line.partition("⟧ ")[2] for line in asked.user.splitlines() if " term⟧ " in line]
    assert terms == ["coast guard = берегова охорона", "Marel = Марел", "Jon Arvid = Йон Арвід"]
