"""What is said of a digest when it is read aloud: piece by piece, each in one language, in words that a voice can speak. Pure.

A piece is one story, the same for all who hear it in that language, so that it is recorded once: nothing in it is of its
reader, nor of its place in their digest. What a voice cannot say is left out: addresses, marks of citations, signs.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from news.i18n import Speech, Words
from news.language.tokens import primary_subtag
from news.reader.reading_speed import minutes
from news.story.views import Sentence, StoryView

LONGEST_MIN = 8.0
"""What a voice message takes, about: the stories that do not fit are in the text."""
MOST_LETTERS = 3_600
"""Of a piece; endpoints take 4,096 (OpenAI, audio/speech)."""
NAMED = 3
"""Outlets that are named of a story; the others are counted."""


@dataclass(frozen=True)
class Piece:
    """What is said in one go. `story` None: it is of no story."""

    text: str
    language: str
    story: int | None = None


@dataclass(frozen=True)
class Script:
    """`left` counts the stories that are in the text only."""

    pieces: tuple[Piece, ...]
    left: int = 0


def script_of(
    told: Sequence[tuple[StoryView, Sequence[Sentence]]],
    words: Words,
    *,
    opening: Piece,
    speaks: Callable[[str], bool],
    most_min: float = LONGEST_MIN,
) -> Script:
    """The digest with these stories, each with the sentences that it shows, in the languages that are spoken."""
    pieces = [opening] if speaks(opening.language) else []
    spent, stories = sum(minutes(piece.text, piece.language) for piece in pieces), 0
    for view, sentences in told:
        piece = story_piece(view, sentences, words)
        takes = minutes(piece.text, piece.language)
        if speaks(piece.language) and (not stories or spent + takes <= most_min):
            pieces.append(piece)
            spent, stories = spent + takes, stories + 1
    return Script(tuple(pieces) if stories else (), len(told) - stories)


def opening_of(title: Sequence[str], language: str) -> Piece:
    """What the voice message begins with."""
    return Piece(" ".join(_ended(speakable(part), language) for part in title), language)


def story_piece(view: StoryView, sentences: Sequence[Sentence], words: Words) -> Piece:
    """Headline, sentences of the same language, and who reports it."""
    language = primary_subtag(view.language) or "en"
    speech = words(language) if language in words.languages else None
    label = f"{speech.gettext('Update:')} " if view.is_update and speech else ""
    said = [label + speakable(view.headline)]
    said += [speakable(one.text) for one in sentences if _is_in(one, language)]
    sources = _sources(view, sentences, speech)
    body = _fitted([_ended(part, language) for part in said if part], MOST_LETTERS - len(sources) - 1)
    return Piece(_run([*body, _ended(sources, language)], language), language, view.story)


def _is_in(sentence: Sentence, language: str) -> bool:
    return primary_subtag(sentence.language or language) == language


def _fitted(parts: Sequence[str], most_letters: int) -> list[str]:
    """As many as fit whole; a headline that is too long alone is cut."""
    kept = [part[:most_letters] for part in parts[:1]]
    for part in parts[1:]:
        if sum(map(len, kept)) + len(kept) + len(part) > most_letters:
            break
        kept.append(part)
    return kept


def _run(parts: Sequence[str], language: str) -> str:
    return ("" if language in _SPACELESS else " ").join(part for part in parts if part)


def _sources(view: StoryView, sentences: Sequence[Sentence], speech: Speech | None) -> str:
    """ "Sources: Harbour Post, The Ledger and 3 more outlets.": those that are cited first."""
    cited = [article for one in sentences for article in one.cites]
    articles = dict.fromkeys([*view.headline_cites, *cited, *view.sources])
    names = dict.fromkeys(speakable(view.sources[one].outlet) for one in articles if one in view.sources)
    named = list(names)[:NAMED]
    if speech is None or not named:
        return ", ".join(named)
    more = view.outlets - len(named)
    if more > 0:
        named.append(speech.ngettext("{n} more outlet", "{n} more outlets", more))
    label = speech.labelled(speech.gettext("Sources"))
    return f"{label} {speech.listed(named)}"


# --- words that can be spoken --------------------------------------------------------------------

_SPACELESS = frozenset({"zh", "ja", "th", "km", "lo", "my"})
_STOPS = {
    "zh": "。",
    "ja": "。",
    "hi": "।",
    "bn": "।",
    "mr": "।",
    "ne": "।",
    "hy": "։",
    "my": "။",
    "th": "",
    "lo": "",
}
_ENDS = frozenset(".!?…。！？؟۔।։။:;；：")
_CLOSERS = "”’»›)]）］」』】》\"'"
_ADDRESS = re.compile(r"\(?\b(?:https?://|www\.)\S+", re.IGNORECASE)
_MARK = re.compile(r"\[\d{1,3}\]")
_TAG = re.compile(r"(?<!\w)[#＃@](?=\w)")
_BREAKS = re.compile(r"\s*[|•·]\s*|\s+[–—]\s+")
_JOINERS = "\u200c\u200d"  # part of how Persian and Indian scripts are written
_UNSPOKEN = frozenset({"So", "Sk", "Cf", "Cc", "Co", "Cs", "Cn"})
_SPOKEN = frozenset("°№") | frozenset(_JOINERS)


def speakable(text: str) -> str:
    """The words without what no voice can say; brackets go too, for engines take some for orders."""
    bare = _TAG.sub("", _MARK.sub("", _ADDRESS.sub("", text)))
    kept = "".join(" " if sign.isspace() else sign if _is_spoken(sign) else "" for sign in bare)
    return re.sub(r"\s+([,.;:!?])", r"\1", " ".join(_BREAKS.sub(", ", kept).split())).strip(" ,")


def _is_spoken(sign: str) -> bool:
    if sign in _SPOKEN:
        return True
    return unicodedata.category(sign) not in _UNSPOKEN and sign not in "[]{}<>*_`~\\^\ufe0f"


def _ended(text: str, language: str) -> str:
    """With a full stop, at which a voice rests."""
    if not text or text.rstrip(_CLOSERS)[-1:] in _ENDS:
        return text
    return text + _STOPS.get(primary_subtag(language), ".")
