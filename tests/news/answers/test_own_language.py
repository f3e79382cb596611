"""An answer that was found in another language is said in the reader's, where a sentence there says the same."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from news.answers.finding import Heard, tellable
from news.answers.own_language import answers_in, in_own_language
from news.answers.quoted import quote
from news.answers.values import Answered, Reading, Rest
from news.retrieving.retrieve import Passage
from news.story.stories import Source
from news.testing import NOON
from tests.news.answers.test_edition_questions import asked

RUSSIAN = "Ирина Валдова победила на выборах в Лугории, набрав 52,6 процента голосов."
GERMAN = "Irina Valdova hat die Wahl in Lugoria mit 52,6 Prozent der Stimmen gewonnen."
OTHER_FIGURE = "Irina Valdova hat die Wahl in Lugoria mit 51,4 Prozent der Stimmen gewonnen."
AGAIN = "Mit 52,6 Prozent hat Irina Valdova die Wahl gewonnen."
ASIDE = "In der Hauptstadt Velin feierten viele Menschen bis in die Nacht."


def a_source(number: int, language: str, *sentences: str) -> Source:
    return Source(
        article_id=number,
        family=number,
        outlet=f"Outlet {number}",
        domain=f"outlet{number}.example",
        country="",
        owner=f"Owner {number}",
        kind="news",
        language=language,
        title=f"Valdova {number}",
        text=" ".join(sentences),
        url=f"https://outlet{number}.example/1",
        published_at=NOON - timedelta(hours=1),
        version=1,
        is_copy=False,
        first_version=number,
    )  # fmt: skip


def said(*german: str, cosine: float, reads: str = "de") -> list[str]:
    """What a question is answered with that the Russian sentence answers, where the German ones are so near to it."""
    within = tellable([a_source(1, "ru", RUSSIAN), a_source(2, "de", *german)])
    near = {text: np.array([cosine, (1 - cosine**2) ** 0.5], np.float32) for text in german if text != ASIDE}
    vectors = {RUSSIAN: np.array([1, 0], np.float32), ASIDE: np.array([0, 1], np.float32)} | near
    found = heard(next(passage for passage in within if passage.text == RUSSIAN), within)
    told = in_own_language(found, within, {}, reads=reads, vectors=vectors, now=NOON)
    return [passage.text for passage in told.telling]


def heard(telling: Passage, within: list[Passage]) -> Heard:
    return Heard(
        Reading("Wer wurde gewählt?"), (telling,), (), tuple(within), is_sure=True, is_close=True
    )  # fmt: skip


def test_what_says_the_same_in_the_readers_language_is_the_answer() -> None:
    assert said(GERMAN, ASIDE, cosine=0.7) == [GERMAN]


def test_the_same_figures_of_the_same_name_need_not_be_as_near() -> None:
    assert said(GERMAN, ASIDE, cosine=0.5) == [GERMAN]


@pytest.mark.parametrize("cosine", [0.3, 0.44])
def test_what_is_not_near_is_left_alone(cosine: float) -> None:
    assert said(GERMAN, ASIDE, cosine=cosine) == [RUSSIAN]


def test_a_sentence_of_the_readers_language_that_answers_too_is_preferred_however_much_the_other_tells() -> (
    None
):
    more = RUSSIAN.replace("голосов", "голосов при явке 61,3 процента")
    within = tellable([a_source(1, "ru", more), a_source(2, "de", AGAIN), a_source(3, "de", OTHER_FIGURE)])
    russian, german, other = within[1], within[3], within[5]

    for answering, first in (((russian, other, german), german), ((russian, other), russian)):
        found = replace(heard(russian, within), answering=answering)
        told = in_own_language(found, within, {}, reads="de", vectors={}, now=NOON)
        assert told.telling[0] is first


def test_what_gives_another_figure_does_not_stand_for_it() -> None:
    assert said(OTHER_FIGURE, cosine=0.9) == [RUSSIAN]


def test_an_answer_in_the_readers_language_stays_as_it_is() -> None:
    assert said(GERMAN, cosine=0.9, reads="ru") == [RUSSIAN]


def test_what_only_says_it_again_in_another_language_is_left_out() -> None:
    within = tellable([a_source(1, "ru", RUSSIAN), a_source(2, "de", GERMAN)])
    russian, german = (next(p for p in within if p.text == text) for text in (RUSSIAN, GERMAN))
    found = replace(heard(german, within), telling=(german, russian))
    vectors = {text: np.array([1, 0], np.float32) for text in (RUSSIAN, GERMAN)}
    told = in_own_language(found, within, {}, reads="de", vectors=vectors, now=NOON)
    assert told.telling == (german,)


def test_what_was_told_from_the_sentence_that_answers_is_the_answer_without_any_encoder() -> None:
    within = tellable([a_source(1, "ru", RUSSIAN)])
    found = heard(next(passage for passage in within if passage.text == RUSSIAN), within)
    whole = a_source(-1, "de", GERMAN)
    line = Passage(GERMAN, whole, 0, ("irina",))
    lines = {line: Answered(GERMAN, "de", (Rest(1, RUSSIAN),))}
    told = in_own_language(found, within, lines, reads="de", vectors={}, now=NOON)
    assert told.retold == (lines[line],)
    assert told.telling == found.telling, "what it rests on"
    assert told.is_sure


def test_nothing_is_said_otherwise_that_was_not_found() -> None:
    nothing = Heard(Reading("Wer?"), (), (), (), is_sure=False, is_close=False)
    assert answers_in([nothing], "de")
    assert in_own_language(nothing, [], {}, reads="de", vectors={}, now=NOON) == nothing


async def test_who_was_elected_is_said_in_german_though_it_was_found_in_russian() -> None:
    """The German source writes of who became president, not of who was elected."""
    answer = (await asked("de", "election-lugoria", "Wer wurde gewählt?")).answer
    assert answer.is_answer
    assert {sentence.language for sentence in answer.sentences} == {"de"}
    assert "Irina Valdova" in answer.sentences[0].text


def test_where_only_a_foreign_sentence_may_be_quoted_the_readers_own_is_linked_to() -> None:
    german, russian = tellable([a_source(1, "de", GERMAN), a_source(2, "ru", RUSSIAN)])[1::2]
    heard = Heard(Reading("Wer?"), (german, russian), (), (), is_sure=True, is_close=True)

    answer = quote([heard], (), reads="de", shown={"Outlet 1": ["Eins.", "Zwei."]})

    assert [each.text for each in answer.sentences] == [RUSSIAN]
    assert answer.links == (Rest(1, GERMAN),)


def test_where_another_outlet_of_the_readers_language_says_as_much_it_is_quoted_too() -> None:
    sources = [a_source(1, "de", GERMAN), a_source(2, "ru", RUSSIAN), a_source(3, "de", AGAIN)]
    german, russian, other = tellable(sources)[1::2]
    heard = Heard(Reading("Wer?"), (german, russian), (other,), (), is_sure=True, is_close=True)

    answer = quote([heard], (), reads="de", shown={"Outlet 1": ["Eins.", "Zwei."]})

    assert [each.text for each in answer.sentences] == [RUSSIAN, AGAIN]
    assert answer.links == ()


def test_what_gives_another_figure_does_not_stand_for_what_may_not_be_quoted() -> None:
    german, other = tellable([a_source(1, "de", GERMAN), a_source(3, "de", OTHER_FIGURE)])[1::2]
    heard = Heard(Reading("Wie viele?"), (german, other), (other,), (), is_sure=True, is_close=True)

    answer = quote([heard], (), reads="de", shown={"Outlet 1": ["Eins.", "Zwei."]})

    assert answer.sentences == ()
    assert answer.links == (Rest(1, GERMAN),)
