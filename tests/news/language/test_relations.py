"""What a figure measures, by the word that stands beside it, and what a question asks for: in the languages of the interface."""

import pytest

from news.i18n import UI_LANGUAGES
from news.language.relations import Relation, asked, figures, is_listed, tells, without_asking

H, L, W, D, KG, P = (
    Relation.HEIGHT,
    Relation.LENGTH,
    Relation.WIDTH,
    Relation.DEPTH,
    Relation.WEIGHT,
    Relation.PRICE,
)


def measured(text: str, language: str) -> list[tuple[str, Relation | None]]:
    return [(text[f.amount.start : f.amount.end], f.of) for f in figures(text, language)]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_language_of_the_interface_has_measures_and_births(language: str) -> None:
    assert all(
        is_listed(relation, language) for relation in (H, L, W, D, KG, P, Relation.BORN, Relation.LIVES)
    )


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "It will be 62 metres high, 300 metres long and cost 240 million crowns.", [H, L, P]),
        ("en", "a width of 12 metres and a depth of 4 metres", [W, D]),
        ("en", "Its bell weighs 1.2 tonnes.", [KG]),
        ("en", "Magnitude 5.4 quake shakes Velin", [Relation.STRENGTH]),
        ("en", "She won by 1,204 votes.", [Relation.MARGIN]),
        ("de", "Sie wird 410 Meter lang und 18 Meter breit.", [L, W]),
        ("fr", "La tour mesurera 54 mètres de haut et coûtera 12 millions d'euros.", [H, P]),
        ("es", "El faro tendrá 42 metros de altura y pesará 90 toneladas.", [H, KG]),
        ("pt", "A ponte terá 120 metros de comprimento.", [L]),
        ("it", "La torre è alta 33 metri e larga 8 metri.", [H, W]),
        ("nl", "De toren wordt 80 meter hoog en kost 9 miljoen euro.", [H, P]),
        ("sv", "Bron blir 410 meter lång.", [L]),
        ("ro", "Turnul are o înălțime de 40 de metri.", [H]),
        ("ru", "Высота башни составит 96 метров, ширина 14 метров.", [H, W]),
        ("uk", "Висота вежі становить 55 метрів.", [H]),
        ("pl", "Wieża będzie miała 38 metrów wysokości.", [H]),
        ("cs", "Věž bude vysoká 60 metrů.", [H]),
        ("el", "Ο πύργος έχει ύψος 45 μέτρα.", [H]),
        ("tr", "Köprünün uzunluğu 260 metre olacak.", [L]),
        ("ar", "يبلغ ارتفاع البرج 72 مترا وعرضه 8 أمتار.", [H, W]),
        ("fa", "ارتفاع برج ۶۲ متر است.", [H]),
        ("he", "גובה המגדל יהיה 62 מטר.", [H]),
        ("hi", "टावर की ऊँचाई 62 मीटर होगी।", [H]),
        ("id", "Menara itu setinggi 45 meter.", [H]),
        ("vi", "Tòa tháp cao 62 mét.", [H]),
        ("zh", "该塔高88米，宽12米，造价3亿元。", [H, W, P]),
        ("ja", "橋の長さは320メートル、幅は14メートルになる。", [L, W]),
        ("ko", "탑의 높이는 62미터다.", [H]),
    ],
)
def test_a_figure_belongs_to_the_word_beside_it(language: str, text: str, told: list[Relation]) -> None:
    assert [of for _, of in measured(text, language)] == told


def test_a_date_and_a_bare_year_measure_nothing() -> None:
    assert measured("It was 90 metres high by 2031, said the city on 3 March.", "en") == [("90", H)]


def test_a_figure_that_nothing_stands_by_may_be_any_of_its_unit() -> None:
    (figure,) = figures("The wall of 14 kilometres protects the town.", "en")

    assert (figure.of, figure.may_be(H), figure.may_be(KG), figure.may_be(P)) == (None, True, False, False)


@pytest.mark.parametrize(
    ("language", "question", "relation", "is_sure"),
    [
        ("en", "How tall is it?", H, True),
        ("en", "How deep are the cuts?", D, False),
        ("zh", "失业率有多高？", H, False),
        ("en", "And how high will it be?", H, False),
        ("en", "How much will the dam cost?", P, True),
        ("de", "Und was kostet sie?", P, True),
        ("fr", "Combien coûtera-t-elle ?", P, True),
        ("ru", "А сколько она стоит?", P, True),
        ("tr", "Can Demir nerede yaşıyor?", Relation.LIVES, True),
        ("ja", "森田健さんはどこに住んでいますか？", Relation.LIVES, True),
        ("ar", "متى ولد سامي الخالد؟", Relation.BORN, True),
    ],
)
def test_a_question_says_what_it_asks_for(
    language: str, question: str, relation: Relation, *, is_sure: bool
) -> None:
    assert asked(question, language).get(relation) is is_sure


@pytest.mark.parametrize(
    ("language", "height", "price", "home"),
    [
        ("en", "How tall is the tower?", "What will the bridge cost?", "Where does she live?"),
        ("de", "Wie hoch wird der Turm?", "Was kostet die Brücke?", "Wo wohnt sie?"),
        ("fr", "Quelle est la hauteur de la tour ?", "Combien coûtera le pont ?", "Où habite-t-elle ?"),
        ("es", "¿Qué altura tiene la torre?", "¿Cuánto costará el puente?", "¿Dónde vive?"),
        ("pt", "Qual é a altura da torre?", "Quanto vai custar a ponte?", "Onde mora ela?"),
        ("it", "Quanto è alta la torre?", "Quanto costerà il ponte?", "Dove abita?"),
        ("nl", "Hoe hoog wordt de toren?", "Hoeveel gaat de brug kosten?", "Waar woont ze?"),
        ("sv", "Hur högt är tornet?", "Vad kommer bron att kosta?", "Var bor hon?"),
        ("ro", "Ce înălțime are turnul?", "Cât va costa podul?", "Unde locuiește?"),
        ("ru", "Какая высота у башни?", "Сколько будет стоить мост?", "Где она живёт?"),
        ("uk", "Яка висота вежі?", "Скільки коштуватиме міст?", "Де вона живе?"),
        ("pl", "Jaka jest wysokość wieży?", "Ile będzie kosztował most?", "Gdzie mieszka?"),
        ("cs", "Jak vysoká je věž?", "Kolik bude stát most?", "Kde bydlí?"),
        ("el", "Πόσο ψηλός είναι ο πύργος;", "Πόσο θα κοστίσει η γέφυρα;", "Πού μένει;"),
        ("tr", "Kulenin yüksekliği ne kadar?", "Köprünün maliyeti ne kadar?", "Nerede yaşıyor?"),
        ("ar", "كم يبلغ ارتفاع البرج؟", "كم ستكلف إقامة الجسر؟", "أين تعيش ليلى؟"),
        ("fa", "ارتفاع برج چقدر است؟", "هزینه ساخت پل چقدر است؟", "او کجا زندگی می‌کند؟"),
        ("he", "מה גובה המגדל?", "כמה יעלה הגשר?", "איפה היא גרה?"),
        ("hi", "टावर की ऊँचाई कितनी है?", "पुल की लागत कितनी है?", "वह कहाँ रहती हैं?"),
        ("bn", "টাওয়ারের উচ্চতা কত?", "সেতুর খরচ কত?", "তিনি কোথায় থাকেন?"),
        ("id", "Berapa tinggi menara itu?", "Berapa biaya jembatan itu?", "Di mana dia tinggal?"),
        ("vi", "Tòa tháp cao bao nhiêu mét?", "Cây cầu tốn bao nhiêu tiền?", "Cô ấy sống ở đâu?"),
        ("zh", "这座塔有多高？", "这座桥的造价是多少？", "她住在哪里？"),
        ("ja", "塔の高さはどのくらいですか？", "橋の工費はいくらですか？", "彼女はどこに住んでいますか？"),
        ("ko", "탑은 얼마나 높은가요?", "다리의 건설 비용은 얼마인가요?", "그녀는 어디에 사나요?"),
    ],
)
def test_a_question_as_people_put_it_is_read_in_every_language(
    language: str, height: str, price: str, home: str
) -> None:
    read = [list(asked(question, language)) for question in (height, price, home)]

    assert read == [[H], [P], [Relation.LIVES]]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Why did the price of bread rise?"),
        ("en", "Who bears the cost of the repairs?"),
        ("de", "Warum ist die Höhe der Miete strittig?"),
        ("ar", "ما هو عرض ترامب لإيران؟"),
        ("fa", "در طول جنگ چند نفر کشته شدند؟"),
        ("zh", "中国高度重视什么？"),
        ("zh", "公司面临哪些多重挑战？"),
        ("ja", "大幅な値上げを発表したのはどこ？"),
        ("ja", "価格はなぜ上がったのですか？"),
        ("ko", "이 도구는 어디에 사용되나요?"),
    ],
)
def test_a_word_for_a_measure_alone_asks_for_none(language: str, question: str) -> None:
    assert asked(question, language) == {}


def test_what_is_asked_of_is_left_without_the_words_that_ask() -> None:
    assert without_asking("How much does the access road cost?", "en").split() == [
        "the",
        "access",
        "road",
        "?",
    ]


@pytest.mark.parametrize("language", ["sw", "fi", "", None])
def test_a_language_without_lists_asks_and_tells_nothing(language: str | None) -> None:
    assert asked("How tall is it?", language) == {}
    assert not tells("It is 62 metres high.", H, language)
