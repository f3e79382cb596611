"""From rows to views: which brief of a story a reader sees, and what in it is new to them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from news.language.headlines import bare_headline
from news.language.tokens import primary_subtag, terms
from news.models import Brief, Seen
from news.story.stories import Source, Told
from news.story.views import Cited, Differing, Sentence, StoryView
from news.story.written_again import written_again
from news.writing.extract import facts
from news.writing.headline import headline, is_plain_report
from news.writing.landing import passages
from news.writing.standing import OPINIONS, current

SAME_HEADLINE = 0.5  # Jaccard of content terms

Briefs = Mapping[tuple[int, str, int], Brief]


def view_of(told: Told, briefs: Briefs, *, language: str, newest: bool = True) -> StoryView | None:
    """The story in the reader's language where it is written in it, else in one of its sources', its own before others: a
    translation for other readers comes last. None where it is not written.

    `newest`: rather its newest state in another language than an older one in the reader's own.
    """
    story = told.story
    ready = [b for b in briefs.values() if b.story_id == story.id and b.state == "ready"]
    own = [b for b in ready if b.language == language]
    among = ready if newest or not own else own
    last = max((b.revision for b in among), default=0)
    current = [b for b in own if b.revision == last] or [b for b in among if b.revision == last]
    brief = min(current, key=lambda b: (*_remoteness(b, told), b.id or 0), default=None)
    return _view(told, brief) if brief else None


def _remoteness(brief: Brief, told: Told) -> tuple[bool, bool]:
    """How far its language is from the story's: whether no source has it, and whether it is not the headline's."""
    spoken = {primary_subtag(source.language) for source in told.sources}
    return brief.language not in spoken, brief.language != told.story.language


def _view(told: Told, brief: Brief) -> StoryView:
    story = told.story
    by_article = {source.article_id: source for source in told.sources}
    return StoryView(
        story=story.id or 0,
        revision=brief.revision,
        headline=brief.headline,
        headline_cites=tuple(brief.headline_cites),
        language=brief.headline_language or brief.language,
        paragraphs=tuple(
            tuple(_sentence(s, passages(s, by_article), told_in=brief.language) for s in paragraph)
            for paragraph in brief.paragraphs
        ),
        sources={source.article_id: _cited(source) for source in told.sources},
        outlets=told.outlets,
        mode=brief.mode or "extractive",
        last_at=told.last_at,
        topics=tuple(story.topics),
        independent=told.independent,
        breaking_at=story.breaking_at,
        as_of=brief.ordered_at,
        contested=tuple(_differing(point, brief.language, by_article) for point in brief.contested),
        told_at=brief.ready_at,
    )


def _sentence(row: Mapping[str, object], found: tuple[tuple[int, str], ...], *, told_in: str) -> Sentence:
    cites = row.get("cites")
    language = str(row["language"]) if row.get("language") else None
    return Sentence(
        text=str(row["text"]),
        cites=tuple(int(a) for a in cites) if isinstance(cites, list) else (),
        language=language,
        passages=found,
        is_untranslated=language is not None and primary_subtag(language) != primary_subtag(told_in),
    )


def _differing(row: Mapping[str, Any], told_in: str, sources: Mapping[int, Source]) -> Differing:
    language = row.get("language", told_in)
    versions = ({"text": each["claim"], "language": language} | each for each in row["versions"])
    return Differing(
        topic=str(row["topic"]),
        versions=tuple(_sentence(each, passages(each, sources), told_in=told_in) for each in versions),
    )


def _cited(source: Source) -> Cited:
    return Cited(
        article=source.article_id,
        outlet=source.outlet,
        url=source.url,
        country=source.country,
        language=source.language,
        published_at=source.published_at,
        title=source.title,
        text=source.text,
        family=source.family,
        is_copy=source.is_copy,
        owner=source.owner,
        outlet_kind=source.outlet_kind,
        domain=source.domain,
    )


def fresh_sentences(view: StoryView, told: Told, briefs: Briefs, seen: Seen) -> StoryView | None:
    """The view as an update: its sentences that the reader was not shown and that carry a fact new to them, or are of what an
    outlet wrote again.

    None where no sentence does: then there is nothing to say, and the story is not sent again. What briefs of other
    stories said before counts as shown: its articles may have been in them.
    """
    shown = {
        str(sentence["text"])
        for brief in briefs.values()
        if _was_shown(brief, told, seen)
        for paragraph in brief.paragraphs
        for sentence in paragraph
    }
    known = set(seen.facts)
    came = {s.article_id for s in told.sources if s.first_version not in set(seen.families)}
    again = written_again(told.sources) & came
    new = tuple(
        sentence
        for sentence in view.sentences
        if sentence.text not in shown
        and (
            {fact.value for fact in facts(sentence.text, sentence.language)} - known
            or (sentence.cites and again.issuperset(sentence.cites))
        )
    )
    return replace(_under_its_news(view, told, new), is_update=True, new=new) if new else None


def _under_its_news(view: StoryView, told: Told, new: Sequence[Sentence]) -> StoryView:
    """What outlets say for themselves stands under the headline of one that has the news: over a sentence or two, that of
    the whole story leaves open what has happened."""
    cited = {article for sentence in new for article in sentence.cites}
    fresh = [source for source in told.sources if source.article_id in cited and is_plain_report(source)]
    own = [s for s in fresh if primary_subtag(s.language) == primary_subtag(view.language)]
    top = headline(own) if view.mode == "extractive" else None
    if top is None:
        return view
    return replace(view, headline=bare_headline(top.title, top.outlet), headline_cites=(top.article_id,))


def _was_shown(brief: Brief, told: Told, seen: Seen) -> bool:
    """A revision may be known without having been told: it is what the reader saw, less what left the story."""
    is_later = brief.story_id == told.story.id and brief.revision > seen.revision
    return not is_later and (brief.ready_at or brief.ordered_at) <= seen.shown_at


def is_twin(one: StoryView, other: StoryView) -> bool:
    """Whether two stories, read by outlets of different languages, are told under the same headline."""
    if not one.languages.isdisjoint(other.languages):
        return False  # within a language, joining has decided
    if one.language != other.language:
        return False
    first, second = set(terms(one.headline, one.language)), set(terms(other.headline, other.language))
    union = len(first | second)
    return bool(union) and len(first & second) / union >= SAME_HEADLINE


def _first_in(told: Told, language: str) -> Source | None:
    """The earliest of its articles in this language that tells the news."""
    there = [s for s in current(told.sources) if primary_subtag(s.language) == language]
    return min(
        (s for s in there if s.kind not in OPINIONS),
        key=lambda s: (s.published_at, s.article_id),
        default=None,
    )


def bare_view(told: Told, *, language: str = "") -> StoryView:
    """A story of which nothing is written: its headline as the outlets gave it, and who they are. Where some write in the
    reader's `language` and its headline is in another, theirs stands over it."""
    story = told.story
    first = next(
        (s for s in told.sources if bare_headline(s.title, s.outlet) == told.headline),
        told.sources[0] if told.sources else None,
    )
    reads = primary_subtag(language)
    own = None if reads in ("", primary_subtag(story.language)) else _first_in(told, reads)
    return StoryView(
        story=story.id or 0,
        revision=story.revision,
        headline=bare_headline(own.title, own.outlet) if own else told.headline,
        headline_cites=(own.article_id,) if own else (first.article_id,) if first else (),
        language=own.language if own else story.language,
        paragraphs=(),
        sources={source.article_id: _cited(source) for source in told.sources},
        outlets=told.outlets,
        mode="extractive",
        last_at=told.last_at,
        topics=tuple(story.topics),
        independent=told.independent,
        breaking_at=story.breaking_at,
    )
