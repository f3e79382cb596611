"""An installation for invited people: who comes in, who gets one polite word, which groups are left; over HTTP."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.handling import apologise
from news.models import Chat, Invite, Row, Subscriber, Update
from news.reader.invites import make_invite, take_invite
from news.testing import NOON, an_app
from tests.bot.villages import Village, a_village, buttons

OPERATOR, READER, STRANGER, OTHER = 1, 11, 880_012, 880_013
FOR_INVITED = "I am here for invited readers only. Whoever runs me can send you a link."


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """A bot that had a reader before it was for invited people."""
    async with a_village(tmp_path) as made:
        for person in (OPERATOR, READER, STRANGER, OTHER):
            await made.meets(person)
        await made.says(READER, READER, "/topics world")
        made.app = replace(made.app, is_invite_only=True, operator_chat_id=OPERATOR)
        yield made


async def link_for(village: Village, line: str = "/admin invite") -> str:
    """The start line that the operator's new link stands for."""
    await village.says(OPERATOR, OPERATOR, line)
    made = next(m for m in reversed(await village.heard(OPERATOR, OPERATOR)) if "?start=" in m["text"])
    return "/start " + re.search(r"\?start=(\S+)", made["text"])[1]


async def texts(village: Village, who: int) -> list[str]:
    return [message["text"] for message in await village.heard(who, who)]


async def count(village: Village, table: type[Row]) -> int:
    async with village.app.reading() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_stranger_gets_one_polite_word_a_day_and_no_row_is_kept(village: Village) -> None:
    before = await count(village, Chat), await count(village, Subscriber)
    for line in ("/start", "/digest", "Hello?"):
        await village.says(STRANGER, STRANGER, line)
    assert await texts(village, STRANGER) == [FOR_INVITED]
    assert (await count(village, Chat), await count(village, Subscriber)) == before
    async with village.app.reading() as session:
        kept = (await session.execute(select(Update))).scalars().all()
    assert str(STRANGER) not in str([(row.chat_id, row.payload) for row in kept])
    village.clock.move(timedelta(days=1))
    await village.says(STRANGER, STRANGER, "/start")
    assert await texts(village, STRANGER) == [FOR_INVITED] * 2


async def test_who_was_a_reader_before_stays_one(village: Village) -> None:
    await village.says(READER, READER, "/settings")
    assert "Your settings" in (await texts(village, READER))[-1]


async def test_whoever_has_the_operators_link_comes_in_and_the_next_one_does_not(village: Village) -> None:
    line = await link_for(village)
    await village.says(STRANGER, STRANGER, line)
    assert "Welcome to Pressradar" in (await texts(village, STRANGER))[-1]
    await village.says(STRANGER, STRANGER, line)  # they may use it as often as they like
    await village.says(OTHER, OTHER, line)
    assert await texts(village, OTHER) == [FOR_INVITED]


async def test_a_link_for_several_lets_in_so_many(village: Village) -> None:
    line = await link_for(village, "/admin invite 2 30")
    for person in (STRANGER, OTHER, 14):
        await village.says(person, person, line)
    assert ["Welcome" in (await texts(village, person))[-1] for person in (STRANGER, OTHER, 14)] == [
        True,
        True,
        False,
    ]


async def test_a_link_that_is_too_old_or_revoked_or_made_up_lets_nobody_in(village: Village) -> None:
    old = await link_for(village)
    village.clock.move(timedelta(days=7, seconds=1))
    revoked = await link_for(village, "/admin invite 5")
    await village.says(OPERATOR, OPERATOR, "/admin invites")
    listed = await village.last(OPERATOR, OPERATOR)
    assert [button["text"] for button in buttons(listed)] == ["✖️ Revoke invite 2"]
    await village.presses(OPERATOR, listed, "Revoke")
    assert "There is none" in (await village.last(OPERATOR, OPERATOR))["text"]
    for number, line in enumerate((old, revoked, "/start i_" + "A" * 32, "/start i_"), start=20):
        await village.says(number, number, line)
        assert await texts(village, number) == [FOR_INVITED]


async def test_the_word_of_an_invite_is_nowhere_in_the_database(village: Village) -> None:
    word = (await link_for(village)).removeprefix("/start i_")
    await village.says(STRANGER, STRANGER, f"/start i_{word}")
    async with village.app.reading() as session:
        for table in Row.metadata.sorted_tables:
            rows = (await session.execute(select(table))).all()
            assert word not in str(rows), table.name


@pytest.mark.parametrize("line", ["/admin invite many", "/admin invite 0", "/admin invite 1 2 3"])
async def test_what_is_no_number_of_people_makes_no_invite(village: Village, line: str) -> None:
    await village.says(OPERATOR, OPERATOR, line)
    assert "or say how many people and days" in (await village.last(OPERATOR, OPERATOR))["text"]
    assert await count(village, Invite) == 0


async def test_nobody_but_the_operator_invites(village: Village) -> None:
    await village.says(READER, READER, "/admin invite")
    assert "did not understand" in (await texts(village, READER))[-1]
    assert await count(village, Invite) == 0


async def test_a_strangers_tap_does_nothing_and_is_answered(village: Village) -> None:
    message = {"chat": {"id": STRANGER}, "message_id": 1}
    await village.says(STRANGER, STRANGER, "/start")
    shown = await village.sends_press(STRANGER, message, "v1:now:", force=True)
    assert shown["text"] == FOR_INVITED
    assert await count(village, Subscriber) == 1


async def test_a_stranger_who_types_inline_gets_nothing_and_a_reader_does(village: Village) -> None:
    for person, answered in ((STRANGER, 0), (READER, 1)):
        await village._post(f"/people/{person}/chats/{person}/inline", {"query": "ferry"})
        await village.settle()
        assert len(village.calls("answerInlineQuery")) == answered


async def test_a_group_that_a_stranger_brought_us_into_is_left_after_a_word(village: Village) -> None:
    group = await village.opens("supergroup", admins=[STRANGER], members=[OTHER])
    heard = [m["text"] for m in await village.heard(STRANGER, group) if "text" in m]
    assert heard == ["Only somebody who reads me already can add me here."]
    assert [int(call["parameters"]["chat_id"]) for call in village.calls("leaveChat")] == [group]
    assert await count(village, Chat) == 1


async def test_a_group_that_a_reader_brought_us_into_is_served_to_all_in_it(village: Village) -> None:
    group = await village.opens("supergroup", admins=[READER], members=[OTHER])
    await village.says(OTHER, group, "/help")
    assert "What you can do" in (await village.last(OTHER, group))["text"]
    assert village.calls("leaveChat") == []
    await village.says(OTHER, OTHER, "/start")
    assert await texts(village, OTHER) == [FOR_INVITED]


async def test_what_cannot_be_handled_lets_no_stranger_in(village: Village) -> None:
    person = {"id": STRANGER, "is_bot": False, "first_name": "S"}
    said = {"message_id": 1, "date": 1, "chat": {"id": STRANGER, "type": "private"}, "from": person}
    row = Update(id=10**9, chat_id=STRANGER, payload={"update_id": 10**9, "message": said}, received_at=NOON)
    await apologise(village.app, village.application, row)
    assert await count(village, Subscriber) == 1


# --- the rows ------------------------------------------------------------------------------------


async def test_an_invite_is_not_used_up_by_what_did_not_become_a_reader(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            token = (await make_invite(session, uses=1, days=1, now=NOON)).token
        with pytest.raises(RuntimeError):
            async with app.session() as session:
                assert await take_invite(session, token, now=NOON)
                raise RuntimeError("the welcome failed")
        async with app.session() as session:
            assert await take_invite(session, token, now=NOON)
            assert not await take_invite(session, token, now=NOON)


async def test_a_word_is_as_long_as_a_link_may_be_and_too_long_to_guess(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app, app.session() as session:
        words = {(await make_invite(session, uses=1, days=1, now=NOON)).token for _ in range(50)}
    assert len(words) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", word) for word in words)
