import pytest

from news.i18n import UI_LANGUAGES
from news.reader.wishes import wish

WISHES = {
    "en": "follow football", "de": "abonniere Fußball", "fr": "suivre football", "es": "seguir fútbol", "pt": "seguir futebol",
    "it": "seguire calcio", "nl": "volg voetbal", "sv": "följ fotboll", "pl": "obserwuj piłka nożna", "cs": "sleduj fotbal",
    "ro": "abonează-mă la fotbal", "el": "ακολούθα ποδόσφαιρο", "ru": "подписаться на футбол", "uk": "стежити за футбол",
    "tr": "futbol takip et", "ar": "أريد متابعة كرة القدم", "fa": "فوتبال را دنبال کن", "he": "עקוב אחרי כדורגל", "hi": "फ़ुटबॉल फ़ॉलो करें",
    "bn": "ফুটবল ফলো করুন", "ja": "サッカーをフォロー", "ko": "축구 팔로우", "zh": "关注足球", "vi": "theo dõi bóng đá", "id": "berlangganan sepak bola",
}  # fmt: skip


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_to_follow_is_a_wish_in_every_language_of_the_interface(language: str) -> None:
    meant = wish(WISHES[language])
    assert meant is not None
    assert meant[0] == "follow"
    assert meant[1] in WISHES[language]
    assert len(meant[1]) < len(WISHES[language])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mute football until Friday", ("mute", "football until Friday")),
        ("Fußball stummschalten", ("mute", "Fußball")),
        ("stop following electric cars", ("unfollow", "electric cars")),
        ("Follow electric cars +Norway !Tesla", ("follow", "electric cars +Norway !Tesla")),
        ("отписаться от футбола", ("unfollow", "футбола")),
        ("サッカーのフォローをやめる", ("unfollow", "サッカー")),
        ("save 2", ("save", "2")),
        ("why 3", ("why", "3")),
        ("sources 2.3", ("sources", "2.3")),
        ("сохранить 2", ("save", "2")),
        ("2を保存", ("save", "2")),
        ("save story 2", ("save", "2")),
        ("guarda la 1", ("save", "1")),
        ("folge Meldung 1", ("follow", "1")),
        ("sigue la noticia 3", ("follow", "3")),
        ("follow iPhone 17", ("follow", "iPhone 17")),
        ("follow electric cars but not Tesla", ("follow", "electric cars !Tesla")),
        ("Folge Tesla nicht mehr", ("unfollow", "Tesla")),
        ("Tesla nicht mehr stummschalten", ("unmute", "Tesla")),
        ("Volg Tesla niet meer", ("unfollow", "Tesla")),
        ("Följ inte Tesla", ("unfollow", "Tesla")),
        ("테슬라를 팔로우해줘", ("follow", "테슬라")),
        ("마을 팔로우", ("follow", "마을")),
        ("Tesla’yı takip et", ("follow", "Tesla")),
        ("टेस्ला को म्यूट करें", ("mute", "टेस्ला")),
        ("השתק את טסלה", ("mute", "טסלה")),
    ],
)
def test_a_verb_and_its_object_are_the_command_and_its_argument(text: str, meant: tuple[str, str]) -> None:
    assert wish(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "follow",
        "why did it sink",
        "why 2 ships?",
        "save the whales",
        "sources say the king is ill",
        "should I follow football?",
        "Follow the vote live as Selmar decides on cars in the old town",
        "Sigue la guerra en Ucrania",
        "Folgen des Krieges",
        "Folge des Krieges",
        "关注中东局势：以色列与伊朗冲突升级，国际油价大涨",
        "关注的人多吗",
        "اشترك في جريمة قتل",
        "Ακολούθησε καταδίωξη",
        "Απόκρυψη εισοδημάτων",
        "ẩn số Trump",
        "Sembunyikan narkoba, pria ditangkap",
        "넷플릭스 구독",
        "follow not Tesla",
        "follow cars and not ships",
        "Tesla nicht abonnieren",
        "सस्ता सोना म्यूट करें?",
        "following the storm",
        "muted reactions to the vote",
    ],
)
def test_what_is_told_or_asked_is_no_wish(text: str) -> None:
    assert wish(text) is None
