"""Nothing of how a story is made may stand in it: our prompt, the marks around sources, a model speaking of itself.

Knows the prompt only as a text that is handed in.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from news.checks.findings import Finding, Severity
from news.language.quotable import is_instruction, is_order
from news.language.tokens import words
from news.writing.drafts import Said

GRAM = 8
"""Words of the prompt in a row: fewer are a phrase that anybody writes."""

_MARKS = re.compile(
    r"[⟦⟧]|\[\d{1,2}\.\d{1,2}\]|<\|[^|]{0,40}\|>|</?(?:think|s|system|assistant|user|im_start|im_end)>|\[/?INST\]"
)
_OF_ITSELF = re.compile(
    r"""
    \bas\ an\ ai\b|\bai\ (?:language\ )?model\ (?:developed|created|trained)\b|\bi\ am\ (?:an?\ )?(?:ai|language\ model|assistant)\b
  | \bi(?:'m|\ am)\ sorry,?\ (?:but\ )?i\b|\bi\ (?:cannot|can't|am\ unable\ to)\ (?:fulfil|assist|comply|help|provide|write|create|generate|answer)
  | \bhere(?:'s|\ is)\ (?:the|a|your)\ (?:story|summary|headline|json|translation|response)\b|\b(?:source|evidence)\ (?:id|ids|sentences?)\ \d
  | \bals\ ki(?:-|\ )(?:sprach)?modell\b|\bals\ künstliche\ intelligenz\ (?:kann|bin|habe)|\bes\ tut\ mir\ leid,\ aber\ ich\b
  | \ben\ tant\ qu'?(?:ia|intelligence\ artificielle|modèle)\b|\bje\ suis\ désolée?,\ mais\ je\b
  | \bcomo\ (?:una?\ )?(?:ia|inteligencia\ artificial|modelo\ de\ lengua|inteligência\ artificial|modelo\ de\ ling)|\blo\ siento,\ (?:pero\ )?no\ puedo\b
  | \bcome\ (?:ia|intelligenza\ artificiale|modello\ linguistico)\b|\bjako\ (?:model\ językowy|sztuczna\ inteligencja|jazykový\ model)\b
  | как\ (?:языковая\ модель|искусственный\ интеллект)|як\ (?:мовна\ модель|штучний\ інтелект)|كنموذج\ لغوي|بصفتي\ (?:نموذج|ذكاء)
  | 作为(?:一个)?(?:人工智能|ai|语言模型)|作為(?:一個)?(?:人工智慧|ai|語言模型)|aiとして|言語モデルとして|ai\s?(?:언어\s?모델|로서)|bir\ yapay\ zeka\ (?:dil\ )?modeli
    """,
    re.IGNORECASE | re.VERBOSE,
)


def check(said: Said, *, prompt: str = "", nonce: str = "") -> Iterator[Finding]:
    """`nonce` marks the lines of sources in the prompt; both are empty where nothing was asked of a model."""
    text = said.text.replace("’", "'")
    if _MARKS.search(text) or (nonce and re.search(rf"(?<!\w){re.escape(nonce)}(?!\w)", text)):
        yield Finding("leak", None, "holds a mark of the prompt", Severity.STORY)
    elif _OF_ITSELF.search(text):
        yield Finding("leak", None, "the model speaks of itself", Severity.STORY)
    elif prompt and not _grams(prompt).isdisjoint(_grams(text)):
        yield Finding("leak", None, f"holds {GRAM} words of the prompt in a row", Severity.STORY)
    if is_instruction(text) or is_order(text):
        yield Finding("instruction", None, "gives orders to whoever reads it")


@lru_cache(maxsize=64)
def _grams(text: str) -> frozenset[tuple[str, ...]]:
    listed = words(text)
    return frozenset(tuple(listed[at : at + GRAM]) for at in range(len(listed) - GRAM + 1))
