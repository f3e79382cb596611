"""Where outlets differ, a story in their own sentences says so; and it says so of nothing on which they do not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from news.i18n import open_words
from news.markup import plain
from news.models import Brief, Story
from news.rendering.render import story
from news.story.stories import Source, Told, with_families
from news.story.viewing import view_of
from news.testing import NOON
from news.write import quoted
from news.writing.differing import differences
from news.writing.made import Made
from news.writing.quoting import MOST_CHARS, MOST_SENTENCES, quoted_by

TWELVE = "The ferry Halcyon struck the east quay of Port Ansel on Friday, injuring 12 people, the harbour office said."
FOURTEEN = "The Halcyon ferry struck the quay of Port Ansel and 14 injured passengers were taken to hospital, crews said."


def sources(
    *articles: tuple[str, str], language: str = "en", apart: timedelta = timedelta(minutes=30)
) -> tuple[Source, ...]:
    """By outlets of their own, each a while after the one before; the last a minute ago."""
    made = []
    for number, (title, text) in enumerate(articles, start=1):
        made.append(
            Source(
                article_id=number, family=number, outlet=f"Outlet {number}", domain=f"o{number}.example", country=None,
                owner=f"Owner {number}", kind="news", language=language, title=title, text=text, url=f"https://o{number}.example/1",
                published_at=NOON - apart * (len(articles) - number) - timedelta(minutes=1), version=1, is_copy=False,
                first_version=number,
            )
        )  # fmt: skip
    return with_families(made)


def told(*articles: tuple[str, str], language: str = "en", **more: Any) -> Made:
    made = quoted(sources(*articles, language=language, **more), None, language=language, now=NOON)
    assert made is not None
    return made


def claims(made: Made) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    return [
        (point["topic"], [(version["claim"], version["cites"]) for version in point["versions"]])
        for point in made.contested
    ]


FERRY = (("Ferry hits quay in Port Ansel", TWELVE), ("Halcyon strikes quay", FOURTEEN))


def test_both_figures_are_told_in_their_outlets_words_with_who_says_so() -> None:
    assert claims(told(*FERRY)) == [
        ("injured", [("injuring 12 people", [1]), ("14 injured passengers", [2])])
    ]


@pytest.mark.parametrize(
    ("language", "one", "other", "said"),
    [
        ("de", "Die Fähre Halcyon rammte am Freitag den Ostkai von Port Ansel, dabei wurden 12 Menschen verletzt, sagte die Polizei.",
         "Die Fähre Halcyon rammte den Ostkai von Port Ansel, es gab 14 Verletzte, teilte die Feuerwehr mit.", "14 Verletzte"),
        ("es", "El ferry Halcyon chocó contra el muelle este de Puerto Ansel y dejó 12 heridos, informó la policía.",
         "Catorce ambulancias llegaron después de que el ferry Halcyon chocara con el muelle de Puerto Ansel; hay 14 heridos.", "14 heridos"),
        ("ru", "Паром Гальсион врезался в восточный причал порта Ансель, пострадали 12 человек, сообщила полиция.",
         "Паром Гальсион врезался в восточный причал порта Ансель, 14 пострадавших доставлены в больницу.", "14 пострадавших"),
        ("zh", "渡轮哈尔西恩号周五撞上安塞尔港东码头，造成12人受伤，警方表示。", "渡轮哈尔西恩号撞上安塞尔港东码头，事故造成14人受伤，医院表示。", "14"),
    ],
)  # fmt: skip
def test_it_is_seen_in_other_languages(language: str, one: str, other: str, said: str) -> None:
    found = claims(told(("Halcyon 1", one), ("Halcyon 2", other), language=language))
    assert [topic for topic, _ in found] == ["injured"]
    assert any(said in claim for claim, _ in found[0][1])


@pytest.mark.parametrize(
    "other",
    [
        FOURTEEN.replace("14 injured", "at least 12 injured"),
        FOURTEEN.replace("14 injured", "more than 10 injured"),
        FOURTEEN.replace("and 14 injured passengers were", "and 4 of the injured were"),
        FOURTEEN.replace("14 injured", "10-15 injured"),
        FOURTEEN.replace("14 injured", "12 injured"),
        "Last year 9 people were injured when a bus overturned on the road to Lissen, the transport ministry recalled.",
        "Bakers of Lissen sold 14 cakes at the harbour fair to raise money for the injured, the mayor said.",
    ],
)
def test_a_bound_a_part_a_range_or_another_event_is_no_difference(other: str) -> None:
    assert told(("Ferry hits quay in Port Ansel", TWELVE), ("Halcyon strikes quay", other)).contested == []


def test_a_figure_deep_in_an_article_is_no_side() -> None:
    filler = (
        "Tugs came from Lissen Island. Trains waited for the passengers. Divers inspected the hull all day."
    )
    assert told(("Ferry hits quay", TWELVE), ("Halcyon strikes quay", f"{filler} {FOURTEEN}")).contested == []


def test_one_owner_does_not_differ_from_itself() -> None:
    made = tuple(replace(source, owner="One Group") for source in sources(*FERRY))
    assert differences(made, now=NOON) == ()


def test_no_headline_carries_a_figure_that_was_overtaken() -> None:
    made = told(
        ("Ferry Halcyon hits quay in Port Ansel, 12 injured", TWELVE),
        ("Ferry Halcyon strikes Port Ansel quay, 12 injured", TWELVE.replace("struck", "hit").replace("on Friday", "at noon")),
        ("Ferry Halcyon strikes quay in Port Ansel, 14 injured", FOURTEEN),
    )  # fmt: skip
    assert "14 injured" in made.headline
    assert "12" not in " ".join(row["text"] for paragraph in made.paragraphs for row in paragraph)
    assert [claim for claim, _ in claims(made)[0][1]] == ["12 injured", "14 injured"]


def test_a_figure_that_a_correction_denies_is_none_of_its_own() -> None:
    made = told(
        ("Ferry Halcyon strikes quay in Port Ansel, 12 injured", TWELVE),
        ("Ferry Halcyon strikes quay in Port Ansel: 14, not 12, injured", FOURTEEN),
    )
    assert "14" in made.headline
    assert [(claim, cites) for claim, cites in claims(made)[0][1] if "14" not in claim] == [
        ("12 injured", [1])
    ]


def test_what_was_said_long_before_is_no_side() -> None:
    assert told(*FERRY, apart=timedelta(hours=9)).contested == []


def view(made: Made, articles: tuple[Source, ...]) -> Any:
    brief = Brief(
        id=1, story_id=1, language="en", revision=1, state="ready", mode=made.mode, headline=made.headline,
        headline_language="en", headline_cites=list(made.headline_cites), paragraphs=made.paragraphs,
        contested=made.contested, ordered_at=NOON, ready_at=NOON,
    )  # fmt: skip
    row = Story(
        id=1, headline=made.headline, outlets=2, independent=2, topics=["world"], first_published_at=NOON,
        last_published_at=NOON, created_at=NOON, changed_at=NOON,
    )  # fmt: skip
    found = view_of(Told(row, articles), {(1, "en", 1): brief}, language="en")
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "words"), [("en", "Injured"), ("de", "Verletzte"), ("zh", "受伤人数")])
def test_the_story_says_what_differs_in_the_readers_words(language: str, words: str) -> None:
    articles = sources(*FERRY)
    shown = story(view(told(*FERRY), articles), open_words()(language), zone="UTC")
    text = "\n".join(plain(message.html) for message in shown)
    assert words in text
    assert "injuring 12 people [" in text.replace("\u2068", "").replace("\u2069", "")
    assert "Outlet 2" in text


def test_the_words_of_both_sides_count_into_what_is_quoted_of_an_outlet() -> None:
    articles = sources(*FERRY)
    quotes = quoted_by(view(told(*FERRY), articles))
    for outlet, sentences in quotes.items():
        assert len(sentences) <= MOST_SENTENCES, outlet
        assert sum(map(len, sentences)) <= MOST_CHARS, outlet
    assert any("injuring 12 people" in sentence for sentence in quotes["Outlet 1"])


def test_a_thing_that_is_no_toll_is_called_as_the_outlets_call_it() -> None:
    made = told(
        ("Voltra plans plant in Hallen", "Battery maker Voltra will build a plant in Hallen with 4,200 jobs by the river Sund."),
        ("Voltra to come to Hallen", "Voltra, the battery maker, will build its plant in Hallen with 2,400 jobs by the Sund."),
    )  # fmt: skip
    assert claims(made) == [("jobs", [("4,200 jobs", [1]), ("2,400 jobs", [2])])]


SLIDE = "A landslide hit the village of Orsa on Monday, killing 12 people, police said."


@pytest.mark.parametrize(
    ("language", "one", "other", "said"),
    [
        ("en", SLIDE, "The death toll from the landslide in Orsa has risen to 15, the interior ministry said.", "15"),
        ("de", "Ein Erdrutsch traf am Montag das Dorf Orsa, 12 Menschen starben, sagte die Polizei.",
         "Die Zahl der Toten nach dem Erdrutsch im Dorf Orsa ist auf 15 gestiegen, teilte das Ministerium mit.", "15"),
        ("es", "Un deslizamiento golpeó el lunes la aldea de Orsa y dejó 12 muertos, informó la policía.",
         "El número de muertos por el deslizamiento en la aldea de Orsa subió a 15, informó el ministerio.", "15"),
        ("ru", "Оползень накрыл деревню Орса утром в понедельник, погибли 12 человек, сообщила местная полиция.",
         "Число погибших под оползнем в деревне Орса выросло до 15, сообщило министерство.", "15"),
        ("pl", "Osuwisko uderzyło w poniedziałek w wieś Orsa, zginęło 12 osób, podała policja.",
         "Liczba ofiar śmiertelnych osuwiska we wsi Orsa wzrosła do 15, podało ministerstwo.", "15"),
    ],
)  # fmt: skip
def test_a_count_that_has_risen_takes_the_place_of_the_older(
    language: str, one: str, other: str, said: str
) -> None:
    made = told(("Orsa 1", one), ("Orsa 2", other), language=language)
    assert [topic for topic, _ in claims(made)] == ["dead"]
    assert said in claims(made)[0][1][-1][0]
    assert "12" not in " ".join(row["text"] for paragraph in made.paragraphs for row in paragraph)


def test_a_headline_with_a_toll_that_has_risen_is_not_shown() -> None:
    made = told(
        ("Landslide kills 12 in Orsa", SLIDE),
        ("Landslide in Orsa: 12 dead", "A slope gave way above the village of Orsa on Monday and 12 people died."),
        ("Orsa landslide toll rises to 15", "The death toll from the landslide in Orsa has risen to 15, the interior ministry said."),
    )  # fmt: skip
    assert "15" in made.headline


@pytest.mark.parametrize(
    "other",
    [
        "The number of people killed by the landslide in Orsa may never be known, while 400 rescuers came to the village.",
        "The number of buses that brought people of Orsa to 15 shelters was not given after the deaths.",
        "The death toll of landslides in Orsa since the war has risen to 900, the interior ministry said.",
        "The death toll of a landslide in Lissen ten years ago had risen to 40 within a week, archives show.",
    ],
)
def test_another_number_beside_a_toll_is_no_count_of_it(other: str) -> None:
    assert told(("Landslide kills 12 in Orsa", SLIDE), ("Orsa mourns", other)).contested == []
