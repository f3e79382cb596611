import pytest

from news.language.questions import Particular, Sought, particulars, sought


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("How many people were injured?", "en", Sought.NUMBER),
        ("In what year did the bridge open?", "en", Sought.TIME),
        ("Wer leitet die Werft?", "de", Sought.PERSON),
        ("Сколько человек пострадало?", "ru", Sought.NUMBER),
        ("متى وصلت السفينة؟", "ar", Sought.TIME),
        ("Vapur nerede battı?", "tr", Sought.PLACE),
        ("有多少人受伤？", "zh-Hans", Sought.NUMBER),
        ("負傷者は何人ですか", "ja", Sought.NUMBER),
        ("เรือจมเมื่อไร", "th", Sought.TIME),
        ("Hvor mange ble skadet?", "no", Sought.NUMBER),
    ],
)
def test_what_a_question_asks_for_is_known_by_its_words(question: str, language: str, kind: Sought) -> None:
    assert sought(question, language) is kind


def test_the_kind_that_is_asked_for_first_counts() -> None:
    assert sought("Who was in command when the ferry sank?", "en") is Sought.PERSON


@pytest.mark.parametrize(
    ("question", "language"), [("What sank the ferry?", "en"), ("Who?", "xx"), ("", None)]
)
def test_other_questions_ask_for_nothing_of_a_kind(question: str, language: str | None) -> None:
    assert sought(question, language) is None


def test_a_word_within_another_asks_nothing() -> None:
    assert sought("Is the whole quay closed?", "en") is None


@pytest.mark.parametrize(
    ("language", "age"),
    [
        ("en", "How old is the minister?"),
        ("de", "Wie alt ist die Ministerin?"),
        ("fr", "Quel âge a la ministre ?"),
        ("es", "¿Cuántos años tiene la ministra?"),
        ("pt", "Quantos anos tem a ministra?"),
        ("it", "Quanti anni ha la ministra?"),
        ("ro", "Ce vârstă are ministra?"),
        ("nl", "Hoe oud is de minister?"),
        ("sv", "Hur gammal är ministern?"),
        ("ru", "Сколько лет министру?"),
        ("uk", "Скільки років міністерці?"),
        ("cs", "Kolik je ministryni let?"),
        ("pl", "Ile lat ma minister?"),
        ("el", "Πόσων ετών είναι η υπουργός;"),
        ("tr", "Bakan kaç yaşında?"),
        ("ar", "كم عمر الوزيرة؟"),
        ("fa", "وزیر چند سال دارد؟"),
        ("he", "בת כמה השרה?"),
        ("hi", "मंत्री की उम्र क्या है?"),
        ("bn", "মন্ত্রীর বয়স কত?"),
        ("id", "Berapa usia menteri itu?"),
        ("vi", "Bộ trưởng bao nhiêu tuổi?"),
        ("zh", "部长多大年纪？"),
        ("ja", "大臣は何歳ですか？"),
        ("ko", "장관은 몇 살인가요?"),
    ],
)
def test_an_age_is_asked_for_in_every_language(language: str, age: str) -> None:
    assert particulars(age, language) == {Particular.AGE}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "What is the captain's name?"),
        ("ru", "Как зовут капитана?"),
        ("uk", "Як звати капітана?"),
        ("pl", "Jakie jest nazwisko kapitana?"),
        ("id", "Siapa nama kaptennya?"),
    ],
)
def test_how_somebody_is_called_is_asked_for(language: str, name: str) -> None:
    assert particulars(name, language) == {Particular.NAME}


def test_other_questions_ask_for_neither() -> None:
    for question in ("How many people were injured?", "Who was elected?", "When does the wall open?"):
        assert particulars(question, "en") == frozenset()


@pytest.mark.parametrize(
    ("question", "language", "is_why"),
    [
        ("渡轮为什么沉没？", "zh", True),
        ("这艘船被称为什么？", "zh", False),
        ("这座堡垒改名为什么？", "zh", False),
        ("瘟疫如何以及何时传入？", "zh", False),
        ("De ce s-a scufundat feribotul?", "ro", True),
        ("De ce tip era nava?", "ro", False),
        ("Πώς και βυθίστηκε το πλοίο;", "el", True),
        ("Πώς και πότε βυθίστηκε το πλοίο;", "el", False),
    ],
)
def test_a_turn_that_only_has_such_a_word_asks_for_no_reason(
    question: str, language: str, is_why: bool
) -> None:
    assert (Particular.REASON in particulars(question, language)) is is_why
