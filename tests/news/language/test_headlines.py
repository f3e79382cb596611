"""What stands over a story: a title without what the outlet put around it, and plain where there is a choice."""

import pytest

from news.language.headlines import bare_headline, is_garbled, is_rough, without_outlet


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("Ferry back in service - Port Ansel Herald", "Port Ansel Herald", "Ferry back in service"),
        ("Ferry back in service | The Herald", "Herald - World", "Ferry back in service"),
        ("Ferry back in service – herald.example", "Herald", "Ferry back in service – herald.example"),
        ("World › Ferry back in service", "Ansel Today", "Ferry back in service"),
        ("VIDEO. Ferry back in service [photos]", "Herald", "Ferry back in service"),
        ("Breaking: Ferry back in service", "Herald", "Ferry back in service"),
    ],
)
def test_a_headline_is_shown_without_what_is_not_of_it(title: str, outlet: str, bare: str) -> None:
    assert bare_headline(title, outlet) == bare


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Ferry sank by accident – court", "Port Ansel Herald"),
        ("Fire near the harbour - Ansel", "Ansel Times"),
        ("Row over fares - Time to act", "Time"),
        ("Video shows ferry at the quay", "Herald"),
        ("[photos]", "Herald"),
        ("Herald", "Herald"),
    ],
)
def test_what_may_be_of_the_headline_stays(title: str, outlet: str) -> None:
    assert bare_headline(title, outlet) == title


@pytest.mark.parametrize(
    ("title", "url", "bare"),
    [
        ("Ferry back in service | Port Ansel Herald", "https://www.portanselherald.example/1", "Ferry back in service"),
        ("Ferry back in service - The Ansel Post", "https://anselpost.example/1", "Ferry back in service"),
        ("Ferry back in service | News | Eco - Business", "https://www.eco-business.example/1", "Ferry back in service | News"),
        ("El barco vuelve al puerto – Tercera Información", "https://tercerainformacion.example/1", "El barco vuelve al puerto"),
        ("Ferry back in service - ANSELTIMES", "https://news.anseltimes.example/1", "Ferry back in service"),
    ],
)  # fmt: skip
def test_an_outlet_at_the_end_of_a_headline_is_told_by_its_address(title: str, url: str, bare: str) -> None:
    assert without_outlet(title, url) == bare


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Ferry back in service", "https://ferry.example/1"),
        ("Fire near the harbour - Ansel", "https://anseltimes.example/1"),
        ("Ferries - a history of Ansel and its harbour", "https://anseltimes.example/1"),
        ("Fire near the harbour - ferry to Ansel goes on", "https://anselpost.example/1"),
        ("Herald | Port Ansel Herald", "https://portanselherald.example/1"),
        ("Ferry back in service | Port Ansel Herald", ""),
        ("Ferry back in service | Port Ansel Herald", "https://[broken/1"),
    ],
)
def test_what_its_address_does_not_name_stays(title: str, url: str) -> None:
    assert without_outlet(title, url) == title


@pytest.mark.parametrize(
    "title",
    [
        "FERRY SINKS OFF PORT ANSEL",
        "'We saw it coming for years': captain on the ferry",
        '"We saw it coming',
        "Watch: ferry leaves the quay",
        "Ferry leaves the quay [WIDEO]",
        "Ferry updates: harbour opens again",
        "Prom wrĂłcił do portu",
    ],
)
def test_a_headline_that_is_shouted_quoted_marked_or_broken_is_rough(title: str) -> None:
    assert is_rough(title)


@pytest.mark.parametrize(
    "title", ["Ferry 'unsafe' for years, court finds", "NÃO há balsas em São Vito", "Prom wrócił do portu"]
)
def test_an_ordinary_headline_is_not_rough(title: str) -> None:
    assert not is_rough(title)


@pytest.mark.parametrize("text", ["Le bateau est dÃ©jÃ  lÃ .", "They donâ€™t sail.", "Port jest zamkniÄ™ty."])
def test_text_that_was_read_in_the_wrong_encoding_is_noticed(text: str) -> None:
    assert is_garbled(text)
