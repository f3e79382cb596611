"""What the lab reads and prints of a story: a case from a file, a story and a verdict as JSON."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from news.errors import SettingsError

if TYPE_CHECKING:
    from news.answers.trial_ask import Reply
    from news.checks.findings import Finding
    from news.writing.made import Made, Row
    from news.writing.trial_case import C, StoryPart
    from news.writing.trial_verify import Verdict

MOST_BYTES = 64_000_000


def read_file(file: Path, shape: "type[C]") -> "C":
    """The case of a file. Raises SettingsError."""
    from news.writing.trial_case import read_case

    return read_case(read_bytes(file), shape=shape)


def read_bytes(file: Path) -> bytes:
    """What a file holds, without a mark of its encoding; `-` is what comes in. Raises SettingsError."""
    try:
        if str(file) == "-":
            written = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as opened:
                written = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    if len(written) > MOST_BYTES:
        raise SettingsError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB")
    return written.removeprefix(b"\xef\xbb\xbf")


def printed(told: object) -> str:
    """As JSON, a field to a line."""
    return shown(json.dumps(told, ensure_ascii=False, indent=2))


def shown(text: str) -> str:
    """Half of a surrogate pair, which no terminal takes, is shown as `?`."""
    return text.encode("utf-8", "replace").decode()


def story_row(made: "Made | None", *, with_evidence: bool = True) -> dict[str, Any]:
    """Nothing may be told: mode "none", as the bot says that a story is not available."""
    if made is None:
        return {"headline": "", "paragraphs": [], "contested": [], "mode": "none", "language": None}

    def said(row: "Row", *keys: str) -> dict[str, Any]:
        places = row.get("evidence") if with_evidence else None
        evidence = {"evidence": [f"{article}.{at}" for article, at in places]} if places else {}
        return {key: row[key] for key in keys} | {"sources": row["cites"]} | evidence

    return {
        "headline": made.headline,
        "headline_sources": list(made.headline_cites),
        "paragraphs": [
            {"sentences": [said(row, "text", "language") for row in paragraph]}
            for paragraph in made.paragraphs
        ],
        "contested": [
            {"topic": point["topic"], "versions": [said(row, "claim") for row in point["versions"]]}
            for point in made.contested
        ],
        "mode": made.mode,
        "language": made.headline_language,
    }


def reply_row(reply: "Reply") -> dict[str, Any]:
    """As it is shown, and its sentences with the ids of their sources. A passage that only comes close answers nothing."""
    answer = reply.answer
    said = answer.sentences if answer.is_answer else ()
    return {
        "answerable": answer.is_answer,
        "lang": reply.language,
        "text": reply.text,
        "sentences": [{"text": each.text, "sources": list(each.articles)} for each in said],
        "refusal": reply.refusal,
    }


def verdict_row(verdict: "Verdict", story: "StoryPart") -> dict[str, Any]:
    """Sentences of sources are named only if they were: "all of it" is said by the source."""
    draft = verdict.judged.draft
    names_sentences = any(said.evidence for paragraph in story.paragraphs for said in paragraph.sentences)
    return {
        "published": verdict.made is not None,
        "headline": _judged(draft.headline.text, verdict.faults_of_headline),
        "sentences": [
            _judged(said.text, verdict.faults_at((number, at)))
            for number, paragraph in enumerate(draft.paragraphs)
            for at, said in enumerate(paragraph)
        ],
        "contested": [
            {
                "topic": point.topic,
                "versions": [
                    {"claim": version.claim, "kept": not faults, "findings": _findings(faults)}
                    for version, faults in zip(point.versions, of_versions, strict=True)
                ],
            }
            for point, of_versions in verdict.points
        ],
        "findings": _findings(verdict.faults_of_all),
        "final": story_row(verdict.made, with_evidence=names_sentences) if verdict.made else None,
    }


def _judged(text: str, faults: "Iterable[Finding]") -> dict[str, Any]:
    listed = _findings(faults)
    return {"text": text, "kept": not listed, "findings": listed}


def _findings(faults: "Iterable[Finding]") -> list[dict[str, str]]:
    return [{"code": fault.code, "detail": fault.detail} for fault in faults]
