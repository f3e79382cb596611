"""How long a headline, a sentence and a story may be. What is too much is cut from the end, sentence by sentence.

Knows no meaning. Words of scripts without spaces are counted by their signs.
"""

from collections.abc import Iterator

from news.checks.findings import HEADLINE, Finding, Severity
from news.language.quotable import spoken_words
from news.writing.drafts import Draft, Said

HEADLINE_CHARS = (20, 110)
HEADLINE_CHARS_DENSE = (8, 60)
"""Chinese, Japanese and Korean say as much in half the signs."""
SENTENCE_WORDS = (4, 45)
LEAST_WORDS, MOST_WORDS = 3, 90
"""Between these and the ones above a sentence is short or long, and no reason to lose it: "Er war 84.".
"""
PARAGRAPHS = (2, 4)
STORY_CHARS = 1_300


def check(said: Said, *, is_headline: bool = False) -> Iterator[Finding]:
    yield from _headline(said.text) if is_headline else _sentence(said.text)


def check_story(draft: Draft) -> Iterator[Finding]:
    """A finding for each sentence past what a story may hold, and one for a story of one paragraph."""
    total = 0
    for at, paragraph in enumerate(draft.paragraphs):
        for number, said in enumerate(paragraph):
            total += len(said.text) + 1
            if at >= PARAGRAPHS[1] or total > STORY_CHARS:
                yield Finding("length", (at, number), "stands past the length of a story")
    if len(draft.paragraphs) < PARAGRAPHS[0]:
        yield Finding("length", None, f"{len(draft.paragraphs)} paragraph", Severity.COUNTED)


def _headline(text: str) -> Iterator[Finding]:
    least, most = HEADLINE_CHARS_DENSE if _is_dense(text) else HEADLINE_CHARS
    if not least <= len(text) <= most:
        severity = Severity.DROPS if len(text) > most or not text else Severity.COUNTED
        yield Finding("length", HEADLINE, f"a headline of {len(text)} characters", severity)


def _sentence(text: str) -> Iterator[Finding]:
    count = spoken_words(text)
    if not SENTENCE_WORDS[0] <= count <= SENTENCE_WORDS[1]:
        severity = Severity.COUNTED if LEAST_WORDS <= count <= MOST_WORDS else Severity.DROPS
        yield Finding("length", None, f"a sentence of {count} words", severity)


def _is_dense(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign >= "\u3040" and sign < "\ud7b0" for sign in letters) > len(letters) / 2
