"""The whole program on one page: what happens to an article on its way to a reader.

    Feed --fetch, parse--> Article --cluster--> Story --write--> Brief (base language)
                                                  |                |
                                                  |            translate --> Brief (each language in use)
    Subscriber --compose (rank, render)--> Digest --deliver--> Telegram
    Question --answer--> Telegram            (reads Story, Article, Brief)

1. **fetch** (row: feed) asks the outlet's server whether anything changed, politely: validators, its own pace per
   feed, limits per host. **parse** turns the body into plain-text items in a process that can be killed. New and
   changed items become `Article` rows; in the same commit `cluster` is owed for the feed.
2. **cluster** (row: feed) joins each new article to the story of the same event, or starts one, by one pure
   decision. Numbers and names not known before become `Fact` rows, and the story's `revision` grows.
   Where the operator wants full texts, **read** (row: article) opens the page of an article that a digest is about to
   use and whose feed says little, if its outlet lets machines read it; the text is deleted after 72 hours.
3. **write** (row: brief) tells a story in one language, every sentence with its sources. Nobody asked: nothing is written.
   `compose` orders the briefs that its digests lack, so cost grows with stories times languages, never with readers.
4. **translate** (row: brief) tells an existing brief in another language, citations kept.
5. **compose** (row: digest) is due at the reader's hour: it ranks the stories new to this reader, renders messages within
   Telegram's budget, and writes the digest, what the reader has now seen, and the deliveries owed, in one commit.
6. **deliver** (row: delivery) commits its intent, calls Telegram, commits the outcome. What is unknown is settled
   by looking, never by sending twice.
   **correct** (row: article) edits the messages that tell what an article took back: a new version of it, a printed
   correction, or the word that it is withdrawn. `cluster` sees it, has the story told anew, and owes it.
   Who wants to follow a site or a list of feeds has **look** (row: a feed lookup) find what is there.
   Who brings a post gets it beside what outlets say: **compare** (row: a brought post), sentence by sentence.
   Who wants the headlines of a press radar in their language has **titles** (row: an order) translate them, once for all.
   Who asks for the coverage of a story as a picture gets one: **draw** (row: picture) draws it once for all who read the same.
   Who wants to hear a digest gets a voice message: **listen** (row: an order) has **speak** (row: a clip) read each story
   aloud, once for all who hear it, and puts them together.
7. **answer** (row: question) finds the sentences of the sources that answer, and cites them, or says that none do. A reader
   may have a question kept that was refused: **stand** (row: standing) looks it up where its story grows, and answers once.
   Who follows a story has **follow** (row: a story of one's own) tell what is new in it, as replies to its first message.
8. **export** (row: a reader) sends a reader everything that is kept about them; **retain** deletes what was kept long enough.

   What the operator tells everybody is owed by **announce** (row: announcement), some readers at a time.
   **oversee** looks every few minutes whether something needs their hand; **review** (row: their chat) draws the last week.

   A story that breaks is told at once to who wants that: **spot** (row: story) finds them, **alert** (row: alert) tells one.

Every step has three beats: read and close; call the world; open, write, commit. The result, the work that follows
from it and the end of this work are one commit (`news.work`). A step that dies gives its work back by doing nothing.

Updates of Telegram come in through an inbox (`bot.inbox`): committed before they are acknowledged, handled once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from news.alert import alert, spot
from news.announce import announce
from news.answer import answer
from news.app import App
from news.cluster import cluster
from news.compare import compare_post
from news.compose import compose, compose_all, has_enough
from news.correct import correct
from news.deliver import deliver
from news.draw import draw
from news.export import export
from news.fetch import fetch
from news.follow import follow
from news.fulltext import read
from news.listen import listen
from news.looking import TRIES, look
from news.oversee import oversee
from news.retention import retain
from news.review import review
from news.speak import speak
from news.stand import answer_standing
from news.titles import translate_titles
from news.translate import translate
from news.work import Claim
from news.write import write


@dataclass(frozen=True)
class Step:
    """A verb that runs on rows. `timeout` ends a run; `lease` is when others may take the row; the lease is longer. `concurrency`
    is how many runs there may be at once, each of one row, or of `at_once` rows where there is a `run_all` for many."""

    name: str
    run: Callable[[App, Claim], Awaitable[None]]
    timeout: timedelta
    lease: timedelta
    concurrency: int
    attempts: int = 10  # after so many failures the row rests, and the operator sees it in `pressradar jobs`
    can_wait: bool = False  # a stop cuts a run off instead of waiting for the servers of others
    is_alone: bool = False  # two runs of one row at a time would do harm, whatever the rows say afterwards
    by_one_process: bool = (
        False  # what a process keeps in memory for it must be the only one: a pace, a window
    )
    kept_free: int = 0  # of its places, so many are for what is urgent alone
    holds_back: Callable[[App, AsyncSession], Awaitable[bool]] | None = (
        None  # whether what is not urgent is not to be begun now
    )
    run_all: Callable[[App, Sequence[Claim]], Awaitable[None]] | None = None
    at_once: int = 1

    def __post_init__(self) -> None:
        if self.lease <= self.timeout:
            raise ValueError(
                f"{self.name}: a lease of {self.lease} does not outlast the timeout of {self.timeout}"
            )


STEPS: tuple[Step, ...] = (
    Step(
        "fetch",
        fetch,
        timeout=timedelta(seconds=60),
        lease=timedelta(seconds=120),
        concurrency=16,
        attempts=1_000_000,
        can_wait=True,
    ),
    Step(
        "read",
        read,
        timeout=timedelta(seconds=100),
        lease=timedelta(seconds=200),
        concurrency=4,
        attempts=3,
        can_wait=True,
    ),
    Step(
        "cluster",
        cluster,
        timeout=timedelta(seconds=120),
        lease=timedelta(seconds=240),
        concurrency=1,
        by_one_process=True,
    ),
    # two answers of a model that takes as long as OPENAI_TIMEOUT_S may say
    Step("write", write, timeout=timedelta(seconds=660), lease=timedelta(seconds=1320), concurrency=4),
    Step(
        "translate", translate, timeout=timedelta(seconds=660), lease=timedelta(seconds=1320), concurrency=4
    ),
    # many of one moment cost little more than one
    Step(
        "compose",
        compose,
        timeout=timedelta(seconds=60),
        lease=timedelta(seconds=120),
        concurrency=3,
        kept_free=1,
        holds_back=has_enough,
        run_all=compose_all,
        at_once=200,
    ),
    Step(
        "deliver",
        deliver,
        timeout=timedelta(seconds=90),
        lease=timedelta(seconds=180),
        concurrency=16,
        attempts=1_000_000,
        kept_free=4,
        is_alone=True,
        by_one_process=True,
    ),
    # ten thousand messages
    Step("correct", correct, timeout=timedelta(seconds=600), lease=timedelta(seconds=1200), concurrency=1),
    Step(
        "look",
        look,
        timeout=timedelta(seconds=240),
        lease=timedelta(seconds=480),
        concurrency=4,
        attempts=TRIES,
        can_wait=True,
    ),
    Step("compare", compare_post, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=2),
    Step(
        "titles",
        translate_titles,
        timeout=timedelta(seconds=330),
        lease=timedelta(seconds=660),
        concurrency=2,
        attempts=3,
    ),
    Step(
        "draw", draw, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=1, attempts=3
    ),
    # a program of this machine, with its turn and the encoding after it
    Step(
        "speak",
        speak,
        timeout=timedelta(seconds=420),
        lease=timedelta(seconds=840),
        concurrency=2,
        attempts=3,
    ),
    Step("listen", listen, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=2),
    # a model heard in vain by whoever asked the same before, and then by ours
    Step("answer", answer, timeout=timedelta(seconds=150), lease=timedelta(seconds=300), concurrency=4),
    Step(
        "stand", answer_standing, timeout=timedelta(seconds=150), lease=timedelta(seconds=300), concurrency=2
    ),
    Step("export", export, timeout=timedelta(seconds=120), lease=timedelta(seconds=240), concurrency=1),
    Step("retain", retain, timeout=timedelta(seconds=900), lease=timedelta(seconds=1800), concurrency=1),
    Step("announce", announce, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=1),
    Step("oversee", oversee, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=1),
    Step(
        "review",
        review,
        timeout=timedelta(seconds=90),
        lease=timedelta(seconds=180),
        concurrency=1,
        attempts=3,
    ),
    Step("follow", follow, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=2),
    Step("spot", spot, timeout=timedelta(seconds=120), lease=timedelta(seconds=240), concurrency=1),
    Step("alert", alert, timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=4),
)
