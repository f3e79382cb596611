"""Questions about the sources themselves are told from questions about the event, in the languages we have words for."""

from collections.abc import Mapping
from typing import TypeVar

import pytest

from news.answers.about_sources import About, read_about
from news.answers.outlets_named import Named, find_outlets

T = TypeVar("T")

OUTLETS = (
    Named("dw", "Deutsche Welle", "dw.com"),
    Named("bbc", "BBC News", "www.bbc.co.uk"),
    Named("spiegel", "DER SPIEGEL", "spiegel.de"),
    Named("pais", "El País", "elpais.com"),
    Named("post", "Harbour Post", "harbourpost.example"),
    Named("tass", "ТАСС", "tass.ru"),
    Named("xinhua", "新华社", "xinhuanet.com"),
    Named("zeit", "Die Zeit", "zeit.de"),
)
HEADLINES = ("Ferry Halcyon hits quay in Port Ansel, nine injured",)

ASKED = {
    "en": {
        "Who had it first?": About.FIRST,
        "who reported the ferry first?": About.FIRST,
        "which are state-owned?": About.STATE,
        "how many, from where?": About.WHO,
        "In which languages was it reported?": About.WHO,
        "Sources?": About.WHO,
        "where do they differ?": About.DIFFER,
        "Who has not reported it?": About.MISSING,
        "which outlets copied it?": About.COPIES,
        "What's new?": About.NEW,
    },
    "de": {
        "Wer hatte es zuerst?": About.FIRST,
        "Welche sind staatlich?": About.STATE,
        "Wie viele, und woher?": About.WHO,
        "Worin unterscheiden sie sich?": About.DIFFER,
        "Wer hat nicht berichtet?": About.MISSING,
        "Was gibt es Neues?": About.NEW,
    },
    "es": {
        "¿Quién lo publicó primero?": About.FIRST,
        "¿Cuáles son estatales?": About.STATE,
        "¿Cuántos medios, de qué países?": About.WHO,
        "¿En qué se diferencian?": About.DIFFER,
        "¿Qué medios no han informado?": About.MISSING,
    },
    "fr": {
        "Qui l'a publié en premier ?": About.FIRST,
        "Quels médias sont publics ?": About.STATE,
        "Combien de médias, de quels pays ?": About.WHO,
        "En quoi diffèrent-ils ?": About.DIFFER,
        "Qui n'en a pas parlé ?": About.MISSING,
    },
    "it": {"Chi l'ha pubblicato per primo?": About.FIRST, "In cosa differiscono?": About.DIFFER},
    "pt": {"Quem publicou primeiro?": About.FIRST, "Quais são estatais?": About.STATE},
    "nl": {"Wie meldde het als eerste?": About.FIRST, "Hoeveel bronnen, uit welke landen?": About.WHO},
    "pl": {"Kto podał to pierwszy?": About.FIRST, "Ile źródeł i z jakich krajów?": About.WHO},
    "tr": {
        "İlk kim bildirdi?": About.FIRST,
        "Hangileri devlete ait?": About.STATE,
        "Kim bildirmedi?": About.MISSING,
    },
    "ru": {
        "Кто сообщил первым?": About.FIRST,
        "Какие из них государственные?": About.STATE,
        "Сколько источников и из каких стран?": About.WHO,
        "В чем расхождения?": About.DIFFER,
        "Кто не сообщил об этом?": About.MISSING,
        "Что нового?": About.NEW,
    },
    "uk": {
        "Хто повідомив першим?": About.FIRST,
        "Які з них державні?": About.STATE,
        "Скільки джерел і звідки?": About.WHO,
        "У чому розбіжності?": About.DIFFER,
        "Хто про це не повідомив?": About.MISSING,
    },
    "ar": {
        "من نشر الخبر أولا؟": About.FIRST,
        "أي المصادر حكومية؟": About.STATE,
        "كم عدد المصادر ومن أي دول؟": About.WHO,
        "أين تختلف المصادر؟": About.DIFFER,
        "من لم ينشر الخبر؟": About.MISSING,
    },
    "he": {
        "מי דיווח ראשון?": About.FIRST,
        "כמה מקורות ומאיפה?": About.WHO,
        "אילו מהם ממשלתיים?": About.STATE,
        "מה ההבדלים ביניהם?": About.DIFFER,
        "מי לא דיווח על זה?": About.MISSING,
        "מה חדש?": About.NEW,
    },
    "fa": {
        "چه کسی اول گزارش داد؟": About.FIRST,
        "کدام رسانه‌ها دولتی هستند؟": About.STATE,
        "رسانه‌ها در چه اختلاف دارند؟": About.DIFFER,
        "کدام رسانه‌ها این خبر را منتشر نکرده‌اند؟": About.MISSING,
        "مالک این رسانه‌ها کیست؟": About.OWNERS,
    },
    "hi": {"सबसे पहले किसने रिपोर्ट किया?": About.FIRST, "कौन से मीडिया सरकारी हैं?": About.STATE},
    "zh": {
        "谁最先报道的？": About.FIRST,
        "哪些是官方媒体？": About.STATE,
        "有多少家媒体，来自哪里？": About.WHO,
        "它们有什么分歧？": About.DIFFER,
        "谁没有报道？": About.MISSING,
    },
    "ja": {
        "最初に報じたのはどこですか？": About.FIRST,
        "国営メディアはどれですか？": About.STATE,
        "報じていないのはどこですか？": About.MISSING,
        "何社が報じていますか？": About.WHO,
        "各社の違いは何ですか？": About.DIFFER,
        "これらのメディアの所有者は誰ですか？": About.OWNERS,
    },
    "ko": {
        "누가 처음 보도했나요?": About.FIRST,
        "몇 개 매체가 보도했나요?": About.WHO,
        "국영 매체는 어디인가요?": About.STATE,
        "어떤 점이 다른가요?": About.DIFFER,
        "보도하지 않은 곳은 어디인가요?": About.MISSING,
    },
    "ro": {"Cine a publicat prima dată?": About.FIRST, "Prin ce diferă?": About.DIFFER},
    "sv": {"Vem rapporterade först?": About.FIRST, "Vilka är statliga?": About.STATE},
    "el": {"Ποιος το δημοσίευσε πρώτος;": About.FIRST, "Σε τι διαφέρουν;": About.DIFFER},
    "cs": {
        "Kdo o tom informoval první?": About.FIRST,
        "Která média jsou státní?": About.STATE,
        "Kolik zdrojů a ze kterých zemí?": About.WHO,
        "V čem se liší?": About.DIFFER,
        "Kdo o tom neinformoval?": About.MISSING,
        "Co je nového?": About.NEW,
    },
    "id": {
        "Siapa yang pertama memberitakan?": About.FIRST,
        "Media mana yang milik negara?": About.STATE,
        "Berapa media, dari negara mana?": About.WHO,
        "Di mana letak perbedaannya?": About.DIFFER,
        "Siapa yang tidak memberitakan?": About.MISSING,
        "Apa yang baru?": About.NEW,
    },
    "vi": {
        "Ai đưa tin đầu tiên?": About.FIRST,
        "Báo nào của nhà nước?": About.STATE,
        "Bao nhiêu báo, từ những nước nào?": About.WHO,
        "Các báo khác nhau ở điểm nào?": About.DIFFER,
        "Báo nào không đưa tin?": About.MISSING,
        "Có gì mới?": About.NEW,
    },
    "bn": {
        "কে প্রথম খবরটি দিয়েছে?": About.FIRST,
        "কোনগুলো রাষ্ট্রীয় সংবাদমাধ্যম?": About.STATE,
        "কতটি সংবাদমাধ্যম, কোন কোন দেশের?": About.WHO,
        "তাদের মধ্যে পার্থক্য কোথায়?": About.DIFFER,
        "কারা এই খবর দেয়নি?": About.MISSING,
        "নতুন কী?": About.NEW,
    },
}
OF_OUTLETS = {
    "en": {"What does DW say?": "dw", "And the Spiegel?": "spiegel", "Does the BBC report it?": "bbc"},
    "de": {"Was schreibt der Spiegel?": "spiegel", "Was sagt die Deutsche Welle?": "dw"},
    "es": {"¿Qué dice El País?": "pais"},
    "ru": {"Что говорит ТАСС?": "tass"},
    "zh": {"新华社怎么说？": "xinhua"},
    "ja": {"DWは何と言っていますか？": "dw"},
    "ko": {"DW는 뭐라고 하나요?": "dw"},
    "tr": {"DW ne diyor?": "dw"},
}
OF_THE_EVENT = {
    "en": (
        "How many people were injured?",
        "Who was first to reach the island?",
        "What did the harbour office say?",
        "What does the government say?",
        "When did it become public?",
        "Was the report published?",
        "Who said that?",
        "How many?",
    ),
    "de": ("Wie viele Verletzte gibt es?", "Zu welcher Zeit geschah es?", "Wer war der Kapitän?"),
    "es": ("¿Cuántos heridos hay?", "¿Dónde ocurrió?"),
    "fr": ("Combien de blessés ?", "Où est-ce arrivé ?"),
    "ru": ("Сколько пострадавших?", "Где это случилось?"),
    "uk": ("Скільки постраждалих?",),
    "ar": ("كم عدد الجرحى؟",),
    "zh": ("有多少人受伤？",),
    "ja": ("何人がけがをしましたか？", "船の所有者は誰ですか？"),
    "ko": ("몇 명이 다쳤나요?", "의회는 뭐라고 했나요?"),
    "ro": ("Câți răniți sunt?",),
    "sv": ("Hur många skadades?",),
    "el": ("Πόσοι τραυματίες υπάρχουν;",),
    "cs": ("Kolik je zraněných?", "Kde se to stalo?"),
    "id": ("Berapa orang terluka?", "Di mana kejadiannya?"),
    "vi": ("Có bao nhiêu người bị thương?", "Vụ này xảy ra ở đâu?"),
    "hi": ("कितने लोग घायल हुए?",),
    "bn": ("কতজন আহত হয়েছে?", "সরকার কী বলেছে?"),
    "fa": ("چند نفر زخمی شدند؟", "مالک کشتی کیست؟"),
    "he": ("כמה פצועים יש?", "מי הבעלים של הספינה?"),
}


def flat(listed: Mapping[str, Mapping[str, T]]) -> list[tuple[str, str, T]]:
    return [(language, *pair) for language, told in listed.items() for pair in told.items()]


@pytest.mark.parametrize(("language", "question", "about"), flat(ASKED))
def test_a_question_about_the_sources_is_known_in_its_language(
    language: str, question: str, about: About
) -> None:
    read = read_about(question, languages=[language], outlets=OUTLETS, headlines=HEADLINES)

    assert read is not None
    assert read.about is about


@pytest.mark.parametrize(("language", "question", "outlet"), flat(OF_OUTLETS))
def test_what_an_outlet_says_is_asked_by_its_name(language: str, question: str, outlet: str) -> None:
    read = read_about(question, languages=[language], outlets=OUTLETS, headlines=HEADLINES)

    assert read is not None
    assert (read.about, read.outlets) == (About.SAYS, (outlet,))


@pytest.mark.parametrize(
    ("language", "question"), [(code, question) for code, told in OF_THE_EVENT.items() for question in told]
)
def test_a_question_about_the_event_is_left_to_the_texts(language: str, question: str) -> None:
    assert read_about(question, languages=[language], outlets=OUTLETS, headlines=HEADLINES) is None


def test_a_question_about_the_event_may_be_put_to_one_outlet() -> None:
    read = read_about(
        "What does DW say about the captain's licence?",
        languages=["en"],
        outlets=OUTLETS,
        headlines=HEADLINES,
    )

    assert read is not None
    assert (read.about, read.outlets) == (About.WITHIN, ("dw",))


def test_who_owns_an_outlet_is_asked_by_its_name() -> None:
    read = read_about("Wem gehört der Spiegel?", languages=["de"], outlets=OUTLETS)

    assert read is not None
    assert (read.about, read.outlets) == (About.OWNERS, ("spiegel",))


def test_a_word_of_the_headline_may_mean_the_event() -> None:
    asked = "Who owns the report?"

    read = read_about(
        asked, languages=["en"], outlets=OUTLETS, headlines=["Leaked report on ferries published"]
    )

    assert read is None


@pytest.mark.parametrize("text", ["", "?", "🙂", "a" * 500, "()[]*\\", "的" * 400])
def test_odd_words_ask_nothing_of_the_sources(text: str) -> None:
    assert read_about(text, languages=["en", "zh"], outlets=OUTLETS, headlines=HEADLINES) is None


def test_one_word_of_a_longer_name_names_nobody() -> None:
    assert (
        find_outlets("What about Marel?", (Named("m", "Marel Post", "marelpost.example"),), language="en")
        == ()
    )


def test_a_common_word_of_a_name_names_nobody() -> None:
    assert find_outlets("What happened at the harbour post office?", OUTLETS[4:5], language="en") != ()
    assert find_outlets("What happened at the harbour office?", OUTLETS[4:5], language="en") == ()
    assert find_outlets("Zu welcher Zeit?", OUTLETS[7:], language="de") == ()


def test_a_common_word_is_no_form_of_a_name() -> None:
    stat = (Named("s", "STAT", "statnews.example"),)

    assert find_outlets("Which of the sources are state-owned?", stat, language="en") == ()
    assert find_outlets("Which states are meant?", stat, language="en") == ()
    assert find_outlets("What does STAT say?", stat, language="en") != ()
    assert find_outlets("Was schreibt Stats Redaktion?", stat, language="de") != ()


def test_a_letter_with_an_accent_begins_no_particle() -> None:
    assert find_outlets("Gdzie to się stało?", (Named("s", "Scroll.in", "scroll.in"),), language="pl") == ()
    assert find_outlets("DW는 뭐라고 하나요?", (Named("d", "Deutsche Welle", "dw.com"),), language="ko") != ()


def test_wire_copies_are_asked_for_though_an_outlet_is_called_the_wire() -> None:
    read = read_about(
        "Which are wire copies?", languages=("en",), outlets=[Named("w", "The Wire", "thewire.in")]
    )

    assert read is not None
    assert read.about is About.COPIES
