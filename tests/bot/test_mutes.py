"""Muting as a reader does it: by a line and by taps, listed, lifted; and what digests then say."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Article, Fact, Membership, Mute, Outlet, Seen, Story, Subscriber, Subscription
from news.rendering.rows import ROOM, width
from news.testing import NOON, Clock, a_feed, a_subscriber, a_topic, an_outlet
from tests.bot.readers import Reader, a_reader, button, buttons, digest_now, unfolded
from tests.news.test_compose import a_told_story


async def muted(reader: Reader) -> list[tuple[str, str, str]]:
    async with reader.app.reading() as session:
        rows = (
            await session.execute(select(Mute).where(col(Mute.lifted_at).is_(None)).order_by(col(Mute.id)))
        ).scalars()
        return [(row.kind, row.target, row.within) for row in rows]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def reader(tmp_path, clock: Clock) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path, clock=clock) as made:
        async with made.app.session() as session:
            await a_topic(session, "business")
            await a_topic(session, "football", parent="sport")
            await a_topic(session, "sport")
            await a_told_story(session, "Tesla opens a plant in Arvel", topic="business")
            await a_told_story(session, "Cup final goes to Norn", topic="football")
            await a_told_story(session, "Ferry line to Marel sold", topic="business")
        yield made


async def test_a_line_mutes_and_its_button_takes_it_back(reader: Reader) -> None:
    said = await reader.types("/mute Tesla until 2026-12-01")
    assert "“\u2068Tesla\u2069”" in said["text"]
    assert "until Dec 1, 2026" in said["text"]
    assert await muted(reader) == [("word", "Tesla", "")]
    await reader.taps(button(said, "Unmute"))
    assert await muted(reader) == []


@pytest.mark.parametrize("text", ["Tesla, Trump", "Tesla، Trump", "Tesla、Trump", "Tesla; Trump,"])
async def test_what_stands_between_commas_is_muted_each_by_itself(reader: Reader, text: str) -> None:
    await reader.types(f"/mute {text}")
    assert await muted(reader) == [("word", "Tesla", ""), ("word", "Trump", "")]


async def test_a_day_behind_the_last_of_several_holds_for_all(reader: Reader) -> None:
    await reader.types("/mute Tesla, Trump until 2026-12-01")
    async with reader.app.reading() as session:
        ends = (await session.execute(select(Mute.until_at))).scalars().all()
    assert len(ends) == 2
    assert None not in ends


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tesla, until Friday", ["Tesla"]),
        ("Tesla, Trump, until Friday", ["Tesla", "Trump"]),
        ("Tesla until Dec 31, 2026", ["Tesla"]),
        ("Tesla, for 2 weeks", ["Tesla"]),
        ("Tesla, 2 weeks", ["Tesla"]),
        ("Washington, D.C. until Friday", ["Washington, D.C."]),
    ],
)
async def test_a_comma_before_the_day_or_in_it_parts_nothing(
    reader: Reader, text: str, words: list[str]
) -> None:
    await reader.types(f"/mute {text}")
    async with reader.app.reading() as session:
        rows = (await session.execute(select(Mute).order_by(col(Mute.id)))).scalars().all()
    assert [row.target for row in rows] == words
    assert all(row.until_at for row in rows)


async def test_a_name_that_is_a_month_too_is_a_name(reader: Reader) -> None:
    await reader.types("/mute Trump, March")
    assert [target for _, target, _ in await muted(reader)] == ["Trump", "March"]


@pytest.mark.parametrize("text", ["1,000 Lions", "Washington, D.C."])
async def test_a_comma_in_a_name_parts_nothing(reader: Reader, text: str) -> None:
    await reader.types(f"/mute {text}")
    assert await muted(reader) == [("word", text, "")]


@pytest.mark.parametrize(
    "text",
    [
        "Tesla, for a week and a half", "Tesla until Friday, 5 or 6 June", "Tesla, 2026", "Tesla, Friday",
        "Tesla for a week and a half", "Tesla for forty five days", "Tesla until Dec 31, 1999", "Tesla for half a year",
    ],
)  # fmt: skip
async def test_a_day_that_is_not_understood_mutes_nothing_and_is_said_not_to_be(
    reader: Reader, text: str
) -> None:
    said = await reader.types(f"/mute {text}")
    assert "I could not read a day to come in" in said["text"]
    assert text in said["text"]
    assert await muted(reader) == []


async def test_many_things_are_muted_each_by_itself_and_listed_once(reader: Reader) -> None:
    names = ["Tesla", "Trump", "Marel", "Arvel", "Norn", "Lisk", "Orlo", "Dunn"]
    said = await reader.types(f"/mute {', '.join(names)}")
    assert "What you muted" in said["text"]
    assert [target for _, target, _ in await muted(reader)] == names


async def test_more_than_may_be_kept_changes_nothing(reader: Reader) -> None:
    said = await reader.types(
        "/mute " + ", ".join(f"name{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(51))
    )
    assert "as much as I can keep" in said["text"]
    assert await muted(reader) == []


async def test_words_in_quotation_marks_are_one_whatever_is_in_them(reader: Reader) -> None:
    await reader.types("/mute “Tesla, Trump”")
    assert await muted(reader) == [("word", "Tesla, Trump", "")]


async def test_a_digest_leaves_out_what_is_muted_and_says_how_many_and_why(reader: Reader) -> None:
    await reader.types("/mute Tesla")
    await reader.types("/mute sport")
    digest = await digest_now(reader)
    assert "Ferry line" in digest["text"]
    assert "Tesla opens" not in digest["text"]
    assert "Cup final" not in digest["text"]
    assert "2 stories hidden: Sport 1 and “\u2068Tesla\u2069” 1" in digest["text"]


async def test_one_tap_shows_what_was_hidden_and_opens_it(reader: Reader) -> None:
    await reader.types("/mute Tesla")
    digest = await digest_now(reader)
    shown = await reader.taps(button(digest, "Show what is hidden"))
    assert "Tesla opens a plant" in shown["text"]
    opened = await reader.taps(button(shown, "1"))
    assert "Tesla opens a plant" in opened["text"]


async def test_a_muted_outlet_goes_by_its_name_in_what_is_hidden(reader: Reader) -> None:
    async with reader.app.session() as session:
        await a_told_story(session, "Solo scoop on the harbour", topic="business", outlets=1)
    await reader.types("/mute solo-scoop-on-the-harbour-0.example")
    digest = await digest_now(reader)
    shown = await reader.taps(button(digest, "Show what is hidden"))
    assert "🔇 \u2068Solo scoop on the harbour 0\u2069" in shown["text"]
    assert "solo-scoop" not in digest["text"] + shown["text"]


async def test_what_was_said_to_be_hidden_is_said_once(reader: Reader, clock: Clock) -> None:
    await reader.types("/mute Tesla")
    await digest_now(reader)
    clock.move(timedelta(hours=1))
    assert "hidden" not in (await digest_now(reader))["text"]


async def test_a_day_on_which_all_is_muted_says_so(reader: Reader) -> None:
    await reader.types("/topics sport")
    await reader.types("/mute football")
    digest = await digest_now(reader)
    assert digest["text"].startswith("Nothing new in your topics")
    assert "1 story hidden" in digest["text"]
    assert button(digest, "Show what is hidden")


async def test_what_is_unmuted_comes(reader: Reader) -> None:
    await reader.types("/mute Tesla")
    said = await reader.types("/unmute tesla")
    assert "No longer muted" in said["text"]
    assert "Tesla opens" in (await digest_now(reader))["text"]


async def test_a_mute_ends_when_its_time_is_over(reader: Reader, clock: Clock) -> None:
    await reader.types("/mute Tesla 1 day")
    clock.move(timedelta(days=1, minutes=1))
    assert "Tesla opens" in (await digest_now(reader))["text"]
    listed = await reader.types("/mutes")
    assert "Nothing is muted." in listed["text"]


async def test_a_mute_within_one_topic_leaves_the_story_to_another(reader: Reader) -> None:
    await reader.types("/topics business sport")
    await reader.types("/mute football in sport")
    assert await muted(reader) == [("topic", "football", "sport")]
    async with reader.app.session() as session:
        story = (await session.execute(select(Story).where(col(Story.headline).like("Cup%")))).scalar_one()
        story.topics = ["football", "business"]
        session.add(story)
    digest = await digest_now(reader)
    assert "hidden" not in digest["text"]


async def test_an_outlet_is_muted_where_it_alone_tells(reader: Reader) -> None:
    async with reader.app.session() as session:
        await a_told_story(session, "Solo scoop on the harbour", topic="business", outlets=1)
    await reader.types("/mute solo-scoop-on-the-harbour-0.example")
    await reader.types("/mute outlet Ferry line to Marel sold 0")
    digest = await digest_now(reader)
    assert digest["text"].count("Solo scoop") == 1, "in the name of the outlet, by which it is hidden"
    assert "hidden: \u2068Solo scoop on the harbour 0\u2069 1" in digest["text"]
    assert "Ferry line" in digest["text"], "another outlet tells it, too"


async def test_an_outlet_is_muted_by_the_name_that_digests_show(reader: Reader) -> None:
    async with reader.app.session() as session:
        await a_told_story(session, "Solo scoop on the harbour", topic="business", outlets=1)
        name = (await session.execute(select(Outlet.name).where(col(Outlet.name).like("Solo%")))).scalar_one()
    await reader.types(f"/mute {name.lower()}")
    assert await muted(reader) == [("outlet", "solo-scoop-on-the-harbour-0.example", "")]
    listed = (await reader.types("/mutes"))["text"]
    assert name in listed
    assert "solo-scoop-on-the-harbour-0.example" not in listed
    await reader.types(f"/unmute {name}")
    assert await muted(reader) == []


async def test_a_tap_mutes_in_one_thing_alone_and_another_everywhere_again(reader: Reader) -> None:
    await reader.types("/topics business sport")
    await reader.types("/follow electric cars")
    said = await reader.types("/mute Tesla until 2027-01-01")
    shown = await reader.taps(button(said, "Mute “\u2068Tesla\u2069” only in Business"))
    assert await muted(reader) == [("word", "Tesla", "business")]
    assert "only in Business · until Jan 1, 2027" in shown["text"]
    words = await reader.taps(button(shown, "electric cars"))
    assert await muted(reader) == [("word", "Tesla", "=electric cars")]
    everywhere = await reader.taps(button(words, "✅ Mute “\u2068Tesla\u2069” only in"))
    assert await muted(reader) == [("word", "Tesla", "")]
    assert "until Jan 1, 2027" in everywhere["text"]
    await reader.taps(button(everywhere, "Unmute"))
    assert await muted(reader) == []


async def test_who_follows_one_thing_is_not_asked_in_which(reader: Reader) -> None:
    await reader.types("/topics business")
    said = await reader.types("/mute Tesla")
    assert [one["text"] for one in buttons(said)] == ["↩ Unmute"]


async def test_a_site_whose_two_feeds_are_followed_is_offered_once(reader: Reader) -> None:
    await reader.types("/topics business")
    async with reader.app.session() as session:
        reader_row = (await session.execute(select(Subscriber))).scalar_one()
        outlet = await an_outlet(session, "Post")
        for page in ("news", "sport"):
            feed = await a_feed(session, outlet, url=f"https://post.example/{page}", is_brought=True)
            row = Subscription(
                subscriber_id=reader_row.id or 0, kind="feed", target=str(feed.id), created_at=NOON
            )
            session.add(row)
    said = await reader.types("/mute Tesla")
    labels = [one["text"] for one in buttons(said)]
    assert len(labels) == 3, labels
    await reader.taps(button(said, "post.example"))
    assert await muted(reader) == [("word", "Tesla", "@post.example")]


async def test_nobody_moves_what_another_muted(reader: Reader) -> None:
    await reader.types("/topics business sport")
    said = await reader.types("/mute Tesla")
    pressed = button(said, "Mute “\u2068Tesla\u2069” only in Business")
    reader.chat = 8
    await reader.types("/topics business sport")
    await reader.taps(pressed)
    assert await muted(reader) == [("word", "Tesla", "")]


async def test_for_ever_and_a_week_are_no_part_of_what_is_muted(reader: Reader) -> None:
    await reader.types("/mute Tesla forever")
    await reader.types("/language de")
    shown = await reader.types("/mute Fußball eine Woche")
    assert await muted(reader) == [("word", "Tesla", ""), ("word", "Fußball", "")]
    assert "· bis" in shown["text"]


@pytest.mark.parametrize("words", ["Formula 1 year", "Tesla tomorrow", "Tesla 3 hours", "Tesla for 2 hours"])
async def test_a_time_that_is_not_understood_is_what_is_said_to_stand_in_the_way(
    reader: Reader, words: str
) -> None:
    shown = await reader.types(f"/mute {words}")
    assert "I could not read a day to come" in shown["text"]
    assert "put it in quotation marks" in shown["text"]
    assert words in shown["text"]
    assert await muted(reader) == []
    await reader.types(f"/mute “{words}”")
    assert await muted(reader) == [("word", words, "")]


@pytest.mark.parametrize("line", ["/mute the", "/unmute zebra"])
async def test_a_line_that_changes_nothing_says_so(reader: Reader, line: str) -> None:
    await reader.types("/mute Tesla")
    shown = await reader.types(line)
    said = {"/mute the": "I found no word to look for in that.", "/unmute zebra": "is not muted."}[line]
    assert said in shown["text"]
    assert await muted(reader) == [("word", "Tesla", "")]


async def test_the_menu_under_a_story_mutes_by_three_taps(reader: Reader) -> None:
    async with reader.app.session() as session:
        story = (await session.execute(select(Story).where(col(Story.headline).like("Tesla%")))).scalar_one()
        article = 1
        session.add(
            Fact(
                story_id=story.id or 0,
                kind="name",
                value="tesla",
                family=1,
                article_id=article,
                first_at=NOON,
            )
        )
    opened = await reader.taps(f"v1:open:{story.id}")
    menu = await reader.taps(button(await unfolded(reader, opened), "Mute a topic, name or outlet"))
    assert "Tesla opens a plant" in menu["text"]
    assert button(menu, "Business")
    asked = await reader.taps(button(menu, "Tesla"))
    said = await reader.taps(button(asked, "A week"))
    assert "until Nov 29, 2026" in said["text"]
    assert await muted(reader) == [("word", "Tesla", "")]
    assert "Tesla opens" not in (await digest_now(reader))["text"]


async def test_the_menu_under_a_story_is_left_without_muting_anything(reader: Reader) -> None:
    menu = await reader.taps(
        button(await unfolded(reader, await reader.taps("v1:open:1")), "Mute a topic, name or outlet")
    )
    lengths = await reader.taps(button(menu, "Business"))
    for asked in (menu, lengths):
        left = await reader.taps(button(asked, "Cancel"))
        assert (left["text"], buttons(left)) == ("Nothing was muted.", [])
    assert await muted(reader) == []


async def test_names_of_the_headline_that_is_shown_are_offered_before_those_of_other_titles(
    reader: Reader,
) -> None:
    async with reader.app.session() as session:
        found = select(Story).where(col(Story.headline).like("Tesla%"))
        story = (await session.execute(found)).scalar_one().id or 0
        cited = select(Article).join(Membership).where(col(Membership.story_id) == story)
        articles = (await session.execute(cited)).scalars().all()
        articles[-1].title = "Тесла открывает завод"
        for family, name in enumerate(("тесла", "тесла", "tesla"), start=1):
            of = {"kind": "name", "family": family, "article_id": articles[-1].id or 0, "first_at": NOON}
            session.add(Fact(story_id=story, value=name, **of))
    opened = await reader.taps(f"v1:open:{story}")
    menu = await reader.taps(button(await unfolded(reader, opened), "Mute a topic, name or outlet"))
    words = [label["text"] for label in buttons(menu) if label["text"].startswith("🔤")]
    assert words == ["🔤 “\u2068Tesla\u2069”", "🔤 “\u2068Тесла\u2069”"]


async def test_the_buttons_of_a_list_say_that_they_unmute_and_where(reader: Reader) -> None:
    await reader.types("/topics business sport")
    await reader.types("/mute Tesla in business")
    await reader.types("/mute Tesla in sport")
    labels = [one["text"] for one in buttons(await reader.types("/mutes"))]
    assert labels[:2] == [
        f"✕ Unmute “\u2068Tesla\u2069” · only in {topic}" for topic in ("Business", "Sport")
    ]


async def test_a_label_has_room_for_what_is_muted_before_where(reader: Reader) -> None:
    await reader.types("/topics business sport")
    await reader.types("/mute harbour tunnel between Marel and Norn in business")
    label = buttons(await reader.types("/mutes"))[0]["text"]
    assert "only in" not in label
    assert label.startswith("✕ Unmute “\u2068harbour tunnel")
    assert width(label) <= ROOM[1]


async def test_the_list_lifts_a_mute_by_a_tap(reader: Reader) -> None:
    await reader.types("/mute Tesla")
    await reader.types("/mute football for 2 weeks")
    listed = await reader.types("/mutes")
    assert "until Dec 6, 2026" in listed["text"]
    left = await reader.taps(button(listed, "Football"))
    assert "Football" not in left["text"]
    assert await muted(reader) == [("word", "Tesla", "")]


async def test_the_same_mute_again_only_changes_how_long(reader: Reader) -> None:
    await reader.types("/mute Tesla 1 week")
    said = await reader.types("/mute Tesla")
    assert "until" not in said["text"]
    assert len(await muted(reader)) == 1


async def test_a_mute_in_one_topic_is_lifted_there_alone(reader: Reader) -> None:
    await reader.types("/topics business sport")
    for line in ("/mute Tesla", "/mute Tesla in sport", "/mute Tesla in business"):
        await reader.types(line)
    said = await reader.types("/unmute tesla in sport")
    assert "Sport" in said["text"]
    assert await muted(reader) == [("word", "Tesla", ""), ("word", "Tesla", "business")]


async def test_what_was_lifted_is_muted_again_as_it_was(reader: Reader) -> None:
    await reader.types("/topics business sport")
    await reader.types("/mute Tesla in sport until 2026-12-01")
    lifted = await reader.types("/unmute Tesla")
    assert await muted(reader) == []
    assert "Tesla opens" in (await digest_now(reader))["text"]
    again = await reader.taps(button(lifted, "Mute again"))
    assert "until Dec 1, 2026" in again["text"]
    assert await muted(reader) == [("word", "Tesla", "sport")]


async def test_all_that_one_line_lifted_comes_back_by_one_tap_and_nothing_else(
    reader: Reader, clock: Clock
) -> None:
    await reader.types("/topics business sport")
    for line in ("/mute Tesla", "/mute Tesla in sport", "/mute Norn"):
        await reader.types(line)
    lifted = await reader.types("/unmute Tesla")
    await reader.types("/unmute Norn")
    await reader.taps(button(lifted, "Mute again"))
    assert await muted(reader) == [("word", "Tesla", ""), ("word", "Tesla", "sport")]
    await reader.taps(button(lifted, "Mute again"))
    assert reader.answers == []


async def test_what_was_lifted_can_be_muted_anew_by_a_line(reader: Reader) -> None:
    await reader.types("/mute Tesla 1 week")
    lifted = await reader.types("/unmute Tesla")
    said = await reader.types("/mute Tesla")
    assert "until" not in said["text"]
    assert await muted(reader) == [("word", "Tesla", "")]
    await reader.taps(button(lifted, "Mute again"))
    assert await muted(reader) == [("word", "Tesla", "")]


async def test_a_name_typed_small_is_known_for_one(reader: Reader) -> None:
    async with reader.app.session() as session:
        session.add(Fact(story_id=1, kind="name", value="tesla", family=1, article_id=1, first_at=NOON))
    await reader.types("/mute tesla")
    assert await muted(reader) == [("word", "Tesla", "")]


async def test_nobody_lifts_or_sees_anothers(reader: Reader) -> None:
    await reader.types("/mute Tesla")
    async with reader.app.session() as session:
        mute = (await session.execute(select(Mute))).scalar_one()
        mute.subscriber_id = (await a_subscriber(session, 8)).id or 0
        session.add(mute)
    assert await reader.taps(f"v1:unmute:{mute.id}") == {}
    assert await muted(reader) == [("word", "Tesla", "")]


@pytest.mark.parametrize(
    "data", ["v1:mute:x:Tesla:7", "v1:mute:w:the:7", "v1:mute:t:nosuch:7", "v1:mute:w", "v1:hidden:99"]
)
async def test_a_press_that_names_nothing_changes_nothing(reader: Reader, data: str) -> None:
    assert await reader.taps(data) == {}
    assert await muted(reader) == []


async def test_a_line_that_names_nothing_shows_how(reader: Reader) -> None:
    said = await reader.types("/mute the")
    assert "To mute a topic, an outlet or a word" in said["text"]
    assert await muted(reader) == []


async def test_fifty_mutes_fit_into_one_message_and_no_more_are_taken(reader: Reader) -> None:
    for number in range(50):
        await reader.types(f"/mute Wort{number} mit einem sehr langen Namen der nicht endet bis 2026-12-01")
    listed = await reader.types("/mutes")
    assert len(listed["text"]) < 4096
    refused = await reader.types("/mute Berlin")
    assert "as much as I can keep" in refused["text"]


# --- beyond digests ------------------------------------------------------------------------------


async def test_what_is_looked_for_is_found_and_marked(reader: Reader) -> None:
    await reader.types("/mute Tesla")
    found = await reader.types("/search plant Arvel")
    assert "Tesla opens a plant" in found["text"]
    assert "🔇 “" in found["text"]
    assert "🔇" not in (await reader.types("/search ferry"))["text"]


async def test_new_leaves_out_what_is_muted_unless_its_number_is_given(reader: Reader) -> None:
    await digest_now(reader)
    async with reader.app.session() as session:
        for seen in (await session.execute(select(Seen))).scalars():
            seen.families, seen.facts = [], []
            session.add(seen)
    await reader.types("/mute Tesla")
    assert "Tesla opens" not in (await reader.types("/new"))["text"]


async def test_a_muted_outlet_is_quoted_nowhere(reader: Reader) -> None:
    await reader.types("/mute outlet Ferry line to Marel sold 0")
    digest = await digest_now(reader)
    entry = digest["text"].split("Ferry line to Marel sold</")[0]
    assert "Ferry line to Marel sold 1" in digest["text"]
    assert "Ferry line to Marel sold 0" not in digest["text"], entry
    async with reader.app.reading() as session:
        found = await session.execute(select(col(Story.id)).where(col(Story.headline).like("Ferry%")))
        story = found.scalar_one()
    opened = await reader.taps(f"v1:open:{story}")
    assert "Ferry line to Marel sold 0" not in opened["text"]
    radar = await reader.taps(f"v1:radar:{story}")
    assert "Ferry line to Marel sold 0" not in radar["text"]


async def test_an_address_among_muted_words_is_nothing_to_tap(reader: Reader) -> None:
    for line in ("/mute prizes at www.evil.example", "/settings", "/mutes"):
        listed = await reader.types(line)
        assert "www.evil.example" not in listed["text"]
        assert "evil" in listed["text"]
