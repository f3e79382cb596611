"""Words that checks look for, a file a language: negators, hedges, attribution, judgement, titles of persons,
and what is written with a capital and is nobody.

Knows no check. How a file is written says `lexicons/README.md`. A language without a file, or a file without a key,
gives an empty vocabulary: the check that needs it is off there, and `coverage` says so.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from news.language.tokens import WORD_SIGNS, primary_subtag

UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "km", "ko"})
"""Written without spaces, or with endings stuck to words: forms are found anywhere."""
_KINDS = (
    "negators",
    "negative",
    "concord",
    "limits",
    "aside",
    "apart",
    "hedges",
    "possible",
    "able",
    "planned",
    "open",
    "future",
    "attribution",
    "speech",
    "opinion",
    "judging",
    "titles",
    "bodies",
)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "yue": "zh"}


@dataclass(frozen=True)
class Vocabulary:
    """Forms of one kind in one language; false where there are none."""

    forms: tuple[str, ...]
    is_unspaced: bool = False

    def __bool__(self) -> bool:
        return bool(self.forms)

    def count(self, text: str) -> int:
        return len(self.found(text))

    def found(self, text: str) -> tuple[str, ...]:
        """Every form that the text has, as it is written there, in small letters."""
        return tuple(match.group() for match in self.pattern.finditer(plain(text))) if self.forms else ()

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the forms stand; `text` is `plain` already."""
        return tuple(match.span() for match in self.pattern.finditer(text)) if self.forms else ()

    def without(self, text: str) -> str:
        """The text in small letters, a blank for each sign of a form."""
        small = plain(text)
        return self.pattern.sub(lambda match: " " * len(match.group()), small) if self.forms else small

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.forms, key=lambda form: (-len(form), form))
        if self.is_unspaced:
            return re.compile("|".join(map(re.escape, longest_first)))
        endings = [form[1:] for form in longest_first if _ENDING.fullmatch(form)]
        inner = [form[1:-1] for form in longest_first if _INNER.fullmatch(form)]
        begun = [form[:-1] for form in longest_first if _BEGINNING.fullmatch(form)]
        known = {
            *(f"*{form}" for form in endings),
            *(f"*{form}*" for form in inner),
            *(f"{form}*" for form in begun),
        }
        rest = [form for form in longest_first if form not in known]
        parts = [_form(form) for form in rest if not form.startswith("*")]
        led = [_form(form[1:]) for form in rest if form.startswith("*")]
        parts += [f"(?:{'|'.join(map(_form, begun))}){WORD_SIGNS}*"] if begun else []
        parts += [f"{WORD_SIGNS}*(?:{'|'.join(led)})"] if led else []
        parts += [f"{WORD_SIGNS}*(?:{'|'.join(map(re.escape, endings))})"] if endings else []
        parts += [f"{WORD_SIGNS}*(?:{'|'.join(map(re.escape, inner))}){WORD_SIGNS}*"] if inner else []
        return re.compile(rf"(?<!{WORD_SIGNS})(?:{'|'.join(parts)})(?!{WORD_SIGNS})")


@dataclass(frozen=True)
class Lexicon:
    negators: Vocabulary
    negative: Vocabulary
    concord: Vocabulary
    limits: Vocabulary
    aside: Vocabulary
    apart: Vocabulary
    hedges: Vocabulary
    possible: Vocabulary
    able: Vocabulary
    planned: Vocabulary
    open: Vocabulary
    future: Vocabulary
    attribution: Vocabulary
    speech: Vocabulary
    opinion: Vocabulary
    judging: Vocabulary
    titles: Vocabulary
    bodies: Vocabulary


@cache
def lexicon(language: str | None) -> Lexicon:
    """The words of a language, by its primary subtag."""
    primary = _code(language)
    known = _read(primary)
    is_unspaced = primary in UNSPACED
    forms = {kind: tuple(known.get(kind, ())) for kind in _KINDS}
    forms["aside"] += forms["apart"]
    return Lexicon(**{kind: Vocabulary(listed, is_unspaced) for kind, listed in forms.items()})


def knows_words(language: str | None) -> bool:
    """Whether there are words of judgement, doubt and denial to check a text of the language by."""
    known = _read(_code(language))
    return all(known.get(kind) for kind in ("opinion", "hedges", "negative"))


def coverage() -> dict[str, tuple[str, ...]]:
    """By kind of words, the languages that have them."""
    codes = sorted(
        name.removesuffix(".toml")
        for name in (entry.name for entry in files("news.checks").joinpath("lexicons").iterdir())
        if name.endswith(".toml")
    )
    return {kind: tuple(code for code in codes if kind in _read(code)) for kind in _KINDS}


@lru_cache(maxsize=1 << 11)
def plain(text: str) -> str:
    """Small letters, compatibility forms joined, one apostrophe: what forms are compared in. Cached: every check asks."""
    return unicodedata.normalize("NFKC", text).replace("’", "'").replace("İ", "i").lower()


def _code(language: str | None) -> str:
    primary = primary_subtag(language)
    return _SAME.get(primary, primary)


@cache
def _read(primary: str) -> dict[str, list[str]]:
    entry = files("news.checks").joinpath("lexicons", f"{primary}.toml")
    if not re.fullmatch(r"[a-z]{2,3}", primary) or not entry.is_file():
        return {}
    return {
        kind: list(dict.fromkeys(plain(form).replace("_", " ") for form in listed.split()))
        for kind, listed in tomllib.loads(entry.read_text("utf-8")).items()
    }


_ENDING, _INNER = re.compile(r"\*[^*\s]+"), re.compile(r"\*[^*\s]+\*")
_BEGINNING = re.compile(rf"{WORD_SIGNS}+\*")
"""Of many such forms a word is scanned once, and not once for each."""


def _form(form: str) -> str:
    return r"\s+".join(_spelled(part).replace(r"\*", f"{WORD_SIGNS}*") for part in form.strip().split())


def _spelled(part: str) -> str:
    """Arabic writes its vowel signs where it will."""
    if not _ARABIC.match(part):
        return re.escape(part)
    return "".join(f"{re.escape(sign)}{_VOWEL_SIGNS}" for sign in part)


_ARABIC = re.compile("[\u0621-\u064a]")
_VOWEL_SIGNS = "[\u064b-\u0652]?"
