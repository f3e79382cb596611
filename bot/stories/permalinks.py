"""Addresses of stories that can be passed on: `t.me/<bot>?start=s_<id>` opens the story for whoever follows it.

Ids can be guessed, and may be: a story is what outlets published, and holds nothing of its readers.
"""

import re
from collections.abc import Collection
from urllib.parse import urlencode

from telegram import Update

from news.callbacks import LARGEST_ID
from news.i18n import Speech
from news.ports import Button
from news.story.views import StoryView

_START = re.compile(r"s_([0-9]{1,19})")
HARMLESS = frozenset({"ask", "privacy", "export", "forget", "channels", "settings"})
_COMMAND = re.compile(r"c_([a-z]{1,30})")
_PLACE = re.compile(r"d_([0-9]{1,19})")
SHARED_CHARS = 160
"""Of a headline in an address: a sign of another script takes nine there."""


def start_link(bot: str, parameter: str) -> str:
    """Opens the private chat with us, and says there what it is for."""
    return f"https://t.me/{bot}?start={parameter}"


def permalink(bot: str, story: int) -> str:
    return start_link(bot, f"s_{story}")


def command_named(parameter: str) -> str | None:
    """The command that a start parameter asks for: it leads here from a group. Anybody can make such an address, so it is
    only one that changes nothing by itself."""
    found = _COMMAND.fullmatch(parameter)
    return found[1] if found and found[1] in HARMLESS else None


def place_link(bot: str, place: int) -> str:
    """Leads its admins to what is kept about a group, channel or topic. Whether one is, is looked at when it is followed."""
    return start_link(bot, f"d_{place}")


def place_named(payload: str) -> int | None:
    """The row of the chat whose data a start parameter leads to; None where it names none."""
    found = _PLACE.fullmatch(payload)
    number = int(found[1]) if found else 0
    return number if 0 < number <= LARGEST_ID else None


def story_named(payload: str) -> int | None:
    """The story that a start parameter (or an inline query) names; None where it names none."""
    found = _START.fullmatch(payload)
    number = int(found[1]) if found else 0
    return number if 0 < number <= LARGEST_ID else None


def topics_named(written: str, slugs: Collection[str]) -> list[str]:
    """The topics of `science-latin-america`: hyphens part them and are in them, so the longest that is one counts. What is
    none is passed over."""
    words = [word for word in written.lower().split("-") if word]
    found: list[str] = []
    while words:
        sizes = range(len(words), 0, -1)
        size = next((size for size in sizes if "-".join(words[:size]) in slugs), 0)
        if size:
            found.append("-".join(words[:size]))
        words = words[size or 1 :]
    return list(dict.fromkeys(found))


def own_name(update: Update) -> str:
    """The bot's user name, without the @."""
    return str(update.get_bot().username)


def share_button(view: StoryView, speech: Speech, *, bot: str) -> Button:
    """Passes the story on. By an address and not inline: it works in every app, also for a bot whose inline mode nobody has
    turned on."""
    about = {"url": permalink(bot, view.story), "text": view.headline[:SHARED_CHARS]}
    return Button("📤 " + speech.gettext("Share"), url=f"https://t.me/share/url?{urlencode(about)}")
