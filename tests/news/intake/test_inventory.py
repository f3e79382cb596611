"""A feed that is read again: only what is new in it is parsed, and that gives what parsing all of it gives."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from news.intake import parse as parsing
from news.intake.inventory import cut, digest, kept, read, written
from news.intake.parse import parse
from news.ports import Body, Freshness, Inventory, Noted, ParsedFeed

URL = "https://north.example/feeds/all.xml"


def body(text: str) -> Body:
    return Body(text.encode(), None, URL, "", Freshness())


def rss(
    *items: str, head: str = "<language>en</language>", opening: str = '<rss version="2.0"><channel>'
) -> str:
    return f"{opening}<title>North</title>{head}{''.join(items)}</channel></rss>"


def item(number: int, title: str = "", more: str = "") -> str:
    at = f"<pubDate>Sun, 22 Nov 2026 09:{number:02}:00 GMT</pubDate>"
    link = f"<link>https://north.example/{number}</link>"
    return f"<item><title>{title or f'Library {number} opens'}</title>{link}{at}{more}</item>"


def atom(*entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>North</title>{"".join(entries)}</feed>'


def entry(number: int) -> str:
    return f"<entry><id>urn:{number}</id><title>Library {number}</title><link href='/{number}'/></entry>"


def rdf(*numbers: int) -> str:
    listed = "".join(f'<rdf:li rdf:resource="https://north.example/{n}"/>' for n in numbers)
    items = "".join(
        f'<item rdf:about="https://north.example/{n}"><title>Library {n}</title><link>/{n}</link></item>'
        for n in numbers
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>North</title><items><rdf:Seq>{listed}</rdf:Seq></items></channel>{items}</rdf:RDF>"
    )


def again(before: str, now: str) -> ParsedFeed:
    """What reading `now` gives after `before`."""
    return parse(body(now), before=parse(body(before)).inventory)


def titles(feed: ParsedFeed) -> list[str]:
    return [article.title for article in feed.articles]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (rss(item(1), item(2)), rss(item(3), item(1), item(2))),
        (atom(entry(1), entry(2)), atom(entry(3), entry(1), entry(2))),
        (rdf(1, 2), rdf(3, 1, 2)),
    ],
)
def test_only_what_is_new_is_given_as_reading_all_of_it_gives_it(before: str, now: str) -> None:
    feed, whole = again(before, now), parse(body(now))
    assert feed.articles == whole.articles[:1]
    assert feed.inventory == whole.inventory


def test_what_lists_nothing_new_is_not_parsed_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = parse(body(rss(item(1), item(2), head="<ttl>30</ttl>"))).inventory
    monkeypatch.setattr(parsing, "_read", None)
    feed = parse(body(rss(item(2), head="<ttl>30</ttl>")), before=listed)
    assert (feed.articles, feed.ttl) == ((), timedelta(minutes=30))
    assert feed.inventory is not None
    assert len(feed.inventory.items) == 1


def test_an_item_that_was_changed_is_read_again() -> None:
    feed = again(rss(item(1), item(2)), rss(item(1), item(2, "Library 2 stays shut")))
    assert titles(feed) == ["Library 2 stays shut"]


@pytest.mark.parametrize("inside", ["<![CDATA[</item><item>]]>", "<!-- </item> -->", "<?x </item> ?>"])
def test_a_tag_that_is_no_tag_ends_no_item(inside: str) -> None:
    told = item(1, more=f"<description>A{inside}B</description>")
    feed = again(rss(told, item(2)), rss(item(3), told, item(2)))
    assert titles(feed) == ["Library 3 opens"]


@pytest.mark.parametrize(
    "now",
    [
        rss(item(3), item(1), item(2), head="<language>de</language>"),
        rss(
            item(3),
            item(1),
            item(2),
            opening='<rss version="2.0" xml:base="https://south.example/"><channel>',
        ),
    ],
)
def test_where_what_stands_around_the_items_has_changed_all_is_read(now: str) -> None:
    assert again(rss(item(1), item(2)), now) == parse(body(now))


def test_times_and_counts_that_servers_write_anew_are_no_such_change() -> None:
    head = "<lastBuildDate>Sun, 22 Nov 2026 0{0}:00:00 GMT</lastBuildDate><!-- {0} ms --><o:totalResults>{0}</o:totalResults>"
    opening = '<rss version="2.0" xmlns:o="urn:o"><channel>'
    before = rss(item(1), item(2), head=head.format(1), opening=opening)
    feed = again(before, rss(item(3), item(1), item(2), head=head.format(2), opening=opening))
    assert titles(feed) == ["Library 3 opens"]


def test_another_address_is_another_feed() -> None:
    listed = parse(body(rss(item(1), item(2)))).inventory
    moved = Body(rss(item(1), item(2)).encode(), None, "https://south.example/feed", "", Freshness())
    assert len(parse(moved, before=listed).articles) == 2


def test_a_new_item_with_the_guid_of_another_is_told_apart_by_its_link() -> None:
    before, now = (rss(*(item(n, more="<guid>0</guid>") for n in numbers)) for numbers in ((1,), (2, 1)))
    assert again(before, now) == parse(body(now))


def test_a_new_item_that_is_not_well_formed_is_read_with_all_others() -> None:
    now = rss(item(3, "Fish & chips <br>"), item(1), item(2))
    assert again(rss(item(1), item(2)), now) == parse(body(now))


@pytest.mark.parametrize(
    "text", [rss("<item><title>A</title>" + item(1) + "</item>"), rss("<item/>"), "<rss><![CDATA[", "<item>"]
)
def test_what_cannot_be_cut_beyond_doubt_is_not_cut(text: str) -> None:
    assert cut(text) is None


@given(some.lists(some.sampled_from(
    ["<item>", "</item>", "<item a='>'>", "<entry>", "</entry>", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "text", "<items>"]
)))  # fmt: skip
def test_what_is_cut_is_the_whole_document(pieces: Sequence[str]) -> None:
    text = "".join(pieces)
    sheet = cut(text)
    assert sheet is None or sheet.with_only(range(len(sheet.items))) == text


@settings(max_examples=60)
@given(
    some.lists(some.integers(0, 12), max_size=8, unique=True),
    some.lists(some.tuples(some.integers(0, 12), some.booleans()), max_size=8, unique_by=lambda row: row[0]),
)
def test_whatever_came_went_or_changed_what_is_given_is_what_reading_all_of_it_gives(
    before: list[int], now: list[tuple[int, bool]]
) -> None:
    after = rss(*(item(number, "Shut" if is_changed else "") for number, is_changed in now))
    feed, whole = again(rss(*map(item, before)), after), parse(body(after))
    new = {
        f"https://north.example/{number}" for number, is_changed in now if is_changed or number not in before
    }
    if feed.above is not None:
        assert feed.articles == tuple(article for article in whole.articles if article.guid in new)
        assert feed.inventory == whole.inventory
    else:
        assert feed == whole


def test_how_many_stand_above_what_is_ours_is_told() -> None:
    listed = parse(body(rss(item(1), item(2)))).inventory
    assert listed is not None
    ours = kept(listed, ["https://north.example/2"])
    feed = parse(body(rss(item(3), item(1), item(4), item(2), item(5))), before=ours)
    assert (titles(feed), feed.above) == (["Library 3 opens", "Library 4 opens", "Library 5 opens"], 2)


def test_an_inventory_survives_being_written() -> None:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    items = (Noted(digest("a"), digest("b"), at, is_kept=True), Noted(digest("c"), "", None))
    for ttl in (None, timedelta(minutes=30)):
        assert read(written(Inventory("around", ttl, items))) == Inventory("around", ttl, items)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1, 2]", '["a", null, [["b"]]]', '["a", null, [["b", "c", 1e300, 0]]]', "[[], 1e300, []]"],
)
def test_what_is_no_inventory_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)
