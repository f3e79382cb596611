"""An answer that is known answers the same question of the same sources only."""

from news.answers.memory import key_of
from news.answers.values import Asked


def test_a_question_put_to_one_outlet_is_not_answered_by_what_all_say() -> None:
    asked = Asked("how many injured", "en", "en")

    keys = {key_of(asked, (), version="1", within=within) for within in ((), ("DW",), ("DW", "BBC"))}

    assert len(keys) == 3
    assert key_of(asked, (), version="1", within=("BBC", "DW")) in keys
