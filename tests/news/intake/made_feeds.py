"""Feeds that nobody would write: elements and attributes of every kind that feeds have, drawn and put inside each other by chance.

What comes out is sound XML; what it means is for two readers to agree on. Knows neither of them.
"""

import random
from collections.abc import Sequence

NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "georss": "http://www.georss.org/georss",
    "cc": "http://web.resource.org/cc/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xlink": "http://www.w3.org/1999/xlink",
    "odd": "http://odd.example/ns",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_TEXTS = {
    "title", "description", "encoded", "summary", "content", "subtitle", "rights", "copyright", "abstract", "info",
    "tagline", "text",
}  # fmt: skip
_NAMES = """
    title link description guid pubDate author category source enclosure content:encoded dc:creator dc:date dc:title
    dc:subject dc:description dc:language dc:publisher dc:contributor dc:rights dcterms:created dcterms:issued
    dcterms:modified media:content media:group media:title media:description media:thumbnail media:category
    media:keywords media:credit media:rating media:player media:text media:license media:restriction itunes:author
    itunes:summary itunes:subtitle itunes:keywords itunes:category itunes:image itunes:owner itunes:name itunes:email
    atom:link atom:id atom:updated atom:published atom:summary atom:content atom:author atom:title atom:category
    atom:name atom:email atom:uri atom:source atom:contributor atom:rights image url width height name email uri
    textInput ttl language updated modified issued created summary content abstract info copyright rights
    managingEditor webMaster keywords feedburner:origLink odd:thing odd:date thing rating comments slash:comments
    wfw:commentRss georss:point cc:license generator cloud docs id lastBuildDate sy:updatePeriod sy:updateFrequency
    expirationDate homepage tagline subtitle
""".split()  # noqa: SIM905
_TEXT = [
    "", "Plain words", "AT&amp;T", "a &lt;b&gt;bold&lt;/b&gt; move", "&lt;p&gt;One &amp;amp; two&lt;/p&gt;",
    '<![CDATA[<p>Some <a href="/x">link</a></p>]]>', "  https://e.example/a?b=1&amp;c=2 ", "/rel/path",
    "http:////x.example/y", "Mon, 02 Jan 2006 15:04:05 GMT", "2026-02-03T04:05:06Z", "caf\u00c3\u00a9", "\u0091so\u0092",
    "a@b.example (Ann)", "Ann", "one, two,, three", "hourly", "15", "&lt;3 hearts", "x &amp;copy; y;",
    "&lt;odd&gt;z&lt;/odd&gt;", "words <!-- none --> more", "https://e.example/&amp;amp;q;", "\u041f\u0440\u0438\u0432\u0435\u0442", "de-DE",
]  # fmt: skip
_ATTRIBUTES = """
    type="html"|type="text"|type="text/plain"|type="HTML"|isPermaLink="false"|isPermaLink="true"|rel="alternate"|rel="self"
    |rel="enclosure"|href="https://e.example/h"|href="/h"|href=""|url="https://e.example/u"|term="t1"|scheme="s"|domain="d"
    |label="L"|text="T"|xml:lang="fr_FR"|xml:lang=""|lang="uk"|odd:type="html"|odd:x="1"|xml:base="/base/"
    |rdf:about="https://e.example/about"|medium="image"|mode="escaped"|xlink:href="https://e.example/xl"
"""
ATTRIBUTES = [attribute.strip() for attribute in _ATTRIBUTES.split("|")]


def made_feed(seed: int) -> str:
    chance = random.Random(seed)
    return chance.choice((_rss, _rss, _atom, _rdf, _odd))(chance)


def _rss(chance: random.Random) -> str:
    language = chance.choice(("", ' xml:lang="en_US"'))
    parts = _elements(chance, 6) + _items(chance, "item") + _elements(chance, 2)
    return f'<rss {DECLARED} version="2.0"{language}><channel>{parts}</channel></rss>'


def _atom(chance: random.Random) -> str:
    return f'<feed xmlns="{NAMESPACES["atom"]}" {DECLARED}>{_elements(chance, 6)}{_items(chance, "entry")}</feed>'


def _rdf(chance: random.Random) -> str:
    channel = f"<channel>{_elements(chance, 5)}</channel>{_elements(chance, 2)}{_items(chance, 'item')}"
    return f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {DECLARED}>{channel}</rdf:RDF>'


def _odd(chance: random.Random) -> str:
    parts = _elements(chance, 6) + _items(chance, "item")
    return f'<rss {DECLARED} xmlns="http://odd.example/default"><channel>{parts}</channel></rss>'


def _items(chance: random.Random, name: str) -> str:
    said: Sequence[str] = ("", "", ' rdf:about="https://e.example/i"', ' xml:lang="pt_BR"')
    return "".join(
        f"<{name}{chance.choice(said)}>{_elements(chance, 12)}</{name}>" for _ in range(chance.randint(1, 4))
    )


def _elements(chance: random.Random, most: int) -> str:
    return "".join(_element(chance) for _ in range(chance.randint(0, most)))


def _element(chance: random.Random, depth: int = 0) -> str:
    name = chance.choice(_NAMES)
    drawn = chance.sample(ATTRIBUTES, chance.choice((0, 0, 0, 1, 1, 2)))
    attributes = " ".join({attribute.split("=")[0]: attribute for attribute in drawn}.values())
    inside = ""
    if depth < 2 and name.rpartition(":")[2] not in _TEXTS and chance.random() < 0.25:
        inside = "".join(_element(chance, depth + 1) for _ in range(chance.choice((1, 1, 2, 3))))
    words = chance.choice(_TEXT) if chance.random() < 0.8 else ""
    return f"<{name} {attributes}>{words}{inside}</{name}>"
