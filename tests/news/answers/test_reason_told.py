"""Why something happened, told in another sentence than that it did; who lost; and how many of whom."""

import pytest

from benchmarks.following import Put, answer, told
from news.answers.meaning import Encoder
from news.answers.reading import is_worded, read_question
from news.answers.values import Answer, Asked
from news.retrieving.lacking import lacks

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
        ("2026?", True),
        ("چرا؟", True),
    ],
)
def test_what_has_no_word_of_any_language_is_no_question_to_keep(text: str, is_said: bool) -> None:
    asked = read_question(text, reads="en")

    assert isinstance(asked, Asked)
    assert is_worded(asked) is is_said
