"""The headlines of a press radar in the reader's language: one call for all, each checked, the original always beside."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from news.adapters.phrasebook import FilePhrasebook
from news.app import App
from news.errors import ModelBusy
from news.models import Delivery, TitleOrder, TranslatedTitle, Update
from news.ports import Prompt
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
from news.titles import translate_titles
from news.work import claim, owe

TITLES = {
    "de": "Fähre Halcyon rammt Kai in Port Ansel: 14 Verletzte",
    "fr": "Le ferry Halcyon heurte un quai à Port Ansel, 14 blessés",
}
ENGLISH = {
    TITLES["de"]: "Ferry Halcyon rams quay in Port Ansel: 14 injured",
    TITLES["fr"]: "The ferry Halcyon hits a quay in Port Ansel, 14 injured",
}


def good(prompt: Prompt) -> dict[str, Any]:
    """Translates what it finds between the marks, so a prompt that loses its headlines fails."""
    items = [(label, text) for label, text in quoted_in(prompt).items() if label.startswith("item ")]
    return {
        "titles": [{"i": int(label.split()[1].strip(",")), "text": ENGLISH[text]} for label, text in items]
    }


def changing(old: str, new: str) -> Any:
    def play(prompt: Prompt) -> Mapping[str, Any]:
        answer = good(prompt)
        return {"titles": [{**title, "text": title["text"].replace(old, new)} for title in answer["titles"]]}

    return play


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
        async with opened.session() as session:
            articles = []
            for code, title in {"en": "Ferry Halcyon hits quay in Port Ansel, 14 hurt", **TITLES}.items():
                outlet = await an_outlet(session, f"Paper {code}", domain=f"{code}.example", language=code)
                feed = await a_feed(session, outlet, "world", language=code)
                articles.append(await an_article(session, feed, title, language=code))
            await a_story(session, *articles, headline="Ferry Halcyon hits quay")
        yield opened


async def ordered(app: App, *, update: int = 1, chat_id: int = 7) -> str:
    """The radar that is sent in place of the one that was pressed."""
    async with app.session() as session:
        subscriber = await a_subscriber(session, chat_id)
        session.add(Update(id=update, received_at=NOON))
        await session.flush()
        order = TitleOrder(
            update_id=update, subscriber_id=subscriber.id or 0, story_id=1, message_id=40, ordered_at=NOON
        )
        session.add(order)
        await session.flush()
        await owe(session, "titles", order.id or 0, at=NOON)
    async with app.session() as session:
        [taken] = await claim(session, "titles", now=NOON, lease=timedelta(minutes=3), limit=1)
    await translate_titles(app, taken)
    async with app.reading() as session:
        deliveries = (await session.execute(select(Delivery).order_by(Delivery.id))).scalars().all()  # type: ignore[arg-type]
    delivery = deliveries[-1]
    assert (delivery.method, delivery.payload["message_id"]) == ("editMessageText", 40)
    return str(delivery.payload["text"]).replace("\u2068", "").replace("\u2069", "")


async def test_every_foreign_headline_stands_beside_its_translation(app: App) -> None:
    model = Dictated(good)
    text = await ordered(replace(app, model=model))

    for original, translation in ENGLISH.items():
        assert f"{original}\n🌐 {translation}" in text
    assert "translated by machine" in text
    assert "injection" not in text
    [prompt] = model.prompts
    assert prompt.kind == "translation"
    assert "Ferry Halcyon hits quay in Port Ansel, 14 hurt" not in prompt.user


async def test_what_was_translated_in_advance_is_not_said_to_be_by_machine(app: App, tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text(json.dumps({TITLES["de"]: ENGLISH[TITLES["de"]]}), "utf-8")
    prepared = replace(app, phrasebook=FilePhrasebook(tmp_path))

    alone = await ordered(prepared)
    both = await ordered(replace(prepared, model=Dictated(good)), update=2, chat_id=8)

    assert "made in advance" in alone
    assert "translated by machine" not in alone
    assert "made in advance" in both
    assert "translated by machine" in both


async def test_headlines_are_translated_once_for_all_readers(app: App) -> None:
    model = Dictated(good)
    await ordered(replace(app, model=model))
    text = await ordered(replace(app, model=model), update=2, chat_id=8)

    assert len(model.prompts) == 1
    assert ENGLISH[TITLES["de"]] in text


@pytest.mark.parametrize(
    "play",
    [
        changing("14", "41"),
        changing("Halcyon", "Olympia"),
        changing("injured", "injured https://evil.example/win"),
        changing("Ferry", "<b>Ferry"),
    ],
)
async def test_a_translation_that_does_not_hold_is_not_shown_and_not_asked_for_again(
    app: App, play: Any
) -> None:
    model = Dictated(play)
    wrong = {title["text"] for title in play(_prompt_of(app))["titles"]} - set(ENGLISH.values())
    text = await ordered(replace(app, model=model))
    again = await ordered(replace(app, model=model), update=2, chat_id=8)

    assert all(said not in text and said not in again for said in wrong)
    assert all(original in text for original in TITLES.values())
    async with app.reading() as session:
        kept = (await session.execute(select(TranslatedTitle))).scalars().all()
    assert {title.text for title in kept} <= {"", *ENGLISH.values()}


def _prompt_of(app: App) -> Prompt:
    user = "\n".join(f"⟦abc123 item {at}, in x⟧ {text}" for at, text in enumerate(TITLES.values(), start=1))
    return Prompt(system="", user=user, version="")


async def test_a_model_that_is_busy_leaves_the_originals(app: App) -> None:
    text = await ordered(replace(app, model=Dictated(ModelBusy("too slow"))))

    assert all(original in text for original in TITLES.values())
    assert "🌐 Ferry" not in text


async def test_an_order_is_done_once(app: App) -> None:
    model = Dictated(good)
    await ordered(replace(app, model=model))
    async with app.session() as session:
        await owe(session, "titles", 1, at=NOON)
        [taken] = await claim(session, "titles", now=NOON, lease=timedelta(minutes=3), limit=1)
    await translate_titles(replace(app, model=model), taken)

    async with app.reading() as session:
        assert len((await session.execute(select(Delivery))).scalars().all()) == 1
