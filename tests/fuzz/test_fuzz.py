"""The promises of `targets`, tried on made-up input in every run, and on every input that ever broke one of them.

Those inputs lie in `findings/`, a folder a target, as the guided run (`make fuzz`) left them or smaller.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Target

FINDINGS = Path(__file__).parent / "findings"
CASES = [
    pytest.param(target, file, id=f"{target.name}-{file.name}")
    for target in TARGETS
    for file in sorted((FINDINGS / target.name).glob("*"))
]
TOLD = {"feed": 60, "opml": 60, "message": 60, "question": 60, "topic": 60}
"""How many inputs are tried, where one takes longer than a moment."""


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Noise, any text, the target's own words in any order, and its good inputs with something put into them."""
    words = st.sampled_from([*target.words, " ", "7", "\n"])
    parts = st.lists(words | st.text(max_size=8), max_size=14).map(lambda parts: "".join(parts).encode())
    led = st.tuples(st.binary(min_size=1, max_size=1), parts).map(b"".join)
    return st.binary(max_size=80) | st.text(max_size=120).map(str.encode) | parts | led | _spoilt(target)


def _spoilt(target: Target) -> st.SearchStrategy[bytes]:
    def spoil(seed: bytes, place: float, put: bytes, gone: int) -> bytes:
        at = int(place * len(seed))
        return seed[:at] + put + seed[at + gone :]

    put = st.binary(max_size=12) | st.sampled_from([word.encode() for word in (*target.words, "")])
    return st.builds(spoil, st.sampled_from(target.seeds), st.floats(0, 1), put, st.integers(0, 30))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_no_input_breaks_a_promise(target: Target) -> None:
    _skip_without_telegrams_parser(target)

    @settings(
        max_examples=TOLD.get(target.name, 150),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(target))
    def tried(content: bytes) -> None:
        target.check(content)

    for seed in target.seeds:
        target.check(seed)
    tried()


@pytest.mark.parametrize(("target", "file"), CASES)
def test_what_once_broke_a_promise_breaks_it_no_more(target: Target, file: Path) -> None:
    _skip_without_telegrams_parser(target)
    target.check(file.read_bytes())


def _skip_without_telegrams_parser(target: Target) -> None:
    if target.name == "message":
        pytest.importorskip("tdjson", reason="Telegram's own library is not installed")
