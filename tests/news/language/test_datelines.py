"""A dateline goes, the sentence stays word for word."""

import pytest

from news.language.datelines import without_dateline

SENTENCE = "The ferry left the quay on Friday."


@pytest.mark.parametrize(
    "dateline",
    [
        "PORT ANSEL (AP) — ",
        "PORT ANSEL, Marel (AP) -- ",
        "(Reuters) - ",
        "LONDON, Nov 21 (Reuters) - ",
        "LONDON: ",
        "New Delhi: ",
        "NEW YORK — ",
        "Berlin (dpa/abc) - ",
        "MADRID, 7 Ene. (EUROPA PRESS) - ",
        "(ANSA) - ROMA, 07 GEN - ",
        "WARSZAWA (PAP) – ",
    ],
)
def test_a_dateline_is_cut_off(dateline: str) -> None:
    assert without_dateline(dateline + SENTENCE) == SENTENCE


@pytest.mark.parametrize(
    "sentence",
    [
        "Police: the man fled by boat.",
        "UNICEF: Children suffer most from the flood.",
        "The agency (AP) said so on Friday.",
        "The Association of Pilots (APA) — a club of nine — met on Friday.",
        "Captain Orla Venn (left) – in charge since May – was not aboard.",
    ],
)
def test_who_speaks_and_what_is_meant_stays(sentence: str) -> None:
    assert without_dateline(sentence) == sentence
