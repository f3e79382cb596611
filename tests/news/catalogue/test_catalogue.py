"""The bundled catalogue keeps its promises, and a catalogue someone writes is read strictly."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from news.catalogue import (
    KINDS,
    Catalogue,
    CatalogueError,
    FeedEntry,
    OutletEntry,
    TopicEntry,
    bundled,
    bundled_topics,
    read_any,
    read_catalogue,
    topic_name,
)
from news.catalogue.names import flag, primary_language, slugify

LANGUAGES = ("en", "de", "es", "fr", "ru", "uk", "ar", "zh")
TOP_LEVEL = {
    "world",
    "politics",
    "business",
    "finance",
    "technology",
    "science",
    "health",
    "climate",
    "sport",
    "culture",
    "entertainment",
}
FORBIDDEN_HOSTS = re.compile(
    r"(^|\.)(t\.me|telegram\.\w+|youtube\.com|youtu\.be|news\.google\.com|reddit\.com|nitter\.\w+|twitter\.com|x\.com|"
    r"rsshub\.\w+|rss\.app|openrss\.org|fetchrss\.com|politepol\.com|hnrss\.org|medium\.com|substack\.com|"
    r"blogspot\.com|wordpress\.com|amazonaws\.com|feed\.podbean\.com|megaphone\.fm|libsyn\.com|simplecast\.com|"
    r"spreaker\.com|acast\.com|soundcloud\.com|siftrss\.com|einnews\.com|news\.yahoo\.com)$"
)


def feeds_of(catalogue: Catalogue) -> list[tuple[OutletEntry, FeedEntry]]:
    return [(outlet, feed) for outlet in catalogue.outlets for feed in outlet.feeds]


def languages_of(catalogue: Catalogue) -> Counter[str]:
    return Counter(feed.language or outlet.language or "" for outlet, feed in feeds_of(catalogue))


def line_of(slug: str) -> list[str]:
    """The topic and all above it."""
    parents = {topic.slug: topic.parent for topic in bundled_topics()}
    line: list[str] = []
    above: str | None = slug
    while above is not None:
        assert above not in line, f"{slug} is among its own ancestors"
        line.append(above)
        above = parents[above]
    return line


# The bundled catalogue


def test_the_catalogue_is_wide() -> None:
    catalogue = bundled()
    assert len(feeds_of(catalogue)) >= 300
    assert len(catalogue.outlets) >= 150
    assert len(languages_of(catalogue)) >= 12
    assert len({outlet.country for outlet in catalogue.outlets}) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_interface_has_eight_general_news_feeds(language: str) -> None:
    places = {topic.slug for topic in bundled_topics() if "world" in line_of(topic.slug)}
    general = [
        feed.url
        for outlet, feed in feeds_of(bundled())
        if (feed.language or outlet.language) == language and places & set(feed.topics)
    ]
    assert len(general) >= 8


@pytest.mark.parametrize("top", sorted(TOP_LEVEL))
def test_every_top_level_topic_has_eight_feeds_in_several_languages(top: str) -> None:
    about = [(o, f) for o, f in feeds_of(bundled()) if any(top in line_of(slug) for slug in f.topics)]
    assert len(about) >= 8
    assert len({feed.language or outlet.language for outlet, feed in about}) >= 3


def test_no_address_and_no_domain_is_there_twice() -> None:
    urls = Counter(re.sub(r"^https?://(www\.)?|/$", "", feed.url) for _, feed in feeds_of(bundled()))
    assert [url for url, count in urls.items() if count > 1] == []
    domains = Counter(outlet.domain for outlet in bundled().outlets)
    assert [domain for domain, count in domains.items() if count > 1] == []


def test_every_outlet_says_who_where_and_whence() -> None:
    known = Locale("en").territories
    for outlet in bundled().outlets:
        assert outlet.source, outlet.name
        assert re.search(r"\((MIT|CC0-1\.0)\)", outlet.source), (
            f"{outlet.name} names no origin with its licence"
        )
        assert "MPL" not in outlet.source, outlet.name
        assert outlet.country in known, outlet.name
        assert len(outlet.country or "") == 2, outlet.name
        assert outlet.kind is None or outlet.kind in KINDS, outlet.name
        assert not outlet.domain.startswith("www."), outlet.name


def test_every_language_is_one_that_babel_knows() -> None:
    known = Locale("en").languages
    assert [code for code in languages_of(bundled()) if code not in known] == []


def test_no_feed_comes_from_an_aggregator_a_chat_or_a_podcast() -> None:
    hosts = {urlsplit(feed.url).hostname or "" for _, feed in feeds_of(bundled())}
    assert [host for host in hosts if FORBIDDEN_HOSTS.search(host)] == []
    assert [feed.url for _, feed in feeds_of(bundled()) if "podcast" in feed.url.lower()] == []


def test_feedburner_is_the_exception() -> None:
    assert sum("feedburner" in feed.url for _, feed in feeds_of(bundled())) <= 5


def test_most_addresses_are_https() -> None:
    feeds = feeds_of(bundled())
    assert sum(feed.url.startswith("https://") for _, feed in feeds) >= 0.95 * len(feeds)


def test_every_feed_has_a_topic_that_exists() -> None:
    slugs = {topic.slug for topic in bundled_topics()}
    for _, feed in feeds_of(bundled()):
        assert feed.topics, feed.url
        assert set(feed.topics) <= slugs, feed.url


def test_no_one_kind_or_country_drowns_the_others() -> None:
    outlets = bundled().outlets
    countries = Counter(outlet.country for outlet in outlets)
    assert max(countries.values()) <= len(outlets) * 0.2
    kinds = Counter(outlet.kind for outlet in outlets)
    assert {"private", "public", "state", "nonprofit", "agency"} <= set(kinds)


# The tree of topics


def test_the_tree_has_eleven_tops_and_no_cycle() -> None:
    topics = bundled_topics()
    assert {topic.slug for topic in topics if topic.parent is None} == TOP_LEVEL
    assert len(topics) >= 40
    assert len({topic.slug for topic in topics}) == len(topics)
    for topic in topics:
        assert line_of(topic.slug)[-1] in TOP_LEVEL


def test_every_topic_is_followed_by_a_feed() -> None:
    led = {above for _, feed in feeds_of(bundled()) for slug in feed.topics for above in line_of(slug)}
    assert [topic.slug for topic in bundled_topics() if topic.slug not in led] == []


def test_every_country_that_has_news_of_its_own_stands_below_its_region() -> None:
    regions = {topic.slug for topic in bundled_topics() if topic.parent == "world"}
    countries = [topic for topic in bundled_topics() if topic.territory and len(topic.territory) == 2]
    assert len(countries) >= 40
    assert {topic.parent for topic in countries} == regions
    for topic in countries:
        assert topic.emoji == flag(topic.territory or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_a_name_in_every_language_of_the_interface(language: str) -> None:
    territories = Locale.parse(language).territories
    for topic in bundled_topics():
        assert topic.names.get(language) or territories.get(topic.territory or ""), topic.slug
        assert topic_name(topic, language)
        assert topic.emoji
    siblings = Counter((topic.parent, topic_name(topic, language)) for topic in bundled_topics())
    assert [pair for pair, count in siblings.items() if count > 1] == []


def test_a_slug_is_fit_for_a_command_and_a_button() -> None:
    for topic in bundled_topics():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", topic.slug)
        assert len(topic.slug) <= 40


def test_a_topic_is_named_in_the_nearest_language_there_is() -> None:
    chess = TopicEntry("chess", None, "♟️", {"en": "Chess", "de": "Schach", "zh-Hant": "西洋棋"}, None)
    assert topic_name(chess, "de-AT") == "Schach"
    assert topic_name(chess, "zh-Hant") == "西洋棋"
    assert topic_name(chess, "fr") == "Chess"
    germany = TopicEntry("germany", "europe", "🇩🇪", {}, "DE")
    assert topic_name(germany, "ru") == "Германия"
    assert topic_name(germany, "sw") == "Ujerumani"
    assert topic_name(germany, "tlh") == "Germany"
    assert topic_name(TopicEntry("board-games", None, "🎲", {}, None), "de") == "Board games"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("EN", "en"),
        ("nb", "no"),
        ("iw", "he"),
        ("ua", None),
        ("", None),
        ("x-klingon!", None),
    ],
)
def test_a_language_tag_is_reduced_to_what_the_program_tells_apart(tag: str, code: str | None) -> None:
    assert primary_language(tag) == code


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kätzchen & Co.", "katzchen-co"),
        ("Мои новости", "мои-новости"),
        ("Ё-моё", "е-мое"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("国际 新闻", "国际-新闻"),
        ("— …", ""),
    ],
)
def test_a_title_of_any_script_makes_a_slug(title: str, slug: str) -> None:
    expected = slug if "ё" in title.casefold() else unicodedata.normalize("NFC", slug)
    assert slugify(title).replace("ё", "е") == expected


def test_long_titles_make_slugs_that_fit_a_button_and_stay_apart() -> None:
    one, two = slugify("ж" * 300), slugify("ж" * 301)
    assert one != two
    assert max(len(one.encode()), len(two.encode())) <= 40


# A catalogue someone writes

GOOD = """
[[outlet]]
name = "Schachwelt"
domain = "schach.example"
country = "AT"
language = "de-AT"
kind = "private"
source = "own"
[[outlet.feed]]
url = "https://schach.example/rss"
topics = ["chess", "sport"]
[[outlet.feed]]
url = "https://schach.example/en.rss"
topics = ["chess"]
language = "en"
title = "In English"

[[topic]]
slug = "chess"
parent = "sport"
emoji = "♟️"
names = { en = "Chess", de = "Schach" }
"""


def test_one_file_may_bring_outlets_and_topics() -> None:
    catalogue = read_catalogue(GOOD, source="mine.toml")
    (outlet,) = catalogue.outlets
    assert (outlet.name, outlet.country, outlet.language) == ("Schachwelt", "AT", "de")
    assert [feed.language for feed in outlet.feeds] == [None, "en"]
    assert outlet.feeds[1].title == "In English"
    assert [topic.slug for topic in catalogue.topics] == ["chess"]


def test_each_bundled_file_is_a_catalogue_by_itself() -> None:
    folder = Path(__file__).parents[3] / "news" / "catalogue" / "outlets"
    files = sorted(folder.glob("*.toml"))
    assert files
    for file in files:
        assert read_catalogue(file.read_text("utf-8"), source=file.name).outlets


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        ('name = "Schachwelt"', "", "needs a name"),
        ('domain = "schach.example"', 'domain = "https://schach.example"', "needs a domain"),
        ('country = "AT"', 'country = "Austria"', "ISO 3166-1"),
        ('country = "AT"', "country = 43", "in quotes"),
        ('language = "de-AT"', 'language = "austrian"', "BCP 47"),
        ('language = "de-AT"', 'langauge = "de"', "'langauge'"),
        ('kind = "private"', 'kind = "nice"', "none of agency"),
        ('["chess", "sport"]', '["ches"]', "'ches'"),
        ('["chess", "sport"]', '"chess"', "list of slugs"),
        ("https://schach.example/rss", "ftp://schach.example/rss", "http"),
        ("https://schach.example/rss", "https://schach.example:99999/rss", "http"),
        ("https://schach.example/en.rss", "https://schach.example/rss", "twice"),
        ('slug = "chess"', 'slug = "Chess Games"', "'chess-games'"),
        ('parent = "sport"', 'parent = "chess"', "own ancestors"),
        ('parent = "sport"', 'parent = "sports"', "'sports'"),
        ('{ en = "Chess", de = "Schach" }', "{ }", "needs names"),
        ('{ en = "Chess", de = "Schach" }', '{ english = "Chess" }', "no language code"),
        ("[[outlet]]", "[outlet]", "not valid TOML|[[outlet]]"),
        ("[[topic]]", "[[topics]]", "'topics'"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_cure(old: str, new: str, advice: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(GOOD.replace(old, new, 1), source="mine.toml")
    assert str(refused.value).startswith("mine.toml")
    assert any(part in str(refused.value) for part in advice.split("|"))


def test_a_mistake_in_an_outlet_names_the_line_its_table_begins() -> None:
    second = GOOD + '\n[[outlet]]\nname = "Zwei"\ndomain = "zwei.example"\n'
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(second, source="mine.toml")
    assert refused.value.line == second[: second.index('name = "Zwei"')].count("\n")
    assert refused.value.entry == "outlet Zwei"


def test_broken_toml_is_told_with_its_line() -> None:
    with pytest.raises(CatalogueError) as refused:
        read_catalogue('[[outlet]]\nname = "A\n', source="mine.toml")
    assert refused.value.line == 2


@pytest.mark.parametrize("hostile", ["a = " + "[" * 100_000, "a = " + "9" * 10_000, "a = " + "{a=" * 50_000])
def test_hostile_toml_is_refused_like_any_other_mistake(hostile: str) -> None:
    with pytest.raises(CatalogueError):
        read_catalogue(hostile, source="mine.toml")


def test_a_file_is_told_by_its_content() -> None:
    opml = '<opml><body><outline text="A" xmlUrl="https://a.example/rss"/></body></opml>'
    assert read_any(GOOD.encode(), source="x").outlets[0].domain == "schach.example"
    assert read_any(opml.encode(), source="x").outlets[0].domain == "a.example"
    assert read_any(b"\xef\xbb\xbf\n" + opml.encode(), source="x").outlets
    assert read_any(opml.encode("utf-16"), source="x").outlets
    assert read_any(b"\xef\xbb\xbf" + GOOD.encode(), source="x").outlets


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused_in_words(junk: bytes) -> None:
    with contextlib.suppress(CatalogueError):
        read_any(junk, source="junk")
