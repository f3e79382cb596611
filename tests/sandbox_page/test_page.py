"""The page as a whole: several people, languages, themes, small screens, broken connections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sandbox
from news.i18n import UI_LANGUAGES

PAGE = Path(sandbox.__file__).parent / "page"


class TestAfterARestart:
    @pytest.fixture
    def state_path(self, tmp_path: Path) -> Path:
        return tmp_path / "telegram.json"

    def test_a_page_catches_up_after_the_server_was_away(self, started, open_page):
        page = open_page()
        gone, changed = started.say("will be gone"), started.say("will be changed")
        page.sees("will be changed")
        started.stop()
        page.sees("reconnecting…", "#subtitle")
        started.start()
        started.bot("deleteMessage", chat_id=1, message_id=gone)
        started.bot("editMessageText", chat_id=1, message_id=changed, text="was changed")
        started.say("was missed")
        page.sees("was missed")
        page.sees("was changed")
        page.no_longer_sees(f"[data-id='{gone}']")
        page.sees("bot", "#subtitle")
        page.write("still here")
        page.until(lambda: started.next_update("message")["text"] == "still here")


def test_two_people_side_by_side_see_only_their_own_chats(started, open_page):
    started.person(2, "start", {})
    one, two = open_page(user=1), open_page(user=2)
    started.say("for one", chat_id=1)
    started.say("for two", chat_id=2)
    two.sees("for two")
    assert "for one" not in two.find("body").text
    one.look()
    one.sees("for one")
    assert "for two" not in one.find("body").text


def test_a_group_is_seen_by_its_members_with_the_names_of_those_who_speak(started, open_page):
    page = open_page(user=1)
    chat = started.operator(
        "chats", {"type": "group", "title": "News desk", "members": [1, 2], "bot": "member"}
    )["id"]
    page.sees("News desk", "#chats")
    started.person(2, f"chats/{chat}/send", {"text": "Anyone there?"})
    started.say("I am.", chat_id=chat)
    page.sees("I am.", "#chats")
    assert "Anyone there?" not in page.find("#log").text
    assert page.find("#chats .badge").text in "12"  # the joining may count
    page.click(f".chat-row[data-key='{chat}']")
    page.sees("Anyone there?")
    assert "(2)" in page.find(".message.in .speaker").text
    page.no_longer_sees("#chats .badge")
    page.write("Good morning")
    page.sees("Good morning", ".message.out")


def test_a_group_that_becomes_a_supergroup_is_followed(started, open_page):
    page = open_page(user=1)
    chat = started.operator(
        "chats", {"type": "group", "title": "News desk", "members": [1], "bot": "member"}
    )["id"]
    page.click(f".chat-row[data-key='{chat}']")
    new = started.operator(f"chats/{chat}/migrate", {})["id"]
    page.sees("became a supergroup", ".service")
    page.until(lambda: page.all(f".chat-row[data-key='{new}'][aria-current]"))
    started.say("Here I am still", chat_id=new)
    page.sees("Here I am still")


def test_the_topics_of_a_forum_are_conversations_of_their_own(started, open_page):
    about = {"type": "supergroup", "title": "Forum", "is_forum": True, "admins": [1], "bot": "administrator"}
    chat = started.operator("chats", about)["id"]
    thread = started.operator(f"chats/{chat}/topics", {"name": "Climate"})["message_thread_id"]
    started.say("about the weather", chat_id=chat, message_thread_id=thread)
    started.say("about all", chat_id=chat)
    page = open_page(user=1)
    page.click(f".chat-row[data-key='{chat}_{thread}']")
    page.sees("about the weather")
    page.sees("“Climate” was created", ".service")
    assert "about all" not in page.find("#log").text
    page.write("in the topic")
    page.sees("in the topic", ".message.out")
    page.no_longer_sees(".message.out .quoted")
    page.click(f".chat-row[data-key='{chat}']")
    page.sees("about all")
    assert "in the topic" not in page.find("#log").text


def test_nobody_but_its_admins_writes_in_a_channel(started, open_page):
    about = {"type": "channel", "title": "Bulletin", "members": [1], "bot": "administrator"}
    chat = started.operator("chats", about)["id"]
    started.say("<b>Edition 1</b>", chat_id=chat)
    page = open_page(user=1)
    page.click(f".chat-row[data-key='{chat}']")
    page.sees("Edition 1")
    page.sees("You can't write here", ".instead")
    page.no_longer_sees("#input")


def test_a_foreign_headline_that_opens_a_message_does_not_turn_it_around(started, open_page):
    page = open_page(lang="en")
    started.say("\u2068زلزال في سمهار\u2069\nA little more like this from now on.")
    page.sees("A little more")
    (text,) = page.all(".message.in .text")
    assert page.run("return getComputedStyle(arguments[0]).direction", text) == "ltr"


def test_arabic_is_right_to_left_and_foreign_words_in_it_are_not(started, open_page):
    page = open_page(lang="ar")
    started.say("<b>موجزك</b> اليوم")
    started.say("An English line")
    page.sees("An English line")
    assert page.run("return [document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert page.find("#input").get_attribute("placeholder") == "رسالة"
    arabic, english = (node for node in page.all(".message.in .text"))
    direction = "return getComputedStyle(arguments[0]).direction"
    assert (page.run(direction, arabic), page.run(direction, english)) == ("rtl", "ltr")
    # The list of chats stands on the right, and what the bot says begins on the right.
    assert page.find("#sidebar").rect["x"] > page.find("#conversation").rect["x"]
    bubble, wall = page.find(".message.in .bubble").rect, page.find("#scroller").rect
    assert bubble["x"] + bubble["width"] / 2 > wall["x"] + wall["width"] / 2


def test_the_bot_hears_the_language_of_the_page(telegram, open_page):
    page = open_page(user=3, lang="uk")
    page.click("#start")
    assert telegram.next_update("message")["from"]["language_code"] == "uk"


def test_every_language_has_every_word(telegram, open_page):
    words = open_page().driver.execute_async_script(
        """const done = arguments[0];
        import('/page/words.js').then(({ WORDS, LANGUAGES }) => done([WORDS, LANGUAGES]));"""
    )
    assert set(words[0]) == set(words[1]) == set(UI_LANGUAGES)
    for lang, own in words[0].items():
        blanks = {name: set(re.findall(r"\{\w+\}", sentence)) for name, sentence in own.items()}
        assert blanks == {
            name: set(re.findall(r"\{\w+\}", sentence)) for name, sentence in words[0]["en"].items()
        }, lang


def test_the_switcher_leads_to_another_reader(telegram, open_page):
    page = open_page(user=1, lang="de")
    page.click("#who")
    another = page.find("#another")
    assert (another.text, another.get_attribute("target")) == (
        "Weitere Leserin, weiteren Leser öffnen",
        "_blank",
    )
    assert another.get_attribute("href") == f"{telegram.url}/?user=2&lang=de"
    assert page.find(".chip[aria-checked=true]").text == "Deutsch"


def test_the_theme_follows_the_system_until_one_is_chosen_which_is_remembered(started, open_page):
    page = open_page()

    def theme() -> str:
        return page.run("return document.documentElement.dataset.theme")

    def system_is(scheme: str) -> None:
        feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)

    system_is("dark")
    page.until(lambda: theme() == "dark")
    assert page.run("return getComputedStyle(document.body).colorScheme") == "dark"
    page.click("#theme")
    assert theme() == "light"
    page.driver.refresh()
    page.find("#title")
    assert theme() == "light"
    system_is("light")


def test_a_narrow_screen_shows_the_chats_or_the_conversation(started, open_page):
    page = open_page()
    narrow = {"width": 390, "height": 780, "deviceScaleFactor": 1, "mobile": True}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", narrow)
    started.say("<b>A digest</b> " + "with some words " * 30 + "https://" + "long" * 60 + ".example")
    page.sees("A digest")
    page.no_longer_sees("#sidebar")
    assert page.run("return document.documentElement.scrollWidth <= innerWidth")
    page.click("#back")
    page.no_longer_sees("#conversation")
    page.click(".chat-row")
    page.sees("A digest")
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_page_asks_nothing_of_any_other_server(started, open_page):
    page = open_page()
    started.say('<a href="https://a.example/">a link</a> https://b.example/picture.png')
    page.sees("a link")
    asked = page.run(
        "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)"
    )
    assert set(asked) == {started.url}
    page.sees("Nothing leaves it", "#banner")


def test_the_log_is_one_to_a_screen_reader(started, open_page):
    page = open_page()
    started.say("Hello")
    page.sees("Hello")
    log = page.find("#log")
    assert [log.get_attribute(name) for name in ("role", "aria-live")] == ["log", "polite"]
    nameless = page.run(
        """return [...document.querySelectorAll('button, input:not([hidden]), textarea, a[href]')]
            .filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label')))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    assert page.message(2).get_attribute("aria-label").startswith(started.bot("getMe")["first_name"])


def test_no_script_of_the_page_parses_markup_or_names_another_place():
    for script in PAGE.glob("*.js"):
        text = script.read_text("utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "cdn"):
            assert forbidden not in text, (script.name, forbidden)


def test_every_script_is_fetched_at_once():
    index = (PAGE / "index.html").read_text("utf-8")
    for script in PAGE.glob("*.js"):
        assert f"/page/{script.name}" in index
