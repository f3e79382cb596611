"""Which of the outlets' headlines stands over a story: the one in the middle of all, that still holds.

Pure; knows nothing of the sentences below it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from news.language.headlines import bare_headline, is_denial_title, is_rough, is_tease, without_mark
from news.language.quotable import is_instruction, word_count
from news.language.rubrics import Rubric, rubric
from news.language.tokens import terms
from news.writing.centrality import centroid, cosine, vectors
from news.writing.standing import age_of, is_correction, is_report, last_of_each

if TYPE_CHECKING:
    from news.story.stories import Source

STALE_AFTER = timedelta(hours=72)
"""Behind the newest article: what was expected has happened since."""
DENIED_TERMS, DENIED = 2, 0.5
"""Words that a headline shares with one that denies it: so many, and so much of its own."""
HEADLINE_AGE, HEADLINES = timedelta(hours=12), 3
"""Of a story that runs longer, the headline is one of the newest, where so many outlets wrote one."""
LONGEST_WORDS = 20


def headline(sources: Sequence[Source]) -> Source | None:
    """The source whose headline stands in the middle of all, one of each text family.

    No opinion, question or live ticker while there is another, and nothing that was denied since or is days behind; None
    where no title may be shown.
    """
    titled = [s for s in sources if s.title.strip() and not is_instruction(s.title)]
    titled = [s for s in titled if not is_correction(s)] or titled
    titled = [s for s in _fresh(titled) if not _is_denied(s, titled)] or titled
    for wanted in (is_plain_report, is_report, _is_any):
        kept = [source for source in titled if wanted(source)]
        own = [source for source in kept if not source.is_copy] or kept
        if own:
            return _middle(own, last_of_each(kept))
    return None


def told_title(source: Source) -> str:
    """The title as it stands over a story: a correction tells what is so."""
    bare = bare_headline(source.title, source.outlet)
    return (without_mark(bare) if is_correction(source) else "") or bare


def _fresh(sources: Sequence[Source]) -> list[Source]:
    newest = max((source.published_at for source in sources), default=None)
    return [source for source in sources if newest and newest - source.published_at < STALE_AFTER]


def _is_denied(source: Source, others: Sequence[Source]) -> bool:
    """Whether a later title denies what this one says."""
    own = set(terms(source.title, source.language))
    return not is_denial_title(source.title) and any(
        age_of(source) < age_of(later)
        and is_denial_title(later.title)
        and len(own & set(terms(later.title, later.language))) >= max(DENIED_TERMS, DENIED * len(own))
        for later in others
    )


def _middle(sources: Sequence[Source], last: Collection[int]) -> Source:
    """The one nearest to all, among what each outlet wrote last: "14 trapped" is no more so once it wrote that they are
    saved. Of a long story among those of the last hours, where they are enough."""
    made = vectors([terms(source.title, source.language) for source in sources])
    newest = max(source.published_at for source in sources)
    standing = [at for at, source in enumerate(sources) if source.article_id in last] or range(len(sources))
    late = [at for at in standing if newest - sources[at].published_at <= HEADLINE_AGE]
    among = late if len({sources[at].domain for at in late}) >= HEADLINES else standing
    middle = centroid(made)
    return sources[max(among, key=lambda at: (cosine(made[at], middle), -at))]


def is_plain_report(source: Source) -> bool:
    """Whether its title tells news, at a headline's length."""
    title = source.title
    is_plain = rubric(title) is Rubric.NEWS and not is_tease(title) and not is_rough(title)
    return is_report(source) and is_plain and 3 <= word_count(title) <= LONGEST_WORDS


def _is_any(source: Source) -> bool:
    return True
