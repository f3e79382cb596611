"""Fifty questions that the sample edition answers and fifty that it does not, in six languages, as a reader puts them.

Without a model: what is shown is verbatim. The words and figures that must be in an answer stand in `questions.toml`.
"""

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from news.adapters.embedder import open_embedders
from news.answers.answering import Result, answer_asked
from news.answers.meaning import Encoder
from news.answers.reading import read_question
from news.answers.saying import in_words
from news.answers.values import Asked
from news.i18n import open_words
from news.models import Story
from news.story.stories import Source, Told, with_families
from news.writing.quoting import MOST_CHARS, MOST_SENTENCES
from sandbox.edition.contents import outlets, standing

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUESTIONS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))
ANSWERABLE = [(code, *each) for code, listed in QUESTIONS.items() for each in listed["answerable"]]
UNANSWERABLE = [(code, *each) for code, listed in QUESTIONS.items() for each in listed["unanswerable"]]


@cache
def edition() -> dict[str, tuple[Source, ...]]:
    """The articles of each event as they stand first."""
    found: dict[str, list[Source]] = {}
    number = 0
    for outlet in outlets():
        for feed in outlet.feeds:
            items = standing(feed, START, started_at=START, update_after=timedelta(hours=9))
            for item in items:
                article = next(each for each in feed.articles if each.slug == item.slug)
                number += 1
                found.setdefault(article.story, []).append(
                    Source(
                        article_id=number,
                        family=number,
                        outlet=outlet.name,
                        domain=outlet.domain,
                        country=outlet.country,
                        owner=outlet.owner,
                        kind="correction" if article.is_correction else "news",
                        language=outlet.language,
                        title=item.title,
                        text=" ".join(item.sentences),
                        url=f"https://{outlet.domain}/{item.slug}",
                        published_at=item.published_at,
                        version=1,
                        is_copy=False,
                        first_version=number,
                    )
                )
    return {story: with_families(sources) for story, sources in found.items()}


async def asked(language: str, story: str, text: str) -> Result:
    around = [source.language for source in edition()[story] if source.language]
    question = read_question(text, reads=language, around=around)
    assert isinstance(question, Asked)
    assert question.language == language
    return await answer_asked(question, edition()[story], now=START, encoder=encoder())


@cache
def encoder() -> Encoder:
    """As it is installed."""
    return Encoder(open_embedders())


def test_there_are_fifty_of_each_in_six_languages() -> None:
    assert (len(ANSWERABLE), len(UNANSWERABLE), len(QUESTIONS)) == (50, 50, 6)


@pytest.mark.parametrize(("language", "story", "text", "says"), ANSWERABLE)
async def test_what_the_sources_say_is_answered_verbatim_and_cited(
    language: str, story: str, text: str, says: str
) -> None:
    answer = (await asked(language, story, text)).answer

    assert answer.is_answer
    assert says in " ".join(sentence.text for sentence in answer.sentences)
    by_id = {source.article_id: source for source in edition()[story]}
    quoted: dict[str, list[str]] = {}
    for sentence in answer.sentences:
        assert sentence.articles
        source = by_id[sentence.articles[0]]
        assert sentence.text in f"{source.title}\n{source.text}"
        quoted.setdefault(source.outlet, []).append(sentence.text)
    assert all(len(said) <= MOST_SENTENCES and sum(map(len, said)) <= MOST_CHARS for said in quoted.values())


@pytest.mark.parametrize(("language", "story", "text"), UNANSWERABLE)
async def test_what_the_sources_do_not_say_is_not_answered_and_it_is_said_what_they_cover(
    language: str, story: str, text: str
) -> None:
    answer = (await asked(language, story, text)).answer

    assert not answer.is_answer
    told = Told(
        Story(
            headline="…",
            first_published_at=START,
            last_published_at=START,
            created_at=START,
            changed_at=START,
        ),
        edition()[story],
    )
    speech = open_words()(language)
    shown = in_words(answer, (told,), speech, zone="UTC")
    assert speech.quoted("|").partition("|")[0] in shown or answer.covered
