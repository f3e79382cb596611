"""Messages of our own, as several verbs plan them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    """An inline button: `data` (at most 64 bytes, see `callbacks`) or `url`."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Message:
    """A message planned for Telegram: HTML within the budget, rows of buttons."""

    html: str
    buttons: Sequence[Sequence[Button]] = ()
    stories: Sequence[int] = ()
    preview_url: str | None = None
    force_reply: str | None = None  # the placeholder of the reader's input field
    extra: Mapping[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        """The parameters of sendMessage (chat left out), as the Bot API names them."""
        preview = (
            {"url": self.preview_url, "prefer_small_media": True}
            if self.preview_url
            else {"is_disabled": True}
        )
        made: dict[str, Any] = {"text": self.html, "parse_mode": "HTML", "link_preview_options": preview}
        if self.buttons:
            made["reply_markup"] = {"inline_keyboard": [[coded(b) for b in row] for row in self.buttons]}
        elif self.force_reply is not None:
            made["reply_markup"] = {
                "force_reply": True,
                "input_field_placeholder": self.force_reply[:64],
                "selective": True,
            }
        return made | dict(self.extra)


def coded(button: Button) -> dict[str, str]:
    """As the Bot API names it."""
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data or ""}
