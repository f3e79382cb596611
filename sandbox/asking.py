"""Methods by which the bot looks around: itself, chats, members, files, forum topics."""

from __future__ import annotations

from typing import Any

from sandbox.chats import PRESENT, Room, Topic, World
from sandbox.errors import Json, bad, malformed
from sandbox.files import DOWNLOAD_BYTES
from sandbox.posting import post, remove
from sandbox.rooms import ADMINS, find_room, is_admin, require_membership
from sandbox.spec import load


def get_me(world: World, _args: Json) -> Json:
    return {
        **world.bot_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": world.profile.supports_inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def get_chat(world: World, args: Json) -> Json:
    room = find_room(world, args["chat_id"])
    if room.is_group:
        require_membership(world, room)
    about: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    if room.type in ("group", "supergroup"):
        about["permissions"] = {"can_send_messages": not room.muted}
    return {**world.chat_json(room), **about}


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_chat_member(world: World, args: Json) -> Json:
    room = find_room(world, args["chat_id"])
    if room.is_group:
        require_membership(world, room)
    user_id = args["user_id"]
    if room.type == "private" and user_id not in (room.id, world.bot_id):
        raise bad("member not found")
    if user_id != world.bot_id and user_id not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return member_json(world, room, user_id, room.members.get(user_id, "left"))


def get_chat_administrators(world: World, args: Json) -> list[Json]:
    room = find_room(world, args["chat_id"])
    if room.type == "private":
        raise bad("there are no administrators in the private chat")
    require_membership(world, room)
    return [
        member_json(world, room, user, status) for user, status in room.members.items() if status in ADMINS
    ]


def member_json(world: World, room: Room, user_id: int, status: str) -> Json:
    member: Json = {"status": status, "user": world.user_json(user_id)}
    match status:
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
            if room.type == "channel":
                member |= {"can_post_messages": True, "can_edit_messages": True}
        case "restricted":
            member |= {"is_member": True, "until_date": 0, **dict.fromkeys(_MEMBER_RIGHTS, False)}
        case "kicked":
            member["until_date"] = 0
    return member


_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_pin_messages", "can_manage_topics"),
)
_MEMBER_RIGHTS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *(
        "can_add_web_page_previews",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    ),
    *("can_react_to_messages", "can_edit_tag"),
)


def get_chat_member_count(world: World, args: Json) -> int:
    room = find_room(world, args["chat_id"])
    if room.type == "private":
        return 2
    require_membership(world, room)
    return sum(status in PRESENT for status in room.members.values())


def leave_chat(world: World, args: Json) -> bool:
    room = find_room(world, args["chat_id"])
    if room.type == "private":
        raise bad("chat member status can't be changed in private chats")
    require_membership(world, room)
    set_status(world, room, world.bot_id, "left", by=world.bot_id)
    return True


def set_status(world: World, room: Room, user_id: int, status: str, *, by: int) -> None:
    """A member's status changes, and the bot hears of it."""
    before = room.members.get(user_id, "left")
    room.members[user_id] = status
    world.is_changed = True
    if before == status:
        return
    change = {
        "chat": world.chat_json(room),
        "from": world.user_json(by),
        "date": int(world.now()),
        "old_chat_member": member_json(world, room, user_id, before),
        "new_chat_member": member_json(world, room, user_id, status),
    }
    if user_id == world.bot_id:
        world.updates.put("my_chat_member", change)
    elif room.members.get(world.bot_id) in ADMINS:
        world.updates.put("chat_member", change)
    if room.type in ("group", "supergroup") and (before in PRESENT) != (status in PRESENT):
        user = world.user_json(user_id)
        joined: Json = {"new_chat_members": [user]} if status in PRESENT else {"left_chat_member": user}
        post(world, room, joined, sender_id=by)


def get_file(world: World, args: Json) -> Json:
    stored = world.files.find(args["file_id"])
    if stored is None:
        raise bad("invalid file_id")
    if len(stored.content) > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {**stored.as_file(), "file_path": stored.path}


def create_forum_topic(world: World, args: Json) -> Json:
    room = _forum(world, args)
    color = args.get("icon_color", 7322096)
    if color not in load().enums["TopicIconColor"]:
        raise malformed("TOPIC_ICON_COLOR_INVALID")
    topic = open_topic(world, room, args["name"], by=world.bot_id, icon_color=color)
    return {"message_thread_id": topic.thread_id, "name": topic.name, "icon_color": topic.icon_color}


def open_topic(world: World, room: Room, name: str, *, by: int, icon_color: int = 7322096) -> Topic:
    """A topic is known by the id of the message that opens it."""
    created = {"forum_topic_created": {"name": name, "icon_color": icon_color}}
    thread_id = room.last_message_id + 1
    topic = room.topics[thread_id] = Topic(thread_id, name, icon_color)
    post(world, room, created, sender_id=by, thread_id=thread_id)
    return topic


def edit_forum_topic(world: World, args: Json) -> bool:
    room = _forum(world, args)
    topic = _topic(room, args)
    name = args.get("name") or topic.name
    if name == topic.name:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = name
    return _say(world, room, topic, {"forum_topic_edited": {"name": name}})


def close_forum_topic(world: World, args: Json) -> bool:
    return _switch(world, args, is_closed=True, said="forum_topic_closed")


def reopen_forum_topic(world: World, args: Json) -> bool:
    return _switch(world, args, is_closed=False, said="forum_topic_reopened")


def _switch(world: World, args: Json, *, is_closed: bool, said: str) -> bool:
    room = _forum(world, args)
    topic = _topic(room, args)
    if topic.is_closed == is_closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.is_closed = is_closed
    return _say(world, room, topic, {said: {}})


def delete_forum_topic(world: World, args: Json) -> bool:
    room = _forum(world, args)
    topic = _topic(room, args)
    gone = [
        message["message_id"]
        for message in room.messages.after(topic.thread_id - 1)
        if message.get("message_thread_id") == topic.thread_id
    ]
    del room.topics[topic.thread_id]
    remove(world, room, gone)
    return True


def _say(world: World, room: Room, topic: Topic, said: Json) -> bool:
    post(world, room, said, sender_id=world.bot_id, thread_id=topic.thread_id)
    return True


def _forum(world: World, args: Json) -> Room:
    room = find_room(world, args["chat_id"])
    require_membership(world, room)
    if not room.is_forum:
        raise bad("the chat is not a forum")
    if not is_admin(world, room):
        raise bad("not enough rights to create a topic")
    return room


def _topic(room: Room, args: Json) -> Topic:
    topic: Any = room.topics.get(args["message_thread_id"])
    if topic is None:
        raise bad("message thread not found")
    found: Topic = topic
    return found
