"""Questions about the sources themselves: "what does DW say?", "who had it first?", "which are state-owned?".

Such a question is made only of words for outlets and reporting (`about_sources.toml`, 25 languages), of outlets' names, and of
words that ask for nothing; one other word, and it is a question about the event. Words of the story's own headlines do not
count as other. Pure; knows no rows. What the rows say to it is for `about_message`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat

from news.answers.outlets_named import Mention, Named, find_outlets
from news.language.identify import identify
from news.language.tokens import primary_subtag, stems, words

UNSPACED = frozenset({"zh", "ja"})
LOOSE = frozenset({"ko"})
"""Whose words take endings that nothing here cuts: a listed word is met as a beginning."""
_SIGNS = re.compile(r"[\W_]+")
_PARTICLE = re.compile("[ぁ-ん]")
"""One sign of Japanese between words tells nothing."""

_SCRIPTS = (
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk")),
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile("[\u0590-\u05ff]"), ("he",)),
    (re.compile("[\uac00-\ud7a3]"), ("ko",)),
    (re.compile("[\u0900-\u097f]"), ("hi",)),
    (re.compile("[\u0980-\u09ff]"), ("bn",)),
    (re.compile("[\u0370-\u03ff]"), ("el",)),
)
"""A few words are soon taken for a neighbouring language: what else is written so is tried, too."""

AMBIGUOUS = frozenset({"report", "own", "nation", "first", "copy", "new"})

Stems = tuple[str | None, ...]


class About(Enum):
    """What is asked of the sources."""

    FIRST = "first"  # who had it first
    WHO = "who"  # who reported it: how many, from where, in which languages
    STATE = "state"  # which belong to a state
    OWNERS = "owners"
    DIFFER = "differ"  # where they differ
    MISSING = "missing"  # who has not reported it
    COPIES = "copies"  # who printed the same text
    SAYS = "says"  # what these outlets say
    WITHIN = "within"  # a question about the event, put to these outlets only
    NEW = "new"  # what is new


@dataclass(frozen=True)
class AboutSources:
    """`outlets` are the keys of those named, in order. `rest` is the question without them, where it asks more (WITHIN).
    `matter` are the words of headlines in it, as they are compared in its `language`."""

    about: About
    outlets: tuple[str, ...] = ()
    rest: str = ""
    matter: tuple[str, ...] = ()
    language: str = ""


def read_about(
    question: str, *, languages: Sequence[str], outlets: Iterable[Named], headlines: Iterable[str] = ()
) -> AboutSources | None:
    """None where the question is about the event. `languages` are those it may be in, likeliest first; what the words
    themselves are told to be comes before them, English after."""
    known, titles = list(outlets), list(headlines)
    for language in _candidates(question, languages):
        named = find_outlets(question, known, language=language)
        read = _read(question, named, language, titles)
        if read is not None:
            return read
    return None


def shared_matter(asked: AboutSources, headlines: Iterable[str]) -> int:
    """How many of the words of headlines that the question has are in these."""
    if asked.language in UNSPACED:
        told = " ".join(map(_bare, headlines))
        return sum(len(part) > 1 and part in told for part in asked.matter)
    familiar = {stem for headline in headlines for stem in _cut(headline, asked.language)}
    return sum(word in familiar for word in asked.matter)


def _candidates(question: str, languages: Sequence[str]) -> list[str]:
    told = identify(question)
    first = [primary_subtag(code) for code in ([told[0]] if told else []) + list(languages)]
    written = [code for pattern, codes in _SCRIPTS if pattern.search(question) for code in codes]
    return [code for code in dict.fromkeys([*first, *written, "en"]) if code in _lexicons()]


def _read(
    question: str, named: Sequence[Mention], language: str, headlines: Sequence[str]
) -> AboutSources | None:
    groups, matter, rest = _grouped(question, named, language, headlines)
    outlets = tuple(dict.fromkeys(key for mention in named for key in mention.outlets))
    if rest:
        asks = outlets and groups & {"say", "report"} and "not" not in groups
        return AboutSources(About.WITHIN, outlets, _without(question, named, language)) if asks else None
    about = _about(groups, has_outlets=bool(outlets))
    return AboutSources(about, outlets, matter=matter, language=language) if about else None


def _without(question: str, named: Sequence[Mention], language: str) -> str:
    """The question without the outlets it is put to, and without the words for what they do."""
    for mention in named:
        written = r"\W+".join(map(re.escape, mention.text.split()))
        question = re.sub(written, " ", question, flags=re.IGNORECASE)
    if language in UNSPACED:
        return question
    kept = [word for word in question.split() if not _is_of_doing(word, language)]
    return " ".join(kept)


def _is_of_doing(word: str, language: str) -> bool:
    cut = tuple(_cut(word, language))
    return bool(cut) and bool(_phrases(language).get(cut, frozenset()) & {"say", "report", "source"})


def _about(groups: Collection[str], *, has_outlets: bool) -> About | None:
    """What a question made of words of these groups asks."""

    def has(*wanted: str) -> bool:
        return not set(wanted).isdisjoint(groups)

    is_said_by_others = has("say") and not has("who", "source")  # what the government says, not what it owns
    of_outlets = has("source", "report")  # "report" may be a noun: by itself it must be asked who did
    rules = (
        (About.DIFFER, has("differ") or (has("same") and has("say", "source", "report", "not"))),
        (About.WHO, has("many") and has("where") and not has("state")),
        (
            About.STATE,
            (has("state") and not is_said_by_others)
            or (has("nation") and (has("own", "source") or has_outlets)),
        ),
        (About.OWNERS, has("own") and (has("source") or has_outlets)),
        (About.COPIES, has("copy") and (of_outlets or has_outlets or has("many", "filler"))),
        (About.FIRST, has("first") and (of_outlets or has_outlets)),
        (About.SAYS, has_outlets),
        (About.MISSING, (has("not") and of_outlets) or has("silent")),
        (About.WHO, has("source") or (has("report") and has("who", "many", "language", "where"))),
        (About.WHO, has("language") and has("many", "where")),
        (About.NEW, has("new")),
    )
    return next((about for about, holds in rules if holds), None)


# --- words by their groups -----------------------------------------------------------------------


def _grouped(
    question: str, named: Sequence[Mention], language: str, headlines: Sequence[str]
) -> tuple[frozenset[str], tuple[str, ...], bool]:
    """The groups of the words, the words of headlines that belong to none, and whether there are others. A word that a
    headline has may mean the event as well, where it could be a group's: then it stands for neither."""
    if language in UNSPACED:
        return _grouped_signs(question, named, language, headlines)
    told = _cut(question, language)
    for mention in named:
        told[mention.start : mention.end] = [None] * (mention.end - mention.start)
    familiar = {stem for headline in headlines for stem in _cut(headline, language)}
    groups: set[str] = set()
    for phrase, names in _phrases(language).items():
        for start in range(len(told) - len(phrase) + 1):
            if all(map(_meets, phrase, told[start : start + len(phrase)], repeat(language))):
                groups |= names - AMBIGUOUS if _is_of_matter(phrase, familiar) else names
                told[start : start + len(phrase)] = [None] * len(phrase)
    left = [word for word in told if word is not None and _asks(word)]
    matter = tuple(word for word in left if word in familiar)
    return frozenset(groups), matter, len(matter) < len(left)


def _is_of_matter(phrase: Stems, familiar: Collection[str | None]) -> bool:
    """Whether a headline has its words; little words ("had it") are in every one."""
    return any(word is not None and _asks(word) for word in phrase) and all(w in familiar for w in phrase)


def _cut(text: str, language: str) -> list[str | None]:
    """A stem for each word of the text; stop words begin with a dot."""
    text = text.replace("İ", "i")  # else its dot would stay a sign of its own
    if language in LOOSE:
        return list(words(text))
    return [next(iter(stems(word, language)), None) for word in words(text)]


def _meets(word: str | None, told: str | None, language: str) -> bool:
    if told is None or word is None or word == told:
        return word is not None and word == told
    return language in LOOSE and told.startswith(word)


def _asks(word: str) -> bool:
    return not word.startswith(".") and len(word) > 1


def _grouped_signs(
    question: str, named: Sequence[Mention], language: str, headlines: Iterable[str]
) -> tuple[frozenset[str], tuple[str, ...], bool]:
    """Languages without spaces: phrases are cut out of the row of signs, the longest first."""
    text = _bare(question)
    for mention in named:
        text = text.replace(_bare(mention.text), " ")
    groups: set[str] = set()
    for phrase, names in _runs(language).items():
        if phrase in text:
            groups |= names
            text = text.replace(phrase, " ")
    told = " ".join(_bare(headline) for headline in headlines)
    left = [part for part in text.split() if not _PARTICLE.fullmatch(part)]
    matter = tuple(part for part in left if part in told)
    return frozenset(groups), matter, len(matter) < len(left)


def _bare(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


# --- the lexicon ---------------------------------------------------------------------------------


@cache
def _lexicons() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((files("news.answers") / "about_sources.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def _phrases(language: str) -> dict[Stems, frozenset[str]]:
    """Phrases as stems with the groups they are in, the longest first."""
    found: dict[Stems, set[str]] = {}
    for group, listed in _lexicons()[language].items():
        for phrase in listed:
            found.setdefault(tuple(_cut(phrase, language)), set()).add(group)
    return {
        phrase: frozenset(found[phrase]) for phrase in sorted(found, key=lambda p: (-len(p), p)) if phrase
    }


def _size(phrase: Stems) -> tuple[int, int]:
    return len(phrase), sum(len(word or "") for word in phrase)


@lru_cache(maxsize=8)
def _runs(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group, listed in _lexicons()[language].items():
        for phrase in listed:
            found.setdefault(_bare(phrase), set()).add(group)
    return {phrase: frozenset(found[phrase]) for phrase in sorted(found, key=lambda p: (-len(p), p))}
