"""When a question and its sources can be compared at all."""

from collections.abc import Sequence

import pytest

from news.answers.meaning import Encoder, languages_apart
from news.ports import Embedder


class Knows:
    """An embedder of a few languages."""

    name, is_local, is_quick = "of a few", True, True
    languages = frozenset({"en", "fr"})

    async def prepare(self) -> None: ...

    async def embed(self, texts: Sequence[str], *, languages: Sequence[str | None] = ()) -> list[None]:
        raise AssertionError("nothing is to be told")


@pytest.mark.parametrize(
    ("language", "sources", "apart"),
    [
        ("hi", ["en", "fr", "en"], ("hi", ("en", "fr"))),
        ("hi", ["en", "hi"], None),
        ("hi", ["en-GB", "hi-IN"], None),
        ("fr", ["en"], None),
        ("fr", ["he"], ("fr", ("he",))),
        ("hi", [None], None),
        ("hi", [], None),
    ],
)
async def test_a_question_is_apart_from_what_nothing_here_compares_it_with(
    language: str, sources: list[str | None], apart: tuple[str, tuple[str, ...]] | None
) -> None:
    embedder: Embedder = Knows()  # type: ignore[assignment]
    assert await languages_apart(language, sources, encoder=Encoder([embedder])) == apart
