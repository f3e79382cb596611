"""What runs us elsewhere, and what documents tell to type, is held to the code: commands, settings, ports, files, names."""

import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.main import get_command

from bot.__main__ import app
from jobs.__main__ import choose, command_line
from news.adapters.monitor import monitored
from news.errors import SettingsError
from news.settings import Settings

ROOT = Path(__file__).parents[1]
DOCKERFILE, COMPOSE, UNIT, PROMETHEUS, IGNORED, MAKEFILE, OPERATIONS, DASHBOARD, PROJECT = (
    (ROOT / name).read_text("utf-8")
    for name in (
        "Dockerfile", "compose.yaml", "deploy/pressradar.service", "deploy/prometheus.yaml", ".dockerignore", "Makefile",
        "docs/operations.md", "docs/dashboard.json", "pyproject.toml",
    )
)  # fmt: skip
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
OURS = ("pressradar", ".venv/bin/pressradar", "bin/pressradar")
OF_OTHERS = {
    "PATH",
    "MPLCONFIGDIR",
    "PYTHONDONTWRITEBYTECODE",
    "PYC_INVALIDATION_MODE",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
}
PROJECT_TABLE = tomllib.loads(PROJECT)["project"]
MONITOR = ["/metrics", "/healthz", "/readyz"]


# --- what is typed -------------------------------------------------------------------------------


def unknown_in(words: list[str]) -> str | None:
    """What of the command `pressradar WORDS` there is not."""
    command: Any = get_command(app)
    for word in words:
        if word.startswith("--"):
            if word.partition("=")[0] not in {name for known in command.params for name in known.opts} | {
                "--help"
            }:
                return word
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return word
            command = command.commands[word]
    return None


def unknown_to_jobs(words: list[str]) -> str | None:
    """What of the command `python -m jobs WORDS` there is not."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            asked = command_line().parse_args(words)
            if asked.command == "work":
                choose(asked.queue)
        except SystemExit:
            return said.getvalue()
        except SettingsError as refused:
            return str(refused)
    return None


def complaint_about(line: str) -> str | None:
    """What is wrong with a line for a shell, as far as it is ours."""
    words = shlex.split(line, comments=True)
    if words[:1] == ["make"]:
        targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
        return next((word for word in words[1:] if "=" not in word and word not in targets), None)
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if word in OURS and not before.startswith("-") and before not in ("pip", "install"):
            return unknown_in(words[at + 1 :])
        if before == "-m" and word == "jobs":
            return unknown_to_jobs(words[at + 1 :])
    return None


def typed(page: str) -> Iterator[str]:
    """Lines of shell, and commands within a sentence."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    yield from (line for block in blocks for line in block.splitlines() if line.strip())
    prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    for said in re.findall(r"`([^`\n]+)`", prose):
        if said.split()[0] in (*OURS, "make", "python", ".venv/bin/python", "docker"):
            yield said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_documents_tell_only_commands_that_exist(page: Path) -> None:
    lines = list(typed(page.read_text("utf-8")))
    wrong = {line: found for line in lines if (found := complaint_about(line))}
    assert wrong == {}


def test_a_command_that_does_not_exist_is_found() -> None:
    assert complaint_about(".venv/bin/pressradar feeds lost") == "lost"
    assert complaint_about("docker compose exec bot pressradar doctor --deep") == "--deep"
    assert "there is no step nothing" in (complaint_about("python -m jobs work --queue nothing") or "")
    assert "dance" in (complaint_about("python -m jobs dance") or "")
    assert complaint_about("make coffee EXTRAS=milk") == "coffee"


def commands() -> Iterator[str]:
    """What the image, the services and the unit start."""
    for listed in re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE):
        yield shlex.join(json.loads(listed))
    for listed in re.findall(r"^\s+command: \[(.*)\]$", COMPOSE, re.MULTILINE):
        yield listed.replace(",", "")
    yield re.findall(r"^ExecStart=/srv/pressradar/(.*)$", UNIT, re.MULTILINE)[0]


def test_what_is_started_exists() -> None:
    started = list(commands())
    assert len(started) == 6
    assert {line: found for line in started if (found := complaint_about(line))} == {}


def test_extras_that_are_told_exist() -> None:
    extras = set(PROJECT_TABLE["optional-dependencies"])
    pages = [page.read_text("utf-8") for page in PAGES] + [DOCKERFILE, MAKEFILE]
    told = re.findall(r"EXTRAS=\"?([a-z][a-z, ]*)|\.whl\[([a-z,]+)\]", "\n".join(pages))
    named = {name for pair in told for part in pair for name in re.split(r"[, ]+", part.strip()) if name}
    assert named == extras


# --- what it is started with ---------------------------------------------------------------------


def test_settings_that_are_set_exist() -> None:
    in_image = re.findall(r"^(?:ENV| {3}) ([A-Z_]+)=", DOCKERFILE, re.MULTILINE)
    in_services = re.findall(r"^\s+([A-Z_]+):", COMPOSE, re.MULTILINE)
    assert {"DATABASE_URL", "WEBHOOK_HOST", "MONITOR_PORT"} <= {*in_image, *in_services}
    known = {name.upper() for name in Settings.model_fields} | OF_OTHERS
    assert {*in_image, *in_services} - known == set()


def test_settings_that_operations_shows_are_a_line_each_and_exist() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", OPERATIONS, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if re.match(r"[A-Z_]+=", line)]
    assert len(lines) > 20
    for line in lines:
        assert line.partition("=")[0].lower() in Settings.model_fields or line.startswith(
            "POSTGRES_PASSWORD="
        ), line
        assert not re.search(r"\s[A-Z_]{4,}=|\$\(", line), line


def test_ports_are_one() -> None:
    (port,) = re.findall(r"MONITOR_PORT=(\d+)", DOCKERFILE)
    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE) == [port]
    assert re.findall(r"127\.0\.0\.1:(\d+)/", DOCKERFILE) == [port]
    (service, scraped) = re.findall(r'"(\w+):(\d+)"', PROMETHEUS)[0]
    assert scraped == port
    assert service in services()
    assert re.findall(r'^    expose: \["(\d+)"\]$', COMPOSE, re.MULTILINE) == [
        str(Settings.model_fields["webhook_port"].default)
    ]


async def test_the_health_check_asks_for_what_a_starting_process_answers() -> None:
    (path,) = re.findall(r"127\.0\.0\.1:\d+(/\w+)", DOCKERFILE)
    async with (
        monitored(host="127.0.0.1", port=39175),
        aiohttp.ClientSession("http://127.0.0.1:39175") as http,
    ):
        async with http.get(path) as answer:
            assert answer.status == 200
        for other in MONITOR:
            async with http.get(other) as answer:
                assert answer.status in (200, 503), other


# --- what they are made of -----------------------------------------------------------------------


def services() -> set[str]:
    told = COMPOSE.partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    return set(re.findall(r"^  (\w+):", told, re.MULTILINE))


def test_services_and_volumes_that_are_named_are_there() -> None:
    waited_for = set(re.findall(r"^\s+(\w+): \{ condition:", COMPOSE, re.MULTILINE))
    assert waited_for == {"schema", "postgres"}
    assert waited_for <= services()
    volumes = set(re.findall(r"^  (\w+):$", COMPOSE.partition("\nvolumes:\n")[2], re.MULTILINE))
    mounted = re.findall(r'"([\w./-]+):/', COMPOSE)
    assert {name for name in mounted if not name.startswith(".")} == volumes
    for file in (name for name in mounted if name.startswith(".")):
        assert (ROOT / file).is_file()


def test_the_image_is_built_of_what_the_wheel_needs() -> None:
    copied = {
        name
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for name in line.split()
    }
    assert all((ROOT / name).exists() for name in copied)
    let_in = {line[1:] for line in IGNORED.splitlines() if line.startswith("!")}
    assert copied == let_in
    wheel = tomllib.loads(PROJECT)["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *wheel["force-include"],
        PROJECT_TABLE["readme"],
        *PROJECT_TABLE["license-files"],
    }
    assert copied == needed | {"pyproject.toml"}


def test_the_image_is_compiled_and_of_one_python() -> None:
    assert len(set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))) == 1
    assert "--compile-bytecode" in DOCKERFILE


def test_the_unit_may_write_where_it_works() -> None:
    told = dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE))
    assert told["ReadWritePaths"] == told["WorkingDirectory"] == "/srv/pressradar"


def test_the_dashboard_has_an_id_and_a_place_of_its_own_for_each_panel() -> None:
    panels = json.loads(DASHBOARD)["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed here")
@pytest.mark.parametrize(
    "asked",
    [("check", "config", "deploy/prometheus.yaml"), ("test", "rules", "tests/alerts.yaml")],
    ids=["the configuration", "what it wakes somebody for"],
)
def test_prometheus_takes(asked: tuple[str, ...]) -> None:
    told = subprocess.run(["promtool", *asked], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def test_each_alarm_that_the_manual_names_is_one_of_prometheus() -> None:
    watched = OPERATIONS.partition("What to wake somebody for:")[2].partition("## ")[0]
    told = set(re.findall(r"^\| `(pressradar_\w+)", watched, re.MULTILINE))
    rules = (ROOT / "deploy" / "alerts.yaml").read_text("utf-8")
    assert told <= set(re.findall(r"pressradar_\w+", rules))
