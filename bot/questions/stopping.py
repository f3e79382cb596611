"""The stop button under an answer that is still being worded: Telegram tells of it in an update of its own.

Nothing is said: whoever words the answer ends it, here or in another process. An answer that is whole by then stays.
"""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.inbox import STOPPED
from news.answers.stops import note_stop
from news.app import App

log = structlog.get_logger(__name__)


async def heed(app: App, update: Mapping[str, Any]) -> None:
    """Ends the answer that this update is about, if it is about one."""
    told = update.get(STOPPED)
    chat = told.get("chat") if isinstance(told, Mapping) else None
    chat_id = chat.get("id") if isinstance(chat, Mapping) else None
    draft_id = told.get("draft_id") if isinstance(told, Mapping) else None
    if isinstance(chat_id, int) and isinstance(draft_id, int):
        is_here = app.under_way.stop(chat_id, draft_id)
        if not is_here:
            await note_stop(app, chat_id, draft_id)
        log.info("answer stopped", draft=draft_id, is_here=is_here)
