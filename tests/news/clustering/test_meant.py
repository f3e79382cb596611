"""Likeness of vectors is believed only where topics and places agree."""

from news.clustering.meant import LIKE, VERY_LIKE, is_meant
from news.clustering.topics import read_signs
from news.reader.phrases import parse, read_passage


def means(words: str, title: str, *, language: str, likeness: float, reads: str = "en") -> bool:
    phrase = parse(words, languages=[reads])
    assert phrase is not None
    return is_meant(
        phrase, read_passage(title, "", language), read_signs(title, "", language), likeness=likeness
    )


def test_alike_and_of_one_topic_is_meant_in_any_language() -> None:
    assert means("climate change", "El cambio climático agrava la sequía", language="es", likeness=LIKE)
    assert means(
        "цены на нефть", "Oil prices jump on Iran tensions", language="en", likeness=LIKE, reads="ru"
    )


def test_alike_but_of_another_topic_or_not_alike_enough_is_not() -> None:
    assert not means("nuclear fusion", "Merz wyklucza niemiecką broń jądrową", language="pl", likeness=0.9)
    assert not means("climate change", "El cambio climático agrava la sequía", language="es", likeness=0.4)


def test_every_place_named_must_be_there_and_alone_asks_for_more() -> None:
    spain, japan = "Elecciones generales en España", "Elecciones generales en Japón"
    assert means("Wahlen Japan", japan, language="es", likeness=VERY_LIKE, reads="de")
    assert not means("Wahlen Japan", spain, language="es", likeness=0.9, reads="de")
    assert not means("Iran nuclear talks", "Irán: protestas en Teherán", language="es", likeness=LIKE)


def test_what_must_and_must_not_be_there_counts_here_too() -> None:
    title = "El cambio climático agrava la sequía en España"
    assert means("climate change +Spain", title, language="es", likeness=0.6)
    assert not means("climate change +Norway", title, language="es", likeness=0.6)
    assert not means("climate change !Spain", title, language="es", likeness=0.6)


def test_words_in_quotation_marks_mean_themselves_only() -> None:
    assert not means('"climate change"', "El cambio climático agrava la sequía", language="es", likeness=0.9)
