"""How rare a word is: by what was read lately, and by the language at large."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from news.clustering.joining import Item, read_item
from news.clustering.rarity import Rarities, Rarity
from news.language.frequencies import article_shares
from news.language.tokens import terms

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def an_item(article: int, title: str, *, language: str = "en", outlet: int = 0) -> Item:
    return read_item(
        article, outlet=outlet or article, language=language, url="", published_at=NOON, title=title, text=""
    )


def rarity_of(language: str, items: Iterable[Item] = ()) -> Rarity:
    rarity = Rarities()[language]
    for item in items:
        rarity.count(item, 1)
    return rarity


def stem(word: str, language: str) -> str:
    (term,) = terms(word, language)
    return term


@pytest.mark.parametrize(
    ("common", "rare", "language"),
    [
        ("government", "seismograph", "en"),
        ("Regierung", "Talsperre", "de"),
        ("gouvernement", "sismographe", "fr"),
        ("gobierno", "sismógrafo", "es"),
        ("президент", "сейсмограф", "ru"),
        ("rząd", "sejsmograf", "pl"),
        ("уряд", "сейсмограф", "uk"),
        ("الحكومة", "الزلازل", "ar"),
        ("政府", "彗星", "zh"),
        ("정부", "혜성", "ko"),
        ("सरकार", "धूमकेतु", "hi"),
        ("سرکار", "زلزلے", "ur"),
        ("vlada", "potres", "hr"),
        ("regjeringen", "skjelvet", "no"),
    ],
)
def test_a_common_word_of_a_language_counts_less_where_nothing_was_read(
    common: str, rare: str, language: str
) -> None:
    rarity = rarity_of(language)
    assert rarity.share(stem(common, language)) < rarity.share(stem(rare, language))


def test_a_common_word_counts_little_though_only_one_article_has_it() -> None:
    rarity = rarity_of("en", [an_item(1, "People say the seismograph is new")])
    assert rarity.share("peopl") < 0.6 < 0.9 < rarity.share("seismograph")


def test_a_word_that_many_articles_have_counts_less_than_one_that_few_have() -> None:
    read = [an_item(at, "Zorblax rises") for at in range(1, 40)] + [an_item(40, "Quibblor falls")]
    rarity = rarity_of("en", read)
    assert rarity.share("zorblax") < rarity.share("quibblor")


@pytest.mark.parametrize("language", ["", "xx", "eo", "th", "tlh", "\x00"])
def test_a_language_of_which_nothing_is_known_works(language: str) -> None:
    item = an_item(1, "Zorblax quibblor", language=language)
    rarity = rarity_of(language, [item])
    assert article_shares(language).get("zorblax") is None
    assert set(rarity.of(item).values()) == {max(rarity.of(item).values())}


def test_a_word_has_its_rarity_in_its_own_language() -> None:
    government = stem("government", "en")
    assert article_shares("de").get(government, 0.0) < article_shares("en")[government]


@pytest.mark.parametrize(
    ("word", "language"),
    [("government", "en"), ("Regierung", "de"), ("президент", "ru"), ("الحكومة", "ar"), ("政府", "zh")],
)
def test_the_share_of_articles_with_a_common_word_is_a_share(word: str, language: str) -> None:
    assert 0.0 < article_shares(language)[stem(word, language)] < 1.0


def test_what_came_and_went_is_as_if_it_had_never_come() -> None:
    item = an_item(1, "Zorblax rises over Lisandria")
    rarity, untouched = rarity_of("en", [item]), rarity_of("en")
    rarity.count(item, -1)
    assert [rarity.share(term) for term in item.counts] == [untouched.share(term) for term in item.counts]


def test_what_an_outlet_writes_in_most_articles_counts_little_in_its_own() -> None:
    its_own = [an_item(at, f"Zorblax bulletin {at}: quibblor{at}", outlet=1) for at in range(1, 12)]
    another = an_item(50, "Zorblax bulletin of another", outlet=2)
    rarity = rarity_of("en", [*its_own, another])
    assert rarity.of(its_own[0])["zorblax"] < rarity.of(another)["zorblax"]
    assert rarity.of(its_own[0])["zorblax"] < rarity.of(its_own[0])["quibblor1"]
