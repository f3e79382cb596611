"""Why something happened, told in another sentence than that it did; who lost; and how many of whom."""

from collections.abc import Sequence

import pytest

from benchmarks.following import Put, answer, told
from news.answers import naming
from news.answers.finding import tellable
from news.answers.meaning import Encoder
from news.answers.naming import Naming, name
from news.answers.reading import is_worded, read_question
from news.answers.reason_told import telling_reason
from news.answers.values import Answer, Asked
from news.language.questions import tells_why
from news.retrieving.aligning import Words
from news.retrieving.lacking import lacks
from news.retrieving.retrieve import Passage

BANK = (
    "Bank of Sorrel raises rate",
    "The Bank of Sorrel raised its key rate to 4 percent on Monday. Governor Lea Holm said it acted because prices had risen. "
    "The bank also opened a branch in Tarn.",
)
BANK_DE = (
    "Notenbank von Sorrel erhöht Leitzins",
    "Die Notenbank von Sorrel hat den Leitzins erhöht. Chefin Lea Holm begründete den Schritt mit den Preisen.",
)
TUNNEL_DE = (
    "Stollen in Brem eingestürzt",
    "Nach dem Einsturz eines Stollens in Brem sind zwei Arbeiter verletzt. Der Stollen liegt 40 Meter tief.",
)
MATCH = (
    "Orsic beats Palm in Tarn final",
    "Lea Orsic beat Ida Palm 6-3, 6-4 on Sunday. The final was played in the rain.",
)
SHIP = (
    "Fire on ship Marna",
    "A fire on the ship Marna killed three sailors, the harbour office said. Captain Jon Reik said the engine room burned.",
)


async def said_to(text: str, *articles: tuple[str, str], language: str = "en") -> Answer:
    return await answer(Put(language, text, "", told(articles, language)), Encoder())


@pytest.mark.parametrize(
    ("text", "article", "language", "has"),
    [
        ("Why did the bank raise the rate?", BANK, "en", "because prices had risen"),
        ("Warum hat die Notenbank den Leitzins erhöht?", BANK_DE, "de", "begründete den Schritt"),
    ],
)
async def test_a_reason_beside_what_happened_answers(
    text: str, article: tuple[str, str], language: str, has: str
) -> None:
    said = await said_to(text, article, language=language)

    assert said.is_answer
    assert has in said.sentences[0].text


@pytest.mark.parametrize(
    ("text", "article", "language"),
    [
        ("Why did the bank open a branch?", BANK, "en"),
        ("Why did the governor resign?", BANK, "en"),
        ("Warum stürzte der Stollen ein?", TUNNEL_DE, "de"),
    ],
)
async def test_no_reason_of_something_else_does(text: str, article: tuple[str, str], language: str) -> None:
    assert not (await said_to(text, article, language=language)).is_answer


RESIGNED = ("Minister of Sorrel resigns", "The minister resigned on Monday over a bribes scandal.")
LEAVING = (
    "Minister of Sorrel to leave",
    "The minister resigned on Monday and is due to leave office on Friday evening.",
)


async def test_what_is_due_is_no_reason() -> None:
    said = await said_to("Why did the minister resign?", RESIGNED, LEAVING)

    assert "bribes scandal" in said.sentences[0].text


@pytest.mark.parametrize(
    ("text", "language", "is_told"),
    [
        ("Flights were cancelled due to heavy snow.", "en", True),
        ("He is due to leave on Friday.", "en", False),
        ("A minute of silence followed.", "en", False),
        ("The cause is unknown.", "en", False),
        ("停電のため休校した。", "ja", False),
        ("火災は停電したためだ。", "ja", True),
        ("首相はためらった。", "ja", False),
        ("首相は支援のため訪問する。", "ja", False),
        ("Через два дні він повернувся.", "uk", False),
        ("Er wurde wegen Betrugs angeklagt.", "de", False),
        ("Die Schule blieb wegen Schnee zu.", "de", True),
        ("火灾原因不明。", "zh", False),
        ("由于停电，学校停课。", "zh", True),
    ],
)
def test_a_reason_is_told_by_words_that_tell_nothing_else(text: str, language: str, *, is_told: bool) -> None:
    assert tells_why(text, language) is is_told


def test_a_reason_is_looked_for_once_in_each_article(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    within = tellable(told([BANK] * 20, "en"))

    def named(question: str, language: str, stories: Sequence[Sequence[Passage]], words: Words) -> Naming:
        read.extend(map(len, stories))
        return name(question, language, stories, words)

    monkeypatch.setattr(naming, "name", named)
    found = telling_reason(Asked("Why did the bank raise the rate?", "en", "en"), within, {})

    assert len(found) == 20
    assert sum(read) <= 3 * len(within)


async def test_who_lost_is_told_by_who_beat_whom() -> None:
    said = await said_to("Who lost?", MATCH)

    assert said.is_answer
    assert "beat Ida Palm" in said.sentences[0].text
    assert not (await said_to("Who lost?", SHIP)).is_answer


@pytest.mark.parametrize(
    ("text", "is_answered"),
    [
        ("How many people died on the ship?", True),
        ("Was anyone killed on the ship?", True),
        ("How many passengers died on the train?", False),
        ("Was anyone rescued?", False),
        ("Is the captain dead?", False),
    ],
)
async def test_a_toll_answers_where_the_rest_of_the_question_stands_beside_it(
    text: str, is_answered: bool
) -> None:
    assert (await said_to(text, SHIP)).is_answer is is_answered


async def test_a_toll_is_counted_whatever_stands_first() -> None:
    snow = (
        "Метель в Невеле: закрыты школы",
        "Школы закрыты до четверга, сообщил мэр Аркадий Лисовский. Из-за метели пострадали трое рабочих завода.",
    )
    for text in ("Сколько пострадавших?", "Есть пострадавшие?"):
        said = await said_to(text, snow, language="ru")
        assert said.is_answer
        assert "трое рабочих" in said.sentences[0].text


@pytest.mark.parametrize(
    ("text", "language", "told_in", "is_lacking"),
    [
        ("Кто мэр Невеля?", "ru", "Из-за метели в Невеле закрыты школы.", True),
        ("Кто мэр Невеля?", "ru", "Школы закрыты, сообщил мэр Аркадий Лисовский.", False),
        ("Кто победил на выборах?", "ru", "Тамсин Одуйя выиграла выборы.", False),
        ("Wer ist der Trainer von Brem?", "de", "Brem hat das Spiel gegen Tarn verloren.", True),
        ("Wer ist der Trainer von Brem?", "de", "Brems Cheftrainer Lars Holm trat zurück.", False),
        ("¿Quién es la alcaldesa?", "es", "La alcaldesa Rocío Beltrán habló de nueve heridos.", False),
    ],
)
def test_who_holds_an_office_is_told_by_a_word_of_it(
    text: str, language: str, told_in: str, *, is_lacking: bool
) -> None:
    assert lacks(text, language, told_in, language) is is_lacking


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("blorf znarg?", False),
        ("asdf qwer zxcv", False),
        ("who is it?", True),
        ("Blorf?", True),
        ("bolsonaro?", True),
        ("mpox?", True),
        ("houthi?", True),
        ("wehrpflichtgesetz?", True),
        ("bcdfgh?", False),
        ("asdfgh?", False),
        ("2026?", True),
        ("چرا؟", True),
    ],
)
def test_what_has_no_word_of_any_language_is_no_question_to_keep(text: str, is_said: bool) -> None:
    asked = read_question(text, reads="en")

    assert isinstance(asked, Asked)
    assert is_worded(asked) is is_said


def test_a_word_of_the_stories_is_no_babble() -> None:
    asked = Asked("houthi znarg?", "en", "en")

    assert not is_worded(asked)
    assert is_worded(asked, ["Houthi fighters met in the harbour."])
