"""A story that was told in the reader's language answers there, though its sources speak another."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from news.answer import answer
from news.app import App
from news.models import Brief, Delivery, Question, Update
from news.testing import (
    NOON,
    Clock,
    Dictated,
    a_feed,
    a_story,
    a_subscriber,
    an_app,
    an_article,
    an_outlet,
    quoted_in,
)
from news.work import claim, owe

ELECTED = (
    "The council of Port Ansel elected Ada Lind as mayor on Friday. She promised a new quay within two years."
)
COUNTED = "Nine people were injured in the collision at the quay. The ferry was towed to Lissen."
RUSSIAN = ("Совет Порт-Анселя избрал мэром Аду Линд.", "Она пообещала новый причал в течение двух лет.")


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
        yield opened


async def asked(
    app: App,
    text: str,
    *,
    body: str = ELECTED,
    told: tuple[str, ...] = RUSSIAN,
    bodies: tuple[str, ...] = (),
    others: tuple[int, ...] = (),
    **more: Any,
) -> tuple[Question, str]:
    """A question of a Russian reader about a story of English articles, told in Russian sentence by sentence."""
    async with app.session() as session:
        articles = []
        for at, each in enumerate((body, *bodies)):
            outlet = await an_outlet(
                session, f"Marel {at}", domain=f"marel{at}.example", owner=f"Owner {at}", language="en"
            )
            feed = await a_feed(session, outlet)
            articles.append(await an_article(session, feed, f"News of the quay {at}", each))
        story = await a_story(session, *articles)
        first = articles[0].id or 0
        rows = [
            {"text": said, "cites": [first], "language": "ru", "evidence": [[first, at]]}
            for at, said in enumerate(told, start=1)
        ]
        brief = {
            "paragraphs": [rows],
            "headline": "Новости",
            "headline_language": "ru",
            "mode": "whole",
        } | more
        session.add(
            Brief(story_id=story.id or 0, language="ru", revision=story.revision, state="ready",
                  ordered_at=NOON, ready_at=NOON, **brief)
        )  # fmt: skip
        subscriber = await a_subscriber(session, 7, interface_language="ru", digest_language="ru")
        session.add(Update(id=1, received_at=NOON))
        await session.flush()
        question = Question(
            update_id=1, subscriber_id=subscriber.id or 0, stories=[story.id or 0, *others], text=text,
            asked_at=NOON,
        )  # fmt: skip
        session.add(question)
        await session.flush()
        await owe(session, "answer", question.id or 0, at=NOON)
    return await answered(app)


async def answered(app: App) -> tuple[Question, str]:
    async with app.session() as session:
        [taken] = await claim(session, "answer", now=NOON, lease=timedelta(minutes=3), limit=1)
    await answer(app, taken)
    async with app.reading() as session:
        question = (await session.execute(select(Question))).scalar_one()
        delivery = (await session.execute(select(Delivery))).scalar_one()
        return question, delivery.payload["text"]


async def test_what_the_story_was_told_in_answers_a_question_in_its_language(app: App) -> None:
    question, text = await asked(app, "Кого избрали мэром?")

    assert not question.refused
    assert RUSSIAN[0] in text
    assert RUSSIAN[1] not in text


async def test_it_cites_the_source_at_the_words_that_it_rests_on(app: App) -> None:
    question, text = await asked(app, "Кого избрали мэром?")

    assert "#:~:text=The%20council" in text
    assert "Marel 0" in text
    assert [row["text"] for row in question.answer] == [RUSSIAN[0]]


async def test_it_is_no_quotation_and_says_so(app: App) -> None:
    question, text = await asked(app, "Кого избрали мэром?")

    assert question.mode == "retold"
    assert f"«{RUSSIAN[0]}»" not in text


async def test_a_question_of_one_word_is_answered(app: App) -> None:
    _, text = await asked(app, "Кого избрали?")

    assert RUSSIAN[0] in text


async def test_what_it_does_not_say_is_still_refused(app: App) -> None:
    question, text = await asked(app, "Сколько стоил билет на паром?")

    assert question.refused
    assert RUSSIAN[0] not in text


async def test_what_is_told_in_another_language_than_the_readers_is_not_said(app: App) -> None:
    row = {"text": RUSSIAN[0], "cites": [1], "language": "en", "evidence": [[1, 1]]}
    _, text = await asked(app, "Кого избрали мэром?", paragraphs=[[row]])

    assert RUSSIAN[0] not in text


async def test_a_sentence_that_cites_what_is_no_longer_there_is_not_said(app: App) -> None:
    row = {"text": RUSSIAN[0], "cites": [1, 99], "language": "ru", "evidence": [[1, 1]]}
    _, text = await asked(app, "Кого избрали мэром?", paragraphs=[[row]])

    assert RUSSIAN[0] not in text


async def test_where_another_source_counts_otherwise_both_are_quoted(app: App) -> None:
    told = ("Девять человек пострадали при столкновении у причала.", "Паром отбуксировали в Лиссен.")
    other = (
        "Doctors of the clinic in Lissen said on Friday night that they had treated twelve injured people."
    )
    question, text = await asked(
        app, "Сколько человек пострадали при столкновении?", body=COUNTED, told=told, bodies=(other,)
    )

    assert question.mode == "quoted"
    assert "Nine people were injured" in text
    assert "twelve injured people" in text


async def test_where_the_story_told_both_counts_both_are_said(app: App) -> None:
    other = (
        "Doctors of the clinic in Lissen said on Friday night that they had treated twelve injured people."
    )
    told = ("Девять человек пострадали при столкновении у причала.", "В клинике помогли двенадцати людям.")
    rows = [
        {"text": said, "cites": [article], "language": "ru", "evidence": [[article, 1]]}
        for article, said in enumerate(told, start=1)
    ]
    question, text = await asked(
        app, "Сколько человек пострадали при столкновении?", body=COUNTED, bodies=(other,), paragraphs=[rows]
    )

    assert question.mode == "retold"
    assert all(said in text for said in told)


async def test_the_one_of_a_digests_stories_that_was_told_so_is_found(app: App) -> None:
    async with app.session() as session:
        outlet = await an_outlet(session, "Other", domain="other.example", language="en")
        article = await an_article(session, await a_feed(session, outlet), "Snow falls in the hills", "Snow.")
        story = await a_story(session, article)
    question, text = await asked(app, "Кого избрали мэром?", others=(story.id or 0,))

    assert RUSSIAN[0] in text
    assert question.about == question.stories[0]


async def test_a_model_words_it_from_the_passages_behind_what_was_told(app: App) -> None:
    model = Dictated(
        {
            "answerable": True,
            "language": "ru",
            "sentences": [{"text": "Мэром избрали Аду Линд.", "evidence": ["1.1"]}],
        }
    )
    question, text = await asked(replace(app, model=model, model_is_near=True), "Кого избрали мэром?")

    assert quoted_in(model.prompts[0])["1.1"].startswith("The council of Port Ansel elected Ada Lind")
    assert question.mode == "written"
    assert "Мэром избрали Аду Линд." in text
