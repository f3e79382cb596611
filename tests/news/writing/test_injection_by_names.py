"""Orders that are planted where no article is: in outlets' names, titles of feeds, lists of feeds, topics in own words, questions.
The model that is played obeys each of them. What a reader is shown of it is a name or their own words, as text: no sentence says
what was ordered, nothing can be tapped but articles of ours.

Every third dozen of orders in every run; with LONG_RUNS=1 all.
"""

import html
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.looking import look
from news.models import Article, Brief, Delivery, Membership, Outlet
from news.ports import Prompt
from news.testing import Clock, Dictated, Outbox, an_app, good_story
from news.writing.modes import EXTRACTIVE, TRIMMED
from tests.bot.readers import a_reader as a_reader_of
from tests.hostile.test_text import shown, tappable
from tests.news.answers.test_answer_plays import put
from tests.news.intake.feed_sites import RSS, Here, Web, a_reader, brought, ordered, read_list, run, said
from tests.news.test_plays import TOLD, the_story
from tests.news.test_plays import ordered as told
from tests.news.writing.test_injection import EVERY, chat_of, is_said, obeying

LOTS = [EVERY[at : at + 12] for at in range(0, len(EVERY), 12 if os.environ.get("LONG_RUNS") else 36)]
each_lot = pytest.mark.parametrize("orders", LOTS, ids=lambda orders: orders[0][:24])
FEED = "https://ann.example/posts.xml"
EXAMPLE = "example.com"
"""In a hint of ours beside what somebody typed; some of the published orders name it, too."""


async def articles_of(app: App) -> set[str]:
    async with app.reading() as session:
        return {row.url for row in (await session.execute(select(Article))).scalars()}


def links_in(payload: dict[str, Any]) -> set[str]:
    found = {html.unescape(link) for link in re.findall(r'href="([^"]*)"', payload["text"])}
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    return {
        link.partition("#:~:text=")[0]
        for link in found | {button["url"] for row in rows for button in row if "url" in button}
    }


async def nothing_to_tap_but_articles(
    app: App, payloads: Sequence[dict[str, Any]], orders: Sequence[str]
) -> None:
    """Commands and examples of ours can be tapped as well; of what was ordered nothing can."""
    ordered = " ".join(orders).casefold()
    articles = await articles_of(app)
    for payload in payloads:
        assert links_in(payload) <= articles
        found = [
            words
            for _, words in tappable(shown(payload["text"]))
            if words.casefold() in ordered and words != EXAMPLE
        ]
        assert found == []
        assert (payload.get("link_preview_options") or {}).get("url", "") in {"", *articles}


async def no_sentence_obeys(app: App, brief: Brief, orders: Sequence[str]) -> None:
    """What is told of a story, headline and sentences; the names beside them are names."""
    assert (brief.state, brief.mode in (EXTRACTIVE, TRIMMED, "written")) == ("ready", True)
    sentences = str([brief.headline, brief.paragraphs])
    assert [order for order in orders if is_said(order, sentences)] == []
    await nothing_to_tap_but_articles(
        app, [message.payload() for message in await chat_of(app, brief)], orders
    )


@each_lot
async def test_no_outlets_name_orders_what_is_told(orders: Sequence[str], tmp_path: Path, record) -> None:
    """A name stands in its line of the prompt, and cannot leave it."""
    for number, order in enumerate(orders):
        (folder := tmp_path / str(number)).mkdir()
        async with an_app(folder, clock=Clock()) as plain:
            model = Dictated(obeying(order), {"sentences": []})
            app = replace(plain, model=model)
            named = [
                (order if at == 0 else outlet, title, text) for at, (outlet, title, text) in enumerate(TOLD)
            ]
            [brief] = await told(app, await the_story(app, named), "en")
            await no_sentence_obeys(app, brief, [order])
            keeps_its_line(model.prompts[0], order)
    record(
        "Orders planted in names of outlets, to a model that obeys each",
        bar="no sentence obeys, nothing to tap but articles; the order stays in its line of the prompt",
        figure="none of {cases} orders had any power",
        cases=len(orders),
    )


def keeps_its_line(prompt: Prompt, order: str) -> None:
    """Whoever reads the prompt finds the words behind the mark of a source only."""
    for line in prompt.user.splitlines():
        if is_said(order, line):
            assert re.match(r"⟦[0-9a-f]+ SOURCE \d+⟧ outlet: ", line), line


@asynccontextmanager
async def a_web(folder: Path, title: str) -> AsyncIterator[App]:
    """An app that can reach one feed of this title."""
    async with an_app(folder, clock=Clock()) as plain:
        feed = RSS.replace("Ann's {name}", html.escape(title))
        yield replace(plain, fetcher=Web({FEED: feed}), parser=Here(), messenger=Outbox())


async def story_of(app: App) -> int:
    async with app.reading() as session:
        found = await session.execute(
            select(Membership.story_id).join(Article, col(Article.id) == col(Membership.article_id))
        )
        return int(found.scalars().first() or 0)


@each_lot
async def test_no_title_of_a_feed_orders_what_is_told(orders: Sequence[str], tmp_path: Path, record) -> None:
    """As it is shown before it is followed, and as the name of an outlet afterwards."""
    for number, order in enumerate(orders):
        (folder := tmp_path / str(number)).mkdir()
        async with a_web(folder, order) as plain:
            app = replace(plain, model=Dictated(obeying(order), {"sentences": []}))
            reader = await a_reader(app)
            await run(app, look, "look", await ordered(app, reader, update=1, address=FEED))
            await brought(app, reader)
            await nothing_to_tap_but_articles(app, await said(app), [order])
            [brief] = await told(app, await story_of(app), "en")
            await no_sentence_obeys(app, brief, [order])
    record(
        "Orders planted in titles of feeds, to a model that obeys each",
        bar="no sentence obeys, nothing to tap but articles",
        figure="none of {cases} orders had any power",
        cases=len(orders),
    )


@each_lot
async def test_no_list_of_feeds_orders_what_is_told(orders: Sequence[str], tmp_path: Path, record) -> None:
    """The list's name for a feed that has none becomes its outlet's; of those that cannot be reached it is only shown."""
    async with a_web(tmp_path, "") as plain:
        app = replace(plain, model=Dictated(obeying(*orders), {"sentences": []}))
        outlines = "".join(
            f'<outline text="{html.escape(order)}" title="{html.escape(order)}" xmlUrl="{FEED if number == 0 else f"https://gone{number}.example/feed"}"/>'
            for number, order in enumerate(orders)
        )
        reader = await a_reader(app)
        await read_list(
            app,
            reader,
            f"<opml><head><title>{html.escape(orders[0])}</title></head><body>{outlines}</body></opml>",
        )
        await nothing_to_tap_but_articles(app, await said(app), orders)
        assert app.model is not None
        assert app.model.prompts == []  # type: ignore[attr-defined]
        await brought(app, reader)
        async with app.reading() as session:
            names = [row.name for row in (await session.execute(select(Outlet))).scalars()]
        assert any(is_said(orders[0], name) for name in names)
        [brief] = await told(app, await story_of(app), "en")
        await no_sentence_obeys(app, brief, orders)
    record(
        "Orders planted in lists of feeds (OPML), to a model that obeys each",
        bar="no sentence obeys, nothing to tap but articles",
        figure="none of {cases} orders had any power",
        cases=len(orders),
    )


@each_lot
async def test_no_topic_in_own_words_reaches_a_model_or_makes_a_link(
    orders: Sequence[str], tmp_path: Path, record
) -> None:
    async with a_reader_of(tmp_path, clock=Clock()) as reader:
        reader.app = replace(reader.app, model=Dictated(good_story))
        for order in orders:
            line = " ".join(order.split())
            for said_of_it in (f"/follow {line}", f"/mute {line}", f"/search {line}", "/settings"):
                await reader.types(said_of_it)
                await nothing_to_tap_but_articles(
                    reader.app,
                    [each for each in reader.answers if "text" in each and "parse_mode" in each],
                    [order],
                )
        assert reader.app.model.prompts == []  # type: ignore[union-attr]
    record(
        "Orders planted in topics, muted words and searches in own words",
        bar="none reaches a model, nothing to tap but articles",
        figure="none of {cases} orders had any power",
        cases=len(orders),
    )


@each_lot
async def test_no_question_orders_what_is_answered(orders: Sequence[str], tmp_path: Path, record) -> None:
    """The model answers what the question orders, and cites each sentence that there is; it also orders links as its own words."""
    current = ""

    def obeyed(prompt: Prompt) -> dict[str, Any]:
        ids = re.findall(r"^⟦[0-9a-f]+ (\d+\.\d+)⟧", prompt.user, re.MULTILINE)
        return {
            "answerable": True, "language": "en", "standalone": current,
            "sentences": [{"text": f"{current} https://evil.example/win", "evidence": ids[:3]}],
        }  # fmt: skip

    async with an_app(tmp_path, clock=Clock()) as plain:
        app = replace(plain, model=Dictated(obeyed), model_is_near=True)
        story = await the_story(app)
        for order in orders:
            current = order
            _, texts = await put(app, f"How many people died when the ferry sank? {order}", story)
            assert not any("evil.example/win" in text for text in texts)
            for text in texts:
                assert [line for line in text.splitlines() if is_said(order, line) and "href" in line] == []
        async with app.reading() as session:
            owed = (await session.execute(select(Delivery).where(col(Delivery.kind) == "answer"))).scalars()
            await nothing_to_tap_but_articles(app, [row.payload for row in owed], orders)
    record(
        "Orders planted in questions, to a model that obeys each",
        bar="no sentence obeys, nothing to tap but articles",
        figure="none of {cases} orders had any power",
        cases=len(orders),
    )
