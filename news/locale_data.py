"""Keeps the data of Babel's locales apart. Imported with `news`, before anything reads a name of a month.

What a locale does not say itself it shares with its parent's data, and there Babel 2.18 writes what an alias was found to stand
for (python-babel/babel#1234): once a process had read the Chinese names of months, Persian dates had them. Here an alias is
followed each time it is met, also to what is an alias itself but for some names.
"""

from collections.abc import Mapping
from typing import Any

from babel.localedata import Alias, LocaleDataDict, merge


def _item(self: LocaleDataDict, key: str | int | None) -> Any:
    """As Babel's, but nothing is kept in data that may be another locale's."""
    found = _meant(self._data[key], self.base)
    return LocaleDataDict(found, base=self.base) if isinstance(found, dict) else found


def _meant(found: Any, data: Mapping[str | int | None, Any]) -> Any:
    """What an alias stands for; of a pair, with the names that the locale has of its own. Else what was found."""
    if isinstance(found, Alias):
        meant: Any = data
        for key in found.keys:
            meant = _meant(meant[key], data)
        return meant
    if isinstance(found, tuple):
        alias, own = found
        merged = dict(_meant(alias, data))
        merge(merged, own)
        return merged
    return found


def keep_apart() -> None:
    LocaleDataDict.__getitem__ = _item  # type: ignore[method-assign]
