"""What a story ends as, whatever the model's endpoint plays: the scripted server of the tests, with the program's own client.

A sentence fails where a check of the program, run anew on what is shown, drops it. Rows and digests around it are for the
tests (`tests/news/test_plays.py`), which also hold what was sent.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from news.adapters.endpoint import Endpoint
from news.adapters.model import EndpointModel
from news.checks.findings import Severity
from news.story.stories import Source, with_families
from news.writing.drafts import Draft
from news.writing.telling import Telling, tell_story
from news.writing.verify import verify
from tests.news.test_plays import OF_STORIES, TOLD
from tests.scripted_model import playing

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    play: str
    is_written: bool
    dropped: int
    paid: int
    shown: int
    failing: int


class Forgetful:
    async def recall(self, name: str) -> str | None:
        return None

    async def keep(self, name: str, value: str) -> None: ...


async def outcomes() -> list[Outcome]:
    return [await _outcome(play) for play in OF_STORIES]


def row(each: Outcome) -> str:
    ends = (
        ("the model's" + (f", less {each.dropped}" if each.dropped else "")) if each.is_written else "quoted"
    )
    return f"| {each.play} | {ends} | {each.paid} | {each.shown} | {each.failing} |"


async def _outcome(play: str) -> Outcome:
    async def pause(_: float) -> None: ...

    with playing(always=play) as server:
        model = EndpointModel(
            Endpoint("scripted", server.url, "k"),
            memory=Forgetful(),
            pause=pause,
            patience_s=2.0 if play in ("hang", "slow") else 20.0,
            stall_s=0.5,
        )
        try:
            telling = await tell_story(model, _sources(), language="en", now=NOW, verify=verify)
        finally:
            await model.close()
        paid = server.paid
    return Outcome(
        play,
        is_written=telling.draft is not None,
        dropped=telling.dropped,
        paid=paid,
        shown=len(telling.draft.sentences) if telling.draft else 0,
        failing=_failing(telling.draft, telling) if telling.draft else 0,
    )


def _failing(draft: Draft, telling: Telling) -> int:
    shown = replace(draft, contested=telling.contested)
    found = verify(shown, telling.evidence, language="en")
    return len({each.where for each in found if each.severity is Severity.DROPS})


def _sources() -> tuple[Source, ...]:
    return with_families(
        Source(
            article_id=number, family=number, outlet=outlet, domain=f"{number}.example", country=None, owner=None,
            kind="news", language="en", title=title, text=text, url=f"https://{number}.example/", published_at=NOW,
            version=1, is_copy=False, first_version=number,
        )
        for number, (outlet, title, text) in enumerate(TOLD, start=1)
    )  # fmt: skip
