"""Who reported, and which of those we read were not seen to."""

from datetime import UTC, datetime

from news.story.coverage import Side, coverage
from news.story.views import Cited

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def cited(outlet: str, language: str | None, country: str | None, owner: str | None = None) -> Cited:
    return Cited(1, outlet, "https://a.example", country, language, NOON, "Title", "", 1, owner=owner)


def test_languages_countries_and_owners_are_counted_by_outlet() -> None:
    found = coverage(
        [
            cited("Post", "en-GB", "GB", "Octopus"),
            cited("Post", "en", "GB", "Octopus"),
            cited("Mail", "en-US", "US", "Octopus"),
            cited("Bote", "de", "DE"),
        ]
    )
    assert found.languages == (("en", 2), ("de", 1))
    assert found.countries == (("DE", 1), ("GB", 1), ("US", 1))
    assert found.owners == (("Octopus", 2),)
    assert (found.unseen_languages, found.feeds) == ((), 0)


def test_what_we_read_and_did_not_see_stands_by_the_number_of_its_feeds() -> None:
    read = [Side("en", "GB"), Side("fr", "FR"), Side("fr-CA", "CA"), Side("ar", "EG"), Side(None, None)]
    found = coverage([cited("Post", "en", "GB")], read)
    assert found.unseen_languages == ("fr", "ar")
    assert found.unseen_countries == ("CA", "EG", "FR")
    assert found.feeds == 5


def test_an_outlet_of_unknown_country_counts_nowhere() -> None:
    found = coverage([cited("Post", None, None)], [Side("en", "GB")])
    assert (found.languages, found.countries) == ((), ())
    assert found.unseen_languages == ("en",)
