"""What outlets take back is taken back in the messages that were sent: once, in the reader's words, and nowhere else."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.adapters.phrasebook import FilePhrasebook
from news.app import App
from news.cluster import cluster
from news.clustering.story_index import Plan
from news.compose import compose
from news.correct import CHANGED_FOR, correct
from news.deliver import deliver
from news.errors import FetchFailed
from news.fulltext import read
from news.markup import Html
from news.models import Article, Brief, Carried, Chat, Correction, Delivery, Feed, Outlet, Story, Subscriber
from news.ports import Message, Missing, Outcome, Outgoing, Sent
from news.reader.agenda import digest_now
from news.sending.deliveries import owe_messages
from news.testing import (
    Clock,
    Outbox,
    ToldIndex,
    a_feed,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
)
from news.translate import translate
from news.work import claim, owe
from news.write import write

STEPS: dict[str, Any] = {
    "write": write,
    "translate": translate,
    "compose": compose,
    "correct": correct,
    "deliver": deliver,
}
TITLE = "Ferry Halcyon hits quay in Port Ansel"
HIT = "The ferry Halcyon struck the east quay of Port Ansel on Friday, injuring {n} people, the harbour office said."
CAPTAIN = "The captain told investigators that the engine did not answer when he tried to slow down."
MILL = (
    "Fire destroys paper mill in Tarn",
    "A fire destroyed the paper mill of Tarn overnight and 230 jobs with it, the town said.",
)


@dataclass
class Newsroom:
    """Outlets that publish, readers who are sent digests, and every message as it stands in its chat."""

    app: App
    clock: Clock
    outbox: Outbox
    readers: list[Subscriber] = field(default_factory=list)

    async def reader(self, chat_id: int, **more: Any) -> Subscriber:
        async with self.app.session() as session:
            made = await a_subscriber(session, chat_id, "world", **more)
        self.readers.append(made)
        return made

    async def publishes(
        self, outlet: str, title: str, text: str, *, story: int = -1, updates: int | None = None, **more: Any
    ) -> int:
        """The new article's id. `updates`: the article that it is a newer version of."""
        self.clock.move(timedelta(minutes=1))
        async with self.app.session() as session:
            feed = await self._feed(session, outlet)
            older = await session.get(Article, updates) if updates else None
            if older is not None:
                older.superseded_at = self.clock.at
                more = {"guid": older.guid, "version": older.version + 1, "url": older.url} | more
            article = await an_article(session, feed, title, text, published_at=self.clock.at, **more)
            await owe(session, "cluster", feed.id or 0, at=self.clock.at)
        index = ToldIndex(lambda batch: Plan({article.id or 0: story}, {}, {}))
        for claimed in await self._claims("cluster"):
            await cluster(replace(self.app, index=index), claimed)
        return article.id or 0

    async def _feed(self, session: Any, name: str) -> Feed:
        found = await session.execute(select(Feed).join(Outlet).where(col(Outlet.name) == name))
        return found.scalar_one_or_none() or await a_feed(
            session, await an_outlet(session, name, language="en"), "world"
        )

    async def sends_digests(self) -> None:
        async with self.app.session() as session:
            for reader in self.readers:
                await digest_now(session, reader, now=self.clock.at)
        await self.works()

    async def works(self, *, without: Sequence[str] = (), rounds: int = 60) -> None:
        """Everything that is due, and what comes of it, for half a minute."""
        for _ in range(rounds):
            for step in STEPS.keys() - set(without):
                for claimed in await self._claims(step):
                    await STEPS[step](self.app, claimed)
            self.clock.move(timedelta(milliseconds=500))

    async def _claims(self, step: str) -> list[Any]:
        async with self.app.session() as session:
            return await claim(session, step, now=self.clock.at, lease=timedelta(minutes=5), limit=10)

    async def rows(self, noun: Any) -> list[Any]:
        async with self.app.reading() as session:
            return list((await session.execute(select(noun))).scalars())

    def chat(self, chat_id: int) -> dict[int, str]:
        """The chat's messages as they read now."""
        shown: dict[int, str] = {}
        for number, call in enumerate(self.outbox.calls, start=1):
            if call.chat_id == chat_id:
                shown[int(call.payload.get("message_id") or number)] = str(call.payload["text"])
        return shown

    @property
    def edits(self) -> list[Outgoing]:
        return [call for call in self.outbox.calls if call.method == "editMessageText"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    clock, outbox = Clock(), Outbox()
    async with an_app(tmp_path, clock=clock, messenger=outbox) as app:
        async with app.session() as session:
            await a_topic(session, "world")
        yield Newsroom(app, clock, outbox)


def hurt(number: int) -> str:
    return f"{HIT.format(n=number)} {CAPTAIN}"


async def a_ferry_digest(room: Newsroom, *languages: str) -> int:
    """A digest with the ferry and the mill, sent to a reader of each interface language; the ferry's article."""
    ferry = await room.publishes("Herald", f"{TITLE}, 12 injured", hurt(12))
    await room.publishes("Gazette", *MILL, story=-2)
    for number, language in enumerate(languages or ("en",), start=1):
        await room.reader(number, interface_language=language, digest_language="en")
    await room.sends_digests()
    return ferry


async def test_a_message_that_was_sent_tells_what_its_outlet_corrected_and_when(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    (before,) = room.chat(1).values()
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works()
    (after,) = room.chat(1).values()
    assert "12 people" in before
    assert HIT.format(n=14) in after
    assert "12 people" not in after
    assert "14 injured</b>" in after.replace("\u2069", "")
    assert "Corrected <tg-time" in after
    assert "12\u2069 → \u206814" in after
    assert "Herald</a>" in after.replace("\u2069", "")


async def test_the_other_stories_of_the_message_stay_as_they_were(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    (before,) = room.chat(1).values()
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.publishes(
        "Tribune",
        "Mill of Tarn burns",
        "The paper mill of Tarn burned for 9 hours, said 4 witnesses.",
        story=2,
    )
    await room.works()
    (after,) = room.chat(1).values()
    kept = [block for block in before.split("\n\n") if "Halcyon" not in block]
    assert any("paper mill" in block for block in kept)
    assert kept == [block for block in after.split("\n\n") if "Halcyon" not in block]
    assert (sent := room.outbox.calls[0].payload)["reply_markup"] == room.edits[0].payload["reply_markup"]
    assert sent["link_preview_options"] == room.edits[0].payload["link_preview_options"]


async def test_every_reader_is_told_in_the_words_of_the_interface_they_chose(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room, "de", "zh", "ar")
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works()
    assert "Korrigiert" in room.chat(1)[1]
    assert "更正" in room.chat(2)[2]
    assert "صُحِّح" in room.chat(3)[3] or "تصحيح" in room.chat(3)[3]


async def test_a_message_is_edited_once_for_a_correction_however_often_the_step_runs(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    new = await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    for _ in range(3):
        await room.works(rounds=4)
        async with room.app.session() as session:
            await owe(session, "correct", new, at=room.clock.at)
    await room.works(rounds=4)
    assert len(room.edits) == 1


async def test_a_worker_that_dies_before_its_edits_are_out_leaves_them_to_the_next(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room, "en", "de")
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works(without=["deliver"], rounds=2)
    (_claimed, *_) = await room._claims("deliver")  # taken, and never given back by whoever took it
    assert room.edits == []
    room.clock.move(timedelta(minutes=6))
    await room.works()
    assert sorted(call.chat_id for call in room.edits) == [1, 2]


async def test_a_second_correction_starts_from_what_the_first_one_left(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    second = await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works()
    await room.publishes("Herald", f"{TITLE}, 15 injured", hurt(15), story=1, updates=second)
    await room.works()
    (after,) = room.chat(1).values()
    assert HIT.format(n=15) in after
    assert "14 people" not in after
    assert after.count("Corrected") == 2


async def test_new_words_for_the_same_facts_correct_nothing(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    told = HIT.format(n=12).replace("the harbour office said", "said the office of the harbour")
    await room.publishes(
        "Herald", f"{TITLE}, 12 injured", f"{told} {CAPTAIN} Divers came.", story=1, updates=ferry
    )
    await room.works()
    assert room.edits == []
    assert await room.rows(Correction) == []


async def test_a_sentence_that_still_stands_is_cited_where_it_stands_now(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    new = await room.publishes(
        "Herald", f"{TITLE}, 12 injured", f"{hurt(12)} Divers inspect the hull.", story=1, updates=ferry
    )
    (brief,) = [row for row in await room.rows(Brief) if row.story_id == 1 and row.state == "ready"]
    assert {cite for paragraph in brief.paragraphs for row in paragraph for cite in row["cites"]} == {new}


async def test_a_withdrawn_article_is_struck_out_and_its_outlet_named(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    await room.publishes(
        "Herald", f"WITHDRAWN: {TITLE}", "This article has been withdrawn.", story=1, updates=ferry
    )
    await room.works()
    (after,) = room.chat(1).values()
    assert f"<s>{HIT.format(n=12)}</s>" in after
    assert "Withdrawn by" in after
    assert "Herald</a>" in after.replace("\u2069", "")


async def test_what_is_withdrawn_is_told_to_nobody_after(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    await room.publishes(
        "Tribune",
        "Ferry Halcyon back in harbour",
        "The Halcyon was towed back by 3 tugs on Friday night.",
        story=1,
    )
    await room.publishes("Herald", f"{TITLE} (RETRACTED)", hurt(12), story=1, updates=ferry)
    await room.reader(9)
    await room.sends_digests()
    told = " ".join(room.chat(9).values())
    assert "3 tugs" in told
    assert "12" not in told


async def test_an_article_that_only_leaves_its_feed_is_not_withdrawn(room: Newsroom) -> None:
    await a_ferry_digest(room)
    await room.publishes(
        "Herald", "Ferry line opens inquiry", "The line opened an inquiry into its 8 ships.", story=-3
    )
    await room.works()
    assert room.edits == []


async def test_a_printed_correction_changes_what_was_told_from_the_article_it_corrects(
    room: Newsroom,
) -> None:
    title = "Voltra to build battery plant in Hallen with 4,200 jobs"
    text = "Battery maker Voltra will build a plant in Hallen and create 4,200 jobs, its largest investment so far."
    await room.publishes("Ledger", title, text)
    await room.reader(1)
    await room.sends_digests()
    notice = "Voltra plans to create 2,400 jobs in Hallen, not 4,200 as the Ledger reported, after two digits were swapped."
    await room.publishes("Ledger", "Correction: Voltra plant in Hallen will have 2,400 jobs", notice, story=1)
    await room.works()
    (after,) = room.chat(1).values()
    assert notice in after
    assert text not in after
    assert "4,200\u2069 → \u20682,400" in after


async def test_what_another_outlet_still_says_is_no_correction(room: Newsroom) -> None:
    ferry = await room.publishes("Herald", TITLE, hurt(12))
    others = "Port police closed the eastern basin. Tugs came from Lissen Island. Trains waited for the passengers."
    await room.publishes("Tribune", "Halcyon strikes quay", f"{HIT.format(n=12)} {others}", story=1)
    await room.reader(1)
    await room.sends_digests()
    assert HIT.format(n=12) in room.chat(1)[1]
    await room.publishes("Herald", TITLE, hurt(14), story=1, updates=ferry)
    await room.works()
    assert room.edits == []


async def test_a_message_that_its_reader_deleted_is_not_sent_anew(tmp_path: Path) -> None:
    def answer(call: Outgoing) -> Outcome:
        return Missing("Message to edit not found") if call.method == "editMessageText" else Sent(7)

    clock, outbox = Clock(), Outbox(answer)
    async with an_app(tmp_path, clock=clock, messenger=outbox) as app:
        async with app.session() as session:
            await a_topic(session, "world")
        room = Newsroom(app, clock, outbox)
        ferry = await a_ferry_digest(room)
        await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
        await room.works()
        assert [call.method for call in outbox.calls] == ["sendMessage", "editMessageText"]
        (edit,) = [row for row in await room.rows(Delivery) if row.kind == "correction"]
        assert edit.state == "gone"
        assert (await room.rows(Chat))[0].state == "active"


async def test_messages_of_days_ago_are_left_alone(room: Newsroom) -> None:
    ferry = await a_ferry_digest(room)
    room.clock.move(CHANGED_FOR)
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works()
    assert room.edits == []


async def test_a_message_that_waits_is_corrected_before_it_goes(room: Newsroom) -> None:
    ferry = await room.publishes("Herald", f"{TITLE}, 12 injured", hurt(12))
    await room.reader(1)
    async with room.app.session() as session:
        await digest_now(session, room.readers[0], now=room.clock.at)
    await room.works(without=["deliver"])
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works(without=["deliver"], rounds=4)
    await room.works()
    (shown,) = room.chat(1).values()
    assert "14 people" in shown
    assert "12 people" not in shown
    assert room.edits == []


async def test_only_messages_that_carry_the_story_are_looked_at(room: Newsroom) -> None:
    await a_ferry_digest(room)
    carried = {(row.delivery_id, row.story_id) for row in await room.rows(Carried)}
    (sent,) = await room.rows(Delivery)
    assert carried == {(sent.id, story.id) for story in await room.rows(Story)}


async def test_a_page_that_is_gone_for_good_withdraws_its_article(room: Newsroom) -> None:
    class Gone:
        async def read(self, url: str) -> Any:
            raise FetchFailed(url, "410 Gone", status=410)

        async def close(self) -> None: ...

    ferry = await a_ferry_digest(room)
    async with room.app.session() as session:
        await owe(session, "read", ferry, at=room.clock.at)
    (claimed,) = await room._claims("read")
    await read(replace(room.app, pages=Gone()), claimed)
    await room.works()
    assert f"<s>{HIT.format(n=12)}</s>" in room.chat(1)[1]
    assert "Withdrawn by" in room.chat(1)[1]


async def test_a_translated_sentence_is_replaced_by_the_translation_of_what_stands(
    room: Newsroom, tmp_path: Path
) -> None:
    german = "Die Fähre Halcyon rammte am Freitag den Ostkai von Port Ansel, {n} Menschen wurden verletzt, teilte das Hafenamt mit."
    pages = {
        HIT.format(n=12): german.format(n=12),
        HIT.format(n=14): german.format(n=14),
        f"{TITLE}, 12 injured": "Fähre Halcyon rammt Kai, 12 Verletzte",
        f"{TITLE}, 14 injured": "Fähre Halcyon rammt Kai, 14 Verletzte",
        CAPTAIN: "Der Kapitän sagte den Ermittlern, die Maschine habe nicht reagiert.",
    }
    room.app = replace(room.app, phrasebook=Written(pages))
    ferry = await room.publishes("Herald", f"{TITLE}, 12 injured", hurt(12))
    await room.reader(1, interface_language="de", digest_language="de")
    await room.sends_digests()
    await room.publishes("Herald", f"{TITLE}, 14 injured", hurt(14), story=1, updates=ferry)
    await room.works()
    (shown,) = room.chat(1).values()
    assert german.format(n=14) in shown
    assert "12 Menschen" not in shown
    assert "14 Verletzte" in shown
    assert "Korrigiert" in shown
    assert "12\u2069 → \u206814" in shown


class Written(FilePhrasebook):
    def __init__(self, pages: dict[str, str]) -> None:
        super().__init__(None)
        self._written = pages

    def translate(self, sentence: str, *, language: str) -> str | None:
        return self._written.get(sentence)


async def test_a_few_words_of_a_corrected_sentence_are_corrected_where_they_stand_alone(
    room: Newsroom,
) -> None:
    other = "The Halcyon ferry struck the quay of Port Ansel and 16 injured passengers were taken to hospital, crews said."
    ferry = await room.publishes("Herald", "Ferry hits quay in Port Ansel", hurt(12))
    await room.publishes("Tribune", "Halcyon strikes quay", other, story=1)
    await room.reader(1)
    await room.sends_digests()
    (brief,) = await room.rows(Brief)
    assert [side["claim"] for side in brief.contested[0]["versions"]] == [
        "injuring 12 people",
        "16 injured passengers",
    ]
    async with room.app.session() as session:
        chat = (await session.execute(select(Chat))).scalar_one()
        await owe_messages(
            session,
            chat,
            "story",
            1,
            [
                Message(
                    Html("<b>Halcyon, injuring 12 people</b>\n• \u2068injuring 12 people\u2069 · Herald"),
                    stories=(1,),
                )
            ],
            now=room.clock.at,
        )
    await room.works(rounds=4)
    await room.publishes("Herald", "Ferry hits quay in Port Ansel", hurt(14), story=1, updates=ferry)
    await room.works()
    shown = room.chat(1)[2]
    assert "<b>Halcyon, injuring 12 people</b>" in shown, "words within something longer are another's"
    assert "• \u2068injuring 14 people\u2069" in shown
