"""How this Telegram says no: an error code, a description in Telegram's words, and parameters."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A call that is answered with `ok: false`.

    `broke_spec` marks calls that the published specification forbids whatever the state of the chats, so that
    a test can ask for them apart from calls that merely came too late.
    """

    def __init__(
        self, code: int, description: str, *, parameters: Json | None = None, broke_spec: bool = False
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.broke_spec = broke_spec

    def answer(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(description: str, **parameters: Any) -> Refused:
    """400 for a call that cannot be done as things stand."""
    return Refused(400, f"Bad Request: {description}", parameters=parameters or None)


def malformed(description: str) -> Refused:
    """400 for a call that the specification forbids."""
    return Refused(400, f"Bad Request: {description}", broke_spec=True)


def forbidden(description: str) -> Refused:
    return Refused(403, f"Forbidden: {description}")


def too_many(retry_after: int) -> Refused:
    return Refused(
        429, f"Too Many Requests: retry after {retry_after}", parameters={"retry_after": retry_after}
    )
