"""What the documents say is so: links lead somewhere, what they name is there, every dependency and every noun has its word."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main
from sqlmodel import SQLModel
from typer.core import TyperGroup

from bot.__main__ import app
from news import models
from news.pipeline import STEPS
from news.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "news" / "catalogue" / "README.md"]
)
FOLDERS = ("benchmarks", "bot", "docs", "jobs", "locales", "news", "sandbox", "tests")
FILES = {path.relative_to(ROOT) for name in FOLDERS for path in (ROOT / name).rglob("*")}
TO_BE_MADE = re.compile(r"\b[A-Z]{3,}\b|\bxx\b|0002_what_changes")
"""Stands in a path for what somebody is to put there."""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def named(page: Path, pattern: str) -> set[str]:
    """What the page names as code, by a pattern with one group."""
    text = page.read_text("utf-8")
    code = [*re.findall(r"```.*?```", text, re.DOTALL), *re.findall(r"`[^`\n]+`", text)]
    return {found for part in code for found in re.findall(pattern, part)}


def is_there(path: str) -> bool:
    """A file or folder of the project; after another one a page names a file without its folder."""
    parts = Path(path).parts
    return any(have.parts[-len(parts) :] == parts for have in FILES)


@every_page
def test_files_that_a_page_names_are_there(page: Path) -> None:
    paths = named(page, rf"(?<![\w./-])((?:{'|'.join(FOLDERS)})/[\w./-]*\w|[\w-]+\.(?:py|toml))(?![\w*{{])")
    missing = [path for path in paths if not TO_BE_MADE.search(path) and not is_there(path)]
    assert [path for path in missing if not (ROOT / path).exists()] == []


@every_page
def test_commands_that_a_page_names_are_there(page: Path) -> None:
    """`pressradar` alone, with a command, or with a group of them and one of the group."""
    main = typer.main.get_command(app)
    assert isinstance(main, TyperGroup)
    groups = {
        name: set(group.commands) for name, group in main.commands.items() if isinstance(group, TyperGroup)
    }
    typed = named(page, r"(?<![\w/@.-])(?:\.venv/bin/)?pressradar ([a-z]+(?: [a-z]+)?)")
    for first, _, second in (line.partition(" ") for line in sorted(typed)):
        assert first in main.commands
        assert not second or second in groups.get(first, {second})


@every_page
def test_targets_and_modules_that_a_page_has_run_are_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert named(page, r"`make ([a-z-]+)") - targets == set()
    run = named(page, r"python -m ((?:benchmarks|bot|jobs|sandbox|tests)[\w.]*)")
    files = {name: name.replace(".", "/") for name in run}
    assert [
        n for n, at in files.items() if not is_there(f"{at}.py") and not is_there(f"{at}/__main__.py")
    ] == []


@every_page
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    linked = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)\)", page.read_text("utf-8"))
    missing = [to for to in linked if "://" not in to and not (page.parent / to).exists()]
    assert missing == []


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[\[<>=~!]", line)[0] for line in project["dependencies"]}
    page = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text("utf-8")
    told = set(re.findall(r"^\| ([a-z0-9-]+)", page, re.MULTILINE)) - {"package"}
    assert told == needed


def test_every_noun_and_every_verb_has_its_word() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8").casefold()
    nouns = {
        name.casefold()
        for name, thing in vars(models).items()
        if isinstance(thing, type) and issubclass(thing, SQLModel) and hasattr(thing, "__table__")
    }
    words = {word.replace(" ", "") for word in re.findall(r"^\| ([a-z ]+) \|", glossary, re.MULTILINE)}
    assert nouns - words == set()
    assert {step.name for step in STEPS} - words == set()


def test_every_test_that_a_threat_names_is_there() -> None:
    tests = re.findall(r"`((?:\w+/)*test_\w+\.py)`", (ROOT / "docs" / "threat-model.md").read_text("utf-8"))
    assert len(tests) > 30
    assert [name for name in tests if not (ROOT / "tests" / name).exists()] == []


def test_what_the_manual_says_of_settings_and_logs_is_of_this_program() -> None:
    page = ROOT / "docs" / "operations.md"
    settings = {name.upper() for name in Settings.model_fields}
    others = named(page, r"(?<![\w/])([A-Z]+(?:_[A-Z]+)+)\b") - settings - {"YOUR_CHAT_ID"}
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    assert [name for name in others if name not in compose] == []
    listed = page.read_text("utf-8").partition("\n## Logs\n")[2].partition("\n## ")[0]
    events = {
        event
        for row in re.findall(r"^\| (`.*?) \|", listed, re.MULTILINE)
        for event in re.findall(r"`(.*?)`", row)
    }
    code = "".join(
        (ROOT / path).read_text("utf-8")
        for path in FILES
        if path.suffix == ".py" and path.parts[0] != "tests"
    )
    assert len(events) > 15
    assert [event for event in events if f'"{event}"' not in code] == []
