"""One whole run at DEBUG, with faults: readers, an operator, a model that fails, metrics, doctor, an export, a crash. Then
everything that came out of it is searched, for every secret that the operator gave and for everything that says who a reader is."""

import asyncio
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.end_to_end.conftest import Person, Town, a_town
from tests.end_to_end.test_own_data import content_of

KEY, PASSWORD = "canary-of-the-key-1234567890", "canary-of-the-password"
HOOK, HOOK_SECRET = "/canary-of-the-hook", "canary-of-the-secret_token-0123456789"
OPERATOR, READER = 736_250, 736_251
NAME, USERNAME, WORDS, QUESTION = (
    "Zephyrine",
    "zephyrine_quill",
    "purple zebrafish",
    "Who are the secret cousins?",
)
PERSONAL = (str(READER), NAME, USERNAME, "zebrafish", "cousins", "Zephyr")


@dataclass
class Output:
    """What came out, by where: what anybody saw, and what only the operator's machine holds."""

    texts: dict[str, str] = field(default_factory=dict)

    def holding(self, secret: str) -> list[str]:
        return [where for where, text in self.texts.items() if secret in text]


def a_free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def command(town: Town, *line: str, **environment: str) -> str:
    """What one of the program's commands says, on both of its outputs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *line, cwd=town.program.folder,
        env={**town.program.environment, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), timeout=120)
    return said.decode()


async def lay(town: Town, **fault: object) -> None:
    town.telegram.api.faults.lay(fault)


async def spoken(person: Person) -> str:
    return str(await person.messages())


async def by_webhook(town: Town, reader: Person, out: Output) -> None:
    """Another run, to which Telegram brings updates, and others what is none."""
    port = a_free_port()
    url = f"http://127.0.0.1:{port}{HOOK}"
    town.program.environment |= {
        "WEBHOOK_URL": url,
        "WEBHOOK_SECRET": HOOK_SECRET,
        "WEBHOOK_PORT": str(port),
    }
    await town.program.start()
    await reader.send("/help")
    await reader.hears("/settings")
    proven = {"X-Telegram-Bot-Api-Secret-Token": HOOK_SECRET}
    async with aiohttp.ClientSession() as http:
        for place, body, headers in (
            (url, "{}", {}),
            (url, "no update", proven),
            (url, '{"update_id": "x"}', proven),
            (f"{url}/more", "{}", proven),
            (url, "{}", {"X-Telegram-Bot-Api-Secret-Token": f"{HOOK_SECRET}x"}),
        ):
            async with http.post(place, data=body, headers=headers) as answer:
                assert answer.status in (400, 403, 404)
                out.texts[f"answer {answer.status} to {len(out.texts)}"] = (
                    f"{answer.headers}{await answer.text()}"
                )
    out.texts["doctor by webhook"] = await command(town, "doctor")
    taken = f"{url.partition(str(port))[0]}9{HOOK}"
    out.texts["run without its port"] = await command(town, "run", WEBHOOK_PORT="1", WEBHOOK_URL=taken)
    await town.program.stop(signal.SIGABRT)


async def test_no_output_of_a_whole_run_holds_a_secret_and_no_log_says_who_a_reader_is(
    tmp_path: Path, record
) -> None:
    port = a_free_port()
    settings = {
        "LOG_LEVEL": "DEBUG",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",  # nobody answers there
        "OPENAI_MODEL": "tiny",
        "OPERATOR_CHAT_ID": str(OPERATOR),
        "MONITOR_PORT": str(port),
    }
    out = Output()
    async with a_town(tmp_path, **settings) as town:
        await town.program.start()
        operator, reader = await town.person(OPERATOR), await town.person(READER)
        about = {"user": READER, "first_name": NAME, "username": USERNAME}
        await reader._post("/people", about)
        await lay(town, method="sendMessage", kind="error", error_code=500, chat_id=READER)
        await lay(town, method="sendMessage", kind="reset", chat_id=OPERATOR)
        await reader.send("/topics world")
        await reader.hears("World")
        await reader.send(f"/follow {WORDS}")
        await reader.hears("zebrafish")
        await reader.send("/digest")
        await reader.hears(lambda message: message.get("text", "").startswith("🗞"), patience_s=90)
        await reader.send(QUESTION)
        await reader.hears("💬 ", patience_s=90)
        await operator.send("/admin")
        await operator.hears("Deliveries")
        await reader.send("/export")
        sent = await reader.hears(lambda message: "document" in message)
        export = await content_of(reader, sent["document"]["file_id"])
        async with aiohttp.ClientSession() as http:
            for path in ("metrics", "healthz", "readyz"):
                async with http.get(f"http://127.0.0.1:{port}/{path}") as answer:
                    out.texts[path] = await answer.text()
        out.texts["operator's chat"] = await spoken(operator)
        for line in ("doctor", "jobs", "costs"):
            out.texts[line] = await command(town, line)
        for line in ("doctor", "run"):
            url = f"postgresql://desk:{PASSWORD}@127.0.0.1:9/desk"
            out.texts[f"{line} without its database"] = await command(town, line, DATABASE_URL=url)
        await town.program.stop(signal.SIGABRT)
        await by_webhook(town, reader, out)
        out.texts["log"] = town.program.said
        assert '"level": "debug"' in town.program.said or "DEBUG" in town.program.said
        for personal in PERSONAL:
            assert out.holding(personal) == [], personal
        assert NAME in export
        out.texts |= {"export": export, "reader's chat": await spoken(reader)}
        for file in tmp_path.iterdir():
            if file.is_file():
                out.texts[file.name] = file.read_bytes().decode(errors="replace")
        word = town.telegram.token.partition(":")[2]
        secrets = (town.telegram.token, word, KEY, PASSWORD, HOOK_SECRET)
        for secret in secrets:
            assert out.holding(secret) == [], secret
        assert set(out.holding(HOOK)) <= {"doctor by webhook"}, "where it is told to the operator alone"
        record(
            "All that came out of a run at DEBUG by polling and another by webhook, with faults, crashes and a model out of reach: log, "
            "metrics, commands, answers to strangers, chats, export, files",
            bar="no secret of the operator's anywhere; in what the operator sees nothing that says who a reader is",
            figure=f"0 of {len(secrets)} secrets and 0 of {len(PERSONAL)} personal words in {len(out.texts)} places, "
            f"{sum(map(len, out.texts.values())):,} characters",
        )
