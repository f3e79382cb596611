"""Everything a reader can set, in one look: `/settings`, and a page for each section of it.

What is set where is said in the files of the settings (`SETTING`); here they are put in order. Another one is added by one
line in `SECTIONS`. Every change is said back, and menus are changed in place.
"""

from collections.abc import Iterable

from bot import keyboards, own_data
from bot.chats import channels, kept
from bot.choosing import feeds, mutes, topics, words
from bot.greeting import language
from bot.setting import Section, Setting
from bot.stories import why
from bot.timing import alerts, digests, length, look, pausing, quiet, schedule, zone
from bot.turn import Turn
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, lines, paragraphs
from news.markup import quiet as untapped
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.rows import in_rows


def _languages(speech: Speech) -> str:
    return speech.gettext("Language")


def _where(speech: Speech) -> str:
    return speech.gettext("The bot in groups and channels")


def _data(speech: Speech) -> str:
    return speech.gettext("Your data")


SECTIONS: tuple[Section, ...] = (
    Section(
        "following",
        "🏷",
        keyboards.following,
        (
            topics.SETTING,
            words.SETTING,
            feeds.SETTING,
            mutes.SETTING,
            why.SETTING,
        ),
    ),
    Section(
        "when",
        "🕗",
        keyboards.when,
        (
            digests.SETTING,
            zone.SETTING,
            quiet.SETTING,
            pausing.SETTING,
            alerts.SETTING,
        ),
    ),
    Section(
        "how",
        "🎨",
        keyboards.how,
        (
            length.SETTING,
            look.SETTING,
        ),
    ),
    Section("languages", "🌐", _languages, (language.SETTING,)),
    Section("where", "📣", _where, (channels.SETTING,), is_own=True),
    Section("data", "🔐", _data, (own_data.SETTING,), is_own=True),
    Section("kept", "🔐", kept.SETTING.name, (kept.SETTING,), is_places=True),
)


async def show_settings(turn: Turn) -> Message:
    """All of it: what is set, by section, with a button to each."""
    speech = turn.speech
    shown = [section for section in SECTIONS if _is_shown(section, turn)]
    parts = [part for section in shown if (part := await _part(section, turn))]
    following = rtl(esc(await schedule.when_next(turn)), speech)
    doors = in_rows((_door(section, speech) for section in shown), 2)
    return Message(
        paragraphs([rtl(bold("⚙️ " + _whose(turn)), speech), *parts, following]),
        [*doors, *keyboards.send_now(speech)],
    )


def _whose(turn: Turn) -> Html:
    """A reader's own, or those of the chat that is set up, by its name."""
    if turn.is_private and not turn.is_for_another:
        return esc(turn.speech.gettext("Your settings"))
    return isolate(untapped(turn.place.topic or turn.place.title or "…"))


def _is_shown(section: Section, turn: Turn) -> bool:
    is_own = turn.is_private and not turn.is_for_another
    is_here = not (section.is_places if is_own else section.is_own)
    return is_here and bool(section.settings or section.actions(turn.speech))


async def _part(section: Section, turn: Turn) -> Html:
    """What is set in the section; nothing where that needs no line."""
    values = await _values(section.settings, turn)
    if values and _is_single(section, turn.speech) and section.settings[0].emoji == section.emoji:
        return Html(f"{section.emoji} ") + values[0]  # its name says it all
    return lines([_title(section, turn.speech), *values]) if values else Html("")


def _title(section: Section, speech: Speech) -> Html:
    return rtl(bold(f"{section.emoji} {section.name(speech)}"), speech)


def _door(section: Section, speech: Speech) -> Button:
    return Button(f"{section.emoji} {section.name(speech)}", encode("menu", section.menu))


async def _values(settings: Iterable[Setting], turn: Turn) -> list[Html]:
    speech = turn.speech
    values = [(setting, await setting.value(turn)) for setting in settings]
    return [
        rtl(esc(speech.labelled(setting.name(speech), value)), speech)
        for setting, value in values
        if value is not None
    ]


async def show_section(turn: Turn, section: Section) -> Message:
    """One section with a button for each of its settings."""
    speech = turn.speech
    if _is_single(section, speech):
        return await section.settings[0].show(turn)
    buttons = [
        Button(f"{setting.emoji} {setting.name(speech)}", encode("menu", setting.menu))
        for setting in section.settings
    ]
    rows = in_rows([*buttons, *section.actions(speech)], 2)
    text = lines([_title(section, speech), *await _values(section.settings, turn)])
    return Message(text, [*rows, keyboards.back(speech)])


def _is_single(section: Section, speech: Speech) -> bool:
    """Then its one menu takes the place of its page."""
    return len(section.settings) == 1 and not section.actions(speech)


async def show(turn: Turn, menu: str) -> Message:
    """The menu of that name: a section's, a setting's, or all of it."""
    for section in SECTIONS:
        if section.menu == menu and _is_shown(section, turn):
            return await show_section(turn, section)
        for setting in section.settings:
            if setting.menu == menu:
                return await setting.show(turn)
    return await show_settings(turn)


async def show_above(turn: Turn, menu: str) -> Message:
    """Where the menu of a setting is listed."""
    for section in SECTIONS:
        if any(setting.menu == menu for setting in section.settings) and not _is_single(section, turn.speech):
            return await show_section(turn, section)
    return await show_settings(turn)


async def pressed_menu(turn: Turn, press: Press) -> None:
    if press.word() == "up":
        turn.edit(await show_above(turn, press.word(1)))
    else:
        turn.edit(await show(turn, press.word()))
