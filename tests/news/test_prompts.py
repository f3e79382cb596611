"""What is asked of models, as files: known by their words, and filled without looking into what fills them."""

import re
from importlib.resources import files

import pytest

from news.prompts import read_wording, wording_of

FILE = b'system = "Write in {language}."\nuser = "Sources:\\n{sources}"\nmax_tokens = 300\nschema = \'{"type": "object"}\'\n'
NAMES = sorted(
    file.name.removesuffix(".toml") for file in files("news.prompts").iterdir() if file.name.endswith(".toml")
)


def test_places_are_filled() -> None:
    prompt = wording_of("story", FILE).fill(language="Ukrainian", sources="⟦1.0⟧ Nine died", key="k")
    assert (prompt.system, prompt.user) == ("Write in Ukrainian.", "Sources:\n⟦1.0⟧ Nine died")
    assert (prompt.schema, prompt.max_tokens, prompt.kind, prompt.key) == (
        {"type": "object"},
        300,
        "story",
        "k",
    )


def test_a_source_that_looks_like_a_place_stays_as_it_is() -> None:
    assert (
        wording_of("story", FILE)
        .fill(language="{sources}", sources="{language} {x}")
        .user.endswith("{language} {x}")
    )


def test_a_place_without_a_value_is_not_sent() -> None:
    with pytest.raises(KeyError):
        wording_of("story", FILE).fill(language="Ukrainian")


def test_a_prompt_with_other_words_is_another_version() -> None:
    one, other = wording_of("story", FILE), wording_of("story", FILE.replace(b"Write", b"Tell"))
    assert one.version != other.version
    assert re.fullmatch(r"story/[0-9a-f]{12}", one.version)


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_of_ours_can_be_read(name: str) -> None:
    wording = read_wording(name)
    assert wording.system
    assert wording.kind in {"story", "translation", "answer"}
    assert wording.schema.get("type") == "object"
    assert wording.schema.get("additionalProperties") is False
