"""What the bot says about itself: names, descriptions, commands and menu buttons, by language and scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.errors import Json

Scope = tuple[str, int, int]  # type, chat id, user id; 0 where the type needs none
DEFAULT_SCOPE: Scope = ("default", 0, 0)


@dataclass
class BotProfile:
    username: str = "sandbox_bot"
    first_name: str = "Sandbox bot"
    supports_inline: bool = True  # as after /setinline with @BotFather
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # by private chat, 0 for the default

    def name(self, language_code: str) -> str:
        return in_language(self.names, language_code) or self.first_name

    def menu_button(self, chat_id: int) -> Json:
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0) or {"type": "commands"}

    def commands_for(self, scopes: Iterable[Scope], language_code: str) -> list[Json]:
        """The first scope that has commands, in the language or in none (the order is the caller's)."""
        for scope in scopes:
            for language in (language_code, ""):
                found = self.commands.get((scope, language))
                if found:
                    return found
        return []


def in_language(texts: dict[str, str], language_code: str) -> str:
    """The exact language (regions count for nothing), or what stands for all."""
    return texts.get(language_code.partition("-")[0]) or texts.get("", "")


def scopes_of_private_chat(user_id: int) -> list[Scope]:
    """https://core.telegram.org/bots/api#determining-list-of-commands"""
    return [("chat", user_id, 0), ("all_private_chats", 0, 0), DEFAULT_SCOPE]


def scopes_of_group(chat_id: int, user_id: int, *, is_admin: bool) -> list[Scope]:
    scopes: list[Scope] = [("chat_member", chat_id, user_id)]
    if is_admin:
        scopes += [("chat_administrators", chat_id, 0)]
    scopes += [("chat", chat_id, 0)]
    if is_admin:
        scopes += [("all_chat_administrators", 0, 0)]
    return [*scopes, ("all_group_chats", 0, 0), DEFAULT_SCOPE]
