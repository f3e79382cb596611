"""The ledger of a story's sentences as Telegram messages. Pure, as `render` is."""

from collections.abc import Sequence

from news import callbacks
from news.i18n import Speech, flag
from news.markup import Html, bold, esc, isolate, italic, lines, link, paragraphs, quiet
from news.ports import Button, Message
from news.rendering.directions import beginning, headed, rtl
from news.rendering.packing import Block, pack
from news.rendering.render import by_model, is_foreign, moment, returning
from news.story.views import StoryView
from news.writing.fragments import passage_link
from news.writing.ledger import Entry, Passage, ledger

BUTTONS = 24
"""Sentences that get a button; a story has a dozen."""
A_ROW = 8
SAID_CHARS = 90


def whole(view: StoryView, speech: Speech) -> list[Message]:
    """Every sentence under its number, each with a button to what is behind it."""
    entries = ledger(view)
    blocks = [
        Block(rtl(bold(f"{speech.number(one.number)}. ") + isolate(quiet(_cut(one.sentence.text))), speech))
        for one in entries
    ]
    if not blocks:
        blocks = [Block(rtl(esc(speech.gettext("The outlets gave no more than their headlines.")), speech))]
    how = rtl(italic(speech.gettext("Press a number to see the very passages behind a sentence.")), speech)
    footer = paragraphs([by_model([view], speech), how])
    made = pack(
        blocks,
        speech,
        header=_head(view, speech),
        footer=footer if entries else Html(""),
        stories=(view.story,),
    )
    buttons = _numbers(view, entries, speech) if entries else _headlines(view, speech)
    return [*made[:-1], Message(made[-1].html, buttons, (view.story,))]


def one(view: StoryView, number: int, speech: Speech, *, zone: str) -> Message | None:
    """A sentence with the passages behind it; None where the story has no sentence of this number."""
    entry = next((entry for entry in ledger(view) if entry.number == number), None)
    if entry is None:
        return None
    said = [
        _head(view, speech),
        rtl(bold(f"{speech.number(entry.number)}. ") + isolate(quiet(entry.sentence.text)), speech),
        rtl(italic(_kind(entry, speech)), speech),
        *(_passage(passage, entry, speech, zone) for passage in entry.passages),
        by_model([view], speech),
    ]
    return Message(paragraphs(said), _around(view, entry, speech), (view.story,))


def being_written(view: StoryView, number: int, speech: Speech) -> Message:
    """For a story that nobody had told before: to be pressed once it is."""
    said = esc(speech.gettext("This story is being written. Press again in a moment."))
    label = "🧾 " + speech.gettext("Sentence {n}", n=speech.number(number))
    again = Button(label, callbacks.encode("ledger", view.story, number))
    html = Html("\n\n").join([_head(view, speech), rtl(said, speech)])
    return Message(html, [(again,), (returning(view.story, speech),)], (view.story,))


def _head(view: StoryView, speech: Speech) -> Html:
    title = "🧾 " + speech.gettext("The passage behind each sentence")
    return lines([rtl(bold(title), speech), headed(italic(isolate(quiet(view.headline))), speech)])


def _kind(entry: Entry, speech: Speech) -> str:
    if entry.is_verbatim:
        return speech.gettext("Quoted word for word.")
    return speech.gettext("Told after these words:")


def _passage(passage: Passage, entry: Entry, speech: Speech, zone: str) -> Html:
    source = passage.source
    url = passage_link(source.url, passage.found, text=source.text) if passage.found else source.url
    language = (
        f" · 🌐 {speech.language_name(source.language or '')}" if is_foreign(source.language, speech) else ""
    )
    who = (
        beginning(flag(source.country), speech)
        + link(speech.isolated(source.outlet), url)
        + f" · {moment(source.published_at, speech, zone)}{language}"
    )
    rows = [rtl(Html(who), speech)]
    if passage.text is not None:
        rows.append(isolate(quiet(speech.quoted(passage.text))))
    elif passage.found:
        rows.append(
            rtl(italic(speech.gettext("Read it there: more of this outlet may not be quoted.")), speech)
        )
    return lines(rows)


def _numbers(view: StoryView, entries: Sequence[Entry], speech: Speech) -> list[Sequence[Button]]:
    buttons = [
        Button(speech.number(entry.number), callbacks.encode("ledger", view.story, entry.number))
        for entry in entries[:BUTTONS]
    ]
    numbers = [buttons[at : at + A_ROW] for at in range(0, len(buttons), A_ROW)]
    return [*numbers, (returning(view.story, speech),)]


def _headlines(view: StoryView, speech: Speech) -> list[Sequence[Button]]:
    """To all there is of a story without sentences."""
    radar = Button("📡 " + speech.gettext("What every outlet wrote"), callbacks.encode("radar", view.story))
    return [(radar,), (returning(view.story, speech),)]


def _around(view: StoryView, entry: Entry, speech: Speech) -> list[Sequence[Button]]:
    """To the sentences before and after it, and to all."""
    back, forth = speech.arrows
    row = []
    if entry.number > 1:
        before = entry.number - 1
        label = back + " " + speech.gettext("Sentence {n}", n=speech.number(before))
        row.append(Button(label, callbacks.encode("ledger", view.story, before)))
    if entry.number < len(view.sentences):
        after = entry.number + 1
        label = speech.gettext("Sentence {n}", n=speech.number(after)) + " " + forth
        row.append(Button(label, callbacks.encode("ledger", view.story, after)))
    whole = Button("☰ " + speech.gettext("All sentences"), callbacks.encode("ledger", view.story, 0))
    return [*([row] if row else []), (whole,), (returning(view.story, speech),)]


def _cut(text: str) -> str:
    return text if len(text) <= SAID_CHARS else text[: SAID_CHARS - 1].rsplit(" ", 1)[0] + "…"
