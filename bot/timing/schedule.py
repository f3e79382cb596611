"""When digests come: `/time`, in one line; and what is said of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import keyboards
from bot.choosing.topics import named
from bot.timing import digests, length
from bot.timing.zone import here, no_summer, set_zone
from bot.turn import Turn
from bot.vocabulary import vocabulary_of
from news.callbacks import Press, encode
from news.clock import city_of, fold, is_fixed, local_date, read_time, read_zone
from news.i18n import Speech
from news.intake.discovery import site_of
from news.markup import Html, bold, broken, esc, lines, paragraphs
from news.models import Digest
from news.ports import Message
from news.queries import active_schedules, feeds_followed, followed, read_topics
from news.reader.agenda import next_planned
from news.reader.phrases import parse, written
from news.reader.quiet_hours import Window, read_window, window_of
from news.reader.schedule_line import Wish, read_line
from news.reader.schedules import Change, Selection, Timed, set_times
from news.reader.small_words import FROM_TO
from news.reader.topic_search import names_of
from news.rendering.directions import rtl
from news.rendering.examples import led


async def when_next(turn: Turn) -> str:
    """ "Your next digest comes today at 08:00.", or that none is planned."""
    planned = await next_planned(turn.session, turn.subscriber_id)
    if planned is None:
        return turn.speech.gettext("No digest is planned. Choose an hour with /time.")
    return turn.speech.gettext("Your next digest comes {when}.", when=moment_of(turn, planned))


def moment_of(turn: Turn, digest: Digest) -> str:
    speech, zone = turn.speech, turn.subscriber.zone
    days = (digest.local_date - local_date(turn.now, zone=zone)).days
    at = speech.time(digest.slot_at, zone=zone)
    if days == 0:
        return speech.gettext("today at {time}", time=at)
    if days == 1:
        return speech.gettext("tomorrow at {time}", time=at)
    return speech.gettext("on {day} at {time}", day=speech.date(digest.local_date), time=at)


# --- by a line -----------------------------------------------------------------------------------


async def time_command(turn: Turn, argument: str) -> None:
    """`/time 07:30 18:00`, `/time 07:30 mon-fri science 5 min`, `/time +18:00`, `/time -18:00`, `/time 07:30 Berlin`."""
    if not argument:
        turn.say(await digests.menu(turn))
        return
    wishes = read_line(argument, vocabulary_of(turn))
    if (span := _span(wishes)) is not None:
        turn.say(_no_span(span, turn.speech))
        return
    if not any(wish.times for wish in wishes):
        await _place_alone(turn, argument)
        return
    meant = [await _meant(turn, wish) for wish in wishes]
    unknown = " ".join(word for one in meant for word in one.unknown)
    if unknown:
        turn.say(_unknown(turn, unknown))
        return
    zone = next((one.zone for one in meant if one.zone), None)
    if zone is not None:
        await set_zone(turn, zone, replan=False)
    wanted = [Timed(sign, at, one.change) for one in meant for sign, at in one.wish.times]
    if any(timed.sign != "-" for timed in wanted):
        turn.place.state = "active"
    gone = await set_times(turn.session, turn.subscriber, wanted, now=turn.now)
    if gone is None:
        turn.say(Message(rtl(esc(digests.too_many(turn.speech)), turn.speech)))
        return
    told = await planned_message(turn, is_list=bool(gone) or any(timed.sign for timed in wanted))
    turn.say(replace(told, buttons=[*digests.returning(gone, turn.speech), *told.buttons]))


_CLOCK = re.compile(r"\d[:：]\d{2}(?!\d)")


def are_hours(turn: Turn, text: str) -> bool:
    """Whether it is hours and nothing else, written without the command. A bare "7" is one to newcomers only, whom we ask for
    an hour: to others it is a story."""
    if turn.subscriber.state != "new" and not _CLOCK.search(text):
        return False
    wishes = read_line(text, vocabulary_of(turn))
    return bool(wishes) and all(wish.times and not wish.rest for wish in wishes)


def _span(wishes: Sequence[Wish]) -> Window | None:
    """Two hours with "to" between them, which no digest has: "21:00-18:00", "9 bis 18 Uhr"."""
    rest = [word for wish in wishes for word in wish.rest]
    if found := next(filter(None, map(read_window, rest)), None):
        return found
    times = [time for wish in wishes for time in wish.times]
    is_between = bool(rest) and all(fold(word) in FROM_TO for word in rest)
    if len(times) != 2 or not is_between or any(sign for sign, _ in times):
        return None
    return window_of(times[0][1], times[1][1])


def _no_span(window: Window, speech: Speech) -> Message:
    """ "21:00-18:00" is no digest."""
    lead = speech.gettext(
        "A digest comes at one time, not over a span. For two digests, or for hours in which nothing makes a sound, send:"
    )
    examples = (f"/time {window.begins} {window.ends}", f"/quiet {window.begins}-{window.ends}")
    return Message(led(lead, *examples, speech=speech))


def _unknown(turn: Turn, words: str) -> Message:
    said = turn.speech.gettext(
        "I know neither a topic nor a place “{words}”, so nothing was changed. /topics lists the topics; of places I know large cities.",
        words=turn.speech.isolated(broken(words[:60])),
    )
    return Message(rtl(esc(said), turn.speech))


async def _place_alone(turn: Turn, argument: str) -> None:
    """`/time Berlin` says where the reader is."""
    zone = read_zone(
        argument, languages=turn.app.words.languages, near=turn.subscriber.zone, language=turn.speech.language
    )
    if zone is not None:
        await set_zone(turn, zone)
        turn.say(await planned_message(turn))
        return
    lead = turn.speech.gettext("I need an hour like 07:30. For example:")
    turn.say(Message(led(lead, _example(turn.subscriber.zone, turn.speech), speech=turn.speech)))


def _example(zone: str, speech: Speech) -> str:
    return f"/time 07:30 {city_of(zone, language=speech.language)}"


@dataclass(frozen=True)
class _Meant:
    """A wish with its names looked up: what is to be set, where the reader is, and what names nothing."""

    wish: Wish
    change: Change
    zone: str | None = None
    unknown: tuple[str, ...] = ()


async def _meant(turn: Turn, wish: Wish) -> _Meant:
    of, left = await _named(turn, wish.rest)
    zone = (
        read_zone(
            " ".join(left),
            languages=turn.app.words.languages,
            near=turn.subscriber.zone,
            language=turn.speech.language,
        )
        if left
        else None
    )
    is_said = wish.is_everything or of != Selection()
    change = Change(
        days=wish.days,
        minutes=wish.minutes,
        stories=_stories(wish),
        is_silent=wish.is_silent,
        is_spoken=wish.is_spoken,
        of=of if is_said else None,
    )
    return _Meant(wish, change, zone, () if zone else left)


def _stories(wish: Wish) -> int | None:
    return None if wish.stories is None else max(length.FEWEST, min(wish.stories, length.MOST))


async def _named(turn: Turn, rest: Sequence[str]) -> tuple[Selection, tuple[str, ...]]:
    """Topics, the reader's own words and sites among these words, and what is none of them."""
    if not rest:
        return Selection(), ()
    phrase = parse(" ".join(rest))
    if phrase is not None and written(phrase) in await followed(
        turn.session, turn.subscriber_id, kind="phrase"
    ):
        return Selection(words=(written(phrase),)), ()
    sites = {
        site_of(url).casefold(): feed
        for feed, url in (await feeds_followed(turn.session, turn.subscriber_id)).items()
    }
    feeds = tuple(str(sites[word.casefold()]) for word in rest if word.casefold() in sites)
    others = " ".join(word for word in rest if word.casefold() not in sites)
    found, left = named(
        others, names_of(await read_topics(turn.session), (turn.speech.language, *turn.app.words.languages))
    )
    return Selection(topics=tuple(dict.fromkeys(slug for _, slug in found)), feeds=feeds), tuple(left)


# --- by taps, when the reader is set up ----------------------------------------------------------


async def has_several(turn: Turn) -> bool:
    return len(await active_schedules(turn.session, turn.subscriber_id)) > 1


async def set_hour(turn: Turn, hour: str) -> None:
    """A newcomer's one digest."""
    turn.place.state = "active"
    await set_times(turn.session, turn.subscriber, [Timed("", hour)], now=turn.now)


async def planned_message(turn: Turn, *, is_list: bool = False) -> Message:
    """`is_list`: even a single digest is listed: what there is now, after one was added or taken away."""
    speech = turn.speech
    said = [await when_next(turn)]
    zone = turn.subscriber.zone
    if turn.subscriber.zone_is_guess:
        guess = speech.gettext(
            "Your time zone is set to {city}, where it is {time} now. To change it, send for example:",
            city=city_of(zone, language=speech.language),
            time=speech.time(turn.now, zone=zone),
        )
        elsewhere = next(other for other in keyboards.CITIES if other != zone)
        told = led(speech.prose([*said, guess]), _example(elsewhere, speech), speech=speech)
    else:
        fixed = [no_summer(speech)] if is_fixed(zone) else []
        told = rtl(esc(speech.prose([*said, here(turn), *fixed])), speech)
    return Message(paragraphs([await _listed(turn, is_whole=is_list), told]), keyboards.planned(speech))


async def _listed(turn: Turn, *, is_whole: bool) -> Html:
    """What each digest is; unless it shall be whole, only where there is more to say of them than one hour."""
    rows = sorted(await active_schedules(turn.session, turn.subscriber_id), key=lambda row: row.local_time)
    if not is_whole and len(rows) == 1 and digests.is_plain(rows[0]):
        return Html("")
    said = [f"🕗 {await digests.summary(turn, row)}" for row in rows]
    return lines(rtl(esc(one), turn.speech) for one in said)


async def hour_menu(turn: Turn, *, then: str) -> Message:
    speech = turn.speech
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    rows = keyboards.hours(
        speech,
        chosen=schedules[0].local_time if schedules else None,
        act=lambda hour: encode("hour", f"{hour}:{then}"),
    )
    text = speech.gettext("When should your digest come?")
    lead = speech.gettext("For another time send for example:")
    more = led(lead, _example(turn.subscriber.zone, speech), speech=speech)
    return Message(paragraphs([rtl(bold(f"🕗 {text}"), speech), more]), rows)


async def pressed_hour(turn: Turn, press: Press) -> bool:
    """True where the reader is being set up and the next step should follow."""
    hour, _, then = press.word().rpartition(":")
    found = read_time(hour)
    if found is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return False
    await set_hour(turn, found)
    turn.toast(turn.speech.gettext("Saved."))
    return then == "setup"
