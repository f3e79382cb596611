"""Why stories stand where they stand, and what was learned about a reader, in plain words. Pure, as `render` is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from news import callbacks
from news.digest.reasons import FAINT
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, paragraphs, quiet
from news.ports import Button, Message
from news.reader.learned import read_key
from news.rendering.directions import directed, headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.render import by_model, moment
from news.rendering.render_mutes import Topics, interest_name, thing
from news.rendering.rows import ROOM, cut, in_rows
from news.story.views import StoryView

MOST = 10
"""Things learned that are shown, those that weigh most."""
UP, DOWN = "▲", "▼"
MORE, LESS = "👍", "👎"


@dataclass(frozen=True)
class Placed:
    """A story of a digest: its number there, and what was reckoned of it then; None where that was not kept."""

    number: int
    view: StoryView
    why: Mapping[str, Any] | None
    is_update: bool = False


@dataclass(frozen=True)
class Learned:
    """What was learned about a reader, and how each thing is called, by key."""

    leans: Mapping[str, float]
    topics: Topics
    called: Mapping[str, str] = field(default_factory=dict)

    def by_weight(self) -> list[tuple[str, float]]:
        return sorted(self.leans.items(), key=lambda pair: (-abs(pair[1]), pair[0]))

    def strongest(self) -> list[tuple[str, float]]:
        """What is called alike, as one name in two scripts is, stands there once."""
        first: dict[str, tuple[str, float]] = {}
        for key, value in self.by_weight():
            first.setdefault(self.called.get(key, key), (key, value))
        return list(first.values())[:MOST]

    def alike(self, key: str) -> list[str]:
        """The keys of what is called as this one is, itself among them."""
        return [one for one in self.leans if self.called.get(one, one) == self.called.get(key, key)]

    def name(self, key: str, speech: Speech) -> str:
        """As people say it; names are kept without capitals."""
        kind, target = read_key(key)
        if kind == "name":
            return thing("word", self.called.get(key, target.title()), self.topics, speech)
        return thing(kind, self.called.get(key, target), self.topics, speech)


def why(stories: Sequence[Placed], learned: Learned, speech: Speech, *, zone: str) -> list[Message]:
    """The stories with their reasons, and what was learned with its buttons, on one surface."""
    header = rtl(bold("❓ " + speech.gettext("Why these stories?")), speech)
    blocks = [Block(_story(one, learned, speech, zone), story=one.view.story) for one in stories]
    *before, last = pack(
        blocks,
        speech,
        header=header,
        footer=paragraphs([by_model((one.view for one in stories), speech), _listed(learned, speech)]),
    )
    return [*before, Message(last.html, learned_rows(learned, speech), last.stories)]


def _story(one: Placed, learned: Learned, speech: Speech, zone: str) -> Html:
    head = headed(bold(f"{speech.number(one.number)}. " + isolate(quiet(one.view.headline))), speech)
    if one.why is None or "parts" not in one.why:
        said = speech.gettext("I have not kept why this story was chosen.")
        return lines([head, rtl(italic(said), speech)])
    reasons = _reasons(one, one.why, learned, speech, zone)
    return lines([head, *(rtl(Html(f"{sign} ") + quiet(text), speech) for sign, text in reasons)])


def _reasons(
    one: Placed, why: Mapping[str, Any], learned: Learned, speech: Speech, zone: str
) -> list[tuple[str, str]]:
    """What lifted it and what lowered it, each in a few words."""
    parts: Mapping[str, float] = why["parts"]
    said = [(UP, _followed(why, learned.topics, speech))]
    many = speech.ngettext("{n} independent outlet", "{n} independent outlets", int(why["independent"]))
    said.append((UP if why["independent"] > 1 else DOWN, many))
    at = moment(datetime.fromisoformat(why["last_at"]), speech, zone)
    said.append(
        (UP if parts["fresh"] > 2 * FAINT else DOWN, speech.gettext("Latest report: {time}", time=at))
    )
    if why.get("is_breaking"):
        said.append((UP, "⚡ " + speech.gettext("Breaking")))
    if one.is_update:
        facts = speech.ngettext("{n} new fact", "{n} new facts", int(why["new_facts"]))
        said.append((UP if why["new_facts"] else DOWN, facts))
    if parts["language"]:
        said.append((UP, speech.gettext("Reported in your language")))
    if parts["format"]:
        said.append((DOWN, speech.gettext("An opinion, a guide or a list, not an event")))
    if why["is_lowered"]:
        said.append((DOWN, speech.gettext("Lower for variety: similar to stories above")))
    return said + _leans(why["leans"], learned, speech)


def _followed(why: Mapping[str, Any], topics: Topics, speech: Speech) -> str:
    if not why["for"]:
        return speech.gettext(
            "You follow no topic in particular, so you get the most important of everything."
        )
    names = [interest_name(interest, topics, speech) for interest in why["for"]]
    return speech.gettext("You follow: {topics}.", topics=speech.listed(names))


def _leans(leans: Mapping[str, float], learned: Learned, speech: Speech) -> list[tuple[str, str]]:
    found = []
    for is_more in (True, False):
        names = [learned.name(key, speech) for key, value in leans.items() if (value > 0) == is_more]
        if names:
            said = speech.labelled(speech.gettext("What I learned from you"), speech.listed(names))
            found.append((UP + MORE if is_more else DOWN + LESS, said))
    return found


# --- what was learned ----------------------------------------------------------------------------


def learned_message(learned: Learned, speech: Speech) -> Message:
    return Message(_listed(learned, speech), learned_rows(learned, speech))


def _listed(learned: Learned, speech: Speech) -> Html:
    title = rtl(bold("🧠 " + speech.gettext("What I learned from you")), speech)
    if not learned.leans:
        said = speech.gettext("Nothing yet: press 👍 or 👎 under a story.")
        return lines([title, rtl(esc(said), speech)])
    rows = [
        rtl(Html(f"{MORE if value > 0 else LESS} ") + quiet(learned.name(key, speech)), speech)
        for key, value in learned.strongest()
    ]
    said = speech.gettext(
        "This moves stories a little up or down, never hides them, and fades within weeks. Tap a name to switch between 👍 and 👎, ✕ to forget it."
    )
    return paragraphs([lines([title, *rows]), rtl(italic(said), speech)])


def learned_rows(learned: Learned, speech: Speech) -> list[tuple[Button, ...]]:
    """For each thing a button that turns it round and one that forgets it; then one that forgets all."""
    rows: list[tuple[Button, ...]] = []
    for key, value in learned.strongest():
        other, sign = ("down", MORE) if value > 0 else ("up", LESS)
        turned = callbacks.encode("taste", other, key)
        after = LESS if value > 0 else MORE
        turn = directed(f"{sign} {speech.arrow} {after} {learned.name(key, speech)}", speech)
        forgotten = callbacks.encode("taste", "forget", key)
        rows += in_rows(
            [
                Button(cut(turn, ROOM[1]), turned),
                Button("✕ " + speech.gettext("Remove"), forgotten),
            ],
            2,
        )
    if rows:
        rows.append(
            (Button("🗑 " + speech.gettext("Delete all that was learned"), callbacks.encode("taste", "all")),)
        )
    return rows
