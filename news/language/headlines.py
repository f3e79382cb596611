# ruff: noqa: E501  (the patterns are lists of words)
"""What kind of headline it is, by its words: a correction, a live ticker, an opinion, a tease.

Knows nothing of articles. Marks are looked for in the languages that most of our outlets write.
"""

import re

_CORRECTION = re.compile(
    r"^\W*(?:corrections?|corrected|clarification|korrektur|berichtigung|richtigstellung|correcci[óo]n|fe de errat\w+|rectificaci[óo]n"
    r"|rectificatif|correctif|erratum|corre[çc][ãa]o|errata|correzione|rettifica|rectificatie|correctie|исправление|поправка|опровержение"
    r"|виправлення|уточнення|спростування|تصحيح|تصويب|更正|勘误|勘誤|訂正|정정|düzeltme|sprostowanie|rättelse|oprava|اصلاحیه)\b",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"\blive\b|\bliveticker\b|\bnewsblog\b|\ben direct\b|\ben vivo\b|\ben directo\b|\bao vivo\b|\bin diretta\b|\bticker\b|онлайн|наживо|"
    r"مباشر|直播|ライブ|생중계|\bcanlı\b|\bas it happened\b|\bwatch:|\bvideo:|\bvideo\b$|\bpodcast\b|\bgallery\b|\bin pictures\b",
    re.IGNORECASE,
)
_VIEW = re.compile(
    r"^\W*(?:opinion|comment|commentary|editorial|analysis|column|view|meinung|kommentar|leitartikel|analyse|glosse|tribune|édito\w*"
    r"|opini[óo]n|an[áa]lisis|columna|opini[ãa]o|opinione|мнение|колонка|аналитика|думка|رأي|تحليل|评论|評論|社论|社論|社説)\b\s*[:|–—-]",
    re.IGNORECASE,
)
_TEASE = re.compile(
    r"\?|？|؟|!|！|…|\.\.\.|\byou (?:need|won't|should)\b|\bhere'?s (?:what|why|how)\b|^\W*(?:how|why|what|who|when)\b|^\W*\d+ (?:things|ways|reasons)\b"
    r"|^\W*(?:wie|warum|was|wer|pourquoi|comment|qui|por qué|cómo|qué|почему|как|кто|чому|як|хто|لماذا|كيف|为什么|為什麼|如何)\b",
    re.IGNORECASE,
)


def is_correction_title(title: str) -> bool:
    return bool(_CORRECTION.match(title))


def without_mark(title: str) -> str:
    """The title without "Correction:" before it."""
    return _CORRECTION.sub("", title)


def is_live(title: str) -> bool:
    """A ticker, a film, a gallery: it is named for its form and not for what happened."""
    return bool(_LIVE.search(title))


def is_view(title: str) -> bool:
    """Marked as opinion or analysis ("Comment: ...")."""
    return bool(_VIEW.match(title))


def is_tease(title: str) -> bool:
    """A question, an exclamation, or a promise to explain, rather than what happened."""
    return bool(_TEASE.search(title))
