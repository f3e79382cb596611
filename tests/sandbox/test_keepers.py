"""People who keep groups and channels may do what Telegram lets admins do, and others may not."""


async def test_who_opens_a_group_is_its_creator_and_the_bot_hears_who_let_it_in(telegram):
    await telegram.post("/people/2/start")
    await telegram.updates()
    chat = await telegram.post("/people/1/chats", type="supergroup", title="Port", is_forum=True)
    told = next(u["my_chat_member"] for u in await telegram.updates() if "my_chat_member" in u)
    assert (told["chat"]["id"], told["from"]["id"], told["new_chat_member"]["status"]) == (
        chat["id"],
        1,
        "member",
    )
    admins = await telegram.ok("getChatAdministrators", chat_id=chat["id"])
    assert [(member["user"]["id"], member["status"]) for member in admins] == [(1, "creator")]
    rows = {row["chat"]["id"]: row for row in await telegram.get("/people/2/chats")}
    assert (rows[chat["id"]]["is_admin"], rows[chat["id"]]["has_bot"]) == (False, True)


async def test_only_admins_keep_a_chat(telegram):
    await telegram.post("/people/2/start")
    group = (await telegram.post("/people/1/chats", type="group", title="Port"))["id"]
    for path, body in (
        ("members", {"user": "bot", "status": "kicked"}),
        ("topics", {"name": "Ships"}),
        ("migrate", {}),
    ):
        assert await telegram.post_status(f"/people/2/chats/{group}/{path}", **body) == 409
    await telegram.post(f"/people/1/chats/{group}/members", user=2, status="administrator")
    new = (await telegram.post(f"/people/2/chats/{group}/migrate"))["id"]
    said = [u["message"] for u in await telegram.updates() if "message" in u]
    assert [m.get("migrate_from_chat_id") for m in said][-1] == group
    assert new in {row["chat"]["id"] for row in await telegram.get("/people/1/chats")}


async def test_topics_are_opened_and_closed_by_admins(telegram):
    forum = (await telegram.post("/people/1/chats", type="supergroup", title="Port", is_forum=True))["id"]
    thread = (await telegram.post(f"/people/1/chats/{forum}/topics", name="Ships"))["message_thread_id"]
    await telegram.send(forum, "in it", message_thread_id=thread)
    await telegram.post(f"/people/1/chats/{forum}/topics/{thread}", is_closed=True)
    assert await telegram.refused("sendMessage", chat_id=forum, text="x", message_thread_id=thread) == (
        "Bad Request: TOPIC_CLOSED"
    )


async def test_an_admin_of_a_supergroup_may_write_as_the_group(telegram):
    group = (await telegram.post("/people/1/chats", type="supergroup", title="Port"))["id"]
    await telegram.updates()
    await telegram.say(1, "/settings", chat=group, is_anonymous=True)
    (heard,) = await telegram.updates()
    message = heard["message"]
    assert (message["from"]["username"], message["sender_chat"]["id"]) == ("GroupAnonymousBot", group)
    basic = (await telegram.post("/people/1/chats", type="group", title="Small"))["id"]
    path = f"/people/1/chats/{basic}/send"
    assert await telegram.post_status(path, text="x", is_anonymous=True) == 409


async def test_who_is_called_by_the_bot_is_told_whole_and_a_stranger_is_plain_text(telegram):
    group = (await telegram.post("/people/1/chats", type="supergroup", title="Port"))["id"]
    text = '<a href="tg://user?id=1">Ann</a> and <a href="tg://user?id=999">Nobody</a>'
    made = await telegram.send(group, text, parse_mode="HTML")
    (called,) = made["entities"]
    assert (called["type"], called["user"]["id"], called["user"]["is_bot"]) == ("text_mention", 1, False)
    assert made["text"] == "Ann and Nobody"
