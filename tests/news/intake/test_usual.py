"""A usual feed, read the quick way: what comes out is what feedparser says, and what is not usual is left to feedparser."""

from typing import Any

import feedparser
import pytest
from feedparser.mixin import _FeedParserMixin

from news.intake import parse as parsing
from news.intake.entries import articles_in, language_of, title_of, ttl_of
from news.intake.parse import parse, read_by_feedparser
from news.intake.usual import reading
from news.intake.usual.names import KEPT, NOT_USUAL, PASSED, SAME_AS
from news.intake.usual.reading import read_usual
from news.ports import Body, Freshness
from tests.news.intake.made_feeds import DECLARED, made_feed

URL = "https://north.example/feeds/all.xml"
MADE = 400

RULES = {
    "a plain item": "<title>Ferry back</title><link>https://n.example/1</link><description>It sails.</description>",
    "the first title counts": "<title>One</title><title>Two</title>",
    "a title inside of a picture's group yields": "<media:group><media:title>Quay</media:title></media:group><title>Ferry</title>",
    "a title may be HTML": "<title>A &lt;b&gt;bold&lt;/b&gt; move</title>",
    "a title with an odd tag is no HTML": "<title>A &lt;bolder&gt;x&lt;/bolder&gt; move</title>",
    "a second description is the content": "<description>Short</description><description>Much longer</description>",
    "a summary beside content": "<content:encoded>&lt;p&gt;All&lt;/p&gt;</content:encoded><description>Part</description>",
    "content twice": "<content:encoded>One</content:encoded><content:encoded>Two</content:encoded>",
    "a summary for players": "<description>Words</description><itunes:summary>More words of it</itunes:summary>",
    "the guid is the link": "<title>T</title><guid>https://n.example/2</guid>",
    "the guid is no link": '<title>T</title><guid isPermaLink="false">/2</guid>',
    "a guid before its link": "<guid>/2</guid><link>/3</link><title>T</title>",
    "a relative link": "<title>T</title><link>/relative?a=1&amp;b=2</link>",
    "a link with slashes too many": "<title>T</title><link>http:////n.example/4</link>",
    "a link whose ampersands were escaped twice": "<title>T</title><link>https://n.example/?a=1&amp;amp;b=2&amp;c;</link>",
    "a base of its own": '<title>T</title><link xml:base="https://base.example/x/">y</link>',
    "Atom's links": '<title>T</title><atom:link rel="self" href="/s"/><atom:link href="/a" type="text/html"/>',
    "an enclosure is no link": '<title>T</title><enclosure url="https://n.example/a.mp3" type="audio/mpeg"/>',
    "where it came from": '<title>T</title><feedburner:origLink>https://n.example/o</feedburner:origLink>',
    "a source has words of its own": "<atom:source><atom:title>Other</atom:title><atom:id>x</atom:id></atom:source><title>T</title>",
    "a source has an address": '<title>T</title><source url="https://o.example/f">Other</source>',
    "dates": "<title>T</title><pubDate>Mon, 02 Feb 2026 15:04:05 +0300</pubDate><dc:date>2026-02-03</dc:date>",
    "a date in words of a language": "<title>T</title><pubDate>Seg, 24 Set 2018 19:42:40 -0300</pubDate>",
    "no date at all": "<title>T</title><pubDate>soon</pubDate><atom:updated>2026-02-03T04:05:06Z</atom:updated>",
    "a creator": "<title>T</title><dc:creator>Ann Lee</dc:creator>",
    "an author with an address": "<title>T</title><author>ann@n.example (Ann Lee)</author>",
    "an author in parts": "<title>T</title><atom:author><atom:name>Ann</atom:name><atom:email>a@n.example</atom:email></atom:author>",
    "authors in parts": "<title>T</title><atom:author><atom:name>Ann</atom:name></atom:author><atom:author><atom:email>b@n.example</atom:email></atom:author>",
    "categories": '<title>T</title><category>One</category><category domain="d">Two</category><category>One</category><dc:subject>Three</dc:subject>',
    "categories of Atom": '<title>T</title><atom:category term="one" label="One"/><media:category>Two</media:category>',
    "keywords": "<title>T</title><media:keywords>one, two</media:keywords><itunes:keywords>three,four</itunes:keywords>",
    "a picture and its caption": '<title>T</title><description>The article</description><media:content url="p.jpg"><media:description>A caption that is longer</media:description></media:content>',
    "a picture's title": '<title>T</title><image><title>Logo</title><url>p.png</url></image>',
    "a language of its own": '<title xml:lang="fr_FR">T</title><dc:language>de-DE</dc:language>',
    "UTF-8 read as Latin-1": "<title>caf\u00c3\u00a9</title><description>na\u00c3\u00afve</description>",
    "quotes of Windows": "<title>\u0093quoted\u0094</title>",
    "comments and CDATA": "<title>A <!-- b --> c <![CDATA[<i>d</i>]]></title>",
    "elements that nobody knows": '<title>T</title><thing>a</thing><odd:thing x="1">b</odd:thing><link>/a</link>',
    "a name that is not in small letters": "<TITLE>T</TITLE><LINK>/a</LINK>",
    "nothing": "",
}  # fmt: skip
NOT_READ = {
    "markup inside of a text": "<description>It <b>sails</b>.</description>",
    "XHTML": '<atom:content type="xhtml"><div>It sails.</div></atom:content>',
    "encoded content": '<atom:content type="image/png">aGk=</atom:content>',
    "base64": '<description mode="base64">aGk=</description>',
    "a body": "<body>It sails.</body>",
    "a value with a name of feedparser's own": "<links>x</links>",
    "an author inside of an author": "<author><dc:creator>Ann</dc:creator></author>",
    "an item inside of an item": "<item><title>In</title></item>",
    "a base that is no web page": '<title xml:base="mailto:a@b.example">T</title>',
    "an entity that nobody declared": "<title>One&nbsp;two</title>",
}


def rss(items: str, head: str = "") -> str:
    return f'<rss {DECLARED} version="2.0"><channel><title>North</title>{head}<item>{items}</item></channel></rss>'


def atom(items: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {DECLARED}><title>North</title><entry>{items}</entry></feed>'


def assert_read_alike(text: str) -> None:
    quickly, judged = read_usual(text, URL), read_by_feedparser(text, URL)
    assert quickly is not None
    assert judged.fault is None
    assert articles_in(quickly, URL) == articles_in(judged, URL)
    for said in (title_of, language_of, ttl_of):
        assert said(quickly) == said(judged)
    assert quickly.feed.get("link") == judged.feed.get("link")
    assert bool(quickly.version) == bool(judged.version)


@pytest.mark.parametrize("item", RULES.values(), ids=RULES)
def test_an_item_is_read_as_feedparser_reads_it(item: str) -> None:
    assert_read_alike(rss(item))


@pytest.mark.parametrize("item", RULES.values(), ids=RULES)
def test_an_entry_of_atom_is_read_as_feedparser_reads_it(item: str) -> None:
    assert_read_alike(atom(item))


@pytest.mark.parametrize(
    "head",
    [
        "<link>https://n.example/</link><language>de-DE</language><ttl>15</ttl>",
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
        "<image><title>Logo</title><link>https://n.example/logo</link><url>/p.png</url></image><title>South</title>",
        "<textInput><title>Search</title><name>q</name><link>/search</link></textInput>",
        '<atom:link rel="self" href="https://n.example/feed"/><atom:link href="https://n.example/home"/>',
        "<itunes:owner><itunes:name>Ann</itunes:name></itunes:owner><managingEditor>a@n.example</managingEditor>",
        '<atom:id>tag:n.example,2026:1</atom:id><itunes:image href="/cover.png"/>',
    ],
)
def test_what_stands_before_the_items_is_read_as_feedparser_reads_it(head: str) -> None:
    assert_read_alike(rss("<title>Ferry back</title><link>/1</link>", head))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_feeds_that_nobody_would_write_are_read_as_feedparser_reads_them() -> None:
    alike = 0
    for text in map(made_feed, range(MADE)):
        if (quickly := read_usual(text, URL)) is None:
            continue
        judged = read_by_feedparser(text, URL)
        assert articles_in(quickly, URL) == articles_in(judged, URL), text
        alike += 1

    assert alike > MADE // 5


@pytest.mark.parametrize("item", NOT_READ.values(), ids=NOT_READ)
def test_what_is_not_usual_is_left_to_feedparser(item: str) -> None:
    assert read_usual(rss(item), URL) is None


@pytest.mark.parametrize(
    "text", ["<rss><channel><item><title>T</title></channel></rss>", "<html><body/></html>", "<rss/>", ""]
)
def test_broken_and_empty_documents_are_left_to_feedparser(text: str) -> None:
    assert read_usual(text, URL) is None


def test_feedparser_is_not_asked_about_a_usual_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("asked")

    monkeypatch.setattr(feedparser, "parse", refuse)
    body = Body(rss("<title>Ferry back</title>").encode(), None, URL, "", Freshness())

    assert [article.title for article in parse(body).articles] == ["Ferry back"]
    with pytest.raises(OSError, match="asked"):
        parsing.parse(Body(rss("<body>x</body>").encode(), None, URL, "", Freshness()))


def test_each_rule_that_feedparser_has_for_an_element_is_known_here_or_refused() -> None:
    handlers = [name for name in dir(_FeedParserMixin) if name.startswith(("_start_", "_end_"))]
    theirs = {name.split("_", 2)[2].lower() for name in handlers}
    ours = {*reading._BEGINS, *reading._ENDS, *PASSED, *SAME_AS, *KEPT}

    assert theirs - ours - NOT_USUAL == {"itunes_block", "itunes_explicit"}  # read, and said nowhere
