"""Who differs on a story: every outlet on each side, whatever it speaks, told in the reader's language where that may be."""

from dataclasses import replace

from news.models import Story
from news.story.sides import with_sides
from news.story.stories import Source, Told
from news.story.viewing import bare_view
from news.story.views import Differing, Sentence, StoryView
from news.testing import NOON
from tests.news.writing.test_differing import FERRY, sources

GERMAN = "Die Fähre „Halcyon“ hat am Freitag im Hafen von Port Ansel einen Kai gerammt, 14 Menschen wurden verletzt."


def reported() -> tuple[Source, ...]:
    """By a German outlet first, which says what the second of two English ones says."""
    german, *english = sources(("Fähre rammt Kai", GERMAN), *FERRY)
    return (replace(german, language="de"), *english)


def view_of(listed: tuple[Source, ...]) -> StoryView:
    """Of a story that nobody has told yet."""
    story = Story(
        id=7, headline=listed[0].title, language="en", revision=1, outlets=len(listed), independent=len(listed),
        first_published_at=NOON, last_published_at=NOON, topics=[],
    )  # fmt: skip
    return bare_view(Told(story, listed))


def sides(view: StoryView) -> list[tuple[str, list[str], bool]]:
    (point,) = view.contested
    return [
        (version.text, [view.sources[article].outlet for article in version.cites], version.is_untranslated)
        for version in point.versions
    ]


def test_every_outlet_stands_on_its_side_though_nobody_has_told_the_story() -> None:
    view = with_sides(view_of(reported()), reported(), reads="en", now=NOON)

    assert sides(view) == [
        ("14 injured passengers", ["Outlet 3", "Outlet 1"], False),
        ("injuring 12 people", ["Outlet 2"], False),
    ]


def test_a_side_is_said_in_the_readers_language_where_an_outlet_says_it_so() -> None:
    told = sides(with_sides(view_of(reported()), reported(), reads="de", now=NOON))

    assert told[0][1] == ["Outlet 1", "Outlet 3"]
    assert [is_foreign for _, _, is_foreign in told] == [False, True]


def test_outlets_that_the_reader_mutes_are_on_no_side() -> None:
    view = with_sides(view_of(reported()[1:]), reported(), reads="en", now=NOON)

    assert [outlets for _, outlets, _ in sides(view)] == [["Outlet 2"], ["Outlet 3"]]


def test_what_was_told_to_differ_stays_beside_what_differs_now() -> None:
    point = Differing("cause", (Sentence("the engine", (1,), "en"), Sentence("the wind", (2,), "en")))
    view = replace(view_of(reported()), contested=(point,))

    assert [each.topic for each in with_sides(view, reported(), reads="en", now=NOON).contested] == [
        "injured",
        "cause",
    ]


def test_where_nothing_differs_nothing_is_said_to() -> None:
    same = sources(FERRY[0], FERRY[0])

    assert with_sides(view_of(same), same, reads="en", now=NOON).contested == ()


def test_where_an_outlet_may_be_quoted_no_further_its_bare_figure_stands() -> None:
    first, second = (replace(source, title="Halcyon in Port Ansel") for source in sources(*FERRY))
    told = (first, replace(second, text=f"Rain fell in Port Ansel all day. {second.text}"))
    view = view_of(told)
    quoted = tuple(
        Sentence(text, (second.article_id,), "en")
        for text in ("Rain fell in Port Ansel all day.", "Tugs came from Lissen Island.")
    )
    view = replace(view, paragraphs=(quoted,))

    shown = sides(with_sides(view, told, reads="en", now=NOON))

    assert [(text, outlets) for text, outlets, _ in shown] == [
        ("injuring 12 people", ["Outlet 1"]),
        ("14", ["Outlet 2"]),
    ]
