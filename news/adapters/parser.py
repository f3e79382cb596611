"""Parses feeds in processes of their own (`workers`): no feed can hold up the event loop, or take all memory."""

from datetime import datetime

from news.adapters.parsing import decoded
from news.adapters.workers import DEADLINE_S, WORKERS, Workers
from news.intake.inventory import written
from news.ports import Body, Inventory, ParsedFeed


class WorkerParser:
    """Fulfils `news.ports.Parser`."""

    def __init__(self, *, workers: int = WORKERS, deadline_s: float = DEADLINE_S) -> None:
        self._workers = Workers("news.adapters.parsing", workers=workers, deadline_s=deadline_s)

    @property
    def pids(self) -> set[int]:
        """The processes there are, for whoever watches over memory."""
        return self._workers.pids

    async def parse(
        self, body: Body, *, before: Inventory | None = None, since: datetime | None = None
    ) -> ParsedFeed:
        beside = {
            "before": written(before) if before else None,
            "since": since.isoformat() if since else None,
        }
        return decoded(await self._workers.ask(body, beside), body.url)

    async def close(self) -> None:
        await self._workers.close()
