"""A story as an inline result: what is offered in any chat, and the message that is sent there when it is chosen. Pure.

The message says what a digest would: headline, two sentences with their sources, how it was made; and where the story is.
"""

from typing import Any

from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, link, paragraphs, quiet
from news.rendering.directions import headed, rtl
from news.rendering.render import LEAD_SENTENCES, cite, is_foreign, modes, moment
from news.story.views import Sentence, StoryView
from news.writing.quoting import first_lines

TITLE_CHARS, ABOUT_CHARS = 200, 160
MOST_OUTLETS = 4


def inline_result(view: StoryView, speech: Speech, *, zone: str, address: str) -> dict[str, Any]:
    """An InlineQueryResultArticle. `address` opens the story in a chat with us."""
    lead = _lead(view)
    return {
        "type": "article",
        "id": f"{view.story}-{view.revision}-{speech.language}",
        "title": _clipped(view.headline, TITLE_CHARS),
        "description": _about(view, lead, speech, zone),
        "input_message_content": {
            "message_text": _message(view, lead, speech, zone, address),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
    }


def _lead(view: StoryView) -> tuple[Sentence, ...]:
    """Two sentences: the story's first ones; of a story nobody has written yet, the first lines of two outlets, as far as
    they may be quoted."""
    if view.sentences:
        return view.sentences[:LEAD_SENTENCES]
    lines_of = first_lines(view)
    firsts = [source for source in view.sources.values() if not source.is_copy and source.article in lines_of]
    own = sorted(
        firsts, key=lambda source: (source.language != view.language, source.published_at, source.article)
    )
    return tuple(
        Sentence(lines_of[source.article], (source.article,), source.language)
        for source in own[:LEAD_SENTENCES]
    )


def _about(view: StoryView, lead: tuple[Sentence, ...], speech: Speech, zone: str) -> str:
    said = [
        speech.ngettext("{n} outlet", "{n} outlets", view.outlets),
        moment(view.last_at, speech, zone),
        *(speech.isolated(sentence.text) for sentence in lead[:1]),
    ]
    return _clipped(" · ".join(said), ABOUT_CHARS)


def _message(view: StoryView, lead: tuple[Sentence, ...], speech: Speech, zone: str, address: str) -> Html:
    numbers: dict[int, int] = {}
    told = cite(lead, view.sources, numbers, speech)
    open_it = link("📖 " + speech.gettext("Open the story"), address)
    return paragraphs(
        [
            lines(
                [headed(bold(isolate(quiet(view.headline))), speech), rtl(_meta(view, speech, zone), speech)]
            ),
            told,
            lines(
                [rtl(_outlets(view, numbers, speech), speech), modes([view], speech), rtl(open_it, speech)]
            ),
        ]
    )


def _meta(view: StoryView, speech: Speech, zone: str) -> Html:
    said = [speech.ngettext("{n} outlet", "{n} outlets", view.outlets), moment(view.last_at, speech, zone)]
    if is_foreign(view.language, speech):
        said.append(f"🌐 {speech.language_name(view.language or '')}")
    return italic(" · ".join(said))


def _outlets(view: StoryView, numbers: dict[int, int], speech: Speech) -> Html:
    """Who is cited, by the numbers; where nobody is, whose headline it is."""
    cited = [(f"[{speech.number(number)}] ", view.sources[article]) for article, number in numbers.items()]
    cited = cited or [("", view.sources[a]) for a in view.headline_cites if a in view.sources]
    return Html(" · ").join(
        esc(mark) + link(speech.isolated(source.outlet), source.url) for mark, source in cited[:MOST_OUTLETS]
    )


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
