"""The menus: what can be chosen, as rows of buttons. Pure; says nothing, changes nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from news.callbacks import encode
from news.catalogue import TopicEntry, topic_name
from news.clock import city_of
from news.i18n import Speech, Words
from news.ports import Button
from news.rendering.directions import directed
from news.rendering.pages import turning
from news.rendering.rows import INCLUDED, NO_TICK, TICK, in_rows

Rows = list[tuple[Button, ...]]

HOURS = (
    "06:00",
    "07:00",
    "08:00",
    "09:00",
    "12:00",
    "15:00",
    "18:00",
    "19:00",
    "20:00",
    "21:00",
    "22:00",
    "23:00",
)
CITIES = (
    "Europe/London",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Kyiv",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Africa/Cairo",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
)
LANGUAGES_A_PAGE = 14
LARGEST = (
    "en",
    "es",
    "ru",
    "ar",
    "fa",
    "hi",
    "pt",
    "id",
    "de",
    "fr",
    "tr",
    "uk",
    "it",
    "zh",
    "pl",
    "ja",
    "ko",
    "vi",
)
COUNTS = range(3, 11)
TOPICS_A_PAGE = 24


def ticked(label: str, *, on: bool) -> str:
    return f"{TICK}{label}" if on else label


def marked(
    name: str,
    slug: str,
    tree: Mapping[str, TopicEntry],
    *,
    followed: Collection[str],
    left_out: Collection[str],
) -> str:
    """A topic as it is followed: by itself, with one above it, left out of that, or not at all."""
    if slug in followed:
        return TICK + name
    if slug in left_out:
        return NO_TICK + name
    return name if including(tree, slug, followed=followed, left_out=left_out) is None else INCLUDED + name


def including(
    tree: Mapping[str, TopicEntry], slug: str, *, followed: Collection[str], left_out: Collection[str]
) -> str | None:
    """The topic above that is followed and brings this one along; None where there is none, or one between is left out."""
    for above in upward(tree, slug)[1:]:
        if above in left_out:
            return None
        if above in followed:
            return above
    return None


def switched(label: str, *, on: bool) -> str:
    """Of something that is on or off by itself: both can be seen."""
    return f"{TICK if on else NO_TICK}{label}"


def languages(words: Words, *, chosen: str, then: str, page: int = 0) -> Rows:
    """The shipped languages, each in its own name, the likely ones first. `then` is the menu that follows: setup or settings."""
    listed = _likely(words.languages, chosen=chosen)
    last = max(0, (len(listed) - 1) // LANGUAGES_A_PAGE)
    page = min(page, last)
    shown = listed[page * LANGUAGES_A_PAGE : (page + 1) * LANGUAGES_A_PAGE]
    rows = in_rows(
        (
            Button(ticked(_own_name(words(code)), on=code == chosen), encode("lang", code, then))
            for code in shown
        ),
        2,
    )
    speech = words(chosen)
    more = "🌐 " + speech.gettext("More languages")
    arrows = turning(speech, page, last, to=lambda there: encode("langs", there, then), more=more)
    return [*rows, *in_rows(arrows, 2)]


def _likely(languages: Sequence[str], *, chosen: str) -> list[str]:
    """That of the reader's app, then those that most people on Telegram read."""
    known = [code for code in (chosen, *LARGEST) if code in languages]
    return list(dict.fromkeys([*known, *languages]))


def _own_name(speech: Speech) -> str:
    name = speech.locale.get_display_name(speech.locale) or speech.language
    return name[:1].upper() + name[1:]


def topics(
    tree: Mapping[str, TopicEntry],
    speech: Speech,
    *,
    followed: Collection[str],
    left_out: Collection[str] = (),
    parent: str = "",
    page: int = 0,
    then: str = "settings",
) -> Rows:
    """One level of the tree with ticks; a topic that has others below it has a door beside it. A newcomer sees the top alone:
    a few buttons, and no doors. What comes with a topic above that is followed shows it, and whether it is `left_out`."""
    level = children(tree, parent)
    last = max(0, len(level) - 1) // TOPICS_A_PAGE
    page = min(page, last)
    shown = level[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    rows: Rows = []
    plain: list[Button] = []
    for topic in shown:
        name = directed(f"{topic.emoji} {topic_name(topic, speech.language)}".strip(), speech)
        label = marked(name, topic.slug, tree, followed=followed, left_out=left_out)
        toggle = Button(label, encode("follow", topic.slug, page, then))
        below = children(tree, topic.slug)
        if below and (parent or then != "setup"):
            rows.append((toggle, _door(topic, tree, speech, followed=followed, then=then)))
        else:
            plain.append(toggle)
    rows += in_rows(plain, 2)
    arrows = turning(speech, page, last, to=lambda there: encode("topics", parent, there, then))
    rows += [arrows] if arrows else []
    if parent:
        above = tree[parent].parent or "" if parent in tree else ""
        rows.append((Button("‹ " + speech.gettext("Back"), encode("topics", above, 0, then)),))
    if then == "setup":
        rows.append((Button(speech.gettext("Continue: choose a time") + " ›", encode("setup", "hour")),))
    else:
        rows.append((Button("✓ " + speech.gettext("Done"), encode("done", "topics")),))
    return rows


def _door(
    topic: TopicEntry,
    tree: Mapping[str, TopicEntry],
    speech: Speech,
    *,
    followed: Collection[str],
    then: str,
) -> Button:
    """To the topics below one: how many there are, and how many of them are followed."""
    below = len(children(tree, topic.slug))
    inside = sum(1 for slug in descendants(tree, topic.slug) if slug in followed)
    ticks = f"✅ {speech.number(inside)} · " if inside else ""
    said = speech.ngettext("{n} topic", "{n} topics", below)
    return Button(f"{ticks}{said} ›", encode("topics", topic.slug, 0, then))


def children(tree: Mapping[str, TopicEntry], parent: str) -> list[TopicEntry]:
    return [topic for topic in tree.values() if (topic.parent or "") == parent]


def descendants(tree: Mapping[str, TopicEntry], slug: str) -> list[str]:
    below = [topic.slug for topic in children(tree, slug)]
    return below + [deeper for child in below for deeper in descendants(tree, child)]


def upward(tree: Mapping[str, TopicEntry], slug: str) -> list[str]:
    """The topic and those above it, as far as the tree knows them."""
    found: list[str] = []
    while slug in tree and slug not in found:
        found.append(slug)
        slug = tree[slug].parent or ""
    return found


def hours(speech: Speech, *, chosen: str | None, act: Callable[[str], str]) -> Rows:
    """`act`: what the button of an hour, "HH:MM", sends."""
    return in_rows(
        (Button(ticked(speech.wall_time(hour), on=hour == chosen), act(hour)) for hour in HOURS), 3
    )


def zones(speech: Speech, *, guess: str, now: datetime, then: str) -> Rows:
    """Cities with the time it is there now: people know what their clock shows."""
    listed: Sequence[str] = (guess, *(zone for zone in CITIES if zone != guess))
    return in_rows(
        (
            Button(
                ticked(
                    f"{city_of(zone, language=speech.language)} {speech.time(now, zone=zone)}",
                    on=zone == guess,
                ),
                encode("zone", zone, then),
            )
            for zone in listed
        ),
        2,
    )


def following(speech: Speech) -> str:
    return speech.gettext("Topics and sources")


def when(speech: Speech) -> str:
    return speech.gettext("When it comes")


def how(speech: Speech) -> str:
    return speech.gettext("How it looks")


LISTED = {
    **dict.fromkeys(("topics", "words", "sites", "mutes", "learned"), following),
    **dict.fromkeys(("hour", "zone", "quiet", "pause", "alerts"), when),
    **dict.fromkeys(("count", "look"), how),
}
"""The name of the page of settings that lists each."""


def back(speech: Speech, *, of: str = "") -> tuple[Button, ...]:
    """To the page where the menu `of` is listed, by its name; without one, to all settings."""
    name = LISTED[of](speech) if of else speech.gettext("Back to settings")
    return (Button("‹ " + name, encode("menu", "up", of) if of else encode("menu", "settings")),)


def send_now(speech: Speech) -> Rows:
    return [(Button("🗞 " + speech.gettext("Send a digest now"), encode("now")),)]


def planned(speech: Speech) -> Rows:
    return [
        *send_now(speech),
        (Button("🕗 " + speech.gettext("Change digest times"), encode("menu", "hour")),),
    ]
