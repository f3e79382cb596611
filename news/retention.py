"""Step: delete what has been kept long enough, and let the database take stock of the rest. Row: none (0); it comes back every hour.

How long is said here, once, with its reason; `/privacy` and docs/operations.md say the same. It goes in small batches, each a
commit of its own with a pause behind it, so that nobody waits for the write lock; what is left over is done at the next run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.answers.memory import KNOWN_FOR, REMEMBERED
from news.models import (
    Alert,
    Article,
    Awaited,
    BroughtPost,
    Carried,
    Chat,
    ChatAdmin,
    Clip,
    Delivery,
    Digest,
    Dropped,
    Embedding,
    Enclosure,
    FeedLookup,
    KnownAnswer,
    Mark,
    Mute,
    OwnStory,
    Page,
    Picture,
    Question,
    Row,
    Seen,
    Standing,
    Story,
    TitleOrder,
    TranslatedTitle,
    Update,
    Use,
    VoiceOrder,
    Vote,
)
from news.reader.forgetting import forget_reader, list_tombstones
from news.reader.learned import KEPT as VOTES_KEPT
from news.reader.limits import LONGEST
from news.searching import search_index
from news.story.old_stories import delete_old_stories, referring
from news.story.stories import GONE
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

WORDS_KEPT = REMEMBERED
"""What readers wrote and what we answered or sent, word for word: as long as a question may lean on the one before it.
Corrections reach back two days, a restart less."""
SHOWN_KEPT = timedelta(days=90)
"""Which stories a reader was shown, by which message: so long nothing comes twice, and a reply to an old message is
understood."""
TEXTS_KEPT = timedelta(days=90)
"""Texts of articles, and what was made of them: search reaches so far. Headlines, links and stories stay longer."""
STORIES_KEPT = timedelta(days=365)
"""Stories that nobody saved or follows, with their articles. What a reader keeps stays as long as they keep it."""
LOST_KEPT = timedelta(days=180)
"""Who blocked us, or put us out of a group, finds everything as it was for so long; then they are forgotten."""
PICTURES_KEPT = timedelta(days=7)
"""A chart is drawn again in a second."""
CLIPS_KEPT = timedelta(days=2)
"""Who hears a digest hears it while it is news; 3 kB a second are much to keep."""

EVERY, SOON = timedelta(hours=1), timedelta(minutes=1)
"""The second where a run left something over."""
BATCH = 200
"""Rows a commit: on a busy machine 21 ms of the one write lock that SQLite has, 180 at most (8,000 articles and messages)."""
PAUSE_S = 0.05
LOST_A_RUN = 50
MOST_BATCHES = 200
"""Of one kind in a run, so that a kind that is years behind lets the others have their turn."""


async def retain(app: "App", claim: Claim) -> None:
    """Idempotent: everything is decided from the rows and the time."""
    now, done = app.now(), {}
    for walk in WALKS:  # first: what they empty no longer refers to pictures and files
        done[walk.name] = await _walk(app, walk, now=now)
    for rule in RULES:
        done[rule.name] = await _in_batches(app, rule, now=now)
    done["lost chats"] = await _forget_lost(app, now=now)
    done["stories"] = await delete_old_stories(app, before=now - STORIES_KEPT)
    app.let_go_of_texts()
    await app.db.take_stock()
    is_left = max(done.values()) >= MOST_BATCHES * BATCH
    async with app.session() as session:
        await finish(session, claim, again_at=app.now() + (SOON if is_left else EVERY))
    if any(done.values()):
        log.info("retention", **{name: count for name, count in done.items() if count})


@dataclass(frozen=True)
class Rule:
    """Rows of a table that are deleted, or else emptied of `values`, where the condition holds at a time; with those that
    refer to them by the columns `along`."""

    name: str
    table: type[Row]
    is_over: Callable[[datetime], ColumnElement[bool]]
    values: dict[str, Any] | None = None
    along: tuple[Column[Any], ...] = ()


def _all(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    first, *others = conditions
    for other in others:
        first = first & other
    return first


def _is_waited_for() -> ColumnElement[bool]:
    """That a question stands until its sources answer it."""
    return exists().where(col(Standing.question_id) == col(Question.id))


def _last_digest() -> ScalarSelect[int]:
    """The reader's newest digest: the next one covers what came since."""
    other = aliased(Digest)
    newest = select(func.max(col(other.id))).where(col(other.subscriber_id) == col(Digest.subscriber_id))
    return newest.correlate(Digest).scalar_subquery()


def _is_sent() -> ColumnElement[bool]:
    return col(Delivery.state).not_in(("pending", "sending"))


RULES: tuple[Rule, ...] = (
    Rule("standing questions", Standing, lambda now: col(Standing.expires_at) < now - timedelta(days=1)),
    Rule(
        "words of questions",
        Question,
        lambda now: _all(
            col(Question.asked_at) < now - WORDS_KEPT, ~col(Question.is_forgotten), ~_is_waited_for()
        ),
        values={"text": "", "shown": "", "answer": [], "is_forgotten": True},
    ),
    Rule("posts", BroughtPost, lambda now: col(BroughtPost.asked_at) < now - WORDS_KEPT),
    Rule("looked up feeds", FeedLookup, lambda now: col(FeedLookup.asked_at) < now - WORDS_KEPT),
    Rule("dropped", Dropped, lambda now: col(Dropped.dropped_at) < now - WORDS_KEPT),
    Rule("awaited words", Awaited, lambda now: col(Awaited.asked_at) < now - WORDS_KEPT),
    Rule("admins", ChatAdmin, lambda now: col(ChatAdmin.known_at) < now - WORDS_KEPT),
    Rule("uses", Use, lambda now: col(Use.at) < now - LONGEST),
    Rule("title orders", TitleOrder, lambda now: col(TitleOrder.ordered_at) < now - WORDS_KEPT),
    Rule("known answers", KnownAnswer, lambda now: col(KnownAnswer.made_at) < now - KNOWN_FOR),
    Rule("files", Enclosure, lambda now: _all(col(Enclosure.made_at) < now - WORDS_KEPT, ~_is_enclosed())),
    Rule(
        "pictures", Picture, lambda now: _all(col(Picture.ordered_at) < now - PICTURES_KEPT, ~_is_pictured())
    ),
    Rule("clips", Clip, lambda now: col(Clip.ordered_at) < now - CLIPS_KEPT),
    Rule("voice orders", VoiceOrder, lambda now: col(VoiceOrder.ordered_at) < now - WORDS_KEPT),
    Rule(
        "deliveries",
        Delivery,
        lambda now: _all(_is_sent(), col(Delivery.finished_at) < now - SHOWN_KEPT),
        along=(Carried.__table__.c.delivery_id,),  # type: ignore[attr-defined]
    ),
    Rule("mutes", Mute, lambda now: or_(col(Mute.until_at) <= now, col(Mute.lifted_at) < now - WORDS_KEPT)),
    Rule("votes", Vote, lambda now: col(Vote.at) < now - VOTES_KEPT),
    Rule("alerts", Alert, lambda now: col(Alert.created_at) < now - SHOWN_KEPT),
    Rule(
        "digests",
        Digest,
        lambda now: _all(col(Digest.composed_at) < now - SHOWN_KEPT, col(Digest.id) != _last_digest()),
    ),
    Rule(
        "seen",
        Seen,
        lambda now: _all(
            col(Seen.shown_at) < now - SHOWN_KEPT,
            exists().where(col(Story.id) == col(Seen.story_id), col(Story.closed_at).is_not(None)),
            ~_is_kept_by_somebody(),
        ),
    ),
    Rule(
        "questions", Question, lambda now: _all(col(Question.asked_at) < now - SHOWN_KEPT, ~_is_waited_for())
    ),
    Rule("updates", Update, lambda now: _all(col(Update.handled_at) < now - SHOWN_KEPT, ~_is_an_order())),
    Rule(
        "own stories",
        OwnStory,
        lambda now: _all(
            col(OwnStory.followed_at).is_(None),
            col(OwnStory.saved_at).is_(None),
            col(OwnStory.muted_at).is_(None),
            exists().where(
                col(Story.id) == col(OwnStory.story_id), col(Story.last_published_at) < now - STORIES_KEPT
            ),
        ),
    ),
    Rule(
        "translated headlines", TranslatedTitle, lambda now: col(TranslatedTitle.made_at) < now - TEXTS_KEPT
    ),
)
"""What refers to a row comes before it."""


def _is_an_order() -> ColumnElement[bool]:
    """That something was asked for in the update which is still remembered."""
    return or_(*(exists().where(column == col(Update.id)) for column in referring("inbox")))


def _is_enclosed() -> ColumnElement[bool]:
    return exists().where(col(Delivery.enclosure_id) == col(Enclosure.id))


def _is_pictured() -> ColumnElement[bool]:
    return exists().where(col(Delivery.picture_id) == col(Picture.id))


def _is_kept_by_somebody() -> ColumnElement[bool]:
    """That a reader saved the story, or follows it."""
    return exists().where(
        col(OwnStory.story_id) == col(Seen.story_id),
        or_(col(OwnStory.followed_at).is_not(None), col(OwnStory.saved_at).is_not(None)),
    )


# --- in batches ----------------------------------------------------------------------------------


async def _in_batches(app: "App", rule: Rule, *, now: datetime) -> int:
    table: Table = rule.table.__table__  # type: ignore[attr-defined]
    keys = list(table.primary_key.columns)
    done = 0
    for _ in range(MOST_BATCHES):
        async with app.reading() as session:  # looked for without the write lock
            found = (await session.execute(select(*keys).where(rule.is_over(now)).limit(BATCH))).all()
        if found:
            async with app.session() as session:
                await _apply(session, rule, table, [tuple(row) for row in found])
            done += len(found)
        if len(found) < BATCH:
            break
        await asyncio.sleep(PAUSE_S)
    return done


async def _apply(session: AsyncSession, rule: Rule, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    keys = list(table.primary_key.columns)
    chosen = keys[0].in_([row[0] for row in rows]) if len(keys) == 1 else tuple_(*keys).in_(rows)
    for column in rule.along:
        await session.execute(delete(column.table).where(column.in_([row[0] for row in rows])))
    if rule.values is None:
        await session.execute(delete(table).where(chosen))
    else:
        await session.execute(update(table).where(chosen).values(**rule.values))


async def _forget_lost(app: "App", *, now: datetime) -> int:
    """A few at a time: each has rows in many tables."""
    is_lost = _all(col(Chat.state).in_(("blocked", "gone")), col(Chat.state_at) < now - LOST_KEPT)
    async with app.reading() as session:
        found = await session.execute(
            select(Chat).where(is_lost).order_by(col(Chat.state_at)).limit(LOST_A_RUN)
        )
        lost = list(found.scalars())
    for chat in lost:
        async with app.session() as session:
            await forget_reader(session, chat, now=now)
        await asyncio.sleep(PAUSE_S)
    if lost:
        await list_tombstones(app)
    return len(lost)


# --- by their times ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """Rows that stay and are emptied: each is come by once, in the order of the time `at`, which is never set into the past
    and has an index."""

    name: str
    table: type[Row]
    at: Any
    kept: timedelta
    empty: Callable[[AsyncSession, Sequence[int]], Awaitable[None]]


async def _walk(app: "App", walk: Walk, *, now: datetime) -> int:
    cursor, done = f"emptied {walk.name} until", 0
    for _ in range(MOST_BATCHES):
        async with app.reading() as session:
            mark = await session.get(Mark, cursor)
            found = await session.execute(_next(walk, mark.value if mark else None, before=now - walk.kept))
            rows = [(number, at) for number, at in found]
        if rows:
            (number, at) = rows[-1]
            async with app.session() as session:
                await walk.empty(session, [number for number, _ in rows])
                await session.merge(Mark(name=cursor, value=f"{at.isoformat()} {number}", at=now))
            done += len(rows)
        if len(rows) < BATCH:
            break
        await asyncio.sleep(PAUSE_S)
    return done


def _next(walk: Walk, passed: str | None, *, before: datetime) -> Select[int, datetime]:
    """The next rows behind the one that was `passed` last, along the index of times: with nothing to do it reads nothing."""
    key: Column[int] = walk.table.__table__.c.id  # type: ignore[attr-defined]
    found = select(key, walk.at).where(walk.at < before).order_by(walk.at, key).limit(BATCH)
    if not passed:
        return found
    at, number = passed.split(" ")
    last = datetime.fromisoformat(at)
    return found.where(walk.at >= last, or_(walk.at > last, and_(walk.at == last, key > int(number))))


async def _empty_texts(session: AsyncSession, articles: Sequence[int]) -> None:
    """The row stays, with its headline and link: by it a feed's item is known, which would come back as new if its feed
    gives no dates. So does the word that an article was withdrawn."""
    await session.execute(
        update(Article)
        .where(col(Article.id).in_(articles))
        .values(text="", author=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(delete(Embedding).where(col(Embedding.article_id).in_(articles)))
    await session.execute(delete(Page).where(col(Page.article_id).in_(articles), col(Page.state) != GONE))
    await search_index.forget(session, articles)


async def _empty_messages(session: AsyncSession, deliveries: Sequence[int]) -> None:
    """What each message said; which stories it carried stays."""
    await session.execute(
        update(Delivery)
        .where(col(Delivery.id).in_(deliveries), _is_sent())
        .values(payload={}, picture_id=None, enclosure_id=None)
        .execution_options(synchronize_session=False)
    )


async def _empty_updates(session: AsyncSession, updates: Sequence[int]) -> None:
    """What was written or pressed; that it was handled stays for a while."""
    await session.execute(
        update(Update)
        .where(col(Update.id).in_(updates))
        .values(payload={}, error=None)
        .execution_options(synchronize_session=False)
    )


WALKS: tuple[Walk, ...] = (
    Walk("messages", Delivery, col(Delivery.finished_at), WORDS_KEPT, _empty_messages),
    Walk("updates", Update, col(Update.handled_at), WORDS_KEPT, _empty_updates),
    Walk("articles", Article, col(Article.fetched_at), TEXTS_KEPT, _empty_texts),
)
