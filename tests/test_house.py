"""Rules of the house (CONTRIBUTING.md) that can be read off the code."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "jobs", "news", "sandbox")

CATCH_ANYTHING = {"bot/dispatching.py", "jobs/hands.py", "news/sending/lots.py"}
"""A handler's turn, a step's run, and one of a lot: decision 19."""


def handlers() -> Iterator[tuple[str, ast.ExceptHandler, str]]:
    """Every `except` of ours: where, and what of; "" where it names nothing."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ExceptHandler):
                    yield str(file.relative_to(ROOT)), node, ast.unparse(node.type) if node.type else ""


def goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again, or thrown into what waits for it."""
    return any(
        isinstance(node, ast.Raise) or (isinstance(node, ast.Attribute) and node.attr == "throw")
        for node in ast.walk(handler)
    )


def test_whatever_goes_wrong_is_caught_in_three_places_and_each_once() -> None:
    found = [where for where, _, caught in handlers() if caught == "Exception"]
    assert sorted(found) == sorted(CATCH_ANYTHING)


def test_what_ends_a_program_is_never_held_back() -> None:
    held = [
        (where, handler.lineno)
        for where, handler, caught in handlers()
        if caught in ("", "BaseException") and not goes_on(handler)
    ]
    assert held == []


def test_nothing_is_kept_that_is_to_be_ignored() -> None:
    """An environment or a database that got in would overwrite that of whoever pulls it."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    kept = ["git", "-C", str(ROOT), "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(kept, capture_output=True, text=True, check=True).stdout == ""


@pytest.mark.parametrize("room", ["bot", "jobs", "news", "sandbox"])
def test_the_folders_of_tests_are_those_of_the_program(room: str) -> None:
    def folders(root: Path) -> set[Path]:
        return {file.parent.relative_to(root) for file in root.rglob("*.py")}

    extra = folders(ROOT / "tests" / room) - folders(ROOT / room)
    assert extra == set(), "tests of what is in no folder of the program"
