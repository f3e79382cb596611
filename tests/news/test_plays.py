"""Every play of a model, from an order to the row that readers are shown: nothing unverified, and few paid calls."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.adapters.endpoint import Endpoint
from news.adapters.model import EndpointModel
from news.app import App
from news.compose import compose
from news.models import Article, Brief
from news.queries import briefs_of
from news.reader.agenda import digest_now
from news.rendering import render
from news.story.stories import read_stories
from news.story.viewing import view_of
from news.testing import Clock, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet
from news.translate import translate
from news.work import claim
from news.write import PATIENCE, write
from news.writing.modes import EXTRACTIVE, TRIMMED, WHOLE
from news.writing.orders import order_briefs
from news.writing.shaping import Limits, token_count
from tests.scripted_model import INJECTED, PLAYS, Asked, ScriptedModel, playing

STEPS = {"write": write, "translate": translate}
TOLD = (
    (
        "Coast News",
        "Passenger ferry sinks off Marel after striking a reef",
        "A passenger ferry carrying 52 people sank off the island of Marel on Tuesday morning. "
        "The coast guard said at least 9 people died and 41 were rescued by fishing boats. "
        "Rescue ships from three harbours searched the strait until noon.",
    ),
    (
        "Harbour Post",
        "Inquiry opened into sinking of Marel ferry",
        "Prosecutors in Tarn opened an inquiry into the sinking of the ferry Halcyon. "
        "The operator Norline said the ship had passed an inspection in March. "
        "Investigators will recover the voyage recorder from a depth of 60 metres.",
    ),
    (
        "Isle Times",
        "Survivors of ferry disaster taken to Port Ansel",
        "Survivors were brought to the hospital in Port Ansel, where 17 people were being treated. "
        "Fisherman Jon Arvid pulled six passengers from the water near the lighthouse. "
        "Schools on the island were not open on Wednesday, the council said.",
    ),
)
GERMAN = {
    "Passenger ferry sinks off Marel after striking a reef": "Passagierfähre sinkt vor Marel nach Kollision mit einem Riff",
    "Inquiry opened into sinking of Marel ferry": "Ermittlungen nach dem Untergang der Fähre vor Marel eröffnet",
    "Survivors of ferry disaster taken to Port Ansel": "Überlebende des Fährunglücks nach Port Ansel gebracht",
    "A passenger ferry carrying 52 people sank off the island of Marel on Tuesday morning.": "Eine Passagierfähre mit 52 Menschen an Bord ist am Dienstagmorgen vor der Insel Marel gesunken.",
    "The coast guard said at least 9 people died and 41 were rescued by fishing boats.": "Nach Angaben der Küstenwache starben mindestens 9 Menschen, 41 wurden von Fischerbooten gerettet.",
    "Rescue ships from three harbours searched the strait until noon.": "Rettungsschiffe aus drei Häfen suchten die Meerenge bis zum Mittag ab.",
    "Prosecutors in Tarn opened an inquiry into the sinking of the ferry Halcyon.": "Die Staatsanwaltschaft in Tarn leitete eine Untersuchung zum Untergang der Fähre Halcyon ein.",
    "The operator Norline said the ship had passed an inspection in March.": "Der Betreiber Norline teilte mit, das Schiff habe im März eine Inspektion bestanden.",
    "Investigators will recover the voyage recorder from a depth of 60 metres.": "Die Ermittler werden den Fahrtenschreiber aus einer Tiefe von 60 Metern bergen.",
    "Survivors were brought to the hospital in Port Ansel, where 17 people were being treated.": "Überlebende wurden in das Krankenhaus in Port Ansel gebracht, wo 17 Menschen behandelt wurden.",
    "Fisherman Jon Arvid pulled six passengers from the water near the lighthouse.": "Der Fischer Jon Arvid zog in der Nähe des Leuchtturms sechs Passagiere aus dem Wasser.",
    "Schools on the island were not open on Wednesday, the council said.": "Die Schulen auf der Insel waren am Mittwoch nicht geöffnet, teilte der Rat mit.",
}
NOTHING_PAID = frozenset(
    {
        "429",
        "429_long",
        "500",
        "503_html",
        "reset",
        "quota",
        "401",
        "404_model",
        "400",
        "context_length",
        "filtered_prompt",
    }
)
WHOLE_STORIES = [
    "good",
    "extra_keys",
    "fenced",
    "reasoning_tags",
    "trailing_comma",
    "no_usage",
    "thinks",
    "no_json_schema",
    "no_json_object",
    "no_temperature",
    "no_max_tokens",
    "no_stream",
    "slow_stream",
]
TRIMMED_STORIES = [
    "bad_citation",
    "no_citation",
    "made_up_number",
    "made_up_name",
    "made_up_quote",
    "opinion",
    "injection_obeyed",
]
FOUND = {
    "bad_citation": {"citation-unknown"},
    "no_citation": {"citation-missing"},
    "made_up_number": {"number"},
    "made_up_name": {"name"},
    "made_up_quote": {"quote"},
    "swapped_citation": {"number", "support"},
    "wrong_language": {"language"},
    "opinion": {"opinion"},
    "injection_obeyed": {"link", "support"},
    "too_long": {"length"},
    "leak_prompt": {"leak"},
}
"""What must be among the findings."""
OF_STORIES = [
    play
    for play in PLAYS
    if play not in {"drop_item", "reorder", "digit_slip", "negation_flip", "untranslated"}
]


@asynccontextmanager
async def an_app_with(
    model: ScriptedModel, folder: Path, *, database_url: str | None = None
) -> AsyncIterator[App]:
    """An app whose model never waits long: pauses pass at once."""

    class Notes:
        async def recall(self, name: str) -> str | None:
            return None

        async def keep(self, name: str, value: str) -> None: ...

    async def pause(_: float) -> None: ...

    patience_s = 1.5 if model.always in ("hang", "slow") else 20.0
    stall_s = 0.5 if model.always == "stall_stream" else 20.0

    endpoint = EndpointModel(
        Endpoint("scripted", model.url, "k"),
        memory=Notes(),
        pause=pause,
        patience_s=patience_s,
        stall_s=stall_s,
        heard_stall_s=stall_s,
    )
    async with an_app(folder, clock=Clock(), database_url=database_url) as app:
        try:
            yield replace(app, model=endpoint)
        finally:
            await endpoint.close()


async def the_story(app: App, told: Sequence[tuple[str, str, str]] = TOLD) -> int:
    async with app.session() as session:
        articles = []
        for outlet, title, text in told:
            feed = await a_feed(session, await an_outlet(session, outlet, language="en"))
            articles.append(await an_article(session, feed, title, text))
        return (await a_story(session, *articles)).id or 0


async def ordered(app: App, story: int, *languages: str, revision: int = 1) -> list[Brief]:
    """Orders the story in these languages and does what is owed, for as long as a digest would wait."""
    async with app.session() as session:
        for language in languages:
            await order_briefs(session, [(story, revision)], language=language, now=app.now())
    until = app.now() + PATIENCE + timedelta(seconds=30)
    while app.now() < until:
        async with app.session() as session:
            claims = [
                taken
                for step in STEPS
                for taken in await claim(session, step, now=app.now(), lease=timedelta(minutes=5), limit=20)
            ]
        for taken in claims:
            await STEPS[taken.step](app, taken)
        app.now.move(timedelta(seconds=10))  # type: ignore[attr-defined]
    async with app.reading() as session:
        found = await session.execute(
            select(Brief).where(col(Brief.story_id) == story, col(Brief.revision) == revision)
        )
        by_language = {brief.language: brief for brief in found.scalars()}
    return [by_language[language] for language in languages]


async def shown_is_in_the_sources(app: App, brief: Brief, *, say: dict[str, str] | None = None) -> int:
    """How many sentences are shown; each must stand, word for word, in every article that it cites."""
    async with app.reading() as session:
        texts = {a.id: f"{a.title}\n{a.text}" for a in (await session.execute(select(Article))).scalars()}
    said = {german: english for english, german in (say or {}).items()}
    shown = [(brief.headline, brief.headline_cites)]
    shown += [(row["text"], row["cites"]) for paragraph in brief.paragraphs for row in paragraph]
    for text, cites in shown:
        assert cites, text
        assert all(said.get(text, text) in texts[article] for article in cites), text
    return len(shown) - 1


def was_asked_as_it_should(asked: Asked) -> None:
    """Sources under one mark that is drawn anew, no more than fits, and nothing of ours that is secret or does things."""
    assert len(asked.nonces) == 1
    assert asked.sources
    assert all(any(text in f"{title} {told}" for _, title, told in TOLD) for text in asked.sources.values())
    assert sum(map(token_count, asked.sources.values())) <= Limits().tokens
    assert asked.key == "Bearer k"
    assert "k" not in asked.body
    assert not {"tools", "functions", "tool_choice"} & set(asked.body)
    assert asked.turns[:2] == ["system", "user"]


@pytest.mark.parametrize("play", OF_STORIES)
async def test_whatever_a_model_plays_readers_see_only_what_the_sources_say(
    play: str, tmp_path: Path
) -> None:
    with playing(always=play) as model:
        async with an_app_with(model, tmp_path) as app:
            [brief] = await ordered(app, await the_story(app), "en")
            count = await shown_is_in_the_sources(app, brief)

    assert (brief.state, count >= 2) == ("ready", True)
    assert model.paid <= 2
    assert brief.calls <= 2
    assert INJECTED not in str(brief.paragraphs) + brief.headline
    assert FOUND.get(play, set()) <= set(brief.findings)
    for asked in model.asked:
        was_asked_as_it_should(asked)
    if play in WHOLE_STORIES:
        assert (brief.mode, brief.findings, brief.dropped) == (WHOLE, [], 0)
        assert (brief.calls, brief.model) == (1, "scripted-1")
        assert brief.tokens_in > 0
    if play in TRIMMED_STORIES:
        assert (brief.mode, brief.dropped, count) == (TRIMMED, 1, 5)
    if play == "too_long":
        assert (brief.mode, brief.calls) == (TRIMMED, 1), "what is too much is cut, and nothing mended"
    if play in NOTHING_PAID:
        assert (brief.mode, model.paid, brief.calls) == (EXTRACTIVE, 0, 0)
    if brief.mode != WHOLE:
        assert brief.findings


@pytest.mark.parametrize(
    "play",
    [
        "wrong_language",
        "invalid_json",
        "wrong_schema",
        "empty",
        "null_content",
        "truncated",
        "swapped_citation",
    ],
)
async def test_what_did_not_do_at_first_is_mended_by_one_more_call(play: str, tmp_path: Path) -> None:
    with playing(play) as model:
        async with an_app_with(model, tmp_path) as app:
            [brief] = await ordered(app, await the_story(app), "en")
            await shown_is_in_the_sources(app, brief)

    first, second = model.asked
    assert brief.mode in (WHOLE, TRIMMED)
    assert (model.paid, brief.calls) == (2, 2)
    if play in ("invalid_json", "wrong_schema", "empty", "null_content"):
        assert second.turns == ["system", "user", "assistant", "user"], "it is told what was wrong"
    elif play == "truncated":
        assert second.sources.items() < first.sources.items(), "it has less to read"
    else:
        assert (second.kind, bool(second.items)) == ("repair", True), "it mends what fell"


@pytest.mark.parametrize("play", ["refusal", "refusal_text", "content_filter"])
async def test_a_refusal_is_not_argued_with(play: str, tmp_path: Path) -> None:
    with playing(always=play) as model:
        async with an_app_with(model, tmp_path) as app:
            [brief] = await ordered(app, await the_story(app), "en")

    assert (brief.mode, len(model.asked), brief.findings) == (EXTRACTIVE, 1, ["model:Declined"])


async def test_a_model_that_is_busy_for_a_while_still_writes_the_story(tmp_path: Path) -> None:
    with playing(*["500"] * 4) as model:
        async with an_app_with(model, tmp_path) as app:
            [brief] = await ordered(app, await the_story(app), "en")

    assert (brief.mode, model.paid) == (WHOLE, 1)


async def test_the_second_story_knows_which_form_the_endpoint_takes(tmp_path: Path) -> None:
    with playing(always="no_json_object") as model:
        async with an_app_with(model, tmp_path) as app:
            await ordered(app, await the_story(app), "en")
            asked = len(model.asked)
            other = tuple((f"New {outlet}", title, text) for outlet, title, text in TOLD)
            await ordered(app, await the_story(app, other), "en")

    assert (asked, len(model.asked)) == (3, 4)


# --- translations --------------------------------------------------------------------------------


def german(text: str) -> str:
    return GERMAN[text]


async def translated(play: str, folder: Path) -> tuple[Brief, Brief, ScriptedModel, int]:
    with playing(always="good") as model:
        async with an_app_with(model, folder) as app:
            story = await the_story(app)
            [english] = await ordered(app, story, "en")
            model.always, model.say = play, german
            [brief] = await ordered(app, story, "de")
            count = await shown_is_in_the_sources(app, brief, say=GERMAN) if brief.state == "ready" else 0
    return english, brief, model, count


async def test_a_story_is_translated_in_one_call_with_its_citations(tmp_path: Path) -> None:
    english, brief, model, count = await translated("good", tmp_path)

    assert (brief.mode, brief.calls, model.paid, count) == (WHOLE, 1, 2, 6)
    assert brief.headline == german(english.headline)
    cites = [
        [[row["cites"] for row in paragraph] for paragraph in each.paragraphs] for each in (english, brief)
    ]
    assert cites[0] == cites[1]
    assert {row["language"] for paragraph in brief.paragraphs for row in paragraph} == {"de"}


@pytest.mark.parametrize(
    "play",
    [
        "drop_item",
        "reorder",
        "digit_slip",
        "negation_flip",
        "untranslated",
        "wrong_schema",
        "invalid_json",
        "refusal",
        "500",
        "401",
    ],
)
async def test_whatever_a_model_makes_of_a_translation_readers_see_only_what_the_sources_say(
    play: str, tmp_path: Path
) -> None:
    _, brief, model, _ = await translated(play, tmp_path)

    assert model.paid <= 2  # the story's, and one
    assert brief.calls <= 1
    assert brief.state in ("ready", "unavailable")
    for row in (row for paragraph in brief.paragraphs for row in paragraph):
        assert (row["text"] in GERMAN.values()) == (row["language"] == "de")


async def test_what_a_translation_left_out_stays_as_it_was_and_says_so(tmp_path: Path) -> None:
    _, brief, _, _ = await translated("drop_item", tmp_path)

    rows = [row for paragraph in brief.paragraphs for row in paragraph]
    assert [row["language"] for row in rows] == ["de", "de", "de", "de", "de", "en"]
    assert (brief.mode, brief.dropped) == (TRIMMED, 1)


async def test_only_sentences_that_changed_are_translated_for_a_new_revision(tmp_path: Path) -> None:
    with playing(always="good") as model:
        async with an_app_with(model, tmp_path) as app:
            story = await the_story(app)
            await ordered(app, story, "en")
            model.say = german
            await ordered(app, story, "de")
            model.say = str
            [english] = await ordered(app, story, "en", revision=2)
            model.say = german
            before = len(model.asked)
            [brief] = await ordered(app, story, "de", revision=2)

    assert (brief.mode, len(model.asked) - before, brief.calls) == (WHOLE, 0, 0)
    assert brief.headline == german(english.headline)


LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "ru", "uk", "tr", "ar"]


async def calls_for(readers: int, folder: Path) -> int:
    """How many calls the digests of so many readers of one topic cost, who read in ten languages."""
    folder.mkdir()
    with playing(always="good") as model:
        async with an_app_with(model, folder) as app:
            stories = [
                await the_story(app, tuple((f"{outlet} {n}", *told) for outlet, *told in TOLD))
                for n in range(2)
            ]
            async with app.session() as session:
                for reader in range(readers):
                    language = LANGUAGES[reader % len(LANGUAGES)]
                    subscriber = await a_subscriber(session, reader + 1, "world", digest_language=language)
                    await digest_now(session, subscriber, now=app.now())
            async with app.session() as session:
                lease = timedelta(minutes=5)
                claims = await claim(session, "compose", now=app.now(), lease=lease, limit=readers)
            assert len(claims) == readers
            for taken in claims:
                await compose(app, taken)
            for story in stories:
                await ordered(app, story, "en")
            async with app.reading() as session:
                briefs = (await session.execute(select(Brief))).scalars().all()
            assert {(b.story_id, b.language) for b in briefs} == {
                (s, each) for s in stories for each in LANGUAGES
            }
            assert all(brief.state != "ordered" for brief in briefs)
    return len(model.asked)


@pytest.mark.timeout(600)
async def test_a_thousand_readers_in_ten_languages_cost_no_more_calls_than_ten(tmp_path: Path) -> None:
    assert await calls_for(10, tmp_path / "ten") == 2 * len(LANGUAGES)
    assert await calls_for(1_000, tmp_path / "thousand") == 2 * len(LANGUAGES)


@pytest.mark.parametrize(("language", "is_said"), [("de", False), ("sw", True)])
async def test_the_foot_says_where_our_checks_know_too_few_words(
    language: str, is_said: bool, tmp_path: Path
) -> None:
    async with an_app(tmp_path, clock=Clock()) as app:
        [_] = await ordered(app, story := await the_story(app), "en")
        async with app.reading() as session:
            told = (await read_stories(session, [story]))[story]
            briefs = await briefs_of(session, [story])
        view = view_of(told, briefs, language="en")
    assert view is not None
    written = replace(view, mode=WHOLE, language=language)
    (message,) = render.story(written, app.words("en"), zone="UTC")
    assert ("our checks know no words of judgement" in message.html) is is_said
