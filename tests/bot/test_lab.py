"""`pressradar lab join`: a line for each article, by the code of the running bot."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot.__main__ import app


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


QUAKE = {
    "id": "a",
    "outlet": "herald",
    "lang": "en",
    "published": "2026-11-20T10:00:00Z",
    "title": "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
    "text": "A magnitude 7.1 earthquake struck the port of Lisandria before dawn. Rescuers search collapsed buildings.",
}
AGAIN = {
    "id": "b",
    "outlet": "tribune",
    "owner": "Tribune Group",
    "lang": "en",
    "url": "https://tribune.example/quake",
    "published": "2026-11-20T09:00:00",
    "title": "Rescuers search ruins after strong earthquake hits Lisandria",
    "text": "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake.",
}
BUDGET = {
    "id": 3,
    "outlet": "herald",
    "published": "1970-01-01T00:00:00Z",
    "title": "Budget passed",
    "text": "",
}


def joined(folder: Path, *rows: object) -> dict[object, object]:
    file = folder / "articles.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", "utf-8")
    result = CliRunner().invoke(app, ["lab", "join", str(file), "--embedder", "none"])
    assert result.exit_code == 0, result.output
    return {line["id"]: line["story"] for line in map(json.loads, result.stdout.splitlines())}


def test_reports_of_one_event_have_one_story_named_after_its_first_article(tmp_path: Path) -> None:
    assert joined(tmp_path, QUAKE, AGAIN, BUDGET) == {"a": "b", "b": "b", 3: 3}


def test_the_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    assert joined(tmp_path, BUDGET, AGAIN, QUAKE) == joined(tmp_path, QUAKE, BUDGET, AGAIN)


def test_an_empty_file_gives_nothing(tmp_path: Path) -> None:
    assert joined(tmp_path) == {}


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "published": "yesterday"}', "7"])
def test_a_line_that_is_no_article_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(QUAKE) + "\n" + line, "utf-8")
    result = CliRunner().invoke(app, ["lab", "join", str(file), "--embedder", "none"])
    assert result.exit_code == 2
    assert "Line 2" in result.output


def said_with(embedder: str, folder: Path) -> str:
    file = folder / "articles.jsonl"
    file.write_text(json.dumps(QUAKE), "utf-8")
    result = CliRunner().invoke(app, ["lab", "join", str(file), "--embedder", embedder])
    assert result.exit_code == 2, result.output
    return result.output


def test_where_the_encoder_is_missing_the_way_without_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.adapters.embedder.PACKAGE", "not_installed_anywhere")
    assert "`--embedder none`" in said_with("use", tmp_path)


def test_an_endpoint_must_be_named_before_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("EMBEDDING_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert "EMBEDDING_MODEL names no model" in said_with("endpoint", tmp_path)


def test_an_endpoint_that_does_not_serve_gives_no_result_instead_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("news.adapters.embeddings.PAUSE_S", 0)
    monkeypatch.setenv("EMBEDDING_MODEL", "m")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    said = said_with("endpoint", tmp_path)
    assert "does not serve" in said
    assert '"story"' not in said
