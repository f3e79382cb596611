"""Which of several stories a question is put to, and what it names (`scopes.toml`).

The floors are what was measured, with and without the installed encoder; they are no promise, but no change may lose them.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from benchmarks.scoping import ACROSS, NOW, cases, outcomes, stories
from news.answers.meaning import Encoder
from news.answers.naming import Naming
from news.answers.placing import Meant, naming_of, story_meant
from news.answers.values import Asked
from news.story.stories import Told
from tests.news.answers.test_edition_questions import encoder


@pytest.mark.parametrize(
    ("half", "has_encoder", "placed", "right", "wrong"),
    [
        ("tuned", True, 56, 41, 1),
        ("held", True, 53, 33, 1),
        ("tuned", False, 45, 24, 1),
        ("held", False, 41, 18, 1),
    ],
)
async def test_as_many_are_put_to_their_story_as_were_when_last_measured(
    half: str, placed: int, right: int, wrong: int, *, has_encoder: bool
) -> None:
    found = await outcomes(half, encoder() if has_encoder else Encoder())

    assert found["placed"] >= placed
    assert found["right"] >= right
    assert found["wrong"] <= wrong
    assert found["stale"] <= 1


@pytest.mark.parametrize(
    ("half", "has_encoder", "placed"),
    [("tuned", True, 40), ("held", True, 40), ("tuned", False, 36), ("held", False, 38)],
)
async def test_a_story_told_in_other_languages_is_met_by_its_matter(
    half: str, placed: int, *, has_encoder: bool
) -> None:
    found = await outcomes(half, encoder() if has_encoder else Encoder(), file=ACROSS)

    assert found["placed"] >= placed
    assert found["wrong"] == 0


def test_a_half_has_sixty_in_seven_languages_or_more() -> None:
    listed = {half: cases(half) for half in ("tuned", "held")}

    assert {half: len(each) for half, each in listed.items()} == {"tuned": 60, "held": 60}
    assert len({case.reads for each in listed.values() for case in each}) >= 9


def shown() -> dict[str, Told]:
    return stories("tuned")


async def meant(
    text: str,
    language: str = "en",
    *,
    opened: str = "chess",
    beside: Sequence[str] = (),
    told: dict[str, Told] | None = None,
) -> Meant:
    told = told or shown()
    return await story_meant(
        Asked(text, language, language),
        [each for name, each in told.items() if name not in beside],
        favourite=told[opened].story.id,
        now=NOW,
        encoder=Encoder(),
        beside=[told[name] for name in beside],
    )


def headline(found: Meant) -> str:
    assert found.about is not None
    return found.about.sources[0].title


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("How long was the match?", "en", "Menon beats"),
        ("Who lost?", "en", "Menon beats"),
        ("What did he say?", "en", "Menon beats"),
        ("How deep is the Yarrick cave?", "en", "Colony"),
        ("Wie heißt der Elefant?", "de", "Elefant Kimba"),
        ("¿Quién es la presidenta de Aerovia?", "es", "Aerovia compra"),
        ("Кто такой Менон?", "ru", "Menon beats"),
    ],
)
async def test_a_question_goes_to_the_story_that_it_names_and_else_to_the_one_opened_last(
    text: str, language: str, begins: str
) -> None:
    assert headline(await meant(text, language)).startswith(begins)


@pytest.mark.parametrize(
    ("text", "language", "opened", "begins"),
    [
        ("Jak silne było trzęsienie ziemi?", "pl", "budget", "Un terremoto"),
        ("Чому страйкують лікарі?", "uk", "trial", "Grève des médecins"),
        ("Que dit la police ?", "fr", "quake", "Un terremoto"),
        ("Co mówi policja?", "pl", "quake", "Un terremoto"),
        ("警方怎么说？", "zh", "quake", "Un terremoto"),
        ("Ilu ludzi jest w szpitalu?", "pl", "quake", "Un terremoto"),
        ("¿Están cerradas las escuelas?", "es", "vaccine", "New malaria vaccine"),
        ("Wie viele Haushalte sind ohne Strom?", "de", "flood", "Наводнение"),
        ("Qual è il bilancio delle vittime?", "it", "quake", "Un terremoto"),
        ("Why was there a strike?", "en", "trial", "Bankier Roth"),
        ("Jak silne było trzęsienie ziemi w Tokyo?", "pl", "volcano", "Mount Tarrok"),
        ("כמה חזקה הייתה רעידת האדמה בטוקיו?", "he", "volcano", "Mount Tarrok"),
        ("Quand le volcan de Port-Lanne est-il entré en éruption ?", "fr", "doctors", "Grève des médecins"),
    ],
)
async def test_a_matter_takes_a_question_from_the_story_opened_only_where_another_is_clearly_meant(
    text: str, language: str, opened: str, begins: str
) -> None:
    found = await meant(text, language, opened=opened, told=stories("tuned", ACROSS))

    assert headline(found).startswith(begins)


async def test_a_matter_that_the_story_opened_tells_of_in_passing_leaves_the_question_there() -> None:
    told = stories("tuned", ACROSS)
    (source,) = told["trial"].sources
    passing = replace(source, text=f"{source.text} Ein Vulkan brach aus.")
    told["trial"] = replace(told["trial"], sources=(passing,))
    text = "Kdy sopka naposledy vybuchla?"

    assert headline(await meant(text, "cs", opened="trial", told=told)).startswith("Bankier")
    assert headline(await meant(text, "cs", opened="bridge", told=told)).startswith("Mount Tarrok")


async def test_of_two_stories_of_one_matter_none_is_clearly_meant() -> None:
    told = stories("tuned", ACROSS)
    (source,) = told["cycling"].sources
    second = replace(source, title="Séisme à Port-Lanne")
    told["cycling"] = replace(told["cycling"], sources=(second,))

    found = await meant("Jak silne było trzęsienie ziemi?", "pl", opened="trial", told=told)

    assert headline(found).startswith("Bankier")


async def test_a_name_is_met_in_another_script() -> None:
    assert headline(await meant("Что говорит Сальседо?", "ru", opened="fire")).startswith("Aerovia")


async def test_what_was_not_shown_is_asked_only_where_it_answers() -> None:
    found = await meant("How many bats are in the Yarrick cave colony?", beside=["bats"])
    assert headline(found).startswith("Colony")

    found = await meant("Why do bats sleep in a cave?", beside=["bats"])
    assert headline(found).startswith("Menon beats")


async def test_a_word_that_no_story_has_is_unmet() -> None:
    told = list(shown().values())
    naming = await naming_of(
        Asked("Did the octopus beat Sturm?", "en", "en"), told, now=NOW, encoder=Encoder()
    )

    assert naming.unmet == ("octopus",)


async def test_a_question_without_words_of_its_own_names_nothing() -> None:
    told = list(shown().values())
    naming = await naming_of(Asked("Why?", "en", "en"), told, now=NOW, encoder=Encoder())

    assert isinstance(naming, Naming)
    assert [naming.of(at) for at in range(len(told))] == [0.0] * len(told)
