"""People of every language: what each types in their own, and the way they all go with the bot.

They find buttons by what the button does, and know what they see by what the catalogue of their language says.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.turn import ZONES_BY_LANGUAGE
from news.catalogue import bundled_topics, topic_name
from news.clock import weekend_of
from news.i18n import Speech, open_words
from tests.end_to_end.conftest import Person, Town, an_hour_far_off
from tests.end_to_end.one_language import Reading, messages, printed_by_the_sample_press, shown
from tests.end_to_end.test_places import Attendant

Message = dict[str, Any]
Fits = Callable[[Message], bool]
WORDS = open_words()
MOST_TAPS = 5
PATIENCE_S = 100.0
"""With a program that has only just been started, and reads all its feeds first."""


@dataclass(frozen=True)
class Tongue:
    """What a person of this language types. `until` says that something holds until Monday."""

    code: str
    name: str
    group: str
    own_words: str
    muted: str
    until: str
    question: str

    @property
    def speech(self) -> Speech:
        return WORDS(self.code)

    @property
    def zone(self) -> str:
        return ZONES_BY_LANGUAGE[self.code]


TONGUES = {
    one.code: one
    for one in (
        Tongue("en", "Ann", "Harbour", "solar power +Kenya", "zebrafish", "until Monday", "Who was elected?"),
        Tongue("de", "Anna", "Hafen", "Solarstrom +Kenia", "Zebrafisch", "bis Montag", "Wer wurde gewählt?"),
        Tongue("ar", "ليلى", "الميناء", "الطاقة الشمسية +كينيا", "زرافة", "حتى الاثنين", "من فاز في الانتخابات؟"),
        Tongue("zh", "小雨", "港口", "太阳能 +肯尼亚", "斑马鱼", "到周一", "谁当选了？"),
        Tongue("ja", "葵", "港", "太陽光発電 +ケニア", "ゼブラフィッシュ", "月曜日まで", "誰が当選しましたか？"),
        Tongue("ru", "Анна", "Гавань", "солнечная энергия +Кения", "жирафы", "до понедельника", "Кого избрали?"),
        Tongue("hi", "आशा", "बंदरगाह", "सौर ऊर्जा +केन्या", "जिराफ़", "सोमवार तक", "कौन चुना गया?"),
        Tongue("es", "Lucía", "Puerto", "energía solar +Kenia", "pez cebra", "hasta el lunes", "¿Quién ganó las elecciones?"),
        Tongue("fr", "Zoé", "Port", "énergie solaire +Kenya", "zèbre", "jusqu’à lundi", "Qui a été élu ?"),
        Tongue("pt", "Inês", "Porto", "energia solar +Quénia", "zebra", "até segunda-feira", "Quem foi eleito?"),
        Tongue("it", "Giulia", "Porto", "energia solare +Kenya", "zebre", "fino a lunedì", "Chi è stato eletto?"),
        Tongue("nl", "Sanne", "Haven", "zonne-energie +Kenia", "zebravis", "tot maandag", "Wie is er gekozen?"),
        Tongue("pl", "Zofia", "Port", "energia słoneczna +Kenia", "żyrafy", "do poniedziałku", "Kto wygrał wybory?"),
        Tongue("cs", "Jana", "Přístav", "solární energie +Keňa", "žirafy", "do pondělí", "Kdo vyhrál volby?"),
        Tongue("ro", "Ioana", "Portul", "energie solară +Kenya", "girafe", "până luni", "Cine a fost ales?"),
        Tongue("sv", "Astrid", "Hamnen", "solkraft +Kenya", "zebrafisk", "till måndag", "Vem valdes?"),
        Tongue("id", "Sari", "Pelabuhan", "tenaga surya +Kenya", "jerapah", "sampai Senin", "Siapa yang terpilih?"),
        Tongue("vi", "Lan", "Bến cảng", "điện mặt trời +Kenya", "hươu cao cổ", "đến thứ Hai", "Ai đã đắc cử?"),
        Tongue("tr", "Elif", "Liman", "güneş enerjisi +Kenya", "zürafa", "pazartesiye kadar", "Kim seçildi?"),
        Tongue("el", "Ελένη", "Λιμάνι", "ηλιακή ενέργεια +Κένυα", "καμηλοπάρδαλη", "μέχρι τη Δευτέρα", "Ποιος εκλέχτηκε;"),
        Tongue("fa", "مریم", "بندر", "انرژی خورشیدی +کنیا", "زرافه", "تا دوشنبه", "چه کسی انتخاب شد؟"),
        Tongue("he", "נועה", "הנמל", "אנרגיה סולארית +קניה", "ג׳ירפה", "עד יום שני", "מי נבחר?"),
        Tongue("bn", "মিতা", "বন্দর", "সৌরবিদ্যুৎ +কেনিয়া", "জিরাফ", "সোমবার পর্যন্ত", "কে নির্বাচিত হয়েছেন?"),
        Tongue("ko", "지우", "항구", "태양광 발전 +케냐", "기린", "월요일까지", "누가 당선됐나요?"),
        Tongue("uk", "Олена", "Гавань", "сонячна енергія +Кенія", "жирафи", "до понеділка", "Кого обрали?"),
    )
}  # fmt: skip


# --- at the counter ------------------------------------------------------------------------------


def offers(act: str) -> Fits:
    """A message with a button that does this."""
    return lambda message: any(does(data, act) for data in pressable(message))


def does(data: str, act: str) -> bool:
    """Whether a button does this: its words begin so. `act` is a pattern, so that numbers need not be known."""
    return re.match(f"v1:{act}", data) is not None


def pressable(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def label_of(message: Message, data: str) -> str:
    """What the button shows, without the marks of direction, which nobody sees."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    label = next(button["text"] for row in rows for button in row if button.get("callback_data") == data)
    return label.replace("\u200e", "").replace("\u200f", "")


class Speaking:
    """Beside `Person`: types and taps, and sees what comes of it; says what the bot should say in their language."""

    tongue: Tongue
    taps: int

    def says(self, message: str, **values: str) -> Fits:
        """A message that holds this in their language; of values that are left out any will do."""
        assert message in messages("en"), f"nobody says {message!r} any more"
        given = {name: f"\0{value}\0" for name, value in values.items()}
        text = self.tongue.speech.gettext(message)
        parts = [part for part in _with_gaps(text, given) if part.strip()]
        return lambda seen: all(part in seen.get("text", "") for part in parts)

    async def types(self, line: str, then: Fits, **more: Any) -> Message:
        await self.send(line, **more)
        return await self.meets(then)

    async def meets(self, then: Fits) -> Message:
        """The next message that fits."""
        return await self.hears(then, patience_s=PATIENCE_S)

    async def presses(self, message: Message, act: str, then: Fits) -> Message:
        """Presses the first button that does this; gives the message that came of it, changed in place or new."""
        data = next((data for data in pressable(message) if does(data, act)), None)
        assert data is not None, f"{self.tongue.code}: no button does {act!r}: {pressable(message)}"
        await self.press_data(message["message_id"], data)
        self.taps += 1
        return await self.comes_of(message, then)

    async def comes_of(self, pressed: Message, then: Fits) -> Message:
        """The message that was pressed, once it fits, or a new one that does."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for message in await self.messages():
                is_it = message["message_id"] == pressed["message_id"]
                if (is_it or message["message_id"] > self.read_to) and then(message):
                    self.read_to = max(self.read_to, message["message_id"])
                    return message
            await self._next_event()
        texts = [message.get("text", "")[:200] for message in await self.messages()][-4:]
        raise AssertionError(f"{self.tongue.code}: nothing came of it; the chat ends with {texts}")


def _with_gaps(text: str, given: dict[str, str]) -> list[str]:
    """The parts of a message between its values, and the values that are given."""

    class Gaps(dict[str, str]):
        def __missing__(self, _name: str) -> str:
            return "\0"

    return text.format_map(Gaps(given)).split("\0")


@dataclass
class Reader(Speaking, Person):
    """In their private chat."""

    tongue: Tongue = TONGUES["en"]
    taps: int = 0


@dataclass
class Member(Speaking, Attendant):
    """In a group."""

    tongue: Tongue = TONGUES["en"]
    taps: int = 0


async def settle_in(town: Town, tongue: Tongue, number: int) -> Reader:
    reader = Reader(town.http, town.telegram.url, number, tongue.code, tongue=tongue)
    about = {"user": number, "first_name": tongue.name, "language_code": tongue.code}
    await reader._post("/people", about)
    return reader


# --- the way -------------------------------------------------------------------------------------


async def onboarding(reader: Reader) -> Message:
    """From /start to the first digest, which it gives: by four taps."""
    before = reader.taps
    hello = await reader.types("/start", reader.says("Welcome to Pressradar, your own news desk."))
    menu = await reader.presses(hello, "setup:topics", reader.says("What do you want to read about?"))
    await reader.presses(menu, "follow:world", lambda m: any("✅ 🌍" in label_of(m, d) for d in pressable(m)))
    hours = await reader.presses(menu, "setup:hour", reader.says("When should your digest come?"))
    await reader.presses(
        hours, f"hour:{an_hour_far_off(reader.tongue.zone)}", reader.says("Your news desk is ready.")
    )
    assert reader.taps - before <= MOST_TAPS
    return await reader.meets(offers("open"))


async def reading(reader: Reader, digest: Message) -> None:
    """Opens a story, votes, asks why, and has less of a topic for a week."""
    story = await reader.presses(digest, "open", offers("radar"))
    await reader.presses(story, "vote", offers("vote"))
    await reader.types("/why", reader.says("What I learned from you"))
    story = await reader.presses(story, "more", offers("less"))
    menu = await reader.presses(story, "less", reader.says("Choose what to mute."))
    lengths = await reader.presses(menu, "mute", reader.says("Mute {what} for how long?"))
    muted = await reader.presses(lengths, _ending(lengths, ":7"), reader.says("Muted"))
    await reader.presses(muted, "unmute", reader.says("No longer muted: {what}"))


def _ending(message: Message, end: str) -> str:
    return next(data for data in pressable(message) if data.endswith(end)).removeprefix("v1:")


async def following(reader: Reader) -> None:
    """A topic by typing its name in their language, and words of their own."""
    speech = reader.tongue.speech
    science = topic_name(
        next(topic for topic in bundled_topics() if topic.slug == "science"), speech.language
    )
    menu = await reader.types("/topics", offers("search"))
    asked = await reader.presses(menu, "search", reader.says("Which topic do you look for?"))
    found = await reader.types(science, offers("pick:science"))
    await reader.presses(
        found, "pick:science", lambda m: any("✅ 🔬" in label_of(m, d) for d in pressable(m))
    )
    assert asked["message_id"] < found["message_id"]
    page = await reader.types(
        f"/follow {reader.tongue.own_words}",
        lambda m: reader.tongue.own_words in m["text"] and offers("unword")(m),
    )
    gone = await reader.presses(page, "unword", reader.says("No longer followed."))
    await reader.presses(gone, "again", offers("unword"))
    await reader.types("/settings", lambda m: science in m["text"] and reader.tongue.own_words in m["text"])


async def muting(reader: Reader) -> None:
    """A word until Monday, in their words; lifted, and muted again as it was."""
    line = f"/mute {reader.tongue.muted} {reader.tongue.until}"
    until = reader.says("until {date}", date=reader.tongue.speech.short_date(next_monday(reader.tongue.zone)))
    muted = await reader.types(line, lambda m: reader.tongue.muted in m["text"] and until(m))
    lifted = await reader.presses(muted, "unmute", reader.says("No longer muted: {what}"))
    await reader.presses(lifted, "remute", until)
    await reader.types(f"/unmute {reader.tongue.muted}", reader.says("No longer muted: {what}"))


def next_monday(zone: str) -> date:
    today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    return today + timedelta(days=7 - today.weekday())


async def scheduling(reader: Reader) -> None:
    """A second digest at weekends, by a line; taken away by taps. A pause until Monday, and its end."""
    speech = reader.tongue.speech
    weekends = speech.days(weekend_of(reader.tongue.zone))
    hour = an_hour_far_off(reader.tongue.zone, place=1)
    await reader.types(f"/time +{hour} {speech.gettext('weekends')}", lambda m: weekends in m.get("text", ""))
    menu = await reader.types("/time", reader.says("Digest times"))
    slots = [data for data in pressable(menu) if does(data, "slot:")]
    second = next(data for data in slots if speech.wall_time(hour) in label_of(menu, data)).removeprefix(
        "v1:"
    )
    page = await reader.presses(menu, second, lambda m: weekends in m["text"] and offers(f"{second}:drop")(m))
    left = await reader.presses(page, f"{second}:drop", offers("slot:0:hour"))
    assert weekends not in left["text"]
    monday = speech.date(next_monday(reader.tongue.zone))
    paused = await reader.types(
        f"/pause {reader.tongue.until}", lambda m: monday in m["text"] and offers("pause:off")(m)
    )
    await reader.presses(paused, "pause:off", reader.says("The pause is over."))
    await reader.types("/next", reader.says("Your next digest comes {when}."))


async def meeting(town: Town, reader: Reader, guest: Reader) -> int:
    """Sets up a group, refuses its guest, and answers the guest's question there; gives the group."""
    opened = await reader._post(
        f"/people/{reader.user}/chats", {"type": "supergroup", "title": reader.tongue.group}
    )
    group = int(opened["id"])
    admin, member = (_in(town, person, group) for person in (reader, guest))
    about = {"user": guest.user, "status": "member"}
    await reader._post(f"/people/{reader.user}/chats/{group}/members", about)
    hello = await admin.meets(offers("setup:language"))
    refusal = await member.press_data(hello["message_id"], "v1:setup:language")
    assert refusal == reader.tongue.speech.gettext("Only admins of this chat can change that.")
    menu = await admin.presses(hello, "setup:language", offers(f"lang:{reader.tongue.code}"))
    menu = await admin.presses(menu, f"lang:{reader.tongue.code}", offers("follow:world"))
    await admin.presses(menu, "follow:world", lambda m: any("✅ 🌍" in label_of(m, d) for d in pressable(m)))
    hours = await admin.presses(menu, "setup:hour", reader.says("When should your digest come?"))
    ready = await admin.presses(
        hours, f"hour:{an_hour_far_off(reader.tongue.zone)}", reader.says("Your news desk is ready.")
    )
    digest = await admin.presses(ready, "now", offers("open"))
    story = await member.presses(digest, "open", offers("radar"))
    asked = await member.send(reader.tongue.question, reply_to_message_id=story["message_id"])
    answer = await member.meets(
        lambda m: m.get("reply_to_message", {}).get("message_id") == asked["message_id"]
    )
    assert "💬" in answer["text"]
    return group


def _in(town: Town, person: Reader, group: int) -> Member:
    found = Member(person.http, person.url, person.user, person.language, tongue=person.tongue)
    found.chat, found.bot = group, town.telegram.world.bot_id
    return found


async def leaving(reader: Reader) -> None:
    """Has everything sent, and is forgotten after two questions."""
    await reader.send("/export")
    sent = await reader.meets(lambda message: "document" in message)
    assert sent["document"]["file_name"].endswith(".json")
    assert reader.tongue.speech.gettext("Everything that I keep about this chat.") in sent["caption"]
    first = await reader.types("/forget", offers("erase:again"))
    second = await reader.presses(
        first, "erase:again", reader.says("Delete everything now? This cannot be undone.")
    )
    await reader.presses(
        second, "erase:yes", reader.says("Everything is deleted. Send /start to begin again.")
    )


async def the_whole_way(town: Town, tongue: Tongue, number: int) -> "Diary":
    """All of it, by one person and a guest of theirs; gives what they were shown."""
    reader = await settle_in(town, tongue, number)
    guest = await settle_in(town, tongue, number + 100)
    digest = await onboarding(reader)
    await reading(reader, digest)
    await following(reader)
    await muting(reader)
    await scheduling(reader)
    group = await meeting(town, reader, guest)
    await leaving(reader)
    return diary(town, tongue, {reader.user, guest.user, group})


# --- what they were shown ------------------------------------------------------------------------


@dataclass(frozen=True)
class Diary:
    """Every text that the bot showed to somebody."""

    tongue: Tongue
    texts: tuple[str, ...]
    reading: Reading = field(repr=False)

    def strays(self) -> dict[str, list[str]]:
        """Texts with something in another language, and what that is."""
        judged = {text: self.reading.strays(text) for text in dict.fromkeys(self.texts)}
        return {text: found for text, found in judged.items() if found}


SHOWING = {
    "sendMessage",
    "editMessageText",
    "sendDocument",
    "sendPhoto",
    "editMessageCaption",
    "editMessageReplyMarkup",
}


def diary(town: Town, tongue: Tongue, chats: set[int]) -> Diary:
    texts: list[str] = []
    for call in town.telegram.api.calls:
        parameters = call["parameters"]
        if call["method"] in SHOWING and int(parameters.get("chat_id") or 0) in chats:
            texts += shown(parameters)
        elif call["method"] == "answerCallbackQuery":
            query = town.telegram.world.queries.get(parameters["callback_query_id"])
            texts += shown(parameters) if query is not None and query.user_id in chats else []
    said = (tongue.name, tongue.group, tongue.own_words, tongue.muted, tongue.question)
    return Diary(tongue, tuple(texts), Reading(tongue.code, printed_by_the_sample_press(), said))
