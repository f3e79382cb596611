"""What came of looking for feeds, as messages: pure, from what was found and a language. Foreign text is escaped."""

from collections.abc import Collection, Sequence
from datetime import datetime

from news.callbacks import encode
from news.i18n import Speech
from news.intake.discovery import site_of
from news.intake.found_feeds import (
    FEED,
    FOLLOWED,
    FULL,
    KNOWN,
    NO_ADDRESS,
    NO_FEED,
    OUT_OF_REACH,
    TAKEN_DOWN,
    Found,
)
from news.markup import Html, bold, esc, isolate, lines, paragraphs, quiet
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.packing import Block, pack
from news.rendering.render import moment

LABEL_CHARS = 40
ADDRESS_CHARS = 60
_SIGNS = {
    FOLLOWED: "✅",
    KNOWN: "☑️",
    OUT_OF_REACH: "🚫",
    NO_FEED: "❓",
    NO_ADDRESS: "❓",
    FULL: "✋",
    TAKEN_DOWN: "🚫",
}


def found_messages(
    lookup: int,
    address: str,
    found: Sequence[Found],
    speech: Speech,
    *,
    followed: Collection[str],
    zone: str,
    reply_to: int | None,
) -> Message:
    """The feeds of an address, each with what it says of itself and a button to follow it; or why there is none."""
    feeds = [one for one in found if one.state == FEED]
    if not feeds:
        return Message(rtl(esc(_nothing(found, address, speech)), speech), extra=_reply(reply_to))
    is_only = len(feeds) == 1
    cards = [card(one, speech, zone=zone, is_followed=one.url in followed, is_only=is_only) for one in feeds]
    rows = [
        (Button(f"+ {_label(one, speech, is_only=is_only)}", encode("feed", lookup, at)),)
        for at, one in enumerate(found)
        if one.state == FEED and one.url not in followed
    ]
    return Message(paragraphs(cards), rows, extra=_reply(reply_to))


def card(found: Found, speech: Speech, *, zone: str, is_followed: bool, is_only: bool) -> Html:
    """Title, language, site (or address, beside others) and the newest item."""
    told = [rtl(bold("📡 " + isolate(quiet(found.name))), speech)]
    address = found.url.partition("://")[2]
    about = [isolate(quiet(site_of(found.url) if is_only else address[:ADDRESS_CHARS]))]
    if found.language:
        about.insert(0, esc(speech.language_name(found.language)))
    told.append(rtl(Html(" · ").join(about), speech))
    if found.latest:
        at = f" · {moment(datetime.fromisoformat(found.latest_at), speech, zone)}" if found.latest_at else ""
        newest = (
            esc(speech.labelled(speech.gettext("Latest"))) + speech.gap + isolate(quiet(found.latest)) + at
        )
        told.append(rtl(newest, speech))
    if is_followed:
        told.append(rtl(esc("☑️ " + speech.gettext("You follow this already.")), speech))
    return lines(told)


def _label(found: Found, speech: Speech, *, is_only: bool) -> str:
    if is_only:
        return speech.gettext("Follow")
    name = found.name if len(found.name) <= LABEL_CHARS else found.name[: LABEL_CHARS - 1] + "…"
    return speech.gettext("Follow {phrase}", phrase=speech.isolated(name))


def _nothing(found: Sequence[Found], address: str, speech: Speech) -> str:
    site = speech.isolated(quiet(site_of(address)))
    if found and found[0].state == TAKEN_DOWN:
        return speech.gettext("{site} was taken down here and cannot be followed.", site=site)
    if found and found[0].state == NO_FEED:
        said = [
            speech.gettext("I found no feed at {site}.", site=site),
            speech.gettext("Many sites have one: look for “RSS” there, and send me that address."),
        ]
        return speech.prose(said)
    return speech.gettext("I could not reach {site}.", site=site)


# --- a list --------------------------------------------------------------------------------------


def list_begun_message(feeds: int, speech: Speech, *, reply_to: int | None) -> Message:
    """How many feeds the file has, once that is known: its report takes longer."""
    said = [speech.ngettext("I found {n} feed in your list.", "I found {n} feeds in your list.", feeds)]
    if feeds > 1:
        said.append(speech.gettext("I am looking at each of them. That takes a minute or two."))
    return Message(rtl(esc(speech.prose(said)), speech), extra=_reply(reply_to))


def listed_messages(
    lookup: int, found: Sequence[Found], speech: Speech, *, reply_to: int | None
) -> list[Message]:
    """What became of every feed of a list, by how it went; and the way back for those that are followed now."""
    blocks = [
        Block(_went(state, [one for one in found if one.state == state], speech))
        for state in (FOLLOWED, KNOWN, OUT_OF_REACH, NO_FEED, NO_ADDRESS, TAKEN_DOWN, FULL)
        if any(one.state == state for one in found)
    ]
    heading = rtl(bold("📄 " + speech.gettext("Your list has been read.")), speech)
    messages = pack(blocks, speech, header=heading, footer=Html(""))
    if any(one.state == FOLLOWED for one in found):
        undo = Button("↩️ " + speech.gettext("Follow none of them"), encode("unlist", lookup))
        messages[-1] = Message(messages[-1].html, [(undo,)])
    first = messages[0]
    return [Message(first.html, first.buttons, extra=_reply(reply_to)), *messages[1:]]


def _went(state: str, found: Sequence[Found], speech: Speech) -> Html:
    heading = f"{_SIGNS[state]} {speech.labelled(_state(state, speech), speech.number(len(found)))}"
    named = [rtl(esc("• ") + isolate(quiet(one.name)) + _host(one), speech) for one in found]
    return lines([rtl(bold(heading), speech), *named])


def _host(found: Found) -> Html:
    site = site_of(found.url)
    return Html("") if found.name == site else " · " + isolate(quiet(site))


def _state(state: str, speech: Speech) -> str:
    if state == FOLLOWED:
        return speech.gettext("Now followed")
    if state == KNOWN:
        return speech.gettext("Followed before")
    if state == OUT_OF_REACH:
        return speech.gettext("Not reachable")
    if state == NO_FEED:
        return speech.gettext("No feed there")
    if state == NO_ADDRESS:
        return speech.gettext("Not a web address")
    if state == TAKEN_DOWN:
        return speech.gettext("Taken down here")
    return speech.gettext("More than you can follow")


def empty_list_message(speech: Speech, *, reply_to: int | None) -> Message:
    said = speech.gettext("There is no feed in this list.")
    return Message(rtl(esc(said), speech), extra=_reply(reply_to))


def unreadable_message(speech: Speech, *, reply_to: int | None) -> Message:
    said = speech.gettext("I cannot read this file. I take lists of feeds (OPML) of up to 1 MB.")
    return Message(rtl(esc(said), speech), extra=_reply(reply_to))


def _reply(message_id: int | None) -> dict[str, object]:
    if message_id is None:
        return {}
    return {"reply_parameters": {"message_id": message_id, "allow_sending_without_reply": True}}
