"""Whether a question is in a language that we do not speak, where it is too short to be told by its letters alone.

By three signs together: the words that it asks with, its common words, and its letters. For texts in Latin letters, which most
such languages share with ours. Pure.
"""

import math
from collections.abc import Sequence

from news.i18n import UI_LANGUAGES
from news.language.identify import likelihoods
from news.language.questions import asks_in, listed_languages
from news.language.tokens import stop_words, words

ASKS, COMMON, OURS = 3.0, 1.0, 2.0
"""In logits: a word that asks in a language, each further word that is common in it, and that it is one of ours."""
LEAST_SHARE = 1e-4


def strange_language(text: str, likely: Sequence[str]) -> str | None:
    """The language of a question that asks in one we do not speak, and in none of those we do as plainly; `likely` are the
    reader's and those of the sources."""
    ours = dict.fromkeys([*likely, *UI_LANGUAGES])
    listed = ("no" if code == "nb" else code for code in listed_languages())
    strange = [code for code in listed if code not in ours and asks_in(text, code)]
    if not strange:
        return None
    shares = likelihoods(text)
    said = frozenset(words(text))
    plain = {code: _evidence(text, said, code, shares) for code in strange}
    best = max(sorted(plain), key=lambda code: plain[code])
    familiar = max(_evidence(text, said, code, shares) + OURS for code in ours)
    return best if plain[best] > familiar else None


def _evidence(text: str, said: frozenset[str], code: str, shares: dict[str, float]) -> float:
    share = shares.get(code, 0.0)
    common = sum(len(word) > 2 and word in stop_words(code) for word in said)
    return math.log(max(share, LEAST_SHARE)) + ASKS * bool(asks_in(text, code)) + COMMON * common
