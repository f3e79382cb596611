"""The program as others install it: a wheel, away from this checkout, with its words, migrations and catalogue inside."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("uv", str(ROOT / ".tools" / "bin" / "uv"))
PATIENCE_S = 240.0

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what git would give to others; skipped where there is nothing to build with."""
    folder = tmp_path_factory.mktemp("wheel")
    for uv in TOOLS:
        try:
            built = subprocess.run(
                [uv, "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        except FileNotFoundError:
            continue
        if built.returncode != 0 and "hatchling" in built.stderr:
            pytest.skip(f"the build backend cannot be had here: {built.stderr[-300:]}")
        assert built.returncode == 0, built.stderr
        (made,) = folder.glob("*.whl")
        return made
    pytest.skip("uv is not on this machine")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the wheel, and what it depends on from here: `pip install` would bring the same."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    own = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()
    )  # fmt: skip
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(own)
    (own / "others.pth").write_text(_without_this_checkout(Path(sysconfig.get_path("purelib")), folder))
    return python


def _without_this_checkout(packages: Path, folder: Path) -> str:
    """A folder with links to all that is installed here but the program itself, whose link would lead back."""
    linked = folder / "others"
    linked.mkdir()
    for thing in packages.iterdir():
        if not thing.name.startswith(
            ("pressradar", "_pressradar", "_editable_impl_pressradar", "__editable__")
        ):
            (linked / thing.name).symlink_to(thing)
    return f"{linked}\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """An environment that knows nothing of this checkout."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SANDBOX_PORT": "0", "PYTHONUNBUFFERED": "1"}


def ran(python: Path, folder: Path, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [python, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False,
        timeout=PATIENCE_S,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_words_migrations_catalogues_and_a_sandbox(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "locales", "bot", "jobs", "news", "sandbox"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    wanted = {f"bot/{name}" if name.startswith("locales/") else name for name in tracked}
    assert wanted - names == set()
    stray = {name for name in names if re.match(r"(tests|benchmarks|docs|shared)/|.*\.(sqlite3|env)$", name)}
    assert stray == set()


def test_what_is_imported_is_what_was_installed(
    installed: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    said = ran(
        installed,
        tmp_path,
        elsewhere,
        "-c",
        "import bot, jobs, news, sandbox as s; print(*(m.__file__ for m in (bot, jobs, news, s)))",
    )
    assert all(Path(file).is_relative_to(installed.parents[1]) for file in said.split())


def test_doctor_finds_nothing_broken_in_an_empty_folder(
    installed: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    assert "schema" in ran(installed, tmp_path, elsewhere, "-m", "bot", "db", "upgrade")
    assert "Nothing is broken." in ran(installed, tmp_path, elsewhere, "-m", "bot", "doctor")


async def test_it_runs_from_any_folder_and_stops(
    installed: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    (tmp_path / "none.opml").write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>'
    )
    running = await asyncio.create_subprocess_exec(
        str(installed), "-m", "bot", "run", cwd=tmp_path, env=elsewhere | {"FEEDS": "none.opml"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert running.stdout is not None
    said = b""
    async with asyncio.timeout(PATIENCE_S):
        while b"http://127.0.0.1:" not in said:
            piece = await running.stdout.read(4_096)
            assert piece, said.decode()
            said += piece
        running.send_signal(signal.SIGTERM)
        rest, _ = await running.communicate()
    assert running.returncode == 0, (said + rest).decode()
    assert (tmp_path / "pressradar.sqlite3").exists()


def test_a_worker_starts_from_it_too(installed: Path, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    assert "schedule" in ran(installed, tmp_path, elsewhere, "-m", "jobs", "--help")
