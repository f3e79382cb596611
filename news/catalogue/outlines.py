"""OPML 1 and 2 as a catalogue, and back. What people export from a feed reader is read as it comes.

The folder a feed stands in, or its `category`, names its topics; one nobody knows becomes a topic.
Junk is passed over; only broken or hostile XML and lists beyond the limits are refused. Pure: no
entity is ever expanded and nothing outside the text is read. Knows nothing of files or the network.
"""

from __future__ import annotations

import codecs
import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from news.catalogue.entries import is_web_address
from news.catalogue.names import index_topics, primary_language, slugify
from news.catalogue.values import Catalogue, CatalogueError, FeedEntry, OutletEntry, TopicEntry

MAX_OPML_BYTES = 5_000_000
MAX_OPML_FEEDS = 5_000
MAX_TITLE_LENGTH = 200
NEW_TOPIC_EMOJI = "📁"

# XML 1.0 section 2.2: these are no characters of a document, not even written as references.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)(?:([A-Za-z]{2,31});)?")
_ARTICLES = frozenset(
    ("the", "a", "der", "die", "das", "el", "la", "los", "las", "le", "les", "il", "de", "o")
)


def looks_like_xml(text: bytes) -> bool:
    """Whether a file's first sign is that of markup, in any Unicode encoding."""
    head = text[:512]
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, errors="replace").lstrip().startswith("<")
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def read_outlines(text: str | bytes, *, source: str, known: Iterable[TopicEntry]) -> Catalogue:
    """The catalogue that an OPML text describes; `known` are the topics its folders may name.

    Raises CatalogueError with the line for broken XML, a DTD that declares entities, or over 5,000
    feeds; and without one for over 5 MB.
    """
    return read_lines(text, source=source, known=known)[0]


def read_lines(
    text: str | bytes, *, source: str, known: Iterable[TopicEntry]
) -> tuple[Catalogue, list[tuple[str, str]]]:
    """As `read_outlines`; and the lines that are passed over as their feed has no web address: what stands there, and the title."""
    body = text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text
    if len(body) > MAX_OPML_BYTES:
        advice = f"larger than {MAX_OPML_BYTES // 1_000_000} MB: split it, or keep only the feeds"
        raise CatalogueError(source, advice)
    reader = _Reader(source, index_topics(known))
    reader.read(body, encoding="utf-8" if isinstance(text, str) else None)
    catalogue = Catalogue(
        outlets=tuple(_outlets(reader.feeds.values())), topics=tuple(reader.topics.values())
    )
    return catalogue, list(reader.passed_over.items())


def write_outlines(catalogue: Catalogue) -> str:
    """OPML 2.0: an outline a feed, `text` the outlet, `title` the feed, `category` the topics."""
    named = {topic.slug: _category(topic) for topic in catalogue.topics}
    lines = [
        _line(outlet, feed, ",".join(named.get(topic, topic) for topic in feed.topics))
        for outlet in catalogue.outlets
        for feed in outlet.feeds
    ]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Feeds</title></head>\n'
    )
    return head + "  <body>\n" + "".join(lines) + "  </body>\n</opml>\n"


def _mended(body: bytes) -> bytes:
    """The text with the one fault that most broken exports have put right: a bare "&" in a title or address.

    A name that HTML knows and XML does not ("&nbsp;") becomes its character.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    return _AMPERSAND.sub(_reference, body)


def _reference(match: re.Match[bytes]) -> bytes:
    meant = html5.get(f"{match[1].decode()};") if match[1] else None
    if meant is None:
        return b"&amp;" + match[0][1:]
    return "".join(f"&#{ord(char)};" for char in meant).encode()


@dataclass(frozen=True)
class _Folder:
    """What an outline hands down to those inside it. `above` is the nearest known topic."""

    topics: tuple[str, ...] = ()
    title: str | None = None
    above: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class _Outline:
    """One feed as the text has it, before feeds are joined to outlets."""

    url: str
    name: str
    title: str | None
    site: str | None
    language: str | None
    topics: tuple[str, ...]


@dataclass
class _Reader:
    """Hears the parser's events: keeps the folders that are open, the feeds and the new topics."""

    source: str
    known: Mapping[str, str]
    feeds: dict[str, _Outline] = field(default_factory=dict)
    passed_over: dict[str, str] = field(default_factory=dict)
    topics: dict[str, TopicEntry] = field(default_factory=dict)
    open: list[_Folder] = field(default_factory=lambda: [_Folder()])
    root: str | None = None

    def read(self, body: bytes, *, encoding: str | None) -> None:
        self.parser = parser = expat.ParserCreate(encoding)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._refuse_entities
        parser.ExternalEntityRefHandler = self._refuse_entities
        try:
            parser.Parse(_mended(body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")), True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            line = parser.CurrentLineNumber
            advice = f"broken XML ({error}): export it again, or correct that line"
            raise CatalogueError(self.source, advice, line=line) from error

    def _refuse_entities(self, *_: object) -> NoReturn:
        advice = "declares XML entities, which a list of feeds has no use for: remove the DOCTYPE"
        raise CatalogueError(self.source, advice, line=self.parser.CurrentLineNumber)

    def _start(self, tag: str, written: Mapping[str, str]) -> None:
        if self.root is None:
            self.root = tag.lower()
            if self.root != "opml":
                raise CatalogueError(self.source, f"is XML but not OPML: its root is <{tag[:40]}>", line=1)
        if tag.lower() == "outline":
            self._outline({key.lower(): " ".join(value.split()) for key, value in written.items()})

    def _end(self, tag: str) -> None:
        if tag.lower() == "outline":
            self.open.pop()

    def _outline(self, written: Mapping[str, str]) -> None:
        folder = self.open[-1]
        title = (written.get("text") or written.get("title") or "")[:MAX_TITLE_LENGTH]
        language = primary_language(written.get("language")) or folder.language
        if not written.get("xmlurl"):
            self.open.append(self._folder(written, title, folder, language))
            return
        self.open.append(folder)
        url = written["xmlurl"].removeprefix("feed:")
        url = f"https:{url}" if url.startswith("//") else url
        if is_web_address(url):
            self._feed(url, title, written, folder, language)
        elif len(self.passed_over) < MAX_OPML_FEEDS:
            self.passed_over[url[:MAX_TITLE_LENGTH]] = title

    def _folder(
        self, written: Mapping[str, str], title: str, folder: _Folder, language: str | None
    ) -> _Folder:
        """A new topic is made when a feed stands in it: wrappers such as "My feeds" make none."""
        topics = self._categories(written)
        if not topics and (known := self._known(title)):
            topics = (known,)
        if topics:
            return _Folder(topics, None, topics[0], language)
        if slugify(title):
            return _Folder((), title, folder.above, language)
        return replace(folder, language=language)

    def _feed(
        self, url: str, title: str, written: Mapping[str, str], folder: _Folder, language: str | None
    ) -> None:
        standing = folder.topics
        if folder.title and not standing:
            standing = (self._topic(folder.title, folder.above),)
        topics = tuple(dict.fromkeys((*standing, *self._categories(written))))
        if earlier := self.feeds.get(url):
            self.feeds[url] = replace(earlier, topics=tuple(dict.fromkeys((*earlier.topics, *topics))))
            return
        if len(self.feeds) >= MAX_OPML_FEEDS:
            advice = f"more than {MAX_OPML_FEEDS:,} feeds: keep the ones you want read"
            raise CatalogueError(self.source, advice, line=self.parser.CurrentLineNumber)
        own = written.get("title", "")[:MAX_TITLE_LENGTH]
        site = written.get("htmlurl") or None
        self.feeds[url] = _Outline(url, title, own if own != title else None, site, language, topics)

    def _categories(self, written: Mapping[str, str]) -> tuple[str, ...]:
        """OPML 2.0: a comma list of names or of slash-delimited paths, the last part the narrowest."""
        slugs: list[str] = []
        for path in written.get("category", "").split(","):
            parts = [part.strip() for part in path.split("/") if slugify(part)]
            if parts:
                above = self._known(parts[-2]) if len(parts) > 1 else None
                slugs.append(self._topic(parts[-1][:MAX_TITLE_LENGTH], above))
        return tuple(dict.fromkeys(slugs))

    def _topic(self, title: str, above: str | None) -> str:
        if known := self._known(title):
            return known
        slug = slugify(title)
        self.topics.setdefault(slug, TopicEntry(slug, above, NEW_TOPIC_EMOJI, {"en": title}, None))
        return slug

    def _known(self, title: str) -> str | None:
        return self.known.get(title.casefold()) or self.known.get(slugify(title))


def _outlets(feeds: Iterable[_Outline]) -> Iterator[OutletEntry]:
    """Feeds of one public domain are one outlet; on a private host, feeds of one name are."""
    by_host: dict[str, list[_Outline]] = {}
    for feed in feeds:
        by_host.setdefault(_host(feed), []).append(feed)
    for host, members in by_host.items():
        if not _is_private(host):
            yield _outlet(host, _shared_name(members, host), members)
            continue
        by_name: dict[str, list[_Outline]] = {}
        for feed in members:
            by_name.setdefault(feed.name, []).append(feed)
        for domain, (name, group) in zip(_private_domains(host, by_name), by_name.items(), strict=True):
            yield _outlet(domain, name or domain, group)


def _outlet(domain: str, name: str, feeds: list[_Outline]) -> OutletEntry:
    languages = {feed.language for feed in feeds}
    shared = languages.pop() if len(languages) == 1 else None
    entries = tuple(
        FeedEntry(
            url=feed.url,
            topics=feed.topics,
            language=None if feed.language == shared else feed.language,
            title=feed.title or (feed.name if feed.name not in ("", name) else None),
        )
        for feed in feeds
    )
    return OutletEntry(name, domain, None, shared, None, None, None, entries)


def _host(feed: _Outline) -> str:
    """The outlet's domain without "www.", or host and port where a port is written."""
    parts = _site(feed)
    host = (parts.hostname or "").removeprefix("www.")
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port else host


def _site(feed: _Outline) -> SplitResult:
    return urlsplit(feed.site if feed.site and is_web_address(feed.site) else feed.url)


def _is_private(host: str) -> bool:
    """Loopback, a bare address, or a name without a dot: several outlets may share it by port or path."""
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith((".localhost", ".local", ".internal", ".test"))
    return True


def _private_domains(host: str, by_name: Mapping[str, list[_Outline]]) -> list[str]:
    """One domain an outlet: the host alone, or with the path's first part, or with the name's slug."""
    if len(by_name) == 1:
        return [host]
    parts = [_first_part(group[0]) for group in by_name.values()]
    if "" in parts or len(set(parts)) < len(parts):
        parts = [slugify(name) for name in by_name]
    if "" in parts or len(set(parts)) < len(parts):
        parts = [f"{part}-{number}" if part else str(number) for number, part in enumerate(parts, start=1)]
    return [f"{host}/{part}" for part in parts]


def _first_part(feed: _Outline) -> str:
    first = _site(feed).path.strip("/").partition("/")[0]
    return slugify(first.rpartition(".")[0] or first)


def _shared_name(feeds: list[_Outline], host: str) -> str:
    """What all titles begin with ("BBC News - World", "BBC News - Sport"), or else the first title."""
    titles = [feed.name for feed in feeds if feed.name]
    if not titles:
        return host
    shared: list[str] = []
    for words in zip(*(title.split() for title in titles), strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    name = " ".join(shared).rstrip(" -–—|:·,>»/(")
    return titles[0] if not name or name.casefold() in _ARTICLES else name


def _category(topic: TopicEntry) -> str:
    name = topic.names.get("en", "")
    if "," in name or "/" in name or slugify(name) != topic.slug:
        name = topic.slug
    return f"/{topic.parent}/{name}" if topic.parent else name


def _line(outlet: OutletEntry, feed: FeedEntry, categories: str) -> str:
    scheme = urlsplit(feed.url).scheme if _is_private(outlet.domain.partition("/")[0]) else "https"
    written = {
        "type": "rss",
        "text": outlet.name,
        "title": feed.title or outlet.name,
        "xmlUrl": feed.url,
        "htmlUrl": f"{scheme}://{outlet.domain}",
        "language": feed.language or outlet.language,
        "category": categories,
    }
    pairs = " ".join(
        f"{key}={quoteattr(_FORBIDDEN.sub('', value))}" for key, value in written.items() if value
    )
    return f"    <outline {pairs}/>\n"
