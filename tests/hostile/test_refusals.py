"""Each branch of the tree of Telegram's refusals and silences, met by the whole program over HTTP: what is kept of it, and how often it calls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from news.models import Chat, Delivery
from sandbox.limits import Limits
from tests.hostile.rush import QUICK, Rush, a_rush
from tests.measured import IS_WHOLE
from tests.waiting import Writes

COMMAND, LATE_S = (("bot", "run"), 22.0) if IS_WHOLE else (QUICK, 1.0)
"""The program gives up an answer after 20 s."""


@dataclass(frozen=True)
class Branch:
    """What meets the digests of one reader, one after the other, and what is to come of it: how the delivery and the chat stand, how often
    it was called, and how many messages arrived."""

    name: str
    faults: Sequence[Mapping[str, Any]]
    state: str = "sent"
    chat: str = "active"
    calls: int = 1
    arrives: int = 1


def refused(name: str, code: int, said: str, *, chat: str = "active", state: str = "gone") -> Branch:
    fault = {"error_code": code, "description": said, "times": None}
    return Branch(name, [fault], state=state, chat=chat, arrives=0)


BRANCHES = (
    Branch("arrives", []),
    refused("blocked", 403, "Forbidden: bot was blocked by the user", chat="blocked"),
    refused("deactivated", 403, "Forbidden: user is deactivated", chat="gone"),
    refused("kicked", 403, "Forbidden: bot was kicked from the group chat", chat="gone"),
    refused("not a member", 403, "Forbidden: bot is not a member of the channel chat", chat="gone"),
    refused("chat gone", 400, "Bad Request: chat not found", chat="gone"),
    refused("group gone", 400, "Bad Request: group chat was deactivated", chat="gone"),
    refused("not enough rights", 400, "Bad Request: not enough rights to send text messages to the chat"),
    refused("restricted", 400, "Bad Request: CHAT_RESTRICTED"),
    refused("topic closed", 400, "Bad Request: TOPIC_CLOSED"),
    refused("too long", 400, "Bad Request: message is too long", state="refused"),
    refused("bad button", 400, "Bad Request: BUTTON_DATA_INVALID", state="refused"),
    Branch("bad entities", [{"error_code": 400, "description": "Bad Request: can't parse entities: Unsupported start tag"}], calls=2),
    Branch("flood", [{"error_code": 429, "retry_after": 1}], calls=2),
    Branch("flood without a time", [{"error_code": 429, "description": "Too Many Requests: retry after 1"}], calls=2),
    Branch("server error", [{"error_code": 500}], calls=2),
    Branch("bad gateway", [{"error_code": 502}], calls=2),
    Branch("unavailable", [{"error_code": 503}], calls=2),
    Branch("reset", [{"kind": "reset"}], calls=2),
    Branch("closed after a while", [{"kind": "timeout", "seconds": 0.5}], calls=2),
    Branch("no reply to what arrived", [{"kind": "lost_reply"}]),
    Branch("no answer for too long", [{"kind": "delay", "seconds": LATE_S}]),
)  # fmt: skip


async def ended(rush: Rush) -> bool:
    """Whether nothing is on its way any more."""
    states = await rush.states()
    return states.total() >= len(BRANCHES) and not states["pending"] and not states["sending"]


async def stands(rush: Rush) -> dict[int, tuple[str, str]]:
    """By reader, how the delivery and the chat stand."""
    async with rush.database.reading() as session:
        rows = await session.execute(
            select(col(Chat.id), col(Delivery.state), col(Chat.state))
            .join(Delivery, col(Delivery.chat) == col(Chat.id))
            .where(col(Delivery.kind) == "digest")
        )
        return {number: (state, chat) for number, state, chat in rows}


async def in_a_group_that_moved(rush: Rush, reader: int) -> int:
    """This reader's digest goes to a group that has become a supergroup; gives its new number."""
    world = rush.telegram.world
    old, new = world.open_room("group", title="G"), world.open_room("supergroup", title="G")
    old.migrated_to = new.id
    new.members[world.bot_id] = "administrator"
    async with rush.database.session() as session:
        await session.execute(update(Chat).where(col(Chat.id) == reader).values(chat_id=old.id, kind="group"))
    return new.id


@pytest.mark.timeout(300)
async def test_each_refusal_and_silence_of_telegram_is_met_as_it_should_be(tmp_path: Path, record) -> None:
    moved = len(BRANCHES) + 1
    async with a_rush(tmp_path, moved, limits=Limits(), command=COMMAND) as rush:
        for reader, branch in enumerate(BRANCHES, start=1):
            for fault in branch.faults:
                rush.telegram.api.faults.lay({"method": "sendMessage", "chat_id": reader, **fault})
        new_id = await in_a_group_that_moved(rush, moved)
        async with Writes(tmp_path) as writes:
            await rush.program.start()
            await writes.until_true(lambda: ended(rush), patience_s=120)
        await rush.program.stop()
        found, called = await stands(rush), Counter[int]()
        for call in rush.telegram.api.calls:
            if call["method"] == "sendMessage":
                called[int(call["parameters"]["chat_id"])] += 1
        wrong = {
            branch.name: (got, branch)
            for reader, branch in enumerate(BRANCHES, start=1)
            if (got := (*found[reader], called[reader], rush.arrived[reader]))
            != (branch.state, branch.chat, branch.calls, branch.arrives)
        }
        in_group = [chat for chat, _ in rush.record].count(new_id)
        record(
            f"{len(BRANCHES) + 1} branches of Telegram's refusals and silences: {', '.join(branch.name for branch in BRANCHES[1:])}, moved to a supergroup",
            bar="each ends as it should, with no call too many; nothing lost, nothing twice",
            figure=f"{len(BRANCHES) + 1 - len(wrong) - (in_group != 1)} of {len(BRANCHES) + 1}",
        )
        assert wrong == {}
        assert (found[moved], in_group) == (("sent", "active"), 1)
        assert "Traceback" not in rush.program.said
