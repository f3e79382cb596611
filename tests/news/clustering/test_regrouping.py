"""Second thoughts: what belongs together stays, what does not goes where it belongs, and nothing is asked too often."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from news.clustering.joining import HALF_READ, Item, read_item
from news.clustering.regrouping import NEARLY, Regrouped, regroup
from news.clustering.window import HALVINGS, Window

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Said = tuple[str, str]
QUAKE: tuple[Said, ...] = (
    (
        "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
        "A magnitude 7.1 earthquake struck the port of Lisandria before dawn. Rescuers search collapsed buildings in "
        "the old harbour district, and President Odile Marant declared an emergency.",
    ),
    (
        "Rescuers search ruins after strong earthquake hits Lisandria",
        "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake. President Odile Marant "
        "declared an emergency in the harbour city.",
    ),
    (
        "Lisandria earthquake: at least 43 dead as harbour district collapses",
        "At least 43 people died when an earthquake of magnitude 7.1 brought down buildings in the harbour district of "
        "Lisandria, President Odile Marant said.",
    ),
    (
        "Odile Marant visits Lisandria harbour district after earthquake",
        "President Odile Marant met rescuers in the harbour district of Lisandria, where an earthquake of magnitude 7.1 "
        "brought down buildings.",
    ),
)
TREATY: tuple[Said, ...] = (
    (
        "Tavonia and Norrland sign treaty on fishing in the Grey Sound",
        "Ministers of Tavonia and Norrland signed a treaty on fishing quotas in the Grey Sound, ending nine years of "
        "quarrel about herring.",
    ),
    (
        "Herring quarrel ends: fishing treaty for the Grey Sound signed",
        "Tavonia and Norrland ended their quarrel about herring: ministers signed a treaty on quotas in the Grey Sound.",
    ),
    (
        "Grey Sound treaty: Norrland halves its herring quotas",
        "Under the treaty that Tavonia and Norrland signed, Norrland halves its quotas for herring in the Grey Sound.",
    ),
)
CHOIR: Said = (
    "Choir of Ostmark wins the singers' prize",
    "The choir of Ostmark won the prize of singers in Port Ansel.",
)
STRANGERS: tuple[Said, ...] = (
    CHOIR,
    ("Rye bread costs more than ever, bakers say", "Flour and ovens cost more, bakers in Arvel complain."),
    ("Comet passes close to the moon", "Astronomers watched a comet whose tail was seen with bare eyes."),
    ("Court frees painter Ulla Brandt", "Judges found no proof against the painter Ulla Brandt."),
    ("Chess club of Quist wins again", "Four pawns decided the final at the chess club."),
)


def a_window(stories: dict[int, Sequence[Said]]) -> tuple[Window, dict[int, list[int]]]:
    """A window in which these stories stand as given, whatever joining would say; and their articles."""
    window, articles, read = Window(), {}, 0
    for story, told in stories.items():
        articles[story] = list(range(read + 1, read + len(told) + 1))
        read += len(told)
    items = {
        article: an_item(article, said)
        for story, told in stories.items()
        for article, said in zip(articles[story], told, strict=True)
    }
    window.observe(list(items.values()), now=NOON)
    for story, listed in articles.items():
        for article in listed:
            window.add(items[article], story, now=NOON)
    return window, articles


def an_item(article: int, said: Said, *, outlet: int = 0, url: str = "") -> Item:
    title, text = said
    at = NOON + timedelta(minutes=article)
    return read_item(
        article, outlet=outlet or article, language="en", url=url, published_at=at, title=title, text=text
    )


def again_and_again(window: Window, rounds: int = 3) -> Regrouped:
    """What several runs change in all: an article is moved to a new story at once, and joined there by others."""
    moved: dict[int, int] = {}
    merged: list[tuple[int, int]] = []
    for _ in range(rounds):
        changed = regroup(window)
        moved |= changed.moved
        merged += changed.merged
    return Regrouped(moved, tuple(merged))


def stories_of(window: Window, articles: Sequence[int]) -> set[int | None]:
    return {window.story_of(article) for article in articles}


def test_what_fits_stays() -> None:
    window, _ = a_window({1: QUAKE, 2: TREATY})
    assert regroup(window) == Regrouped({}, ())


def test_a_story_that_is_two_splits_and_the_larger_part_keeps_its_key() -> None:
    window, articles = a_window({1: [*QUAKE, *TREATY]})
    again_and_again(window)
    quake, treaty = articles[1][: len(QUAKE)], articles[1][len(QUAKE) :]
    assert stories_of(window, quake) == {1}
    (apart,) = stories_of(window, treaty)
    assert apart is not None
    assert apart < 0


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
def test_the_smaller_part_leaves_whether_it_came_first_or_last(order: int) -> None:
    told = [*QUAKE, CHOIR][::order]
    window, articles = a_window({1: told})
    regrouped = regroup(window)
    stranger = articles[1][told.index(CHOIR)]
    assert set(regrouped.moved) == {stranger}
    assert stories_of(window, articles[1]) == {1, regrouped.moved[stranger]}


SUBJECT = "President Odile Marant"
VOTE = [
    "authorize",
    "formal",
    "vote",
    "resolution",
    "majority",
    "speaker",
    "floor",
    "margin",
    "chamber",
    "ballot",
]
SUMMONS = [
    "son",
    "Tobias",
    "defies",
    "summons",
    "refuses",
    "testify",
    "closed",
    "contempt",
    "steps",
    "lawyer",
    "subpoena",
]


def reports(words: Sequence[str], count: int, *, seed: int = 1) -> list[Said]:
    """Each names the subject, tells some of these words, and has some of its own."""
    draw = Random(seed)
    return [
        (
            f"{SUBJECT}: {' '.join(draw.sample(words, 4))}",
            f"{' '.join(draw.sample(words, 5))} {' '.join(f'detail{draw.randrange(10**6)}' for _ in range(8))}.",
        )
        for _ in range(count)
    ]


def test_a_large_story_of_two_events_becomes_two_and_they_stay_apart() -> None:
    window, articles = a_window({1: reports(VOTE, 26) + reports(SUMMONS, 14)})
    again_and_again(window)
    votes, summonses = articles[1][:26], articles[1][26:]
    assert stories_of(window, votes) == {1}
    (other,) = stories_of(window, summonses)
    assert other not in {1, None}
    assert not window.are_one(1, other or 0)
    assert regroup(window) == Regrouped({}, ())


def test_a_large_story_of_one_event_stays_one() -> None:
    window, articles = a_window({1: reports([*VOTE, *SUMMONS], 40)})
    again_and_again(window)
    assert stories_of(window, articles[1]) == {1}


def test_a_member_that_fits_elsewhere_goes_there() -> None:
    window, articles = a_window({1: [*QUAKE, TREATY[2]], 2: TREATY[:2]})
    stray = articles[1][-1]
    assert regroup(window).moved == {stray: 2}
    assert window.story_of(stray) == 2


@pytest.mark.parametrize("least", [NEARLY, 0.0])
def test_what_is_not_compared_could_not_have_reached_so_much(least: float) -> None:
    window, articles = a_window({1: QUAKE, 2: TREATY, 3: STRANGERS, 4: QUAKE[:2], 5: TREATY[1:]})
    for article in (one for listed in articles.values() for one in listed):
        everything, quick = window.margins_of(article), window.margins_of(article, least=least)
        enough = {story: margin for story, margin in everything.items() if margin >= least}
        assert {story: quick[story] for story in enough} == pytest.approx(enough)


def test_stories_that_turn_out_to_be_one_become_the_older() -> None:
    window, articles = a_window({5: QUAKE[:3], 3: QUAKE[3:]})
    regrouped = regroup(window)
    assert stories_of(window, [*articles[5], *articles[3]]) == {3}
    assert regrouped.merged == ((5, 3),) or set(regrouped.moved.values()) == {3}


def test_a_merge_that_no_arrival_showed_is_found_when_a_story_grows() -> None:
    """Each half holds together so well that no article prefers the other; asked whether both are one, all agree."""
    window, articles = a_window({3: QUAKE[:2] * 3, 5: QUAKE[:2] * 3})
    regrouped = regroup(window)
    assert regrouped.merged == ((5, 3),)
    assert stories_of(window, [*articles[3], *articles[5]]) == {3}


def test_a_story_with_an_id_is_older_than_one_that_is_to_be_made() -> None:
    window, _ = a_window({-1: QUAKE[:2] * 3, 900: QUAKE[:2] * 3})
    assert regroup(window).merged == ((-1, 900),)


def test_every_article_is_in_one_story_and_no_story_is_empty() -> None:
    window, articles = a_window({1: [*QUAKE, *TREATY, CHOIR], 2: STRANGERS, 3: QUAKE})
    again_and_again(window)
    everyone = [article for listed in articles.values() for article in listed]
    stories = {window.story_of(article) for article in everyone}
    held = [article for story in stories for article in window.members(story or 0)]
    assert sorted(held) == everyone


def test_second_thoughts_come_to_rest() -> None:
    """Or readers would be told of stories that come and go."""
    window, _ = a_window({1: [*QUAKE, *TREATY, CHOIR], 2: STRANGERS, 3: QUAKE})
    again_and_again(window, rounds=4)
    assert regroup(window) == Regrouped({}, ())


def test_only_a_story_that_has_more_than_doubled_is_asked() -> None:
    window, _ = a_window({1: [QUAKE[0], CHOIR]})
    assert window.grown() == []
    late = [an_item(10 + at, QUAKE[at % 4]) for at in range(5)]
    grown = []
    for item in late:
        window.observe([item], now=NOON)
        window.add(item, 1, now=NOON)
        grown.append(window.grown())
    assert grown == [[1], [], [], [], [1]]  # of three members, and of seven


def test_a_story_is_named_grown_once() -> None:
    window, _ = a_window({1: QUAKE})
    assert (window.grown(), window.grown()) == ([1], [])


def test_a_grown_story_is_asked_under_the_key_it_has_by_now() -> None:
    window, _ = a_window({-1: QUAKE})
    window.rename({-1: 7})
    assert window.grown() == [7]


def test_a_story_that_is_gone_is_not_asked() -> None:
    window, articles = a_window({1: QUAKE})
    for article in articles[1]:
        window.remove(article)
    assert regroup(window) == Regrouped({}, ())


def test_a_story_of_nothing_in_common_loses_all_but_one() -> None:
    window, articles = a_window({1: STRANGERS})
    regrouped = regroup(window)
    assert len(stories_of(window, articles[1])) == len(STRANGERS)
    assert len(regrouped.moved) == len(STRANGERS) - 1


def test_asking_leaves_the_window_as_it_was() -> None:
    window, articles = a_window({1: QUAKE, 2: TREATY})
    before = {article: window.margins_of(article) for article in articles[1]}
    assert [window.members(story) for story in (1, 2)] == [articles[1], articles[2]]
    after = {article: window.margins_of(article) for article in articles[1]}
    for article, margins in before.items():
        assert after[article] == pytest.approx(margins)


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
def test_what_has_one_address_of_one_outlet_stays_together_whatever_it_says(order: int) -> None:
    window = Window()
    url = "https://herald.example/a/1"
    told = [
        an_item(1, QUAKE[0], outlet=1, url=url),
        an_item(2, CHOIR, outlet=1, url=url),
        *[an_item(number, QUAKE[number - 2]) for number in (3, 4, 5)],
    ][::order]
    window.observe(told, now=NOON)
    for item in told:
        window.add(item, 1, now=NOON)
    assert regroup(window) == Regrouped({}, ())


EN: Said = (
    "Odile Marant visits Lisandria after earthquake",
    "President Odile Marant and Governor Tobias Kellner met rescuers in Lisandria, where Kolmsee and Brennau were destroyed.",
)
ES: Said = (
    "Odile Marant visita Lisandria tras el terremoto",
    "La presidenta Odile Marant y el gobernador Tobias Kellner visitaron Lisandria; Kolmsee y Brennau quedaron destruidas.",
)


def two_languages(*, strangers: int) -> Window:
    """One event in two languages, begun as two stories; then so many articles on other things are read."""
    told = [an_item(1, EN), replace(an_item(2, ES), language="es")]
    others = [
        an_item(at + 10, (f"Chess club {at} of Quist", f"pawn{at} rook{at}.")) for at in range(strangers)
    ]
    window = Window()
    window.observe([*told, *others], now=NOON)
    for item in (*told, *others):
        window.add(item, item.article, now=NOON)
    return window


def test_what_was_doubted_because_little_was_read_is_asked_again_when_more_was() -> None:
    assert regroup(two_languages(strangers=0)).merged == ()
    assert regroup(two_languages(strangers=3 * HALF_READ)).merged == ((2, 1),)


def test_stories_are_asked_again_once_at_each_halving_and_not_for_ever() -> None:
    window = two_languages(strangers=HALF_READ)
    assert len(window.relieved()) == HALF_READ + 2
    assert window.relieved() == []
    assert two_languages(strangers=HALVINGS * HALF_READ).relieved() == []
