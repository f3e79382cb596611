"""A story without the outlets that a reader mutes."""

from dataclasses import replace
from datetime import timedelta

from news.story.unheard import without_outlets
from news.story.views import Cited, Differing, Sentence, StoryView
from news.testing import NOON


def a_source(article: int, name: str, language: str = "en") -> Cited:
    return Cited(
        article=article, outlet=name, url=f"https://{name.casefold()}.example/{article}", country=None,
        language=language, published_at=NOON + timedelta(minutes=article), title=f"{name} on the ferry", text="",
        family=article, domain=f"{name.casefold()}.example",
    )  # fmt: skip


def a_sentence(text: str, *cites: int) -> Sentence:
    return Sentence(text, cites, "en", tuple((article, text) for article in cites))


VIEW = StoryView(
    story=1, revision=1, headline="Post on the ferry", headline_cites=(1,), language="en",
    paragraphs=((a_sentence("Only Post.", 1), a_sentence("Both.", 1, 2)), (a_sentence("Post again.", 1),)),
    sources={1: a_source(1, "Post"), 2: a_source(2, "Courrier", "fr"), 3: a_source(3, "Dispatch")},
    outlets=3, mode="extractive", last_at=NOON,
    contested=(Differing("dead", (a_sentence("Two.", 1), a_sentence("Three.", 2))),),
)  # fmt: skip


def test_what_only_a_muted_outlet_says_is_left_out_and_the_rest_cites_others() -> None:
    told = without_outlets(VIEW, ["post.example"])
    assert [(s.text, s.cites, s.passages) for s in told.sentences] == [("Both.", (2,), ((2, "Both."),))]
    assert set(told.sources) == {2, 3}
    assert len(told.paragraphs) == 1


def test_its_headline_gives_way_to_one_in_the_same_language() -> None:
    told = without_outlets(VIEW, ["post.example"])
    assert (told.headline, told.headline_cites, told.language) == ("Dispatch on the ferry", (3,), "en")


def test_a_headline_that_another_gives_too_stays() -> None:
    told = without_outlets(replace(VIEW, headline_cites=(1, 2)), ["post.example"])
    assert (told.headline, told.headline_cites) == ("Post on the ferry", (2,))


def test_one_side_alone_is_no_difference() -> None:
    assert without_outlets(VIEW, ["post.example"]).contested == ()
    assert without_outlets(VIEW, ["dispatch.example"]).contested == VIEW.contested


def test_how_many_report_it_stays_true() -> None:
    assert without_outlets(VIEW, ["post.example"]).outlets == 3


def test_what_muted_outlets_alone_tell_stays_whole() -> None:
    assert without_outlets(VIEW, ["post.example", "courrier.example", "dispatch.example"]) == VIEW


def test_where_no_outlet_is_muted_nothing_changes() -> None:
    assert without_outlets(VIEW, ["elsewhere.example"]) is VIEW
