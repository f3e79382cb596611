"""What a person does on the chat page, and what the bot hears of it."""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver.common.keys import Keys


def keyboard(*rows: list[dict[str, object]]) -> dict[str, object]:
    return {"inline_keyboard": [*rows]}


def test_an_empty_chat_shows_what_the_bot_says_of_itself_and_start_sends_start(telegram, open_page):
    telegram.bot("setMyDescription", description="Your own news desk.")
    telegram.bot("setMyDescription", description="Ihre eigene Redaktion.", language_code="de")
    page = open_page(lang="de")
    page.sees("Ihre eigene Redaktion.", ".about")
    assert page.find("#start").text == "Starten"
    page.click("#start")
    assert telegram.next_update("message")["text"] == "/start"
    page.sees("/start", ".message.out")
    page.no_longer_sees("#start, .about")
    page.until(lambda: page.run("return document.activeElement.id") == "input")


def test_what_is_written_reaches_the_bot_and_stands_in_the_chat_once(started, open_page):
    page = open_page()
    page.write("Hello, \N{WAVING HAND SIGN} bot")
    assert started.next_update("message")["text"] == "Hello, \N{WAVING HAND SIGN} bot"
    page.sees("Hello", ".message.out .text")
    assert sum("Hello" in node.text for node in page.all(".message .text")) == 1
    assert page.find("#input").get_property("value") == ""


def test_pressing_a_button_asks_the_bot_and_shows_its_answer(started, open_page):
    page = open_page()
    started.say(
        "Which?",
        reply_markup=keyboard(
            [{"text": "One", "callback_data": "pick:1"}, {"text": "Two", "callback_data": "pick:2"}]
        ),
    )
    page.click("[data-callback='pick:2']")
    query = started.next_update("callback_query")
    assert query["data"] == "pick:2"
    button = page.find("[data-callback='pick:2']")
    assert (button.get_attribute("aria-busy"), button.get_attribute("aria-disabled")) == ("true", "true")
    started.bot("answerCallbackQuery", callback_query_id=query["id"], text="Two it is")
    page.sees("Two it is", "#toasts .toast")
    page.until(lambda: button.get_attribute("aria-busy") is None)


def test_an_answer_with_an_alert_waits_until_it_is_put_away(started, open_page):
    page = open_page()
    started.say("Which?", reply_markup=keyboard([{"text": "One", "callback_data": "1"}]))
    page.click("[data-callback='1']")
    query = started.next_update("callback_query")
    started.bot("answerCallbackQuery", callback_query_id=query["id"], text="Read me", show_alert=True)
    page.sees("Read me", "dialog[role=alertdialog]")
    page.keys(Keys.ENTER)
    page.no_longer_sees("dialog")


def test_a_button_that_is_gone_meanwhile_says_so(started, open_page):
    page = open_page()
    started.say("Which?", reply_markup=keyboard([{"text": "One", "callback_data": "1"}]))
    page.run("arguments[0].dataset.callback = 'never-there'", page.find("[data-callback='1']"))
    page.click("[data-callback='never-there']")
    page.sees("no longer there", "#toasts .toast")


def test_buttons_link_copy_and_carry_their_style(started, open_page):
    page = open_page()
    started.say(
        "Which?",
        reply_markup=keyboard(
            [
                {"text": "Read", "url": "https://a.example/"},
                {"text": "Copy", "copy_text": {"text": "the words"}},
            ],
            [
                {"text": "Yes", "callback_data": "y", "style": "success"},
                {"text": "No", "callback_data": "n", "style": "danger"},
            ],
        ),
    )
    link = page.find("a.key")
    assert (link.text, link.get_attribute("href"), link.get_attribute("target")) == (
        "Read",
        "https://a.example/",
        "_blank",
    )
    assert (page.find(".key-success").text, page.find(".key-danger").text) == ("Yes", "No")
    page.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    page.click("[data-copy-text]")
    page.sees("Copied", "#toasts .toast")


def test_arrow_keys_walk_over_buttons_and_messages(started, open_page):
    page = open_page()
    rows = [
        [{"text": f"{row}{column}", "callback_data": f"{row}{column}"} for column in "ab"] for row in "12"
    ]
    first = started.say("above")
    last = started.say("Which?", reply_markup=keyboard(*rows))
    page.message(last)

    def focused() -> str:
        return page.run(
            "const { dataset, id } = document.activeElement; return dataset.callback ?? dataset.id ?? id"
        )

    page.run("document.querySelector('[data-callback=\"1a\"]').focus()")
    page.keys(Keys.ARROW_RIGHT)
    assert focused() == "1b"
    page.keys(Keys.ARROW_DOWN)
    assert focused() == "2b"
    page.find("#input").click()
    page.keys(Keys.ARROW_UP)
    assert focused() == str(last)
    page.keys(Keys.ARROW_UP)
    assert focused() == str(first)
    page.keys("r")
    page.sees("above", ".reply-bar")
    assert focused() == "input"


def test_the_command_menu_is_chosen_from_by_keyboard(started, open_page):
    commands = [("digest", "Send me one now"), ("settings", "All settings"), ("sources", "Who reported it")]
    started.bot(
        "setMyCommands", commands=[{"command": name, "description": about} for name, about in commands]
    )
    page = open_page()
    field = page.find("#input")
    field.send_keys("/s")
    page.until(
        lambda: (
            [node.text.split("\n")[0] for node in page.all("#command-menu li")] == ["/settings", "/sources"]
        )
    )
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ARROW_DOWN)
    chosen = page.find("#command-menu [aria-selected=true]")
    assert "Who reported it" in chosen.text
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.send_keys(Keys.ENTER)
    assert started.next_update("message")["text"] == "/sources"
    page.no_longer_sees("#command-menu")


def test_a_command_in_a_message_is_sent_by_a_click(started, open_page):
    page = open_page()
    started.say("Try /help.")
    page.click(".message.in [data-command]")
    assert started.next_update("message")["text"] == "/help"


def test_a_reply_shows_what_it_answers_and_escape_takes_it_back(started, open_page):
    page = open_page()
    message_id = started.say("the original words")
    page.message(message_id)
    page.run('document.querySelector(`[data-reply="${arguments[0]}"]`).click()', message_id)
    page.sees("the original words", ".reply-bar")
    page.keys(Keys.ESCAPE)
    page.no_longer_sees(".reply-bar")
    page.run('document.querySelector(`[data-reply="${arguments[0]}"]`).click()', message_id)
    page.find(".reply-bar")
    page.write("my answer")
    assert started.next_update("message")["reply_to_message"]["message_id"] == message_id
    page.sees("the original words", ".message.out .quoted")
    page.no_longer_sees(".reply-bar")
    page.click(".message.out .quoted")
    page.until(lambda: page.run("return document.activeElement.dataset.id") == str(message_id))


def test_a_forced_reply_asks_for_its_answer_at_once(started, open_page):
    page = open_page()
    message_id = started.say(
        "Which feed?", reply_markup={"force_reply": True, "input_field_placeholder": "https://…"}
    )
    page.sees("Which feed?", ".reply-bar")
    assert page.find("#input").get_attribute("placeholder") == "https://…"
    page.until(lambda: page.run("return document.activeElement.id") == "input")
    page.keys("https://feed.example", Keys.ENTER)
    assert started.next_update("message")["reply_to_message"]["message_id"] == message_id


def test_a_reply_keyboard_sends_what_its_keys_say_until_it_is_removed(started, open_page):
    page = open_page()
    started.say("Hour?", reply_markup={"keyboard": [["07:00", "08:00"], ["Never"]], "resize_keyboard": True})
    page.sees("08:00", ".reply-keyboard")
    page.until(lambda: [node.click() for node in page.all(".reply-keyboard .key") if node.text == "08:00"])
    assert started.next_update("message")["text"] == "08:00"
    started.say("Noted.", reply_markup={"remove_keyboard": True})
    page.no_longer_sees(".reply-keyboard")


def test_a_file_is_sent_with_its_caption(started, open_page, tmp_path: Path):
    feeds = tmp_path / "feeds.opml"
    feeds.write_text("<opml/>")
    page = open_page()
    page.all("input[type=file]")[0].send_keys(str(feeds))
    page.sees("feeds.opml", "dialog")
    page.find("dialog input[name=caption]").send_keys("my feeds", Keys.ENTER)
    heard = started.next_update("message")
    assert (heard["document"]["file_name"], heard["caption"]) == ("feeds.opml", "my feeds")
    page.sees("feeds.opml", ".message.out .card")


def test_a_blocked_bot_can_be_taken_back(started, open_page):
    page = open_page()
    page.click("#more")
    page.click(".menu [role=menuitem]")
    assert started.next_update("my_chat_member")["new_chat_member"]["status"] == "kicked"
    page.sees("Restart the bot", ".main-button")
    page.click(".main-button")
    assert started.next_update("message")["text"] == "/start"
    page.find("#input")


def test_a_link_to_the_bot_itself_starts_it_here(started, open_page):
    page = open_page()
    username = started.bot("getMe")["username"]
    started.say(f'<a href="https://t.me/{username}?start=s_42">Open the story</a>')
    page.click("#log .text a[href]")
    assert started.next_update("message")["text"] == "/start s_42"
    assert len(page.driver.window_handles) == 1


def test_what_the_bot_is_writing_can_be_stopped_by_a_button_that_is_there_meanwhile(started, open_page):
    page = open_page()
    started.bot("sendMessageDraft", chat_id=1, draft_id=7, text="I am think")
    page.sees("I am think", ".draft")
    page.no_longer_sees(".stop-button")
    started.bot("sendMessageDraft", chat_id=1, draft_id=7, text="I am thinking", can_stop=True)
    page.sees("I am thinking", ".draft")
    assert page.find(".stop-button").get_attribute("aria-label") == "Stop the answer"
    page.click(".stop-button")
    assert started.next_update("stopped_message_generation")["draft_id"] == 7
    page.no_longer_sees(".draft")
    page.no_longer_sees(".stop-button")
    page.until(lambda: page.run("return document.activeElement.id") == "input")
