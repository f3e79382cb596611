"""Digests and stories as Telegram messages: pure, from views and a language to planned messages.

Everything is packed (`packing`); what does not fit becomes a further message between
stories. Nothing is cut silently. Foreign text is escaped, isolated in its direction, and tagged with its language.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from news import callbacks
from news.checks.lexicon import knows_words
from news.i18n import Speech, flag
from news.language.tokens import primary_subtag
from news.markup import (
    Html,
    bold,
    esc,
    isolate,
    italic,
    lines,
    link,
    quiet,
)
from news.ports import Button, Message
from news.rendering.directions import headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.rows import in_rows
from news.story.views import Cited, Sentence, StoryView
from news.writing.fragments import passage_link
from news.writing.modes import TRIMMED, WHOLE

LEAD_SENTENCES = 2
MOST_NAMED = 6
"""Outlets that are named on each side where they differ."""


def meta(view: StoryView, speech: Speech) -> Html:
    """ "5 outlets", the headline's source, and the language where it is not the reader's."""
    parts = [speech.ngettext("{n} outlet", "{n} outlets", view.outlets)]
    source = next((view.sources[a] for a in view.headline_cites if a in view.sources), None)
    made = Html(f"<i>{esc(parts[0])}</i>")
    if source is not None:
        made = made + " · " + link(speech.isolated(source.outlet), source.url)
    if is_foreign(view.language, speech):
        made = made + f" · 🌐 {speech.language_name(view.language or '')}"
    if view.mode == "phrasebook":
        made = made + " · " + speech.gettext("sample translation")
    return made


def is_foreign(language: str | None, speech: Speech) -> bool:
    return bool(language) and (language or "").split("-")[0] != speech.language.split("-")[0]


def cite(
    sentences: Iterable[Sentence], sources: Mapping[int, Cited], numbers: dict[int, int], speech: Speech
) -> Html:
    """The sentences, each followed by its citations, which open the article at what is cited; `numbers` counts them by
    outlet article, in order of first use. One in another language than its neighbours says in which."""
    made = []
    for sentence in sentences:
        marks, passages = [], dict(sentence.passages)
        for article in sentence.cites:
            if article in sources:
                number = numbers.setdefault(article, len(numbers) + 1)
                marks.append(
                    link(f"[{speech.number(number)}]", _landing(sources[article], passages.get(article)))
                )
        text = quiet(sentence.text)
        if sentence.is_untranslated:
            name = speech.language_name(sentence.language or "")
            text = Html("🌐 ") + esc(speech.labelled(name)) + speech.gap + isolate(text)
        made.append(text + " " + Html(" ").join(marks) if marks else text)
    return Html(" ").join(made)


def _landing(source: Cited, passage: str | None) -> str:
    """The article, opened at the passage that is cited where that is known word for word."""
    return passage_link(source.url, passage, text=source.text) if passage else source.url


def modes(views: Sequence[StoryView], speech: Speech) -> Html:
    """How the texts were made, in words."""
    modes = {view.mode for view in views}
    said = []
    if "extractive" in modes:
        said.append(speech.gettext("Sentences are quoted word for word from the outlets, unedited."))
    if "phrasebook" in modes:
        said.append(speech.gettext("Sample translations, made in advance."))
    if modes & {WHOLE, TRIMMED}:
        said.append(speech.gettext("Texts written by a language model from the cited sources."))
    if TRIMMED in modes:
        said.append(speech.gettext("Sentences that did not pass our checks were left out."))
    if any(view.mode in (WHOLE, TRIMMED) and not knows_words(view.language) for view in views):
        said.append(
            speech.gettext("In this language our checks know no words of judgement, doubt or denial.")
        )
    return rtl(italic(speech.prose(said)), speech) if said else Html("")


def by_model(views: Iterable[StoryView], speech: Speech) -> Html:
    """That a model wrote some of these texts, and how they came to be; nothing where none did."""
    written = [view for view in views if view.mode in (WHOLE, TRIMMED)]
    return modes(written, speech) if written else Html("")


def story(
    view: StoryView,
    speech: Speech,
    *,
    zone: str,
    related: Sequence[tuple[int, str]] = (),
    own: Sequence[Button] = (),
    votes: Sequence[tuple[Button, ...]] = (),
) -> list[Message]:
    """A story whole: headline, paragraphs with citations, related stories, outlets with links, buttons; `own` and `votes` are
    what its reader can do with it beside reading on."""
    numbers: dict[int, int] = {}
    body = [cite(paragraph, view.sources, numbers, speech) for paragraph in view.paragraphs]
    head = lines(
        [headed(bold(isolate(quiet(view.headline))), speech), rtl(_when(view, speech, zone), speech)]
    )
    blocks = [Block(head, story=view.story), *(Block(text) for text in body)]
    if not body:
        blocks.append(Block(italic(speech.gettext("The outlets gave no more than their headlines."))))
    if view.contested:
        blocks.append(Block(differences(view, speech, numbers)))
    blocks.extend(_outlets(view, speech, zone, numbers))
    if related:
        told = [rtl(Html("• ") + isolate(quiet(headline)), speech) for _, headline in related]
        blocks.append(Block(lines([bold(speech.gettext("Related")), *told])))
    messages = pack(blocks, speech, header=Html(""), footer=_foot(view, speech, zone))
    radar = Button("📡 " + speech.gettext("What every outlet wrote"), callbacks.encode("radar", view.story))
    ask = Button("💬 " + speech.gettext("Ask"), callbacks.encode("ask", view.story))
    keyboard = [
        (radar,),
        *in_rows([ask, *own], 2),
        *votes,
        *((Button(f"↗ {_short(headline)}", callbacks.encode("open", other)),) for other, headline in related),
    ]
    last = messages[-1]
    return [*messages[:-1], Message(last.html, keyboard, (view.story,))]


def differences(view: StoryView, speech: Speech, numbers: dict[int, int]) -> Html:
    """What each side says, and who says it."""
    rows = [rtl(bold(speech.gettext("What differs")), speech)]
    for point in view.contested:
        rows.append(rtl(italic(isolate(quiet(_topic(point.topic, speech)))), speech))
        for version in point.versions:
            claim = cite([version], view.sources, numbers, speech)
            who = speech.listed(_who_says(version, view, speech), most=MOST_NAMED)
            rows.append(rtl(Html("• ") + isolate(claim) + (f" · {who}" if who else ""), speech))
    return lines(rows)


def _who_says(version: Sentence, view: StoryView, speech: Speech) -> list[str]:
    names = (view.sources[article].outlet for article in version.cites if article in view.sources)
    return [speech.isolated(name) for name in dict.fromkeys(names)]


def _topic(topic: str, speech: Speech) -> str:
    """Tolls in the reader's language; any other word as the outlets write it."""
    match topic:
        case "dead":
            return speech.gettext("Dead")
        case "injured":
            return speech.gettext("Injured")
        case "missing":
            return speech.gettext("Missing people")
        case "rescued":
            return speech.gettext("Rescued")
        case "detained":
            return speech.gettext("Detained")
        case "displaced":
            return speech.gettext("Displaced")
        case "trapped":
            return speech.gettext("Trapped")
    return _measure(topic, speech)


def _measure(topic: str, speech: Speech) -> str:
    match topic:
        case "price":
            return speech.gettext("Cost or worth")
        case "height":
            return speech.gettext("Height")
        case "length":
            return speech.gettext("Length")
        case "depth":
            return speech.gettext("Depth")
        case "width":
            return speech.gettext("Width")
        case "weight":
            return speech.gettext("Weight")
    return topic


def _foot(view: StoryView, speech: Speech, zone: str) -> Html:
    """How the text was made, from how much, and when."""
    said = _counts(view, speech)[1:]  # how many outlets stands above
    if view.told_at is not None:
        said.append(speech.gettext("Updated {time}", time=moment(view.told_at, speech, zone)))
    return lines([modes([view], speech), rtl(esc(" · ".join(said)), speech)])


def opening(story: int, speech: Speech) -> Button:
    """To the story whole, from what was shown of it."""
    return Button("📖 " + speech.gettext("Open the story"), callbacks.encode("open", story))


def returning(story: int, speech: Speech) -> Button:
    """To the same, from what lies behind it."""
    return Button("📖 " + speech.gettext("Back to the story"), callbacks.encode("open", story))


def behind(view: StoryView, speech: Speech) -> list[tuple[Button, ...]]:
    """The buttons to what lies behind a story."""
    doors = (
        Button("🕰 " + speech.gettext("How the story unfolded"), callbacks.encode("timeline", view.story)),
        Button(
            "🌍 " + speech.gettext("Outlets by language, country, owner"),
            callbacks.encode("coverage", view.story),
        ),
        Button("📈 " + speech.gettext("Chart: who reported when"), callbacks.encode("picture", view.story)),
        Button("⚖️ " + speech.gettext("Where reports differ"), callbacks.encode("differ", view.story)),
        Button(
            "🔦 " + speech.gettext("Outlets that have not reported"), callbacks.encode("silent", view.story)
        ),
    )
    return in_rows(doors, 3)


def evidence(view: StoryView, speech: Speech) -> Button:
    """The button to the passages behind each sentence."""
    return Button(
        "🧾 " + speech.gettext("The passage behind each sentence"), callbacks.encode("ledger", view.story, 0)
    )


def _when(view: StoryView, speech: Speech, zone: str) -> Html:
    said = [speech.ngettext("{n} outlet", "{n} outlets", view.outlets), moment(view.last_at, speech, zone)]
    if view.breaking_at is not None:
        broke = moment(view.breaking_at, speech, zone)
        said.insert(0, "⚡ " + speech.labelled(speech.gettext("Breaking"), broke))
    if is_foreign(view.language, speech):
        said.append(f"🌐 {speech.language_name(view.language or '')}")
    return italic(" · ".join(said))


def _outlets(view: StoryView, speech: Speech, zone: str, numbers: Mapping[int, int]) -> list[Block]:
    """Every article's outlet with its link, cited ones first under their numbers; long lists make several blocks."""
    cited = sorted((number, article) for article, number in numbers.items())
    others = [
        s for s in sorted(view.sources.values(), key=lambda s: s.published_at) if s.article not in numbers
    ]
    rows = [
        _outlet(view.sources[article], speech, zone, f"[{speech.number(number)}] ")
        for number, article in cited
    ]
    rows += [_outlet(source, speech, zone, "") for source in others]
    chunks = [rows[at : at + 20] for at in range(0, len(rows), 20)]
    title = bold(speech.gettext("Outlets"))
    return [Block(lines([title, *chunk] if at == 0 else chunk)) for at, chunk in enumerate(chunks)]


def _outlet(source: Cited, speech: Speech, zone: str, mark: str) -> Html:
    return rtl(
        esc(mark)
        + link(speech.isolated(source.outlet), source.url)
        + beside(flag(source.country), speech)
        + f" · {moment(source.published_at, speech, zone)}",
        speech,
    )


def beside(sign: str, speech: Speech) -> str:
    """A flag after a name. In a line from right to left it is isolated: a flag counts as left to right, and would take the
    figures that follow along."""
    return f" {speech.isolated(sign) if speech.is_rtl else sign}" if sign else ""


def counts(view: StoryView, speech: Speech) -> Html:
    """ "14 outlets · 9 independent outlets · 6 languages · 8 countries" """
    return esc(" · ".join(_counts(view, speech)))


def _counts(view: StoryView, speech: Speech) -> list[str]:
    languages = {primary_subtag(source.language) for source in view.sources.values()} - {""}
    countries = {source.country for source in view.sources.values()} - {None}
    said = [speech.ngettext("{n} outlet", "{n} outlets", view.outlets)]
    if view.independent and view.independent < view.outlets:
        said.append(speech.ngettext("{n} independent outlet", "{n} independent outlets", view.independent))
    if len(languages) > 1:
        said.append(speech.ngettext("{n} language", "{n} languages", len(languages)))
    if len(countries) > 1:
        said.append(speech.ngettext("{n} country", "{n} countries", len(countries)))
    return said


def sources(views: Sequence[StoryView], speech: Speech, *, command: str = "/sources") -> list[Message]:
    """Which outlets stand behind each story of a digest, with a button a story to its radar."""
    header = rtl(bold(speech.gettext("Sources of your digest")), speech)
    blocks = []
    for number, view in enumerate(views, start=1):
        names = list(dict.fromkeys(source.outlet for source in view.sources.values()))
        shown = speech.listed([speech.isolated(name) for name in names[:12]])
        more = f" +{speech.number(len(names) - 12)}" if len(names) > 12 else ""
        blocks.append(
            Block(
                lines(
                    [
                        headed(bold(f"{speech.number(number)}. " + isolate(quiet(view.headline))), speech),
                        rtl(
                            esc(speech.labelled(speech.ngettext("{n} outlet", "{n} outlets", view.outlets)))
                            + speech.gap
                            + quiet(shown)
                            + more,
                            speech,
                        ),
                    ]
                ),
                (Button(speech.number(number), callbacks.encode("radar", view.story)),),
                view.story,
            )
        )
    footer = rtl(
        italic(
            speech.gettext(
                "Press a number, or send {command} 1, for every original headline.", command=command
            )
        ),
        speech,
    )
    return pack(blocks, speech, header=header, footer=footer)


def moment(at: datetime, speech: Speech, zone: str) -> str:
    """A time as the reader's clock shows it, with the day."""
    return f"{speech.day_month(at, zone=zone)} {speech.time(at, zone=zone)}"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
