"""What a source calls alleged or suspected is not told as so: the sentence says it is, or says who says so.

Knows the lists of `lexicon`: without them for both languages the check is off. Within one language the words around
the source's word tell whether the sentence speaks of the same thing; across languages its length does.
"""

from collections.abc import Iterator

from news.checks.aligned import cited, context, share_in, tells_all
from news.checks.findings import Checked, Finding
from news.checks.lexicon import lexicon, plain
from news.checks.script import is_same
from news.writing.drafts import Line, Said

SAME_THING = 0.5


def check(said: Said, own: Checked) -> Iterator[Finding]:
    words = lexicon(own.language)
    if not words.attribution or words.attribution.count(said.text) or words.hedges.count(said.text):
        return
    if not any(lexicon(line.language).hedges.spans(plain(line.text)) for line in own.lines):
        return
    lines = cited(said, own)
    for line in lines:
        is_open = bool(words.possible.count(said.text) or words.open.count(said.text))
        hedge = _left_out(said, line, language=own.language, is_only=len(lines) == 1, is_open=is_open)
        if hedge:
            yield Finding("hedge", None, f"tells as so what {line.id} calls {hedge}")
            return


def _left_out(said: Said, line: Line, *, language: str, is_only: bool, is_open: bool) -> str | None:
    """The source's word that the sentence should have kept."""
    text = plain(line.text)
    spans = lexicon(line.language).hedges.spans(text)
    for span in spans:
        if is_same(line.language, language):
            tells = share_in(context(text, span, line.language), said.text, line.language) >= SAME_THING
        else:  # another language may leave it open in another way: "ймовірно" is "perhaps"
            tells = is_only and not is_open and tells_all(said, line, language)
        if tells:
            return text[span[0] : span[1]]
    return None
