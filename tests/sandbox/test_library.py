"""A bot written with python-telegram-bot lives here as it does on the real Telegram."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import telegram as ptb
from aiohttp import web
from telegram import BotCommand, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes

MENU = InlineKeyboardMarkup([[InlineKeyboardButton("Science", callback_data="v1:topic:science")]])


async def greet(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_html("Which <b>topics</b>?", reply_markup=MENU)


async def choose(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Noted", show_alert=True)
    await query.edit_message_text(f"You follow {query.data}.")


def bot_at(telegram: Any) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
    return (
        ApplicationBuilder()
        .token(telegram.sandbox.token)
        .base_url(f"{telegram.url}/bot")
        .base_file_url(f"{telegram.url}/file/bot")
    )


def with_handlers(application: Any) -> Any:
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(choose))
    return application


@asynccontextmanager
async def polling(telegram: Any) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    application = with_handlers(bot_at(telegram).build())
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=10)
        yield application
        await application.updater.stop()
        await application.stop()


async def next_from_bot(events: Any, name: str) -> Any:
    """The next event of that name, unless it is the person's own message."""
    async with asyncio.timeout(20):
        while True:
            block = (await events.content.readuntil(b"\n\n")).decode()
            fields = dict(
                line.split(": ", 1) for line in block.strip().split("\n") if not line.startswith(":")
            )
            payload = json.loads(fields.get("data", "{}"))
            if fields.get("event") == name and not payload.get("message", {}).get("outgoing"):
                return payload


async def converse(telegram: Any) -> None:
    async with telegram.session.get(f"{telegram.url}/people/1/events") as events:
        await events.content.readuntil(b"\n\n")
        await telegram.post("/people/1/start")
        message = (await next_from_bot(events, "message"))["message"]
        assert (message["text"], message["entities"][0]["type"]) == ("Which topics?", "bold")
        data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        press = {"chat_id": 1, "message_id": message["message_id"], "data": data}
        query = (await telegram.post("/people/1/press", **press))["callback_query_id"]
        answer = await telegram.get(f"/people/1/answers/{query}")
        assert (answer["text"], answer["show_alert"]) == ("Noted", True)
        edited = (await next_from_bot(events, "edited"))["message"]
        assert edited["text"] == "You follow v1:topic:science."


async def test_a_conversation_by_polling(telegram) -> None:
    async with polling(telegram):
        await converse(telegram)
    assert await telegram.get("/operator/violations") == []


async def test_a_conversation_by_webhook(telegram) -> None:
    application = with_handlers(bot_at(telegram).updater(None).build())

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return web.Response()

    server = web.Application()
    server.router.add_post("/hook", hook)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with application:
        await application.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await application.bot.set_webhook(
            url, secret_token="s3cret", allowed_updates=["message", "callback_query"]
        )
        await converse(telegram)
        await application.bot.delete_webhook()
        await application.stop()
    await runner.cleanup()
    assert await telegram.get("/operator/violations") == []


@pytest.fixture
async def bot(telegram: Any) -> AsyncIterator[ptb.Bot]:
    async with bot_at(telegram).build().bot as ready:
        yield ready


async def test_the_library_can_do_all_that_a_digest_needs(telegram, bot: ptb.Bot) -> None:
    assert bot.username == "sandbox_bot"
    sent = await bot.send_message(
        1,
        "<b>Title</b>\n<blockquote expandable>one\ntwo</blockquote>",
        parse_mode=ParseMode.HTML,
        link_preview_options=ptb.LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
        reply_markup=MENU,
    )
    assert [entity.type for entity in sent.entities] == ["bold", "expandable_blockquote"]
    assert abs(sent.date.timestamp() - 1_790_000_000) < 1
    reply = await bot.send_message(
        1, "x", reply_parameters=ptb.ReplyParameters(sent.message_id, quote="two"), reply_markup=ForceReply()
    )
    assert reply.quote is not None
    await bot.edit_message_reply_markup(1, sent.message_id, reply_markup=None)
    document = await bot.send_document(1, b"<opml/>", filename="feeds.opml", caption="feeds")
    assert document.document is not None
    downloaded = await (await document.document.get_file()).download_as_bytearray()
    assert bytes(downloaded) == b"<opml/>"
    album = await bot.send_media_group(
        1, [ptb.InputMediaDocument(b"a", filename="a.txt"), ptb.InputMediaDocument(b"b", filename="b.txt")]
    )
    assert len(album) == 2
    media = ptb.InputMediaDocument(b"new", filename="new.txt", caption="new")
    changed = await bot.edit_message_media(media, 1, document.message_id)
    assert isinstance(changed, ptb.Message)
    assert changed.caption == "new"
    await bot.send_message_draft(1, 5, "thinking", api_kwargs={"can_stop": True})
    await bot.set_message_reaction(1, sent.message_id, "👍")
    commands = [BotCommand("digest", "Now")]
    await bot.set_my_commands(commands, scope=ptb.BotCommandScopeChat(1), language_code="de")
    assert await bot.get_my_commands(scope=ptb.BotCommandScopeChat(1), language_code="de") == tuple(commands)
    await bot.set_my_description("News", language_code="de")
    await bot.set_chat_menu_button(1, ptb.MenuButtonCommands())
    assert (await bot.get_chat(1)).first_name == "Ada (1)"
    assert (await bot.get_chat_member(1, 1)).status == "member"
    assert await bot.delete_messages(1, [sent.message_id, reply.message_id])
    assert await telegram.get("/operator/violations") == []


async def test_every_refusal_is_the_librarys_own_error(telegram, bot: ptb.Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "x")
    await telegram.post("/operator/faults", kind="error", retry_after=9)
    with pytest.raises(RetryAfter, match=r"Retry in (9 seconds|0:00:09)"):
        await bot.send_message(1, "x")
    group = await telegram.open_chat("group", members=[1])
    new = (await telegram.post(f"/operator/chats/{group}/migrate"))["id"]
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group, "x")
    assert moved.value.new_chat_id == new
    await telegram.post("/people/1/block")
    with pytest.raises(Forbidden):
        await bot.send_message(1, "x")
    await telegram.post("/operator/faults", kind="reset")
    with pytest.raises(NetworkError):
        await bot.send_message(1, "x")
    await telegram.post("/operator/faults", kind="timeout", seconds=5)
    with pytest.raises(TimedOut):
        await bot.send_message(1, "x", read_timeout=0.05)
    await telegram.post("/operator/faults", kind="error", error_code=502)
    with pytest.raises(NetworkError):
        await bot.send_message(1, "x")


async def test_a_wrong_token_is_the_librarys_invalid_token(telegram) -> None:
    builder = ApplicationBuilder().token("5:wrong").base_url(f"{telegram.url}/bot")
    with pytest.raises(InvalidToken):
        await builder.build().bot.get_me()
