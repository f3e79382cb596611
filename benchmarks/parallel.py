"""Sentences and their professional translations, row by row, in documents: what the checks of writing are measured on.

PUD: 1,000 sentences of news and encyclopedia in 18 languages. NTREX: 1,997 lines of news in 24 languages. Rules may be
tuned on all of PUD and on the tuned half of NTREX's documents (by hash); its other half is only counted. Knows no check.
"""

import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PUD_LANGUAGES = "ar cs de es fi fr hi id is it ko pl pt ru sv th tr zh".split()  # noqa: SIM905
NTREX_LANGUAGES = {
    "ar": "arb", "bn": "ben", "de": "deu", "el": "ell", "es": "spa", "fa": "fas", "fr": "fra", "he": "heb", "hi": "hin",
    "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "sw": "swa",
    "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho-CN",
}  # fmt: skip
BY_ROW = frozenset(["id", "ko", "pl", "th"])
"""Languages of PUD whose rows are in the order of the English ones and whose ids are not."""
MISPLACED = ("In 1538 the Spanish Inquisition", "Spain had expelled its", "Forced baptism was")
"""Sentences that stand in one another's rows of the Spanish file."""


@dataclass(frozen=True)
class Row:
    document: str
    number: int
    english: str
    text: str

    @property
    def is_tuned(self) -> bool:
        return zlib.crc32(self.document.encode()) % 2 == 0


SETS = ("pud", "ntrex", "ntrex-held")


def rows(name: str, language: str) -> list[Row]:
    """Of one of `SETS`."""
    return pud(language) if name == "pud" else ntrex(language, is_tuned=name == "ntrex")


def pud(language: str) -> list[Row]:
    """Empty where the set is absent."""
    english, others = _pud("en"), _pud(language)
    by_id = dict(others)
    found = [
        Row(id_[:6], at, text, others[at][1] if language in BY_ROW else by_id.get(id_, ""))
        for at, (id_, text) in enumerate(english)
    ]
    return [row for row in found if row.text and not (language == "es" and row.english.startswith(MISPLACED))]


def ntrex(language: str, *, is_tuned: bool) -> list[Row]:
    """One half of the documents; empty where the set is absent."""
    found = [
        Row(each["doc"], int(each["i"]), each["eng"], each[NTREX_LANGUAGES[language]])
        for each in _ntrex()
        if language in NTREX_LANGUAGES
    ]
    return [row for row in found if row.text and row.is_tuned is is_tuned]


@cache
def _pud(language: str) -> list[tuple[str, str]]:
    path = DATA / "aieval" / "pud" / f"{language}.tsv"
    if not path.exists():
        return []
    parts = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return [(part[0], part[3]) for part in parts]


@cache
def _ntrex() -> list[dict[str, str]]:
    path = DATA / "clustering" / "ntrex" / "sentences_core.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
