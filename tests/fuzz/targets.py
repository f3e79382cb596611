"""What hostile and careless hands can put into us, each as a function of bytes that raises where a promise is broken.

A target takes whatever comes and checks what must be true of the result: only the declared errors, bounded size, round trips,
nothing that the next part could choke on. Speed is watched by whoever runs them. Imported by the tests of every day and by the
coverage-guided run (`python -m tests.fuzz`) alike.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.stories.permalinks import command_named, story_named, topics_named
from news.callbacks import ACTS, LARGEST_ID, LIMIT_BYTES, decode, encode, for_place
from news.catalogue import CatalogueError
from news.clock import is_zone, read_time, read_zone
from news.clustering.joining import read_item
from news.errors import FetchRefused, ParseFailed
from news.i18n import open_words
from news.intake import decoding, freshness, intervals, links
from news.intake.addresses import read_address
from news.intake.opml import feeds_in, read_opml, write_opml
from news.intake.parse import MOST_ARTICLES, parse
from news.intake.plain import TITLE_CHARS, body_text, headline_text
from news.language import sentences, tokens
from news.markup import Html, measure, paragraphs
from news.ports import Body, Freshness
from news.reader import mute_lines, phrases, posts, schedule_line
from news.reader.dates_in_words import FURTHEST, read_day
from news.reader.quiet_hours import read_window
from news.voicing.ogg import SILENCE, Recording
from news.voicing.ogg import write as write_recording
from news.writing.extract import facts
from tests.fuzz.other_targets import guard, page, question, recording, search, topic
from tests.fuzz.target import Target, language_of, storable, text_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 22)
HH_MM = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
URL = "https://feed.example/all.xml"
SLUGS = ("science", "latin-america", "north-america", "america", "world", "sport")


# --- feeds ---------------------------------------------------------------------------------------


def feed(content: bytes) -> None:
    try:
        found = parse(Body(content, None, URL, "", Freshness()))
    except ParseFailed as refused:
        storable(refused.reason)
        return
    assert len(found.articles) <= MOST_ARTICLES
    assert len({article.guid for article in found.articles}) == len(found.articles)
    for article in found.articles:
        assert len(storable(article.title)) <= TITLE_CHARS
        storable(article.text)
        storable(article.guid)
        assert article.url == "" or storable(article.url).startswith(("http://", "https://"))
        assert article.published_at is None or article.published_at.tzinfo is not None
        assert article.title or article.text


def encoding(content: bytes) -> None:
    head, _, rest = content.partition(b"\n")
    for said in (None, text_of(head)):
        text = decoding.decode(rest, said)
        assert len(text) <= 4 * len(rest) + 4
        decoding.repaired(text)
        text.encode("utf-8")


def markup(content: bytes) -> None:
    """Texts of feeds, as HTML and as plain text."""
    written = text_of(content)
    for is_html in (True, False):
        for read in (headline_text, body_text):
            kept = read(written, is_html=is_html)
            assert not any(
                unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in kept
            ), kept
            assert len(kept) <= 20 * len(written) + 20
        assert "\n" not in headline_text(written, is_html=is_html)


def opml(content: bytes) -> None:
    try:
        catalogue = read_opml(content, source="list")
    except CatalogueError as refused:
        storable(str(refused))
        return
    told, rest = feeds_in(content)
    for url, title in rest:
        storable(url)
        storable(title)
    assert len(told) <= 5_000
    for url, title in told:
        assert url.startswith(("http://", "https://"))
        storable(url)
        storable(title)
    again, _ = feeds_in(write_opml(catalogue))
    assert sorted(url for url, _ in again) == sorted(url for url, _ in told)


def address(content: bytes) -> None:
    url = text_of(content)
    link = links.web_link(url, URL)
    if link is not None:
        assert storable(link).startswith(("http://", "https://"))
        known = storable(links.canonical_url(link))
        assert links.canonical_url(known) == known
    try:
        read = read_address(url)
    except FetchRefused as refused:
        storable(str(refused))
        return
    assert read.url.isascii()
    assert read.scheme in ("http", "https")
    assert 0 < read.port < 65_536
    assert read_address(read.url).host == read.host


def headers(content: bytes) -> None:
    """What a server says of freshness and of when to ask again."""
    lines = text_of(content).split("\n")
    names = ("Cache-Control", "Retry-After", "ETag", "Last-Modified", "Expires", "Age", "Date")
    told = freshness.read_freshness(dict(zip(names, lines, strict=False)), now=NOON)
    for wait in (told.retry_after, *(freshness.retry_after(line, now=NOON) for line in lines)):
        assert wait is None or freshness.SOONEST <= wait <= freshness.LATEST
    assert told.max_age is None or timedelta(0) <= told.max_age
    assert intervals.next_interval(HOUR, news=False, max_age=told.max_age) <= intervals.LONGEST_STEADY
    for validator in (told.etag, told.last_modified):
        assert validator is None or "\n" not in validator


def article(content: bytes) -> None:
    """The language of an article: what joins it to stories, and what is quoted of it."""
    language, said = language_of(content)
    title, text = headline_text(said, is_html=False), body_text(said, is_html=False)
    for read in (tokens.words(title), tokens.terms(text, language), tokens.stems(text, language)):
        assert all(read)
    for sentence in sentences.split(text, language):
        assert sentence in text
        assert sentence == sentence.strip()
    for fact in facts(text, language):
        assert storable(fact.value)
    read_item(1, outlet=1, language=language, url=URL, published_at=NOON, title=title, text=text)


# --- what readers say ----------------------------------------------------------------------------


def button(content: bytes) -> None:
    said = text_of(content)
    press = decode(said)
    if press is None:
        return
    assert press.act in ACTS
    assert press.place is None or 0 <= press.place <= LARGEST_ID
    for at in range(len(press.arguments) + 1):
        number = press.number(at)
        assert number is None or 0 <= number <= LARGEST_ID
    with suppress(ValueError):  # longer than a button of ours
        coded = encode(press.act, *press.arguments)
        assert len(coded.encode()) <= LIMIT_BYTES
        again = decode(coded)
        assert again is not None
        assert (again.act, again.arguments) == (press.act, press.arguments)
        assert decode(for_place(coded, 7)) in (again, type(again)(again.act, again.arguments, 7))
    parameter = posts.parameter_of(press)
    if parameter is not None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter)


def link_payload(content: bytes) -> None:
    """What stands behind `?start=`."""
    said = text_of(content)
    story, command, press = story_named(said), command_named(said), posts.linked(said)
    assert story is None or 0 < story <= LARGEST_ID
    assert command is None or command.isalpha()
    assert set(topics_named(said, SLUGS)) <= set(SLUGS)
    if press is not None:
        numbers = [press.number(at) for at in range(len(press.arguments))]
        assert None not in numbers
        parameter = posts.parameter_of(press)
        if parameter is not None and press.act != "open":
            again = posts.linked(parameter)
            assert again is not None
            assert [again.number(at) for at in range(len(again.arguments))] == numbers


def own_words(content: bytes) -> None:
    language, said = language_of(content)
    phrase = phrases.parse(said, languages=(language, "en"))
    if phrase is None:
        return
    target = storable(phrases.written(phrase))
    again = phrases.parse(target, languages=(language, "en"))
    assert again is not None, target
    assert (again.plain, again.must, again.never) == (phrase.plain, phrase.must, phrase.never)
    passage = phrases.read_passage(said[:300], said, language)
    phrases.keys(passage)
    phrases.matches(phrase, passage, rarity={})


def day_in_words(content: bytes) -> None:
    language, said = language_of(content)
    day = read_day(said, language, TODAY)
    assert day is None or timedelta(0) < day - TODAY <= FURTHEST


def times(content: bytes) -> None:
    """A line that says when digests come, the hours of silence, a time of day, a zone."""
    language, said = language_of(content)
    for wish in schedule_line.read_line(said, vocabulary(language)):
        for sign, time in wish.times:
            assert sign in ("", "+", "-")
            assert HH_MM.fullmatch(time), time
        assert wish.days is None or (wish.days and set(wish.days) <= set("1234567"))
        assert wish.minutes is None or schedule_line.SHORTEST <= wish.minutes <= schedule_line.LONGEST
    window, time, zone = read_window(said), read_time(said), read_zone(said, languages=(language, "en"))
    assert window is None or (HH_MM.fullmatch(window.begins) and HH_MM.fullmatch(window.ends))
    assert time is None or HH_MM.fullmatch(time)
    assert zone is None or is_zone(zone)


@cache
def vocabulary(language: str) -> schedule_line.Vocabulary:
    words = open_words()
    return schedule_line.vocabulary([words(language), words("en")])


def mute(content: bytes) -> None:
    language, said = language_of(content)
    for zone in ("Europe/Berlin", "Pacific/Kiritimati"):
        line = mute_lines.read_line(
            said,
            topics={slug: slug for slug in SLUGS},
            followed={"sport": "sport", "my words": "=my words"},
            outlets={"Daily Post": "dailypost.example", "Focus": "focus.example"},
            now=NOON,
            zone=zone,
            language=language,
        )
        if line is not None:
            assert line.kind in ("word", "topic", "outlet")
            assert 0 < len(storable(line.target)) <= mute_lines.MOST_CHARS
            assert line.until is None or line.until.astimezone(UTC) > NOON


# --- what we say ---------------------------------------------------------------------------------


def message(content: bytes) -> None:
    """Foreign text in every place of a digest, a story and a radar, by Telegram's own parser; and cut where it is long."""
    from news.rendering.packing import Block, pack
    from tests.hostile.test_text import faults, long_blocks, own_words, shown

    said = text_of(content)
    assert faults(said) == []
    title = headline_text(said, is_html=False)
    if title:
        block = Block(paragraphs(long_blocks(5_000, f"{title} ")))
        for made in pack([block, block], own_words(), header=Html(""), footer=Html("")):
            assert measure(made.html).fits
            assert shown(made.html)["text"]


RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Paper</title><language>en</language><ttl>60</ttl>
<item><title>Ferry &amp; <![CDATA[<b>tunnel</b>]]></title><guid isPermaLink="false">1</guid><link>/a?x=1</link><description>&lt;p&gt;Nine
saved.&lt;/p&gt;</description><pubDate>Sun, 22 Nov 2026 10:00:00 +0100</pubDate><author>ann@x.example (Ann)</author></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://x.example/"><title type="html">P</title><entry><id>a</id><title
type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">T</div></title><link rel="alternate" href="b"/><updated>2026-11-22T10:00:00Z</updated>
<content type="html">&lt;i&gt;x&lt;/i&gt;</content><category term="c"/></entry></feed>"""
OPML = b"""<?xml version="1.0"?><opml version="2.0"><head><title>L</title></head><body><outline text="Science"><outline type="rss" text="Paper"
title="Paper" xmlUrl="https://x.example/feed" htmlUrl="https://x.example/" language="en"/></outline></body></opml>"""
PAGE = b"""<html><head><base href="https://x.example/a/"><link rel="alternate" type="application/rss+xml" href="feed.xml"><meta name="robots"
content="noai, noindex"></head><body><a href='/rss'>RSS</a></body></html>"""
OGG = write_recording(Recording(1, 312, (SILENCE, SILENCE, b"\xf8" + 300 * b"a")))

TARGETS = (
    Target("feed", feed, (RSS, ATOM), ("<item>", "<entry>", "<![CDATA[", "]]>", "&#x0;", "&#xD800;", "<!DOCTYPE ", "<!--", "xml:base=")),
    Target("guard", guard, (RSS, b"<?xml version=\"1.0\"?><!--a--><!DOCTYPE rss><rss/>", b"<?x > ?><r/>"), ("<?", "?>", "<!--", "-->", "<!DOCTYPE r ", "[", "<!ENTITY a 'b'>", "]>", "<![CDATA[", "<a b='c'>")),
    Target("page", page, (PAGE, b"{\"location\": \"/\", \"tdm-reservation\": 1}", b"User-agent: *\nDisallow: /a*$\nContent-Signal: ai-input=no", b"feed://x.example/a"), ("<link ", "href=", "<base ", "rel=alternate", "<meta ", "User-agent:", "Disallow:", "noai", "//[")),
    Target("encoding", encoding, (b"text/xml; charset=utf-16\n" + "ä€".encode("utf-16"), b"\n<?xml version='1.0' encoding='koi8-r'?>\xc1")),
    Target("markup", markup, (b"<p>a &amp; b<br>c<script>x</script>", b"&#55357;&#0;&lt;b&gt;"), ("<p>", "&#", "<br>", "<li>", "<pre>")),
    Target("article", article, (b"\x00Ferry sinks off Marel, 27 saved. \"It was dark\", said Ann Lee on 3 May.", "\x08Об’єкт: 1,5 млн. грн.".encode()), ("“", "ʼ", "Mr. ", "1,000", "%", "3 May 2026", "…")),
    Target("opml", opml, (OPML,), ("<outline ", "xmlUrl=", "text=", "&amp;", "</outline>", "category=", "https://")),
    Target("address", address, (b"https://user@x.example:8080/a/../b?utm_source=c#d", "http://bücher.example/ä".encode()), ("xn--", "[::1]", "%2e", "//", "\\"),),
    Target("headers", headers, (b"max-age=60, public\nWed, 21 Oct 2015 07:28:00 GMT\nW/\"a\"", b"s-maxage=1\n120"), ("max-age=", "no-store", " GMT")),
    Target("button", button, (b"v1:open:7", b"v1@3:hour:07:30", b"v1:away:99999999999999999999", b"v1:slot:1:days:12345"), (*sorted(ACTS), "v1:", "v1@")),
    Target("link_payload", link_payload, (b"s_12", b"t_science-latin-america", b"c_ask", b"a_radar_7", b"a_ledger_7_2"), ("a_", "s_", "c_", "radar", "open")),
    Target("own_words", own_words, (b"\x00electric cars +Norway !Tesla", "\x08+\"Марель порт\" -паром".encode(), b"\x00\xe2\x80\x9cnew york\xe2\x80\x9d, +a"), ("+", "!", "-", "\"", "“", "„", ", ")),
    Target("topic", topic, (b"\x00scienc", "\x04наук".encode(), b"\x00latin-america"), ("sport", "-", "ß", "ı", "科")),
    Target("search", search, (b"\x00ferry \"new york\" -tunnel", "\x08паром в Мареле".encode(), b"\x00U.S. budget's 1,000"), ("\"", "-", "+", "AND", "NEAR(", "*", "words :", "’s", "。")),
    Target("question", question, (b"\x00/ask 2: who said so? https://x.example", "\x08что сказал мэр?".encode(), b"\x00story 3, when?"), ("/ask", "@bot", "https://", "story ", "?", "\u200d", "\u202e")),
    Target("recording", recording, (OGG,), ("OggS", "OpusHead", "OpusTags")),
    Target("day_in_words", day_in_words, (b"\x00next Monday", b"\x012. Dezember", b"\x00in two weeks", "\x04через 3 дня".encode()), ("tomorrow", "week", "months", "Monday", "2027-01-02")),
    Target("times", times, (b"\x0007:30 mon-fri science 5 min; 18:00 world", b"\x00+21:00 without sound", b"\x0022-7", b"\x00Berlin", b"\x0010pm to 7am"), (":", "am", "-", ";", "every day", "+")),
    Target("mute", mute, (b"\x00Tesla until 2026-12-01", b"\x00football in sport for 3 days", b"\x00outlet example.com", b"\x00\"until\" till Monday"), ("until ", " in ", "outlet ", "days", "2027-02-30")),
    Target("message", message, (b"Ferry sinks @all /start x.com #a $USD", "👩‍👩‍👧‍👦 \u202e العبّارة &lt;b&gt;".encode()), ("@", "/", "t.me", "\u2067", "<", "&amp;", "1.2.3.4")),
)  # fmt: skip
