"""Which of some stories a post is about. Pure; finding the stories that may be meant is for whoever has the rows.

By the words that the post shares with a story's texts in its own language, and by names and numbers in any; both weighed
by how rare they are among the stories given. Doubt matches nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.comparing.post import Post
from news.language.skeletons import anchors
from news.language.tokens import primary_subtag, terms
from news.writing.centrality import idf

if TYPE_CHECKING:
    from news.story.stories import Source

BY_WORDS, BY_NAMES = 0.4, 0.5
"""Shares of the post's words (names), weighed by rarity, that the texts of a story must have."""
FEWEST_WORDS, FEWEST_NAMES = 3, 2


@dataclass(frozen=True)
class Likeness:
    story: int
    words: float
    names: float

    @property
    def is_match(self) -> bool:
        return self.words >= BY_WORDS or self.names >= BY_NAMES

    @property
    def strength(self) -> float:
        return max(self.words / BY_WORDS, self.names / BY_NAMES)


def match(post: Post, stories: Mapping[int, Sequence["Source"]]) -> list[Likeness]:
    """The stories that the post may be about, likest first."""
    wanted = frozenset(terms(post.text, post.language))
    named = anchors(post.text, post.language)
    told = {story: _read(sources, post.language) for story, sources in stories.items()}
    word_weights = idf(words for words, _ in told.values())
    name_weights = idf(names for _, names in told.values())
    likenesses = [
        Likeness(
            story,
            _share(wanted, words, word_weights) if len(wanted & words) >= FEWEST_WORDS else 0.0,
            _share(named, names, name_weights) if len(named & names) >= FEWEST_NAMES else 0.0,
        )
        for story, (words, names) in told.items()
    ]
    return sorted(
        (likeness for likeness in likenesses if likeness.is_match),
        key=lambda likeness: (-likeness.strength, likeness.story),
    )


def _read(sources: Sequence["Source"], language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the texts in this language, and the names and numbers of all."""
    words: set[str] = set()
    names: set[str] = set()
    for source in sources:
        text = f"{source.title}\n{source.text}"
        names |= anchors(text, source.language)
        if primary_subtag(source.language) == language:
            words.update(terms(text, source.language))
    return frozenset(words), frozenset(names)


def _share(asked: frozenset[str], there: frozenset[str], weights: Mapping[str, float]) -> float:
    unseen = max(weights.values(), default=1.0)
    whole = sum(weights.get(term, unseen) for term in asked)
    return sum(weights.get(term, unseen) for term in asked & there) / whole if whole else 0.0
