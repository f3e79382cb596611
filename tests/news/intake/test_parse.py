"""Feeds as they come, well made or not, and what is left of them: plain text, absolute links, real dates."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.adapters.parser import WorkerParser
from news.errors import ParseFailed
from news.intake import plain
from news.intake.decoding import decode
from news.intake.parse import parse
from news.intake.plain import plain_lines, plain_text, without_boilerplate
from news.ports import Body, Freshness, ParsedArticle, ParsedFeed

REALFEEDS = Path(__file__).parents[4] / "shared" / "data" / "realfeeds"
URL = "https://north.example/feeds/all.xml"


def body(content: bytes | str, content_type: str | None = None) -> Body:
    raw = content.encode() if isinstance(content, str) else content
    return Body(raw, content_type, URL, "", Freshness())


def rss(items: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>North</title>{head}{items}</channel></rss>'
    )


def one(items: str, head: str = "") -> ParsedArticle:
    (article,) = parse(body(rss(items, head))).articles
    return article


@pytest.mark.parametrize("is_broken", [False, True])
def test_what_is_older_than_asked_for_is_left_with_its_date_and_all_else_is_as_ever(is_broken: bool) -> None:
    def item(name: str, day: int | None, title: str = "Library opens") -> str:
        at = "" if day is None else f"<pubDate>{day:02} Nov 2026 09:00:00 GMT</pubDate>"
        words = (
            f"<title>{title}</title><description>&lt;p&gt;The library at quay {name}&lt;/p&gt;</description>"
        )
        return f"<item>{words}<guid>{name}</guid><link>https://north.example/{name}</link>{at}<category>Town</category></item>"

    items = [item("a", 20), item("b", 3), item("c", None), item("d", 4, title=""), item("b", 21)]
    feed = body(rss("".join(items) + ("<p>" if is_broken else "")))
    since = datetime(2026, 11, 15, tzinfo=UTC)
    whole, newer = parse(feed), parse(feed, since=since)

    old = [article.published_at for article in whole.articles if article.title and article.published_at]
    left = tuple(at for at in old if at < since)
    assert len(left) == 2
    assert newer == replace(
        whole,
        articles=tuple(a for a in whole.articles if a.published_at is None or a.published_at >= since),
        left=left,
    )


# --- the text ---------------------------------------------------------------------------------------


def test_a_block_of_the_page_is_a_line_of_the_text() -> None:
    written = (
        "<figure><img src='a.jpg'><figcaption>The quay, seen from the mill</figcaption></figure>"
        "<h2>Ferry back in service</h2><p>The Halcyon\nsails <em>again</em>.<br>Fares stay.</p><ul><li>One</li></ul>"
    )

    assert plain_lines(written, is_html=True).split("\n") == [
        "The quay, seen from the mill",
        "Ferry back in service",
        "The Halcyon sails again.",
        "Fares stay.",
        "One",
    ]


def test_a_blank_line_ends_a_block_of_plain_text_and_a_wrapped_line_does_not() -> None:
    assert plain_lines("Ferry back\n \nThe Halcyon\nsails again.", is_html=False) == (
        "Ferry back\nThe Halcyon sails again."
    )


def test_a_title_stays_one_line_whatever_blocks_it_has() -> None:
    assert plain_text("<p>Ferry</p><p>back</p>", is_html=True) == "Ferry back"


def test_a_link_onward_on_a_line_of_its_own_is_dropped() -> None:
    assert without_boilerplate("The ferry sails from quay four\nMore") == "The ferry sails from quay four"


def test_the_caption_of_a_picture_is_not_the_text_of_the_article() -> None:
    head = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>North</title>"
    item = (
        "<item><title>Ferry back</title><description>The Halcyon sails again.</description>"
        "<media:content url='https://north.example/a.jpg' medium='image'/>"
        "<media:description>People waiting on the quay of Port Ansel for the first boat on Tuesday.</media:description>"
        "</item></channel></rss>"
    )

    (article,) = parse(body(head + item)).articles

    assert article.text == "The Halcyon sails again."


# --- the formats ---------------------------------------------------------------------------------


def test_rss_gives_its_items() -> None:
    feed = parse(
        body(
            rss(
                "<item><guid>urn:1</guid><title>Q&amp;amp;A: &lt;b&gt;Libraries&lt;/b&gt;</title><link>/news/1</link>"
                "<description>&lt;p&gt;Two open.&lt;/p&gt;&lt;p&gt;One closes.&lt;/p&gt;</description>"
                "<author>ann@north.example (Ann Lee)</author><category>Culture</category>"
                "<pubDate>Sun, 22 Nov 2026 09:00:00 +0100</pubDate></item>",
                "<language>en-us</language><ttl>30</ttl>",
            )
        )
    )
    assert replace(feed, inventory=None) == ParsedFeed(
        title="North",
        language="en",
        ttl=timedelta(minutes=30),
        articles=(
            ParsedArticle(
                guid="urn:1",
                url="https://north.example/news/1",
                title="Q&A: Libraries",
                text="Two open.\nOne closes.",
                author="Ann Lee",
                published_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
                language=None,
                categories=("Culture",),
            ),
        ),
    )


def test_atom_gives_its_entries_with_their_language_and_base() -> None:
    (article,) = parse(
        body(
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>N</title>'
            '<entry xml:lang="fr" xml:base="https://other.example/a/"><id>tag:1</id><title type="text">1 &lt; 2</title>'
            '<link rel="alternate" href="b.html"/><updated>2026-11-22T08:00:00Z</updated>'
            '<summary>Kurz</summary><content type="html">&lt;p&gt;Der lange Text&lt;/p&gt;</content></entry></feed>'
        )
    ).articles
    assert (article.title, article.url) == ("1 < 2", "https://other.example/a/b.html")
    assert (article.text, article.language) == ("Der lange Text", "fr")


def test_rdf_gives_its_items() -> None:
    feed = parse(
        body(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
            "<channel><title>N</title><dc:language>de-AT</dc:language><sy:updatePeriod>hourly</sy:updatePeriod>"
            "<sy:updateFrequency>2</sy:updateFrequency></channel>"
            '<item rdf:about="https://north.example/1"><title>A</title><link>https://north.example/1</link>'
            "<dc:date>2026-11-22T09:00:00+01:00</dc:date></item></rdf:RDF>"
        )
    )
    assert (feed.language, feed.ttl) == ("de", timedelta(minutes=30))
    assert feed.articles[0].guid == "https://north.example/1"
    assert feed.articles[0].published_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["unknown", "", "xx-yy-zz-junk", "English"])
def test_a_language_that_is_none_is_not_believed(language: str) -> None:
    assert (
        parse(body(rss("<item><title>A</title></item>", f"<language>{language}</language>"))).language is None
    )


# --- items ---------------------------------------------------------------------------------------


def test_an_item_without_guid_is_known_by_its_link_else_by_its_title() -> None:
    assert (
        one("<item><title>A</title><link>https://north.example/1</link></item>").guid
        == "https://north.example/1"
    )
    assert one("<item><title>A</title></item>").guid.startswith("title:")
    assert len(one(f"<item><guid>{'g' * 5_000}</guid><title>A</title></item>").guid) <= 500


def test_items_that_share_a_guid_are_told_apart_by_their_links() -> None:
    items = "".join(
        f"<item><guid>0</guid><title>A{n}</title><link>https://north.example/{n}</link></item>"
        for n in (1, 2, 2)
    )
    feed = parse(body(rss(items)))
    assert [article.guid for article in feed.articles] == [
        "https://north.example/1",
        "https://north.example/2",
    ]


def test_items_that_share_a_guid_and_have_no_link_are_told_apart_by_their_titles() -> None:
    feed = parse(
        body(
            rss(
                "".join(
                    f"<item><guid isPermaLink='false'>0</guid><title>{title}</title></item>"
                    for title in "ABA"
                )
            )
        )
    )
    assert [article.title for article in feed.articles] == ["A", "B"]


def test_an_item_without_title_is_headed_by_its_text_and_one_without_both_is_left() -> None:
    text = "A council of the north decided on two libraries. " * 10
    article = one(
        f"<item><description>{text}</description></item><item><link>https://north.example/</link></item>"
    )
    assert article.title.startswith("A council of the north")
    assert len(article.title) <= 121


@pytest.mark.parametrize(
    "date", ["yesterday", "Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", ""]
)
def test_a_date_that_is_none_is_not_believed(date: str) -> None:
    assert one(f"<item><title>A</title><pubDate>{date}</pubDate></item>").published_at is None


@pytest.mark.parametrize(
    "date",
    [
        "So, 22 Nov 2026 09:00:00 +0100",
        "Seg, 22 Nov 2026 05:00:00 -0300",
        "dom, 22 nov 2026 09:00:00 +0100",
        "вс, 22 ноя 2026 11:00:00 +0300",
        "Dim., 22 novembre 2026 09:00:00 +0100",
        "22 noviembre 2026 08:00 GMT",
        "Paz, 22 Kas 2026 11:00:00 +0300",
    ],
)
def test_dates_in_the_feeds_own_words_are_read(date: str) -> None:
    published_at = one(f"<item><title>A</title><pubDate>{date}</pubDate></item>").published_at
    assert published_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_fields_are_bounded_and_the_newest_items_kept() -> None:
    long = "word " * 30_000
    article = one(
        f"<item><title>{long}</title><author>{long[:3000]}</author><description>{long}</description></item>"
    )
    assert len(article.title) <= 1_000
    assert len(article.author or "") <= 254
    assert len(article.text) <= 100_000
    start = datetime(2026, 1, 1, tzinfo=UTC)
    items = "".join(
        f"<item><title>A{n}</title><pubDate>{(start + timedelta(hours=n)).isoformat()}</pubDate></item>"
        for n in range(600)
    )
    titles = {article.title for article in parse(body(rss(items))).articles}
    assert len(titles) == 500
    assert "A599" in titles
    assert "A0" not in titles


def test_a_cap_on_items_is_told() -> None:
    many = "".join(f"<item><title>A{n}</title></item>" for n in range(501))
    assert parse(body(rss(many))).remark == "lists 501 items: the newest 500 are taken"


def test_an_article_of_many_pages_is_read() -> None:
    assert one(f"<item><title>A</title><description>{'word ' * 60_000}</description></item>").text


def test_a_long_author_costs_no_more_than_another() -> None:
    assert one(f"<item><title>A</title><author>{'a' * 100_000}</author></item>").author == "a" * 254


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#99999999999;", "&#xFFFFFFFF;", "&#0;"])
def test_references_to_no_character_do_no_harm(reference: str) -> None:
    assert one(f"<item><title>A {reference} B</title></item>").title.startswith("A")


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a<br>b<br/>c", "a b c"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("half<b>way</b>", "halfway"),
        ("<script>alert(1)</script>x<style>p{}</style>", "x"),
        ("AT&amp;T &eacute;&#8217;", "AT&T é’"),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ("<img src=x onerror=alert(1)>a", "a"),
        ("a\u200bb\u202ec\u2066d\ufeffe\x00f", "abcde f"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("e\u0301", "\u00e9"),
        ("  a \n\t b\u00a0c ", "a b c"),
        ("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("a\ud800b", "ab"),
    ],
)  # fmt: skip
def test_markup_and_what_nobody_sees_is_no_text(written: str, plain: str) -> None:
    assert plain_text(written, is_html=True) == plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Two open. The post Two libraries appeared first on North.", "Two open."),
        ("Zwei öffnen. Der Beitrag Zwei Bibliotheken erschien zuerst auf Nord.", "Zwei öffnen."),
        ("Two open. Continue reading...", "Two open."),
        ("Two open… Continue reading Two libraries →", "Two open…"),
        ("Two open. Read more »", "Two open."),
        ("Two open [...]", "Two open"),
        ("Zwei öffnen. Weiterlesen", "Zwei öffnen."),
        ("Deux ouvrent. Lire la suite", "Deux ouvrent."),
        ("Две открыты. Читать далее", "Две открыты."),
        ("两座开放。阅读全文", "两座开放。"),
        ("Read more", ""),
        ("The council wants more", "The council wants more"),
        ("People should read more books.", "People should read more books."),
        ("Der Rat will mehr", "Der Rat will mehr"),
    ],
)
def test_what_the_outlets_software_appended_is_no_text(text: str, kept: str) -> None:
    assert without_boilerplate(text) == kept


# --- encodings -----------------------------------------------------------------------------------

WORDS = "Zürich größer façade"


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (WORDS.encode(), "text/xml"),
        (WORDS.encode(), "text/xml; charset=iso-8859-1"),
        (WORDS.encode("utf-8-sig"), None),
        (WORDS.encode("utf-16"), None),
        (("<" + WORDS).encode("utf-16-le"), "text/xml"),
        (WORDS.encode("cp1252"), "text/xml; charset=windows-1252"),
        (WORDS.encode("latin-1"), "application/xml; charset=ISO-8859-1"),
        (b'<?xml version="1.0" encoding="iso-8859-15"?>' + WORDS.encode("iso-8859-15"), "text/xml"),
        (WORDS.encode("cp1252"), None),
        (WORDS.encode("cp1252"), "text/xml; charset=utf-8"),
        (WORDS.encode().decode("cp1252").encode(), None),
        (WORDS.encode(), "text/xml; charset=rot13"),
        (b'<?xml version="1.0" encoding="utf-16"?>' + WORDS.encode(), "text/xml"),
    ],
)
def test_the_encoding_is_what_the_bytes_prove(raw: bytes, content_type: str | None) -> None:
    assert WORDS in decode(raw, content_type)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Привет, мир", "windows-1251"), ("新闻标题", "gb2312"), ("東京", "shift_jis"), ("서울", "euc-kr")],
)
def test_declared_encodings_of_other_scripts_are_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), f"text/xml; charset={encoding}") == text


def test_text_stored_as_utf8_twice_is_repaired_and_a_quotation_of_such_is_not() -> None:
    for text in ("Новости Москвы и области", "Après l’été à la mer", "日本の新聞の記事です"):
        twice = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
        assert decode(twice.encode(), None) == text
    quoted = "Über Zeichensalat wie Ã¼ schreiben wir über Jahre größere Texte für Österreich äöüß"
    assert decode(quoted.encode(), None) == quoted


def test_any_bytes_can_be_decoded() -> None:
    for seed in range(200):
        raw = bytes((seed * 37 + n * n * 31) % 256 for n in range(300))
        decode(
            raw,
            "text/xml; charset=" + ["utf-8", "utf-7", "idna", "unicode_escape", "hex", "x" * 90][seed % 6],
        )


def test_copies_stored_twice_give_what_the_repaired_copies_give() -> None:
    folder = REALFEEDS / "A_repaired_utf8"
    if not folder.exists():
        pytest.skip("the collected feeds are not on this machine")
    for path in sorted(folder.iterdir()):
        broken = REALFEEDS / "A_2017-01-07_multilang_rawxml" / path.name
        assert parse(body(path.read_bytes())) == parse(body(broken.read_bytes())), path.name


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not a feed"),
        ("/etc/passwd", "not a feed"),
        ("https://north.example/feed", "not a feed"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "JSON"),
        ("<!doctype html><html><body>Hello</body></html>", "web page"),
        ("<note>hello</note>", "not a feed"),
        ('<!DOCTYPE rss [<!ENTITY a "b">]>' + rss("<item><title>&a;</title></item>")[21:], "entities"),
        ('<!-- <a --><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "entities"),
        ("<!DOCTYPE rss><!DOCTYPE rss><rss/>", "entities"),
        ('<?x > ?><!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "entities"),
        ("<?x " + "a" * 3_000 + '?><!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "entities"),
        ('x?><!DOCTYPE rss [<!ENTITY a "<b/>">]><rss>&a;</rss>'.replace("x", "<?", 1), "entities"),
        ("<?xml", "without end"),
        ("<!--x-->" * 101 + "<rss/>", "before its first element"),
        (rss("<item/>" * 2_001), "items"),
        (rss("<a " + " ".join(f'b{n}="1"' for n in range(300)) + "/>"), "attributes"),
        (rss("<a>" * 1_000), "inside each other"),
        (rss("<!--x-->" * 10_001), "comments"),
        (rss("<author>" + "a" * 1_100_000 + "</author>"), "without end"),
        (rss("<author " + "a" * 300_000 + "/>"), "without end"),
    ],
)
def test_what_is_no_feed_or_built_to_be_expensive_is_refused(content: str, reason: str) -> None:
    with pytest.raises(ParseFailed, match=reason):
        parse(body(content))


@pytest.mark.parametrize(
    "content",
    [
        "\n\n  " + rss("<item><title>A</title></item>"),
        "<!-- made by x --><?xml version='1.0'?>" + rss("<item><title>A</title></item>")[21:],
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
        + rss("<item><title>A</title></item>")[21:],
        rss("<item><title>A & B <unclosed></title></item>"),
        '<?xml version="1.0">' + rss("<item><title>A</title></item>")[21:],
        '<?xml version="1.0"?><?xml-stylesheet href="a>b"?>' + rss("<item><title>A</title></item>")[21:],
        "<br />\n<b>Warning</b>: include() failed<br />\n" + rss("<item><title>A</title></item>"),
        rss("<item><title>A</title></item>")[:-20],
        rss("<item><title>A\x00\x0b</title></item>"),
        rss("<item><title>&nbsp;A&eacute;</title></item>"),
    ],
)
def test_feeds_with_common_faults_still_give_their_items(content: str) -> None:
    assert parse(body(content)).articles[0].title.startswith("A")


def test_an_ampersand_that_stands_for_itself_costs_no_feed_its_inventory() -> None:
    address = "https://north.example/1?a=1&copy=2&b=3"
    feed = parse(
        body(
            rss(
                f"<item><title>A & B &amp; C &#38; D</title><link>{address}</link>"
                "<description><![CDATA[Q&A &amp; more]]></description></item>"
            )
        )
    )
    (article,) = feed.articles
    assert (article.title, article.url, article.text) == ("A & B & C & D", address, "Q&A & more")
    assert feed.remark is None
    assert feed.inventory is not None


# --- the worker ----------------------------------------------------------------------------------


@pytest.fixture
async def parser() -> AsyncIterator[WorkerParser]:
    made = WorkerParser(workers=1, deadline_s=5)
    yield made
    await made.close()


FEED = body(rss("<item><title>A</title><pubDate>Sun, 22 Nov 2026 09:00:00 +0100</pubDate></item>"))


async def test_a_worker_gives_what_parsing_here_gives(parser: WorkerParser) -> None:
    assert await parser.parse(FEED) == parse(FEED)
    later = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert await parser.parse(FEED, since=later) == parse(FEED, since=later) != parse(FEED)
    with pytest.raises(ParseFailed, match="web page"):
        await parser.parse(body("<html></html>"))
    assert await parser.parse(FEED) == parse(FEED)


async def test_a_killed_worker_fails_its_feed_and_the_next_feed_gets_another(parser: WorkerParser) -> None:
    await parser.parse(FEED)
    (pid,) = parser.pids
    os.kill(pid, signal.SIGSTOP)  # so that it is at work when it is killed
    task = asyncio.create_task(parser.parse(FEED))
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ParseFailed, match="ended the parser"):
        await task
    assert await parser.parse(FEED) == parse(FEED)
    assert parser.pids != {pid}


async def test_a_feed_built_to_take_minutes_ends_at_the_deadline() -> None:
    """feedparser's parser for broken markup takes time that grows with the square of such a tag."""
    parser = WorkerParser(workers=1, deadline_s=3)  # a worker's own start is in it
    await parser.parse(FEED)
    with pytest.raises(ParseFailed, match="3 s"):
        await parser.parse(body("<rss><channel><item><description>" + '<a b="' * 90_000))
    assert (await parser.parse(FEED)).articles
    await parser.close()


async def test_a_cancelled_parse_takes_its_worker_along(parser: WorkerParser) -> None:
    await parser.parse(FEED)
    (pid,) = parser.pids
    os.kill(pid, signal.SIGSTOP)
    task = asyncio.create_task(parser.parse(FEED))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert parser.pids == set()
    assert await parser.parse(FEED) == parse(FEED)


async def test_closing_leaves_no_process_behind_and_signals_are_not_for_workers() -> None:
    parser = WorkerParser()
    await asyncio.gather(*(parser.parse(FEED) for _ in range(4)))
    pids = parser.pids
    assert len(pids) == 2
    for pid in pids:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    assert (await parser.parse(FEED)).articles
    await parser.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_worker_knows_no_secret(parser: WorkerParser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    await parser.parse(FEED)
    (pid,) = parser.pids
    environ = Path(f"/proc/{pid}/environ")
    if not environ.exists():
        pytest.skip("this platform does not show a process's environment")
    assert b"secret" not in environ.read_bytes()


@pytest.mark.parametrize("label", ["unicode_escape", "raw_unicode_escape", "idna", "punycode"])
def test_a_feed_cannot_name_a_codec_that_is_none_of_documents(label: str) -> None:
    body = f"<?xml version='1.0' encoding='{label}'?><rss><channel><title>\\q \\x41</title></channel></rss>"
    assert "\\q \\x41" in decode(body.encode(), None)


@pytest.mark.parametrize("after", ["", " …", " [...]", " »", " →", ".)", " [ … ] »"])
def test_whatever_software_appends_is_looked_for_however_it_is_written(after: str) -> None:
    for words in plain._MORE_WORDS:
        for written in (words, words.upper(), words.capitalize()):
            tail = f"The ferry sails again. {written}{after}"
            assert not plain._READ_MORE.search(tail) or plain._READ_MORE in plain._endings_of(tail), tail


@pytest.mark.parametrize("before", [0, 1, 99_999, 100_000, 150_001])
def test_a_tag_that_is_too_long_is_refused_wherever_it_stands(before: int) -> None:
    def feed(chars: int) -> Body:
        return body(rss(f"<item><title>A{'a' * before}</title><link a='{'b' * chars}'/></item>"))

    assert parse(feed(199_000)).articles
    with pytest.raises(ParseFailed, match="without end"):
        parse(feed(200_000))
