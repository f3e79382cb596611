"""What of an answer is whole while the rest is still to come: JSON, read as far as it is closed.

Pure: bytes of a stream in, values out. Only a bare object is read so, in a fence or not: what stands in thoughts and prose
may be taken back. Knows no network and no story.
"""

import re
from collections.abc import Mapping
from typing import Any

from news.adapters.model_reply import find_json, words_of_event

_THOUGHTS = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\A[^{]*?```[a-zA-Z0-9_-]*[ \t]*\n")
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}


class Hearing:
    """One answer while it streams in."""

    def __init__(self) -> None:
        self._rest, self._text, self._closed = b"", "", 0

    def add(self, part: bytes) -> Mapping[str, Any] | None:
        """The answer as far as it is closed, where this part closed more of it."""
        *lines, self._rest = (self._rest + part).split(b"\n")
        new = "".join(words_of_event(line.decode("utf-8", "replace")) for line in lines)
        self._text += new
        return self._more() if "}" in new else None

    def _more(self) -> Mapping[str, Any] | None:
        found = closed(self._text)
        if found is None or len(found) <= self._closed:
            return None
        self._closed = len(found)
        try:
            value = find_json(found)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


def closed(text: str) -> str | None:
    """The object that begins here up to the last object in it that is closed, with its brackets closed; None where none
    is yet."""
    bare = _FENCE.sub("", _THOUGHTS.sub("", text)).lstrip()
    if not bare.startswith("{"):
        return None
    still_open: list[str] = []
    found = None
    for part in _STRING_OR_BRACKET.finditer(bare):
        if part[0] in _CLOSING:
            still_open.append(part[0])
        elif part[0] in "}]":
            if not still_open or _CLOSING[still_open.pop()] != part[0]:
                return None
            if part[0] == "}":
                found = bare[: part.end()] + "".join(_CLOSING[each] for each in reversed(still_open))
            if not still_open:
                break
    return found
