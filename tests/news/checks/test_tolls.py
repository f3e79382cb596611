"""Those whom a sentence counts as dead or injured are counted so by its evidence, in whatever language."""

from dataclasses import replace

import pytest

from news.checks.findings import Checked
from news.checks.tolls import check
from news.writing.drafts import Line, Said
from tests.news.checks.held import TUESDAY, found

FRENCH = "Cinq personnes sont mortes et 31 ont été blessées mardi à Lyon, a annoncé la préfète."
CHINESE = "台风登陆福建，造成9人死亡、120人受伤。"


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Fünf Menschen starben, 31 wurden verletzt.", "de", FRENCH, "fr"),
        ("31 people were injured, and five were killed.", "en", FRENCH, "fr"),
        ("Bão làm 9 người chết và 120 người bị thương.", "vi", CHINESE, "zh"),
        ("9人が死亡し、120人がけがをした。", "ja", CHINESE, "zh"),
        ("31 people were killed or injured.", "en", "31 Menschen wurden getötet oder verletzt.", "de"),
        ("A grandmother of three died.", "en", "Die Großmutter dreier Kinder ertrank.", "de"),
        ("Six officers were injured.", "en", "Sechs Beamte erlitten Kopfverletzungen.", "de"),
        ("Diesel costs 52 cents more.", "en", "Diesel kostet 52 Cent mehr.", "de"),
        ("The economy was hurt by the storm.", "en", "Der Sturm traf die Wirtschaft.", "de"),
        ("Kinh tế thiệt hại 1,5 tỷ nhân dân tệ.", "vi", "经济损失达15亿元。", "zh"),
        ("Two men were arrested.", "en", "Zwei Männer wurden abgeführt.", "xx"),
    ],
)
def test_who_is_counted_as_the_source_counts_passes(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("31 Menschen starben, fünf wurden verletzt.", "de", FRENCH, "fr"),
        ("Bão làm 120 người chết và 9 người bị thương.", "vi", CHINESE, "zh"),
        ("造成120人死亡。", "zh", CHINESE, "zh"),
        ("В Лионе погиб 31 человек.", "ru", FRENCH, "fr"),
    ],
)
def test_who_is_counted_as_something_else_is_found(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of)


BUS = "A bus with 30 passengers crashed near Oslo."
FERRY = "Un ferry avec 52 personnes à bord a coulé lundi."


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("30 passengers were killed.", "en", BUS, "en"),
        ("A crash near Oslo killed 30 people.", "en", BUS, "en"),
        ("The driver died.", "en", BUS, "en"),
        ("52 personnes sont mortes.", "fr", FERRY, "fr"),
        ("52 человека погибли.", "ru", FERRY, "fr"),
        ("Двенадцать человек погибли.", "ru", "Двенадцать человек спасли рыбаки.", "ru"),
        ("120 people died after the storm.", "en", "The storm hit 120 people.", "en"),
        ("Trois ans après sa mort", "fr", "Three years after he was wounded", "en"),
        ("Der Fahrer wurde festgenommen.", "de", "Der Fahrer wurde befragt.", "de"),
        ("乗客30人が死亡した。", "ja", BUS, "en"),
        ("قتل 30 شخصا.", "ar", BUS, "en"),
    ],
)
def test_nobody_is_dead_whom_no_line_tells_of(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of)


def test_who_stands_in_no_line_about_the_dead_is_counted_as_none_of_them() -> None:
    match = "Rovers beat City 3-1.", "Police arrested two men after the match."
    ferry = "A ferry with 52 people aboard sank.", "Nobody died, the coast guard said."

    assert found(check, "Police arrested three men after the match.", *match)
    assert not found(check, "Police arrested two men after the match.", *match)
    assert found(check, "52 dead as ferry sinks", *ferry)


def test_a_toll_in_the_title_is_one() -> None:
    title = Line("1.0", "Four dead after crash", 1, "Coast News", "Coast", 1, "en", TUESDAY)
    own = Checked("en", (replace(title, id="1.5", text="They were on their way home.", position=5),))

    assert list(check(Said("The dead were on their way home; four died.", ("1.5",)), own))
    assert not list(check(Said("The dead were on their way home; four died.", ("1.5",)), own, titles=[title]))


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Рейс Москва — Казань задержан на три часа.", "ru", "The flight was delayed by three hours.", "en"),
        ("В аэропорту задержаны 12 рейсов.", "ru", "12 flights were delayed at the airport.", "en"),
        ("Рейс затримано на три години.", "uk", "The flight was delayed by three hours.", "en"),
        ("Der Erlass verletzt das Gesetz.", "de", "The decree violates the law.", "en"),
        ("Der Erlass verletzt zwei Grundrechte.", "de", "The decree violates two basic rights.", "en"),
        ("Las negociaciones están en punto muerto.", "es", "Talks have stalled.", "en"),
        ("Les négociations sont au point mort.", "fr", "Talks have stalled.", "en"),
        ("I negoziati sono a un punto morto.", "it", "Talks have stalled.", "en"),
        ("새로운 강자로 부상했다.", "ko", "It has emerged as a new power.", "en"),
        ("La producción ha sido detenida.", "es", "Production has been halted.", "en"),
        ("La crisi ha arrestato la crescita.", "it", "The crisis has halted growth.", "en"),
        ("Proje hayatını kolaylaştırdı.", "tr", "The project made life easier.", "en"),
        ("Ankara'da yaşamını sürdürüyor.", "tr", "He still lives in Ankara.", "en"),
        ("Motie over stikstof aangehouden.", "nl", "The motion on nitrogen was put off.", "en"),
        ("Ranne pociągi nie kursują.", "pl", "Morning trains are not running.", "en"),
        ("The government rescued the bank.", "en", "The government bailed out the bank.", "en"),
        ("Die Zeche wird gerettet.", "de", "The colliery will stay open.", "en"),
        ("The bill died in committee.", "en", "The bill never left committee.", "en"),
        ("The file is missing from the archive.", "en", "The file cannot be located.", "en"),
        ("The striker is injured.", "en", "The striker has a hamstring problem.", "en"),
        ("El delantero está lesionado.", "es", "The striker has a hamstring problem.", "en"),
        ("Der Stürmer ist verletzt.", "de", "The striker has a hamstring problem.", "en"),
    ],
)
def test_a_word_of_tolls_that_tells_of_nobody_passes(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source"),
    [
        ("12 человек задержаны.", "ru", "12 people took part."),
        ("12 Menschen wurden verletzt.", "de", "12 people took part."),
        ("12 miners were rescued.", "en", "12 miners took part."),
    ],
)
def test_beside_a_number_of_persons_it_tells_of_them(sentence: str, language: str, source: str) -> None:
    assert found(check, sentence, source, language=language)


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Everyone on board is dead.", "en", "The plane landed with everyone on board.", "en"),
        ("The girl is missing.", "en", "The girl won a prize.", "en"),
        ("12 trainees were injured.", "en", "12 trainees were there.", "en"),
        ("12 bankers are missing after the fire.", "en", "12 bankers attended the drill.", "en"),
        ("Der Minister wurde verletzt.", "de", "The minister resigned.", "en"),
        ("Der Junge ist tot.", "de", "Der Junge lebt in Bonn.", "de"),
        ("Der Minister kam ums Leben.", "de", "Der Minister trat zurück.", "de"),
        ("El ministro fue detenido.", "es", "El ministro dimitió.", "es"),
        ("Il sindaco è stato arrestato.", "it", "Il sindaco si è dimesso.", "it"),
        ("De verdachte is aangehouden.", "nl", "De verdachte is verhoord.", "nl"),
        ("Полиция задержала министра.", "ru", "Полиция охраняла министра.", "ru"),
        ("Поліція затримала мера.", "uk", "Поліція поговорила з мером.", "uk"),
        ("Zatrzymano burmistrza.", "pl", "Burmistrz zrezygnował.", "pl"),
        ("Başkan hayatını kaybetti.", "tr", "Başkan istifa etti.", "tr"),
        ("Ο δήμαρχος έχασαν τη ζωή τους.", "el", "Ο δήμαρχος παραιτήθηκε.", "el"),
        ("शहर में 12 लोग मारे गए।", "hi", "शहर में 12 लोग आए।", "hi"),
        ("شهردار جان باخت.", "fa", "شهردار استعفا داد.", "fa"),
        ("경찰관이 부상을 입었다.", "ko", "경찰관이 말했다.", "ko"),
        ("作業員14人が救出された。", "ja", "作業員14人が話した。", "ja"),
        ("14名矿工被救出。", "zh", "14名矿工参加了会议。", "zh"),
    ],
)
def test_a_word_of_things_and_persons_tells_of_persons_where_no_thing_is(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of)


@pytest.mark.parametrize(
    ("sentence", "language", "source"),
    [
        ("12 pages are missing.", "en", "12 pages cannot be found."),
        ("The peace talks are dead.", "en", "Peace negotiations have collapsed."),
        ("Russland hat 12 Mal den Luftraum verletzt.", "de", "Russia violated the airspace 12 times."),
        ("Зарплату задержали на 3 месяца.", "ru", "Wages are three months late."),
        ("Он задержался в Москве.", "ru", "He stayed in Moscow for longer."),
        ("Produkcję zatrzymano.", "pl", "Production was halted."),
        ("Şarkıcının yaşamını anlatıyor.", "tr", "It is about the singer."),
        ("جان بولتون سخن گفت.", "fa", "Bolton spoke."),
        ("기업 3곳이 부상했다.", "ko", "Three firms emerged."),
        ("Er kam ums Eck.", "de", "He came round the corner."),
    ],
)
def test_and_of_nobody_where_one_is(sentence: str, language: str, source: str) -> None:
    assert found(check, sentence, source, language=language) == []
