"""The first minute: hello, language, topics, hour, time zone, first digest. And coming back."""

from bot import keyboards
from bot.language import language_changed, language_menu, set_language
from bot.permalinks import story_named
from bot.reading import open_linked
from bot.schedule import hour_menu, planned_message, when_next
from bot.settings import show_settings
from bot.topics import topics_menu
from bot.turn import Turn
from bot.zone import zone_menu
from news.agenda import plan_all
from news.callbacks import Press, encode
from news.markup import bold, esc, lines, paragraphs
from news.models import Mark
from news.ports import Button, Message
from news.queries import active_schedules
from news.render import rtl


async def start(turn: Turn, payload: str = "") -> None:
    """A newcomer is led through the few choices; who comes back finds everything as it was. Who followed a link to a
    story reads it first, and nothing is changed for it."""
    speech = turn.speech
    turn.place.state = "active"
    linked = story_named(payload)
    if linked is not None:
        await open_linked(turn, linked)
    if turn.subscriber.state == "new":
        await greet(turn, is_short=linked is not None)
    if linked is not None or turn.subscriber.state == "new":
        return
    turn.subscriber.state = "active"
    turn.session.add(turn.subscriber)
    await plan_all(turn.session, turn.subscriber, now=turn.now)
    welcome = speech.gettext("Welcome back! Everything is as you left it.")
    shown = await show_settings(turn)
    turn.say(Message(paragraphs([rtl(bold(welcome), speech), shown.html]), shown.buttons))


async def greet(turn: Turn, *, is_short: bool) -> None:
    """Who we are, and the first question."""
    sample = await turn.session.get(Mark, "edition") is not None
    turn.say(_hello(turn, sample=sample, is_short=is_short))


def _hello(turn: Turn, *, sample: bool, is_short: bool = False) -> Message:
    speech = turn.speech
    said = [bold("🗞 " + speech.gettext("Welcome to Pressradar, your own news desk."))]
    if not is_short:
        said.append(
            esc(
                speech.gettext(
                    "At your hour I send you the few stories that matter to you: each told once, every sentence with its source. "
                    "Press a story to open it, look at what every outlet wrote, or ask about it."
                )
            )
        )
    if sample:
        said.append(
            esc(
                speech.gettext(
                    "This machine reaches no news, so I read a sample edition of invented news to you."
                )
            )
        )
    said.append(bold("🌐 " + speech.gettext("Which language do you read?")))
    rows = keyboards.languages(turn.app.words, chosen=turn.subscriber.interface_language, then="setup")
    rows.append((Button(speech.gettext("Continue") + " ›", encode("setup", "topics")),))
    return Message(paragraphs([rtl(part, speech) for part in said]), rows)


async def pressed_language(turn: Turn, press: Press) -> None:
    if not await set_language(turn, press.word()):
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.toast(turn.speech.gettext("Saved."))
    if press.word(1) == "setup":
        turn.edit(await topics_menu(turn, then="setup"))
    else:
        turn.edit(Message(language_changed(turn).html, [keyboards.back(turn.speech)]))


async def pressed_setup(turn: Turn, press: Press) -> None:
    """The step that the button leads to."""
    step = press.word()
    if step == "language":
        turn.edit(language_menu(turn, then="setup"))
    elif step == "topics":
        turn.edit(await topics_menu(turn, then="setup"))
    elif step == "hour":
        turn.edit(await hour_menu(turn, then="setup"))
    elif step == "zone":
        turn.edit(zone_menu(turn, then="setup"))
    else:
        turn.edit(await ready_message(turn))


async def ready_message(turn: Turn) -> Message:
    """The end of setting up: when it comes, and the first one now."""
    speech = turn.speech
    planned = (
        await planned_message(turn) if await active_schedules(turn.session, turn.subscriber_id) else None
    )
    text = planned.html if planned else rtl(esc(await when_next(turn)), speech)
    return Message(
        paragraphs([rtl(bold("✅ " + speech.gettext("Your desk is set.")), speech), text]),
        keyboards.send_now(speech),
    )


def help_message(turn: Turn) -> Message:
    """What can be said to us, in one look."""
    speech = turn.speech
    rows = [
        ("/digest", speech.gettext("a digest now")),
        ("/sources", speech.gettext("what every outlet wrote: /sources 1 for the first story")),
        ("/ask", speech.gettext("ask about a story: /ask 2 … for the second one")),
        ("/new", speech.gettext("what came since you last looked")),
        ("/search", speech.gettext("look for words: /search harbour tunnel")),
        ("/saved", speech.gettext("your stories: /follow 2 follows one, /save 2 keeps it, /mute 2 mutes it")),
        ("/topics", speech.gettext("choose topics, or name them: /topics world science")),
        ("/follow", speech.gettext("follow your own words or a site, and see what you follow")),
        ("/unfollow", speech.gettext("stop following it")),
        ("/mute", speech.gettext("mute a word, a topic or an outlet: /mute Tesla")),
        ("/why", speech.gettext("why a story came, and what I learned from you: /why 1")),
        ("/mutes", speech.gettext("what is muted; to lift it: /unmute Tesla")),
        ("/time", speech.gettext("your hours: /time 07:30 18:00; your place: /zone Berlin")),
        ("/next", speech.gettext("when the next one comes, and of what")),
        ("/length", speech.gettext("how long a digest is: /length 5 min")),
        ("/look", speech.gettext("how it looks: compact, standard or full")),
        ("/quiet", speech.gettext("quiet hours: /quiet 22-7")),
        ("/alerts", speech.gettext("breaking news at once: off, only the biggest, or more")),
        ("/pause", speech.gettext("days off: /pause, and /resume ends them")),
        ("/language", speech.gettext("your language: /language de")),
        ("/settings", speech.gettext("everything you have set")),
        ("/channels", speech.gettext("groups and channels you look after")),
        ("/privacy", speech.gettext("what I keep about you: /export hands it over, /forget deletes it")),
        ("/stop", speech.gettext("no more digests")),
    ]
    listed = lines(rtl(esc(f"{speech.isolated(command)} – {text}"), speech) for command, text in rows)
    more = esc(
        speech.gettext("To ask about a story, press “Ask” under it or reply to it with your question.")
    )
    return Message(
        paragraphs([rtl(bold("💡 " + speech.gettext("What you can do")), speech), listed, rtl(more, speech)]),
        keyboards.send_now(speech),
    )


def not_understood(turn: Turn) -> Message:
    speech = turn.speech
    shown = help_message(turn)
    sorry = esc(speech.gettext("I did not understand that."))
    return Message(paragraphs([rtl(sorry, speech), shown.html]), shown.buttons)
