"""What may be fetched, against collected notations, special blocks and parser confusions."""

import json
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from news.errors import FetchRefused
from news.intake.addresses import (
    Allowance,
    check_answers,
    check_name,
    is_public,
    read_address,
    read_allowance,
)

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "hostile" / "ssrf"
PUBLIC = ip_address("93.184.216.34")
# These names are public, and what makes them dangerous is only their answer.
LOOPBACK = ip_address("127.0.0.1")


def vectors(name: str) -> list[dict[str, Any]]:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(f"the collected vectors are not on this machine: {path.name}")
    rows: list[dict[str, Any]] = json.loads(path.read_text())
    return rows


def is_fetched(url: str, *allow: str, answer: str = "93.184.216.34") -> bool:
    allowance = read_allowance(allow)
    try:
        address = read_address(url)
        check_name(address, allowance)
        check_answers(address, [address.ip or ip_address(answer)], allowance)
    except FetchRefused:
        return False
    return True


def test_no_special_address_counts_as_public() -> None:
    rows = vectors("ip_vectors.json")
    wrong = [row for row in rows if is_public(ip_address(row["ip"])) != (row["expect"] == "allow")]
    assert wrong == []
    assert len(rows) == 291


def test_every_spelling_of_a_private_place_is_refused_even_if_dns_says_public() -> None:
    rows = vectors("url_vectors.json")
    wrong = [row for row in rows if is_fetched(row["url"]) != (row["expect"] == "allow")]
    assert wrong == []
    assert len(rows) == 521


def test_collected_attack_addresses_are_refused() -> None:
    rows = vectors("urls_collected.json")
    reached = [row["url"] for row in rows if is_fetched(row["url"], answer="127.0.0.1")]
    assert reached == ["http://1.1.1.1"]  # half of an attack on parsers, and by itself an ordinary address


@pytest.mark.parametrize(
    "ip",
    ["10.0.0.1", "127.0.0.1", "169.254.169.254", "168.63.129.16", "100.100.100.200", "224.0.0.1", "0.0.0.0",
     "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::1", "fe80::1"],
)  # fmt: skip
def test_private_and_special_addresses_are_not_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_ordinary_addresses_are_public(ip: str) -> None:
    assert is_public(ip_address(ip))


def test_one_private_answer_spoils_all() -> None:
    address = read_address("https://example.com/feed")
    with pytest.raises(FetchRefused):
        check_answers(address, [PUBLIC, LOOPBACK], Allowance())
    with pytest.raises(FetchRefused):
        check_answers(address, [], Allowance())


@pytest.mark.parametrize(
    ("url", "allow"),
    [
        ("http://127.0.0.1:9000/rss", ["127.0.0.0/8"]),
        ("http://localhost:9000/rss", ["127.0.0.0/8"]),
        ("http://feeds.local:1234/", ["feeds.local"]),
        ("http://redis/", ["redis"]),
        ("http://[::1]:5000/", ["::1/128"]),
    ],
)
def test_an_allowed_host_or_network_lifts_the_private_and_the_port_rule(url: str, allow: list[str]) -> None:
    assert is_fetched(url, *allow, answer="127.0.0.1")
    assert not is_fetched(url, answer="127.0.0.1")


def test_allowing_one_network_opens_no_other() -> None:
    assert not is_fetched("http://10.0.0.1/", "127.0.0.0/8")
    assert not is_fetched("http://localhost:9000/", "127.0.0.0/8", answer="10.0.0.1")
    assert not is_fetched("http://example.com:6379/", "127.0.0.0/8")
    assert not is_fetched("ftp://127.0.0.1/", "127.0.0.0/8")
    assert not is_fetched("http://user@127.0.0.1/", "127.0.0.0/8")


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("https://Example.COM:443/a#b", "https://example.com/a"),
        ("http://example.com?x=1", "http://example.com/?x=1"),
        (
            "https://пример.рф/новости",
            "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
        ),
        ("http://example.com:8080/a%20b", "http://example.com:8080/a%20b"),
        ("http://[2606:4700:0::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_an_address_is_spelled_one_way(url: str, spelled: str) -> None:
    assert read_address(url).url == spelled


def test_a_bad_allowance_is_an_error() -> None:
    with pytest.raises(ValueError):
        read_allowance(["127.0.0.0/99"])
