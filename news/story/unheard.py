"""A story without the outlets that a reader mutes: neither their headlines nor their sentences. Pure.

What only they say is left out; what others say too stays, cited from the others. How many outlets report a story is still
told as it is. A story that they alone tell stays whole: whoever opens it wants it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from news.language.headlines import bare_headline
from news.language.tokens import primary_subtag
from news.reader.mutes import is_of
from news.story.views import Cited, Differing, Sentence, StoryView

SIDES = 2
"""Outlets differ where so many sides are left."""


def without_outlets(view: StoryView, muted: Collection[str]) -> StoryView:
    """`muted` are domains; those below them count."""
    heard = {
        article: source
        for article, source in view.sources.items()
        if not any(is_of(source.domain, domain) for domain in muted)
    }
    if not heard or len(heard) == len(view.sources):
        return view
    paragraphs = (_said(paragraph, heard) for paragraph in view.paragraphs)
    told = replace(
        view,
        sources=heard,
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        new=_said(view.new, heard),
        contested=tuple(_differing(view.contested, heard)),
    )
    cites = tuple(article for article in view.headline_cites if article in heard)
    return replace(told, headline_cites=cites) if cites else _headed(told, heard)


def _said(sentences: Iterable[Sentence], heard: Mapping[int, Cited]) -> tuple[Sentence, ...]:
    left = (
        replace(
            sentence,
            cites=tuple(article for article in sentence.cites if article in heard),
            passages=tuple(passage for passage in sentence.passages if passage[0] in heard),
        )
        for sentence in sentences
    )
    return tuple(sentence for sentence in left if sentence.cites)


def _differing(points: Iterable[Differing], heard: Mapping[int, Cited]) -> Iterable[Differing]:
    left = (replace(point, versions=_said(point.versions, heard)) for point in points)
    return (point for point in left if len(point.versions) >= SIDES)


def _headed(view: StoryView, heard: Mapping[int, Cited]) -> StoryView:
    """Under the headline of another outlet, rather one in the same language."""
    told_in = primary_subtag(view.language)
    first = min(
        heard.values(), key=lambda s: (primary_subtag(s.language) != told_in, s.published_at, s.article)
    )
    title = bare_headline(first.title, first.outlet)
    return replace(view, headline=title, headline_cites=(first.article,), language=first.language)
