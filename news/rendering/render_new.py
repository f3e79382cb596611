"""What is new since a reader looked, as Telegram messages. Pure, as `render` is."""

from collections.abc import Sequence
from datetime import datetime

from news import callbacks
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, link, quiet
from news.ports import Button, Message
from news.rendering.directions import headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.render import by_model, cite, is_foreign, moment
from news.story.since import StoryNews
from news.story.whats_new import Fresh
from news.writing.fragments import passage_link


def whats_new(stories: Sequence[StoryNews], speech: Speech, *, zone: str) -> list[Message]:
    """The stories that have news, each with what came since it was last shown."""
    header = rtl(bold("🆕 " + speech.gettext("New in your stories")), speech)
    blocks = [
        Block(
            _story(number, one, speech, zone),
            (Button(speech.number(number), callbacks.encode("open", one.view.story)),),
            one.view.story,
        )
        for number, one in enumerate(stories, start=1)
    ]
    return pack(
        blocks, speech, header=header, footer=by_model([one.update or one.view for one in stories], speech)
    )


def nothing_new(since: datetime | None, speech: Speech, *, zone: str) -> Message:
    """`since` None: the reader was shown no story lately."""
    if since is None:
        said = speech.gettext("You have had no digest yet. /digest sends you one now.")
    else:
        at = speech.isolated(moment(since, speech, zone))
        said = speech.gettext("Nothing new in your stories since {time}.", time=at)
    return Message(rtl(esc(said), speech))


def _story(number: int, one: StoryNews, speech: Speech, zone: str) -> Html:
    head = headed(bold(f"{speech.number(number)}. " + isolate(quiet(one.view.headline))), speech)
    since = speech.gettext("Since {time}", time=speech.isolated(moment(one.found.since, speech, zone)))
    said = [since]
    if one.found.outlets:
        said.append(speech.ngettext("{n} more outlet", "{n} more outlets", one.found.outlets))
    return lines([head, rtl(italic(esc(" · ".join(said))), speech), *told_anew(one, speech, zone=zone)])


def told_anew(one: StoryNews, speech: Speech, *, zone: str) -> list[Html]:
    """The new sentences as the story is told, or else as the outlets wrote them."""
    if one.update is not None and one.update.new:
        return [cite(one.update.new, one.update.sources, {}, speech)]
    return [_fresh(fresh, speech, zone) for fresh in one.found.sentences]


def _fresh(fresh: Fresh, speech: Speech, zone: str) -> Html:
    source = fresh.source
    tag = (
        f" · 🌐 {speech.language_name(source.language or '')}" if is_foreign(source.language, speech) else ""
    )
    url = passage_link(source.url, fresh.text, text=source.text)
    who = speech.isolated(source.outlet)
    if fresh.is_link:
        said = link(speech.isolated(source.title), url) + " — " + quiet(who)
    else:
        said = isolate(quiet(speech.quoted(fresh.text))) + " — " + link(who, url)
    return rtl(Html("• ") + said + f" · {moment(source.published_at, speech, zone)}{tag}", speech)
