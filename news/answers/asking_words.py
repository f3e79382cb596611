"""Words by which a text asks, and by which it asks of other readers, language by language.

Pure lists. A question mark asks everywhere; these are for those who leave it out.
"""

import re
from enum import Enum

from news.answers.values import Asked
from news.language.frequencies import frequency
from news.language.tokens import as_cut, primary_subtag, words

_MARK = re.compile(r"[?？؟;՞]\s*[\"'”’»)]*\s*$")
_FIRST = {
    "en": "who whom whose what whats whos wheres when where why how which is are was were did does do has have had can could will would should",
    "de": "wer wen wem wessen was wann wo woher wohin womit woran wovon worüber warum wieso weshalb wie welche welcher welches welchen wieviel wieviele ist sind war"
    " hat haben gibt gab",
    "fr": "qui que quoi quand où pourquoi comment combien quel quelle quels quelles est-ce qu",
    "es": "quién quiénes qué cuándo dónde cuánto cuántos cuánta cuántas cómo cuál cuáles",
    "pt": "quem que quê quando onde quanto quantos quantas como qual quais",
    "it": "chi che cosa quando dove perché come quanto quanti quante quale quali",
    "nl": "wie wat wanneer waar waarom hoe welke welk hoeveel",
    "ru": "кто кого кому чей что чего когда где куда откуда почему зачем как какой какая какие каково сколько",
    "uk": "хто кого кому чий що чого коли де куди звідки чому навіщо як який яка які скільки",
    "pl": "kto kogo co kiedy gdzie dlaczego jak jaki jaka jakie ile który która",
    "ar": "من ما ماذا متى أين لماذا كيف كم هل أي",
    "fa": "کی چه کجا چرا چگونه چند آیا چطور",
    "he": "מי מה מתי איפה למה מדוע איך כמה האם",
    "tr": "kim kimin ne nerede neden niçin nasıl hangi kaç",
    "hi": "कौन किसने क्या कब कहाँ कहां क्यों कैसे कितने कितना किस",
    "id": "siapa apa kapan mana mengapa kenapa bagaimana berapa",
    "vi": "ai gì sao bao",
    "cs": "kdo koho komu kým čí co čeho kdy kde kam odkud proč jak jaký jaká jaké který která které kolik zda",
    "ro": "cine cui ce când unde cum cât câți câte câtă care",
    "sv": "vem vems vad när var vart varifrån varför hur vilken vilket vilka är har finns",
    "el": "ποιος ποια ποιο ποιοι ποιες ποιον ποιανού τι πότε πού γιατί πώς πόσο πόσα πόσοι πόσες μήπως",
    "bn": "কে কারা কার কাকে কী কি কখন কবে কোথায় কেন কীভাবে কেমন কত কতজন কয়টি কোন",
}  # fmt: skip
_AUXILIARIES = {
    "en": "is are was were did does do has have had can could will would should",
    "de": "ist sind war waren hat haben hatte gibt gab wird wurde wurden",
    "fr": "est sont a ont était étaient",
    "es": "es son fue fueron ha han hay",
    "pt": "é são foi foram há houve que",
    "it": "è sono ha hanno era erano che",
    "nl": "is zijn was waren heeft hebben",
    "sv": "är har finns var blev",
    "ro": "este sunt a au care",
    "cs": "je jsou byl byla byli",
    "pl": "jest są był była byli",
    "ar": "من ما",
    "el": "είναι ήταν έχει έχουν",
    "he": "יש",
    "id": "ada",
    "vi": "có",
}
"""Words that begin a question or tell of what was counted: "2 are dead?", "2 was anyone hurt?"."""
_LATE = frozenset({"tr", "hi", "bn", "fa", "ko", "ja", "zh", "th", "vi", "id"})
"""Languages in which the word that asks may stand anywhere."""
_SUBJECTS = frozenset(
    ("he", "she", "it", "they", "there", "this", "that", "these", "those", "the", "a", "an", "any", "anyone", "anybody", "anything",
     "someone", "somebody", "his", "her", "their")
)  # fmt: skip
"""Before which an English auxiliary asks."""
_SIGNS = {
    "zh": ("谁", "誰", "什么", "什麼", "何时", "哪", "为什么", "為什麼", "怎么", "怎麼", "多少", "几", "幾", "吗", "嗎", "如何"),
    "ja": ("誰", "何", "いつ", "どこ", "なぜ", "どう", "どの", "いくつ", "いくら", "か。"),
    "ko": ("누가", "누구", "무엇", "언제", "어디", "왜", "어떻게", "얼마", "몇", "까"),
    "th": ("ใคร", "อะไร", "เมื่อไ", "ที่ไหน", "ทำไม", "อย่างไร", "เท่าไ", "กี่", "ไหม"),
}  # fmt: skip
_HAN_SIGNS = _SIGNS["zh"] + _SIGNS["ja"]
"""A few words of Japanese may be in Han alone."""
_OTHER_READERS = re.compile(
    r"""
    \b(?:other|another|all)\ (?:reader|user|subscriber|people\ (?:who|that)\ (?:read|use))s?\b
  | \bander(?:e|en|er)\ (?:leser|nutzer|abonnent)\w*
  | \bautres?\ (?:lecteur|lectrice|utilisateur|abonné)\w*
  | \botr[oa]s?\ (?:lector|usuari|suscriptor)\w*
  | \bдруг(?:ой|ие|их|им)\ (?:читател|пользовател|подписчик)\w*
  | \bінш(?:ий|і|их|им)\ (?:читач|користувач|підписник)\w*
  | \baltr[ei]\ (?:lettor|utent|iscritt)\w*
  | \boutr[oa]s\ (?:leitor|utilizador|usuári|assinant)\w*
  | \balți\ (?:cititor|utilizator|abonaț)\w*
  | \bander(?:e)?\ (?:lezer|gebruiker|abonnee)\w*
  | \bandra\ (?:läsar|användar|prenumerant)\w*
  | \bάλλ(?:οι|ους|ων)\ (?:αναγνώστ|χρήστ|συνδρομητ)\w*
  | \binn(?:ych|ym|ymi|i)\ (?:czytelni|użytkowni|abonen|subskryben)\w*
  | \b(?:jin|ostatn)\w{1,3}\ (?:čtenář|uživatel|odběratel)\w*
  | \b(?:diğer|başka)\ (?:okur|okuyucu|kullanıcı|abone)\w*
  | \b(?:pembaca|pengguna|pelanggan)\ lain\w*
  | (?:người\ (?:đọc|dùng)|độc\ giả)\ khác
  | (?:दूसरे|अन्य|बाक़ी|बाकी)\ (?:पाठक|उपयोगकर्ता|यूज़र)
  | (?:خوانندگان|خواننده‌های|کاربران|مشترکان)\ دیگر
  | (?:קוראים|משתמשים|מנויים)\ אחרים
  | (?:অন্য|অন্যান্য)\ (?:পাঠক|ব্যবহারকারী|গ্রাহক)
  | (?:他|ほか)の(?:読者|利用者|ユーザー|購読者)
  | 다른\ (?:독자|사용자|이용자|구독자)
  | (?:القراء|المستخدم\w*|المشترك\w*)\ (?:الآخر\w*)
  | (?:其他|别的|別的)(?:的)?(?:读者|讀者|用户|用戶|订阅者|訂閱者)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_A_READER = (
    r"user|reader|subscriber|be?nutzer(?:in)?|nutzer(?:in)?|leser(?:in)?|abonnent(?:in)?|utilisateur|utilisatrice|lecteur|lectrice|abonnée?"
    r"|usuari[oa]|lectora?|suscriptora?|usuári[oa]|utilizadora?|leitora?|assinante|utente|lettore|lettrice|iscritt[oa]|gebruiker|lezer|abonnee"
    r"|пользовател[ья]|читател[ья]|подписчика?|юзера?|користувача?|читача?|підписника?|użytkownika?|czytelnika?|abonenta?|subskrybenta?"
    r"|uživatele?|čtenáře?|odběratele?|användaren?|läsaren?|prenumeranten?|utilizatorul|utilizator|cititorul|cititor|abonatul|abonat"
    r"|χρήστης|χρήστη|αναγνώστης|αναγνώστη|συνδρομητής|συνδρομητή|kullanıcı|okur|okuyucu|abone|pengguna|pembaca|pelanggan"
    r"|người dùng|người đọc|độc giả|उपयोगकर्ता|पाठक|यूज़र|ব্যবহারকারী|পাঠক|গ্রাহক|کاربر|خواننده|مشترک|ה?משתמש|ה?קורא|ה?מנוי"
    r"|المستخدم|القارئ|المشترك|用户|用戶|读者|讀者|订阅者|ユーザー|利用者|読者|購読者|사용자|이용자|독자|구독자"
)
_NUMBERED_READER = re.compile(
    rf"""
    (?<!\w)(?:{_A_READER.replace(" ", chr(92) + " ")})\s*(?:(?:number|no\.?|nr\.?|n[º°]|id|nummer|numéro|número|numero|номер|رقم|شماره|מספר|nomor|số|numer|číslo|αριθμός)\s*)?(?:№|\#)?\s*\d+(?!\w*[.,]?\d)
  | \d+\s*(?:numaralı|nolu|号|號|番の?|번)\s*(?:{_A_READER.replace(" ", chr(92) + " ")})
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""One of them by a number, as our rows and Telegram have them."""
_OURS = re.compile(
    r"\b(?:you|your|bot|du|dein\w*|ihr\w*|vous|vos|tu|tus|ты|твои|вы|ваш\w*|ти|ви"
    r"|tuoi|vostr\w*|seus?|tău|tăi|jouw|je|dina?(?= (?:bot|läsar|användar|prenumerant))|σου|twoi\w*|wasz\w*|tob\w+|vaš\w*|vás|vám|senin|sizin|botun|kamu|kalian|bạn|आप\w*)\b"
    r"|你|您|البوت|لديك|شما|ربات|הבוט|אצלך|আপনি|আপনার|বট|あなた|ボット|당신|봇",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"""
    \b(?:asks?|asked|asking|reads?|reading|follow(?:s|ed|ing)?|subscrib\w*)\b | \b(?:interes|intéress|інтерес|интерес)\w*
  | \b(?:frag(?:e|en|st|t|te|ten)|gefragt|lesen|liest|gelesen|folgen|folgt)\b
  | \b(?:lis|lit|lisez|lisent|lisait|lisaient|lu|posé(?:e?s)?|posent|demand(?:e|ent|é|ées?))\b
  | \b(?:pregunt\w*|lee|leen|leer|leyó|leyeron|leído|sigue|siguen|seguir)\b
  | \b(?:спраш\w*|спрос\w*|чита(?!тел)\w*|питал\w*|пита(?:є|ють)|запит(?:ує|ують|ав|ала|али))\b
  | \b(?:chiest\w*|chied\w*|legg(?:e|i|ono|ere|eva|evano)|letto|segu(?:e|ono|ire|ito|iti))\b
  | \b(?:pergunt\w*|lê|leem|lêem|leu|leram|segu(?:e|em|ir|iu|iram))\b
  | \b(?:întreab\w*|citesc|citește|urmăresc|urmărește|vraagt|vroeg|vroegen|vragen|leest|lezen|volgt|volgen)\b
  | \b(?:frågar|frågat|frågade|läser|läste|läst|följer)\b | \b(?:ρωτ\w*|διαβάζ\w*|ακολουθ(?:εί|ούν|ώ|είς)\w*)
  | \b(?:pyta(?!n)\w*|zapyta\w*|czyta\w*|obserwuj\w*|ptaj\w*|zeptal\w*|čte|čtou|četl\w*|sleduj\w*)\b
  | \b(?:soruyor\w*|sordu\w*|sormuş\w*|okuyor\w*|okudu\w*|takip)\b | \b(?:bertanya|ditanyakan|tanya|membaca|dibaca|ikuti|mengikuti)\b
  | \bhỏi\b | (?<!người\ )\bđọc\b | \btheo\ dõi\b | पूछ|पढ़ | يسأل|يقرأ | 问|(?:讀|读|読)(?!者)
  | می‌پرس|پرسید|می‌خوان | שואל|שאל(?!ה|ות) | קורא(?!ים) | জিজ্ঞাসা|প্রশ্ন|পড়[েু] | 質問|聞(?:い|く|き) | 질문|물어|물었|읽
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Whole words: the beginning of one is that of others, too ("lies", "les", "lit"huania, "soru"şturma)."""


def asks(asked: Asked) -> bool:
    """Whether it is put as a question: it ends as one, or begins with a word that asks."""
    if _MARK.search(asked.text):
        return True
    primary = primary_subtag(asked.language)
    if primary in _SIGNS:
        return any(sign in asked.text for sign in _SIGNS[primary])
    said = words(asked.text.replace("-", " "))
    return len(said) > 1 and said[0] in as_cut(_FIRST.get(primary, "")).split()


_COUNTED = re.compile(
    r"(?:[人名件台個本歳年月日時分秒つ回]|億|万)(?:[がはもをにでのと、]|から|まで|以上|ほど|前|後|目|間|$|\W)"
    r"|[人名个個件年月日天岁歲](?:死|伤|傷|受|被|遇|失|获|獲|前|后|後|以|$|\W)"
    r"|(?:명|년|월|일|시|분|초|개|건)(?:[이가은는을를에의도만]|에서|까지|부터|간|전|후|째|$|\W)"
)
"""Signs behind a number that say what it counts, each before a particle, what befell the counted, or nothing: "人が", not "人质"."""


_ASKING_ANYWHERE = frozenset(
    word
    for language, listed in _FIRST.items()
    for word in as_cut(listed).split()
    if len(word) > 2 and word not in as_cut(_AUXILIARIES.get(language, "")).split()
)
COMMON = 1e-5
"""Share of running English text from which a word is an English one."""


class Opening(Enum):
    """How a text begins: with a word that asks, with one that may, or with none."""

    ASKS = "asks"
    MAY_ASK = "may ask"
    TELLS = "tells"


def opening(text: str, language: str) -> Opening:
    """Of what stands behind a number: "2 who won?" asks about story 2, "2 people died?" does not; "2 are dead?" may."""
    if _COUNTED.match(text):
        return Opening.TELLS
    primary, said = primary_subtag(language), words(text.replace("-", " "))
    signs = _HAN_SIGNS if primary in ("zh", "ja") else _SIGNS.get(primary, ())
    if any(text.lstrip().startswith(sign) for sign in signs):
        return Opening.ASKS
    first, *others = said or [""]
    if (
        primary == "en"
        and first in _AUXILIARIES["en"].split()
        and _SUBJECTS.issuperset(others[:1])
        and others
    ):
        return Opening.ASKS
    may_ask = set(as_cut(_AUXILIARIES.get(primary, "")).split())
    asking = set(as_cut(_FIRST.get(primary, "")).split()) - may_ask
    if first in asking:
        return Opening.ASKS
    is_late = primary in _LATE and (not asking.isdisjoint(others) or any(sign in text for sign in signs))
    return Opening.MAY_ASK if first in may_ask or is_late else Opening.TELLS


def asks_plainly(text: str) -> bool:
    """Whether it begins with a word that asks in any language and means nothing much in English ("hoeveel", "vem")."""
    first = next(iter(words(text)), "")
    is_known = first in _ASKING_ANYWHERE and frequency(first, "en") < COMMON
    return is_known and bool(_MARK.search(text))


def asks_of_readers(text: str) -> bool:
    """Whether it asks about other readers of ours, be it one by a number, not about readers in the news."""
    beside = _NUMBERED_READER.sub(" ", text)
    if beside != text and _ASKED.search(beside):
        return True
    return bool(_OTHER_READERS.search(text)) and bool(_OURS.search(text) or _ASKED.search(text))
