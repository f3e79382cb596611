"""Links: absolute web links only, and one canonical spelling by which two copies of an article are known as
one.

A canonical link is for comparing; what a reader opens is the link as the outlet wrote it. Only what is
known to carry no content is dropped: an unknown parameter stays. Pure; knows nothing of feeds or fetching.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

LINK_CHARS = 2_000

_TRACKING_PREFIXES = (
    "utm_",
    "at_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "oly_",
    "ns_",
    "wt_",
    "hsa_",
    "__hs",
    "_hs",
)
_TRACKING = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid twclid ttclid igshid igsh mc_cid mc_eid
    mkt_tok vero_id vero_conv xtor cmpid cmp intcmp int_cmp icid ncid s_cid ocid ito wtmc maca ftag
    guccounter guce_referrer guce_referrer_sig soc_src soc_trk sr_share smid smtyp _ga _gl spm trk
    trkcampaign rb_clickid share_id taid __twitter_impression fb_action_ids fb_action_types fb_source
    ref_src ref_url cvid feedtype srnd mbid traffic_source rss_source feed_id campaign_id partner_source
    syndication
    """.split()  # noqa: SIM905
)
# Words that say "came from a feed" only as the value of a parameter that may mean more.
_FROM_FEED = re.compile(r"(?:rss|feed|atom)[a-z0-9_-]*|(?:[a-z0-9]+[_-])?rss", re.IGNORECASE)
_MAYBE_TRACKING = frozenset(
    {"ref", "source", "src", "partner", "from", "via", "emc", "rss", "feed", "origin", "cid"}
)
_AMP_TAIL = re.compile(r"/amp/?$|\.amp(?=\.html?$)|\.amp$")
WHOLE = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[\w./~%+,:@=&!-]*)?(?:\?[\w./~%+,:@=&!-]+)?", re.ASCII)
"""Most links. Joining one to whatever base leaves it as it is, and is slow to find that out."""
_PORTS = {"http": 80, "https": 443}
_WRAPPERS = {"www.google.com": ("/url", ("url", "q")), "news.google.com": ("/url", ("url",))}


def web_link(written: str | None, base: str = "") -> str | None:
    """The absolute http(s) link that was written, resolved against `base`; None for anything else."""
    if written and len(written) <= LINK_CHARS and WHOLE.fullmatch(written):
        return written
    text = re.sub(r"[\x00-\x1f\x7f]", "", written or "").strip().replace(" ", "%20")
    if not text:
        return None
    try:
        link = urljoin(base, text)
        parts = urlsplit(link)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and named and len(link) <= LINK_CHARS
    link = parts.scheme + link[len(parts.scheme) :]  # HTTP:// is written, too
    return link if fits and "\\" not in parts.netloc and parts.username is None else None


def canonical_url(url: str) -> str:
    """The spelling to compare by: host and default port normalised, fragment and tracking parameters dropped.

    Idempotent. Links of AMP copies become those of the article; what is no web link stays as it is.
    """
    try:
        parts = urlsplit(_unwrapped(url.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in _PORTS or not host:
        return url
    scheme = parts.scheme.lower()
    host = _full_host(host)
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, _PORTS[scheme]):
        netloc += f":{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(SplitResult(scheme, netloc, _path(parts.path), _query(parts.query), fragment))


def _unwrapped(url: str, depth: int = 3) -> str:
    """The link inside a search engine's own: its redirects, and its copies of AMP pages."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if depth and host in _WRAPPERS and parts.path == _WRAPPERS[host][0]:
        given = dict(parse_qsl(parts.query))
        for name in _WRAPPERS[host][1]:
            if (inner := given.get(name, "")).startswith(("http://", "https://")):
                return _unwrapped(inner, depth - 1)
    copied = re.match(r"/amp/(s/)?([^/]+\.[^/]+/.*)", parts.path)
    if depth and host == "www.google.com" and copied:
        rest = copied[2] + (f"?{parts.query}" if parts.query else "")
        return _unwrapped(f"http{'s' if copied[1] else ''}://{rest}", depth - 1)
    return url


def _full_host(host: str) -> str:
    """Only where it is sure to be the same site: `amp.example.com` and `m.example.com`, not `m.bbc.co.uk`."""
    host = _ascii(host.lower())
    first, _, rest = host.partition(".")
    if first in ("amp", "m", "mobile") and rest.count(".") == 1:
        return f"www.{rest}"
    wiki = re.fullmatch(r"([a-z-]+)\.m\.(wiki[a-z]+\.org)", host)
    return f"{wiki[1]}.{wiki[2]}" if wiki else host


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _path(path: str) -> str:
    plain = quote(
        unquote(path, errors="surrogateescape").encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~"
    )
    # A quoted slash or percent sign is not the same as a plain one: such a path stays as written.
    if re.search(r"%(?:2f|25|3f|23|5c)", path, re.IGNORECASE):
        plain = quote(path, safe="/:@!$&'()*+,;=~%")
    without_amp = _AMP_TAIL.sub("", plain)
    return without_amp if without_amp.strip("/") else (plain or "/")


def _query(query: str) -> str:
    return "&".join(_kept(query))


def _kept(query: str) -> Iterator[str]:
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = unquote(name).lower()
        tracking = name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
        from_feed = name in _MAYBE_TRACKING and _FROM_FEED.fullmatch(value) is not None
        amp = (name == "amp" and value in ("", "1", "true")) or (name == "outputtype" and value == "amp")
        if pair and not tracking and not from_feed and not amp:
            yield quote(pair, safe="=/:@!$'()*+,;~?%-._[]|")


def is_of_one_article(url: str) -> bool:
    """Not empty and not a front page: an address that can say that two items are one."""
    return bool(url.partition("://")[2].partition("/")[2])
