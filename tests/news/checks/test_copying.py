"""A story is told in its own words, or says that it quotes."""

from news.checks.copying import MOST_IN_A_ROW, check
from news.checks.findings import Severity
from news.writing.drafts import Draft, Evidence, Line, Said
from tests.news.checks.held import TUESDAY

ROW = [f"word{at}" for at in range(40)]
"""Words that stand in a row in the source, twenty a sentence."""


def _evidence(language: str = "en") -> Evidence:
    texts = " ".join(ROW[:20]), " ".join(ROW[20:])
    return Evidence(
        tuple(
            Line(f"1.{at}", f"{text}.", 1, "Coast News", "Coast", 1, language, TUESDAY, position=at)
            for at, text in enumerate(texts, start=1)
        )
    )


def _found(*sentences: str, of: str = "en") -> list[tuple[str, tuple[int, int] | None, str]]:
    told = tuple(Said(sentence, (f"1.{at}",)) for at, sentence in enumerate(sentences, start=1))
    draft = Draft("en", False, Said("A ferry sank", ("1.1",)), (told,))
    found = list(check(draft, _evidence(of), language="en"))
    assert all(each.severity is Severity.COUNTED for each in found)
    return [(each.code, each.where, each.detail) for each in found]


def test_more_words_in_a_row_than_allowed_are_counted_over_sentences() -> None:
    first, second = " ".join(["Then", *ROW[:20]]), " ".join([*ROW[20:30], "ended"])
    assert _found(f"{first}.", f"{second}.") == [
        ("copying", (0, 0), "30 words in a row are those of Coast News")
    ]


def test_as_many_as_allowed_are_no_copy() -> None:
    allowed = " ".join([*ROW[:MOST_IN_A_ROW], "and", *ROW[MOST_IN_A_ROW + 1 :]])
    assert _found(f"{allowed}.") == []


def test_what_is_quoted_is_no_copy() -> None:
    assert _found(f"He said: “{' '.join(ROW)}.” And then he left the room without a word.") == []


def test_another_language_has_no_words_in_common() -> None:
    assert _found(f"{' '.join(ROW)}.", of="de") == []
