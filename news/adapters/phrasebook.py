"""Translations that were made beforehand: a folder with a JSON object a language, sentence to translation.

Read when first asked for a language, and kept. A file that is absent is a language without translations; one
that cannot be read is logged and counts as absent, for a digest must not wait for it.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z", re.IGNORECASE)


class FilePhrasebook:
    """`<folder>/<language>.json`; a folder of None has no translations at all."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._read: dict[str, Mapping[str, str]] = {}

    def translate(self, sentence: str, *, language: str) -> str | None:
        """The translation of exactly this sentence, whatever its white space: of the language, or of its base."""
        if self._folder is None:
            return None
        key = _normal(sentence)
        tags = (language, language.replace("_", "-").split("-")[0])
        return next((found for tag in tags if (found := self._phrases(tag).get(key))), None)

    def _phrases(self, language: str) -> Mapping[str, str]:
        if language not in self._read:
            self._read[language] = self._open(language)
        return self._read[language]

    def _open(self, language: str) -> Mapping[str, str]:
        if self._folder is None or not _LANGUAGE.match(language):  # a tag is a name of a file here
            return {}
        path = self._folder / f"{language}.json"
        try:
            phrases = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("phrasebook unreadable", path=str(path), error=str(error))
            return {}
        if not isinstance(phrases, dict):
            log.warning("phrasebook unreadable", path=str(path), error="not an object")
            return {}
        return {
            _normal(source): told
            for source, told in phrases.items()
            if isinstance(told, str) and told.strip()
        }


def _normal(sentence: str) -> str:
    return " ".join(sentence.split())
