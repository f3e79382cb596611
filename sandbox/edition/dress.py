"""Dresses the items of a feed as RSS 2.0, Atom 1.0 or RDF Site Summary 1.0, as real outlets do.

Pure: values in, bytes out. Knows nothing of files, clocks or HTTP. Specifications:
rssboard.org/rss-specification, RFC 4287, web.resource.org/rss/1.0/spec.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape as escape_html
from xml.sax.saxutils import escape, quoteattr

from sandbox.edition.contents import Feed, Item, Outlet

TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml"}

# The day our tag: URIs were minted (RFC 4151). A guid must not change with the port that a press gets.
_MINTED = "2026-01-01"


def dress(outlet: Outlet, feed: Feed, items: Sequence[Item], *, base_url: str) -> bytes:
    """The feed as the bytes an outlet would serve, in the encoding the feed declares."""
    dialects: dict[str, Callable[[Outlet, Feed, Sequence[Item], str], str]]
    dialects = {"rss": _rss, "atom": _atom, "rdf": _rdf}
    text = dialects[feed.dialect](outlet, feed, items, base_url)
    head = f'<?xml version="1.0" encoding="{feed.encoding}"?>\n'
    encoding = "ascii" if feed.dress == "references" else feed.encoding
    return (head + text).encode(encoding, "xmlcharrefreplace")


def page_url(base_url: str, outlet: Outlet, slug: str) -> str:
    return f"{base_url}/pages/{outlet.domain}/{slug}"


def _rss(outlet: Outlet, feed: Feed, items: Sequence[Item], base_url: str) -> str:
    entries = "".join(_rss_item(outlet, feed, item, base_url) for item in items)
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/" xml:lang="{outlet.language}">\n'
        f"<channel>\n<title>{escape(feed.title)}</title>\n<link>https://{outlet.domain}/</link>\n"
        f"<description>{escape(outlet.name)}</description>\n<language>{outlet.language}</language>\n"
        f'<atom:link href={quoteattr(f"{base_url}/{feed.path}")} rel="self" type="application/rss+xml"/>\n'
        f"<ttl>5</ttl>\n{entries}</channel>\n</rss>\n"
    )


def _rss_item(outlet: Outlet, feed: Feed, item: Item, base_url: str) -> str:
    lines = [
        f"<title>{_text(feed, item.title)}</title>",
        f"<link>{escape(page_url(base_url, outlet, item.slug))}</link>",
        f'<guid isPermaLink="false">{_tag(outlet, item)}</guid>',
        f"<pubDate>{format_datetime(item.published_at.astimezone(UTC), usegmt=True)}</pubDate>",
        *([f"<dc:creator>{_text(feed, item.author)}</dc:creator>"] if item.author else []),
        *(f"<category>{escape(topic)}</category>" for topic in feed.topics),
        f"<description>{_body(feed, item)}</description>",
    ]
    if feed.has_full_text:
        lines.append(f"<content:encoded><![CDATA[{_paragraphs(item)}]]></content:encoded>")
    if item.updated_at != item.published_at:
        lines.append(f"<atom:updated>{_stamp(item.updated_at)}</atom:updated>")
    return "<item>\n" + "\n".join(lines) + "\n</item>\n"


def _atom(outlet: Outlet, feed: Feed, items: Sequence[Item], base_url: str) -> str:
    newest = max(item.updated_at for item in items)
    entries = "".join(_atom_entry(outlet, feed, item, base_url) for item in items)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        f"<id>tag:{outlet.domain},{_MINTED}:{escape(feed.path)}</id>\n<title>{escape(feed.title)}</title>\n"
        f"<updated>{_stamp(newest)}</updated>\n<author><name>{escape(outlet.name)}</name></author>\n"
        f'<link rel="self" href={quoteattr(f"{base_url}/{feed.path}")}/>\n{entries}</feed>\n'
    )


def _atom_entry(outlet: Outlet, feed: Feed, item: Item, base_url: str) -> str:
    lines = [
        f"<id>{_tag(outlet, item)}</id>",
        f"<title>{escape(item.title)}</title>",
        f'<link rel="alternate" href={quoteattr(page_url(base_url, outlet, item.slug))}/>',
        f"<published>{_stamp(item.published_at)}</published>",
        f"<updated>{_stamp(item.updated_at)}</updated>",
        *([f"<author><name>{escape(item.author)}</name></author>"] if item.author else []),
        *(f"<category term={quoteattr(topic)}/>" for topic in feed.topics),
    ]
    if feed.dress == "markup":
        lines.append(f'<content type="html">{escape(_paragraphs(item))}</content>')
    else:
        lines.append(f'<summary type="text">{escape(" ".join(item.sentences))}</summary>')
    return "<entry>\n" + "\n".join(lines) + "\n</entry>\n"


def _rdf(outlet: Outlet, feed: Feed, items: Sequence[Item], base_url: str) -> str:
    listed = "".join(f"<rdf:li rdf:resource={quoteattr(_about(outlet, item))}/>\n" for item in items)
    entries = "".join(_rdf_item(outlet, feed, item, base_url) for item in items)
    return (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel rdf:about={quoteattr(f'{base_url}/{feed.path}')}>\n<title>{escape(feed.title)}</title>\n"
        f"<link>https://{outlet.domain}/</link>\n<description>{escape(outlet.name)}</description>\n"
        f"<dc:language>{outlet.language}</dc:language>\n<items><rdf:Seq>\n{listed}</rdf:Seq></items>\n</channel>\n"
        f"{entries}</rdf:RDF>\n"
    )


def _rdf_item(outlet: Outlet, feed: Feed, item: Item, base_url: str) -> str:
    lines = [
        f"<title>{escape(item.title)}</title>",
        f"<link>{escape(page_url(base_url, outlet, item.slug))}</link>",
        f"<description>{_body(feed, item)}</description>",
        f"<dc:date>{_stamp(item.published_at)}</dc:date>",
        *([f"<dc:creator>{escape(item.author)}</dc:creator>"] if item.author else []),
        *(f"<dc:subject>{escape(topic)}</dc:subject>" for topic in feed.topics),
    ]
    return f"<item rdf:about={quoteattr(_about(outlet, item))}>\n" + "\n".join(lines) + "\n</item>\n"


def _text(feed: Feed, text: str) -> str:
    return f"<![CDATA[{escape_html(text, quote=False)}]]>" if feed.dress == "cdata" else escape(text)


def _body(feed: Feed, item: Item) -> str:
    if feed.dress == "cdata":
        return f"<![CDATA[<p>{escape_html(' '.join(item.sentences), quote=False)}</p>]]>"
    if feed.dress == "markup":
        return escape(_paragraphs(item))
    return escape(" ".join(item.sentences))


def _paragraphs(item: Item) -> str:
    return "\n".join(f"<p>{escape_html(sentence, quote=False)}</p>" for sentence in item.sentences)


def _tag(outlet: Outlet, item: Item) -> str:
    return f"tag:{outlet.domain},{_MINTED}:{item.slug}"


def _about(outlet: Outlet, item: Item) -> str:
    return f"https://{outlet.domain}/{item.slug}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
