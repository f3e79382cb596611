"""Reading: a digest now, a story whole, and what lies behind it: the press radar, the timeline, who reported it."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.limiting import is_free, may, speaker
from bot.stories.permalinks import own_name, share_button
from bot.turn import Turn
from news.callbacks import Press
from news.digest.arriving import is_first_reading
from news.draw import owe_picture, picture_of
from news.i18n import Speech
from news.markup import bold, esc, isolate, paragraphs, quiet
from news.models import Brief, Delivery, Digest, Story, TitleOrder
from news.ports import Button, Message
from news.queries import briefs_of, delivery_of, feeds_followed, last_digest
from news.reader.agenda import digest_now
from news.reader.learning import vote_of
from news.reader.limits import Thing
from news.reader.muting import muted_now, muted_outlets
from news.reader.openings import mark_opened
from news.reader.own_stories import ways_chosen
from news.reader.seen import mark_seen
from news.rendering import render, render_background, render_ledger, render_radar
from news.rendering.directions import rtl
from news.rendering.render_own import wanted
from news.rendering.render_votes import votes
from news.story.background import coverage_of, timeline_of
from news.story.quoted_in_chat import with_quotes
from news.story.related import MOST
from news.story.stories import Told, read_stories
from news.story.threads import related_stories
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, is_twin, view_of
from news.story.views import StoryView
from news.titles import titles_of
from news.work import owe
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
    told = await _read(turn, stories)
    living = list(dict.fromkeys(told[s].story.id or 0 for s in stories if s in told))
    briefs = await briefs_of(turn.session, living)
    by_id = {t.story.id: t for t in told.values()}
    muted = await muted_outlets(turn.session, turn.subscriber_id, now=turn.now)
    return [without_outlets(_view(by_id[story], briefs, turn), muted) for story in living]


async def _read(turn: Turn, stories: list[int]) -> dict[int, Told]:
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
    told = (await _read(turn, [number])).get(number)
    if told is None or not told.sources:
        turn.say(Message(rtl(esc(speech.gettext("This story is no longer here.")), speech)))
    elif not await _show(turn, told.story):
        (view,) = await views_of(turn, [told.story.id or 0])
        said = esc(speech.gettext("This story is being written. Press again in a moment."))
        head = rtl(bold(isolate(quiet(view.headline))), speech)
        again = render.opening(view.story, speech)
        turn.say(Message(paragraphs([head, rtl(said, speech)]), [(again,)], (view.story,)))


async def _show(turn: Turn, story: Story) -> bool:
    """The story whole; False where it is still being written, for which it is ordered."""
    views = await views_of(turn, [story.id or 0])
    is_asked = await _order_spared(turn, story)
    if not views or is_asked or (not views[0].sentences and await _order(turn, story)):
        return False
    if views[0].revision < story.revision:
        await _order(turn, story)  # shown as it was written; the next look has what is new
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
        await _order(turn, found[other.story], is_asked=False)
    return [(other.story, other.headline) for other in views]


async def story_of(turn: Turn, press: Press) -> Story | None:
    """The story a button names, as it is now; a stale button is answered politely."""
    told = await story_told(turn, press)
    return told.story if told is not None else None


async def story_told(turn: Turn, press: Press) -> Told | None:
    """The same with who reported it."""
    number = press.number()
    told = (await _read(turn, [number])).get(number) if number is not None else None
    if told is None:
        turn.toast(turn.speech.gettext("This story is no longer here."), alert=True)
    return told


async def _order(turn: Turn, story: Story, *, is_asked: bool = True) -> bool:
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


# --- the press radar -----------------------------------------------------------------------------


async def pressed_radar(turn: Turn, press: Press) -> None:
    story = await story_of(turn, press)
    if story is not None:
        views = await views_of(turn, [story.id or 0])
        turn.say(*await _radar(turn, views[0]))


async def _radar(turn: Turn, view: StoryView, *, number: int | None = None) -> list[Message]:
    view = await with_quotes(turn.session, view, chat=turn.chat.id or 0)
    titles = await titles_of(
        turn.session, view, language=turn.speech.language, phrasebook=turn.app.phrasebook
    )
    return render_radar.radar(
        view,
        turn.speech,
        zone=turn.subscriber.zone,
        number=number,
        titles=titles.told,
        samples=titles.samples,
        can_translate=turn.app.model is not None,
    )


async def pressed_titles(turn: Turn, press: Press) -> None:
    """Has the headlines of a radar translated; the radar that was pressed changes when they are."""
    story, query = await story_of(turn, press), turn.update.callback_query
    if story is None or query is None or query.message is None or not await may(turn, Thing.TITLES):
        return
    order = TitleOrder(
        update_id=turn.update.update_id, subscriber_id=turn.subscriber_id, story_id=story.id or 0,
        message_id=query.message.message_id, ordered_at=turn.now,
    )  # fmt: skip
    turn.session.add(order)
    await turn.session.flush()
    await owe(turn.session, "titles", order.id or 0, at=turn.now, lane=speaker(turn.update))
    turn.ring("titles")
    turn.toast(turn.speech.gettext("The headlines are being translated."))


async def pressed_timeline(turn: Turn, press: Press) -> None:
    story = await story_of(turn, press)
    if story is not None:
        (view,) = await views_of(turn, [story.id or 0])
        entries = await timeline_of(turn.session, view)
        turn.say(*render_background.timeline(view, entries, turn.speech, zone=turn.subscriber.zone))


async def pressed_coverage(turn: Turn, press: Press) -> None:
    story = await story_of(turn, press)
    if story is not None:
        (view,) = await views_of(turn, [story.id or 0])
        found = await coverage_of(turn.session, view, now=turn.now)
        turn.say(*render_background.coverage(view, found, turn.speech))


async def pressed_picture(turn: Turn, press: Press) -> None:
    """The coverage as a picture, drawn when first asked for."""
    story = await story_of(turn, press)
    if story is not None and await may(turn, Thing.CHART):
        (view,) = await views_of(turn, [story.id or 0])
        now, speech, zone = turn.now, turn.speech, turn.subscriber.zone
        picture = await picture_of(
            turn.session, view.story, story.revision, language=speech.language, zone=zone, now=now,
            lane=speaker(turn.update),
        )  # fmt: skip
        caption = render_background.picture(view, speech)
        await owe_picture(turn.session, turn.chat, picture, caption, subject=turn.update.update_id, now=now)
        turn.toast(speech.gettext("The chart is on its way."))
        turn.ring("draw", "deliver")


async def pressed_ledger(turn: Turn, press: Press) -> None:
    """All sentences of a story, or the passages behind one; pressing on changes the same message."""
    story = await story_of(turn, press)
    if story is None:
        return
    (view,) = await views_of(turn, [story.id or 0])
    view = await with_quotes(turn.session, view, chat=turn.chat.id or 0)
    if not view.is_written and await _order(turn, story):
        turn.toast(turn.speech.gettext("This story is being written. Press again in a moment."))
        return
    number = press.number(1) or 0
    shown = render_ledger.one(view, number, turn.speech, zone=turn.subscriber.zone) if number else None
    if shown is not None:
        turn.edit(shown)
    else:
        turn.say(*render_ledger.whole(view, turn.speech))


async def sources_command(turn: Turn, argument: str) -> None:
    """`/sources [n[.k]]` for the digest or story replied to, else for the last digest: of story n, behind sentence k."""
    stories = await stories_meant(turn)
    speech, zone = turn.speech, turn.subscriber.zone
    if not stories:
        said = speech.gettext("You have had no digest yet. /digest sends you one now.")
        turn.say(Message(rtl(esc(said), speech)))
        return
    views = await views_of(turn, stories)
    story, sentence = _numbers(argument)
    if not argument and len(views) > 1:
        turn.say(*render.sources(views, speech))
    elif not argument:
        turn.say(*await _radar(turn, views[0]))
    elif not 1 <= story <= len(views):
        turn.say(no_such_story(argument, len(views), speech))
    elif sentence:
        view = views[story - 1]
        shown = render_ledger.one(view, sentence, speech, zone=zone)
        turn.say(*([shown] if shown is not None else await _no_such_sentence(turn, view, sentence)))
    else:
        turn.say(*await _radar(turn, views[story - 1], number=story))


_NUMBERS = re.compile(r"(\d{1,3})(?:\s*[.,:٫·]\s*(\d{1,3}))?")


def _numbers(argument: str) -> tuple[int, int]:
    """The numbers of a story and a sentence in "2.3"; 0 for what is not there. Digits of any script."""
    found = _NUMBERS.fullmatch(argument.strip())
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def not_in_digest(speech: Speech, number: int, *, listed: int) -> str:
    return speech.ngettext(
        "There is no story {number} in your digest; it has {n} story.",
        "There is no story {number} in your digest; its stories are 1 to {n}.",
        listed,
        number=speech.number(number),
    )


def no_such_story(said: str, stories: int, speech: Speech) -> Message:
    """How many there are; where there was no digest, how to get one. `said` may be no number."""
    if not stories:
        text = speech.gettext("You have had no digest yet. /digest sends you one now.")
    elif said.isdecimal():
        text = not_in_digest(speech, int(said), listed=stories)
    else:
        text = speech.ngettext(
            "There is {n} story; give a number like /sources 1.",
            "There are {n} stories; give a number like /sources 1.",
            stories,
        )
    return Message(rtl(esc(text), speech))


async def _no_such_sentence(turn: Turn, view: StoryView, sentence: int) -> list[Message]:
    """Why there is none: the story has fewer, is being written now, or its outlets gave headlines only."""
    speech = turn.speech
    if view.sentences:
        text = speech.ngettext(
            "This story has {n} sentence; give a number like /sources 1.1.",
            "This story has {n} sentences; give a number like /sources 1.1.",
            len(view.sentences),
        )
        return [Message(rtl(esc(text), speech))]
    told = (await _read(turn, [view.story])).get(view.story)
    if view.is_written or told is None or not await _order(turn, told.story):
        return render_ledger.whole(view, speech)
    return [render_ledger.being_written(view, sentence, speech)]


async def stories_meant(turn: Turn) -> list[int]:
    """The stories a message is about: those of the message replied to, else those of the last digest."""
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    if replied is not None:
        delivery = await delivery_of(turn.session, turn.chat.id or 0, replied.message_id)
        if delivery is not None:
            return await _of_delivery(turn, delivery)
    digest = await last_digest(turn.session, turn.subscriber_id)
    return [item["story"] for item in digest.items] if digest else []


async def _of_delivery(turn: Turn, delivery: Delivery) -> list[int]:
    """A part of a digest stands for the whole of it, so that its numbers are the digest's numbers."""
    if delivery.kind == "digest":
        digest = await turn.session.get(Digest, delivery.subject)
        if digest is not None:
            return [item["story"] for item in digest.items]
    return list(delivery.stories)
