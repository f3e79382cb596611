"""What a reader can set: language, hour, zone, number of stories. Commands and taps do the same.

Each change is said back, and menus are changed in place.
"""

from bot import keyboards, words
from bot.turn import Turn
from news.agenda import next_planned, plan_all, unplan
from news.callbacks import Press
from news.catalogue import topic_name
from news.catalogue.names import primary_language
from news.clock import city_of, is_zone, local_date, read_time, read_zone
from news.markup import bold, esc, lines, paragraphs
from news.models import Digest, Schedule
from news.ports import Message
from news.queries import active_schedules, followed, read_topics
from news.render import rtl

FEWEST, MOST = 3, 10


async def show_settings(turn: Turn) -> Message:
    """Everything that is set, with a button for each."""
    speech, subscriber = turn.speech, turn.subscriber
    tree = await read_topics(turn.session)
    names = [
        topic_name(tree[slug], speech.language)
        for slug in await followed(turn.session, turn.subscriber_id)
        if slug in tree
    ]
    names += [words.quoted(target, speech) for target in (await words.own(turn)).values()]
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    rows = [
        (speech.gettext("Topics"), speech.listed(names) if names else speech.gettext("everything")),
        (speech.gettext("Language"), speech.language_name(subscriber.digest_language)),
        (
            speech.gettext("Hour"),
            speech.listed([s.local_time for s in schedules]) if schedules else speech.gettext("not set"),
        ),
        (
            speech.gettext("Time zone"),
            f"{city_of(subscriber.zone, language=speech.language)} ({subscriber.zone})",
        ),
        (speech.gettext("Stories a digest"), speech.number(subscriber.stories)),
    ]
    listed = lines(rtl(bold(speech.labelled(name)) + f" {value}", speech) for name, value in rows)
    following = await when_next(turn)
    return Message(
        paragraphs(
            [rtl(bold("⚙️ " + speech.gettext("Your settings")), speech), listed, rtl(esc(following), speech)]
        ),
        keyboards.settings(speech),
    )


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


# --- language ------------------------------------------------------------------------------------


async def set_language(turn: Turn, code: str) -> bool:
    """Any language can be asked for in digests; the interface takes it where it is shipped.

    False where the code names no language.
    """
    base = primary_language(code)
    if base is None or not turn.speech.knows_language(base):
        return False
    turn.subscriber.digest_language = base
    if turn.app.words.match(base) == base:
        turn.subscriber.interface_language = base
    turn.session.add(turn.subscriber)
    return True


async def language_command(turn: Turn, argument: str) -> None:
    speech = turn.speech
    if not argument:
        turn.say(language_menu(turn, then="settings"))
        return
    if not await set_language(turn, argument.split()[0]):
        turn.say(
            Message(
                rtl(
                    esc(
                        speech.gettext(
                            "I do not know the language “{code}”. Give its code, like de or fr.",
                            code=speech.isolated(argument[:40]),
                        )
                    ),
                    speech,
                ),
                keyboards.languages(
                    turn.app.words, chosen=turn.subscriber.interface_language, then="settings"
                ),
            )
        )
        return
    turn.say(language_changed(turn))


def language_changed(turn: Turn) -> Message:
    speech = turn.speech
    wanted = turn.subscriber.digest_language
    said = [speech.gettext("Digests come in {language} now.", language=speech.language_name(wanted))]
    if wanted != speech.language:
        said.append(
            speech.gettext("The buttons stay in {language}.", language=speech.language_name(speech.language))
        )
    said.append(
        speech.gettext(
            "Where no outlet writes in it and no translation is set up, you get the original, marked with its language."
        )
    )
    return Message(rtl(esc(speech.prose(said)), speech))


def language_menu(turn: Turn, *, then: str) -> Message:
    speech = turn.speech
    rows = keyboards.languages(turn.app.words, chosen=turn.subscriber.interface_language, then=then)
    if then == "settings":
        rows.append(keyboards.back(speech))
    text = speech.gettext("Which language do you read?")
    more = speech.gettext("For another one send its code, like /language it.")
    return Message(paragraphs([rtl(bold(f"🌐 {text}"), speech), rtl(esc(more), speech)]), rows)


# --- hour and zone -------------------------------------------------------------------------------


async def time_command(turn: Turn, argument: str) -> None:
    """`/time HH:MM [zone or city]`: one digest a day at that hour."""
    if not argument:
        turn.say(await hour_menu(turn, then="settings"))
        return
    parts = argument.split(maxsplit=1)
    hour = read_time(parts[0])
    if hour is None and (zone := read_zone(argument, languages=turn.app.words.languages)):
        await set_zone(turn, zone)
        turn.say(await planned_message(turn))
        return
    if hour is None:
        turn.say(
            Message(
                rtl(
                    esc(turn.speech.gettext("I need an hour like 07:30. For example: /time 07:30 Berlin")),
                    turn.speech,
                )
            )
        )
        return
    if len(parts) == 2:
        zone_found = read_zone(parts[1], languages=turn.app.words.languages)
        if zone_found is None:
            turn.say(_unknown_zone(turn, parts[1]))
            return
        await set_zone(turn, zone_found, replan=False)
    await set_hour(turn, hour)
    turn.say(await planned_message(turn))


def _unknown_zone(turn: Turn, text: str) -> Message:
    speech = turn.speech
    said = speech.gettext(
        "I do not know the place “{place}”. Give a large city of your time zone, or its name like Europe/Berlin.",
        place=speech.isolated(text[:60]),
    )
    return Message(
        rtl(esc(said), speech),
        keyboards.zones(speech, guess=turn.subscriber.zone, now=turn.now, then="settings"),
    )


async def set_hour(turn: Turn, hour: str) -> None:
    """One schedule a reader for now: the first is changed, others are kept as they are."""
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    if schedules:
        schedules[0].local_time = hour
        turn.session.add(schedules[0])
    else:
        turn.session.add(Schedule(subscriber_id=turn.subscriber_id, local_time=hour))
    turn.subscriber.state = "active"
    turn.chat.state = "active"
    await turn.session.flush()
    await plan_all(turn.session, turn.subscriber, now=turn.now)


async def set_zone(turn: Turn, zone: str, *, replan: bool = True) -> None:
    turn.subscriber.zone, turn.subscriber.zone_is_guess = zone, False
    turn.session.add(turn.subscriber)
    await turn.session.flush()
    if replan and turn.subscriber.state == "active":
        await plan_all(turn.session, turn.subscriber, now=turn.now)


async def planned_message(turn: Turn) -> Message:
    speech = turn.speech
    said = [await when_next(turn)]
    city = city_of(turn.subscriber.zone, language=speech.language)
    clock = speech.time(turn.now, zone=turn.subscriber.zone)
    if turn.subscriber.zone_is_guess:
        said.append(
            speech.gettext(
                "I guess that you are in the time zone of {city}, where it is {time} now. If not, send for example: /time 07:30 Berlin",
                city=city,
                time=clock,
            )
        )
    else:
        said.append(speech.gettext("Time zone: {city}, where it is {time} now.", city=city, time=clock))
    return Message(rtl(esc(speech.prose(said)), speech), keyboards.send_now(speech))


async def hour_menu(turn: Turn, *, then: str) -> Message:
    speech = turn.speech
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    rows = keyboards.hours(speech, chosen=schedules[0].local_time if schedules else None, then=then)
    if then == "settings":
        rows.append(keyboards.back(speech))
    text = speech.gettext("When should your digest come?")
    more = speech.gettext("For another time send for example: /time 07:30 Berlin")
    return Message(paragraphs([rtl(bold(f"🕗 {text}"), speech), rtl(esc(more), speech)]), rows)


def zone_menu(turn: Turn, *, then: str) -> Message:
    speech = turn.speech
    rows = keyboards.zones(speech, guess=turn.subscriber.zone, now=turn.now, then=then)
    if then == "settings":
        rows.append(keyboards.back(speech))
    text = speech.gettext("What does your clock show?")
    more = speech.gettext("Not here? Send me the name of a large city in your time zone.")
    return Message(paragraphs([rtl(bold(f"📍 {text}"), speech), rtl(esc(more), speech)]), rows)


def count_menu(turn: Turn) -> Message:
    speech = turn.speech
    return Message(
        rtl(bold("🔢 " + speech.gettext("How many stories should a digest have?")), speech),
        keyboards.counts(speech, chosen=turn.subscriber.stories),
    )


# --- presses -------------------------------------------------------------------------------------


async def pressed_menu(turn: Turn, press: Press) -> None:
    menu = press.word()
    if menu == "topics":
        from bot.topics import topics_menu

        turn.edit(await topics_menu(turn))
    elif menu == "language":
        turn.edit(language_menu(turn, then="settings"))
    elif menu == "hour":
        turn.edit(await hour_menu(turn, then="settings"))
    elif menu == "zone":
        turn.edit(zone_menu(turn, then="settings"))
    elif menu == "count":
        turn.edit(count_menu(turn))
    else:
        turn.edit(await show_settings(turn))


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


async def pressed_zone(turn: Turn, press: Press) -> bool:
    if not is_zone(press.word()):
        turn.toast(turn.speech.gettext("This button is out of date."))
        return False
    await set_zone(turn, press.word())
    turn.toast(turn.speech.gettext("Saved."))
    return press.word(1) == "setup"


async def pressed_count(turn: Turn, press: Press) -> None:
    count = press.number()
    if count is None or not FEWEST <= count <= MOST:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.subscriber.stories = count
    turn.session.add(turn.subscriber)
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await show_settings(turn))


async def stop(turn: Turn) -> None:
    """No more digests; everything else is kept."""
    turn.subscriber.state = "stopped"
    turn.session.add(turn.subscriber)
    for schedule in await active_schedules(turn.session, turn.subscriber_id):
        await unplan(turn.session, schedule)
    speech = turn.speech
    turn.say(
        Message(
            rtl(
                esc(
                    speech.gettext(
                        "Stopped: no more digests. Your settings are kept; /start brings them back."
                    )
                ),
                speech,
            )
        )
    )
