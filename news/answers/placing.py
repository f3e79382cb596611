"""Which of several stories a question is put to: what it names itself, the story opened last where it names none more than that, and
among those that it names alike the one that answers.

Knows no rows and no message; how a question is answered is for `answering`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from news.answers.answering import heard_of
from news.answers.finding import fit, tellable
from news.answers.leaning import points_back
from news.answers.meaning import Encoder
from news.answers.naming import Naming, by_matter, name, words_to_tell
from news.answers.values import Asked

if TYPE_CHECKING:
    from news.retrieving.texts import Passage
    from news.story.stories import Told
    from news.story.views import StoryView

AHEAD, POINTED = 0.5, 0.8
"""By how much more a story must be named than the one opened last, in words that it alone has, to be asked before it; and where the
question points back ("When was she born?"), or neither answers."""
ALIKE = 0.4
"""Within which stories are named alike."""
NAMED = 0.5
"""From where on a story is named at all."""
MOST_ASKED = 3
"""Stories named alike that are looked through for an answer."""


@dataclass(frozen=True)
class Meant:
    """The story that a question is about, and others that it may be about as well: they answer it, too."""

    about: "Told | None"
    others: tuple["Told", ...] = ()


async def naming_of(asked: Asked, stories: Sequence["Told"], *, now: datetime, encoder: Encoder) -> Naming:
    """What the stories have of what the question names, in their order."""
    within = await asyncio.to_thread(_within, stories, now)
    return await _named(asked, within, encoder)


async def _named(asked: Asked, within: Sequence[Sequence["Passage"]], encoder: Encoder) -> Naming:
    words = await asyncio.to_thread(words_to_tell, asked.text, asked.language, within)
    told = await encoder.words(words, language=asked.language)
    return await asyncio.to_thread(name, asked.text, asked.language, within, told)


def _within(stories: Sequence["Told"], now: datetime) -> list[list["Passage"]]:
    return [tellable(fit(told.sources, now=now)) for told in stories]


async def story_meant(
    asked: Asked,
    stories: Sequence["Told"],
    *,
    views: Sequence["StoryView"] = (),
    favourite: int | None,
    now: datetime,
    encoder: Encoder,
    beside: Sequence["Told"] = (),
) -> Meant:
    """The `favourite` unless others are named more; of those the one that answers, else the one that is named most. Without a
    favourite and without names, the story whose passage comes nearest; None where nothing comes near. Of those `beside`, which
    this reader was not shown, only one that is named and answers."""
    if len(stories) == 1 and not beside:
        return Meant(stories[0])
    listed = [*stories, *beside]
    within = await asyncio.to_thread(_within, listed, now)
    naming = await _named(asked, within, encoder)
    ranked = sorted(range(len(listed)), key=lambda at: -naming.of(at))
    liked = next((at for at, told in enumerate(stories) if told.story.id == favourite), None)
    bar = POINTED if points_back(asked.text, asked.language) else AHEAD
    if liked is not None:
        likely = [at for at in ranked if naming.ahead(at, liked) >= bar]
    else:
        likely = [at for at in ranked if naming.of(at) >= NAMED]

    async def answers(at: int) -> bool:
        _, heard = await heard_of(asked, listed[at].sources, views, now=now, encoder=encoder)
        return any(each.is_sure for each in heard)

    if not likely:
        shown_within = within[: len(stories)]
        about = by_matter(asked.text, asked.language, shown_within, naming=naming, opened=liked)
        if about is not None and (liked is None or not await answers(liked)):
            return Meant(listed[about])
    if liked is not None and not likely:
        return Meant(listed[liked])

    alike = [at for at in likely if naming.ahead(likely[0], at) <= ALIKE]
    answering = [at for at in alike[:MOST_ASKED] if await answers(at)]
    if answering:
        return Meant(listed[answering[0]], tuple(listed[at] for at in answering[1:]))
    shown = [at for at in alike if at < len(stories)]
    if liked is not None:
        is_clear = bool(shown) and naming.ahead(shown[0], liked) >= POINTED and not await answers(liked)
        return Meant(listed[shown[0] if is_clear else liked])
    if len(shown) == 1:
        return Meant(listed[shown[0]])
    return await _nearest(asked, stories, views, now=now, encoder=encoder)


async def _nearest(
    asked: Asked, stories: Sequence["Told"], views: Sequence["StoryView"], *, now: datetime, encoder: Encoder
) -> Meant:
    """By the passage that comes nearest."""
    story_of = {source.article_id: told for told in stories for source in told.sources}
    everything = [source for told in stories for source in told.sources]
    _, heard = await heard_of(asked, everything, views, now=now, encoder=encoder)
    best = next((passage for each in heard for passage in each.telling), None)
    if best is None:
        return Meant(None)
    about = story_of[best.source.article_id]
    answering = (story_of[each.source.article_id] for one in heard for each in one.answering)
    others = {told.story.id: told for told in answering if told is not about}
    return Meant(about, tuple(others.values()))


async def story_answering(
    asked: Asked,
    stories: Sequence["Told"],
    *,
    views: Sequence["StoryView"],
    now: datetime,
    encoder: Encoder,
) -> "Told | None":
    """Which of these stories surely answers a question that was put to another."""
    story_of = {source.article_id: told for told in stories for source in told.sources}
    everything = [source for told in stories for source in told.sources]
    if not everything:
        return None
    _, heard = await heard_of(asked, everything, views, now=now, encoder=encoder)
    best = next((passage for each in heard if each.is_sure for passage in each.telling), None)
    return story_of[best.source.article_id] if best is not None else None
