"""What lies behind a story: the press radar, the timeline, who reported it, and the passages behind its sentences."""

from bot.limiting import may, speaker
from bot.stories.reading import order_story, story_of, views_of
from bot.turn import Turn
from news.callbacks import Press
from news.draw import owe_picture, picture_of
from news.models import TitleOrder
from news.ports import Message
from news.reader.limits import Thing
from news.rendering import render_background, render_ledger, render_radar
from news.story.background import coverage_of, timeline_of
from news.story.quoted_in_chat import with_quotes
from news.story.views import StoryView
from news.titles import titles_of
from news.work import owe


async def pressed_radar(turn: Turn, press: Press) -> None:
    story = await story_of(turn, press)
    if story is not None:
        views = await views_of(turn, [story.id or 0])
        turn.say(*await radar_of(turn, views[0]))


async def radar_of(turn: Turn, view: StoryView, *, number: int | None = None) -> list[Message]:
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
    if not view.is_written and await order_story(turn, story):
        turn.toast(turn.speech.gettext("This story is being written. Press again in a moment."))
        return
    number = press.number(1) or 0
    shown = render_ledger.one(view, number, turn.speech, zone=turn.subscriber.zone) if number else None
    if shown is not None:
        turn.edit(shown)
    else:
        turn.say(*render_ledger.whole(view, turn.speech))
