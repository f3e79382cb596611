"""Which articles may feed facts to a story that is written, and why the others may not. They stay in the press radar.

Pure. An article may say anything of itself, so what it says counts against it only: one that calls itself news and
reads like a column is a column. The lists are short and hold what outlets really print, in the languages we read most.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from news.language.headlines import bare_headline, is_advert
from news.language.quotable import (
    SHORTEST_WORDS,
    has_end_mark,
    is_instruction,
    is_order,
    why_not,
    word_count,
)
from news.language.rubrics import Rubric, rubric
from news.language.sentences import split
from news.language.tokens import primary_subtag, words
from news.writing.extract import facts
from news.writing.planted import IN_QUOTES, ordered
from news.writing.satirists import is_filed_as_opinion, is_satirist
from news.writing.standing import OPINIONS, current

if TYPE_CHECKING:
    from news.story.stories import Source

WHOLE_WORDS = 8
FEWEST_WORDS = 12
"""In whole sentences. Feeds give teasers of 15 to 40 words, which are facts; less is a headline over again."""
PAYWALLED_BELOW = 60
TEXT_READ = 4_000
NO_EVIDENCE = frozenset(
    {"instruction", "address", "appeal", "credit", "programme", "garbled", "cut", "capitals"}
)
"""Why a sentence tells nothing. One that only cannot be quoted alone ("He said so.") may be evidence still."""

NEVER = frozenset({"satire", "advert"})
"""Why not even a title is told."""

_KEPT_JOINER = re.compile("(?<=[\u0600-\u0fff])[\u200c\u200d](?=[\u0600-\u0fff])")
_SATIRE = re.compile(
    r"""
    ^\W*(?:satire|parody|satira|sátira|satyra|сатира|小品|هجاء|ساخر|व्यंग्य|mizah|hiciv)\b\W
  | [(\[|–—-]\s*(?:satire|parody|satira|sátira|satyra|сатира|ساخر|व्यंग्य|mizah)\s*[)\]]?\s*$
  | \b(?:satirical|parody)\ (?:news|article|site|piece|newspaper)\b|\bwork\ of\ (?:satire|fiction)\b
  | \b(?:this|dies)\s(?:article\s)?(?:is|ist)\s(?:a\s|eine\s)?satire\b | \barticle\ satirique\b | \bartículo\ satírico\b
  | \bsatirisch\w*\ (?:beitrag|artikel|text) | сатирическ\w+\ (?:материал|статья|издани)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OPINION = re.compile(
    r"""
    \b(?:the\ views\ expressed|the\ author\ is\ an?\b|the\ writer\ is\ an?\b|is\ a\ columnist|in\ my\ (?:view|opinion))
  | \b(?:meiner\ meinung\ nach|ein\ kommentar\ von|à\ mon\ avis|en\ mi\ opinión|na\ minha\ opinião|secondo\ me|moim\ zdaniem)\b
  | по\ моему\ мнению|я\ считаю|на\ мою\ думку|في\ رأيي|मेरी\ राय|我认为|我認為|bence\b
  | \b(?:după\ părerea\ mea|enligt\ min\ mening|naar\ mijn\ mening|κατά\ τη\ γνώμη\ μου)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
OWN_WORDS, OWN_SHARE = 3, 0.2
"""So often, and in so many of its sentences, an author speaks of himself in a column."""
_FIRST_PERSON = {
    "en": {"i", "my", "me"},
    "de": {"ich", "mein", "meine"},
    "fr": {"je", "mon", "ma"},
    "es": {"yo", "mi", "creo"},
    "pt": {"eu", "meu", "minha"},
    "it": {"io", "mio", "mia"},
    "nl": {"ik", "mijn"},
    "ru": {"я", "мой", "моя"},
    "uk": {"я", "мій", "моя"},
    "pl": {"ja", "mój", "moja"},
    "ro": {"eu", "meu", "mea"},
    "sv": {"jag", "min", "mitt"},
    "el": {"εγώ", "μου"},
    "cs": {"já", "můj", "moje"},
    "tr": {"ben", "benim", "bence"},
    "id": {"saya", "aku"},
    "vi": {"tôi"},
    "hi": {"मैं", "मेरा", "मेरी"},
}
_EMBARGO = re.compile(
    r"""
    \b(?:under|strict|strictly)?\s*embargo(?:ed)?\b\s*(?:(?:for\ release\s*)?(?:until|till|to)\b|:)[^\n]{0,80}
  | \bnot\ for\ (?:release|publication)\ (?:before|until)\b[^\n]{0,80}
  | \bsperrfrist\b[^\n]{0,80} | \bsous\ embargo\b[^\n]{0,80} | \bembarg(?:ado|ada|ato|ata)\b[^\n]{0,80}
  | \bembargo\ (?:hasta|até|fino|do|tot)\b[^\n]{0,80} | (?:под\ )?эмбарго\ до[^\n]{0,80} | ембарго\ до[^\n]{0,80}
  | \bambargolu\b[^\n]{0,80} | محظور\ النشر[^\n]{0,80} | 禁止发布[^\n]{0,40} | 解禁[^\n]{0,40}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EARLIER = re.compile(
    r"""
    \b(?:an?\ |the\ )?(?:earlier|previous|prior|original)\ (?:version|edition|report)s?\ of\ (?:this|the|our)\b
  | \b(?:an?|the)\ (?:earlier|previous|prior|original)\ (?:version|edition)\ (?:(?:incorrectly|mistakenly|erroneously|wrongly)\ )?(?:said|stated|reported|gave|put|named|misstated|misspelled|misidentified)\b
  | \b(?:article|story|report|headline|caption)\b.{0,30}\b(?:incorrectly|mistakenly|erroneously|wrongly)\ (?:said|stated|reported|gave|named|put)\b
  | \bin\ einer\ (?:früheren|vorherigen|ersten)\ (?:version|fassung)\b|\bhieß\ es\ (?:fälschlich|irrtümlich)
  | \bune?\ (?:version|première\ version)\ (?:précédente|antérieure|de\ cet\ article)
  | \b(?:una?|la)\ versión\ (?:anterior|previa)\b|\bversão\ anterior\b|\bversione\ precedente\b
  | в\ (?:более\ ранней|предыдущей|первоначальной)\ версии|ошибочно\ (?:сообщ|указ|говорилось) | у\ (?:попередній|першій)\ версії|помилково\ (?:повідом|вказ)
  | \bwcześniejsz\w+\ wersj|\bbłędnie\ poda|\bönceki\ (?:sürüm|versiyon|haber)|\beerdere\ versie\b|\btidigare\ version\b
  | نسخة\ سابقة|نسخه\ قبلی | 早前版本|此前(?:误|誤)|先前(?:误|誤|报道有误)|误(?:写|报|称) | 当初の記事|誤って|誤りでした | 이전\ (?:기사|버전)|잘못\ (?:보도|표기)
  | bản\ tin\ trước|đưa\ tin\ nhầm|versi\ sebelumnya|keliru\ (?:menyebut|melaporkan) | προηγούμενη\ έκδοση | पिछले\ संस्करण | גרסה\ קודמת
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A sentence that says what stood here before, and was wrong."""
_EMBARGO_PLACE = 200
"""An embargo stands at the head of a text; further down a report speaks of ships and arms."""
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\d)")
_PAYWALL = re.compile(
    r"""
    \b(?:subscri(?:be|bers?|ption)|sign\ in|log\ in|register)\b.{0,40}\b(?:continue|read(?:ing)?|access|unlock|full\ (?:story|article))\b
  | \b(?:continue\ reading|to\ read\ the\ (?:full|rest)|for\ subscribers\ only|subscribers\ only|premium\ (?:content|article)|accept\ cookies|enable\ javascript)\b
  | \b(?:nur\ für\ abonnenten|jetzt\ weiterlesen|plus-artikel|réservé\ aux\ abonnés|solo\ para\ suscriptores|exclusivo\ para\ (?:assinantes|suscriptores)|riservato\ agli\ abbonati|tylko\ dla\ (?:subskrybentów|prenumeratorów))\b
  | только\ (?:для|по)\ подпис | лише\ для\ передплатник | للمشتركين\ فقط | 订阅后|付费阅读|会員限定|有料会員 | 구독자\ 전용 | केवल\ सदस्य
    """,
    re.IGNORECASE | re.VERBOSE,
)


def why_no_facts(source: "Source", *, now: datetime) -> str | None:
    """The reason, in one word, why nothing is told from this article; None for one that may be told from."""
    if is_embargoed(source, now=now):
        return "embargo"
    if source.is_withdrawn:
        return "withdrawn"
    if source.kind == "satire" or _is_satire(source) or is_satirist(source.outlet, source.url):
        return "satire"
    if is_advert(source.title, source.text):
        return "advert"
    if (
        source.kind in OPINIONS
        or is_filed_as_opinion(source.url)
        or _is_titled_opinion(source)
        or _reads_like_opinion(source)
    ):
        return "opinion"
    if is_instruction(source.title):
        return "instruction"
    return "stub" if _is_stub(source) else None


def is_embargoed(source: "Source", *, now: datetime) -> bool:
    """Whether it may not be told yet: by what is known of it, or by what stands at the head of its text.

    One that names no day is held for good: nobody can say that its time has come.
    """
    if source.embargo_until is not None and source.embargo_until > now:
        return True
    found = _EMBARGO.search(f"{source.title}\n{source.text}"[: len(source.title) + _EMBARGO_PLACE])
    if found is None:
        return False
    until = _end_of_embargo(found.group(), source)
    return until is None or until > now


def fit_to_quote(sources: Sequence["Source"], *, now: datetime) -> tuple["Source", ...]:
    """The sources that may be quoted: none that is embargoed, withdrawn, corrected, satire or an advert; no stub while there
    is a report, and nothing else while there is a stub. One whole sentence is a report here: it is quoted as it stands."""
    public = current([source for source in sources if not is_embargoed(source, now=now)])
    why = {source.article_id: why_no_facts(source, now=now) for source in public}
    reports = [
        source
        for source in public
        if why[source.article_id] is None or (why[source.article_id] == "stub" and says_something(source))
    ]
    stubs = [source for source in public if why[source.article_id] == "stub"]
    return tuple(reports or stubs or [source for source in public if why[source.article_id] not in NEVER])


def sentences(
    source: "Source", *, chars: int = TEXT_READ, shortest: int = SHORTEST_WORDS
) -> Mapping[int, str]:
    """The sentences of the text that tell something, neutralised, by their place among all of them, from 1; none of fewer words than
    `shortest`.

    An order to software takes with it what goes with it (`planted`). A report around it stays.
    """
    return dict(_telling(source.text[: chars + 1], source.language, chars, shortest))


@lru_cache(maxsize=256)
def _telling(text: str, language: str | None, chars: int, shortest: int) -> tuple[tuple[int, str], ...]:
    """An article is looked at several times while its story is told."""
    bare = neutral(text[:chars])
    found = split(bare, language)
    if len(text) > chars:
        found = found[:-1]  # cut by us
    planted = ordered(found, bare, language)
    return tuple(
        (at, line)
        for at, line in enumerate(found, start=1)
        if at - 1 not in planted and _tells(line, language, is_last=at == len(found), shortest=shortest)
    )


def _tells(line: str, language: str | None, *, is_last: bool, shortest: int) -> bool:
    """Whether a sentence may say something of the world: no question, no order, nothing beside the text. What somebody
    asks is told; dots cut only a text's end; and a credit within a long line is a caption's, which tells."""
    bare = IN_QUOTES.sub("", line).rstrip("\"'”’»)")
    words = word_count(line)
    if bare.endswith(("?", "？", "؟", "!", "！")) or words < shortest:
        return False
    if words < SHORTEST_WORDS and not has_end_mark(line):
        return False
    if is_order(line) or _PAYWALL.search(line) or tells_earlier(line):
        return False
    reason = why_not(line, language)
    is_told = (reason == "cut" and not is_last) or (reason == "credit" and words >= FEWEST_WORDS)
    return is_told or reason not in NO_EVIDENCE


def tells_earlier(sentence: str) -> bool:
    """Whether it says what stood here before, and was wrong."""
    return _EARLIER.search(sentence) is not None


def neutral(text: str) -> str:
    """The text without anything that does not show, or that stands for structure in a prompt; line breaks stay."""
    text = unicodedata.normalize("NFC", text)
    joiners = {match.start() for match in _KEPT_JOINER.finditer(text)}
    seen = "".join(
        sign
        for at, sign in enumerate(text)
        if sign in "\n\t" or at in joiners or unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    return "\n".join(" ".join(line.split()) for line in seen.translate(_STRUCTURE).split("\n")).strip()


_STRUCTURE = str.maketrans({"<": "‹", ">": "›", "⟦": "[", "⟧": "]", "\u2028": "\n", "\u2029": "\n"})


def _end_of_embargo(text: str, source: "Source") -> datetime | None:
    """The end of the day that is named, or the hour of it; None where no day is."""
    named = [fact.value for fact in facts(text, source.language) if fact.kind == "date"]
    year = source.published_at.year
    for value in named:
        day = f"{year}{value[1:]}" if value.startswith("--") else value
        if len(day) == 10:
            start = datetime.fromisoformat(day).replace(tzinfo=source.published_at.tzinfo)
            clock = _CLOCK.search(text)
            return start + (
                timedelta(hours=int(clock[1]), minutes=int(clock[2])) if clock else timedelta(days=1)
            )
    return None


def _is_satire(source: "Source") -> bool:
    return any(_SATIRE.search(line) for line in (source.title, source.outlet, source.text[:TEXT_READ]))


def _is_titled_opinion(source: "Source") -> bool:
    """ "Video:" before a title is its format, and says nothing of what kind the text is."""
    return rubric(bare_headline(source.title, source.outlet)) is Rubric.OPINION


def _reads_like_opinion(source: "Source") -> bool:
    """By what it says of its author, or where the author speaks throughout and not once."""
    told = IN_QUOTES.sub(" ", source.text[:TEXT_READ])
    own = _FIRST_PERSON.get(primary_subtag(source.language), set())
    if _OPINION.search(told):
        return True
    if sum(word in own for word in words(told)) < OWN_WORDS:
        return False
    said = [not own.isdisjoint(words(line)) for line in split(told, source.language)]
    return sum(said) >= max(2, OWN_SHARE * len(said))


def says_something(source: "Source") -> bool:
    """Of a short text, whether a whole sentence stands there and no wall behind it: feeds often say no more than that."""
    lines = sentences(source).values()
    return not _PAYWALL.search(source.text) and any(word_count(line) >= WHOLE_WORDS for line in lines)


def _is_stub(source: "Source") -> bool:
    count = sum(word_count(line) for line in sentences(source).values())
    return count < FEWEST_WORDS or (count < PAYWALLED_BELOW and bool(_PAYWALL.search(source.text)))
