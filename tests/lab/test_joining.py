"""`pressradar lab join` takes files as they come, and tells languages as the bot does."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app

TEXT = (
    "A passenger ferry sank off the island of Marel early on Tuesday and 41 people were rescued from the water by "
    "fishing boats, the coast guard said. The vessel Norline Star had been inspected in March, its operator said."
)


def article(id: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "outlet": f"Outlet {id}", "published": "2026-02-03T08:00:00Z", "lang": "en",
        "title": "Ferry Norline Star sinks off Marel", "text": TEXT,
    } | more  # fmt: skip


def joined(written: str | bytes) -> Result:
    return CliRunner().invoke(app, ["lab", "join", "-", "--embedder", "none"], input=written)


def stories(*articles: dict[str, Any]) -> list[Any]:
    result = joined("\n".join(json.dumps(each, ensure_ascii=False) for each in articles))
    assert result.exit_code == 0, result.output
    return [json.loads(line)["story"] for line in result.stdout.splitlines()]


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085"])
def test_only_a_new_line_parts_articles(sign: str) -> None:
    text = TEXT.replace(". ", f". {sign}")

    assert stories(article(1, text=text), article(2, text=text)) == [1, 1]


def test_a_mark_of_the_encoding_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(article(1)).encode() + b"\r\n")

    result = CliRunner().invoke(app, ["lab", "join", str(file), "--embedder", "none"])
    assert json.loads(result.stdout) == {"id": 1, "story": 1}


def test_half_a_sign_in_an_id_is_shown_as_a_question_mark() -> None:
    result = joined(json.dumps(article("\ud800")))

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"id": "?", "story": "?"})


def test_what_is_nested_too_deeply_is_refused() -> None:
    result = joined("[" * 100_000)

    assert result.exit_code == 2
    assert "Line 1" in result.output


@pytest.mark.parametrize("label", ["de", "xx", "english", "unknown", "", None])
def test_a_wrong_label_parts_no_story(label: str | None) -> None:
    assert stories(article(1), article(2, lang=label)) == [1, 1]
