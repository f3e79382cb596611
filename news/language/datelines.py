"""Datelines: where and by whom a report was filed, as agencies write it before the first sentence.

Knows nothing of articles. What is cut off is only ever a beginning, so that the rest stays word for word.
"""

import re
from functools import cache
from zoneinfo import available_timezones

LONGEST_CHARS = 70
"""Place, date and agency together; longer beginnings belong to the sentence."""

_AGENCY = (
    r"(?:Associated Press|AP|Reuters|AFP|dpa|DPA|EFE|ANSA|CNN|PTI|ANI|IANS|Xinhua|Kyodo(?: News)?|TASS|Interfax|UPI|Bloomberg|Europa Press"
    r"|EUROPA PRESS|APA|PAP|ČTK|KNA|epd|SID|sid|Lusa|Agência Brasil|Adnkronos|ADNKRONOS|LaPresse|AGI|Bernama|Anadolu|AA|BNS|STT|NTB|TT|ANP"
    r"|Belga|Keystone-SDA|sda|MTI|HINA|Tanjug|MIA|BTA|Agerpres|Yonhap|CNA|WAM|SPA|MENA|WAFA|JTA|ABC|NPR|CP|The Canadian Press|dts|AWP|awp)"
)
_SOURCED = re.compile(
    rf"[^()\n!?:]{{0,45}}?\(\s*(?:CN )?{_AGENCY}(?:\s?[/,-]\s?[\w. ]{{1,15}})?\s*\)\s*\.?\s*(?:[-–—―:]+\s*|(?=[^\W\d_a-z]))"
)
_PLACE_BY_AGENCY = re.compile(rf"[^\W\d_a-z][^()\n.!?:|]{{2,40}}?[ ,]{_AGENCY}\s*(?:\||[-–—―])\s+")
_CAPITALS = re.compile(
    r"[^\W\d_a-z]{3,}(?:[ ,.'’/-]{1,2}[^\W\d_a-z]{2,}){0,4}(?:, [^\W\d_]+\.?(?: \d{1,2})?)?\s+(?:--|[–—―])\s+(?=\S)"
)
_DATED = re.compile(
    r"[^\W\d_a-z]{3,}(?: [^\W\d_a-z]{2,}){0,2}, \d{1,2}\.? [^\W\d_]{3,4}\.?\s*[-–—―]\s*(?=\S)"
)
_NAMED = re.compile(r"([^\W\d_][^\W\d_]+(?:[ /-][^\W\d_]+){0,2})(?:, [^\W\d_]{3,9}\.? \d{1,2})?:\s+(?=\S)")
_MORE_PLACES = (
    "washington|new delhi|delhi|mumbai|bengaluru|chennai|hyderabad|islamabad|lahore|peshawar|quetta|rawalpindi|beijing|geneva"
    "|ankara|the hague|tel aviv|ottawa|canberra|united nations|jerusalem|gaza|gaza city|rio de janeiro|barcelona|milan|munich|frankfurt"
    "|san francisco|houston|boston|miami|atlanta|philadelphia|abuja|colombo|kuala lumpur|pretoria|cape town|rabat|lyon|marseille"
)


def without_dateline(sentence: str) -> str:
    """The sentence without "PORT ANSEL (AP) —" and the like before it; as it is where nothing else remains."""
    for form in (_SOURCED, _PLACE_BY_AGENCY, _DATED, _CAPITALS, _NAMED):
        found = form.match(sentence)
        if found is None or found.end() > LONGEST_CHARS:
            continue
        if form is _NAMED and found[1].casefold() not in places():
            continue  # "Police: ..." says who speaks
        rest = sentence[found.end() :].lstrip(" -–—―")
        if rest and not rest[0].islower() and (rest[0].isalnum() or rest[0] in "\"'“‘«„¿¡"):
            sentence = rest
    return sentence


@cache
def places() -> frozenset[str]:
    """Cities that datelines name before a colon: those of the time zone database, and some that it lacks."""
    zones = (zone.rpartition("/")[2] for zone in available_timezones() if "/" in zone and "Etc/" not in zone)
    return frozenset(zone.replace("_", " ").casefold() for zone in zones) | set(_MORE_PLACES.split("|"))
