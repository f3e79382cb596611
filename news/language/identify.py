"""Which language a text is in, by its letters and words (py3langid, naive Bayes over byte n-grams).

The model is read at first use (about 0.8 s and 60 MB, once a process); a call costs about 0.1 ms. Headlines
of few words are often wrong, so what is short gives None. Knows nothing of feeds or readers.
"""

import re
import unicodedata
from functools import cache
from typing import Any

LEAST_LETTERS = 24
LEAST_LETTERS_OF_DENSE_SCRIPTS = 8  # one of these says as much as a word's part does elsewhere
MOST_CHARS = 1_000

_NOISE = re.compile(r"https?://\S+|[@#]\w+|\d+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_KANA = re.compile("[\u3040-\u30ff]")
# The model's finer labels, as the languages we tell apart.
_SPELLED = {
    "nn": "no",
    "tl": "fil",
    "arz": "ar",
    "ary": "ar",
    "wuu": "zh",
    "yue": "zh",
    "uzs": "uz",
    "sdh": "ku",
}
_NO_LANGUAGE = "zxx"


def identify(text: str) -> tuple[str, float] | None:
    """The language of a text (primary BCP 47 subtag) and how sure that is (0 to 1); None for a short text."""
    plain = _NOISE.sub(" ", text[:MOST_CHARS])
    letters = sum(1 for char in plain if unicodedata.category(char)[0] in "LM")
    dense = len(_DENSE.findall(plain))
    if letters < LEAST_LETTERS and dense < LEAST_LETTERS_OF_DENSE_SCRIPTS:
        return None
    code, confidence = _identifier().classify(plain)
    if code == "ja" and not _KANA.search(plain):
        code = "zh"  # Japanese of this length has kana
    return None if code == _NO_LANGUAGE else (_SPELLED.get(code, code), min(float(confidence), 1.0))


def likelihoods(text: str) -> dict[str, float]:
    """How likely each language is by its letters (0 to 1, in sum 1), however short the text: a guess, to weigh beside others."""
    plain = _NOISE.sub(" ", text[:MOST_CHARS]).casefold()
    told: dict[str, float] = {}
    for code, share in _identifier().rank(plain):
        told[_SPELLED.get(code, code)] = told.get(_SPELLED.get(code, code), 0.0) + float(share)
    return told


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
