"""Headlines that correct an earlier article, headlines that ask or promise instead of telling, and what outlets
add to a headline that is not of it.

Knows nothing of articles. Marks are looked for in the languages that most of our outlets write.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from news.language.tokens import unaccented

_CORRECTION = re.compile(
    r"^\W*(?:corrections?|corrected|clarification|korrektur|berichtigung|richtigstellung|correcci[óo]n|fe de errat\w+|rectificaci[óo]n"
    r"|rectificatif|correctif|erratum|corre[çc][ãa]o|errata|correzione|rettifica|rectificatie|correctie|исправление|поправка|опровержение"
    r"|виправлення|уточнення|спростування|تصحيح|تصويب|更正|勘误|勘誤|訂正|정정|düzeltme|sprostowanie|rättelse|oprava|اصلاحیه)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = (
    r"withdrawn|retracted|retraction|story removed|article removed|kill notice|zurückgezogen|zurückgenommen|retirado|retirada|retractado|retractada"
    r"|retractaci[óo]n|retratação|despublicado|retiré|rétracté|rétractation|ritirato|ritrattazione|ingetrokken|wycofan[oya]|отозвано|отозвана|снято с публикации"
    r"|відкликано|знято з публікації|تم سحب الخبر|تم حذف الخبر|سحب الخبر|撤稿|已撤回|已撤稿|撤回|geri çekildi|tillbakadragen|trukket tilbage|trukket tilbake"
)
_WITHDRAWAL = re.compile(
    rf"^\W*(?:{_TAKEN_BACK})\s*(?:[:：\])】]|[–—-]\s|$)|[\[(【]\s*(?:{_TAKEN_BACK})\s*[\])】]\s*$|\s[–—|-]\s*(?:{_TAKEN_BACK})\s*$",
    re.IGNORECASE,
)
_WITHDRAWN_TEXT = re.compile(
    r"""
    ^\W*(?:editor['’]?s\ note:\s*)?(?:
      this\ (?:article|story|report|item|piece)\ (?:has\ been|was|is)\ (?:withdrawn|retracted|removed|taken\ down)\b
      | we\ have\ (?:withdrawn|retracted|removed)\ this\ (?:article|story|report)\b
      | (?:dieser\ artikel|dieser\ beitrag|diese\ meldung)\ wurde\ (?:zurückgezogen|entfernt|gelöscht)\b
      | cet\ article\ a\ été\ (?:retiré|supprimé)\b
      | este\ art[íi](?:culo|go)\ (?:ha\ sido|foi)\ (?:retirado|eliminado|removido)\b
      | questo\ articolo\ è\ stato\ (?:ritirato|rimosso)\b
      | (?:эта\ статья|этот\ материал|материал|статья)\ (?:был[аи]?\ )?(?:отозван|отозвана|удалён|удалена|снят|снята)(?=\W|$)
      | (?:ця\ стаття|цей\ матеріал|матеріал)\ (?:був|була)?\ ?(?:відкликан|видален)
      | تم\ (?:سحب|حذف)\ هذا\ (?:الخبر|المقال|التقرير) | 本(?:文|报道|報道|稿)已(?:被)?(?:撤回|撤稿|删除|刪除)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TEASE = re.compile(
    r"\?|？|؟|!|！|…|\.\.\.|\byou (?:need|won't|should)\b|\bhere'?s (?:what|why|how)\b|^\W*(?:how|why|what|who|when)\b"
    r"|^\W*\d+ (?:[\w'’-]+ ){0,2}(?:things|ways|reasons|facts|tips|takeaways|dinge|gründe|fakten|tipps|choses|raisons|conseils|cosas|razones|consejos|coisas|razões|dicas"
    r"|cose|ragioni|consigli|вещей|причин|фактов|способов|советов|rzeczy|powodów|faktów|sposobów|фактів|способів)\b"
    r"|^\W*(?:wie|warum|was|wer|pourquoi|comment|qui|por qué|cómo|qué|почему|как|кто|чому|як|хто|لماذا|كيف|为什么|為什麼|如何)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[-–—|·:]\s+|\s*\|\s*")
SHORTEST_NAME = 3
_BEFORE_A_NAME = re.compile(r"\s+[-–—|·»«]\s+|\s*\|\s*")
_NAME_WORD = re.compile(r"[^\W_]+")
LEAST_HEAD, MOST_OF_A_NAME = 12, 8
"""Signs of a headline that is left without its outlet; words of an outlet's name."""
_NOT_OF_A_NAME = re.compile(r"^the\s+|\.(?:com|org|net|co\.uk|[a-z]{2})$|\s+(?:news|online|top stories)$")
_SECTION = re.compile(r"^[^\W\d_][\w &/-]{1,30}\s+[›»]\s+(?=\w)")
_FORMATS = (
    r"videos?|vídeos?|vidéos?|wideo|видео|відео|photos?|pictures|fotos?|zdjęcia|фото|gallery|galerie|watch|listen|exclusive|breaking|breaking news"
    r"|just in|updated?|en direct|en vivo|en directo"
)
_MARK_BEFORE = re.compile(rf"^\W*(?:{_FORMATS})\s*(?:[:|.]|\s[–—-])\s+(?=\S)", re.IGNORECASE)
_MARK_AFTER = re.compile(rf"\s*[\[(](?:{_FORMATS})[\])]\s*$", re.IGNORECASE)
_ROUGH = re.compile(
    rf"^\W*(?:live|{_FORMATS})\s*(?:[:|.]|\s[–—-])\s|[\[(](?:live|{_FORMATS})[\])]|\bupdates:"
    r"|^\s*[\"“”„«'‘’][^\"“”„«»'‘’]{12,}[\"“”»'‘’]?\s*[:,–—-]|^\s*[\"“„«][^\"“”»]*[\"”“»]\s*$|https?://|\bpic\.twitter",
    re.IGNORECASE,
)
_GARBLED = re.compile(
    "Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|â€|[ĂĹĽ][łşŚ\u0080-\u00a9\u00ab-\u00bf‚›„]|Ä[\u0080-\u00bf™…‡]|Ð[\u0080-\u00bf]|\ufffd"
)


_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut(?:es?|ed)|rebut(?:s|ted)|dementier\w*|bestreite[nt]|bestritt(?:en)?|dément\w*|démenti|nie(?:nt|r)?"
    r"|desm(?:iente[ns]?|entir|intió|intieron)|nieg(?:a|an)|negó|desment(?:e|em|iu)|nega(?:m|no)?|negou|smenti(?:sce|scono|ta|to|re)|smentì|ontken(?:t|nen|de)"
    r"|förnekar|dementerar|afviser|benægter|avviser|nekter|kiistää|kiisti|zaprzecz\w+|dementuj\w+|popír\w+|popřel\w*|dezmint\w*|neagă"
    r"|опроверг\w*|отриц\w+|спростов\w+|запереч\w+|yalanla\w+|reddetti|διαψεύδ\w+|διέψευσ\w+|αρνείται|מכחיש\w*|הכחיש\w*|membantah|bantah)\b"
    r"|(?<!\w)(?:نفى|نفت|ينفي|تنفي|نفي|تکذیب)(?!\w)|phủ nhận|bác bỏ|否认|否認|辟谣|闢謠|부인|खंडन|इनकार|অস্বীকার|ปฏิเสธ",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"^\W*(?:advertisement|advertorial|sponsored(?: content| post| by [^:|]{2,40})?|paid (?:content|post|partnership)|partner content|brand(?:ed)? content|promoted"
    r"|anzeige|werbung|publireportage|publicité|publi-?(?:reportage|rédactionnel)|contenu (?:sponsorisé|partenaire)|publicidad|contenido patrocinado|patrocinado|publirreportaje"
    r"|publicidade|conteúdo patrocinado|pubblicità|contenuto sponsorizzato|advertentie|gesponsord|annons|annonse|annonce|mainos|reklama|reklam|reklame|materiał sponsorowany"
    r"|artykuł sponsorowany|реклама|на правах рекламы|партн[её]рский материал|спонсорский материал|матеріал партнера|партнерський матеріал|ilan|advertorial|iklan|διαφήμιση"
    r"|פרסומת|תוכן (?:שיווקי|ממומן)|إعلان(?: مدفوع| ممول)?|محتوى (?:ممول|مدفوع)|رپورتاژ آگهی|广告|廣告|推广|PR(?=】)|広告|광고|협찬|विज्ञापन|प्रायोजित|বিজ্ঞাপন|โฆษณา|quảng cáo)"
    r"\s*(?:[:：|\])】.]|[–—-]\s|$)",
    re.IGNORECASE,
)


def is_denial_title(title: str) -> bool:
    """Whether somebody denies there what others told."""
    return bool(_DENIAL.search(title))


def is_advert(title: str, text: str) -> bool:
    """Whether it says of itself, in its title or at the head of its text, that somebody paid for it."""
    return bool(_ADVERT.match(title) or _ADVERT.match(text))


def is_correction_title(title: str) -> bool:
    return bool(_CORRECTION.match(title))


def is_withdrawal_title(title: str) -> bool:
    """Whether the title itself says that the article no longer holds: "WITHDRAWN: ...", "... (retracted)". Troops that
    are withdrawn are another matter."""
    return bool(_WITHDRAWAL.search(title))


def says_withdrawn(title: str, text: str) -> bool:
    """Whether an article is only the word that it was withdrawn, by its title or the first words of its text."""
    return is_withdrawal_title(title) or bool(_WITHDRAWN_TEXT.match(text))


def without_mark(title: str) -> str:
    """The title without "Correction:" or "Withdrawn:" about it."""
    return _WITHDRAWAL.sub("", _CORRECTION.sub("", title)).strip(" :：")


def bare_headline(title: str, outlet: str) -> str:
    """The title without what is not of it: the outlet's own name at its end ("Ferry back - Port Ansel Herald"), the
    section before it ("World › Ferry back"), marks of its format ("VIDEO. Ferry back [photos]")."""
    head, tail = _parted(title)
    bare = head if head and _is_name_of(tail, outlet) else title.strip()
    unmarked = _MARK_AFTER.sub("", _MARK_BEFORE.sub("", _SECTION.sub("", bare))).strip()
    return unmarked or title.strip()


def without_outlet(title: str, url: str) -> str:
    """The title without the name of the outlet at its end, as far as the article's address tells it: "Ferry back | News | Port
    Ansel Herald" at portansel-herald.example. Its words make up more than half of that end, or one of them is a whole part of the host."""
    separators = list(_BEFORE_A_NAME.finditer(title))
    if not separators:
        return title
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return title
    labels = [label.replace("-", "") for label in host.split(".")[:-1] if label != "www"]
    for separator in reversed(separators):
        if separator.start() >= LEAST_HEAD and _is_named_in(labels, title[separator.end() :]):
            return title[: separator.start()].strip()
    return title


def _is_named_in(labels: Sequence[str], tail: str) -> bool:
    words = [unaccented(word.casefold()) for word in _NAME_WORD.findall(tail)]
    if not words or len(words) > MOST_OF_A_NAME:
        return False
    if len(words) == 1:
        return words[0] in labels
    host = "".join(labels)
    named = sum(len(word) for word in words if word in host)
    return named > SHORTEST_NAME and 2 * named > sum(map(len, words))


def _parted(title: str) -> tuple[str, str]:
    found = list(_SEPARATOR.finditer(title))
    return (
        (title[: found[-1].start()].strip(), title[found[-1].end() :].strip())
        if found
        else (title.strip(), "")
    )


def _is_name_of(tail: str, outlet: str) -> bool:
    """Whether the tail is the name of the outlet, or of a section of it: of "Herald - World", "The Herald News"."""
    said = _key(tail)
    return len(said) >= SHORTEST_NAME and said in {
        _key(outlet),
        *(_key(part) for part in _SEPARATOR.split(outlet)),
    }


def _key(name: str) -> str:
    name = _NOT_OF_A_NAME.sub("", name.strip().casefold())
    return "".join(sign for sign in name if sign.isalnum())


def is_rough(title: str) -> bool:
    """Whether a headline is not fit to stand over a story while there is another: shouted, led by a quotation or
    with half of one, with a mark of its format, or of broken characters."""
    letters = [sign for sign in title if sign.isalpha()]
    shouts = sum(sign.isupper() for sign in letters) > 0.6 * len(letters)
    return shouts or bool(_ROUGH.search(title)) or title.count('"') % 2 == 1 or is_garbled(title)


def is_garbled(text: str) -> bool:
    """Whether UTF-8 was read as something else on its way: "PrzywĂłdcy", "dÃ©jÃ ", "donâ€™t"."""
    return bool(_GARBLED.search(text))


def is_tease(title: str) -> bool:
    """A question, an exclamation, or a promise to explain, rather than what happened."""
    return bool(_TEASE.search(title))
