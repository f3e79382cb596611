"""How names and offices are written in a language, for a model that translates into it: `LANG.toml` here.

Each line is `"as sources write it" = "as we write it"`; whoever runs the program may change the files or add some. A
language without a file has no glossary.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from news.language.tokens import primary_subtag, words

MOST_TERMS = 20


def glossary_for(language: str, texts: Iterable[str]) -> dict[str, str]:
    """The entries that occur in the texts as whole words, the longest first."""
    told = f" {' '.join(words(' '.join(texts)))} "
    held = read_glossary(primary_subtag(language))
    hits = [term for term in sorted(held, key=len, reverse=True) if f" {' '.join(words(term))} " in told]
    return {term: held[term] for term in hits[:MOST_TERMS]}


@cache
def read_glossary(language: str) -> Mapping[str, str]:
    if not re.fullmatch(r"[a-z]{2,3}", language):
        return {}
    file = files(__name__).joinpath(f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
