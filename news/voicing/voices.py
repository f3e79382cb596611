"""Which voice reads which language, as an operator writes it: "alloy", or "alloy, de=onyx". Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from news.language.tokens import primary_subtag

_NAME = re.compile(r"[\w.+:/()-]{1,120}")


@dataclass(frozen=True)
class Voices:
    """`usual` None: where a language has no voice of its own, its code is its name."""

    usual: str | None = None
    by_language: Mapping[str, str] = field(default_factory=dict)

    def of(self, language: str) -> str:
        base = primary_subtag(language)
        return self.by_language.get(base) or self.usual or base


def read_voices(written: str) -> Voices:
    """Raises ValueError."""
    usual, by_language = None, dict[str, str]()
    for part in (part.strip() for part in written.split(",") if part.strip()):
        before, is_of_one, after = (said.strip() for said in part.partition("="))
        name = after if is_of_one else before
        if not _NAME.fullmatch(name) or (is_of_one and not primary_subtag(before)):
            raise ValueError(f"cannot be read at “{part}”; it looks like this: alloy, de=onyx")
        if is_of_one:
            by_language[primary_subtag(before)] = name
        elif usual is None:
            usual = name
        else:
            raise ValueError("has two usual voices; it looks like this: alloy, de=onyx")
    return Voices(usual, by_language)
