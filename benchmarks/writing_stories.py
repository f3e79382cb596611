"""What is published of a model's drafts, and how long the way around it takes: `python -m benchmarks.writing_stories [half]`.

The model is played: a good one writes the story in sentences of the sources, first those with what several sources say; an
idle one takes the first sentences that it finds; a careless one is good and gets a digit wrong in every fourth sentence.
So the figures are of shaping, checking and trimming, and say nothing of how well any real model writes.

published: stories that come out as the model's own. kept: of its sentences that are true. false: of its sentences that are
not, how many are shown. coverage: of the numbers and names that two or more families have in what the model was given, how
many the story has. calls: paid, a story. The set is VietnameseMDS (199 clusters of news on one event).
"""

import asyncio
import re
import statistics
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from benchmarks.extractive import Cluster, clusters
from news.drafting import shared_facts
from news.extract import facts
from news.language.quotable import word_count
from news.ports import Prompt
from news.shaping import shape
from news.stories import with_families
from news.telling import Telling, tell_story
from news.testing import Dictated, quoted_in
from news.verify import verify

WORDS, SENTENCES, CHARS = 160, 9, 1_200
LONGEST = 45
"""Words of a sentence: the prompt asks for 30, outlets write more."""
EVERY = 4


def main() -> None:
    held = clusters()
    if not held:
        print("skipped: the set is not on this machine")
        return
    held = held[: len(held) // 2] if "half" in sys.argv[1:] else held
    print("| model | stories | published | kept | false shown | coverage | calls | shaping ms | whole ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, play in (("good", good), ("idle", idle), ("careless", careless)):
        print(row(name, [asyncio.run(told(cluster, play)) for cluster in held]))


@dataclass
class Outcome:
    telling: Telling
    true: int = 0
    false: int = 0
    kept: int = 0
    shown_false: int = 0
    covered: float | None = None
    calls: int = 0
    shaping_s: float = 0.0
    whole_s: float = 0.0


async def told(cluster: Cluster, play: Any) -> Outcome:
    sources = with_families(replace(source, first_version=source.article_id) for source in cluster.sources)
    now = max(source.published_at for source in sources) + timedelta(hours=1)
    began = time.perf_counter()
    shaped = shape(sources, now=now)
    shaping_s = time.perf_counter() - began
    model = Dictated(play, {"sentences": []})  # whatever it is asked to mend, it cannot
    began = time.perf_counter()
    telling = await tell_story(model, sources, language="vi", now=now, verify=verify)
    outcome = Outcome(telling, calls=len(model.prompts), shaping_s=shaping_s)
    outcome.whole_s = time.perf_counter() - began
    texts = {line.text for line in shaped.evidence.lines}
    drafted = sentences(play(model.prompts[0])) if model.prompts else []
    shown = [said.text for said in telling.draft.sentences] if telling.draft else []
    outcome.true = sum(text in texts for text in drafted)
    outcome.false = len(drafted) - outcome.true
    outcome.kept = sum(text in texts for text in shown)
    outcome.shown_false = len(shown) - outcome.kept
    outcome.covered = coverage([(k.kind, k.value) for k in shared_facts(shaped) if k.kind != "date"], shown)
    return outcome


def coverage(wanted: Sequence[tuple[str, str]], shown: Iterable[str]) -> float | None:
    if not wanted:
        return None
    has = {(fact.kind, fact.value) for text in shown for fact in facts(text, "vi")}
    return sum(each in has for each in wanted) / len(wanted)


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    published = [outcome for outcome in outcomes if outcome.telling.draft]
    covered = [outcome.covered for outcome in published if outcome.covered is not None]
    cells = [
        name,
        str(len(outcomes)),
        f"{len(published) / len(outcomes):.3f}",
        f"{sum(o.kept for o in outcomes) / (sum(o.true for o in outcomes) or 1):.3f}",
        f"{sum(o.shown_false for o in outcomes)}/{sum(o.false for o in outcomes)}",
        f"{statistics.mean(covered):.3f}" if covered else "-",
        f"{statistics.mean(o.calls for o in outcomes):.2f}",
        f"{1000 * statistics.median(o.shaping_s for o in outcomes):.0f}",
        f"{1000 * statistics.median(o.whole_s for o in outcomes):.0f}",
    ]
    return f"| {' | '.join(cells)} |"


# --- the models that are played ------------------------------------------------------------------


def good(prompt: Prompt) -> dict[str, Any]:
    """First the sentences with most of what several sources have and was not said yet, then the leads."""
    quoted = quoted_in(prompt)
    lines = written(quoted)
    wanted = {
        label: set(re.findall(r"\d+\.\d+", text[text.rindex("(") :]))
        for label, text in quoted.items()
        if label.startswith("known")
    }
    return story(lines, _greedy(lines, list(wanted.values())), title=quoted["1.0"])


def written(quoted: Mapping[str, str]) -> dict[str, str]:
    """The sentences, without those that are longer than a story's may be."""
    lines = {id: text for id, text in quoted.items() if re.fullmatch(r"\d+\.[1-9]\d*", id)}
    return {id: text for id, text in lines.items() if word_count(text) <= LONGEST}


def _greedy(lines: Mapping[str, str], wanted: list[set[str]]) -> list[str]:
    chosen: list[str] = []
    words = chars = 0
    while len(chosen) < SENTENCES:
        open_to = [
            id
            for id in lines
            if id not in chosen and words + word_count(lines[id]) <= WORDS and chars + len(lines[id]) <= CHARS
        ]
        if not open_to:
            break
        best = max(
            open_to,
            key=lambda id: (sum(id in ids for ids in wanted) / word_count(lines[id]), id.endswith(".1")),
        )
        chosen.append(best)
        words += word_count(lines[best])
        chars += len(lines[best])
        wanted = [ids for ids in wanted if best not in ids]
    return chosen


def idle(prompt: Prompt) -> dict[str, Any]:
    quoted = quoted_in(prompt)
    lines = written(quoted)
    turns = sorted(lines, key=lambda id: (int(id.split(".")[1]), int(id.split(".")[0])))[:6]
    return story(lines, turns, title=quoted["1.0"])


def careless(prompt: Prompt) -> dict[str, Any]:
    made = good(prompt)
    for at, said in enumerate(said for paragraph in made["paragraphs"] for said in paragraph["sentences"]):
        if at % EVERY == 0:
            said["text"] = re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), said["text"], count=1)
    return made


def story(lines: Mapping[str, str], chosen: Sequence[str], *, title: str) -> dict[str, Any]:
    said = [{"text": lines[id], "evidence": [id], "kind": "fact"} for id in chosen]
    third = max(1, -(-len(said) // 3))
    return {
        "language": "vi",
        "headline": {"text": title, "evidence": ["1.0"]},
        "paragraphs": [{"sentences": said[at : at + third]} for at in range(0, len(said), third)],
    }


def sentences(made: Mapping[str, Any]) -> list[str]:
    return [said["text"] for paragraph in made["paragraphs"] for said in paragraph["sentences"]]


if __name__ == "__main__":
    main()
