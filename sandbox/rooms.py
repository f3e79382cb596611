"""Which chat a call means, and whether the bot may write there: the refusals in Telegram's words."""

from __future__ import annotations

from sandbox.chats import PRESENT, Room, World
from sandbox.errors import Json, Refused, bad, forbidden

ADMINS = ("creator", "administrator")


def find_room(world: World, chat_id: int | str, *, words: str = "chat not found") -> Room:
    """The chat as it is now. Raises Refused, with the new id when a group has become a supergroup."""
    if isinstance(chat_id, str):
        found = world.by_username.get(chat_id.removeprefix("@").lower()) if chat_id.startswith("@") else None
        room = world.rooms.get(found) if found is not None else None
    else:
        room = world.rooms.get(chat_id)
    if room is None:
        raise bad(words)
    if room.migrated_to is not None:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=room.migrated_to)
    return room


def require_membership(world: World, room: Room) -> str:
    """The bot's status in the chat ("member" in private, once it was started). Raises Refused."""
    if room.type == "private":
        person = world.person(room.id)
        if person.has_blocked:
            raise forbidden("bot was blocked by the user")
        if not person.has_started:
            raise forbidden("bot can't initiate conversation with a user")
        return "member"
    status = room.members.get(world.bot_id, "left")
    if status == "kicked" or (status == "left" and room.type == "group"):
        raise forbidden(f"bot was kicked from the {_kind(room)}")
    if status not in PRESENT:
        raise forbidden(f"bot is not a member of the {_kind(room)}")
    return status


def require_voice(world: World, room: Room, what: str) -> None:
    """Raises Refused unless the bot may send `what` ("text messages", "photos", ...) to the chat."""
    status = require_membership(world, room)
    if room.type == "channel" and status not in ADMINS:
        raise bad("need administrator rights in the channel chat")
    is_silenced = status == "restricted" or (room.muted and status not in ADMINS)
    if room.type in ("group", "supergroup") and is_silenced:
        raise bad(f"not enough rights to send {what} to the chat")


def require_thread(world: World, room: Room, thread_id: int | None) -> int | None:
    """The topic to write to, or None. Raises Refused."""
    if not thread_id:
        return None
    topic = room.topics.get(thread_id)
    if topic is None:
        raise bad("message thread not found")
    if topic.is_closed and room.members.get(world.bot_id) not in ADMINS:
        raise bad("TOPIC_CLOSED")
    return thread_id


def require_message(room: Room, message_id: object, words: str) -> Json:
    message = room.messages.get(message_id) if isinstance(message_id, int) else None
    if message is None:
        raise bad(words)
    return message


def is_admin(world: World, room: Room) -> bool:
    return room.members.get(world.bot_id) in ADMINS


def not_found(name: str) -> Refused:
    return Refused(501, f"Not Implemented: {name}")


def _kind(room: Room) -> str:
    return f"{room.type} chat"
