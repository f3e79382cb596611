"""Trouble on order: errors, silence, lost replies, resets and delays, as an operator lays them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from sandbox.errors import Json, Refused, too_many

KINDS = ("error", "timeout", "lost_reply", "reset", "delay")


@dataclass
class Fault:
    """One fault in waiting. `times` None: until deleted; `seconds` is for timeout and delay."""

    method: str = "*"
    kind: str = "error"
    times: int | None = 1
    chat_id: int | None = None
    error_code: int | None = None
    description: str | None = None
    retry_after: int | None = None
    seconds: float = 1.0

    def matches(self, method: str, chat_id: object) -> bool:
        if self.method not in ("*", method):
            return False
        return self.chat_id is None or str(self.chat_id) == str(chat_id)

    def refusal(self) -> Refused:
        code = self.error_code or (429 if self.retry_after else 500)
        if code == HTTPStatus.TOO_MANY_REQUESTS and not self.description:
            return too_many(self.retry_after or 1)
        parameters = {"retry_after": self.retry_after} if self.retry_after else None
        return Refused(code, self.description or _phrase(code), parameters=parameters)


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def lay(self, wanted: Json) -> Fault:
        """Raises ValueError when the order makes no sense."""
        known = {name: wanted[name] for name in Fault.__dataclass_fields__ if name in wanted}
        unknown = set(wanted) - set(known)
        fault = Fault(**known)
        if unknown or fault.kind not in KINDS or (fault.times is not None and fault.times < 1):
            raise ValueError(
                f"a fault has {', '.join(Fault.__dataclass_fields__)}; kinds are {', '.join(KINDS)}"
            )
        self._waiting.append(fault)
        return fault

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The first fault laid for this call, used up once."""
        for fault in self._waiting:
            if fault.matches(method, chat_id):
                self._use(fault)
                return fault
        return None

    def clear(self) -> None:
        self._waiting.clear()

    def listed(self) -> Iterable[dict[str, Any]]:
        return [asdict(fault) for fault in self._waiting]

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times == 0:
            self._waiting.remove(fault)


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown Error"
