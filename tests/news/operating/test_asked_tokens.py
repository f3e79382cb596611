"""What is reserved for a question is no less than what it is counted for, in whichever form an endpoint takes it."""

import json

import pytest

from news.adapters.habits import FORMATS, Habits, asked_tokens
from news.operating.usage import estimate_tokens
from news.ports import Again
from tests.news.adapters.test_model import a_prompt

AGAIN = Again(said='{"headline": "\\"Nine\\" dead"}' * 40, complaint="Wrong: no paragraphs.\nAnswer again.")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("again", [None, AGAIN], ids=["asked", "asked again"])
@pytest.mark.parametrize("user", ["Nine died.", 'He said: "No."\n\t' * 300, "九人が死亡した。" * 300])
def test_no_form_of_a_question_is_longer_than_what_is_reserved(
    form: str, again: Again | None, user: str
) -> None:
    prompt = a_prompt(user=user, again=again)
    request = Habits(form).request(prompt)
    sent = {name: request.get(name) for name in ("messages", "response_format")}
    reserved = asked_tokens(prompt)
    assert estimate_tokens(json.dumps(list(sent.values()), ensure_ascii=False)) <= reserved
    assert reserved < 2 * estimate_tokens(json.dumps(sent)) + 1_000
