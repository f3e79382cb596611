"""A real model behind a real server answers in our shapes; what it says is for the checks to judge."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from news.adapters.endpoint import Endpoint
from news.adapters.model import EndpointModel
from news.errors import InputTooLong, ModelFailed
from news.ports import Prompt
from news.writing.drafts import StoryAnswer, draft_of
from tests.news.adapters.test_model import Notes, a_prompt
from tests.small_model import IS_INSTALLED, WHY_NOT, small_model

pytestmark = [pytest.mark.skipif(not IS_INSTALLED, reason=WHY_NOT), pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with small_model() as address:
        yield address


def a_small_prompt() -> Prompt:
    """About 400 tokens: it reads slowly."""
    system = (
        "You write a short news story as JSON from numbered source sentences. Use only these. "
        'Each sentence has the ids of the source sentences it is from as "evidence".'
    )
    return a_prompt(system=system, max_tokens=900)


async def test_a_real_model_answers_in_the_shape_of_a_story(url: str) -> None:
    """Without the bounds in the schema it would babble on until its length runs out."""
    model = EndpointModel(Endpoint("smollm2", url), memory=Notes(), patience_s=300.0, stall_s=60.0)
    try:
        reply = await model.generate(a_small_prompt(), returns=StoryAnswer)
    finally:
        await model.close()
    draft = draft_of(reply.value)
    assert draft.headline.text
    assert draft.sentences, "there is something to check"
    assert reply.calls == 1
    assert 100 < reply.tokens_in < 1_500, "counted by the server"
    assert 0 < reply.tokens_out <= 900
    assert "/" not in reply.model, "llama.cpp calls a model by where its file is"


class Place(BaseModel):
    country: str


async def test_a_real_model_fills_a_small_schema(url: str) -> None:
    model = EndpointModel(Endpoint("smollm2", url), memory=Notes(), patience_s=120.0, stall_s=60.0)
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["country"],
        "properties": {"country": {"type": "string"}},
    }
    asked = Prompt(
        "You answer in JSON.",
        "Which country is Rome the capital of?",
        "probe/1",
        schema=schema,
        max_tokens=60,
    )
    try:
        reply = await model.generate(asked, returns=Place)
    finally:
        await model.close()
    assert "Ital" in reply.value.country


async def test_a_real_server_says_that_it_cannot_read_so_much(url: str) -> None:
    model = EndpointModel(Endpoint("smollm2", url), memory=Notes(), patience_s=120.0)
    try:
        with pytest.raises(ModelFailed) as failed:
            await model.generate(a_prompt(user="The ferry sank off Marel. " * 4_000), returns=StoryAnswer)
    finally:
        await model.close()
    assert isinstance(failed.value, InputTooLong)
