"""`/start`, with whatever a link says behind it, and `/help`. A newcomer's first minute is in `bot.greeting.newcomer`."""

from bot import keyboards
from bot.greeting.newcomer import greet, offer_link, read_link
from bot.settings import show_settings
from bot.stories.permalinks import story_named
from bot.stories.reading import open_linked
from bot.turn import Turn
from news.markup import bold, esc, lines, paragraphs
from news.ports import Message
from news.reader.agenda import plan_all
from news.rendering.render import rtl


async def start(turn: Turn, payload: str = "") -> None:
    """A newcomer is led through the few choices; who comes back finds everything as it was. Who followed a link to a
    story reads it first, and nothing is changed for it; a link to topics has them ticked for a newcomer, and offers them to
    others."""
    speech = turn.speech
    turn.place.state = "active"
    linked, chosen = story_named(payload), await read_link(turn, payload)
    if linked is not None:
        await open_linked(turn, linked)
    if turn.subscriber.state == "new":
        await greet(turn, is_short=linked is not None, chosen=chosen)
    elif chosen is not None:
        await offer_link(turn, chosen)
    if linked is not None or chosen is not None or turn.subscriber.state == "new":
        return
    turn.subscriber.state = "active"
    turn.session.add(turn.subscriber)
    await plan_all(turn.session, turn.subscriber, now=turn.now)
    welcome = speech.gettext("Welcome back! Everything is as you left it.")
    shown = await show_settings(turn)
    turn.say(Message(paragraphs([rtl(bold(welcome), speech), shown.html]), shown.buttons))


def help_message(turn: Turn) -> Message:
    """What can be said to us, in one look."""
    speech = turn.speech
    rows = [
        ("/digest", speech.gettext("a digest now")),
        *([("/listen", speech.gettext("your last digest, read aloud"))] if _can_listen(turn) else []),
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


def _can_listen(turn: Turn) -> bool:
    return turn.app.reads_aloud(turn.subscriber.digest_language)


def not_understood(turn: Turn) -> Message:
    speech = turn.speech
    shown = help_message(turn)
    sorry = esc(speech.gettext("I did not understand that."))
    return Message(paragraphs([rtl(sorry, speech), shown.html]), shown.buttons)
