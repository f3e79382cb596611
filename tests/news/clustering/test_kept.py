"""An article at hand: packed it is the same article, and it takes little memory."""

import gc
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from types import FunctionType, ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clustering.joining import Item, read_item
from news.clustering.kept import kept, opened
from news.clustering.likeness import dot, share_told
from news.clustering.window import Window
from news.language.frequencies import article_shares

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BYTES_AN_ARTICLE = 6_000
"""At most, of a headline and some forty words that are no stop words, of a vocabulary that grows as that of news does. With sets
and mappings for each article it was 17,000."""
ARTICLES, WORDS = 1_000, 45
written = st.text(alphabet="abcde ABC19.'-éß安全ой", max_size=80)


def an_item(article: int, title: str, text: str, *, language: str = "en") -> Item:
    return read_item(
        article,
        outlet=article % 40,
        language=language,
        url=f"https://outlet{article % 40}.example/{article}-{title.replace(' ', '-')}",
        published_at=NOON + timedelta(minutes=article),
        title=title,
        text=text,
    )


@given(written, written, st.sampled_from(["en", "ru", "zh", "xx"]))
def test_an_article_is_the_same_when_it_is_opened_again(title: str, text: str, language: str) -> None:
    item = an_item(1, title, text, language=language)
    assert opened(kept(item)) == replace(item, headlined=item.headlined & item.anchors)


def test_a_word_that_a_headline_repeats_a_hundred_times_is_counted() -> None:
    item = an_item(1, "zorblax " * 100, "")
    assert opened(kept(item)).counts == {"zorblax": 300} == item.counts


@given(written, written, st.dictionaries(st.sampled_from("a b c d e ab 19 ой".split()), st.floats(0.1, 1.0)))  # noqa: SIM905
def test_what_is_reckoned_of_a_packed_article_is_what_is_reckoned_of_the_open_one(
    title: str, text: str, vector: dict[str, float]
) -> None:
    item = an_item(1, title, text)
    packed, weights = kept(item), {word: 0.1 + at for at, word in enumerate(item.counts)}
    packed.weigh_anew(weights)
    assert packed.vector() == weights
    assert packed.dot(vector) == pytest.approx(dot(weights, vector))
    assert packed.in_common(vector) == len(vector.keys() & item.counts.keys())
    assert packed.share_of_title(vector) == pytest.approx(share_told(weights, item.title, vector))


@pytest.mark.parametrize("width", [0, 512], ids=["by words", "with an encoder"])
def test_an_article_at_hand_takes_little_memory(width: int) -> None:
    """Its meaning comes on top: as it was told, and once more where it is compared with."""
    window = filled(made(), width)
    assert len(window) == ARTICLES
    assert size_bytes(window) / ARTICLES < BYTES_AN_ARTICLE + 2.1 * 4 * width


def size_bytes(whole: object) -> int:
    """Of all that it holds, each thing once; but for what is known of a language, which is no article's."""
    seen, waiting, size = {id(article_shares("en"))}, [whole], 0
    while waiting:
        if id(one := waiting.pop()) not in seen and not isinstance(one, type | ModuleType | FunctionType):
            seen.add(id(one))
            size += sys.getsizeof(one)
            waiting += gc.get_referents(one)
    return size


def filled(told: Sequence[tuple[str, str]], width: int) -> Window:
    window, draw = Window(span=None), np.random.default_rng(1)
    for number, (title, text) in enumerate(told, start=1):
        item = an_item(number, title, text)
        if width:
            told_at_random = draw.normal(size=width).astype(np.float32)
            item = replace(item, meaning=(told_at_random / np.linalg.norm(told_at_random),))
        window.observe([item], now=NOON)
        window.take(item, number, now=NOON)
    return window


def made() -> list[tuple[str, str]]:
    """Articles of words some of which are common and most of which are rare (Zipf)."""
    draw = Random(3)
    words = ["".join(draw.choices("bcdfghklmnprst", k=2)) + f"ar{at:x}" for at in range(40_000)]
    common = [1 / rank for rank in range(1, len(words) + 1)]
    texts = [draw.choices(words, weights=common, k=WORDS) for _ in range(ARTICLES)]
    return [(" ".join(text[:8]), " ".join(text[8:])) for text in texts]
