"""Places that people send. Where one is says only in which time zone a reader is; so a place becomes the line
`/zone Europe/Berlin` before anything is kept, and no coordinates reach the database or a log.

The map is tzfpy's, offline. Knows nothing of what the line does.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = Mapping[str, Any]
FindZone = Callable[[float, float], str]
"""Longitude and latitude to the name of a zone."""

_HOLD_PLACES = ("location", "venue")


def without_places(update: Json, find_zone: FindZone | None = None) -> dict[str, Any]:
    """The update without coordinates, wherever in it they stood; a place sent in a private chat as the line it means."""
    made: dict[str, Any] = _bare(update)
    message = update.get("message")
    at = _place_of(message) if isinstance(message, Mapping) else None
    if at is not None and message is not None and message.get("chat", {}).get("type") == "private":
        made["message"]["text"] = f"/zone {(find_zone or zone_at)(*at)}"
    return made


def zone_at(longitude: float, latitude: float) -> str:
    """At sea one of the Etc zones."""
    import tzfpy  # a map of some megabytes, read when the first place comes

    return tzfpy.get_tz(longitude, latitude)


def _place_of(message: Json) -> tuple[float, float] | None:
    place = message.get("location") or (message.get("venue") or {}).get("location")
    if not isinstance(place, Mapping):
        return None
    longitude, latitude = place.get("longitude"), place.get("latitude")
    if not isinstance(longitude, int | float) or not isinstance(latitude, int | float):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _bare(each) for key, each in value.items() if not (key in _HOLD_PLACES and _is_place(each))
        }
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return value


def _is_place(value: Any) -> bool:
    return isinstance(value, Mapping) and ("latitude" in value or "location" in value)
