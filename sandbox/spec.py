"""The published Bot API as a judge: is this call well formed, and what are its arguments.

Arguments come as JSON values or, from forms, as strings; both are read as Telegram reads them.
`spec/bot-api.json` is an extract of facts (names, types, limits); refusals with words of their own are in
`words.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.errors import Json, Refused, malformed
from sandbox.files import Upload
from sandbox.words import LIMIT_WORDS, MISSING_WORDS, OWN_CHECKS

Parser = Callable[[Any], Any]


class Mismatch(ValueError):
    """The value is not of the type; the message is the rest of Telegram's sentence."""


@dataclass(frozen=True)
class Field:
    name: str
    parse: Parser
    required: bool
    limits: Json
    is_plain: bool  # a number, string, truth value or file: not written as JSON


@dataclass(frozen=True)
class MethodSpec:
    name: str
    fields: dict[str, Field]

    def read(self, given: Json) -> tuple[Json, list[str]]:
        """The arguments, typed, and the names nobody knows (Telegram ignores those). Raises Refused."""
        arguments: Json = {}
        unknown: list[str] = []
        for name, value in given.items():
            field = self.fields.get(name)
            if field is None:
                unknown.append(name)
            elif value is not None and not (value == "" and not field.is_plain):
                arguments[name] = self._value(field, value)
        for name, field in self.fields.items():
            if field.required and arguments.get(name, "") in ("", []) and (self.name, name) not in OWN_CHECKS:
                raise malformed(
                    MISSING_WORDS.get((self.name, name))
                    or MISSING_WORDS.get(("", name))
                    or f'parameter "{name}" is required'
                )
        return arguments, unknown

    def _value(self, field: Field, value: Any) -> Any:
        own = (self.name, field.name) in OWN_CHECKS or ("", field.name) in OWN_CHECKS
        try:
            typed = field.parse(value)
        except Mismatch as error:
            raise self._refusal(field, str(error)) from None
        if field.limits and typed != [] and not own:
            _check_limits(self.name, field, typed)
        return typed

    def _refusal(self, field: Field, reason: str) -> Refused:
        if field.is_plain:
            words = MISSING_WORDS.get((self.name, field.name)) or f"wrong parameter {field.name} in request"
            return malformed(words)
        return malformed(f"can't parse {field.name.replace('_', ' ')}: {reason}")


def _check_limits(method: str, field: Field, value: Any) -> None:
    limits = field.limits
    if "after_entities_parsing" in limits:
        return
    size = len(value.encode()) if "max_bytes" in limits and isinstance(value, str) else 0
    length = len(value.encode("utf-16-le")) // 2 if isinstance(value, str) else 0
    count = len(value) if isinstance(value, list) else 0
    number = value if isinstance(value, int | float) else 0
    broken = (
        ("max_bytes" in limits and not limits["min_bytes"] <= size <= limits["max_bytes"])
        or ("max_length" in limits and not limits.get("min_length", 0) <= length <= limits["max_length"])
        or ("max_items" in limits and not limits.get("min_items", 0) <= count <= limits["max_items"])
        or ("max" in limits and not limits["min"] <= number <= limits["max"])
        or ("alphabet" in limits and not re.fullmatch(r"[A-Za-z0-9_-]*", value))
        or ("non_zero" in limits and value == 0)
    )
    if broken:
        raise malformed(LIMIT_WORDS.get((method, field.name), f"wrong parameter {field.name} in request"))


@dataclass(frozen=True)
class Specification:
    version: str
    methods: dict[str, MethodSpec]  # by name in lower case, as Telegram matches them
    enums: dict[str, list[Any]]


@cache
def load() -> Specification:
    """Read once; about 10 ms."""
    raw = json.loads(files("sandbox").joinpath("spec/bot-api.json").read_text())
    types = _Types(raw["types"], raw["enums"])
    methods = {
        name.lower(): MethodSpec(name, {row[0]: types.field(row, nested=False) for row in rows})
        for name, rows in raw["methods"].items()
    }
    return Specification(raw["version"], methods, raw["enums"])


class _Types:
    """Compiles the names of types into parsers, each once."""

    def __init__(self, rows: dict[str, list[Any]], enums: dict[str, list[Any]]) -> None:
        self._rows = rows
        self._enums = enums
        self._known: dict[str, Parser] = {}

    def field(self, row: list[Any], *, nested: bool) -> Field:
        name, type_names, required = row[:3]
        is_plain = all(type_name in _PLAIN for type_name in type_names)
        parse = self.union(tuple(type_names))
        if not nested and name == "reply_markup":
            return Field(name, _anything, bool(required), {}, is_plain=True)  # keyboards.py has its own words
        if not nested and not is_plain:
            parse = _from_json(parse)
        return Field(name, parse, bool(required), row[3] if len(row) > 3 else {}, is_plain)

    def union(self, names: tuple[str, ...]) -> Parser:
        if len(names) == 1:
            return self.of(names[0])
        if set(names) == {"Integer", "String"}:
            return _chat
        if all(name.startswith("Array of ") for name in names):
            return _array(self.union(tuple(name.removeprefix("Array of ") for name in names)))
        if set(names) == {"InputFile", "String"}:
            return _file
        return _one_of([(name, self.of(name)) for name in names])

    def of(self, name: str) -> Parser:
        if name in _PLAIN:
            return _PLAIN[name]
        if name.startswith("Array of "):
            return _array(self.of(name.removeprefix("Array of ")))
        if name not in self._rows:
            return _anything
        return lambda value: self._object(name)(value)

    def _object(self, name: str) -> Parser:
        if name not in self._known:
            self._known[name] = self._compile(name)
        return self._known[name]

    def _compile(self, name: str) -> Parser:
        if not self._rows[name]:
            kinds = [
                kind for kind in self._rows if kind != name and kind.startswith(name) and self._rows[kind]
            ]
            return _one_of([(kind, self.of(kind)) for kind in kinds], prefix=name) if kinds else _bare_object
        return _object(name, {row[0]: self.field(row, nested=True) for row in self._rows[name]}, self._enums)


def _from_json(parse: Parser) -> Parser:
    def parse_text(value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise Mismatch("JSON object expected") from None
        return parse(value)

    return parse_text


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise Mismatch("must be of type Number")
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,19}\s*", value, re.ASCII):
        return int(value)
    raise Mismatch("must be of type Number")


def _number(value: Any) -> float:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Mismatch("must be of type Number") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mismatch("must be of type Number")
    return float(value)


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Mismatch("must be of type String")


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _TRUTH:
        return _TRUTH[value.lower()]
    raise Mismatch("must be of type Boolean")


def _chat(value: Any) -> int | str:
    """An id, or a @username left as it is."""
    try:
        return _integer(value)
    except Mismatch:
        return _string(value)


def _file(value: Any) -> Upload | str:
    if isinstance(value, Upload | str):
        return value
    raise Mismatch("must be of type String")


def _anything(value: Any) -> Any:
    return value


def _bare_object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise Mismatch("expected an Object")
    return value


_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
_PLAIN: dict[str, Parser] = {
    **{"Integer": _integer, "Float": _number, "String": _string, "Boolean": _boolean, "True": _boolean},
    "InputFile": _file,
}


def _array(parse: Parser) -> Parser:
    def parse_all(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Mismatch("expected an Array")
        return [parse(item) for item in value]

    return parse_all


def _object(name: str, fields: dict[str, Field], enums: dict[str, list[Any]]) -> Parser:
    kinds = enums.get(f"{name}Type")

    def parse_object(value: Any) -> Json:
        if not isinstance(value, dict):
            raise Mismatch(f"{name} must be an Object")
        parsed: Json = {}
        for key, field in fields.items():
            given = value.get(key)
            if given is None:
                if field.required:
                    raise Mismatch(f'Can\'t find field "{key}"')
                continue
            try:
                parsed[key] = field.parse(given)
            except Mismatch as error:
                reason = str(error)
                raise Mismatch(
                    f'Field "{key}" {reason}' if reason.startswith("must be") else reason
                ) from None
        if kinds and parsed.get("type") not in kinds:
            raise Mismatch(f"{name} has an unsupported type specified")
        return parsed

    return parse_object


def _one_of(options: list[tuple[str, Parser]], *, prefix: str = "") -> Parser:
    """The first type that fits, asked only those whose `type` is the one named, where it is named."""
    prefix = prefix or _common_prefix([name for name, _ in options])
    by_kind = {_snake(name.removeprefix(prefix)): parse for name, parse in options}

    def parse_any(value: Any) -> Any:
        kind = value.get("type") if isinstance(value, dict) else None
        candidates = [by_kind[kind]] if kind in by_kind else [parse for _, parse in options]
        last = Mismatch("expected an Object")
        for parse in candidates:
            try:
                parsed = parse(value)
            except Mismatch as error:
                last = error
                continue
            return {"type": kind, **parsed} if kind and isinstance(parsed, dict) else parsed
        raise last

    return parse_any


def _common_prefix(names: list[str]) -> str:
    shortest = min(names, key=len)
    for size in range(len(shortest), 0, -1):
        if all(name.startswith(shortest[:size]) for name in names):
            return shortest[:size]
    return ""


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
