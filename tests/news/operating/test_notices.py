"""The operator is told what needs them, once, and never a secret."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from news.models import Delivery
from news.operating.notices import tell_operator
from news.testing import Clock, an_app


async def _texts(app):
    async with app.reading() as session:
        return [d.payload["text"] for d in (await session.execute(select(Delivery))).scalars()]


async def test_a_matter_is_told_once_a_day(tmp_path):
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as plain:
        app = replace(plain, operator_chat_id=99)
        assert await tell_operator(app, "write rests", "write 3 rests")
        assert not await tell_operator(app, "write rests", "write 4 rests")
        clock.move(timedelta(days=1, minutes=1))
        assert await tell_operator(app, "write rests", "write 5 rests")
        assert await _texts(app) == ["⚠️ write 3 rests", "⚠️ write 5 rests"]


async def test_nobody_is_told_where_no_operator_is_set(tmp_path):
    async with an_app(tmp_path) as app:
        assert not await tell_operator(app, "x", "y")
        assert await _texts(app) == []


async def test_a_token_in_an_error_does_not_reach_the_chat(tmp_path):
    token = "123456789:" + "A" * 35
    async with an_app(tmp_path) as plain:
        app = replace(plain, operator_chat_id=99)
        await tell_operator(app, "x", f"POST https://api.telegram.org/bot{token}/getMe")
        assert token not in (await _texts(app))[0]
