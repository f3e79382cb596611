"""What a reader has been shown, and so what is no news to them, whatever becomes of the stories it was in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.db import past_orm
from news.models import Article, Brief, Fact, Membership, OwnStory, Seen, Story, Subscriber
from news.queries import facts_of
from news.story.stories import Source, first_version
from news.story.views import StoryView

MATERIAL = ("number", "name")
"""Kinds of facts that make a story news again."""
REMEMBERED = 3
"""So many messages that show a reader one story can be on their way at once, and be taken back each."""
_PAST = aliased(Membership)


async def mark_seen(
    session: AsyncSession, subscriber_id: int, views: Sequence[StoryView], *, now: datetime
) -> None:
    """From now on these stories, as they were told, are known to the reader: what came later stays news."""
    await mark_all_seen(session, {subscriber_id: views}, now=now)


async def mark_all_seen(
    session: AsyncSession, shown: Mapping[int, Sequence[StoryView]], *, now: datetime
) -> None:
    """As `mark_seen`, by reader."""
    views = {(view.story, view.as_of): view for each in shown.values() for view in each}
    told = await _told_in(session, views.values())
    seen = await _seen_of(session, shown)
    new = []
    for reader, each in shown.items():
        for view in each:
            facts, families = told[view.story, view.as_of]
            row = seen.get((reader, view.story))
            if row is None:
                new.append(
                    {
                        "subscriber_id": reader, "story_id": view.story, "revision": view.revision,
                        "facts": facts, "families": families, "shown_at": now,
                    }
                )  # fmt: skip
                continue
            row.before = _one_more(row, is_whole=not view.is_update)
            row.revision, row.shown_at = max(row.revision, view.revision), now
            row.facts = sorted({*facts, *row.facts})
            row.families = sorted({*families, *row.families})
    if new:
        await past_orm(session, insert(Seen), new)


async def _told_in(
    session: AsyncSession, views: Iterable[StoryView]
) -> dict[tuple[int, datetime | None], tuple[list[str], list[int]]]:
    """The facts and the articles that each story had when it was told."""
    moments = [(view.story, view.as_of) for view in views]
    ids = {story for story, _ in moments}
    facts: dict[int, list[tuple[str, int]]] = defaultdict(list)
    columns = (col(Fact.story_id), col(Fact.value), col(Fact.article_id))
    for story, value, article in await session.execute(select(*columns).where(col(Fact.story_id).in_(ids))):
        facts[story].append((value, article))
    articles = await _articles_of(session, ids)
    joined = {(story, held.article): held.since_at for story, each in articles.items() for held in each}
    found = {}
    for story, as_of in moments:
        known = {
            value
            for value, article in facts[story]
            if as_of is None or joined.get((story, article), as_of) <= as_of
        }
        found[story, as_of] = sorted(known), sorted(_shown(articles.get(story, ()), as_of))
    return found


async def _seen_of(
    session: AsyncSession, shown: Mapping[int, Sequence[StoryView]]
) -> dict[tuple[int, int], Seen]:
    """What is known already, by reader and story."""
    rows = await session.execute(
        select(Seen).where(
            col(Seen.subscriber_id).in_(shown),
            col(Seen.story_id).in_({view.story for each in shown.values() for view in each}),
        )
    )
    return {(row.subscriber_id, row.story_id): row for row in rows.scalars()}


@dataclass(frozen=True)
class _Held:
    """An article in a story: when it (or an older version of it) joined, and the id of its oldest version."""

    article: int
    since_at: datetime
    until_at: datetime | None
    first_version: int


def _shown(articles: Iterable[_Held], as_of: datetime | None) -> set[int]:
    """The articles that were there when it was told."""
    if as_of is None:
        return {held.first_version for held in articles if held.until_at is None}
    return {
        held.first_version
        for held in articles
        if held.since_at <= as_of and (held.until_at is None or held.until_at > as_of)
    }


async def _articles_of(session: AsyncSession, stories: Collection[int]) -> dict[int, list[_Held]]:
    rows = await session.execute(
        select(
            col(Membership.story_id),
            col(Membership.article_id),
            col(Membership.since_at),
            col(Membership.until_at),
            first_version(),
        )
        .join(Article, col(Article.id) == col(Membership.article_id))
        .where(col(Membership.story_id).in_(list(stories)))
        .order_by(col(Membership.id))
    )
    found: dict[int, list[_Held]] = defaultdict(list)
    for story, article, since_at, until_at, first in rows:
        found[story].append(_Held(article, since_at, until_at, first))
    return found


async def facts_told(session: AsyncSession, brief: Brief) -> set[str] | None:
    """The facts that the story had when it was last told in this language; None where it never was."""
    columns = (col(Brief.story_id) == brief.story_id, col(Brief.language) == brief.language)
    last = await session.execute(
        select(col(Brief.ordered_at))
        .where(*columns, col(Brief.revision) < brief.revision, col(Brief.state).in_(("ready", "withdrawn")))
        .order_by(col(Brief.revision).desc())
        .limit(1)
    )
    as_of = last.scalar_one_or_none()
    if as_of is None:
        return None
    story = brief.story_id
    joined = await _joined_at(session, [story])
    told = (await facts_of(session, [story])).get(story, ())
    return {fact.value for fact in told if joined.get((story, fact.article_id), as_of) <= as_of}


async def _joined_at(session: AsyncSession, stories: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """Since when each article was in each story, by (story, article)."""
    columns = (col(Membership.story_id), col(Membership.article_id), col(Membership.since_at))
    rows = await session.execute(select(*columns).where(col(Membership.story_id).in_(list(stories))))
    return {(story, article): since_at for story, article, since_at in rows}


async def mark_unseen(
    session: AsyncSession, chat: int, stories: Sequence[int], *, shown_at: datetime
) -> None:
    """Takes back that the chat's reader was shown these at that moment: the message did not arrive, or nobody can tell whether it
    did, so they roll into the next digest. So do the stories that their articles are in by now. What was known of a story before
    stays known, and so does what a later message told whole; of one that is followed it is looked up anew what is to be said."""
    if not stories:
        return
    readers = select(col(Subscriber.id)).where(col(Subscriber.chat) == chat)
    homes = await _homes_of(session, stories)
    found = await session.execute(
        select(Seen).where(col(Seen.subscriber_id).in_(readers), col(Seen.story_id).in_({*stories, *homes}))
    )
    for row in found.scalars():
        await _take_back(session, row, shown_at)


async def _take_back(session: AsyncSession, row: Seen, shown_at: datetime) -> None:
    states = [_state(row), *_past(row)]
    moments = [datetime.fromisoformat(state["shown_at"]) for state in states]
    if shown_at not in moments:
        return
    at = moments.index(shown_at)
    later, its, older = states[:at], states[at], states[at + 1 :]
    if any(state.get("is_whole", True) for state in states[1 : at + 1]):
        if older:
            older[0]["is_whole"] = its.get("is_whole", True)
        row.before = _nested([*later[1:], *older])
        return
    if not older:
        await session.delete(row)
        return
    known = older[0]
    row.revision, row.facts, row.families = known["revision"], known["facts"], known["families"]
    row.shown_at, row.before = datetime.fromisoformat(known["shown_at"]), _nested(older[1:])
    await session.execute(
        update(OwnStory)
        .where(col(OwnStory.subscriber_id) == row.subscriber_id, col(OwnStory.story_id) == row.story_id)
        .values(revision=0)
    )


def _one_more(row: Seen, *, is_whole: bool) -> dict[str, Any] | None:
    """What is known before the story is shown again, `is_whole` or what is new in it only; and before that."""
    return _nested([{**_state(row), "is_whole": is_whole}, *_past(row)][:REMEMBERED])


def _state(row: Seen) -> dict[str, Any]:
    return {
        "revision": row.revision,
        "facts": row.facts,
        "families": row.families,
        "shown_at": row.shown_at.isoformat(),
    }


def _past(row: Seen) -> list[dict[str, Any]]:
    """The states before, the last first."""
    states, state = [], row.before
    while state is not None:
        states.append({name: value for name, value in state.items() if name != "before"})
        state = state.get("before")
    return states


def _nested(states: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    whole: dict[str, Any] | None = None
    for state in reversed(states):
        whole = {**state, "before": whole}
    return whole


async def _homes_of(session: AsyncSession, stories: Collection[int]) -> set[int]:
    """The stories that articles of these are in now."""
    found = await session.execute(
        select(col(Membership.story_id))
        .join(_PAST, col(_PAST.article_id) == col(Membership.article_id))
        .where(
            col(_PAST.story_id).in_(stories),
            col(_PAST.until_at).is_not(None),
            col(Membership.until_at).is_(None),
        )
        .distinct()
    )
    return set(found.scalars())


# --- stories that become others ------------------------------------------------------------------


async def stories_before(session: AsyncSession, stories: Collection[int]) -> set[int]:
    """The stories that articles of these have been in before."""
    found = await stories_before_each(session, stories)
    return {story for each in found.values() for story in each}


async def stories_before_each(session: AsyncSession, stories: Collection[int]) -> dict[int, set[int]]:
    """As `stories_before`, by story."""
    rows = await session.execute(
        select(col(Membership.story_id), col(_PAST.story_id))
        .join(Membership, col(Membership.article_id) == col(_PAST.article_id))
        .where(
            col(Membership.story_id).in_(stories),
            col(Membership.until_at).is_(None),
            col(_PAST.until_at).is_not(None),
        )
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for story, before in rows:
        found[story].add(before)
    return found


async def share_merged(
    session: AsyncSession, merged: Mapping[int, int], *, arrived: Collection[int] = ()
) -> None:
    """Who was shown any of them was shown the story: what all of them knew until now is not new to this reader; what
    articles say that `arrived` just now is.

    Facts are taken as known although the reader saw those of one part only: names in another language would
    else look like news. The facts and memberships of the whole are written before.
    """
    if not merged:
        return
    stories = await _stories(session, merged.values())
    facts = await facts_of(session, stories)
    articles = await _articles_of(session, stories)
    rows = await _rows(session, {*merged, *stories})
    shown: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for row in rows.values():
        shown[row.subscriber_id, merged.get(row.story_id, row.story_id)].append(row)
    for (subscriber, story), parts in shown.items():
        whole = rows.get((subscriber, story)) or Seen(
            subscriber_id=subscriber, story_id=story, revision=0, shown_at=parts[0].shown_at
        )
        shown_at = max(seen.shown_at for seen in parts)
        if shown_at > whole.shown_at:
            whole.before = _one_more(whole, is_whole=True)
        told = {fact.value for fact in facts.get(story, ()) if fact.article_id not in arrived}
        held = _shown(articles[story], None).difference(arrived)
        whole.facts = sorted(told.union(*(seen.facts for seen in parts)))
        whole.families = sorted(held.union(*(seen.families for seen in parts)))
        whole.revision = stories[story].revision - _has_news(facts.get(story, ()), whole)
        whole.shown_at = shown_at
        session.add(whole)


async def share_moved(
    session: AsyncSession,
    came: Mapping[int, Mapping[int, int]],
    sources: Mapping[int, Sequence[Source]],
) -> None:
    """Who was shown an article has seen something of the story it is in now; what else is there is news to them.

    `came` gives for each story the articles (first versions) that came into it, each with the story it was in;
    `sources` those of the stories they came from, as they were. Facts are written before.
    """
    if not came:
        return
    stories = await _stories(session, came)
    facts = await facts_of(session, came)
    origins = {origin for articles in came.values() for origin in articles.values()}
    rows = await _rows(session, {*came, *origins})
    shown = [
        (row, _known(row, sources.get(row.story_id, ()))) for row in rows.values() if row.story_id in origins
    ]
    for row, known in shown:
        row.families = sorted(known)
        for goal, articles in came.items():
            if known.isdisjoint(article for article, origin in articles.items() if origin == row.story_id):
                continue
            key = (row.subscriber_id, goal)
            is_new = key not in rows
            share = rows.setdefault(
                key, Seen(subscriber_id=key[0], story_id=goal, revision=0, shown_at=row.shown_at)
            )
            if row.shown_at > share.shown_at:
                share.before = _one_more(share, is_whole=True)
            share.facts = sorted({*share.facts, *row.facts})
            share.families = sorted(known.union(share.families))
            share.shown_at = max(share.shown_at, row.shown_at)
            if is_new and not _has_news(facts.get(goal, ()), share):
                share.revision = stories[goal].revision
            session.add(share)


def _known(seen: Seen, sources: Iterable[Source]) -> set[int]:
    """The articles shown, and those of the same text: a copy that moves away takes along that it is known."""
    articles: dict[int, set[int]] = defaultdict(set)
    for source in sources:
        articles[source.family].add(source.first_version)
    shown = set(seen.families)
    return shown.union(*(members for members in articles.values() if members & shown))


def _has_news(facts: Iterable[Fact], seen: Seen) -> bool:
    return any(fact.kind in MATERIAL and fact.value not in seen.facts for fact in facts)


async def _stories(session: AsyncSession, ids: Iterable[int]) -> dict[int, Story]:
    found = await session.execute(select(Story).where(col(Story.id).in_(set(ids))))
    return {story.id or 0: story for story in found.scalars()}


async def _rows(session: AsyncSession, stories: Collection[int]) -> dict[tuple[int, int], Seen]:
    """By (subscriber, story)."""
    found = await session.execute(select(Seen).where(col(Seen.story_id).in_(stories)).order_by(col(Seen.id)))
    return {(row.subscriber_id, row.story_id): row for row in found.scalars()}
