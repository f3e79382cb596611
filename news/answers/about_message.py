"""What the rows say to a question about the sources themselves, as messages: exact, and the same with or without a model.

Pure. Who had it first, which outlets a state owns, where they differ, what one of them says; who reported it and who was not
seen to is said by `render_background`. What is not known of an outlet is said to be not known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from news import callbacks
from news.answers.about_sources import About, AboutSources
from news.i18n import Speech, flag
from news.markup import Html, bold, esc, isolate, italic, lines, link, quiet
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.packing import Block, pack
from news.rendering.render import behind, beside, counts, differences, moment
from news.rendering.render_background import coverage as coverage_message
from news.rendering.render_background import silent
from news.story.coverage import Coverage
from news.story.views import Cited, StoryView
from news.writing.quoting import first_lines

MOST = 12
FIRST = 3
OF_AN_OUTLET = 3


def say_about(
    asked: AboutSources,
    view: StoryView,
    found: Coverage,
    speech: Speech,
    *,
    zone: str,
    outlets: Mapping[str, str],
    reply_to: int | None = None,
) -> list[Message]:
    """`found` is who reported the story and who was not seen to; `outlets` gives the names of those asked about by key.
    Raises KeyError for what the rows alone do not answer: WITHIN and NEW."""
    if asked.about is About.WHO:
        return _replying(coverage_message(view, found, speech), reply_to)
    if asked.about is About.MISSING:
        return _replying(silent(view, found, speech), reply_to)
    blocks = _BLOCKS[asked.about](asked, view, outlets, speech, zone)
    return _replying(_told(blocks, view, speech), reply_to)


def _told(blocks: Sequence[Block], view: StoryView, speech: Speech) -> list[Message]:
    headline = rtl(italic(esc("💬 ") + isolate(quiet(view.headline))), speech)
    header = lines([headline, rtl(counts(view, speech), speech)])
    made = pack(blocks, speech, header=header, footer=Html(""), stories=(view.story,))
    buttons = [
        (Button("📡 " + speech.gettext("What every outlet wrote"), callbacks.encode("radar", view.story)),),
        *behind(view, speech),
    ]
    return [*made[:-1], Message(made[-1].html, [*made[-1].buttons, *buttons], (view.story,))]


def _replying(messages: Sequence[Message], reply_to: int | None) -> list[Message]:
    if reply_to is None or not messages:
        return list(messages)
    first, *rest = messages
    extra = {"reply_parameters": {"message_id": reply_to, "allow_sending_without_reply": True}}
    return [
        Message(first.html, first.buttons, first.stories, first.preview_url, None, {**first.extra, **extra}),
        *rest,
    ]


def _said(text: str, speech: Speech) -> Block:
    return Block(rtl(esc(text), speech))


# --- who had it first ----------------------------------------------------------------------------


def _first(
    asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech, zone: str
) -> list[Block]:
    """The earliest articles, by the times that the outlets give."""
    originals = _by_time(source for source in view.sources.values() if not source.is_copy)
    first = originals[:FIRST]
    if not first:
        return [_said(speech.gettext("No source of this story is known any more."), speech)]
    title = rtl(bold(speech.gettext("First in the feeds we read")), speech)
    rows = [
        lines([rtl(esc(f"{speech.number(at)}. ") + _who(source, speech, zone), speech), quiet(source.title)])
        for at, source in enumerate(first, start=1)
    ]
    foot = speech.gettext("By the times that the outlets give. Who was faster by seconds may be another.")
    return [Block(lines([title, *rows])), Block(rtl(italic(foot), speech))]


# --- who stands behind them ----------------------------------------------------------------------


def _state(
    asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech, zone: str
) -> list[Block]:
    """Outlets by who stands behind them, those of a state first."""
    listed = _outlets(view, asked.outlets, outlets)
    owned = [source for source in listed if source.outlet_kind == "state"]
    public = [source for source in listed if source.outlet_kind == "public"]
    unknown = [source for source in listed if source.outlet_kind is None]
    return _blocks(
        _group(speech.gettext("Owned or run by a state"), owned, speech)
        or _said(speech.gettext("None of the outlets that we know more of belongs to a state."), speech),
        _group(speech.gettext("Public broadcasters"), public, speech),
        _group(speech.gettext("Not known to us"), unknown, speech),
    )


def _owners(
    asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech, zone: str
) -> list[Block]:
    listed = _outlets(view, asked.outlets, outlets)
    known = [source for source in listed if source.owner]
    rows = [
        rtl(
            _outlet(source, speech)
            + esc(": ")
            + quiet(speech.isolated(source.owner or ""))
            + _kind(source, speech),
            speech,
        )
        for source in known[:MOST]
    ]
    return _blocks(
        Block(lines([rtl(bold(speech.gettext("Owners")), speech), *rows])) if rows else None,
        _group(speech.gettext("Not known to us"), [source for source in listed if not source.owner], speech),
        *(_unseen(asked, view, outlets, speech)),
    )


def _kind(source: Cited, speech: Speech) -> str:
    kinds = {
        "state": speech.gettext("state media"),
        "public": speech.gettext("public broadcaster"),
        "private": speech.gettext("privately owned"),
        "nonprofit": speech.gettext("nonprofit"),
        "agency": speech.gettext("news agency"),
    }
    kind = kinds.get(source.outlet_kind or "")
    return f" · {kind}" if kind else ""


# --- copies --------------------------------------------------------------------------------------


def _copies(
    asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech, zone: str
) -> list[Block]:
    """Every text that more than one outlet printed, with who had it first."""
    ordered = sorted(view.sources.values(), key=lambda s: (s.family, s.published_at, s.article))
    families = [list(told) for _, told in groupby(ordered, key=lambda s: s.family)]
    shared = [told for told in families if len({source.outlet for source in told}) > 1]
    if not shared:
        return [_said(speech.gettext("No two outlets of this story printed the same text."), speech)]
    return [_shared(told, speech, zone) for told in shared]


def _shared(told: Sequence[Cited], speech: Speech, zone: str) -> Block:
    first, *others = told
    label = speech.labelled(speech.gettext("The same text in"))
    names = speech.listed(speech.isolated(source.outlet) for source in others[:MOST])
    return Block(
        lines(
            [
                rtl(_who(first, speech, zone), speech),
                quiet(first.title),
                rtl(esc(label) + speech.gap + quiet(names), speech),
            ]
        )
    )


# --- where they differ ---------------------------------------------------------------------------


def _differ(
    asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech, zone: str
) -> list[Block]:
    if view.contested:
        return [Block(differences(view, speech, {}))]
    none = speech.gettext(
        "In the numbers and dates that I can compare, the outlets of this story do not differ."
    )
    return [_said(none, speech)]


# --- what one of them says -----------------------------------------------------------------------


def _says(
    asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech, zone: str
) -> list[Block]:
    """The newest articles of the outlets asked about, by headline and first line; and who was not seen to report it."""
    leads = first_lines(view)
    names = [outlets[key] for key in asked.outlets if key in outlets]
    blocks = []
    for name in names:
        of_it = [source for source in _by_time(view.sources.values()) if source.outlet == name]
        for source in of_it[-OF_AN_OUTLET:][::-1]:
            rows = [rtl(_who(source, speech, zone), speech), quiet(source.title)]
            if lead := leads.get(source.article):
                rows.append(italic(quiet(lead)))
            blocks.append(Block(lines(rows)))
    return [*blocks, *_unseen(asked, view, outlets, speech)]


def _unseen(asked: AboutSources, view: StoryView, outlets: Mapping[str, str], speech: Speech) -> list[Block]:
    reported = {source.outlet for source in view.sources.values()}
    return [
        _said(
            speech.gettext(
                "{outlet} was not seen to report this in the feeds we read.",
                outlet=speech.isolated(outlets[key]),
            ),
            speech,
        )
        for key in asked.outlets
        if key in outlets and outlets[key] not in reported
    ]


_BLOCKS: Mapping[About, Callable[[AboutSources, StoryView, Mapping[str, str], Speech, str], list[Block]]] = {
    About.FIRST: _first,
    About.STATE: _state,
    About.OWNERS: _owners,
    About.COPIES: _copies,
    About.DIFFER: _differ,
    About.SAYS: _says,
}


# --- lines ---------------------------------------------------------------------------------------


def _by_time(sources: Iterable[Cited]) -> list[Cited]:
    return sorted(sources, key=lambda s: (s.published_at, s.article))


def _outlets(view: StoryView, asked: Sequence[str], names: Mapping[str, str]) -> list[Cited]:
    """An article of each outlet, in order of their first report; only of those asked about, where any are."""
    wanted = {names[key] for key in asked if key in names}
    found: dict[str, Cited] = {}
    for source in _by_time(view.sources.values()):
        if not wanted or source.outlet in wanted:
            found.setdefault(source.outlet, source)
    return list(found.values())


def _group(title: str, sources: Sequence[Cited], speech: Speech) -> Block | None:
    if not sources:
        return None
    rows = [rtl(_outlet(source, speech), speech) for source in sources[:MOST]]
    more = [rtl(esc(f"+{speech.number(len(sources) - MOST)}"), speech)] if len(sources) > MOST else []
    return Block(lines([rtl(bold(title), speech), *rows, *more]))


def _blocks(*blocks: Block | None) -> list[Block]:
    return [block for block in blocks if block is not None]


def _outlet(source: Cited, speech: Speech) -> Html:
    return link(speech.isolated(source.outlet), source.url) + beside(flag(source.country), speech)


def _who(source: Cited, speech: Speech, zone: str) -> Html:
    return _outlet(source, speech) + f" · {moment(source.published_at, speech, zone)}"
