"""Behind each sentence of a story stand the passages that it rests on, as far as outlets may be quoted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from news.i18n import UI_LANGUAGES, open_words
from news.markup import Html, plain
from news.rendering.render_ledger import one, whole
from news.story.views import Cited, Sentence, StoryView
from news.testing import NOON
from news.writing.ledger import ledger
from news.writing.quoting import MOST_CHARS, MOST_SENTENCES

WORDS = open_words()
PASSAGES = tuple(
    f"Sentence number {n} of the Harbour Post says that the ferry hit the quay." for n in range(6)
)


def cited(article: int, outlet: str, *, language: str = "en", text: str = "") -> Cited:
    return Cited(
        article, outlet, f"https://x.example/{article}", "GB", language, NOON + timedelta(minutes=article),
        f"Title {article}", text, article,
    )  # fmt: skip


def told(*sentences: Sentence, mode: str = "model") -> StoryView:
    sources = {
        1: cited(1, "Harbour Post", text="\n".join(PASSAGES)),
        2: cited(2, "Küstenblatt", language="de", text="Die Fähre rammte den Kai."),
    }
    return StoryView(7, 1, "Ferry hits quay", (), "en", (sentences,), sources, 2, mode, NOON)


def seen(message: object) -> str:
    return plain(Html(getattr(message, "html", ""))).replace("\u2068", "").replace("\u2069", "")


def test_a_told_sentence_shows_its_passages_in_their_own_languages() -> None:
    view = told(
        Sentence("A ferry hit a quay.", (1, 2), "en", ((1, PASSAGES[0]), (2, "Die Fähre rammte den Kai.")))
    )
    message = one(view, 1, WORDS("en"), zone="UTC")

    assert "Told after these words:" in seen(message)
    assert f"“{PASSAGES[0]}”" in seen(message)
    assert "“Die Fähre rammte den Kai.”" in seen(message)
    assert "🌐 German" in seen(message)
    assert message is not None
    assert "#:~:text=" in message.html


@pytest.mark.parametrize(
    ("language", "quoted"),
    [
        ("de", "„Post of 22.“"),
        ("fr", "«\u00a0Post of 22.\u00a0»"),
        ("ru", "«Post of 22.»"),
        ("pl", "„Post of 22.”"),
        ("sv", "”Post of 22.”"),
        ("ja", "「Post of 22.」"),
        ("ko", "‘Post of 22.’"),
        ("he", '"Post of 22."'),
    ],
)
def test_passages_stand_in_the_quotation_marks_of_the_readers_language(language: str, quoted: str) -> None:
    view = told(Sentence("Post of 22.", (1,), "en", ((1, "Post of 22."),)))

    assert quoted in seen(one(view, 1, WORDS(language), zone="UTC"))


def test_of_a_passage_that_nobody_knows_it_is_not_said_that_it_may_not_be_quoted() -> None:
    message = one(told(Sentence("A ferry hit a quay.", (1,), "en")), 1, WORDS("en"), zone="UTC")

    assert "Harbour Post" in seen(message)
    assert "may not be quoted" not in seen(message)


def test_a_quoted_sentence_is_told_to_be_quoted() -> None:
    view = told(Sentence(PASSAGES[0], (1,), "en", ((1, PASSAGES[0]),)), mode="extractive")

    assert "Quoted word for word." in seen(one(view, 1, WORDS("en"), zone="UTC"))


def test_no_more_of_an_outlet_is_quoted_than_over_all_surfaces_may_be() -> None:
    view = told(*(Sentence(f"Told {n}.", (1,), "en", ((1, passage),)) for n, passage in enumerate(PASSAGES)))

    shown = [passage.text for entry in ledger(view) for passage in entry.passages if passage.text]
    messages = [one(view, number, WORDS("en"), zone="UTC") for number in range(1, 7)]

    assert len(set(shown)) <= MOST_SENTENCES
    assert sum(map(len, set(shown))) <= MOST_CHARS
    assert sum("may not be quoted" in seen(message) for message in messages) == 6 - len(shown)
    assert all(message and "https://x.example/1" in message.html for message in messages)


def test_every_sentence_has_a_number_that_leads_to_it() -> None:
    view = told(*(Sentence(f"Told {n}.", (1,), "en") for n in range(10)))
    (message,) = whole(view, WORDS("en"))

    data = [button.data for row in message.buttons for button in row]
    assert data == [f"v1:ledger:7:{number}" for number in range(1, 11)] + ["v1:open:7"]
    assert "10. Told 9." in seen(message)


def test_one_leads_to_those_beside_it() -> None:
    view = told(*(Sentence(f"Told {n}.", (1,), "en") for n in range(3)))

    data = {
        number: [button.data for row in message.buttons for button in row]
        for number in (1, 2, 3)
        if (message := one(view, number, WORDS("en"), zone="UTC"))
    }
    assert data == {
        1: ["v1:ledger:7:2", "v1:ledger:7:0", "v1:open:7"],
        2: ["v1:ledger:7:1", "v1:ledger:7:3", "v1:ledger:7:0", "v1:open:7"],
        3: ["v1:ledger:7:2", "v1:ledger:7:0", "v1:open:7"],
    }
    assert one(view, 4, WORDS("en"), zone="UTC") is None
    assert one(view, 0, WORDS("en"), zone="UTC") is None


def test_a_story_of_headlines_only_says_so() -> None:
    (message,) = whole(replace(told(), paragraphs=()), WORDS("en"))

    assert "no more than their headlines" in seen(message)
    assert [button.data for row in message.buttons for button in row] == ["v1:radar:7", "v1:open:7"]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_ledger_is_said_in_every_language(language: str) -> None:
    view = told(Sentence("A ferry hit a quay.", (1,), "en", ((1, PASSAGES[0]),)))
    english = seen(one(view, 1, WORDS("en"), zone="UTC")) + seen(whole(view, WORDS("en"))[0])
    own = seen(one(view, 1, WORDS(language), zone="UTC")) + seen(whole(view, WORDS(language))[0])

    assert (own == english) == (language == "en")
