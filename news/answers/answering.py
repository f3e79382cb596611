"""From a question and the stories that it may be about to its answer: which story, and by whom it is worded.

The one way from question to answer, whoever asks: the bot or the lab. Knows no rows of questions and no message; `known`
is what was answered before, behind two functions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from news.answers.audience import Audience
from news.answers.finding import Heard, fit, look_up, queries, tellable, understand
from news.answers.leaning import points_back
from news.answers.meaning import Encoder
from news.answers.own_language import answers_in, in_own_language, sayable
from news.answers.quoted import Shown, may_say, quote
from news.answers.reading import asks_why
from news.answers.retold import Retold, is_better, resting, retold
from news.answers.standing_alone import is_whole, leans
from news.answers.values import Answer, Asked
from news.answers.writing import Worded, word_answer
from news.language.questions import may_tell_why
from news.language.quotable import is_instruction
from news.ports import Model
from news.retrieving.retrieve import Passage

if TYPE_CHECKING:
    from news.story.stories import Source
    from news.story.views import StoryView


@dataclass(frozen=True)
class Known:
    """Answers that were made before: asking the same of the same sources again costs nothing. `alone` waits until nobody else
    asks a model the same, or until this reader has had enough."""

    recall: Callable[[], Awaitable[Answer | None]]
    keep: Callable[[Answer], Awaitable[None]]
    alone: Callable[[asyncio.Event], AbstractAsyncContextManager[None]] = lambda _: nullcontext()


@dataclass(frozen=True)
class Result:
    """`worded.answer` is never None here. `is_known`: it was there before."""

    answer: Answer
    worded: Worded = field(default_factory=Worded)
    is_known: bool = False


async def answer_asked(
    asked: Asked,
    sources: Sequence["Source"],
    *,
    now: datetime,
    views: Sequence["StoryView"] = (),
    model: Model | None = None,
    shown: Shown | None = None,
    known: Known | None = None,
    key: str = "",
    encoder: Encoder | None = None,
    audience: Audience | None = None,
) -> Result:
    """The answer, in a model's words where there is one and what it says holds, else in the outlets' own, or in those of the
    story as the reader has it (`views`). No call where nothing comes near, nor for a text that gives orders; nothing is
    looked up where the same was answered before, and may be said to this reader."""
    before = await _recalled(known, sources, shown)
    if before is not None:
        return before
    fitting, heard = await heard_of(asked, sources, views, now=now, encoder=encoder or Encoder())
    worded = Worded()
    is_asking = model is not None and any(each.is_close for each in heard) and not is_instruction(asked.text)
    if model is not None and is_asking:
        audience = audience or Audience()
        audience.wait()
        async with known.alone(audience.enough) if known else nullcontext():
            before = await _recalled(known, sources, shown)  # by whoever asked the same meanwhile
            if before is not None:
                return before
            worded = await word_answer(model, asked, heard, fitting, now=now, key=key, audience=audience)
            if worded.answer is not None and not _falls_short(asked, heard, worded.answer):
                if known and not worded.is_cut:
                    await known.keep(worded.answer)
                return Result(worded.answer, worded)
    answer = quote(heard, fitting, reads=asked.reads, shown=shown or {})
    is_the_same_for_all = answer == quote(heard, fitting, reads=asked.reads, shown={})
    is_settled = not is_asking or worded.answer is not None  # else the model may do better another time
    if known and is_settled and is_the_same_for_all:
        await known.keep(answer)
    return Result(answer, replace(worded, answer=answer))


async def _recalled(known: Known | None, sources: Sequence["Source"], shown: Shown | None) -> Result | None:
    """What was answered before, where it may be said to this reader."""
    before = await known.recall() if known else None
    if before is None or not may_say(before, sources, shown or {}):
        return None
    return Result(before, Worded(before), is_known=True)


def _falls_short(asked: Asked, heard: Sequence[Heard], answer: Answer) -> bool:
    return _lacks_reason(asked, answer) or any(_is_one_sided(each, answer) for each in heard)


def _is_one_sided(heard: Heard, answer: Answer) -> bool:
    """Whether it gives one count of what was asked, and leaves out that other outlets count otherwise."""
    if not (answer.is_answer and heard.count.tolls and heard.sides):
        return False
    sides = [heard.telling[:1], *heard.sides]
    cited = [any(passage.source.article_id in answer.articles for passage in side) for side in sides]
    return any(cited) and not all(cited)


def _lacks_reason(asked: Asked, answer: Answer) -> bool:
    """Whether it is to say why, and has no word of a reason: "Why did it burn?" is not answered by that it did."""
    is_told = any(may_tell_why(each.text, each.language or asked.reads) for each in answer.sentences)
    return asks_why(asked) and answer.is_answer and not is_told


async def without_idle_turns(
    asked: Asked,
    sources: Sequence["Source"],
    *,
    now: datetime,
    views: Sequence["StoryView"] = (),
    known: Known | None = None,
    encoder: Encoder,
) -> Asked:
    """The question with the turns before it only where it needs them: where it points back, or says too little to be
    answered alone. `known` is for the question alone."""
    if not asked.earlier:
        return asked
    alone = replace(asked, earlier=())
    if not leans(asked):
        return alone
    if points_back(asked.text, asked.language) or not is_whole(asked):
        return asked
    before = await known.recall() if known else None
    if before is None:
        _, heard = await heard_of(alone, sources, views, now=now, encoder=encoder)
        return alone if any(each.is_sure for each in heard) else asked
    return alone if before.is_answer else asked


async def heard_of(
    asked: Asked,
    sources: Sequence["Source"],
    views: Sequence["StoryView"],
    *,
    now: datetime,
    encoder: Encoder,
) -> tuple[tuple["Source", ...], tuple[Heard, ...]]:
    """The sources that may answer, and what they have to say: found in them, or in what was told of them in the reader's
    language; where either says the same in that language, in it."""
    fitting = await asyncio.to_thread(fit, sources, now=now)
    within = await asyncio.to_thread(tellable, fitting)
    heard = await _look_up_in(within, asked, now=now, encoder=encoder)
    lines = await asyncio.to_thread(retold, views, fitting, reads=asked.reads)
    if lines:
        told = await _look_up_in(tuple(lines), asked, now=now, encoder=encoder)
        if is_better(told, heard, reads=asked.reads):
            heard = tuple(resting(each, lines, within, now=now) for each in told)
    if not answers_in(heard, asked.reads):
        heard = await _in_own_language(heard, within, lines, reads=asked.reads, now=now, encoder=encoder)
    return fitting, heard


async def _in_own_language(
    heard: Sequence[Heard],
    within: Sequence[Passage],
    lines: Retold,
    *,
    reads: str,
    now: datetime,
    encoder: Encoder,
) -> tuple[Heard, ...]:
    telling = [passage for each in heard for passage in each.telling]
    vectors = await encoder.vectors((*sayable(within, lines, reads=reads), *telling), language=reads)
    return tuple(
        [
            await asyncio.to_thread(
                in_own_language, each, within, lines, reads=reads, vectors=vectors, now=now
            )
            for each in heard
        ]
    )


async def _look_up_in(
    within: Sequence[Passage], asked: Asked, *, now: datetime, encoder: Encoder
) -> tuple[Heard, ...]:
    meant = await asyncio.to_thread(understand, asked, within)
    told = {}
    for query in dict.fromkeys(query for reading in meant for query in queries(reading)):
        meanings = await encoder.meanings(query, within, language=asked.language)
        if meanings is not None:
            told[query] = meanings
    return await asyncio.to_thread(look_up, asked, meant, within, now=now, told=told)
