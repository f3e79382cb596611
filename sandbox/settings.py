"""Methods by which the bot describes itself: commands, name, descriptions, menu button."""

from __future__ import annotations

import re

from sandbox.chats import World
from sandbox.errors import Json, bad, malformed
from sandbox.profile import DEFAULT_SCOPE, Scope, in_language, scopes_of_group, scopes_of_private_chat
from sandbox.rooms import ADMINS, find_room

MAX_COMMANDS = 100


def set_my_commands(world: World, args: Json) -> bool:
    commands = [_command(given) for given in args.get("commands", [])]
    if len(commands) > MAX_COMMANDS:
        raise malformed("BOT_COMMANDS_TOO_MUCH")
    world.profile.commands[(_scope(world, args), _language(args))] = commands
    _changed(world)
    return True


def get_my_commands(world: World, args: Json) -> list[Json]:
    return world.profile.commands.get((_scope(world, args), _language(args)), [])


def delete_my_commands(world: World, args: Json) -> bool:
    world.profile.commands.pop((_scope(world, args), _language(args)), None)
    _changed(world)
    return True


def _command(given: Json) -> Json:
    name, description = given["command"].strip().removeprefix("/"), given["description"].strip()
    if not name:
        raise malformed("command must be non-empty")
    if len(name) > 32:
        raise malformed("command length must not exceed 32")
    if not description:
        raise malformed("command description must be non-empty")
    if len(description) > 256:
        raise malformed("command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise malformed("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _scope(world: World, args: Json) -> Scope:
    given = args.get("scope") or {"type": "default"}
    kind = given["type"]
    if kind not in ("chat", "chat_administrators", "chat_member"):
        return (kind, 0, 0) if kind != "default" else DEFAULT_SCOPE
    room = find_room(world, given["chat_id"])
    if room.type == "channel":
        raise bad("can't change commands in channel chats")
    if room.type == "private" and kind != "chat":
        raise bad("chat not found")
    return (kind, room.id, given.get("user_id", 0))


def _language(args: Json) -> str:
    code: str = args.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise malformed("invalid language code specified")
    return code


def set_my_name(world: World, args: Json) -> bool:
    return _describe(world, world.profile.names, args, "name")


def get_my_name(world: World, args: Json) -> Json:
    return {"name": world.profile.names.get(_language(args)) or world.profile.name("")}


def set_my_description(world: World, args: Json) -> bool:
    return _describe(world, world.profile.descriptions, args, "description")


def get_my_description(world: World, args: Json) -> Json:
    texts = world.profile.descriptions
    return {"description": texts.get(_language(args)) or texts.get("", "")}


def set_my_short_description(world: World, args: Json) -> bool:
    return _describe(world, world.profile.short_descriptions, args, "short_description")


def get_my_short_description(world: World, args: Json) -> Json:
    texts = world.profile.short_descriptions
    return {"short_description": texts.get(_language(args)) or texts.get("", "")}


def _describe(world: World, texts: dict[str, str], args: Json, what: str) -> bool:
    """An empty text removes what stood for the language."""
    language = _language(args)
    if args.get(what):
        texts[language] = args[what]
    else:
        texts.pop(language, None)
    _changed(world)
    return True


def set_chat_menu_button(world: World, args: Json) -> bool:
    button = args.get("menu_button") or {"type": "default"}
    if button["type"] not in ("default", "commands", "web_app"):
        raise malformed("can't parse menu button: MenuButton has unsupported type")
    chat_id = args.get("chat_id", 0)
    if chat_id:
        _private(world, chat_id)
    if button["type"] == "default":
        world.profile.menu_buttons.pop(chat_id, None)
    else:
        world.profile.menu_buttons[chat_id] = button
    _changed(world)
    return True


def get_chat_menu_button(world: World, args: Json) -> Json:
    chat_id = args.get("chat_id", 0)
    if chat_id:
        _private(world, chat_id)
    return world.profile.menu_button(chat_id)


def _private(world: World, chat_id: int) -> None:
    if find_room(world, chat_id).type != "private":
        raise bad("chat not found")


def _changed(world: World) -> None:
    world.is_changed = True
    world.events.publish("bot", None, lambda user_id: bot_card(world, user_id, user_id))


def bot_card(world: World, user_id: int, chat_id: int) -> Json:
    """What a person sees of the bot, in their language."""
    profile, language = world.profile, world.person(user_id).language_code or ""
    room = world.rooms.get(chat_id)
    if room is not None and room.is_group:
        status = room.members.get(user_id, "left")
        scopes = scopes_of_group(chat_id, user_id, is_admin=status in ADMINS)
    else:
        scopes = scopes_of_private_chat(user_id)
    return {
        "username": profile.username,
        "first_name": profile.name(language),
        "name": profile.name(language),
        "description": in_language(profile.descriptions, language),
        "short_description": in_language(profile.short_descriptions, language),
        "commands": profile.commands_for(scopes, language.partition("-")[0]),
        "menu_button": profile.menu_button(user_id),
    }
