"""The first minute: language, what to read, the hour; then the first digest comes by itself. No step is needed for the next.

Four taps from /start to the first digest with a bundle of topics, five with topics of one's own, one for a sample.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import col

from bot import keyboards
from bot.choosing.topics import follow_preset, topics_menu
from bot.greeting.language import BOTH, BUTTONS, DIGESTS, language_changed, language_menu, set_language
from bot.stories.permalinks import topics_named
from bot.stories.reading import still_reading
from bot.timing.schedule import are_hours, hour_menu, planned_message, time_command, when_next
from bot.timing.zone import here, zone_menu
from bot.turn import Turn
from bot.typed import words_of
from news.callbacks import Press, encode
from news.catalogue import topic_name
from news.digest.arriving import is_first_reading
from news.markup import bold, esc, paragraphs
from news.models import Digest, Mark
from news.ports import Button, Message
from news.queries import active_schedules, followed, read_topics
from news.reader.agenda import digest_now
from news.reader.presets import Preset, presets
from news.rendering.directions import rtl


async def greet(turn: Turn, *, is_short: bool, chosen: Preset | None = None) -> None:
    """Who we are, and the first question. `chosen` by a link: ticked already."""
    if chosen is not None:
        await follow_preset(turn, chosen)
    turn.say(await _hello(turn, is_short=is_short))


async def _hello(turn: Turn, *, is_short: bool = False, page: int = 0) -> Message:
    speech = turn.speech
    said = [bold("🗞 " + speech.gettext("Welcome to Pressradar, your own news desk."))]
    if not is_short:
        said.append(
            esc(
                speech.gettext(
                    "At the time you choose, I send you the few stories that matter to you: each told once, every "
                    "sentence with its source. Press a story’s number to open it, see what every outlet wrote, or "
                    "ask about it."
                )
            )
        )
    if await turn.session.get(Mark, "edition") is not None:
        said.append(
            esc(
                speech.gettext(
                    "This computer cannot reach the news, so I show you a sample edition with made-up news."
                )
            )
        )
    if chosen := await _names(turn, await followed(turn.session, turn.subscriber_id)):
        said.append(esc(speech.gettext("You follow: {topics}.", topics=speech.listed(chosen))))
    said.append(bold("🌐 " + speech.gettext("Which language do you read?")))
    said.append(esc(speech.gettext("Tap yours to go on to the topics.")))
    rows = keyboards.languages(turn.app.words, chosen=speech.language, then="setup", page=page)
    rows.append((Button(speech.gettext("Continue to topics") + " ›", encode("setup", "topics")),))
    rows += keyboards.send_now(speech)
    return Message(paragraphs([rtl(part, speech) for part in said]), rows)


async def pressed_languages(turn: Turn, press: Press) -> None:
    """Another page of the languages."""
    turn.edit(await _languages(turn, then=press.word(1), page=press.number() or 0))


async def _languages(turn: Turn, *, then: str, page: int = 0) -> Message:
    if then == "setup" and _is_own(turn):
        return await _hello(turn, is_short=True, page=page)
    return language_menu(turn, then=then if then in ("setup", DIGESTS, BUTTONS) else BOTH, page=page)


def _is_own(turn: Turn) -> bool:
    """Whether somebody sets up what comes to themselves, and not a group or a channel."""
    return turn.is_private and not turn.is_for_another


async def pressed_language(turn: Turn, press: Press) -> None:
    of = press.word(1) if press.word(1) in (DIGESTS, BUTTONS) else BOTH
    if not await set_language(turn, press.word(), of=of):
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.toast(turn.speech.gettext("Saved."))
    if press.word(1) == "setup":
        turn.edit(await topics_menu(turn, then="setup"))
    else:
        changed = language_changed(turn, of=of)
        turn.edit(Message(changed.html, [*changed.buttons, keyboards.back(turn.speech)]))


async def pressed_setup(turn: Turn, press: Press) -> None:
    """The step that the button leads to."""
    step = press.word()
    if step == "begin":  # below a sample digest, which stays
        turn.say(await topics_menu(turn, then="setup"))
    elif step == "language":
        turn.edit(await _languages(turn, then="setup"))
    elif step == "topics":
        turn.edit(await topics_menu(turn, then="setup"))
    elif step == "hour":
        turn.edit(await hour_step(turn))
    elif step == "zone":
        turn.edit(await zone_menu(turn, then="setup"))
    else:
        turn.edit(await ready_message(turn))


async def hour_step(turn: Turn) -> Message:
    """The hours, by which clock they are meant, and the way to another clock."""
    menu = await hour_menu(turn, then="setup")
    clock = Button("📍 " + turn.speech.gettext("Time zone"), encode("setup", "zone"))
    back = Button("‹ " + turn.speech.gettext("Back"), encode("setup", "topics"))
    said = paragraphs([menu.html, rtl(esc(here(turn)), turn.speech)])
    return Message(said, [*menu.buttons, (back, clock)])


async def after_zone(turn: Turn) -> Message:
    """Whoever chose the clock before the hour goes on to the hours."""
    is_planned = await active_schedules(turn.session, turn.subscriber_id)
    return await ready_message(turn) if is_planned else await hour_step(turn)


async def ready_message(turn: Turn) -> Message:
    """The end of setting up: when it comes, and that the first one is on its way."""
    speech = turn.speech
    planned = (
        await planned_message(turn) if await active_schedules(turn.session, turn.subscriber_id) else None
    )
    told = [planned.html if planned else rtl(esc(await when_next(turn)), speech)]
    buttons = [*planned.buttons] if planned else keyboards.send_now(speech)
    if await _send_first(turn):
        told.append(rtl(esc(await _coming(turn)), speech))
        buttons = [row for row in buttons if not any(button.data == encode("now") for button in row)]
    if turn.subscriber.zone_is_guess:
        buttons.append((Button("📍 " + speech.gettext("Time zone"), encode("menu", "zone")),))
    return Message(
        paragraphs([rtl(bold("✅ " + speech.gettext("Your news desk is ready.")), speech), *told]), buttons
    )


async def typed_hours(turn: Turn, text: str) -> bool:
    """Takes hours that are written without the command, which end the setting up as a tap on one does; False for anything
    else."""
    if not are_hours(turn, text):
        return False
    is_new = turn.subscriber.state == "new"
    await time_command(turn, text)
    if is_new and await _send_first(turn):
        turn.say(Message(rtl(esc(await _coming(turn)), turn.speech)))
    return True


async def _coming(turn: Turn) -> str:
    """That the first digest comes; also where there is no news yet that it could hold."""
    if await is_first_reading(turn.session, now=turn.now):
        return still_reading(turn.speech)
    return turn.speech.gettext("Your first digest is on its way. Press a number below it to open a story.")


async def _send_first(turn: Turn) -> bool:
    """Sends the first digest of all now; who had one waits for their hour, and so does a group."""
    if not _is_own(turn):
        return False
    mine = select(col(Digest.id)).where(col(Digest.subscriber_id) == turn.subscriber_id)
    had = mine.where((col(Digest.schedule_id).is_(None)) | (col(Digest.composed_at).is_not(None)))
    if (await turn.session.execute(had.limit(1))).first() is not None:
        return False
    await digest_now(turn.session, turn.subscriber, now=turn.now)
    turn.ring("compose")
    return True


# --- links that name topics ----------------------------------------------------------------------


async def read_link(turn: Turn, payload: str) -> Preset | None:
    """What a link chooses: topics, `t_science-sport`, or a bundle, `p_tech`; None where it names none."""
    tree = await read_topics(turn.session)
    kind, _, rest = payload.partition("_")
    if kind == "t" and (slugs := topics_named(rest, tree)):
        return Preset("", "", tuple(slugs))
    bundles = presets(tree, zone=turn.subscriber.zone) if kind == "p" else []
    return next((preset for preset in bundles if preset.name == rest), None)


async def offer_link(turn: Turn, chosen: Preset) -> None:
    """Who is set up is asked first, unless all of it is followed."""
    speech = turn.speech
    names = speech.listed(await _names(turn, chosen.topics))
    if set(chosen.topics) <= set(await followed(turn.session, turn.subscriber_id)):
        turn.say(
            Message(
                rtl(esc(speech.gettext("You follow: {topics}.", topics=names)), speech),
                keyboards.send_now(speech),
            )
        )
        return
    said = esc(speech.gettext("This link offers: {topics}", topics=names))
    button = Button("+ " + speech.gettext("Follow"), encode("linked", turn.update.update_id))
    turn.say(Message(rtl(said, speech), [(button,)]))


async def pressed_linked(turn: Turn, press: Press) -> None:
    """Follows what the link names."""
    chosen = await read_link(turn, await words_of(turn, press.number() or 0) or "")
    if chosen is None:
        turn.toast(turn.speech.gettext("This topic is no longer there."))
        return
    await follow_preset(turn, chosen)
    turn.toast(turn.speech.gettext("Followed."))
    turn.edit(await topics_menu(turn))


async def _names(turn: Turn, slugs: Iterable[str]) -> list[str]:
    tree = await read_topics(turn.session)
    return [topic_name(tree[slug], turn.speech.language) for slug in slugs if slug in tree]
