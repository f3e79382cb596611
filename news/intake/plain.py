"""Plain text out of what feeds and pages contain: no markup, no invisible characters, no "read more".

Pure; knows nothing of feeds. The result is text, not HTML: whoever puts it into a message escapes it there.
"""

import html
import re
import unicodedata

import nh3

TITLE_CHARS, TEXT_CHARS = 1_000, 100_000
HEADLINE_FROM_TEXT_CHARS = 120

# A tag of these ends a line, though nothing stands between it and the next; one of the others ends a word.
_BLOCKS = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr"
    r"|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b)",
    re.IGNORECASE,
)
_THINGS = re.compile(r"<(?=/?(?:iframe|img|option|video)\b)", re.IGNORECASE)
WRAPPED_CHARS = 120
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_UNSEEN = {"script", "style", "noscript", "template", "iframe", "object", "textarea", "title"}
_OF_MARKUP = nh3.Cleaner(tags=set(), clean_content_tags=_UNSEEN)
_MARKUP = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z]")
_ELLIPSIS = r"(?:\s*(?:\.{2,}|…|\[(?:\.{3}|…)\]))?"
_ARROW = r"\s*[.:…»›→>\])]*\s*"

# What blog software and outlets append to an excerpt, at its very end.
_MORE = """
    continue reading | read more | read the full story | read full story | read full article | full story |
    read the rest of this entry | more | weiterlesen | mehr lesen | mehr | lesen sie mehr | leer más |
    seguir leyendo | sigue leyendo | lire la suite | lire plus | en savoir plus | leggi tutto | continua a
    leggere | continua | leggi anche | continue lendo | leia mais | continuar lendo | ler mais | читать
    далее | читать дальше | читать полностью | подробнее | далее | читати далі | читати більше | докладніше
    | اقرأ المزيد | المزيد | تابع القراءة | 阅读全文 | 閱讀全文 | 阅读更多 | 查看全文 | 続きを読む
    | もっと読む | czytaj więcej | czytaj dalej | więcej | lees meer | lees verder | läs mer | les mer
    | læs mere | lue lisää | devamını oku | selengkapnya | baca selengkapnya | xem thêm | आगे पढ़ें | और पढ़ें
"""
# "The post <title> appeared first on <outlet>", as blog software says it.
_POSTED = (
    (r"The post", r"(?:first )?appeared (?:first )?on"),
    (r"(?:Der Beitrag|Der Artikel)", r"erschien zuerst auf"),
    (r"(?:La entrada|El cargo|La noticia)", r"(?:se publicó|apareció) primero en"),
    (r"(?:L['’]article|Cet article)", r"est apparu en premier sur"),
    (r"L['’]articolo", r"(?:proviene da|sembra essere il primo su)"),
    (r"O post", r"apareceu primeiro em"),
    (r"(?:Сообщение|Запись)", r"(?:появились сначала на|впервые появилась)"),
    (r"Het bericht", r"verscheen eerst op"),
    (r"Artykuł", r"pochodzi z serwisu"),
)
_MORE_WORDS = tuple(" ".join(words.split()) for words in _MORE.split("|"))
_POSTED_BY = [re.compile(rf"(?:^|\s){start} .{{1,300}}? {verb} .{{1,120}}$") for start, verb in _POSTED]
_MAYBE_POSTED = re.compile("|".join(verb for _, verb in _POSTED))
_GOING_ON = re.compile(r"(?:^|\s)Continue reading .{1,200}?(?:→|»)$")
_READ_MORE = re.compile(
    r"(?:(?<=[.!?…。！？\])»”\"’])|^|(?<=\s))\s*[\[(]?(?:"
    + "|".join(map(re.escape, _MORE_WORDS))
    + rf"){_ELLIPSIS}{_ARROW}$",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"\s*\[\s*(?:…|\.{3})\s*\]?$")
_ENDING_CHARS = 600
_GOES_ON = re.compile(r"\b(?:to|pour|para|per|чтобы|щоб)\s*$", re.IGNORECASE)
"""It is the end of a sentence that says something: "Subscribe to continue reading"."""
# One word ("more", "mehr") ends a sentence of the article as well: it counts only after an end mark, or on a line of its own.
_END_MARK = re.compile(r"(?:[.!?…。！？\])»”\"’>:|]\s*|\n)$")


def plain_text(written: str, *, is_html: bool) -> str:
    """One line of text: tags and entities resolved where it is HTML, whitespace collapsed, NFC."""
    return " ".join(plain_lines(written, is_html=is_html).split())


def plain_lines(written: str, *, is_html: bool) -> str:
    """As `plain_text`, with a line break where a block ended: a paragraph, a heading, an item, a blank line.

    So a heading or a caption without a full stop does not run into the sentence below it.
    """
    if is_html and _MARKUP.search(written):
        spaced = _THINGS.sub(" <", _BLOCKS.sub("\n<", " ".join(written.split())))
        text = html.unescape(_OF_MARKUP.clean(spaced))
    else:
        blocks = _BLANK_LINE.split(written) if _is_wrapped(written) else written.split("\n")
        text = "\n".join(" ".join(block.split()) for block in blocks)
    lines = (" ".join(line.split()) for line in _seen(unicodedata.normalize("NFC", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def _is_wrapped(written: str) -> bool:
    """Whether its lines end where there was no more room, and not where a paragraph ends."""
    return all(len(line) <= WRAPPED_CHARS for line in written.split("\n"))


def headline_text(written: str, *, is_html: bool) -> str:
    """A title as it is kept of an article."""
    return plain_text(written, is_html=is_html)[:TITLE_CHARS]


def body_text(written: str, *, is_html: bool) -> str:
    """A text as it is kept of an article."""
    return without_boilerplate(plain_lines(written, is_html=is_html)[:TEXT_CHARS])


def headed(title: str, text: str) -> tuple[str, str]:
    """Title and text: a text that only repeats its title is none, and a missing title is how the text begins."""
    told = " ".join(text.split())
    text = "" if told == title else text
    return title or shortened(" ".join(text.split()), HEADLINE_FROM_TEXT_CHARS), text


def without_boilerplate(text: str) -> str:
    """The text without what the outlet's software appended: "The post ... appeared first on ...", "Read
    more".
    """
    for _ in range(3):
        head, tail = text[:-_ENDING_CHARS], text[-_ENDING_CHARS:].rstrip()
        for ending in _endings_of(tail):
            tail = ending.sub(_if_it_ends, tail).rstrip()
        if head + tail == text:
            break
        text = head + tail
    return text


def _endings_of(tail: str) -> list[re.Pattern[str]]:
    """Those that it may have, by what is quick to see: looking for all of them costs more than all else."""
    endings = list(_POSTED_BY) if _MAYBE_POSTED.search(tail) else []
    if "Continue reading" in tail:
        endings.append(_GOING_ON)
    if endings or "[" in tail or _folded(tail.rstrip(_AFTER_MORE)[-_MOST_MORE_CHARS:]).endswith(_MORE_FOLDED):
        endings += [_READ_MORE, _CUT_OFF]
    return endings


def _folded(text: str) -> str:
    """As patterns compare without regard to case: an i is an i, with a dot or without."""
    return text.lower().replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


_AFTER_MORE = " \t\n\r\f\v\u00a0\u2028\u2029\u3000.…[]:»›→>)"
_MORE_FOLDED = tuple(map(_folded, _MORE_WORDS))
_MOST_MORE_CHARS = 2 * max(map(len, _MORE_WORDS))


def shortened(text: str, most_chars: int) -> str:
    """The text's first words, with an ellipsis where it goes on."""
    if len(text) <= most_chars:
        return text
    head = text[:most_chars]
    return f"{head.rpartition(' ')[0] or head}…"


def _if_it_ends(found: re.Match[str]) -> str:
    ending = found[0].strip()
    is_one_word = ending.isalpha() and ending[0].lower() != ending[0].upper()
    before = found.string[: found.start()]
    is_word_of_it = is_one_word and before and not _END_MARK.search(before)
    return found[0] if is_word_of_it or _GOES_ON.search(before) else ""


def _seen(text: str) -> str:
    """Without what a reader cannot see: controls, zero widths, direction overrides, tags, lone surrogates. Lines stay lines.

    The joiners stay, as scripts and emoji are spelled with them; at most one in a row carries meaning.
    """
    text = _CONTROLS.sub(" ", text)
    if text.isascii():
        return text
    return _JOINERS.sub(lambda found: found[0][0], _INVISIBLE.sub("", text))


_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u00a0]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINERS = re.compile("[\u200c\u200d]{2,}")
