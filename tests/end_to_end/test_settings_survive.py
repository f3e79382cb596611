"""Every setting is set and undone, by a line and by taps, by a program that is killed between any two messages.

Either it is down when the next message is sent, or it is killed as soon as that was: so each is handled by a program that
remembers nothing but its rows. In every run one setting is tried (`SEED` chooses), with a kill around every other
message; with LONG_RUNS=1 all, around every one.
"""

import os
import random
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from bot.settings import SECTIONS
from news.catalogue import bundled_topics, topic_name
from news.clock import city_of, weekend_of
from tests.end_to_end.conftest import Town, an_hour_far_off
from tests.end_to_end.people import (
    PATIENCE_S,
    TONGUES,
    Fits,
    Message,
    Reader,
    Tongue,
    does,
    label_of,
    offers,
    pressable,
    settle_in,
)
from tests.end_to_end.test_following import a_site
from tests.end_to_end.test_people import SEED

IS_LONG = bool(os.environ.get("LONG_RUNS"))
SITE = "{site}"
"""Stands in lines for the address of a site on loopback."""


@dataclass(frozen=True)
class Line:
    """Typed; `then` is what comes."""

    text: str
    then: Fits


@dataclass(frozen=True)
class Tap:
    """On the first button of the last message that does this; `then` is what comes, new or in its place."""

    act: str
    then: Fits


Step = Line | Tap
Walk = Callable[[Tongue], Sequence[Step]]


def says(tongue: Tongue, message: str) -> Fits:
    """A message that holds this message of the catalogue, whatever its values are."""
    reader = object.__new__(Reader)
    reader.tongue = tongue
    return reader.says(message)


def ticks(act: str) -> Fits:
    """A message whose button that does this is ticked."""
    return shows("✅", act)


def shows(sign: str, act: str) -> Fits:
    return lambda m: any(does(data, act) and sign in label_of(m, data) for data in pressable(m))


def unticks(act: str) -> Fits:
    return lambda m: offers(act)(m) and not ticks(act)(m)


def holds(*words: str) -> Fits:
    return lambda m: all(word in m.get("text", "") for word in words)


def lacks(words: str) -> Fits:
    return lambda m: "text" in m and words not in m["text"]


def both(one: Fits, other: Fits) -> Fits:
    return lambda m: one(m) and other(m)


# --- the settings --------------------------------------------------------------------------------


def topics(tongue: Tongue) -> list[Step]:
    science = topic_name(next(topic for topic in bundled_topics() if topic.slug == "science"), tongue.code)
    return [
        Line(f"/follow {science}", both(holds(science), offers("now"))),
        Line(f"/unfollow {science}", both(says(tongue, "No longer followed."), offers("again"))),
        Tap("again", both(holds(science), offers("now"))),
        Line("/topics", ticks("follow:science")),
        Tap("topics:science", shows("☑️", "follow:space")),
        Tap("follow:space", shows("⬜", "follow:space")),
        Tap("follow:space", shows("☑️", "follow:space")),
        Tap("topics::", ticks("follow:science")),
        Tap("follow:science", unticks("follow:science")),
        Tap("search", says(tongue, "Which topic do you look for?")),
        Line(science, unticks("pick:science")),
        Tap("pick:science", ticks("pick:science")),
        Tap("pick:science", unticks("pick:science")),
    ]


def own_words(tongue: Tongue) -> list[Step]:
    words, gone = tongue.own_words, says(tongue, "No longer followed.")
    return [
        Line(f"/follow {words}", both(holds(words), offers("unword"))),
        Line(f"/unfollow {words}", gone),
        Line("/settings", offers("menu:following")),
        Tap("menu:following", offers("menu:words")),
        Tap("menu:words", offers("reword:0")),
        Tap("reword:0", says(tongue, "Which words should I look for?")),
        Line(words, both(holds(words), offers("unword"))),
        Tap("reword", says(tongue, "Which words should I look for?")),
        Line(tongue.muted, both(holds(tongue.muted), offers("unword"))),
        Tap("unword", gone),
        Tap("again", offers("unword")),
        Tap("unword", gone),
    ]


def sites(tongue: Tongue) -> list[Step]:
    asked, found = says(tongue, "Send me the address of a site or of its feed."), offers("feed")
    return [
        Line(f"/follow {SITE}", found),
        Tap("feed", offers("unsite")),
        Tap("unsite", offers("again")),
        Line("/settings", offers("menu:following")),
        Tap("menu:following", offers("menu:sites")),
        Tap("menu:sites", offers("addsite")),
        Tap("addsite", both(asked, lambda m: not offers("addsite")(m))),
        Line(SITE, found),
        Tap("feed", offers("unsite")),
        Line(f"/unfollow {SITE}", offers("again")),
    ]


def mutes(tongue: Tongue) -> list[Step]:
    lifted = says(tongue, "No longer muted: {what}")
    return [
        Line(f"/mute {tongue.muted} {tongue.until}", both(holds(tongue.muted), offers("unmute"))),
        Line(f"/unmute {tongue.muted}", lifted),
        Tap("remute", offers("unmute")),
        Line("/mutes", both(holds(tongue.muted), offers("unmute"))),
        Tap("unmute", says(tongue, "Nothing is muted.")),
    ]


def stories(tongue: Tongue) -> list[Step]:
    """Saved, followed, and let go."""
    none_left = says(
        tongue,
        "You have no stories of your own yet. Open a story and press Follow or Save, or send {example}.",
    )
    return [
        Line("/digest", offers("open")),
        Line("/save 1", ticks("own")),
        Line("/save -1", unticks("own")),
        Line("/follow 1", ticks("own")),
        Line("/unfollow 1", unticks("own")),
        Tap("own", ticks("own")),
        Line("/saved", ticks("unown")),
        Tap("unown", unticks("unown")),
        Tap("unown", ticks("unown")),
        Tap("unown", unticks("unown")),
        Line("/saved", none_left),
    ]


def learned(tongue: Tongue) -> list[Step]:
    """By votes below a story and in lines, and of a topic by its name; forgotten."""
    nothing = says(tongue, "Nothing yet: press 👍 or 👎 under a story.")
    science = topic_name(next(topic for topic in bundled_topics() if topic.slug == "science"), tongue.code)
    return [
        Line("/digest", offers("open")),
        Tap("open", offers("vote")),
        Tap("vote", ticks("vote")),
        Line("/why", offers("taste:all")),
        Tap("taste:forget", offers("taste")),
        Tap("taste:all", nothing),
        Line("/dislike 1", ticks("vote:.*:down")),
        Line("1 👍", ticks("vote:.*:up")),
        Line("/unlike 1", unticks("vote")),
        Line(f"/like {science}", offers("taste:down:topic=science")),
        Tap("taste:down:topic=science", offers("taste:up:topic=science")),
        Line(f"/unlike {science}", nothing),
        Line("/sources 1", offers("ledger")),
    ]


def less(tongue: Tongue) -> list[Step]:
    """Of what a story is about, by taps."""
    return [
        Line("/digest", offers("open")),
        Tap("open", offers("more")),
        Tap("more", offers("less")),
        Tap("less", offers("mute:")),
        Tap("mute:", offers("mute:.*:7")),
        Tap("mute:.*:7", offers("unmute")),
        Tap("unmute", offers("remute")),
    ]


def digests(tongue: Tongue) -> list[Step]:
    days = weekend_of(tongue.zone)  # Friday and Saturday in Egypt, Sunday alone in India
    hour = an_hour_far_off(tongue.zone, place=1)
    shown, weekend = tongue.speech.wall_time(hour), tongue.speech.days(days)
    monday = tongue.speech.days("".join(sorted("1" + days)))
    digits, slot = hour.replace(":", ""), r"slot:[1-9]\d*"
    page = both(holds(shown), offers(f"{slot}:drop"))
    return [
        Line(f"/time +{hour} {tongue.speech.gettext('weekends')}", holds(shown, weekend)),
        Line(f"/time -{hour}", lacks(shown)),
        Line("/time", offers("slot:0:hour")),
        Tap("slot:0:hour", offers(f"slot:0:hour:{digits}")),
        Tap(f"slot:0:hour:{digits}", page),
        Tap(f"{slot}:days", offers(f"{slot}:days:{days}")),
        Tap(f"{slot}:days:{days}", both(holds(weekend), ticks(f"{slot}:days:{days}"))),
        Tap(f"{slot}:day:1", both(holds(monday), ticks(f"{slot}:day:1"))),
        Tap(f"{slot}:day:1", unticks(f"{slot}:day:1")),
        Tap(f"{slot}$", page),
        Tap(f"{slot}:sound", ticks(f"{slot}:sound")),
        Tap(f"{slot}:length", offers(f"{slot}:length:m5")),
        Tap(f"{slot}:length:m5", ticks(f"{slot}:length:m5")),
        Tap(f"{slot}:length:usual", ticks(f"{slot}:length:usual")),
        Tap(f"{slot}$", page),
        Tap(f"{slot}:drop", both(offers("slot:0:hour"), lacks(f"{shown} ·"))),
    ]


def zone(tongue: Tongue) -> list[Step]:
    there, home = city_of("America/Chicago", language=tongue.code), city_of(tongue.zone, language=tongue.code)
    return [
        Line(f"/zone {there}", holds(there)),
        Line(f"/zone {home}", holds(home)),
        Line("/settings", offers("menu:when")),
        Tap("menu:when", offers("menu:zone")),
        Tap("menu:zone", offers("zone:America/Chicago")),
        Tap("zone:America/Chicago", both(holds(there), offers("menu:zone"))),
        Tap("menu:zone", ticks("zone:America/Chicago")),
        Line(home, holds(home)),
    ]


def quiet(tongue: Tongue) -> list[Step]:
    return [
        Line("/quiet 22-7", ticks("quiet:2200-0700")),
        Line("/quiet off", ticks("quiet:off")),
        Line("/settings", offers("menu:when")),
        Tap("menu:when", offers("menu:quiet")),
        Tap("menu:quiet", ticks("quiet:off")),
        Tap("quiet:2300-0700", ticks("quiet:2300-0700")),
        Tap("quiet:off", ticks("quiet:off")),
    ]


def pause(tongue: Tongue) -> list[Step]:
    return [
        Line(f"/pause {tongue.until}", offers("pause:off")),
        Line("/resume", says(tongue, "The pause is over.")),
        Line("/settings", offers("menu:when")),
        Tap("menu:when", offers("menu:pause")),
        Tap("menu:pause", offers("pause:7")),
        Tap("pause:7", offers("pause:off")),
        Tap("pause:off", says(tongue, "The pause is over.")),
        Line(
            "/stop",
            says(tongue, "Stopped: no more digests. Your settings are kept; /start brings them back."),
        ),
        Line("/start", says(tongue, "Welcome back! Everything is as you left it.")),
    ]


def alerts(tongue: Tongue) -> list[Step]:
    speech = tongue.speech
    return [
        Line(f"/alerts {speech.gettext('more')}", ticks("alerts:more")),
        Line(f"/alerts {speech.gettext('without sound')}", ticks("alerts:sound")),
        Line(f"/alerts {speech.gettext('off')}", ticks("alerts:off")),
        Line("/settings", offers("menu:when")),
        Tap("menu:when", offers("menu:alerts")),
        Tap("menu:alerts", ticks("alerts:sound")),
        Tap("alerts:sound", unticks("alerts:sound")),
        Tap("alerts:biggest", ticks("alerts:biggest")),
        Tap("alerts:off", ticks("alerts:off")),
    ]


def length(tongue: Tongue) -> list[Step]:
    return [
        Line(f"/length {tongue.speech.minutes(5)}", ticks("count:m5")),
        Line("/length 5", both(ticks("count:5"), unticks("count:m5"))),
        Line("/settings", offers("menu:how")),
        Tap("menu:how", offers("menu:count")),
        Tap("menu:count", offers("count:m10")),
        Tap("count:m10", ticks("count:m10")),
        Tap("count:5", both(ticks("count:5"), unticks("count:m10"))),
    ]


def look(tongue: Tongue) -> list[Step]:
    speech = tongue.speech
    return [
        Line(f"/look {speech.gettext('full')}", ticks("look:full")),
        Line(f"/look {speech.gettext('standard')}", ticks("look:standard")),
        Line("/settings", offers("menu:how")),
        Tap("menu:how", offers("menu:look")),
        Tap("menu:look", offers("look:compact")),
        Tap("look:compact", ticks("look:compact")),
        Tap("look:standard", ticks("look:standard")),
        Tap("look:bilingual", ticks("look:bilingual")),
        Tap("look:bilingual", unticks("look:bilingual")),
    ]


def language(tongue: Tongue) -> list[Step]:
    """Of digests and buttons together, and of digests alone. French, while it is French, is known by its buttons."""
    own, speech = tongue.code, tongue.speech
    digests, there, back = (
        speech.gettext("Digests").casefold(),
        speech.language_name("fr"),
        speech.language_name(own),
    )
    return [
        Line("/language fr", holds("français")),
        Line(f"/language {own}", holds(back)),
        Line(f"/language {digests} fr", holds(there, back)),
        Line(f"/language {digests} {own}", holds(back)),
        Line("/settings", offers("menu:languages")),
        Tap("menu:languages", ticks(f"lang:{own}")),
        Tap("langs:0:digests", offers("lang:fr:digests")),
        Tap("lang:fr:digests", both(holds(there), offers("menu:language"))),
        Tap("menu:language", ticks(f"lang:{own}:settings")),
        Tap("lang:fr:settings", both(holds("français"), offers("menu:language"))),
        Tap("menu:language", ticks("lang:fr:settings")),
        Tap(f"lang:{own}:settings", holds(back)),
    ]


def own_data(tongue: Tongue) -> list[Step]:
    return [
        Line("/settings", offers("menu:data")),
        Tap("menu:data", offers("export")),
        Tap("export", lambda m: "document" in m),
        Line("/privacy", offers("erase:ask")),
        Tap("erase:ask", offers("erase:again")),
        Tap("erase:again", offers("erase:yes")),
        Tap("erase:no", offers("erase:ask")),
        Line("/forget", offers("erase:again")),
    ]


WALKS: dict[str, Walk] = {
    "topics": topics,
    "words": own_words,
    "sites": sites,
    "mutes": mutes,
    "stories": stories,
    "learned": learned,
    "less": less,
    "hour": digests,
    "zone": zone,
    "quiet": quiet,
    "pause": pause,
    "alerts": alerts,
    "count": length,
    "look": look,
    "language": language,
    "own": own_data,
}
"""By the name of the setting's menu. Groups and channels have their own kills, in `test_places` and `test_data_of_places`."""


def test_every_setting_has_its_walk():
    menus = {setting.menu for section in SECTIONS for setting in section.settings}
    assert menus - {"places", "kept"} <= set(WALKS)


# --- walking -------------------------------------------------------------------------------------


def tried() -> list[str]:
    if IS_LONG:
        return list(WALKS)
    return [random.Random(SEED).choice(sorted(WALKS))]


async def walk(town: Town, reader: Reader, steps: Sequence[Step], chance: random.Random) -> int:
    """Goes them one by one, with a kill before or in each of those that are chosen; gives how many kills there were."""
    last: Message = {}
    kills = 0
    for number, step in enumerate(steps):
        is_killed = IS_LONG or number % 2 == SEED % 2
        is_down = is_killed and chance.random() < 0.5
        if is_down:
            await town.program.stop(signal.SIGKILL)
        await act(reader, step, last)
        if is_killed and not is_down:
            await town.program.stop(signal.SIGKILL)
        if is_killed:
            await town.program.start()
            kills += 1
        try:
            last = await seen(reader, step, last)
        except AssertionError as error:
            raise AssertionError(f"{reader.tongue.code}, {step}: {error}") from error
    return kills


async def news_is_there(town: Town) -> None:
    """Until the press is read: what is killed every few seconds may take long to tell its first stories, and a busy machine
    takes minutes to read it."""
    reader = await settle_in(town, TONGUES["en"], 99)
    none_yet = reader.says("Nothing new in your topics since {time}.")
    while True:
        await reader.send("/digest")
        heard = await reader.hears(lambda m: offers("open")(m) or none_yet(m), patience_s=5 * PATIENCE_S)
        if offers("open")(heard):
            return


async def act(reader: Reader, step: Step, last: Message) -> None:
    if isinstance(step, Line):
        await reader.send(step.text)
        return
    data = next((one for one in pressable(last) if does(one, step.act)), None)
    assert data is not None, f"no button does {step.act}: {pressable(last)}"
    press = {"chat_id": reader.user, "message_id": last["message_id"], "data": data}
    await reader._post(f"/people/{reader.user}/press", press)


async def seen(reader: Reader, step: Step, last: Message) -> Message:
    return await (reader.meets(step.then) if isinstance(step, Line) else reader.comes_of(last, step.then))


@pytest.mark.timeout(7200 if os.environ.get("LONG_RUNS") else 600)
async def test_settings_are_set_and_undone_by_a_program_that_is_killed_between_any_two_messages(town):
    chance = random.Random(SEED)
    await news_is_there(town)
    runner, site = await a_site()
    try:
        for number, name in enumerate(tried(), start=1):
            tongue = TONGUES[chance.choice(sorted(TONGUES))]
            reader = await settle_in(town, tongue, number)
            await reader.types(f"/time {an_hour_far_off(tongue.zone)}", offers("menu:hour"))
            before = await reader.types("/settings", offers("menu:when"))
            steps = [
                s if isinstance(s, Tap) else Line(s.text.replace(SITE, site), s.then)
                for s in WALKS[name](tongue)
            ]
            assert await walk(town, reader, steps, chance) >= len(steps) // (1 if IS_LONG else 2)
            after = await reader.types("/settings", offers("menu:when"))
            assert after["text"] == before["text"], (name, tongue.code)
    finally:
        await runner.cleanup()
    assert list(town.telegram.api.violations) == []
