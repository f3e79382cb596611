"""Whether a site lets a program read an article's page: everything it may say to that, in ways that machines can read.

Pure; knows no network. Each function gives why not, in a few words, or None. A signal that can be read in two ways is
taken as a no, and one that nobody can read as none. What is listened to, and what is not: docs/decisions/0008.

- robots.txt (RFC 9309), for us by name or for all, with the lines Content-Signal (contentsignals.org) and Content-Usage
  (IETF AIPREF) in our group
- TDMRep (W3C Community Group, 10 May 2024): /.well-known/tdmrep.json, the header, the meta element
- X-Robots-Tag and the meta element `robots`: noai, and what forbids showing or keeping a page's text
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

AGENT = "pressradar"
MOST_ROBOTS_CHARS = 500 * 1024
"""RFC 9309, 2.5: a parser must read so much of the file at least."""
MOST_META = 200

_NO_READING = {
    "noai": "noai", "none": "noindex", "noindex": "noindex", "nosnippet": "nosnippet", "max-snippet:0": "nosnippet",
    "noarchive": "noarchive", "nocache": "noarchive",
}  # fmt: skip
_WITH_VALUES = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
_OUR_USES = {"ai-input", "ai-use", "bots", "tdm"}  # training and search are no uses of ours
_META = re.compile(r"<meta\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_UNRESERVED = re.compile(r"%(2d|2e|5f|7e|3[0-9]|[46][1-9a-f]|[57][0-9a])", re.IGNORECASE)


# --- robots.txt ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """The lines (key, value) that stand for these agents."""

    agents: frozenset[str]
    lines: tuple[tuple[str, str], ...]


def refused_by_robots(robots: str, url: str) -> str | None:
    lines = list(_our_lines(robots))
    rules = [(key, _octets(value)) for key, value in lines if key in ("allow", "disallow") and value]
    path = _path(url)
    fitting = [(len(pattern), key == "allow") for key, pattern in rules if _fits(pattern, path)]
    if fitting and not max(fitting)[1]:  # the longest rule counts; of two so long the one that allows
        return "robots.txt"
    signals = (value for key, value in lines if key in ("content-signal", "content-usage"))
    return next(("content signal" for value in signals if _forbids_use(value, path)), None)


def _our_lines(robots: str) -> Iterator[tuple[str, str]]:
    groups = list(_groups(robots[:MOST_ROBOTS_CHARS]))
    ours = [group for group in groups if AGENT in group.agents]
    for group in ours or [group for group in groups if "*" in group.agents]:
        yield from group.lines


def _groups(robots: str) -> Iterator[_Group]:
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for key, value in _records(robots):
        if key == "user-agent":
            if lines:
                yield _Group(frozenset(agents), tuple(lines))
                agents, lines = set(), []
            found = re.match(r"\*|[A-Za-z_-]+", value)
            agents.add(found[0].lower() if found else "")
        elif agents and key in ("allow", "disallow", "content-signal", "content-usage"):
            lines.append((key, value))
    yield _Group(frozenset(agents), tuple(lines))


def _records(robots: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", robots.removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _path(url: str) -> str:
    parts = urlsplit(url)
    return _octets((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _octets(path: str) -> str:
    """One spelling: what need not be encoded is not, everything else is, in capitals (RFC 9309, 2.2.2)."""
    encoded = quote(path, safe="%/:?#[]@!$&'()*+,;=-._~")
    plain = _UNRESERVED.sub(lambda found: chr(int(found[1], 16)), encoded)
    return re.sub(r"%[0-9a-fA-F]{2}", lambda found: found[0].upper(), plain)


def _fits(pattern: str, path: str) -> bool:
    """`*` stands for anything, a `$` at the end for the end; else it is a beginning. Linear, whoever wrote the pattern."""
    ends = pattern.endswith("$")
    first, *others = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if ends and others else None
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return len(path) - len(last) >= at and path.endswith(last)
    return not ends or at == len(path)


def _forbids_use(signal: str, path: str) -> bool:
    """Whether "ai-input=no, search=yes", or "/path ai-input=n", speaks of a use of ours and of this path."""
    where, space, rest = signal.partition(" ")
    if where.startswith("/") and space:
        if not _fits(_octets(where), path):
            return False
        signal = rest
    said = (each.partition("=") for each in re.split(r"[,;\s]+", signal.lower()))
    return any(name.strip() in _OUR_USES and value.strip() in ("n", "no") for name, _, value in said)


# --- TDMRep --------------------------------------------------------------------------------------


def refused_by_tdmrep(content: str, url: str) -> str | None:
    """By the site's tdmrep.json. Where rules for one path differ, the one that reserves counts."""
    try:
        rules = json.loads(content)
    except (ValueError, RecursionError):
        return None  # many sites answer every address with a page
    for rule in rules if isinstance(rules, list) else [rules]:
        if isinstance(rule, dict) and _is_reserved(rule.get("tdm-reservation")):
            where = rule.get("location")
            if not isinstance(where, str) or _fits(_octets(where), _path(url)):
                return "tdm-reservation"
    return None


def _is_reserved(value: object) -> bool:
    return value is True or str(value).strip() == "1"


# --- headers and the page itself -----------------------------------------------------------------


def refused_by_headers(headers: Iterable[tuple[str, str]], url: str) -> str | None:
    for name, value in headers:
        if name == "tdm-reservation" and _is_reserved(value):
            return "tdm-reservation"
        if name in ("content-signal", "content-usage") and _forbids_use(value, _path(url)):
            return "content signal"
        if name == "x-robots-tag" and (why := _refused_by_directives(value)):
            return why
    return None


def refused_by_page(page: str) -> str | None:
    """By a meta element, wherever it stands."""
    for at, found in enumerate(_META.finditer(page)):
        if at >= MOST_META:
            break
        said = {
            each[1].lower(): each[2] or each[3] or each[4] or "" for each in _ATTRIBUTE.finditer(found[1])
        }
        name, content = said.get("name", "").strip().lower(), html.unescape(said.get("content", ""))
        if name == "tdm-reservation" and _is_reserved(content):
            return "tdm-reservation"
        if name in ("robots", AGENT) and (why := _refused_by_directives(content)):
            return why
    return None


def _refused_by_directives(value: str) -> str | None:
    """ "noai, noindex", or "otherbot: noindex", which is not for us."""
    agent, colon, rest = value.partition(":")
    agent = agent.strip().lower()
    if colon and "," not in agent and agent not in _WITH_VALUES:
        if agent not in (AGENT, "*"):
            return None
        value = rest
    directives = (re.sub(r"\s+", "", each.lower()) for each in value.split(","))
    return next((_NO_READING[each] for each in directives if each in _NO_READING), None)
