"""The coverage of a story over time as a chart: who reported when, by country and language. Pure: from a view to labels and
points between 0 and 1.

Knows nothing of how a chart is drawn (`adapters/drawing.py`). Every label is in the interface's language; each comes with
one in English letters, for machines that have no font for the script.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from news.i18n import Speech
from news.language.tokens import primary_subtag
from news.story.views import Cited, StoryView

ROWS, SERIES = 10, 7
"""Countries and languages that get a row and a colour of their own; the rest share one."""
TICKS = 5
SHORTEST = timedelta(hours=1)
STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 28 * 1440, 84 * 1440)
)


@dataclass(frozen=True)
class Label:
    """`plain` is the same in letters that every font has."""

    text: str
    plain: str


@dataclass(frozen=True)
class Dot:
    """An article: `x` from 0 (the first) to 1 (the last), with the numbers of its row and series."""

    x: float
    row: int
    series: int
    is_copy: bool


@dataclass(frozen=True)
class Chart:
    """`rows` from the top, in the order of their first report. `growth` says how many outlets had reported from an `x` on;
    `counts` are the numbers of them that are written beside it."""

    title: Label
    outlets: Label
    rows: tuple[Label, ...]
    series: tuple[Label, ...]
    dots: tuple[Dot, ...]
    growth: tuple[tuple[float, int], ...]
    counts: tuple[tuple[int, Label], ...]
    ticks: tuple[tuple[float, Label], ...]
    foot: Label
    copies: Label
    is_rtl: bool


def chart_of(view: StoryView, speech: Speech, english: Speech, *, zone: str) -> Chart | None:
    """None where no article is known. Outlets are counted by name."""
    sources = sorted(view.sources.values(), key=lambda s: (s.published_at, s.article))
    if not sources:
        return None
    start, end = _span(sources)
    rows = _kept([source.country or "" for source in sources], ROWS)
    series = _kept([primary_subtag(source.language) for source in sources], SERIES)
    place = _placed(start, end)
    growth = _growth(sources, place)
    return Chart(
        title=_both(speech, english, lambda s: s.gettext("Coverage over time")),
        outlets=_both(speech, english, lambda s: s.gettext("Outlets so far")),
        rows=tuple(_named(code, speech, english, _country) for code in rows),
        series=tuple(_named(code, speech, english, _language) for code in series),
        dots=tuple(
            Dot(
                place(source.published_at),
                _place_in(rows, source.country or ""),
                _place_in(series, primary_subtag(source.language)),
                source.is_copy,
            )
            for source in sources
        ),
        growth=growth,
        counts=tuple((n, _both(speech, english, lambda s, n=n: s.number(n))) for n in (0, growth[-1][1])),  # type: ignore[misc]
        ticks=tuple((place(at), label) for at, label in _ticks(start, end, speech, english, zone)),
        foot=_both(
            speech, english, lambda s: s.gettext("Times as the outlets give them, in the feeds we read.")
        ),
        copies=_both(speech, english, lambda s: s.gettext("The same text as another's")),
        is_rtl=speech.is_rtl,
    )


def _span(sources: Sequence[Cited]) -> tuple[datetime, datetime]:
    start, end = sources[0].published_at, sources[-1].published_at
    spare = max(SHORTEST - (end - start), timedelta()) / 2
    return start - spare, end + spare


def _placed(start: datetime, end: datetime) -> Callable[[datetime], float]:
    return lambda at: (at - start) / (end - start)


OTHERS = "\0"


def _kept(codes: Sequence[str], most: int) -> tuple[str, ...]:
    """The most frequent codes in the order of their first use; one more for all others where there are others."""
    counts = Counter(codes)
    if len(counts) <= most:
        return tuple(dict.fromkeys(codes))
    kept = {code for code, _ in counts.most_common(most - 1)}
    return (*(code for code in dict.fromkeys(codes) if code in kept), OTHERS)


def _place_in(kept: Sequence[str], code: str) -> int:
    return kept.index(code) if code in kept else len(kept) - 1


def _growth(sources: Sequence[Cited], place: Callable[[datetime], float]) -> tuple[tuple[float, int], ...]:
    met: set[str] = set()
    steps: list[tuple[float, int]] = []
    for source in sources:
        if source.outlet not in met:
            met.add(source.outlet)
            steps.append((place(source.published_at), len(met)))
    return tuple(steps)


# --- labels --------------------------------------------------------------------------------------


def _both(speech: Speech, english: Speech, said: Callable[[Speech], str]) -> Label:
    return Label(said(speech), said(english))


def _named(code: str, speech: Speech, english: Speech, name: Callable[[str, Speech], str]) -> Label:
    return _both(speech, english, lambda s: name(code, s))


def _country(code: str, speech: Speech) -> str:
    return _unnamed(code, speech) or speech.country(code)


def _language(code: str, speech: Speech) -> str:
    return _unnamed(code, speech) or speech.language_name(code)


def _unnamed(code: str, speech: Speech) -> str:
    if code == OTHERS:
        return speech.gettext("Others")
    return "" if code else speech.gettext("Not known")


def _ticks(
    start: datetime, end: datetime, speech: Speech, english: Speech, zone: str
) -> list[tuple[datetime, Label]]:
    """At most a handful of moments at full hours or midnights of the reader's zone."""
    step = next((step for step in STEPS if (end - start) / step <= TICKS), STEPS[-1])
    tz = ZoneInfo(zone)
    midnight = start.astimezone(tz).replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + ((start - midnight) // step) * step
    found: list[tuple[datetime, Label]] = []
    while at <= end:
        if at >= start:
            found.append((at, _both(speech, english, lambda s, at=at: _clock(at, step, s, zone))))  # type: ignore[misc]
        at += step
    return found


def _clock(at: datetime, step: timedelta, speech: Speech, zone: str) -> str:
    """The hour; the day where a day begins or days are counted."""
    local = at.astimezone(ZoneInfo(zone))
    by_day = step >= timedelta(days=1) or (local.hour, local.minute) == (0, 0)
    return speech.day_month(at, zone=zone) if by_day else speech.time(at, zone=zone)
