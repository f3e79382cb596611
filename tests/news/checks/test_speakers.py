"""Who says what, where source and sentence are written in two languages."""

import pytest

from news.checks import quotes
from news.checks.mentions import mentions
from news.checks.speaking import speakers
from news.language.han_sounds import nearness
from tests.news.checks.held import found

WARREN = "Senator Elizabeth Warren said on Saturday the bridge would be rebuilt."
VOLTA = "The mill will close, said Jason Volta."


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("参议员杰森·沃尔塔在周六表示，大桥将重建。", "zh"),
        ("Senator Jason Volta sagte am Samstag, die Brücke werde wieder aufgebaut.", "de"),
        ("Сенатор Джейсон Вольта сказал в субботу, что мост восстановят.", "ru"),
    ],
)
def test_who_speaks_in_the_line_beside_does_not_speak_here(sentence: str, language: str) -> None:
    assert found(quotes.check, sentence, WARREN, VOLTA, language=language)


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("Novak, 72, sagte, die Brücke sei sicher.", "Maria Lopez, 72, said the bridge was safe.", "de"),
        ("Novak, l’un des ingénieurs, a affirmé que le pont était sûr.", "Maria Lopez, an engineer, said the bridge was safe.", "fr"),
    ],
)  # fmt: skip
def test_one_name_that_opens_the_sentence_speaks(sentence: str, source: str, language: str) -> None:
    beside = "Erik Novak built it, and Novak left."
    assert found(quotes.check, sentence, source, beside, language=language)
    told = sentence.replace("Novak", "Lopez")
    assert not found(quotes.check, told, source, beside, language=language)


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Anna Novak, the head of Marel Steel, said it was over.", "en", ["Anna Novak"]),
        ("Officials said Erik Berg had left.", "en", []),
        ("She said Erik Berg had left.", "en", []),
        ("According to Novak's deputy Erik Berg it was over.", "en", ["Erik Berg"]),
        ("Anh này cho biết sẽ trở lại Sông Lam.", "vi", []),
        ("副司长姚建廷说，航天重要。", "zh", ["姚建廷"]),
        ("陈先生说，航天重要。", "zh", []),
    ],
)
def test_who_speaks_is_whoever_stands_by_the_word_for_it(text: str, language: str, names: list[str]) -> None:
    assert [each.text for each in speakers(text, language)] == names


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("参议员伊丽莎白·沃伦在周六表示，大桥将重建。", WARREN, "zh"),
        ("Rod Reed, der Trainer von Marel, sagte Reportern, man habe verloren.", "Marel coach Rod Reed told reporters they lost.", "de"),
        ("El entrenador del Sunderland dice que se queda.", "Sunderland boss Jack Ross says he will stay.", "es"),
    ],
)  # fmt: skip
def test_who_speaks_in_other_words_still_speaks(sentence: str, source: str, language: str) -> None:
    assert not found(quotes.check, sentence, source, VOLTA, language=language)


def test_two_who_speak_beside_their_words_are_not_exchanged() -> None:
    source = "Maria Lopez said that Erik Berg left the bridge."
    assert found(
        quotes.check, "Die Brücke habe Maria Lopez verlassen, sagte Erik Berg.", source, language="de"
    )


@pytest.mark.parametrize(
    ("han", "latin"),
    [
        ("罗森斯坦", "Rosenstein"),
        ("特雷莎", "Theresa"),
        ("卡瓦诺", "Kavanaugh"),
        ("默克尔", "Merkel"),
        ("约翰逊", "Johnson"),
        ("内塔尼亚胡", "Netanyahu"),
        ("泽连斯基", "Zelenskyy"),
    ],
)
def test_a_name_in_chinese_sounds_like_itself(han: str, latin: str) -> None:
    others = ("Warren", "Pelosi", "Flaxman", "Trump")
    assert nearness(han, latin) > 0.8 > max(nearness(han, other) for other in others)


def test_sounds_of_one_consonant_or_of_another_script_say_nothing() -> None:
    assert nearness("雅", "Ya") == 0
    assert nearness("默克尔", "Меркель") == 0


def test_a_chinese_name_ends_where_its_sounds_end() -> None:
    [name] = mentions("英国首相特雷莎·梅今日将宣布", "zh")
    assert (name.text, name.words) == ("特雷莎·梅", ("特雷莎", "梅"))
    assert "英国首相特雷莎·梅今日将宣布"[name.start : name.end] == name.text
