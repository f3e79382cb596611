"""Headlines that correct an earlier article, and headlines that ask or promise instead of telling.

Knows nothing of articles. Marks are looked for in the languages that most of our outlets write.
"""

import re

_CORRECTION = re.compile(
    r"^\W*(?:corrections?|corrected|clarification|korrektur|berichtigung|richtigstellung|correcci[óo]n|fe de errat\w+|rectificaci[óo]n"
    r"|rectificatif|correctif|erratum|corre[çc][ãa]o|errata|correzione|rettifica|rectificatie|correctie|исправление|поправка|опровержение"
    r"|виправлення|уточнення|спростування|تصحيح|تصويب|更正|勘误|勘誤|訂正|정정|düzeltme|sprostowanie|rättelse|oprava|اصلاحیه)\b",
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


def is_tease(title: str) -> bool:
    """A question, an exclamation, or a promise to explain, rather than what happened."""
    return bool(_TEASE.search(title))
