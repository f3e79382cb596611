"""Inline mode: what a person types behind the bot's name, what the bot offers, and what of it the person sends.

https://core.telegram.org/bots/api#inline-mode. Articles with a text are offered and sent, as long as this sandbox stands;
other kinds of results are refused. Answers are kept for as long as the bot says, and the bot is not asked again meanwhile.
"""

from __future__ import annotations

import re
from typing import Any

from sandbox.chats import Room, World
from sandbox.errors import Json, bad, malformed
from sandbox.inline_desk import InlineQuery
from sandbox.keyboards import read_inline
from sandbox.sending import text_content

MAX_QUERY, MAX_RESULTS, MAX_ID_BYTES, MAX_OFFSET_BYTES = 256, 50, 64, 64
ANSWER_SECONDS = 30
KEPT_SECONDS = 300
"""Where the bot does not say."""
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def ask(world: World, user_id: int, room: Room, *, text: str, offset: str) -> InlineQuery:
    """What is typed, told to the bot; or an earlier query whose answer still stands."""
    now = world.now()
    standing = world.inline.standing(user_id, text, offset, now)
    if standing is not None:
        return standing
    world.inline.forget_old(now)
    query = InlineQuery(world.next_query_id(), user_id, text, offset, now)
    world.inline.queries[query.id] = query
    chat_type = "sender" if room.id == user_id else room.type
    world.updates.put(
        "inline_query",
        {
            "id": query.id,
            "from": world.person(user_id).as_user(),
            "query": text,
            "offset": offset,
            "chat_type": chat_type,
        },
    )
    return query


def answer_inline_query(world: World, args: Json) -> bool:
    query = world.inline.queries.get(args["inline_query_id"])
    now = world.now()
    if query is None or query.answer is not None or now - query.asked_at > ANSWER_SECONDS:
        raise bad(QUERY_TOO_OLD)
    results = args.get("results", [])
    if len(results) > MAX_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len(args.get("next_offset", "").encode()) > MAX_OFFSET_BYTES:
        raise bad("NEXT_OFFSET_INVALID")
    query.contents = _contents(results)
    query.answer = {
        "results": [_shown(result) for result in results],
        "next_offset": args.get("next_offset", ""),
        **({"button": _button(args["button"])} if args.get("button") else {}),
    }
    query.is_personal = args.get("is_personal", False)
    whose = query.user_id if query.is_personal else 0
    seconds = args.get("cache_time", KEPT_SECONDS)
    if seconds > 0:
        world.inline.kept[query.text, query.offset, whose] = (query, now + seconds)
    query.answered.set()
    return True


def _contents(results: list[Json]) -> dict[str, Json]:
    """The message behind each result, by its id. Raises Refused for what Telegram would not send."""
    made: dict[str, Json] = {}
    for result in results:
        if not 1 <= len(result["id"].encode()) <= MAX_ID_BYTES:
            raise bad("RESULT_ID_INVALID")
        if result["id"] in made:
            raise bad("RESULT_ID_DUPLICATE")
        made[result["id"]] = _content(result)
    return made


def _content(result: Json) -> Json:
    given = result.get("input_message_content") or {}
    if result.get("type") != "article" or "message_text" not in given:
        raise malformed("only articles with a text are offered in this sandbox")
    if not result["title"].strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    content = text_content({**given, "text": given["message_text"]}, too_long="MESSAGE_TOO_LONG")
    markup = read_inline(result.get("reply_markup"))
    return content | ({"reply_markup": markup} if markup else {})


def _shown(result: Json) -> Json:
    about = ("id", "type", "title", "description", "url", "thumbnail_url")
    return {name: result[name] for name in about if result.get(name)}


def _button(given: Json) -> Json:
    if not given["text"].strip():
        raise bad("BUTTON_TEXT_EMPTY")
    if "start_parameter" in given and not _START.fullmatch(given["start_parameter"]):
        raise bad("START_PARAM_INVALID")
    return given


def chosen(world: World, query: InlineQuery, result_id: str, *, by: int) -> None:
    """The bot hears which result was sent, if it asked for that."""
    told: dict[str, Any] = {
        "result_id": result_id,
        "from": world.person(by).as_user(),
        "query": query.text,
    }
    if "reply_markup" in query.contents[result_id]:
        told["inline_message_id"] = f"{query.id}:{result_id}"
    world.updates.put("chosen_inline_result", told)
