"""Which addresses may be fetched: the rules on scheme, host, port and IP, as pure functions.

Everything that is fetched came from someone we do not know: a feed's address, a redirect, a link. These
rules keep such an address from reaching what only our own machine or network can reach. Knows nothing of
sockets or DNS: whoever connects asks `read_address` for the spelling, `check_name` before a lookup,
`check_answers` after.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from unicodedata import normalize
from urllib.parse import quote

import idna

from news.errors import FetchRefused

IP = IPv4Address | IPv6Address
PORTS = frozenset({80, 443, 8080, 8443})
URL_CHARS = 2_048
REMEMBERED = 2_048  # addresses that were read of late: a feed's is read again at each poll

# Python's `is_global` lets these through: IANA special-purpose registries, and where clouds answer guests.
_SPECIAL_V4 = [
    IPv4Network(block)
    for block in (
        "100.100.100.200/32",  # metadata, Alibaba
        "168.63.129.16/32",  # wire server, Azure
        "192.0.0.0/24",  # IETF protocol assignments
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.175.48.0/24",  # AS112
    )
]
_SPECIAL_V6 = [
    IPv6Network(block)
    for block in (
        "2001::/23",  # IETF protocol assignments: Teredo, ORCHID, AMT and others
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries any IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]
_UNICAST_V6 = IPv6Network("2000::/3")

# Names that mean this machine or this network, or that a public server answers with a private address.
_PRIVATE_SUFFIXES = (
    "localhost", "localdomain", "local", "lan", "corp", "home", "intranet", "private", "internal", "arpa",
    "svc", "onion", "i2p", "test", "invalid", "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me",
    "metadata.goog", "burpcollaborator.net",
)  # fmt: skip
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^\s/?#\\@:%\[\]]+)(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True)
class Address:
    """A web address taken apart once. `url` is spelled in ASCII; `ip` is the host where it is a literal."""

    url: str
    scheme: str
    host: str
    port: int
    ip: IP | None


@dataclass(frozen=True)
class Allowance:
    """What an operator allows although it is private: FETCH_ALLOW's hosts and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def has(self, host: str, ips: Sequence[IP] = ()) -> bool:
        """Whether the host is allowed by name, or all of its addresses by network."""
        if host in self.hosts:
            return True
        return bool(ips) and all(any(_plain(ip) in network for network in self.networks) for ip in ips)

    def joined(self, other: "Allowance") -> "Allowance":
        return Allowance(self.hosts | other.hosts, self.networks + other.networks)


def read_allowance(allow: Iterable[str]) -> Allowance:
    """FETCH_ALLOW's parts: `127.0.0.0/8` and `::1` are networks, `feeds.local` a host. Raises ValueError."""
    hosts, networks = set(), []
    for part in allow:
        try:
            networks.append(ip_network(part.strip("[]"), strict=False))
        except ValueError:
            if "/" in part:
                raise
            hosts.add(part.strip().rstrip(".").lower())
    return Allowance(frozenset(hosts), tuple(networks))


@lru_cache(REMEMBERED)
def read_address(url: str) -> Address:
    """Takes a web address apart by one strict grammar; what that does not read is refused, not guessed.

    Raises FetchRefused for another scheme, user and password, a bad host or port, or control characters.
    """
    if len(url) > URL_CHARS:
        raise FetchRefused(url[:80], "the address is too long")
    found = _URL.fullmatch(url)
    if found is None or _FORBIDDEN.search(url):
        raise FetchRefused(url, "not a web address")
    scheme, rest = found["scheme"].lower(), found["rest"] or "/"
    host, ip = _host(url, found["host"])
    port = int(found["port"]) if found["port"] else (443 if scheme == "https" else 80)
    if not 0 < port < 65_536:
        raise FetchRefused(url, "not a port")
    spelled = f"{scheme}://{f'[{host}]' if ':' in host else host}"
    if port != (443 if scheme == "https" else 80):
        spelled += f":{port}"
    rest = quote(rest.partition("#")[0], safe="/?&=:;,+$!*'()@~%.-_[]|")
    return Address(spelled + (rest if rest.startswith("/") else f"/{rest}"), scheme, host, port, ip)


def check_name(address: Address, allowance: Allowance) -> None:
    """What can be refused before any lookup. Raises FetchRefused."""
    if address.ip is not None:
        check_answers(address, [address.ip], allowance)
    elif allowance.has(address.host) or allowance.networks:
        return  # its addresses decide
    else:
        _refuse_odd(address)


def check_answers(address: Address, answers: Sequence[IP], allowance: Allowance) -> None:
    """Whether the host may be reached at these addresses: one that is not public spoils all.

    Raises FetchRefused.
    """
    if not answers:
        raise FetchRefused(address.url, "the host has no address")
    if allowance.has(address.host, answers):
        return
    _refuse_odd(address)
    if not all(is_public(ip) or allowance.has(address.host, [ip]) for ip in answers):
        raise FetchRefused(address.url, "the host is not on the public internet")


def is_public(ip: IP) -> bool:
    """Whether the address is ordinary public unicast.

    For IPv6 that is 2000::/3 without the special blocks, which drops every form that carries an IPv4 address;
    the mapped form is judged as the IPv4 address it is.
    """
    ip = _plain(ip)
    if isinstance(ip, IPv4Address):
        ordinary = ip.is_global and not ip.is_multicast and not ip.is_reserved
        return ordinary and not any(ip in block for block in _SPECIAL_V4)
    ordinary = ip in _UNICAST_V6 and ip.is_global and ip.scope_id is None
    return ordinary and not any(ip in block for block in _SPECIAL_V6)


def is_private_place(url: str) -> bool:
    """Whether the address, by its spelling alone, is one that only an allowance lets us reach."""
    try:
        address = read_address(url)
        check_answers(address, [address.ip or ip_address("1.1.1.1")], Allowance())
    except FetchRefused:
        return True
    return False


def _plain(ip: IP) -> IP:
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def _host(url: str, written: str) -> tuple[str, IP | None]:
    try:
        literal = ip_address(written.strip("[]"))
    except ValueError:
        literal = None
    if written.startswith("[") or literal is not None:
        if not isinstance(literal, IPv6Address if written.startswith("[") else IPv4Address):
            raise FetchRefused(url, "not a host")
        return str(literal), literal
    host = _ascii(url, written)
    labels = host.split(".")
    # A last label of digits is one of the old spellings of an IPv4 address (127.1, 0x7f.1), never a name.
    numeric = re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]) is not None
    if len(host) > 253 or numeric or not all(_LABEL.fullmatch(label) for label in labels):
        raise FetchRefused(url, "not a host")
    return host, None


def _ascii(url: str, written: str) -> str:
    host = written.lower()
    if not host.isascii():
        # What only becomes a name by folding (fullwidth digits, circled letters) hides what it is.
        if normalize("NFKC", host) != host:
            raise FetchRefused(url, "not a host")
        try:
            host = idna.encode(host).decode("ascii")
        except idna.IDNAError as error:
            raise FetchRefused(url, "not a host") from error
    return host.removesuffix(".")


def _refuse_odd(address: Address) -> None:
    if address.port not in PORTS:
        raise FetchRefused(address.url, f"port {address.port} is not one of the web's")
    host = address.host
    single = address.ip is None and "." not in host
    if single or any(host == suffix or host.endswith(f".{suffix}") for suffix in _PRIVATE_SUFFIXES):
        raise FetchRefused(address.url, "the host is not on the public internet")
