"""Reading what a reader brings to be compared: a forwarded post, a pasted headline, a link. Pure.

Knows no stories. What posts carry beside news (hashtags, handles, calls to join, signs) is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from news.language.identify import identify
from news.language.quotable import is_instruction, why_not
from news.language.sentences import split
from news.language.tokens import primary_subtag, words

MOST_CHARS = 4_096
MOST_SENTENCES = 8
SHORTEST_WORDS = 3
_LINK = re.compile(r"(?:https?://|(?<!\w)(?:www\.|t\.me/))[^\s<>\"'）)]+", re.IGNORECASE)
_TAG = re.compile(r"[#@](?=\w)")
_HANDLE = re.compile(r"(?<!\w)@\w{3,32}")
_SHOUT = re.compile(
    r"^\W*(?:breaking(?:\s+news)?|just\s+in|eilmeldung|urgente|última\s+hora|alerte(?:\s+info)?|срочно|молния|терміново|عاجل|快讯|突发|速報|update)\b\W*",
    re.IGNORECASE,
)
_PICTURES = re.compile("[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff]")
_ENDS = '.!?。！？…।۔؟"”»)）'


@dataclass(frozen=True)
class Post:
    """`sentences` as they were written, without what is no news; `links` in their order. Either may be empty."""

    sentences: tuple[str, ...]
    language: str
    links: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def read_post(text: str, *, reads: str, links: Iterable[str] = ()) -> Post:
    """`reads` is the reader's language: that of a text too short to tell its own. `links` are those behind its words."""
    is_cut, text = len(text) > MOST_CHARS, text[:MOST_CHARS]
    found = dict.fromkeys([*(match.rstrip(".,;:!?") for match in _LINK.findall(text)), *links])
    bare = _HANDLE.sub(" ", _LINK.sub(" ", _PICTURES.sub(" ", text)))
    told = identify(bare)
    language = primary_subtag(told[0] if told else reads)
    kept = [sentence for line in bare.splitlines() for sentence in _sentences(line, language)]
    whole = kept[:-1] if is_cut else kept
    return Post(tuple(dict.fromkeys(whole))[:MOST_SENTENCES], language, tuple(found))


def _sentences(line: str, language: str) -> list[str]:
    line = _SHOUT.sub("", _TAG.sub("", line)).strip()
    return [sentence.strip() for sentence in split(line, language) if _tells(sentence, language)]


def _tells(sentence: str, language: str) -> bool:
    if len(words(sentence)) < SHORTEST_WORDS or is_instruction(sentence):
        return False
    ended = sentence if sentence.rstrip().endswith(tuple(_ENDS)) else f"{sentence.rstrip()}."
    return why_not(ended, language) not in ("instruction", "address", "appeal", "credit")
