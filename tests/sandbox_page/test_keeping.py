"""Groups, forums and channels on the page: opened, kept by their admins, read by their members."""

from __future__ import annotations


def open_chat(page, kind: str, name: str) -> None:
    page.click("#who")
    page.click(f"[data-keep='{kind}']")
    field = page.find("dialog input[name='title']")
    field.send_keys(name)
    page.click("dialog .dialog-main")
    page.sees(name, "#title")


def keep(page, what: str) -> None:
    page.click("#more")
    page.click(f"[data-keep='{what}']")


def test_a_forum_is_opened_with_a_topic_that_is_closed_and_opened_again(started, open_page):
    page = open_page()
    open_chat(page, "newForum", "Harbour")
    keep(page, "newTopic")
    page.find("dialog input[name='title']").send_keys("Ships")
    page.click("dialog .dialog-main")
    page.sees("Ships", "#chats")
    row = page.driver.find_element("css selector", ".topic-row")
    row.click()
    page.sees("Ships", "#title")
    keep(page, "closeTopic")
    page.sees("Topic closed", ".service")
    keep(page, "reopenTopic")
    page.sees("Topic reopened", ".service")


def test_an_admin_writes_as_the_group_and_as_themselves_again(started, open_page):
    page = open_page()
    open_chat(page, "newForum", "Harbour")
    keep(page, "asGroup")
    page.write("/settings")
    message = started.next_update("message")
    while "text" not in message:
        message = started.next_update("message")
    assert message["sender_chat"]["title"] == "Harbour"
    keep(page, "asMyself")
    page.write("/settings")
    assert "sender_chat" not in started.next_update("message")


def test_a_link_lets_the_bot_into_a_channel_of_ones_own(started, open_page):
    name = started.bot("getMe")["username"]
    started.person(1, "start", {})
    chat = started.person(1, "chats", {"type": "channel", "title": "Bulletin", "bot": False})["id"]
    markup = {"inline_keyboard": [[{"text": "Add me", "url": f"https://t.me/{name}?startchannel&admin=x"}]]}
    started.say("Add me to a channel", reply_markup=markup)
    page = open_page()
    page.sees("Add me to a channel")
    page.click(".keyboard a")
    page.click(f"dialog [data-choice='{chat}']")
    page.sees("Bulletin", "#title")
    assert started.next_update("my_chat_member")["new_chat_member"]["status"] == "administrator"


def test_members_have_no_keepers_menu(started, open_page):
    started.person(1, "start", {})
    started.person(2, "start", {})
    chat = started.person(2, "chats", {"type": "group", "title": "Desk"})["id"]
    page = open_page(user=1)
    page.click(f".chat-row[data-key='{chat}']")
    page.sees("Desk", "#title")
    page.no_longer_sees("#more:not([hidden])")


def test_a_button_that_leads_to_the_bot_in_private_opens_it_here(started, open_page):
    name = started.bot("getMe")["username"]
    started.person(1, "start", {})
    chat = started.person(1, "chats", {"type": "group", "title": "Desk"})["id"]
    markup = {"inline_keyboard": [[{"text": "Mine", "callback_data": "v1:forget"}]]}
    started.say("Press", chat_id=chat, reply_markup=markup)
    page = open_page()
    page.click(f".chat-row[data-key='{chat}']")
    page.sees("Press")
    page.click(".keyboard button")
    query = started.next_update("callback_query")
    started.bot("answerCallbackQuery", callback_query_id=query["id"], url=f"https://t.me/{name}?start=c_ask")
    page.until(lambda: started.next_update("message").get("text") == "/start c_ask")
