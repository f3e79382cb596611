"""`/search words`: the stories that have them, in pages that a button turns.

The words stay in the inbox with the update that they came in; a button names it, as it holds 64 bytes only.
"""

from dataclasses import replace

from bot.choosing.words import offer
from bot.limiting import may
from bot.stories.reading import views_of
from bot.turn import Turn
from bot.typed import words_of
from news.callbacks import Press
from news.ports import Message
from news.queries import outlet_names, read_topics
from news.reader.limits import Thing
from news.reader.muting import muted_now
from news.rendering import search_render
from news.rendering.render_mutes import thing
from news.rendering.search_render import A_PAGE, Page
from news.searching.search import Sought, read
from news.searching.search_ranking import Match, Result, is_all_in, telling_most
from news.searching.search_stories import Found, search
from news.story.views import Sentence, StoryView


async def search_command(turn: Turn, argument: str) -> None:
    sought = _read(turn, argument)
    if sought is None:
        turn.say(search_render.how_to(turn.speech, is_without_words=bool(argument)))
        return
    if not await may(turn, Thing.SEARCH):
        return
    shown = await _page(turn, sought, asked_in=turn.update.update_id)
    turn.say(
        shown
        or search_render.nothing(
            sought.written, turn.speech, buttons=offer(turn, argument, asked=turn.update.update_id)
        )
    )


async def search_message(turn: Turn, text: str) -> Message | None:
    """The first page of what has these words, written without the command; None where nothing has what tells something of them."""
    sought = _read(turn, text)
    return await _page(turn, sought, asked_in=turn.update.update_id) if sought is not None else None


async def pressed_found(turn: Turn, press: Press) -> None:
    """Turns to another page of what was found then."""
    asked, number, upto = (press.number(at) for at in range(3))
    sought = await _asked_then(turn, asked)
    if sought is not None and not await may(turn, Thing.SEARCH):
        return
    shown = (
        await _page(turn, sought, asked_in=asked, number=number, upto=upto)
        if sought is not None and asked and number is not None and upto is not None
        else None
    )
    if shown is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.edit(shown)


async def _asked_then(turn: Turn, update: int | None) -> Sought | None:
    """What this chat looked for in that update; None where it is no longer known, or another chat's."""
    text = await words_of(turn, update) if update is not None else None
    return _read(turn, text) if text is not None else None


def _read(turn: Turn, text: str) -> Sought | None:
    return read(text, languages=_languages(turn))


def _languages(turn: Turn) -> tuple[str, str]:
    return turn.subscriber.digest_language, turn.subscriber.interface_language


async def _page(
    turn: Turn, sought: Sought, *, asked_in: int, number: int = 0, upto: int | None = None
) -> Message | None:
    """None where there is nothing on it."""
    found = await search(turn.session, sought, now=turn.now, languages=_languages(turn), upto=upto)
    stories = await _seen(turn, found.results[number * A_PAGE : (number + 1) * A_PAGE])
    if not stories:
        return None
    shown = _as_page(sought, found, stories, number=number, asked_in=asked_in)
    muted = await _muted(turn, [view.story for view, _ in stories])
    return search_render.page(replace(shown, muted=muted), turn.speech, zone=turn.subscriber.zone)


async def _muted(turn: Turn, stories: list[int]) -> dict[int, str]:
    """What of these the reader mutes, and as what: who looks for it gets it, marked."""
    muted = await muted_now(turn.session, turn.subscriber, stories, now=turn.now)
    topics = await read_topics(turn.session) if muted else {}
    domains = {rule.target for rules in muted.values() for rule in rules if rule.kind == "outlet"}
    names = await outlet_names(turn.session, domains)
    return {
        story: turn.speech.listed(
            thing(rule.kind, rule.target, topics, turn.speech, outlets=names) for rule in rules
        )
        for story, rules in muted.items()
    }


async def _seen(turn: Turn, results: tuple[Result, ...]) -> list[tuple[StoryView, Result]]:
    views = {view.story: view for view in await views_of(turn, [result.story for result in results])}
    return [(views[result.story], result) for result in results if result.story in views]


def _shown(view: StoryView, result: Result) -> tuple[Match, ...]:
    """Not the articles that may not be shown yet."""
    return tuple(match for match in result.matches if match.article in view.sources)


def _telling(view: StoryView, result: Result, sought: Sought) -> Sentence | None:
    """The sentence by which it was found, where what was told has the words and the headline over it has not all of them."""
    if not result.is_told or is_all_in(view.headline, view.language, sought):
        return None
    at = telling_most([(one.text, one.language or "") for one in view.sentences], sought)
    return view.sentences[at] if at is not None else None


def _as_page(
    sought: Sought, found: Found, stories: list[tuple[StoryView, Result]], *, number: int, asked_in: int
) -> Page:
    return Page(
        written=sought.written,
        stories=[(view, _shown(view, result)) for view, result in stories],
        told={view.story: said for view, result in stories if (said := _telling(view, result, sought))},
        count=len(found.results),
        number=number,
        asked_in=asked_in,
        upto=found.upto,
        are_more=found.are_more,
        left_out=[part.shown for part in found.left_out],
    )
