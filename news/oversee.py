"""Step: see whether something needs the operator's hand, and tell them, once a day a matter. Row: 0, one for the installation.

What is seen is `overview`, what needs a hand `alarms`. Where nobody is to be told, nothing is looked at.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from news.operating.alarms import alarms
from news.operating.notices import tell_operator
from news.operating.overview import read_overview
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

EVERY = timedelta(minutes=5)


async def oversee(app: "App", claim: Claim) -> None:
    """Looks, and comes again."""
    if app.operator_chat_id is not None:
        async with app.reading() as session:
            seen = await read_overview(app, session)
        for alarm in alarms(seen):
            await tell_operator(app, alarm.matter, alarm.text)
    async with app.session() as session:
        await finish(session, claim, again_at=app.now() + EVERY)
