"""What is answered to an update is owed in the order it was said, before what is sent to many, with the stories it carries."""

from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from news.models import Carried, Delivery, Work
from news.sending.deliveries import owe_said
from news.testing import NOON, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet

ONE = {"sets_up": None, "method": "sendMessage", "stories": []}


async def test_answers_to_an_update_are_owed_in_the_order_they_were_said(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            reader, other = await a_subscriber(session, 1), await a_subscriber(session, 2)
            feed = await a_feed(session, await an_outlet(session, "Courier"))
            story = await a_story(session, await an_article(session, feed, "Bridge opens"))
            said = [
                {**ONE, "chat": reader.chat, "payload": {"text": "first"}, "stories": [story.id, story.id]},
                {**ONE, "chat": other.chat, "payload": {"text": "second"}},
                {**ONE, "chat": reader.chat, "payload": {"text": "third"}},
            ]
            await owe_said(session, said, update_id=7, now=NOON)
        async with app.reading() as session:
            kept = list(await session.scalars(select(Delivery).order_by(col(Delivery.id))))
            owed = list(await session.scalars(select(Work).order_by(col(Work.row))))
            carried = [(one.delivery_id, one.story_id) for one in await session.scalars(select(Carried))]
    assert [(one.payload["text"], one.part) for one in kept] == [("first", 0), ("second", 1), ("third", 2)]
    assert {(one.kind, one.subject, one.state, one.bulk) for one in kept} == {("reply", 7, "pending", False)}
    assert [(one.row, one.lane, one.urgent, one.due_at) for one in owed] == [
        (one.id, one.chat, True, NOON) for one in kept
    ]
    assert carried == [(kept[0].id, story.id)]
