"""What a reader names, without the article that their sentence puts before it: "silencia el tenis" means tennis. Pure."""

import re

from news.language.tokens import primary_subtag

_ARTICLES = {
    "de": "der die das den dem des",
    "el": "ο η το οι τα τον την τη του της των τους τις",
    "en": "the",
    "es": "el la los las",
    "fr": "le la les",
    "it": "il lo la i gli le",
    "nl": "de het",
    "pt": "o a os as",
}
_ELIDED = {"fr": ("l'", "l’"), "it": ("l'", "l’")}

_OBJECT_MARKS = {
    "ja": re.compile("を$"),
    "hi": re.compile(r"\s+को$"),
    "tr": re.compile(r"(?<=\w)['’][yn]?[ıiuü]$"),
}


def without_article(text: str, language: str | None) -> str:
    """`text` as it is where it begins with none: an article with a capital is part of a name ("El País", "The Guardian")."""
    code = primary_subtag(language)
    first, _, rest = text.partition(" ")
    if rest and first in _ARTICLES.get(code, "").split():
        return rest
    elided = next((mark for mark in _ELIDED.get(code, ()) if text.startswith(mark)), "")
    return text[len(elided) :] or text


def without_object_mark(text: str, language: str | None) -> str:
    """`text` without what says that it is the object of the sentence: "テスラを", "Tesla'yı". A Korean 을 stands behind a
    consonant only, so that 가을, the autumn, is whole."""
    code = primary_subtag(language)
    if code == "ko" and len(text) > 2 and text[-1] in "을를":
        has_consonant = "가" <= text[-2] <= "힣" and (ord(text[-2]) - ord("가")) % 28 != 0
        return text[:-1] if has_consonant == (text[-1] == "을") else text
    mark = _OBJECT_MARKS.get(code)
    return mark.sub("", text) or text if mark else text
