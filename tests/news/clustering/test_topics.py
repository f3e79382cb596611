"""What a story is about: promises of the vote among its families."""

from news.catalogue import bundled_topics
from news.catalogue.keywords import EVERYWHERE, languages, read_words
from news.clustering.topics import Ballot, read_signs, topics_of


def a_ballot(title: str, text: str = "", *feed_topics: str, language: str = "en") -> Ballot:
    return Ballot(read_signs(title, text, language), dict.fromkeys(feed_topics, 1.0))


def test_a_headlines_subject_and_country_are_topics_though_the_feed_says_world() -> None:
    found = topics_of([a_ballot("Bundesliga: Dortmund striker scores hat-trick in Germany", "", "world")])
    assert found[0] == "football"
    assert "germany" in found
    assert found[-1] == "world"


def test_one_weak_word_gives_no_topic() -> None:
    assert topics_of([a_ballot("A goal for the village: a new school by spring")]) == []


def test_one_place_in_the_lead_gives_no_country_where_the_headline_names_another() -> None:
    told = a_ballot("Floods in Pakistan kill twelve", "LONDON: An aid group based in Britain said on Monday.")
    found = topics_of([told])
    assert "pakistan" in found
    assert "united-kingdom" not in found


def test_a_feeds_topic_fades_where_other_families_do_not_agree() -> None:
    title = "Storm leaves thousands without shelter on the coast"
    alone = a_ballot(title, "", "technology")
    others = [a_ballot(f"{title} after day {day}", "", "world") for day in range(3)]
    assert topics_of([alone]) == ["technology"]
    assert "technology" not in topics_of([alone, *others])


def test_a_countrys_feed_does_not_make_its_news_of_the_world_news_of_the_country() -> None:
    abroad = a_ballot("Wahl in Japan: Regierung verliert Mehrheit", "", "germany", language="de")
    at_home = a_ballot("Wahl im Landkreis: Bürgermeister bleibt", "", "germany", language="de")
    assert "germany" not in topics_of([abroad])
    assert "japan" in topics_of([abroad])
    assert "germany" in topics_of([at_home])


def test_the_same_event_has_the_same_topic_in_every_language_with_words() -> None:
    told = {
        "en": "Prime minister loses vote in parliament",
        "de": "Bundestag: Kanzler verliert Abstimmung über Gesetz",
        "ru": "Госдума приняла законопроект о выборах",
        "uk": "Верховна Рада ухвалила законопроєкт про вибори",
        "fr": "Motion de censure : le Premier ministre battu à l'Assemblée nationale",
        "es": "El Congreso de los Diputados rechaza la moción de censura",
        "it": "Elezioni, Palazzo Chigi: il governo perde il voto al Senato",
        "pt": "Câmara dos Deputados aprova lei sobre as eleições",
        "pl": "Sejm przyjął ustawę, premier wygrał głosowanie",
        "tr": "TBMM'de seçim kanunu: CHP milletvekili konuştu",
        "ar": "البرلمان يصوت على حجب الثقة عن رئيس الوزراء",
        "zh": "国会就首相不信任案举行投票",
        "nl": "Motie van wantrouwen: Tweede Kamer stemt over kabinet",
        "ja": "衆院選で自民党が過半数割れ",
        "ko": "국회, 대통령 탄핵안 표결",
        "id": "DPR sahkan RUU pemilu",
        "fa": "نتایج انتخابات پارلمان اعلام شد",
        "hi": "विधानसभा चुनाव: भाजपा ने जारी की सूची",
    }
    assert set(told) == languages()
    for language, title in told.items():
        assert "politics" in topics_of([a_ballot(title, language=language)]), language


def test_a_family_that_cannot_be_read_does_not_vote_against() -> None:
    known = a_ballot("Verstappen wins the Grand Prix from pole position")
    unread = [a_ballot(f"ቬርስታፐን አሸነፈ {n}", "", "world", language="am") for n in range(3)]
    assert "formula-1" in topics_of([known, *unread])


def test_a_stop_word_is_no_keyword_whatever_it_stems_to() -> None:
    assert "economy" not in read_signs("Un parque para todos los perros", "", "es").weights  # paro, para
    assert read_signs("Who was there and who was not", "", "en").weights == {}  # WHO


def test_common_words_that_share_a_stem_with_a_subjects_word_give_no_topic() -> None:
    for title in (
        "Report published after federal agents met mayor",  # reporter, publisher, Federer, Mets
        "Town celebrates rebound as villagers defend the future",  # celebrity, rebounds, defender, futures
        "The developing world is vulnerable, says new programme",  # developers, vulnerability, programming
    ):
        assert topics_of([a_ballot(title)]) == [], title
    assert "football" not in read_signs("Sund-Brücke wegen Sturm gesperrt", "", "de").weights  # Stürmer


def test_a_keyword_inside_a_longer_one_is_not_counted() -> None:
    weights = read_signs("The White House", "", "en").weights
    assert "architecture" not in weights


def test_a_subject_mentioned_beside_the_main_one_is_dropped() -> None:
    text = "The striker and the goalkeeper of the football club were fined by the league. An app shows it. The internet laughed."
    assert topics_of([a_ballot("Goalkeeper and striker fined before Champions League match", text)]) == [
        "football"
    ]


def test_every_keyword_is_of_a_topic_that_exists() -> None:
    slugs = {topic.slug for topic in bundled_topics()}
    for name in (EVERYWHERE, *languages()):
        unknown = {topic for topic, _, _ in read_words(name)} - slugs
        assert not unknown, f"{name}: {unknown}"


def test_empty_and_wordless_texts_have_no_topic() -> None:
    assert topics_of([a_ballot(""), a_ballot("?!…", "🙂")]) == []
