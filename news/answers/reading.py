"""What a reader wrote, read as a question: trimmed of what is no part of it, its language told, its story's number found.

Pure; knows no rows and nothing of what the sources say.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from news.answers.asking_words import Opening, asks_plainly, opening
from news.answers.strangers import strange_language
from news.answers.values import QUESTION_CHARS, Asked, Earlier
from news.i18n import UI_LANGUAGES
from news.language.frequencies import frequency, is_known
from news.language.identify import identify
from news.language.questions import Particular, particulars
from news.language.tokens import primary_subtag, stop_words, words

SURE = 0.9
"""Of the identifier, below which common words decide."""

_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
_COMMAND = re.compile(r"^/[A-Za-z0-9_]{1,64}(?:@\w+)?(?=\s|$)", re.ASCII)
_AT_BOT = re.compile(r"(?<!\w)@\w{3,32}bot\b", re.IGNORECASE)
_STORY_WORDS = (
    "story|news|item|geschichte|meldung|nachricht|thema|historia|noticia|nota|histoire|sujet|article|info|новость|история|сюжет|тема"
    "|новина|історія|сюжет|القصة|قصة|الخبر|خبر|notizia|storia|notícia|haber|verhaal|bericht|wiadomość|historia|समाचार|खबर"
    "|știrea|știre|nieuws|nyheten|nyhet|είδηση|ιστορία|zpráva|zprávě|zprávu|wiadomości|haberi|berita|tin|ख़बर|ידיעה|כתבה|খবর|সংবাদ|ニュース|記事|뉴스|기사|소식"
)
_NUMBERED = re.compile(
    rf"""
    ^\W{{0,3}}(?:
      (?:(?:to|on|about|zu|über|sobre|sur|по|про|о|об|عن)\s+)?(?:{_STORY_WORDS})\s*(?:no\.?|nr\.?|n[º°]|№|\#)?\s*(?P<named>\d{{1,3}})(?=\W|$)[\s:,.)–—-]*
    | 第\s*(?P<counted>\d{{1,3}})\s*[条條则則个個]?(?:新闻|新聞|故事|消息)?[\s:：,，、]*
    | (?:第\s*)?(?P<ordinal>\d{{1,3}})\s*(?:番目?|件目|つ目|번째?)\s*(?:(?:の)?(?:ニュース|記事|뉴스|기사|소식)[のはをが은는이가을를]?|(?=[:：,、]))[\s:：,、]*
    | (?:\#|№)\s*(?P<hashed>\d{{1,3}})[\s:,.)–—-]+
    | (?P<listed>\d{{1,3}})\s*[:：)]\s*(?!\d)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE_NUMBER = re.compile(r"^\s*(\d{1,3})\b(?![:.,]\d)[\s:：.,)–—-]*(?=\D|$)")
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30fa]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("th", re.compile("[\u0e01-\u0e3a]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
)
"""Scripts that one language is mostly written in, the telling ones first: Japanese has Han too."""
_SCRIPTS_OF_OTHERS = {
    "ARMENIAN": "hy", "GEORGIAN": "ka", "ETHIOPIC": "am", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "GUJARATI": "gu", "GURMUKHI": "pa", "ORIYA": "or", "SINHALA": "si", "KHMER": "km", "LAO": "lo", "MYANMAR": "my",
    "TIBETAN": "bo",
}  # fmt: skip
"""By the names that Unicode gives their letters; each is mostly of the language named."""
_SHARED_SCRIPTS = (
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps", "ckb")),
    (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne")),
    (re.compile("[\u0980-\u09ff]"), ("bn", "as")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr", "be", "mk", "kk")),
)
_LETTERS = {
    "uk": re.compile("[іїєґ]", re.IGNORECASE),
    "ru": re.compile("[ыэъё]", re.IGNORECASE),
    "fa": re.compile("[پچژگکی]"),
    "ur": re.compile("[ٹڈڑںےہھ]"),
}
_VOWEL = re.compile("[aeiouy]")
_ROWS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "yxcvbnm")
_KEYS = (*_ROWS, *(row[::-1] for row in _ROWS))
"""Keys side by side, either way."""
_SUPPORTED_BY_WORDS = ("it", "pt", "nl", "pl", "tr", "sv", "ro", "id", "cs", "hu", "vi", "da", "fi", "no")


class Unfit(StrEnum):
    """What is no question at all: only a link (to look up, not to answer), or nothing that has words."""

    LINK = "link"
    WORDLESS = "wordless"


def read_question(
    text: str, *, reads: str, around: Iterable[str] = (), earlier: Sequence[Earlier] = ()
) -> Asked | Unfit:
    """The question in it. `reads` is the reader's language, `around` those of the sources: a text too short to tell its
    own is in one of them."""
    bare = bare_question(text)
    if not words(bare):
        return Unfit.LINK if _LINK.search(text) else Unfit.WORDLESS
    reads = primary_subtag(reads) or "en"
    language = language_of(bare, reads=reads, around=around)
    return Asked(bare, language, reads, tuple(earlier))


def bare_question(text: str) -> str:
    """One line, without command, address of the bot, links and what does not show; cut at a word where it is too long."""
    seen = _seen(text)
    if len(seen) <= QUESTION_CHARS:
        return seen
    cut = seen[:QUESTION_CHARS]
    return cut.rsplit(" ", 1)[0] if " " in cut[QUESTION_CHARS // 2 :] else cut


def is_too_long(text: str) -> bool:
    """Whether something of it is not read."""
    return len(_seen(text)) > QUESTION_CHARS


def _seen(text: str) -> str:
    text = unicodedata.normalize("NFC", text[: 20 * QUESTION_CHARS])
    plain = _AT_BOT.sub(" ", _LINK.sub(" ", _COMMAND.sub("", text.strip())))
    seen = "".join(
        sign if not unicodedata.category(sign).startswith("C") or sign in "\u200c\u200d" else " "
        for sign in plain
    )
    return " ".join(seen.split())


def named_story(text: str, *, is_command: bool = False, reads: str = "en") -> tuple[int | None, str]:
    """The number of a story that the text begins with ("2: who ...", "story 2, who ...", "2 who ..."), and the rest. After a
    command a bare number counts as one whatever follows."""
    text = text.strip()
    found = _NUMBERED.match(text)
    if found is None and (is_command or _opening(text, reads) is Opening.ASKS):
        found = _BARE_NUMBER.match(text)
    if found is None:
        return None, text
    number = next(group for group in found.groups() if group)
    return int(number), text[found.end() :].strip()


def names_plainly(text: str, *, reads: str = "en") -> bool:
    """Whether the number stands apart from what is asked ("9: who ...", "9 who ..."), so that it can be no part of it."""
    found = _NUMBERED.match(text.strip())
    if found is None:
        return _opening(text.strip(), reads) is Opening.ASKS
    return not found.group().rstrip()[-1:].isalnum()


def may_name_story(text: str, *, reads: str = "en") -> int | None:
    """The number that a question begins with, where it may be a story's or count something: "2 are dead?"."""
    text = text.strip()
    return int(_number_before(text)) if _opening(text, reads) is Opening.MAY_ASK else None


def _opening(text: str, reads: str) -> Opening:
    """Of what stands behind a bare number."""
    number = _BARE_NUMBER.match(text)
    rest = text[number.end() :].strip() if number else ""
    if not rest:
        return Opening.TELLS
    found = [opening(rest, language) for language in (language_of(rest, reads=reads), reads)]
    if Opening.ASKS in found or asks_plainly(rest):
        return Opening.ASKS
    return Opening.MAY_ASK if Opening.MAY_ASK in found else Opening.TELLS


def _number_before(text: str) -> str:
    found = _BARE_NUMBER.match(text)
    assert found is not None  # else it opens with nothing
    return found.group(1)


def asks_why(asked: Asked) -> bool:
    return Particular.REASON in particulars(asked.text, asked.language)


def is_worded(asked: Asked, told: Iterable[str] = ()) -> bool:
    """Whether any of its words is one of its language or of the reader's, a name or number, or one of the texts `told`: "blorf
    znarg?" has none. A single word that nobody knows may be a name, unless nobody could speak it. True in languages whose words are
    not known."""
    said = re.findall(r"\w+", asked.text)
    languages = [code for code in (asked.language, asked.reads) if is_known(code)]
    if not languages or any(
        word[0].isdigit() or word[0].isupper() or not word.isascii()
        or any(frequency(word.casefold(), code) for code in languages)
        for word in said
    ):  # fmt: skip
        return True
    if len(said) == 1 and _VOWEL.search(said[0]) and not any(said[0] in keys for keys in _KEYS):
        return True
    spoken = {word for text in told for word in re.findall(r"\w+", text.casefold())}
    return not spoken.isdisjoint(said)


def same_question(asked: Asked) -> str:
    """What two askings of one question share: its words, whatever stands between them. Turns before it are part of it."""
    before = [f"{turn.question}\n{turn.answer}" for turn in asked.earlier]
    return "\n".join(" ".join(words(text)) for text in [asked.text, *before])


# --- the language --------------------------------------------------------------------------------


def language_of(text: str, *, reads: str, around: Iterable[str] = ()) -> str:
    """A primary subtag: by its script, by the identifier where that is sure, else by its common words; the reader's
    where nothing tells."""
    likely = tuple(dict.fromkeys([reads, *(primary_subtag(code) for code in around if code)]))
    by_script = _by_script(text, likely)
    if by_script:
        return by_script
    found = identify(text)
    if found is not None and found[1] >= SURE and (found[0] in likely or found[1] > 0.99):
        return found[0]
    strange = strange_language(text, likely)
    if strange is not None:
        return strange
    said = words(text)
    candidates = dict.fromkeys([*likely, *UI_LANGUAGES, *_SUPPORTED_BY_WORDS])
    counted = {code: sum(word in stop_words(code) for word in said) for code in candidates}
    best = max(counted.values(), default=0)
    return next((code for code in candidates if counted[code] == best), reads) if best else reads


def is_strange(language: str, around: Iterable[str | None]) -> bool:
    """Whether we hardly know a language: we speak it not, and no source does. `around` are the languages of the sources."""
    return language not in UI_LANGUAGES and language not in {primary_subtag(code) for code in around}


def _by_script(text: str, likely: Sequence[str]) -> str | None:
    letters = [sign for sign in text if sign.isalpha()]
    for code, pattern in _SCRIPTS:
        if 3 * len(pattern.findall(text)) > len(letters):
            return code
    named = Counter(unicodedata.name(sign, "").partition(" ")[0] for sign in letters)
    for script, code in _SCRIPTS_OF_OTHERS.items():
        if 2 * named[script] > len(letters):
            return code
    for pattern, codes in _SHARED_SCRIPTS:
        if 2 * len(pattern.findall(text)) > len(letters):
            marked = [code for code in codes if code in _LETTERS and _LETTERS[code].search(text)]
            return next((code for code in [*marked, *likely] if code in codes), codes[0])
    return None
