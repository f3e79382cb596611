"""How Telegram's updates reach this process, as far as it knows: kept by who hears them, read by a monitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Brought:
    """What Telegram says of its webhook (https://core.telegram.org/bots/api#webhookinfo). `failed_at` is by Telegram's clock;
    None: it never failed."""

    is_ours: bool
    waiting: int
    failed_at: datetime | None
    reason: str


@dataclass
class Pulse:
    """When Telegram last answered a poll, or by webhook a look at it; at first, when hearing began. None: not heard here."""

    at: datetime | None = None
    brought: Brought | None = None


def read_brought(info: Mapping[str, Any], *, url: str) -> Brought:
    """Of the answer to `getWebhookInfo`; `url` is the address that it should have."""
    failed_at = info.get("last_error_date")
    return Brought(
        is_ours=info.get("url") == url,
        waiting=int(info.get("pending_update_count") or 0),
        failed_at=datetime.fromtimestamp(failed_at, UTC) if failed_at else None,
        reason=str(info.get("last_error_message") or ""),
    )
