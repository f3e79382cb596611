"""A story told in the outlets' own sentences: a headline and two to four sentences, verbatim and cited.

Pure; knows nothing of rows, languages of readers or models. The recipe: a sentence scores by how near it is
to the middle of all, how early it stands in its article and how much of the headline it says; then the best
are taken one after another, each different enough from those before it (maximal marginal relevance,
Carbonell & Goldstein 1998). `benchmarks/extractive.py` measures it.

How much is quoted: of one outlet at most two sentences and 300 characters a story, summed over all surfaces.
An outlet's longest headline counts into its characters from the start: the digest and the radar show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from news.language.datelines import without_dateline
from news.language.quotable import has_end_mark, is_instruction, why_not, word_count
from news.language.sentences import split
from news.language.tokens import primary_subtag, terms, words
from news.writing.centrality import Vector, centroid, cosine, unit, vectors, z_scores
from news.writing.gate import tells_earlier
from news.writing.headline import STALE_AFTER, headline, told_title
from news.writing.quoting import MOST_CHARS, MOST_SENTENCES
from news.writing.standing import age_of, current, is_report, last_of_each

if TYPE_CHECKING:
    from news.story.stories import Source

RELEVANCE = 0.5
"""Lambda of maximal marginal relevance: what is said again costs as much as what matters brings."""
MOST_ALIKE = 0.5
NEW_WORDS, FEW_NEW_WORDS = 0.4, 0.2
"""So much of a sentence's words must not have been said yet, the lower where only one sentence was. Weighed likeness
does not see that: what all sources say weighs nothing in their own story."""
SAME_SENTENCE = 0.9
"""Of words unweighed: about .85 of weighed ones, but the same in a story of two articles."""
LEAD, TITLE = 1.5, 0.5
"""What an early place and the words of the headline weigh beside the middle of the story (1)."""
STALE = 3.0
"""What a sentence loses, growing up to three days behind the newest article: what was expected has happened since."""
TOLD_SINCE = 1.5
"""What the opening of a report loses, of which the outlet has written another since: it tells as they were then how things are."""
SHORTEST_UNMARKED_WORDS = 8
UNMARKED = frozenset({"th", "lo", "km", "my"})
"""Languages that write no mark at the end of a sentence."""
FEWEST_TERMS = 3
"""Words that tell something, without which a sentence is an aside."""
MOST_CITES = 3
READ_SENTENCES, READ_CHARS, READ_SOURCES = 12, 1_800, 60
"""Of an article, and of a story: what comes later adds little and costs time (60 long articles: under a second)."""


@dataclass(frozen=True)
class Limits:
    """How long a brief may be, and how much of one outlet (by domain) it may quote."""

    sentences: int = 4
    words: int = 110
    outlet_sentences: int = MOST_SENTENCES
    outlet_chars: int = MOST_CHARS


@dataclass(frozen=True)
class Quoted:
    """A sentence as it stands in the first of the articles it cites; the others say (nearly) the same."""

    text: str
    cites: tuple[int, ...]
    language: str | None


@dataclass(frozen=True)
class Extract:
    """A brief in the outlets' words. No paragraphs: the articles had no sentence that may be quoted."""

    headline: str
    headline_language: str | None
    headline_cites: tuple[int, ...]
    paragraphs: tuple[tuple[Quoted, ...], ...]

    @property
    def sentences(self) -> tuple[Quoted, ...]:
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)


@dataclass(frozen=True)
class _Candidate:
    """A sentence that may be quoted, with all articles that have it."""

    text: str
    source: Source
    position: int
    terms: tuple[str, ...]
    cited: tuple[Source, ...]
    figures: frozenset[str]


def extract(
    sources: Sequence[Source], *, limits: Limits = Limits(), overtaken: Collection[int] = ()
) -> Extract | None:
    """The story of these sources, which should be of one language. None where there is no headline. `overtaken` are
    articles whose titles give figures that are no longer the newest: they lend none while another has one."""
    standing = current(sources)
    top = headline([s for s in standing if s.article_id not in overtaken]) or headline(standing)
    if top is None:
        return None
    chosen = _ordered(_best(standing, top, limits), standing)
    return Extract(told_title(top), top.language, (top.article_id,), _paragraphs(chosen))


def best_sentences(sources: Sequence[Source], *, limits: Limits = Limits()) -> list[Quoted]:
    """The sentences that `extract` would quote, the weightiest first, each least like those before it."""
    standing = current(sources)
    top = headline(standing)
    return [_quoted(candidate) for candidate in _best(standing, top, limits)] if top else []


def has_sentences(sources: Sequence[Source]) -> bool:
    """Whether `extract` could tell these sources by more than a headline."""
    return bool(_candidates(current(sources)))


# --- sentences that may be quoted ------------------------------------------------------------------


def _candidates(sources: Sequence[Source]) -> list[_Candidate]:
    reports = [s for s in sources if is_report(s) and not is_instruction(f"{s.title}\n{s.text}")]
    found = [candidate for source in _newest(reports) for candidate in _of_one(source)]
    return _merged(found)


def _newest(sources: Sequence[Source]) -> list[Source]:
    """At most so many as we read, the latest kept, in their order."""
    kept = {s.article_id for s in sorted(sources, key=age_of)[-READ_SOURCES:]}
    return [source for source in sources if source.article_id in kept]


def _of_one(source: Source) -> list[_Candidate]:
    sentences = split(source.text[: 2 * READ_CHARS], source.language)
    if len(source.text) > 2 * READ_CHARS:
        sentences = sentences[:-1]  # cut by us
    found: list[_Candidate] = []
    chars = position = 0
    for written in sentences[:READ_SENTENCES]:
        sentence = without_dateline(written)
        chars += len(sentence)
        if chars > READ_CHARS and found:
            break
        if _is_line_of_another_kind(sentence, source, is_all=len(sentences) == 1):
            continue
        if not (why_not(sentence, source.language) or tells_earlier(sentence)):
            told = tuple(terms(sentence, source.language))
            figures = frozenset(word for word in words(sentence) if word[0].isdigit())
            if len(set(told)) >= FEWEST_TERMS:
                found.append(_Candidate(sentence, source, position, told, (source,), figures))
        position += 1
    return found


def _is_line_of_another_kind(sentence: str, source: Source, *, is_all: bool) -> bool:
    """A line without an end mark among others is a heading, a caption or a byline; if it is all there is, some
    outlets leave the mark out, and a few words are no sentence."""
    if has_end_mark(sentence) or primary_subtag(source.language) in UNMARKED:
        return False
    return not is_all or word_count(sentence) < SHORTEST_UNMARKED_WORDS


def _merged(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """One candidate of each sentence family: those whose words, but for figures, are nearly the same."""
    order = sorted(candidates, key=lambda c: (*age_of(c.source), c.position))
    made = [unit(Counter(t for t in c.terms if not t[0].isdigit())) for c in order]
    places: dict[str, list[int]] = {}
    groups: dict[int, list[_Candidate]] = {}
    for at, candidate in enumerate(order):
        near = {head for term in made[at] for head in places.get(term, ())}
        head = next((h for h in sorted(near) if cosine(made[h], made[at]) > SAME_SENTENCE), at)
        if head == at:
            for term in made[at]:
                places.setdefault(term, []).append(at)
        groups.setdefault(head, []).append(candidate)
    return [_spokesman(group) for group in groups.values()]


def _spokesman(group: Sequence[_Candidate]) -> _Candidate:
    """Who speaks for the family: the earliest, and where figures differ the earliest with those of the latest.

    The others are cited with it that have every figure and every word that tells.
    """
    latest = group[-1].figures
    agreed = [candidate for candidate in group if candidate.figures == latest]
    speaker = agreed[0]
    saying = [candidate for candidate in agreed if set(speaker.terms) <= set(candidate.terms)]
    cited = {candidate.source.article_id: candidate.source for candidate in saying}
    return replace(speaker, cited=tuple(cited.values()))


def _says_only(candidate: _Candidate, top: Source) -> bool:
    """Whether the sentence is the headline over again."""
    return set(candidate.terms) <= set(terms(top.title, top.language))


# --- choosing --------------------------------------------------------------------------------------


def _best(sources: Sequence[Source], top: Source, limits: Limits) -> list[_Candidate]:
    candidates = [candidate for candidate in _candidates(sources) if not _says_only(candidate, top)]
    made = vectors([candidate.terms for candidate in candidates])
    scores = _scores(candidates, made, last_of_each(sources))
    quota = _Quota(sources, limits)
    left = set(range(len(candidates)))
    chosen: list[int] = []
    told: list[_Candidate] = []
    said: set[str] = set()
    while left and len(chosen) < limits.sentences:
        open_to = [at for at in left if quota.allows(candidates[at]) and _is_new(at, chosen, made)]
        open_to = _adding(open_to, candidates, said, is_second=len(chosen) == 1)
        if len(chosen) == 1:
            open_to = _of_others(open_to, candidates, chosen[0]) or open_to
        if not open_to:
            break
        best = max(open_to, key=lambda at: (_marginal(at, chosen, scores, made), -at))
        chosen.append(best)
        left.discard(best)
        said.update(candidates[best].terms)
        told.append(quota.take(candidates[best]))
    return told


def _adding(
    open_to: Sequence[int], candidates: Sequence[_Candidate], said: set[str], *, is_second: bool
) -> list[int]:
    """Those that say enough of what was not said; a little less is enough where there would be one sentence only."""
    if not said:
        return list(open_to)
    new = {at: len(set(candidates[at].terms) - said) / len(set(candidates[at].terms)) for at in open_to}
    much = [at for at in open_to if new[at] >= NEW_WORDS]
    return much or [at for at in open_to if is_second and new[at] >= FEW_NEW_WORDS]


def _scores(candidates: Sequence[_Candidate], made: Sequence[Vector], last: Collection[int]) -> list[float]:
    """How much each sentence says of the story, between 0 and 1; `last` are the articles that their outlets wrote last."""
    middle = centroid(made)
    titles = {c.source.article_id: frozenset(terms(c.source.title, c.source.language)) for c in candidates}
    central = z_scores([cosine(vector, middle) for vector in made])
    early = z_scores([1 / (1 + candidate.position / 2) for candidate in candidates])
    titled = z_scores([_overlap(c.terms, titles[c.source.article_id]) for c in candidates])
    newest = max((candidate.source.published_at for candidate in candidates), default=None)
    raw = [
        near
        + LEAD * lead
        + TITLE * title
        - (0.5 if len(c.terms) < 6 else 0.0)
        - (TOLD_SINCE if c.position == 0 and not any(s.article_id in last for s in c.cited) else 0.0)
        - (STALE * min((newest - c.source.published_at) / STALE_AFTER, 1.0) if newest else 0.0)
        for near, lead, title, c in zip(central, early, titled, candidates, strict=True)
    ]
    low, high = min(raw, default=0.0), max(raw, default=0.0)
    return [(value - low) / (high - low) if high > low else 1.0 for value in raw]


def _overlap(told: Iterable[str], title: frozenset[str]) -> float:
    return len(title.intersection(told)) / len(title) if title else 0.0


def _marginal(at: int, chosen: Sequence[int], scores: Sequence[float], made: Sequence[Vector]) -> float:
    said = max((cosine(made[at], made[other]) for other in chosen), default=0.0)
    return RELEVANCE * scores[at] - (1 - RELEVANCE) * said


def _is_new(at: int, chosen: Sequence[int], made: Sequence[Vector]) -> bool:
    return all(cosine(made[at], made[other]) <= MOST_ALIKE for other in chosen)


def _of_others(open_to: Sequence[int], candidates: Sequence[_Candidate], first: int) -> list[int]:
    """Those of another outlet and family: a story that two tell is quoted from two."""
    one = candidates[first].source
    return [
        at
        for at in open_to
        if candidates[at].source.family != one.family and candidates[at].source.domain != one.domain
    ]


class _Quota:
    """What may still be quoted: in all, and of each outlet."""

    def __init__(self, sources: Sequence[Source], limits: Limits) -> None:
        self._limits = limits
        self._words = limits.words
        self._sentences: dict[str, int] = {}
        self._chars: dict[str, int] = {}
        for source in sources:
            self._chars[source.domain] = max(self._chars.get(source.domain, 0), len(source.title))

    def allows(self, candidate: _Candidate) -> bool:
        fits = word_count(candidate.text) <= self._words
        return fits and self._has_room(candidate.source.domain, candidate.text)

    def take(self, candidate: _Candidate) -> _Candidate:
        """The candidate with at most three cites, of as many outlets, each charged: who has the sentence is
        quoted by it. An outlet that was quoted enough is not cited once more."""
        self._words -= word_count(candidate.text)
        cited: dict[str, Source] = {}
        for source in (candidate.source, *candidate.cited):
            if (
                source.domain not in cited
                and len(cited) < MOST_CITES
                and self._has_room(source.domain, candidate.text)
            ):
                cited[source.domain] = source
        for domain in cited:
            self._sentences[domain] = self._sentences.get(domain, 0) + 1
            self._chars[domain] += len(candidate.text)
        return replace(candidate, cited=tuple(cited.values()))

    def _has_room(self, domain: str, text: str) -> bool:
        return (
            self._sentences.get(domain, 0) < self._limits.outlet_sentences
            and self._chars.get(domain, 0) + len(text) <= self._limits.outlet_chars
        )


# --- order -----------------------------------------------------------------------------------------


def _ordered(chosen: Sequence[_Candidate], sources: Sequence[Source]) -> list[_Candidate]:
    """First the best opening of the newest third of the articles, or else the best: a later sentence of the newest
    tells who asked the police, not what happened. Then, as a short digest shows two, the best of the others if it opens
    its article; what does not needs more around it. Then what follows the first in its article; the rest by time and
    place."""
    if not chosen:
        return []
    newest = {source.article_id for source in sorted(sources, key=age_of)[-max(1, len(sources) // 3) :]}
    first = next((c for c in chosen if c.source.article_id in newest and c.position == 0), chosen[0])
    others = [c for c in chosen if c is not first]
    second = [c for c in others[:1] if c.position == 0]
    return [first, *second, *sorted((c for c in others if c not in second), key=_after(first))]


def _after(first: _Candidate) -> Callable[[_Candidate], tuple[object, ...]]:
    return lambda c: (c.source.article_id != first.source.article_id, *age_of(c.source), c.position)


def _paragraphs(ordered: Sequence[_Candidate]) -> tuple[tuple[Quoted, ...], ...]:
    """What stands together in one article stays in one paragraph."""
    made: list[list[_Candidate]] = []
    for candidate in ordered:
        if made and made[-1][-1].source.article_id == candidate.source.article_id:
            made[-1].append(candidate)
        else:
            made.append([candidate])
    return tuple(tuple(_quoted(candidate) for candidate in paragraph) for paragraph in made)


def _quoted(candidate: _Candidate) -> Quoted:
    cites = tuple(source.article_id for source in candidate.cited)
    return Quoted(candidate.text, cites, candidate.source.language)
