"""Links that open an article at a passage: the address with a text directive, `#:~:text=start,end`.

Pure; knows addresses and words, no stories. The browser looks for the words on the page, scrolls there and marks them;
where it does not find them the article opens as ever, so a directive never costs a reader anything.
What it may look like: WICG, URL Fragment Text Directives (https://wicg.github.io/scroll-to-text-fragment/). Each term must
stand in one block of the page, and begin and end where a word does.
"""

import re
import unicodedata
from urllib.parse import quote

from news.intake.links import LINK_CHARS

MOST_WHOLE = 110
"""A passage whose spelling in an address is not longer is looked for as a whole, a longer one by its two ends."""
MOST_DIRECTIVE = 500
"""Characters that a directive may add to an address: a digest holds many, and a letter takes up to nine."""
FEWEST_WORDS, MOST_WORDS = 4, 9
"""Of each end; more than the fewest where those stand earlier in the article too."""
FEWEST_CHARS = 8
"""Of a passage in a script that writes no spaces; of others three words."""

_KANJI, _KANA = "\u3400-\u9fff\uf900-\ufaff\u30a1-\u30fa\u30fc", "\u3041-\u309f"
_SPACELESS = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f{_KANJI}{_KANA}\uff00-\uffef"
# A word between spaces; in scripts without spaces a clause, as only its ends are sure to be ends of words. In Japanese a
# word also ends, nearly always, where its inflection or particle does: between hiragana and what is none.
_UNIT = re.compile(
    rf"[「『（《]*[^\s、，。；：！？「」『』（）《》]+?(?:[、，。；：！？」』）》]+|(?=[\s「『（《]|$)|(?<=[{_KANA}])(?=[{_KANJI}0-9]))"
)
_UNSPACED = re.compile(rf"[{_SPACELESS}]")


def passage_link(url: str, passage: str, *, text: str = "") -> str:
    """The address with a directive to the passage; unchanged where it has a fragment, or none fits.

    `text` is what is known of the article: words that stand in it more than once are not what is looked for alone.
    """
    base, _, fragment = url.partition("#")
    if fragment:
        return url
    found = directive(passage, text=text)
    made = f"{base}#:~:text={found}" if found else url
    return made if len(made) <= LINK_CHARS else url


def directive(passage: str, *, text: str = "") -> str | None:
    """What follows `:~:text=`; None for a passage that is too short, or whose ends cannot be told."""
    line, known = " ".join(passage.split()), " ".join(text.split()).casefold()
    whole = _trimmed(line)
    if not _is_enough(whole):
        return None
    spelled = _spelled(whole)
    if len(spelled) <= MOST_WHOLE and known.count(whole.casefold()) <= 1:
        return spelled
    return _by_its_ends(line, known) or (spelled if len(spelled) <= MOST_DIRECTIVE else None)


def _by_its_ends(line: str, known: str) -> str | None:
    """Both ends, as short as they may be and yet stand in the article only once, if any length is so."""
    units = [(found.start(), found.end()) for found in _UNIT.finditer(line)]
    fewest = 1 if _UNSPACED.search(line) else FEWEST_WORDS
    options = []
    for count in range(fewest, min(MOST_WORDS, len(units) // 2) + 1):
        start = _trimmed(line[: units[count - 1][1]])
        end = _trimmed(line[units[-count][0] :])
        spelled = f"{_spelled(start)},{_spelled(end)}"
        if not (_is_enough(start) and _is_enough(end)):
            continue
        if len(spelled) > MOST_DIRECTIVE:
            break
        if known.count(start.casefold()) <= 1:
            return spelled
        options.append(spelled)
    return options[-1] if options else None


def _is_enough(term: str) -> bool:
    return len(term) >= FEWEST_CHARS if _UNSPACED.search(term) else term.count(" ") >= 2


def _trimmed(term: str) -> str:
    """Without marks at its ends: quotation marks and dashes are what feeds and pages spell differently."""
    held = [at for at, sign in enumerate(term) if unicodedata.category(sign)[0] in "LMN"]
    return term[held[0] : held[-1] + 1] if held else ""


def _spelled(term: str) -> str:
    """Percent-encoded; a dash, a comma and an ampersand would else be read as syntax."""
    return quote(term, safe="").replace("-", "%2D")
