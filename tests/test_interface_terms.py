"""The catalogues say one thing by one word: that of `docs/interface-terms`, and they speak to people in one way."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from news.i18n import UI_LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATED = tuple(language for language in UI_LANGUAGES if language != "en")
OTHERWISE = 0.2
"""The share of messages that may say it in other words: a sentence can do without the noun."""
NOT_OURS = re.compile(r"/[a-z]+|\{[^}]*\}")
"""Commands and values stand in a message, but are not its words."""
OF_A_FORUM = re.compile(r"/start|of a forum|^The topic ")
"""A forum's topic goes by Telegram's own word."""
OTHER_ADDRESS = {
    "zh": re.compile("您"),
    "es": re.compile(r"\b[Uu]sted(?:es)?\b"),
    "fr": re.compile(r"\b(?:[Tt]u|[Tt]oi|[Tt]es|[Tt]on)\b"),
    "ru": re.compile(r"\b(?:[Тт]ы|[Тт]ебе|[Тт]ебя|[Тт]во[йяеи]\w*)\b"),
    "uk": re.compile(r"\b(?:[Тт]и|[Тт]обі|[Тт]ебе|[Тт]в[ої]\w*)\b"),
    "nl": re.compile(r"\b(?:[Uu]|[Uu]w)\b"),
    "tr": re.compile(r"\b[Ss]iz(?:in|e|i|den|de)?\b"),
    "id": re.compile(r"\b(?:[Aa]nda|[Ss]aya)\b"),
    "hi": re.compile(r"(?<!\w)(?:तुम|तू|तेरा|तुम्हारा)(?!\w)"),
    "bn": re.compile(r"(?<!\w)(?:তুমি|তোমার|তুই|তোর)(?!\w)"),
    "fa": re.compile(r"(?<!\w)تو(?!\w)"),
}
"""How a language could speak to people too, and ours does not."""


@cache
def terms(language: str) -> Mapping[str, tuple[str, str]]:
    """English term -> the two other cells of its row."""
    rows = (ROOT / "docs" / "interface-terms" / f"{language}.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")]
    return {row[0]: (row[1], row[2]) for row in cells[1:]}


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",")]


@cache
def said(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every message with all forms of its translation."""
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        found = read_po(file, locale=language)
    return tuple(
        (
            message.id if isinstance(message.id, str) else message.id[-1],
            (message.string,) if isinstance(message.string, str) else tuple(message.string),
        )
        for message in found
        if message.id
    )


def with_term(language: str, term: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The messages whose English has the word; "language model" has not the word "language"."""
    longer = [other for other in terms("en") if term != other and term in other.split()]
    others = re.compile("|".join([NOT_OURS.pattern, *longer]), re.IGNORECASE)
    words = "|".join(map(re.escape, listed(terms("en")[term][0])))
    english = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for original, forms in said(language):
        is_of_a_forum = term == "topic" and OF_A_FORUM.search(original)
        if english.search(others.sub("", original)) and not is_of_a_forum:
            yield original, forms


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_has_a_word_for_every_term(language: str) -> None:
    assert list(terms(language)) == list(terms("en"))
    assert all(word and known_by for word, known_by in terms(language).values())


@pytest.mark.parametrize("term", terms("en"))
def test_every_term_is_one_of_the_interface(term: str) -> None:
    assert list(with_term("de", term))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_uses_its_glossarys_word(language: str) -> None:
    strays = {}
    for term, (_, known_by) in terms(language).items():
        stems = [stem.casefold() for stem in listed(known_by)]
        messages = list(with_term(language, term))
        other = [
            (original, forms)
            for original, forms in messages
            if not all(any(stem in form.casefold() for stem in stems) for form in forms)
        ]
        if len(other) > max(1, OTHERWISE * len(messages)):
            strays[term] = other
    assert not strays


@pytest.mark.parametrize("language", OTHER_ADDRESS)
def test_people_are_spoken_to_in_one_way(language: str) -> None:
    found = [form for _, forms in said(language) for form in forms if OTHER_ADDRESS[language].search(form)]
    assert not found
