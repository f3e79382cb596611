"""The decision: what joins, and above all what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from news.clustering.joining import RULES, Candidate, Item, decide, is_of_many, margin_of, read_item
from news.clustering.window import Window
from news.language.rubrics import Rubric, rubric

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUAKE = (
    "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
    "A magnitude 7.1 earthquake struck the port of Lisandria before dawn. Rescuers search collapsed buildings in "
    "the old harbour district, and President Odile Marant declared an emergency.",
)
QUAKE_AGAIN = (
    "Rescuers search ruins after strong earthquake hits Lisandria",
    "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake. President Odile Marant "
    "declared an emergency in the harbour city.",
)
OTHER_QUAKE = (
    "Mild earthquake rattles vineyards in northern Tavonia",
    "A tremor of magnitude 4.2 woke villagers near the Tavonian border. No damage was reported by the mayor.",
)


class Desk:
    """A window that articles are given to one after another."""

    def __init__(self) -> None:
        self.window = Window()
        self.read = 0

    def give(
        self, said: tuple[str, str], *, outlet: int, hours: float = 0, language: str = "en", url: str = ""
    ) -> int:
        """The story it is in."""
        self.read += 1
        at = NOON + timedelta(hours=hours)
        item = an_item(self.read, said, outlet=outlet, at=at, language=language, url=url)
        self.window.evict(at)
        self.window.observe([item], now=at)
        story = self.window.place(item)
        kept = self.read if story is None else story
        self.window.add(item, kept, now=at)
        return kept


def an_item(
    article: int,
    said: tuple[str, str],
    *,
    outlet: int,
    at: datetime = NOON,
    language: str = "en",
    url: str = "",
) -> Item:
    title, text = said
    return read_item(
        article, outlet=outlet, language=language, url=url, published_at=at, title=title, text=text
    )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_two_outlets_on_one_event_are_one_story(desk: Desk) -> None:
    assert desk.give(QUAKE, outlet=1) == desk.give(QUAKE_AGAIN, outlet=2, hours=2)


def test_another_event_of_the_same_kind_is_another_story(desk: Desk) -> None:
    assert desk.give(QUAKE, outlet=1) != desk.give(OTHER_QUAKE, outlet=2, hours=2)


def test_what_left_the_window_is_not_joined(desk: Desk) -> None:
    desk.window = Window(fewest=0)
    assert desk.give(QUAKE, outlet=1) != desk.give(QUAKE_AGAIN, outlet=2, hours=80)
    assert len(desk.window) == 1


@pytest.mark.parametrize(
    "title",
    [
        "Horoscope for {}: what the stars say",
        "Today in Norrland: {}",
        "Weather forecast for {}",
        "Market wrap {}",
        "Kurs euro {}",
        "{}: five things to read",
        "Photos of the day: {}",
    ],
)
def test_a_daily_rubric_never_joins_its_yesterday(desk: Desk, title: str) -> None:
    days = ["20 November", "21 November", "22 November"]
    texts = [
        "Aries should rest, Taurus must spend less and Gemini will meet a stranger.",
        "A calm morning brings Cancer news while Leo waits for a letter from abroad.",
        "Virgo finds money, Libra loses patience; rain over Scorpio clears by evening.",
    ]
    stories = {
        desk.give((title.format(day), text), outlet=1, hours=24 * number)
        for number, (day, text) in enumerate(zip(days, texts, strict=True))
    }
    assert len(stories) == 3


def test_a_round_up_does_not_swallow_what_it_lists(desk: Desk) -> None:
    quake = desk.give(QUAKE, outlet=1)
    briefing = desk.give(
        ("Morning briefing: earthquake in Lisandria, budget vote, cup final", "The day in five minutes."),
        outlet=2,
    )
    assert briefing != quake
    assert desk.give(QUAKE_AGAIN, outlet=3, hours=1) == quake


def test_short_titles_need_more_than_a_common_word(desk: Desk) -> None:
    first = desk.give(("Fire", ""), outlet=1)
    assert desk.give(("Fire sale at Tavonian bank", ""), outlet=2) != first
    assert desk.give(("Breaking", ""), outlet=3) != desk.give(("Breaking", ""), outlet=4, hours=5)


def test_empty_articles_stand_alone(desk: Desk) -> None:
    assert len({desk.give(("", ""), outlet=outlet) for outlet in range(4)}) == 4


def test_one_address_of_one_outlet_is_one_story_whatever_the_titles(desk: Desk) -> None:
    first = desk.give(QUAKE, outlet=1, url="https://a.example/1")
    assert desk.give(OTHER_QUAKE, outlet=1, url="https://a.example/1") == first
    assert desk.give(OTHER_QUAKE, outlet=2, url="https://a.example/1", hours=1) != desk.give(
        ("Ferry strike ends in Varuna", ""), outlet=3
    )


def test_an_outlets_boilerplate_is_no_evidence(desk: Desk) -> None:
    subjects = ["ferries", "budget", "glacier", "opera", "vaccine", "penguins", "tariffs", "chess", "bridge"]
    subjects += ["orchard", "satellite", "typhoon", "ballet", "copper", "marathon", "library", "harvest"]
    sign_up = "Sign up to Tavonia Daily newsletter, the harbour bulletin app"
    items = [
        an_item(number, (f"About {subject}", f"{subject} and {subject[:3]}{number}. {sign_up}"), outlet=1)
        for number, subject in enumerate(subjects)
    ]
    desk.window.observe(items, now=NOON)
    for item in items:
        assert desk.window.place(item) is None
        desk.window.add(item, item.article, now=NOON)


def test_many_near_identical_items_of_one_outlet_leave_other_stories_alone(desk: Desk) -> None:
    quake = desk.give(QUAKE, outlet=1)
    for number in range(200):
        advert = (
            f"Advert {number}: buy Zephyr shoes",
            f"Zephyr shoes number {number} are cheap in Lisandria.",
        )
        assert desk.give(advert, outlet=2, hours=number / 100) != quake
    assert desk.give(QUAKE_AGAIN, outlet=3, hours=3) == quake


def test_renaming_and_removing_keep_the_window_whole(desk: Desk) -> None:
    story = desk.give(QUAKE, outlet=1)
    desk.window.rename({story: 77})
    assert desk.give(QUAKE_AGAIN, outlet=2) == 77
    desk.window.remove(1)
    desk.window.remove(2)
    assert len(desk.window) == 0
    assert desk.give(QUAKE, outlet=3) == 3


def test_the_words_of_articles_that_left_are_forgotten() -> None:
    """Or memory grows with every day's new names and numbers."""
    window, at = Window(fewest=0), datetime(2026, 11, 22, tzinfo=UTC)
    facts = {"outlet": 1, "language": "en", "url": "", "published_at": at, "title": "Dam breaks above Norn"}
    item = read_item(1, text="Nobody was hurt in the valley below.", **facts)
    window.observe([item], now=at)
    window.add(item, 1, now=at)
    window.evict(at + timedelta(days=4))
    rarity = window._rarity["en"]
    assert (len(window), len(rarity._with), len(rarity._style[1])) == (0, 0, 0)


def candidate(**known: object) -> Candidate:
    strong = Candidate(
        story=5,
        centroid=0.8,
        nearest=0.8,
        shared=12.0,
        gap=timedelta(0),
        age=timedelta(0),
        members=3,
        same_outlet_only=False,
    )
    return replace(strong, **known)  # type: ignore[arg-type]


ARTICLE = an_item(1, QUAKE, outlet=1)


@pytest.mark.parametrize(
    "doubt",
    [
        {"shared": 0.5},
        {"recurring": True, "body": 0.2},
        {"titled": 0.0, "centroid": 0.5, "nearest": 0.5},
        {"retitled": 0.0, "centroid": 0.5, "nearest": 0.5},
        {"centroid": 0.05, "nearest": 0.05},
        {"is_across": True},
    ],
)
def test_each_doubt_alone_starts_a_story(doubt: dict[str, object]) -> None:
    assert decide(ARTICLE, [candidate()], now=NOON) == 5
    assert decide(ARTICLE, [candidate(**doubt)], now=NOON) is None


@pytest.mark.parametrize("known", [{}, {"meaning": 0.6}], ids=["words", "words and meaning"])
@pytest.mark.parametrize(
    "doubt",
    [
        {"centroid": 0.5},
        {"nearest": 0.5},
        {"shared": 2.0},
        {"titled": 0.1},
        {"retitled": 0.1},
        {"rubric": Rubric.ROUNDUP},
        {"rubric": Rubric.OPINION},
        {"age": timedelta(days=3), "members": 20},
        {"same_outlet_only": True},
    ],
    ids=[
        "less alike",
        "no member alike",
        "few words",
        "its headline hardly told there",
        "their headlines hardly told here",
        "a round-up",
        "an opinion",
        "a running subject",
        "one outlet",
    ],
)
def test_each_doubt_within_a_language_counts_against(
    known: dict[str, object], doubt: dict[str, object]
) -> None:
    assert margin_of(ARTICLE, candidate(**known | doubt)) < margin_of(ARTICLE, candidate(**known))


def test_a_headline_that_is_told_well_enough_is_no_more_evidence() -> None:
    """Headlines alone join subjects."""
    half, whole = (margin_of(ARTICLE, candidate(titled=told, retitled=told)) for told in (0.5, 1.0))
    assert half == whole


def naming(story: int, *named: str) -> Candidate:
    return across(story=story, named=frozenset(named), names=float(len(named)))


def test_who_names_below_the_headline_what_two_stories_name_that_share_nothing_tells_of_many() -> None:
    quake, flood = naming(5, "prk", "mrnt", "krn"), naming(6, "prn", "klms", "astf")
    assert is_of_many(ARTICLE, [quake, flood])
    assert not is_of_many(ARTICLE, [quake, naming(6, "prn", "klms", "mrnt")]), "two parts of one story"
    assert not is_of_many(ARTICLE, [quake, naming(6, "prn")]), "one name says little"
    assert not is_of_many(ARTICLE, [quake])
    own = next(iter(ARTICLE.headlined))
    assert not is_of_many(ARTICLE, [quake, naming(6, "prn", "klms", own)]), "its headline names it"


def test_the_same_meaning_counts_for() -> None:
    assert margin_of(ARTICLE, candidate(meaning=0.9)) > margin_of(ARTICLE, candidate(meaning=0.2))


def test_a_running_subject_is_doubted_by_its_size_and_its_age_together() -> None:
    """Many articles within an hour are one event, and so are two of different days."""
    plain = margin_of(ARTICLE, candidate())
    assert margin_of(ARTICLE, candidate(members=20)) == plain
    assert margin_of(ARTICLE, candidate(age=timedelta(days=3), members=20)) < margin_of(
        ARTICLE, candidate(age=timedelta(days=3), members=2)
    )


def test_the_likeliest_of_several_is_joined() -> None:
    several = [candidate(story=1, centroid=0.5), candidate(story=2), candidate(story=3, shared=1.0)]
    assert decide(ARTICLE, several, now=NOON, rules=RULES) == 2
    assert decide(ARTICLE, [], now=NOON) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Horoskop für Freitag", Rubric.STANDING),
        ("Morning Briefing: What You Need to Know", Rubric.ROUNDUP),
        ("Israel-Gaza war live: UN votes", Rubric.LIVE),
        ("Opinion: the bridge must go", Rubric.OPINION),
        ("Why are Teslas being recalled?", Rubric.FEATURE),
        ("Lava reaches village of Grindavik", Rubric.NEWS),
        ("Live music returns to Varuna", Rubric.NEWS),
    ],
)
def test_a_title_tells_its_rubric(title: str, kind: Rubric) -> None:
    assert rubric(title) is kind


# --- meaning, names, across languages ------------------------------------------------------------


def across(**known: object) -> Candidate:
    """A story in other languages only, which says the same about the same names."""
    said = {
        "is_across": True,
        "meaning": 0.9,
        "names": 3.0,
        "joint": 1.0,
        "told": 30,
        "centroid": 0.0,
        "nearest": 0.0,
        "shared": 0.0,
    }
    return candidate(**(said | known))


def test_the_same_said_in_another_language_is_one_event() -> None:
    assert decide(ARTICLE, [across()], now=NOON) == 5


def test_what_an_encoder_makes_of_a_language_it_half_knows_speaks_for_and_never_against() -> None:
    unlike, alike = across(meaning=None, hint=0.0, names=5.0), across(meaning=None, hint=0.7, names=0.5)
    assert margin_of(ARTICLE, unlike) == margin_of(ARTICLE, across(meaning=None, names=5.0))
    assert decide(ARTICLE, [alike], now=NOON) == 5
    assert decide(ARTICLE, [across(meaning=None, names=0.5, joint=0.3)], now=NOON) is None


def test_a_hint_within_a_language_is_none() -> None:
    assert margin_of(ARTICLE, candidate(hint=0.9)) == margin_of(ARTICLE, candidate())


def test_without_meaning_many_names_and_numbers_are_one_event() -> None:
    assert decide(ARTICLE, [across(meaning=None, names=5.0)], now=NOON) == 5


@pytest.mark.parametrize(
    "doubt",
    [
        {"meaning": 0.3, "names": 0.0, "joint": 0.0},
        {"meaning": 0.5, "crowd": 0.9},
        {"meaning": None, "names": 0.5, "joint": 0.3},
        {"meaning": None, "names": 0.0, "joint": 0.0},
    ],
    ids=["another matter", "a hot subject", "few names", "nothing in common"],
)
def test_each_doubt_keeps_languages_apart(doubt: dict[str, object]) -> None:
    assert decide(ARTICLE, [across(**doubt)], now=NOON) is None


@pytest.mark.parametrize("known", [{}, {"meaning": None}], ids=["meaning", "names alone"])
@pytest.mark.parametrize(
    "doubt",
    [
        {"joint": 0.3},
        {"elsewhere": True},
        {"told": 3},
        {"gap": timedelta(days=2)},
        {"rubric": Rubric.OPINION},
    ],
    ids=["often named together", "another place", "a headline alone", "a pause", "an opinion"],
)
def test_each_doubt_across_languages_counts_against(
    known: dict[str, object], doubt: dict[str, object]
) -> None:
    assert margin_of(ARTICLE, across(**known | doubt)) < margin_of(ARTICLE, across(**known))


def test_the_more_is_live_the_more_is_asked_of_what_is_alike_across_languages() -> None:
    few, more, most = (margin_of(ARTICLE, across(live=live)) for live in (2_000, 5_000, 10_000))
    assert few > more > most


def test_a_headline_alone_is_not_doubted_twice_for_what_else_is_live() -> None:
    lost = [
        margin_of(ARTICLE, across(told=told, live=1)) - margin_of(ARTICLE, across(told=told, live=10_000))
        for told in (4, 30)
    ]
    assert lost[0] < lost[1]


def test_a_pause_says_no_more_after_some_days() -> None:
    long, longer = (across(gap=timedelta(days=days)) for days in (30, 300))
    assert margin_of(ARTICLE, long) == margin_of(ARTICLE, longer)


def test_words_are_no_evidence_across_languages() -> None:
    """Whatever they have in common are names, which are counted as such."""
    assert margin_of(ARTICLE, across(centroid=0.9, nearest=0.9, shared=9.0)) == margin_of(ARTICLE, across())


def test_words_too_few_for_an_event_have_no_meaning() -> None:
    said: dict[str, Any] = {"outlet": 1, "language": "en", "url": "", "published_at": NOON, "text": ""}
    vector = np.ones(4, dtype=np.float32) / 2
    assert read_item(1, title="Breaking", meaning=vector, is_fluent=True, **said).meaning is None
    assert read_item(2, title=QUAKE[0], meaning=vector, is_fluent=True, **said).meaning is not None


def test_what_an_encoder_says_of_a_language_it_does_not_know_is_a_hint() -> None:
    said: dict[str, Any] = {"outlet": 1, "language": "en", "url": "", "published_at": NOON, "text": ""}
    vector = np.ones(4, dtype=np.float32) / 2
    known, unknown = (
        read_item(1, title=QUAKE[0], meaning=vector, is_fluent=fluent, **said) for fluent in (True, False)
    )
    assert (known.meaning is vector, known.hint) == (True, None)
    assert (unknown.meaning, unknown.hint is vector) == (None, True)


def an_item_meaning(article: int, language: str, title: str, vector: list[float], *, is_fluent: bool) -> Item:
    return read_item(
        article,
        outlet=article,
        language=language,
        url="",
        published_at=NOON,
        title=title,
        text="",
        meaning=(np.array(vector, dtype=np.float32),),
        is_fluent=is_fluent,
    )


@pytest.mark.parametrize("is_known_first", [True, False])
def test_a_language_that_is_half_known_is_compared_with_known_ones_only(is_known_first: bool) -> None:
    known = an_item_meaning(
        1, "en", "Storm breaks the sea wall of the old harbour town", [1.0, 0.0], is_fluent=True
    )
    half = an_item_meaning(
        2, "uk", "Шторм зруйнував дамбу старого портового міста вночі", [0.8, 0.6], is_fluent=False
    )
    other = an_item_meaning(
        3, "bg", "Буря разруши дигата на стария пристанищен град", [0.8, 0.6], is_fluent=False
    )
    window = Window()
    window.observe([known, half, other], now=NOON)
    first, second = (known, half) if is_known_first else (half, known)
    window.add(first, first.article, now=NOON)
    assert [round(found.hint or 0, 1) for found in window.candidates(second)] == [0.8]
    if not is_known_first:
        assert window.candidates(other) == []


def test_a_headline_that_stands_for_days_is_one_story(desk: Desk) -> None:
    first = desk.give(("Pope emeritus Benedict XVI dies at the age of 95 in Rome", ""), outlet=1)
    assert (
        desk.give(("Pope emeritus Benedict XVI dies at the age of 95 in Rome", ""), outlet=1, hours=26)
        == first
    )


def test_short_rubrics_without_text_are_new_each_day(desk: Desk) -> None:
    assert desk.give(("Traffic 20 November", ""), outlet=1) != desk.give(
        ("Traffic 21 November", ""), outlet=1, hours=24
    )


def test_an_article_that_bridges_two_stories_makes_them_one(desk: Desk) -> None:
    items = [
        an_item(number, said, outlet=number) for number, said in ((1, QUAKE), (2, QUAKE_AGAIN), (3, QUAKE))
    ]
    window = Window()
    window.observe(items, now=NOON)
    window.add(items[0], 1, now=NOON)
    window.add(items[1], 2, now=NOON)
    taken = window.take(items[2], 3, now=NOON)
    assert (taken.story, taken.merged) == (1, ((2, 1),))
    assert {window.story_of(article) for article in (1, 2, 3)} == {1}


def test_the_newest_articles_stay_however_old_where_few_are_read() -> None:
    window = Window(fewest=2)
    items = [
        an_item(number, QUAKE, outlet=number, at=NOON + timedelta(days=number)) for number in range(1, 5)
    ]
    for item in items:
        window.observe([item], now=item.published_at)
        window.add(item, item.article, now=item.published_at)
    window.evict(NOON + timedelta(days=40))
    assert [item.article in window for item in items] == [False, False, True, True]


# --- what a story in many languages names ---------------------------------------------------------

TREATY = {
    "en": "Marta Velikov and Osric Tandberg sign the treaty of Grondal",
    "de": "Marta Velikov und Osric Tandberg unterzeichnen den Vertrag von Grondal",
    "es": "Marta Velikov y Osric Tandberg firman el tratado de Grondal",
    "pl": "Marta Velikov i Osric Tandberg podpisali traktat w Grondal",
    "it": "Marta Velikov e Osric Tandberg firmano il trattato di Grondal",
}
TREATY_IN_UKRAINIAN = "Марта Веліков і Осрік Тандберг підписали договір у Грондалі"


def margin_to_a_treaty_told_by(headlines: list[tuple[str, str]]) -> float:
    """What speaks for a Ukrainian report being in a story of these headlines, by language, each of an outlet."""
    window = Window()
    told = [
        an_item(number, (headline, ""), outlet=number, language=language)
        for number, (language, headline) in enumerate(headlines, start=1)
    ]
    report = an_item(99, (TREATY_IN_UKRAINIAN, ""), outlet=99, language="uk")
    others = [  # as much is read in each case
        an_item(number, (f"Rain on day {number}", ""), outlet=100) for number in range(len(told) + 1, 21)
    ]
    window.observe([*told, *others, report], now=NOON)
    for item in [*told, *others]:
        window.add(item, min(item.article, 1) if item in told else item.article, now=NOON)
    return window.margin_to(report, 1)


def test_names_that_one_event_has_in_many_languages_are_as_rare_as_in_one() -> None:
    in_one, in_five = (
        margin_to_a_treaty_told_by(list(TREATY.items())[:languages]) for languages in (1, len(TREATY))
    )
    assert in_five == pytest.approx(in_one)


def test_names_that_many_outlets_of_one_language_repeat_are_less_rare() -> None:
    once, often = (margin_to_a_treaty_told_by([("en", TREATY["en"])] * outlets) for outlets in (1, 10))
    assert often < once


def test_what_several_reports_name_is_evidence_beside_what_the_nearest_one_names() -> None:
    nearest = [
        ("en", "Velikov and Tandberg sign a treaty of peace after nine years"),
        ("de", "Velikov und Tandberg unterzeichnen nach neun Jahren den Vertrag"),
    ]
    town = [("es", "El tratado de Grondal"), ("it", "Il trattato di Grondal")]
    assert margin_to_a_treaty_told_by(nearest + town) > margin_to_a_treaty_told_by(nearest)


def test_a_headline_whose_names_a_story_has_none_of_counts_against() -> None:
    known = candidate(meaning=0.5)
    assert margin_of(ARTICLE, replace(known, is_strange=True)) < margin_of(ARTICLE, known)


def test_an_outlet_names_no_event_at_the_end_of_its_headline() -> None:
    tail = "Weekend in Lisandria | La Tribuna de Tavonia"
    own, others = (
        an_item(1, (tail, ""), outlet=1, url=f"https://{host}.example/1").headlined
        for host in ("latribunadetavonia", "herald")
    )
    assert own < others


def test_a_headline_of_other_states_than_a_story_names_counts_against() -> None:
    for known in (candidate(), candidate(meaning=0.5)):
        assert margin_of(ARTICLE, replace(known, is_apart=True)) < margin_of(ARTICLE, known)
