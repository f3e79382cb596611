"""Rubrics: headlines that name a format and not an event. What a title says of the kind of text below it.

Knows titles only. The words are those that outlets put before a colon, a bar or a date, in the languages
we read most; a title in another language is taken for news.
"""

import re
from enum import Enum
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from news.language.tokens import primary_subtag, words


class Rubric(Enum):
    """News is about an event; live is about one for hours; the others speak of many events or of none."""

    NEWS = "news"
    LIVE = "live"
    ROUNDUP = "roundup"
    STANDING = "standing"  # horoscope, weather, lottery, crossword, exchange rates
    OPINION = "opinion"
    FEATURE = "feature"  # guides, questions, lists: around an event, not about it


_LIVE = r"""
    \blive\s?(blog|updates?|coverage|news)?\s*[:|–-] | [|–-]\s*live$ | \blive\ ?blog\b | \blive\ updates?\b
  | \bas\ it\ happened\b | \bminute\ by\ minute\b | \bwar\ live\b | \bnews\ live\b | \bupdates?:\s*$
  | \blive-?ticker\b | \bticker\b | \bminuto\ a\ minuto\b | \ben\ (directo|vivo)\b | \bultime\ notizie\b
  | \bdiretta\b | \ben\ direct\b | \ben\ continu\b | \bonline\s*[-–|:] | \bao\ vivo\b | \bna\ żywo\b | \brelacja\b
  | онлайн | прямая\ трансляция | наживо | مباشر | 直播 | 滚动 | ライブ | canlı
"""
_ROUNDUP = r"""
    ^(morning|evening|afternoon|daily|weekly|friday|saturday|sunday|monday|tuesday|wednesday|thursday|weekend)\s
      (briefing|brief|report|digest|roundup|round-up|edition|headlines|newsletter|update|rundown|read|reads)
  | ^the\ (morning|evening|daily|weekly)\ \w+\ (report|brief|briefing|note)\b | \bin\ brief\b | \bnews\ (brief|briefs|briefing|summary|wrap|digest|roundup|quiz)\b | \bround-?up\b
  | ^(briefing|newsletter|podcast|quiz|today\ in|this\ week|week\ in|the\ week|your)\b.*[:|] | \btop\ stories\b
  | \b(morning|evening)\ (briefing|report|mail|bid|edition)\b | \bfirst\ (thing|edition)\b | \bwhat\ we\ know\ on\ day\b
  | \band\ (other|more)\b.{0,20}\b(headlines|stories|news)\b | \blist\ of\ key\ events\b | \bphotos\ of\ the\ (day|week)\b | \bpictures?\ of\ the\ (day|week)\b | \bnews\ quiz\b
  | ^(what|things|\d+\ things|five\ things|what\ else)\ (to|you)\b.*\b(today|this\ week|weekend|know\ (today|this))
  | \bfront\ pages?\b | \bthe\ papers\b | \b(newspaper|press)\ (headlines|review)\b | \bthis\ day\ in\ history\b
  | \btagesschau\ in\b | \b(der|am)\ (morgen|abend)\b.*[:|] | \bpresseschau\b | \bnachrichten(überblick|\ am)\b
  | \brevue\ de\ presse\b | \bl['’]essentiel\b | \bresumen\b | \blas\ noticias\ de\b | \brassegna\ stampa\b
  | \bprzegląd\b | \bskrót\ (dnia|wiadomości)\b | \bpodsumowanie\ (dnia|tygodnia)\b | \bnajważniejsze\ (informacje|wydarzenia)\b
  | главное\ за | итоги\ (дня|недели) | головне\ за | 新闻(早|晚)报 | موجز
"""
_STANDING = r"""
    \bhoroscopes?\b | \bhoroskop\w*\b | \bhoróscopo\b | \boroscopo\b | гороскоп | 星座 | \bzodiac\b
  | \b(weather|lottery|powerball|mega\ millions|crossword|wordle|sudoku|quordle)\b.*\b(today|tonight|forecast|results?|numbers|answers?|hints?|weather|week)\b
  | \bweather\ forecast\b | \blotto\b | \bwettervorhersage\b | \bwetter\b.*\b(heute|morgen)\b | \bmétéo\b
  | \b(wordle|quordle|connections|strands|crossword|sudoku)\b | прогноз\ погоды | прогноз\ погоди | погода\ на
  | \bprognoza\ pogody\b | \bpogoda\ na\b | \b(wyniki|losowanie)\ lotto\b | ^[\w.&'’ -]{2,50}\ (?-i:Buy|Hold|Market\ Perform|Outperform|Underperform|Overweight|Underweight|Kaufen|Halten)$ | \bkurs(y)?\ (walut|euro|dolara|franka|funta|chf|usd|eur|gbp)
  | \bprogram\ tv\b | \btv\ (guide|schedule|listings)\b | \bhow\ to\ watch\b | \bwhere\ to\ watch\b | курс\ (доллара|валют|евро)
  | \b(obituaries|obituary\ notices|tide\ times|traffic\ report|letters\ to\ the\ editor|corrections)\b | \bdeals?\ of\ the\ day\b
  | \b(best|early|today['’]?s)\b.*\bdeals?\b | \bbest\b.*\b(20\d\d|gifts?)\b | \bgift\ guide\b | \bpromo\ codes?\b | \bcoupons?\b
"""
_OPINION = r"""
    ^(opinion|comment|commentary|editorial|analysis|explainer|review|letters?|op-ed|column|podcast|watch|video|photos?)\s*[:|]
  | [|–-]\s*(opinion|editorial|column|letters|commentary|analysis|podcast|video|explainer|review)\b | ^(kommentar|meinung|analyse|leitartikel)\s*[:|]
  | ^(opinión|editorial|análisis|tribuna|columna)\s*[:|.] | ^(opinion|tribune|éditorial|chronique|analyse)\s*[:|.]
  | ^(мнение|колонка|разбор|думка)\s*[:|.] | ^(opinia|komentarz|felieton)\s*[:|.] | ^the\ guardian\ view\b
"""
_FEATURE = r"""
    [?？؟]\s*["'”’»]?$ | ^(how|why|what|who|where|when)\b(?!.*\b(said|says|told)\b) | ^(the\ )?\d+\ (\w+\ ){0,2}(things|ways|reasons|facts|tips|questions|best|charts)\b
  | \b(what|everything)\ (to|you\ need\ to|we)\ know\b | \bexplained\b | \ba\ (visual\ )?guide\b | \ba\ look\ (at|back)\b | ^(your|a)\ guide\b | \bin\ (pictures|photos)\b | ^(photos|see)\b
  | ^(wie|warum|was|wer|wo)\b | ^(cómo|por\ qué|qué|quién)\b | ^(comment|pourquoi|qui\ est)\b | ^(как|почему|что\ такое|зачем|кто)\b | ^(jak|dlaczego|co|kto|ile|kiedy)\b
"""
_RUBRICS = tuple(
    (rubric, re.compile(pattern, re.VERBOSE | re.IGNORECASE))
    for rubric, pattern in (
        (Rubric.STANDING, _STANDING),
        (Rubric.ROUNDUP, _ROUNDUP),
        (Rubric.LIVE, _LIVE),
        (Rubric.OPINION, _OPINION),
        (Rubric.FEATURE, _FEATURE),
    )
)


def rubric(title: str) -> Rubric:
    """The format that a title names; NEWS when it names none."""
    return next((kind for kind, pattern in _RUBRICS if pattern.search(title[:300])), Rubric.NEWS)


def is_question(title: str) -> bool:
    return title.rstrip(" \"'”’»").endswith(("?", "？", "؟"))


def title_pattern(title: str, language: str | None) -> str:
    """The title without what changes from day to day: numbers, names of months and weekdays.

    Titles of a daily rubric share it: "Kurs euro 12 grudnia" and "Kurs euro 13 grudnia".
    """
    calendar = calendar_words(primary_subtag(language))
    return " ".join(word for word in words(title) if word not in calendar and not word[0].isdigit())


@lru_cache(maxsize=256)
def calendar_words(language: str) -> frozenset[str]:
    """Names of months and weekdays of a language, long and short, and English ones (from Unicode CLDR)."""
    found: set[str] = set()
    for code in {language, "en"} - {""}:
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        for names in (locale.months, locale.days):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for name in names[context][width].values():
                        found.update(part for part in words(name) if len(part) > 2 or not part.isascii())
    return frozenset(word for word in found if not word[0].isdigit()) - {"may", "sun", "sat", "mar"}
