"""Stories of one's own: to follow, save and mute one, by a tap or one line, and the list of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.limiting import may, refuse
from bot.stories.meant import no_such_story, stories_meant
from bot.stories.reading import views_of
from bot.ticks import is_all_of, tick
from bot.turn import Turn
from news.callbacks import Press
from news.markup import bold, esc, isolate, lines, quiet
from news.models import OwnStory
from news.ports import Button, Message
from news.queries import seen_by
from news.reader.limits import Thing
from news.reader.own_stories import MOST, choose, first_message, read_own, unchoose, ways_chosen, ways_of
from news.reader.seen import mark_seen
from news.reader.ways import WAYS, Way
from news.rendering.directions import headed, rtl
from news.rendering.render_own import Listed, Page, no_stories, own_stories, way_button, ways
from news.story.views import StoryView

Command = Callable[[Turn, str], Awaitable[None]]

A_PAGE = 6


# --- by a line -----------------------------------------------------------------------------------


def or_story(otherwise: Command, way: Way, *, on: bool = True) -> Command:
    """A command that means a story where its argument is the number of one, or where it stands alone in reply to one; else
    what it means `otherwise`. A number that no story has is no word to follow or mute; what was chosen as one before is still
    undone."""

    async def command(turn: Turn, argument: str) -> None:
        story = await story_meant(turn, argument)
        if story is not None:
            await _change_by_line(turn, story, way, on=on)
        elif on and is_number(argument):
            turn.say(no_such_story(argument.lstrip("-−–"), len(await stories_meant(turn)), turn.speech))
        else:
            await otherwise(turn, argument)

    return command


async def save_command(turn: Turn, argument: str) -> None:
    """`/save 2` saves the second story of the digest, `/save -2` no longer; in reply to a story, that one."""
    on = not argument.startswith(("-", "−", "–"))
    story = await story_meant(turn, argument.lstrip("-−–"))
    if story is not None:
        await _change_by_line(turn, story, "saved", on=on)
    elif argument:
        turn.say(no_such_story(argument.lstrip("-−–"), len(await stories_meant(turn)), turn.speech))
    else:
        turn.say(await list_message(turn))


async def saved_command(turn: Turn, _argument: str) -> None:
    turn.say(await list_message(turn))


async def story_meant(turn: Turn, argument: str) -> int | None:
    """By its number in what was replied to, else in the last digest. Digits of any script."""
    message = turn.update.effective_message
    is_reply = message is not None and message.reply_to_message is not None
    if not argument and is_reply:
        stories = await stories_meant(turn)
        return stories[0] if len(stories) == 1 else None
    if not is_number(argument):
        return None
    stories = await stories_meant(turn)
    return stories[int(argument) - 1] if 1 <= int(argument) <= len(stories) else None


def is_number(argument: str) -> bool:
    """Of a story: what is longer is a year, or a line to call."""
    return argument.isdecimal() and len(argument) <= 2


async def _change_by_line(turn: Turn, story: int, way: Way, *, on: bool) -> None:
    views = await views_of(turn, [story])
    if not views:
        turn.say(Message(rtl(esc(turn.speech.gettext("This story is no longer here.")), turn.speech)))
        return
    if not await _change(turn, views[0], way, on=on, message_id=await _anchor(turn, views[0].story)):
        return
    turn.say(await _changed(turn, views[0], way, on=on))


async def _changed(turn: Turn, view: StoryView, way: Way, *, on: bool) -> Message:
    """What was done, with ticks to undo it."""
    head = headed(bold(isolate(quiet(view.headline))), turn.speech)
    said = rtl(esc(_said(turn, way, on=on)), turn.speech)
    chosen = await ways_chosen(turn.session, turn.subscriber_id, view.story)
    return Message(lines([head, said]), ways(view.story, chosen, turn.speech), (view.story,))


# --- by a tap ------------------------------------------------------------------------------------


async def pressed_own(turn: Turn, press: Press) -> None:
    """The ticks of the pressed message change with it; where it said what was done, it says so anew."""
    way = _way(press.word(1))
    views = await views_of(turn, [press.number() or 0])
    if way is None or not views:
        turn.toast(turn.speech.gettext("This story is no longer here."), alert=True)
        return
    on = press.number(2) == 1
    query = turn.update.callback_query
    message = query.message if query else None
    if await _change(turn, views[0], way, on=on, message_id=message.message_id if message else None):
        turn.toast(_said(turn, way, on=on))
        if is_all_of(turn, lambda shown: shown.act == "own"):
            turn.edit(await _changed(turn, views[0], way, on=on))
        else:
            await _tick(turn, views[0].story)


async def pressed_unown(turn: Turn, press: Press) -> None:
    """Lets go of a story of the list in one way, and says so there, with a button that takes it back."""
    story, page, way = press.number() or 0, press.number(1) or 0, _way(press.word(2))
    views = await views_of(turn, [story])
    if way is None or not views:
        turn.toast(turn.speech.gettext("This button is out of date."))
        turn.edit(await list_message(turn, page=page))
        return
    before = await read_own(turn.session, turn.subscriber_id)
    on = press.number(3) == 1
    first = await first_message(turn.session, turn.chat.id or 0, views[0].story)
    if not await _change(turn, views[0], way, on=on, message_id=first):
        return
    said = _done(turn, way, on=on)
    turn.toast(said)
    if on:
        turn.edit(await list_message(turn))  # the latest stand first
    else:
        gone = Listed(views[0], (), way, said)
        turn.edit(await list_message(turn, page=page, own=before, gone=gone))


async def pressed_saved(turn: Turn, press: Press) -> None:
    turn.edit(await list_message(turn, page=press.number() or 0))


def _way(word: str) -> Way | None:
    return next((way for way in WAYS if way == word), None)


async def _tick(turn: Turn, story: int) -> None:
    chosen = await ways_chosen(turn.session, turn.subscriber_id, story)

    def fresh(press: Press) -> Button | None:
        way = _way(press.word(1)) if press.act == "own" else None
        is_its = way is not None and press.number() == story
        return way_button(story, way, turn.speech, on=way in chosen) if way and is_its else None

    await tick(turn, fresh)


# --- what both do --------------------------------------------------------------------------------


async def _change(turn: Turn, view: StoryView, way: Way, *, on: bool, message_id: int | None) -> bool:
    """False where there is no room for one more, which is said then."""
    if not on:
        await unchoose(turn.session, turn.subscriber_id, view.story, (way,))
    elif not await _has_room(turn, view.story):
        return False
    else:
        if not await seen_by(turn.session, turn.subscriber_id, [view.story]):
            await mark_seen(turn.session, turn.subscriber_id, [view], now=turn.now)
        await choose(turn.session, turn.subscriber_id, view, way, now=turn.now, message_id=message_id)
    await turn.session.flush()
    turn.ring("follow")
    return True


async def _has_room(turn: Turn, story: int) -> bool:
    own = await read_own(turn.session, turn.subscriber_id)
    if len(own) < MOST or story in {home for _, home in own}:
        return await may(turn, Thing.OWN)
    refuse(turn, turn.speech.gettext("I cannot keep more stories for you. Remove some in /saved first."))
    return False


def _said(turn: Turn, way: Way, *, on: bool) -> str:
    """With where to find it again."""
    done = _done(turn, way, on=on)
    return turn.speech.prose([done, turn.speech.gettext("/saved lists your stories.")]) if on else done


def _done(turn: Turn, way: Way, *, on: bool) -> str:
    speech = turn.speech
    if on:
        return {
            "followed": speech.gettext("I reply here when there is news on it."),
            "saved": speech.gettext("Saved."),
            "muted": speech.gettext("It will not be in your digests any more."),
        }[way]
    return {
        "followed": speech.gettext("I no longer write to you about this story."),
        "saved": speech.gettext("No longer saved."),
        "muted": speech.gettext("It may be in your digests again."),
    }[way]


async def _anchor(turn: Turn, story: int) -> int | None:
    """The message that updates of a story reply to: the one replied to, else the first about it."""
    message = turn.update.effective_message
    if message is not None and message.reply_to_message is not None:
        return message.reply_to_message.message_id
    return await first_message(turn.session, turn.chat.id or 0, story)


async def list_message(
    turn: Turn,
    *,
    page: int = 0,
    own: Sequence[tuple[OwnStory, int]] | None = None,
    gone: Listed | None = None,
) -> Message:
    """`own` are the stories to list where one that was just let go of stays among them: `gone`."""
    own = await read_own(turn.session, turn.subscriber_id) if own is None else own
    if not own:
        return no_stories(turn.speech)
    pages = (len(own) + A_PAGE - 1) // A_PAGE
    page = min(page, pages - 1)
    on_page = own[page * A_PAGE : (page + 1) * A_PAGE]
    views = {view.story: view for view in await views_of(turn, [home for _, home in on_page])}
    listed = [
        replace(gone, ways=ways_of(row))
        if gone is not None and home == gone.view.story
        else Listed(views[home], ways_of(row))
        for row, home in on_page
        if home in views
    ]
    where = Page(page, pages, page * A_PAGE + 1)
    return own_stories(listed, where, turn.speech, zone=turn.subscriber.zone)
