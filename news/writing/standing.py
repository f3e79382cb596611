"""Which articles of a story still stand: not what its outlet replaced, corrected or took back, nor copies of that.

Pure; knows nothing of what is told from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from news.clustering.families import owner_of
from news.intake.links import is_of_one_article
from news.language.headlines import bare_headline, is_correction_title, is_withdrawal_title, without_mark
from news.language.rubrics import Rubric, rubric
from news.language.tokens import terms, words

if TYPE_CHECKING:
    from news.story.stories import Source

OPINIONS = frozenset({"opinion", "satire", "editorial", "column", "commentary"})
SAME_TITLE = 0.6
TOLD_ANEW_AFTER = timedelta(hours=1)
"""What an outlet writes so soon after another report of its own may be a side of it; what comes later is how it tells it now."""


def current(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources that still stand, in their order.

    A later article of an outlet about the same thing takes the place of the earlier one, and a correction that of what
    it says it corrects; a correction takes also the place of the copies which others made. What was withdrawn stands
    for nothing.
    """
    gone, corrected = _taken(sources)
    return tuple(
        s
        for s in sources
        if s.article_id not in gone and s.article_id not in corrected and not s.is_withdrawn
    )


def corrected_in(sources: Sequence[Source]) -> dict[int, Source]:
    """By article that does not stand any more, what corrects it or the text that it copied."""
    return _taken(sources)[1]


def _taken(sources: Sequence[Source]) -> tuple[set[int], dict[int, Source]]:
    """The articles whose place another took, and of those that were corrected the correction."""
    keys = {
        source.article_id: frozenset(terms(without_mark(source.title), source.language)) for source in sources
    }
    corrected = {source.article_id: source.corrects for source in sources if source.corrects is not None}
    gone: set[int] = set()
    corrections: dict[int, Source] = {}
    shaken: dict[int, tuple[Source, Source]] = {}
    for later in filter(is_report, sources):
        for earlier in sources:
            if _takes_the_place(later, earlier, keys, corrected):
                gone.add(earlier.article_id)
                if is_correction(later):
                    corrections[earlier.article_id] = later
                    shaken[earlier.family] = earlier, later
    corrections |= {s.article_id: shaken[s.family][1] for s in sources if _was_shaken(s, shaken)}
    return gone, corrections


def is_correction(source: Source) -> bool:
    """Whether it corrects or withdraws what was printed before."""
    is_said = source.kind == "correction" or source.corrects is not None
    return is_said or is_correction_title(source.title) or is_withdrawal_title(source.title)


def _takes_the_place(
    later: Source, earlier: Source, keys: Mapping[int, frozenset[str]], corrected: Mapping[int, int]
) -> bool:
    """Nobody corrects another's article. What names what it corrects may bear any date; but two that correct each
    other are taken by their age."""
    is_after = age_of(earlier) < age_of(later)
    is_own = owner_of(later) == owner_of(earlier) or later.family == earlier.family
    if later.corrects == earlier.article_id and (is_own or earlier.domain == later.domain):
        return is_after or not _leads_to(later.article_id, earlier.article_id, corrected)
    return is_after and earlier.domain == later.domain and _replaces(later, earlier, keys)


def _leads_to(goal: int, start: int, corrected: Mapping[int, int]) -> bool:
    """Whether `start` corrects `goal`, be it by way of others; an article that corrects itself does."""
    passed: set[int] = set()
    while start not in passed and start != goal:
        passed.add(start)
        start = corrected.get(start, start)
    return start == goal


def _replaces(later: Source, earlier: Source, keys: Mapping[int, frozenset[str]]) -> bool:
    if later.url == earlier.url and is_of_one_article(later.url):
        return True
    one, other = keys[later.article_id], keys[earlier.article_id]
    alike = len(one & other) / (len(one | other) or 1)
    if is_correction(later):
        return not is_correction(earlier) and len(one & other) >= 0.4 * min(len(one), len(other))
    return alike > SAME_TITLE


def _was_shaken(source: Source, shaken: Mapping[int, tuple[Source, Source]]) -> bool:
    """Whether it printed the text that was corrected since, or prints it still."""
    if source.family not in shaken or is_correction(source):
        return False
    corrected, correction = shaken[source.family]
    return age_of(source) < age_of(correction) or bool(
        (_figures(corrected) - _figures(correction)) & _figures(source)
    )


def _figures(source: Source) -> frozenset[str]:
    return frozenset(word for word in words(f"{source.title}\n{source.text}") if word[0].isdigit())


def is_report(source: Source) -> bool:
    """Whether it reports, by what it says of itself: no opinion, and no satire."""
    title = bare_headline(source.title, source.outlet)
    return source.kind not in OPINIONS and rubric(title) is not Rubric.OPINION


def last_of_each(sources: Sequence[Source]) -> set[int]:
    """The articles that each outlet wrote last, with those of the hour before."""
    newest: dict[str, datetime] = {}
    for source in sources:
        newest[source.domain] = max(newest.get(source.domain, source.published_at), source.published_at)
    return {s.article_id for s in sources if newest[s.domain] - s.published_at <= TOLD_ANEW_AFTER}


def age_of(source: Source) -> tuple[float, int]:
    """By which articles stand in order, the older first."""
    return source.published_at.timestamp(), source.article_id
