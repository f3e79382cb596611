"""Files go up once, come down whole, and are sent again by their id."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import aiohttp


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


async def upload(telegram: Any, method: str, *, files: dict[str, tuple[str, bytes]], **fields: str) -> Any:
    form = aiohttp.FormData({"chat_id": "1", **fields})
    for name, (file_name, content) in files.items():
        form.add_field(name, content, filename=file_name)
    async with telegram.session.post(
        f"{telegram.url}/bot{telegram.sandbox.token}/{method}", data=form
    ) as response:
        return await response.json()


async def test_a_document_can_be_fetched_and_sent_again_by_its_id(telegram) -> None:
    answer = await upload(
        telegram, "sendDocument", files={"document": ("feeds.opml", b"<opml/>")}, caption="feeds"
    )
    document = answer["result"]["document"]
    assert (document["file_name"], document["file_size"], answer["result"]["caption"]) == (
        "feeds.opml",
        7,
        "feeds",
    )
    again = await telegram.ok("sendDocument", chat_id=1, document=document["file_id"])
    assert again["document"] == document
    path = (await telegram.ok("getFile", file_id=document["file_id"]))["file_path"]
    async with telegram.session.get(f"{telegram.url}/file/bot{telegram.sandbox.token}/{path}") as response:
        assert await response.read() == b"<opml/>"
    words = await telegram.refused("sendPhoto", chat_id=1, photo=document["file_id"])
    assert words == "Bad Request: can't use file of type Document as Photo"


async def test_a_photo_knows_its_size_and_must_be_one(telegram) -> None:
    answer = await upload(telegram, "sendPhoto", files={"photo": ("a.png", png(6, 4))})
    assert [(size["width"], size["height"]) for size in answer["result"]["photo"]] == [(6, 4)]
    answer = await upload(telegram, "sendPhoto", files={"photo": ("a.png", b"no picture")})
    assert answer["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    answer = await upload(telegram, "sendPhoto", files={"photo": ("a.png", png(600, 4))})
    assert answer["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_empty_and_oversized_files_are_refused(telegram) -> None:
    answer = await upload(telegram, "sendDocument", files={"document": ("a", b"")})
    assert answer["description"] == "Bad Request: file must be non-empty"
    answer = await upload(telegram, "sendDocument", files={"document": ("a", b"x" * (50 * 1024 * 1024 + 1))})
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


async def test_an_album_is_several_messages_of_one_group(telegram) -> None:
    media = [{"type": "photo", "media": f"attach://{name}", "caption": name} for name in ("one", "two")]
    answer = await upload(
        telegram,
        "sendMediaGroup",
        files={"one": ("1.png", png(2, 2)), "two": ("2.png", png(3, 3))},
        media=json.dumps(media),
    )
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second["caption"]) == ("one", "two")
    assert second["message_id"] == first["message_id"] + 1


async def test_audio_and_voice_keep_what_is_said_of_them(telegram) -> None:
    answer = await upload(
        telegram,
        "sendAudio",
        files={"audio": ("d.mp3", b"mp3")},
        title="Digest",
        performer="Desk",
        duration="61",
    )
    audio = answer["result"]["audio"]
    assert (audio["title"], audio["performer"], audio["duration"]) == ("Digest", "Desk", 61)
    answer = await upload(telegram, "sendVoice", files={"voice": ("d.ogg", b"ogg")}, duration="5")
    assert answer["result"]["voice"]["duration"] == 5


async def test_a_caption_has_its_own_limit_and_can_be_edited(telegram) -> None:
    answer = await upload(telegram, "sendDocument", files={"document": ("a", b"x")}, caption="x" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"
    sent = (await upload(telegram, "sendDocument", files={"document": ("a", b"x")}))["result"]
    about = {"chat_id": 1, "message_id": sent["message_id"]}
    edited = await telegram.ok("editMessageCaption", **about, caption="<i>new</i>", parse_mode="HTML")
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("new", "italic")
    words = await telegram.refused("editMessageText", **about, text="x")
    assert words == "Bad Request: there is no text in the message to edit"


async def test_a_person_sends_a_file_and_the_bot_can_read_it(telegram) -> None:
    form = aiohttp.FormData({"caption": "my feeds /import"})
    form.add_field("file", b"<opml/>", filename="mine.opml")
    async with telegram.session.post(f"{telegram.url}/people/1/chats/1/send_document", data=form) as response:
        assert response.status == 200
    message = (await telegram.updates())[0]["message"]
    assert message["caption_entities"][0]["type"] == "bot_command"
    path = (await telegram.ok("getFile", file_id=message["document"]["file_id"]))["file_path"]
    assert path.endswith(".opml")
