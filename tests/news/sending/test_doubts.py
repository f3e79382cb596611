"""What was begun when a program was killed costs few looks, and keeps nobody else waiting."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Chat, Delivery
from news.ports import Outcome, Outgoing
from news.sending.doubts import END_WITHIN, SETTLE_AFTER, SOON, looked_for_at
from news.sending.in_flight import FOLLOWS_WITHIN_S, KEPT, InFlight
from news.sending.settling import AHEAD
from tests.news.sending.posting import Died, Dying, Post, a_post

BEGUN = range(21, 33)


class Waiting(Dying):
    """A messenger whose process dies while its calls wait for their turn."""

    async def send(self, call: Outgoing) -> Outcome:
        raise Died


@pytest.fixture
async def post(tmp_path: Any) -> Any:
    """In which twelve of a broadcast were begun by a program that died before it sent them."""
    async with a_post(tmp_path) as made:
        for person in range(1, BEGUN.start):
            await made.chat(person)
            await made.owe(person, f"for {person}", subject=person, bulk=True)
        await made.until_done()
        await owe(made, BEGUN)
        await made.sweep(app=replace(made.app, messenger=Waiting(made.app.messenger)))
        await made.begin_again()
        made.app.in_flight.hears = True
        yield made


async def owe(post: Post, people: range) -> None:
    for person in people:
        await post.chat(person)
        await post.owe(person, f"for {person}", subject=person, bulk=True)


def looks(post: Post) -> int:
    return len(post.calls("editMessageText"))


def everybody_has_theirs(post: Post, people: range) -> bool:
    return [post.texts(person) for person in people] == [[f"for {person}"] for person in people]


async def test_where_nothing_else_is_sent_the_first_that_is_looked_for_says_where_the_ids_of_all_end(
    post: Post,
) -> None:
    await post.until_done()
    assert everybody_has_theirs(post, range(1, BEGUN.stop))
    assert 0 < looks(post) <= AHEAD + 2 * len(BEGUN), looks(post)


async def test_where_the_broadcast_goes_on_what_is_sent_meanwhile_says_where_they_end(post: Post) -> None:
    await post.sweep()
    post.clock.move(SETTLE_AFTER)
    people = range(BEGUN.stop, BEGUN.stop + 25)
    await owe(post, people)
    while not await _is_sent(post, people):
        await post.sweep()
    await post.until_done()
    assert everybody_has_theirs(post, range(1, people.stop))
    assert looks(post) <= len(BEGUN), looks(post)


async def _is_sent(post: Post, people: range) -> bool:
    async with post.app.reading() as session:
        found = await session.execute(
            select(col(Delivery.id)).where(col(Delivery.subject).in_(people), col(Delivery.state) != "sent")
        )
        return not found.first()


async def test_what_others_wrote_meanwhile_is_not_looked_at(post: Post) -> None:
    room = post.sandbox.world.rooms[1]
    post.app.in_flight.hear(post.sandbox.world.next_message_id(room) for _ in range(40))
    await post.until_done()
    assert everybody_has_theirs(post, range(1, BEGUN.stop))
    assert looks(post) <= AHEAD + 2 * len(BEGUN), looks(post)


async def test_one_of_a_broadcast_is_looked_for_at_a_time_and_an_answer_beside_it(post: Post) -> None:
    post.clock.move(SETTLE_AFTER)
    await post.sweep()
    private = Chat(chat_id=1, kind="private", created_at=post.clock())
    digest = Delivery(id=900, kind="digest", subject=1, chat=1, bulk=True, created_at=post.clock())
    answer = Delivery(id=901, kind="reply", subject=1, chat=1, created_at=post.clock())
    for delivery in (digest, answer):
        looked_for_at(post.app, delivery, private, is_another=False, now=post.clock())  # type: ignore[arg-type]
    post.clock.move(SETTLE_AFTER + END_WITHIN)

    def at(delivery: Delivery, *, is_another: bool) -> Any:
        return looked_for_at(post.app, delivery, private, is_another=is_another, now=post.clock())  # type: ignore[arg-type]

    assert at(digest, is_another=False) is None
    assert at(digest, is_another=True) == post.clock() + SOON
    assert at(answer, is_another=True) is None
    with post.app.in_flight.looking(7):
        assert at(digest, is_another=False) == post.clock() + SOON
        assert at(answer, is_another=False) is None


async def test_nobody_waits_longer_than_some_seconds_for_what_is_being_sent(post: Post) -> None:
    private = Chat(chat_id=1, kind="private", created_at=post.clock())
    digest = Delivery(id=900, kind="digest", subject=1, chat=1, bulk=True, created_at=post.clock())
    with post.app.in_flight.calling(901):  # and it never ends
        waits = []
        for _ in range(4):
            at = looked_for_at(post.app, digest, private, is_another=False, now=post.clock())  # type: ignore[arg-type]
            waits.append(None if at is None else at - post.clock())
            post.clock.move(SETTLE_AFTER)
    assert waits == [SETTLE_AFTER, SOON, SOON, None]


# --- what a process remembers of ids -------------------------------------------------------------


class Seconds:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_an_id_that_was_given_later_is_remembered_however_many_follow() -> None:
    seconds = Seconds()
    in_flight = InFlight(seconds=seconds)
    with in_flight.calling(1):
        pass
    seconds.at = 10.0
    for number in range(2, 2 * KEPT):
        with in_flight.calling(number) as call:
            call.message_id = 100 + number
        in_flight.settle(number)
        if number == 2:
            assert in_flight.first_after(1, settled_s=5.0) == 102
    assert in_flight.first_after(1, settled_s=5.0) == 102


def test_an_id_of_a_call_that_began_too_early_says_nothing() -> None:
    seconds = Seconds()
    in_flight = InFlight(seconds=seconds)
    with in_flight.calling(1):
        pass
    seconds.at = 4.0
    with in_flight.calling(2) as call:
        call.message_id = 102
        seconds.at = 20.0
    assert in_flight.first_after(1, settled_s=5.0) is None


def test_more_is_likely_to_be_sent_while_a_call_is_under_way_and_just_after_one() -> None:
    seconds = Seconds()
    in_flight = InFlight(seconds=seconds)
    assert not in_flight.is_sending
    with in_flight.calling(1) as call:
        assert in_flight.is_sending
        call.message_id = 5
    assert in_flight.is_sending
    seconds.at += FOLLOWS_WITHIN_S
    assert not in_flight.is_sending


def test_an_id_that_others_wrote_is_nobodys_of_ours() -> None:
    in_flight = InFlight(seconds=lambda: 0.0)
    in_flight.hear([7])
    assert in_flight.is_anothers(7, row=1)
    assert not in_flight.is_anothers(8, row=1)
