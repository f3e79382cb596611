"""What it means when an endpoint refuses, or answers something else than what it was asked for: which failure it is.

Pure; knows no network.
"""

import re
from datetime import timedelta
from typing import NoReturn, TypeVar

from pydantic import TypeAdapter, ValidationError

from news.adapters.endpoint import FINAL, Refusal
from news.adapters.habits import Habits, is_filtered, is_too_long
from news.adapters.model_reply import Answer, find_json, sounds_refused
from news.errors import CutShort, Declined, InputTooLong, Misread, ModelBusy, ModelClosed, ModelFailed
from news.operating.usage import Usage
from news.ports import Reply

T = TypeVar("T")

SAID_CHARS = 300


# --- what a refusal means ------------------------------------------------------------------------


def other_form(habits: Habits, refusal: Refusal) -> Habits:
    """The form to ask in instead. Raises what the refusal means where it is not about the form, ModelFailed where no form
    is left."""
    told = {"code": refusal.code.casefold(), "complaint": refusal.complaint}
    if is_too_long(**told) or refusal.status == 413:
        raise InputTooLong(refusal.reason) from refusal
    if is_filtered(**told):
        raise Declined(refusal.reason) from refusal
    other = habits.after(param=refusal.param, complaint=refusal.complaint)
    if other is None:
        raise ModelFailed(f"{refusal.reason}: {refusal.complaint[:120]}") from refusal
    return other


def busy_or_closed(refusal: Refusal) -> ModelBusy:
    """Raises ModelClosed or Declined instead where later would be the same."""
    has_no_money = "quota" in refusal.code or "billing" in refusal.code
    if refusal.status == 403 and is_filtered(code=refusal.code, complaint=refusal.complaint):
        raise Declined(refusal.reason) from refusal
    if refusal.status in FINAL or refusal.status < 400 or has_no_money:
        raise ModelClosed(refusal.reason) from refusal
    after = timedelta(seconds=refusal.after_s) if refusal.after_s is not None else None
    return ModelBusy(refusal.reason, after=after)


# --- what an answer means ------------------------------------------------------------------------


def typed(answer: Answer, usage: Usage, returns: type[T]) -> Reply[T]:
    """Raises Declined, CutShort or Misread."""
    if answer.refusal or answer.finish == "content_filter":
        raise Declined(answer.finish or "refused", usage=usage)
    if answer.finish == "length":
        raise CutShort("its length ran out", usage=usage)
    try:
        value = TypeAdapter(returns).validate_python(find_json(answer.text))
    except ValueError as error:
        _fail_to_read(answer, usage, error)
    return Reply(value, usage.model, usage.tokens_in, usage.tokens_out, usage.cost, usage.calls)


def _fail_to_read(answer: Answer, usage: Usage, error: ValueError) -> NoReturn:
    if sounds_refused(answer.text):
        raise Declined("refused in words", usage=usage) from error
    if (
        answer.finish is None
        and answer.text
        and "{" in answer.text
        and not isinstance(error, ValidationError)
    ):
        raise CutShort("the stream ended before the answer did", usage=usage) from error
    raise Misread(_complaint(answer, error), said=answer.text[:SAID_CHARS], usage=usage) from error


def _complaint(answer: Answer, error: ValueError) -> str:
    """In words that the model can be told: where it is wrong, without what it wrote there."""
    if not answer.text.strip():
        return "the answer is empty"
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(part) for part in first['loc']) or 'the answer'}: {first['msg']}"
    return re.sub(r"\s+", " ", str(error))[:200]
