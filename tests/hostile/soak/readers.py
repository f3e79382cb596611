"""Who reads: steady readers, who set their hours once and then only receive, and restless ones, who do anything at any time.

What a steady reader is due can be told beforehand, by the reader's own clock; of the restless only that nothing breaks.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from tests.hostile.soak.happenings import TOPICS

ZONES = (
    *("Europe/Berlin", "Europe/Kyiv", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "UTC"),
    *("Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Lagos", "Asia/Kathmandu", "Pacific/Auckland"),
)
LANGUAGES = ("en", "de", "es", "fr", "ru", "uk", "ar", "zh", "pl", "ja")
DONE_BY_WORDS = (
    *(
        "/digest",
        "/new",
        "/sources",
        "/sources 1",
        "/next",
        "/settings",
        "/topics",
        "/mutes",
        "/why 1",
        "/saved",
    ),
    *(
        "/help",
        "/alerts more",
        "/alerts off",
        "/quiet 22-7",
        "/quiet off",
        "/pause 1 day",
        "/resume",
        "/look full",
    ),
    *(
        "/length 3 min",
        "/length 4",
        "/look compact",
        "/follow 1",
        "/save 1",
        "/mute 2",
        "/unfollow 1",
        "/privacy",
    ),
    *("/search ferry", "/search planet moons", "/ask 1 who said it?", "/export", "/start", "/stop", "/admin"),
    *(
        "/follow ferry +harbour",
        "/mute strike for 2 hours",
        "/unmute strike",
        "/topics science sport",
        "/language",
    ),
    *(
        "what is new in the elections?",
        "how many were rescued?",
        "when did it happen?",
        "why?",
        "asdf",
        "🙂",
        "1",
        "/",
    ),
    *(
        "wake me at 7:30",
        "not so much football",
        "mute storms",
        "no more digests at 18:00",
        "/time",
        "/zone",
        "thanks",
    ),
)
QUIET_FROM, QUIET_UNTIL = 22, 7


@dataclass(frozen=True)
class Reader:
    """Somebody with a chat. `times` are local; `comes_back_at` is when who blocks the bot writes again."""

    user: int
    zone: str
    language: str
    topics: tuple[str, ...]
    times: tuple[str, ...]
    is_steady: bool
    has_quiet: bool = False
    """Alerts are held at night."""
    blocks_at: datetime | None = None
    comes_back_at: datetime | None = None

    def set_up(self) -> Iterator[str]:
        yield f"/topics {' '.join(self.topics)}"
        yield f"/zone {self.zone}"
        yield f"/time {' '.join(self.times)}"
        yield "/alerts more"
        if self.has_quiet:
            yield f"/quiet {QUIET_FROM}-{QUIET_UNTIL}"

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing that breaks is to be told then."""
        hour = at.astimezone(ZoneInfo(self.zone)).hour
        return self.has_quiet and (hour >= QUIET_FROM or hour < QUIET_UNTIL)

    def due(self, begin: datetime, end: datetime) -> list[tuple[str, date]]:
        """The digests of this reader that fall between: the local time, and the local date."""
        zone = ZoneInfo(self.zone)
        first = begin.astimezone(zone).date()
        days = [first + timedelta(days=ahead) for ahead in range(-1, (end - begin).days + 3)]
        return [(time, day) for time in self.times for day in days if begin < instant(day, time, zone) < end]

    def instants(self, begin: datetime, end: datetime) -> list[datetime]:
        zone = ZoneInfo(self.zone)
        return [instant(day, time, zone) for time, day in self.due(begin, end)]


def instant(day: date, time: str, zone: ZoneInfo) -> datetime:
    """The first moment at which the reader's clock shows this, or, where it never does, the first after the gap."""
    at = datetime.combine(day, datetime.strptime(time, "%H:%M").time(), zone).astimezone(UTC)  # noqa: DTZ007
    while at.astimezone(zone).replace(tzinfo=None) < datetime.combine(day, datetime.min.time()):
        at += timedelta(minutes=1)
    return at


def some_readers(count: int, chance: random.Random, *, begin: datetime, end: datetime) -> list[Reader]:
    """Half of them steady. A few of them block the bot and come back."""
    return [_reader(user, chance, begin=begin, end=end) for user in range(1, count + 1)]


def _reader(user: int, chance: random.Random, *, begin: datetime, end: datetime) -> Reader:
    zone, is_steady = chance.choice(ZONES), user % 2 == 1
    hours = [begin + (end - begin) * chance.random() for _ in range(chance.randint(1, 3))]
    times = sorted({f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in hours})
    blocks_at = begin + (end - begin) * chance.uniform(0.2, 0.6) if user % 10 == 0 else None
    return Reader(
        user,
        zone,
        "en" if is_steady else chance.choice(LANGUAGES),
        tuple(chance.sample(TOPICS, chance.randint(2, len(TOPICS)))),
        tuple(times),
        is_steady,
        user % 4 == 1,
        blocks_at,
        blocks_at + (end - begin) * 0.2 if blocks_at else None,
    )


@dataclass
class Phones:
    """The readers' own side of Telegram."""

    http: aiohttp.ClientSession
    url: str
    chance: random.Random

    async def introduce(self, reader: Reader) -> None:
        name = {"user": reader.user, "first_name": f"Reader {reader.user}", "language_code": reader.language}
        await self._post("/people", name)

    async def say(self, reader: Reader, text: str, **more: Any) -> None:
        await self._post(f"/people/{reader.user}/chats/{reader.user}/send", {"text": text, **more})

    async def block(self, reader: Reader) -> None:
        await self._post(f"/people/{reader.user}/block", {})

    async def come_back(self, reader: Reader) -> None:
        await self._post(f"/people/{reader.user}/unblock", {})
        await self.say(reader, "/start")

    async def do_anything(self, reader: Reader) -> None:
        """Says something, answers a message, or presses a button that stands in the chat."""
        shown = await self._messages(reader)
        pressable = [(message, button) for message in shown[-12:] for button in _buttons(message)]
        dice = self.chance.random()
        if pressable and dice < 0.55:
            message, button = self.chance.choice(pressable)
            told = {"chat_id": reader.user, "message_id": message["message_id"], "data": button}
            await self._post(f"/people/{reader.user}/press", told)
        elif shown and dice < 0.65:
            answered = self.chance.choice(shown[-12:])["message_id"]
            await self.say(reader, "how many were rescued, and who says so?", reply_to_message_id=answered)
        elif dice < 0.8:
            time = f"{self.chance.randrange(24)}:{self.chance.randrange(60):02}"
            said = self.chance.choice(
                ("/time {}", "/time +{}", "/time -{}", "/zone {zone}", "/time {} science 2 min")
            )
            await self.say(reader, said.format(time, zone=self.chance.choice(ZONES)))
        else:
            await self.say(reader, self.chance.choice(DONE_BY_WORDS))

    async def _messages(self, reader: Reader) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.url}/people/{reader.user}/chats/{reader.user}/messages") as answer:
            found = await answer.json() if answer.status < 300 else []
        return [message for message in found if not message.get("outgoing")]

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        """Whatever Telegram says to it: who blocked the bot cannot write, and a message may be gone."""
        async with self.http.post(self.url + path, json=body) as answer:
            await answer.read()


def _buttons(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
