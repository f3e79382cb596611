"""What lies behind a story as Telegram messages: its timeline, and who reported it. Pure, as `render` is.

A timeline quotes headlines, which the press radar shows too, and names and numbers; no sentences.
"""

from collections.abc import Sequence
from dataclasses import replace

from news import callbacks
from news.i18n import Speech, flag
from news.language.tokens import primary_subtag
from news.markup import Html, bold, esc, isolate, italic, lines, link, quiet
from news.ports import Button, Message
from news.rendering.directions import headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.render import beside, counts, moment, returning
from news.rendering.rows import in_rows
from news.story.coverage import Coverage
from news.story.timeline import Entry
from news.story.views import StoryView

NAMES = 12
"""Of a list, so many are named; of the others it says how many they are."""
OUTLETS = 30
"""The same of outlets that were not seen."""


def timeline(view: StoryView, entries: Sequence[Entry], speech: Speech, *, zone: str) -> list[Message]:
    """What was first reported when, by whom: a line for who and when, the headline, and what was new in it."""
    blocks = [
        Block(_entry(entry, speech, zone, is_first=number == 0)) for number, entry in enumerate(entries)
    ]
    said = speech.gettext(
        "What several outlets report stands under the one that had it first. Copies count once."
    )
    footer = rtl(italic(said), speech)
    header = _title("🕰 " + speech.gettext("How the story unfolded"), view, speech)
    return _with_way_back(pack(blocks, speech, header=header, footer=footer), view, speech)


def _with_way_back(messages: list[Message], view: StoryView, speech: Speech) -> list[Message]:
    *before, last = messages
    return [*before, replace(last, buttons=[*last.buttons, (returning(view.story, speech),)])]


def _entry(entry: Entry, speech: Speech, zone: str, *, is_first: bool) -> Html:
    when = bold(moment(entry.at, speech, zone))
    if entry.source is None:
        joined = speech.labelled(speech.gettext("Another story turned out to be this one"))
        return lines([rtl(when + " · " + esc(joined), speech), quiet(entry.joined)])
    source = entry.source
    who = link(speech.isolated(source.outlet), source.url) + beside(flag(source.country), speech)
    first = " · " + esc(speech.gettext("first report")) if is_first else Html("")
    rows = [rtl(when + " · " + who + first, speech), quiet(source.title)]
    if entry.news:
        fresh = Html(" · ").join(isolate(quiet(one)) for one in entry.news)
        rows.append(rtl(bold(speech.gettext("New:")) + speech.gap + fresh, speech))
    return lines(rows)


def coverage(view: StoryView, found: Coverage, speech: Speech) -> list[Message]:
    """Languages, countries and owners with how many outlets each; then those of our feeds that were not seen."""
    header = lines(
        [
            _title("🌍 " + speech.gettext("Outlets by language, country, owner"), view, speech),
            rtl(counts(view, speech), speech),
        ]
    )
    reported = [
        _listed(
            speech.gettext("Languages"),
            [_count(speech.language_name(c), n, speech) for c, n in found.languages],
            speech,
        ),
        _listed(
            speech.gettext("Countries"),
            [_count(_country(c, speech), n, speech) for c, n in found.countries],
            speech,
        ),
        _listed(speech.gettext("Owners"), [_count(o, n, speech) for o, n in found.owners], speech),
    ]
    unseen = [
        _listed(
            speech.gettext("Languages"), [speech.language_name(c) for c in found.unseen_languages], speech
        ),
        _listed(speech.gettext("Countries"), [_country(c, speech) for c in found.unseen_countries], speech),
    ]
    blocks = [Block(lines(filter(None, reported)))]
    if any(unseen):
        title = rtl(bold(speech.gettext("Not seen in the feeds we read")), speech)
        blocks.append(Block(lines([title, *filter(None, unseen)])))
    footer = rtl(italic(_measure(found, speech)), speech) if found.feeds else Html("")
    return _with_way_back(pack(blocks, speech, header=header, footer=footer), view, speech)


def silent(view: StoryView, found: Coverage, speech: Speech) -> list[Message]:
    """Who of those we read was not seen to report it: outlets of the reader's language first, then others, then languages and
    countries that nobody speaks for."""
    own = primary_subtag(speech.language)
    outlets = [name for name, language in sorted(found.unseen_outlets, key=lambda one: one[1] != own)]
    unseen = [
        _listed(speech.gettext("Outlets"), outlets, speech, most=OUTLETS),
        _listed(
            speech.gettext("Languages"), [speech.language_name(c) for c in found.unseen_languages], speech
        ),
        _listed(speech.gettext("Countries"), [_country(c, speech) for c in found.unseen_countries], speech),
    ]
    header = lines([_title("🔦 " + speech.gettext("Outlets that have not reported"), view, speech)])
    if outlets:
        said = rtl(bold(speech.gettext("Not seen in the feeds we read")), speech)
    else:
        said = rtl(esc(speech.gettext("All outlets that we read on these topics have reported it.")), speech)
    blocks = [Block(lines([said, *filter(None, unseen)]))]
    footer = rtl(italic(_measure(found, speech)), speech) if found.feeds else Html("")
    return _with_way_back(pack(blocks, speech, header=header, footer=footer), view, speech)


def picture(view: StoryView, speech: Speech) -> Message:
    """The words under the picture of a story's coverage, and the way to the same in words."""
    said = [
        _title("📈 " + speech.gettext("Coverage over time"), view, speech),
        rtl(counts(view, speech), speech),
    ]
    buttons = (
        Button(
            "🌍 " + speech.gettext("Outlets by language, country, owner"),
            callbacks.encode("coverage", view.story),
        ),
        Button("📡 " + speech.gettext("What every outlet wrote"), callbacks.encode("radar", view.story)),
    )
    return Message(lines(said), [*in_rows(buttons, 2), (returning(view.story, speech),)], (view.story,))


def _measure(found: Coverage, speech: Speech) -> str:
    return speech.ngettext(
        "Measured against {n} feed on these topics that could be read in the last seven days.",
        "Measured against {n} feeds on these topics that could be read in the last seven days.",
        found.feeds,
    )


def _title(text: str, view: StoryView, speech: Speech) -> Html:
    return lines([rtl(bold(text), speech), headed(italic(isolate(quiet(view.headline))), speech)])


def _listed(label: str, names: Sequence[str], speech: Speech, *, most: int = NAMES) -> Html:
    if not names:
        return Html("")
    shown = speech.listed((speech.isolated(name) for name in names), most=most)
    return rtl(bold(speech.labelled(label)) + speech.gap + quiet(shown), speech)


def _count(name: str, outlets: int, speech: Speech) -> str:
    return f"{name} ({speech.number(outlets)})" if outlets > 1 else name


def _country(code: str, speech: Speech) -> str:
    return f"{flag(code)} {speech.country(code)}".strip()
