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
from news.checks.lexicon import lexicon, plain
from news.checks.negation import negators
from news.checks.tolls import may_tell
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Said


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
    if not forms or not forms["freed"].search(text) or forms["besides"].search(text):
        return False
    # "Without charge" and "auf freien Fuß" have a no inside that denies nothing.
    words, rest = lexicon(language), forms["freed"].sub(" ", text)
    return not negators(plain(text), language) and not any(
        kind.count(rest) for kind in (words.negative, words.possible, words.planned, words.open)
    )


@lru_cache(maxsize=1 << 10)
def _may_be_free(text: str, language: str | None) -> bool:
    forms = _forms(primary_subtag(language))
    return not forms or any(forms[kind].search(text) for kind in ("freed", "free"))


@cache
def _forms(language: str) -> Mapping[str, re.Pattern[str]]:
    """Empty for a language that has none."""
    listed = _read().get({"no": "nb", "nn": "nb"}.get(language, language), {})
    return {kind: re.compile(forms, re.IGNORECASE) for kind, forms in listed.items()}


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("news.checks").joinpath("freed.toml").read_text("utf-8"))
