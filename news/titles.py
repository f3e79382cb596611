"""Step: translate the headlines of a story's press radar for a reader who asked. Row: an order.

One call for all headlines that nobody had translated into the language yet, checked one by one; the radar is then sent
again in place of the one that was pressed. What fails its check stays without a translation, and the original stands
in any case. The wording and the checks of other texts are for `translating` and `verify`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.checks.alike import is_mentioned
from news.checks.findings import Finding, Severity
from news.checks.mentions import mentions
from news.db import insert_missing
from news.errors import ModelFailed
from news.language.tokens import primary_subtag
from news.models import Chat, Delivery, Subscriber, TitleOrder, TranslatedTitle
from news.ports import Model, Phrasebook, Prompt
from news.prompts import read_wording
from news.queries import briefs_of
from news.rendering.render_radar import radar, untranslated
from news.sending.deliveries import owe_delivery
from news.story.stories import Told, read_stories
from news.story.viewing import bare_view, view_of
from news.story.views import Cited, StoryView
from news.work import Claim, finish
from news.writing.drafting import language_named, nonce_of, unused_nonce
from news.writing.drafts import Line
from news.writing.fence import fence
from news.writing.verify import verify_line

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

AT_ONCE = 24
"""Headlines of one call; a story with more has the first."""


class _Title(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    i: int
    text: str


class _Answer(BaseModel):
    """The answer to the prompt `titles`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    titles: list[_Title]


@dataclass(frozen=True)
class Titles:
    """Headlines in a language by article, and which of them are samples, made in advance."""

    told: Mapping[int, str]
    samples: frozenset[int] = frozenset()


async def titles_of(
    session: AsyncSession, view: StoryView, *, language: str, phrasebook: Phrasebook
) -> Titles:
    """The headlines of the story that are told in this language."""
    language = primary_subtag(language)
    rows = await session.execute(
        select(col(TranslatedTitle.article_id), col(TranslatedTitle.text)).where(
            col(TranslatedTitle.article_id).in_(view.sources), col(TranslatedTitle.language) == language
        )
    )
    told = {article: text for article, text in rows if text}
    samples = {
        source.article: made
        for source in view.sources.values()
        if source.article not in told
        and primary_subtag(source.language) != language
        and (made := phrasebook.translate(source.title, language=language))
    }
    return Titles(told | samples, frozenset(samples))


@dataclass(frozen=True)
class _Ordered:
    order: TitleOrder
    subscriber: Subscriber
    chat: Chat
    view: StoryView
    titles: Titles


async def translate_titles(app: "App", claim: Claim) -> None:
    """Translates what is missing and sends the radar with it."""
    ordered = await _read(app, claim.row)
    made: Mapping[int, str] = {}
    if ordered is not None and app.model is not None:
        language = ordered.subscriber.interface_language
        missing = untranslated(ordered.view, language, ordered.titles.told)[:AT_ONCE]
        made = await _made(app.model, missing, language=language) if missing else {}
    async with app.session() as session:
        if ordered is not None:
            await _conclude(app, session, ordered, made)
        await finish(session, claim)
    app.bell.ring("deliver")


async def _read(app: "App", order_id: int) -> _Ordered | None:
    now = app.now()
    async with app.reading() as session:
        order = await session.get(TitleOrder, order_id)
        subscriber = await session.get(Subscriber, order.subscriber_id) if order else None
        chat = await session.get(Chat, subscriber.chat) if subscriber else None
        if order is None or subscriber is None or chat is None or order.done_at is not None:
            return None
        told = (await read_stories(session, [order.story_id], shown_at=now)).get(order.story_id)
        if told is None:
            return None
        view = await _view(session, told, subscriber)
        titles = await titles_of(
            session, view, language=subscriber.interface_language, phrasebook=app.phrasebook
        )
    return _Ordered(order, subscriber, chat, view, titles)


async def _view(session: AsyncSession, told: Told, subscriber: Subscriber) -> StoryView:
    briefs = await briefs_of(session, [told.story.id or 0])
    return view_of(told, briefs, language=subscriber.digest_language, newest=False) or bare_view(
        told, language=subscriber.digest_language
    )


# --- asking --------------------------------------------------------------------------------------


async def _made(model: Model, sources: Sequence[Cited], *, language: str) -> dict[int, str]:
    """The headlines that could be translated and hold, by article; empty for those that do not hold, so that they are not
    asked for again. Nothing at all where the model gave nothing."""
    prompt = _prompt(sources, language=language)
    try:
        reply = await model.generate(prompt, returns=_Answer)
    except ModelFailed as failure:
        log.info("headlines not translated", reason=str(failure))
        return {}
    said = {title.i: " ".join(title.text.split()) for title in reply.value.titles}
    return await asyncio.to_thread(_held, sources, said, prompt, language=language)


def _prompt(sources: Sequence[Cited], *, language: str) -> Prompt:
    nonce = unused_nonce([source.title for source in sources])
    items = (
        (f"item {number}, in {language_named(source.language or '')}", source.title)
        for number, source in enumerate(sources, start=1)
    )
    key = ":".join(["titles", language, *(str(source.article) for source in sources)])
    return read_wording("titles").fill(
        key=key, language=language_named(language), nonce=nonce, items=fence(items, nonce=nonce)
    )


def _held(
    sources: Sequence[Cited], said: Mapping[int, str], prompt: Prompt, *, language: str
) -> dict[int, str]:
    found: dict[int, str] = {}
    for number, source in enumerate(sources, start=1):
        text = said.get(number, "")
        line = _line(source)
        findings = verify_line(text, line, language=language, prompt=prompt.system, nonce=nonce_of(prompt))
        holds = text and not any(_fells(finding, text, line, language) for finding in findings)
        found[source.article] = text if holds else ""
    return found


def _fells(finding: Finding, text: str, line: Line, language: str) -> bool:
    """Of a headline, a name of which its original has no word is enough: nothing around it tells whom it means."""
    if finding.code != "name" or finding.severity is not Severity.COUNTED:
        return finding.severity is not Severity.COUNTED
    named = [mention for mention in mentions(text, language) if finding.detail.startswith(mention.text)]
    return any(not any(is_mentioned(word, [line]) for word in mention.words) for mention in named)


def _line(source: Cited) -> Line:
    return Line(
        id="1.0", text=source.title, article=source.article, outlet=source.outlet, owner=source.owner or "",
        family=source.family, language=source.language, published_at=source.published_at,
    )  # fmt: skip


# --- keeping and sending -------------------------------------------------------------------------


async def _conclude(app: "App", session: AsyncSession, ordered: _Ordered, made: Mapping[int, str]) -> None:
    order = await session.get_one(TitleOrder, ordered.order.id)
    if order.done_at is not None:
        return
    now, language = app.now(), ordered.subscriber.interface_language
    order.done_at = now
    rows = [
        {"article_id": article, "language": primary_subtag(language), "text": text, "made_at": now}
        for article, text in made.items()
    ]
    if rows:
        await insert_missing(session, TranslatedTitle, rows, unique=("article_id", "language"))
    told = {**ordered.titles.told, **{article: text for article, text in made.items() if text}}
    messages = radar(
        ordered.view, app.words(language), zone=ordered.subscriber.zone, titles=told,
        samples=ordered.titles.samples,
    )  # fmt: skip
    for part, message in enumerate(messages):
        is_edit = part == 0 and len(messages) == 1
        payload = message.payload() | ({"message_id": order.message_id} if is_edit else {})
        delivery = Delivery(
            kind="titles", subject=order.id or 0, part=part, chat=ordered.chat.id or 0, payload=payload,
            method="editMessageText" if is_edit else "sendMessage", stories=list(message.stories), created_at=now,
        )  # fmt: skip
        await owe_delivery(session, delivery, now=now)
