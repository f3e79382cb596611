"""Which reports of a story their outlets wrote again because something had happened. Pure.

"All 14 rescued" has no number or name that "14 trapped" had not, and yet is news.
"""

from collections.abc import Sequence

from news.language.headlines import is_tease
from news.language.rubrics import Rubric, rubric
from news.language.tokens import primary_subtag, terms
from news.story.stories import Source
from news.writing.standing import TOLD_ANEW_AFTER, is_report

SAID_ANEW = 0.3
"""So much of the title of a report that tells anew says what has happened since."""
REPORT = "report"
"""The kind of fact that such a report is, of which a reader knows or does not know."""


def report_value(source: Source) -> str:
    return f"report {source.first_version}"


def written_again(sources: Sequence[Source]) -> frozenset[int]:
    """The articles that came at least an hour after all that their outlet wrote before in that language, under a title that says
    what no outlet's had said in it. `sources` in order of publication."""
    found = set()
    last: dict[tuple[str, str], Source] = {}
    said: dict[str, set[str]] = {}
    families: set[int] = set()
    for source in sources:
        language = primary_subtag(source.language)
        title, known = set(terms(source.title, source.language)), said.setdefault(language, set())
        before = last.get((source.domain, language))
        if (
            before is not None
            and _is_report(source)
            and source.family not in families
            and source.published_at - before.published_at >= TOLD_ANEW_AFTER
            and len(title - known) >= SAID_ANEW * len(title) > 0
        ):
            found.add(source.article_id)
        last[source.domain, language] = source
        known |= title
        families.add(source.family)
    return frozenset(found)


def _is_report(source: Source) -> bool:
    return is_report(source) and rubric(source.title) is Rubric.NEWS and not is_tease(source.title)
