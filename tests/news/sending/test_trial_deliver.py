"""The trial of delivery, against a Telegram that does as ours expects, and against some that do not."""

from datetime import timedelta

import pytest

from news.adapters.telegram import TelegramMessenger, open_bot
from news.ports import Later, Outcome, Outgoing, Sent, Unknown
from news.sending.trial_deliver import BEYOND, try_delivery
from sandbox.limits import Limits
from sandbox.server import serve


async def no_wait(_seconds: float) -> None: ...


class OddTelegram:
    """One whose ways can be set wrong."""

    def __init__(
        self,
        *,
        ids=lambda n: n,
        knows=lambda message_id, given: message_id in given,
        first: Outcome | None = None,
    ) -> None:
        self.given: list[int] = []
        self.deleted: list[int] = []
        self._ids, self._knows, self._first = ids, knows, first

    async def send(self, call: Outgoing) -> Outcome:
        if call.method == "deleteMessage":
            self.deleted.append(call.payload["message_id"])
            return Sent(None)
        if self._first is not None:
            outcome, self._first = self._first, None
            return outcome
        self.given.append(self._ids(len(self.given) + 1))
        return Sent(self.given[-1])

    async def exists(self, _call: Outgoing, message_id: int) -> bool | None:
        return bool(self._knows(message_id, self.given))


async def test_the_sandbox_does_what_delivery_rests_on_and_nothing_is_left_in_the_chat() -> None:
    async with serve(limits=Limits(enabled=False)) as sandbox:
        sandbox.world.person(7).has_started = True
        async with open_bot(sandbox.token, sandbox.url) as bot:
            found = await try_delivery(TelegramMessenger(bot), 7, messages=4, wait=no_wait)
        assert found.holds
        assert (found.recognised, found.absent) == (4, BEYOND)
        left = [m for m in sandbox.world.rooms[7].messages.after(0) if "Trial" in m.get("text", "")]
    assert left == []


@pytest.mark.parametrize(
    "odd",
    [
        OddTelegram(ids=lambda n: 100 - n),
        OddTelegram(knows=lambda message_id, given: False),
        OddTelegram(knows=lambda message_id, given: True),
        OddTelegram(first=Unknown("no reply")),
    ],
    ids=["ids that fall", "messages that no edit finds", "edits that find what is not there", "a lost reply"],
)
async def test_a_telegram_that_does_otherwise_is_told_and_cleaned_up(odd: OddTelegram) -> None:
    found = await try_delivery(odd, 7, messages=6, wait=no_wait)
    assert not found.holds
    assert sorted(odd.deleted) == sorted(odd.given)


async def test_being_asked_to_wait_is_counted_and_costs_nothing_else() -> None:
    found = await try_delivery(
        OddTelegram(first=Later(timedelta(seconds=3), "429")), 7, messages=3, wait=no_wait
    )
    assert found.holds
    assert found.held_back == 1
