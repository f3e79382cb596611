"""Methods by which the bot writes: texts, files, albums, places, copies, forwards, drafts, actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.chats import Draft, Room, World
from sandbox.entities import format_text
from sandbox.errors import Json, bad, malformed, too_many
from sandbox.files import Upload, image_size
from sandbox.keyboards import read_markup
from sandbox.markup import Span, utf16_length
from sandbox.posting import post, tell
from sandbox.rooms import find_room, require_membership, require_message, require_thread, require_voice
from sandbox.spec import load

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_QUOTE = 1024
DRAFT_SECONDS = 30.0


@dataclass(frozen=True)
class Place:
    """Where a message will stand, checked: chat, topic, what it answers, and its keyboard."""

    room: Room
    thread_id: int | None
    reply: Json
    markup: Json | None

    def content(self) -> Json:
        inline = self.markup if self.markup and "inline_keyboard" in self.markup else None
        return {**self.reply, **({"reply_markup": inline} if inline else {})}


def place(world: World, args: Json, what: str = "text messages") -> Place:
    """Raises Refused where the bot may not write, or the call names what is not there."""
    markup = read_markup(args.get("reply_markup"))
    room = find_room(world, args["chat_id"])
    require_voice(world, room, what)
    thread_id = require_thread(world, room, args.get("message_thread_id"))
    return Place(room, thread_id, _reply(world, room, args), markup)


def put(world: World, where: Place, content: Json, *, args: Json) -> Json:
    """Posts one message, flood control permitting. Raises Refused (429)."""
    _pay(world, where.room, 1)
    return _put_paid(world, where, content, args)


def _put_paid(world: World, where: Place, content: Json, args: Json) -> Json:
    whole = {**content, **where.content()}
    if args.get("protect_content"):
        whole["has_protected_content"] = True
    message = post(world, where.room, whole, sender_id=world.bot_id, thread_id=where.thread_id)
    if where.markup and "inline_keyboard" not in where.markup:
        where.room.keyboards[message["message_id"]] = where.markup
    return message


def _pay(world: World, room: Room, count: int) -> None:
    seconds = world.flood.wait(room.id, world.now(), is_group=room.is_group, count=count)
    if seconds:
        raise too_many(seconds)


def send_message(world: World, args: Json) -> Json:
    content = text_content(args, too_long="message is too long")
    return put(world, place(world, args), content, args=args)


def text_content(args: Json, *, too_long: str) -> Json:
    """The `text`, `entities` and `link_preview_options` of a message. Raises Refused."""
    text, spans = format_text(
        args.get("text", ""), parse_mode=args.get("parse_mode"), entities=args.get("entities")
    )
    if not text:
        raise malformed("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise malformed(too_long)
    content: Json = {"text": text}
    if spans:
        content["entities"] = entities_json(spans)
    preview = args.get("link_preview_options")
    if preview is None and args.get("disable_web_page_preview"):
        preview = {"is_disabled": True}
    if preview:
        content["link_preview_options"] = preview
    return content


def caption_content(args: Json) -> Json:
    text, spans = format_text(
        args.get("caption", ""), parse_mode=args.get("parse_mode"), entities=args.get("caption_entities")
    )
    if utf16_length(text) > MAX_CAPTION:
        raise malformed("message caption is too long")
    content: Json = {"caption": text} if text else {}
    if spans:
        content["caption_entities"] = entities_json(spans)
    if args.get("show_caption_above_media") and text:
        content["show_caption_above_media"] = True
    return content


def entities_json(spans: list[Span]) -> list[Json]:
    return [span.as_entity() for span in spans]


def _reply(world: World, room: Room, args: Json) -> Json:
    wanted: Json = args.get("reply_parameters") or {}
    message_id = wanted.get("message_id") or args.get("reply_to_message_id")
    if not message_id:
        return _topic_root(room, args.get("message_thread_id"))
    lenient = wanted.get("allow_sending_without_reply", args.get("allow_sending_without_reply", False))
    source = find_room(world, wanted["chat_id"]) if wanted.get("chat_id") else room
    target = source.messages.get(message_id)
    if target is None and lenient:
        return {}
    if target is None:
        raise bad("message to be replied not found")
    target.pop("reply_to_message", None)
    if source is not room:
        return {
            "external_reply": {"origin": _origin(target), "chat": target["chat"], "message_id": message_id}
        }
    return {"reply_to_message": target, **quote_content(target, wanted)}


def quote_content(target: Json, wanted: Json) -> Json:
    """The `quote` of a reply: it must stand in the message, word for word. Raises Refused."""
    if not wanted.get("quote"):
        return {}
    text, spans = format_text(
        wanted["quote"], parse_mode=wanted.get("quote_parse_mode"), entities=wanted.get("quote_entities")
    )
    whole = target.get("text") or target.get("caption") or ""
    index = whole.find(text)
    if not text or index < 0 or utf16_length(text) > MAX_QUOTE:
        raise bad("QUOTE_TEXT_INVALID")
    quote: Json = {"text": text, "position": utf16_length(whole[:index]), "is_manual": True}
    kept = [
        span for span in spans if span.type in ("bold", "italic", "underline", "strikethrough", "spoiler")
    ]
    return {"quote": {**quote, **({"entities": entities_json(kept)} if kept else {})}}


def _topic_root(room: Room, thread_id: int | None) -> Json:
    """What is written in a topic answers the message that opened it, as Telegram has it."""
    root = room.messages.get(thread_id) if thread_id else None
    return {"reply_to_message": root} if root else {}


def send_photo(world: World, args: Json) -> Json:
    content = {"photo": photo_sizes(world, args["photo"]), **caption_content(args)}
    if args.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return put(world, place(world, args, "photos"), content, args=args)


def photo_sizes(world: World, given: Upload | str) -> list[Json]:
    if isinstance(given, Upload) and given.content and image_size(given.content) is None:
        raise bad("IMAGE_PROCESS_FAILED")
    stored = world.files.resolve("photo", given)
    width, height = image_size(stored.content) or (0, 0)
    if width + height > 10_000 or max(width, height) > 20 * max(1, min(width, height)):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return [{**stored.as_file(), "width": width, "height": height}]


def send_document(world: World, args: Json) -> Json:
    content = {"document": attachment(world, "document", args["document"], {}), **caption_content(args)}
    return put(world, place(world, args, "documents"), content, args=args)


def send_audio(world: World, args: Json) -> Json:
    about = {key: args[key] for key in ("performer", "title") if args.get(key)}
    audio = attachment(world, "audio", args["audio"], {"duration": args.get("duration", 0), **about})
    return put(world, place(world, args, "music"), {"audio": audio, **caption_content(args)}, args=args)


def send_voice(world: World, args: Json) -> Json:
    voice = attachment(world, "voice", args["voice"], {"duration": args.get("duration", 0)})
    voice.pop("file_name", None)
    return put(
        world, place(world, args, "voice messages"), {"voice": voice, **caption_content(args)}, args=args
    )


def attachment(world: World, kind: str, given: Upload | str, about: Json) -> Json:
    stored = world.files.resolve(kind, given)
    return {**stored.as_file(), "file_name": stored.name, "mime_type": stored.mime_type, **about}


def media_content(world: World, media: Json, uploads: Json) -> Json:
    """The content of one InputMedia; `attach://name` names a file of the same request. Raises Refused."""
    given = media["media"]
    if isinstance(given, str) and given.startswith("attach://"):
        given = uploads.get(given.removeprefix("attach://"))
        if not isinstance(given, Upload):
            raise malformed("can't parse InputMedia: media not found")
    kind = media.get("type", "")
    if kind == "photo":
        return {"photo": photo_sizes(world, given), **caption_content(media)}
    if kind not in ("document", "audio"):
        raise malformed(f'type "{kind}" is unsupported in this sandbox')
    about = {key: media[key] for key in ("duration", "performer", "title") if media.get(key)}
    defaults = {"duration": 0} if kind == "audio" else {}
    return {kind: attachment(world, kind, given, {**defaults, **about}), **caption_content(media)}


def send_media_group(world: World, args: Json) -> list[Json]:
    kinds = {media.get("type") for media in args["media"]}
    if len(kinds) > 1 and kinds & {"audio", "document"}:
        raise bad("can't use the media of the specified type in the album")
    where = place(world, args, "photos")
    contents = [media_content(world, media, args["uploads"]) for media in args["media"]]
    _pay(world, where.room, len(contents))
    group = str(13_000_000_000_000_000 + world.last_account_message_id)
    return [_put_paid(world, where, {"media_group_id": group, **content}, args) for content in contents]


def send_location(world: World, args: Json) -> Json:
    if not (-90 <= args["latitude"] <= 90 and -180 <= args["longitude"] <= 180):
        raise malformed("wrong location coordinates specified")
    location = {"latitude": args["latitude"], "longitude": args["longitude"]}
    return put(world, place(world, args, "locations"), {"location": location}, args=args)


def send_chat_action(world: World, args: Json) -> bool:
    if args["action"] not in load().enums["ChatAction"]:
        raise malformed("wrong parameter action in request")
    room = find_room(world, args["chat_id"])
    require_voice(world, room, "text messages")
    require_thread(world, room, args.get("message_thread_id"))
    tell(world, room, "action", {"action": args["action"]})
    return True


def send_message_draft(world: World, args: Json) -> bool:
    """Shown for 30 s at most; its text is kept nowhere."""
    room = find_room(world, args["chat_id"])
    if room.type != "private":
        raise bad("method is available only in private chats")
    require_membership(world, room)
    if not args["draft_id"]:
        raise malformed("draft_id must be non-zero")
    text, spans = format_text(
        args.get("text", ""), parse_mode=args.get("parse_mode"), entities=args.get("entities")
    )
    if utf16_length(text) > MAX_TEXT:
        raise malformed("message is too long")
    draft: Json = {"draft_id": args["draft_id"], "text": text, "entities": entities_json(spans)}
    for name in ("can_stop", "keep_on_stop"):
        if args.get(name):
            draft[name] = True
    room.draft = Draft(
        args["draft_id"],
        can_stop=bool(args.get("can_stop")),
        thread_id=args.get("message_thread_id"),
        expires_at=world.now() + DRAFT_SECONDS,
    )
    tell(world, room, "draft", draft)
    return True


_NOT_COPIED = (
    *(
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "edit_date",
        "message_thread_id",
        "is_topic_message",
    ),
    *("reply_to_message", "quote", "external_reply", "reply_markup", "media_group_id", "forward_origin"),
    *("has_protected_content", "via_bot"),
)


def copy_message(world: World, args: Json) -> Json:
    where = place(world, args)
    original = _original(world, args, args["message_id"], "message to copy not found")
    content = _copied(original)
    if "caption" in args and not {"photo", "document", "audio", "voice"}.isdisjoint(content):
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content.update(caption_content(args))
    return {"message_id": put(world, where, content, args=args)["message_id"]}


def copy_messages(world: World, args: Json) -> list[Json]:
    sent = _repeat(world, args, _copied)
    return [{"message_id": message["message_id"]} for message in sent]


def forward_message(world: World, args: Json) -> Json:
    where = place(world, args)
    original = _original(world, args, args["message_id"], "message to forward not found")
    return put(world, where, _forwarded(original), args=args)


def forward_messages(world: World, args: Json) -> list[Json]:
    sent = _repeat(world, args, _forwarded)
    return [{"message_id": message["message_id"]} for message in sent]


def _repeat(world: World, args: Json, change: Any) -> list[Json]:
    """Copies or forwards several messages; those not found are skipped. Raises Refused when none is left."""
    where = place(world, args)
    source = find_room(world, args["from_chat_id"])
    if args["message_ids"] != sorted(set(args["message_ids"])):
        raise bad("message identifiers must be in a strictly increasing order")
    originals = [message for key in args["message_ids"] if (message := source.messages.get(key))]
    if not originals:
        raise bad(
            "there are no messages to forward" if change is _forwarded else "there are no messages to copy"
        )
    _pay(world, where.room, len(originals))
    return [_put_paid(world, where, change(message), args) for message in originals]


def _original(world: World, args: Json, message_id: int, words: str) -> Json:
    message = require_message(find_room(world, args["from_chat_id"]), message_id, words)
    if message.get("has_protected_content"):
        raise bad("message can't be " + ("copied" if "copy" in words else "forwarded"))
    return message


def _copied(original: Json) -> Json:
    return {key: value for key, value in original.items() if key not in _NOT_COPIED}


def _forwarded(original: Json) -> Json:
    return {**_copied(original), "forward_origin": original.get("forward_origin") or _origin(original)}


def _origin(message: Json) -> Json:
    if "sender_chat" in message:
        about = {"chat": message["sender_chat"], "message_id": message["message_id"]}
        return {"type": "channel", "date": message["date"], **about}
    return {"type": "user", "date": message["date"], "sender_user": message["from"]}
