"""A person at the chat page: headless Chromium on a real sandbox server, and a bot that is this test itself.

The browser is started once. Each test has a server of its own, on its own port, so that nothing is shared.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from sandbox.limits import Limits
from sandbox.server import Sandbox, serve

CHROMIUM, CHROMEDRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --lang=en-US"
)
PATIENCE_SECONDS = 8.0


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    if not (os.path.exists(CHROMIUM) and os.path.exists(CHROMEDRIVER)):
        pytest.skip("Debian's chromium and chromium-driver are not installed")
    profile = tmp_path_factory.mktemp("chromium")
    options = Options()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS.split(), "--window-size=1180,860", f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    driver.set_script_timeout(PATIENCE_SECONDS)
    yield driver
    driver.quit()
    shutil.rmtree(profile, ignore_errors=True)


@dataclass
class Telegram:
    """A sandbox server in a thread of its own, and the three sides from which one can speak to it."""

    state_path: Path | None
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    port: int = 0
    _running: AbstractAsyncContextManager[Sandbox] | None = None
    _token: str = ""

    def start(self) -> None:
        self._running = serve(port=self.port, state_path=self.state_path, limits=Limits(enabled=False))
        sandbox = asyncio.run_coroutine_threadsafe(self._running.__aenter__(), self.loop).result(10)
        self._token, self.port = sandbox.token, int(sandbox.url.rpartition(":")[2])

    def stop(self) -> None:
        if self._running is not None:
            asyncio.run_coroutine_threadsafe(self._running.__aexit__(None, None, None), self.loop).result(10)
        self._running = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, body: object = None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, sent, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def bot(self, method: str, **parameters: object) -> Any:
        """Call the Bot API; gives the result."""
        return self.ask(f"/bot{self._token}/{method}", parameters)["result"]

    def say(self, html: str, chat_id: int = 1, **parameters: object) -> int:
        """The bot says something; gives the id of its message."""
        sent = self.bot("sendMessage", chat_id=chat_id, text=html, parse_mode="HTML", **parameters)
        return int(sent["message_id"])

    def person(self, user: int, what: str, body: object = None) -> Any:
        return self.ask(f"/people/{user}/{what}", body)

    def operator(self, what: str, body: object = None) -> Any:
        return self.ask(f"/operator/{what}", body)

    def next_update(self, kind: str) -> Any:
        """The next update of a kind that reaches the bot; others before it are dropped."""
        while True:
            updates = self.bot("getUpdates", timeout=5, limit=1)
            assert updates, f"the bot never heard of a {kind}"
            self.bot("getUpdates", offset=updates[0]["update_id"] + 1, timeout=0, limit=1)
            if kind in updates[0]:
                return updates[0][kind]


@pytest.fixture
def state_path() -> Path | None:
    """Where the server keeps its state; nowhere, unless a test that restarts it says otherwise."""
    return None


@pytest.fixture
def telegram(state_path: Path | None) -> Iterator[Telegram]:
    telegram = Telegram(state_path)
    thread = threading.Thread(target=telegram.loop.run_forever, daemon=True)
    thread.start()
    telegram.start()
    yield telegram
    telegram.stop()
    telegram.loop.call_soon_threadsafe(telegram.loop.stop)
    thread.join(5)
    telegram.loop.close()


@dataclass(frozen=True)
class Page:
    """One window on the chat page, and what a person does there. Everything waits until it is so."""

    driver: WebDriver
    window: str

    def look(self) -> None:
        self.driver.switch_to.window(self.window)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def find(self, css: str) -> WebElement:
        found: WebElement = self.until(lambda: next((n for n in self.all(css) if n.is_displayed()), None))
        return found

    def until(self, is_so: Callable[[], Any]) -> Any:
        waiting = WebDriverWait(self.driver, PATIENCE_SECONDS, 0.04, ignored_exceptions=(WebDriverException,))
        return waiting.until(lambda _driver: is_so())

    def sees(self, words: str, css: str = "#log") -> None:
        self.until(lambda: any(words in node.text for node in self.all(css)))

    def no_longer_sees(self, css: str) -> None:
        self.until(lambda: not any(node.is_displayed() for node in self.all(css)))

    def message(self, message_id: int) -> WebElement:
        return self.find(f'[data-id="{message_id}"]')

    def click(self, css: str) -> None:
        def clicked() -> bool:
            self.find(css).click()  # raises, and is tried again, while something moves over it
            return True

        self.until(clicked)

    def keys(self, *keys: str) -> None:
        """Type into whatever has the focus."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def write(self, text: str) -> None:
        """Types it in, by script: not every driver can type beyond the Basic Multilingual Plane."""
        field = self.find("#input")
        self.run("arguments[0].focus(); document.execCommand('insertText', false, arguments[1])", field, text)
        field.send_keys(Keys.ENTER)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def complaints(self) -> list[str]:
        """What the browser's console holds of errors, the network's apart."""
        entries: list[dict[str, str]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [
            entry["message"]
            for entry in entries
            if entry["level"] == "SEVERE" and entry["source"] != "network"
        ]


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: WebDriver, telegram: Telegram) -> Iterator[OpenPage]:
    """Opens the page of a user in a window of its own: `open_page(user=2, lang="ar")`."""
    opened: list[Page] = []
    first = chromium.current_window_handle

    def open_one(user: int = 1, lang: str = "en") -> Page:
        if opened:
            chromium.switch_to.new_window("tab")
        page = Page(chromium, chromium.current_window_handle)
        chromium.get(f"{telegram.url}/?user={user}&lang={lang}")
        page.until(lambda: page.find("#title").text)
        opened.append(page)
        return page

    yield open_one
    complaints: list[str] = []
    for page in reversed(opened):
        page.look()
        complaints += page.complaints()
        if page.window != first:
            chromium.close()
    chromium.switch_to.window(first)
    assert not complaints


@pytest.fixture
def started(telegram: Telegram) -> Telegram:
    """The server after person 1 has started the bot, so that it may write to them."""
    telegram.person(1, "start", {})
    telegram.next_update("message")
    return telegram
