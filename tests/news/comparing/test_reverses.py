"""Posts that say the reverse of what outlets say are told to differ, with the word that stands there and the one that was sent; true
ones are not, whatever words stand beside."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from news.comparing.claims import Standing
from tests.news.comparing.posts_compared import PUBLISHED, claim, claim_of, source

LISTED: dict[str, list[dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "posts" / "reverses.toml").read_text("utf-8")
)
CASES, BESIDE = LISTED["case"], LISTED["beside"]
HALVES = pytest.mark.parametrize("half", [0, 1], ids=["tuned", "held"])
MARKED = 0.85


def claims(cases: list[dict[str, Any]], kind: str) -> list[Any]:
    return [claim(case[kind], [case["source"]], case["language"]) for case in cases]


def test_there_are_some_eighty_cases_in_25_languages() -> None:
    assert len(CASES) == 79
    assert len({case["language"] for case in CASES}) == 25


@HALVES
def test_what_says_the_reverse_is_never_told_to_be_reported(half: int) -> None:
    assert Standing.SAME not in [found.standing for found in claims(CASES[half::2], "reverse")]


@HALVES
def test_most_of_it_is_marked_by_the_words(half: int) -> None:
    found = claims(CASES[half::2], "reverse")

    assert sum(each.reverse is not None for each in found) / len(found) >= MARKED


@HALVES
def test_a_true_post_in_other_words_is_not_told_to_differ(half: int) -> None:
    found = claims(CASES[half::2], "true")

    assert [each.text for each in found if each.standing is Standing.DIFFERS] == []


@HALVES
def test_what_is_told_of_somebody_else_is_hardly_ever_taken_for_the_reverse(half: int) -> None:
    found = claims(BESIDE[half::2], "true")

    assert sum(each.reverse is not None for each in found) <= 1


def test_both_words_are_told() -> None:
    told = ["The central bank of Orsovia raised its key rate to 3.75 per cent on Monday."]

    found = claim("The central bank of Orsovia cut its key rate to 3.75 per cent", told, "en")

    assert found.reverse is not None
    assert (found.reverse.theirs, found.reverse.ours) == ("raised", "cut")


def test_what_was_called_off_is_not_told_to_happen() -> None:
    told = ["Pilots of Arvelin have called off a strike planned for 23 December, their union said."]

    planned = claim("Arvelin pilots will strike on 23 December", told, "en")
    shortened = claim("Pilots of Arvelin strike on 23 December", told, "en")
    undone = claim("Arvelin pilots will not strike on 23 December", told, "en")

    assert planned.reverse is not None
    assert (planned.reverse.theirs, planned.reverse.ours) == ("called off", "")
    assert shortened.standing is not Standing.SAME
    assert undone.standing is Standing.NEAR


def test_what_is_called_off_in_the_post_alone_is_told() -> None:
    told = ["Pilots of Arvelin will strike on 23 December, their union said."]

    found = claim("Pilots of Arvelin have called off their strike on 23 December", told, "en")

    assert found.reverse is not None
    assert (found.reverse.theirs, found.reverse.ours) == ("", "called off")


@pytest.mark.parametrize(
    ("told", "post"),
    [
        ("The law was not rejected by parliament in Marsovia.", "The law was accepted by parliament in Marsovia"),
        ("Hale won in Ambrel after he lost in Northey.", "Hale lost in Northey"),
        ("Ilse Vantongeren won the Lakemoor final.", "Paola Quispe lost the Lakemoor final"),
    ],
)  # fmt: skip
def test_what_is_denied_or_told_of_another_is_no_reverse(told: str, post: str) -> None:
    assert claim(post, [told], "en").reverse is None


@pytest.mark.parametrize(
    ("language", "told", "post"),
    [
        ("en", "Lufthansa cancelled 200 flights as the strike at Frankfurt airport began.", "The strike at Frankfurt airport began"),
        ("en", "Hundreds of flights were cancelled as the storm hit the coast of Florida.", "A storm hit the coast of Florida"),
        ("en", "The union called off talks; the strike will begin on Monday.", "The strike will begin on Monday"),
        ("en", "The union called off talks and the strike will begin on Monday.", "The strike will begin on Monday"),
        ("en", "Lufthansa cancelled flights from Frankfurt airport amid a strike there.", "Lufthansa flights from Frankfurt airport served quiet holiday islands with happy passengers"),
        ("en", "Parliament suspended the mayor of Lakemoor over fraud.", "Mayor of Lakemoor accused of fraud"),
        ("de", "Lufthansa strich 200 Flüge, und 90 wurden gestrichen, während der Streik am Flughafen Frankfurt begann.", "Der Streik am Flughafen Frankfurt begann"),
        ("fr", "La compagnie a annulé 200 vols alors que la grève à l'aéroport de Francfort commençait.", "La grève à l'aéroport de Francfort commençait"),
        ("es", "La aerolínea canceló 200 vuelos mientras la huelga en el aeropuerto de Fráncfort empezaba.", "La huelga en el aeropuerto de Fráncfort empezaba"),
        ("ru", "Авиакомпания отменила 200 рейсов, пока забастовка в аэропорту Франкфурта шла.", "Забастовка в аэропорту Франкфурта шла"),
    ],
)  # fmt: skip
def test_what_goes_on_while_something_else_is_undone_is_not_undone(
    language: str, told: str, post: str
) -> None:
    first = source(1, f"{told} {told}", language)
    verbatim = replace(source(2, f"{post}. {told}", language), published_at=PUBLISHED - timedelta(hours=2))

    found = claim(post, [told], language)
    also = claim_of(post, [verbatim, first], language)

    assert found.standing is not Standing.DIFFERS
    assert found.reverse is None
    assert also.reverse is None


def test_what_is_undone_in_the_post_beside_what_is_told_is_not_told_to_differ() -> None:
    told = ["The strike at Frankfurt airport began.", "Travellers waited in long queues all morning."]

    found = claim("Lufthansa cancelled flights as the strike at Frankfurt airport began", told, "en")

    assert found.reverse is None


@pytest.mark.parametrize(
    ("language", "told", "post"),
    [
        ("en", "Share prices of Volkswagen fell on Monday in Frankfurt.", "Share prices of Siemens rose on Monday in Frankfurt"),
        ("en", "Exports rose 3% in May in Germany, the office said.", "Imports fell 3% in May in Germany"),
        ("en", "The trial of Tomas Hale is expected to end on Friday in London.", "The trial of Tomas Hale begins on Monday in London"),
        ("en", "The strike of the pilots of Arvelin ended.", "The strike of the pilots of Arvelin began on Monday"),
        ("en", "The National Museum of Orsovia closed its old wing on Monday.", "The National Museum of Orsovia opened a new wing"),
        ("de", "Das Parlament nahm den Antrag der Regierung an und stimmte zu.", "Das Parlament lehnte den Antrag der Opposition ab"),
        ("es", "El paro de los maestros comenzó el lunes en Lima.", "El paro de los maestros terminó el viernes en Lima"),
    ],
)  # fmt: skip
def test_what_is_told_of_two_things_or_of_two_days_is_no_reverse(language: str, told: str, post: str) -> None:
    assert claim(post, [told], language).reverse is None


def test_what_outlets_have_told_otherwise_since_stands_beside_what_they_told_first() -> None:
    first = source(1, "The airport of Port Corvin is closed after the storm. Mayor Hale was there.", "en")
    later = replace(
        source(
            2,
            "Port Corvin has its airport again: it reopened on Sunday evening. The first two planes from Ambrel came in at nine.",
            "en",
        ),
        published_at=PUBLISHED + timedelta(hours=2),
    )
    post = "The airport of Port Corvin is closed after the storm"

    found = claim_of(post, [first, later], "en")
    earlier = claim_of(post, [first, replace(later, published_at=PUBLISHED - timedelta(hours=2))], "en")

    assert found.standing is Standing.SAME
    assert found.reverse is not None
    assert found.reverse.theirs == "reopened"
    assert (earlier.standing, earlier.reverse) == (Standing.SAME, None)


def test_across_languages_the_dead_are_laid_beside_the_rescued() -> None:
    text = "Alle 14 Bergleute aus der Mine Quillon sind gerettet, sagte Marta Ilvonen am Montag. Drei von ihnen liegen im Krankenhaus von Tarnholt."

    found = claim_of("All 14 miners of Quillon are dead, said Marta Ilvonen", [source(1, text, "de")], "en")

    assert found.reverse is not None
    assert (found.reverse.theirs, found.reverse.ours) == ("gerettet", "dead")


@pytest.mark.parametrize(
    ("language", "told", "post"),
    [
        ("de", "Das Konzert von Marel in Lindheim am Freitag wurde wegen des Sturms abgesagt.", "Das Konzert von Marel in Lindheim findet am Freitag statt"),
        ("fr", "Le concert de Marel à Lakemoor prévu vendredi a été annulé.", "Le concert de Marel à Lakemoor aura lieu vendredi"),
        ("es", "El concierto de Marel en Lakemoor fue cancelado por la tormenta.", "El concierto de Marel en Lakemoor se celebra"),
        ("it", "Il concerto di Marel a Lakemoor è stato annullato per la tempesta.", "Il concerto di Marel a Lakemoor si tiene"),
        ("pl", "Koncert Marel w Lakemoor został odwołany z powodu burzy.", "Koncert Marel w Lakemoor odbędzie się"),
        ("ru", "Концерт Марель в Лейкмуре в пятницу отменён из-за шторма.", "Концерт Марель в Лейкмуре состоится в пятницу"),
        ("tr", "Marel'in Lakemoor'daki cuma konseri fırtına nedeniyle iptal edildi.", "Marel'in Lakemoor'daki cuma konseri yapılacak"),
        ("zh", "周五在湖城举行的马雷尔音乐会因暴风雨取消。", "马雷尔音乐会周五在湖城举行。"),
        ("ja", "金曜日に湖市で予定されていたマレルのコンサートは嵐のため中止となった。", "マレルのコンサートは金曜日に湖市で開かれる。"),
        ("ko", "금요일 레이크무어에서 예정된 마렐 콘서트가 폭풍 때문에 취소됐다.", "금요일 레이크무어에서 마렐 콘서트가 열린다."),
    ],
)  # fmt: skip
def test_what_was_called_off_is_so_whatever_is_said_of_why_and_when(
    language: str, told: str, post: str
) -> None:
    assert claim(post, [told], language).reverse is not None


@pytest.mark.parametrize(
    ("language", "told", "post"),
    [
        ("en", "Tickets for the cancelled concert in Lakemoor will be refunded on Friday.", "Tickets for the concert in Lakemoor will be refunded on Friday"),
        ("en", "The judge dismissed a request to cancel the election in Marel.", "The election in Marel goes ahead, the judge decided"),
        ("de", "Tickets für das abgesagte Konzert in Lindheim werden am Freitag erstattet.", "Tickets für das Konzert in Lindheim werden am Freitag erstattet"),
        ("fr", "Les billets du concert annulé à Lakemoor seront remboursés vendredi.", "Les billets du concert à Lakemoor seront remboursés vendredi"),
        ("es", "Las entradas del concierto cancelado en Lakemoor se devolverán el viernes.", "Las entradas del concierto en Lakemoor se devolverán el viernes"),
        ("ru", "Билеты на отменённый концерт в Лейкмуре вернут в пятницу.", "Билеты на концерт в Лейкмуре вернут в пятницу"),
        ("tr", "Lakemoor'da iptal edilen konserin biletleri cuma günü iade edilecek.", "Lakemoor'daki konserin biletleri cuma günü iade edilecek"),
        ("zh", "湖城取消的音乐会门票将于周五退款。", "湖城音乐会门票将于周五退款。"),
        ("fr", "200 vols ont été annulés en raison de la grève à l'aéroport de Francfort.", "La grève à l'aéroport de Francfort continue"),
        ("de", "Am Flughafen Frankfurt wurden wegen des Streiks 200 Flüge gestrichen.", "Am Flughafen Frankfurt gibt es einen Streik"),
        ("ko", "프랑크푸르트 공항 파업 때문에 항공편 200편이 취소됐다.", "프랑크푸르트 공항 파업이 계속됐다."),
    ],
)  # fmt: skip
def test_what_only_describes_a_thing_or_is_why_is_not_called_off(language: str, told: str, post: str) -> None:
    found = claim(post, [told], language)

    assert found.reverse is None
    assert found.standing is not Standing.DIFFERS
