"""Words of a question and of passages, compared one by one by what they mean."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from news.answers.meaning import Encoder
from news.retrieving.aligning import align, content_words
from news.retrieving.retrieve import Meanings, Passage, passages, words_worth_telling
from tests.news.retrieving.test_retrieve import FERRY

GERMAN = replace(
    FERRY,
    article_id=2,
    domain="hafen.example",
    language="de",
    title="Unglück im Hafen",
    text="Die Fähre traf den Kai. Neun Fahrgäste wurden verletzt. Am 12 Uhr kam der Minister.",
)
PAIRS = {"ferry": "fähre", "struck": "traf", "quay": "kai", "minister": "minister"}


def a_dictionary(*texts: tuple[str, str]) -> dict[str, NDArray[np.float32]]:
    """A vector for each word: of a pair the same, of all others at right angles."""
    spoken = dict.fromkeys(word for text, code in texts for word in content_words(text, code))
    meant = {PAIRS.get(word, word): at for at, word in enumerate(spoken)}
    axes = np.eye(len(spoken), dtype=np.float32)
    return {word: axes[meant[PAIRS.get(word, word)]] for word in spoken}


def told(question: str, within: list[Passage]) -> dict[str, NDArray[np.float32]]:
    return a_dictionary((question, "en"), *((each.text, "de") for each in within))


def test_a_word_is_met_by_one_that_means_the_same_in_another_language() -> None:
    question, within = "Which quay was struck by the ferry?", passages([GERMAN])
    met = align(question, "en", within, range(len(within)), told(question, within))

    assert met is not None
    [first] = [at for at, passage in enumerate(within) if passage.text.startswith("Die Fähre")]
    assert met[first].own > 0.6
    assert met[first].least > 0.6
    assert all(each.own < 0.1 for at, each in met.items() if at != first)
    assert met[first + 1].around > 0.6, "its neighbour has them beside it"


def test_what_stands_nowhere_lowers_all() -> None:
    question, within = "Which quay was struck by the zeppelin?", passages([GERMAN])
    met = align(question, "en", within, range(len(within)), told(question, within))

    assert met is not None
    assert all(each.least < 0.1 for each in met.values())
    assert all(0 < each.nowhere < 1 for each in met.values())


def test_a_figure_is_itself_or_nothing() -> None:
    within = passages([GERMAN])
    words = told("12 13", within)
    noon = align("12", "en", within, range(len(within)), words)
    later = align("13", "en", within, range(len(within)), words)

    assert noon is not None
    assert later is not None
    assert [each.own > 0.6 for each in noon.values()].count(True) == 1
    assert all(each.own == 0 for each in later.values())


def test_without_vectors_nothing_is_known_of_words() -> None:
    within = passages([GERMAN])
    assert align("Which quay?", "en", within, range(len(within)), {}) is None
    assert align("Which quay?", "en", within, (), told("Which quay?", within)) is None
    assert align("🙂", "en", within, range(len(within)), told("", within)) is None


def test_words_of_scripts_without_spaces_are_real_words() -> None:
    assert content_words("渡轮撞上码头", "zh") == ("渡轮", "撞上", "码头")


def test_words_are_wanted_of_the_nearest_passages_only() -> None:
    within, axis = passages([GERMAN]), np.eye(2, dtype=np.float32)
    meanings = Meanings(axis[0], {within[1].text: axis[0]})
    wanted = words_worth_telling("Which quay?", within, language="en", meanings=meanings)

    assert wanted == {**dict.fromkeys(("fähre", "traf", "kai"), "de"), "quay": "en"}


class Telling:
    """An encoder that keeps what it was asked for."""

    name, languages, is_local, trouble = "telling", None, True, None

    def __init__(self, *, is_quick: bool) -> None:
        self.is_quick, self.asked = is_quick, list[str]()

    async def prepare(self) -> None: ...

    async def close(self) -> None: ...

    async def embed(
        self, texts: Sequence[str], *, languages: Sequence[str | None] = ()
    ) -> list[NDArray[np.float32] | None]:
        self.asked += texts
        return [np.ones(1, dtype=np.float32) for _ in texts]


async def test_only_a_quick_encoder_is_asked_for_words() -> None:
    within = passages([GERMAN])
    quick, slow = Telling(is_quick=True), Telling(is_quick=False)
    for each in (quick, slow):
        await Encoder([each]).meanings("Which quay?", within, language="en")

    assert "kai" in quick.asked
    assert "kai" not in slow.asked
    assert within[0].text in slow.asked
