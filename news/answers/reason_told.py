"""Passages that tell why what a question asks about happened, though another sentence tells that it did.

"The bank raised its rate. The governor said it acted because of inflation." By words in common the first of these is nearer to
"Why did the bank raise its rate?". What gives a reason and has, with the sentence before it and its headline, every word of the
question, answers. Pure.
"""

from collections.abc import Mapping, Sequence

from news.answers.naming import name
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
    found = [
        passage
        for passage in within
        if passage.position >= 0
        and tells_why(passage.text, passage.source.language)
        and _has_all(rest, asked.language, passage, within, told)
    ]
    return tuple(sorted(found, key=lambda p: (-p.source.published_at.timestamp(), p.position)))


def _has_all(
    rest: str, language: str, passage: Passage, within: Sequence[Passage], told: Mapping[str, Vector]
) -> bool:
    around = [
        other
        for other in within
        if other.source is passage.source and other.position in (-1, passage.position - 1, passage.position)
    ]
    is_own = primary_subtag(passage.source.language) == primary_subtag(language)
    naming = name(rest, language, [around, within], {} if is_own else told)
    return bool(naming.words) and naming.has_all(0)
