"""The rarer buttons under a story: shown and folded again by one tap, in the message itself."""

from bot.stories.reading import story_of, views_of
from bot.ticks import unfold
from bot.turn import Turn
from news.callbacks import Press
from news.reader.own_stories import ways_chosen
from news.rendering.render_more import folded, is_folded
from news.rendering.render_votes import more_button


async def pressed_more(turn: Turn, press: Press) -> None:
    story = await story_of(turn, press)
    if story is None:
        return
    (view,) = await views_of(turn, [story.id or 0])
    is_open = press.word(1) == "1"
    chosen = await ways_chosen(turn.session, turn.subscriber_id, view.story)
    rows = folded(view, chosen, turn.speech) if is_open else []
    await unfold(turn, more_button(view.story, turn.speech, is_open=is_open), rows, is_folded=is_folded)
