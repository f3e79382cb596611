"""Who did what to whom where no capitals show names: by particles in ja (が は を に), ko (이/가 을/를), hi (ने को पर), fa (را), he (את) and bn
(-কে), in zh by the order around one word.

A swap is told only where a text has the very two, or the very deed, the other way round. Arabic marks neither in writing, and is
left out. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from news.checks.lexicon import UNSPACED
from news.language.tokens import terms

LANGUAGES = frozenset(["ja", "ko", "hi", "fa", "he", "bn", "zh"])
ALIKE = 0.6
"""Share of a sentence's other words that a line must have which gives its deed to another."""
SHORTEST = 2
"""Letters of a role or a deed in scripts without spaces."""
_MUTUAL = {
    "zh": "会见 會見 会晤 會晤 会谈 會談 会面 會面 见面 見面 通话 通話 通电话 通電話 握手 磋商 谈判 談判",
    "ja": "会談 會談 会った 会い 会う 会って 電話協議 協議 面会 握手",
    "ko": "만나 만났 만난 만날 만남 회담 회동 통화 악수 면담 협의 대화",
    "hi": "मिले मिला मिली मिलने मिलेंगे मुलाक़ात मुलाकात बातचीत वार्ता भेंट",
    "fa": "دیدار ملاقات گفتگو گفت‌وگو گفت‌و‌گو مذاکره",
    "he": "נפגש נפגשה נפגשו פגש פגשה ייפגש תיפגש שוחח שוחחה",
    "bn": "দেখা সাক্ষাৎ সাক্ষাত বৈঠক আলোচনা",
}
"""Deeds without a direction: who meets somebody is met."""
_AGENT_MARKED = frozenset(["ja", "ko", "hi"])
DEED_SIGNS, DEED_WORDS = 8, 4
"""At the end of a sentence, in which a deed stands."""
HEBREW_STEM = 4
"""Letters of a verb that its forms for women and men share."""


@dataclass(frozen=True)
class _Deed:
    """Who, whom and what, as written; either of the first two may be empty."""

    agent: str
    patient: str
    deed: str


def swapped_in(sentence: str, texts: Sequence[str], language: str) -> str | None:
    """The first of the texts, all of the sentence's language, that has the other way round what the sentence gives to whom; None
    where none has, or one has it as the sentence does."""
    parts = {part.strip(): text for text in reversed(texts) for part in _parts(text, language)}
    if language == "zh":
        found = _turned_round_word(sentence, list(parts))
    elif language in LANGUAGES:
        told = [(part, deed) for part in parts for deed in _READ[language](part)]
        mine = [
            deed
            for part in _parts(sentence, language)
            if not _is_mutual(_told_of(part, language), language)
            for deed in _READ[language](part.strip())
        ]
        each = (
            _turned(deed, told) or _anothers(deed, sentence, list(parts), told, language) for deed in mine
        )
        found = next(filter(None, each), None)
    else:
        found = None
    return parts[found] if found is not None else None


def _is_mutual(deed: str, language: str) -> bool:
    return any(word in deed for word in _MUTUAL.get(language, "").split())


def _told_of(part: str, language: str) -> str:
    """Where the deed of a sentence stands: last, or before the one to whom it is done."""
    if language == "he":
        return part.partition(" את ")[0].rpartition(" ")[2]
    return part.rstrip()[-DEED_SIGNS:] if language in UNSPACED else " ".join(part.split()[-DEED_WORDS:])


def _turned(mine: _Deed, told: Sequence[tuple[str, _Deed]]) -> str | None:
    if not (mine.agent and mine.patient):
        return None
    alike = [(part, deed) for part, deed in told if deed.deed == mine.deed]
    if any(_ends_alike(deed.agent, mine.agent) and mine.patient in part for part, deed in alike):
        return None  # the patient may stand there as "the country's reactors"
    return next(
        (part for part, deed in alike if (deed.patient, deed.agent) == (mine.agent, mine.patient)), None
    )


def _ends_alike(one: str, other: str) -> bool:
    """Whether one is the other with a word before it, or the same."""
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _anothers(
    mine: _Deed, sentence: str, parts: Sequence[str], told: Sequence[tuple[str, _Deed]], language: str
) -> str | None:
    """Only where a word marks who does it."""
    if language not in _AGENT_MARKED or not mine.agent or not mine.deed:
        return None
    if not any(mine.agent in part for part in parts):
        return None
    if any(mine.agent in part.rpartition(mine.deed)[0] for part in parts if mine.deed in part):
        return None
    alike = [(part, deed.agent) for part, deed in told if deed.deed == mine.deed and deed.agent]
    if any(agent == mine.agent for _, agent in alike):
        return None
    return next((part for part, _ in alike if _tells_the_rest(sentence, mine.agent, part, language)), None)


def _tells_the_rest(sentence: str, agent: str, text: str, language: str) -> bool:
    rest = set(terms(sentence.replace(agent, " "), language))
    return bool(rest) and len(rest & set(terms(text, language))) >= ALIKE * len(rest)


# --- by particles --------------------------------------------------------------------------------

_JA_RUN = r"[\u30a0-\u30ff\u4e00-\u9fff々・A-Za-z0-9]{2,}"
_JA_AGENT, _JA_PATIENT = re.compile(rf"({_JA_RUN})(?:が|は)"), re.compile(rf"({_JA_RUN})(?:を|に)")
_JA_DEED = re.compile(r"[\u4e00-\u9fff]{2,}(?=[\u3041-\u309f]*$)|[\u4e00-\u9fff](?=[\u3041-\u309f]+$)")
_KO_AGENT = re.compile(r"(?<!\S)([\uac00-\ud7a3A-Za-z0-9]{2,}?)(?:이|가|은|는)(?=\s)")
_KO_PATIENT = re.compile(r"(?<!\S)([\uac00-\ud7a3A-Za-z0-9]{2,}?)(?:을|를|에게)(?=\s)")


def _parts(text: str, language: str) -> list[str]:
    return (
        re.split(r"[。！？!?।\n]|\.(?:\s|$)", text)
        if language != "he"
        else re.split(r"[.!?\n](?:\s|$)", text)
    )


def _ja(part: str) -> list[_Deed]:
    bare = part.rstrip("」』）) ")
    deed = _JA_DEED.search(bare)
    agents, patients = _JA_AGENT.findall(bare), _JA_PATIENT.findall(bare)
    if deed is None or not agents:
        return []
    return [_Deed(agent, patient, deed.group()) for agent in agents[:1] for patient in patients or [""]]


def _ko(part: str) -> list[_Deed]:
    told = part.split()
    if not told:
        return []
    agents, patients = _KO_AGENT.findall(part), _KO_PATIENT.findall(part)
    deed = told[-1][:SHORTEST]
    return [_Deed(agent, patient, deed) for agent in agents[:1] for patient in patients or [""]]


def _hi(part: str) -> list[_Deed]:
    told = part.split()
    agent = _before(told, "ने")
    rest = told[told.index("ने") + 1 :] if "ने" in told else told
    patient = _before(rest, "को") or _before(rest, "पर")
    behind = told[max((at for at, word in enumerate(told) if word in ("ने", "को", "पर")), default=-1) + 1 :]
    deed = next((word for word in behind if word in told[-3:]), "")
    return [_Deed(agent, patient, deed)] if agent else []


def _before(told: Sequence[str], particle: str) -> str:
    """The two words before it, or the one."""
    if particle not in told:
        return ""
    at = told.index(particle)
    return " ".join(told[max(0, at - 2) : at])


def _fa(part: str) -> list[_Deed]:
    told = part.split()
    patient = _before(told, "را")
    if not patient or told.index("را") < 3:
        return []
    behind = told[told.index("را") + 1 :]
    agents = {" ".join(told[:count]) for count in (1, 2)} - {patient}
    return [
        _Deed(agent, each, " ".join(behind[-2:]))
        for agent in agents
        for each in {patient, patient.split()[-1]}
    ]


def _he(part: str) -> list[_Deed]:
    told = part.split()
    if "את" not in told:
        return []
    at = told.index("את")
    if at < 2:
        return []
    behind, deed = told[at + 1 :], told[at - 1][:HEBREW_STEM]
    subject = told[: at - 1]
    return [
        _Deed(" ".join(subject[:count]), " ".join(behind[:count]), deed)
        for count in (1, 2)
        if len(subject) >= count and len(behind) >= count
    ]


def _bn(part: str) -> list[_Deed]:
    told = part.split()
    at = next((at for at, word in enumerate(told) if word.endswith("কে") and len(word) > 3 and at > 0), None)
    if at is None:
        return []
    agents = {" ".join(told[:count]) for count in (1, 2) if count <= at}
    patients = {told[at].removesuffix("কে"), " ".join([*told[at - 1 : at], told[at].removesuffix("কে")])}
    return [_Deed(agent, patient, told[-1]) for agent in agents for patient in patients]


_READ = {"ja": _ja, "ko": _ko, "hi": _hi, "fa": _fa, "he": _he, "bn": _bn}


# --- by the order around a word ------------------------------------------------------------------

_HAN = re.compile(r"[\u4e00-\u9fff·A-Za-z0-9]+")
NAME = 3
"""Signs of a Chinese name of an outlet, a firm or a person that stand right beside the word, at the least."""


def _turned_round_word(sentence: str, parts: Sequence[str]) -> str | None:
    """ "北风公司收购南河公司" where a text has "南河公司收购北风公司" and none has it so."""
    runs = [(run, part) for part in parts for run in _HAN.findall(part)]
    for mine in _HAN.findall(sentence):
        for at in range(NAME, len(mine) - NAME - 1):
            before, deed, behind = mine[:at], mine[at : at + 2], mine[at + 2 :]
            if _is_mutual(deed, "zh"):
                continue
            here = f"{before[-NAME:]}{deed}{behind[:NAME]}"
            found = next((part for run, part in runs if _is_round(run, before, deed, behind)), None)
            is_told = any(here[:-NAME] in run and here[-NAME:] in part for run, part in runs)
            if found is not None and not is_told:
                return found
    return None


def _is_round(run: str, before: str, deed: str, behind: str) -> bool:
    place = run.find(deed)
    if place < NAME:
        return False
    there_before, there_behind = run[:place], run[place + 2 :]
    return there_before.endswith(_head(behind, there_before)) and there_behind.startswith(
        _tail(before, there_behind)
    )


def _head(behind: str, before_them: str) -> str:
    """The longest beginning of what stands behind here that what stands before there ends with."""
    return next(
        (behind[:n] for n in range(len(behind), NAME - 1, -1) if before_them.endswith(behind[:n])), "\0"
    )


def _tail(before: str, behind_them: str) -> str:
    return next(
        (before[-n:] for n in range(len(before), NAME - 1, -1) if behind_them.startswith(before[-n:])), "\0"
    )
