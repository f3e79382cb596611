"""Posts that give a deed to somebody else are told to differ, and never to be reported; true ones are not told to differ."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from news.comparing.claims import Standing
from news.comparing.roles import turned
from news.writing.drafts import Line
from tests.news.comparing.posts_compared import PUBLISHED, claim

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "posts" / "roles.toml").read_text("utf-8")
)["case"]
TUNED, HELD = CASES[::2], CASES[1::2]


def standings(cases: list[dict[str, Any]], kind: str) -> list[Standing]:
    return [claim(case[kind], case["source"], case["language"]).standing for case in cases]


def test_there_are_thirty_cases() -> None:
    assert len(CASES) == 30
    assert all(case["true"] != case["swapped"] for case in CASES)


@pytest.mark.parametrize("cases", [TUNED, HELD], ids=["tuned", "held"])
def test_a_deed_of_somebody_else_is_never_told_to_be_reported(cases: list[dict[str, Any]]) -> None:
    assert Standing.SAME not in standings(cases, "swapped")


@pytest.mark.parametrize("cases", [TUNED, HELD], ids=["tuned", "held"])
def test_most_swapped_deeds_are_marked(cases: list[dict[str, Any]]) -> None:
    assert standings(cases, "swapped").count(Standing.DIFFERS) / len(cases) >= 0.8


@pytest.mark.parametrize("cases", [TUNED, HELD], ids=["tuned", "held"])
def test_a_true_deed_is_not_told_to_differ(cases: list[dict[str, Any]]) -> None:
    assert Standing.DIFFERS not in standings(cases, "true")


def test_another_part_of_a_place_differs() -> None:
    told = ["The quake struck the eastern basin of Marel at 4 in the morning, the survey said."]

    found = claim("The quake struck the western basin of Marel at 4 in the morning", told, "en")

    assert (found.standing, found.pieces) == (Standing.DIFFERS, ("western",))
    assert claim("The quake struck the eastern basin of Marel", told, "en").standing is Standing.SAME


def ways_of(said: str, told: str, language: str) -> tuple[str, ...]:
    line = Line("1.1", told, 1, "Outlet", "Owner", 1, language, PUBLISHED)
    return turned(said, [line], language)


@pytest.mark.parametrize(
    ("language", "said", "told", "word"),
    [
        ("de", "Das Beben traf den Südosten", "Das Beben traf den Nordosten", "Südosten"),
        ("fr", "Le séisme a frappé l'ouest de l'île", "Le séisme a frappé le nord de l'île", "ouest"),
        ("fr", "Le feu a pris dans l’est du pays", "Le feu a pris dans le sud du pays", "dans l’est"),
        ("es", "El incendio comenzó al sureste de la presa", "El incendio comenzó al noreste de la presa", "sureste"),
        ("es", "Un sismo en la zona meridional", "Un sismo en la zona septentrional", "meridional"),
        ("pt", "O incêndio no sul da ilha", "O incêndio no leste da ilha", "sul"),
        ("it", "Il rogo nel settentrione", "Il rogo nel sud", "settentrione"),
        ("nl", "De brand in het oosten", "De brand in het zuiden", "oosten"),
        ("sv", "Branden i norra Marel", "Branden i västra Marel", "norra"),
        ("ro", "Cutremurul din vestul insulei", "Cutremurul din nordul insulei", "vestul"),
        ("el", "Σεισμός στη δυτική πλευρά", "Σεισμός στη νότια πλευρά", "δυτική"),
        ("pl", "Pożar na północy kraju", "Pożar na południu kraju", "na północy"),
        ("cs", "Požár na jihu ostrova", "Požár na severu ostrova", "jihu"),
        ("tr", "Adanın kuzeyinde yangın", "Adanın batısında yangın", "kuzeyinde"),
        ("ru", "Пожар на юге острова", "Пожар на северо-западе острова", "юге"),
        ("uk", "Пожежа у західній частині", "Пожежа у східній частині", "західній"),
        ("ar", "حريق في شمال الجزيرة", "حريق بجنوبي الجزيرة", "شمال"),
        ("fa", "آتش‌سوزی در غرب جزیره", "آتش‌سوزی در شرق جزیره", "غرب"),
        ("he", "שריפה בצפון האי", "שריפה בדרום האי", "צפון"),
        ("id", "Kebakaran di timur laut pulau", "Kebakaran di barat daya pulau", "timur laut"),
    ],
)  # fmt: skip
def test_another_way_is_told_in_each_language(language: str, said: str, told: str, word: str) -> None:
    assert ways_of(said, told, language) == (word,)
    assert ways_of(told, told, language) == ()


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "The fire broke out at Easter near the dam", "The fire broke out north of the dam"),
        ("en", "The quake struck the north", "The quake struck the northeast"),
        ("en", "Clashes in the West Bank", "Clashes in the north"),
        ("es", "El incendio surgió cerca de la presa", "El incendio comenzó al norte de la presa"),
        ("es", "Una empresa norteamericana cerró", "Una empresa del sur cerró"),
        ("es", "Un sismo en la zona meridional", "Un sismo en el sur"),
        ("es", "El incendio comenzó este lunes", "El incendio comenzó al norte"),
        ("fr", "Le feu est éteint", "Le feu au nord"),
        ("de", "Das Feuer in Österreich", "Das Feuer im Norden"),
        ("de", "Das Feuer zu Ostern", "Das Feuer im Norden"),
        ("sv", "Branden i Österrike", "Branden i norra Marel"),
        ("nl", "De brand in Oostenrijk", "De brand in het noorden"),
        ("he", "צפוי גשם באי", "גשם בדרום האי"),
        ("tr", "Kadın doğum yaptı, gemiyi batırdı", "Adanın kuzeyinde"),
        ("pl", "Pożar wybuchł po południu", "Pożar wybuchł na północy"),
        ("cs", "Východ slunce nad ostrovem", "Ostrov na severu"),
        ("uk", "Захід відбувся у понеділок", "Пожежа на півночі"),
        ("ru", "На Ближнем Востоке горит", "Горит на севере"),
        ("ar", "حريق في الشرق الأوسط", "حريق في شمال البلاد"),
        ("id", "Kebakaran di Timur Tengah", "Kebakaran di utara"),
    ],
)
def test_a_word_that_only_begins_so_is_no_way(language: str, said: str, told: str) -> None:
    assert ways_of(said, told, language) == ()


def test_the_weekday_of_publishing_is_not_told_to_be_absent() -> None:
    told = ["The quake struck the eastern basin of Marel, the survey said."]

    monday = claim("The quake struck the eastern basin of Marel on Monday", told, "en")
    tuesday = claim("The quake struck the eastern basin of Marel on Tuesday", told, "en")

    assert monday.standing is Standing.NEAR
    assert (tuesday.standing, tuesday.pieces) == (Standing.DIFFERS, ("Tuesday",))
