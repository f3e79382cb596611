"""The table of contents of the bot's side: which function does which Bot API method.

What is in the specification and not here is validated, then answered 501.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import asking, editing, inline, sending, settings
from sandbox.chats import World
from sandbox.errors import Json

Method = Callable[[World, Json], Any]

METHODS: dict[str, Method] = {
    "getMe": asking.get_me,
    # what the bot writes
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendAudio": sending.send_audio,
    "sendVoice": sending.send_voice,
    "sendMediaGroup": sending.send_media_group,
    "sendLocation": sending.send_location,
    "sendChatAction": sending.send_chat_action,
    "sendMessageDraft": sending.send_message_draft,
    "copyMessage": sending.copy_message,
    "copyMessages": sending.copy_messages,
    "forwardMessage": sending.forward_message,
    "forwardMessages": sending.forward_messages,
    # what it changes
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": editing.set_message_reaction,
    "answerCallbackQuery": editing.answer_callback_query,
    "answerInlineQuery": inline.answer_inline_query,
    # how it describes itself
    "setMyCommands": settings.set_my_commands,
    "getMyCommands": settings.get_my_commands,
    "deleteMyCommands": settings.delete_my_commands,
    "setMyName": settings.set_my_name,
    "getMyName": settings.get_my_name,
    "setMyDescription": settings.set_my_description,
    "getMyDescription": settings.get_my_description,
    "setMyShortDescription": settings.set_my_short_description,
    "getMyShortDescription": settings.get_my_short_description,
    "setChatMenuButton": settings.set_chat_menu_button,
    "getChatMenuButton": settings.get_chat_menu_button,
    # what it may look at
    "getChat": asking.get_chat,
    "getChatMember": asking.get_chat_member,
    "getChatMemberCount": asking.get_chat_member_count,
    "getChatAdministrators": asking.get_chat_administrators,
    "leaveChat": asking.leave_chat,
    "getFile": asking.get_file,
    # forum topics
    "createForumTopic": asking.create_forum_topic,
    "editForumTopic": asking.edit_forum_topic,
    "closeForumTopic": asking.close_forum_topic,
    "reopenForumTopic": asking.reopen_forum_topic,
    "deleteForumTopic": asking.delete_forum_topic,
}
