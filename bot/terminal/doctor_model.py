"""The doctor's look at the model: whether it is offered, whether it answers, and what it has used up today.

Asks it one tiny question, outside of the day's budget. Changes nothing.
"""

import time
from typing import TYPE_CHECKING

from pydantic import BaseModel

from bot.terminal.finding import Finding, Verdict
from news.errors import ModelFailed
from news.ports import Prompt
from news.settings import Settings

if TYPE_CHECKING:
    from news.app import App

LIST_S = 5.0
ANSWER_S = 20.0
OPENAI = "https://api.openai.com/v1"
ABOUT = "Model"
PROBE = Prompt(
    system="A program asks whether you answer. Answer in JSON.",
    user='Answer with {"answers": true} and nothing else.',
    version="probe/1",
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["answers"],
        "properties": {"answers": {"type": "boolean"}},
    },
    max_tokens=400,  # a model that thinks first needs more than the answer
)


class Probed(BaseModel):
    answers: bool


async def examine_model(settings: Settings) -> Finding:
    if settings.openai_api_key is None and settings.openai_base_url is None:
        said = "none configured; stories are told in their sources' own sentences."
        return Finding(Verdict.WELL, ABOUT, said)
    address, key = list_address(settings)
    try:
        known = await list_models(address, key)
    except (OSError, ValueError) as error:
        said = f"{address} gives no list of models ({error or type(error).__name__})."
        advice = "Check OPENAI_BASE_URL and OPENAI_API_KEY; digests are made without it."
        return Finding(Verdict.LOOK, ABOUT, said, advice)
    wanted = settings.openai_model
    if wanted is None:
        return Finding(Verdict.LOOK, ABOUT, f"{address} offers {len(known)}.", "Name one in OPENAI_MODEL.")
    if wanted not in known:
        said = f"{address} does not offer {wanted}."
        return Finding(Verdict.LOOK, ABOUT, said, "Check OPENAI_MODEL.")
    return await _probe(settings, address.removesuffix("/models"))


async def _probe(settings: Settings, where: str) -> Finding:
    """Whether it answers a question, in which form, and how fast."""
    from news.adapters.model import EndpointModel, endpoint_of

    model = EndpointModel(endpoint_of(settings), memory=Forgetful(), patience_s=ANSWER_S)
    began = time.monotonic()
    try:
        reply = await model.generate(PROBE, returns=Probed)
    except ModelFailed as failure:
        said = f"{settings.openai_model} at {where} does not answer as it should ({failure.reason})."
        advice = "While it does not, stories are told in their sources' own sentences."
        return Finding(Verdict.LOOK, ABOUT, said, advice)
    finally:
        await model.close()
    took_s = time.monotonic() - began
    return Finding(
        Verdict.WELL, ABOUT, f"{reply.model} at {where} answers in {took_s:.1f} s, asked by {model.format}."
    )


class Forgetful:
    """A memory that keeps nothing: an examination changes nothing."""

    async def recall(self, name: str) -> str | None:
        return None

    async def keep(self, name: str, value: str) -> None: ...


async def examine_budget(app: "App", settings: Settings) -> Finding:
    """What is used up today."""
    from news.operating.budget import spent_on, total_of, used_of

    async with app.reading() as session:
        rows = await spent_on(session, app.now().date())
    spent, used, allowance = total_of(rows), used_of(rows), settings.allowance
    said = f"{spent.calls:,} calls and {spent.tokens:,} of {allowance.tokens:,} tokens today"
    said += f", for {spent.cost:.2f}." if spent.cost is not None else "."
    if not allowance.has_room(used, kind="story", tokens=1, is_spare=True):
        return Finding(
            Verdict.LOOK, "Budget", said, "OPENAI_TOKENS_PER_DAY sets it; a day ends at midnight UTC."
        )
    return Finding(Verdict.WELL, "Budget", said)


def list_address(settings: Settings) -> tuple[str, str]:
    """Where the endpoint lists its models, and the key or nothing."""
    key = settings.openai_api_key
    return (settings.openai_base_url or OPENAI).rstrip("/") + "/models", key.get_secret_value() if key else ""


async def list_models(address: str, key: str) -> set[str]:
    """The ids that `GET /models` lists; it costs nothing. Raises OSError or ValueError."""
    import aiohttp

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LIST_S), trust_env=True) as http,
            http.get(address, headers=headers) as answer,
        ):
            if answer.status != 200:
                raise ValueError(f"HTTP {answer.status}")
            listed = await answer.json(content_type=None)
    except aiohttp.ClientError as error:
        raise OSError(str(error)) from error
    if not isinstance(listed, dict) or not isinstance(listed.get("data"), list):
        raise ValueError("the answer is not a list of models")
    return {str(model.get("id")) for model in listed["data"] if isinstance(model, dict)}
