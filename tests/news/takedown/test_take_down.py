"""An outlet that is taken down is gone with all its text: from every row, from the messages that quoted it, and for good."""

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from news.catalogue import Catalogue, FeedEntry, OutletEntry
from news.fetch import fetch
from news.intake.enlist import enlist
from news.intake.found_feeds import FEED, Found
from news.looking import look
from news.models import (
    Article,
    Brief,
    BroughtPost,
    Clip,
    Correction,
    Delivery,
    Embedding,
    Enclosure,
    Fact,
    Feed,
    FeedLookup,
    KnownAnswer,
    Outlet,
    Page,
    Picture,
    Question,
    Story,
    TakenDown,
    TranslatedTitle,
    Update,
    VoiceOrder,
)
from news.ports import Body, Freshness, ParsedArticle, ParsedFeed
from news.reader.agenda import digest_now
from news.reader.brought import follow_feed
from news.searching import search_index
from news.searching.search import read
from news.takedown.messages import take_back
from news.takedown.register import Listed, RegisterFile
from news.takedown.take_down import Figures, allow_again, figures_of, heed_register, listed_of, take_down
from news.takedown.words import TheirWords
from news.testing import (
    Clock,
    NoFetcher,
    NoParser,
    Outbox,
    a_feed,
    a_postgres,
    a_topic,
    an_app,
    an_outlet,
    kept,
)
from news.work import owe
from tests.news.test_correct import CAPTAIN, HIT, MILL, TITLE, Newsroom

HULL = (
    "Divers found a hole of nine metres in the hull of the Halcyon below the waterline, they told reporters."
)
WITNESS = "A fisherman of Tarn said that he had warned the ferry by radio a minute before it struck the wall."
THEIRS = (
    "Halcyon hits quay",
    "east quay of Port Ansel",
    "did not answer when he tried",
    "hole of nine metres",
)
"""Of what the Herald said."""


ON_BOTH = ("test_nothing_of_its_text", "test_a_story_of_its_own")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On PostgreSQL what deletes; with LONG_RUNS=1 all."""
    if "database_url" in metafunc.fixturenames:
        is_on_both = os.environ.get("LONG_RUNS") or metafunc.function.__name__.startswith(ON_BOTH)
        kinds = ["SQLite", "PostgreSQL"] if is_on_both else ["SQLite"]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path}/test.sqlite3"
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url:
            yield url


@pytest.fixture
async def room(tmp_path: Path, database_url: str) -> AsyncIterator[Newsroom]:
    clock, outbox = Clock(), Outbox()
    async with an_app(tmp_path, clock=clock, messenger=outbox, database_url=database_url) as app:
        app = replace(app, takedowns=RegisterFile(tmp_path / "desk.takedowns"))
        async with app.session() as session:
            await a_topic(session, "world")
        yield Newsroom(app, clock, outbox)


async def written(room: Newsroom, *, without: str = " ") -> str:
    """Everything that is in the database, as text; but for tables whose name begins so."""
    async with room.app.db.engine.connect() as connection:
        tables = await connection.run_sync(lambda c: sa.inspect(c).get_table_names())
        rows = [
            row
            for table in tables
            if not table.startswith(without)
            for row in (await connection.execute(sa.text(f'SELECT * FROM "{table}"'))).all()
        ]
    return "\n".join(json.dumps([str(value) for value in row], ensure_ascii=False) for row in rows).replace(
        "\u2060", ""
    )


async def the_herald(room: Newsroom) -> Outlet:
    return next(outlet for outlet in await room.rows(Outlet) if outlet.name == "Herald")


async def a_paper(room: Newsroom) -> int:
    """The Herald alone tells of the ferry, and with the Gazette of what came after; everything that can be made of what it
    said was made. Gives the id of its first article."""
    ferry = await room.publishes("Herald", f"{TITLE}, 12 injured", f"{HIT.format(n=12)} {CAPTAIN}")
    await room.publishes("Gazette", *MILL, story=-2)
    hull = await room.publishes("Herald", "Hole in hull of ferry is nine metres long", HULL, story=-3)
    await room.publishes("Gazette", "Fisherman warned the ferry of Tarn by radio", WITNESS, story=3)
    for number, language in enumerate(("en", "de"), start=1):
        await room.reader(number, interface_language=language, digest_language="en")
    await room.sends_digests()
    shown = room.outbox.calls[0].payload["text"]
    message = {"message": {"text": shown, "chat": {"id": 1, "type": "private"}}}
    async with room.app.session() as session:
        for article in (ferry, hull):
            session.add(Embedding(article_id=article, model="m", vector=b"\0\0"))
            session.add(
                TranslatedTitle(
                    article_id=article,
                    language="de",
                    text="Loch im Rumpf der Fähre entdeckt",
                    made_at=room.clock.at,
                )
            )
        session.add(
            Page(
                article_id=ferry, state="kept", text=f"{HIT.format(n=12)}\n\n{CAPTAIN}", read_at=room.clock.at
            )
        )
        session.add(
            Picture(story_id=1, revision=1, language="en", zone="UTC", png=b"x", ordered_at=room.clock.at)
        )
        session.add(
            Correction(
                story_id=1,
                article_id=ferry,
                by_id=ferry,
                place=1,
                kind="corrected",
                was=HIT.format(n=12),
                at=room.clock.at,
            )
        )
        for number, payload in enumerate(
            ({"callback_query": message}, {"message": {"reply_to_message": message["message"]}})
        ):
            session.add(
                Update(
                    id=number + 1,
                    chat_id=1,
                    payload=payload,
                    received_at=room.clock.at,
                    handled_at=room.clock.at,
                )
            )
        session.add(KnownAnswer(key="k", answer={"sentences": [{"text": CAPTAIN}]}, made_at=room.clock.at))
        await session.flush()
        session.add(
            Question(
                update_id=1, subscriber_id=1, about=1, text="What did the captain say?", shown=f"Herald: {CAPTAIN}",
                answer=[{"text": CAPTAIN, "article_id": ferry, "language": "en"}], asked_at=room.clock.at,
            )
        )  # fmt: skip
        session.add(
            BroughtPost(
                update_id=2, subscriber_id=1, text=f"Look: {CAPTAIN}", story_id=1, asked_at=room.clock.at
            )
        )
    return ferry


async def taken_down(room: Newsroom) -> Listed:
    listed = await listed_of(room.app, await the_herald(room))
    await take_down(room.app, listed)
    return listed


async def test_nothing_of_its_text_is_left_in_any_column(room: Newsroom) -> None:
    await a_paper(room)
    before = await written(room)
    assert all(words in before for words in (*THEIRS, "Loch im Rumpf", "halcyon"))
    await taken_down(room)
    after = await written(room)
    assert [words for words in (*THEIRS, "Loch im Rumpf", "halcyon", "Halcyon") if words in after] == []


async def test_what_others_said_is_there_as_it_was(room: Newsroom) -> None:
    await a_paper(room)
    await taken_down(room)
    after = await written(room)
    assert MILL[1] in after
    assert WITNESS in after
    async with room.app.reading() as session:
        assert [a.outlet_id for a in await room.rows(Article)] == [2, 2]
        assert await search_index.find(session, read("fisherman"), most=9) != []
        assert await search_index.find(session, read("halcyon"), most=9) == []


async def test_what_was_told_of_its_words_is_found_no_more_from_that_moment(room: Newsroom) -> None:
    await a_paper(room)
    for words, is_found in (("halcyon", True), ("fisherman", True)):
        assert bool(await told(room, words)) is is_found
    await taken_down(room)
    assert await told(room, "halcyon") == []
    await room.works()
    assert len(await told(room, "fisherman")) == 1
    assert await told(room, "halcyon") == []


async def told(room: Newsroom, words: str) -> list[int]:
    """The briefs that have these words."""
    async with room.app.reading() as session:
        return await search_index.find_told(session, read(words), languages=("en",), most=9)


async def test_a_story_of_its_own_goes_and_a_shared_one_is_told_again_without_it(room: Newsroom) -> None:
    await a_paper(room)
    await taken_down(room)
    await room.works()
    stories = {story.id: story for story in await room.rows(Story)}
    assert 1 not in stories
    assert (stories[3].headline, stories[3].articles, stories[3].outlets) == (
        "Fisherman warned the ferry of Tarn by radio",
        1,
        1,
    )
    told = [brief for brief in await room.rows(Brief) if brief.story_id == 3 and brief.state == "ready"]
    assert [WITNESS in str(brief.paragraphs) for brief in told] == [True]
    assert {fact.article_id for fact in await room.rows(Fact) if fact.story_id == 3} == {4}


async def test_messages_that_quote_it_are_edited_in_the_chat_in_each_readers_language(room: Newsroom) -> None:
    await a_paper(room)
    was = dict(room.chat(1))
    await taken_down(room)
    await room.works()
    for chat, words in (
        (1, "Text of \u2068Herald\u2069 was taken down"),
        (2, "Text von \u2068Herald\u2069 entfernt"),
    ):
        now = "\n".join(room.chat(chat).values())
        assert [each for each in THEIRS if each in now] == []
        assert words in now
        assert "230 jobs" in now
    assert any("east quay" in text for text in was.values())
    assert [call.method for call in room.outbox.calls[-2:]] == ["editMessageText"] * 2


async def test_messages_whose_words_are_kept_no_longer_are_replaced_whole_where_the_operator_wants_it(
    room: Newsroom,
) -> None:
    await a_paper(room)
    async with room.app.session() as session:  # what retention does after a week
        for delivery in (await session.execute(select(Delivery))).scalars():
            delivery.payload = {}
    listed = await listed_of(room.app, await the_herald(room))
    assert (await figures_of(room.app, listed)).older == 2
    before = dict(room.chat(1))
    assert await take_down(room.app, listed, with_older=True) == 2
    await room.works()
    assert len(room.chat(1)) == len(before)
    for chat, words in (
        (1, "Text of \u2068Herald\u2069 was taken down"),
        (2, "Text von \u2068Herald\u2069 entfernt"),
    ):
        [now] = [text for text in room.chat(chat).values() if words in text]
        assert [each for each in THEIRS if each in "\n".join(room.chat(chat).values())] == []
        assert "230 jobs" not in now


async def test_older_messages_stay_as_they_are_where_nobody_asked(room: Newsroom) -> None:
    await a_paper(room)
    async with room.app.session() as session:
        for delivery in (await session.execute(select(Delivery))).scalars():
            delivery.payload = {}
    before = dict(room.chat(1))
    assert await take_down(room.app, await listed_of(room.app, await the_herald(room))) == 0
    await room.works()
    assert room.chat(1) == before


async def test_a_message_on_its_way_goes_out_without_it(room: Newsroom) -> None:
    await room.publishes("Herald", f"{TITLE}, 12 injured", f"{HIT.format(n=12)} {CAPTAIN}")
    await room.publishes("Gazette", *MILL, story=-2)
    await room.reader(1, digest_language="en")
    async with room.app.session() as session:
        await digest_now(session, room.readers[0], now=room.clock.at)
    await room.works(without=["deliver"])
    assert "Halcyon" in str([delivery.payload for delivery in await room.rows(Delivery)])
    await taken_down(room)
    await room.works()
    assert "230 jobs" in room.outbox.texts[0]
    assert "Halcyon" not in "".join(room.outbox.texts)
    assert room.edits == []


@pytest.mark.parametrize("state", ["sent", "pending"])
async def test_what_was_read_aloud_of_it_is_deleted_in_the_chat_and_kept_nowhere(
    room: Newsroom, state: str
) -> None:
    await a_paper(room)
    async with room.app.session() as session:
        for number, text in enumerate((f"Ferry hits quay. {CAPTAIN}", WITNESS), start=1):
            clip = await kept(
                session,
                Clip(key=str(number), language="en", text=text, state="ready", ordered_at=room.clock.at),
            )
            order = await kept(
                session,
                VoiceOrder(
                    digest_id=1,
                    is_asked=True,
                    state="made",
                    pieces=[{"clip": clip.id, "story": number}],
                    ordered_at=room.clock.at,
                ),
            )
            enclosure = await kept(
                session,
                Enclosure(parameter="voice", name="digest.ogg", content=b"sound", made_at=room.clock.at),
            )
            await kept(session, Delivery(
                kind="voice", subject=order.id or 0, chat=1, method="sendVoice", payload={"caption": "Your news"}, state=state,
                message_id=900 + number if state == "sent" else None, enclosure_id=enclosure.id, created_at=room.clock.at,
            ))  # fmt: skip
    await taken_down(room)
    await taken_down_again(room)

    assert [clip.text for clip in await room.rows(Clip)] == [WITNESS]
    deleted = [row.payload for row in await room.rows(Delivery) if row.method == "deleteMessage"]
    assert deleted == ([{"message_id": 901}] if state == "sent" else [])
    voices = [row for row in await room.rows(Delivery) if row.kind == "voice"]
    assert [(row.state, bool(row.payload)) for row in voices] == [
        ("sent" if state == "sent" else "gone", False),
        (state, True),
    ]
    assert [row.content for row in await room.rows(Enclosure)] == [None, b"sound"]


async def taken_down_again(room: Newsroom) -> None:
    await heed_register(room.app)


async def test_done_again_it_changes_nothing_and_edits_nothing(room: Newsroom) -> None:
    await a_paper(room)
    listed = await taken_down(room)
    await room.works()
    parts = "brief_search_"  # SQLite's own, of which pressing an index again makes fewer
    count, after = len(room.outbox.calls), await written(room, without=parts)
    assert await take_down(room.app, listed) == 0
    await room.works()
    assert (len(room.outbox.calls), await written(room, without=parts)) == (count, after)


async def test_an_address_that_has_its_words_is_no_reason_to_edit_and_a_second_look_edits_again(
    room: Newsroom,
) -> None:
    await a_paper(room)
    herald = await the_herald(room)
    url = f"https://{herald.domain}/ferry-halcyon-hits-quay-in-port-ansel-12-injured"
    async with room.app.session() as session:
        for text in ("Where it was", f"<b>{TITLE}, 12 injured</b>"):
            button = {"text": "Open", "url": url}
            chat = room.readers[0].chat
            payload = {"text": text, "reply_markup": {"inline_keyboard": [[button]]}}
            await kept(
                session,
                Delivery(
                    kind="reply", subject=len(text), chat=chat, payload=payload, state="sent",
                    message_id=len(text), created_at=room.clock.at, finished_at=room.clock.at,
                ),
            )  # fmt: skip
    listed = await taken_down(room)
    first = {
        delivery.subject: delivery for delivery in await room.rows(Delivery) if delivery.kind == "correction"
    }
    async with room.app.session() as session:
        again = await session.get_one(Delivery, next(iter(first)))
        again.payload = again.payload | {"text": f"{again.payload['text']}\n{HIT.format(n=12)}"}
        theirs = TheirWords([HIT.format(n=12)])
    assert await take_back(room.app, listed, theirs, frozenset()) == 1
    edits = [delivery for delivery in await room.rows(Delivery) if delivery.kind == "correction"]
    assert len(edits) == len(first) == 3
    assert "Where it was" not in str([edit.payload for edit in edits])


async def test_figures_are_told_before_and_change_nothing(room: Newsroom) -> None:
    await a_paper(room)
    before = await written(room)
    listed = await listed_of(room.app, await the_herald(room))
    found = await figures_of(room.app, listed)
    assert found == Figures(feeds=1, articles=2, stories=2, alone=1, messages=2, older=0, followers=0)
    assert await written(room) == before


async def test_an_older_copy_of_the_database_loses_it_again_at_the_start(
    room: Newsroom, tmp_path: Path
) -> None:
    """The list beside the database says so, whatever the rows say."""
    await a_paper(room)
    RegisterFile(tmp_path / "desk.takedowns").write([await listed_of(room.app, await the_herald(room))])
    assert await room.rows(TakenDown) == []
    assert await heed_register(room.app) == 1
    after = await written(room)
    assert [words for words in THEIRS if words in after] == []
    assert [row.name for row in await room.rows(TakenDown)] == ["Herald"]
    assert await heed_register(room.app) == 0


async def test_a_lost_list_is_written_again_from_the_rows(room: Newsroom, tmp_path: Path) -> None:
    await a_paper(room)
    listed = await taken_down(room)
    (tmp_path / "desk.takedowns").unlink()
    await heed_register(room.app)
    assert RegisterFile(tmp_path / "desk.takedowns").read() == [listed]
    assert (tmp_path / "desk.takedowns").stat().st_mode & 0o077 == 0


# --- it does not come back -----------------------------------------------------------------------


def catalogue_of(outlet: Outlet, *feeds: str) -> Catalogue:
    entry = OutletEntry(
        name=outlet.name, domain=outlet.domain, country=None, language="en", owner=None, kind=None, source=None,
        feeds=tuple(FeedEntry(url, ("world",), "en", None) for url in feeds),
    )  # fmt: skip
    return Catalogue(outlets=(entry,), topics=())


async def test_the_catalogue_does_not_bring_it_back_until_it_is_allowed(room: Newsroom) -> None:
    await a_paper(room)
    herald = await the_herald(room)
    listed = await taken_down(room)
    listing = catalogue_of(herald, f"https://{herald.domain}/new.xml", *listed.feeds)
    async with room.app.session() as session:
        assert (await enlist(session, listing, [], now=room.clock.at, replace=True)).feeds == 0
    assert {outlet.name for outlet in await room.rows(Outlet)} == {"Gazette"}
    assert await allow_again(room.app, herald.domain)
    async with room.app.session() as session:
        assert (await enlist(session, listing, [], now=room.clock.at, replace=True)).feeds == 2
    assert not await allow_again(room.app, herald.domain)


@pytest.mark.parametrize("address", ["https://{}/mine.xml", "http://www.{}/", "https://feeds.{}/rss"])
async def test_no_reader_can_bring_it_again(room: Newsroom, address: str) -> None:
    await a_paper(room)
    domain = (await the_herald(room)).domain
    await taken_down(room)
    async with room.app.session() as session:
        row = await kept(
            session,
            FeedLookup(update_id=1, subscriber_id=1, address=address.format(domain), asked_at=room.clock.at),
        )
        await owe(session, "look", row.id or 0, at=room.clock.at)
    for claimed in await room._claims("look"):
        await look(room.app, claimed)
    await room.works()
    assert any("was taken down here and cannot be followed" in text for text in room.outbox.texts)


async def test_who_brought_its_feed_is_told_once_and_follows_it_no_more(room: Newsroom) -> None:
    await room.publishes("Gazette", *MILL)
    reader = await room.reader(1, interface_language="de")
    async with room.app.session() as session:
        await follow_feed(
            session,
            reader.id or 0,
            Found("https://herald.example/mine.xml", FEED, title="Herald"),
            now=room.clock.at,
        )
    listed = Listed("herald.example", "Herald", frozenset(), room.clock.at)
    for _ in range(2):
        await take_down(room.app, listed)
    await room.works()
    assert [text for text in room.outbox.texts if "wird hier nicht mehr gelesen" in text] == room.outbox.texts
    assert len(room.outbox.texts) == 1
    assert len(await room.rows(Feed)) == 1
    assert {outlet.name for outlet in await room.rows(Outlet)} == {"Gazette"}


async def test_a_list_of_a_reader_says_which_of_its_sites_was_taken_down(room: Newsroom) -> None:
    await a_paper(room)
    domain = (await the_herald(room)).domain
    await taken_down(room)
    opml = f'<opml version="2.0"><body><outline type="rss" title="Mine" xmlUrl="https://{domain}/a.xml"/></body></opml>'
    room.outbox.files["list"] = opml.encode()
    async with room.app.session() as session:
        row = await kept(
            session,
            FeedLookup(update_id=1, subscriber_id=1, address="", file_id="list", asked_at=room.clock.at),
        )
        await owe(session, "look", row.id or 0, at=room.clock.at)
    for _ in range(2):
        for claimed in await room._claims("look"):
            await look(room.app, claimed)
    await room.works()
    assert any("Taken down here" in text for text in room.outbox.texts)


async def test_what_others_list_of_it_is_not_taken_in(room: Newsroom) -> None:
    """A feed that gathers links of many sites, with their texts."""
    await a_paper(room)
    herald = await the_herald(room)
    await taken_down(room)
    now = room.clock.at
    items = tuple(
        ParsedArticle(
            url, url, f"Ferry {url[8:12]} raised", HULL, author=None, published_at=now, language="en"
        )
        for url in (f"https://{herald.domain}/raised", "https://tribune.example/raised")
    )
    async with room.app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Gatherer"), "world")
        await owe(session, "fetch", feed.id or 0, at=now)
    app = replace(room.app, fetcher=OneFeed(), parser=Parsed(ParsedFeed(None, None, None, items)))
    for claimed in await room._claims("fetch"):
        await fetch(app, claimed)
    assert [a.url for a in await room.rows(Article) if "raised" in a.url] == [
        "https://tribune.example/raised"
    ]


class OneFeed(NoFetcher):
    async def get(self, url: str, **_: Any) -> Body:
        return Body(b"<rss/>", None, url, "hash", Freshness())


class Parsed(NoParser):
    def __init__(self, feed: ParsedFeed) -> None:
        self.feed = feed

    async def parse(self, _body: Body, **_: Any) -> ParsedFeed:
        return self.feed
