"""A reader asks, in every way people do: what is taken for a question, and about which story."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.application import build_application
from news.answers.memory import turns_before
from news.models import (
    Article,
    Membership,
    Question,
    Seen,
    Subscriber,
)
from news.testing import NOON, a_feed, a_subscriber, an_article, an_outlet, kept
from tests.bot.askers import (
    CHAT,
    CRASH,
    READER,
    Asker,
    a_line,
    a_sent_digest,
    a_told_story,
    an_asker,
    news_of,
    pressed,
    questions,
    replying,
)


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Asker]:
    async with an_asker(tmp_path) as reader:
        yield reader


# --- what it is about ----------------------------------------------------------------------------


async def test_a_question_after_a_digest_is_answered_from_the_story_that_says_it(reader: Asker) -> None:
    (said,) = await reader.sends("How many people were injured in the collision?")

    assert "Nine people were injured" in said
    assert "About: \u2068Ferry Halcyon" in said
    assert [question.about for question in await questions(reader)] == reader.stories[:1]


@pytest.mark.parametrize(
    "text",
    ["2: what did the governor say about inflation?", "story 2, what did the governor say about inflation?"],
)
async def test_a_number_names_a_story_of_the_digest(text: str, reader: Asker) -> None:
    (said,) = await reader.sends(text)

    assert "inflation was easing too slowly" in said
    (question,) = await questions(reader)
    assert question.about == reader.stories[1]


async def test_the_command_asks_too_and_takes_a_number(reader: Asker) -> None:
    (said,) = await reader.sends("/ask 2 key interest rate")

    assert "4.25 percent" in said


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (2, "What collided at the central station?"),
        (2, "How many people were injured in Hallen?"),
        (30, "What collided at the central station of Hallen?"),
    ],
)
async def test_what_an_earlier_digest_told_can_still_be_asked_without_a_number(
    hours: int, text: str, reader: Asker
) -> None:
    story = await a_told_story(reader.app, *CRASH)
    async with reader.app.session() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        shown_at = reader.app.now() - timedelta(hours=hours)
        seen = Seen(
            subscriber_id=subscriber.id or 0,
            story_id=story,
            revision=1,
            facts=[],
            families=[],
            shown_at=shown_at,
        )
        session.add(seen)
    (said,) = await reader.sends(text)
    assert "About: \u2068Bus and tram collide in Hallen" in said
    assert "bus and a tram" in said or "Four people" in said


@pytest.mark.parametrize(
    "text",
    [
        "9: who was injured?",
        "/ask 9: who was injured?",
        "story 9, who was injured?",
        "9 who was injured?",
        "/ask 9 who was injured?",
        "9 wer wurde verletzt?",
    ],
)
async def test_a_number_that_is_not_in_the_digest_is_said_not_to_be(text: str, reader: Asker) -> None:
    (said,) = await reader.sends(text)

    assert said == "There is no story 9 in your digest; its stories are 1 to 2."
    assert await questions(reader) == []


@pytest.mark.parametrize(
    "text", ["2 what did the governor say about inflation?", "2 did the governor speak of inflation?"]
)
async def test_a_number_before_a_word_that_asks_names_a_story(text: str, reader: Asker) -> None:
    (said,) = await reader.sends(text)

    assert "inflation was easing too slowly" in said
    assert [question.about for question in await questions(reader)] == reader.stories[1:]


@pytest.mark.parametrize("text", ["2 people died, is it true?", "2 injured?"])
async def test_a_number_that_counts_something_names_no_story(text: str, reader: Asker) -> None:
    await reader.sends(text)

    assert all(question.about != reader.stories[1] for question in await questions(reader))


async def test_where_a_number_may_be_either_the_reader_is_asked(reader: Asker) -> None:
    (asked,) = await reader.updates_with(
        {"message": {"message_id": 900, "date": 1, "chat": CHAT, "from": READER, "text": "2 were injured?"}}
    )
    buttons = [button for row in asked["reply_markup"]["inline_keyboard"] for button in row]

    assert "Of which story?" in asked["text"]
    assert [button["text"] for button in buttons] == ["1", "2"]
    (answered,) = await reader.presses(buttons[0]["callback_data"])
    assert "Nine people were injured" in answered["text"]


async def test_a_number_behind_the_command_that_neither_story_nor_source_has_is_said_to_be_missing(
    reader: Asker,
) -> None:
    (said,) = await reader.sends("/ask 99 key interest rate")

    assert said == "There is no story 99 in your digest; its stories are 1 to 2."


async def test_a_number_below_one_story_is_the_digests(reader: Asker) -> None:
    await reader.presses(f"v1:ask:{reader.stories[0]}")

    (said,) = await reader.sends("2: key interest rate", **replying(reader.messages))

    assert "4.25 percent" in said


async def test_a_number_that_is_no_story_belongs_to_the_question(reader: Asker) -> None:
    (said,) = await reader.sends("/ask 9 people were injured in the collision, is that right?")

    assert "Nine people were injured" in said


async def test_a_reply_to_a_story_asks_about_it_without_a_question_mark(reader: Asker) -> None:
    (prompt,) = await reader.presses(f"v1:ask:{reader.stories[1]}")
    assert "What do you want to know?" in prompt["text"]

    (said,) = await reader.sends("key interest rate", **replying(reader.messages))

    assert "4.25 percent" in said


async def test_who_follows_up_is_understood_by_the_turn_before(reader: Asker) -> None:
    await reader.sends("Which quay did the ferry hit?")

    (said,) = await reader.sends("And how long will it stay closed?")

    assert "three weeks" in said
    assert "About: \u2068Ferry" in said


async def test_a_question_that_names_another_story_than_the_one_opened_last_is_put_to_that(
    reader: Asker,
) -> None:
    await reader.sends("1: Which quay did the ferry hit?")

    (said,) = await reader.sends("What is the key interest rate of the Bank of Northmoor?")

    assert "About: \u2068Bank of Northmoor" in said
    assert "4.25 percent" in said


async def test_after_a_search_a_question_is_put_to_what_was_found(reader: Asker) -> None:
    await a_told_story(reader.app, *CRASH)
    await reader.sends("/search tram")

    (said,) = await reader.sends("How many people were injured?")

    assert "About: \u2068Bus and tram collide" in said
    assert "Four people" in said


async def test_a_story_that_was_never_shown_is_found_by_the_words_of_a_question(reader: Asker) -> None:
    await a_told_story(reader.app, *CRASH)

    (said,) = await reader.sends("Where did the tram collide with the bus?")

    assert "About: \u2068Bus and tram collide" in said
    assert "central station" in said


async def test_a_pronoun_for_either_of_two_is_answered_for_both(reader: Asker) -> None:
    await reader.sends("Who met reporters after the collision?")

    (said,) = await reader.sends("What did he say?", **replying(50))

    assert "<b>Tomas Weir:</b>" in said
    assert "the engines of the Halcyon had failed" in said
    assert "<b>Dorran Hale:</b>" in said
    assert "three weeks" in said


async def test_no_outlet_is_quoted_beyond_its_share_of_a_story_however_much_is_asked(reader: Asker) -> None:
    await reader.sends("How many people were injured in the collision?")
    await reader.sends("1: Which quay did the ferry strike on Friday?")
    async with reader.app.session() as session:
        article = (await session.execute(select(Article).order_by(col(Article.id)))).scalars().first()
        assert article is not None
        article.text += " The mayor of Port Ansel thanked forty volunteers of the rescue service."
        session.add(article)

    (said,) = await reader.sends("1: Whom did the mayor thank of the rescue service?")

    assert "in more words than we may quote" in said
    assert "forty volunteers" not in said
    assert ":~:text=" in said, "its link leads to the passage"


async def test_where_one_outlet_may_not_be_quoted_another_is_that_says_as_much(reader: Asker) -> None:
    await reader.sends("1: Which quay did the ferry strike on Friday?")
    await reader.sends("1: How many people were injured in the collision?")
    await news_of(
        reader, "Halcyon had eighty passengers", "Nine people were injured in the collision, doctors said."
    )

    (said,) = await reader.sends("1: How many people were injured in the collision of the ferry, please?")

    assert "Nine people were injured" in said


async def test_a_short_question_in_another_language_than_the_last_stands_alone(reader: Asker) -> None:
    await reader.sends("1: Which quay did the ferry hit?")
    async with reader.app.session() as session:
        outlet = await an_outlet(session, "Blatt", language="de")
        article = await an_article(
            session,
            await a_feed(session, outlet),
            "Fähre rammt Kai",
            "An Bord der Fähre waren am Freitag nach Angaben der Reederei 318 Menschen.",
        )
        row = Membership(article_id=article.id or 0, story_id=reader.stories[0], since_at=NOON)
        await kept(session, row)

    said = "\n".join(await reader.sends("1: Wie viele Menschen waren an Bord?"))

    assert "318 Menschen" in said


async def test_a_follow_up_leans_on_rows_and_so_survives_a_restart(reader: Asker) -> None:
    await reader.sends("Which quay did the ferry hit?")
    reader.application = build_application(reader.application.bot)
    await reader.application.initialize()

    (said,) = await reader.sends("And how long will it stay closed?")

    assert "three weeks" in said


async def test_a_chat_remembers_nothing_of_another(reader: Asker) -> None:
    await reader.sends("1: Which quay did the ferry hit?")
    await reader.sends("1: And how long will it stay closed?")
    (first, second) = await questions(reader)
    async with reader.app.session() as session:
        own = await turns_before(session, second, story=reader.stories[0])
        first.subscriber_id = (await a_subscriber(session, 8)).id or 0
        await session.merge(first)
        await session.flush()

        others = await turns_before(session, second, story=reader.stories[0])

    assert [turn.question for turn in own] == ["Which quay did the ferry hit?"]
    assert others == ()


@pytest.mark.parametrize(
    "asked",
    [
        ["How many people were injured?"] * 3,
        [
            "Which quay did the ferry hit?",
            "Who was injured?",
            "Which quay did the ferry hit?",
            "Who was injured?",
        ],
        ["Who won the chess championship?"] * 2,
    ],
)
async def test_the_same_question_asked_again_is_looked_up_once(asked: list[str], reader: Asker) -> None:
    said = [await reader.sends(f"1: {text}") for text in asked]

    known = [question.is_known for question in await questions(reader)]
    new = len(set(asked))
    assert known == [False] * new + [True] * (len(asked) - new)
    assert said[-1] == said[asked.index(asked[-1])]


async def test_a_source_that_comes_is_heard_though_the_same_was_answered_before(reader: Asker) -> None:
    await reader.sends("1: What was the name of the captain?")
    await news_of(
        reader,
        "Captain of the Halcyon questioned",
        "The name of the captain of the Halcyon is Ines Marlow.",
        is_material=False,
    )

    (said,) = await reader.sends("1: What was the name of the captain?")

    assert "Ines Marlow" in said


async def test_what_happened_is_told_by_the_lead_though_nobody_says_that_it_answers(reader: Asker) -> None:
    (said,) = await reader.sends("2: what happened?")

    assert "The closest passage:" in said
    assert "key interest rate" in said


@pytest.mark.parametrize(
    "text", ["What happened?", "Wat is er gebeurd?", "Co się stało?", "무슨 일이야?", "क्या हुआ?"]
)
async def test_a_bare_what_happened_is_told_by_the_lead_in_any_language(text: str, reader: Asker) -> None:
    (said,) = await reader.sends(text)

    assert "struck the east quay" in said


async def test_what_none_of_the_stories_says_is_refused_for_all(reader: Asker) -> None:
    (said,) = await reader.sends("Who won the chess championship in Lugoria?")

    assert "The sources of these stories do not say that." in said
    assert "About 2 stories" in said


# --- which story -------------------------------------------------------------------------------


async def test_a_question_about_sources_that_may_be_of_any_story_is_asked_back_with_a_button_each(
    reader: Asker,
) -> None:
    [which] = await reader.updates_with(a_line("Who had it first?"))

    assert "Of which story?" in which["text"]
    assert all(f"{number}. " in which["text"] for number in (1, 2))

    [answered] = await reader.presses(pressed(which, "2"))

    assert "First in the feeds we read" in answered["text"]
    assert "raises key rate" in answered["text"]
    assert [question.is_known for question in await questions(reader)] == [True, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Who had the ferry story first?", "Ferry Halcyon"),
        ("Who reported the key rate first?", "raises key rate"),
        ("Wer berichtete zuerst über Halcyon?", "Ferry Halcyon"),
    ],
)
async def test_a_question_about_sources_names_its_story_by_the_words_of_its_headlines(
    text: str, said: str, reader: Asker
) -> None:
    *_, answered = await reader.sends(text)

    assert "First in the feeds we read" in answered
    assert said in answered


async def test_where_two_stories_answer_the_other_is_one_press_away(reader: Asker) -> None:
    reader.stories.append(await a_told_story(reader.app, *CRASH))
    await a_sent_digest(reader)

    [first] = await reader.updates_with(a_line("How many people were injured in the collision?"))
    other = "Bus" if "Nine people" in first["text"] else "Ferry"
    [second] = await reader.presses(pressed(first, other))

    assert "Or did you mean another story?" in first["text"]
    assert "Or did you mean another story?" not in second["text"]
    assert ("Nine people" in first["text"]) != ("Nine people" in second["text"])
    assert ("Four people" in first["text"]) != ("Four people" in second["text"])


async def test_a_question_that_one_story_answers_offers_no_other(reader: Asker) -> None:
    [said] = await reader.updates_with(a_line("What did the Bank of Northmoor raise its key rate to?"))

    assert "4.25" in said["text"]
    assert "Or did you mean another story?" not in said["text"]


async def test_nobody_chooses_the_story_of_anothers_question(reader: Asker) -> None:
    [which] = await reader.updates_with(a_line("Who had it first?"))
    async with reader.app.session() as session:
        (question,) = (await session.execute(select(Question))).scalars()
        question.subscriber_id = (await a_subscriber(session, 8)).id or 0

    assert await reader.presses(pressed(which, "2")) == []
