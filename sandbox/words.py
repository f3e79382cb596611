"""What Telegram says when a parameter is missing or out of bounds, where it has words of its own.

Collected from answers that bots have reported; a key of ("", name) is for every method with that parameter.
"""

from __future__ import annotations

OWN_CHECKS = frozenset(
    {
        *(("", "reply_markup"), ("", "caption"), ("", "quote"), ("sendMessage", "text")),
        *(("editMessageText", "text"), ("getUpdates", "limit"), ("setWebhook", "max_connections")),
        *(("sendMessageDraft", "text"), ("setMyCommands", "commands"), ("setWebhook", "url")),
        *(("answerCallbackQuery", "callback_query_id"), ("editMessageText", "message_id")),
        *(("setMessageReaction", "message_id"), ("deleteMessage", "message_id")),
        *(("answerInlineQuery", "results"),),  # an empty list offers nothing
    }
)
"""Parameters whose own module checks them, after the spec has read their type."""

MISSING_WORDS = {
    ("", "chat_id"): "chat_id is empty",
    ("", "from_chat_id"): "from_chat_id is empty",
    ("", "text"): "message text is empty",
    ("", "user_id"): "invalid user_id specified",
    ("", "message_id"): "message identifier is not specified",
    ("", "message_ids"): "message identifiers are not specified",
    ("", "latitude"): "latitude is empty",
    ("", "longitude"): "longitude is empty",
    ("sendChatAction", "action"): "wrong parameter action in request",
    ("sendPhoto", "photo"): "there is no photo in the request",
    ("sendDocument", "document"): "there is no document in the request",
    ("sendAudio", "audio"): "there is no audio in the request",
    ("sendVoice", "voice"): "there is no voice in the request",
    ("sendVideo", "video"): "there is no video in the request",
    ("sendMediaGroup", "media"): "there are no messages to send",
    ("editMessageMedia", "media"): "media must be non-empty",
    ("getFile", "file_id"): "file_id not specified",
    ("createForumTopic", "name"): "TOPIC_TITLE_EMPTY",
    ("sendMessageDraft", "draft_id"): "draft_id must be non-zero",
}

LIMIT_WORDS = {
    ("answerCallbackQuery", "text"): "MESSAGE_TOO_LONG",
    ("setMyName", "name"): "BOT_TITLE_INVALID",
    ("setMyDescription", "description"): "BOT_DESCRIPTION_TOO_LONG",
    ("setMyShortDescription", "short_description"): "BOT_ABOUT_TOO_LONG",
    ("sendMediaGroup", "media"): "wrong number of messages in the album specified",
    ("copyMessages", "message_ids"): "too many message identifiers specified",
    ("forwardMessages", "message_ids"): "too many message identifiers specified",
    ("deleteMessages", "message_ids"): "too many message identifiers specified",
    ("setWebhook", "secret_token"): "secret token contains unallowed characters",
    ("createForumTopic", "name"): "TOPIC_TITLE_TOO_LONG",
    ("sendMessageDraft", "draft_id"): "draft_id must be non-zero",
}
