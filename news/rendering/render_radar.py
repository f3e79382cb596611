"""The press radar as Telegram messages: every outlet's original headline, in its own language. Pure, as `render` is.

By language, the reader's own first; each line with outlet, country, local time and link, and a mark where a state or the
public stands behind the outlet. Copies of one text stand under the first that printed it, without saying it again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from news import callbacks
from news.i18n import Speech, flag
from news.language.tokens import primary_subtag
from news.markup import Html, bold, esc, isolate, italic, lines, link, quiet
from news.ports import Button, Message
from news.rendering.directions import beginning, headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.render import behind, counts, evidence, moment, returning
from news.story.views import Cited, StoryView
from news.writing.quoting import first_lines

FLAGS = 6


def radar(
    view: StoryView,
    speech: Speech,
    *,
    zone: str,
    number: int | None = None,
    titles: Mapping[int, str] | None = None,
    samples: Collection[int] = (),
    can_translate: bool = False,
) -> list[Message]:
    """`number` is the story's in the digest; `titles` are headlines in the reader's language by article, shown beside the
    original, those of `samples` made in advance; `can_translate` offers to have those made that are missing."""
    leads, told = first_lines(view), dict(titles or {})
    header = _header(view, speech, number)
    groups = _by_language(view.sources.values(), speech)
    blocks = []
    for language, group in groups:
        entries = [
            _entry(s, leads.get(s.article, ""), told.get(s.article, ""), view, speech, zone) for s in group
        ]
        head = _language(language, group, speech) if len(groups) > 1 else Html("")
        blocks += [Block(lines([head, entries[0]])), *(Block(entry) for entry in entries[1:])]
    footer = _translated(told, samples, speech)
    messages = pack(blocks, speech, header=header, footer=footer, stories=(view.story,))
    last = messages[-1]
    buttons = [*last.buttons, *behind(view, speech)]
    if view.sentences:
        buttons.append((evidence(view, speech),))
    if can_translate and untranslated(view, speech.language, told):
        label = "🌐 " + speech.gettext("Translate the headlines")
        buttons.append((Button(label, callbacks.encode("titles", view.story)),))
    buttons.append((returning(view.story, speech),))
    return [*messages[:-1], Message(last.html, buttons, last.stories)]


def _translated(told: Mapping[int, str], samples: Collection[int], speech: Speech) -> Html:
    """By whom the headlines in the reader's language were made."""
    said = []
    if any(article not in samples for article in told):
        said.append(speech.gettext("Lines with 🌐 are headlines translated by machine."))
    if any(article in samples for article in told):
        said.append(speech.gettext("Sample translations, made in advance."))
    return rtl(italic(speech.prose(said)), speech) if said else Html("")


def untranslated(view: StoryView, language: str, told: Mapping[int, str]) -> list[Cited]:
    """The articles whose headlines are in another language and not told in this one; copies stand under their first."""
    return [
        source
        for source in _firsts(view.sources.values())
        if source.article not in told
        and source.language
        and primary_subtag(source.language) != primary_subtag(language)
    ]


def _header(view: StoryView, speech: Speech, number: int | None) -> Html:
    title = (
        "📡 " + speech.gettext("What every outlet wrote") + (f" · {speech.number(number)}" if number else "")
    )
    return lines(
        [
            rtl(bold(title), speech),
            headed(italic(isolate(quiet(view.headline))), speech),
            rtl(counts(view, speech), speech),
        ]
    )


# --- groups --------------------------------------------------------------------------------------


def _by_language(sources: Iterable[Cited], speech: Speech) -> list[tuple[str, list[Cited]]]:
    """The reader's language first, then those with most articles, then those that reported first."""
    groups: dict[str, list[Cited]] = {}
    for source in _firsts(sources):
        groups.setdefault(primary_subtag(source.language), []).append(source)
    own = primary_subtag(speech.language)
    return sorted(groups.items(), key=lambda pair: (pair[0] != own, not pair[0], -len(pair[1])))


def _firsts(sources: Iterable[Cited]) -> list[Cited]:
    """The articles that are no copies, in order of time."""
    return sorted((s for s in sources if not s.is_copy), key=lambda s: (s.published_at, s.article))


def _language(language: str, group: Sequence[Cited], speech: Speech) -> Html:
    """ "German · 3 · 🇩🇪 🇦🇹" """
    name = speech.language_name(language) if language else speech.gettext("Not known")
    flags = dict.fromkeys(flag(source.country) for source in group if flag(source.country))
    told = [name, speech.number(len(group)), " ".join(list(flags)[:FLAGS])]
    return rtl(bold("— " + " · ".join(filter(None, told))), speech)


# --- a line --------------------------------------------------------------------------------------


def _entry(source: Cited, lead: str, title: str, view: StoryView, speech: Speech, zone: str) -> Html:
    rows = [_printed(source, speech, zone), quiet(source.title)]
    if title:
        rows.append(rtl(esc("🌐 ") + isolate(quiet(title)), speech))
    if lead:
        rows.append(italic(quiet(lead)))
    copies = [other for other in view.sources.values() if other.is_copy and other.family == source.family]
    if copies:
        rows.append(rtl(esc(speech.gettext("The same text in:")), speech))
    for copy in copies:
        rows.append(_printed(copy, speech, zone))
        if copy.title != source.title:
            rows.append(quiet(copy.title))
    return lines(rows)


def _printed(source: Cited, speech: Speech, zone: str) -> Html:
    """Who printed it, when, and who stands behind them."""
    marks = {"state": "🏛 " + speech.gettext("state media"), "public": speech.gettext("public broadcaster")}
    mark = marks.get(source.outlet_kind or "", "")
    return rtl(
        beginning(flag(source.country), speech)
        + link(speech.isolated(source.outlet), source.url)
        + f" · {moment(source.published_at, speech, zone)}"
        + (f" · {mark}" if mark else ""),
        speech,
    )
