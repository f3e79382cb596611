"""How many were hurt: met in every language, by whatever language counts them, and told of every side where outlets differ."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from news.answers.answering import answer_asked
from news.answers.counting import count_asked, counting
from news.answers.finding import does_fall_short, tellable
from news.answers.reading import read_question
from news.answers.saying import say
from news.answers.values import Asked
from news.i18n import open_words
from news.language.tokens import primary_subtag
from news.models import Story
from news.ports import Prompt
from news.story.stories import Told
from news.testing import Dictated
from tests.news.answers.test_edition_questions import START, asked
from tests.news.answers.test_own_language import a_source

HURT = {
    "en": "How many were hurt?", "de": "Wie viele wurden verletzt?", "fr": "Combien de blessés ?", "es": "¿Cuántos heridos?",
    "pt": "Quantos feridos?", "it": "Quanti feriti?", "nl": "Hoeveel gewonden?", "sv": "Hur många skadades?",
    "ro": "Câți au fost răniți?", "el": "Πόσοι τραυματίστηκαν;", "pl": "Ilu jest rannych?", "cs": "Kolik je zraněných?",
    "tr": "Kaç yaralı var?", "ru": "Сколько пострадавших?", "uk": "Скільки поранених?", "ar": "كم عدد الجرحى؟",
    "fa": "چند نفر زخمی شدند؟", "he": "כמה אנשים נפצעו?", "hi": "कितने लोग घायल हुए?", "bn": "কতজন আহত হয়েছে?",
    "id": "Berapa yang terluka?", "vi": "Bao nhiêu người bị thương?", "zh": "有多少人受伤？", "ja": "何人がけがをしましたか？",
    "ko": "몇 명이 다쳤나요?",
}  # fmt: skip
DEAD = {
    "hi": "कितने लोगों की मौत हुई?", "he": "כמה הרוגים?", "en": "How many people died?", "ru": "Сколько погибших?",
    "zh": "多少人死亡？", "ar": "كم عدد القتلى؟", "uk": "Скільки загиблих?",
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), HURT.items())
async def test_whoever_asks_how_many_were_hurt_is_told_both_counts(language: str, text: str) -> None:
    answer = (await asked(language, "ferry-halcyon", text)).answer

    said = " ".join(sentence.text for sentence in answer.sentences)
    assert answer.is_answer
    assert "12" in said
    assert "14" in said


@pytest.mark.parametrize(("language", "text"), DEAD.items())
async def test_what_no_source_counts_is_not_answered_by_what_it_counts_beside(
    language: str, text: str
) -> None:
    assert not (await asked(language, "ferry-halcyon", text)).answer.is_answer


@pytest.mark.parametrize("language", ["en", "de"])
async def test_both_sides_are_told_in_the_readers_language_where_outlets_of_it_differ(language: str) -> None:
    answer = (await asked(language, "ferry-halcyon", HURT[language])).answer

    assert {primary_subtag(sentence.language) for sentence in answer.sentences} == {language}


async def test_who_asks_for_those_on_board_is_not_told_that_the_hurt_are_counted_differently() -> None:
    answer = (await asked("en", "ferry-halcyon", "How many people were on board?")).answer

    said = " ".join(sentence.text for sentence in answer.sentences)
    assert "318" in said
    assert "14" not in said


@pytest.mark.parametrize(
    "text", ["How many children were hurt?", "How many people were hurt in the 1999 collision of the Osprey?"]
)
def test_a_question_that_asks_for_more_than_the_count_is_not_plain(text: str) -> None:
    assert not count_asked(text, "en").is_plain


@pytest.mark.parametrize(
    ("text", "is_counted"),
    [
        ("Is he dead?", False),
        ("Is anybody dead?", True),
        ("Are they dead?", True),
        ("How many is he told are dead?", True),
    ],
)
def test_one_person_is_not_counted(text: str, *, is_counted: bool) -> None:
    assert bool(count_asked(text, "en").tolls) is is_counted


async def test_that_nine_died_does_not_tell_whether_one_person_did() -> None:
    told = "Nine people have died in the crash at Velmora, the hospital said."
    question = read_question("Is he dead?", reads="en")
    assert isinstance(question, Asked)

    answer = (await answer_asked(question, (a_source(1, "en", told),), now=START)).answer

    assert not answer.is_answer


async def test_a_number_of_people_is_told_by_what_counts_them() -> None:
    sources = (
        a_source(1, "en", "An inquiry into deaths in the train crash at Velmora was opened."),
        a_source(2, "en", "The hospital of Velmora said nine people died in the crash."),
    )
    question = read_question("How many deaths in the crash at Velmora?", reads="en")
    assert isinstance(question, Asked)

    answer = (await answer_asked(question, sources, now=START)).answer

    assert [sentence.text for sentence in answer.sentences] == [
        "The hospital of Velmora said nine people died in the crash."
    ]


async def test_a_short_sentence_answers() -> None:
    sources = (
        a_source(1, "en", "Palmira will ration water.", "Hospitals are exempt.", "It begins on 1 May."),
    )
    question = read_question("Who is exempt?", reads="en")
    assert isinstance(question, Asked)

    answer = (await answer_asked(question, sources, now=START)).answer

    assert any("Hospitals" in sentence.text for sentence in answer.sentences)


async def test_what_may_not_be_quoted_gives_way_only_to_what_has_as_much_of_the_question() -> None:
    ending, leading = (
        "The race ends in Olmedal on Sunday.",
        "Winther leads the race by one minute and five seconds.",
    )
    sources = (a_source(1, "en", leading, ending),)
    question = read_question("Where does the race end?", reads="en")
    assert isinstance(question, Asked)

    quoted = [
        leading,
        "Belar won the stage after the long climb to the summit, ahead of all of the others in the race.",
    ]
    answer = (await answer_asked(question, sources, now=START, shown={"Outlet 1": quoted})).answer

    assert leading not in [sentence.text for sentence in answer.sentences]
    assert ending in [link.passage for link in answer.links]


async def test_three_counts_are_all_told() -> None:
    now = START
    sources = tuple(
        a_source(number, "en", f"The {who} said {count} people were injured when the train left the rails.")
        for number, (who, count) in enumerate([("police", 21), ("hospital", 27), ("operator", 33)], start=1)
    )
    question = read_question("How many people were injured?", reads="en")
    assert isinstance(question, Asked)

    answer = (await answer_asked(question, sources, now=now)).answer

    said = " ".join(sentence.text for sentence in answer.sentences)
    assert all(count in said for count in ("21", "27", "33"))


async def test_the_other_count_is_linked_where_its_outlet_may_not_be_quoted_any_more() -> None:
    told = [
        "The hospital said 27 people were injured when the train left the rails.",
        "The hospital has opened a number to call for families of those who were aboard the morning train to Aldmouth and Corvane, it said.",
        "Doctors from two other towns came to help through the night and stayed until the last of the operations was done, it said as well.",
        "Surgeons worked in six rooms at a time.",
    ]
    sources = (
        a_source(1, "en", "The police said 21 people were injured when the train left the rails."),
        a_source(2, "en", *told),
    )
    question = read_question("How many people were injured?", reads="en")
    assert isinstance(question, Asked)

    answer = (
        await answer_asked(question, sources, now=START + timedelta(hours=1), shown={"Outlet 2": told[1:]})
    ).answer

    assert set(answer.articles) == {1, 2}
    assert (2, told[0]) in [(link.article, link.passage) for link in answer.links]


async def test_a_citation_without_its_quote_below_others_says_why() -> None:
    counts = [
        (1, "The police said 21 people were injured."),
        (2, "The hospital said 27 people were injured."),
    ]
    sources = tuple(a_source(number, "en", told) for number, told in counts)
    question = read_question("How many people were injured?", reads="en")
    assert isinstance(question, Asked)
    both = (await answer_asked(question, sources, now=START)).answer
    quoted, linked = both.sentences[:1], both.sentences[1].rests
    story = Story(
        id=1,
        headline="A train left the rails",
        first_published_at=START,
        last_published_at=START,
        created_at=START,
        changed_at=START,
    )

    answer = replace(both, sentences=quoted, links=linked)
    shown = say(answer, [Told(story, sources)], open_words()("en"), zone="UTC").html

    assert quoted[0].text in shown
    assert "And here, in more words than we may quote:" in shown
    assert both.sentences[1].text not in shown


@pytest.mark.parametrize("sides", [("21",), ("21", "27")])
async def test_a_worded_answer_with_one_of_two_counts_gives_way_to_quotes_of_both(
    sides: tuple[str, ...],
) -> None:
    sources = tuple(
        a_source(number, "en", f"The {who} said {count} people were injured when the train left the rails.")
        for number, (who, count) in enumerate([("police", 21), ("hospital", 27)], start=1)
    )

    def word(prompt: Prompt) -> dict[str, object]:
        who = {"21": "police", "27": "hospital"}
        ids = {count: re.search(rf"(\d\.\d)[^\n]*{count} people", prompt.user) for count in who}
        sentences = [
            {
                "text": f"The {who[count]} said {count} people were injured when the train left the rails.",
                "evidence": [found.group(1) if (found := ids[count]) else ""],
            }
            for count in sides
        ]
        return {"answerable": True, "language": "en", "standalone": "", "sentences": sentences}

    question = read_question("How many people were injured?", reads="en")
    assert isinstance(question, Asked)
    model = Dictated(word)

    answer = (await answer_asked(question, sources, now=START, model=model)).answer

    said = " ".join(sentence.text for sentence in answer.sentences)
    assert len(model.prompts) == 1
    assert "21" in said
    assert "27" in said
    assert answer.mode == ("written" if len(sides) > 1 else "quoted")


@pytest.mark.parametrize(
    ("question", "reads"),
    [
        ("چند نفر در کشتی هالسیون زخمی شدند؟", "fa"),
        ("كم عدد المصابين في عبّارة هالسيون؟", "ar"),
        ("כמה אנשים נפצעו במעבורת הלסיון?", "he"),
    ],
)
def test_where_any_word_may_be_a_name_one_that_is_there_is_enough(question: str, reads: str) -> None:
    within = tellable(
        [a_source(1, "en", "The Halcyon ferry struck the east quay at night, and 14 were injured.")]
    )
    asked = count_asked(question, reads)

    assert counting(asked, question, within, language=reads, reads=reads)
    other = question.replace("هالسیون", "دریادل").replace("هالسيون", "ميرامار").replace("הלסיון", "מירמר")
    assert counting(asked, other, within, language=reads, reads=reads) == ()


@pytest.mark.parametrize(
    ("question", "reads", "told"),
    [
        ("كم عدد المصابين في بورت أنسيل؟", "ar", "In Port Reik 14 were injured."),
        ("چند نفر در پورت آنسل زخمی شدند؟", "fa", "In Port Reik 14 were injured."),
        ("כמה אנשים נפצעו בפורט אנסל?", "he", "In Port Reik 14 were injured."),
        ("كم عدد المصابين في باريس عام 2024؟", "ar", "In Berlin 14 were injured in 2024."),
    ],
)
def test_half_of_a_name_or_a_year_is_not_enough(question: str, reads: str, told: str) -> None:
    within = tellable([a_source(1, "en", told)])

    assert counting(count_asked(question, reads), question, within, language=reads, reads=reads) == ()


@pytest.mark.parametrize(
    ("told", "falls_short"),
    [
        ("Mayor Anna Keller died aged 54 on Monday in the town of Corvina.", False),
        ("Paul Keller died in 2026 in the town of Corvina.", False),
        ("Three people died in the fire at the plant on Monday.", True),
    ],
)
def test_of_one_person_is_not_told_by_how_many_died(told: str, falls_short: bool) -> None:
    (passage,) = (each for each in tellable([a_source(1, "en", told)]) if each.position >= 0)

    assert does_fall_short(passage, count_asked("Is he dead?", "en")) is falls_short


@pytest.mark.parametrize(
    ("language", "question", "aged", "several"),
    [
        ("en", "Is he dead?", "Keller, 54, died on Monday.", "The toll stands at three: 3 people died."), ("en", "Is he dead?", "The 54-year-old died.", "3 people died."),
        ("de", "Ist er tot?", "Keller starb mit 54 Jahren.", "3 Menschen starben."), ("fr", "Est-il mort ?", "Keller est mort à 54 ans.", "Le bilan monte à 54 morts."),
        ("ro", "A murit el?", "Keller a murit la 54 de ani.", "3 oameni au murit."), ("ru", "Он умер?", "Келлер умер в 54 года.", "Погибли 3 человека."),
        ("tr", "O öldü mü?", "Keller 54 yaşında öldü.", "3 kişi öldü."), ("he", "האם הוא מת?", "קלר מת בגיל 54.", "3 אנשים נהרגו."),
        ("ja", "彼は死んだ？", "ケラー氏が54歳で死去した。", "3人が死亡した。"),
    ],
)  # fmt: skip
def test_an_age_in_any_language_is_no_toll(language: str, question: str, aged: str, several: str) -> None:
    count = count_asked(question, language)
    one, other = (
        next(each for each in tellable([a_source(1, language, told)]) if each.position >= 0)
        for told in (aged, several)
    )

    assert not does_fall_short(one, count)
    assert does_fall_short(other, count)
