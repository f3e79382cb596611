"""Of a passage that may not be quoted any more, the figure, the date or the name that is asked for is given, and no wording."""

from datetime import UTC, datetime

import pytest

from news.answers.answering import answer_asked
from news.answers.bare_facts import FACT_CHARS, MOST_FACTS, bare_facts
from news.answers.counting import count_asked
from news.answers.reading import read_question
from news.answers.saying import say
from news.answers.values import Answer, Asked
from news.models import Story
from news.retrieving.retrieve import passages
from news.story.stories import Source, Told
from news.testing import open_words
from tests.news.comparing.posts_compared import source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = (
    "The Sallow Strait bridge between Ambrel and Northey opened to traffic on Saturday. The bridge is 3.4 kilometres long. "
    "It cost 1.9 billion euros, said transport minister Gareth Loxley. Cars pay a toll of 11 euros."
)
QUOTED = (
    "The Sallow Strait bridge between Ambrel and Northey opened to traffic on Saturday.",
    "The bridge is 3.4 kilometres long.",
)


def facts(question: str, language: str, text: str, spoken: str) -> tuple[str, ...]:
    [passage] = [each for each in passages([source(1, text, spoken)]) if each.position >= 0]
    return bare_facts(passage, question, language, count=count_asked(question, language))


@pytest.mark.parametrize(
    ("question", "language", "text", "spoken", "given"),
    [
        ("How much did the shares fall?", "en", "Shares of Norvik fell 7 per cent.", "en", ("7 per cent",)),
        ("How many voted against?", "en", "Two of the nine board members voted against the rise.", "en", ("Two of the nine board members",)),
        ("When is the next meeting?", "en", "The next meeting is on 14 January.", "en", ("14 January",)),
        ("When was it built?", "en", "The ship was built in 1994.", "en", ("1994",)),
        ("How many died?", "en", "One of the 14 rescued miners died in hospital.", "en", ("One of the 14 rescued miners",)),
        ("How high is it?", "en", "The bridge is 3.4 kilometres long and its towers are 212 metres high.", "en", ("212 metres high",)),
        ("How much did it cost?", "en", "It cost €1.9 billion, said the ministry.", "en", ("€1.9 billion",)),
        ("Who is the minister?", "en", "It cost 1.9 billion euros, said transport minister Gareth Loxley.", "en", ("Gareth Loxley",)),
        ("Wie viele Menschen arbeiten dort?", "de", "Celadon beschäftigt 5.200 Menschen in Lindheim.", "de", ("5.200 Menschen",)),
        ("Какая была явка?", "ru", "Явка составила 68 процентов.", "ru", ("68 процентов",)),
        ("有多少人获救？", "zh", "昨天14名矿工全部获救。", "zh", ("14名",)),
        ("何人が救助されましたか", "ja", "作業員14人全員が救助された。", "ja", ("14人",)),
        ("有多少人死亡？", "zh", "事故造成12人死亡，30人受伤。", "zh", ("12人",)),
        ("How many were injured?", "en", "In the crash 20 were injured.", "en", ("20",)),
        ("How many were injured?", "en", "Twelve died and 20 were injured.", "en", ("20",)),
        ("How many seats did it win?", "en", "The party did not win 41 seats but 38.", "en", ("38",)),
        ("كم عدد القتلى؟", "ar", "أسفر الحادث عن مقتل 12 شخصا وإصابة 30 آخرين.", "ar", ("12 شخصا",)),
        ("كم عدد الأسر؟", "ar", "ونقلت السلطات 1200 أسرة من قراها بسبب البحيرة.", "ar", ("1200 أسرة",)),
    ],
)  # fmt: skip
def test_the_fact_that_is_asked_for_is_given(
    question: str, language: str, text: str, spoken: str, given: tuple[str, ...]
) -> None:
    assert facts(question, language, text, spoken) == given


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did it close?", "It closed after 20 complaints."),
        ("How many died?", "The ship had 20 cabins and 30 injured aboard."),
        ("How many died?", "12 died on Monday and 14 died on Tuesday."),
        ("Where is it?", "It lies 20 kilometres from Ambrel."),
        ("Did the pilots get 8 per cent?", "Aerolinth did not agree to 8 per cent but offered 5.5 per cent."),
        ("How many were there?", "He met 3 ministers, 4 mayors, 5 envoys and 6 guests."),
        (
            "What did the minister say?",
            "The minister said that he would never close the 3 old schools of the island.",
        ),
    ],
)
def test_nothing_is_given_to_what_asks_for_no_fact_or_where_it_is_open_which(
    question: str, text: str
) -> None:
    assert facts(question, "en", text, "en") == ()


def test_no_fact_is_long_however_long_its_words() -> None:
    given = facts("How many?", "en", f"There were 14 {'x' * 60} there.", "en")

    assert all(len(fact) <= FACT_CHARS for fact in given)


async def answered(question: str, sources: tuple[Source, ...], shown: tuple[str, ...]) -> Answer:
    asked = read_question(question, reads="en")
    assert isinstance(asked, Asked)
    return (await answer_asked(asked, sources, now=NOW, shown={"Outlet 1": shown})).answer


async def test_where_the_limit_is_used_up_the_fact_stands_by_its_link_and_nothing_more_is_quoted() -> None:
    sources = (source(1, TEXT, "en"),)
    story = Story(
        id=1, headline="Bridge", first_published_at=NOW, last_published_at=NOW, created_at=NOW, changed_at=NOW
    )  # fmt: skip

    answer = await answered("How much is the toll for cars?", sources, QUOTED)
    said = say(answer, [Told(story, sources)], open_words()("en"), zone="UTC").html

    assert [link.facts for link in answer.links] == [("11 euros",)]
    assert answer.sentences == ()
    assert "11 euros" in said
    assert "Cars pay a toll" not in said


async def test_as_long_as_an_outlet_may_be_quoted_it_is() -> None:
    answer = await answered("How much is the toll for cars?", (source(1, TEXT, "en"),), QUOTED[:1])

    assert [each.text for each in answer.sentences] == ["Cars pay a toll of 11 euros."]
    assert answer.links == ()


async def test_of_all_that_can_be_asked_no_answer_gives_more_than_facts_where_the_limit_is_used_up() -> None:
    questions = ["How much is the toll?", "How long is the bridge?", "What did it cost?", "When did it open?", "Who is the minister?"]  # fmt: skip
    given = [
        link
        for question in questions
        for link in (await answered(question, (source(1, TEXT, "en"),), QUOTED)).links
    ]

    assert len(given) >= 2
    assert all(len(link.facts) <= MOST_FACTS for link in given)
    assert all(len(fact) <= FACT_CHARS for link in given for fact in link.facts)
