"""Digests and stories as Telegram messages: pure, from views and a language to planned messages.

Everything is packed by Telegram's budget (`markup.measure`); what does not fit becomes a further message between
stories. Nothing is cut silently. Foreign text is escaped, isolated in its direction, and tagged with its language.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from news import callbacks
from news.checks.lexicon import knows_words
from news.i18n import FSI, LRM, PDI, RLM, Speech, flag
from news.language.tokens import primary_subtag
from news.markup import (
    MAX_ENTITIES,
    MAX_UNITS,
    Html,
    Size,
    bold,
    esc,
    isolate,
    italic,
    lines,
    link,
    measure,
    paragraphs,
    plain,
    quiet,
)
from news.ports import Button, Message
from news.rendering.rows import in_rows
from news.sending.cutting import cut
from news.story.views import Cited, Sentence, StoryView
from news.writing.fragments import passage_link
from news.writing.modes import TRIMMED, WHOLE

LEAD_SENTENCES = 2
BUTTONS_A_ROW = 5
MOST_NAMED = 6
"""Outlets that are named on each side where they differ."""
SPARE = Size(96, 4)  # room kept free in every message, so that a count that is off by a mark never breaks one
ROOM = Size(MAX_UNITS - SPARE.units, MAX_ENTITIES - SPARE.entities)


@dataclass(frozen=True)
class Block:
    """A part of a message that is not torn apart while it fits in one."""

    html: Html
    buttons: tuple[Button, ...] = ()
    story: int | None = None

    @cached_property
    def size(self) -> Size:
        """Of the text. A block that is kept is measured once."""
        return measure(self.html)


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


def beginning(mark: str, speech: Speech) -> Html:
    """A flag, if there is one, and a space. To Unicode (UAX 9) flags are letters from left to right, and would draw the number of
    a date behind them to their side."""
    if not mark:
        return Html("")
    return (isolate(mark) if speech.is_rtl else esc(mark)) + " "


def rtl(text: Html, speech: Speech) -> Html:
    """A line of the interface in its own direction, whatever it begins with: not every app passes over what is isolated.
    A line that is all of others' words keeps theirs."""
    if speech.is_rtl:
        return Html(RLM) + text if text else text
    seen = plain(text)
    is_foreign_whole = seen.startswith(FSI) and seen.index(PDI) == len(seen) - 1 if PDI in seen else False
    return Html(LRM) + text if not is_foreign_whole and _begins_rtl(seen) else text


def headed(text: Html, speech: Speech) -> Html:
    """A headline, with a number of ours before it or without, in its own direction, as the sentences below it are."""
    if _begins_rtl(plain(text)):
        return Html(RLM) + text
    return Html(LRM) + text if speech.is_rtl else text


def turned(text: Html) -> Html:
    """A line of others' words, with signs of ours behind them, in the direction of the words: what is isolated turns no line."""
    return Html(RLM) + text if _begins_rtl(plain(text)) else text


def directed(label: str, speech: Speech) -> str:
    """A button's label in the direction of the interface, whatever name is in it."""
    if speech.is_rtl:
        return RLM + label
    return LRM + label if _begins_rtl(label) else label


def _begins_rtl(seen: str) -> bool:
    """Whether the first letter is of a script that is written from right to left."""
    return next((unicodedata.bidirectional(sign) in ("R", "AL") for sign in seen if sign.isalpha()), False)


def pack(
    blocks: Sequence[Block], speech: Speech, *, header: Html, footer: Html, stories: tuple[int, ...] = ()
) -> list[Message]:
    """As few messages as the budget allows, broken between blocks, and inside one only at its line ends."""
    groups: list[list[Block]] = [[]]
    texts: list[Html] = [header]
    size = measure(header)
    for block in (piece for whole in blocks for piece in _pieces(whole)):
        longer = _below(size, block.size)
        if texts[-1] and not longer.within(ROOM):
            groups.append([])
            texts.append(block.html)
            size = block.size
        else:
            texts[-1] = paragraphs([texts[-1], block.html])
            size = longer
        groups[-1].append(block)
    if _below(size, measure(footer)).within(ROOM):
        texts[-1] = paragraphs([texts[-1], footer])
    else:
        groups.append([])
        texts.append(footer)
    return [
        Message(text, _rows(group), tuple(b.story for b in group if b.story is not None) or stories)
        for text, group in zip(texts, groups, strict=True)
    ]


def _below(size: Size, other: Size) -> Size:
    """Of two paragraphs together."""
    return size + Size(len("\n\n"), 0) + other if size.units and other.units else size + other


def _pieces(block: Block) -> list[Block]:
    """The block, or its lines gathered into several where it alone is over the budget; a line that is over it is cut."""
    if block.size.within(ROOM):
        return [block]
    made: list[Html] = []
    for written in block.html.split("\n"):
        line = cut(Html(written), ROOM)
        grown = lines([made[-1], line]) if made else line
        if made and measure(grown).within(ROOM):
            made[-1] = grown
        else:
            made.append(line)
    return [Block(part, block.buttons if at == 0 else (), block.story) for at, part in enumerate(made)]


def _rows(group: Sequence[Block]) -> list[tuple[Button, ...]]:
    buttons = [button for block in group for button in block.buttons]
    return [tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW)]


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
