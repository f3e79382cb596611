"""`/new`: what came since this reader last looked, in the stories of the last digest and those looked at since."""

from collections.abc import Sequence
from datetime import timedelta

from bot.stories.meant import stories_meant
from bot.turn import Turn
from news.models import Seen
from news.queries import seen_by
from news.reader.muting import muted_now, muted_outlets
from news.reader.seen import mark_seen
from news.rendering.render_new import nothing_new, whats_new
from news.story.since import StoryNews, news_of, without_muted
from news.story.stories import read_stories
from news.writing.orders import order_briefs

LOOKED_AT = timedelta(days=7)
MOST = 5


async def new_command(turn: Turn, argument: str) -> None:
    """`/new`, or `/new 2` for one story of the digest; in reply to a story, for that story."""
    stories = await stories_meant(turn)
    number = int(argument) if argument.isdecimal() and len(argument) < 4 else 0
    if 1 <= number <= len(stories):
        stories = stories[number - 1 : number]
    elif turn.update.effective_message is None or turn.update.effective_message.reply_to_message is None:
        stories = [*stories, *(await _looked_at(turn))]
        muted = await muted_now(turn.session, turn.subscriber, stories, now=turn.now)
        await say_new(turn, [story for story in dict.fromkeys(stories) if story not in muted])
        return
    await say_new(turn, list(dict.fromkeys(stories)))


async def say_new(turn: Turn, stories: Sequence[int]) -> None:
    """Says what is new in these stories, and takes it as shown."""
    seen = await seen_by(turn.session, turn.subscriber_id, stories)
    found = [one for one in [await _news(turn, seen[story]) for story in stories if story in seen] if one]
    with_news = [one for one in found if one.found.sentences or one.found.outlets or one.update][:MOST]
    zone = turn.subscriber.zone
    if not with_news:
        since = max((one.found.since for one in found), default=None)
        turn.say(nothing_new(since, turn.speech, zone=zone))
        return
    turn.say(*whats_new(with_news, turn.speech, zone=zone))
    shown = [one.shown for one in with_news]
    await mark_seen(turn.session, turn.subscriber_id, shown, now=turn.now)


async def _news(turn: Turn, seen: Seen) -> StoryNews | None:
    told = (await read_stories(turn.session, [seen.story_id], shown_at=turn.now)).get(seen.story_id)
    if told is None or told.story.id != seen.story_id:
        return None
    language = turn.subscriber.digest_language
    found = await news_of(turn.session, told, seen, language=language, chat=turn.chat.id or 0)
    found = without_muted(found, await muted_outlets(turn.session, turn.subscriber_id, now=turn.now))
    if found.is_untold and await order_briefs(
        turn.session, [(seen.story_id, told.story.revision)], language=language, now=turn.now
    ):
        turn.ring("write")
    return found


async def _looked_at(turn: Turn) -> list[int]:
    """The stories that this reader was shown within a week and that have news, the latest first."""
    seen = await seen_by(turn.session, turn.subscriber_id, since=turn.now - LOOKED_AT)
    return [row.story_id for row in sorted(seen.values(), key=lambda row: row.shown_at, reverse=True)][:20]
