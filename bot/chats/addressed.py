"""Whether what arrives from a group or channel is meant for us: a command, our name, a reply to what we wrote.

Everything else there is what people say to each other: it is neither read nor kept. Knows updates, and no rows.
"""

from dataclasses import dataclass

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType, MessageEntityType

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True)
class Called:
    """How we were spoken to: by our name, or in reply to a message of ours; `text` is what was said, without the name."""

    text: str
    is_by_name: bool


def is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def is_in_group(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type in GROUPS


def is_for_us(update: Update, bot: User) -> bool:
    """Whether the update is to be answered or heeded at all."""
    if is_private(update) or update.callback_query is not None or update.my_chat_member is not None:
        return True
    message = update.effective_message
    if message is None or message.via_bot is not None:
        return False
    return command_in(message, bot) is not None or called(message, bot) is not None


def command_in(message: Message, bot: User) -> str | None:
    """The name of the command, where it is one and not another bot's."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset or not message.text:
        return None
    name, _, called_bot = message.text[1 : first.length].partition("@")
    is_ours = not called_bot or called_bot.casefold() == (bot.username or "").casefold()
    return name.casefold() if is_ours else None


def called(message: Message, bot: User) -> Called | None:
    """How we were spoken to in a group; None where we were not."""
    if message.is_automatic_forward or (message.sender_chat is not None and not is_anonymous(message)):
        return None  # a channel speaks, not a person
    text = message.text or message.caption or ""
    names = [entity for entity in _entities(message) if _names(message, entity, bot)]
    if names:
        return Called(_without(message, names), is_by_name=True)
    return Called(text, is_by_name=False) if is_reply_to(message, bot) else None


def is_reply_to(message: Message, bot: User) -> bool:
    """Whether it answers a message of ours. What is written in a topic answers, for Telegram, the note that opened it."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return False
    return replied.from_user is not None and replied.from_user.id == bot.id


def is_anonymous(message: Message) -> bool:
    """Whether an admin wrote it who does not say who they are: then the group itself is the sender."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return (*message.entities, *message.caption_entities)


def _names(message: Message, entity: MessageEntity, bot: User) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    if entity.type != MessageEntityType.MENTION:
        return False
    return _words(message, entity).casefold() == f"@{bot.username}".casefold()


def _words(message: Message, entity: MessageEntity) -> str:
    return message.parse_entity(entity) if message.text else message.parse_caption_entity(entity)


def _without(message: Message, names: list[MessageEntity]) -> str:
    """The text without our name, wherever it stands; offsets are in UTF-16 units."""
    units = (message.text or message.caption or "").encode("utf-16-le")
    for entity in sorted(names, key=lambda one: one.offset, reverse=True):
        units = units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]
    return " ".join(units.decode("utf-16-le").split()).strip(" ,:")
