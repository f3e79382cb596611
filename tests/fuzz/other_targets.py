"""More promises: the guard before the parser, pages, what is typed to find something, questions, recordings."""

import re
import sqlite3
import unicodedata
from contextlib import suppress
from functools import cache
from xml.parsers import expat

from news.answers import reading
from news.catalogue import bundled_topics
from news.errors import ParseFailed
from news.intake import discovery, fulltext_consent, guarding
from news.reader import topic_search
from news.searching import search as searching
from news.searching.search_index import ARTICLES, schema
from news.voicing import ogg
from tests.fuzz.target import language_of, storable, text_of

URL = "https://feed.example/all.xml"
PAUSE_MS = 100


def guard(content: bytes) -> None:
    """Of what is let through no parser makes an entity, and there is no more of anything than is said."""
    try:
        document = guarding.checked(guarding.opened(text_of(content), URL), URL)
    except ParseFailed as refused:
        storable(refused.reason)
        return
    assert len(guarding.ITEM.findall(document)) <= guarding.MOST_ITEMS
    assert "<!" not in re.split("<[A-Za-z_:]", document, maxsplit=1)[0]
    parser, depth, deepest = expat.ParserCreate(), 0, 0

    def declared(name: str, *_: object) -> None:
        raise AssertionError(f"declares {name}")

    def begin(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(depth, deepest)
        assert len(attributes) <= guarding.MOST_ATTRIBUTES

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.EntityDeclHandler, parser.StartDoctypeDeclHandler = declared, declared
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    with suppress(expat.ExpatError):
        parser.Parse(document, True)
    assert deepest <= guarding.DEEPEST or guarding.is_page(document), deepest


def page(content: bytes) -> None:
    """A page, robots.txt or tdmrep.json of somebody's, and an address that somebody typed."""
    named = discovery.feeds_named(content, "text/html", url=URL)
    assert len(named) <= discovery.MOST_NAMED
    for feed in named:
        assert storable(feed).startswith(("http://", "https://"))
    said = text_of(content)
    lines = [line.partition(":") for line in said.lower().split("\n")]
    reasons = (
        fulltext_consent.refused_by_robots(said, URL),
        fulltext_consent.refused_by_tdmrep(said, URL),
        fulltext_consent.refused_by_headers([(name, value) for name, _, value in lines], URL),
        fulltext_consent.refused_by_page(said),
    )
    assert all(why is None or why.isprintable() for why in reasons)
    typed = discovery.read_address_typed(said)
    if typed is not None:
        assert re.match(r"https?://\S*\Z", typed, re.IGNORECASE)
        discovery.is_site(typed)
        storable(discovery.site_of(typed))


@cache
def names(language: str) -> dict[str, str]:
    return topic_search.names_of({topic.slug: topic for topic in bundled_topics()}, (language, "en"))


def topic(content: bytes) -> None:
    language, said = language_of(content)
    known = names(language)
    found = topic_search.search(said, known, popular=("world", "science"))
    assert len(set(found)) == len(found) <= topic_search.MOST
    assert set(found) <= set(known.values())
    topic_search.begun(said, known)


@cache
def shelf() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute(schema(ARTICLES, "sqlite")[0])
    return connection


def search(content: bytes) -> None:
    """Whatever is looked for is no order to the database, and reads again as it was written."""
    language, said = language_of(content)
    for read in (searching.read, searching.typed):
        sought = read(said, languages=(language,))
        if sought is None:
            continue
        shelf().execute(
            "SELECT rowid FROM article_search WHERE article_search MATCH ?", (searching.for_sqlite(sought),)
        ).fetchall()
        storable(searching.for_postgres(sought))
    if sought is not None:
        again = searching.read(storable(sought.written), languages=(language,))
        assert again is not None, sought.written
        assert again.written == sought.written
    told = searching.index_of(said, said, language)
    assert len(told.words) <= searching.MOST_WORDS
    assert all(storable(word) and " " not in word for word in (*told.words, *told.stems))


def question(content: bytes) -> None:
    language, said = language_of(content)
    for is_command in (True, False):
        number, rest = reading.named_story(said, is_command=is_command)
        assert number is None or 0 <= number < 1_000
        assert len(rest) <= len(said)
    asked = reading.read_question(said, reads=language, around=("en", "de"))
    if isinstance(asked, reading.Unfit):
        return
    assert 0 < len(storable(asked.text)) <= reading.QUESTION_CHARS
    assert not any(
        unicodedata.category(sign).startswith("C") and sign not in "\u200c\u200d" for sign in asked.text
    )
    assert asked.language.isalpha()
    assert reading.same_question(asked)


def recording(content: bytes) -> None:
    """What a voice answers: refused, or the same packets when it is written anew."""
    try:
        heard = ogg.read(content)
    except ValueError:
        return
    assert ogg.read(ogg.write(heard)) == heard
    both = ogg.joined([heard, heard], pause_ms=PAUSE_MS)
    assert ogg.read(ogg.write(both, comments=["TITLE=a"])).packets == both.packets
