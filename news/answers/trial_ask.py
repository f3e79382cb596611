"""Answering a question about articles that somebody brings, by exactly the code of the running bot: about the event by
`answers.answering`, about the sources themselves by `answers.about_rows`.

Without a model in the outlets' own sentences. Keeps no rows, knows no reader, and nothing was quoted before. Beside the outlets of
the articles those of the bundled catalogue are known by name; which feeds are read is not, so nobody is said to be missing.
"""

import asyncio
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import Field, StrictStr

from news.answers.about_rows import ROWS, OfSources, narrowed, read_named, say_of_story
from news.answers.about_sources import About
from news.answers.answering import answer_asked, without_idle_turns
from news.answers.asking_words import asks_of_readers
from news.answers.meaning import Encoder, languages_apart
from news.answers.outlets_named import Named, find_outlets
from news.answers.reading import (
    Unfit,
    asks_why,
    bare_question,
    is_strange,
    is_too_long,
    language_of,
    read_question,
)
from news.answers.saying import Circumstances, in_words, of_readers, refusal
from news.answers.values import TURNS, WRITTEN, Answer, Answered, Earlier, Rest
from news.catalogue import bundled
from news.i18n import Speech
from news.language.quotable import is_instruction
from news.language.tokens import primary_subtag
from news.markup import Html, plain
from news.models import Story
from news.ports import Model
from news.story.coverage import coverage
from news.story.stories import Source, Told, as_shown
from news.story.viewing import bare_view
from news.writing.trial_case import Case, Part, Text

_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


class TurnPart(Part):
    question: StrictStr
    answer: Text = ""


class AskCase(Case):
    question: StrictStr
    history: tuple[TurnPart, ...] = Field(default=())


@dataclass(frozen=True)
class Reply:
    """An answer, and all that is said of it. `refusal` is None where there is an answer."""

    answer: Answer
    language: str
    text: str
    refusal: str | None


async def answer_case(
    case: AskCase,
    told: Told,
    speech: Speech,
    *,
    now: datetime,
    model: Model | None = None,
    encoder: Encoder | None = None,
) -> Reply:
    """`speech` is the interface of a reader of the case's language. What is under embargo is not there, as the bot reads
    stories for readers."""
    told = as_shown(told, now=now) or Told(Story(headline=""), ())
    if asks_of_readers(case.question):
        said = of_readers(speech)
        return Reply(Answer(is_sure=False), case.target_lang, said, said)
    within, question = told, case.question
    of_sources = await asyncio.to_thread(_of_sources, case, told, speech) if told.sources else None
    if of_sources is not None:
        kept = narrowed(of_sources, [told])
        if not kept:
            return await _from_rows(of_sources, case, told, speech, now=now)
        within, question = kept[0], of_sources.asked.rest
    around = [source.language for source in within.sources if source.language]
    earlier = _turns(case, around)
    asked = read_question(question, reads=case.target_lang, around=around, earlier=earlier)
    if isinstance(asked, Unfit):
        answer = Answer(is_sure=False)
    else:
        meaning = encoder or Encoder()
        asked = await without_idle_turns(asked, within.sources, now=now, encoder=meaning)
        answer = (await answer_asked(asked, within.sources, now=now, model=model, encoder=meaning)).answer
    circumstances = Circumstances(
        is_order=is_instruction(case.question),
        is_cut=is_too_long(case.question),
        headlines={0: told.headline},
    )
    if not isinstance(asked, Unfit):
        strange = asked.language if is_strange(asked.language, around) else ""
        apart = None
        if answer.mode != WRITTEN and answer.is_refusal:
            apart = await languages_apart(asked.language, around, encoder=encoder or Encoder())
        circumstances = replace(circumstances, asks_why=asks_why(asked), strange=strange, apart=apart)
    text = _bare(in_words(answer, (within,), speech, zone="UTC", circumstances=circumstances))
    refused = None if answer.is_answer else _bare(refusal(answer, speech, circumstances))
    return Reply(answer, _language(answer, case.target_lang), text, refused)


def _of_sources(case: AskCase, told: Told, speech: Speech) -> OfSources | None:
    """What is asked of the sources themselves."""
    own = [*{source.outlet: _named(source) for source in told.sources}.values()]
    return read_named(
        bare_question(case.question),
        [*_others(own), *own],
        languages=(case.target_lang, speech.language),
        headlines=[source.title for source in told.sources],
    )


def _named(source: Source) -> Named:
    return Named(source.outlet, source.outlet, (urlsplit(source.url).hostname or "").removeprefix("www."))


def _others(own: Sequence[Named]) -> list[Named]:
    """The outlets of the catalogue. One that is of the case by its address or by its name is that one: "DW" of the case is
    "Deutsche Welle" too, and nobody else is "The Guardian"."""
    known = [Named(outlet.domain, outlet.name, outlet.domain) for outlet in bundled().outlets]
    called = {one.domain: one.key for one in own}
    for one in own:
        for mention in find_outlets(one.name, known, language=None):
            called |= dict.fromkeys(mention.outlets, one.key)
    return [
        replace(outlet, key=called.get(outlet.domain) or _called(outlet, own) or outlet.key)
        for outlet in known
    ]


def _called(outlet: Named, own: Sequence[Named]) -> str | None:
    found = find_outlets(outlet.name, own, language=None)
    return found[0].outlets[0] if found else None


async def _from_rows(
    of_sources: OfSources, case: AskCase, told: Told, speech: Speech, *, now: datetime
) -> Reply:
    """What the rows would say. Its sources are the articles whose outlets it names; all, where outlets are counted."""
    view = bare_view(told, language=case.target_lang)
    found = coverage(view.sources.values())
    messages = await say_of_story(
        of_sources, view, told.sources, found, speech, reads=case.target_lang, zone="UTC", now=now
    )
    text = _bare("\n\n".join(plain(Html(message.html)) for message in messages))
    is_of_all = of_sources.asked.about is About.WHO
    named = _outlets_in(text, {source.outlet for source in told.sources})
    articles = tuple(source.article_id for source in told.sources if is_of_all or source.outlet in named)
    rests = tuple(Rest(article, "") for article in articles)
    answer = Answer((Answered(text, primary_subtag(case.target_lang), rests),), mode=ROWS)
    return Reply(answer, case.target_lang, text, None)


def _outlets_in(text: str, outlets: Collection[str]) -> frozenset[str]:
    """Which of them the text names, each as whole words and the longest first: the "Morning Post" is no "Post"."""
    found = set()
    for name in sorted(outlets, key=len, reverse=True):
        text, times = re.subn(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
        if times:
            found.add(name)
    return frozenset(found)


def _bare(text: str) -> str:
    """Without the marks that turn and part lines in a chat."""
    return text.translate(_MARKS)


def _turns(case: AskCase, around: Sequence[str]) -> tuple[Earlier, ...]:
    reads = primary_subtag(case.target_lang)
    return tuple(
        Earlier(turn.question, turn.answer, language_of(turn.question, reads=reads, around=around))
        for turn in case.history[-TURNS:]
    )


def _language(answer: Answer, target: str) -> str:
    """What the sentences are in: quotes are in their sources' language. The reader's where there are several, or none."""
    spoken = {primary_subtag(each.language) for each in answer.sentences if each.language}
    return spoken.pop() if len(spoken) == 1 else target
