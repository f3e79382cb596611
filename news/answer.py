"""Step 7: answer a reader's question from the sources of the stories it is about. Row: a question.

The answer is at most two sentences of the articles, verbatim, each with outlet, link, date and language; or a plain
word that the sources do not say it, and what they do cover. Nothing is said from anywhere else.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news import callbacks
from news.clock import local_date
from news.deliveries import owe_messages
from news.extractive import current
from news.i18n import Speech
from news.language.tokens import terms
from news.markup import Html, esc, lines, link, paragraphs, quiet
from news.models import Chat, Question, Subscriber
from news.ports import Button, Message
from news.quoting import MOST_CHARS, MOST_SENTENCES
from news.render import is_foreign, rtl
from news.retrieve import Found, Passage, passages, retrieve
from news.stories import Source, Told, read_stories
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

QUESTION_CHARS = 500
COVERED = 3
"""Key phrases that a refusal names."""


@dataclass(frozen=True)
class Answer:
    """What the sources say to a question. `passages` empty: they do not say it, but tell of `covered`.

    `unquotable` are passages that answer but are too long to quote: they are linked only.
    """

    passages: tuple[Passage, ...] = ()
    is_sure: bool = False
    unquotable: tuple[Passage, ...] = ()
    covered: tuple[str, ...] = ()

    @property
    def is_refusal(self) -> bool:
        return not self.passages and not self.unquotable


async def answer(app: "App", claim: Claim) -> None:
    """Answers the question once; a question that was answered, or whose reader is gone, is let go."""
    async with app.reading() as session:
        question = await session.get(Question, claim.row)
        subscriber = await session.get(Subscriber, question.subscriber_id) if question else None
        chat = await session.get(Chat, subscriber.chat) if subscriber else None
        told = await read_stories(session, question.stories) if question else {}
    if question is None or subscriber is None or chat is None or question.answered_at is not None:
        async with app.session() as session:
            await finish(session, claim)
        return
    stories = list({t.story.id: t for t in (told[s] for s in question.stories if s in told)}.values())
    language = question.language or subscriber.interface_language
    found = await asyncio.to_thread(find_answer, question.text, stories, language=language)
    speech = app.words(subscriber.interface_language)
    message = say(found, stories, speech, zone=subscriber.zone, reply_to=question.reply_to)
    async with app.session() as session:
        if await _keep(session, claim.row, found, now=app.now()):
            await owe_messages(session, chat, "answer", claim.row, [message], now=app.now())
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info("answered", question=claim.row, sentences=len(found.passages), refused=found.is_refusal)


async def _keep(session: AsyncSession, question_id: int, found: Answer, *, now: datetime) -> bool:
    """False where somebody else has answered in the meantime."""
    question = await session.get(Question, question_id)
    if question is None or question.answered_at is not None:
        return False
    question.answer = [_kept(passage) for passage in (*found.passages, *found.unquotable)]
    question.refused, question.answered_at = found.is_refusal, now
    session.add(question)
    return True


def _kept(passage: Passage) -> dict[str, Any]:
    source = passage.source
    return {"text": passage.text, "article_id": source.article_id, "language": source.language}


# --- finding -------------------------------------------------------------------------------------


def find_answer(question: str, stories: Sequence[Told], *, language: str | None) -> Answer:
    """What the sources of these stories say to the question, in source order. Pure; about 20 ms a story."""
    sources = [source for told in stories for source in told.sources]
    found = retrieve(question[:QUESTION_CHARS], passages(sources), language=language)
    if not found.is_close:
        return Answer(covered=_covered(sources) or tuple(told.story.headline for told in stories[:COVERED]))
    told = _within_quota(found)
    if told:
        return Answer(passages=_in_order(told), is_sure=found.is_answer)
    return Answer(unquotable=_in_order(found.telling(1)), is_sure=found.is_answer)


def _within_quota(found: Found) -> list[Passage]:
    """The best passages, so many of one outlet as we quote. None where the very best is longer than that."""
    chars: Counter[str] = Counter()
    kept: list[Passage] = []
    for passage in found.telling(MOST_SENTENCES):
        domain = passage.source.domain
        if chars[domain] + len(passage.text) > MOST_CHARS:
            if not kept:
                return []
            continue
        chars[domain] += len(passage.text)
        kept.append(passage)
    return kept


def _in_order(told: Iterable[Passage]) -> tuple[Passage, ...]:
    return tuple(sorted(told, key=lambda p: (p.source.published_at, p.source.article_id, p.position)))


def _covered(sources: Sequence[Source]) -> tuple[str, ...]:
    """What the sources are about: the names that most of them have, or else the words, as first written."""
    standing = current(sources)
    return tuple(_common(standing, names=True) or _common(standing, names=False))


def _common(sources: Sequence[Source], *, names: bool) -> list[str]:
    """The phrases of headlines that most articles share, longest first among equals."""
    heard: Counter[str] = Counter()
    written: dict[str, str] = {}
    for source in sources:
        body = set(terms(f"{source.title} {source.text}", source.language))
        for term, word in _keywords(source, names=names).items():
            written.setdefault(term, word)
        heard.update(term for term in written if term in body)
    best = sorted(written, key=lambda term: (-heard[term], -len(term)))
    return [written[term] for term in best[:COVERED]]


def _keywords(source: Source, *, names: bool) -> dict[str, str]:
    """Words of the headline by their terms; names are those that begin with a capital inside the text as well."""
    found: dict[str, str] = {}
    for word in source.title.split():
        bare = word.strip(".,:;!?\"'“”„«»()[]‘’–—-|")
        told = terms(bare, source.language)
        if len(told) == 1 and not bare[:1].isdigit() and (not names or _is_name(bare, source.text)):
            found.setdefault(told[0], bare)
    return found


def _is_name(word: str, text: str) -> bool:
    return word[:1].isupper() and f" {word}" in text and word.casefold() not in text


# --- saying --------------------------------------------------------------------------------------


def say(
    found: Answer, stories: Sequence[Told], speech: Speech, *, zone: str, reply_to: int | None
) -> Message:
    """The answer as a message: quotes or a refusal, and a way to every headline of each story."""
    ids = tuple(told.story.id or 0 for told in stories)
    return Message(
        paragraphs([_lead(found, stories, speech), *_quotes(found, speech, zone)]),
        buttons=[[_radar(told, speech, alone=len(stories) == 1)] for told in stories[:3]],
        stories=ids,
        extra={"reply_parameters": {"message_id": reply_to, "allow_sending_without_reply": True}}
        if reply_to is not None
        else {},
    )


def _lead(found: Answer, stories: Sequence[Told], speech: Speech) -> Html:
    if not stories:
        said = [speech.gettext("This story is no longer here.")]
    elif found.is_refusal:
        said = [speech.gettext("The sources of this story do not say that.")]
        if found.covered:
            covered = speech.listed([speech.isolated(phrase) for phrase in found.covered])
            said.append(speech.gettext("They do tell about: {topics}.", topics=covered))
    elif found.unquotable:
        said = [speech.gettext("This is where the sources speak of it; the passage is too long to quote.")]
    elif not found.is_sure:
        said = [speech.gettext("The sources do not quite say that. The closest passage:")]
    else:
        return Html("")
    return rtl(quiet(speech.prose(said)), speech)


def _quotes(found: Answer, speech: Speech, zone: str) -> list[Html]:
    quoted = [
        lines([esc("«") + quiet(passage.text) + "»", _origin(passage, speech, zone)])
        for passage in found.passages
    ]
    return quoted + [_origin(passage, speech, zone) for passage in found.unquotable]


def _origin(passage: Passage, speech: Speech, zone: str) -> Html:
    source = passage.source
    day = speech.short_date(local_date(source.published_at, zone=zone))
    tag = (
        f" · 🌐 {speech.language_name(source.language or '')}" if is_foreign(source.language, speech) else ""
    )
    return rtl(esc("— ") + link(speech.isolated(source.outlet), source.url) + f" · {day}{tag}", speech)


def _radar(told: Told, speech: Speech, *, alone: bool) -> Button:
    label = speech.gettext("Press radar") if alone else _short(told.story.headline)
    return Button(f"📡 {label}", callbacks.encode("radar", told.story.id or 0))


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
