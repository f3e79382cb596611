"""How things are by now: what was reported since of what is asked, before what was reported then, and which of two statements of an
answer is the earlier one.

"Are the miners still trapped?" is met best by the report that they are, though the same outlet has told since that they were
rescued. What a later report says is put first; that the earlier one does not hold any more is not claimed, only when it was
told. Pure.
"""

from collections.abc import Sequence
from datetime import timedelta

from news.answers.counting import CountAsked, is_foreign
from news.answers.values import Asked
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.questions import asks_of_now, now_words
from news.language.tokens import primary_subtag, terms
from news.language.tolls import toll_spans
from news.retrieving.across import names
from news.retrieving.retrieve import CLOSE, Found, Passage

SINCE = timedelta(hours=1)
"""So long after a report another tells how things have become."""
SHARED = 2
"""Words that a later opening shares with an earlier statement, where it is about the same."""


def with_newer(
    telling: Sequence[Passage], found: Found, within: Sequence[Passage], asked: Asked, count: CountAsked
) -> tuple[Passage, ...]:
    """What tells, behind what was reported since where the question asks how things are by now, or for a toll that its outlet has
    counted again."""
    of_now = is_of_now(asked)
    if not telling or not (of_now or count.tolls):
        return tuple(telling)
    best = telling[0]
    since = [passage for passage in within if is_since(passage, best)]
    again = _counted_again(within, best, count)
    if again is not None:
        return (again, *(passage for passage in telling if passage is not again))
    if not of_now:
        return tuple(telling)
    newer = _by_rank(since, found)
    if newer is None and (_has_word_of_now(asked) or not names(asked.text, asked.language)):
        newer = _opening(
            since, best, asked
        )  # of somebody or something named only what comes near itself tells
    if newer is None or newer in telling:
        return tuple(
            sorted(telling, key=lambda passage: not any(is_since(passage, other) for other in telling))
        )
    return (newer, best)


def is_of_now(asked: Asked) -> bool:
    """Whether it asks how things are by now. One that has no word for that and names a day may ask for what was so then: "Is Keller
    out of hospital since Monday?"."""
    if not asks_of_now(asked.text, asked.language):
        return False
    return _has_word_of_now(asked) or not days(asked.text, asked.language)


def _has_word_of_now(asked: Asked) -> bool:
    return now_words(asked.language).search(asked.text.casefold()) is not None


def _counted_again(within: Sequence[Passage], best: Passage, count: CountAsked) -> Passage | None:
    """What the same outlet wrote last of the toll, with a number: "the injured are now twelve"."""
    again = [
        passage
        for passage in within
        if passage.source.domain == best.source.domain
        and passage.source.published_at > best.source.published_at
        and any(toll in count.tolls for _, _, toll in toll_spans(passage.text, passage.source.language))
        and list(amounts(passage.text, passage.source.language))
    ]
    return max(again, key=lambda p: (p.source.published_at, p.position >= 0), default=None)


def is_since(passage: Passage, other: Passage) -> bool:
    return passage.source.published_at - other.source.published_at >= SINCE


def earlier(told: Sequence[Passage], *, of_now: bool) -> frozenset[Passage]:
    """Those that were told before others of these: by an outlet that has reported again, or, where it is asked how things are by now
    or for a toll (`of_now`), by any."""
    return frozenset(
        passage for passage in told if any(replaces(other, passage, of_now=of_now) for other in told)
    )


def replaces(later: Passage, passage: Passage, *, of_now: bool) -> bool:
    """Whether it was told after the other, so that the other is no last word."""
    is_same = later.source.domain == passage.source.domain
    if is_since(later, passage):
        return of_now or is_same
    return of_now and is_same and later.source.published_at > passage.source.published_at


def _by_rank(since: Sequence[Passage], found: Found) -> Passage | None:
    """The one that comes nearest to the question, sentences before headlines."""
    near = {
        passage: coverage
        for passage, coverage in zip(found.passages, found.coverages, strict=True)
        if passage in since and coverage >= max(CLOSE, found.coverage / 4)
    }
    return max(near, key=lambda passage: (passage.position >= 0, near[passage]), default=None)


def _opening(since: Sequence[Passage], best: Passage, asked: Asked) -> Passage | None:
    """The opening of the newest report that speaks of what the best passage or the question does; in the reader's language first.
    Without a word of now, of those that have all names of the question."""
    named = frozenset() if _has_word_of_now(asked) else names(asked.text, asked.language)
    openings = [p for p in since if p.position == 0 and named <= names(p.text, p.source.language)]
    about = [passage for passage in openings if _shares(passage, best, asked)]
    return max(about, key=lambda p: (not is_foreign(p, asked.reads), p.source.published_at), default=None)


def _shares(passage: Passage, best: Passage, asked: Asked) -> bool:
    code = primary_subtag(passage.source.language)
    told = set(passage.terms)
    if primary_subtag(best.source.language) == code:
        return len(told & set(best.terms)) >= SHARED
    if code == primary_subtag(asked.language) and told & set(terms(asked.text, asked.language)):
        return True
    named = {name for name in names(best.text, best.source.language) if not name.startswith("#")}
    return bool(named) and named <= names(passage.text, passage.source.language)
