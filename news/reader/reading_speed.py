"""How much can be read in so many minutes, by language: "5 minutes" is a length. Pure.

Adults read English non-fiction silently at 238 words a minute (Brysbaert 2019, "How many words do we read per minute? A
review and meta-analysis of reading rate", Journal of Memory and Language 109, 104047, doi:10.1016/j.jml.2019.104047).
Other languages: the means of Trauzettel-Klosinski & Dietz 2012 ("Standardized Assessment of Reading Performance: The New
International Reading Speed Texts IReST", Investigative Ophthalmology & Visual Science 53, 5452-5461,
doi:10.1167/iovs.11-8284), measured on equal texts in 17 languages; words a minute, for Chinese and Japanese characters. Held
in November 2026 against that table as irisreading.com ("Average reading speed in various languages") reprints it and as
Yoast's wordpress-seo has it, and against the article's own abstract (184 words a minute, read aloud). They were read aloud
(English at 228), so that a digest takes rather less than it promises; Brysbaert's 238 is of silent reading, so English alone
is counted at the faster kind. A language that was not measured has the mean of all, 184: of ours uk, ro, el, cs, fa, hi, bn,
id, vi and ko.
"""

from news.language.tokens import primary_subtag

_MEAN = 184
_WORDS = {
    "ar": 138,
    "de": 179,
    "en": 238,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}
_CHARACTERS = {"ja": 357, "zh": 255}
_UNMEASURED_SPACELESS = {"km", "lo", "my", "th"}
CHARACTERS_A_WORD = 5
"""Of scripts without spaces that were not measured: as in English, so that a text is not taken for a few words."""


def units_a_minute(language: str | None) -> int:
    """Words, or characters for Chinese and Japanese (see `units`)."""
    code = primary_subtag(language)
    return _CHARACTERS.get(code) or _WORDS.get(code, _MEAN)


def units(text: str, language: str | None) -> float:
    """How long a text is, in what `units_a_minute` counts."""
    code = primary_subtag(language)
    if code in _CHARACTERS:
        return sum(1 for sign in text if sign.isalnum())
    if code in _UNMEASURED_SPACELESS:
        return sum(1 for sign in text if sign.isalpha()) / CHARACTERS_A_WORD
    return sum(1 for word in text.split() if any(sign.isalnum() for sign in word))


def minutes(text: str, language: str | None) -> float:
    """How long it takes to read."""
    return units(text, language) / units_a_minute(language)
