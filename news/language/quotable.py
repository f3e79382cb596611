"""Whether a sentence may be quoted alone: it stands by itself, says something, and speaks to readers only.

Knows nothing of stories. Each reason has a word, so that a count of reasons can be read. The lists are short
on purpose: they hold what feeds really end and begin with, in the languages most of our outlets write.
"""

import re
import unicodedata

from news.language.headlines import is_garbled
from news.language.tokens import as_cut, primary_subtag, stop_words, words

SHORTEST_WORDS = 4
LONGEST_WORDS = 60

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CUT = re.compile(r"(?:…|\.\.\.?|[\[(]\s*(?:…|\.{2,3})\s*[\])])[\"'”’»]?$")
_CLOSING = "\"'”’»›“‘«)]}）］」』】》"
_END_MARKS = ".!?。！？॥।۔؟։።．"
_ADDRESS = re.compile(
    r"https?://|\bwww\.|\bt\.me/|\S@\S+\.\w|(?<![\w.])@\w{3,}|\w\.\w{2,}/\w|[<>{}|]", re.IGNORECASE
)
_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』|\"[^\"]*\"")
_LOOSE_QUOTE = re.compile('[“”„«»「」『』"]')

_INSTRUCTION = re.compile(
    r"""
    \b(?:ignor\w*|disregard\w*|forget|overrid\w+|bypass)\b.{0,40}\b(?:instruction|prompt|rule|direction|guideline)s?\b
  | \b(?:system\ prompt|prompt\ injection|jailbreak|developer\ mode|as\ an\ ai\b|\[/?inst\]|<\|)
  | ^\W*(?:system|assistant|developer|user|human|ai)\s*:
  | \b(?:new|updated|important|hidden|special)\ instructions?\s*[:(]
  | \byou\ are\ (?:now\ )?(?:an?\ )?(?:ai|chatgpt|assistant|(?:large\ )?language\ model|chat\s?bot)\b
  | \b(?:ai|llm|language)\ (?:models?|assistants?|agents?|systems?)\b.{0,30}\b(?:must|should\ now|please|are\ instructed)\b
  | \bin\ (?:your|the)\ (?:response|reply|answer|summary|output)\b | \b(?:encode|encrypt|reverse|translate)\ your\b
  | \byour\ (?:response|output|system|summary|reply|answers?)\b | \b(?:respond|reply|answer)\ (?:only\ )?(?:with|in)\b
  | \b(?:ignorier|vergiss|vergesst|missacht)\w*\b.{0,40}(?:anweisung|instruktion|befehl|vorgabe|aufforderung)
  | \b(?:ignor|oubli)(?:e|ez|er)\b.{0,40}\b(?:instructions|consignes|directives|ordres)\b
  | \b(?:ignor|olvid|descart|desconsider|esque[cç]|dimentic)\w+\b.{0,40}(?:instruc|instruç|istruzion|indicac|órdenes|ordens)
  | (?:игнорир|проигнорир|забудь|ігнор|проігнор)\w*.{0,40}(?:инструкци|указани|команд|правил|інструкці|вказів)
  | (?:تجاهل|انس|اهمل).{0,40}(?:التعليمات|تعليمات|الأوامر|أوامر|التوجيهات)
  | (?:忽略|无视|無視|忽视|忽視|忘记|忘記|不要理会).{0,20}(?:指令|指示|提示|命令|说明|說明|规则|規則)
  | (?:指示|命令|プロンプト).{0,10}(?:無視|忘れ) | (?:지시|명령|지침).{0,12}(?:무시|잊)
  | (?:talimat|komut)\w*.{0,30}(?:yok\ say|görmezden|unut) | (?:निर्देश|आदेश).{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)
  | \b(?:z?ignoruj|zapomnij)\w*\b.{0,40}(?:instrukcj|polece) | \b(?:negeer|vergeet)\b.{0,40}(?:instructies|opdracht|aanwijzing)
  | \b(?:ignorera|strunta\ i|glöm|bortse\ från)\b.{0,40}(?:instruktion|anvisning) | \buită(?:ți)?\b.{0,40}instrucțiun
  | \b(?:ignoruj|zapomeň)(?:te)?\b.{0,40}(?:instrukc|pokyn|příkaz) | \b(?:abaikan|lupakan)\b.{0,40}(?:instruksi|perintah|petunjuk)
  | (?:αγνόησ(?:ε|τε)|αγνοήστε|ξέχασε|ξεχάστε).{0,40}(?:οδηγί|εντολ) | (?:bỏ\ qua|quên|phớt\ lờ)\ .{0,25}(?:chỉ\ dẫn|hướng\ dẫn|chỉ\ thị|câu\ lệnh)
  | (?:התעל|תתעל|שכח|תשכח).{0,30}(?:הוראותיך|(?:הוראות|הנחיות)\ (?:שלך|הקודמות|שקיבלת))
  | (?:دستور|راهنما).{0,30}(?:نادیده\ بگیر|فراموش\ کن)(?!د|ند) | (?:নির্দেশ|আদেশ).{0,30}(?:উপেক্ষা\ কর[োু]|ভুলে\ যা[ওন])
  | \bsystem-?prompt | системн\w+\ промпт | системн\w+\ підказ
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ORDER = re.compile(
    r"""
    ^\W*(?:please\ |kindly\ |now\ |then\ )?(?:
      (?:write|provide|explain|describe|develop|compose|break\ down|translate|replace|render|jumble|analy[sz]e|recommend|summari[sz]e|suggest|create
      |generate|convert|encode|encrypt|ignore|repeat|identify|calculate|compute|conduct|perform|evaluate|assess|classify|extract|rewrite|rephrase
      |paraphrase|scramble|substitute|capitali[sz]e|insert|append|assist|organi[sz]e|simulate|act\ as|pretend|imagine|compile|determine|omit|(?:reply|respond|answer)\ using)
      |(?:show|give|tell|help|teach|walk|guide|remind)\ me
      |(?:draft|list|reverse|print|output|respond|answer|reply|say|add|include|share|find|search|compare|discuss|outline|plan|set\ up|engage|design
      |craft|make|detect|examine|use|apply|alter|change|remove|mix|hide|shift|swap|offer|propose)\ (?:to\ |with\ |for\ |in\ |on\ |up\ )?(?:the|an?|your|this|these|every|each|all|any|some|how|that|it)
    )\b
  | ^\W*(?:bitte|schreibe?|erkläre|übersetze|veuillez|écri(?:s|vez)|expliqu(?:e|ez)|tradui(?:s|sez)|escrib[ae]|explica|traduc[ei]|escreva|explique|traduza
      |scrivi|spiega|traduci|напиши(?:те)?|объясни(?:те)?|переведи(?:те)?|поясни|переклади|请|請)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A report tells; a sentence that begins so tells somebody what to do."""
_APPEAL = re.compile(
    r"""
    \b(?:subscribe\ (?:to|now|today|for|here)|sign\ up|newsletter|click\ (?:here|on|below|the)|read\ (?:more|the\ full|also|our)
      |continue\ reading|follow\ us|join\ (?:us|our)|download\ (?:our|the)\ app|(?:your|our|use)\ cookies|all\ rights\ reserved
      |copyright|appeared\ first\ on|terms\ of\ (?:use|service)|watch\ (?:the\ )?(?:video|live)|scroll\ down|this\ article\ (?:was|is)
      |(?:enter|confirm)\ your\ (?:password|account|card)|advertisement|sponsored)\b
  | \b(?:jetzt\ (?:lesen|abonnieren|anmelden)|abonnieren\ sie|weiterlesen|mehr\ lesen|lesen\ sie|hier\ klicken|alle\ rechte\ vorbehalten
      |abonnez|inscrivez-vous|lire\ (?:la\ suite|aussi|plus)|cliquez|tous\ droits|à\ lire\ aussi|suivez-nous
      |suscríb\w+|leer\ más|lea\ (?:también|más)|lee\ también|haz\ clic|haga\ clic|síguenos|todos\ los\ derechos
      |assine\b|inscreva-se|leia\ (?:mais|também)|clique\ aqui|saiba\ mais|abbonati|iscriviti|leggi\ (?:anche|tutto)|clicca\ qui
      |lees\ (?:ook|meer|verder)|abonneer|meld\ je\ aan|czytaj\ (?:także|też|więcej|również)|zapisz\ się|kliknij
      |abone\ ol\w*|tıkla\w*|devamını\ oku|xem\ thêm|đọc\ thêm|baca\ juga|selengkapnya)
  | подпис(?:ывайтесь|ывайся|аться\ на|\ывайтес)|читайте\ (?:также|далее)|читать\ (?:далее|также)|нажмите|все\ права
  | підпи(?:суйтесь|суйся|шіться)|читайте\ також|читати\ далі|натисніть
  | اشترك|اقرأ\ (?:أيضا|المزيد)|إقرأ\ أيضا|تابعونا|اضغط\ هنا|जारी\ रखें|यह\ भी\ पढ़ें|क्लिक\ करें|بیشتر\ بخوانید
  | 订阅|訂閱|点击|點擊|关注我们|阅读更多|閱讀更多|原标题|责任编辑|責任編輯|続きを読む|こちらをクリック|会員登録|구독|클릭
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT = re.compile(
    r"""
    ©|\(c\)|getty\ images|shutterstock|\b(?:photo|photograph|picture|image|foto|fotos|bild|imagen|imagem|ảnh|video|vídeo|vidéo|wideo)s?\ ?(?:by\b|credit|:|/|\u2013)
  | \b(?:file|handout)\ (?:photo|picture|image)|\b(?:afp|ap|reuters|dpa|epa)\s?[/|]\s?\w|^\W*(?:фото|صورة|الصورة|图片|圖片|写真|사진|ภาพ)\s*[:：/]
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Agencies end a caption with its full date; a report says "on Friday".
_CAPTION = re.compile(
    r"""
    \bon\ (?:\w+day,?\ )?[A-Z]\w{2,8}\.?\ \d{1,2},\ (?:19|20)\d\d\.?$
  | \((?:pictured|left|right|above|file)\)|\b(?:pictured|seen)\ (?:here|above|in\ (?:this|a)\ file)\b|\bin\ (?:this|a|an\ undated)\ (?:\w+\ )?(?:photo|image|picture)\b
  | ^\W*[^\W\d_]+[,.]\ \d{1,2}\.?\ [^\W\d_]{3,9}\b.{0,30}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ON_AIR = re.compile(
    r"""
    ^[A-Z][\w.'’-]+(?:\ [A-Z]?[\w.'’-]+){1,5}\ (?:has|have)\ (?:more|details|the\ (?:latest|details|story))\b
  | ^[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){1,4}\ (?:reports|explains|joins|breaks\ (?:it\ )?down)\b(?!.{0,20}\bthat\b).{0,40}$
  | \b(?:talk(?:s|ed)?|speaks?|spoke)\ (?:to|with)\ us\b|\btold\ us\b|\bour\ (?:correspondent|reporter|guest|podcast|panel)s?\b
    """,
    re.VERBOSE,
)
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|di|door|av|af|автор|текст|بقلم|作者|记者|記者|文)[\s:：]+\w[\w.'’-]+(?:\s+\w[\w.'’-]+){0,4}\W*$",
    re.IGNORECASE,
)

_HANGING = {
    "en": "he she it they this these those that his her its their him them but and yet so also or however therefore thus "
    "moreover furthermore nevertheless instead additionally i we my our you your",
    "de": "er sie es dies diese dieser dieses dessen deren ihr ihre ihren sein seine seinen aber doch jedoch und oder auch "
    "dazu dabei damit dadurch deshalb deswegen daher dafür dagegen daraufhin danach allerdings zudem außerdem ich wir mein unser du",
    "fr": "il elle ils elles on ce cela ça c cet cette ces son sa ses leur leurs mais et or donc aussi ainsi cependant toutefois "
    "pourtant celui celle ceux je nous vous notre mon",
    "es": "él ella ellos ellas esto eso esa ese esos esas su sus pero y o además también así yo nosotros nuestro",
    "pt": "ele ela eles elas isto isso aquilo esse essa esses essas seu sua seus suas mas e porém também além assim eu nós",
    "it": "egli lui lei loro esso essa questo questa questi queste quello ciò suo sua ma e però anche inoltre tuttavia così io noi",
    "nl": "hij zij ze dit dat deze die maar en ook echter daarnaast daarom zijn haar hun ik wij we",
    "sv": "han hon det den de detta dessa hans hennes deras men och också dock därför jag vi",
    "ru": "он она оно они это этот эта эти тот та те его ее её их им но однако а и также тоже затем поэтому при тем кроме я мы",
    "uk": "він вона воно вони це цей ця ці той його її їх їхній але однак проте а і й та також тому при крім я ми",
    "pl": "on ona ono oni one to ten ta te tego jego jej ich ale jednak i a także również ponadto dlatego ja my",
    "ar": "هو هي هم هما هذا هذه ذلك وهو وهي وهم لكن ولكن كما كذلك وأضاف وأضافت وتابع وتابعت نحن أنا",
    "fa": "او آنها آن‌ها این آن اما و ولی همچنین وی من ما",
    "he": "הוא היא הם הן זה זו זאת אבל אך אולם וגם גם אני אנחנו",
    "tr": "o onlar bu bunlar şu bunun onun ancak ama fakat ve ayrıca ben biz",
    "hi": "वह वे यह ये उसने उसके उन्होंने उनका उनकी उनके इसके इसका इस लेकिन और हालांकि मैं हम",
    "id": "dia ia mereka ini itu hal tetapi tapi namun dan juga saya kami kita",
    "vi": "nhưng và họ nó đây điều tôi chúng",
    "ko": "그는 그녀는 그들은 이는 이것은 이에 그러나 하지만 또한 또 그리고 나는 우리는",
    "cs": "on ona ono oni ony to ten ta ti ty tento tato toto tito jeho její jejich ale však avšak a i také rovněž proto navíc přesto já my",
    "ro": "el ea ei ele acest această acesta aceasta aceștia acestea său sa lui lor dar însă și asemenea totuși astfel eu noi",
    "el": "αυτός αυτή αυτό αυτοί αυτές αυτά εκείνος του της τους αλλά όμως και επίσης ωστόσο έτσι εγώ εμείς",
    "bn": "সে তিনি তারা তাঁরা এটি এটা এই এসব তাদের তাঁর কিন্তু তবে এবং এছাড়া তাই আমি আমরা",
}  # fmt: skip
_HANGING_STARTS = {
    "zh": (
        "他",
        "她",
        "它",
        "此",
        "这",
        "這",
        "该",
        "該",
        "其",
        "但",
        "不过",
        "不過",
        "而",
        "同时",
        "同時",
        "我",
    ),
    "ja": (
        "彼",
        "これ",
        "それ",
        "この",
        "その",
        "しかし",
        "だが",
        "また",
        "一方",
        "そして",
        "私",
        "同氏",
        "同社",
    ),
}


_THE_MATTER = {
    "en": r"the (?:move|decision|announcement|comments?|remarks?|news|statement|ruling|vote|incident|attack|findings|measure|talks)"
    r" (?:comes?|came|follow(?:s|ed)|marks?|was|were|is|are|has|have|had|will|would|could|may)\b|(?:both|neither|another|the other|the two|the latter)\b"
    r"|(?:meanwhile|still|then|there|later|earlier), |(?:meanwhile|later) |(?:in|at|on) the same\b",
    "de": r"(?:die entscheidung|der schritt|die ankündigung|der vorfall) (?:kommt|kam|folgt|ist|war|fiel)\b|beide\b|unter anderem\b|unterdessen\b|inzwischen\b",
    "fr": r"(?:la décision|l['’]annonce|cette mesure) (?:intervient|est|a|fait)\b|tous deux\b|toutes deux\b|par ailleurs\b",
    "es": r"(?:la decisión|la medida|el anuncio) (?:llega|se produce|es|ha|fue)\b|ambos\b|ambas\b|por otra parte\b|mientras tanto\b",
    "pt": r"(?:a decisão|a medida|o anúncio) (?:ocorre|vem|é|foi)\b|ambos\b|ambas\b|enquanto isso\b",
    "it": r"(?:la decisione|la mossa|l['’]annuncio) (?:arriva|è|ha)\b|(?:lo|li|gli) (?:ha|hanno|è)\b|entrambi\b|entrambe\b|nel frattempo\b",
    "ru": r"(?:решение|заявление) (?:последовало|прозвучало|было)\b|оба\b|обе\b|между тем\b",
}
"""Openings that point back at what was said before, longer than a word."""


def why_not(sentence: str, language: str | None) -> str | None:
    """The reason that this sentence is not quoted alone, in one word; None for one that may be quoted."""
    seen = unicodedata.normalize("NFKC", _HIDDEN.sub("", sentence)).strip()
    if is_instruction(seen):
        return "instruction"
    if _ADDRESS.search(seen):
        return "address"
    if _APPEAL.search(seen):
        return "appeal"
    if _CREDIT.search(seen) or _BYLINE.match(seen) or _CAPTION.search(seen):
        return "credit"
    if _ON_AIR.search(seen):
        return "programme"
    if is_garbled(sentence):
        return "garbled"
    count = word_count(seen)
    if not SHORTEST_WORDS <= count <= LONGEST_WORDS:
        return "length"
    return _form(seen, primary_subtag(language))


def is_order(sentence: str) -> bool:
    """Whether a sentence opens as an order to whoever reads it."""
    return bool(_ORDER.search(sentence))


def is_instruction(text: str) -> bool:
    """Whether the text gives orders to software that reads it. A reporter who quotes such an order is caught too."""
    return bool(_INSTRUCTION.search(unicodedata.normalize("NFKC", _HIDDEN.sub("", text))))


def is_cut(text: str) -> bool:
    """Whether the text was cut off by its feed: "...", "[...]"."""
    return bool(_CUT.search(text.rstrip()))


def has_end_mark(sentence: str) -> bool:
    return sentence.rstrip().rstrip(_CLOSING).rstrip()[-1:] in tuple(_END_MARKS)


def word_count(text: str) -> int:
    """Words; where a script has no spaces, two characters count as one (Chinese: 1.5 to 2 a word)."""
    found = words(text)
    pairs = sum(1 for word in found if _UNSPACED.match(word))
    return len(found) - pairs + (pairs + 1) // 2


def spoken_words(text: str) -> int:
    """Words as a reader of the language would count them: `word_count` takes two signs of Thai or Khmer for one, and
    syllables of Vietnamese for words."""
    return round(word_count(text) * _share_of_word(text))


def _share_of_word(text: str) -> float:
    letters = [sign for sign in text if sign.isalpha()]
    if sum("\u0e00" <= sign <= "\u17ff" for sign in letters) > len(letters) / 2:
        return 0.5
    return 0.7 if sum("\u1ea0" <= sign <= "\u1ef9" for sign in letters) > len(letters) / 25 else 1.0


def _form(sentence: str, language: str) -> str | None:
    if is_cut(sentence):
        return "cut"
    bare = sentence.rstrip(_CLOSING + " ")
    if bare.endswith(("?", "？", "؟", "!", "！", ";" if language == "el" else "?", ":", "：", ",", "，")):
        return "mark"
    if sentence.lstrip("\"'“„«(")[:1].islower() and not sentence[1:2].isupper():
        return "fragment"
    letters = [sign for sign in sentence if sign.isalpha()]
    if sum(sign.isupper() for sign in letters) > len(letters) / 2:
        return "capitals"
    if _is_hanging(sentence, language):
        return "hanging"
    if _is_bare_speech(sentence):
        return "speech"
    return (
        "unfinished" if not has_end_mark(sentence) and _last_word(sentence) in stop_words(language) else None
    )


def _is_hanging(sentence: str, language: str) -> bool:
    """Whether it opens with a word that leans on a sentence before it; in a quotation the speaker explains it."""
    if sentence[:1] in '"“„«「『':
        return False
    bare = sentence.lstrip("'‹(（ ")
    if language in _THE_MATTER and re.match(_THE_MATTER[language], bare, re.IGNORECASE):
        return True
    if language in _HANGING_STARTS:
        return bare.startswith(_HANGING_STARTS[language])
    first = words(bare[:40].replace("'", " ").replace("’", " "))[:1]
    return bool(first) and first[0] in as_cut(_HANGING.get(language, "")).split()


def _is_bare_speech(sentence: str) -> bool:
    """Speech without its speaker: all of it in quotation marks, or a mark that has no partner."""
    outside = _QUOTED.sub(" ", sentence)
    return bool(_LOOSE_QUOTE.search(outside)) or (outside != sentence and word_count(outside) < 2)


def _last_word(sentence: str) -> str:
    return (words(sentence[-40:]) or [""])[-1]
