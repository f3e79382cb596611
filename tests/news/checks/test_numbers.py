"""Numbers of a sentence are those of its evidence, whatever either is written in."""

import pytest

from news.checks.numbers import check, proven
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Neun Menschen starben, 1.200 flohen.", "de", "Nine people died and 1,200 fled.", "en"),
        ("The flood hit 12,34,567 people.", "en", "बाढ़ से १२,३४,५६७ लोग प्रभावित हुए।", "hi"),
        ("A profit of 2.5 billion", "en", "Un beneficio de 2.500 millones", "es"),
        ("A debt of 5 billion", "en", "Una deuda de 5 mil millones", "es"),
        ("A debt of 3 trillion", "en", "Una deuda de 3 billones", "es"),
        ("About 25 million voters", "en", "क़रीब 2 करोड़ 50 लाख मतदाता", "hi"),
        ("350 million yen", "en", "3億5000万円の支援", "ja"),
        ("350 million won", "en", "3억 5000만 원", "ko"),
        ("Three million baht", "en", "เงิน 3 ล้านบาท", "th"),
        ("Twenty-three were hurt.", "en", "二十三人受伤。", "zh"),
        ("Загинуло двадцять троє людей.", "uk", "Twenty-three people died.", "en"),
        ("75 sièges", "fr", "seventy-five seats", "en"),
        ("quatre-vingt-dix-sept sièges", "fr", "97 seats", "en"),
        ("dreiundzwanzig Boote", "de", "23 boats", "en"),
        ("kaksikymmentäkolme venettä", "fi", "23 boats", "en"),
        ("23 boats", "en", "ثلاثة وعشرون قارباً", "ar"),
        ("35 boats", "en", "treinta y cinco barcos", "es"),
        ("hai mươi ba chiếc thuyền", "vi", "23 boats", "en"),
        ("21 boats", "en", "hai mươi mốt chiếc thuyền", "vi"),
        ("61 boats", "en", "เรือหกสิบเอ็ดลำ", "th"),
        ("25 boats", "en", "venticinque barche", "it"),
        ("Her 34th start", "en", "Jej trzydziesty czwarty start", "pl"),
        ("The 25th edition", "en", "La vigésima quinta edición", "es"),
        ("The 16th edition", "en", "A décima sexta edição", "pt"),
        ("The 40th anniversary", "en", "الذكرى الاربعون", "ar"),
        ("A six-month contract", "en", "εξάμηνη σύμβαση", "el"),
        ("Its 20th year", "en", "Η εικοστή χρονιά", "el"),
        ("Over 24 hours", "en", "За сутки", "ru"),
        ("$11 billion", "en", "11 δισεκατομμυρίων δολαρίων", "el"),
        ("Das 42. Rennen", "de", "Det førtiandre løpet", "nb"),
        ("The 15th century harbour", "en", "Hamnen är från 1400-talet", "sv"),
        ("1900-luvun satama", "fi", "A harbour of the 20th century", "en"),
        ("Built in the 1960s", "en", "Построен в 60-х годах", "ru"),
        ("Í upphafi 7. áratugarins", "is", "At the start of the 1960s", "en"),
        ("20世纪60年代", "zh", "in the 1960s", "en"),
        ("Um 18:30 Uhr", "de", "At 6:30 pm", "en"),
        ("At 6.30 pm", "en", "Vào lúc 18h30", "vi"),
        ("XX век", "ru", "the 20th century", "en"),
        ("Between 3 and 4 million boats", "en", "3-4 Millionen Boote", "de"),
        ("Twelve boats", "en", "A dozen boats", "en"),
        ("In 2016", "en", "ในปี พ.ศ. 2559", "th"),
        ("1.5 million", "en", "un millón y medio", "es"),
        ("3 Millionen und 5 Millionen", "de", "three million and five million", "en"),
        ("Channel Nine News said", "en", "der Sender", "de"),
        ("11\u00a0milliards de dollars", "fr", "$11 billion", "en"),
        ("1.4 billion", "en", "過十四億", "zh"),
        ("221 billion won", "en", "2천2백1십억 원", "ko"),
        ("half a million people", "en", "50만 명", "ko"),
        ("pięćset tysięcy", "pl", "half a million", "en"),
        ("1,05 Millionen", "de", "more than doubled to 1.05 million at CNN", "en"),
        ("two decades", "en", "最后二十年", "zh"),
        ("zwanzig Jahre", "de", "over the past two decades", "en"),
        ("£3,000-£5,000", "en", "3–5 tysięcy funtów", "pl"),
        ("à 15 h", "fr", "at 3 p.m.", "en"),
        ("at 3 p.m.", "en", "um 15 Uhr", "de"),
        ("30m", "vi", "30 metres", "en"),
        ("1マイル離れた", "ja", "about a mile away", "en"),
        ("1인당 5,000달러", "ko", "$5,000 per head", "en"),
        ("30،000 كوري", "ar", "30,000 Koreans", "en"),
        ("billions of dollars", "en", "57億美元", "zh"),
        ("un milliardaire", "fr", "a rich man", "en"),
        ("trois fois", "fr", "tripled", "en"),
        ("Between 1654 and 1657", "en", "In 1654–57", "en"),
        ("Für die Saison 2001/2002", "de", "for the 2001–02 season", "en"),
        ("From 1999 to 2000", "en", "w latach 1999/00", "pl"),
        ("30 Millionen Pfund", "de", "£30m", "el"),
        ("3 000 quilómetros quadrados de floresta", "pt", "3,000 km2 of forest", "en"),
        ("An area of 7 km2 and its CO2", "en", "七平方公里及其二氧化碳", "zh"),
        ("Er maß 8,5 Zoll.", "de", "It measured 8 1⁄2 inches.", "en"),
        ("She won 6½ points.", "en", "Elle a gagné 6,5 points.", "fr"),
        ("in the 1620s", "en", "17世纪20年代", "zh"),
        ("390 billion trees", "en", "390 بليون شجرة", "ar"),
        ("in 1636 and 1655", "en", "1636,1655年", "zh"),
        ("At 10:15", "en", "সোয়া ১০টায়", "bn"),
        ("At 9:45", "en", "पौने दस बजे", "hi"),
        ("50 thousand people fled", "en", "Au fugit 50 de mii de oameni", "ro"),
        ("twenty million euros", "en", "douăzeci de milioane de euro", "ro"),
        ("70 % of the forest", "en", "șaptezeci la sută din pădure", "ro"),
    ],
)
def test_a_number_is_the_same_in_every_script_and_spelling(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of", "detail"),
    [
        ("Neun Menschen starben, 1.300 flohen.", "de", "Nine people died and 1,200 fled.", "en", "1.300"),
        ("A debt of 5 million", "en", "Una deuda de 5 mil millones", "es", "5 million"),
        ("A debt of 3 billion", "en", "Una deuda de 3 billones", "es", "3 billion"),
        ("25 lakh voters", "en", "2 करोड़ 50 लाख मतदाता", "hi", "25 lakh"),
        ("35 million yen", "en", "3億5000万円の支援", "ja", "35 million"),
        ("เงิน 4 ล้านบาท", "th", "3 million baht", "en", "4 ล้าน"),
        ("Twenty-four were hurt.", "en", "二十三人受伤。", "zh", "Twenty-four"),
        ("dreiunddreißig Boote", "de", "23 boats", "en", "dreiunddreißig"),
        ("Built in the 1970s", "en", "Построен в 60-х годах", "ru", "1970"),
        ("Um 18:35 Uhr", "de", "At 6:30 pm", "en", "18:35"),
        ("Since 1987", "en", "Since 1986", "en", "1987"),
        ("Billions were lost.", "en", "Millions were lost.", "en", "Billions"),
        ("Built in the 2040s, five rooms", "en", "Built in the 2000s, five rooms", "en", "2040"),
        ("15 h", "fr", "at 4 p.m.", "en", "15"),
        ("three decades", "en", "zwanzig Jahre", "de", "three"),
        ("In 1658", "en", "In 1654–57", "en", "1658"),
        ("She won 7½ points.", "en", "Elle a gagné 6,5 points.", "fr", "7½"),
        ("40 de mii de oameni", "ro", "50 thousand people", "en", "40 de mii"),
        ("At 10:45", "en", "সোয়া ১০টায়", "bn", "10:45"),
    ],
)
def test_a_number_that_no_source_has_is_found(
    sentence: str, language: str, source: str, of: str, detail: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == [f"number: {detail}"]


def test_a_number_may_stand_in_any_sentence_of_the_evidence() -> None:
    assert (
        found(check, "14 boats sank, nine crew died.", "Nine crew members died.", "The storm sank 14 boats.")
        == []
    )


def test_two_may_sum_up_a_pair_that_the_source_names_but_not_as_a_figure() -> None:
    assert found(check, "The two ministers met.", "The ministers of Norway and Chile met.") == []
    assert found(check, "The 2 ministers met.", "The ministers of Norway and Chile met.") == ["number: 2"]


def test_words_that_hold_a_number_by_chance_are_no_numbers() -> None:
    for sentence, language in (
        ("เขาสามารถทำได้ ห้ามเข้า", "th"), ("十分な準備", "ja"), ("老百姓很高兴", "zh"), ("Ennio Morricone", "sv"),
        ("80 por cento", "pt"), ("सऊदी अरब", "hi"), ("80 la sută", "ro"), ("ทั้งสองทีม", "th"), ("her iki takım", "tr"),
        ("sağ elli oyuncu", "tr"), ("O nouă lege, o lege", "ro"), ("H2O, CO2, 80 km2", "en"),
    ):  # fmt: skip
        assert found(check, sentence, "80", language=language) == []


def test_a_figure_twice_in_a_phrase_must_be_twice_in_the_evidence() -> None:
    assert found(check, "He led 33 of 33 laps.", "He led 33 of 36 laps.") == ["number: 33", "number: 33"]
    assert found(check, "He led 36 of 36 laps.", "He led all 36 laps, 36 of 36.") == []


def test_millions_of_one_thing_do_not_prove_one_million_of_another() -> None:
    assert found(check, "1 million fled.", "3.5 million fled.") == ["number: 1 million"]
    assert found(check, "Millions fled.", "3.5 million fled.") == []


def test_a_figure_in_anothers_place_is_found_though_a_neighbour_has_it() -> None:
    told = "Cities such as Milan depend on 80 percent of it.", "The Alps give 90 percent of the water."
    assert found(check, "Milan hängt zu 90 Prozent davon ab.", *told, language="de") == ["number: 90"]
    assert found(check, "Milan hängt zu 80 Prozent davon ab.", *told, language="de") == []


def test_a_figure_of_another_kind_stands_in_nobodys_place() -> None:
    told = "The town of 4,000 people burned.", "It burned in 2016."
    assert found(check, "Die Stadt brannte 2016.", *told, language="de") == []


def test_a_number_that_one_line_of_a_long_article_has_is_not_looked_for_in_the_others() -> None:
    article = ["It met again.", *(f"The committee met for the {at + 100}th time." for at in range(40))]
    before = proven.cache_info().misses
    assert found(check, "The 139th meeting of the committee was held.", *article) == []
    assert proven.cache_info().misses == before + 1
    assert found(check, "The 199th meeting of the committee was held.", *article) == ["number: 199"]


@pytest.mark.parametrize(
    ("sentence", "language", "source"),
    [
        ("Sie gewannen 5:2.", "de", "They won 5-2 on Friday."),
        ("Perdió 2-1 ante él.", "es", "He fell 2 and 1 to him."),
        ("Il était à 18-7.", "fr", "He had 18 wins and 7 losses."),
        ("Es war der 12.-14. Mai.", "de", "It was from 12 May until 14 May."),
    ],
)
def test_a_score_may_be_written_otherwise(sentence: str, language: str, source: str) -> None:
    assert found(check, sentence, source, language=language) == []


@pytest.mark.parametrize(
    ("sentence", "language"), [("Sie gewannen 5:1.", "de"), ("Ils ont gagné 1-2.", "fr"), ("以5-1获胜", "zh")]
)
def test_the_figures_of_a_score_stand_together_in_the_evidence(sentence: str, language: str) -> None:
    source = "They won 5-2, 1 point more than needed."
    assert found(check, sentence, source, language=language) != []


def test_that_two_figures_are_both_millions_makes_them_no_one_figure() -> None:
    told = "It rose to 1.6 million at one channel.", "It was 1.7 million four years ago."
    assert found(check, "1,7 Millionen sahen zu.", *told, language="de") == ["number: 1,7 Millionen"]
    assert found(check, "1,6 Millionen sahen zu.", *told, language="de") == []


def test_ten_points_are_no_decade() -> None:
    source = "He held it for over a decade and won by 20 points."
    assert found(check, "Er siegte mit 10 Punkten.", source, language="de") == ["number: 10"]
    assert found(check, "Er hielt es 10 Jahre lang.", source, language="de") == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("They drew on the back nine.", "en", "Mereka imbang di back nine.", "id"),
        ("Four days later he died.", "en", "그는 나흘 뒤 사망했다.", "ko"),
        ("Twenty per cent said so.", "en", "五分之一的学生表示。", "zh"),
        ("It opens at 9:30.", "en", "সকাল সাড়ে ৯ টায় খোলে।", "bn"),
        ("The 42-year-old won.", "en", "Czterdziestodwuletni Szkot wygrał.", "pl"),
        ("Call 0800555111.", "en", "Call 0800 555 111.", "en"),
    ],
)
def test_a_number_is_read_as_a_language_says_it(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []
