"""The stop button under an answer that is still being worded: Telegram tells of it in an update of its own.

Nothing is written and nothing is said: whoever words the answer ends it. An answer that is whole by then stays.
"""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.inbox import STOPPED
from news.answers.under_way import UnderWay

log = structlog.get_logger(__name__)


def heed(update: Mapping[str, Any], under_way: UnderWay) -> None:
    """Ends the answer that this update is about, if it is about one."""
    told = update.get(STOPPED)
    chat = told.get("chat") if isinstance(told, Mapping) else None
    chat_id = chat.get("id") if isinstance(chat, Mapping) else None
    draft_id = told.get("draft_id") if isinstance(told, Mapping) else None
    if isinstance(chat_id, int) and isinstance(draft_id, int):
        log.info("answer stopped", draft=draft_id, is_under_way=under_way.stop(chat_id, draft_id))
