"""What few passages tell, and a question may ask for: a passage without it is no answer, however much of the rest it has."""

import tomllib
from pathlib import Path

import pytest

from news.retrieving.how_many import denies, tells_in_parts
from news.retrieving.lacking import lacks

CAPTAIN = "Investigators expect to question the captain later in the day."
WEATHER = "Weather was clear and the sea calm at the time of the collision."


@pytest.mark.parametrize(
    ("question", "passage", "is_lacking"),
    [
        ("Who is the captain?", CAPTAIN, True),
        ("Who’s the captain?", CAPTAIN, True),
        ("Who is the captain?", "Police questioned the captain, Ole Ravn, for two hours.", False),
        ("What happened to the captain?", CAPTAIN, False),
        ("What is the weather tomorrow?", WEATHER, True),
        ("What was the weather?", WEATHER, False),
        ("What is the weather tomorrow?", "The weather service expects storms on Friday.", False),
        ("How old is the captain?", CAPTAIN, True),
        ("How old is the captain?", "The captain, 52, was questioned.", False),
        ("Why did the ferry sink?", "The ferry sank off Marel.", True),
        ("How many passengers were aboard?", "Seven people were killed and 31 injured.", True),
        ("How many passengers were aboard?", "Of 212 passengers seven were killed.", False),
        ("How many people were killed?", "Seven people were killed and 31 injured.", False),
        ("How much money did he take?", "He was cleared of money laundering.", True),
        ("How much money did he take?", "He did not take any.", False),
    ],
)
def test_a_passage_without_what_is_asked_for_is_no_answer(
    question: str, passage: str, is_lacking: bool
) -> None:
    assert lacks(question, "en", passage, "en") is is_lacking


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("Какая погода будет завтра?", "Погода была ясной.", "ru"),
        ("明日の天気は？", "天気は晴れだった。", "ja"),
        ("ما حالة الطقس غدا؟", "كان الطقس صافيا.", "ar"),
    ],
)
def test_tomorrow_is_told_by_what_names_a_day_in_any_language(
    question: str, passage: str, language: str
) -> None:
    assert lacks(question, language, passage, language)


def cases(kind: str) -> list[tuple[str, str, str]]:
    """Language, question and sentence, of both halves."""
    listed = tomllib.loads(Path(__file__).with_name("measures_asked.toml").read_text("utf-8"))
    return [tuple(case) for half in listed.values() for case in half[kind]]


HEIGHT = "The dam will cost 240 million crowns and will be 62 metres high."


@pytest.mark.parametrize(
    ("question", "passage", "language", "is_lacking"),
    [
        ("How long is the dam?", HEIGHT, "en", True),
        ("How high is the dam?", HEIGHT, "en", False),
        ("How wide is the dam?", HEIGHT, "en", True),
        ("How much will the dam cost?", HEIGHT, "en", False),
        ("How much does the road cost?", "The road will be 3.4 kilometres long.", "en", True),
        ("When was Keller born?", "Keller was elected in 2019.", "en", True),
        ("When was Keller born?", "Keller (1856–1943) built the dam.", "en", False),
        ("Where was Ratzel born?", "Geographers such as Ratzel of Germany said so.", "en", False),
        ("Where was Ratzel born?", "Ratzel lives in Germany.", "en", True),
        ("Wann wurde Lohse geboren?", "Lohse wurde 2021 ins Amt gewählt.", "de", True),
        ("Who appointed Lund?", "Lund was named head of the office last year.", "en", True),
        ("Who appointed Lund?", "Lund was named head by the minister Ada Moor.", "en", False),
        ("Who appointed Lund?", "The minister appointed Lund head of the office.", "en", False),
        ("Who was appointed?", "Boris Lund was appointed last year.", "en", False),
        ("Wer ernannte Lohse?", "Lohse wurde 2021 ernannt.", "de", True),
        ("¿Quién nombró a Peña?", "Peña fue nombrado en 2019.", "es", True),
        ("How many families do not have to move?", "Some 140 families will have to move.", "en", True),
        ("How many families do not have to move?", "Some 60 families do not have to move.", "en", False),
        ("How many families have to move?", "Some 140 families will have to move.", "en", False),
        ("Wie viele müssen nicht umziehen?", "Rund 140 Familien müssen umziehen.", "de", True),
        ("Ferry captain name?", "The captain was hurt, said harbour master Jonas Reik.", "en", True),
        ("Ferry captain name?", "The captain, Ole Brand, was hurt.", "en", False),
        ("Who is the harbour master?", "The captain was hurt, said harbour master Jonas Reik.", "en", False),
    ],
)
def test_another_measure_birth_doer_or_office_is_not_what_is_asked(
    question: str, passage: str, language: str, is_lacking: bool
) -> None:
    assert lacks(question, language, passage, language) is is_lacking


@pytest.mark.parametrize("case", cases("other_measure"))
def test_another_measure_is_no_answer_in_any_language(case: tuple[str, str, str]) -> None:
    language, question, passage = case

    assert lacks(question, language, passage, language)


@pytest.mark.parametrize("case", cases("otherwise"))
def test_a_rate_a_fine_a_duration_or_a_reason_is_no_measure_that_is_lacking(
    case: tuple[str, str, str],
) -> None:
    language, question, passage = case

    assert not lacks(question, language, passage, language)


@pytest.mark.parametrize(
    ("language", "question", "passage"),
    [
        ("en", "Was anyone hurt?", "Three people were injured."),
        ("en", "Is the bridge open now?", "The bridge reopened to traffic on Monday."),
        ("en", "Was it an accident?", "The fire was set on purpose, police said."),
        ("de", "Ist die Brücke gesperrt?", "Die Polizei sperrte die Brücke am Morgen."),
        ("nl", "Is de brug dicht?", "De brug werd maandag voor verkeer gesloten."),
        ("sv", "Är bron stängd?", "Polisen stängde bron i morse."),
    ],
)
def test_whether_it_is_so_may_be_told_in_other_words(language: str, question: str, passage: str) -> None:
    assert not lacks(question, language, passage, language)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many people were on board?", "All 176 people on board were killed when the plane came down."),
        ("How many goals did Keller score?", "Keller scored both goals in the first half."),
        ("How many workers were hurt?", "Nobody was hurt."),
    ],
)
def test_how_many_there_were_may_be_told_of_all_or_in_a_word(question: str, told: str) -> None:
    assert not lacks(question, "en", told, "en")
    assert lacks("How many people were on board?", "en", "Three people on board were killed.", "en")


ALL_OF_THEM = {
    "en": ("How many people were on board?", "All 176 people on board were killed.", "In all, three people on board were killed."),
    "de": ("Wie viele Menschen waren an Bord?", "Alle 176 Menschen an Bord wurden getötet.", "Nicht alle 3 getöteten Menschen kannten sich."),
    "es": ("¿Cuántas personas iban a bordo?", "Todas las 176 personas a bordo murieron.", "De todas formas, 3 personas murieron."),
    "fr": ("Combien de personnes étaient à bord ?", "Les 176 personnes à bord ont toutes péri.", "3 personnes sont mortes."),
    "it": ("Quante persone erano a bordo?", "Tutte le 176 persone a bordo sono morte.", "Alla fine 3 persone sono morte."),
    "pl": ("Ile osób było na pokładzie?", "Wszystkie 176 osób na pokładzie zginęło.", "3 osoby zginęły."),
    "ru": ("Сколько человек было на борту?", "Все 176 человек на борту погибли.", "На борту погибли 3 человека."),
    "tr": ("Uçakta kaç kişi vardı?", "Uçaktaki 176 kişinin tamamı öldü.", "3 kişi öldü."), "sv": ("Hur många personer var ombord?", "Samtliga 176 personer ombord dog.", "3 personer dog."),
    "id": ("Berapa orang di dalam pesawat?", "Seluruh 176 orang di pesawat tewas.", "3 orang tewas."),
    "vi": ("Có bao nhiêu người trên máy bay?", "Toàn bộ 176 người trên máy bay thiệt mạng.", "3 người thiệt mạng."),
    "zh": ("机上有多少人？", "机上176人全部遇难。", "全国3人遇难。"), "ja": ("何人が乗っていましたか？", "乗っていた176人全員が死亡した。", "安全上の理由で3人が死亡した。"),
    "ko": ("몇 명이 타고 있었나요?", "탑승자 176명 전원이 사망했다.", "3명이 사망했다.")
}  # fmt: skip


@pytest.mark.parametrize("language", ALL_OF_THEM)
def test_all_of_them_are_told_in_every_language_and_some_of_them_are_not(language: str) -> None:
    question, of_all, of_some = ALL_OF_THEM[language]
    assert not lacks(question, language, of_all, language)
    assert lacks(question, language, of_some, language)


@pytest.mark.parametrize(
    ("language", "question", "told", "in_words"),
    [
        ("en", "How many people were on board?", "The ferry struck the quay at night.", "A couple were on board the ferry."),
        ("de", "Wie viele Tore schoss Keller?", "Keller spielte auf dem Flügel.", "Keller traf doppelt."),
        ("fr", "Combien de buts a marqué Keller ?", "Keller a joué sur l'aile.", "Keller a signé un doublé."),
        ("es", "¿Cuántos goles marcó Keller?", "Keller jugó por la banda.", "Keller marcó ambos goles."),
        ("ru", "Сколько человек живёт в Корвине?", "Корвина стоит на берегу моря.", "В Корвине живут тысячи."),
        ("tr", "Gemide kaç kişi vardı?", "Gemi rıhtıma çarptı.", "Gemide yüzlerce yolcu vardı."),
    ],
)  # fmt: skip
def test_where_no_number_is_told_it_is_lacking_unless_a_word_tells_it(
    language: str, question: str, told: str, in_words: str
) -> None:
    assert lacks(question, language, told, language)
    assert not lacks(question, language, in_words, language)


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "How many homes lost power?", "A third of the homes lost power.|Most homes lost power.|Every home in the town lost power."),
        ("en", "How many schools are closed?", "All schools in Veramar are closed."), ("en", "How many hostages were freed?", "Every hostage was freed."),
        ("en", "How many children does she have?", "She has twins.|She has a son."), ("en", "How many medals did she win?", "She won one."),
        ("en", "How many times has he won?", "It is his third title."), ("en", "How many tickets are left?", "The tickets are sold out."),
        ("en", "How many days will it last?", "It lasts a week."), ("en", "How many were rescued?", "Everyone was rescued."),
        ("de", "Wie viele Schulen sind zu?", "Sämtliche Schulen sind geschlossen.|Alle Schulen sind geschlossen."), ("de", "Wie viele Kinder hat sie?", "Sie hat einen Sohn."),
        ("de", "Wie viele Haushalte sind ohne Strom?", "Ein Drittel der Haushalte ist ohne Strom."), ("fr", "Combien d'écoles sont fermées ?", "Toutes les écoles sont fermées."),
        ("fr", "Combien de foyers sont privés d'électricité ?", "Un tiers des foyers est privé d'électricité."), ("es", "¿Cuántas escuelas están cerradas?", "Todas las escuelas están cerradas."),
        ("es", "¿Cuántos hogares están sin luz?", "Un tercio de los hogares está sin luz."), ("it", "Quante scuole sono chiuse?", "Tutte le scuole sono chiuse."),
        ("pt", "Quantos filhos ela tem?", "Ela tem um filho."), ("sv", "Hur många skolor är stängda?", "Alla skolor är stängda."), ("pl", "Ilu uczniów zostało?", "Wszyscy uczniowie zostali w domu."),
        ("ru", "Сколько людей пришло?", "Пришла треть жителей."), ("uk", "Скільки людей прийшло?", "Прийшла третина жителів."), ("tr", "Kaç kişi katıldı?", "Herkes katıldı.|Halkın üçte biri katıldı."),
    ],
)  # fmt: skip
def test_how_many_may_be_told_as_a_share_or_of_everybody(language: str, question: str, told: str) -> None:
    for each in told.split("|"):
        assert not lacks(question, language, each, language)
        assert tells_in_parts(question, language, each, language) or denies(each, language)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("How many people were on board?", "The ferry struck the quay after all."),
        ("How many homes lost power?", "The storm lasted all night."),
        ("How many homes lost power?", "The lights go out every year."),
        ("How many homes lost power?", "It was the most recent storm."),
    ],
)
def test_such_a_word_in_a_phrase_tells_no_number(question: str, passage: str) -> None:
    assert lacks(question, "en", passage, "en")


@pytest.mark.parametrize(
    ("language", "question", "passage"),
    [
        ("zh", "船长几岁？", "船长现年 52岁，正在接受调查。"),
        ("tr", "Kaptan kaç yaşında?", "Kaptan 52 yaşında bir denizci."),
        ("ja", "船長は何歳ですか？", "船長は52歳で、取り調べを受けた。"),
        ("ko", "선장은 몇 살인가요?", "선장은 52세의 남성이다."),
        ("vi", "Thuyền trưởng bao nhiêu tuổi?", "Thuyền trưởng 52 tuổi bị thẩm vấn."),
        ("zh", "谁是比赛中年龄最大的船长？", "奥勒·拉文赢得了比赛。"),
    ],
)
def test_an_age_is_told_as_each_language_writes_it(language: str, question: str, passage: str) -> None:
    assert not lacks(question, language, passage, language)
