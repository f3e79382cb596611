"""Whose words they are: found wherever a message shows them, and cut out so that the rest is a valid message."""

import pytest

from news.markup import Html, measure, plain
from news.takedown.register import Listed
from news.takedown.words import TheirWords
from news.testing import NOON

HIT = "The ferry Halcyon struck the east quay of Port Ansel on Friday, injuring 12 people, the harbour office said."
CHINESE = "周五上午一艘载有五十二名乘客的渡轮在安塞尔港东码头附近撞上防波堤，造成十二人受伤。"
OTHER = "A fire destroyed the paper mill of Tarn overnight and 230 jobs with it, the town said."
THEIRS = TheirWords([f"Ferry hits quay\n{HIT}", CHINESE, "Über die Brücke"])


@pytest.mark.parametrize(
    "text",
    [
        HIT,
        f"… struck the east quay of Port Ansel on Friday, injuring 12 …, wrote the Herald; {OTHER}",
        HIT.upper().replace(",", " –"),
        "Ferry hits quay",
        "“FERRY HITS QUAY”",
        f"前文。{CHINESE[4:30]}。后文。",
        "Über die\u2060 Brücke",
    ],
)
def test_their_words_are_known_whatever_was_cut_away_or_written_otherwise(text: str) -> None:
    assert THEIRS.are_in(text)


@pytest.mark.parametrize(
    "text",
    [
        OTHER,
        "",
        "Ferry",
        "the harbour office said",
        "A ferry struck a quay, and twelve people were hurt.",
        "安塞尔港东码头",
        "12 people",
    ],
)
def test_what_anybody_says_is_nobodys(text: str) -> None:
    assert not THEIRS.are_in(text)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f"{HIT} <a href=\"https://h.example/1\">[1]</a> {OTHER} <a href=\"https://g.example/2\">[2]</a>", f" {OTHER} <a href=\"https://g.example/2\">[2]</a>"),
        (f"<b>Ferry hits quay</b>\n<blockquote>{HIT}\n{OTHER}</blockquote>", f"<blockquote>\n{OTHER}</blockquote>"),
        (f"<blockquote expandable>{HIT}</blockquote>\n{OTHER}", OTHER),
        (f"1. <a href=\"https://h.example/1\">Ferry hits quay</a>\n2. {OTHER}", f"2. {OTHER}"),
        (HIT, ""),
    ],
)  # fmt: skip
def test_the_rest_of_a_message_stays_and_its_tags_match(html: str, left: str) -> None:
    cut = THEIRS.cut_from(html)
    assert cut is not None
    assert cut.strip() == left.strip()
    assert cut.count("<") == 2 * cut.count("</")
    assert measure(cut).fits


def test_a_message_without_them_is_left_alone() -> None:
    assert THEIRS.cut_from(f"<b>Mill</b>\n{OTHER}") is None


def test_nothing_of_them_is_left_however_sentences_run_on() -> None:
    html = "\n".join(f"<i>{HIT[at : at + 60]}</i> {OTHER}" for at in range(0, 40, 7))
    cut = THEIRS.cut_from(html)
    assert not THEIRS.are_in(plain(Html(cut or "")))


@pytest.mark.parametrize(
    ("domain", "url", "is_theirs"),
    [
        ("herald.example", "https://herald.example/a", True),
        ("herald.example", "http://www.herald.example", True),
        ("herald.example", "https://feeds.herald.example/x.xml", True),
        ("herald.example", "https://theherald.example/", False),
        ("herald.example", "https://elsewhere.example/?u=herald.example", False),
        ("herald.example", "https://herald.example@elsewhere.example/", False),
        ("herald.example", "https://burner.example/herald", True),
        ("host.example/ann", "https://host.example/ann/feed", True),
        ("host.example/ann", "https://host.example/anna/feed", False),
        ("host.example/ann", "https://host.example/", False),
        ("herald.example", "http://[::1", False),
        ("herald.example", "", False),
    ],
)
def test_an_address_is_theirs_by_its_host(domain: str, url: str, is_theirs: bool) -> None:
    listed = Listed(domain, "Herald", frozenset({"https://burner.example/herald"}), NOON)
    assert listed.has(url) == is_theirs
