"""A digest as messages, in the look that its reader chose. Pure; what all messages share is in `render`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from news import callbacks
from news.catalogue import TopicEntry, topic_name
from news.i18n import Speech
from news.language.tokens import primary_subtag
from news.markup import Html, bold, esc, isolate, italic, lines, paragraphs, quiet
from news.ports import Button, Message
from news.reader.look import Look
from news.rendering.directions import headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.render import cite, meta, modes
from news.story.views import Cited, Sentence, StoryView

BREAKING_FOR = timedelta(hours=6)
"""So long after it broke, a digest says so of a story."""
MOST_DRAWN = 4_000
"""So many entries are kept, of some thousand letters each."""


@dataclass(frozen=True)
class Heading:
    """What a digest says of itself: the local date, what it is `of` where not of all, the minutes it takes where those were
    asked for, the local date it covers news `since` where that is an earlier one, the moment, against which a story is
    breaking or no longer, and the language that its reader `reads`."""

    day: date
    notices: tuple[str, ...] = ()
    since: date | None = None
    now: datetime | None = None
    of: tuple[str, ...] = ()
    minutes: int | None = None
    reads: str = ""


class Entries:
    """Stories as digests show them, each drawn once for all who get it in the same place and look. One an app."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[int, int, str, Look, bool], tuple[StoryView, Block]] = {}

    def entry(self, number: int, view: StoryView, speech: Speech, *, look: Look, is_breaking: bool) -> Block:
        key = (id(view), number, speech.language, look, is_breaking)
        kept = self._drawn.get(key)  # with its view, whose id stays its own
        if kept is not None:
            return kept[1]
        if len(self._drawn) >= MOST_DRAWN:
            self._drawn.clear()
        drawn = entry(number, view, speech, look=look, is_breaking=is_breaking)
        if not view.is_update:  # which is its reader's own
            self._drawn[key] = view, drawn
        return drawn

    def clear(self) -> None:
        self._drawn.clear()


def digest(
    views: Sequence[StoryView],
    speech: Speech,
    *,
    heading: Heading,
    look: Look | None = None,
    foot: Html | None = None,
    rows: Sequence[tuple[Button, ...]] = (),
    entries: Entries | None = None,
) -> list[Message]:
    """The digest: a title, the stories, a button a story; `foot` is said below them, `rows` are further buttons. `entries` are
    those of digests that are drawn together."""
    look, entries = look or Look(), entries or Entries()
    blocks = [
        entries.entry(number, view, speech, look=look, is_breaking=_is_breaking(view, heading.now))
        for number, view in enumerate(views, start=1)
    ]
    made = lines([modes(views, speech), _untranslated(views, speech, reads=heading.reads)])
    footer = paragraphs([foot or Html(""), made])
    *before, last = pack(blocks, speech, header=_title(heading, speech), footer=footer)
    messages = [*before, Message(last.html, [*last.buttons, *rows], last.stories)]
    return with_image(messages, views) if look.has_images else messages


def _untranslated(views: Sequence[StoryView], speech: Speech, *, reads: str) -> Html:
    """Why there are stories in languages that the reader did not choose."""
    if not any(view.mode == "extractive" and _is_other(view.language, reads) for view in views):
        return Html("")
    return rtl(italic(speech.gettext("Stories in other languages are not translated.")), speech)


def _title(heading: Heading, speech: Speech) -> Html:
    named = [speech.gettext("Your news"), *([speech.listed(heading.of)] if heading.of else [])]
    named.append(speech.date(heading.day))
    said = [
        bold("🗞 " + " · ".join(named)) + (f" · {speech.minutes(heading.minutes)}" if heading.minutes else "")
    ]
    if heading.since is not None and heading.since != heading.day:
        covers = speech.gettext(
            "Covers {since} to {until}.",
            since=speech.short_date(heading.since),
            until=speech.short_date(heading.day),
        )
        said.append(italic(covers))
    return lines([*said, *(italic(notice) for notice in heading.notices)])


def with_image(messages: Sequence[Message], views: Sequence[StoryView]) -> list[Message]:
    """The first article's link preview above the text: its outlet's own picture, shown by Telegram and kept by nobody."""
    cited = (_lead(view) for view in views)
    url = next((source.url for source in cited if source is not None), None)
    if url is None:
        return list(messages)
    preview = {"url": url, "prefer_large_media": True, "show_above_text": True}
    first, *others = messages
    extra = dict(first.extra) | {"link_preview_options": preview}
    return [Message(first.html, first.buttons, first.stories, extra=extra), *others]


def _lead(view: StoryView) -> Cited | None:
    return next((view.sources[article] for article in view.headline_cites if article in view.sources), None)


def empty_digest(
    speech: Speech,
    *,
    since: str,
    following: str | None,
    looked_at: int = 0,
    wider: Sequence[TopicEntry] = (),
    foot: Html | None = None,
    rows: Sequence[tuple[Button, ...]] = (),
) -> Message:
    """A few words for a day with nothing new: what was looked at, when the next one comes, and what to widen. `foot` and
    `rows` as in `digest`."""
    said = [speech.gettext("Nothing new in your topics since {time}.", time=since)]
    if looked_at:
        said.append(
            speech.ngettext("I looked through {n} story.", "I looked through {n} stories.", looked_at)
        )
    if following:
        said.append(speech.gettext("Your next digest comes {when}.", when=following))
    return Message(
        paragraphs([rtl(esc(speech.prose(said)), speech), foot or Html("")]), [*_wider(wider, speech), *rows]
    )


def set_up(speech: Speech) -> tuple[Button, ...]:
    """Below what somebody asked for before they were set up."""
    return (Button("⚙️ " + speech.gettext("Set up"), callbacks.encode("setup", "begin")),)


def _wider(topics: Sequence[TopicEntry], speech: Speech) -> list[tuple[Button, ...]]:
    """The topics above what is followed, to be followed by a tap; and all topics."""
    offered = [
        Button(f"+ {topic.emoji} {topic_name(topic, speech.language)}", callbacks.encode("widen", topic.slug))
        for topic in topics
    ]
    more = Button("🏷 " + speech.gettext("Topics"), callbacks.encode("menu", "topics"))
    return [*((one,) for one in offered), (more,)]


def _is_breaking(view: StoryView, now: datetime | None) -> bool:
    return now is not None and view.breaking_at is not None and now - view.breaking_at <= BREAKING_FOR


def entry(number: int | None, view: StoryView, speech: Speech, *, look: Look, is_breaking: bool) -> Block:
    """A story in a digest, or alone where it has no number."""
    mark = "⚡ " + speech.labelled(speech.gettext("Breaking")) + speech.gap if is_breaking else ""
    mark = "🔄 " + speech.gettext("Update:") + speech.gap if view.is_update else mark
    place = f"{speech.number(number)}. " if number is not None else ""
    head = [headed(bold(place + mark + isolate(quiet(view.headline))), speech)]
    if look.is_bilingual and (original := _original_headline(view)):
        head.append(_aside(original))
    body = _body(view, speech, look)
    return Block(
        lines([*head, *body, rtl(meta(view, speech), speech)]),
        (Button(speech.number(number), callbacks.encode("open", view.story)),) if number is not None else (),
        view.story,
    )


def _body(view: StoryView, speech: Speech, look: Look) -> list[Html]:
    told = (view.new if view.is_update else view.sentences)[: look.depth]
    label = bold(speech.gettext("New:")) + " " if view.is_update and told else Html("")
    numbers: dict[int, int] = {}
    if not look.is_bilingual:
        lead = cite(told, view.sources, numbers, speech)
        return [label + lead] if lead else []
    pairs = [
        (cite([sentence], view.sources, numbers, speech), _original(sentence, view)) for sentence in told
    ]
    if not any(original for _, original in pairs):
        lead = Html(" ").join(said for said, _ in pairs)
        return [label + lead] if lead else []
    said = [line for text, original in pairs for line in (text, _aside(original) if original else Html(""))]
    return [label + said[0], *said[1:]]


def _aside(original: str) -> Html:
    """What an outlet wrote, in its own language, under what was made of it."""
    return italic(isolate(quiet(original)))


def _original_headline(view: StoryView) -> str | None:
    """As an outlet of another language gave it, where the headline rests on one."""
    sources = (view.sources[article] for article in view.headline_cites if article in view.sources)
    return next((source.title for source in sources if _is_other(source.language, view.language)), None)


def _original(sentence: Sentence, view: StoryView) -> str | None:
    """The words it rests on, where they are of another language."""
    told_in = sentence.language or view.language
    return next(
        (
            passage
            for article, passage in sentence.passages
            if article in view.sources and _is_other(view.sources[article].language, told_in)
        ),
        None,
    )


def _is_other(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and primary_subtag(one) != primary_subtag(other)
