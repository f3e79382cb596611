"""One sentence that a reader brings, held against a few of an outlet's."""

from collections.abc import Sequence
from datetime import UTC, datetime

from news.comparing.claims import Claim, compare
from news.comparing.post import read_post
from news.story.stories import Source, with_families
from news.writing.shaping import shape

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 23, 8, tzinfo=UTC)


def source(number: int, text: str, language: str) -> Source:
    return Source(
        article_id=number, family=number, first_version=number, outlet=f"Outlet {number}", domain=f"{number}.example",
        country=None, owner=None, kind="news", language=language, title=text.partition(".")[0], text=text,
        url=f"https://{number}.example/a", published_at=PUBLISHED, version=1, is_copy=False,
    )  # fmt: skip


def claim(post: str, told: Sequence[str], language: str) -> Claim:
    text = " ".join(told)
    sources = with_families([source(1, text, language), source(2, f"{text} {told[-1]}", language)])
    (found,) = compare(read_post(post, reads=language), shape(sources, now=NOW).evidence, now=NOW)
    return found


def claim_of(post: str, sources: Sequence[Source], language: str) -> Claim:
    """As `claim`, against sources as they are."""
    evidence = shape(with_families(sources), now=NOW).evidence
    (found,) = compare(read_post(post, reads=language), evidence, now=NOW)
    return found
