"""What a refusal says that the sources do tell about."""

from dataclasses import replace
from datetime import UTC, datetime

from news.answers.covering import covered
from news.story.stories import Source

FERRY = Source(
    article_id=1,
    family=1,
    outlet="Quay Gazette",
    domain="quay.example",
    country=None,
    owner=None,
    kind=None,
    language="en",
    title="Ferry hits quay in Port Ansel, says Ilse Corrigan",
    text="A ferry has hit a quay in Port Ansel. Harbour master Ilse Corrigan closed the basin.",
    url="https://quay.example/1",
    published_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
    version=1,
    is_copy=False,
)
OTHER = replace(
    FERRY,
    article_id=2,
    family=2,
    title="Twelve hurt at Port Ansel",
    text="At least twelve were hurt in Port Ansel this morning.",
)


def test_a_name_of_two_words_is_one_thing() -> None:
    assert covered([FERRY, OTHER], reads="en") == ("Port Ansel", "Ilse Corrigan")


def test_what_more_sources_tell_of_comes_first() -> None:
    late = replace(
        OTHER, title="Ilse Corrigan speaks", text="The master Ilse Corrigan has spoken in Port Ansel."
    )
    again = replace(OTHER, title="Corrigan again", text="Again, Ilse Corrigan has spoken.")
    assert covered([FERRY, late, again], reads="en")[0] == "Ilse Corrigan"


def test_a_name_may_stand_in_another_article() -> None:
    short = replace(FERRY, title="Port Ansel in shock", text="Many were hurt.")
    assert covered([short, FERRY], reads="en")[0] == "Port Ansel"


def test_the_first_word_of_a_name_belongs_to_it_though_the_text_has_it_as_a_word() -> None:
    ports = replace(FERRY, text=f"{FERRY.text} The port stays open, and ships are in port in Port Ansel.")
    assert set(covered([ports], reads="en")) == {"Ilse Corrigan", "Port Ansel"}


def test_one_name_in_two_languages_is_named_once() -> None:
    french = replace(FERRY, article_id=3, family=3, language="fr", title="Port Ansel : choc")
    assert covered([OTHER, replace(french, text="Choc à Port Ansel.")], reads="de") == ("Port Ansel",)


def test_a_name_with_a_hyphen_is_whole() -> None:
    bridge = replace(
        FERRY, language="de", title="Tarn-Brücke gesperrt", text="Die Stadt hat die Tarn-Brücke gesperrt."
    )
    assert covered([bridge], reads="de") == ("Tarn-Brücke",)


def test_the_rarest_words_of_a_headline_stand_in_where_nobody_is_named() -> None:
    frost = replace(
        FERRY, title="Late frost kills half of all vines", text="A late frost has killed half of the vines."
    )
    assert covered([frost], reads="en") == ("frost", "kills", "vines")


def test_nothing_is_named_in_a_script_that_the_reader_may_not_read() -> None:
    russian = replace(
        FERRY,
        language="ru",
        title="Паром врезался в причал в Порт-Анселе",
        text="Паром врезался в Порт-Анселе.",
    )
    assert covered([russian], reads="de") == ()
    assert set(covered([FERRY, russian], reads="de")) == {"Port Ansel", "Ilse Corrigan"}


def test_names_in_another_language_of_the_same_script_are_named() -> None:
    assert set(covered([FERRY], reads="de")) == {"Port Ansel", "Ilse Corrigan"}


def test_a_headline_without_spaces_is_shown_as_it_is() -> None:
    chinese = replace(FERRY, language="zh", title="渡轮撞上码头", text="一艘渡轮今天上午撞上码头。")
    assert covered([chinese], reads="zh") == ("渡轮撞上码头",)


def test_what_the_reader_can_read_comes_before_the_rest() -> None:
    german = replace(
        FERRY,
        language="de",
        title="Fähre rammt Kai in Port Ansel",
        text="Eine Fähre hat einen Kai in Port Ansel gerammt, dem Hafen von Marel.",
    )
    assert covered(
        [german, replace(FERRY, title="Marel mourns", text="All of Marel mourns.")], reads="en"
    ) == ("Marel",)


def test_no_german_noun_is_told_for_a_name_where_others_name_somebody() -> None:
    german = replace(
        FERRY, article_id=4, family=4, language="de", title="Präsidentin eröffnet Hafen", text="Die Präsidentin eröffnet den Hafen."
    )  # fmt: skip
    assert covered([german, FERRY], reads="pl") == ("Ilse Corrigan", "Port Ansel")
    nobody = replace(
        FERRY, article_id=5, family=5, title="A ferry strikes a quay", text="A ferry struck a quay at night."
    )
    assert covered([german, nobody], reads="pl") == ("Präsidentin", "Hafen")
