"""Each kind of invalid call is refused in Telegram's own words."""

from __future__ import annotations

import json
from typing import Any

import pytest

BUTTON = {"text": "Go", "callback_data": "go"}


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


CALLS: list[tuple[str, dict[str, Any], str]] = [
    # which chat
    ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": "", "text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 404, "text": "x"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
    ("getChat", {"chat_id": -100}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": 2, "text": "x"}, "Forbidden: bot can't initiate conversation with a user"),
    ("getChatMember", {"chat_id": 1}, "Bad Request: invalid user_id specified"),
    ("getChatMember", {"chat_id": 1, "user_id": 77}, "Bad Request: member not found"),
    (
        "getChatAdministrators",
        {"chat_id": 1},
        "Bad Request: there are no administrators in the private chat",
    ),
    ("leaveChat", {"chat_id": 1}, "Bad Request: chat member status can't be changed in private chats"),
    # text
    ("sendMessage", {"chat_id": 1}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": " \n "}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": "x" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "😀" * 2049}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "\ud800"}, "Bad Request: strings must be encoded in UTF-8"),
    # entities
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "parse_mode": "BBCode"},
        "Bad Request: unsupported parse_mode",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "<foo>", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unsupported start tag "foo" at byte offset 0',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "<b>x", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "é<b>x</i>", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 6, expected "</b>", found "</i>"',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x</b>", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Unexpected end tag at byte offset 1",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "1 < 2", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": '<tg-time unix="1" format="ts">x</tg-time>', "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Invalid date format used",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x.", "parse_mode": "MarkdownV2"},
        "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "*x", "parse_mode": "MarkdownV2"},
        "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 0",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "_x", "parse_mode": "Markdown"},
        "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 0",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
        "Bad Request: can't parse entities: Can't find field \"length\"",
    ),
    # keyboards
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": [1]},
        "Bad Request: object expected as reply markup",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": "{no json"},
        "Bad Request: can't parse reply keyboard markup JSON object",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard()},
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard(callback_data="x" * 65)},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard(callback_data="ю" * 33)},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard(url="nowhere")},
        "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard(url="ftp://a.org")},
        "Bad Request: inline keyboard button URL 'ftp://a.org' is invalid: Unsupported URL protocol",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]}},
        "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard(url=5)},
        'Bad Request: can\'t parse inline keyboard button: Field "url" must be of type String',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [BUTTON]}},
        'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[BUTTON] * 101]}},
        "Bad Request: reply markup is too long",
    ),
    # replies and topics
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 99}},
        "Bad Request: message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 1, "quote": "never said"}},
        "Bad Request: QUOTE_TEXT_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": "one"}},
        'Bad Request: can\'t parse reply parameters: Field "message_id" must be of type Number',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "message_thread_id": 5},
        "Bad Request: message thread not found",
    ),
    # editing and deleting
    ("editMessageText", {"chat_id": 1, "text": "x"}, "Bad Request: message identifier is not specified"),
    (
        "editMessageText",
        {"chat_id": 1, "message_id": 99, "text": "x"},
        "Bad Request: message to edit not found",
    ),
    ("editMessageText", {"chat_id": 1, "message_id": 1, "text": "x"}, "Bad Request: message can't be edited"),
    ("editMessageText", {"chat_id": 1, "message_id": 2, "text": "x" * 4097}, "Bad Request: MESSAGE_TOO_LONG"),
    (
        "editMessageText",
        {"chat_id": 1, "message_id": 2, "text": "hello"},
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message",
    ),
    (
        "editMessageText",
        {"chat_id": 1, "message_id": 2, "text": "x", "reply_markup": {"force_reply": True}},
        "Bad Request: inline keyboard expected",
    ),
    (
        "editMessageCaption",
        {"chat_id": 1, "message_id": 2, "caption": "x"},
        "Bad Request: there is no caption in the message to edit",
    ),
    ("deleteMessage", {"chat_id": 1, "message_id": 99}, "Bad Request: message to delete not found"),
    (
        "copyMessage",
        {"chat_id": 1, "from_chat_id": 1, "message_id": 99},
        "Bad Request: message to copy not found",
    ),
    (
        "forwardMessage",
        {"chat_id": 1, "from_chat_id": 1, "message_id": 99},
        "Bad Request: message to forward not found",
    ),
    (
        "setMessageReaction",
        {"chat_id": 1, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]},
        "Bad Request: REACTION_INVALID",
    ),
    # actions, queries, files
    ("sendChatAction", {"chat_id": 1, "action": "dancing"}, "Bad Request: wrong parameter action in request"),
    ("sendChatAction", {"chat_id": 1}, "Bad Request: wrong parameter action in request"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "12"},
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
    ("sendPhoto", {"chat_id": 1}, "Bad Request: there is no photo in the request"),
    (
        "sendDocument",
        {"chat_id": 1, "document": "nonsense"},
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "sendPhoto",
        {"chat_id": 1, "photo": "https://example.com/a.png"},
        "Bad Request: failed to get HTTP URL content",
    ),
    ("getFile", {"file_id": "nonsense"}, "Bad Request: invalid file_id"),
    ("sendLocation", {"chat_id": 1, "longitude": 2}, "Bad Request: latitude is empty"),
    (
        "sendMediaGroup",
        {"chat_id": 1, "media": []},
        "Bad Request: there are no messages to send",
    ),
    (
        "sendMessageDraft",
        {"chat_id": 1, "draft_id": 0, "text": "x"},
        "Bad Request: draft_id must be non-zero",
    ),
    # settings
    (
        "setMyCommands",
        {"commands": [{"command": "Bad-Name", "description": "x"}]},
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "ok", "description": ""}]},
        "Bad Request: command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [], "language_code": "german"},
        "Bad Request: invalid language code specified",
    ),
    ("setMyName", {"name": "x" * 65}, "Bad Request: BOT_TITLE_INVALID"),
    (
        "setWebhook",
        {"url": "ftp://example.com"},
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "http://example.com"},
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://example.com", "secret_token": "ключ"},
        "Bad Request: secret token contains unallowed characters",
    ),
    ("createForumTopic", {"chat_id": 1, "name": "x"}, "Bad Request: the chat is not a forum"),
    # what this Telegram does not do
    ("sendDice", {"chat_id": 1}, "Not Implemented: sendDice"),
    ("makeCoffee", {}, "Not Found"),
]


def test_more_than_forty_kinds_of_invalid_call_are_in_the_table() -> None:
    assert len({words for _, _, words in CALLS}) >= 55


async def test_every_invalid_call_fails_in_telegrams_words(telegram) -> None:
    await telegram.post("/people", user=2)
    await telegram.send(1, "hello")
    said = [await telegram.refused(method, **parameters) for method, parameters, _ in CALLS]
    assert said == [words for _, _, words in CALLS]


async def test_the_same_words_come_when_parameters_are_form_fields(telegram) -> None:
    await telegram.post("/people", user=2)
    await telegram.send(1, "hello")
    for method, parameters, words in CALLS:
        if "\ud800" in str(parameters.get("text", "")):
            continue
        fields = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()
        }
        url = f"{telegram.url}/bot{telegram.sandbox.token}/{method}"
        async with telegram.session.post(url, data=fields) as response:
            answer = await response.json()
        assert answer["description"] == words, (method, str(parameters)[:200])
        assert answer["error_code"] == response.status


async def test_a_wrong_token_is_unauthorized(telegram) -> None:
    async with telegram.session.get(f"{telegram.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_reader_who_blocked_the_bot_cannot_be_written_to(telegram) -> None:
    await telegram.post("/people/1/block")
    assert (
        await telegram.refused("sendMessage", chat_id=1, text="x") == "Forbidden: bot was blocked by the user"
    )
    await telegram.post("/people/1/unblock")
    await telegram.send(1)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("group", "kicked", "Forbidden: bot was kicked from the group chat"),
        ("group", "left", "Forbidden: bot was kicked from the group chat"),
        ("supergroup", "kicked", "Forbidden: bot was kicked from the supergroup chat"),
        ("supergroup", "left", "Forbidden: bot is not a member of the supergroup chat"),
        ("channel", "member", "Bad Request: need administrator rights in the channel chat"),
        ("channel", "left", "Forbidden: bot is not a member of the channel chat"),
        ("group", "restricted", "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_groups_refuse_a_bot_by_its_standing(telegram, kind: str, status: str, words: str) -> None:
    chat = await telegram.open_chat(kind, members=[1], admins=[1], bot="administrator")
    await telegram.send(chat)
    await telegram.post(f"/operator/chats/{chat}/members", user="bot", status=status)
    assert await telegram.refused("sendMessage", chat_id=chat, text="x") == words


async def test_a_group_that_became_a_supergroup_says_where_it_went(telegram) -> None:
    old = await telegram.open_chat("group", members=[1])
    new = (await telegram.post(f"/operator/chats/{old}/migrate"))["id"]
    answer = await telegram.call("sendMessage", chat_id=old, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    said = [update["message"] for update in await telegram.updates() if "message" in update]
    assert [
        (m["chat"]["id"], m.get("migrate_to_chat_id"), m.get("migrate_from_chat_id")) for m in said[-2:]
    ] == [
        (old, new, None),
        (new, None, old),
    ]
    await telegram.send(new)


async def test_a_query_can_be_answered_once_and_within_a_quarter_of_an_hour(telegram, clock) -> None:
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    sent = await telegram.send(1, reply_markup={"inline_keyboard": [[BUTTON]]})
    press = {"chat_id": 1, "message_id": sent["message_id"], "data": "go"}
    first = (await telegram.post("/people/1/press", **press))["callback_query_id"]
    await telegram.ok("answerCallbackQuery", callback_query_id=first)
    assert await telegram.refused("answerCallbackQuery", callback_query_id=first) == words
    second = (await telegram.post("/people/1/press", **press))["callback_query_id"]
    clock.seconds += 15 * 60 + 1
    assert await telegram.refused("answerCallbackQuery", callback_query_id=second) == words


async def test_own_messages_older_than_two_days_stay(telegram, clock) -> None:
    sent = await telegram.send(1)
    clock.seconds += 48 * 3600 + 1
    words = await telegram.refused("deleteMessage", chat_id=1, message_id=sent["message_id"])
    assert words == "Bad Request: message can't be deleted for everyone"


async def test_closed_topics_take_nothing_from_members(telegram) -> None:
    chat = await telegram.open_chat("supergroup", is_forum=True, members=[1], bot="member")
    topic = (await telegram.post(f"/operator/chats/{chat}/topics", name="News"))["message_thread_id"]
    await telegram.send(chat, message_thread_id=topic)
    await telegram.post(f"/operator/chats/{chat}/topics/{topic}", is_closed=True)
    words = await telegram.refused("sendMessage", chat_id=chat, text="x", message_thread_id=topic)
    assert words == "Bad Request: TOPIC_CLOSED"


async def test_calls_that_break_the_specification_are_listed_as_violations(telegram) -> None:
    await telegram.call("sendMessage", chat_id=1, text="<b>", parse_mode="HTML")
    await telegram.call("sendMessage", chat_id=404, text="late, not wrong")
    await telegram.ok("sendMessage", chat_id=1, text="x", colour="red")
    listed = await telegram.get("/operator/violations")
    assert [(call["method"], call["ok"], call.get("unknown_parameters")) for call in listed] == [
        ("sendMessage", False, None),
        ("sendMessage", True, ["colour"]),
    ]


async def test_every_method_of_the_specification_is_known(telegram) -> None:
    from sandbox.spec import load

    assert len(load().methods) == 185
    for method in ("sendPoll", "banChatMember", "getStickerSet", "sendRichMessage"):
        answer = await telegram.call(method)
        assert answer["error_code"] == 400, method
