"""Rubrics: headlines that name a format and not an event. What a title says of the kind of text below it.

Knows titles only. The words are those that outlets put before a colon, a bar or a date, in the languages
we read most; a title in another language is taken for news.
"""

import re
from enum import StrEnum
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from news.language.tokens import primary_subtag, words


class Rubric(StrEnum):
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
  | \bin\ diretta\b | ^diretta\b | \bdiretta\s*[:|–-] | [:|–-]\s*diretta\b | \ben\ direct\b | \ben\ continu\b | \bonline\s*[:|] | \bao\ vivo\b
  | \bna\ żywo\b | \[relacja\b | \brelacja\ (na\ żywo|live|minuta) | [:,–-]\s*relacja$
  | \bонлайн\s*$ | \bонлайн\s*[:|] | прям(ая|ой)\ (трансляция|эфир) | текстовая\ трансляция | наживо
  | بث\ مباشر | ^مباشر\b | \bمباشر\s*[:|] | 图文直播 | 滚动 | ライブ(配信|中継|速報) | 실시간\s*(중계|속보)
  | ^canlı\s*[:|–-] | \bcanlı\ (yayın|anlatım|blog) | लाइव\ (अपडेट|ब्लॉग)
"""
_ROUNDUP = r"""
    ^(morning|evening|afternoon|daily|weekly|friday|saturday|sunday|monday|tuesday|wednesday|thursday|weekend)\s
      (briefing|brief|report|digest|roundup|round-up|edition|headlines|newsletter|update|rundown|read|reads)
  | ^the\ (morning|evening|daily|weekly)\ \w+\ (report|brief|briefing|note)\b | \bin\ brief\b
  | \bnews\s?(briefs?|briefing|summary|wrap|digest|roundup|quiz|bites)\b | \bround-?up\s*($|[:|–-])
  | ^(briefing|newsletter|podcast|quiz|today\ in|this\ week|week\ in|the\ week)\b.*[:|] | ^your\ (\w+\ )?(briefing|digest|weekend|week)\b.*[:|]
  | \btop\ (\d+\ )?(stories|news)\b | \bup\ first\b | ^firstft\b | \bnewsletter\b\s*[:|\#] | \.\ and,\s
  | \b(morning|evening)\ (briefing|report|mail|bid|edition|rundown|call|notes|digest)\b | \bfirst\ (thing|edition)\b | \bwhat\ we\ know\ on\ day\b
  | \b\d\d?[:.]\d\d\ report\b | \b(mon|tues|wednes|thurs|fri|satur|sun)day\ digest\b
  | \band\ (other|more)\b.{0,20}\b(headlines|stories|news)\b | \blist\ of\ key\ events\b | \bphotos?\ of\ the\ (day|week)\b | \bpictures?\ of\ the\ (day|week)\b
  | ^(what|things|\d+\ things|five\ things|what\ else)\ (to|you)\b.*\b(today|this\ week|weekend|know\ (today|this))
  | \bfront\ pages?\b | \bthe\ papers\b | \b(newspaper|press)\ (headlines|review)\b | \b(this|on\ this)\ day\ in\ history\b
  | \btagesschau\ in\b | ^der\ (morgen|abend)\s*[:|] | \bpresseschau\b | \bnachrichten(überblick|\ am)\b | \bdas\ wichtigste\ (des\ tages|am\ (morgen|abend))\b
  | \brevue\ de\ (la\ )?presse\b | ^l['’]essentiel\b | ^l['’]actu(alité)?\ (du\ jour|en\ bref)\b | ^les\ (titres|infos)\ du\b
  | ^resumen\b | \bresumen\ (de\ noticias|de\ la\ semana|del\ día)\b | ^las\ noticias\ de\b | \bnoticias\ del\ día\b
  | \brassegna\ stampa\b | \bnotizie\ del\ giorno\b | \b(notícias|resumo)\ do\ dia\b | \b(news|nachrichten)\ des\ (tages|abends|morgens)\b
  | ^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?\ \d\d?\s?:.*,
  | \brevista\ presei\b | \bnieuwsoverzicht\b
  | ^przegląd\b | \bprzegląd\ (prasy|dnia|tygodnia|wydarzeń)\b | \bskrót\ (dnia|wiadomości)\b | \bpodsumowanie\ (dnia|tygodnia)\b
  | \bnajważniejsze\ (informacje|wydarzenia)\b | \brzeczy\s*,\ które\ warto\ wiedzieć\b
  | главное\ за | главные\ (события|новости)\ (дня|недели) | итоги\ (дня|недели) | \bдайджест\b | головне\ за | новини\ дня | підсумки\ (дня|тижня)
  | (haftanın|günün)\ (özeti|haberleri) | (rangkuman|ringkasan)\ berita | điểm\ tin | ειδήσεις\ της\ ημέρας | πρωτοσέλιδα
  | ^(今日|每日)?新闻(早|晚)报 | ^(早|晚)报\b | 要闻(速览|\ ?top) | 今日要闻 | ニュースまとめ | 今日のニュース | 뉴스\s?브리핑 | 오늘의\s?(주요\s?)?뉴스
  | موجز | أهم\ الأخبار | عناوين\ الصحف | خلاصه\ اخبار | आज\ की\ (बड़ी|मुख्य)\ खबरें | כותרות\ היום
"""
_STANDING = r"""
    \bhoroscopes?\b | \bhoroskop\w*\b | \bhoróscopo\b | \boroscopo\b | \bhoroscop(ul)?\b | гороскоп | 星座(运|運|占) | 日星座 | \bzodiac\b | 占い
  | ωροσκόπ | ζώδια | günlük\ burç | burç\ yorum | ramalan\ (zodiak|shio) | राशिफल | 오늘의\s?운세 | حظك\ اليوم | برجك\ اليوم | توقعات\ الأبراج | הורוסקופ
  | \b(weather|lottery|powerball|mega\ millions|crossword|wordle|sudoku|quordle)\b.*\b(today|tonight|forecast|results?|numbers|answers?|hints?|weather|week)\b
  | \bweather\ (forecast|update)\b | \blotto(zahlen)?\b.*\b(zahlen|results?|numbers|heute|quoten)\b | \bwettervorhersage\b | \bwetter\b.*\b(heute|morgen)\b | ^météo\b(?!-france)
  | \b(el\ tiempo|clima)\b.*\bhoy\b | previsão\ do\ tempo | \bprevisioni\ meteo\b | ^meteo\b\s*[:,] | prognoza\ meteo | vremea\ (azi|mâine)
  | hava\ durumu | prakiraan\ cuaca | cuaca\ hari\ ini | dự\ báo\ thời\ tiết | thời\ tiết\ (hôm\ nay|ngày) | καιρός\ (σήμερα|αύριο) | weerbericht
  | 天气预报 | 天氣預報 | 今日天[气氣] | 天気予報 | 오늘(의)?\s?날씨 | حالة\ الطقس | طقس\ اليوم | आज\ का\ मौसम | תחזית\ מזג
  | \b(wordle|quordle|sudoku|crossword)\b | \b(connections|strands)\b.*\b(hints?|answers?|clues)\b | прогноз\ погоды | прогноз\ погоди | погода\ на
  | \bprognoza\ pogody\b | \bpogoda\ na\b | \b(wyniki|losowanie)\ lotto\b | \bkurs(y)?\ (walut|euro|dolara|franka|funta|[a-z]{3}\s*/\s*pln|chf|usd|eur|gbp)
  | \bprogram\ tv\b | \btv\ (guide|schedule|listings)\b | \bhow\ to\ watch\b | \bwhere\ to\ watch\b | курс\ (доллара|валют|евро)
  | [|:–-]\s*(the\ )?(closing|opening)\ bell$ | ^(closing|opening)\ bell\s*[:|–-] | \bmarkets?\ wrap\b | \b(gold|silver)\ (closing|opening)\ (rates?|prices?)\b
  | \b(gold|silver)\ (rates?|prices?)\ today\b | \bharga\ emas\ hari\ ini\b | giá\ vàng\ hôm\ nay | nilai\ tukar\ rupiah | \b(mortgage|refinance)\ rates\ (for|today)\b
  | \b(obituary\ notices|tide\ times|traffic\ report|letters\ to\ the\ editor)\b | ^(obituaries|corrections)\s*($|&|and\b|:) | \bdeals?\ of\ the\ day\b
  | \b(best|early|today['’]?s)\ ([\w-]+\ ){0,4}deals\b | ^today['’]?s\ best\b | ^(the\ )?(\d+\ )?(very\ )?best\b(?![-\ ]sell).*\b(20\d\d|gifts?)\b | \bgift\ guide\b | \bpromo\ codes?\b | \bcoupons?\b
"""
_OPINION = r"""
    ^(opinion|comment|commentary|editorial|analysis|explainer|review|letters?|op-ed|column|podcast|watch|video|photos?)\s*[:|]
  | [|–-]\s*(opinion|editorial|column|letters|commentary|analysis|podcast|video|explainer|review)\b | ^(kommentar|meinung|analyse|leitartikel)\s*[:|]
  | ^(opinión|editorial|análisis|tribuna|columna)\s*[:|.] | ^(opinion|tribune|éditorial|chronique|analyse)\s*[:|.]
  | ^(мнение|колонка|разбор|думка)\s*[:|.] | ^(opinia|komentarz|felieton)\s*[:|.] | ^the\ guardian\ view\b
  | ^(opinione|editoriale|il\ commento|opinião|coluna|artigo\ de\ opinião|opinie|commentaar|hoofdredactioneel|comentariu|editorial)\s*[:|.]
  | ^(ledare|krönika|debatt|leder|kronik|debat|kolumni|pääkirjoitus|mielipide|kommentti|komentář|názor|glosa|sloupek)\s*[:|.]
  | ^(vélemény|publicisztika|άποψη|γνώμη|σχόλιο|yorum|görüş|köşe\ yazısı|başyazı|opini|kolom|tajuk\ rencana|góc\ nhìn|ý\ kiến|bình\ luận|quan\ điểm)\s*[:|.]
  | ^(رأي|مقال\ رأي|افتتاحية|وجهة\ نظر|یادداشت|سرمقاله|دیدگاه|דעה|טור|מאמר\ מערכת|विचार|संपादकीय|राय|মতামত|সম্পাদকীয়)\s*[:|.]
  | ^[【［\[]?(社説|論説|コラム|オピニオン|社论|社論|社评|社評|评论|評論|观点|觀點|사설|칼럼|기고|오피니언|시론|บทบรรณาธิการ|ความคิดเห็น)[】］\]]?\s*[:：|｜丨　】］\]]
"""
_FEATURE = r"""
    [?？؟]\s*["'”’»]?$ | ^(how|why|what|who|where|when)\b(?!.*\b(said|says|told)\b) | ^(the\ )?\d+\ (\w+\ ){0,2}(things|ways|reasons|facts|tips|questions|best|charts)\b
  | \b(what|everything)\ (to|you\ need\ to|we)\ know\b | \bexplained\b | \ba\ (visual\ )?guide\b | \ba\ look\ (at|back)\b | ^(your|a)\ guide\b | \bin\ (pictures|photos)\b | ^(photos|see)\b
  | ^(wie|warum|was|wer|wo)\b | ^(cómo|por\ qué|qué|quién)\b | ^(comment|pourquoi|qui\ est)\b | ^(как|почему|что\ такое|зачем|кто)\b | ^(jak|dlaczego|co|kto|ile|kiedy)\b
"""
_RATING = re.compile(
    r"^[\w.&'’ -]{2,50} (Buy|Hold|Market Perform|Outperform|Underperform|Overweight|Underweight|Kaufen|Halten)$"
)


def _compiled(pattern: str) -> tuple["re.Pattern[str]", "re.Pattern[str]"]:
    """What a title begins with, and what stands anywhere in it. Of the latter what begins a word is looked for where words
    begin only: as one row of alternatives, each would be tried at each letter, which takes five times as long."""
    found = re.split(r"\s+\|\s+", pattern.strip().removeprefix("|"))
    opening = [one.removeprefix("^") for one in found if one.startswith("^")]
    of_words = [one.removeprefix(r"\b") for one in found if one.startswith(r"\b")]
    others = [one for one in found if not one.startswith(("^", r"\b"))]
    anywhere = "|".join([rf"\b(?:{'|'.join(of_words)})"] * bool(of_words) + others)
    return re.compile("|".join(opening), re.VERBOSE), re.compile(anywhere, re.VERBOSE)


# Patterns are in small letters, for titles in small letters: matching without regard to case is slower.
_RUBRICS = tuple(
    (rubric, *_compiled(pattern))
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
    head = title[:300]
    if _RATING.search(head):
        return Rubric.STANDING
    small = head.lower()
    return next(
        (kind for kind, opening, anywhere in _RUBRICS if opening.match(small) or anywhere.search(small)),
        Rubric.NEWS,
    )


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
