"""A forum and a channel with people in them, over HTTP, with the real program: set up, digest, ask, move, go on."""

import signal
from dataclasses import dataclass
from typing import Any

from tests.end_to_end.conftest import Person, Town, an_hour_far_off, its_button

ADMIN, MEMBER = 61, 62


@dataclass
class Attendant(Person):
    """Somebody in a group or channel: `chat` is where they write, `thread` the topic."""

    chat: int = 0
    thread: int = 0
    bot: int = 0

    async def send(self, text: str, **more: Any) -> dict[str, Any]:
        thread = {"message_thread_id": self.thread} if self.thread else {}
        body = {"text": text, **thread, **more}
        made = await self._post(f"/people/{self.user}/chats/{self.chat}/send", body)
        self.read_to = max(self.read_to, made["message"]["message_id"])
        return dict(made["message"])

    async def messages(self) -> list[dict[str, Any]]:
        url = f"{self.url}/people/{self.user}/chats/{self.chat}/messages"
        async with self.http.get(url) as answer:
            found = await answer.json()
        return [m for m in found if self._is_bots(m) and m.get("message_thread_id", 0) == self.thread]

    def _is_bots(self, message: dict[str, Any]) -> bool:
        if message["chat"]["type"] == "channel":
            return "text" in message and not message["text"].startswith("/")
        return bool(message.get("from", {}).get("id") == self.bot)

    async def press_data(self, message_id: int, data: str, **more: Any) -> str | None:
        return await super().press_data(message_id, data, **{"chat_id": self.chat, **more})


async def people(town: Town) -> tuple[Person, Person]:
    admin, member = await town.person(ADMIN), await town.person(MEMBER, language="de")
    for person in (admin, member):
        await person.send("/help")
        await person.hears(lambda m: bool(m.get("text")))
    return admin, member


def at(town: Town, person: Person, chat: int, thread: int = 0) -> Attendant:
    found = Attendant(person.http, person.url, person.user, person.language)
    found.chat, found.thread, found.bot = chat, thread, town.telegram.world.bot_id
    return found


async def opened(person: Person, kind: str, **about: Any) -> int:
    made = await person._post(f"/people/{person.user}/chats", {"type": kind, "title": "Harbour", **about})
    return int(made["id"])


async def topic(person: Person, chat: int, name: str) -> int:
    made = await person._post(f"/people/{person.user}/chats/{chat}/topics", {"name": name})
    return int(made["message_thread_id"])


def is_digest(message: dict[str, Any]) -> bool:
    return message.get("text", "").startswith("🗞") and "1." in message["text"]


async def test_a_forum_is_set_up_topic_by_topic_by_its_admin_and_asked_by_its_members(town):
    admin, member = await people(town)
    forum = await opened(admin, "supergroup", is_forum=True)
    hall = at(town, admin, forum)
    greeting = await hall.hears("I bring this chat the news")
    assert await at(town, member, forum).press(greeting, "Set up") == (
        "Only admins of this chat can change that."
    )
    thread = await topic(admin, forum, "World")
    there, guest = at(town, admin, forum, thread), at(town, member, forum, thread)
    await there.send("/start")
    hello = await there.hears("Welcome to Pressradar")
    await there.press(hello, "Continue")
    menu = await there.sees(hello["message_id"], "What do you want to read about?")
    await there.press(menu, "World")
    await there.press(menu, "Continue")
    hours = await there.sees(hello["message_id"], "When should your digest come?")
    await there.press(hours, its_button(an_hour_far_off()))
    ready = await there.sees(hello["message_id"], "Your news desk is ready.")
    await there.press(ready, "Send a digest now")
    digest = await guest.hears(is_digest)
    assert digest["message_thread_id"] == thread
    await guest.press(digest, "1")
    story = await guest.hears("Outlets")
    assert story["reply_to_message"]["message_id"] == digest["message_id"]
    asked = await guest.send("Which outlets report it?", reply_to_message_id=story["message_id"])
    answer = await guest.hears(
        lambda m: m.get("reply_to_message", {}).get("message_id") == asked["message_id"]
    )
    assert answer["message_thread_id"] == thread
    assert [m["text"] for m in await hall.messages()] == [greeting["text"]], "nothing more is said in General"
    calls = [call["method"] for call in town.telegram.api.calls]
    assert "sendMessageDraft" not in calls
    assert list(town.telegram.api.violations) == []


async def test_a_channel_is_set_up_in_private_survives_a_kill_and_its_readers_open_stories_in_private(town):
    admin, member = await people(town)
    channel = await opened(admin, "channel")
    told = await admin.hears("I can write in")
    await admin.press(told, "Set up")
    menu = await admin.hears(lambda m: m["text"].startswith("📣"))
    await town.program.stop(signal.SIGKILL)
    await town.program.start()
    for label, wanted in (
        ("English", "What do you want to read about?"),
        ("Continue", "When should your digest come?"),
        (its_button(an_hour_far_off()), "Your news desk is ready."),
    ):
        await admin.press(menu, label)
        menu = await admin.sees(menu["message_id"], wanted)
        assert menu["text"].startswith("📣"), "each menu names the channel"
    await admin.press(menu, "Send a digest now")
    reader = at(town, member, channel)
    post = await reader.hears(is_digest)
    rows = post["reply_markup"]["inline_keyboard"]
    link = rows[0][0]["url"]
    assert "?start=s_" in link
    await member._post(f"/people/{MEMBER}/start", {"payload": link.partition("start=")[2]})
    await member.hears(lambda m: "Medien" in m.get("text", "") or "Outlets" in m.get("text", ""))
    assert len(await reader.messages()) == 1, "the channel holds the digest alone"


async def test_a_group_that_becomes_a_supergroup_goes_on_as_it_was(town):
    admin, member = await people(town)
    group = await opened(admin, "group")
    old = at(town, admin, group)
    await old.hears("I bring this chat the news")
    await old.send("/topics world")
    await old.hears("World")
    await old.send(f"/time {an_hour_far_off('Asia/Tokyo')} Tokyo")
    await old.hears("Tokyo")
    new = (await admin._post(f"/people/{ADMIN}/chats/{group}/migrate", {}))["id"]
    here = at(town, admin, new)
    await here.send("/settings")
    shown = await here.hears("Tokyo")
    assert "World" in shown["text"]
    await at(town, member, new).send("/stop")
    await here.hears("Only admins of this chat can change that.")
    await here.send("/digest")
    await here.hears(is_digest)
    texts = [message["text"] for message in await here.messages()]
    assert not any("I bring this chat the news" in text for text in texts), "nobody is greeted anew"
