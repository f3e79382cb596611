"""A story that is told again leads with what happened since: sentences of facts that its last brief could not have.

Pure. Which sentences stand for a story is for `extractive` to say; here they only make room for the news.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from news.language.quotable import has_end_mark, word_count
from news.language.sentences import split
from news.language.tokens import primary_subtag
from news.story.stories import Source
from news.writing.extract import facts
from news.writing.extractive import UNMARKED, Extract, Limits, Quoted, best_sentences

MOST_NEW = 2
ALL = Limits(sentences=40, words=2_000, outlet_sentences=40, outlet_chars=20_000)


def led_by_news(
    made: Extract, sources: Sequence[Source], known: Collection[str], *, limits: Limits = Limits()
) -> Extract:
    """The brief as it is where it tells a fact beyond `known`, or no source has one that can be quoted; else led by
    the weightiest sentences that do, and shortened by as much."""
    if any(_is_news(sentence.text, sentence.language, known) for sentence in made.sentences):
        return made
    fresh = [replace(source, text=told) for source in sources if (told := _news_of(source, known))]
    room = _Room(sources, limits)
    news = [sentence for sentence in best_sentences(fresh, limits=ALL) if room.take(sentence, most=MOST_NEW)]
    if not news:
        return made
    kept = (tuple(filter(room.take, paragraph)) for paragraph in made.paragraphs)
    return replace(made, paragraphs=(tuple(news), *filter(None, kept)))


def _is_news(text: str, language: str | None, known: Collection[str]) -> bool:
    return any(fact.value not in known for fact in facts(text, language))


def _news_of(source: Source, known: Collection[str]) -> str:
    """The sentences of the article that tell something new: what is old must not outweigh them."""
    if not _is_news(source.text, source.language, known):
        return ""
    whole = primary_subtag(source.language) in UNMARKED
    told = (sentence for sentence in split(source.text, source.language) if whole or has_end_mark(sentence))
    return "\n".join(sentence for sentence in told if _is_news(sentence, source.language, known))


class _Room:
    """What may still be said: in all, and in the words of each outlet, whose longest headline counts from the start."""

    def __init__(self, sources: Sequence[Source], limits: Limits) -> None:
        self._limits, self._words, self._said = limits, limits.words, 0
        self._domain = {source.article_id: source.domain for source in sources}
        self._sentences: Counter[str] = Counter()
        self._chars: Counter[str] = Counter()
        for source in sources:
            self._chars[source.domain] = max(self._chars[source.domain], len(source.title))

    def take(self, sentence: Quoted, *, most: int | None = None) -> bool:
        """Whether there was room; `most` sentences in all, or as many as a brief has."""
        domains = {self._domain[article] for article in sentence.cites if article in self._domain}
        fits = (
            self._said < (most or self._limits.sentences)
            and word_count(sentence.text) <= self._words
            and all(self._has_room(domain, sentence) for domain in domains)
        )
        if fits:
            self._said += 1
            self._words -= word_count(sentence.text)
            self._sentences.update(domains)
            self._chars.update(dict.fromkeys(domains, len(sentence.text)))
        return fits

    def _has_room(self, domain: str, sentence: Quoted) -> bool:
        return (
            self._sentences[domain] < self._limits.outlet_sentences
            and self._chars[domain] + len(sentence.text) <= self._limits.outlet_chars
        )
