"""What becomes of translations: professional ones told as if a model had made them, and the same with slips.

PUD (checks were tuned on it), and the half of NTREX's news that no check was tuned on. Eight English sentences of a document at a time stand for a story that is told; the translator's sentences are the model's
answer. kept: of sentences translated by people, those that pass; what does not stays in English with a mark. told: stories
that are shown in the language. slips: a digit wrong in every fourth sentence with digits, and how many are shown. Numbers:
sentences that are shown and have the same numbers as the English one, both ways, where both have digits; a person may write
"five" for 5, so this is no error where it is not 1. Cites, order: shown sentences with the citations and in the place of
the English one.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.parallel import NTREX_LANGUAGES, PUD_LANGUAGES, rows
from benchmarks.parallel import Row as Aligned
from news.language.amounts import amounts
from news.ports import Prompt
from news.testing import Dictated, quoted_in
from news.writing.made import Made, Row
from news.writing.modes import WHOLE
from news.writing.pivot import pivot_of
from news.writing.translating import translate_story
from news.writing.verify import verify_translation

SENTENCES, PARAGRAPH = 8, 2
STORIES = 25
"""Of each language and set, spread over the set."""
EVERY = 4


@dataclass
class Count:
    stories: int = 0
    told: int = 0
    sentences: int = 0
    kept: int = 0
    numbers: int = 0
    same_numbers: int = 0
    misplaced: int = 0
    calls: int = 0
    slips: int = 0
    shown_slips: int = 0


def print_translated() -> None:
    for name, languages in (("pud", PUD_LANGUAGES), ("ntrex-held", NTREX_LANGUAGES)):
        if not rows(name, "de"):
            print(f"({name} is not on this machine)")
            continue
        print(
            f"\n| {name} | told | kept | numbers | cites, order | calls | slips shown |\n|---|---|---|---|---|---|---|"
        )
        counts = {
            language: asyncio.run(measured(rows(name, language), language=language)) for language in languages
        }
        for language, count in counts.items():
            print(row(language, count))
        print(row("all", added(counts.values())))


def added(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(*(sum(getattr(each, name) for each in listed) for name in vars(Count())))


def row(name: str, count: Count) -> str:
    cells = [
        f"{count.told / count.stories:.3f}",
        f"{count.kept / count.sentences:.3f}",
        f"{count.same_numbers / count.numbers:.3f}" if count.numbers else "–",
        f"{1 - count.misplaced / max(1, count.kept):.3f}",
        f"{count.calls / count.stories / 2:.2f}",
        f"{count.shown_slips} of {count.slips}",
    ]
    return f"| {name} | {' | '.join(cells)} |"


async def measured(held: Sequence[Aligned], *, language: str, stories: int = STORIES) -> Count:
    step = max(SENTENCES, len(held) // stories)
    count = Count()
    for at in range(0, len(held) - SENTENCES, step):
        part = [(each.text, each.english) for each in held[at : at + SENTENCES]]
        await _count(part, language, count, with_slips=False)
        await _count(part, language, count, with_slips=True)
    return count


async def _count(part: Sequence[tuple[str, str]], language: str, count: Count, *, with_slips: bool) -> None:
    told = {english: theirs for theirs, english in part}
    slipped = (
        {english: _slip(theirs) for english, theirs in list(told.items())[::EVERY]} if with_slips else {}
    )
    slipped = {english: text for english, text in slipped.items() if text != told[english]}
    model = Dictated(lambda prompt: _answer(prompt, told | slipped))
    found = await translate_story(
        model,
        pivot_of(_base([english for _, english in part]), (), language="en"),
        language=language,
        verify=verify_translation,
        memory={},
        glossary={},
    )
    count.calls += len(model.prompts)
    rows = [row for paragraph in found.made.paragraphs for row in paragraph] if found.made else []
    shown = [(at, row) for at, row in enumerate(rows) if row.get("of")]
    if with_slips:
        count.slips += sum(english in slipped for _, english in part[1:])
        count.shown_slips += sum(row["text"] == slipped.get(str(row["of"])) for _, row in shown)
        return
    count.stories += 1
    count.told += found.made is not None
    count.sentences += len(part) - 1
    count.kept += len(shown)
    count.misplaced += sum(row["of"] != part[at + 1][1] or row["cites"] != [at + 1] for at, row in shown)
    for _, row in shown:
        ours, theirs = _values(str(row["text"]), language), _values(str(row["of"]), "en")
        if ours and theirs:
            count.numbers += 1
            count.same_numbers += all(
                any(one & other for other in b) for a, b in ((ours, theirs), (theirs, ours)) for one in a
            )


def _base(english: Sequence[str]) -> Made:
    rows: list[Row] = [
        {"text": text, "cites": [at], "language": "en", "kind": "fact"}
        for at, text in enumerate(english[1:], 1)
    ]
    return Made(
        mode=WHOLE, headline=english[0], headline_language="en", headline_cites=(1,),
        paragraphs=[rows[at : at + PARAGRAPH] for at in range(0, len(rows), PARAGRAPH)],
        headline_evidence=[], contested=[], names=[],
    )  # fmt: skip


def _answer(prompt: Prompt, told: dict[str, str]) -> dict[str, Any]:
    """The items come with their spaces single and their brackets replaced: they are found by their letters."""
    by_letters = {_letters(english): theirs for english, theirs in told.items()}
    items = {label: text for label, text in quoted_in(prompt).items() if label.startswith("item ")}
    return {
        "sentences": [
            {"i": int(label.split()[1]), "text": by_letters[_letters(text)]} for label, text in items.items()
        ],
        "names": [],
    }


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text))


def _slip(text: str) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), text, count=1)


def _values(text: str, language: str) -> list[frozenset[Any]]:
    return [frozenset(each.values) for each in amounts(text, language) if each.has_digits]
