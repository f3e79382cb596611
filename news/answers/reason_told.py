"""Passages that tell why what a question asks about happened, though another sentence tells that it did.

"The bank raised its rate. The governor said it acted because of inflation." By words in common the first of these is nearer to
"Why did the bank raise its rate?". What gives a reason and has, with the sentence before it and its headline, every word of the
question, answers. Pure.
"""

from collections.abc import Mapping, Sequence

from news.answers.counting import is_foreign, of_articles
from news.answers.naming import have_all, words_asked
from news.answers.values import Asked
from news.language.questions import Particular, particulars, tells_why, without_reason
from news.language.tokens import primary_subtag
from news.retrieving.judging import Vector
from news.retrieving.retrieve import Passage


def telling_reason(
    asked: Asked, within: Sequence[Passage], told: Mapping[str, Vector]
) -> tuple[Passage, ...]:
    """Those that give a reason for all that is asked, the newest first. `told` are vectors of words."""
    if Particular.REASON not in particulars(asked.text, asked.language):
        return ()
    rest = without_reason(asked.text, asked.language)
    if not words_asked(rest, asked.language):
        return ()
    giving = [p for p in within if p.position >= 0 and tells_why(p.text, p.source.language)]
    code = primary_subtag(asked.language)
    own, foreign = ([p for p in giving if is_foreign(p, code) is wanted] for wanted in (False, True))
    by_article = of_articles(within)
    found = [
        passage
        for some, words in ((own, {}), (foreign, told))
        for passage, has_all in zip(
            some,
            have_all(rest, asked.language, [_around(p, by_article) for p in some], within, words),
            strict=True,
        )
        if has_all
    ]
    return tuple(sorted(found, key=lambda p: (-p.source.published_at.timestamp(), p.position)))


def _around(passage: Passage, by_article: Mapping[int, Sequence[Passage]]) -> list[Passage]:
    """The passage with the sentence before it and its headline."""
    near = (-1, passage.position - 1, passage.position)
    return [other for other in by_article[passage.source.article_id] if other.position in near]
