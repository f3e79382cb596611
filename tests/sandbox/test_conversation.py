"""People and the bot in one chat: what each of them sees."""

from __future__ import annotations

import asyncio
from typing import Any


async def test_a_person_speaks_and_the_bot_hears_with_commands_and_links_marked(telegram) -> None:
    await telegram.say(1, "  /start@sandbox_bot see example.org or #news, mail a@example.org  ")
    message = (await telegram.updates())[0]["message"]
    assert message["text"] == "/start@sandbox_bot see example.org or #news, mail a@example.org"
    marked = [
        (entity["type"], message["text"][entity["offset"] :][: entity["length"]])
        for entity in message["entities"]
    ]
    assert marked == [
        ("bot_command", "/start@sandbox_bot"),
        ("url", "example.org"),
        ("hashtag", "#news"),
        ("email", "a@example.org"),
    ]
    assert message["from"] == {"id": 1, "is_bot": False, "first_name": "Ada (1)"}
    assert "outgoing" not in message


async def test_private_chats_and_basic_groups_share_one_counter_of_message_ids(telegram) -> None:
    group = await telegram.open_chat("group", members=[1, 2], bot="absent")
    first = await telegram.send(1)
    spoken = await telegram.say(2, "hello group", chat=group)
    second = await telegram.send(1)
    private = await telegram.say(2, "hello bot")
    ids = [message["message_id"] for message in (first, spoken, second, private)]
    assert ids == list(range(ids[0], ids[0] + 4))


async def test_each_channel_and_supergroup_counts_for_itself(telegram) -> None:
    news = await telegram.open_chat("channel", admins=[1], bot="administrator")
    desk = await telegram.open_chat("supergroup", members=[1], bot="absent")
    await telegram.send(1)
    assert [(await telegram.send(news))["message_id"] for _ in range(2)] == [1, 2]
    assert (await telegram.say(1, "hello", chat=desk))["message_id"] == 1


async def test_a_button_press_reaches_the_bot_and_its_answer_the_person(telegram) -> None:
    sent = await telegram.send(
        1, reply_markup={"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    )
    press = {"chat_id": 1, "message_id": sent["message_id"]}
    query_id = (await telegram.post("/people/1/press", data="more", **press))["callback_query_id"]
    query = (await telegram.updates())[0]["callback_query"]
    assert (query["id"], query["data"], query["message"]) == (query_id, "more", sent)
    waiting = await telegram.get(f"/people/1/answers/{query_id}?timeout=0")
    assert waiting["answered"] is False
    await telegram.ok("answerCallbackQuery", callback_query_id=query_id, text="Here", show_alert=True)
    answer = await telegram.get(f"/people/1/answers/{query_id}")
    assert (answer["answered"], answer["text"], answer["show_alert"]) == (True, "Here", True)


async def test_only_buttons_that_stand_there_can_be_pressed_unless_forced(telegram) -> None:
    sent = await telegram.send(1)
    press: dict[str, Any] = {"chat_id": 1, "message_id": sent["message_id"], "data": "old"}
    assert await telegram.post_status("/people/1/press", **press) == 409
    await telegram.post("/people/1/press", **press, force=True)
    await telegram.ok("deleteMessage", chat_id=1, message_id=sent["message_id"])
    await telegram.post("/people/1/press", **press, force=True)
    stale, gone = (update["callback_query"] for update in await telegram.updates())
    assert stale["message"]["text"] == "hello"
    assert gone["message"]["date"] == 0
    assert "text" not in gone["message"]


async def test_an_edit_replaces_text_and_keyboard_and_dates_itself(telegram, clock) -> None:
    sent = await telegram.send(
        1,
        "<b>one</b>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "a", "url": "a.org"}]]},
    )
    assert sent["reply_markup"]["inline_keyboard"][0][0]["url"] == "http://a.org/"
    clock.seconds += 5
    edited = await telegram.ok("editMessageText", chat_id=1, message_id=sent["message_id"], text="two")
    assert edited["text"] == "two"
    assert edited["edit_date"] == sent["date"] + 5
    assert {"entities", "reply_markup"}.isdisjoint(edited)
    seen = (await telegram.get("/people/1/chats/1/messages"))[-1]
    assert (seen["text"], seen["edited"], seen["outgoing"]) == ("two", True, False)


async def test_deleted_messages_vanish_from_the_chat_but_not_from_the_record(telegram) -> None:
    sent = await telegram.send(1, "secret")
    await telegram.ok("deleteMessages", chat_id=1, message_ids=[sent["message_id"], 9999])
    assert all(message["text"] != "secret" for message in await telegram.get("/people/1/chats/1/messages"))
    row = (await telegram.get("/operator/record?chat_id=1"))[-1]
    assert (row["text"], row["deleted"], row["message_id"]) == ("secret", True, sent["message_id"])


async def test_a_reply_carries_what_it_answers_and_the_words_quoted(telegram) -> None:
    said = await telegram.say(1, "first line\nsecond line")
    reply = await telegram.send(
        1, reply_parameters={"message_id": said["message_id"], "quote": "second line"}
    )
    assert reply["reply_to_message"]["message_id"] == said["message_id"]
    assert reply["quote"] == {"text": "second line", "position": 11, "is_manual": True}
    answer = await telegram.say(1, "ok", reply_to_message_id=reply["message_id"], quote="hell")
    assert answer["quote"]["text"] == "hell"
    assert "reply_to_message" not in answer["reply_to_message"]


async def test_a_lost_parent_costs_no_reply_that_may_go_without_it(telegram) -> None:
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await telegram.send(1, reply_parameters=lenient)


async def test_the_hundred_and_first_entity_is_dropped_without_a_word(telegram) -> None:
    sent = await telegram.send(1, "<b>x</b> " * 101, parse_mode="HTML")
    assert len(sent["entities"]) == 100


async def test_text_of_4096_utf16_units_after_parsing_is_taken(telegram) -> None:
    sent = await telegram.send(1, f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_date_times_and_expandable_quotes_are_entities(telegram) -> None:
    html = '<blockquote expandable>at <tg-time unix="1790000000" format="t">21:00</tg-time></blockquote>'
    sent = await telegram.send(1, html, parse_mode="HTML")
    assert sent["entities"] == [
        {"type": "expandable_blockquote", "offset": 0, "length": 8},
        {"type": "date_time", "offset": 3, "length": 5, "unix_time": 1790000000, "date_time_format": "t"},
    ]


async def test_forced_replies_stand_beside_the_message_for_people_only(telegram) -> None:
    markup = {"force_reply": True, "input_field_placeholder": "address"}
    sent = await telegram.send(1, reply_markup=markup)
    assert "reply_markup" not in sent
    assert (await telegram.get("/people/1/chats/1/messages"))[-1]["keyboard_markup"] == markup


async def test_blocking_and_starting_again_tell_the_bot(telegram) -> None:
    await telegram.post("/people/1/block")
    assert await telegram.post_status("/people/1/chats/1/send", text="x") == 409
    await telegram.post("/people/1/start", payload="s_12")
    blocked, unblocked, started = await telegram.updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert started["message"]["text"] == "/start s_12"


async def test_in_groups_a_bot_hears_only_what_is_meant_for_it(telegram) -> None:
    group = await telegram.open_chat("supergroup", members=[1], bot="member")
    sent = await telegram.send(group)
    await telegram.updates()
    await telegram.say(1, "idle talk", chat=group)
    await telegram.say(1, "/digest", chat=group)
    await telegram.say(1, "/digest@other_bot", chat=group)
    await telegram.say(1, "@sandbox_bot why?", chat=group)
    await telegram.say(1, "this one", chat=group, reply_to_message_id=sent["message_id"])
    heard = [update["message"]["text"] for update in await telegram.updates()]
    assert heard == ["/digest", "@sandbox_bot why?", "this one"]


async def test_an_administrator_of_a_group_hears_everything(telegram) -> None:
    group = await telegram.open_chat("supergroup", members=[1], bot="administrator")
    await telegram.updates()
    await telegram.say(1, "idle talk", chat=group)
    assert [update["message"]["text"] for update in await telegram.updates()] == ["idle talk"]


async def test_posts_of_a_channel_are_signed_by_the_channel(telegram) -> None:
    news = await telegram.open_chat(
        "channel", admins=[1], members=[2], bot="administrator", username="the_desk"
    )
    await telegram.updates()
    sent = await telegram.send("@the_desk", "digest")
    assert sent["sender_chat"]["id"] == news
    assert "from" not in sent
    assert await telegram.post_status(f"/people/2/chats/{news}/send", text="x") == 409
    await telegram.say(1, "post", chat=news)
    assert (await telegram.updates())[0]["channel_post"]["text"] == "post"


async def test_a_topic_is_a_place_of_its_own(telegram) -> None:
    forum = await telegram.open_chat("supergroup", is_forum=True, members=[1], bot="administrator")
    topic = await telegram.ok("createForumTopic", chat_id=forum, name="Climate")
    thread = topic["message_thread_id"]
    sent = await telegram.send(forum, message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Climate"
    said = await telegram.say(1, "/more", chat=forum, message_thread_id=thread)
    assert said["message_thread_id"] == thread
    await telegram.ok("closeForumTopic", chat_id=forum, message_thread_id=thread)
    assert (
        await telegram.post_status(f"/people/1/chats/{forum}/send", text="x", message_thread_id=thread) == 404
    )
    row = next(row for row in await telegram.get("/people/1/chats") if row["chat"]["id"] == forum)
    assert [(one["message_thread_id"], one["name"]) for one in row["topics"]] == [(thread, "Climate")]


async def test_copies_carry_no_sender_and_forwards_name_theirs(telegram) -> None:
    await telegram.post("/people/2/start")
    said = [await telegram.say(2, text) for text in ("one", "two")]
    ids = [message["message_id"] for message in said]
    copy = await telegram.ok("copyMessage", chat_id=1, from_chat_id=2, message_id=ids[0])
    forward = await telegram.ok("forwardMessage", chat_id=1, from_chat_id=2, message_id=ids[1])
    assert forward["forward_origin"]["sender_user"]["id"] == 2
    copied = (await telegram.get(f"/people/1/chats/1/messages?after={copy['message_id'] - 1}"))[0]
    assert copied["text"] == "one"
    assert "forward_origin" not in copied
    assert len(await telegram.ok("copyMessages", chat_id=1, from_chat_id=2, message_ids=ids)) == 2
    assert len(await telegram.ok("forwardMessages", chat_id=1, from_chat_id=2, message_ids=ids)) == 2


async def test_people_see_only_their_own_chats(telegram) -> None:
    group = await telegram.open_chat("group", members=[2], bot="absent")
    assert [row["chat"]["id"] for row in await telegram.get("/people/1/chats")] == [1]
    assert [row["chat"]["id"] for row in await telegram.get("/people/2/chats")] == [2, group]
    assert await telegram.post_status(f"/people/1/chats/{group}/send", text="x") == 404
    assert await telegram.post_status("/people/1/chats/2/send", text="x") == 404


async def test_a_place_can_be_sent_both_ways(telegram) -> None:
    await telegram.post("/people/1/chats/1/location", latitude=52.5, longitude=13.4)
    assert (await telegram.updates())[0]["message"]["location"] == {"latitude": 52.5, "longitude": 13.4}
    sent = await telegram.ok("sendLocation", chat_id=1, latitude=-33.9, longitude=151.2)
    assert sent["location"] == {"latitude": -33.9, "longitude": 151.2}


async def test_leaving_a_group_is_final_and_told(telegram) -> None:
    group = await telegram.open_chat("supergroup", members=[1], bot="member")
    await telegram.updates()
    assert await telegram.ok("leaveChat", chat_id=group) is True
    changes = [update for update in await telegram.updates() if "my_chat_member" in update]
    assert changes[0]["my_chat_member"]["new_chat_member"]["status"] == "left"


async def test_members_and_administrators_are_told_apart(telegram) -> None:
    group = await telegram.open_chat("supergroup", members=[2], admins=[1], bot="member")
    admins = await telegram.ok("getChatAdministrators", chat_id=group)
    assert [(one["status"], one["user"]["id"]) for one in admins] == [("creator", 1)]
    assert (await telegram.ok("getChatMember", chat_id=group, user_id=2))["status"] == "member"
    assert await telegram.ok("getChatMemberCount", chat_id=group) == 3
    assert (await telegram.ok("getChat", chat_id=group))["title"] == "The desk"


async def test_a_method_may_be_called_by_get_and_in_any_case(telegram) -> None:
    url = f"{telegram.url}/bot{telegram.sandbox.token}/SENDmessage?chat_id=1&text=hi%20there&disable_notification=true"
    async with telegram.session.get(url) as response:
        assert (await response.json())["result"]["text"] == "hi there"


async def test_messages_sent_at_once_get_ids_of_their_own(telegram) -> None:
    sent = await asyncio.gather(*(telegram.send(1, f"number {number}") for number in range(100)))
    assert len({message["message_id"] for message in sent}) == 100
    rows = await telegram.get("/operator/record?after=1")
    assert [row["n"] for row in rows] == list(range(2, 102))
    assert {row["text"] for row in rows} == {f"number {number}" for number in range(100)}
