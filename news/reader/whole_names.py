"""Names as people say them: whole, and as the reader's own language writes them, where the sources tell. Pure.

A name that was learned is kept as facts have it: in small letters, as one outlet wrote it, often half of it. Knows no rows.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from news.checks.mentions import mentions
from news.language.skeletons import skeleton
from news.language.tokens import primary_subtag

Text = tuple[str, str | None]
"""What was told, and in which language."""
LONGEST_WORDS = 4
FEWEST_SOUNDS = 3
"""Consonants: with fewer, two words may sound alike by chance."""

_ARTICLE = re.compile(r"^(?:al|el)[-‑]", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:al|el|an|ar|as|ash|at|ad|az)[-‑][^\W\d_]+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652'’‑-](?=\w))*")


def as_people_say(name: str, told: Sequence[Text], *, language: str) -> str:
    """The whole name, as those write it who write in this language; in the letters of the others where none does."""
    whole = _whole(name, told) or name.title()
    own = [text for text, written in told if primary_subtag(written) == primary_subtag(language)]
    return _sounding_like(whole, own) or whole


def _whole(name: str, told: Iterable[Text]) -> str | None:
    """The longest name that holds this one, of those that most texts tell that tell it at all: a ship's "Marel Sea Lines" is
    not what people call Marel."""
    counts: Counter[str] = Counter()
    texts = 0
    for text, language in told:
        named = [one.text + _continued(text[one.end :]) for one in mentions(text, language)]
        joined = re.findall(rf"(?<!\w){re.escape(name.title())}{_JOINED.pattern}", text)
        holding = {one for one in (*named, *joined) if _holds(one, name)}
        texts += bool(holding)
        counts.update(holding)
    fitting = [one for one, telling in counts.items() if 2 * telling >= texts]
    return max(fitting, key=lambda one: (len(one.split()), counts[one], one), default=None)


def _continued(rest: str) -> str:
    """ "Tell" goes on as "Tell al-Sidr": the article that is joined to its word has no capital."""
    found = _JOINED.match(rest)
    return found.group() if found else ""


def _holds(whole: str, name: str) -> bool:
    words = whole.casefold().split()
    return len(words) <= LONGEST_WORDS and f" {name} " in f" {' '.join(words)} "


def _sounding_like(name: str, texts: Iterable[str]) -> str | None:
    """As many words in a row that sound like these; those that are told most."""
    sounds = [_sound(word) for word in name.split()]
    if not all(sounds) or sum(map(len, sounds)) < FEWEST_SOUNDS:
        return None
    counts: Counter[str] = Counter()
    for text in texts:
        words = _WORD.findall(text)
        runs = (words[at : at + len(sounds)] for at in range(len(words) - len(sounds) + 1))
        counts.update(" ".join(run) for run in runs if [_sound(word) for word in run] == sounds)
    return max(counts, key=lambda one: (counts[one], one), default=None)


def _sound(word: str) -> str:
    return skeleton(_ARTICLE.sub("", word), None) if _ARTICLE.sub("", word) else ""
