"""In which form an endpoint takes a question: no two servers take the same, and each says so by refusing.

A value that an unfit form turns into the next one, from the strictest answer format to none, and from all parameters to
few. It is kept, so that an endpoint refuses each form once and not once a story. Pure; knows no network.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from news.operating.usage import estimate_tokens
from news.ports import Prompt

BOUNDED, STRICT, OBJECT, PLAIN = "bounded", "json_schema", "json_object", "plain"
FORMATS = (BOUNDED, STRICT, OBJECT, PLAIN)
"""OpenAI, vLLM, llama.cpp, Ollama and LM Studio take a schema; DeepSeek takes only `json_object`; others neither. How many
items a list may have, and how long a text may be, keeps small models from babbling on; not all that take a schema take
these bounds."""
_BOUNDS = frozenset({"maxItems", "maxLength"})
_BOUND_WORDS = re.compile(
    r"max_?items|max_?length|not permitted|keyword|invalid schema|unsupported schema|grammar"
)

_FORMAT_WORDS = re.compile(r"response_format|json_schema|json_object|json mode|structured|grammar|schema")
_OPTIONAL = ("temperature", "stream_options", "stream")
_LENGTHS = ("max_tokens", "max_completion_tokens")
_TOO_LONG = re.compile(
    r"context.{0,40}(?:length|size|window|exceed)|maximum (?:context|input|prompt)|exceeds? .{0,40}context"
    r"|(?:prompt|input|request|message).{0,30}too (?:long|large|many)|too many (?:input )?tokens|n_ctx|reduce the length"
)
_FILTERED = re.compile(
    r"content.?(?:filter|policy|management)|moderation|flagged|inappropriate|data_inspection"
)


@dataclass(frozen=True)
class Habits:
    """`without` names the parameters that the endpoint has refused."""

    format: str = BOUNDED
    without: frozenset[str] = frozenset()

    def request(self, prompt: Prompt) -> dict[str, Any]:
        """The parameters of a chat completion, the model's name left out."""
        schema = dict(prompt.schema)
        is_parameter = self.format in (BOUNDED, STRICT)
        in_words = bool(schema) and (not is_parameter or prompt.again is not None)
        made: dict[str, Any] = {
            "messages": _messages(prompt, schema if in_words else None),
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            self._length: prompt.max_tokens,
        }
        if schema and is_parameter:
            sent = schema if self.format == BOUNDED else without_bounds(schema)
            made["response_format"] = {"type": STRICT, "json_schema": _named(prompt.version, sent)}
        elif self.format == OBJECT:
            made["response_format"] = {"type": OBJECT}
        return {name: value for name, value in made.items() if name not in self._left_out}

    def after(self, *, param: str, complaint: str) -> "Habits | None":
        """The form to ask in after an endpoint has refused this one; None where there is no other.

        A complaint that names nothing takes one step down all the same: some say "bad request" only.
        """
        told = (param.casefold(), complaint.casefold())
        for named in told:
            if (fewer := self._without_what_is_named(named)) is not None:
                return fewer
        if self.format != PLAIN:
            return replace(self, format=self._next_format(" ".join(told)))
        untried = frozenset(_OPTIONAL) - self.without
        return replace(self, without=self.without | untried) if untried else None

    @property
    def _length(self) -> str:
        return _LENGTHS[1] if _LENGTHS[0] in self.without else _LENGTHS[0]

    @property
    def _left_out(self) -> frozenset[str]:
        return self.without | ({"stream_options"} if "stream" in self.without else set())

    def _without_what_is_named(self, complaint: str) -> "Habits | None":
        """Of the parameters that are sent, the one that the complaint names first."""
        sent = {name for name in (*_OPTIONAL, self._length) if name not in self._left_out}
        places = {name: re.search(rf"(?<![a-z_]){name}(?![a-z_])", complaint) for name in sent}
        named = sorted((found.start(), name) for name, found in places.items() if found)
        return replace(self, without=self.without | {named[0][1]}) if named else None

    def _next_format(self, complaint: str) -> str:
        """Where a schema is refused as such, the one without bounds need not be tried."""
        is_about_bounds = _BOUND_WORDS.search(complaint) or not _FORMAT_WORDS.search(complaint)
        at = STRICT if self.format == BOUNDED and not is_about_bounds else self.format
        return FORMATS[FORMATS.index(at) + 1]

    def written(self) -> str:
        return json.dumps({"format": self.format, "without": sorted(self.without)})


def asked_tokens(prompt: Prompt) -> int:
    """How many tokens are read of a question, in the longest form in which it may be asked. Rather too many: of the others, the one is
    without some bounds, and the other without a few words."""
    forms = (Habits(form).request(prompt) for form in (BOUNDED, OBJECT))
    written = (
        json.dumps([form["messages"], form.get("response_format")], ensure_ascii=False) for form in forms
    )
    return estimate_tokens(max(written, key=len))


def without_bounds(schema: Any) -> Any:
    """The schema, in which a list may have any number of items and a text any length."""
    if isinstance(schema, list):
        return [without_bounds(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {name: without_bounds(part) for name, part in schema.items() if name not in _BOUNDS}


def read_habits(written: str | None) -> Habits:
    """What `written` gave; what it did not give counts for nothing."""
    try:
        told = json.loads(written or "{}")
        without = frozenset(told["without"]) & {*_OPTIONAL, *_LENGTHS}
        return Habits(told["format"] if told["format"] in FORMATS else BOUNDED, without)
    except (ValueError, KeyError, TypeError):
        return Habits()


def is_too_long(*, code: str, complaint: str) -> bool:
    """Whether a refusal is about the length of what was asked."""
    return "context_length" in code or _TOO_LONG.search(complaint.casefold()) is not None


def is_filtered(*, code: str, complaint: str) -> bool:
    """Whether a refusal is about what the text speaks of: violent news is refused often."""
    return _FILTERED.search(f"{code} {complaint}".casefold()) is not None


def _messages(prompt: Prompt, schema: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The fixed part first: endpoints remember the beginnings of what they read."""
    system = prompt.system if schema is None else f"{prompt.system}\n\n{_in_words(schema)}"
    messages = [{"role": "system", "content": system}, {"role": "user", "content": prompt.user}]
    if prompt.again is not None:
        messages.append({"role": "assistant", "content": prompt.again.said or "(nothing)"})
        messages.append({"role": "user", "content": prompt.again.complaint})
    return messages


def _in_words(schema: Mapping[str, Any]) -> str:
    written = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object that fits this JSON Schema, and with nothing else:\n{written}"


def _named(version: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    name = re.sub(r"[^a-zA-Z0-9_-]", "_", version.split("/", maxsplit=1)[0]) or "answer"
    return {"name": name[:64], "strict": True, "schema": schema}
