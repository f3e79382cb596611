"""What the bot says about itself reaches each person in their language and place."""

from __future__ import annotations


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"does {name}"} for name in names]


async def test_commands_come_in_the_language_of_the_person_or_the_common_one(telegram) -> None:
    await telegram.ok("setMyCommands", commands=commands("help"))
    await telegram.ok("setMyCommands", commands=commands("hilfe"), language_code="de")
    for user, language, expected in (
        (1, "de", "hilfe"),
        (2, "de-AT", "hilfe"),
        (3, "fr", "help"),
        (4, None, "help"),
    ):
        await telegram.post("/people", user=user, language_code=language)
        assert (await telegram.get(f"/people/{user}/bot"))["commands"] == commands(expected)


async def test_a_narrower_scope_wins_over_a_fitting_language(telegram) -> None:
    await telegram.post("/people", user=1, language_code="de")
    await telegram.ok("setMyCommands", commands=commands("all"), language_code="de")
    await telegram.ok("setMyCommands", commands=commands("private"), scope={"type": "all_private_chats"})
    assert (await telegram.get("/people/1/bot"))["commands"] == commands("private")
    await telegram.ok("setMyCommands", commands=commands("yours"), scope={"type": "chat", "chat_id": 1})
    assert (await telegram.get("/people/1/bot"))["commands"] == commands("yours")
    await telegram.ok("deleteMyCommands", scope={"type": "chat", "chat_id": 1})
    assert await telegram.ok("getMyCommands", scope={"type": "chat", "chat_id": 1}) == []
    assert await telegram.ok("getMyCommands", scope={"type": "all_private_chats"}) == commands("private")
    group = await telegram.open_chat("supergroup", admins=[1], members=[2])
    await telegram.ok("setMyCommands", commands=commands("boss"), scope={"type": "all_chat_administrators"})
    assert (await telegram.get(f"/people/1/bot?chat_id={group}"))["commands"] == commands("boss")
    assert (await telegram.get(f"/people/2/bot?chat_id={group}"))["commands"] == []


async def test_names_and_descriptions_fall_back_to_what_stands_for_all(telegram) -> None:
    await telegram.post("/people", user=1, language_code="ar")
    await telegram.ok("setMyName", name="Desk")
    await telegram.ok("setMyDescription", description="News")
    await telegram.ok("setMyDescription", description="أخبار", language_code="ar")
    await telegram.ok("setMyShortDescription", short_description="short")
    seen = await telegram.get("/people/1/bot")
    assert (seen["first_name"], seen["description"], seen["short_description"]) == ("Desk", "أخبار", "short")
    assert await telegram.ok("getMyDescription", language_code="fr") == {"description": "News"}
    assert await telegram.ok("getMyName") == {"name": "Desk"}
    await telegram.ok("setMyDescription", description="", language_code="ar")
    assert (await telegram.get("/people/1/bot"))["description"] == "News"


async def test_menu_buttons_are_set_for_one_or_for_all(telegram) -> None:
    assert await telegram.ok("getChatMenuButton") == {"type": "commands"}
    web_app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://a.example"}}
    await telegram.ok("setChatMenuButton", chat_id=1, menu_button=web_app)
    assert await telegram.ok("getChatMenuButton", chat_id=1) == web_app
    assert (await telegram.get("/people/1/bot"))["menu_button"] == web_app
    assert (await telegram.get("/people/2/bot"))["menu_button"] == {"type": "commands"}
