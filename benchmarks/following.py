"""How questions about one thing that is told of somebody or something are answered without a model, short follow-ups among them.

    python -m benchmarks.following [--words] [--show] [tuned|held ...]

The cases are ours (`tests/news/answers/follow_ups.toml`): a story, what its sources say, and near misses that they do not.
Printed for each half: of what they say, answered rightly, shown as a passage that comes close, and answered by something else;
of what they do not say, answered all the same. `--words` leaves out the encoder, `--show` prints what went wrong.
"""

import asyncio
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from news.adapters.embedder import open_embedders
from news.answers.answering import answer_asked, without_idle_turns
from news.answers.meaning import Encoder
from news.answers.reading import read_question
from news.answers.values import Answer, Asked, Earlier
from news.story.stories import Source, with_families

CASES = Path(__file__).resolve().parents[1] / "tests" / "news" / "answers" / "follow_ups.toml"
HALVES = ("tuned", "held")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Put:
    """A question to a story; `wanted` is what an answer must have, "" where there is none."""

    language: str
    text: str
    wanted: str
    sources: tuple[Source, ...]
    earlier: tuple[Earlier, ...] = ()


def puts(half: str) -> Iterator[Put]:
    for story in tomllib.loads(CASES.read_text("utf-8"))[half]:
        language = story["language"]
        sources = told(story["sources"], language)
        before = (Earlier(*story["before"], language),)
        for group, earlier in (("after", before), ("alone", ())):
            for text, wanted in story[group]:
                yield Put(language, text, wanted, sources, earlier)


def told(articles: Sequence[Sequence[str]], language: str) -> tuple[Source, ...]:
    return tuple(with_families([_source(at, *each, language) for at, each in enumerate(articles, start=1)]))


def _source(number: int, title: str, text: str, language: str) -> Source:
    known: dict[str, Any] = {"family": number, "version": 1, "is_copy": False, "first_version": number}
    return Source(
        article_id=number, outlet=f"Outlet {number}", domain=f"{number}.example", country=None, owner=None,
        kind="news", language=language, title=title, text=text, url=f"https://{number}.example/",
        published_at=datetime(2026, 11, 22, 8, number, tzinfo=UTC), **known,
    )  # fmt: skip


async def answer(put: Put, encoder: Encoder) -> Answer:
    asked = read_question(put.text, reads=put.language, around=[put.language], earlier=put.earlier)
    assert isinstance(asked, Asked)
    asked = await without_idle_turns(asked, put.sources, now=NOW, encoder=encoder)
    return (await answer_asked(asked, put.sources, now=NOW, encoder=encoder)).answer


async def outcomes(half: str, encoder: Encoder, *, is_shown: bool = False) -> Counter[str]:
    found: Counter[str] = Counter()
    for put in puts(half):
        said = await answer(put, encoder)
        shown = " ".join(each.text for each in said.sentences)
        outcome = outcome_of(put, said)
        found[outcome] += 1
        if is_shown and outcome not in ("right", "refused"):
            print(f"  {outcome:8} {put.language} {'after' if put.earlier else 'alone'} {put.text} | {shown}")
    return found


def outcome_of(put: Put, said: Answer) -> str:
    has_it = bool(put.wanted) and any(put.wanted in each.text for each in said.sentences)
    if put.wanted:
        return (
            "right"
            if said.is_answer and has_it
            else "close"
            if has_it
            else "other"
            if said.is_answer
            else "missed"
        )
    return "wrong" if said.is_answer else "refused"


def main(arguments: Sequence[str]) -> None:
    encoder = Encoder() if "--words" in arguments else Encoder(open_embedders())
    for half in [argument for argument in arguments if argument in HALVES] or HALVES:
        found = asyncio.run(outcomes(half, encoder, is_shown="--show" in arguments))
        said = sum(found[each] for each in ("right", "close", "other", "missed"))
        print(
            f"{half:6} said: right {found['right']} of {said}, close {found['close']}, another sentence {found['other']};"
            f" not said: answered {found['wrong']} of {found['wrong'] + found['refused']}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
