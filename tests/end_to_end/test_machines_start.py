"""A fleet says which of its processes did not come up, and reads whatever they say."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.machines import Fleet, Role

TALKS = """
import signal, sys
sys.stdout.write("x" * 17_000_000 + "\\nwebhook listens\\n")
sys.stdout.flush()
signal.pause()
"""


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    (tmp_path / "talks.py").write_text(TALKS, encoding="utf-8")
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/t.sqlite3"}
    made = Fleet(tmp_path, environment, {"talks": Role(("talks",))})
    yield made
    await made.stop()


async def test_a_line_of_any_length_stops_nobody(fleet: Fleet) -> None:
    await fleet.start()
    assert len(fleet.said) > 17_000_000


async def test_who_ends_at_its_start_is_named_with_what_it_said(fleet: Fleet) -> None:
    fleet.roles = {"dies": Role(("no_such_module",))}
    with pytest.raises(
        RuntimeError, match=r"dies ended at its start with 1: .*No module named no_such_module"
    ):
        await fleet.start()
