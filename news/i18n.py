"""The interface's words in the reader's language: gettext catalogues, dates, numbers, text direction.

Catalogues are `.po` files compiled in memory at first use (about 20 ms each); no `.mo` is kept. A message that a
catalogue lacks appears in English. Values are put in by name with `str.format`, never used as templates.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

UI_LANGUAGES = (
    "en",
    "de",
    "es",
    "fr",
    "ru",
    "uk",
    "ar",
    "zh",
    "it",
    "pt",
    "nl",
    "sv",
    "ro",
    "el",
    "pl",
    "cs",
    "tr",
    "fa",
    "he",
    "hi",
    "bn",
    "id",
    "vi",
    "ja",
    "ko",
)
CHECKED = frozenset({"en"})
"""The languages whose words somebody has read whose own language it is."""
ZEROES = {"arab": "\u0660", "arabext": "\u06f0", "beng": "\u09e6", "deva": "\u0966"}
"""The first digit of CLDR's numbering systems that languages of the interface may have; Babel writes ASCII in all of them."""
DOTTED = ZEROES["arab"] + ZEROES["arabext"]
"""Zeroes that are drawn as a dot."""
SMALL = 200
"""Numbers below it are written once and kept: places, citations, counts of outlets. So many dates are kept, too."""
FSI, PDI, LRM, RLM = "\u2068", "\u2069", "\u200e", "\u200f"


class Speech:
    """One language. `gettext` and `ngettext` are the field's names, so that pybabel finds the messages."""

    def __init__(self, language: str, catalogue: GNUTranslations | None) -> None:
        self.language = language
        self.locale = Locale.parse(language.replace("-", "_"))
        self._catalogue = catalogue
        zero = ZEROES.get(self.locale.default_numbering_system, "0")
        self._small: dict[int, str] = {}
        self._dates: dict[dt.date, str] = {}
        self._digits = {ord("0") + digit: ord(zero) + digit for digit in range(10)}
        self.has_dotted_zero = zero in DOTTED

    @property
    def _short_time(self) -> str:
        """Babel's short form of Korean is "PM 6:05", which nobody writes."""
        return "aaaa h:mm" if self.locale.language == "ko" else "short"

    @property
    def is_rtl(self) -> bool:
        return self.locale.text_direction == "rtl"

    def gettext(self, message: str, /, **values: object) -> str:
        text = self._catalogue.gettext(message) if self._catalogue else message
        return _with_one_stop(text, values).format(**values) if values else text

    def ngettext(self, one: str, many: str, n: int, /, **values: object) -> str:
        english = one if n == 1 else many
        text = self._catalogue.ngettext(one, many, n) if self._catalogue else english
        return text.format(n=self.number(n), **values)

    def date(self, day: dt.date) -> str:
        """Written once for all digests of the day."""
        if (said := self._dates.get(day)) is None:
            if len(self._dates) >= SMALL:
                self._dates.clear()
            said = self._dates[day] = self._figures(format_date(day, format="full", locale=self.locale))
        return said

    def short_date(self, day: dt.date) -> str:
        """With the month in words: Arabic's short form, 22/11/2026, holds what Telegram takes for commands."""
        return self._figures(format_skeleton("yMMMd", day, locale=self.locale))

    def near_date(self, day: dt.date) -> str:
        """Of a day within weeks: with its weekday, without its year."""
        return self._figures(format_skeleton("MMMEd", day, locale=self.locale))

    def time(self, at: dt.datetime, *, zone: str) -> str:
        return self._clock(at.astimezone(ZoneInfo(zone)).time())

    def wall_time(self, local_time: str) -> str:
        """ "07:30" as a clock of this language shows it."""
        return self._clock(dt.time.fromisoformat(local_time))

    def _clock(self, at: dt.time) -> str:
        """The half of the day stays on the line of its hour."""
        said = format_time(at, format=self._short_time, locale=self.locale)
        return self._figures(said.replace(" ", "\u00a0"))

    def days(self, days: str) -> str:
        """ISO weekdays, "12345", in words: "Mon–Fri", "Sat and Sun"; across the end of an ISO week, too: "Sun–Thu"."""
        if days == "1234567":
            return self.gettext("every day")
        names = self.locale.days["stand-alone"]["abbreviated"]
        numbers = [int(day) - 1 for day in sorted(days)]
        begins = [number for number in numbers if (number - 1) % 7 not in numbers]
        if len(numbers) > 2 and len(begins) == 1:
            return f"{names[begins[0]]}–{names[(begins[0] + len(numbers) - 1) % 7]}"
        return self.listed([names[number] for number in numbers])

    def minutes(self, count: int) -> str:
        return self._figures(format_unit(count, "duration-minute", length="short", locale=self.locale))

    def day_month(self, at: dt.datetime, *, zone: str) -> str:
        return self._figures(format_skeleton("MMMd", at.astimezone(ZoneInfo(zone)), locale=self.locale))

    def span(self, length: dt.timedelta) -> str:
        """A length of time in its largest fitting unit: "1 week", "3 months"."""
        return self._figures(format_timedelta(length, locale=self.locale))

    def number(self, value: int) -> str:
        """In the digits that CLDR has as the language's own: ۱۲ in Persian, ১২ in Bengali, 12 in Arabic."""
        if (said := self._small.get(value)) is None:
            said = self._figures(format_decimal(value, locale=self.locale, numbering_system="default"))
            if 0 <= value < SMALL:
                self._small[value] = said
        return said

    def _figures(self, text: str) -> str:
        return text.translate(self._digits)

    def listed(self, parts: Iterable[str], *, most: int | None = None) -> str:
        """At most so many of them, and how many more there are: "A, B, and C +2"."""
        every = list(parts)
        shown = every[:most]
        more = [self.isolated(f"+{self.number(len(every) - len(shown))}")] if len(shown) < len(every) else []
        return " ".join([format_list(shown, locale=self.locale), *more])

    def labelled(self, name: str, value: str = "") -> str:
        """A name before its value: "Hour: 08:00", with the colon as the language sets it."""
        label = self.gettext("{name}:", name=name)
        return f"{label}{self.gap}{value}" if value else label

    @property
    def gap(self) -> str:
        """Between a colon or a full stop and what follows. Chinese and Japanese set no space there."""
        return "" if self.locale.language in ("zh", "ja") else " "

    @property
    def arrows(self) -> tuple[str, str]:
        """Back and forth, as people leaf here."""
        return ("▶", "◀") if self.is_rtl else ("◀", "▶")

    @property
    def arrow(self) -> str:
        """From what is to what comes of it."""
        return "←" if self.is_rtl else "→"

    def quoted(self, text: str) -> str:
        """In the quotation marks of the language."""
        return self.gettext("“{word}”", word=text)

    def prose(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other."""
        return self.gap.join(sentences)

    def country(self, code: str | None) -> str:
        return self.locale.territories.get(code, code) if code else ""

    def language_name(self, code: str) -> str:
        try:
            return Locale.parse(code.replace("-", "_")).get_display_name(self.locale) or code
        except (UnknownLocaleError, ValueError):
            return code

    def knows_language(self, code: str) -> bool:
        """Whether the code names a language that people here have a name for."""
        return code in self.locale.languages

    def isolated(self, text: str) -> str:
        """Foreign text inside a sentence of this language: its direction must not turn the sentence."""
        return f"{FSI}{text}{PDI}"


def _with_one_stop(text: str, values: Mapping[str, object]) -> str:
    """The text without its full stop behind a value that ends with one: "22 нояб. 2026 г." """
    for name, value in values.items():
        if str(value).endswith("."):
            text = text.replace(f"{{{name}}}.", f"{{{name}}}")
    return text


class Words:
    """All shipped languages, opened once; each catalogue is read when first spoken."""

    def __init__(self, folder: Path, languages: tuple[str, ...] = UI_LANGUAGES) -> None:
        self.languages = languages
        self._folder = folder
        self._spoken: dict[str, Speech] = {}

    def match(self, code: str | None) -> str:
        """The shipped language nearest to a BCP 47 code: exact, then its base language, then English."""
        wanted = (code or "").replace("_", "-").casefold()
        for candidate in (wanted, wanted.split("-")[0]):
            if candidate in self.languages:
                return candidate
        return "en"

    def __call__(self, code: str | None) -> Speech:
        language = self.match(code)
        if language not in self._spoken:
            self._spoken[language] = Speech(language, self._read(language))
        return self._spoken[language]

    def _read(self, language: str) -> GNUTranslations | None:
        path = self._folder / language / "LC_MESSAGES" / "bot.po"
        if not path.exists():
            return None
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        return GNUTranslations(BytesIO(compiled.getvalue()))


@cache
def open_words() -> Words:
    """The catalogues beside the packages: inside the wheel, or at the top of a checkout. One for the process: they do not change."""
    installed = Path(__file__).parent.parent / "bot" / "locales"
    return Words(installed if installed.exists() else Path(__file__).parent.parent / "locales")


def flag(country: str | None) -> str:
    """The flag emoji of an ISO 3166-1 alpha-2 code, or nothing."""
    if not country or len(country) != 2 or not country.isalpha():
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country.upper())
