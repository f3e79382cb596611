import json
from pathlib import Path

from news.adapters.phrasebook import FilePhrasebook
from news.writing.extractive import extract

TOLD_IN = ("en", "de", "es", "fr", "ru", "uk", "ar", "zh")
"""The languages of the sample edition; readers of others see it as it was printed, and which language that is."""


def book(folder: Path, **languages: object) -> FilePhrasebook:
    for language, phrases in languages.items():
        (folder / f"{language}.json").write_text(json.dumps(phrases), "utf-8")
    return FilePhrasebook(folder)


def test_a_sentence_is_found_whatever_its_white_space(tmp_path: Path) -> None:
    phrases = book(tmp_path, de={"The bridge  fell.": "Die Brücke fiel."})

    assert phrases.translate(" The bridge\nfell. ", language="de") == "Die Brücke fiel."
    assert phrases.translate("The bridge fell.", language="de-AT") == "Die Brücke fiel."


def test_what_is_not_in_the_book_has_no_translation(tmp_path: Path) -> None:
    phrases = book(tmp_path, de={"The bridge fell.": "Die Brücke fiel.", "Empty.": " "})

    assert phrases.translate("The bridge", language="de") is None
    assert phrases.translate("Empty.", language="de") is None
    assert phrases.translate("The bridge fell.", language="fr") is None
    assert FilePhrasebook(None).translate("The bridge fell.", language="de") is None


def test_a_broken_book_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "de.json").write_text("{", "utf-8")
    (tmp_path / "fr.json").write_text("[1]", "utf-8")
    phrases = FilePhrasebook(tmp_path)

    assert phrases.translate("a", language="de") is None
    assert phrases.translate("a", language="fr") is None


def test_a_language_tag_cannot_name_another_file(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"a": "b"}', "utf-8")
    inside = tmp_path / "books"
    inside.mkdir()

    assert FilePhrasebook(inside).translate("a", language="../secret") is None


def test_every_story_of_the_sample_edition_can_be_told_in_each_of_its_languages() -> None:
    from collections import defaultdict
    from datetime import UTC, datetime

    from news.story.stories import Source, with_families
    from sandbox.edition import contents

    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    stories: dict[tuple[str, str], list[Source]] = defaultdict(list)
    number = 0
    for outlet in contents.outlets():
        for feed in outlet.feeds:
            for article in feed.articles:
                number += 1
                told = article.second or article.first
                stories[article.story, outlet.language].append(
                    Source(
                        article_id=number,
                        family=number,
                        outlet=outlet.name,
                        domain=outlet.domain,
                        country=outlet.country,
                        owner=outlet.owner,
                        kind="correction" if article.is_correction else "news",
                        language=outlet.language,
                        title=told.title,
                        text=" ".join(told.sentences),
                        url=f"https://{outlet.domain}/{number}",
                        published_at=now - article.age,
                        version=1,
                        is_copy=False,
                    )
                )
    phrases = FilePhrasebook(contents.FOLDER / "phrasebook")
    lacking = []
    for (story, own), sources in stories.items():
        made = extract(with_families(sources))
        assert made is not None, story
        for said in (made.headline, *(sentence.text for sentence in made.sentences)):
            lacking += [
                (story, lang, said)
                for lang in TOLD_IN
                if lang != own and not phrases.translate(said, language=lang)
            ]
    assert lacking == []
