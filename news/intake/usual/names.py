"""What elements and attributes are called, whichever prefix a document gives them, and which of them `reading` can read.

The names are feedparser's, as is its table of namespaces: an element of Dublin Core is `dc_creator`, one of RSS or Atom has no
prefix, and one of a namespace that feedparser does not know keeps the prefix that its document declared. Pure.
"""

from collections.abc import Iterator

from feedparser.mixin import _FeedParserMixin

HTML = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})

# Elements that mean the same as another.
SAME_AS = {
    "managingeditor": "author", "dc_author": "author", "dc_creator": "author", "itunes_author": "author",
    "homepage": "url", "uri": "url", "entry": "item", "itunes_name": "name", "dc_contributor": "name", "itunes_email": "email",
    "tagline": "*aside", "subtitle": "*aside", "itunes_subtitle": "*aside", "rights": "*aside", "copyright": "*aside",
    "dc_rights": "*aside", "info": "*aside", "feedburner_browserfriendly": "*aside",
    "dc_language": "language", "webmaster": "*publisher", "dc_publisher": "*publisher",
    "issued": "published", "pubdate": "published", "dcterms_issued": "published",
    "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated", "dcterms_modified": "updated",
    "dcterms_created": "created", "keywords": "category", "dc_subject": "category", "id": "guid",
    "dc_title": "title", "dc_description": "description", "media_description": "description",
    "itunes_summary": "summary",
}  # fmt: skip
# Elements whose text is not asked for, with the name under which it is held until they end.
PASSED = {
    "width": "width", "height": "height", "*publisher": "publisher", "expirationdate": "expired", "generator": "generator",
    "media_rating": "rating", "media_credit": "credit", "media_restriction": "restriction", "media_license": "license",
    "media_player": "media_player", "georss_point": "geometry", "georss_line": "geometry", "georss_polygon": "geometry",
    "georss_box": "geometry", "contributor": "contributor",
}  # fmt: skip
# Elements that feedparser has no rule for, but whose text is asked for.
KEPT = frozenset(
    {
        "ttl",
        "sy_updateperiod",
        "sy_updatefrequency",
        "feedburner_origlink",
        "media_keywords",
        "itunes_keywords",
    }
)
# What feedparser has rules for that are not known here, and names that it uses for values of its own.
NOT_USUAL = frozenset(
    """body xhtml_body fullitem newlocation tags svg math dcterms_valid creativecommons_license creativeCommons_license
    itunes_link where georss_where georssgeom geom gml_point gml_linestring gml_polygon gml_exterior gml_linearring gml_pos
    gml_poslist psc_chapters psc_chapter
    author_detail authors channels contributors created_parsed date date_parsed description_detail entries feed_detail
    guidislink issued_parsed items_detail links modified_parsed published_parsed publishers summary_detail title_detail
    updated_parsed""".split()  # noqa: SIM905
)

_KNOWN = {uri.lower(): prefix for uri, prefix in _FeedParserMixin.namespaces.items()}
_USERLAND = "http://backend.userland.com/rss"
_RSS_0_9 = "http://my.netscape.com/rdf/simple/0.9/"
_VERSIONS = {"http://purl.org/rss/1.0/": "rss10", "http://www.w3.org/2005/atom": "atom10"}


class Names:
    """The namespaces that a document has declared so far."""

    def __init__(self) -> None:
        self._prefixes: dict[str | None, str] = {}
        self._uris: dict[str, str] = {}
        self._elements: dict[str, tuple[str, bool]] = {}

    def declare(self, prefix: str | None, uri: str) -> None:
        self._elements.clear()
        uri = _USERLAND if _is_userland(uri) else uri
        known = _KNOWN.get(uri.lower())
        if known is not None:
            self._prefixes[prefix] = known
        self._uris[(prefix or "") if known is None else known] = uri

    @staticmethod
    def version_of(prefix: str | None, uri: str) -> str:
        """What declaring this namespace says the document is, if anything."""
        if prefix is None and uri.lower() == _RSS_0_9:
            return "rss090"
        return _VERSIONS.get(uri.lower(), "")

    def of_element(self, written: str) -> tuple[str, bool]:
        """Its name, and whether it has no prefix. `written` is as expat writes it: the namespace, the name and the prefix."""
        if (known := self._elements.get(written)) is None:
            known = self._elements[written] = self._of(*_parts(written))
        return known

    def _of(self, uri: str, local: str) -> tuple[str, bool]:
        prefix = "" if _is_userland(uri) else _KNOWN.get(uri.lower())
        if not prefix and uri:
            prefix = next((prefix for prefix, given in self._uris.items() if prefix and given == uri), "")
        name = f"{prefix}:{local}".lower() if prefix else local.lower()
        if local.lower() in ("svg", "math"):
            return local.lower(), False
        prefix, colon, suffix = name.partition(":")
        if not colon:
            return name, True
        prefix = self._prefixes.get(prefix, prefix)
        return (f"{prefix}_{suffix}", False) if prefix else (suffix, False)

    def of_attributes(self, written: dict[str, str]) -> dict[str, str]:
        """By name, those with a prefix by both its name alone and with the prefix; values of a fixed set in lower case."""
        named = dict(_spelled(written)) if any(" " in name for name in written) else {}
        named |= {name.lower(): value for name, value in written.items() if " " not in name}
        for name in ("rel", "type"):
            if name in named:
                named[name] = named[name].lower() or named[name]
        return named

    def of_about(self) -> str:
        return f"{self._prefixes.get('rdf', 'rdf')}:about"


def _spelled(written: dict[str, str]) -> Iterator[tuple[str, str]]:
    parts = [(name.split(), value) for name, value in written.items() if " " in name]
    for (uri, local, *_), value in parts:
        prefix = _KNOWN.get(uri.lower())
        yield (f"{prefix}:{local}" if prefix else local).lower(), value
    for (_, local, *prefix), value in parts:
        yield ":".join([*prefix, local]).lower(), value


def _parts(written: str) -> tuple[str, str]:
    """Raises ValueError where a namespace has spaces in it."""
    parts = written.split()
    if len(parts) > 3:
        raise ValueError(written)
    return (parts[0], parts[1]) if len(parts) > 1 else ("", written)


def _is_userland(uri: str) -> bool:
    return "backend.userland.com/rss" in uri.lower()
