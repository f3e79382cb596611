"""Whether a sentence lets go whom its source has in custody: "released two men" of two who were arrested.

Knows the words of `freed.toml`, strict ones for the sentence ("released" alone is said of films and reports) and loose ones for the
source, which may say as much in other words: whoever was released was arrested before. A sentence that denies it, leaves it
open or asks for it lets nobody go.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from news.checks.findings import Checked, Finding
from news.checks.lexicon import UNSPACED, lexicon, plain
from news.checks.negation import negators
from news.checks.tolls import may_tell
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Said

REACH = 80
"""Signs within which a wish stands before what it asks for."""
_CLAUSE, _SENTENCE = re.compile(r"[,;:!?()—–،؛。，；：、]|\. "), re.compile(r"[;!?。；]|\. ")
_VERB_LAST = frozenset(["ja", "ko", "tr", "hi", "bn", "hu", "zh", "th"])
"""In these a denial or a wish may stand behind the word."""
_VERB_FIRST = frozenset(["ar", "he", "en"])
"""In these a denial stands before the word also where the word begins its clause; behind it, it is of something else."""
FRONTED = 2
"""Words of a clause of which one may be the word, moved to the front, and its denial behind it: "Freigelassen wurde niemand"."""
_RELATIVE = re.compile(
    r"\b(?:que|qui|dont|che|care|som|pour|para|per|pentru|weil|denn|porque|perché|parce|omdat|fordi|eftersom)\b"
)
"""What begins another clause where no sign does."""


def check(said: Said, own: Checked, *, titles: Sequence[Line] = ()) -> Iterator[Finding]:
    """`titles` are those of the cited articles."""
    if not _lets_go(said.text, own.language):
        return
    lines = (*own.nearest, *titles)
    if any(_may_be_free(line.text, line.language) for line in lines):
        return
    if any(may_tell(line, "detained") for line in lines):
        yield Finding("opposite", None, "tells as let go who is in custody by what it cites")


def _lets_go(text: str, language: str) -> bool:
    forms = _forms(primary_subtag(language))
    if not forms:
        return False
    small = plain(text)
    return any(_is_so(small, match, forms, language) for match in forms["freed"].finditer(small))


def _is_so(small: str, match: re.Match[str], forms: Mapping[str, re.Pattern[str]], language: str) -> bool:
    """Whether what lets go is neither denied, nor open, nor asked for, nor said of a thing, each where it belongs to this word:
    not in "two men whom nobody suspected were released, as their families had demanded"."""
    start, end = match.span()
    led = _CLAUSE.split(small[:start])[-1]
    behind = _CLAUSE.split(small[end:])[0]
    whole = _SENTENCE.split(small[max(0, start - REACH) : start])[-1]
    framed = f"{whole}@{_SENTENCE.split(small[end : end + REACH])[0]}"
    code = primary_subtag(language)
    if code in _VERB_LAST:
        led, whole = f"{led}{match[0]}{behind}", f"{whole}{match[0]}{behind}"
    elif code not in _VERB_FIRST and len(led.split()) < FRONTED:
        led = f"{led}{match[0]} {_RELATIVE.split(behind)[0]}"
    words = lexicon(language)
    return not (
        forms["asked"].search(whole)
        or ("denied" in forms and forms["denied"].search(framed))
        or ("may" in forms and forms["may"].search(f"{led}{match[0]}"))
        or ("things" in forms and forms["things"].search(f"{led} {behind}"))
        or negators(f"{led}{match[0]}", language)
        or any(kind.spans(led) for kind in (words.possible, words.planned) if kind)
    )


@lru_cache(maxsize=1 << 10)
def _may_be_free(text: str, language: str | None) -> bool:
    forms = _forms(primary_subtag(language))
    return not forms or any(forms[kind].search(text) for kind in ("freed", "free"))


@cache
def _forms(language: str) -> Mapping[str, re.Pattern[str]]:
    """Empty for a language that has none."""
    listed = _read().get({"no": "nb", "nn": "nb"}.get(language, language), {})
    begun = "" if language in UNSPACED else r"(?<!\w)"
    return {
        kind: re.compile(
            f"{begun}(?:{forms})" if kind in ("asked", "things", "may") else forms, re.IGNORECASE
        )
        for kind, forms in listed.items()
    }


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("news.checks").joinpath("freed.toml").read_text("utf-8"))
