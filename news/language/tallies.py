"""How news keeps count of a toll: "the death toll has risen to 15", where the number stands far from what it counts.

Ours, from how outlets write; other languages give nothing. Knows words only, and nothing of which event is told.
"""

from collections.abc import Sequence

from news.language.tokens import primary_subtag, words
from news.language.tolls import toll_of

REACH, NEAR = 14, 4
"""Words between the count and its number; and between the count and what is counted."""

_COUNTS = {
    "en": "toll number count tally figure",
    "de": "zahl anzahl bilanz",
    "fr": "bilan nombre",
    "es": "balance número cifra saldo",
    "pt": "balanço número cifra saldo",
    "it": "bilancio numero",
    "nl": "aantal balans",
    "sv": "antalet antal",
    "da": "antallet antal",
    "nb": "antallet antall",
    "no": "antallet antall",
    "fi": "lukumäärä määrä",
    "pl": "liczba bilans",
    "cs": "počet bilance",
    "ro": "numărul bilanțul",
    "ru": "число количество",
    "uk": "кількість число",
    "el": "αριθμός απολογισμός",
    "he": "מספר מניין",
    "ar": "حصيلة عدد",
    "fa": "شمار تعداد",
    "id": "jumlah",
}
_COUNTS_OF_DEAD = {
    "de": "todeszahl opferzahl",
    "nl": "dodental",
    "sv": "dödstalet dödssiffran",
    "da": "dødstallet",
    "nb": "dødstallet",
    "no": "dødstallet",
    "fi": "uhriluku kuolonuhriluku",
}
_UP_TO = {
    "en": "to reached reaches hit hits passed passes",
    "de": "auf",
    "fr": "à",
    "es": "a",
    "pt": "a para",
    "it": "a",
    "nl": "naar tot",
    "sv": "till",
    "da": "til",
    "nb": "til",
    "no": "til",
    "fi": "nousi",
    "pl": "do",
    "cs": "na",
    "ro": "la",
    "ru": "до",
    "uk": "до",
    "el": "σε στους στις στα",
    "he": "ל",
    "ar": "إلى",
    "fa": "به",
    "id": "menjadi mencapai",
}
"""What stands right before the number that is reached."""


def tally_of(before: Sequence[str], language: str | None) -> str | None:
    """The toll that a number is the count of, by the words `before` it, backwards."""
    code = primary_subtag(language)
    if not before or before[0] not in _UP_TO.get(code, "").split():
        return None
    found = (_counted(before, at, code) for at in range(min(len(before), REACH)))
    return next((toll for toll in found if toll), None)


def tells_tally(text: str, language: str | None) -> bool:
    """Whether a toll is counted there, so that its number takes the place of earlier ones."""
    told = words(text)[::-1]
    return any(_counted(told, at, primary_subtag(language)) for at in range(len(told)))


def _counted(backwards: Sequence[str], at: int, code: str) -> str | None:
    """What the word there counts: what is named right before it ("death toll"), or else soonest behind it."""
    if backwards[at] in _COUNTS_OF_DEAD.get(code, "").split():
        return "dead"
    if backwards[at] not in _COUNTS.get(code, "").split():
        return None
    near = (*backwards[at + 1 : at + 2], *backwards[max(0, at - NEAR) : at][::-1])
    return next((toll for word in near if (toll := toll_of(word, code))), None)
