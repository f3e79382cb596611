"""Models that are played for `benchmarks.writing`: they write in the sentences of the sources that they are shown.

`good` takes first what several sources say and tells where they differ; `idle` the first sentences that it finds; `careless`
is good and gets a digit wrong in every fourth sentence. Whoever uses them says the language.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from news.language.quotable import word_count
from news.ports import Prompt
from news.testing import quoted_in

WORDS, SENTENCES, CHARS = 160, 9, 1_200
LONGEST = 45
"""Words of a sentence: the prompt asks for 30, outlets write more."""
EVERY = 4


def good(prompt: Prompt) -> dict[str, Any]:
    """First the sentences with most of what several sources have and was not said yet, then the leads."""
    quoted = quoted_in(prompt)
    lines = written(quoted)
    wanted = {
        label: set(re.findall(r"\d+\.\d+", text[text.rindex("(") :]))
        for label, text in quoted.items()
        if label.startswith("known")
    }
    made = story(lines, _greedy(lines, list(wanted.values())), title=quoted["1.0"])
    return made | {"contested": differing(quoted)}


def differing(quoted: Mapping[str, str]) -> list[dict[str, Any]]:
    """What it is told that the sources differ on: "dead: 9 (1.2); 14 (2.1)"."""
    found = []
    for label, text in quoted.items():
        if label.startswith("differs"):
            topic, _, sides = text.partition(": ")
            versions = [
                {"claim": written.strip(), "evidence": re.findall(r"\d+\.\d+", ids)}
                for written, ids in re.findall(r"([^;]+?) \((\d+\.\d+[^)]*)\)", sides)
            ]
            found.append({"topic": topic, "versions": versions})
    return found


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
        "headline": {"text": title, "evidence": ["1.0"]},
        "paragraphs": [{"sentences": said[at : at + third]} for at in range(0, len(said), third)],
    }
