"""What came of comparing a post, as a message: who reports it, in what words, what differs, and what no source says.

Pure. Says nothing of what is true: words are laid beside words. Of an outlet at most two sentences and 300 characters.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from news import callbacks
from news.comparing.claims import Claim, Standing
from news.comparing.reverses import Reverse
from news.i18n import Speech
from news.intake.discovery import site_of
from news.markup import Html, bold, esc, isolate, italic, lines, link, paragraphs, quiet
from news.ports import Button, Message
from news.rendering.directions import headed, rtl
from news.rendering.render import behind, counts, is_foreign, moment
from news.rendering.rows import in_rows
from news.story.views import StoryView
from news.writing.drafts import Line
from news.writing.fragments import passage_link
from news.writing.quoting import may_quote, quoted_by

CLAIMS = 6
SENTENCE_CHARS = 160
NAMED = 4
"""Outlets that are named for a sentence."""


@dataclass(frozen=True)
class Compared:
    """`view` is the story it is about, None where there is none; `others` those it may be about as well, by headline.
    `link` is the first address in it, of the post `post`."""

    claims: tuple[Claim, ...]
    view: StoryView | None
    others: tuple[tuple[int, str], ...] = ()
    post: int = 0
    link: str | None = None


def say(compared: Compared, speech: Speech, *, zone: str, reply_to: int | None) -> Message:
    """One message."""
    view = compared.view
    extra = (
        {"reply_parameters": {"message_id": reply_to, "allow_sending_without_reply": True}}
        if reply_to is not None
        else {}
    )
    if view is None:
        return Message(rtl(esc(_nothing(speech)), speech), _follow_instead(compared, speech), extra=extra)
    quoted = defaultdict(list, {outlet: list(told) for outlet, told in quoted_by(view).items()})
    blocks = [_claim(claim, view, quoted, speech, zone) for claim in compared.claims[:CLAIMS]]
    body = [_head(view, speech), *blocks, rtl(italic(_foot(speech)), speech)]
    doors = (
        Button("📰 " + speech.gettext("The story"), callbacks.encode("open", view.story)),
        Button("📡 " + speech.gettext("What every outlet wrote"), callbacks.encode("radar", view.story)),
    )
    buttons: list[Sequence[Button]] = [
        *in_rows(doors, 2),
        *behind(view, speech),
        *(
            (Button(f"↗ {_cut(headline, 40)}", callbacks.encode("open", story)),)
            for story, headline in compared.others
        ),
    ]
    return Message(paragraphs(body), buttons, (view.story,), extra=extra)


def _follow_instead(compared: Compared, speech: Speech) -> list[Sequence[Button]]:
    """The address may be of a site that the reader wants to follow."""
    if compared.link is None:
        return []
    label = speech.gettext("Follow {phrase}", phrase=speech.isolated(site_of(compared.link)))
    return [(Button(f"📡 {label}", callbacks.encode("sitein", compared.post)),)]


def _nothing(speech: Speech) -> str:
    return speech.gettext(
        "I know no story about this in the feeds I read. That says nothing about whether it is true; /search looks for single words."
    )


def _head(view: StoryView, speech: Speech) -> Html:
    return lines(
        [
            rtl(bold("🔎 " + speech.gettext("What outlets report on this")), speech),
            headed(italic(isolate(quiet(view.headline))), speech),
            rtl(counts(view, speech), speech),
        ]
    )


def _foot(speech: Speech) -> str:
    return speech.gettext("I compare words and judge nothing: read what the outlets say before you share it.")


# --- a sentence of the post ----------------------------------------------------------------------


def _claim(claim: Claim, view: StoryView, quoted: dict[str, list[str]], speech: Speech, zone: str) -> Html:
    said = rtl(bold(esc("▸ ") + isolate(quiet(_cut(claim.text, SENTENCE_CHARS)))), speech)
    match claim.standing:
        case Standing.SAME:
            since = _since(claim, view, quoted, speech)
            return lines([said, rtl(_named(claim.lines, view, speech, zone), speech), *since])
        case Standing.DIFFERS:
            return lines(
                [said, rtl(_differing(claim, speech), speech), *_passages(claim.lines, view, quoted, speech)]
            )
        case Standing.NEAR:
            near = esc(speech.gettext("In other words; the nearest passage:"))
            return lines([said, rtl(near, speech), *_passages(claim.lines, view, quoted, speech)])
        case Standing.NOBODY:
            return lines([said, rtl(esc(speech.gettext("No source of this story says that.")), speech)])


def _named(told: Sequence[Line], view: StoryView, speech: Speech, zone: str) -> Html:
    """Who has it in these very words."""
    who = [
        link(
            speech.isolated(line.outlet),
            passage_link(view.sources[line.article].url, line.text, text=view.sources[line.article].text),
        )
        + f" ({moment(line.published_at, speech, zone)})"
        for line in told[:NAMED]
        if line.article in view.sources
    ]
    more = f" +{speech.number(len(told) - NAMED)}" if len(told) > NAMED else ""
    label = speech.labelled(speech.gettext("In the same words in"))
    return esc(label) + speech.gap + Html(speech.listed(who)) + more


def _since(claim: Claim, view: StoryView, quoted: dict[str, list[str]], speech: Speech) -> list[Html]:
    """What says the reverse of what was said in these words before."""
    if claim.reverse is None:
        return []
    theirs = speech.isolated(speech.quoted(claim.reverse.theirs))
    later = quiet(speech.gettext("Outlets have since written {theirs}:", theirs=theirs))
    return [rtl(later, speech), *_passages((claim.reverse.line,), view, quoted, speech)]


def _reversed(found: Reverse, speech: Speech) -> Html:
    """Which word stands there and which here: no verdict."""
    theirs, ours = (
        speech.isolated(speech.quoted(word)) if word else "" for word in (found.theirs, found.ours)
    )
    if not ours:
        return quiet(speech.gettext("They write {theirs}. What you sent does not say that.", theirs=theirs))
    if not theirs:
        return quiet(speech.gettext("You sent {ours}. They do not write that.", ours=ours))
    return quiet(speech.gettext("They write {theirs}. You sent {ours}.", theirs=theirs, ours=ours))


def _differing(claim: Claim, speech: Speech) -> Html:
    if claim.reverse is not None:
        return _reversed(claim.reverse, speech)
    if not claim.pieces:
        return esc(speech.gettext("The sources put it differently:"))
    pieces = speech.listed([speech.isolated(speech.quoted(piece)) for piece in claim.pieces])
    return quiet(speech.gettext("Not in the nearest passages: {pieces}. They say:", pieces=pieces))


def _passages(
    told: Sequence[Line], view: StoryView, quoted: dict[str, list[str]], speech: Speech
) -> list[Html]:
    """The nearest passages, verbatim where that may be, else by their link."""
    rows: list[Html] = []
    for line in told:
        source = view.sources.get(line.article)
        if source is None:
            continue
        url = passage_link(source.url, line.text, text=source.text)
        who = speech.isolated(line.outlet)
        tag = (
            f" · 🌐 {speech.language_name(line.language or '')}" if is_foreign(line.language, speech) else ""
        )
        if may_quote(line.text, quoted[line.outlet]):
            if line.text not in quoted[line.outlet]:
                quoted[line.outlet].append(line.text)
            said = isolate(quiet(speech.quoted(line.text))) + " — " + link(who, url)
        else:  # what may not be quoted any more is linked to under its headline
            said = link(speech.isolated(source.title), url) + " — " + quiet(who)
        rows.append(rtl(Html("• ") + said + tag, speech))
    return rows


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
