"""Refits the weights by which joining judges evidence (`news.clustering.joining.Rules`), and prints them beside those in use.

    python -m benchmarks.fitting

Every article of the tuned halves is put into the story of its event, and every candidate it had is a row: its evidence,
and whether it was that story. Pairs of B2 that were read are rows too, and of those that were not, the ones whose cosine
says that they are two events. Logistic regression, so weights are logits; a set weighs as SHARES says, however many rows
it has. The held halves are only asked how well the fit does there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.captured import judged, samples
from benchmarks.labelled import UNDATED, Labelled, giveme5w1h, half_of, itn, ntrex, telegram_pairs
from benchmarks.reading import items_of, likeness, without
from news.clustering.joining import NEVER, RULES, Candidate, Item, evidence, margin_of, weigh, weights_for
from news.clustering.trial import BATCH
from news.clustering.window import Window

READ, APART = "B2, read", "B2, apart"
SHARES = {READ: 2.0, "NTREX": 0.3}
"""How much a set weighs; others 1. Independent coverage tells more than translations of one text."""
SURELY_APART = 0.3
"""Cosine of two articles of B2 in two languages, below which they are not of one event."""
ALONE = ("ru", "en", "zh", "fr", "ar")
"""Languages of ITN that are learned from once more by themselves: there are more stories of one language."""
STRENGTH = 1.0
"""Of the penalty on the squares of weights, each in standard deviations of its evidence."""
STEPS = 50
KINDS = {
    "words": ("words", "thin", "running", "outlet", "rubric"),
    "words_and_meaning": ("words", "thin", "meaning", "running", "outlet", "rubric"),
    "meaning_across": ("meaning", "joint", "nothing", "elsewhere", "gap", "running", "rubric"),
    "names_across": ("names", "joint", "elsewhere", "gap", "running", "rubric"),
}
BY_HAND = """
Set by hand, not fitted: every bar (in use are those at which the tuned halves, and across languages the joins of B2 that
were read, are precise enough; for even odds the fitted one would do); crowd and brevity of the kinds across languages, by
the precision of the joins of B2; throng, by joins of D that were read; apart, by its stories that fell apart; untold and unread; thin and rubric within a language; names and joint of names_across, and its rubric; and
the limits that `Rules` has beside its weights."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A candidate that an article had, and whether it was right."""

    set: str
    half: str
    kind: str
    told: dict[str, float]
    is_right: bool


@dataclass(frozen=True)
class Fit:
    """Weights by kind of evidence, and the bar for even odds."""

    weights: dict[str, float]
    bar: float

    def margin(self, told: dict[str, float]) -> float:
        return sum((weight * told[name] for name, weight in self.weights.items()), -self.bar)


def main() -> None:
    rows = list(_rows())
    for kind, names in KINDS.items():
        known = [row for row in rows if row.kind == kind]
        found = fit([row for row in known if row.half == "tuned"], names)
        _print_weights(kind, found)
        _print_quality(kind, found, known)
    print(BY_HAND)


# --- fitting -------------------------------------------------------------------------------------


def fit(rows: Sequence[Row], names: Sequence[str]) -> Fit:
    """Evidence counts in standard deviations from its mean, so that the penalty is as hard for each."""
    told = np.array([[row.told[name] for name in names] for row in rows])
    middle, spread = told.mean(axis=0), told.std(axis=0) + 1e-9
    inputs = np.hstack([(told - middle) / spread, np.ones((len(rows), 1))])
    found = _logistic(inputs, np.array([float(row.is_right) for row in rows]), _shares(rows))
    weights = found[:-1] / spread
    return Fit(dict(zip(names, map(float, weights), strict=True)), float(weights @ middle - found[-1]))


def _logistic(inputs: Matrix, wanted: Matrix, shares: Matrix) -> Matrix:
    """Newton's method; the last input is the constant, which is not penalised."""
    penalty = np.full(inputs.shape[1], STRENGTH)
    penalty[-1] = 0.0
    found = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        odds = 1.0 / (1.0 + np.exp(-np.clip(inputs @ found, -30, 30)))
        slope = inputs.T @ (shares * (odds - wanted)) + penalty * found
        bend = (inputs * (shares * odds * (1 - odds))[:, None]).T @ inputs + np.diag(penalty + 1e-9)
        step = np.linalg.solve(bend, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return found


def _shares(rows: Sequence[Row]) -> Matrix:
    """A mean of 1 a row."""
    counts = Counter(row.set for row in rows)
    shares = np.array([SHARES.get(row.set, 1.0) / counts[row.set] for row in rows])
    return np.asarray(shares * len(rows) / shares.sum())


# --- rows ----------------------------------------------------------------------------------------


def _rows() -> Iterator[Row]:
    blurbs = itn()
    yield from _of_set("Giveme5W1H", giveme5w1h())
    yield from _of_set("ITN", blurbs)
    for language in ALONE:
        yield from _of_set(f"ITN, {language}", [pair for pair in blurbs if pair[1].language == language])
    yield from _of_set("NTREX", ntrex())
    for language in ("ru", "en"):
        yield from _of_pairs(language)
    yield from _of_captured()


def _row(name: str, half: str, item: Item, candidate: Candidate, is_right: bool) -> Iterator[Row]:
    """None of what the rules never weigh."""
    if not candidate.same_url and margin_of(item, candidate) > NEVER:
        kind = next(kind for kind in KINDS if getattr(RULES, kind) is weights_for(candidate))
        yield Row(name, half, kind, evidence(item, candidate), is_right)


def _of_set(name: str, labelled: Labelled) -> Iterator[Row]:
    events, items = [event for event, _ in labelled], items_of([sample for _, sample in labelled])
    for half in ("tuned", "held"):
        for read in (items, without(items)):
            kept = [pair for pair in zip(events, read, strict=True) if half_of(pair[0]) == half]
            yield from _taught(name, half, kept)


def _taught(name: str, half: str, read: Sequence[tuple[str, Item]]) -> Iterator[Row]:
    """Whatever was thought of it, each article is put into its event's story."""
    window, story_of = Window(), dict[str, int]()
    for at in range(0, len(read), BATCH):
        batch = read[at : at + BATCH]
        now = batch[-1][1].published_at
        window.evict(now)
        window.observe([item for _, item in batch], now=now)
        for event, item in batch:
            for candidate in window.candidates(item):
                yield from _row(name, half, item, candidate, candidate.story == story_of.get(event))
            window.add(item, story_of.setdefault(event, item.article), now=now)


def _of_pairs(language: str) -> Iterator[Row]:
    pairs = telegram_pairs(language)
    items = items_of([sample for pair in pairs for sample in pair.samples])
    for read in (items, without(items)):
        for pair, first, second in zip(pairs, read[::2], read[1::2], strict=True):
            window = Window()
            window.observe([first, second], now=UNDATED)
            window.add(first, first.article, now=UNDATED)
            for candidate in window.candidates(second):
                yield from _row(f"Telegram, {language}", pair.half, second, candidate, pair.is_same)


# --- rows of B2 ----------------------------------------------------------------------------------


def _of_captured() -> Iterator[Row]:
    """Each article is a story of its own: candidates are pairs."""
    items = items_of(samples("B2"))
    for read in (items, without(items)):
        window = Window(span=None)
        window.observe(read, now=UNDATED)
        for item in read:
            window.add(item, item.article, now=UNDATED)
        yield from _of_read(window, read)
        yield from _of_unread(window, read, items)


def _of_read(window: Window, items: Sequence[Item]) -> Iterator[Row]:
    """The later one comes to the story of the earlier one."""
    place = {sample.url: at for at, sample in enumerate(samples("B2"))}
    for pair in judged():
        first, second = (items[at] for at in sorted(place[url] for url in pair.urls))
        if pair.verdict == "unsure":
            continue
        with_rarity = weigh(second.counts, window._rarity[second.language].of(second))
        _go(window, second)
        candidate = window._compare(second, with_rarity, first.article)  # whether it would be found or not
        window.add(second, second.article, now=UNDATED)
        yield from _row(READ, pair.half, second, candidate, pair.verdict == "same")


def _of_unread(window: Window, items: Sequence[Item], meant: Sequence[Item]) -> Iterator[Row]:
    """Candidates in another language whose cosine says no, whoever found them."""
    for item, sample in zip(items, samples("B2"), strict=True):
        _go(window, item)
        for candidate in window.candidates(item):
            if candidate.is_across and _are_apart(meant[item.article - 1], meant[candidate.story - 1]):
                yield from _row(APART, half_of(sample.url), item, candidate, False)
        window.add(item, item.article, now=UNDATED)


def _go(window: Window, item: Item) -> None:
    """It is live no more, and about to come: its words count, its names do not yet."""
    window.remove(item.article)
    window.observe([item], now=UNDATED)


def _are_apart(one: Item, other: Item) -> bool:
    cosine = likeness(one, other)
    return cosine is not None and cosine < SURELY_APART


# --- printing ------------------------------------------------------------------------------------


def _print_weights(kind: str, found: Fit) -> None:
    used = getattr(RULES, kind)
    print(f"\n| {kind} | fitted | in use |\n|---|---|---|")
    for name, weight in found.weights.items():
        print(f"| {name} | {weight:.2f} | {getattr(used, name):.2f} |")
    for name in sorted({"apart", "crowd", "brevity", "throng", "untold", "unread"} - found.weights.keys()):
        if getattr(used, name):
            print(f"| {name} | by hand | {getattr(used, name):.2f} |")
    print(f"| bar | {found.bar:.2f} | {used.bar:.2f} |")


def _print_quality(kind: str, found: Fit, rows: Sequence[Row]) -> None:
    print(
        f"\n| {kind}: candidates of | half | rows | right | precision and recall at even odds |\n|---|---|---|---|---|"
    )
    for name, half in sorted({(row.set, row.half) for row in rows}):
        kept = [row for row in rows if (row.set, row.half) == (name, half)]
        said = [row.is_right for row in kept if found.margin(row.told) >= 0]
        right = sum(row.is_right for row in kept)
        figures = f"{sum(said) / max(1, len(said)):.3f}, {sum(said) / max(1, right):.3f}"
        print(
            f"| {name} | {half} | {len(kept)} | {right} | {figures if right else f'{len(said)} taken'} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
