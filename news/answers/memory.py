"""What is remembered of questions, in rows: the last turns of a chat and story, what was quoted there, and what was
answered before. Each chat has its own memory; answers from the sources are known to all, without who asked or what.

Knows no Telegram and decides nothing about answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.answers.reading import same_question
from news.answers.values import QUOTED, TURN_CHARS, TURNS, Answer, Answered, Asked, Earlier, Rest
from news.db import insert_missing
from news.language.tokens import words
from news.models import KnownAnswer, Question, Standing, Update
from news.story.stories import Source, Told
from news.story.views import StoryView
from news.work import forgive

REMEMBERED = timedelta(days=7)
KNOWN_FOR = timedelta(days=7)
LOOKED_AT = 40


async def turns_before(
    session: AsyncSession, question: Question, *, story: int | None
) -> tuple[Earlier, ...]:
    """The last turns of this chat about this story, oldest first; that the same was asked adds nothing."""
    rows = await _answered_before(session, question)
    here = [row for row in rows if story is not None and row.about == story]
    about = [row for row in here if words(row.text) != words(question.text)][:TURNS]
    return tuple(
        Earlier(row.text, "" if row.refused else row.shown[:TURN_CHARS], row.language)
        for row in reversed(about)
    )


async def quoted_before(session: AsyncSession, question: Question, told: Told) -> dict[str, tuple[str, ...]]:
    """What answers quoted to this chat of the story's articles, by outlet."""
    outlets = {source.article_id: source.outlet for source in told.sources}
    quoted: dict[str, list[str]] = {}
    for row in await _answered_before(session, question):
        for sentence in row.answer if row.mode == QUOTED else ():
            if sentence["article_id"] in outlets:
                quoted.setdefault(outlets[sentence["article_id"]], []).append(sentence["text"])
    return {outlet: tuple(dict.fromkeys(sentences)) for outlet, sentences in quoted.items()}


async def _answered_before(session: AsyncSession, question: Question) -> Sequence[Question]:
    """Newest first."""
    found = await session.execute(
        select(Question)
        .where(
            col(Question.subscriber_id) == question.subscriber_id,
            col(Question.answered_at).is_not(None),
            col(Question.is_forgotten).is_(False),
            col(Question.asked_at) >= question.asked_at - REMEMBERED,
            col(Question.id) != question.id,
        )
        .order_by(col(Question.asked_at).desc(), col(Question.id).desc())
        .limit(LOOKED_AT)
    )
    return found.scalars().all()


async def last_turn(session: AsyncSession, subscriber_id: int, *, since: datetime) -> Question | None:
    """The question that this chat asked last."""
    found = await session.execute(
        select(Question)
        .where(
            col(Question.subscriber_id) == subscriber_id,
            col(Question.is_forgotten).is_(False),
            col(Question.asked_at) >= since,
        )
        .order_by(col(Question.asked_at).desc(), col(Question.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def is_first_of_day(session: AsyncSession, question: Question) -> bool:
    """Whether this chat asked nothing in the day before."""
    found = await session.execute(
        select(col(Question.id))
        .where(
            col(Question.subscriber_id) == question.subscriber_id,
            col(Question.asked_at) > question.asked_at - timedelta(days=1),
            col(Question.id) != question.id,
        )
        .limit(1)
    )
    return found.first() is None


async def forget(session: AsyncSession, subscriber_id: int) -> int:
    """Deletes the words of every question of this chat and of its answers, what waits for an answer too; gives how many.

    Their rows stay without words, so that nobody asks more by forgetting; so do the messages already in the chat.
    """
    rows = (
        (
            await session.execute(
                select(Question).where(
                    col(Question.subscriber_id) == subscriber_id, col(Question.is_forgotten).is_(False)
                )
            )
        )
        .scalars()
        .all()
    )
    waiting = await session.execute(
        select(col(Standing.id)).where(col(Standing.subscriber_id) == subscriber_id)
    )
    for standing in waiting.scalars().all():
        await forgive(session, "stand", standing or 0)
    await session.execute(delete(Standing).where(col(Standing.subscriber_id) == subscriber_id))
    for row in rows:
        row.text, row.shown, row.answer, row.is_forgotten = "", "", [], True
        session.add(row)
    told = [row.update_id for row in rows]
    await session.execute(update(Update).where(col(Update.id).in_(told)).values(payload={}))
    return len(rows)


# --- what was answered before --------------------------------------------------------------------


def key_of(
    asked: Asked,
    stories: Sequence[Told],
    *,
    version: str,
    views: Iterable[StoryView] = (),
    within: Iterable[str] = (),
) -> str:
    """One for the same words after the same turns, of the same articles and tellings of stories, in one language and way to
    answer (`version`). `within` are the outlets that the question is put to, where not to all."""
    revisions = sorted(f"{told.story.id}:{told.story.revision}" for told in stories)
    articles = sorted(f"{s.article_id}:{len(s.text)}" for told in stories for s in told.sources)
    tellings = sorted(f"{view.story}:{view.revision}:{view.language}:{view.told_at}" for view in views)
    of_stories = " ".join([*revisions, *articles, *tellings])
    said = "\n".join([version, asked.reads, of_stories, "|".join(sorted(within)), same_question(asked)])
    return sha256(said.encode("utf-8", "replace")).hexdigest()


async def recall(session: AsyncSession, key: str, sources: Iterable[Source]) -> Answer | None:
    """What was answered; None where an article that it cites is not there any more."""
    row = await session.get(KnownAnswer, key)
    answer = _read(row.answer) if row else None
    there = {source.article_id for source in sources}
    return answer if answer is not None and there.issuperset(answer.articles) else None


async def keep(session: AsyncSession, key: str, answer: Answer, *, now: datetime) -> None:
    """Old ones go with it."""
    await session.execute(delete(KnownAnswer).where(col(KnownAnswer.made_at) < now - KNOWN_FOR))
    row = {"key": key, "answer": _written(answer), "made_at": now}
    await insert_missing(session, KnownAnswer, [row], unique=("key",))


def _written(answer: Answer) -> dict[str, Any]:
    return {
        "mode": answer.mode,
        "is_sure": answer.is_sure,
        "covered": list(answer.covered),
        "links": [[rest.article, rest.passage, list(rest.facts)] for rest in answer.links],
        "sentences": [
            {
                "text": each.text,
                "language": each.language,
                "person": each.person,
                "cut": list(each.cut),
                "earlier": each.is_earlier,
                "rests": [[rest.article, rest.passage] for rest in each.rests],
            }
            for each in answer.sentences
        ],
    }


def _read(row: Mapping[str, Any]) -> Answer:
    return Answer(
        sentences=tuple(
            Answered(
                each["text"],
                each["language"],
                tuple(Rest(article, passage) for article, passage in each["rests"]),
                each.get("person", ""),
                (before, after),
                each.get("earlier", False),
            )
            for each in row["sentences"]
            for before, after in [each.get("cut", (False, False))]
        ),
        mode=row["mode"],
        is_sure=row.get("is_sure", True),
        links=tuple(
            Rest(article, passage, tuple(facts[0]) if facts else ())
            for article, passage, *facts in row.get("links", ())
        ),
        covered=tuple(row["covered"]),
    )
