"""What a feed listed when it was last read, so that only what is new in it has to be parsed.

From poll to poll a feed repeats nearly all of itself, and parsing is most of what a poll costs. So a document is cut into its
items and what stands around them, without parsing it; an item whose text was read before is passed over, and what is left
is parsed. That gives what parsing all of it gives as long as what stands around the items is the same, as it gives them
their language and the base of their links: times and counts that servers write anew each time are left out of that.
What cannot be cut beyond doubt is not cut. Pure; knows no parser, no rows.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from news.ports import Inventory, Noted

DIGEST_BYTES = 12
_BOUNDARY = re.compile(r"<!\[CDATA\[|<!--|<\?|<(/?)(item|entry)(?=[\s>/])")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
# What servers write anew although nothing is new: when it was built, how many there are, the items once more (RSS 1.0).
_VOLATILE = re.compile(
    r"<!--.*?-->|<((?:[\w.-]{1,40}:)?(?:lastBuildDate|pubDate|updated|modified|date|totalResults|generatorDate))\b[^<>]*>"
    r"[^<>]*</\1\s*>|<(?:[\w.-]{1,40}:)?li\b[^<>]*>",
    re.DOTALL,
)
# Blogs list thousands of them.
_ITS_OWN = re.compile(
    r"<category\b[^<>]*/>|<category\b[^<>]*>[^<>]*</category>|<image>[^<]*(?:<(?!/image>)[^<]*)*</image>"
)


@dataclass(frozen=True)
class Sheet:
    """A document cut up: its `items` as they are written, and what stands `around` them, one piece more than items."""

    items: tuple[str, ...]
    around: tuple[str, ...]

    def with_only(self, kept: Collection[int]) -> str:
        """The document as if it had these items only, without its own categories and picture, which no item takes on."""
        return "".join(self._pieces(kept))

    def _pieces(self, kept: Collection[int]) -> Iterator[str]:
        for number, item in enumerate(self.items):
            yield _ITS_OWN.sub("", self.around[number])
            if number in kept:
                yield item
        yield _ITS_OWN.sub("", self.around[-1])


def cut(text: str) -> Sheet | None:
    """None where items are not one after another: inside each other, without end, or empty tags. Linear in the text."""
    items, around = [], []
    at, opened_at, position, name = 0, -1, 0, ""
    while found := _BOUNDARY.search(text, position):
        end = _ENDS.get(found[0], ">")
        position = text.find(end, found.end()) + len(end)
        if position < len(end):
            return None
        if end != ">":
            continue
        if not found[1]:
            if opened_at >= 0 or text[position - 2] == "/":
                return None
            opened_at, name = found.start(), found[2]
            around.append(text[at:opened_at])
        else:
            if opened_at < 0 or found[2] != name:
                return None
            items.append(text[opened_at:position])
            at, opened_at = position, -1
    return None if opened_at >= 0 else Sheet(tuple(items), (*around, text[at:]))


def around_of(sheet: Sheet, url: str) -> str:
    """A digest of what stands around the items, but for what servers write anew each time."""
    steady = _VOLATILE.sub("", "".join(sheet.around))
    return digest(f"{url}\n{' '.join(steady.split())}")


def digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=DIGEST_BYTES).hexdigest()


def kept(inventory: Inventory, guids: Collection[str]) -> Inventory:
    """The same, with the items marked that are among our articles: those of these guids too."""
    ours = {digest(guid) for guid in guids}
    return replace(
        inventory,
        items=tuple(
            replace(noted, is_kept=True) if noted.guid in ours else noted for noted in inventory.items
        ),
    )


def written(inventory: Inventory) -> str:
    ttl_s = None if inventory.ttl is None else inventory.ttl.total_seconds()
    items = [
        (item.digest, item.guid, item.published_at and item.published_at.timestamp(), int(item.is_kept))
        for item in inventory.items
    ]
    return json.dumps([inventory.around, ttl_s, items], separators=(",", ":"))


def read(text: str) -> Inventory:
    """What `written` wrote. Raises ValueError for anything else."""
    try:
        around, ttl_s, items = json.loads(text)
        ttl = None if ttl_s is None else timedelta(seconds=ttl_s)
        return Inventory(str(around), ttl, tuple(_noted(*item) for item in items))
    except (TypeError, OverflowError, OSError) as error:
        raise ValueError(str(error)) from error


def _noted(digest: str, guid: str, at_s: float | None, is_kept: Any) -> Noted:
    return Noted(digest, guid, None if at_s is None else datetime.fromtimestamp(at_s, UTC), bool(is_kept))
