"""Less of it, over HTTP, with the real program: muted by a line and by taps, shown again, voted on, explained, forgotten."""

import signal

from tests.end_to_end.test_conversation import is_digest

TOPICS = "/topics world politics business technology science sport culture"


def headlines(message):
    """Of a digest, in its order."""
    lines = [
        line for line in message["text"].splitlines() if line.strip("\u200e\u200f")[:2].rstrip(".").isdigit()
    ]
    return [line.split(". ", 1)[1] for line in lines]


def labels(message):
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def first_digest(reader):
    await reader.send(TOPICS)
    await reader.hears("You follow")
    await reader.send("/digest")
    return await reader.hears(is_digest, patience_s=130)  # a slow machine reads the feeds first


async def all_has_come(town):
    """Until somebody who wants everything has had it all, and nothing comes after it."""
    scout = await town.person(99)
    await first_digest(scout)
    while True:
        await scout.send("/digest")
        came = await scout.hears(lambda m: is_digest(m) or "Nothing new in your topics" in m.get("text", ""))
        if not is_digest(came):
            return


async def test_what_is_muted_by_a_line_is_hidden_said_shown_and_brought_back(town):
    await all_has_come(town)
    whole = await first_digest(await town.person(1))
    word = max(headlines(whole)[0].split(), key=len).strip("\u2068\u2069,.:;!?»«“”")
    reader = await town.person(2)
    await reader.send(f"/mute “{word}”")
    muted = await reader.hears("Muted")
    assert word.casefold() in muted["text"].casefold()
    digest = await first_digest(reader)
    assert headlines(whole)[0] not in headlines(digest)
    assert "hidden:" in digest["text"]
    await reader.press(digest, "Show what is hidden")
    shown = await reader.hears("Hidden from your digest")
    assert headlines(whole)[0] in shown["text"]
    await town.program.stop(signal.SIGKILL)
    await town.program.start()
    await reader.send("/mutes")
    listed = await reader.hears("What you muted")
    await reader.press(listed, "✕")
    await reader.sees(listed["message_id"], "Nothing is muted.")
    await reader.send("/digest")
    assert headlines(whole)[0] in headlines(await reader.hears(is_digest))


async def test_three_taps_under_a_story_mute_and_one_undoes_it(town):
    reader = await town.person(3)
    digest = await first_digest(reader)
    await reader.press(digest, "1")
    story = await reader.hears("Outlets")
    await reader.press(story, "More buttons")
    await reader.sees_button(story["message_id"], "🚫 Mute a topic, name or outlet")
    (story,) = [one for one in await reader.messages() if one["message_id"] == story["message_id"]]
    await reader.press(story, "Mute a topic")
    menu = await reader.hears("Choose what to mute.")
    await reader.press(menu, labels(menu)[0])
    asked = await reader.sees(menu["message_id"], "for how long?")
    await reader.press(asked, "A week")
    muted = await reader.sees(menu["message_id"], "until")
    await reader.press(muted, "Unmute")
    await reader.sees(menu["message_id"], "No longer muted")


async def test_votes_change_the_order_are_explained_and_forgotten(town):
    await all_has_come(town)
    voter, other = await town.person(4), await town.person(5)
    first = await first_digest(voter)
    assert headlines(await first_digest(other)) == headlines(first), "they want the same"
    for number in ("1", "2", "3"):
        await voter.press(first, number)
        story = await voter.hears("Outlets")
        toast = await voter.press(story, "👎")
        assert toast is not None
        assert "A little less like this" in toast
        await voter.sees_button(story["message_id"], "✅ 👎 Less like this")
    for reader in (voter, other):
        await reader.send("/digest")
    theirs = headlines(await other.hears(is_digest))
    mine = headlines(await voter.hears(is_digest))
    assert mine != theirs
    await voter.send("/why")
    why = await voter.hears("Why these stories?")
    assert "You follow:" in why["text"]
    assert "independent outlet" in why["text"]
    assert "What I learned from you" in why["text"]
    assert any(label.startswith("👎") for label in labels(why))
    await voter.press(why, "Delete all that was learned")
    await voter.sees(why["message_id"], "Nothing yet")
    await voter.send("/why 1")
    again = await voter.hears("Why these stories?")
    assert headlines(again)[0] == mine[0]
    assert "Nothing yet" in again["text"]
