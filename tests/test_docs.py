"""What the documents say is so: links lead somewhere, every dependency and every noun has its word."""

import re
import tomllib
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from news import models
from news.pipeline import STEPS

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "news" / "catalogue" / "README.md"]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
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
    named = re.findall(r"`((?:\w+/)*test_\w+\.py)`", (ROOT / "docs" / "threat-model.md").read_text("utf-8"))
    assert len(named) > 30
    assert [name for name in named if not (ROOT / "tests" / name).exists()] == []
