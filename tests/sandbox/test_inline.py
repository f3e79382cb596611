"""Inline mode: what a person types behind the bot's name, what is offered, and what of it is sent."""

from __future__ import annotations

from typing import Any

import pytest

Json = dict[str, Any]


def article(number: int = 1, **more: Any) -> Json:
    content = {"message_text": f"<b>Story {number}</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": str(number),
        "title": f"Story {number}",
        "input_message_content": content,
    } | more


async def typed(telegram, text: str, *, user: int = 1, chat: int = 1, **more: Any) -> str:
    answer = await telegram.post(f"/people/{user}/chats/{chat}/inline", query=text, **more)
    return str(answer["inline_query_id"])


async def test_what_is_typed_reaches_the_bot_and_its_offers_the_person(telegram) -> None:
    query = await typed(telegram, "ferry", offset="10")
    (update,) = await telegram.updates()
    assert update["inline_query"] == {
        "id": query,
        "from": {"id": 1, "is_bot": False, "first_name": "Ada (1)"},
        "query": "ferry",
        "offset": "10",
        "chat_type": "sender",
    }
    waiting = await telegram.get(f"/people/1/inline/{query}?timeout=0")
    assert waiting["answered"] is False
    await telegram.ok(
        "answerInlineQuery",
        inline_query_id=query,
        results=[article(1, description="Two outlets"), article(2)],
        next_offset="20",
        button={"text": "Start", "start_parameter": "inline"},
    )
    offered = await telegram.get(f"/people/1/inline/{query}")
    assert [(one["id"], one["title"]) for one in offered["results"]] == [("1", "Story 1"), ("2", "Story 2")]
    assert offered["results"][0]["description"] == "Two outlets"
    assert (offered["next_offset"], offered["button"]["start_parameter"]) == ("20", "inline")


async def test_a_result_that_is_chosen_is_the_persons_message_through_the_bot(telegram) -> None:
    group = await telegram.open_chat("supergroup", members=[1, 2])
    await telegram.updates()
    query = await typed(telegram, "ferry", chat=group)
    (update,) = await telegram.updates()
    assert update["inline_query"]["chat_type"] == "supergroup"
    await telegram.ok("answerInlineQuery", inline_query_id=query, results=[article()])
    answer = await telegram.post(f"/people/1/chats/{group}/choose", inline_query_id=query, result_id="1")
    message = answer["message"]
    assert (message["text"], message["from"]["id"], message["outgoing"]) == ("Story 1", 1, True)
    assert message["via_bot"]["username"] == "sandbox_bot"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    seen = await telegram.get(f"/people/2/chats/{group}/messages")
    assert seen[-1]["via_bot"]["is_bot"] is True
    heard, chosen = await telegram.updates()
    assert heard["message"]["via_bot"]["username"] == "sandbox_bot", "privacy mode lets a bot hear its own"
    assert (chosen["chosen_inline_result"]["result_id"], chosen["chosen_inline_result"]["query"]) == (
        "1",
        "ferry",
    )


async def test_an_answer_is_kept_as_long_as_the_bot_says_and_for_whom_it_says(telegram, clock) -> None:
    query = await typed(telegram, "ferry")
    await telegram.ok(
        "answerInlineQuery", inline_query_id=query, results=[article()], cache_time=60, is_personal=True
    )
    assert await typed(telegram, "ferry") == query
    assert await typed(telegram, "ferry", user=2, chat=2) != query
    clock.seconds += 61
    assert await typed(telegram, "ferry") != query


async def test_an_answer_for_everybody_is_given_to_everybody(telegram) -> None:
    query = await typed(telegram, "ferry")
    await telegram.ok("answerInlineQuery", inline_query_id=query, results=[article()])
    assert await typed(telegram, "ferry", user=2, chat=2) == query
    await telegram.get(f"/people/2/inline/{query}")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"results": [article(1), article(1)]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article(1, id="x" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": [article(number) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "Go", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"results": [article(1, title=" ")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(1, input_message_content={"message_text": ""})]}, "message text is empty"),
        (
            {"results": [article(1, input_message_content={"message_text": "<b", "parse_mode": "HTML"})]},
            "can't parse entities",
        ),
        ({"results": [article(1, input_message_content={"message_text": "x" * 4_097})]}, "MESSAGE_TOO_LONG"),
    ],
)
async def test_what_telegram_would_not_offer_is_refused(telegram, wrong, words) -> None:
    query = await typed(telegram, "ferry")
    assert words in await telegram.refused("answerInlineQuery", inline_query_id=query, **wrong)


async def test_an_answer_comes_once_and_in_time(telegram, clock) -> None:
    query = await typed(telegram, "ferry")
    clock.seconds += 31
    assert "query is too old" in await telegram.refused(
        "answerInlineQuery", inline_query_id=query, results=[]
    )
    query = await typed(telegram, "boat")
    await telegram.ok("answerInlineQuery", inline_query_id=query, results=[])
    assert "query is too old" in await telegram.refused(
        "answerInlineQuery", inline_query_id=query, results=[]
    )


async def test_nobody_chooses_what_was_not_offered_to_them(telegram) -> None:
    query = await typed(telegram, "ferry")
    await telegram.ok("answerInlineQuery", inline_query_id=query, results=[article()], is_personal=True)
    chosen = {"inline_query_id": query, "result_id": "1"}
    assert await telegram.post_status("/people/2/chats/2/choose", **chosen) == 404
    assert await telegram.post_status("/people/1/chats/1/choose", **chosen | {"result_id": "9"}) == 404


async def test_where_inline_mode_is_off_nothing_can_be_typed_and_the_bot_knows(telegram) -> None:
    assert (await telegram.ok("getMe"))["supports_inline_queries"] is True
    telegram.sandbox.world.profile.supports_inline = False
    assert (await telegram.ok("getMe"))["supports_inline_queries"] is False
    assert await telegram.post_status("/people/1/chats/1/inline", query="ferry") == 409
