"""How much of an outlet we quote: at most two sentences and 300 characters a story, summed over all surfaces.

The brief quotes first; the press radar shows a first line only where it is quoted already or still fits; an answer
quotes what is left after both, and what this reader was answered before. Headlines are shown as titles of links: they
leave the radar less room, and are no sentence of an answer's two.
"""

from collections.abc import Sequence

from news.language.datelines import without_dateline
from news.language.quotable import has_end_mark
from news.language.sentences import split
from news.story.views import Cited, StoryView

MOST_CHARS = 300
MOST_SENTENCES = 2
SHORTEST = 40


def may_quote(sentence: str, already: Sequence[str]) -> bool:
    """Whether a sentence of an outlet may be quoted where these were quoted of it; one of them may be said again."""
    if sentence in already:
        return True
    return len(sentence) <= room_left(already)


def room_left(already: Sequence[str]) -> int:
    """The characters that may be quoted of an outlet beside these sentences."""
    return MOST_CHARS - sum(map(len, already)) if len(already) < MOST_SENTENCES else 0


def quoted_by(view: StoryView) -> dict[str, tuple[str, ...]]:
    """What the story and its radar quote, by outlet."""
    quoted = _quoted(view)
    for article, line in first_lines(view).items():
        told = quoted.setdefault(view.sources[article].outlet, [])
        if line not in told:
            told.append(line)
    return {outlet: tuple(sentences) for outlet, sentences in quoted.items()}


def first_lines(view: StoryView) -> dict[int, str]:
    """The first line the radar may show of each article, by article id; absent where nothing may be added."""
    quoted = _quoted(view)
    return {
        source.article: line
        for source in view.sources.values()
        if (line := _first_line(source, quoted.setdefault(source.outlet, [])))
    }


def quoted_so_far(view: StoryView) -> dict[str, tuple[str, ...]]:
    """What the story itself quotes, and messages about it did, by outlet; the radar's first lines only where they were shown."""
    return {outlet: tuple(sentences) for outlet, sentences in _quoted(view).items()}


def _quoted(view: StoryView) -> dict[str, list[str]]:
    """What the story itself quotes, and messages to its reader did, by outlet."""
    quoted: dict[str, list[str]] = {}
    for sentence in view.sentences:
        for article in sentence.cites:
            if article in view.sources and view.mode == "extractive":
                quoted.setdefault(view.sources[article].outlet, []).append(sentence.text)
    for version in (version for point in view.contested for version in point.versions):
        for source in [view.sources[article] for article in version.cites if article in view.sources]:
            told = quoted.setdefault(source.outlet, []) if view.mode == "extractive" else []
            if version.text in source.text and not any(version.text in sentence for sentence in told):
                told.append(version.text)
    for outlet, sentences in view.quoted.items():
        told = quoted.setdefault(outlet, [])
        told += [each for each in sentences if not any(each in one or one in each for one in told)]
    return quoted


def _first_line(source: Cited, quoted: list[str]) -> str:
    """Counts what it gives into `quoted`, so that two articles of one outlet share the allowance."""
    sentences = [without_dateline(sentence) for sentence in split(source.text, source.language)]
    if not sentences:
        return ""
    already = next((told for told in quoted for sentence in sentences if sentence.startswith(told)), None)
    if already:
        return already if already in sentences else already + "…"
    left = MOST_CHARS - sum(len(sentence) for sentence in quoted) - len(source.title)
    if len(quoted) >= MOST_SENTENCES or left < SHORTEST:
        return ""
    line = next(filter(has_end_mark, sentences), sentences[0])  # not a caption or byline above the text
    if len(line) > left:
        line = line[: left - 1].rsplit(" ", 1)[0] + "…"
    quoted.append(line)
    return line
