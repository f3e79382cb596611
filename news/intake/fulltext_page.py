"""An article's page as text: which encoding it is in, whether it says no, and what of it is the article.

Pure, but slow and memory-hungry on what is made to be: runs in a process that can be killed (`adapters.page_parsing`).
The article is found by trafilatura, an optional dependency (docs/decisions/0008); it is given no addresses, so it fetches
nothing. Also here, cheap: whether a text is that of an article we know, and what it adds to the feed's.
"""

import re
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from news.errors import ParseFailed
from news.intake.decoding import decode
from news.intake.fulltext_consent import refused_by_page
from news.intake.plain import plain_lines, shortened
from news.language.sentences import split
from news.language.tokens import terms
from news.ports import Body, PageText, Withheld

if TYPE_CHECKING:
    from news.story.stories import Source

MOST_PAGE_BYTES = 3_000_000
MOST_TEXT_CHARS = 8_000  # far more than a story takes of one article
SAME_ARTICLE = 0.5
"""So many words of a title, or of the feed's text, must stand in the text of the page: a wall, a front page or another
article has fewer. So are 102 of 106 pages by their title alone, and 2 % by the title of another page in the language."""
FEWEST_CHARS = 200

_STYLE = "concat(translate(@style, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ', 'abcdefghijklmnopqrstuvwxyz'), ';')"
_HIDING = ("display:none", "visibility:hidden", "font-size:0;", "font-size:0px;", "opacity:0;")
# What a reader of the page does not see is not the article; it is where orders to language models are hidden.
_UNSEEN = [
    "//template", "//noscript", "//*[@hidden and not(starts-with(@id, 'S:'))]",  # React puts there what a script then shows
    *(f"//*[contains({_STYLE}, '{style}')]" for style in _HIDING),
]  # fmt: skip
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|article|p|div)\b", re.IGNORECASE)


def can_extract() -> bool:
    """Whether the optional dependency is installed."""
    return find_spec("trafilatura") is not None


def read_page(body: Body) -> PageText | Withheld:
    """The article's text, a line a paragraph. Raises ParseFailed for what is no page, or none with an article."""
    if len(body.content) > MOST_PAGE_BYTES:
        raise ParseFailed(body.url, "larger than a page may be")
    page = page_source(body.content, body.content_type)
    if not _HTML.search(page[:20_000]):
        raise ParseFailed(body.url, "no web page")
    if why := refused_by_page(page):
        return Withheld(why)
    text = _clean(_extracted(page, body.url))
    if len(text) < FEWEST_CHARS:
        raise ParseFailed(body.url, "no article was found on the page")
    return PageText(text)


def page_source(content: bytes, content_type: str | None) -> str:
    """The page decoded. What HTTP names comes before what the page names; both after what the bytes prove."""
    named = _CHARSET.search(content[:4_096])
    return decode(
        content, f"{content_type or ''}; charset={named[1].decode('ascii')}" if named else content_type
    )


def _extracted(page: str, url: str) -> str:
    import trafilatura  # takes 0.3 s and 60 MB: in the worker only

    try:
        found = trafilatura.extract(page, include_comments=False, include_tables=False, prune_xpath=_UNSEEN)
    except (ValueError, TypeError, AttributeError, RecursionError, LookupError, AssertionError) as error:
        raise ParseFailed(url, f"the page cannot be read ({type(error).__name__})") from error
    return str(found or "")


def _clean(text: str) -> str:
    paragraphs = [line.removeprefix("- ") for line in text[: 4 * MOST_TEXT_CHARS].split("\n")]
    return shortened(plain_lines("\n\n".join(paragraphs), is_html=False), MOST_TEXT_CHARS)


# --- beside the feed -----------------------------------------------------------------------------


def is_of(text: str, *, title: str, feed_text: str, language: str | None) -> bool:
    """Whether the text is that of the article with this title: its words stand in it, or else those of the feed's text."""
    found = set(terms(text, language))
    told = [set(terms(each, language)) for each in (title, feed_text[:1_000])]
    return any(words and len(words & found) >= SAME_ARTICLE * len(words) for words in told)


def extended(feed_text: str, page_text: str, *, language: str | None) -> str:
    """The feed's text, then those sentences of the page that it lacks: what was known keeps its place and number."""
    known = _squeezed(feed_text)
    added = []
    for line in page_text.split("\n"):
        new = [said for said in split(line, language) if _squeezed(said) not in known]
        if new:
            added.append(" ".join(new))
    return "\n".join([feed_text, *added]) if feed_text else "\n".join(added)


def with_page(source: "Source") -> "Source":
    """The source with what its page adds to its text."""
    if not source.page_text:
        return source
    return replace(source, text=extended(source.text, source.page_text, language=source.language))


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
