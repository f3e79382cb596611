"""Step: draw the installation's last seven days for the operator. Row: the operator's chat.

Knows no drawing library; the port does. Where it cannot be drawn, that is said.
"""

from typing import TYPE_CHECKING

import structlog

from news.errors import PictureFailed
from news.markup import esc
from news.models import Chat, Delivery, Enclosure
from news.operating.week import Board, board_of, read_week
from news.sending.deliveries import owe_delivery
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)


async def review(app: "App", claim: Claim) -> None:
    """Draws them, and owes the picture to that chat."""
    async with app.reading() as session:
        days = await read_week(session, now=app.now())
    png = await _drawn(app, board_of(days))
    async with app.session() as session:
        chat = await session.get(Chat, claim.row)
        if chat is not None and chat.chat_id == app.operator_chat_id:
            enclosure = Enclosure(parameter="photo", name="week.png", content=png, made_at=app.now())
            session.add(enclosure)
            await session.flush()
            delivery = Delivery(
                kind="review", subject=enclosure.id or 0, chat=chat.id or 0, created_at=app.now()
            )
            if png is not None:
                delivery.method, delivery.enclosure_id = "sendPhoto", enclosure.id
                delivery.payload = {"caption": "📈 The last seven days", "parse_mode": "HTML"}
            else:
                said = "The chart could not be drawn; the log says why. /admin says the same in words."
                delivery.payload = {"text": esc(said), "parse_mode": "HTML"}
            await owe_delivery(session, delivery, now=app.now())
        await finish(session, claim)
    app.bell.ring("deliver")


async def _drawn(app: "App", board: Board) -> bytes | None:
    if app.painter is None:
        return None
    try:
        return await app.painter.draw(board)
    except PictureFailed as failure:
        log.error("picture failed", reason=str(failure))
        return None
