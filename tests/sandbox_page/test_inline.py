"""Inline mode on the chat page: typed behind the bot's name, offered, chosen, sent; and links that pass stories on."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.common.keys import Keys


def article(number: int) -> dict[str, Any]:
    return {
        "type": "article",
        "id": str(number),
        "title": f"Story {number}",
        "description": f"{number} outlets",
        "input_message_content": {"message_text": f"<b>Story {number}</b>", "parse_mode": "HTML"},
    }


def offer(telegram, *numbers: int, **more: Any) -> str:
    """Answers the next query; gives its words."""
    query = telegram.next_update("inline_query")
    telegram.bot(
        "answerInlineQuery",
        inline_query_id=query["id"],
        results=[article(number) for number in numbers],
        cache_time=0,
        **more,
    )
    return str(query["query"])


def test_words_behind_the_bots_name_show_its_offers_and_enter_sends_one(started, open_page):
    page = open_page()
    page.find("#input").send_keys("@sandbox_bot ferry")
    assert offer(started, 1, 2) == "ferry"
    page.sees("Story 1", "#offers li")
    page.sees("2 outlets", "#offers li")
    page.keys(Keys.ARROW_DOWN)
    page.until(lambda: page.find("#offers [aria-selected='true']").text.startswith("Story 2"))
    page.keys(Keys.ENTER)
    page.sees("Story 2", ".message.out .text")
    page.sees("via @sandbox_bot", ".message.out")
    page.no_longer_sees("#offers")
    assert page.find("#input").get_property("value") == ""
    assert started.next_update("message")["via_bot"]["username"] == "sandbox_bot"


def test_a_result_is_sent_into_the_chat_that_is_open(started, open_page):
    group = started.operator("chats", {"type": "group", "title": "The desk", "members": [1]})["id"]
    page = open_page()
    page.click(f".chat-row[data-key='{group}']")
    page.find("#input").send_keys("@sandbox_bot ")
    assert offer(started, 1) == ""
    page.click("#offers li")
    page.sees("Story 1", ".message.out .text")
    assert started.person(1, f"chats/{group}/messages")[-1]["text"] == "Story 1"


def test_more_offers_come_when_the_end_of_the_list_is_near(started, open_page):
    page = open_page()
    page.find("#input").send_keys("@sandbox_bot ferry")
    offer(started, *range(1, 21), next_offset="20")
    page.sees("Story 20", "#offers li")
    page.run("const list = document.querySelector('#offers'); list.scrollTop = list.scrollHeight")
    assert offer(started, 21) == "ferry"
    page.until(lambda: len(page.all("#offers li")) == 21)


def test_escape_closes_the_offers_and_what_nothing_has_says_so(started, open_page):
    page = open_page()
    page.find("#input").send_keys("@sandbox_bot zzyzx")
    offer(started)
    page.sees("Nothing found", "#offers")
    page.keys(Keys.ESCAPE)
    page.no_longer_sees("#offers")
    assert page.find("#input").get_property("value") == "@sandbox_bot zzyzx"


def test_the_button_above_the_offers_starts_the_bot_with_its_parameter(started, open_page):
    page = open_page()
    page.find("#input").send_keys("@sandbox_bot ferry")
    offer(started, 1, button={"text": "Get your own", "start_parameter": "inline"})
    page.sees("Get your own", "#offers .inline-start")
    page.click("#offers .inline-start")
    assert started.next_update("message")["text"] == "/start inline"


def test_a_link_that_shares_puts_what_it_shares_into_the_chat_one_chooses(started, open_page):
    group = started.operator("chats", {"type": "group", "title": "The desk", "members": [1]})["id"]
    page = open_page()
    address = "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fsandbox_bot%3Fstart%3Ds_5&text=Ferry+sinks"
    started.say("A story", reply_markup={"inline_keyboard": [[{"text": "Share", "url": address}]]})
    page.click("a.key")
    page.click(f"[data-choice='{group}']")
    page.until(
        lambda: page.find("#input").get_property("value") == "https://t.me/sandbox_bot?start=s_5\nFerry sinks"
    )
    page.sees("The desk", "#title")
    page.find("#input").send_keys(Keys.ENTER)
    page.click(".message.out a[href*='start=s_5']")
    heard = ""
    while heard != "/start s_5":
        heard = started.next_update("message").get("text", "")
