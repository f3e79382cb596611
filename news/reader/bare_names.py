"""What a reader names, without the article that their sentence puts before it: "silencia el tenis" means tennis. Pure."""

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


def without_article(text: str, language: str | None) -> str:
    """`text` as it is where it begins with none: an article with a capital is part of a name ("El País", "The Guardian")."""
    code = primary_subtag(language)
    first, _, rest = text.partition(" ")
    if rest and first in _ARTICLES.get(code, "").split():
        return rest
    elided = next((mark for mark in _ELIDED.get(code, ()) if text.startswith(mark)), "")
    return text[len(elided) :] or text
