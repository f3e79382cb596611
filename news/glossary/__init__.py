"""How names and offices are written in a language, for a model that translates into it: `LANG.toml` here.

Each line is `"as sources write it" = "as we write it"`. Whoever runs the program keeps files of the same kind in a folder
of their own (`GLOSSARY_DIR`): what they say goes before what stands here, and `""` takes an entry away. A language without
a file has no glossary.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from news.errors import SettingsError
from news.language.tokens import primary_subtag, words

MOST_TERMS = 20
LONGEST_CHARS = 100
MOST_BYTES = 1_000_000

Terms = Mapping[str, str]

_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Glossary:
    """What ships with the program, under what the operator says: `own`, by language."""

    own: Mapping[str, Terms] = field(default_factory=dict)

    def of(self, language: str) -> dict[str, str]:
        primary = primary_subtag(language)
        entries = {**shipped(primary), **self.own.get(primary, {})}
        return {source: target for source, target in entries.items() if target}

    def found_in(self, texts: Iterable[str], *, language: str) -> dict[str, str]:
        """The entries that occur in the texts as whole words, the longest first."""
        told = f" {' '.join(words(' '.join(texts)))} "
        held = self.of(language)
        hits = [term for term in sorted(held, key=len, reverse=True) if f" {' '.join(words(term))} " in told]
        return {term: held[term] for term in hits[:MOST_TERMS]}


@cache
def shipped(language: str) -> Terms:
    if not _LANGUAGE.fullmatch(language):
        return {}
    file = files(__name__).joinpath(f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


# --- the operator's own --------------------------------------------------------------------------


def open_glossary(folder: Path | None) -> Glossary:
    """With the operator's files, all of them. Raises SettingsError, which says what is wrong and where."""
    if folder is None:
        return Glossary()
    if not folder.is_dir():
        raise SettingsError(f"GLOSSARY_DIR: {folder} is no folder.")
    return Glossary({path.stem: _read(path) for path in sorted(folder.glob("*.toml"))})


def _read(path: Path) -> Terms:
    if not _LANGUAGE.fullmatch(path.stem):
        raise SettingsError(f"GLOSSARY_DIR: {path} must be named after a language, as uk.toml.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SettingsError(f"GLOSSARY_DIR: {path} is larger than a megabyte.")
        entries = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise SettingsError(f"GLOSSARY_DIR: {path} cannot be read: {error}.") from error
    return {_term(path, source): _target(path, source, target) for source, target in entries.items()}


def _term(path: Path, source: str) -> str:
    if not words(source):
        raise SettingsError(f"GLOSSARY_DIR: {path} has an entry for {source!r}, which holds no word.")
    return _one_line(path, source)


def _target(path: Path, source: str, target: object) -> str:
    if not isinstance(target, str):
        raise SettingsError(
            f'GLOSSARY_DIR: {path} must have lines as "Kyiv" = "Київ"; what {source!r} is equal to is no text.'
        )
    return _one_line(path, target)


def _one_line(path: Path, text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_CHARS or "\n" in text or "\r" in text:
        raise SettingsError(
            f"GLOSSARY_DIR: {path} has {text[:30]!r}..., which is not one line of {LONGEST_CHARS} characters."
        )
    return text
