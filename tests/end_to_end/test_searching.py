"""Searching, sharing by a link, and inline mode, over HTTP with the real program."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from news.db import Database, open_engine
from news.models import Brief
from tests.commits import commits_of
from tests.end_to_end.conftest import PATIENCE_S, Person, Town, news_read


def linked(message: dict[str, Any]) -> set[str]:
    """The articles that a message links, without where in them it points."""
    links = (entity.get("url", "") for entity in message["entities"])
    return {link.partition("#")[0] for link in links if "127.0.0.1" in link}


async def opened(town: Town, reader: Person, found: dict[str, Any]) -> dict[str, Any]:
    """The first story of what was found, as soon as it is written. Nobody is told when it is: "Press again in a moment"."""
    url = town.program.environment["DATABASE_URL"]
    database = Database(open_engine(url))

    async def is_written() -> bool:
        async with database.reading() as session:
            states = (await session.scalars(select(col(Brief.state)))).all()
        return set(states) == {"ready"}

    said = await reader.press(found, "1")
    if said is not None and "being written" in said:
        async with commits_of(url, "brief") as commits:
            await commits.until_true(is_written, patience_s=PATIENCE_S)
        await reader.press(found, "1")
    await database.close()
    return await reader.hears("Outlets")


async def searched(reader: Person, words: str) -> dict[str, Any]:
    await reader.send(f"/search {words}")
    return await reader.hears(lambda message: "v1:open" in str(message.get("reply_markup")))


async def offered(reader, words: str) -> tuple[str, dict[str, Any]]:
    chat = f"/people/{reader.user}/chats/{reader.user}"
    made = await reader._post(f"{chat}/inline", {"query": words})
    url = f"{reader.url}/people/{reader.user}/inline/{made['inline_query_id']}?timeout=20"
    async with reader.http.get(url) as answer:
        said = await answer.json()
    assert said["answered"], "the query was not answered"
    return made["inline_query_id"], said


async def test_a_story_is_found_passed_on_by_a_link_and_offered_in_any_chat(town):
    reader = await town.person(1)
    await news_read(town)
    found = await searched(reader, "ferry")
    story = await opened(town, reader, found)
    rows = story["reply_markup"]["inline_keyboard"]
    shared = next(
        b["url"] for row in rows for b in row if b.get("url", "").startswith("https://t.me/share/url")
    )
    payload = shared.partition("%3Fstart%3D")[2].partition("&")[0]
    assert payload.startswith("s_")

    newcomer = await town.person(2)
    await newcomer._post("/people/2/start", {"payload": payload})
    told = await newcomer.hears("Outlets")
    assert linked(told) & linked(story), "the same story, though more outlets may report it by now"
    await newcomer.hears("Which language do you read?")

    query, offers = await offered(newcomer, "ferry")
    result = offers["results"][0]
    sent = await newcomer._post(
        "/people/2/chats/2/choose", {"inline_query_id": query, "result_id": result["id"]}
    )
    message = sent["message"]
    assert message["via_bot"]["is_bot"]
    links = [entity["url"] for entity in message["entities"] if entity["type"] == "text_link"]
    assert any("?start=s_" in link for link in links)
    assert any("127.0.0.1" in link for link in links), "the outlets are linked"
    await newcomer.send("/help")
    await newcomer.hears("What you can do")
    assert "I did not understand" not in "".join(m.get("text", "") for m in await newcomer.messages())
