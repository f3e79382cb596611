"""Puts messages into chats, for bots and for people alike, and tells everyone concerned.

The one place where a message gets its id, its place in the record, its event and, if the bot is to hear
of it, its update.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sandbox.chats import Room, World
from sandbox.errors import Json


def post(world: World, room: Room, content: Json, *, sender_id: int, thread_id: int | None = None) -> Json:
    """A new message of the bot or a person; `content` is everything but id, sender, chat and date."""
    message: Json = {"message_id": world.next_message_id(room)}
    if room.type == "channel":
        message["sender_chat"] = world.chat_json(room)
    else:
        message["from"] = world.user_json(sender_id)
    message["chat"] = world.chat_json(room)
    message["date"] = int(world.now())
    if thread_id:
        message["message_thread_id"] = thread_id
        message["is_topic_message"] = True
    message.update(content)
    _name_people(world, message)
    world.keep(room, message)
    announce(world, room, "message", message)
    if sender_id == world.bot_id:
        room.draft = None
    if sender_id != world.bot_id and _bot_hears(world, room, message):
        world.updates.put("channel_post" if room.type == "channel" else "message", message)
    return message


def replace(world: World, room: Room, message: Json) -> None:
    """The message as it is from now on."""
    _name_people(world, message)
    room.messages.put(message)
    world.is_changed = True
    announce(world, room, "edited", message)


def _name_people(world: World, message: Json) -> None:
    """A person called in a text is told whole; one whom nobody knows is plain text, as with Telegram."""
    for key in ("entities", "caption_entities"):
        found = [entity for entity in message.get(key, ()) if _is_known(world, entity)]
        if found:
            message[key] = [_whole(world, entity) for entity in found]
        else:
            message.pop(key, None)


def _is_known(world: World, entity: Json) -> bool:
    return entity["type"] != "text_mention" or entity["user"]["id"] in (*world.people, world.bot_id)


def _whole(world: World, entity: Json) -> Json:
    return {**entity, "user": world.user_json(entity["user"]["id"])} if "user" in entity else entity


def remove(world: World, room: Room, message_ids: list[int]) -> list[int]:
    """Those of the messages that stood there until now."""
    gone = [message_id for message_id in message_ids if room.messages.delete(message_id)]
    if gone:
        world.is_changed = True
        tell(world, room, "deleted", {"message_ids": gone})
    return gone


def announce(world: World, room: Room, event: str, message: Json) -> None:
    world.events.publish(
        event, watchers(room), lambda user_id: {"chat_id": room.id, "message": view(room, message, user_id)}
    )


def tell(world: World, room: Room, event: str, about: Json) -> None:
    world.events.publish(event, watchers(room), lambda _user_id: {"chat_id": room.id, **about})


def watchers(room: Room) -> Collection[int]:
    return (room.id,) if room.type == "private" else room.present()


def view(room: Room, message: Json, user_id: int) -> Json:
    """A message as one person sees it: the Bot API's object and what a screen needs besides."""
    seen: Json = {
        **message,
        "date_iso": datetime.fromtimestamp(message["date"], UTC).isoformat(),
        "outgoing": message.get("from", {}).get("id") == user_id,
        "edited": "edit_date" in message,
    }
    keyboard = room.keyboards.get(message["message_id"])
    if keyboard:
        seen["keyboard_markup"] = keyboard
    reactions = room.reactions.get(message["message_id"])
    if reactions:
        seen["reactions"] = reactions
    return seen


def _bot_hears(world: World, room: Room, message: Json) -> bool:
    """Privacy mode: in groups a bot hears commands, replies to it, its name, what was sent through it, and service
    messages.

    https://core.telegram.org/bots/features#privacy-mode
    """
    status = room.members.get(world.bot_id)
    if room.type == "private" or status in ("creator", "administrator"):
        return True
    if status not in ("member", "restricted"):
        return False
    if "text" not in message and "caption" not in message and "document" not in message:
        return True
    if message.get("via_bot", {}).get("id") == world.bot_id:
        return True
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return replied == world.bot_id or _addresses_bot(world, message)


def _addresses_bot(world: World, message: Json) -> bool:
    text: Any = message.get("text") or message.get("caption") or ""
    handle = f"@{world.profile.username}".lower()
    encoded = text.encode("utf-16-le")
    for entity in message.get("entities") or message.get("caption_entities") or []:
        start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        word = encoded[start:end].decode("utf-16-le").lower()
        if entity["type"] == "mention" and word == handle:
            return True
        if entity["type"] == "bot_command" and ("@" not in word or word.endswith(handle)):
            return True
    return False
