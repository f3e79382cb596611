"""Which items of a feed are new or changed, when they were published, and in which language."""

from datetime import UTC, datetime, timedelta

import pytest

from news.intake.taking import Known, language_of, new_items, published_at, text_hash
from news.ports import ParsedArticle

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def item(
    guid: str, at: datetime | None = None, title: str = "A title", language: str | None = None
) -> ParsedArticle:
    return ParsedArticle(guid, "http://north.example/a", title, "", None, at, language)


def known(**ages: timedelta) -> dict[str, Known]:
    return {guid: Known(1, 1, "other", START - age) for guid, age in ages.items()}


def test_items_older_than_a_week_are_left() -> None:
    items = [item("new", START - timedelta(days=6)), item("old", START - timedelta(days=8))]
    assert [i.guid for i in new_items(items, {}, now=START)] == ["new"]


def test_a_feed_without_dates_gives_its_first_thirty_and_later_only_what_stands_above() -> None:
    items = [item(str(n)) for n in range(50)]
    first = new_items(items, {}, now=START)
    assert [i.guid for i in first] == [str(n) for n in range(30)]
    have = {i.guid: Known(1, 1, text_hash(i), START) for i in first}
    later = new_items([item("x"), *items], have, now=START)
    assert [i.guid for i in later] == ["x"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (START - timedelta(days=1), START - timedelta(days=1)),
        (START + timedelta(minutes=5), START + timedelta(minutes=5)),
        (START + timedelta(hours=2), START),
        (None, START),
    ],
)
def test_nothing_was_published_in_the_future(written: datetime | None, kept: datetime) -> None:
    assert published_at(item("a", written), None, now=START) == kept


def test_an_undated_item_keeps_the_time_it_was_first_seen() -> None:
    before = known(a=timedelta(hours=5))["a"]
    assert published_at(item("a"), before, now=START) == START - timedelta(hours=5)


GERMAN = "Der Stadtrat hat am Dienstag beschlossen, zwei neue Bibliotheken im Norden zu eröffnen."


@pytest.mark.parametrize(
    ("title", "own", "declared", "language"),
    [
        (GERMAN, None, ["en", None], "de"),
        (GERMAN, None, [None, None], "de"),
        ("Kurz", None, ["de"], "de"),
        ("Kurz", "fr", ["de"], "fr"),
        ("Kurz", None, [None, None], None),
    ],
)
def test_the_declared_language_holds_unless_the_words_surely_say_another(
    title: str, own: str | None, declared: list[str | None], language: str | None
) -> None:
    assert language_of(item("a", title=title, language=own), declared) == language
