"""Methods that change what is already there: edits, deletions, reactions, and answers to pressed buttons."""

from __future__ import annotations

from sandbox.chats import Room, World
from sandbox.errors import Json, bad, malformed
from sandbox.keyboards import read_inline
from sandbox.posting import announce, remove, replace
from sandbox.rooms import find_room, is_admin, require_membership, require_message
from sandbox.sending import caption_content, media_content, text_content

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
QUERY_SECONDS = 15 * 60
DELETABLE_SECONDS = 48 * 3600
"""https://core.telegram.org/bots/api#deletemessage"""
_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "document", "audio", "voice", "video", "animation")
REACTIONS = frozenset(
    (
        *("❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩"),
        *(
            "🙏",
            "👌",
            "🕊",
            "🤡",
            "🥱",
            "🥴",
            "😍",
            "🐳",
            "❤\u200d🔥",
            "🌚",
            "🌭",
            "💯",
            "🤣",
            "⚡",
            "🍌",
            "🏆",
        ),
        *(
            "💔",
            "🤨",
            "😐",
            "🍓",
            "🍾",
            "💋",
            "🖕",
            "😈",
            "😴",
            "😭",
            "🤓",
            "👻",
            "👨\u200d💻",
            "👀",
            "🎃",
            "🙈",
        ),
        *("😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄"),
        *("😘", "💊", "🙊", "😎", "👾", "🤷\u200d♂", "🤷", "🤷\u200d♀", "😡"),
    )
)
"""https://core.telegram.org/bots/api#reactiontypeemoji"""


def edit_message_text(world: World, args: Json) -> Json:
    markup = read_inline(args.get("reply_markup"))
    content = text_content(args, too_long="MESSAGE_TOO_LONG")
    room, message = _editable(world, args)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _change(world, room, message, content, dropped=_TEXT, markup=markup)


def edit_message_caption(world: World, args: Json) -> Json:
    markup = read_inline(args.get("reply_markup"))
    content = caption_content(args)
    room, message = _editable(world, args)
    if not any(kind in message for kind in _MEDIA):
        raise bad("there is no caption in the message to edit")
    return _change(world, room, message, content, dropped=_CAPTION, markup=markup)


def edit_message_media(world: World, args: Json) -> Json:
    markup = read_inline(args.get("reply_markup"))
    room, message = _editable(world, args)
    if not any(kind in message for kind in _MEDIA):
        raise bad("there is no media in the message to edit")
    content = media_content(world, args["media"], args["uploads"])
    return _change(world, room, message, content, dropped=(*_MEDIA, *_CAPTION), markup=markup)


def edit_message_reply_markup(world: World, args: Json) -> Json:
    markup = read_inline(args.get("reply_markup"))
    room, message = _editable(world, args)
    return _change(world, room, message, {}, dropped=(), markup=markup)


def _editable(world: World, args: Json) -> tuple[Room, Json]:
    if args.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in args:
        raise malformed("chat_id is empty")
    room = find_room(world, args["chat_id"])
    if not args.get("message_id"):
        raise malformed("message identifier is not specified")
    require_membership(world, room)
    message = require_message(room, args["message_id"], "message to edit not found")
    own = message.get("from", {}).get("id") == world.bot_id or "sender_chat" in message
    if not own or args["message_id"] in room.keyboards or "forward_origin" in message:
        raise bad("message can't be edited")
    return room, message


def _change(
    world: World, room: Room, message: Json, content: Json, *, dropped: tuple[str, ...], markup: Json | None
) -> Json:
    """An edit replaces the keyboard too: one that names none removes it."""
    changed = {
        key: value for key, value in message.items() if key not in (*dropped, "reply_markup", "edit_date")
    }
    changed["edit_date"] = int(world.now())
    changed.update(content)
    if markup:
        changed["reply_markup"] = markup
    if {**changed, "edit_date": 0} == {**message, "edit_date": 0}:
        raise bad(NOT_MODIFIED)
    replace(world, room, changed)
    return changed


def delete_message(world: World, args: Json) -> bool:
    room = find_room(world, args["chat_id"])
    if not args.get("message_id"):
        raise malformed("message identifier is not specified")
    require_membership(world, room)
    message = require_message(room, args["message_id"], "message to delete not found")
    if world.now() - message["date"] > DELETABLE_SECONDS and not is_admin(world, room):
        raise bad("message can't be deleted for everyone")
    if not _may_delete(world, room, message):
        raise bad("message can't be deleted")
    remove(world, room, [args["message_id"]])
    return True


def delete_messages(world: World, args: Json) -> bool:
    """Messages that are not there, or not the bot's to delete, are passed over."""
    room = find_room(world, args["chat_id"])
    require_membership(world, room)
    known = [
        key
        for key in args["message_ids"]
        if (message := room.messages.get(key)) is not None and _may_delete(world, room, message)
    ]
    remove(world, room, known)
    return True


def _may_delete(world: World, room: Room, message: Json) -> bool:
    own = message.get("from", {}).get("id") == world.bot_id
    return own or room.type == "private" or is_admin(world, room)


def set_message_reaction(world: World, args: Json) -> bool:
    room = find_room(world, args["chat_id"])
    require_membership(world, room)
    message = require_message(room, args.get("message_id"), "message to react not found")
    wanted = args.get("reaction") or []
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(one.get("type") != "emoji" or one.get("emoji") not in REACTIONS for one in wanted):
        raise bad("REACTION_INVALID")
    room.reactions[args["message_id"]] = wanted
    world.is_changed = True
    announce(world, room, "edited", message)
    return True


def answer_callback_query(world: World, args: Json) -> bool:
    query = world.queries.get(args.get("callback_query_id", ""))
    if query is None or query.answer is not None or world.now() - query.asked_at > QUERY_SECONDS:
        raise bad(QUERY_TOO_OLD)
    answer = {
        "callback_query_id": query.id,
        "text": args.get("text", ""),
        "show_alert": args.get("show_alert", False),
        "url": args.get("url", ""),
    }
    query.answer = answer
    query.answered.set()
    world.events.publish("answer", (query.user_id,), lambda _user_id: answer)
    return True
