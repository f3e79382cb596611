"""Where no capitals show names, posts that give a deed to somebody else are told to differ, and never to be reported; true ones are not told
to differ."""

import tomllib
from pathlib import Path

import pytest

from news.comparing.claims import Standing
from news.comparing.particles import LANGUAGES, swapped_in
from tests.news.comparing.posts_compared import claim

CASES: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "posts" / "particles.toml").read_text("utf-8")
)["case"]
HALVES = pytest.mark.parametrize("half", [0, 1], ids=["tuned", "held"])
MARKED = 0.8


def standings(half: int, kind: str) -> list[Standing]:
    return [claim(case[kind], [case["source"]], case["language"]).standing for case in CASES[half::2]]


def test_there_are_cases_in_each_language() -> None:
    assert len(CASES) == 26
    assert {case["language"] for case in CASES} == LANGUAGES


@HALVES
def test_most_swapped_deeds_are_marked_and_none_is_told_to_be_reported(half: int) -> None:
    found = standings(half, "swapped")

    assert Standing.SAME not in found
    assert found.count(Standing.DIFFERS) / len(found) >= MARKED


@HALVES
def test_a_true_deed_is_not_told_to_differ(half: int) -> None:
    assert Standing.DIFFERS not in standings(half, "true")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["swapped"][:30])
def test_what_a_source_says_itself_is_never_swapped(case: dict[str, str]) -> None:
    assert swapped_in(case["source"], [case["source"], case["swapped"]], case["language"]) is None


def test_in_a_language_that_marks_neither_nothing_is_told() -> None:
    assert swapped_in("هزمت فالدوفا دريمين", ["هزم دريمين فالدوفا"], "ar") is None


@pytest.mark.parametrize(
    ("language", "post", "told"),
    [
        ("zh", "特朗普会见习近平主席", "习近平主席会见特朗普"),
        ("zh", "特朗普總統與團隊會晤習近平主席", "習近平主席會晤特朗普總統與團隊"),
        ("ko", "트럼프가 시진핑을 만났다", "시진핑이 트럼프를 만났다"),
        ("ja", "トランプ氏が習近平氏に会った", "習近平氏がトランプ氏に会った"),
        ("hi", "ट्रंप ने मोदी को मिलने बुलाया", "मोदी ने ट्रंप को मिलने बुलाया"),
        ("fa", "رئیس جمهور ترامپ را دیدار کرد", "ترامپ رئیس جمهور را دیدار کرد"),
        ("he", "טראמפ פגש את נתניהו", "נתניהו פגש את טראמפ"),
        ("bn", "ট্রাম্প মোদীকে দেখা দিলেন", "মোদী ট্রাম্পকে দেখা দিলেন"),
    ],
)
def test_a_meeting_has_no_direction(language: str, post: str, told: str) -> None:
    assert swapped_in(post, [told], language) is None


@pytest.mark.parametrize(
    ("language", "post", "first", "second"),
    [
        ("ko", "이스라엘이 이란을 공격했다", "이란이 이스라엘을 공격했다", "앞서 이스라엘이 이란의 핵시설을 공격했다"),
        ("hi", "इसराइल ने ईरान पर हमला किया", "ईरान ने इसराइल पर हमला किया", "पहले इसराइल ने ईरान के ठिकानों पर हमला किया"),
        ("zh", "北风公司收购南河公司", "南河公司收购北风公司", "北风公司收购了全部股份，南河公司同意"),
    ],
)  # fmt: skip
def test_what_another_says_with_more_words_is_not_swapped(
    language: str, post: str, first: str, second: str
) -> None:
    assert swapped_in(post, [first, second], language) is None


@pytest.mark.parametrize(
    ("language", "post", "told"),
    [
        ("ja", "会談の後、イスラエルがイランを攻撃した", "会談の後、イランがイスラエルを攻撃した"),
        ("ko", "회담 뒤 이스라엘이 이란을 공격했다", "회담 뒤 이란이 이스라엘을 공격했다"),
        ("zh", "双方谈判，北风公司收购南河公司", "双方谈判，南河公司收购北风公司"),
    ],
)
def test_a_deed_beside_a_meeting_has_one(language: str, post: str, told: str) -> None:
    assert swapped_in(post, [told], language) == told
