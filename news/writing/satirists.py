"""Outlets that make their news up, and folders of sites in which no news is filed, by name and address.

Knows no text: what an article says of itself is for `gate`.
"""

import re
from urllib.parse import urlsplit

_SATIRISTS = {
    "theonion.com": "the onion", "babylonbee.com": "the babylon bee", "clickhole.com": "clickhole",
    "thedailymash.co.uk": "the daily mash", "newsthump.com": "newsthump", "thebeaverton.com": "the beaverton",
    "waterfordwhispersnews.com": "waterford whispers news", "betootaadvocate.com": "the betoota advocate",
    "theshovel.com.au": "the shovel", "der-postillon.com": "der postillon", "dietagespresse.com": "die tagespresse",
    "eine-zeitung.net": "eine zeitung", "legorafi.fr": "le gorafi", "nordpresse.be": "nordpresse",
    "elmundotoday.com": "el mundo today", "lercio.it": "lercio", "speld.nl": "de speld", "rokokoposten.dk": "rokokoposten",
    "sensacionalista.com.br": "sensacionalista", "inimigo.publico.pt": "inimigo público", "panorama.pub": "панорама",
    "zaytung.com": "zaytung", "kyoko-np.net": "虚構新聞", "aszdziennik.pl": "aszdziennik", "timesnewroman.ro": "times new roman",
    "hircsarda.hu": "hírcsárda", "tokoulouri.com": "το κουλούρι", "alhudood.net": "الحدود", "fakingnews.com": "faking news",
}  # fmt: skip
"""Sites and their names, as they give them themselves."""
_FILED = re.compile(
    r"/(?:opinions?|opini[oó]n(?:es)?|opinione|opinie|opini|op-?eds?|editorials?|editoriales|columnists?|columnas?|commentisfree"
    r"|kommentare?|meinung|kolumnen?|tribunes?|idees|chroniques?|leitartikel|debatt|ledare|kronik|mneni[ey]|mneniya|opinia"
    r"|felieton|yazarlar|kose-yaz\w*|column|satire|satira|parody)(?:/|$)",
    re.IGNORECASE,
)


def is_satirist(outlet: str, url: str) -> bool:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host in _SATIRISTS or outlet.casefold().strip() in _NAMES


_NAMES = frozenset(_SATIRISTS.values()) - {"панорама", "الحدود", "times new roman"}
"""Those that no other outlet has."""


def is_filed_as_opinion(url: str) -> bool:
    """Whether a folder of its address says so."""
    return _FILED.search(urlsplit(url).path) is not None
