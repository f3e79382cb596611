"""The stop button of an answer that another process words: kept on the question, looked for while the answer is under way.

Telegram tells one process of the press, and any other may be wording the answer. Knows nothing of how it is worded.
"""

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlmodel import col

from news.models import Question, Update

if TYPE_CHECKING:
    from news.app import App


async def note_stop(app: "App", chat_id: int, draft_id: int) -> None:
    """The reader of this chat stopped this draft, which is numbered as its question; one of another chat is left alone."""
    of_chat = select(col(Update.id)).where(col(Update.chat_id) == chat_id)
    async with app.session() as session:
        await session.execute(
            update(Question)
            .where(col(Question.id) == draft_id, col(Question.update_id).in_(of_chat))
            .where(col(Question.answered_at).is_(None))
            .values(stopped_at=app.now())
            .execution_options(synchronize_session=False)
        )


async def heed_stops(app: "App") -> None:
    """Ends the answers of this process whose readers stopped them elsewhere."""
    chats = dict((draft_id, chat_id) for chat_id, draft_id in app.under_way.drafts)
    if not chats:
        return
    async with app.reading() as session:
        stopped = await session.scalars(
            select(col(Question.id)).where(col(Question.id).in_(chats), col(Question.stopped_at).is_not(None))
        )
    for draft_id in stopped:
        app.under_way.stop(chats[draft_id or 0], draft_id or 0)
