"""Names of Greek and Cyrillic in Latin letters, roughly as newspapers spell them: to compare, not to read.

Knows no list of names and no text; `skeletons` compares more loosely, over more scripts.
"""

import re

from news.language.tokens import unaccented

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "zh", "з": "z",
        "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj",
        "џ": "dz", "ѓ": "g", "ќ": "k",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
        "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
_OTHER_SCRIPT = re.compile("[\u0590-\u1dff\u2e80-\uffff]")
_ALIKE = (("x", "ks"), ("kh", "h"), ("ck", "k"), ("c", "k"), ("y", "i"), ("j", "i"), ("w", "v"), ("ph", "f"))


def romanise(word: str) -> str:
    """Small Latin letters without accents, spellings of one sound made one; empty for other scripts."""
    if _OTHER_SCRIPT.search(word):
        return ""
    latin = word.lower() if word.isascii() else unaccented(word.casefold()).translate(_LETTERS)
    for written, sound in _ALIKE:
        latin = latin.replace(written, sound)
    return latin if latin.isascii() else ""
