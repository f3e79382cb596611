"""Another model's cosines, brought to what joining was tuned for."""

import numpy as np
import pytest

from news.calibration import OTHER, SAME, Events, Vectors, calibrate, read_events

EVENTS = read_events()
PER_LANGUAGE = len(EVENTS.sentences) // len(EVENTS.languages)


def a_model(
    *,
    shared: float,
    own_tongue: float = 0.5,
    noise: float = 0.4,
    deaf_to: frozenset[str] = frozenset(),
    seed: int = 7,
) -> Vectors:
    """Vectors for the sentences, as a model gives them whose texts all share something (`shared`), and those of a language
    something more. To languages it is deaf to, all texts are alike."""
    draw = np.random.default_rng(seed)
    common = shared * _direction(draw)
    meanings = [_direction(draw) for _ in range(PER_LANGUAGE)]
    rows = []
    for language in EVENTS.languages:
        tongue = own_tongue * _direction(draw)
        for event in range(PER_LANGUAGE):
            meaning = 0.0 * meanings[event] if language in deaf_to else meanings[event]
            rows.append(common + tongue + meaning + noise * _direction(draw))
    made = np.array(rows, dtype=np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def _direction(draw: np.random.Generator) -> Vectors:
    found = draw.normal(size=96)
    return np.asarray(found / np.linalg.norm(found), dtype=np.float32)


def medians(vectors: Vectors) -> tuple[float, float]:
    """For one event in two languages, and for events of different kinds in two languages."""
    told = vectors.reshape(len(EVENTS.languages), PER_LANGUAGE, -1)
    one, other = told[0], told[1]
    cosines = one @ other.T
    kinds = np.arange(PER_LANGUAGE) // 2
    return float(np.median(np.diag(cosines))), float(np.median(cosines[kinds[:, None] != kinds[None, :]]))


def languages_of_rows() -> list[str]:
    return [language for language in EVENTS.languages for _ in range(PER_LANGUAGE)]


def test_every_language_tells_every_event() -> None:
    assert len(EVENTS.languages) >= 25
    assert len(EVENTS.sentences) == PER_LANGUAGE * len(EVENTS.languages)
    assert PER_LANGUAGE % 2 == 0, "events come in pairs of a kind"
    assert len(set(EVENTS.sentences)) == len(EVENTS.sentences)


@pytest.mark.parametrize("shared", [0.0, 1.0, 3.0])
def test_however_much_a_models_texts_have_in_common_cosines_come_to_mean_the_same(shared: float) -> None:
    model = a_model(shared=shared)
    calibration = calibrate(model, EVENTS)
    assert calibration is not None
    same, other = medians(calibration.apply(model, languages_of_rows()))
    assert same - other > 0.4
    assert abs(other - OTHER) < 0.25, "unrelated news is as far apart as in the reference"
    assert same > SAME - 0.1


def test_calibrated_vectors_have_unit_length() -> None:
    model = a_model(shared=1.0)
    calibration = calibrate(model, EVENTS)
    assert calibration is not None
    told = calibration.apply(model, languages_of_rows())
    assert told.dtype == np.float32
    assert np.allclose(np.linalg.norm(told, axis=1), 1.0, atol=1e-5)


def test_languages_a_model_does_not_know_are_found_out() -> None:
    deaf = frozenset({"el", "hi", "sw"})
    calibration = calibrate(a_model(shared=1.0, deaf_to=deaf), EVENTS)
    assert calibration is not None
    assert calibration.languages == frozenset(EVENTS.languages) - deaf


def test_a_model_that_knows_every_language_tried_is_taken_to_know_others_too() -> None:
    calibration = calibrate(a_model(shared=1.0), EVENTS)
    assert calibration is not None
    assert calibration.languages is None


def test_a_model_of_one_language_is_of_no_use_across() -> None:
    assert calibrate(a_model(shared=1.0, deaf_to=frozenset(EVENTS.languages) - {"en"}), EVENTS) is None


def test_noise_is_no_model() -> None:
    noise = np.random.default_rng(3).normal(size=(len(EVENTS.sentences), 64)).astype(np.float32)
    assert calibrate(noise, EVENTS) is None


def test_the_same_vector_for_everything_is_no_model() -> None:
    assert calibrate(np.ones((len(EVENTS.sentences), 32), dtype=np.float32), EVENTS) is None


def test_a_text_of_a_language_never_seen_is_told_too() -> None:
    model = a_model(shared=1.0)
    calibration = calibrate(model, EVENTS)
    assert calibration is not None
    told = calibration.apply(model[:3], ["xx", None, "en-GB"])
    assert np.isfinite(told).all()


def test_other_sentences_are_another_version() -> None:
    assert Events({"en": ["a", "b"]}).version != Events({"en": ["a", "c"]}).version
    assert Events({"en": ["a", "b"]}).version == Events({"en": ["a", "b"]}).version


async def test_the_reference_is_found_to_be_what_it_is() -> None:
    """The constants that every other model is brought to are those of the installed encoder."""
    from news.adapters.embedder import open_embedder

    encoder = open_embedder()
    if encoder is None:
        pytest.skip("the sentence encoder is not installed")
    told = [vector for vector in await encoder.embed(EVENTS.sentences) if vector is not None]
    calibration = calibrate(np.vstack(told), EVENTS)
    assert calibration is not None
    assert calibration.lift < 0.02, "its own cosines stay as they are"
    assert encoder.languages is not None
    assert calibration.languages is not None
    assert encoder.languages - {"ms"} <= calibration.languages, (
        "it knows what is said of it; no sentence is Malay"
    )
    assert not calibration.languages & {"el", "hi", "bn", "he", "fa", "hu", "sw", "vi"}
