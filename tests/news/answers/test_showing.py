"""What a reader sees while an answer is worded, from the model's first word over HTTP to the message that is owed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news.answers.audience import Audience
from news.answers.showing import Place, Rhythm, shown
from news.answers.under_way import UnderWay
from news.answers.values import WRITTEN, Answer, Answered, Rest
from news.app import App
from news.models import KnownAnswer
from news.ports import Gone, Later, Outcome, Outgoing, Refused, Sent
from news.testing import Outbox
from tests.news.answers.test_answer_plays import DEAD, SAID, asking, put
from tests.news.test_plays import the_story
from tests.scripted_model import ScriptedModel, playing

QUICK = Rhythm(revision_s=0.01, alive_s=0.05, typing_s=0.01)
DRAFT, ACTION = "sendMessageDraft", "sendChatAction"


class Remembering:
    """What outlives a process."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    async def recall(self, name: str) -> str | None:
        return self.words.get(name)

    async def keep(self, name: str, value: str) -> None:
        self.words[name] = value


class Screen(Outbox):
    """A messenger that lets a test wait for what it shows."""

    def __init__(self, answer: Callable[[Outgoing], Outcome] | None = None) -> None:
        super().__init__(answer)
        self.changed = asyncio.Event()

    async def send(self, call: Outgoing) -> Outcome:
        outcome = await super().send(call)
        self.changed.set()
        return outcome

    async def shows(self, wanted: Callable[[Outgoing], bool]) -> Outgoing:
        async with asyncio.timeout(20):
            while not (found := [call for call in self.calls if wanted(call)]):
                self.changed.clear()
                await self.changed.wait()
        return found[0]

    @property
    def methods(self) -> list[str]:
        return [call.method for call in self.calls]


def says(words: str) -> Callable[[Outgoing], bool]:
    return lambda call: words in str(call.payload.get("text", ""))


@asynccontextmanager
async def a_reader(model: ScriptedModel, folder: Path, screen: Screen) -> AsyncIterator[App]:
    async with asking(model, folder) as app:
        yield replace(app, messenger=screen)


# --- from the model to the reader ----------------------------------------------------------------


async def test_a_sentence_is_shown_once_it_is_checked_while_the_model_still_speaks(tmp_path: Path) -> None:
    screen = Screen()
    with playing("held_stream") as model:
        async with a_reader(model, tmp_path, screen) as app:
            story = await the_story(app)
            asked = asyncio.create_task(put(app, DEAD, story))
            await screen.shows(says("href"))
            assert not asked.done()
            model.go_on.set()
            question, [text] = await asked

    assert set(screen.methods) == {DRAFT}
    first, *rest = [call.payload for call in screen.calls]
    assert first == {"text": "", "draft_id": question.id, "can_stop": True}, "Telegram says that we think"
    assert all(payload["draft_id"] == question.id and payload["can_stop"] for payload in rest)
    for payload in rest:
        head, _, sentences = payload["text"].rpartition("\n\n")
        assert sentences in text, "what was shown stays in the message"
        assert "About" in head
        assert 'href="https://news.example/' in sentences
    assert question.mode == WRITTEN


@pytest.mark.parametrize(
    "play",
    ["made_up_number", "made_up_name", "bad_citation", "injection_obeyed", "wrong_language", "leak_prompt"],
)
async def test_what_does_not_stand_is_never_shown(play: str, tmp_path: Path) -> None:
    screen = Screen()
    with playing(play) as model:
        async with a_reader(model, tmp_path, screen) as app:
            await put(app, DEAD, await the_story(app))

    shown_at_all = " ".join(screen.texts)
    for untrue in ("7431", "Vandersnoot", "evil.example", "weiter unklar", "numbered source"):
        assert untrue not in shown_at_all


async def test_whoever_stops_it_gets_what_was_checked_by_then_and_the_model_is_hung_up_on(
    tmp_path: Path,
) -> None:
    screen = Screen()
    with playing("held_stream") as model:
        async with a_reader(model, tmp_path, screen) as app:
            story = await the_story(app)
            asked = asyncio.create_task(put(app, DEAD, story))
            draft = await screen.shows(says("href"))
            assert app.under_way.stop(draft.chat_id, draft.payload["draft_id"])
            question, [text] = await asked
            assert await asyncio.to_thread(model.hung_up.wait, 10)
            assert not app.under_way.stop(draft.chat_id, draft.payload["draft_id"])
            async with app.reading() as session:
                kept = (await session.execute(select(KnownAnswer))).scalars().all()

    assert (question.mode, question.findings, question.calls) == (WRITTEN, ["stopped"], 1)
    assert draft.payload["text"].rpartition("\n\n")[2] in text
    assert kept == [], "half an answer is nobody else's"


async def test_whoever_stops_it_before_the_first_word_gets_quotes(tmp_path: Path) -> None:
    screen = Screen()
    with playing("hang") as model:
        async with a_reader(model, tmp_path, screen) as app:
            story = await the_story(app)
            asked = asyncio.create_task(put(app, DEAD, story))
            draft = await screen.shows(lambda call: call.method == DRAFT)
            app.under_way.stop(draft.chat_id, draft.payload["draft_id"])
            question, [text] = await asked

    assert question.mode == "quoted"
    assert SAID in text


async def test_without_a_model_the_answer_comes_at_once_and_no_draft_before_it(tmp_path: Path) -> None:
    screen = Screen()
    with playing() as model:
        async with a_reader(model, tmp_path, screen) as app:
            _, [text] = await put(replace(app, model=None), DEAD, await the_story(app))

    assert screen.calls == []
    assert SAID in text


# --- how it is shown -----------------------------------------------------------------------------


def an_answer(*texts: str) -> Answer:
    return Answer(tuple(Answered(text, "en", (Rest(1, text),)) for text in texts), mode=WRITTEN)


def words(answer: Answer) -> str:
    return " ".join(said.text for said in answer.sentences)


@asynccontextmanager
async def showing(
    screen: Screen, memory: Remembering | None = None, *, is_private: bool = True, rhythm: Rhythm = QUICK
) -> AsyncIterator[Audience]:
    """As one process shows it: what several of them know is in the memory."""
    place, remembered = Place(7, 0, is_private, draft_id=3), memory or Remembering()
    async with shown(screen, place, words, UnderWay(), memory=remembered, rhythm=rhythm) as audience:
        yield audience


async def test_nothing_is_shown_before_it_takes_a_while() -> None:
    screen = Screen()
    async with showing(screen):
        pass
    assert screen.calls == []


async def test_what_no_longer_stands_is_taken_back() -> None:
    screen = Screen()
    async with showing(screen) as audience:
        audience.wait()
        audience.hear(an_answer("One."))
        await screen.shows(says("One."))
        audience.hear(None)
        before = len(screen.calls)
        await screen.shows(lambda call: call in screen.calls[before:] and call.payload["text"] == "")


async def test_revisions_wait_for_each_other_and_the_newest_is_shown() -> None:
    screen = Screen()
    async with showing(screen, rhythm=replace(QUICK, revision_s=30.0)) as audience:
        audience.wait()
        await screen.shows(lambda call: call.method == DRAFT)
        for text in ("One.", "Two.", "Three."):
            audience.hear(an_answer(text))
    assert len(screen.calls) == 1, "at most one revision in its time, and none after the answer"


async def test_a_draft_is_kept_alive() -> None:
    screen = Screen()
    async with showing(screen) as audience:
        audience.wait()
        await screen.shows(lambda _: len(screen.calls) == 3)
    assert {str(call.payload) for call in screen.calls} == {str(screen.calls[0].payload)}


async def test_groups_see_typing_again_and_again() -> None:
    screen = Screen()
    async with showing(screen, is_private=False) as audience:
        audience.wait()
        await screen.shows(lambda _: len(screen.calls) == 3)
    assert {(call.method, call.payload["action"]) for call in screen.calls} == {(ACTION, "typing")}


@pytest.mark.parametrize("outcome", [Later(timedelta(seconds=280), "flood"), Gone("blocked")])
async def test_the_first_draft_that_is_put_off_is_the_last(outcome: Outcome) -> None:
    screen, memory = Screen(lambda _: outcome), Remembering()
    async with showing(screen, memory) as audience:
        audience.wait()
        await screen.shows(lambda call: call.method == DRAFT)
        audience.hear(an_answer("One."))
    assert screen.methods == [DRAFT]
    assert memory.words == {}


async def test_a_server_without_drafts_is_asked_once_by_all_processes_and_typing_is_shown_ever_after() -> (
    None
):
    screen, memory = Screen(_knows_no_drafts), Remembering()
    for _ in range(2):
        async with showing(screen, memory) as audience:
            audience.wait()
            await screen.shows(lambda call: call.method == ACTION)
            screen.calls = [call for call in screen.calls if call.method == DRAFT]
    assert screen.methods.count(DRAFT) == 1


async def test_one_draft_that_is_refused_is_no_reason_to_refuse_others() -> None:
    screen, memory = Screen(lambda call: _refused(call, "Bad Request: can't parse it")), Remembering()
    async with showing(screen, memory) as audience:
        audience.wait()
        await screen.shows(lambda call: call.method == ACTION)
    assert memory.words == {}


def _knows_no_drafts(call: Outgoing) -> Outcome:
    return _refused(call, "Not Found: method not found")


def _refused(call: Outgoing, reason: str) -> Outcome:
    return Refused(reason) if call.method == DRAFT else Sent(None)
