"""A citation leads to the words it rests on, and to none where they are not known word for word."""

from dataclasses import replace
from datetime import timedelta

from news.models import Story
from news.story.stories import Source, Told
from news.testing import NOON
from news.translate import translated, with_evidence
from news.writing.landing import passages
from news.writing.made import Made

FERRY = Source(
    article_id=1, family=1, outlet="Marel Post", domain="marel-post.example", country="NL", owner=None, kind="news",
    language="en", title="Ferry sinks off Marel", url="https://marel-post.example/ferry", published_at=NOON,
    version=1, is_copy=False,
    text="A ferry sank off Marel on Tuesday night. All 212 people on board were rescued by noon. The cause is unknown.",
)  # fmt: skip
OTHER = replace(
    FERRY, article_id=2, family=2, outlet="Orrery", domain="orrery.example", url="https://orrery.example/7",
    published_at=NOON + timedelta(hours=1), text="On Tuesday night a ferry went down near Marel. Rescuers saved 212 people.",
)  # fmt: skip
BOTH = {1: FERRY, 2: OTHER}


def test_a_quoted_sentence_is_the_passage_in_the_article_that_has_it() -> None:
    row = {"text": "A ferry sank off Marel on Tuesday night.", "cites": [1, 2], "language": "en"}
    assert passages(row, BOTH) == ((1, "A ferry sank off Marel on Tuesday night."),)


def test_a_written_sentence_leads_to_the_first_sentence_of_each_article_it_rests_on() -> None:
    row = {"text": "Two hundred were saved.", "cites": [1, 2], "evidence": [[1, 2], [2, 2], [1, 1]]}
    assert dict(passages(row, BOTH)) == {
        1: "All 212 people on board were rescued by noon.",
        2: "Rescuers saved 212 people.",
    }


def test_evidence_that_is_a_title_unknown_or_garbled_leads_nowhere() -> None:
    row = {"text": "A ferry sank.", "cites": [1], "evidence": [[1, 0], [1, 99], [9, 1], [1], "1.2", None]}
    assert passages(row, BOTH) == ()


def test_a_translation_without_evidence_leads_to_the_article_as_a_whole() -> None:
    assert passages({"text": "Eine Fähre sank.", "cites": [1], "language": "de"}, BOTH) == ()


def test_what_translates_a_quoted_sentence_rests_on_the_same_words() -> None:
    quoted = {"text": "All 212 people on board were rescued by noon.", "cites": [1, 2], "language": "en"}
    base = Made("extractive", FERRY.title, "en", (1,), [[quoted]], [], [], [])
    german = {FERRY.title: "Fähre sinkt vor Marel", quoted["text"]: "Alle 212 wurden gerettet."}

    made = translated(with_evidence(base, told_by(FERRY, OTHER)), german.get, language="de")

    assert made is not None
    [[row]] = made.paragraphs
    assert row["text"] == "Alle 212 wurden gerettet."
    assert passages(row, BOTH) == ((1, quoted["text"]),)


def told_by(*sources: Source) -> Told:
    story = Story(
        headline=FERRY.title,
        first_published_at=NOON,
        last_published_at=NOON,
        created_at=NOON,
        changed_at=NOON,
    )
    return Told(story, sources)
