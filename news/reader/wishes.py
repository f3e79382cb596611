"""Wishes written as people say them, in the languages of the interface: "follow electric cars", "サッカーをフォロー". Pure.

A verb with its object is the command of that name with the rest as its argument. Verbs that begin headlines as well are
left out ("sigue la guerra", "Folge des Krieges", "اشترك في جريمة"), as are sentences, questions and what has a "not" in it:
what is asked or told is no wish.
"""

import re
from functools import cache
from unicodedata import normalize

MOST_WORDS, MOST_SIGNS = 6, 12
"""Longer lines are pasted headlines more often than wishes: words of a line, signs of an object in a script without spaces."""
_OBJECT = "…"

_FOLLOW = (
    "follow …|subscribe to …|abonniere …|… abonnieren|seguir …|suscribirme a …|suscríbeme a …|suivre …|s'abonner à …|abonne-moi à …|"
    "подписаться на …|подпиши меня на …|подпишите меня на …|следить за …|підписатися на …|підпиши мене на …|стежити за …|"
    "أريد متابعة …|تابع لي …|… را دنبال کن|… را دنبال کنید|לעקוב אחרי …|עקוב אחרי …|עקבי אחרי …|… फ़ॉलो करें|… फॉलो करें|"
    "… को फ़ॉलो करें|… को फॉलो करें|… को फॉलो करो|… फॉलो करो|… অনুসরণ করুন|… অনুসরণ করো|… ফলো করুন|… ফলো করো|关注…|订阅…|"
    "…をフォローして|…をフォローする|…をフォロー|…を購読する|…を購読|…을 팔로우|…를 팔로우|… 팔로우|…을 팔로우해줘|…를 팔로우해줘|… 팔로우해줘|"
    "…을 구독해줘|…를 구독해줘|… 구독해줘|theo dõi …|berlangganan …|seguire …|abbonami a …|obserwuj …|subskrybuj …|volg …|"
    "abonneer me op …|takip et …|…'yı takip et|…'yi takip et|…'ı takip et|…'i takip et|…'u takip et|…'ü takip et|… takip et|sleduj …|"
    "sledovat …|odebírat …|abonează-mă la …|ακολούθα …|παρακολούθα …|följ …|prenumerera på …"
)
_UNFOLLOW = (
    "unfollow …|unsubscribe from …|stop following …|don't follow …|do not follow …|entfolge …|… abbestellen|… nicht mehr abonnieren|"
    "… nicht mehr folgen|folge … nicht mehr|dejar de seguir …|deja de seguir …|ne plus suivre …|se désabonner de …|отписаться от …|"
    "отпиши меня от …|відписатися від …|відпиши мене від …|ألغ متابعة …|إلغاء متابعة …|… را دنبال نکن|להפסיק לעקוב אחרי …|"
    "הפסק לעקוב אחרי …|… अनफ़ॉलो करें|… अनफॉलो करें|… আনফলো করুন|取消关注…|取消订阅…|…のフォローをやめる|…のフォローを解除|…をフォローしない|"
    "… 팔로우 취소|… 언팔로우|… 구독 취소|bỏ theo dõi …|berhenti mengikuti …|berhenti berlangganan …|deixar de seguir …|"
    "smetti di seguire …|non seguire …|przestań obserwować …|nie obserwuj …|ontvolg …|niet meer volgen …|… niet meer volgen|"
    "volg … niet meer|takibi bırak …|… takibi bırak|přestaň sledovat …|nu mai urmări …|σταμάτα να ακολουθείς …|sluta följa …|"
    "följ inte …|avfölj …"
)
_MUTE = (
    "mute …|… stummschalten|… ausblenden|nichts mehr über …|silenciar …|silencia …|masquer …|plus rien sur …|скрой …|заглуши …|"
    "не показывай …|приховай …|не показуй …|اكتم …|لا تعرض …|بی‌صدا کن …|… را پنهان کن|להשתיק את …|להשתיק …|השתק את …|השתק …|"
    "הסתר את …|הסתר …|… म्यूट करें|… म्यूट करो|… को म्यूट करें|… को म्यूट करो|… मत दिखाओ|… মিউট করুন|… মিউট করো|… দেখাবেন না|屏蔽…|"
    "静音…|…をミュートする|…をミュート|…を非表示|…을 뮤트|…를 뮤트|… 뮤트|… 음소거|… 숨기기|ẩn tin về …|bisukan …|não mostrar …|"
    "silenzia …|nascondi …|wycisz …|ukryj …|dempen …|demp …|… dempen|sustur …|… sustur|gizle …|… gizle|ztlum …|skryj …|"
    "nu-mi arăta …|σίγαση …|κρύψε …|tysta …|dölj …"
)
_UNMUTE = (
    "unmute …|stop muting …|nicht mehr stummschalten …|… nicht mehr stummschalten|… nicht mehr ausblenden|dejar de silenciar …|"
    "ne plus masquer …|не скрывай …|снова показывай …|знову показуй …|إلغاء كتم …|לבטל השתקה של …|… अनम्यूट करें|… আনমিউট করুন|"
    "取消屏蔽…|取消静音…|…のミュートを解除|… 뮤트 해제|bỏ ẩn …|berhenti membisukan …|deixar de silenciar …|non silenziare …|odcisz …|"
    "niet meer dempen …|… niet meer dempen|susturmayı kaldır …|zruš ztlumení …|arată-mi din nou …|κατάργηση σίγασης …|sluta tysta …"
)
_SAVE = (
    "save …|keep …|speichern …|speichere …|merken …|guardar …|guarda …|enregistrer …|сохранить …|сохрани …|зберегти …|збережи …|"
    "احفظ …|حفظ …|ذخیره …|ذخیره کن …|שמור …|שמרי …|לשמור …|… सहेजें|… সংরক্ষণ করুন|收藏…|保存…|…を保存|… 저장|lưu …|simpan …|"
    "salvar …|salva …|zapisz …|bewaar …|kaydet …|… kaydet|ulož …|salvează …|αποθήκευσε …|αποθήκευση …|spara …"
)
_NOT = re.compile(
    "not|don't|never|nicht|nie|keine|kein|pas|ne|jamais|no|nunca|não|non|mai|inte|aldrig|niet|nooit|geen|nu|не|ні|нет|нікому|"
    "nigdy|nikdy|değil|yok|لا|ليس|نه|לא|नहीं|না|δεν|μη|không|đừng|jangan|tidak"
)
_ASKS = re.compile(r"[?？؟;]$|(?:吗|呢|か|까|나요)$")
_STOPS = re.compile("[，、：；,;:。！？]")
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_FOLLOW_ONE = "folge …|verfolge …|sigue …|segue …|segui …|suis …|śledź …|ikuti …|urmărește …|ακολούθησε …|следи за …|تابع …|追踪…"
"""Verbs that begin headlines, too: with a story's number they are wishes."""
_BUT_NOT = re.compile(
    r" (?:but not|aber nicht|pero no|mais pas|mas não|ma non|maar niet|men inte|но не|але не|ale nie|ale ne|dar nu) (?=\S+$)"
)
_OF_A_STORY = ("why", "sources", "new", "like", "dislike")
_STORY = re.compile(r"(?:[^\W\d]{1,12} ){0,2}[#№]?(\d{1,2}(?:\.\d{1,2})?)")
"""A story's number, alone or behind a word or two: "story 2", "la 2"."""
_WISHES = (
    ("unfollow", _UNFOLLOW),
    ("unmute", _UNMUTE),
    ("follow", _FOLLOW),
    ("follow one", _FOLLOW_ONE),
    ("mute", _MUTE),
    ("save", _SAVE),
)
_NEEDS_A_STORY = frozenset({"follow one", "save", *_OF_A_STORY})


def wish(text: str) -> tuple[str, str] | None:
    """The command and its argument: ("follow", "electric cars"); None where the text is no such wish."""
    said = " ".join(normalize("NFC", text).split()).strip(" .!…。！").replace("’", "'")
    if "\n" in text.strip() or len(said.split()) > MOST_WORDS or _ASKS.search(said):
        return None
    for command, pattern in _patterns():
        if found := pattern.fullmatch(said):
            argument = next(group for group in found.groups() if group is not None).strip(" :：")
            if command in _NEEDS_A_STORY:
                story = _STORY.fullmatch(argument)
                return (command.removesuffix(" one"), story[1]) if story else None
            argument = _BUT_NOT.sub(" !", argument)
            return (command, argument) if _is_object(argument) else None
    return None


def _is_object(argument: str) -> bool:
    if _UNSPACED.search(argument) and (len(argument) > MOST_SIGNS or _STOPS.search(argument)):
        return False
    return bool(argument) and not any(_NOT.fullmatch(word) for word in argument.casefold().split())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What undoes comes first: "stop following" has "following" in it."""
    own = tuple((name, f"{name} {_OBJECT}") for name in _OF_A_STORY)
    return tuple((command, _pattern(phrases)) for command, phrases in (*_WISHES, *own))


def _pattern(phrases: str) -> re.Pattern[str]:
    """The longest phrase first, so that a mark of case is none of the object; a word of one syllable has none ("마을")."""
    every = sorted(phrases.split("|"), key=len, reverse=True)
    parts = []
    for phrase in every:
        least = 2 if re.search(f"{_OBJECT}[을를]", phrase) else 1
        parts.append(re.escape(normalize("NFC", phrase)).replace(re.escape(_OBJECT), f"(.{{{least},}})"))
    return re.compile("|".join(parts), re.IGNORECASE)
