"""Related are other stories of the thread: the same rare names at the heart of both, and not the same event."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.app import App
from news.models import Fact, Story
from news.story.related import Outline, most_with_a_name, rarity, related
from news.story.threads import related_stories
from news.testing import NOON, a_feed, a_story, an_app, an_article, an_outlet, kept

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
STORIES = 5_000


def an_outline(story: int, headline: str, *names: str, **more: object) -> Outline:
    """Told by three families, all of which name these."""
    made = Outline(
        story=story,
        headline=headline,
        language="en",
        names=dict.fromkeys(names, 3),
        families=3,
        outlets=frozenset({f"outlet{story}.example", "shared.example"}),
        languages=frozenset({"en"}),
        independent=3,
        first_at=AT,
        last_at=AT + timedelta(hours=2),
    )
    return replace(made, **more)  # type: ignore[arg-type]


RARE = {
    name: rarity(4, STORIES)
    for name in ("odile marant", "harbour union", "varna bridge", "novak", "apple apple")
}
STRIKE = an_outline(1, "Odile Marant offers the Harbour Union talks", "odile marant", "harbour union")
VOTE = an_outline(
    2, "Harbour Union votes as port workers wait for Odile Marant", "odile marant", "harbour union"
)


def test_stories_about_the_same_rare_names_are_related() -> None:
    assert related(STRIKE, [STRIKE, VOTE], RARE) == [2]


def test_a_name_that_everybody_has_makes_no_thread() -> None:
    one = an_outline(1, "Donald Trump signs the budget", "donald trump")
    other = an_outline(2, "Donald Trump visits a golf course", "donald trump")
    assert related(one, [other], {}) == []


def test_one_rare_name_alone_makes_no_thread() -> None:
    one = an_outline(1, "Odile Marant opens a museum", "odile marant")
    other = an_outline(2, "Taxes rise again under Odile Marant", "odile marant")
    assert related(one, [other], RARE) == []


def test_a_place_alone_makes_no_thread_however_rare() -> None:
    rare = {name: rarity(2, STORIES) for name in ("rhode island", "hong kong", "geneva")}
    one = an_outline(1, "Bridge of Rhode Island closed", *rare)
    other = an_outline(2, "Priest of Rhode Island convicted", *rare)
    assert related(one, [other], rare) == []


def test_two_matches_of_one_competition_make_no_thread() -> None:
    rare = {name: rarity(20, STORIES) for name in ("champions league", "varna rovers")}
    one = an_outline(1, "Marel draw in the Champions League before Varna Rovers", *rare)
    other = an_outline(
        2, "Ansel draw in the Champions League", names={"champions league": 3, "varna rovers": 1}
    )
    assert related(one, [other], rare) == []


def test_two_single_words_may_be_of_two_people_and_two_clubs() -> None:
    rare = {name: rarity(14, STORIES) for name in ("ansel", "james")}
    one = an_outline(1, "Ansel's James out for weeks", *rare)
    other = an_outline(2, "Ansel condemn abuse of Lauren James", *rare)
    assert related(one, [other], rare) == []


def test_names_that_one_outlet_mentions_in_passing_make_no_thread() -> None:
    one = replace(STRIKE, headline="Port closed for a second week", names=dict.fromkeys(RARE, 1))
    other = replace(VOTE, headline="Prices of fish at a record", names=dict.fromkeys(RARE, 1))
    assert related(one, [other], RARE) == []


def test_an_outlet_that_names_itself_makes_no_thread() -> None:
    one = replace(STRIKE, outlets=frozenset({"harbour-union.example"}))
    other = replace(VOTE, names={"harbour union": 3}, headline="Harbour Union interview of the morning")
    assert related(one, [other], RARE) == []


def test_the_same_words_within_the_same_days_are_the_same_event() -> None:
    twin = replace(VOTE, headline="Odile Marant offers Harbour Union new talks")
    assert related(STRIKE, [twin], RARE) == []
    a_week_later = replace(twin, first_at=AT + timedelta(days=6), last_at=AT + timedelta(days=7))
    assert related(STRIKE, [a_week_later], RARE) == [2]


def test_a_title_that_an_outlet_repeats_is_no_thread() -> None:
    one = replace(STRIKE, headline="Odile Marant and the Harbour Union on 12 November")
    other = replace(one, story=2, headline="Odile Marant and the Harbour Union on 19 November")
    other = replace(other, first_at=AT - timedelta(days=7), last_at=AT - timedelta(days=7))
    assert related(one, [other], RARE) == []


def test_across_languages_a_story_of_the_same_days_may_be_the_same_event() -> None:
    french = replace(
        VOTE,
        headline="Les membres de Harbour Union répondent à Odile Marant",
        language="fr",
        languages=frozenset({"fr"}),
    )
    assert related(STRIKE, [french], RARE) == []
    later = replace(french, first_at=AT + timedelta(days=3), last_at=AT + timedelta(days=3))
    assert related(STRIKE, [later], RARE) == [2]


@pytest.mark.parametrize("days", [15, -15])
def test_what_lies_more_than_a_fortnight_apart_is_not_related(days: int) -> None:
    far = replace(VOTE, first_at=AT + timedelta(days=days), last_at=AT + timedelta(days=days))
    assert related(STRIKE, [far], RARE) == []


def test_round_ups_and_horoscopes_are_no_part_of_a_thread() -> None:
    roundup = replace(VOTE, headline="Morning briefing: Odile Marant and the Harbour Union")
    assert related(STRIKE, [roundup], RARE) == []
    assert related(roundup, [STRIKE], RARE) == []


def test_three_at_most_and_those_that_more_outlets_tell_first() -> None:
    headlines = ("votes", "marches", "sues", "celebrates", "waits")
    others = [
        replace(VOTE, story=n, headline=f"Harbour Union {word}, Odile Marant silent", independent=n)
        for n, word in enumerate(headlines, start=2)
    ]
    others = [replace(one, first_at=AT + timedelta(days=2 * one.story)) for one in others]
    assert related(STRIKE, others, RARE) == [6, 5, 4]


def test_a_name_is_common_by_its_share_of_the_stories() -> None:
    assert most_with_a_name(100) == 8
    assert most_with_a_name(10_000) == 100
    assert rarity(2, 100) > rarity(50, 100) > 0


# --- among rows ----------------------------------------------------------------------------------


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as app:
        yield app


async def told(app: App, headline: str, *names: str, days_ago: int = 0, **more: object) -> int:
    """A story of three outlets that all name these."""
    at = NOON - timedelta(days=days_ago)
    async with app.session() as session:
        articles = []
        for number in range(3):
            outlet = await an_outlet(session, f"Outlet {len(headline)} {number}")
            feed = await a_feed(session, outlet, language="en")
            articles.append(await an_article(session, feed, f"{headline} ({number})", published_at=at))
        story = await a_story(session, *articles, headline=headline, **more)
        for article in articles:
            for name in names:
                fact = Fact(
                    story_id=story.id or 0,
                    kind="name",
                    value=name,
                    family=article.id or 0,
                    article_id=article.id or 0,
                    first_at=at,
                )
                await kept(session, fact)
        return story.id or 0


async def found(app: App, story: int) -> list[int]:
    async with app.reading() as session:
        return [one.id or 0 for one in await related_stories(session, await session.get_one(Story, story))]


async def test_related_stories_are_found_by_their_names(app: App) -> None:
    strike = await told(app, "Odile Marant offers the Harbour Union talks", "odile marant", "harbour union")
    vote = await told(
        app,
        "Harbour Union votes as port workers wait for Odile Marant",
        "odile marant",
        "harbour union",
        days_ago=3,
    )
    await told(app, "Parliament passes the budget", "jonas weber")
    assert await found(app, strike) == [vote]
    assert await found(app, vote) == [strike]


async def test_a_story_that_became_part_of_another_is_not_related(app: App) -> None:
    names = ("odile marant", "harbour union")
    strike = await told(app, "Odile Marant offers the Harbour Union talks", *names)
    await told(
        app,
        "Harbour Union votes as port workers wait for Odile Marant",
        *names,
        days_ago=3,
        merged_into=strike,
    )
    assert await found(app, strike) == []


async def test_a_story_without_names_has_no_related_ones(app: App) -> None:
    assert await found(app, await told(app, "Rain")) == []
