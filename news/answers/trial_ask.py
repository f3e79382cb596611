"""Answering a question about articles that somebody brings, by exactly the code of the running bot (`answers.answering`).

Without a model in the outlets' own sentences. Keeps no rows, knows no reader, and nothing was quoted before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import Field, StrictStr

from news.answers.answering import answer_asked, without_idle_turns
from news.answers.meaning import Encoder
from news.answers.reading import Unfit, asks_why, is_strange, language_of, read_question
from news.answers.saying import Circumstances, in_words, refusal
from news.answers.values import TURNS, Answer, Earlier
from news.i18n import Speech
from news.language.quotable import is_instruction
from news.language.tokens import primary_subtag
from news.ports import Model
from news.story.stories import Told
from news.writing.trial_case import Case, Part, Text


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
    """`speech` is the interface of a reader of the case's language."""
    around = [source.language for source in told.sources if source.language]
    earlier = _turns(case, around)
    asked = read_question(case.question, reads=case.target_lang, around=around, earlier=earlier)
    if isinstance(asked, Unfit):
        answer = Answer(is_sure=False)
    else:
        meaning = encoder or Encoder()
        asked = await without_idle_turns(asked, told.sources, now=now, encoder=meaning)
        answer = (await answer_asked(asked, told.sources, now=now, model=model, encoder=meaning)).answer
    circumstances = Circumstances(is_order=is_instruction(case.question))
    if not isinstance(asked, Unfit):
        strange = asked.language if is_strange(asked.language, around) else ""
        circumstances = replace(circumstances, asks_why=asks_why(asked), strange=strange)
    text = in_words(answer, (told,), speech, zone="UTC", circumstances=circumstances)
    said = None if answer.is_answer else refusal(answer, speech, circumstances)
    return Reply(answer, _language(answer, case.target_lang), text, said)


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
