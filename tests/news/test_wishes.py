import pytest

from news.i18n import UI_LANGUAGES
from news.reader.wishes import wish

WISHES = {
    "en": "follow football", "de": "abonniere Fußball", "fr": "suivre football", "es": "seguir fútbol", "pt": "assinar futebol",
    "it": "segui calcio", "nl": "volg voetbal", "sv": "följ fotboll", "pl": "obserwuj piłka nożna", "cs": "sleduj fotbal",
    "ro": "abonează-mă la fotbal", "el": "ακολούθησε ποδόσφαιρο", "ru": "подписаться на футбол", "uk": "стежити за футбол",
    "tr": "futbol takip et", "ar": "اشترك في كرة القدم", "fa": "فوتبال را دنبال کن", "he": "עקוב אחרי כדורגל", "hi": "फ़ुटबॉल फ़ॉलो करें",
    "bn": "ফুটবল ফলো করুন", "ja": "サッカーをフォロー", "ko": "축구 팔로우", "zh": "关注足球", "vi": "theo dõi bóng đá", "id": "ikuti sepak bola",
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
        "following the storm",
        "muted reactions to the vote",
    ],
)
def test_what_is_told_or_asked_is_no_wish(text: str) -> None:
    assert wish(text) is None
