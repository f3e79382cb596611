"""A reader makes stories their own, has everything sent to them, and is forgotten, over HTTP; and the log says nothing of it."""

import json
import signal

from tests.end_to_end.conftest import a_town
from tests.end_to_end.test_conversation import is_digest


def labels(message):
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def an_opened_story(reader):
    await reader.send("/digest")
    digest = await reader.hears(is_digest)
    await reader.press(digest, "1")
    return await reader.hears(lambda m: "🔔 Follow this story" in labels(m))


async def test_a_story_is_made_ones_own_and_survives_a_kill_between_any_two_taps(town):
    reader = await town.person()
    await reader.send("/topics world")
    await reader.hears("World")
    story = await an_opened_story(reader)
    assert await reader.press(story, "🔔 Follow")
    await town.program.stop(signal.SIGKILL)
    await town.program.start()
    story = await seen_with(reader, story, "✅ Follow this story")
    await reader.press(story, "⭐ Save")
    await town.program.stop(signal.SIGKILL)
    await town.program.start()
    await seen_with(reader, story, "✅ Save")

    await reader.send("/saved")
    listed = await reader.hears("📌")
    assert "🔔⭐" in listed["text"]
    await reader.press(listed, "✅ Save")
    await reader.sees(listed["message_id"], "No longer saved.")
    listed = await seen_with(reader, listed, "✅ Follow this story")
    assert await reader.press(listed, "✅ Follow this story") == "I no longer write to you about this story."
    await town.program.stop(signal.SIGKILL)
    await town.program.start()
    listed = await seen_with(reader, listed, "🔔 Follow this story")
    await reader.press(listed, "🔔 Follow this story")
    listed = await seen_with(reader, listed, "✅ Follow this story")
    assert "⭐ Save" not in labels(listed), "what was let go of before stays so"


async def seen_with(reader, message, label):
    """The message once it has that button."""
    for _ in range(40):
        found = next(m for m in await reader.messages() if m["message_id"] == message["message_id"])
        if label in labels(found):
            return found
        await reader._next_event()
    raise AssertionError(f"never saw {label!r} under it: {labels(found)}")


async def test_a_reader_is_sent_everything_and_forgotten_and_the_log_says_nothing_of_them(tmp_path):
    user, words = 736_251, "purple zebrafish keepers"
    async with a_town(tmp_path, LOG_LEVEL="DEBUG") as town:
        await town.program.start()
        reader = await town.person(user)
        await reader.send("/topics world")
        await reader.hears("World")
        await reader.send(f"/follow {words}")
        await reader.hears("zebrafish")
        await an_opened_story(reader)
        await reader.send("Who are the mayor's secret cousins?")
        await reader.hears("💬 ", patience_s=60)
        await reader.send("/privacy")
        shown = await reader.hears("🔐")
        await reader.press(shown, "Send me my data")
        sent = await reader.hears(lambda m: "document" in m)
        document = json.loads(await content_of(reader, sent["document"]["file_id"]))
        assert words in str(document["kept"]["subscription"])
        assert "secret cousins" in str(document["kept"]["question"])

        await reader.press(shown, "Delete everything")
        asked = await reader.sees(shown["message_id"], "deletes everything that I keep")
        await reader.press(asked, "Delete everything")
        asked = await reader.sees(shown["message_id"], "Delete everything now?")
        assert "Everything is deleted" in (await reader.press(asked, "Yes, delete everything") or "")
        await reader.sees(shown["message_id"], "Everything is deleted")
        await town.program.stop()

        for secret in (str(user), "zebrafish", "cousins", "/follow"):
            assert secret not in town.program.said, secret
        for file in tmp_path.glob("desk.sqlite3*"):
            assert b"zebrafish" not in file.read_bytes(), file.name
        assert str(user) not in (tmp_path / "desk.forgotten").read_text()


async def content_of(reader, file_id):
    async with reader.http.get(f"{reader.url}/people/{reader.user}/files/{file_id}") as answer:
        answer.raise_for_status()
        return await answer.text()


async def test_a_restored_copy_of_the_database_forgets_them_again(tmp_path):
    async with a_town(tmp_path) as town:
        await town.program.start()
        gone, stays = await town.person(41), await town.person(42)
        for reader in (gone, stays):
            await reader.send("/topics science")
            await reader.hears("Science")
        await town.program.stop()
        (tmp_path / "copy").write_bytes((tmp_path / "desk.sqlite3").read_bytes())

        await town.program.start()
        await gone.send("/forget everything")
        asked = await gone.hears("Delete everything now?")
        await gone.press(asked, "Yes, delete everything")
        await gone.sees(asked["message_id"], "Everything is deleted")
        await town.program.stop()
        (tmp_path / "desk.sqlite3").write_bytes((tmp_path / "copy").read_bytes())

        await town.program.start()
        await stays.send("/follow")
        await stays.hears("Science")
        await gone.send("/start")
        await gone.hears("Welcome to Pressradar")
        assert '"chats": 1' in town.program.said
