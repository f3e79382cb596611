"""What changes a group: it gets another number, a topic is closed or opened. Whoever may order it is checked elsewhere."""

from __future__ import annotations

from sandbox.chats import Room, Topic, World
from sandbox.posting import post


def become_supergroup(world: World, old: Room, *, by: int) -> Room:
    """The same group under another number, with a message in each that names the other."""
    new = world.open_room("supergroup", title=old.title)
    new.members = dict(old.members)
    post(world, old, {"migrate_to_chat_id": new.id}, sender_id=by)
    old.migrated_to = new.id
    post(world, new, {"migrate_from_chat_id": old.id}, sender_id=by)
    return new


def switch_topic(world: World, room: Room, topic: Topic, *, is_closed: bool, by: int) -> None:
    topic.is_closed = is_closed
    said = "forum_topic_closed" if is_closed else "forum_topic_reopened"
    post(world, room, {said: {}}, sender_id=by, thread_id=topic.thread_id)
