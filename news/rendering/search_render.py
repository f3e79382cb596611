"""What was found as messages: pages of stories, and what is said where nothing was. Pure, from views and a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from news import callbacks
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, link, paragraphs, quiet
from news.ports import Button, Message
from news.rendering.directions import headed, rtl, turned
from news.rendering.examples import example
from news.rendering.pages import turning
from news.rendering.render import by_model, is_foreign, moment
from news.searching.search_ranking import Match
from news.story.views import Sentence, StoryView

A_PAGE = 5
HEADLINE_CHARS, TITLE_CHARS, SENTENCE_CHARS = 200, 120, 200
"""So that a page fits into one message, which the buttons change in place."""
ARTICLES_SHOWN = 2


@dataclass(frozen=True)
class Page:
    """A page of what was found. `number` counts from 0; `asked_in` is the update in which the words came, `upto` the
    newest article there was then. `left_out` are words that nothing has, `told` the sentence of a story that has them,
    `muted` what the reader mutes of the stories."""

    written: str
    stories: Sequence[tuple[StoryView, Sequence[Match]]]
    count: int
    number: int
    asked_in: int
    upto: int
    are_more: bool = False
    left_out: Sequence[str] = ()
    told: Mapping[int, Sentence] = field(default_factory=dict)
    muted: Mapping[int, str] = field(default_factory=dict)


def page(shown: Page, speech: Speech, *, zone: str) -> Message:
    first = shown.number * A_PAGE
    entries = [
        _entry(
            first + at,
            view,
            matches,
            speech,
            zone,
            told=shown.told.get(view.story),
            muted=shown.muted.get(view.story),
        )
        for at, (view, matches) in enumerate(shown.stories, start=1)
    ]
    opening = tuple(
        Button(speech.number(first + at), callbacks.encode("open", view.story))
        for at, (view, _) in enumerate(shown.stories, start=1)
    )
    rows = [row for row in (opening, _turning(shown, speech)) if row]
    stories = tuple(view.story for view, _ in shown.stories)
    made = by_model((view for view, _ in shown.stories), speech)
    return Message(paragraphs([_head(shown, speech), *entries, made]), rows, stories)


def _head(shown: Page, speech: Speech) -> Html:
    said = [speech.ngettext("{n} story", "{n} stories", shown.count)]
    if shown.are_more:
        said.append(speech.gettext("among the newest articles"))
    rows = [
        rtl(bold("🔎 " + isolate(quiet(shown.written))), speech),
        rtl(italic(" · ".join(said)), speech),
    ]
    if shown.left_out:
        words = speech.listed(
            [speech.gettext("“{word}”", word=speech.isolated(word)) for word in shown.left_out]
        )
        said_of = speech.gettext("No article has {words}, so I looked for the rest.", words=words)
        rows.append(rtl(italic(quiet(said_of)), speech))
    return lines(rows)


def _entry(
    number: int,
    view: StoryView,
    matches: Sequence[Match],
    speech: Speech,
    zone: str,
    *,
    told: Sentence | None,
    muted: str | None,
) -> Html:
    headline = _clipped(view.headline, HEADLINE_CHARS)
    said = [speech.ngettext("{n} outlet", "{n} outlets", view.outlets), moment(view.last_at, speech, zone)]
    if is_foreign(view.language, speech):
        said.append(f"🌐 {speech.language_name(view.language or '')}")
    about = esc(" · ".join(said)) + (" · 🔇 " + quiet(muted) if muted else Html(""))
    return lines(
        [
            headed(bold(f"{speech.number(number)}. " + isolate(quiet(headline))), speech),
            rtl(italic(about), speech),
            *([rtl(_sentence(told, view, speech), speech)] if told else []),
            *(
                rtl(_article(match, speech, zone, headline=view.headline), speech)
                for match in matches[:ARTICLES_SHOWN]
            ),
        ]
    )


def _sentence(told: Sentence, view: StoryView, speech: Speech) -> Html:
    """What was told, with the outlets that it rests on."""
    cited = [view.sources[article] for article in told.cites if article in view.sources][:ARTICLES_SHOWN]
    outlets = Html(", ").join(link(speech.isolated(source.outlet), source.url) for source in cited)
    said = Html("• ") + isolate(quiet(_clipped(told.text, SENTENCE_CHARS)))
    return turned(said + " · " + outlets if outlets else said)


def _article(match: Match, speech: Speech, zone: str, *, headline: str) -> Html:
    """An article that was found: its outlet, and its own title where the story is shown under another one."""
    at = moment(match.published_at, speech, zone)
    if match.title == headline:
        return Html("• ") + link(speech.isolated(match.outlet), match.url) + f" · {at}"
    title = link(isolate(_clipped(match.title, TITLE_CHARS)), match.url)
    return Html("• ") + title + f" · {speech.isolated(match.outlet)} · {at}"


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _turning(shown: Page, speech: Speech) -> tuple[Button, ...]:
    def to(number: int) -> str:
        return callbacks.encode("found", shown.asked_in, number, shown.upto)

    return turning(speech, shown.number, max(0, shown.count - 1) // A_PAGE, to=to)


def nothing(written: str, speech: Speech, *, buttons: Sequence[Sequence[Button]] = ()) -> Message:
    """Nothing has the words: what to try, and `buttons` that go on from there."""
    said = [
        speech.gettext("No story of the feeds I read has all of this."),
        speech.gettext("Try fewer words, another form or language, or leave out the quotation marks."),
    ]
    head = rtl(bold("🔎 " + isolate(quiet(written))), speech)
    return Message(paragraphs([head, rtl(esc(speech.prose(said)), speech)]), buttons)


def how_to(speech: Speech, *, is_without_words: bool = False) -> Message:
    """How to search; after something that held no word, that it did not."""
    said = [rtl(bold("🔎 " + speech.gettext("Search the news")), speech)]
    if is_without_words:
        said.append(rtl(esc(speech.gettext("I found no word to look for in that.")), speech))
    said.append(
        rtl(
            esc(
                speech.gettext(
                    "Write what you look for behind the command, in any language. Words in quotation marks are looked for in this order, a word after a minus must not be there."
                )
            ),
            speech,
        )
    )
    examples = (
        speech.gettext("harbour tunnel"),
        '"' + speech.gettext("climate summit") + '"',
        speech.gettext("strike -football"),
    )
    said.append(lines(example(f"/search {words}", speech) for words in examples))
    return Message(paragraphs(said))
