"""An answer as a message: what it is about, the sentences with their citations, the sources folded, and what can be done.

Pure, from values and a language. A refusal is worded here from the catalogues, never by a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from news import callbacks
from news.answers.values import QUOTED, RETOLD, WRITTEN, Answer, Answered, Rest
from news.clock import local_date
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, link, paragraphs, plain, quiet
from news.markup import quote as block
from news.ports import Button, Message
from news.rendering.directions import rtl, turned
from news.rendering.render import is_foreign, moment
from news.writing.fragments import passage_link

if TYPE_CHECKING:
    from news.story.stories import Source, Told

MOST_STORIES = 3
"""Of which a refusal offers the press radar."""
HEADLINE_CHARS = 90
BUTTON_CHARS = 40


@dataclass(frozen=True)
class Circumstances:
    """What of a question shows beside its answer. `headlines` are the stories' as this reader knows them, by id; `question` is
    its id, `others` stories that it may be about as well; `can_wait`: it can be kept until the sources answer; `is_cut`: it
    was longer than what was read; `is_order`: it told us what to do; `asks_why`: it asks for a reason; `strange` is the code of
    its language, where we hardly know that one; `apart` its language and those of the sources, where nothing here can hold the one
    against the others; `again`: the words of a question that was kept, and is answered now."""

    headlines: Mapping[int, str] = field(default_factory=dict)
    reply_to: int | None = None
    question: int = 0
    others: tuple[int, ...] = ()
    can_wait: bool = False
    is_cut: bool = False
    is_order: bool = False
    asks_why: bool = False
    strange: str = ""
    apart: tuple[str, tuple[str, ...]] | None = None
    again: str = ""


def say(
    answer: Answer,
    stories: Sequence["Told"],
    speech: Speech,
    *,
    zone: str,
    circumstances: Circumstances = Circumstances(),
) -> Message:
    """The answer as one message about these stories."""
    sources, numbers = _cited(answer, stories)
    parts = [
        lines([_about(stories, speech, circumstances), _again(circumstances, speech)]),
        _lead(answer, stories, speech, circumstances),
        *_told(answer, sources, numbers, speech, zone),
        _linked(answer, sources, numbers, speech, zone),
        _folded(numbers, sources, speech, zone),
        _foot(answer, speech, circumstances),
        _doubt(circumstances, speech),
    ]
    return Message(
        paragraphs(parts),
        buttons=_buttons(answer, stories, speech, circumstances),
        stories=tuple(told.story.id or 0 for told in stories),
        extra=_reply(circumstances.reply_to),
    )


def say_so_far(
    answer: Answer,
    stories: Sequence["Told"],
    speech: Speech,
    *,
    circumstances: Circumstances = Circumstances(),
) -> Html:
    """What is shown of a worded answer while more of it is to come: what it is about, and its sentences."""
    sources, numbers = _cited(answer, stories)
    said = [_sentence(each, sources, numbers, speech) for each in answer.sentences]
    return paragraphs([_about(stories, speech, circumstances), Html(" ").join(said)])


def ask_to_lend(question: int, speech: Speech) -> Message:
    """Asks a reader whether questions may go to a model on another machine. `question` is asked again after a yes."""
    said = speech.gettext(
        "A language model can word answers in your language. It runs on a computer elsewhere: your questions would be sent "
        "there, with sentences of the sources and nothing about you. May they?"
    )
    yes = Button(speech.gettext("Yes, send them"), callbacks.encode("lend", "yes", question))
    no = Button(speech.gettext("No, quotes will do"), callbacks.encode("lend", "no"))
    return Message(rtl(esc(said), speech), [(yes,), (no,)])


def in_words(
    answer: Answer,
    stories: Sequence["Told"],
    speech: Speech,
    *,
    zone: str,
    circumstances: Circumstances = Circumstances(),
) -> str:
    """The message as it is read, without its links."""
    return plain(Html(say(answer, stories, speech, zone=zone, circumstances=circumstances).html))


def refusal(
    answer: Answer, speech: Speech, circumstances: Circumstances = Circumstances(), *, is_of_one: bool = True
) -> str:
    """Why there is no answer, in a sentence or two: of one story, or of several. Beside a passage that comes close, that
    it is no more."""
    if not answer.is_refusal and circumstances.asks_why:
        return speech.gettext("The sources do not say why. The closest passage:")
    if not answer.is_refusal:
        return speech.gettext("The sources do not quite say that. The closest passage:")
    if circumstances.is_order:
        return speech.gettext(
            "I answer questions about the news from its sources, and follow no other orders."
        )
    if circumstances.strange:
        return _not_understood(speech, circumstances.strange)
    said = [_unsaid(speech, circumstances, is_of_one=is_of_one)]
    covered = [speech.isolated(phrase) for phrase in answer.covered]
    if covered and is_of_one:
        said.append(speech.gettext("They do tell about: {topics}.", topics=speech.listed(covered)))
    elif covered:  # headlines of several stories, maybe in several scripts: a line each
        listed = "".join(f"\n• {phrase}" for phrase in covered)
        said.append(speech.labelled(speech.gettext("They do tell about")) + listed)
    return speech.prose(said)


def of_readers(speech: Speech) -> str:
    """To a question about other readers."""
    return speech.gettext("I know nothing of other readers that I could tell: what they ask stays with them.")


def _not_understood(speech: Speech, language: str) -> str:
    return speech.gettext(
        "This looks like {language}, which I hardly know: I may not have understood. Ask in a language that I know, such as {own}; /language lists them.",
        language=speech.language_name(language),
        own=speech.language_name(speech.language),
    )


def _unsaid(speech: Speech, circumstances: Circumstances, *, is_of_one: bool) -> str:
    if circumstances.apart is not None:  # that they do not say it, we cannot know
        own, theirs = circumstances.apart
        return speech.gettext(
            "I found no answer, but that is not certain: the sources are in another language ({languages}) than the question ({own}), so I can compare only names and numbers.",
            languages=speech.listed([speech.language_name(code) for code in theirs]),
            own=speech.language_name(own),
        )
    if circumstances.asks_why and is_of_one:
        return speech.gettext("The sources of this story do not say why.")
    if circumstances.asks_why:
        return speech.gettext("The sources of these stories do not say why.")
    if is_of_one:
        return speech.gettext("The sources of this story do not say that.")
    return speech.gettext("The sources of these stories do not say that.")


def _cited(answer: Answer, stories: Sequence["Told"]) -> tuple[Mapping[int, "Source"], Mapping[int, int]]:
    """The sources by article, and the number by which an article is cited, in the order of first use."""
    sources = {source.article_id: source for told in stories for source in told.sources}
    return sources, {article: at for at, article in enumerate(answer.articles, start=1) if article in sources}


def _reply(message_id: int | None) -> Mapping[str, object]:
    if message_id is None:
        return {}
    return {"reply_parameters": {"message_id": message_id, "allow_sending_without_reply": True}}


# --- above the answer ----------------------------------------------------------------------------


def _about(stories: Sequence["Told"], speech: Speech, circumstances: Circumstances) -> Html:
    if not stories:
        return Html("")
    if len(stories) > 1:
        said = speech.ngettext("About {n} story", "About {n} stories", len(stories))
        return rtl(italic("💬 " + said), speech)
    label = speech.labelled(speech.gettext("About"))
    headline = _short(_headline(stories[0], circumstances), HEADLINE_CHARS)
    return rtl(italic(Html(f"💬 {esc(label)}{speech.gap}") + isolate(quiet(headline))), speech)


def _headline(told: "Told", circumstances: Circumstances) -> str:
    return circumstances.headlines.get(told.story.id or 0, told.headline)


def _again(circumstances: Circumstances, speech: Speech) -> Html:
    if not circumstances.again:
        return Html("")
    asked = speech.isolated(circumstances.again)
    return rtl(
        quiet(speech.gettext("🔔 You asked: “{question}”. Now a source says:", question=asked)), speech
    )


def _lead(answer: Answer, stories: Sequence["Told"], speech: Speech, circumstances: Circumstances) -> Html:
    if not stories:
        said = speech.gettext("This story is no longer here.")
    elif circumstances.strange and answer.is_refusal:
        return rtl(esc(_not_understood(speech, circumstances.strange)), speech)  # its command is to be tapped
    elif not answer.is_answer:
        said = refusal(answer, speech, circumstances, is_of_one=len(stories) == 1)
    elif answer.links and not answer.sentences:
        said = speech.gettext("The sources say it here, in more words than we may quote:")
    else:
        return Html("")
    return lines(rtl(quiet(line), speech) for line in said.split("\n"))


# --- the answer ----------------------------------------------------------------------------------


def _told(
    answer: Answer, sources: Mapping[int, "Source"], numbers: Mapping[int, int], speech: Speech, zone: str
) -> list[Html]:
    if answer.mode != QUOTED:
        return _worded(answer.sentences, sources, numbers, speech)
    made, person = [], ""
    for each in answer.sentences:
        label = rtl(bold(esc(speech.labelled(each.person))), speech) if each.person != person else Html("")
        person = each.person
        before, after = ("… " if each.cut[0] else ""), (" …" if each.cut[1] else "")
        words = speech.quoted(before + each.text + after)
        quoted = turned(isolate(quiet(words)) + " " + _marks(each, sources, numbers, speech))
        origin = [_origin(sources[article], speech, zone) for article in each.articles[:1]]
        made.append(lines([label, _earlier(each, sources, speech, zone), quoted, *origin]))
    return made


def _earlier(each: Answered, sources: Mapping[int, "Source"], speech: Speech, zone: str) -> Html:
    """When it was told, above what is not the last word on it."""
    if not each.is_earlier or not each.articles:
        return Html("")
    when = moment(sources[each.articles[0]].published_at, speech, zone)
    return rtl(italic(quiet(speech.gettext("Earlier, {when}:", when=when))), speech)


def _worded(
    said: Sequence[Answered], sources: Mapping[int, "Source"], numbers: Mapping[int, int], speech: Speech
) -> list[Html]:
    """One paragraph, or one for each person whom the question may mean."""
    made = []
    for person, told in groupby(said, key=lambda each: each.person):
        text = Html(" ").join(_sentence(each, sources, numbers, speech) for each in told)
        label = rtl(bold(esc(speech.labelled(person))), speech) if person else Html("")
        made.append(lines([label, text]))
    return made


def _sentence(
    each: Answered, sources: Mapping[int, "Source"], numbers: Mapping[int, int], speech: Speech
) -> Html:
    return quiet(each.text) + " " + _marks(each, sources, numbers, speech)


def _marks(
    each: Answered, sources: Mapping[int, "Source"], numbers: Mapping[int, int], speech: Speech
) -> Html:
    """ "[1]", in order of first use; each opens its article at what is cited."""
    return Html(" ").join(
        link(f"[{speech.number(numbers[rest.article])}]", _landing(rest, sources[rest.article]))
        for rest in each.rests
        if rest.article in sources
    )


def _landing(rest: Rest, source: "Source") -> str:
    return passage_link(source.url, rest.passage, text=source.text) if rest.passage else source.url


def _origin(source: "Source", speech: Speech, zone: str) -> Html:
    """Who says it, when, and in which language where that is not the reader's."""
    day = speech.short_date(local_date(source.published_at, zone=zone))
    tag = (
        f" · 🌐 {speech.language_name(source.language or '')}" if is_foreign(source.language, speech) else ""
    )
    return rtl(esc("— ") + isolate(quiet(source.outlet)) + f" · {day}{tag}", speech)


def _linked(
    answer: Answer,
    sources: Mapping[int, "Source"],
    numbers: Mapping[int, int],
    speech: Speech,
    zone: str,
) -> Html:
    """Where it stands that we may quote no further, with the bare facts that are given there; below quotes it says so
    itself, as a name alone looks lost there."""
    rows = [
        _given(rest, speech)
        + _origin(sources[rest.article], speech, zone)
        + " "
        + link(f"[{speech.number(numbers[rest.article])}]", _landing(rest, sources[rest.article]))
        for rest in answer.links
        if rest.article in sources
    ]
    if rows and answer.sentences:
        rows.insert(0, rtl(quiet(speech.gettext("And here, in more words than we may quote:")), speech))
    return lines(rows)


def _given(rest: Rest, speech: Speech) -> Html:
    if not rest.facts:
        return Html("")
    told = speech.listed([speech.isolated(fact) for fact in rest.facts])
    return rtl(bold(quiet(told)), speech) + "\n"


# --- below it ------------------------------------------------------------------------------------


def _folded(numbers: Mapping[int, int], sources: Mapping[int, "Source"], speech: Speech, zone: str) -> Html:
    if not numbers:
        return Html("")
    rows = [rtl(bold(speech.gettext("Sources")), speech)]
    for article, number in numbers.items():
        source = sources[article]
        title = link(speech.isolated(source.title), source.url)
        rows.append(
            rtl(Html(f"[{speech.number(number)}] ") + title, speech) + "\n" + _origin(source, speech, zone)
        )
    return block(lines(rows), folded=True)


def _foot(answer: Answer, speech: Speech, circumstances: Circumstances) -> Html:
    said = []
    if answer.mode == RETOLD:
        said.append(
            speech.gettext("As the story tells it in your language. The numbers lead to its sources.")
        )
    if answer.mode == WRITTEN and not answer.is_refusal:
        said.append(
            speech.gettext(
                "Worded by a language model from these sources; each sentence was checked against them."
            )
        )
    if circumstances.is_cut:
        said.append(speech.gettext("I read only the beginning of your question: it was too long."))
    return rtl(italic(speech.prose(said)), speech) if said else Html("")


def _doubt(circumstances: Circumstances, speech: Speech) -> Html:
    """Asks back, where another story answers as well: its button stands below."""
    return (
        rtl(quiet(speech.gettext("Or did you mean another story?")), speech)
        if circumstances.others
        else Html("")
    )


def _buttons(
    answer: Answer, stories: Sequence["Told"], speech: Speech, circumstances: Circumstances
) -> list[tuple[Button, ...]]:
    alone = len(stories) == 1
    rows: list[tuple[Button, ...]] = [
        (_radar(told.story.id or 0, "" if alone else _headline(told, circumstances), speech),)
        for told in stories[:MOST_STORIES]
    ]
    if (
        not answer.is_answer
        and circumstances.can_wait
        and alone
        and not circumstances.is_order
        and not circumstances.strange
    ):
        label = "🔔 " + speech.gettext("Tell me when there is an answer")
        rows.append((Button(label, callbacks.encode("stand", circumstances.question)),))
    return rows + [(_other(story, circumstances),) for story in circumstances.others]


def _other(story: int, circumstances: Circumstances) -> Button:
    label = "💬 " + _short(circumstances.headlines.get(story, ""), BUTTON_CHARS)
    return Button(label, callbacks.encode("meant", circumstances.question, story))


def _radar(story: int, headline: str, speech: Speech) -> Button:
    label = _short(headline, BUTTON_CHARS) if headline else speech.gettext("What every outlet wrote")
    return Button(f"📡 {label}", callbacks.encode("radar", story))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
