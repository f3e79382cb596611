"""A day of invented news: what happens where, who reports it when, what is learned later, what is taken back. Pure, by seed.

Each event has a name of its own in every headline, so that whoever reads the messages can tell which event they are of.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SYLLABLES = (
    "vor lan ta mek dri sol ka bren ul ti za mor ghe pel na rus cha dov is tre wal go fen ry bas ko lim se tor ven "
    "qua hal eb jun mi ster pol ox ara ny"
).split()


@dataclass(frozen=True)
class Kind:
    """A kind of event: its topic, and sentences with places for the town, the person, a number."""

    topic: str
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    later: tuple[str, ...]


KINDS = (
    Kind(
        "world",
        ("Ferry sinks off {town}, {n} rescued", "{n} saved after ferry goes down near {town}"),
        (
            "A car ferry with {n} people aboard sank before dawn a few miles off the harbour of {town}.",
            "Lifeboats and two helicopters brought passengers ashore, the coast guard of {town} said.",
            "{person}, the harbour master, said that the bow door had been reported broken a month ago.",
            "The sea was calm and visibility was good, according to the weather service.",
        ),
        (
            "Divers reached the wreck off {town} and found the bow door open, {person} said.",
            "The number of people rescued off {town} rose to {n}.",
        ),
    ),
    Kind(
        "politics",
        ("Parliament of {town} votes out {person}", "{person} loses confidence vote in {town} by {n} votes"),
        (
            "The parliament in {town} dismissed premier {person} by a margin of {n} votes on Saturday.",
            "The coalition broke over the budget for schools and railways after eleven hours of debate.",
            "{person} said the decision would be respected and asked members to stay calm.",
            "New elections in {town} have to be held within ninety days under the constitution.",
        ),
        (
            "Elections in {town} were set for a Sunday in January, the speaker announced.",
            "{n} members of the party of {person} left it in protest.",
        ),
    ),
    Kind(
        "business",
        ("{town} Steel to cut {n} jobs", "Steelmaker in {town} plans {n} layoffs, {person} says"),
        (
            "The steelworks of {town} will shed {n} jobs and close one of its two blast furnaces.",
            "Chief executive {person} blamed the price of electricity and cheap imports.",
            "Unions called the plan a breach of the agreement signed last spring.",
            "Shares of the company fell by nine percent when trading opened.",
        ),
        (
            "Workers at {town} Steel began a strike at six in the morning.",
            "{person} offered to keep the furnace of {town} if the state pays {n} million.",
        ),
    ),
    Kind(
        "science",
        ("Telescope of {town} finds planet with {n} moons", "{n} moons: astronomers of {town} see far planet"),
        (
            "Astronomers at the observatory of {town} have found a planet that is circled by {n} moons.",
            "The planet is four times as heavy as Jupiter and needs eleven years for an orbit.",
            "{person}, who leads the survey, said that nobody had expected so many.",
            "The observations were made with a new mirror over three winters.",
        ),
        (
            "A second telescope confirmed the moons that were seen from {town}, {person} said.",
            "The team in {town} counts {n} moons by now.",
        ),
    ),
    Kind(
        "sport",
        ("{town} win cup final after {n} penalties", "{person} saves {town} in cup final"),
        (
            "The footballers of {town} won the cup for the first time, after {n} penalties.",
            "Goalkeeper {person} held the last shot of a match without goals.",
            "Some forty thousand spectators had come in spite of the rain.",
            "The coach said that training penalties had been the plan for months.",
        ),
        (
            "{person} leaves {town} for another club, the day after the final.",
            "{n} thousand people welcomed the team in {town}.",
        ),
    ),
    Kind(
        "science",
        ("Clinic of {town} closes after {n} infections", "{n} patients infected in {town}, ward shut"),
        (
            "A hospital in {town} closed its surgical ward after {n} patients caught the same germ.",
            "Doctor {person} said that all of them were stable and treated apart.",
            "Investigators took samples from taps, air ducts and instruments.",
            "Planned operations were moved to two other hospitals in the region.",
        ),
        (
            "The germ of {town} was traced to a water tank, {person} said.",
            "The number of infected patients in {town} is {n} by now.",
        ),
    ),
    Kind(
        "climate",
        ("River at {town} breaks dike, {n} homes flooded", "Flood in {town}: {n} houses under water"),
        (
            "The river broke a dike above {town} in the night, and {n} houses stand in water.",
            "Mayor {person} asked everyone in the lower town to leave for the school on the hill.",
            "Soldiers fill sandbags along the second line of defence.",
            "More rain is forecast until the middle of the week.",
        ),
        (
            "The water in {town} fell by a hand's breadth, {person} said.",
            "{n} people could return to their homes in {town}.",
        ),
    ),
    Kind(
        "world",
        ("Stolen painting found in {town} after {n} years", "Police in {town} find lost painting"),
        (
            "A painting that was stolen {n} years ago has turned up in an attic in {town}.",
            "{person}, a restorer, recognised the frame at a flea market.",
            "The museum said that the canvas has a tear and can be mended.",
            "A retired guard is being questioned by the police.",
        ),
        (
            "The guard confessed to the theft of the painting found in {town}.",
            "Insurers want {n} million for the painting, {person} said.",
        ),
    ),
)

TOPICS = tuple(dict.fromkeys(kind.topic for kind in KINDS))


def topics_of(outlet: int) -> tuple[str, ...]:
    """Each outlet has a feed for every other topic."""
    return TOPICS[outlet % 2 :: 2]


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


def a_name(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()


def a_day(
    seed: int, *, begin: datetime, end: datetime, outlets: int, events_an_hour: float
) -> tuple[Article, ...]:
    """All articles of the day, oldest first; some are older than `begin`, so that there is news at once."""
    chance, told = random.Random(seed), list[Article]()
    at = begin - timedelta(hours=3)
    while at < end:
        told += _event(chance, at, outlets)
        at += timedelta(hours=chance.expovariate(events_an_hour))
    return tuple(sorted(told, key=lambda article: article.at))


def _event(chance: random.Random, at: datetime, outlets: int) -> Iterator[Article]:
    kind, number = chance.choice(KINDS), chance.randint(3, 90)
    names = {"town": a_name(chance), "person": f"{a_name(chance)} {a_name(chance)}"}
    papers = [outlet for outlet in range(outlets) if kind.topic in topics_of(outlet)]
    reporters = chance.sample(papers, min(len(papers), chance.choice((1, 1, 2, 2, 3, 4, 6))))
    for place, outlet in enumerate(reporters):
        told_at = at + timedelta(minutes=chance.randint(0, 20) * place)
        sentences = chance.sample(kind.sentences, chance.randint(2, len(kind.sentences)))
        text = _filled(" ".join([kind.sentences[0], *sentences]), names, number)
        title = _filled(chance.choice(kind.titles), names, number)
        yield _with_fate(chance, Article(outlet, kind.topic, f"{names['town']}-{place}", title, text, told_at), number)
    if len(reporters) > 1 and chance.random() < 0.6:
        yield from _developments(chance, kind, names, at, reporters, number)


def _developments(
    chance: random.Random,
    kind: Kind,
    names: dict[str, str],
    at: datetime,
    reporters: list[int],
    number: int,
) -> Iterator[Article]:
    for turn in range(chance.randint(1, 3)):
        at, number = at + timedelta(minutes=chance.randint(40, 300)), number + chance.randint(1, 40)
        outlet, later = chance.choice(reporters), _filled(chance.choice(kind.later), names, number)
        title = f"{names['town']}: {later.removesuffix('.')}"
        text = f"{later} {_filled(kind.sentences[0], names, number)}"
        yield Article(outlet, kind.topic, f"{names['town']}-later-{turn}", title, text, at)


def _with_fate(chance: random.Random, article: Article, number: int) -> Article:
    """Some articles are rewritten under their old name, with another number; some are taken down."""
    fate = chance.random()
    later = article.at + timedelta(minutes=chance.randint(15, 180))
    if fate < 0.08:
        changed = article.text.replace(str(number), str(number + 2))
        return replace(article, changed_at=later, changed_text=changed)
    if fate < 0.11:
        return replace(article, until=later)
    return article


def _filled(text: str, names: dict[str, str], number: int) -> str:
    return text.format(n=number, **names)
