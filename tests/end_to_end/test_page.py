"""What a newcomer does in a browser: opens the one address, presses Start, and reads a digest."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.end_to_end.conftest import ROOT, a_town, an_hour_far_off, its_button
from tests.sandbox_page.conftest import chromium  # noqa: F401

PATIENCE_S = 60
PICTURE = os.environ.get("PICTURE")
"""Where to keep a picture of the page for the README: `make picture`."""


class Reader:
    """Somebody at the page. Blocking, so it runs in a thread beside the town."""

    def __init__(self, driver, address):
        self.driver, self.wait = (
            driver,
            WebDriverWait(driver, PATIENCE_S, 0.1, ignored_exceptions=(WebDriverException,)),
        )
        driver.get(address)

    def sees(self, words):
        self.wait.until(lambda d: words in d.find_element(By.ID, "log").text)

    def presses(self, label):
        def pressed(driver):
            found = [
                b for b in driver.find_elements(By.TAG_NAME, "button") if label in b.text and b.is_displayed()
            ]
            if found:
                found[-1].click()
            return bool(found)

        self.wait.until(pressed)


def subscribe(driver, address):
    reader = Reader(driver, address)
    reader.presses("Start")
    reader.sees("Welcome to Pressradar")
    reader.presses("Continue")
    reader.sees("What do you want to read about?")
    reader.presses("Science")
    reader.sees("What do you want")
    reader.presses("World")
    reader.presses("Continue")
    reader.sees("When should your digest come?")
    reader.presses(its_button(an_hour_far_off()))
    reader.sees("Your news desk is ready.")
    reader.sees("1. ")
    if PICTURE:
        reader.wait.until(lambda d: not d.find_elements(By.CSS_SELECTOR, ".toast"))
        driver.set_window_size(1080, 1060)
        driver.save_screenshot(str(ROOT / PICTURE))
    reader.presses("1")
    reader.sees("Outlets")
    reader.presses("What every outlet wrote")
    reader.sees("📡")


async def _address(program) -> str:
    """The address that the program prints, as soon as it does."""

    def read() -> str | None:
        found = re.search(r"http://127\.0\.0\.1:\d+/", program.said.replace("\n", ""))
        return found.group() if found else None

    async with asyncio.timeout(PATIENCE_S):
        while (address := read()) is None:
            await asyncio.to_thread(os.sched_yield)
    return address


@pytest.mark.skipif(not shutil.which("chromium"), reason="Debian's chromium is not installed")
async def test_a_newcomer_subscribes_and_reads_in_the_browser(tmp_path: Path, chromium) -> None:  # noqa: F811
    async with a_town(tmp_path) as town:
        del town.program.environment["TELEGRAM_BOT_TOKEN"]
        town.program.environment["SANDBOX_PORT"] = "0"
        await town.program.start()
        address = await _address(town.program)
        await asyncio.to_thread(subscribe, chromium, f"{address}?user=1&lang=en")
        assert await town.program.stop() == 0
