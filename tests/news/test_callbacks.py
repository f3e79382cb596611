"""What a button says to us fits into Telegram's 64 bytes and comes back as it was; all else is no press."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.callbacks import ACTS, LIMIT_BYTES, Press, decode, encode, for_place, has_no_room

words = st.text("abcdefghijklmnopqrstuvwxyz-/_ABC0123456789", min_size=1, max_size=20)


@given(st.sampled_from(sorted(ACTS - {"hour"})), st.lists(words, max_size=2))
def test_what_a_button_says_comes_back(act: str, arguments: list[str]) -> None:
    assert decode(encode(act, *arguments)) == Press(act, tuple(arguments))


def test_an_hour_keeps_its_colon() -> None:
    assert decode(encode("hour", "07:30")) == Press("hour", ("07:30",))


def test_every_zone_fits() -> None:
    from news.clock import zones_by_name

    assert {decode(encode("zone", zone)) for zone in zones_by_name().values()} == {
        Press("zone", (zone,)) for zone in zones_by_name().values()
    }


def test_the_largest_row_ids_fit() -> None:
    assert len(encode("open", 2**63 - 1, 2**63 - 1).encode()) <= LIMIT_BYTES


@pytest.mark.parametrize("number", [str(2**63), "9" * 40, "²", "-1", "", "1.5"])
def test_a_number_that_no_row_can_have_is_none(number: str) -> None:
    assert Press("open", (number,)).number() is None


@pytest.mark.parametrize("arguments", [("x" * 64,), ("й" * 31,), ("a:b",)])
def test_a_button_that_could_not_come_back_is_not_made(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no such button"):
        encode("follow", *arguments)


def test_an_act_that_does_not_exist_is_not_made() -> None:
    with pytest.raises(ValueError, match="no such button"):
        encode("destroy", 1)


@pytest.mark.parametrize(
    "text", [None, "", "v1", "v1:", "v1:destroy:1", "v0:open:1", "open:1", "::::", "\x00"]
)
def test_what_is_not_ours_or_older_is_no_press(text: str | None) -> None:
    assert decode(text) is None


@given(st.text())
def test_no_text_whatever_breaks_reading(text: str) -> None:
    press = decode(text)
    assert press is None or press.act in ACTS


def test_a_number_is_a_number_only_in_plain_digits() -> None:
    press = Press("open", ("12", "-1", "١٢", "1e3", ""))
    assert [press.number(at) for at in range(6)] == [12, None, None, None, None, None]
    assert press.word(0) == "12"
    assert press.word(9) == ""


def test_a_button_for_another_chat_says_which():
    bound = for_place(encode("lang", "de", "setup"), 17)
    assert decode(bound) == Press("lang", ("de", "setup"), 17)
    assert decode("v1@x:lang:de") is None


def test_a_button_that_has_no_room_for_another_chat_stays_as_it_is():
    full = encode("follow", "s" * 40, 0, "setup")
    assert for_place(full, 123_456_789) == full
    assert has_no_room(full)
    assert len(for_place(full, 12_345).encode()) <= LIMIT_BYTES
