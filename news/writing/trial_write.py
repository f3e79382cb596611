"""Telling a story of articles that somebody brings, by exactly the code of the running bot: `write`, then `translate`.

Without a model in the outlets' own sentences, in the language asked for where a source has it, and otherwise in the
language that the story is told in first: as the bot shows it, nothing is passed off as a translation. Keeps no rows.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from news.glossary import Glossary
from news.ports import Model
from news.story.stories import Told
from news.translate import ask_translation, quoted_in, words_of
from news.write import (
    ask,
    base_language,
    is_pivot,
    made_by_model,
    pivot_language,
    quoted,
    sources_for,
)
from news.writing.gate import why_no_facts
from news.writing.made import Made
from news.writing.pivot import pivot_of
from news.writing.shaping import Limits

_NO_NEWS = frozenset({"embargo", "withdrawn", "satire", "advert", "opinion", "instruction"})


@dataclass(frozen=True)
class Writer:
    """The model, and what it is given besides the sources."""

    model: Model
    limits: Limits = field(default_factory=Limits)
    glossary: Glossary = field(default_factory=Glossary)


async def tell_case(told: Told, *, language: str, now: datetime, writer: Writer | None = None) -> Made | None:
    """None where nothing may be told: not even a headline, where there is nothing but opinion and the like."""
    if all(why_no_facts(source, now=now) in _NO_NEWS for source in told.sources):
        return None
    if writer is None:
        return await asyncio.to_thread(_quoted, told, language=language, now=now)
    if is_pivot(told, language):
        return await _asked(writer, told, language=language, now=now)
    base = pivot_language(told)
    made = await _asked(writer, told, language=base, now=now)
    return await _translated(writer, told, made, base=base, language=language, now=now)


def _quoted(told: Told, *, language: str, now: datetime) -> Made | None:
    sources = sources_for(told, language)
    made = quoted(sources, None, language=language, now=now) if sources else None
    return made or quoted_in(told, None, language=base_language(told), now=now)


async def _asked(writer: Writer, told: Told, *, language: str, now: datetime) -> Made | None:
    telling = await ask(writer.model, told, language=language, now=now, limits=writer.limits)
    return await asyncio.to_thread(made_by_model, telling, told, None, language=language, now=now)


async def _translated(
    writer: Writer, told: Told, made: Made | None, *, base: str, language: str, now: datetime
) -> Made | None:
    """What a reader of the language is shown: the translation, or sources in it, or the story as it was told."""
    if made is not None:
        pivot = await asyncio.to_thread(pivot_of, made, told.sources, language=base)
        found = await ask_translation(
            writer.model,
            pivot,
            told,
            language=language,
            now=now,
            memory={},
            glossary=writer.glossary.found_in(words_of(pivot), language=language),
        )
        if found.made is not None:
            return found.made
    return await asyncio.to_thread(quoted_in, told, None, language=language, now=now) or made
