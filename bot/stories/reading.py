"""Reading: a digest now, and a story whole, written when it is first opened."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.limiting import is_free, may
from bot.stories.permalinks import own_name, share_button
from bot.turn import Turn
from news.callbacks import Press
from news.digest.arriving import is_first_reading
from news.i18n import Speech
from news.markup import bold, esc, isolate, paragraphs, quiet
from news.models import Brief, Digest, Story
from news.ports import Button, Message
from news.queries import briefs_of, feeds_followed
from news.reader.agenda import digest_now
from news.reader.learning import vote_of
from news.reader.limits import Thing
from news.reader.muting import muted_now, muted_outlets
from news.reader.openings import mark_opened
from news.reader.own_stories import ways_chosen
from news.reader.seen import mark_seen
from news.rendering import render
from news.rendering.directions import headed, rtl
from news.rendering.render_own import wanted
from news.rendering.render_votes import votes
from news.story.related import MOST
from news.story.stories import Told, read_stories
from news.story.threads import related_stories
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, is_twin, view_of
from news.story.views import StoryView
from news.writing.orders import order_briefs, order_spared


async def digest_command(turn: Turn) -> None:
    """A digest now; it uses up no hour."""
    await order_digest(turn)


async def order_digest(turn: Turn, *, covers_from: datetime | None = None) -> None:
    """Asked twice while one is being made, one comes. `covers_from`: the biggest since then, known or not."""
    if not await is_making(turn):
        if not await may(turn, Thing.DIGEST):
            return
        await digest_now(turn.session, turn.subscriber, now=turn.now, covers_from=covers_from)
    turn.ring("compose")
    if await is_first_reading(turn.session, now=turn.now):
        turn.say(Message(rtl(esc(still_reading(turn.speech)), turn.speech)))
    turn.toast(turn.speech.gettext("Your digest is on its way."))


async def is_making(turn: Turn) -> bool:
    """Whether a digest that the reader asked for, or their first, is on its way."""
    making = await turn.session.execute(
        select(col(Digest.id))
        .where(
            col(Digest.subscriber_id) == turn.subscriber_id,
            col(Digest.schedule_id).is_(None),
            col(Digest.state).in_(("planned", "chosen")),
        )
        .limit(1)
    )
    return making.first() is not None


def still_reading(speech: Speech) -> str:
    """Why there is no digest yet; the one that was asked for waits until there is news (`news.digest.arriving`)."""
    return speech.gettext(
        "The feeds are being read for the first time. Your digest comes by itself as soon as that is done."
    )


async def views_of(turn: Turn, stories: list[int]) -> list[StoryView]:
    """The stories as this reader sees them, in the order given: without outlets that they mute, and by its headline where
    one is not written yet."""
    told = await read_told(turn, stories)
    living = list(dict.fromkeys(told[s].story.id or 0 for s in stories if s in told))
    briefs = await briefs_of(turn.session, living)
    by_id = {t.story.id: t for t in told.values()}
    muted = await muted_outlets(turn.session, turn.subscriber_id, now=turn.now)
    return [without_outlets(_view(by_id[story], briefs, turn), muted) for story in living]


async def read_told(turn: Turn, stories: list[int]) -> dict[int, Told]:
    """The stories that this reader may see: what one feed alone tells that readers brought is for its followers."""
    told = await read_stories(turn.session, stories, shown_at=turn.now)
    if all(each.story.feed_id is None for each in told.values()):
        return told
    theirs = {None, *await feeds_followed(turn.session, turn.subscriber_id)}
    return {asked: each for asked, each in told.items() if each.story.feed_id in theirs}


def _view(told: Told, briefs: dict[tuple[int, str, int], Brief], turn: Turn) -> StoryView:
    own = turn.subscriber.digest_language
    return view_of(told, briefs, language=own, newest=False) or bare_view(told, language=own)


# --- a story whole -------------------------------------------------------------------------------


async def pressed_open(turn: Turn, press: Press) -> None:
    story = await story_of(turn, press)
    if story is not None and not await _show(turn, story):
        turn.toast(turn.speech.gettext("This story is being written. Press again in a moment."))


async def open_linked(turn: Turn, number: int) -> None:
    """The story that a link names, for whoever follows it: one that became another is that one."""
    speech = turn.speech
    told = (await read_told(turn, [number])).get(number)
    if told is None or not told.sources:
        turn.say(Message(rtl(esc(speech.gettext("This story is no longer here.")), speech)))
    elif not await _show(turn, told.story):
        (view,) = await views_of(turn, [told.story.id or 0])
        said = esc(speech.gettext("This story is being written. Press again in a moment."))
        head = headed(bold(isolate(quiet(view.headline))), speech)
        again = render.opening(view.story, speech)
        turn.say(Message(paragraphs([head, rtl(said, speech)]), [(again,)], (view.story,)))


async def _show(turn: Turn, story: Story) -> bool:
    """The story whole; False where it is still being written, for which it is ordered."""
    views = await views_of(turn, [story.id or 0])
    is_asked = await _order_spared(turn, story)
    if not views or is_asked or (not views[0].sentences and await order_story(turn, story)):
        return False
    if views[0].revision < story.revision:
        await order_story(turn, story)  # shown as it was written; the next look has what is new
    related = await _related(turn, story, views[0])
    vote = await vote_of(turn.session, turn.subscriber_id, views[0].story)
    turn.say(
        *render.story(
            views[0],
            turn.speech,
            zone=turn.subscriber.zone,
            related=related,
            own=await _own_buttons(turn, story, views[0]),
            votes=votes(views[0].story, vote, turn.speech),
        )
    )
    await mark_seen(turn.session, turn.subscriber_id, views, now=turn.now)
    await mark_opened(turn.session, turn.subscriber_id, story, now=turn.now)
    return True


async def _own_buttons(turn: Turn, story: Story, view: StoryView) -> list[Button]:
    """By which the reader keeps the story, or passes it on."""
    chosen = await ways_chosen(turn.session, turn.subscriber_id, view.story)
    buttons = [*wanted(view.story, chosen, turn.speech)]
    if story.feed_id is None:  # what a reader's own feed tells is nobody else's
        buttons.append(share_button(view, turn.speech, bot=own_name(turn.update)))
    return buttons


async def _related(turn: Turn, story: Story, view: StoryView) -> list[tuple[int, str]]:
    """Other stories of the thread under their headlines; not one that the reader mutes, or that their language shows to be
    the same."""
    found = {other.id or 0: other for other in await related_stories(turn.session, story)}
    muted = await muted_now(turn.session, turn.subscriber, list(found), now=turn.now)
    views = await views_of(turn, [other for other in found if other not in muted])
    views = [other for other in views if not is_twin(view, other)][:MOST]
    for other in views:
        await order_story(turn, found[other.story], is_asked=False)
    return [(other.story, other.headline) for other in views]


async def story_of(turn: Turn, press: Press) -> Story | None:
    """The story a button names, as it is now; a stale button is answered politely."""
    told = await story_told(turn, press)
    return told.story if told is not None else None


async def story_told(turn: Turn, press: Press) -> Told | None:
    """The same with who reported it."""
    number = press.number()
    told = (await read_told(turn, [number])).get(number) if number is not None else None
    if told is None:
        turn.toast(turn.speech.gettext("This story is no longer here."), alert=True)
    return told


async def order_story(turn: Turn, story: Story, *, is_asked: bool = True) -> bool:
    """Orders the story in the reader's language, once; True where it is still being written. Where they had too many
    written, it is not, which is said if they asked for it."""
    language = turn.subscriber.digest_language
    brief = (await briefs_of(turn.session, [story.id or 0])).get((story.id or 0, language, story.revision))
    if brief is not None:
        return brief.state == "ordered"
    if not await (may(turn, Thing.STORY) if is_asked else is_free(turn, Thing.STORY)):
        return False
    wanted = [(story.id or 0, story.revision)]
    await order_briefs(turn.session, wanted, language=language, now=turn.now, urgent=True)
    turn.ring("write")
    return True


async def _order_spared(turn: Turn, story: Story) -> bool:
    """Orders the translation that this reader alone would read, and now does; True where it was not made before."""
    language = turn.subscriber.digest_language
    ordered = await order_spared(turn.session, story.id or 0, story.revision, language=language, now=turn.now)
    if ordered:
        turn.ring("translate")
    return ordered
