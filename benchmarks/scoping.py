"""Which of several stories a question is taken to be about, and whether its answer is right and not overturned.

    python -m benchmarks.scoping [--words] [--show] [--across] [tuned|held ...]

The cases are ours (`tests/news/answers/scopes.toml`): two worlds of a dozen stories in seven languages, each with sixty questions of
readers of nine. Printed for each half: how many are put to the story that they are about; of what the sources say, answered
rightly, shown as a passage that comes close, answered by something else, refused; how often what was overturned is told as the
answer; of what they do not say, answered all the same. `--words` leaves out the encoder, `--show` prints what went wrong,
`--across` asks in languages in which the story is not told (`scopes_across.toml`).
"""

import asyncio
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from news.adapters.embedder import open_embedders
from news.answers.answering import answer_asked
from news.answers.meaning import Encoder
from news.answers.placing import story_meant
from news.answers.reading import read_question
from news.answers.values import Answer, Asked
from news.models import Story
from news.story.stories import Source, Told, with_families

CASES = Path(__file__).resolve().parents[1] / "tests" / "news" / "answers"
WITHIN, ACROSS = "scopes.toml", "scopes_across.toml"
HALVES = ("tuned", "held")
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """`about` is "" where no story is asked for; `wanted` are the ways to say it, none where the sources do not; `overturned`
    is what held before, "" where nothing did."""

    reads: str
    opened: str
    text: str
    about: str
    wanted: tuple[str, ...]
    overturned: str


@dataclass(frozen=True)
class Outcome:
    kind: str
    is_placed: bool
    is_stale: bool
    shown: str


def cases(half: str, file: str = WITHIN) -> tuple[Case, ...]:
    return tuple(
        Case(reads, opened, text, about, tuple(filter(None, wanted.split("|"))), overturned)
        for (world,) in [_worlds(file)[half]]
        for reads, opened, text, about, wanted, overturned in world["asked"]
    )


def stories(half: str, file: str = WITHIN) -> dict[str, Told]:
    (world,) = _worlds(file)[half]
    found: dict[str, Told] = {}
    for number, (name, articles) in enumerate(world["stories"].items(), start=1):
        listed = [_source(100 * number + at, *each) for at, each in enumerate(articles)]
        told = tuple(with_families(sorted(listed, key=lambda source: source.published_at)))
        story = Story(id=number, revision=1, headline=told[-1].title, last_published_at=told[-1].published_at)
        found[name] = Told(story, told)
    return found


def _worlds(file: str) -> Mapping[str, Any]:
    return tomllib.loads((CASES / file).read_text("utf-8"))


def _source(number: int, minutes: int, outlet: str, language: str, title: str, text: str) -> Source:
    known: dict[str, Any] = {"family": number, "version": 1, "is_copy": False, "first_version": number}
    domain = outlet.casefold().replace(" ", "-") + ".example"
    return Source(
        article_id=number, outlet=outlet, domain=domain, country=None, owner=None, kind="news", language=language,
        title=title, text=text, url=f"https://{domain}/{number}", published_at=NOW - timedelta(minutes=minutes), **known,
    )  # fmt: skip


async def outcome(case: Case, told: Mapping[str, Told], encoder: Encoder) -> Outcome:
    around = {source.language or "" for each in told.values() for source in each.sources}
    asked = read_question(case.text, reads=case.reads, around=sorted(around))
    assert isinstance(asked, Asked)
    opened = told[case.opened].story.id if case.opened else None
    listed = list(told.values())
    meant = await story_meant(asked, listed, favourite=opened, now=NOW, encoder=encoder)
    heard = [meant.about] if meant.about else listed
    sources = [source for each in heard for source in each.sources]
    said = (await answer_asked(asked, sources, now=NOW, encoder=encoder)).answer
    name = next((name for name, each in told.items() if each is meant.about), "-")
    linked = [rest.passage for rest in said.links]
    shown = " | ".join([*(each.text for each in said.sentences), *linked])
    unmarked = " ".join(each.text for each in said.sentences if not each.is_earlier)
    return Outcome(
        kind_of(case, said, shown),
        not case.about or name == case.about,
        said.is_answer and bool(case.overturned) and case.overturned in unmarked,
        f"[{name}] {shown}",
    )


def kind_of(case: Case, said: Answer, shown: str) -> str:
    has_it = any(wanted in shown for wanted in case.wanted)
    if not case.wanted:
        return "wrong" if said.is_answer else "refused"
    if has_it:
        return "right" if said.is_answer else "close"
    return "other" if said.is_answer else "missed"


async def outcomes(
    half: str, encoder: Encoder, *, file: str = WITHIN, is_shown: bool = False
) -> Counter[str]:
    found: Counter[str] = Counter()
    told = stories(half, file)
    for case in cases(half, file):
        got = await outcome(case, told, encoder)
        found[got.kind] += 1
        found["placed"] += got.is_placed and bool(case.about)
        found["stale"] += got.is_stale
        is_well = got.kind in ("right", "refused") and got.is_placed and not got.is_stale
        if is_shown and not is_well:
            marks = "".join([" stale" * got.is_stale, " misplaced" * (not got.is_placed)])
            print(f"  {got.kind:8}{marks} ({case.reads}, {case.opened or '-'}) {case.text} | {got.shown}")
    return found


def main(arguments: Sequence[str]) -> None:
    encoder = Encoder() if "--words" in arguments else Encoder(open_embedders())
    file = ACROSS if "--across" in arguments else WITHIN
    for half in [argument for argument in arguments if argument in HALVES] or HALVES:
        found = asyncio.run(outcomes(half, encoder, file=file, is_shown="--show" in arguments))
        listed = cases(half, file)
        said = sum(bool(case.wanted) for case in listed)
        print(
            f"{half:6} put to the right story {found['placed']} of {sum(bool(case.about) for case in listed)};"
            f" said: right {found['right']} of {said}, close {found['close']}, another sentence {found['other']}, refused {found['missed']};"
            f" overturned told as it were {found['stale']} of {sum(bool(case.overturned) for case in listed)};"
            f" not said: answered {found['wrong']} of {len(listed) - said}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
