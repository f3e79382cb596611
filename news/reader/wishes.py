"""Wishes written as people say them, in the languages of the interface: "follow electric cars", "サッカーをフォロー". Pure.

A verb with its object is the command of that name with the rest as its argument. Verbs that begin headlines as well are
left out ("sigue la guerra", "Folgen des Krieges"), as are sentences: what is asked or told is no wish.
"""

import re
from functools import cache
from unicodedata import normalize

MOST_WORDS = 6
"""Longer lines are pasted headlines more often than wishes."""
_OBJECT = "…"

_FOLLOW = (
    "follow …|subscribe to …|folge …|abonniere …|… abonnieren|seguir …|suscribirme a …|suscríbeme a …|suivre …|s'abonner à …|"
    "abonne-moi à …|подписаться на …|подпиши меня на …|подпишите меня на …|следить за …|підписатися на …|підпиши мене на …|"
    "стежити за …|اشترك في …|دنبال کن …|… را دنبال کن|… را دنبال کنید|לעקוב אחרי …|עקוב אחרי …|"
    "עקבי אחרי …|… फ़ॉलो करें|… फॉलो करें|… को फ़ॉलो करें|… को फॉलो करो|… फॉलो करो|… অনুসরণ করুন|… অনুসরণ করো|… ফলো করুন|… ফলো করো|"
    "关注…|订阅…|追踪…|…をフォローして|…をフォローする|…をフォロー|…を購読する|…を購読|… 팔로우|… 팔로우해줘|… 구독|… 구독해줘|theo dõi …|"
    "ikuti …|assinar …|segui …|seguire …|abbonati a …|obserwuj …|śledź …|subskrybuj …|volg …|abonneer op …|takip et …|… takip et|"
    "sleduj …|sledovat …|odebírat …|urmărește …|abonează-mă la …|ακολούθησε …|παρακολούθησε …|följ …|prenumerera på …"
)
_UNFOLLOW = (
    "unfollow …|unsubscribe from …|stop following …|entfolge …|… abbestellen|dejar de seguir …|deja de seguir …|ne plus suivre …|"
    "se désabonner de …|отписаться от …|отпиши меня от …|відписатися від …|відпиши мене від …|ألغ متابعة …|إلغاء متابعة …|"
    "دنبال نکن …|… را دنبال نکن|להפסיק לעקוב אחרי …|הפסק לעקוב אחרי …|… अनफ़ॉलो करें|… अनफॉलो करें|… আনফলো করুন|取消关注…|取消订阅…|"
    "…のフォローをやめる|…のフォローを解除|… 팔로우 취소|… 언팔로우|… 구독 취소|bỏ theo dõi …|berhenti mengikuti …|deixar de seguir …|"
    "smetti di seguire …|przestań obserwować …|ontvolg …|niet meer volgen …|takibi bırak …|… takibi bırak|přestaň sledovat …|"
    "nu mai urmări …|σταμάτα να ακολουθείς …|sluta följa …|avfölj …"
)
_MUTE = (
    "mute …|stummschalten …|… stummschalten|… ausblenden|nichts mehr über …|silenciar …|silencia …|ocultar …|"
    "masquer …|plus rien sur …|скрыть …|скрой …|заглушить …|не показывай …|приховати …|приховай …|не показуй …|اكتم …|كتم …|أخف …|"
    "بی‌صدا کن …|پنهان کن …|… را پنهان کن|להשתיק …|השתק …|הסתר …|… म्यूट करें|… म्यूट करो|… मत दिखाओ|… মিউট করুন|… মিউট করো|"
    "… দেখাবেন না|屏蔽…|静音…|…をミュートする|…をミュート|…を非表示|… 뮤트|… 음소거|… 숨기기|ẩn …|bisukan …|sembunyikan …|"
    "não mostrar …|silenzia …|nascondi …|wycisz …|ukryj …|dempen …|demp …|verberg …|sustur …|… sustur|gizle …|… gizle|ztlum …|"
    "skryj …|ascunde …|σίγαση …|κρύψε …|απόκρυψη …|tysta …|dölj …"
)
_UNMUTE = (
    "unmute …|stop muting …|nicht mehr stummschalten …|dejar de silenciar …|ne plus masquer …|не скрывай …|снова показывать …|"
    "знову показувати …|إلغاء كتم …|לבטל השתקה …|… अनम्यूट करें|… আনমিউট করুন|取消屏蔽…|取消静音…|…のミュートを解除|… 뮤트 해제|bỏ ẩn …|"
    "suarakan …|deixar de silenciar …|non silenziare …|odcisz …|niet meer dempen …|susturmayı kaldır …|zruš ztlumení …|"
    "nu mai ascunde …|κατάργηση σίγασης …|sluta tysta …"
)
_SAVE = (
    "save …|keep …|speichern …|speichere …|merken …|guardar …|guarda …|enregistrer …|сохранить …|сохрани …|зберегти …|збережи …|"
    "احفظ …|حفظ …|ذخیره …|ذخیره کن …|שמור …|שמרי …|לשמור …|… सहेजें|… সংরক্ষণ করুন|收藏…|保存…|…を保存|… 저장|lưu …|simpan …|"
    "salvar …|salva …|zapisz …|bewaar …|kaydet …|… kaydet|ulož …|salvează …|αποθήκευσε …|αποθήκευση …|spara …"
)
_OF_A_STORY = ("why", "sources", "new", "like", "dislike")
_STORY = re.compile(r"[\d.]{1,6}")
_WISHES = (
    ("unfollow", _UNFOLLOW),
    ("unmute", _UNMUTE),
    ("follow", _FOLLOW),
    ("mute", _MUTE),
    ("save", _SAVE),
)
_NEEDS_A_STORY = frozenset({"save", *_OF_A_STORY})


def wish(text: str) -> tuple[str, str] | None:
    """The command and its argument: ("follow", "electric cars"); None where the text is no such wish."""
    said = " ".join(normalize("NFC", text).split()).strip(" .!…。！")
    if "\n" in text.strip() or len(said.split()) > MOST_WORDS or said.endswith(("?", "？", "؟", ";")):
        return None
    for command, pattern in _patterns():
        if found := pattern.fullmatch(said):
            argument = next(group for group in found.groups() if group is not None).strip(" :：")
            if argument and (command not in _NEEDS_A_STORY or _STORY.fullmatch(argument)):
                return command, argument
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What undoes comes first: "stop following" has "following" in it."""
    own = tuple((name, f"{name} {_OBJECT}") for name in _OF_A_STORY)
    return tuple((command, _pattern(phrases)) for command, phrases in (*_WISHES, *own))


def _pattern(phrases: str) -> re.Pattern[str]:
    every = sorted(phrases.split("|"), key=len, reverse=True)
    parts = (re.escape(normalize("NFC", phrase)).replace(re.escape(_OBJECT), "(.+)") for phrase in every)
    return re.compile("|".join(parts), re.IGNORECASE)
