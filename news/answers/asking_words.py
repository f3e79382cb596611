"""Words by which a text asks, and by which it asks of other readers, language by language.

Pure lists. A question mark asks everywhere; these are for those who leave it out.
"""

import re

from news.answers.values import Asked
from news.language.tokens import as_cut, primary_subtag, words

_MARK = re.compile(r"[?？؟;՞]\s*[\"'”’»)]*\s*$")
_FIRST = {
    "en": "who whom whose what when where why how which is are was were did does do has have had can could will would should",
    "de": "wer wen wem wessen was wann wo woher wohin warum wieso weshalb wie welche welcher welches wieviel wieviele ist sind war"
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
_SIGNS = {
    "zh": ("谁", "誰", "什么", "什麼", "何时", "哪", "为什么", "為什麼", "怎么", "怎麼", "多少", "几", "幾", "吗", "嗎", "如何"),
    "ja": ("誰", "何", "いつ", "どこ", "なぜ", "どう", "どの", "いくつ", "いくら", "か。"),
    "ko": ("누가", "누구", "무엇", "언제", "어디", "왜", "어떻게", "얼마", "몇", "까"),
    "th": ("ใคร", "อะไร", "เมื่อไ", "ที่ไหน", "ทำไม", "อย่างไร", "เท่าไ", "กี่", "ไหม"),
}  # fmt: skip
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
_OURS = re.compile(
    r"\b(?:you|your|bot|du|dein\w*|ihr\w*|vous|vos|tu|tus|ты|твои|вы|ваш\w*|ти|ви"
    r"|tuoi|vostr\w*|seus?|tău|tăi|jouw|je|din|dina|σου|twoi\w*|wasz\w*|tob\w+|vaš\w*|vás|vám|senin|sizin|botun|kamu|kalian|bạn|आप\w*)\b"
    r"|你|您|البوت|لديك|شما|ربات|הבוט|אצלך|আপনি|আপনার|বট|あなた|ボット|당신|봇",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:ask|read|follow|subscrib|frag|les|lis|posé|pregunt|lee|спраш|чита|питал|читаю"
    r"|chiest|chied|legg|segu|pergunt|leem|lêem|întreab|citesc|urmăres|vraagt|vroeg|vragen|leest|volg|frågar|frågat|läser|följer|ρωτ|διαβάζ|ακολουθ"
    r"|pyta|zapyta|czyta|obserwuj|ptaj|zeptal|čt(?!enář)|sleduj|soru|okuyor|takip|bertanya|tanya|membaca|ikuti|hỏi|(?<!người )đọc|theo dõi|पूछ|पढ़)\w*"
    r"|يسأل|يقرأ|问|(?:讀|读|読)(?!者)|می‌پرس|پرسید|می‌خوان|שואל|שאל|קורא(?!ים)|জিজ্ঞাসা|প্রশ্ন|পড়|質問|聞|질문|물어|물었|읽",
    re.IGNORECASE,
)


def asks(asked: Asked) -> bool:
    """Whether it is put as a question: it ends as one, or begins with a word that asks."""
    if _MARK.search(asked.text):
        return True
    primary = primary_subtag(asked.language)
    if primary in _SIGNS:
        return any(sign in asked.text for sign in _SIGNS[primary])
    said = words(asked.text.replace("-", " "))
    return len(said) > 1 and said[0] in as_cut(_FIRST.get(primary, "")).split()


def asks_of_readers(text: str) -> bool:
    """Whether it asks about other readers of ours, not about readers in the news."""
    return bool(_OTHER_READERS.search(text)) and bool(_OURS.search(text) or _ASKED.search(text))
