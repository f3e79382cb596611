"""One measure in several units: "85 mph" and "137 km/h", "10 inches" and "25 cm", "80 °F" and "27 °C".

Pure arithmetic; knows no text and no language. Money is no measure: what it changes for is another every day.
"""

import math

_SIZES = {
    "length": {"km": 1000, "m": 1, "cm": 0.01, "mm": 0.001, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048, "in": 0.0254},
    "speed": {"km/h": 1, "mph": 1.609344},
    "weight": {"t": 1000, "kg": 1, "g": 0.001, "lb": 0.45359, "oz": 0.02835},
    "area": {"km2": 1e6, "ha": 1e4, "m2": 1, "mi2": 2.58999e6, "acre": 4046.86, "ft2": 0.092903},
    "room": {"l": 1, "gal": 3.78541, "barrel": 158.987},
}  # fmt: skip
_ALSO = {"mi": ("mph",), "km": ("km/h",)}
"""Where a text says "miles" and leaves out the hour, or says it in words that we do not read."""
_DEGREES = frozenset(["°", "°c", "°f"])
ROUNDED = 0.03
"""The most that people round by, of the value, where more digits than it has are told."""
LOOSELY = 0.1
"""The same, of a value that has one figure itself."""
CUT = 0.06
"""The most that is left off where what follows the last digit is cut away: "136 km/h" of 85 mph."""
DEGREES_OFF, DEGREES_CUT = 0.5, 0.7
WARMER_BY = 40
"""The most degrees that are taken for a difference."""


def is_same_measure(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Whether `value` of `unit` is what `other` of another unit comes to, as people round."""
    if unit in _DEGREES and other_unit in _DEGREES:
        return value != other and (
            _is_same_warmth(value, unit, other, other_unit) or _is_same_warmth(other, other_unit, value, unit)
        )
    if unit == other_unit:
        return False
    return any(
        _is_near(value, wanted := other * sizes[theirs] / sizes[mine]) or _is_round(value, other, wanted)
        for sizes in _SIZES.values()
        for mine in (unit, *_ALSO.get(unit, ()))
        for theirs in (other_unit, *_ALSO.get(other_unit, ()))
        if mine in sizes and theirs in sizes and mine != theirs
    )


def _is_near(value: float, wanted: float) -> bool:
    """Rounded to as many digits as the value has: "620" may be 619.6, "137" is no 138.2."""
    step = next((each for each in (100, 10, 5, 1, 0.5) if value % each == 0), 0.1)
    step = 1 if step == 5 and value > 200 else step
    last = 1 if value == round(value) else 0.1
    is_cut = 0 <= wanted - value < min(last, CUT * wanted)
    return is_cut or abs(value - wanted) <= min(step / 2, max(ROUNDED * wanted, last / 2))


def _is_round(value: float, other: float, wanted: float) -> bool:
    """What has one figure is told in round numbers again: "30 yards" as 25 or 30 metres, "a mile" as 1.5 km."""
    size = 10.0 ** math.floor(math.log10(wanted)) if wanted > 0 else 0
    if not size or other != _to(other, 10.0 ** math.floor(math.log10(other))):
        return False
    return value in (_to(wanted, size), _to(wanted, size / 2)) and abs(value - wanted) <= LOOSELY * wanted


def _to(value: float, step: float) -> float:
    return math.floor(value / step + 0.5) * step


def _is_same_warmth(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Of two readings one is in Fahrenheit; "10 degrees warmer" are 5 or 6."""
    of_fahrenheit = (
        unit != "°f"
        and other_unit != "°c"
        and (_is_near_degree(value, (other - 32) / 1.8) or _is_about(value, other, other / 1.8))
    )
    of_celsius = (
        unit != "°c"
        and other_unit != "°f"
        and (_is_near_degree(value, other * 1.8 + 32) or _is_about(value, other, other * 1.8))
    )
    return of_fahrenheit or of_celsius


def _is_near_degree(value: float, wanted: float) -> bool:
    """To the nearest degree, or the one below; a round figure in Fahrenheit is not told more exactly."""
    off = 1.0 if value % 10 == 0 and value > WARMER_BY else DEGREES_OFF
    return abs(value - wanted) <= off or 0 <= wanted - value <= DEGREES_CUT


def _is_about(value: float, other: float, wanted: float) -> bool:
    """Of a difference, which people round as they like."""
    return max(value, other) <= WARMER_BY and abs(value - wanted) <= max(wanted / 10, value % 1 == 0 and 0.6)
