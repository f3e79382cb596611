"""What chosen stories look like by now to those who are to get them: for many digests at once, in as many queries as for one.

A story is read and seen in a language once for all its readers; of each reader only what is theirs is looked at: what they have
seen of it, whom they mute, how much they want to read. Changes only what is known of a reader: that a revision says nothing new.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.breathing import in_turns
from news.digest import digest_items
from news.digest.desk import Desk
from news.models import Brief, Seen
from news.queries import briefs_of
from news.reader.look import Look, fitted
from news.reader.mutes import Rule
from news.reader.seen import stories_before_each
from news.story.kept_views import Views
from news.story.stories import Told, read_stories
from news.story.unheard import without_outlets
from news.story.viewing import fresh_sentences, is_twin
from news.story.views import StoryView

ByRevision = dict[tuple[int, str, int], Brief]


@dataclass(frozen=True)
class Drawn:
    """What the digest shows; what it leaves out as the same event, told by outlets of another language; and what mutes keep
    out that was chosen, for it says so only now that it is told. `why` is what was reckoned of each when it was chosen.
    `look` is how much is shown of each, `minutes` how long that takes where that was asked for."""

    shown: list[StoryView]
    twins: list[StoryView]
    hidden: dict[int, tuple[Rule, ...]]
    why: dict[int, Mapping[str, Any]]
    look: Look
    minutes: int | None = None


async def draw(session: AsyncSession, desks: Sequence[Desk], views: Views, *, now: datetime) -> list[Drawn]:
    """What the chosen stories look like now. Drops what the reader has been shown in the meantime, what was
    merged into another story of the digest, and an update that has nothing new to say."""
    telling = await _read(session, desks, views, now=now)
    return [telling.drawn(session, desk) async for desk in in_turns(desks)]


async def unwritten(session: AsyncSession, desks: Collection[Desk]) -> set[int]:
    """The digests of which a story is not written yet in their reader's language, but will be."""
    columns = (col(Brief.story_id), col(Brief.language), col(Brief.revision))
    stories = {item["story"] for desk in desks for item in desk.digest.items}
    rows = await session.execute(
        select(*columns).where(
            col(Brief.story_id).in_(stories), col(Brief.state).not_in(("ordered", "withdrawn"))
        )
    )
    newest: dict[tuple[int, str], int] = defaultdict(int)
    for story, language, revision in rows:
        newest[story, language] = max(newest[story, language], revision)
    return {
        desk.digest.id or 0
        for desk in desks
        if any(
            newest.get((item["story"], desk.subscriber.digest_language), 0) < item["revision"]
            for item in desk.digest.items
        )
    }


async def _read(session: AsyncSession, desks: Sequence[Desk], views: Views, *, now: datetime) -> "_Telling":
    ids = {item["story"] for desk in desks for item in desk.digest.items}
    told = await read_stories(session, ids, shown_at=now)
    living = {each.story.id or 0 for each in told.values()}
    readers = {desk.subscriber.id or 0 for desk in desks if not desk.is_recap}
    seen = await _seen(session, readers, living)
    before = await stories_before_each(session, {story for known in seen.values() for story in known})
    briefs: dict[int, ByRevision] = defaultdict(dict)
    for key, brief in (
        await briefs_of(session, {*living, *ids, *(one for each in before.values() for one in each)})
    ).items():
        briefs[brief.story_id][key] = brief
    return _Telling(told, briefs, before, seen, views)


async def _seen(
    session: AsyncSession, readers: Collection[int], stories: Collection[int]
) -> dict[int, dict[int, Seen]]:
    rows = await session.execute(
        select(Seen).where(col(Seen.subscriber_id).in_(readers), col(Seen.story_id).in_(stories))
    )
    found: dict[int, dict[int, Seen]] = defaultdict(dict)
    for row in rows.scalars():
        found[row.subscriber_id][row.story_id] = row
    return found


@dataclass
class _Telling:
    """Stories by the ids asked for, their briefs by story, and what readers have seen of them."""

    told: Mapping[int, Told]
    briefs: Mapping[int, ByRevision]
    before: Mapping[int, Collection[int]]
    seen: Mapping[int, Mapping[int, Seen]]
    kept: Views
    views: dict[tuple[int, str], StoryView | None] = field(default_factory=dict)

    def drawn(self, session: AsyncSession, desk: Desk) -> Drawn:
        language = desk.subscriber.digest_language
        seen = {} if desk.is_recap else self.seen.get(desk.subscriber.id or 0, {})
        views: dict[int, StoryView] = {}
        hidden: dict[int, tuple[Rule, ...]] = {}
        why: dict[int, Mapping[str, Any]] = {}
        for item in desk.digest.items:
            story = self.told.get(item["story"])
            if story is None or story.story.id in views:
                continue
            known = seen.get(story.story.id or 0)
            view = self._view(story, known, language=language)
            if view is not None:
                view = without_outlets(view, desk.muting.outlets)
                why[view.story] = digest_items.why_of(item)
                rules = digest_items.mutes_of(view, why[view.story], desk.muting)
                if rules:
                    hidden[view.story] = rules
                else:
                    views[view.story] = view
            elif known is not None and self._is_written(item, language=language):
                known.revision = max(
                    known.revision, item["revision"]
                )  # nothing to say of this revision: rest
                session.add(known)
        shown, twins = _without_twins(list(views.values()), count=desk.count)
        drawn = Drawn(shown, twins, hidden, why, desk.look)
        return _fitted(drawn, desk.minutes) if desk.minutes else drawn

    def _view(self, told: Told, seen: Seen | None, *, language: str) -> StoryView | None:
        view = self._common_view(told, language=language)
        if view is None or seen is None:
            return view
        if view.revision <= seen.revision:
            return None
        story = told.story.id or 0
        past = {story, *self.before.get(story, ())}
        briefs = {key: one for each in past for key, one in self.briefs.get(each, {}).items()}
        return fresh_sentences(view, told, briefs, seen)

    def _common_view(self, told: Told, *, language: str) -> StoryView | None:
        """As readers of the language see it who do not know it."""
        key = (told.story.id or 0, language)
        if key not in self.views:
            self.views[key] = self.kept.of(told, self.briefs.get(key[0], {}), language=language)
        return self.views[key]

    def _is_written(self, item: Mapping[str, Any], *, language: str) -> bool:
        """Whether the brief that the digest waited for, or that of a newer revision, is there or never will be."""
        return any(
            brief.state not in ("ordered", "withdrawn")
            for (_, told_in, revision), brief in self.briefs.get(item["story"], {}).items()
            if told_in == language and revision >= item["revision"]
        )


def _fitted(drawn: Drawn, minutes: int) -> Drawn:
    """What can be read in so many minutes; other stories are left for next time."""
    fit = fitted(drawn.shown, depth=drawn.look.depth, minutes=minutes)
    look = replace(drawn.look, depth=fit.depth)
    return replace(drawn, shown=drawn.shown[: fit.count], look=look, minutes=max(1, round(fit.minutes)))


def _without_twins(views: Sequence[StoryView], *, count: int) -> tuple[list[StoryView], list[StoryView]]:
    """Stories of different languages are not always joined; in the reader's language their headlines say the same."""
    shown: list[StoryView] = []
    twins: list[StoryView] = []
    for view in views:
        if any(is_twin(view, other) for other in shown):
            twins.append(view)
        elif len(shown) < count:
            shown.append(view)
    return shown, twins
