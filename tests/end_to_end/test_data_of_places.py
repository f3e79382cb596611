"""What is kept about a forum's topics, a group and a channel is handed to an admin and deleted by them, over HTTP, with kills."""

import json
import signal

from sqlalchemy import create_engine, text

from tests.end_to_end.conftest import a_town
from tests.end_to_end.test_own_data import content_of, labels
from tests.end_to_end.test_places import at, opened, people, topic

OTHERS_ONLY = "Only admins of this chat can change that."


def places(folder):
    """Chats and topics that there are rows of."""
    engine = create_engine(f"sqlite:///{folder}/desk.sqlite3")
    with engine.connect() as connection:
        found = {tuple(row) for row in connection.execute(text("SELECT chat_id, thread_id FROM chat"))}
    engine.dispose()
    return found


async def killed(town):
    await town.program.stop(signal.SIGKILL)
    await town.program.start()


async def test_admins_have_and_delete_what_is_kept_of_a_topic_a_group_and_a_channel(tmp_path):
    async with a_town(tmp_path) as town:
        await town.program.start()
        admin, member = await people(town)
        await admin.send("/topics science")
        await admin.hears("Science")
        forum = await opened(admin, "supergroup", is_forum=True)
        await at(town, admin, forum).hears("I bring this chat the news")
        ships, sport = await topic(admin, forum, "Ships"), await topic(admin, forum, "Sport")
        for thread, words in ((ships, "harbour pilots"), (sport, "regatta winners")):
            await at(town, admin, forum, thread).send(f"/follow {words}")
            await at(town, admin, forum, thread).hears(words.split()[0])
        there, guest = at(town, admin, forum, ships), at(town, member, forum, ships)

        await guest.send("/export")
        await guest.hears("Only admins can have or delete")
        await there.send("/export")
        await there.hears("I send the file in our private chat")
        sent = await admin.hears(lambda m: "document" in m)
        document = json.loads(await content_of(admin, sent["document"]["file_id"]))
        assert "harbour" in str(document["kept"]["subscription"])
        assert "regatta" not in str(document)
        assert not [m for m in await member.messages() if "document" in m]

        await there.send("/forget")
        asked = await there.hears("This deletes everything that I keep")
        assert await guest.press(asked, "🗑 Delete everything") == OTHERS_ONLY
        await killed(town)
        await there.press(asked, "🗑 Delete everything")
        asked = await there.sees(asked["message_id"], "now? This cannot be undone.")
        await killed(town)
        assert await guest.press(asked, "Yes, delete everything") == OTHERS_ONLY
        assert (forum, ships) in places(tmp_path)
        before = places(tmp_path)
        await there.press(asked, "Yes, delete everything")
        await there.sees(asked["message_id"], "Everything is deleted.")
        assert places(tmp_path) == before - {(forum, ships)}, "this topic, and nothing else"

        channel = await opened(admin, "channel")
        told = await admin.hears("I can write in")
        await admin.press(told, "Set up")
        menu = await admin.hears(lambda m: m.get("text", "").startswith("📣"))
        await admin.press(menu, "English")
        await admin.sees(menu["message_id"], "What do you want to read about?")
        await admin.send("/settings", reply_to_message_id=menu["message_id"])
        shown = await admin.hears(lambda m: "🔐 Data of this chat" in labels(m))
        await admin.press(shown, "Data of this chat")
        page = await admin.sees(shown["message_id"], "half a year")
        await admin.press(page, "🗑 Delete everything")
        asked = await admin.sees(shown["message_id"], "This deletes everything that I keep")
        await killed(town)
        await admin.press(asked, "🗑 Delete everything")
        asked = await admin.sees(shown["message_id"], "now? This cannot be undone.")
        before = places(tmp_path)
        assert (channel, 0) in before
        await killed(town)
        await admin.press(asked, "Yes, delete everything")
        await admin.sees(shown["message_id"], "is deleted.")
        assert places(tmp_path) == before - {(channel, 0)}
        assert await at(town, member, channel).messages() == [], "nothing of it was said to the readers"
        await killed(town)
        await admin.send("/follow")
        await admin.hears("Science")
        assert list(town.telegram.api.violations) == []


async def test_a_group_is_deleted_and_a_restored_copy_of_the_database_forgets_it_again(tmp_path):
    async with a_town(tmp_path) as town:
        await town.program.start()
        admin, _ = await people(town)
        gone, stays = await opened(admin, "group"), await opened(admin, "group")
        for group in (gone, stays):
            here = at(town, admin, group)
            await here.send("/topics science")
            await here.hears("Science")
        await town.program.stop()
        (tmp_path / "copy").write_bytes((tmp_path / "desk.sqlite3").read_bytes())

        await town.program.start()
        here = at(town, admin, gone)
        await here.send("/forget everything")
        asked = await here.hears("This deletes everything that I keep")
        await here.press(asked, "🗑 Delete everything")
        asked = await here.sees(asked["message_id"], "now? This cannot be undone.")
        await here.press(asked, "Yes, delete everything")
        await here.sees(asked["message_id"], "Everything is deleted.")
        await town.program.stop()
        (tmp_path / "desk.sqlite3").write_bytes((tmp_path / "copy").read_bytes())
        assert {(gone, 0), (stays, 0)} <= places(tmp_path)

        await town.program.start()
        still = at(town, admin, stays)
        await still.send("/follow")
        await still.hears("Science")
        assert (gone, 0) not in places(tmp_path)
        assert (stays, 0) in places(tmp_path)
        assert '"chats": 1' in town.program.said
