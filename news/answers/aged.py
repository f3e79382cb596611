"""Whether a number is somebody's age, and counts nobody: "Keller, 54, died". Pure."""

import re

_AGED = re.compile(
    r"(?:\baged?|\bage of|\bdie[sd] at|\bim alter von|[aà] l['’]âge de|\ball['’]età di|\bв возрасте|\bу віці|\bw wieku|\bve věku|\bla vârsta de|"
    r"\bσε ηλικία|\busia|\btuổi|בגיל|享年|终年|終年)\s*$",
    re.IGNORECASE,
)
_YEARS_OLD = re.compile(
    r"\s?(?:[-–]?\s?(?:years?[- ]old|jähr|jarige|letn|річн|летн|yaşında|yaşındaki|歳|岁|歲|세(?!기))|years?\b|jahren?\b|ans\b|años\b|anni\b|anos\b|jaar\b|år\b|"
    r"lat\b|let\b|de ani\b|лет\b|года?\b|[-–]?м году|років\b|роки\b|ετών|χρονών|عام|سن[ةه]|साल|वर्ष|বছর|tahun\b|tuổi)",
    re.IGNORECASE,
)
_SET_APART = re.compile(r"(?:[,(]\s?)$"), re.compile(r"\s?[,)]")
"""Before a number, behind it, and on both sides of it ("Keller, 54, died"): somebody's age."""


def is_age(text: str, start: int, end: int) -> bool:
    before, behind = _SET_APART
    return bool(
        _AGED.search(text[:start])
        or _YEARS_OLD.match(text[end:])
        or (before.search(text[:start]) and behind.match(text[end:]))
    )
