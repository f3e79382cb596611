"""A timeline says what was first reported when, and by whom: short, confirmed, and without repeating a copied text."""

from datetime import UTC, datetime, timedelta
from typing import Any

from news.story.timeline import Entry, Joined, Said, timeline
from news.story.views import Cited

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def cited(article: int, title: str, text: str = "", *, minutes: int = 0, **more: Any) -> Cited:
    plain: dict[str, Any] = {
        "outlet": f"Outlet {article}",
        "url": f"https://outlet{article}.example/1",
        "country": "FR",
        "language": "en",
        "published_at": NOON + timedelta(minutes=minutes),
        "family": article,
    }
    plain |= {"article": article, "title": title, "text": text}
    return Cited(**plain | more)


def said(value: str, *families: int, kind: str = "name") -> list[Said]:
    """The families in the order in which they said it."""
    return [Said(kind, value, family, NOON + timedelta(minutes=10 * n)) for n, family in enumerate(families)]


FERRY = cited(1, "Ferry sinks off Marel")
TOLL = cited(
    2, "Ferry disaster: toll rises", "At least 43 people died, Captain Odile Marant said.", minutes=20
)
ECHO = cited(3, "What we know of the ferry", "Odile Marant spoke of 43 people.", minutes=40)


def test_the_first_report_opens_the_timeline_and_new_facts_follow_under_who_had_them_first() -> None:
    facts = [*said("43", 2, 3, kind="number"), *said("odile marant", 2, 3)]
    first, toll, _ = timeline([ECHO, TOLL, FERRY], facts)
    assert (first.source, first.news) == (FERRY, ())
    assert (toll.source, set(toll.news)) == (TOLL, {"43 people", "Odile Marant"})
    assert first.at < toll.at


def news(entries: tuple[Entry, ...]) -> list[tuple[str, ...]]:
    return [entry.news for entry in entries if entry.news]


def test_what_one_outlet_alone_has_is_left_out_unless_it_is_a_number_in_its_headline() -> None:
    assert news(timeline([FERRY, TOLL], said("odile marant", 2))) == []
    headline = cited(2, "43 dead in ferry disaster", minutes=20)
    assert news(timeline([FERRY, headline], said("43", 2, kind="number"))) == [("43 dead",)]


def test_a_name_of_one_word_needs_three_families() -> None:
    assert news(timeline([FERRY, TOLL, ECHO], said("captain", 2, 3))) == []
    assert news(timeline([FERRY, TOLL, ECHO], said("captain", 2, 3, 4))) == [("Captain",)]


def test_countries_and_weekdays_are_no_news() -> None:
    text = "Officials of South Korea spoke on Tuesday Morning of what had happened."
    told = cited(2, "Talks on the ferry", text, minutes=20)
    facts = [*said("south korea", 2, 3, 4), *said("tuesday morning", 2, 3, 4)]
    assert news(timeline([FERRY, told, ECHO], facts)) == []


def test_a_region_or_city_that_no_list_of_countries_has_is_no_news_either() -> None:
    talks = [cited(n, "Talks go on", "In Geneva they spoke on.", minutes=10 * n) for n in (2, 3, 4)]
    assert news(timeline([FERRY, *talks], said("geneva", 2, 3, 4))) == []


def test_neither_a_headline_that_counts_what_it_lists_nor_the_25th_of_something_tells_a_number() -> None:
    listed = cited(2, "10 Fun Facts About Marel", minutes=20)
    assert news(timeline([FERRY, listed], said("10", 2, kind="number"))) == []
    games = [cited(n, "The games begin", "The 25th winter games began.", minutes=10 * n) for n in (2, 3)]
    assert news(timeline([FERRY, *games], said("25", 2, 3, kind="number"))) == []


def test_the_first_in_another_language_and_the_latest_have_their_lines() -> None:
    french = cited(4, "Naufrage d’un ferry", minutes=30, language="fr")
    late = cited(5, "Divers end search", minutes=90)
    entries = timeline([FERRY, TOLL, french, ECHO, late], [])
    assert [entry.source for entry in entries] == [FERRY, french, late]


def test_what_the_first_report_had_is_not_new_later() -> None:
    facts = [*said("odile marant", 1, 2, 3), *said("captain odile marant", 2, 3)]
    assert news(timeline([FERRY, TOLL, ECHO], facts)) == []


def test_a_copied_text_counts_once_under_the_outlet_that_had_it_first() -> None:
    copies = [cited(n, TOLL.title, TOLL.text, minutes=30, family=2, is_copy=True) for n in range(10, 20)]
    entries = timeline([FERRY, *copies, TOLL, ECHO], said("odile marant", 2, 3))
    assert [entry.source for entry in entries] == [FERRY, TOLL, ECHO]


def test_a_bare_digit_is_no_news() -> None:
    assert news(timeline([FERRY, TOLL, ECHO], said("7", 2, 3, kind="number"))) == []


def test_a_number_is_shown_as_it_was_written_with_the_word_behind_it() -> None:
    paid = cited(2, "Owner fined", "The owner must pay $1.2 million, a court in Varuna said.", minutes=20)
    (_, entry) = timeline([FERRY, paid], said("1200000 usd", 2, 3, kind="number"))
    assert entry.news == ("$1.2 million",)


def test_a_story_that_turned_out_to_be_this_one_has_its_line() -> None:
    (_, joined) = timeline([FERRY], [], [Joined("Ship lost near Marel", NOON + timedelta(hours=1))])
    assert (joined.source, joined.joined) == (None, "Ship lost near Marel")


def test_at_most_eight_lines_and_those_that_say_most() -> None:
    names = [f"First{chr(97 + n)} Last{chr(97 + n)}" for n in range(20)]
    sources = [
        cited(n + 2, f"Report {n}", f"It was {name} who spoke.", minutes=n) for n, name in enumerate(names)
    ]
    facts = [one for n, name in enumerate(names) for one in said(name.casefold(), n + 2, *range(90, 92 + n))]
    entries = timeline([cited(1, "Ferry sinks", minutes=-5), *sources], facts)
    assert len(entries) == 8
    assert [entry.news for entry in entries[1:]] == [(name,) for name in names[-7:]]
    assert list(entries) == sorted(entries, key=lambda entry: entry.at)


def test_names_in_any_script_are_found_as_written() -> None:
    arabic = cited(2, "غرق عبّارة", "قالت أوديل مارانت إن البحث مستمر.", minutes=20, language="ar")
    (_, entry) = timeline([FERRY, arabic], said("أوديل مارانت", 2, 3))
    assert entry.news == ("أوديل مارانت",)


def test_no_sources_no_timeline() -> None:
    assert timeline([], said("odile marant", 2, 3)) == ()
