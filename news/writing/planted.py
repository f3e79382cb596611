"""Orders to software that are planted in an article, and what goes with them. Pure.

Safety first: an order takes the sentences behind it with it. Only where it dictates nothing may one stay that goes on with the
report, as it has a name or a number of the article's other sentences. A report loses two sentences where this is wrong.
"""

import re
from collections.abc import Collection, Sequence

from news.language.frequencies import frequency
from news.language.quotable import is_instruction, is_order
from news.language.rubrics import calendar_words
from news.language.tokens import primary_subtag, terms, words
from news.writing.extract import facts

REACH = 2
"""Sentences that an order takes with it at most; each further order behind it reaches as far again."""
UNMARKED = frozenset({"ar", "bn", "fa", "he", "hi", "ja", "ko", "th", "ur", "zh"})
"""Languages without capitals: what two sentences have in common is told by their words there."""
FEWEST_ALIKE, SHARE_ALIKE = 2, 0.25
RARE = 1e-6
"""Share of running text below which a German noun counts as a name."""
_CAPITALISED = re.compile(r"\b[A-ZÄÖÜ]\w{2,}")
IN_QUOTES = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|\"[^\"]*\"|‘[^’]{8,}’")

_YOU = {
    "en": "you your yours yourself",
    "de": "du dir dich dein deine deinen deinem deiner ihnen",
    "fr": "vous votre vos tu toi tes",
    "es": "tú tu tus te usted ustedes vosotros",
    "pt": "você vocês tu teu tua",
    "it": "tu ti tuo tua tuoi voi vostro",
    "nl": "jij je jouw jullie",
    "sv": "du dig din ditt dina ni er",
    "ro": "tu tău ta tale voi vostru dumneavoastră",
    "el": "εσύ σου εσείς σας",
    "pl": "ty ci ciebie tobie twój twoja twoje wy wasz",
    "cs": "ty tobě tebe tvůj tvoje tvá vy vám vás váš",
    "ru": "ты тебе тебя твой твои вы вам вас ваш ваша ваши вашу вашей вашем",
    "uk": "ти тобі тебе твій твої ви вам вас ваш ваша ваші вашу вашій",
    "tr": "sen sana seni senin siz size sizi sizin",
    "ar": "أنت أنتم عليك لك",
    "fa": "شما تو",
    "he": "אתה את אתם עליך לך",
    "hi": "आप आपको आपका आपकी आपके तुम तुम्हें",
    "bn": "আপনি আপনার আপনাকে তুমি তোমার তোমাকে",
    "id": "kamu anda kalian",
    "vi": "bạn",
}
_YOU_UNSPACED = re.compile(r"你|您|あなた|당신")
_MUST_TELL = re.compile(
    r"\b(?:readers?|the\ story|the\ headline|the\ summary)\ (?:must|should|has\ to|have\ to|need(?:s)?\ to)\b",
    re.IGNORECASE | re.VERBOSE,
)
_POINTS_ON = re.compile(
    r"[:：]\W*$|\b(?:following|folgende[ns]?|suivant\w*|siguiente\w*|seguint\w*|seguent\w*|volgende|följande|următo\w+|następując\w*|následující\w*|şunu|aşağıda\w*|berikut|như\ sau)\b"
    r"|следующ|наступн|ακόλουθ|以下|下列|次の|다음|التالي|الآتي|הבא|زیر|निम्न|নিচের",
    re.IGNORECASE,
)
"""An order that has what it wants to be told behind it."""
_TELL = re.compile(
    r"""
    \b(?:writ(?:e|ing)|say(?:ing)?|report|state|stating|answer|respond|reply|tell|print|publish|repeat|claim|declare|announce|mention|include|insert)\b
  | \b(?:schreib|sag|bericht|meld|antwort|beantwort|behaupt|erklär|nenn|erwähn|verkünd|veröffentlich)(?:e|en|t|et)?\b
  | \b(?:écri(?:s|vez|re)|di(?:s|tes|re)|(?:rapport|signal|indiqu|affirm|annonc|déclar|mentionn|ajout|racont|publi)(?:e|ez|er)|répond(?:s|ez|re))\b
  | \b(?:escrib(?:e|a|an|ir)|escríb\w+|di|diga|digan|decir|(?:inform|report|contest|afirm|declar|anunci|mencion|public)(?:a|e|en|ar)|publique|respond(?:e|a|an|er))\b
  | \b(?:escrev(?:e|a|am|er)|diz|dizer|(?:inform|relat|declar|report|afirm)(?:a|e|em|ar))\b
  | \b(?:scriv(?:i|a|ete|ere)|di['’]|dì|dici|dite|dica|dire|riport(?:a|ate|are)|riferisc(?:i|a)|riferire|rispond(?:i|a|ete|ere)|(?:afferm|dichiar|annunci|menzion)(?:a|are|ate))\b
  | \b(?:schrijf|schrijven|zeg|zeggen|meld|melden|bericht|berichten|antwoord|antwoorden|beantwoord|beweer|verklaar|vermeld|vertel|vertellen)\b
  | \b(?:skriv|skriva|säg|säga|rapportera|svara|berätta|påstå|uppge|meddela|nämn)\b
  | \b(?:scrie(?:ți)?|spune(?:ți)?|zi|raport(?:ează|ați)|răspunde(?:ți)?|afirm[ăa](?:ți)?|declar[ăa](?:ți)?|anunț[ăa](?:ți)?|menționează)\b
  | \b(?:γράψ(?:ε|τε|εις|ετε)|γράφε|πες|πείτε|πεις|ανάφερε|ανέφερε|αναφέρετε|απάντησε|απαντήστε|δήλωσε|δηλώστε|ανακοίνωσε)\b
  | \b(?:napisz|pisz|powiedz|mów|zgłoś|podaj|odpowiedz|odpowiadaj|stwierdź|poinformuj|donieś|ogłoś)(?:cie)?\b
  | \b(?:napiš|piš|řekni|uveď|odpověz|odpovídej|oznam|sděl|tvrď|informuj)(?:te|ěte)?\b | \břekněte\b
  | \b(?:yaz|söyle|bildir|raporla|cevapla|yanıtla|belirt|duyur|aktar|anlat)(?:ın|in|un|ün|ınız|iniz|yın|yin)?\b | \b(?:cevap|yanıt)\ ver\w*
  | \b(?:напиши|пиши|скажи|сообщи|сообщай|ответь|отвечай|заяви|утверждай|укажи|расскажи|объяви)(?:те)?\b | \b(?:написать|сказать|сообщить|ответить)\b
  | \b(?:напиши|пиши|напишіть|пишіть|скажи|скажіть|повідом|повідомте|відповідай|відповідайте|заяви|заявіть|стверджуй|вкажи|зазнач|розкажи)\b
  | \b(?:написати|сказати|повідомити)\b
  | \b[وف]?(?:اكتب|أكتب|اكتبوا|قل|قولوا|أخبر|أخبرهم|اذكر|صرح|صرّح|أبلغ|بلّغ|أجب|رد|أعلن|تكتب|تقول)\b
  | \b(?:بنویس|بنویسید|بگو|بگویید|گزارش|پاسخ|جواب|اعلام|ذکر)\b
  | \b[ול]?(?:כתוב|כתבו|תכתוב|לכתוב|אמור|אמרו|תאמר|תגיד|תגידו|לומר|דווח|דווחו|תדווח|ענה|ענו|תענה|השב|ציין|הודע|ספר)\b
  | लिख|कहो|कहें|कहिए|बताओ|बताएं|बताएँ|बताइए|रिपोर्ट|जवाब\ द|उत्तर\ द|घोषणा
  | \b(?:tulis|tuliskan|katakan|laporkan|nyatakan|jawab|jawablah|sebutkan|beritakan|umumkan|sampaikan)\b
  | \b(?:viết|nói|báo\ cáo|tuyên\ bố|trả\ lời|đưa\ tin|cho\ biết|kể|thông\ báo|khẳng\ định)\b
  | লিখ|লেখ|বলুন|বলো|বল\b|জানান|জানাও|রিপোর্ট|উত্তর\ দ|জবাব\ দ|ঘোষণা
  | 写|寫|说|說|报道|報道|報導|回答|回复|回覆|声称|聲稱|宣布|告诉|告訴|陈述|陳述|输出|報告|报告
  | 書|言(?:え|い|う|っ)|述べ|報じ|答え|伝え|発表|出力|쓰|써|쓴|적어|말하|말해|보고|보도|답하|답해|대답|전하|전해|발표|작성|알려|알리
  | เขียน|บอก|รายงาน|ตอบ|กล่าว|ระบุ|ประกาศ|แจ้ง
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""To write, say, report, state or answer, as an order has it: what it wants to be told may stand behind it. English "report" and
"answer" count as nouns, too."""


def ordered(lines: Sequence[str], text: str, language: str | None) -> set[int]:
    """The places of orders to software among the sentences of the text, and of what goes with them."""
    paragraphs = _paragraphs(lines, text)
    found: set[int] = set()
    doubtful: set[int] = set()
    for at, line in enumerate(lines):
        if is_instruction(line):
            taken, left = _reached(lines, at, paragraphs, language)
            found |= taken
            doubtful |= left
    doubtful -= found
    rest = [line for at, line in enumerate(lines) if at not in found and at not in doubtful]
    return found | {at for at in doubtful if not _goes_on(lines[at], rest, language)}


def _reached(
    lines: Sequence[str], at: int, paragraphs: Sequence[int], language: str | None
) -> tuple[set[int], set[int]]:
    """What goes with the order in any case, itself too, and what else stands within its reach."""
    found, doubtful = {at}, set()
    dictates, last = _dictates(lines[at]), at + REACH
    opens = paragraphs[-1] > 0 and paragraphs.index(paragraphs[at]) == at
    after = at + 1
    while after <= min(last, len(lines) - 1):
        line = lines[after]
        is_further = is_order(line)
        if is_further or _speaks_to_software(line, language):
            dictates = dictates or _dictates(line)
            last = after + REACH if is_further else last
            found.add(after)
        elif (
            dictates or (opens and paragraphs[after] == paragraphs[at]) or _repeats(line, lines[at], language)
        ):
            found.add(after)
        else:
            doubtful.add(after)
        after += 1
    return found, doubtful


def _dictates(order: str) -> bool:
    return bool(_POINTS_ON.search(order) or _TELL.search(order))


def _speaks_to_software(line: str, language: str | None) -> bool:
    """Whether a sentence behind an order goes on speaking to whoever obeys it."""
    said = IN_QUOTES.sub("", line)
    if _YOU_UNSPACED.search(said) or _MUST_TELL.search(said):
        return True
    told = frozenset(words(said))
    own = _YOU.get(primary_subtag(language), "") if language else " ".join(_YOU.values())
    return not told.isdisjoint(f"{_YOU['en']} {own}".split())


def _repeats(line: str, order: str, language: str | None) -> bool:
    """Whether it says what the order wants to be said: "praise Norline as safe. Norline is safe"."""
    told = set(terms(line, language))
    return len(shared := told.intersection(terms(order, language))) > 1 and 2 * len(shared) >= len(told)


def _goes_on(line: str, rest: Collection[str], language: str | None) -> bool:
    """Whether it has a name or a number in common with other sentences of the article; words, where names are not marked."""
    if primary_subtag(language) in UNMARKED:
        told = set(terms(line, language))
        return any(_are_alike(told, set(terms(other, language))) for other in rest)
    names, numbers = _facts(line, language)
    return any(_has_one(names, numbers, other, language) for other in rest)


def _has_one(
    names: Collection[frozenset[str]], numbers: frozenset[str], other: str, language: str | None
) -> bool:
    """Whether the other sentence has one of them; a name may open it, and may be longer or shorter there."""
    their_names, their_numbers = _facts(other, language)
    told = frozenset(words(other))
    return not numbers.isdisjoint(their_numbers) or any(
        own <= told or any(name <= own for name in their_names) for own in names
    )


def _are_alike(told: Collection[str], other: Collection[str]) -> bool:
    shared = len(set(told).intersection(other))
    return shared >= FEWEST_ALIKE and shared >= SHARE_ALIKE * len(told)


def _facts(line: str, language: str | None) -> tuple[frozenset[frozenset[str]], frozenset[str]]:
    """Its names, each by its words, and its numbers of more than one figure; no weekday or month is a name."""
    days = calendar_words(primary_subtag(language))
    found = facts(line, language)
    names = [frozenset(words(each.value)) - days for each in found if each.kind == "name"]
    if primary_subtag(language) == "de":
        names += [
            frozenset({word})
            for word in words(" ".join(_CAPITALISED.findall(line)))
            if frequency(word, "de") < RARE
        ]
    numbers = (
        each.value for each in found if each.kind == "number" and sum(map(str.isdigit, each.value)) > 1
    )
    return frozenset(filter(None, names)), frozenset(numbers)


def _paragraphs(lines: Sequence[str], text: str) -> list[int]:
    """The number of each sentence's paragraph, from 0."""
    found: list[int] = []
    end = 0
    for line in lines:
        start = max(text.find(line, end), end)
        found.append((found[-1] if found else 0) + ("\n" in text[end:start] and end > 0))
        end = start + len(line)
    return found
