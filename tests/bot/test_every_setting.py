"""The table of all that a reader can set: each by a line in their own language and by taps, each taken back in the same way.

What was set shows in `/settings`, and what was taken back leaves it as it was before. Sites are not of a language:
they have their lines and taps in `test_feeds`, which the table names; groups in `test_channels`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.settings import SECTIONS
from news.catalogue import bundled_topics, topic_name
from news.clock import city_of
from news.i18n import UI_LANGUAGES, Speech
from news.models import Topic
from tests.bot import test_channels, test_feeds, test_kept, test_own_data
from tests.bot.readers import Json, Reader, a_reader, data_of
from tests.end_to_end.people import TONGUES

SCIENCE, WORLD = (
    next(topic for topic in bundled_topics() if topic.slug == slug) for slug in ("science", "world")
)


@dataclass(frozen=True)
class Way:
    """How a setting is set, and how that is taken back: lines, or data of buttons as patterns that are pressed one after the
    other, each on what the one before showed. A line among taps answers what they asked for."""

    sets: tuple[str, ...]
    undoes: tuple[str, ...]


@dataclass(frozen=True)
class Both:
    line: Way
    taps: Way


Row = Callable[[Speech], Both]


def word(speech: Speech) -> str:
    return TONGUES[speech.language].muted


def topics(speech: Speech) -> Both:
    name = topic_name(SCIENCE, speech.language)
    press = ("v1:menu:following", "v1:menu:topics", "v1:follow:science")
    return Both(Way((f"/follow {name}",), (f"/unfollow {name}",)), Way(press, press))


def own_words(speech: Speech) -> Both:
    words = TONGUES[speech.language].own_words
    opened = ("v1:menu:following", "v1:menu:words")
    return Both(
        Way((f"/follow {words}",), (f"/unfollow {words}",)),
        Way((*opened, "v1:reword:0", words), (*opened, r"v1:word:\d+", r"v1:unword:\d+")),
    )


def mutes(speech: Speech) -> Both:
    """By taps under a story: `test_mutes`. Here in the list, where what is meant is typed when it was asked for."""
    meant = f"{word(speech)} {TONGUES[speech.language].until}"
    line = f"/mute {meant}"
    lift = ("v1:menu:following", "v1:menu:mutes", r"v1:unmute:\d+")
    return Both(
        Way((line,), (f"/unmute {word(speech)}",)),
        Way(("v1:menu:following", "v1:menu:mutes", "v1:mutemore", meant), lift),
    )


def learned(speech: Speech) -> Both:
    """By taps under a story: `test_why`. Here what a line said is turned round, and forgotten in the list."""
    name = topic_name(SCIENCE, speech.language)
    said, forget = f"/like {name}", ("v1:menu:following", "v1:menu:learned", "v1:taste:forget:topic=science")
    return Both(Way((said,), (f"/unlike {name}",)), Way((said, "v1:taste:down:topic=science"), forget))


def hour(speech: Speech) -> Both:
    days = speech.gettext("weekends")
    opened = ("v1:menu:when", "v1:menu:hour")
    return Both(
        Way((f"/time +21:00 {days}",), ("/time -21:00",)),
        Way((*opened, "v1:slot:0:hour$", "v1:slot:0:hour:2100"), (*opened, "v1:slot:2$", "v1:slot:2:drop")),
    )


def zone(speech: Speech) -> Both:
    def to(name: str) -> str:
        return f"/zone {city_of(name, language=speech.language)}"

    opened = ("v1:menu:when", "v1:menu:zone")
    home, there = "Europe/London", "America/Chicago"
    return Both(
        Way((to(there),), (to(home),)),
        Way((*opened, f"v1:zone:{there}"), (*opened, f"v1:zone:{home}")),
    )


def quiet(speech: Speech) -> Both:
    opened = ("v1:menu:when", "v1:menu:quiet")
    return Both(
        Way(("/quiet 22-7",), (f"/quiet {speech.gettext('off')}",)),
        Way((*opened, "v1:quiet:2300-0700"), (*opened, "v1:quiet:off")),
    )


def pause(speech: Speech) -> Both:
    opened = ("v1:menu:when", "v1:menu:pause")
    return Both(
        Way((f"/pause {TONGUES[speech.language].until}",), (f"/pause {speech.gettext('off')}",)),
        Way((*opened, "v1:pause:7"), (*opened, "v1:pause:off")),
    )


def alerts(speech: Speech) -> Both:
    opened = ("v1:menu:when", "v1:menu:alerts")
    return Both(
        Way((f"/alerts {speech.gettext('biggest')}",), (f"/alerts {speech.gettext('off')}",)),
        Way((*opened, "v1:alerts:more"), (*opened, "v1:alerts:off")),
    )


def length(speech: Speech) -> Both:
    opened = ("v1:menu:how", "v1:menu:count")
    return Both(
        Way(
            (f"/length {speech.minutes(5)}",), (f"/length {speech.ngettext('{n} story', '{n} stories', 5)}",)
        ),
        Way((*opened, "v1:count:m10"), (*opened, "v1:count:5")),
    )


def look(speech: Speech) -> Both:
    opened = ("v1:menu:how", "v1:menu:look")
    return Both(
        Way((f"/look {speech.gettext('full')}",), (f"/look {speech.gettext('standard')}",)),
        Way((*opened, "v1:look:compact"), (*opened, "v1:look:standard")),
    )


def language(speech: Speech) -> Both:
    """Of digests alone: what `/settings` says stays in the reader's language."""
    digests, other = speech.gettext("Digests"), "fr" if speech.language != "fr" else "de"
    opened = ("v1:menu:languages", "v1:langs:0:digests")
    pick = r"v1:lang:{}:digests"
    return Both(
        Way((f"/language {digests} {other}",), (f"/language {digests} {speech.language}",)),
        Way((*opened, pick.format(other)), (*opened, pick.format(speech.language))),
    )


TABLE: dict[str, Row] = {
    "topics": topics,
    "words": own_words,
    "mutes": mutes,
    "learned": learned,
    "hour": hour,
    "zone": zone,
    "quiet": quiet,
    "pause": pause,
    "alerts": alerts,
    "count": length,
    "look": look,
    "language": language,
}
"""By the name of the setting's menu."""
ELSEWHERE = {"sites": test_feeds, "places": test_channels, "own": test_own_data, "kept": test_kept}
"""Settings whose lines have no words of a language in them."""


def test_the_table_has_every_setting() -> None:
    assert {setting.menu for section in SECTIONS for setting in section.settings} == {*TABLE, *ELSEWHERE}


async def go(reader: Reader, way: tuple[str, ...]) -> None:
    """From `/settings` on where it begins with a tap."""
    shown = await reader.types("/settings") if way[0].startswith("v1:") else {}
    for step in way:
        if not step.startswith("v1:"):
            shown = await reader.types(step)
            continue
        data = await found(reader, shown, step)
        shown = await reader.taps(data, under=shown) or shown


async def found(reader: Reader, shown: Json, pattern: str) -> str:
    """The button, on a later page of the languages too."""
    while True:
        known = data_of(shown)
        data = next((one for one in known if re.match(pattern, one)), None)
        if data is not None:
            return data
        page = re.search(r"lang:", pattern) and [
            one for one in known if re.match(r"v1:langs:\d+:digests", one)
        ]
        assert page, (pattern, known)
        shown = await reader.taps(page[-1], under=shown)


async def state(reader: Reader) -> str:
    return (await reader.types("/settings"))["text"]


@pytest.mark.parametrize("code", UI_LANGUAGES)
async def test_every_setting_is_set_and_taken_back_by_a_line_and_by_taps(tmp_path, code: str) -> None:
    async with a_reader(tmp_path) as reader:
        async with reader.app.session() as session:
            for topic in (SCIENCE, WORLD):
                session.add(Topic(slug=topic.slug, parent=topic.parent, names=dict(topic.names)))
        reader.code = code
        for line in ("/topics world", "/time 07:30 London", f"/language {code}"):
            await reader.types(line)
        for name, row in TABLE.items():
            both = row(reader.app.words(code))
            for way in (both.line, both.taps):
                before = await state(reader)
                await go(reader, way.sets)
                assert await state(reader) != before, (name, way.sets)
                await go(reader, way.undoes)
                assert await state(reader) == before, (name, way.undoes)
