"""What feeds send beside news swallows no story, breaks none apart and does not creep into one.

Each case is joined beside real stories of three outlets each, in six languages and five scripts, by words alone and with the
encoder. Everything here is invented.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from news.adapters.embedder import open_embedders
from news.clustering.trial import Sample, join, read_samples
from news.ports import Embedder

WAYS = ("words", "encoder")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Said = tuple[str, str]

QUAKE: tuple[Said, ...] = (
    (
        "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
        "A magnitude 7.1 earthquake struck the port of Lisandria before dawn. Rescuers search collapsed buildings in the old "
        "harbour district, and President Odile Marant declared an emergency.",
    ),
    (
        "Rescuers search ruins after strong earthquake hits Lisandria",
        "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake. President Odile Marant declared an "
        "emergency in the harbour city.",
    ),
    (
        "Lisandria earthquake: at least 43 dead as harbour district collapses",
        "At least 43 people died when an earthquake of magnitude 7.1 brought down buildings in the harbour district of Lisandria, "
        "President Odile Marant said.",
    ),
)
FLOOD: tuple[Said, ...] = (
    (
        "Hochwasser in Brennau: Talsperre Kolmsee läuft über, 3000 Menschen fliehen",
        "Nach tagelangem Regen läuft die Talsperre Kolmsee über. In Brennau mussten 3000 Menschen ihre Häuser verlassen, sagte "
        "Landrätin Wiebke Osthoff.",
    ),
    (
        "Talsperre Kolmsee übergelaufen: Brennau wird evakuiert",
        "Brennau wird wegen des Hochwassers evakuiert. Die Talsperre Kolmsee ist übergelaufen; Landrätin Wiebke Osthoff rief den "
        "Katastrophenfall aus.",
    ),
    (
        "Katastrophenfall in Brennau wegen Hochwasser an der Talsperre Kolmsee",
        "Landrätin Wiebke Osthoff hat für Brennau den Katastrophenfall ausgerufen. Das Hochwasser strömt über die Talsperre Kolmsee, "
        "3000 Menschen sind in Notunterkünften.",
    ),
)
BRIDGE: tuple[Said, ...] = (
    (
        "В Зареченске обрушился мост через Талую, погибли семь человек",
        "Утром в Зареченске обрушился автомобильный мост через реку Талую. Погибли семь человек, сообщил губернатор Артём Кольцов.",
    ),
    (
        "Обрушение моста в Зареченске: семь погибших, губернатор Кольцов вылетел на место",
        "Семь человек погибли при обрушении моста через Талую в Зареченске. Губернатор Артём Кольцов вылетел на место.",
    ),
    (
        "Мост через Талую рухнул в Зареченске, спасатели ищут людей под обломками",
        "Спасатели ищут людей под обломками моста через реку Талую, который рухнул в Зареченске. Известно о семи погибших.",
    ),
)
BLAZE: tuple[Said, ...] = (
    (
        "青梧市化工厂爆炸起火致12人死亡",
        "青梧市东港化工厂今天凌晨发生爆炸并起火,造成12人死亡。市长陆承远表示,消防员正在扑救大火。",
    ),
    (
        "青梧市东港化工厂爆炸 12人遇难",
        "青梧市东港化工厂发生爆炸,12人遇难。市长陆承远赶到现场,消防员正在扑救大火。",
    ),
    (
        "化工厂爆炸后大火仍在燃烧 青梧市疏散东港居民",
        "青梧市东港化工厂爆炸后大火仍在燃烧,已有12人死亡。市长陆承远下令疏散东港居民。",
    ),
)
FERRY: tuple[Said, ...] = (
    (
        "غرق العبارة نورا قبالة ميناء صافية ومقتل 30 شخصا",
        "غرقت العبارة نورا قبالة ميناء صافية فجر اليوم وقتل 30 شخصا، وفق ما أعلن وزير النقل سامر الحداد.",
    ),
    (
        "مقتل 30 شخصا في غرق العبارة نورا قرب ميناء صافية",
        "قال وزير النقل سامر الحداد إن 30 شخصا قتلوا في غرق العبارة نورا قرب ميناء صافية، وما زال البحث جاريا عن مفقودين.",
    ),
    (
        "ميناء صافية: البحث عن مفقودين بعد غرق العبارة نورا",
        "يواصل خفر السواحل البحث عن مفقودين بعد غرق العبارة نورا قبالة ميناء صافية، حيث قتل 30 شخصا.",
    ),
)
VOTE: tuple[Said, ...] = (
    (
        "Inés Robledo gana las elecciones presidenciales en Valdoria",
        "La senadora Inés Robledo ganó las elecciones presidenciales en Valdoria con el 54 por ciento de los votos frente a Tomás Urrutia.",
    ),
    (
        "Valdoria elige presidenta a Inés Robledo con el 54 por ciento de los votos",
        "Inés Robledo será presidenta de Valdoria: obtuvo el 54 por ciento de los votos. Su rival, Tomás Urrutia, reconoció la derrota.",
    ),
    (
        "Tomás Urrutia reconoce la derrota ante Inés Robledo en Valdoria",
        "Tomás Urrutia reconoció su derrota en las elecciones presidenciales de Valdoria y felicitó a Inés Robledo.",
    ),
)
REAL = {"en": QUAKE, "de": FLOOD, "ru": BRIDGE, "zh": BLAZE, "ar": FERRY, "es": VOTE}
EVERY_STORY_TOLD = " ".join(said[0][1] for said in REAL.values())
OTHER_NEWS = {
    "en": (
        "Tavonia lost to Norrland by two goals. Rye bread costs more than ever, bakers say. A comet passed close to the moon. "
        "Teachers in Port Ansel ended their strike. Gold fell for a third day. A court freed the painter Ulla Brandt."
    ),
    "de": (
        "Ostmark verliert gegen Norrland mit zwei Toren. Roggenbrot ist so teuer wie nie, sagen Bäcker. Ein Komet zog am Mond vorbei. "
        "Die Lehrer in Steinach beenden ihren Streik. Gold fällt den dritten Tag. Ein Gericht spricht die Malerin Ulla Brandt frei."
    ),
    "ru": (
        "Сборная Остмарка проиграла Норрланду два мяча. Ржаной хлеб подорожал, говорят пекари. Комета прошла рядом с Луной. "
        "Учителя в Лесограде прекратили забастовку. Золото дешевеет третий день. Суд оправдал художницу Уллу Брандт."
    ),
    "zh": "奥斯特马克队两球负于诺尔兰队。面包师说黑麦面包价格创新高。一颗彗星掠过月球。林城教师结束罢工。黄金连续第三天下跌。法院宣判画家乌拉无罪。",
    "ar": (
        "خسر منتخب أوستمارك أمام نورلاند بهدفين. ارتفع سعر خبز الجاودار بحسب الخبازين. مر مذنب قرب القمر. "
        "أنهى المعلمون في ليسوغراد إضرابهم. تراجع الذهب لليوم الثالث. برأت المحكمة الرسامة أولا براندت."
    ),
    "es": (
        "Costanza pierde ante Norrland por dos goles. El pan de centeno está más caro que nunca, dicen los panaderos. Un cometa pasó junto a "
        "la luna. Los maestros de Puerto Ansel terminan su huelga. El oro cae por tercer día. Un tribunal absuelve a la pintora Ulla Brandt."
    ),
}
"""In no story: what stands beside them where everything is told at once."""


def a_sample(title: str, text: str = "", *, outlet: str = "odd", hours: float = 2.5, **more: Any) -> Sample:
    plain = {
        "outlet": outlet,
        "language": None,
        "url": "",
        "title": title,
        "text": text,
        "published_at": NOON + timedelta(hours=hours),
    }
    return Sample(**plain | more)


def the_stories() -> dict[str, list[Sample]]:
    return {
        language: [
            a_sample(*said, outlet=f"{language}-{at}", hours=1.5 * at, language=language)
            for at, said in enumerate(told)
        ]
        for language, told in REAL.items()
    }


def daily(
    title: str, texts: Sequence[str], language: str | None = "en", *, outlet: str = "odd"
) -> list[Sample]:
    """One title of one outlet, a day apart."""
    return [
        a_sample(title.format(day=at + 16), text, outlet=outlet, hours=24 * at - 72, language=language)
        for at, text in enumerate(texts)
    ]


def each_of(titles: Sequence[str], text: str = "", **more: Any) -> list[Sample]:
    """Each title from an outlet of its own."""
    return [
        a_sample(title, text, outlet=f"odd-{at}", hours=at / 7, **more) for at, title in enumerate(titles)
    ]


# --- what feeds send ------------------------------------------------------------------------------


def empty_titles() -> list[Sample]:
    return [
        a_sample("", text, outlet=f"odd-{at % 9}", hours=at / 9)
        for at, text in enumerate(["", "Read more", "The harbour museum in Tavonia opens on Sunday."] * 9)
    ]


def titles_only() -> list[Sample]:
    return each_of(
        [
            "Norrland raises its minimum wage",
            "Strong earnings for harbour cranes",
            "Regen am Wochenende in Ostmark erwartet",
            "Новый парк открыли в Лесограде",
            "台湾海边风大",
            "افتتاح معرض الكتاب",
        ]
    )


def one_word_titles() -> list[Sample]:
    words = "Earthquake Lisandria Breaking Video Hochwasser Brennau Мост Зареченск 爆炸 青梧市 غرق صافية Elecciones Valdoria"
    return each_of(words.split()) + each_of(
        ["Live", "News", "Welcome"], "The choir of Ostmark sings on Sunday."
    )


def live_tickers() -> list[Sample]:
    """A story of the language comes and goes among the other news."""
    titles = {
        "en": "Live: all the news of the day",
        "de": "News-Ticker: Alles Wichtige des Tages live",
        "ru": "Главные события дня: онлайн",
        "zh": "今日新闻滚动播报",
        "ar": "بث مباشر: أخبار اليوم",
        "es": "Última hora: las noticias de hoy en directo",
    }
    return [
        a_sample(
            title,
            f"{OTHER_NEWS[language]} {REAL[language][hour % 3][1] if hour % 2 else ''} {hour + 9}:30",
            outlet=f"ticker-{language}",
            hours=hour / 2,
            language=language,
        )
        for language, title in titles.items()
        for hour in range(12)
    ]


def horoscopes_and_weather() -> list[Sample]:
    days = (
        "Venus and Mars favour you today.",
        "Take care of money today.",
        "A calm day for love and work.",
        "Old friends call.",
    )
    rubrics = [
        ("Horoscope for November {day}: what the stars say today", "en"),
        ("Weather forecast for Lisandria, November {day}", "en"),
        ("Horoskop für den {day}. November", "de"),
        ("Wetter in Brennau heute, {day}. November: Regen", "de"),
        ("Гороскоп на {day} ноября", "ru"),
        ("Погода на {day} ноября в Зареченске", "ru"),
        ("{day}日星座运势", "zh"),
        ("青梧市{day}日天气预报", "zh"),
        ("برجك اليوم {day} نوفمبر", "ar"),
        ("حالة الطقس في صافية اليوم {day} نوفمبر", "ar"),
        ("Horóscopo de hoy, {day} de noviembre", "es"),
        ("El tiempo en Valdoria hoy, {day} de noviembre", "es"),
    ]
    return [
        one
        for at, (title, language) in enumerate(rubrics)
        for one in daily(title, days, language, outlet=f"stars-{at}")
    ]


def round_ups() -> list[Sample]:
    """They lead with the story of their language."""
    titles = {
        "en": "Morning briefing: Lisandria earthquake, teachers end strike and more",
        "de": "Der Morgen: Hochwasser in Brennau, Streik beendet, Brot wird teurer",
        "ru": "Главное за день: мост в Зареченске, забастовка учителей, цены на хлеб",
        "zh": "新闻早报:青梧市化工厂爆炸,教师结束罢工",
        "ar": "موجز الأخبار: غرق العبارة نورا وإضراب المعلمين",
        "es": "Las noticias de hoy: elecciones en Valdoria, huelga de maestros y más",
    }
    return [
        a_sample(
            title,
            f"{REAL[language][0][1]} {OTHER_NEWS[language]}",
            outlet=f"brief-{language}-{at}",
            hours=1 + at,
            language=language,
        )
        for language, title in titles.items()
        for at in range(2)
    ]


def adverts() -> list[Sample]:
    said = "Order today and save 50 percent. Free delivery in Lisandria, Brennau and Valdoria. Offer ends Sunday."
    return each_of(
        [
            "Save 50% on mattresses this weekend",
            "Sponsored: harbour flats in Lisandria from 99,000",
            "Anzeige: Jetzt 50 % auf Matratzen sparen",
            "Реклама: скидка 50% на матрасы",
            "广告:床垫五折优惠",
            "إعلان: خصم 50% على المراتب",
            "Publicidad: colchones al 50 %",
        ]
        * 4,
        said,
    )


def wrong_dates() -> list[Sample]:
    said = (
        "Harbour festival in Tavonia draws thousands",
        "The harbour festival in Tavonia drew thousands of visitors.",
    )
    epoch, next_year = datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(days=365)
    return [
        replace(a_sample(*said, outlet=f"odd-{at}"), published_at=stamp)
        for at, stamp in enumerate([epoch, next_year] * 20)
    ]


def one_outlet_of_500() -> list[Sample]:
    return [
        a_sample(
            f"Automatic report {at}: magnitude {2 + at % 5}.{at % 10} earthquake {at % 90} km from Lisandria",
            f"A magnitude {2 + at % 5}.{at % 10} earthquake was recorded {at % 90} km from Lisandria at a depth of {at % 40} km.",
            outlet="seismograph",
            hours=at / 90,
            language="en",
        )
        for at in range(500)
    ]


def one_text_of_50_outlets() -> list[Sample]:
    said = (
        "Tavonia and Norrland sign treaty on fishing in the Grey Sound",
        "Ministers of Tavonia and Norrland signed a treaty on fishing quotas in the Grey Sound on Friday, ending nine years of quarrel.",
    )
    return [a_sample(*said, outlet=f"reprint-{at}", hours=at / 20, language="en") for at in range(50)]


def nothing_to_read() -> list[Sample]:
    return each_of(
        [
            "🔥🔥🔥",
            "\u200b\u200b\u200b",
            "\u202e\u202d\u202c",
            "…",
            "???",
            "— — —",
            "👇",
            "\u200f\u200e",
            "1",
            "%s",
            "&nbsp;",
            ".",
        ]
        * 3
    )


def a_megabyte() -> list[Sample]:
    filler = "The council of Tavonia spoke of parks and of harbours for hours. " * 8_000
    return [
        a_sample("Minutes of the council of Tavonia", filler + EVERY_STORY_TOLD + filler, outlet="archive"),
        a_sample("Minutes of the council of Norrland", "x" * 1_000_000, outlet="archive-2"),
        a_sample("Protokoll des Rates von Ostmark", "Wort" + " Wort" * 200_000, outlet="archive-3"),
    ]


def mixed_languages() -> list[Sample]:
    said = "Welcome to our pages. Willkommen auf unseren Seiten. Добро пожаловать. 欢迎来到我们的网站. أهلا بكم. Bienvenidos a nuestras páginas."
    return each_of(
        [
            "News / Nachrichten / Новости / 新闻 / أخبار / Noticias",
            "Willkommen welcome 欢迎",
            "Добро пожаловать to Valdoria",
        ],
        said,
    )


def all_capitals() -> list[Sample]:
    return each_of(
        [
            "BREAKING NEWS",
            "HARBOUR FESTIVAL DRAWS THOUSANDS IN TAVONIA",
            "EILMELDUNG",
            "СРОЧНО",
            "ÚLTIMA HORA: FIESTA EN LA PLAYA DE COSTANZA",
        ]
        * 3
    )


def names_of_outlets() -> list[Sample]:
    names = [
        "The Lisandria Gazette",
        "Brennauer Anzeiger",
        "Зареченские вести",
        "青梧日报",
        "صحيفة صافية",
        "El Diario de Valdoria",
    ]
    texts = (
        "The choir sings on Sunday.",
        "A lost dog came home.",
        "The market opens at nine.",
        "Chess club wins again.",
    )
    return [one for at, name in enumerate(names) for one in daily(name, texts, None, outlet=f"named-{at}")]


def one_title_every_day() -> list[Sample]:
    texts = (
        "The choir of Ostmark sings in the town hall; tickets are sold at the door.",
        "A dog that ran from Tavonia came home after eleven months.",
        "The price of rye bread rose again, bakers in Norrland say.",
        "Chess players from nine countries meet in Port Ansel.",
    )
    titles = [
        ("What moved us today", "en"),
        ("Der Kommentar", "de"),
        ("Мнение дня", "ru"),
        ("今日热点", "zh"),
        ("حديث اليوم", "ar"),
        ("La foto", "es"),
    ]
    return [
        one
        for at, (title, language) in enumerate(titles)
        for one in daily(title, texts, language, outlet=f"daily-{at}")
    ]


def articles_on_ten_events() -> list[Sample]:
    titles = {
        "en": "A week to remember: quake, comet, strike and a painter freed",
        "de": "Eine Woche, die bleibt: Hochwasser, Komet, Streik und eine freie Malerin",
        "ru": "Неделя, которую запомнят: мост, комета, забастовка и оправданная художница",
        "zh": "难忘的一周:爆炸、彗星、罢工与画家",
        "ar": "أسبوع لا ينسى: عبارة ومذنب وإضراب ورسامة",
        "es": "Una semana para recordar: elecciones, cometa, huelga y una pintora libre",
    }
    return [
        a_sample(
            title,
            f"{OTHER_NEWS[language]} {REAL[language][1][1]}",
            outlet=f"week-{language}",
            hours=2,
            language=language,
        )
        for language, title in titles.items()
    ]


def pages_of_everything() -> list[Sample]:
    """Every story word for word, in all languages at once."""
    return [
        a_sample("All our stories of today", EVERY_STORY_TOLD, outlet=f"portal-{at}", hours=at)
        for at in range(4)
    ]


def one_address_for_all() -> list[Sample]:
    """Aggregators: an address of a real article, and a front page, under news of all kinds."""
    news = titles_only() + one_title_every_day()
    return [
        replace(one, url="https://gazette.example/quake" if at % 2 else "https://gazette.example/")
        for at, one in enumerate(news)
    ]


BAD = {
    make.__name__: make
    for make in [
        empty_titles,
        titles_only,
        one_word_titles,
        live_tickers,
        horoscopes_and_weather,
        round_ups,
        adverts,
        wrong_dates,
        one_outlet_of_500,
        one_text_of_50_outlets,
        nothing_to_read,
        a_megabyte,
        mixed_languages,
        all_capitals,
        names_of_outlets,
        one_title_every_day,
        articles_on_ten_events,
        pages_of_everything,
        one_address_for_all,
    ]
}


# --- joining it -----------------------------------------------------------------------------------


def joined(samples: Sequence[Sample], way: str) -> list[int]:
    """Stories of the samples, in their order; taken in order of publication."""
    encoders = _encoders() if way == "encoder" else ()
    if way == "encoder" and not encoders:
        pytest.skip("the sentence encoder is not installed")
    order = sorted(range(len(samples)), key=lambda at: samples[at].published_at)
    items = asyncio.run(read_samples([samples[at] for at in order], embedders=encoders))
    stories = dict(zip(order, join(items), strict=True))
    return [stories[at] for at in range(len(samples))]


@cache
def _encoders() -> tuple[Embedder, ...]:
    """The one that is installed by default, loaded once: that takes longer than most cases."""
    return open_embedders()[:1]


def damage(real: dict[str, list[Sample]], bad: Sequence[Sample], way: str) -> list[str]:
    """What happened to the real stories that should not have."""
    flat = [one for told in real.values() for one in told]
    stories = joined([*flat, *bad], way)
    of_real, of_bad = stories[: len(flat)], stories[len(flat) :]
    at, wrong = 0, []
    kept_by: dict[int, str] = {}
    for name, told in real.items():
        here = set(of_real[at : at + len(told)])
        at += len(told)
        if len(here) != 1:
            wrong.append(f"{name} is in {len(here)} parts")
        wrong += [f"{name} is one with {kept_by[story]}" for story in here if story in kept_by]
        wrong += [
            f"{name} holds: {one.title[:60]}" for one, story in zip(bad, of_bad, strict=True) if story in here
        ]
        kept_by |= dict.fromkeys(here, name)
    return wrong


@pytest.mark.parametrize("way", WAYS)
def test_the_stories_are_whole_where_nothing_bad_comes(way: str) -> None:
    assert damage(the_stories(), [], way) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", BAD)
def test_bad_input_leaves_real_stories_whole_and_clean(case: str, way: str) -> None:
    assert damage(the_stories(), BAD[case](), way) == []


@pytest.mark.parametrize("way", WAYS)
def test_one_text_of_fifty_outlets_is_one_story(way: str) -> None:
    assert len(set(joined(one_text_of_50_outlets(), way))) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_title_that_comes_every_day_with_another_text_is_another_story_each_day(way: str) -> None:
    letters = [one for one in one_title_every_day() if one.outlet == "daily-0"]
    assert len(set(joined(letters, way))) == len(letters)


BY_TITLES = pytest.mark.xfail(
    strict=True, raises=AssertionError, reason="titles that share few words are in two stories"
)


@pytest.mark.parametrize("way", [pytest.param("words", marks=BY_TITLES), "encoder"])
def test_a_story_is_whole_where_its_articles_have_only_titles(way: str) -> None:
    bare = {name: [replace(one, text="") for one in told] for name, told in the_stories().items()}
    assert damage(bare, titles_only(), way) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_story_is_whole_where_no_feed_says_its_language(way: str) -> None:
    silent = {name: [replace(one, language=None) for one in told] for name, told in the_stories().items()}
    assert damage(silent, [], way) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_story_is_whole_where_one_outlet_writes_in_capitals(way: str) -> None:
    told = the_stories()
    loud = {name: [replace(ones[0], title=ones[0].title.upper()), *ones[1:]] for name, ones in told.items()}
    assert damage(loud, all_capitals(), way) == []
