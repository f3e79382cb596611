"""Every figure of `docs/quality.md`: `python -m benchmarks.writing [published] [quoted] [translated] [plays] [same] [checks]`.

Without a name, all of them; `half` takes the first half of VietnameseMDS (rules were tuned there), `held` the second.
Models are played, so figures are of shaping, checking and trimming and say nothing of how well any real model writes:
"good" writes what several sources say in their sentences and tells where they differ, "idle" takes the first sentences,
"careless" is good and gets a digit wrong in every fourth. Sets: VietnameseMDS (199 clusters) and PUD, where they are on this
machine; and the sample edition that ships (invented, MIT), which CI has too.

Other parts of the line have benchmarks of their own: `splitting`, `asking`, `topics`, `fragments`, `fulltext`.
"""

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog

from benchmarks import writing_checks, writing_numbers
from benchmarks.extractive import clusters
from benchmarks.writing_metrics import Figures, figures_of, means
from benchmarks.writing_plays import careless, good, idle
from benchmarks.writing_quoted import print_quoted
from benchmarks.writing_translated import print_translated
from news.ports import Prompt
from news.story.stories import Source, with_families
from news.testing import Dictated
from news.writing.extractive import extract
from news.writing.gate import fit_to_quote
from news.writing.shaping import shape
from news.writing.telling import tell_story
from news.writing.verify import verify
from sandbox.edition import contents

START = datetime(2026, 1, 1, tzinfo=UTC)
FEWEST_SOURCES = 2
FINGERED = 5

Play = Callable[[Prompt], dict[str, Any]]
PLAYS: Mapping[str, Play] = {"good": good, "idle": idle, "careless": careless}


@dataclass(frozen=True)
class Case:
    """Sources of one event in one language."""

    sources: tuple[Source, ...]
    language: str

    @property
    def now(self) -> datetime:
        return max(source.published_at for source in self.sources) + timedelta(hours=1)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    asked = [each for each in sys.argv[1:] if each in PARTS] or list(PARTS)
    for name in asked:
        print(f"\n## {name}\n")
        PARTS[name]()


# --- the sets ------------------------------------------------------------------------------------


def edition() -> list[Case]:
    """The events of the sample edition that two outlets or more tell in one language."""
    told: defaultdict[tuple[str, str], list[Source]] = defaultdict(list)
    places = [(o, f, a) for o in contents.outlets() for f in o.feeds for a in f.articles]
    for number, (outlet, _, article) in enumerate(places, start=1):
        version = article.second or article.first
        told[article.story, outlet.language].append(
            Source(
                article_id=number, family=number, outlet=outlet.name, domain=outlet.domain, country=outlet.country,
                owner=outlet.owner, kind="correction" if article.is_correction else "news", language=outlet.language,
                title=version.title, text=" ".join(version.sentences), url=f"https://{outlet.domain}/{article.slug}",
                published_at=START - article.age, version=1, is_copy=False, first_version=number,
            )
        )  # fmt: skip
    return [
        Case(with_families(sources), language)
        for (_, language), sources in sorted(told.items())
        if len({source.domain for source in sources}) >= FEWEST_SOURCES
    ]


def vietnamese() -> list[Case]:
    """VietnameseMDS, or the half of it that is asked for; empty where it is absent."""
    held = [
        Case(with_families(replace(s, first_version=s.article_id) for s in cluster.sources), "vi")
        for cluster in clusters()
    ]
    middle = (len(held) + 1) // 2
    if "half" in sys.argv:
        return held[:middle]
    return held[middle:] if "held" in sys.argv else held


# --- what is published -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What came of one story. `true` and `false`: of the sentences as they were drafted; `shown_`: of those shown."""

    figures: Figures | None
    true: int
    false: int
    shown_true: int
    shown_false: int
    calls: int
    seconds: float


async def told(case: Case, play: Play) -> Outcome:
    def in_its_language(prompt: Prompt) -> dict[str, Any]:
        return play(prompt) | {"language": case.language}

    model = Dictated(in_its_language, {"sentences": []})  # whatever it is asked to mend, it cannot
    shaped = shape(case.sources, now=case.now)
    began = time.perf_counter()
    telling = await tell_story(model, case.sources, language=case.language, now=case.now, verify=verify)
    seconds = time.perf_counter() - began
    texts = {line.text for line in shaped.evidence.lines}
    drafted = _sentences(in_its_language(model.prompts[0])) if model.prompts else []
    shown = [said.text for said in telling.draft.sentences] if telling.draft else []
    return Outcome(
        figures_of(telling.draft, telling.contested, shaped, language=case.language)
        if telling.draft
        else None,
        true=sum(text in texts for text in drafted),
        false=sum(text not in texts for text in drafted),
        shown_true=sum(text in texts for text in shown),
        shown_false=sum(text not in texts for text in shown),
        calls=len(model.prompts),
        seconds=seconds,
    )


def _sentences(made: Mapping[str, Any]) -> list[str]:
    return [said["text"] for paragraph in made["paragraphs"] for said in paragraph["sentences"]]


def published(cases: Sequence[Case], play: Play) -> list[Outcome]:
    return [asyncio.run(told(case, play)) for case in cases]


def yields(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """How much came through: what makes a figure of 1.00 worth something."""
    true, false = sum(o.true for o in outcomes), sum(o.false for o in outcomes)
    return {
        "stories published": sum(o.figures is not None for o in outcomes) / len(outcomes),
        "true sentences kept": sum(o.shown_true for o in outcomes) / true if true else None,
        "false sentences shown": sum(o.shown_false for o in outcomes) / false if false else None,
        "paid calls a story": sum(o.calls for o in outcomes) / len(outcomes),
        "seconds a story (median)": sorted(o.seconds for o in outcomes)[len(outcomes) // 2],
    }


def _print_published() -> None:
    sets = {"sample edition": edition(), "VietnameseMDS": vietnamese()}
    columns: dict[str, dict[str, float | None]] = {}
    for name, cases in sets.items():
        if not cases:
            print(f"({name} is not on this machine)")
            continue
        for play, model in PLAYS.items():
            outcomes = published(cases, model)
            found = means([o.figures for o in outcomes if o.figures])
            columns[f"{name} ({len(cases)}), {play}"] = yields(outcomes) | found
    print_table(columns)


def print_table(columns: Mapping[str, Mapping[str, float | None]]) -> None:
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    print(f"| | {' | '.join(columns)} |\n|---{'|---' * len(columns)}|")
    for name in names:
        cells = [_cell(column.get(name)) for column in columns.values()]
        print(f"| {_spelled(name)} | {' | '.join(cells)} |")


def _spelled(name: str) -> str:
    """A figure's name as the page has it: "cite_coverage" is CiteCoverage."""
    return name if "_" not in name else "".join(part.title() for part in name.split("_"))


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


# --- twice the same --------------------------------------------------------------------------------


def without_a_model(cases: Iterable[Case]) -> Iterator[str]:
    """The stories as they are told without a model."""
    for case in cases:
        yield repr(extract(fit_to_quote(case.sources, now=case.now)))


def fingerprint() -> str:
    """Of all that is told without a model of the edition and the first clusters."""
    return sha256("\n".join(without_a_model([*edition(), *vietnamese()[:FINGERED]])).encode()).hexdigest()


def fingerprints() -> set[str]:
    """Of two processes that hash differently."""
    script = "from benchmarks.writing import fingerprint; print(fingerprint())"
    return {_run(script, seed=seed) for seed in ("1", "2")}


def _print_same() -> None:
    found = fingerprints()
    print("the same, byte by byte" if len(found) == 1 else f"different: {found}")


def _run(script: str, *, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": seed},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


# --- the rest --------------------------------------------------------------------------------------


def _print_plays() -> None:
    from benchmarks.writing_policy import outcomes, row

    print("| play | ends as | paid calls | sentences shown | that fail the checks |\n|---|---|---|---|---|")
    found = asyncio.run(outcomes())
    for each in found:
        print(row(each))
    failing = sum(each.failing for each in found)
    most = max(each.paid for each in found)
    written = sum(each.is_written for each in found)
    print(
        f"\n{len(found)} plays: {failing} sentences fail, at most {most} paid calls, {written} ends as the model's."
    )


def _print_checks() -> None:
    writing_numbers.main()
    writing_checks.main()


PARTS: Mapping[str, Callable[[], None]] = {
    "published": _print_published,
    "quoted": print_quoted,
    "translated": print_translated,
    "plays": _print_plays,
    "same": _print_same,
    "checks": _print_checks,
}


if __name__ == "__main__":
    main()
