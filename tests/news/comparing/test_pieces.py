"""What is a further piece of one long text, as apps cut it, and what is another text."""

from itertools import pairwise

import pytest

from news.comparing.pieces import goes_on
from news.markup import MAX_UNITS, units

SENTENCE = "The ferry Halcyon was towed to the quay of Port Ansel on Tuesday. "
PARAGRAPH = SENTENCE * 9


def pieces(text: str, marks: tuple[str, ...]) -> list[str]:
    """As apps cut a long text: at the last of the first kind of mark in the second half of what fits, else anywhere."""
    cut, left = [], text.strip()
    while units(left) > MAX_UNITS:
        at = MAX_UNITS
        for mark in marks:
            found = left.rfind(mark, MAX_UNITS // 2, MAX_UNITS)
            if found >= 0:
                at = found + len(mark)
                break
        cut.append(left[:at].strip())
        left = left[at:].strip()
    return [*cut, left]


LONG = {
    "paragraphs": "\n\n".join([PARAGRAPH] * 20),
    "lines": "\n".join([PARAGRAPH] * 20),
    "sentences": SENTENCE * 170,
    "words": "ferry " * 2_000,
    "no words": "轮渡" * 5_000,
    "Chinese": "渡轮哈尔西恩号星期二被拖到安塞尔港的码头。" * 500,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_the_pieces_of_one_text_go_on_from_each_other(text: str) -> None:
    cut = pieces(text, ("\n\n", "\n", ". ", "。", " "))

    assert len(cut) > 2
    assert all(goes_on(before, after) for before, after in pairwise(cut))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", SENTENCE),
        (SENTENCE * 35, SENTENCE),
        (SENTENCE * 35, SENTENCE * 35),
        (SENTENCE * 35, "\n".join([SENTENCE * 5] * 7)),
        ("\n\n".join([PARAGRAPH] * 4), "\n\n".join([PARAGRAPH] * 4)),
        (SENTENCE * 55, "What does Prospect say?"),
    ],
)
def test_another_text_does_not_go_on_from_a_long_one(before: str, after: str) -> None:
    assert not goes_on(before, after)
