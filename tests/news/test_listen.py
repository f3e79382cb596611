"""A digest as a voice message: each story is read aloud once for all, nothing of a reader is, and it arrives once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.adapters.telegram import TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.app import App
from news.compose import compose
from news.deliver import deliver
from news.digest.digest_message import EDITION
from news.errors import SpeechFailed
from news.listen import PATIENCE, listen
from news.models import (
    Brief,
    Clip,
    Delivery,
    Digest,
    Enclosure,
    Mark,
    Mute,
    Subscriber,
    Subscription,
    VoiceOrder,
    Work,
)
from news.operating.budget import spent_on, total_of
from news.operating.usage import Allowance, Usage
from news.reader.agenda import digest_now
from news.speak import speak
from news.testing import NOON, Clock, Reader, a_recording, a_schedule, a_subscriber, a_topic, an_app, kept
from news.voicing import ogg
from news.voicing.budgeted import BudgetedSpeaker
from news.voicing.orders import order_voice
from news.work import claim
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve
from tests.news.test_compose import a_told_story

FAST = Rates(overall_per_second=1_000, chat_per_second=1_000, chat_burst=1_000, group_per_minute=60_000)
STEPS = {"compose": compose, "listen": listen, "speak": speak, "deliver": deliver}
FERRY = "Ferry sinks off Marel. Nine people died when Ferry sinks off Marel 0 sank."


@dataclass
class Desk:
    """The program with a voice, a Telegram, and who reads there."""

    app: App
    sandbox: Sandbox
    readers: dict[int, int] = field(default_factory=dict)

    @property
    def voice(self) -> Reader:
        assert isinstance(self.app.speaker, Reader)
        return self.app.speaker

    @property
    def opening(self) -> str:
        """How the digest begins: pieces are read at once, so in any order."""
        return next(text for _, text in self.voice.read if text.startswith("Your news"))

    @property
    def story(self) -> str:
        [text] = [text for _, text in self.voice.read if not text.startswith("Your news")]
        return text

    async def reader(self, number: int, **more: Any) -> int:
        self.sandbox.world.person(number).has_started = True
        async with self.app.session() as session:
            made = await a_subscriber(session, number, "world", **more)
            self.readers[number] = made.id or 0
        return made.id or 0

    async def sends(self, number: int) -> int:
        """A digest asked for by hand; gives its id."""
        async with self.app.session() as session:
            subscriber = await session.get_one(Subscriber, self.readers[number])
            digest = await digest_now(session, subscriber, now=self.app.now())
        await self.run()
        return digest.id or 0

    async def asks(self, digest: int, *, is_asked: bool = True) -> None:
        async with self.app.session() as session:
            row = await session.get_one(Digest, digest)
            await order_voice(session, row, now=self.app.now(), is_asked=is_asked)
        await self.run()

    async def run(self, *, most: timedelta = timedelta(hours=1), app: App | None = None) -> None:
        """Everything that is owed, while time passes."""
        clock = self.app.now
        assert isinstance(clock, Clock)
        end = clock() + most
        while clock() < end:
            if await self._sweep(app or self.app):
                continue
            async with self.app.reading() as session:
                due = select(col(Work.due_at)).where(col(Work.step).in_(STEPS)).order_by(col(Work.due_at))
                next_at = (await session.execute(due)).scalars().first()
            if next_at is None or next_at > end:
                return
            clock.at = max(next_at, clock() + timedelta(milliseconds=1))

    async def _sweep(self, app: App) -> bool:
        done = False
        for step, verb in STEPS.items():
            async with app.session() as session:
                claims = await claim(session, step, now=app.now(), lease=timedelta(minutes=15), limit=20)
            await asyncio.gather(*(verb(app, one) for one in claims))
            done |= bool(claims)
        return done

    def heard(self, number: int) -> list[dict[str, Any]]:
        """The voice messages in somebody's chat."""
        return [m for m in self.sandbox.world.rooms[number].messages.after(0) if "voice" in m]

    def texts(self, number: int) -> list[str]:
        return [m["text"] for m in self.sandbox.world.rooms[number].messages.after(0) if "text" in m]

    def recording(self, message: dict[str, Any]) -> ogg.Recording:
        stored = self.sandbox.world.files.find(message["voice"]["file_id"])
        assert stored is not None
        return ogg.read(stored.content)

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.app.reading() as session:
            return list((await session.execute(select(table).order_by(table.id))).scalars())


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    async with (
        an_app(folder, clock=Clock()) as app,
        serve(limits=Limits(enabled=False)) as sandbox,
        open_bot(sandbox.token, sandbox.url, rates=FAST) as bot,
    ):
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
        yield Desk(replace(app, speaker=Reader(), messenger=TelegramMessenger(bot)), sandbox)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as made:
        yield made


async def test_a_digest_comes_as_a_voice_message_under_its_text(desk: Desk) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    await desk.asks(digest)

    [message] = desk.heard(7)
    assert desk.opening == "Your news. Sunday, November 22, 2026."
    assert desk.story.startswith(FERRY)
    assert "Sources: Ferry sinks off Marel 0" in desk.story
    words = sum(len(text.split()) for _, text in desk.voice.read)
    assert desk.recording(message).seconds == pytest.approx(words / 10 + 0.8, abs=0.1)
    assert message["voice"]["duration"] == round(desk.recording(message).seconds)
    assert "Ferry sinks" in message["reply_to_message"]["text"]


async def test_a_listener_is_told_that_a_machine_reads_and_how_the_text_was_made(desk: Desk) -> None:
    await desk.reader(7, interface_language="de")
    await desk.asks(await desk.sends(7))

    [message] = desk.heard(7)
    assert message["caption"].splitlines() == [
        "🎧 Deine Ausgabe · Sonntag, 22. November 2026",
        "Vorgelesen von einer KI-Stimme, nicht von einem Menschen.",
        "Die Sätze sind wörtlich und unverändert aus den Medien zitiert.",
    ]
    content = desk.sandbox.world.files.find(message["voice"]["file_id"])
    assert content is not None
    assert b"AI-generated speech" in content.content, "programs can tell, too"


async def test_what_one_has_heard_is_read_for_nobody_again(desk: Desk) -> None:
    for number in (7, 8):
        await desk.reader(number)
        await desk.asks(await desk.sends(number))

    assert len(desk.heard(7)) == len(desk.heard(8)) == 1
    assert len(desk.voice.read) == len({text for _, text in desk.voice.read}) == 2


async def test_two_who_ask_at_once_have_it_read_once(desk: Desk) -> None:
    digests = []
    for number in (7, 8):
        await desk.reader(number)
        digests.append(await desk.sends(number))
    async with desk.app.session() as session:
        for digest in digests:
            row = await session.get_one(Digest, digest)
            await order_voice(session, row, now=desk.app.now(), is_asked=True)
    await desk.run()

    assert len(desk.heard(7)) == len(desk.heard(8)) == 1
    assert len(desk.voice.read) == 2


async def test_nothing_of_a_reader_goes_to_the_voice(desk: Desk) -> None:
    """Neither what they follow, nor where they are, nor who they are."""
    await desk.reader(7, interface_language="fr", zone="Asia/Tokyo")
    async with desk.app.session() as session:
        subscriber = await session.get_one(Subscriber, desk.readers[7])
        await kept(
            session,
            Subscription(
                subscriber_id=subscriber.id or 0, kind="phrase", target="Marel secrets", created_at=NOON
            ),
        )
    await desk.asks(await desk.sends(7))
    for language, text in desk.voice.read:
        assert language == "en", "the digest's language, whatever the buttons'"
        assert not any(word in text for word in ("Tokyo", "secrets", "Reader", "7"))


async def test_a_sentence_that_was_taken_back_is_not_read_out(desk: Desk) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    async with desk.app.session() as session:
        brief = (await session.execute(select(Brief))).scalar_one()
        paragraphs = [[brief.paragraphs[0][0] | {"text": "Eight people died."}]]
        brief.paragraphs = paragraphs
    await desk.asks(digest)
    assert "Eight people died." in desk.story
    assert "Nine people" not in desk.story


async def test_the_sample_edition_is_said_to_be_invented(desk: Desk) -> None:
    await desk.reader(7)
    async with desk.app.session() as session:
        await kept(session, Mark(name=EDITION, value="x", at=desk.app.now()))
    await desk.asks(await desk.sends(7))
    assert "invented news" in desk.opening
    assert "invented news" in desk.heard(7)[0]["caption"]


@pytest.mark.parametrize("fault", ["lost_reply", "reset"])
async def test_a_voice_message_whose_reply_was_lost_comes_once(desk: Desk, fault: str) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    desk.sandbox.api.faults.lay({"method": "sendVoice", "kind": fault})
    await desk.asks(digest)

    assert len(desk.heard(7)) == 1
    [voice] = [row for row in await desk.rows(Delivery) if row.kind == "voice"]
    assert voice.state == "sent"
    assert [row.content for row in await desk.rows(Enclosure)] == [None], "kept no longer than on its way"


async def test_a_step_that_died_after_its_commit_sends_nothing_twice(desk: Desk) -> None:
    await desk.reader(7)
    await desk.asks(await desk.sends(7))
    async with desk.app.session() as session:
        order = (await session.execute(select(VoiceOrder))).scalar_one()
        for clip in (await session.execute(select(Clip))).scalars():
            session.add(Work(step="speak", row=clip.id or 0, due_at=desk.app.now()))
        session.add(Work(step="listen", row=order.id or 0, due_at=desk.app.now()))
    await desk.run()
    assert len(desk.heard(7)) == 1
    assert len(desk.voice.read) == 2


async def test_whoever_asked_hears_that_nothing_could_be_read(desk: Desk) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    silent = Reader(*(SpeechFailed("hoarse") for _ in range(2)))
    desk.app = replace(desk.app, speaker=silent)
    await desk.asks(digest)
    assert not desk.heard(7)
    assert desk.texts(7)[-1] == "The voice message could not be made. Please try again later."

    await desk.asks(digest)
    assert len(desk.heard(7)) == 1, "asked again, it is tried again"


async def test_who_did_not_ask_is_not_bothered_with_what_failed(desk: Desk) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    desk.app = replace(desk.app, speaker=Reader(*(SpeechFailed("hoarse") for _ in range(2))))
    before = desk.texts(7)
    await desk.asks(digest, is_asked=False)
    assert desk.texts(7) == before
    assert not desk.heard(7)


async def test_a_story_that_could_not_be_read_is_said_to_be_in_the_text_only(desk: Desk) -> None:
    async with desk.app.session() as session:
        await a_told_story(session, "Trains stop in Arvel")
    await desk.reader(7)
    digest = await desk.sends(7)

    class Choosy(Reader):
        async def speak(self, text: str, *, language: str) -> Any:
            if "Trains" in text:
                raise SpeechFailed("not that one")
            return await super().speak(text, language=language)

    desk.app = replace(desk.app, speaker=Choosy())
    await desk.asks(digest)
    assert desk.heard(7)[0]["caption"].endswith("1 story is only in the text.")


async def test_what_takes_too_long_to_read_is_left_to_the_text(desk: Desk) -> None:
    """A worker that holds a piece for ever, as far as we can wait."""
    async with desk.app.session() as session:
        await a_told_story(session, "Trains stop in Arvel")
    await desk.reader(7)
    digest = await desk.sends(7)
    ordered_at = desk.app.now()
    async with desk.app.session() as session:
        await order_voice(session, await session.get_one(Digest, digest), now=ordered_at, is_asked=True)
        claims = await claim(session, "listen", now=ordered_at, lease=timedelta(minutes=2), limit=1)
    await listen(desk.app, claims[0])
    async with desk.app.session() as session:
        stuck = (await session.execute(select(Clip).where(col(Clip.text).contains("Trains")))).scalar_one()
        work = select(Work).where(col(Work.step) == "speak", col(Work.row) == stuck.id)
        (await session.execute(work)).scalar_one().due_at = ordered_at + timedelta(days=1)
    await desk.run(most=timedelta(seconds=5))
    assert not desk.heard(7), "waited for"

    assert isinstance(desk.app.now, Clock)
    desk.app.now.move(PATIENCE)
    await desk.run()
    assert desk.heard(7)[0]["caption"].endswith("1 story is only in the text.")


async def test_where_there_is_no_voice_any_more_the_order_ends(desk: Desk) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    desk.app = replace(desk.app, speaker=None)
    await desk.asks(digest)
    assert desk.texts(7)[-1].startswith("The voice message could not be made.")
    assert not [row for row in await desk.rows(Work) if row.step in STEPS]


async def test_a_digest_that_is_to_be_read_aloud_comes_by_itself_and_makes_no_second_sound(
    desk: Desk,
) -> None:
    await desk.reader(7)
    async with desk.app.session() as session:
        subscriber = await session.get_one(Subscriber, desk.readers[7])
        schedule = await a_schedule(session, subscriber, "12:00", is_spoken=True)
        digest = await kept(
            session,
            Digest(
                subscriber_id=subscriber.id or 0, schedule_id=schedule.id, local_date=desk.app.now().date(),
                slot_at=desk.app.now(), created_at=desk.app.now(),
            ),
        )  # fmt: skip
        session.add(Work(step="compose", row=digest.id or 0, due_at=desk.app.now()))
    await desk.run()

    [message] = desk.heard(7)
    *_, last = desk.sandbox.world.rooms[7].messages.after(0)
    assert last == message, "after the text"
    sounds = [row.payload.get("disable_notification", False) for row in await desk.rows(Delivery)]
    assert sounds == [False, True]


async def test_a_digest_has_a_button_to_hear_it_where_its_language_is_read_aloud(desk: Desk) -> None:
    labels = {}
    for number, language in ((7, "en"), (8, "de")):
        desk.app = replace(desk.app, speaker=Reader(languages=(language,)))
        await desk.reader(number)
        await desk.sends(number)
        *_, last = desk.sandbox.world.rooms[number].messages.after(0)
        markup = last.get("reply_markup", {})
        labels[number] = [b["text"] for row in markup.get("inline_keyboard", []) for b in row]
    assert "🎧 Listen" in labels[7]
    assert "🎧 Listen" not in labels[8]


async def test_a_muted_outlet_is_neither_read_nor_named(desk: Desk) -> None:
    await desk.reader(7)
    digest = await desk.sends(7)
    async with desk.app.session() as session:
        session.add(
            Mute(
                subscriber_id=desk.readers[7], kind="outlet", target="ferry-sinks-off-marel-0.example",
                created_at=desk.app.now(),
            )
        )  # fmt: skip
    await desk.asks(digest)
    assert "Marel 0" not in desk.story
    assert "Ferry sinks off Marel 1" in desk.story


# --- what it costs -------------------------------------------------------------------------------


class Paid(Reader):
    """A voice that bills each letter as a token."""

    async def speak(self, text: str, *, language: str) -> Any:
        spoken = await super().speak(text, language=language)
        return replace(spoken, usage=Usage("tts", len(text), 0, None, 1))


async def test_what_is_read_counts_within_the_days_budget_and_once_it_is_used_up_nothing_is_read(
    desk: Desk,
) -> None:
    told: list[str] = []

    async def tell(matter: str, text: str) -> None:
        told.append(text)

    voice = Paid()
    allowance = Allowance(1_000_000, by_kind={"speech": 30})
    speaker = BudgetedSpeaker(voice, desk.app.db, allowance=allowance, now=desk.app.now, tell=tell)
    await speaker.speak("Nobody was hurt.", language="en")
    with pytest.raises(SpeechFailed, match="budget"):
        await speaker.speak("Nobody was hurt, said the coast guard of Marel on Sunday.", language="en")

    assert len(voice.read) == 1
    assert told == ["Today's budget is used up: nothing is read aloud until midnight UTC."]
    async with desk.app.reading() as session:
        rows = await spent_on(session, desk.app.now().date())
    assert total_of(rows).tokens == len("Nobody was hurt.")
    assert all(row.reserved == 0 for row in rows)


async def test_who_is_cut_off_while_it_is_read_leaves_the_most_that_it_may_cost_and_nothing_reserved(
    desk: Desk,
) -> None:
    class Slow(Reader):
        def most(self, text: str) -> Usage:
            return Usage("tts", 10, 0, Decimal("0.5"), 1)

        async def speak(self, text: str, *, language: str) -> Any:
            started.set()
            await asyncio.Event().wait()

    async def tell(matter: str, text: str) -> None: ...

    started = asyncio.Event()
    speaker = BudgetedSpeaker(Slow(), desk.app.db, allowance=Allowance(1_000), now=desk.app.now, tell=tell)
    task = asyncio.create_task(speaker.speak("Nobody was hurt.", language="en"))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for turns in range(1, 30):  # while the room is taken, too
        task = asyncio.create_task(speaker.speak("Nobody was hurt.", language="en"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async with desk.app.reading() as session:
        rows = await spent_on(session, desk.app.now().date())
    assert all(row.reserved == 0 for row in rows)
    assert total_of(rows).cost >= Decimal("0.5")


def test_a_recording_for_tests_is_one() -> None:
    assert ogg.read(a_recording(2.0)).seconds == pytest.approx(2.0)
