"""A day of invented news: what happens where, who reports it when, what is learned later, what is taken back. Pure, by seed.

Each event has words and names of its own, so that events can be told apart by whoever reads of them.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SYLLABLES = words_of(
    "vor lan ta mek dri sol ka bren ul ti za mor ghe pel na rus cha dov is tre wal go fen ry bas ko lim se tor ven "
    "qua hal eb jun mi ster pol ox ara ny"
)
NOUNS = words_of(
    "ferry bridge tunnel harbour railway factory furnace orchard vineyard museum painting violin cathedral lighthouse "
    "observatory planet comet glacier volcano reef whale falcon beaver honeybee vaccine hospital surgeon nurse kidney "
    "parliament coalition ballot treaty tariff budget pension strike union refinery pipeline windmill dam river dike "
    "flood drought wildfire storm avalanche earthquake stadium goalkeeper penalty marathon cyclist regatta chess trophy "
    "smuggler burglar detective courtroom verdict prison embassy minister mayor archbishop orchestra novelist archive "
    "satellite rocket battery turbine algorithm keyboard printer barley cheese chocolate umbrella tram airport glider"
)
VERBS = words_of(
    "blocks rescues closes sells repairs buries discovers loses rebuilds evacuates fines stops sues inherits launches "
    "measures doubles halves bans opens postpones vaccinates arrests exports drains paints steals returns poisons "
    "photographs insures audits merges cancels expands replaces honours"
)
ADJECTIVES = words_of(
    "rusty ancient frozen crowded secret broken northern floating burning silent forgotten wooden electric flooded "
    "bankrupt haunted striking underground abandoned celebrated experimental overloaded narrow coastal medieval"
)
REPORTERS = (1, 1, 2, 2, 3, 4, 6)
TOPICS = ("world", "politics", "business", "science", "sport", "climate")
NOTES_APART, BURSTS_APART = timedelta(minutes=40), timedelta(hours=1.5)
"""How often a wire has something of its own, and how often all wires have the same."""


def topics_of(outlet: int, *, papers: int) -> tuple[str, ...]:
    """Each paper has a feed for every other topic; a wire has one for all the world."""
    return TOPICS[outlet % 2 :: 2] if outlet < papers else TOPICS[:1]


@dataclass(frozen=True)
class Article:
    """As an outlet has it from `at` on; `until` it is taken down, None: it stays."""

    outlet: int
    topic: str
    slug: str
    title: str
    text: str
    at: datetime
    until: datetime | None = None
    changed_at: datetime | None = None
    changed_text: str = ""

    def text_at(self, at: datetime) -> str:
        return self.changed_text if self.changed_at is not None and self.changed_at <= at else self.text


@dataclass(frozen=True)
class Event:
    """What there is to tell of it: `lead` in every report, some of `more` in each."""

    topic: str
    town: str
    titles: tuple[str, ...]
    lead: str
    more: tuple[str, ...]
    reporters: tuple[int, ...]


def a_day(
    seed: int, *, begin: datetime, end: datetime, papers: int, wires: int, events_an_hour: float
) -> tuple[Article, ...]:
    """All articles of the day, oldest first; some are older than `begin`, so that there is news at once. The wires are numbered
    after the papers."""
    chance, told = random.Random(seed), list[Article]()
    at = begin - timedelta(hours=3)
    while at < end:
        told += _reports(chance, _event(chance, papers), at)
        at += timedelta(hours=chance.expovariate(events_an_hour))
    told += _wired(random.Random(f"{seed} wires"), range(papers, papers + wires), begin=begin, end=end)
    return tuple(sorted(told, key=lambda article: article.at))


def a_name(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()


def _event(chance: random.Random, papers: int) -> Event:
    topic, town, person = chance.choice(TOPICS), a_name(chance), f"{a_name(chance)} {a_name(chance)}"
    (one, two, three, four, five), verb = chance.sample(NOUNS, 5), chance.choice(VERBS)
    old, new = chance.sample(ADJECTIVES, 2)
    number = chance.randint(3, 900)
    theirs = [outlet for outlet in range(papers) if topic in topics_of(outlet, papers=papers)]
    return Event(
        topic,
        town,
        (f"{old.capitalize()} {one} {verb} {two} in {town}", f"{town}: {one} {verb} {number} {two}s"),
        f"The {old} {one} of {town} {verb} {number} {two}s, {person} announced on Saturday.",
        (
            f"A {new} {three} near the {four} had been expected in {town} for {number % 17 + 2} weeks.",
            f"{person}, who looks after the {two}s, blamed the {new} {five}.",
            f"Neighbours saw a {four} and a {three} beside the {old} {one} before dawn.",
            f"Nobody in {town} had thought that a {one} {verb} anything but a {five}.",
        ),
        tuple(chance.sample(theirs, min(len(theirs), chance.choice(REPORTERS)))),
    )


def _reports(chance: random.Random, event: Event, at: datetime) -> Iterator[Article]:
    for place, outlet in enumerate(event.reporters):
        told_at = at + timedelta(minutes=chance.randint(0, 20) * place)
        text = " ".join([event.lead, *chance.sample(event.more, chance.randint(2, len(event.more)))])
        title = chance.choice(event.titles)
        yield _with_fate(chance, Article(outlet, event.topic, f"{event.town}-{place}", title, text, told_at))
    if len(event.reporters) > 1 and chance.random() < 0.6:
        yield from _developments(chance, event, at)


def _developments(chance: random.Random, event: Event, at: datetime) -> Iterator[Article]:
    for turn in range(chance.randint(1, 3)):
        at += timedelta(minutes=chance.randint(40, 300))
        person, number = f"{a_name(chance)} {a_name(chance)}", chance.randint(11, 999)
        later = f"{person} counted {number} {chance.choice(NOUNS)}s in {event.town} after the {chance.choice(NOUNS)}."
        outlet = chance.choice(event.reporters)
        title = f"{chance.choice(event.titles)}, {number} counted"
        slug = f"{event.town}-later-{turn}"
        yield Article(outlet, event.topic, slug, title, f"{later} {event.lead} {event.more[0]}", at)


def _wired(
    chance: random.Random, wires: Sequence[int], *, begin: datetime, end: datetime
) -> Iterator[Article]:
    """What wires have: each a note of its own now and then, and now and then all the same, in words of their own."""
    for wire in wires:
        at = begin - timedelta(hours=3)
        while at < end:
            at += NOTES_APART * chance.uniform(0.7, 1.3)
            yield from _told_by(chance, _event(chance, papers=0), [wire], at)
    at = begin + timedelta(hours=1)
    while wires and at < end:
        yield from _told_by(chance, _event(chance, papers=0), wires, at)
        at += BURSTS_APART * chance.uniform(0.7, 1.3)


def _told_by(chance: random.Random, event: Event, wires: Sequence[int], at: datetime) -> Iterator[Article]:
    """Within three minutes. Of what each says, the title and the first sentence alone are as the others have it."""
    title = chance.choice(event.titles)
    for wire in wires:
        text = " ".join((event.lead, *(_own_words(chance, event.town) for _ in range(2))))
        when = at + timedelta(seconds=chance.randint(0, 180))
        yield Article(wire, TOPICS[0], f"{event.town}-{wire}", title, text, when)


def _own_words(chance: random.Random, town: str) -> str:
    one, two, three = chance.sample(NOUNS, 3)
    old, new, far = chance.sample(ADJECTIVES, 3)
    return (
        f"{a_name(chance)} {a_name(chance)} of the {old} {one} {chance.choice(VERBS)} {new} {two}s in {town}, "
        f"where a {far} {three} {chance.choice(VERBS)} {chance.randint(11, 999)} {chance.choice(NOUNS)}s."
    )


def _with_fate(chance: random.Random, article: Article) -> Article:
    """Some articles are rewritten under their old name; some are taken down."""
    fate, later = chance.random(), article.at + timedelta(minutes=chance.randint(15, 180))
    if fate < 0.08:
        corrected = f"{article.text} Correction: it was {chance.randint(3, 900)} in the end."
        return replace(article, changed_at=later, changed_text=corrected)
    return replace(article, until=later) if fate < 0.11 else article
