"""Events that are alike and are several, and one event that is told in many ways: over days, in many languages and scripts."""

from datetime import timedelta

import pytest

from news.clustering.trial import Sample
from tests.news.clustering.test_joining_bad_input import NOON, WAYS, joined

Told = tuple[str, str, str, float]
"""Language, title, text, hours."""
FIRST_MATCH: tuple[Told, ...] = (
    ("en", "Norwick beat Tambury 2-1 as Okello scores late winner", "Sam Okello scored in the 88th minute as Norwick beat Tambury 2-1 at Castle Park in the first division.", 0),
    ("en", "Late Okello goal gives Norwick victory over Tambury", "A late goal by Sam Okello gave Norwick a 2-1 victory over Tambury in the first division at Castle Park.", 0.5),
    ("es", "Norwick vence 2-1 al Tambury con gol de Okello en el minuto 88", "Sam Okello marcó en el minuto 88 y dio al Norwick el triunfo por 2-1 ante el Tambury en Castle Park.", 1),
)  # fmt: skip
SECOND_MATCH: tuple[Told, ...] = (
    ("en", "Silverdale beat Marston 2-1 as Duarte scores late winner", "Rui Duarte scored in the 87th minute as Silverdale beat Marston 2-1 at Moor Lane in the first division.", 0),
    ("en", "Late Duarte goal gives Silverdale derby victory over Marston", "A late goal by Rui Duarte gave Silverdale a 2-1 victory over Marston in the derby at Moor Lane.", 0.6),
    ("es", "Silverdale vence 2-1 al Marston con gol de Duarte en el minuto 87", "Rui Duarte marcó en el minuto 87 y dio al Silverdale el triunfo por 2-1 ante el Marston en Moor Lane.", 1),
)  # fmt: skip
FIRST_STATE: tuple[Told, ...] = (
    ("en", "Family of man who starved in Indiana jail awarded settlement of $7 million", "A county agreed to pay the family of Joshua Mellor, who starved to death in its jail in a cell of his own.", 0),
    ("en", "Indiana county to pay $7 million to family of man who starved in its jail", "The family of Joshua Mellor, who starved to death in a cell of the county jail, is awarded a settlement.", 1),
)  # fmt: skip
SECOND_STATE: tuple[Told, ...] = (
    ("en", "Missouri county reaches settlement with parents of man who died in restraint chair", "The parents of Albin Storr, who died in the county jail after hours in a restraint chair, agreed to a settlement.", 2),
    ("en", "Parents of man who died in restraint chair of Missouri jail settle with county", "Albin Storr died in the county jail after being strapped to a restraint chair; his parents reached a settlement.", 3),
)  # fmt: skip
THREE_DAYS: tuple[Told, ...] = (
    ("en", "Ferry with 240 aboard sinks off Zanzibar", "A ferry carrying 240 people sank in heavy seas off Zanzibar on Friday, the coast guard of Tanzania said; dozens are missing.", 2),
    ("en", "Zanzibar ferry sinking: death toll rises to 58 as search goes on", "The number of dead in the sinking of a ferry off Zanzibar rose to 58 on Saturday, Tanzania's coast guard said; rescuers searched for others of the 240 aboard.", 26),
    ("en", "Tanzania ends search for survivors of Zanzibar ferry", "Tanzania ended the search for survivors of the ferry that sank off Zanzibar; 71 of the 240 people aboard are dead, the coast guard said on Sunday.", 52),
)  # fmt: skip
IN_MANY_SCRIPTS: tuple[Told, ...] = (
    ("en", "Yulia Navalnaya addresses European Parliament in Strasbourg", "Yulia Navalnaya told the European Parliament in Strasbourg that Vladimir Putin must answer for the death of her husband.", 0),
    ("ru", "Юлия Навальная выступила в Европарламенте в Страсбурге", "Юлия Навальная заявила в Европейском парламенте в Страсбурге, что Владимир Путин должен ответить за смерть её мужа.", 1),
    ("ar", "يوليا نافالنايا تخاطب البرلمان الأوروبي في ستراسبورغ", "قالت يوليا نافالنايا أمام البرلمان الأوروبي في ستراسبورغ إن فلاديمير بوتين يجب أن يحاسب على موت زوجها.", 2),
    ("ro", "Iulia Navalnaia s-a adresat Parlamentului European la Strasbourg", "Iulia Navalnaia a spus în Parlamentul European la Strasbourg că Vladimir Putin trebuie să răspundă pentru moartea soțului ei.", 3),
    ("sv", "Julia Navalnaja talade i Europaparlamentet i Strasbourg", "Julia Navalnaja sade i Europaparlamentet i Strasbourg att Vladimir Putin måste svara för sin roll i makens död.", 3),
    ("hi", "यूलिया नवलनाया ने स्ट्रासबर्ग में यूरोपीय संसद को संबोधित किया", "यूलिया नवलनाया ने स्ट्रासबर्ग में यूरोपीय संसद में कहा कि व्लादिमीर पुतिन को उनके पति की मौत का जवाब देना होगा।", 4),
)  # fmt: skip


TOWNS = (
    "Arvel",
    "Quist",
    "Ostmark",
    "Hadrow",
    "Pellin",
    "Corvane",
    "Milbeck",
    "Sandry",
    "Tolvath",
    "Wexmoor",
)
MATTERS = (
    ("opens a library for children", "Builders worked on the reading rooms for two years."),
    ("raises the price of water", "Households pay eleven cents more from spring on, the works say."),
    ("votes on a tram line", "Rails would reach the hospital and both schools by 2031."),
    ("loses its last cinema", "The owners blame the rent and empty rows on weekdays."),
    ("names a square after a poet", "Her verses stand on the walls of the old mill."),
    ("finds bones below a car park", "Archaeologists think of a cemetery of monks."),
    ("hires forty nurses from abroad", "The clinic had closed two wards for want of staff."),
    ("bans scooters from the promenade", "Walkers had complained about accidents all summer."),
    ("plants nine hundred oaks", "A storm felled the old avenue in one night."),
    ("buys electric buses", "The first six drive on the ring road in autumn."),
)
"""A hundred matters of a day: what is common among few articles, nobody knows."""


def a_day_of_others() -> list[Sample]:
    return [
        Sample(f"{town} Post", "en", "", f"{town} {done}", more, NOON - timedelta(hours=3))
        for town in TOWNS
        for done, more in MATTERS
    ]


def stories_of(way: str, *events: tuple[Told, ...]) -> list[set[int]]:
    """By event the stories that its articles are in; each is of an outlet of its own."""
    told = [one for event in events for one in event]
    samples = [
        Sample(f"outlet-{at}", language, "", title, text, NOON + timedelta(hours=hours))
        for at, (language, title, text, hours) in enumerate(told)
    ]
    others = a_day_of_others()
    found = iter(joined([*others, *samples], way)[len(others) :])
    return [{next(found) for _ in event} for event in events]


def test_two_matches_of_one_day_are_two_stories() -> None:
    """With the encoder: by words alone their likeness is all there is, and a headline of strangers says too little against it."""
    one, other = stories_of("encoder", FIRST_MATCH, SECOND_MATCH)
    assert (len(one), len(other), len(one | other)) == (1, 1, 2)


@pytest.mark.parametrize("way", WAYS)
def test_what_happens_in_two_states_on_one_day_is_two_stories(way: str) -> None:
    one, other = stories_of(way, FIRST_STATE, SECOND_STATE)
    assert (len(one), len(other), len(one | other)) == (1, 1, 2)


@pytest.mark.parametrize("way", WAYS)
def test_one_event_over_three_days_is_one_story(way: str) -> None:
    assert [len(found) for found in stories_of(way, THREE_DAYS)] == [1]


@pytest.mark.parametrize("way", WAYS)
def test_a_name_in_many_scripts_is_one_event(way: str) -> None:
    assert [len(found) for found in stories_of(way, IN_MANY_SCRIPTS)] == [1]
