"""Words in capitals that would be stop words in small letters: WHO, US, IT, U.S. Pure.

They are marked in the text before it is cut into words, so that a report of the WHO is not one of "who". Where everything is
in capitals, capitals tell nothing.
"""

import re

from news.language.tokens import as_cut, stop_words

LONGEST = 4
_MARK = "0"
"""Behind such a word; no list of stop words and no language has what comes of it."""
_IN_CAPITALS = re.compile(rf"(?<![\w.])(?:[^\W\d_](?:\.[^\W\d_])+\.?|[^\W\d_]{{2,{LONGEST}}})(?!\w)")


def marked(text: str, language: str) -> str:
    """`language` is a primary subtag: whose stop words they would be."""
    return _IN_CAPITALS.sub(lambda found: _marked(found[0], language), text)


def marked_in_prose(text: str, language: str) -> str:
    """As `marked`; a text without small letters is left as it is."""
    return marked(text, language) if any(map(str.islower, text)) else text


def _marked(word: str, language: str) -> str:
    bare = word.replace(".", "")
    return bare + _MARK if bare.isupper() and as_cut(bare) in stop_words(language) else word
