"""What we ask of models, as files: `NAME.toml` here holds `system`, `user`, `schema` and `max_tokens`.

A prompt's version is its name and the hash of its file, so that it is known of every text which words asked for it.
Knows no model. In `system` and `user`, `{name}` is a place to fill.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from news.ports import Prompt

_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Wording:
    """A prompt before it is filled. `schema` is the JSON Schema of the answer."""

    name: str
    version: str
    kind: str
    system: str
    user: str
    schema: Mapping[str, Any]
    max_tokens: int

    def fill(self, *, key: str = "", **values: str) -> Prompt:
        """Each place once: what a value says is not looked into for places. Raises KeyError for a place without a value."""

        def filled(text: str) -> str:
            return _PLACE.sub(lambda place: values[place[1]], text)

        return Prompt(
            system=filled(self.system),
            user=filled(self.user),
            version=self.version,
            schema=self.schema,
            max_tokens=self.max_tokens,
            kind=self.kind,
            key=key,
        )


@cache
def read_wording(name: str) -> Wording:
    """The file as it is in the program. Raises FileNotFoundError."""
    return wording_of(name, files(__name__).joinpath(f"{name}.toml").read_bytes())


def wording_of(name: str, file: bytes) -> Wording:
    """`schema` may be a table or JSON in a string; `kind` is story unless the file says otherwise."""
    told = tomllib.loads(file.decode("utf-8"))
    schema = told.get("schema", {})
    return Wording(
        name=name,
        version=f"{name}/{sha256(file).hexdigest()[:12]}",
        kind=told.get("kind", "story"),
        system=told["system"].strip(),
        user=told["user"].strip(),
        schema=json.loads(schema) if isinstance(schema, str) else schema,
        max_tokens=told.get("max_tokens", 1_500),
    )
