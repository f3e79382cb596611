"""What the checks of a draft catch, and what they find wrong with human text: `python -m benchmarks.writing_checks [set] [language ...]`.

False alarms: sentences that hold a number or a name, translated by professionals, each held against the English line
that it translates (`one`), and against the first twelve lines of the article, all cited (`article`); English against
each language's line; and sentences of human summaries of Vietnamese news against the articles of the cluster, all cited. A sentence
counts where any check would drop it. Some alarms are right: translators err.

Catch: a corruption is made of a sentence that passes. `name`: a name becomes one of a sentence 37 or more further on
(of as many words; across languages only full names, since a single one is counted and not dropped). `place`: a country becomes another. `speaker`: who
speaks becomes somebody who is named in the sentence after the cited one. `negation-`: what denies is deleted from the
sentence; `negation+`: it is deleted from the source. `hedge`: what says that a thing may be becomes "will" in the sentence, or is
deleted where a language has no such word. `other`: the sentence is one of another story, which is what a
wrong citation comes to. `own` is against the same language, `en` against English.

Sets: see `benchmarks.parallel`; `ntrex-held` is what nobody looked at.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from babel import Locale, UnknownLocaleError

from benchmarks import parallel
from benchmarks.writing_numbers import vietnamese
from news.checks.findings import Severity
from news.checks.lexicon import lexicon, plain
from news.checks.mentions import Mention, mentions
from news.checks.names import is_nobody
from news.checks.negation import negators
from news.checks.speaking import speakers
from news.language.places import places
from news.writing.drafts import Conflict, Draft, Evidence, Line, Said, on_one_line
from news.writing.verify import verify

NOW = datetime(2017, 1, 1, tzinfo=UTC)
FLOORS = {"false alarm": 2.5, "catch": 90.0}


@dataclass(frozen=True)
class Pair:
    """A sentence, and the lines that it is said to rest on; the first of them is cited."""

    text: str
    language: str
    lines: tuple[Line, ...]


def texts_of(name: str, language: str) -> list[tuple[str, str]]:
    """(in this language, in English), line by line, as drafts are read; English itself is as one of PUD's or NTREX's languages."""
    if language == "en":
        return [(row.english, row.english) for row in parallel.rows(name, "de")]
    return [(on_one_line(row.text), on_one_line(row.english)) for row in parallel.rows(name, language)]


def line(text: str, language: str, at: int = 1) -> Line:
    return Line(f"1.{at}", text, 1, "Outlet", "owner", 1, language, NOW, position=at)


def drops(pair: Pair) -> tuple[str, ...]:
    """The codes of what would drop the sentence."""
    said = Said(pair.text, (pair.lines[0].id,))
    return _codes(said, Evidence(tuple(sorted(pair.lines, key=lambda each: each.position))), pair.language)


def _codes(
    said: Said, evidence: Evidence, language: str, contested: tuple[Conflict, ...] = ()
) -> tuple[str, ...]:
    draft = Draft(language, False, said, ((said,),))
    found = verify(draft, evidence, language=language, contested=contested)
    return tuple(each.code for each in found if each.where == (0, 0) and each.severity is Severity.DROPS)


def holds_fact(english: str) -> bool:
    return bool(re.search(r"\d", english) or mentions(english, "en"))


# --- false alarms --------------------------------------------------------------------------------


def alarms(pairs: Iterable[Pair]) -> tuple[int, Counter[str], list[tuple[str, str]]]:
    """How many sentences, how many of them each code drops ("all": any), and which."""
    total, by_code, which = 0, Counter[str](), []
    for pair in pairs:
        total += 1
        codes = set(drops(pair))
        by_code.update(codes | ({"all"} if codes else set()))
        which += [(code, pair.text) for code in codes]
    return total, by_code, which


def translated(name: str, language: str) -> Iterator[Pair]:
    for text, english in texts_of(name, language):
        if holds_fact(english):
            yield Pair(text, language, (line(english, "en"),))


def into_english(name: str, language: str) -> Iterator[Pair]:
    for text, english in texts_of(name, language):
        if holds_fact(english):
            yield Pair(english, "en", (line(text, language),))


ARTICLE_LINES = 12


def against_articles(name: str, language: str) -> Iterator[tuple[Said, Evidence]]:
    """Each sentence with all lines of its article cited."""
    articles: dict[str, list[parallel.Row]] = {}
    for row in parallel.rows(name, language):
        articles.setdefault(row.document, []).append(row)
    for rows in articles.values():
        lines = tuple(line(row.english, "en", at) for at, row in enumerate(rows[:ARTICLE_LINES]))
        for row in rows[:ARTICLE_LINES]:
            if holds_fact(row.english):
                yield Said(row.text, tuple(each.id for each in lines)), Evidence(lines)


def summaries() -> Iterator[tuple[Said, Evidence]]:
    for case in vietnamese():
        if re.search(r"\d", case.text) or mentions(case.text, "vi"):
            yield case.said(case.text), Evidence(case.lines)


# --- corruptions ---------------------------------------------------------------------------------


def corrupted(kind: str, name: str, language: str, *, across: bool) -> list[Pair]:
    if across and language == "en":
        return []
    texts = texts_of(name, language)
    makers = {
        "name": _names,
        "place": _places,
        "speaker": _speakers,
        "negation-": _denials_dropped,
        "negation+": _denials_added,
        "hedge": _doubts_dropped,
        "other": _others,
    }
    made = makers[kind](texts, language, across=across)
    return [bad for good, bad in made if not drops(good)]


def _others(texts: list[tuple[str, str]], language: str, *, across: bool) -> Iterator[tuple[Pair, Pair]]:
    """Every third sentence that holds a fact, with a line of a story far away."""
    for at, (text, english) in enumerate(texts):
        if at % 3 == 0 and holds_fact(english):
            far = texts[(at + 211) % len(texts)]
            source, wrong = (english, far[1]) if across else (text, far[0])
            yield _pair(text, language, source, across=across), _pair(text, language, wrong, across=across)


def _pair(text: str, language: str, source: str, *others: str, across: bool) -> Pair:
    spoken = "en" if across else language
    return Pair(
        text, language, tuple(line(each, spoken, at) for at, each in enumerate((source, *others), start=1))
    )


def _names(texts: list[tuple[str, str]], language: str, *, across: bool) -> Iterator[tuple[Pair, Pair]]:
    for at, (text, english) in enumerate(texts):
        source = english if across else text
        for mention in mentions(text, language)[:1]:
            if across and not _is_full_name(mention, language, english):
                continue
            other = _other_name(texts, at, len(mention.words), language, across=across)
            if other and other not in text:
                bad = text[: mention.start] + other + text[mention.end :]
                yield (
                    _pair(text, language, source, across=across),
                    _pair(bad, language, source, across=across),
                )


def _other_name(
    texts: list[tuple[str, str]], at: int, count: int, language: str, *, across: bool
) -> str | None:
    for step in range(37, 400):
        text, english = texts[(at + step) % len(texts)]
        for mention in mentions(text, language):
            if len(mention.words) == count and (not across or _is_full_name(mention, language, english)):
                return mention.text
    return None


def _is_full_name(mention: Mention, language: str, english: str) -> bool:
    """A name of two words or three that English spells alike and has no word of an institution: a person's, mostly."""
    is_alike = all(word.rstrip("s") in english for word in mention.words)
    return (
        2 <= len(mention.words) <= 3
        and is_alike
        and not (is_nobody(mention, language) or is_nobody(mention, "en"))
    )


_COUNTRIES = (
    "US",
    "RU",
    "CN",
    "GB",
    "FR",
    "DE",
    "IT",
    "ES",
    "JP",
    "BR",
    "IN",
    "EG",
    "KP",
    "KR",
    "SY",
    "ID",
    "TR",
    "MX",
)


def _places(texts: list[tuple[str, str]], language: str, *, across: bool) -> Iterator[tuple[Pair, Pair]]:
    """A country becomes the next of the list that neither the sentence nor its line names."""
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return
    for text, english in texts:
        here = next((code for code in _COUNTRIES if names[code] in text), None)
        if here is None:
            continue
        source = english if across else text
        known = places(text, language) | places(english, "en")
        at = _COUNTRIES.index(here)
        other = next((code for code in (*_COUNTRIES[at:], *_COUNTRIES) if code not in known), None)
        if other is not None:
            bad = text.replace(names[here], names[other])
            yield _pair(text, language, source, across=across), _pair(bad, language, source, across=across)


def _speakers(texts: list[tuple[str, str]], language: str, *, across: bool) -> Iterator[tuple[Pair, Pair]]:
    for at, (text, english) in enumerate(texts):
        source = english if across else text
        found = speakers(text, language)
        if (
            len(found) != 1
            or is_nobody(found[0], language)
            or not speakers(source, "en" if across else language)
        ):
            continue
        other = _other_speaker(texts, at, language)
        if other is None:
            continue
        name, own, foreign = other
        bad = text[: found[0].start] + name + text[found[0].end :]
        beside = foreign if across else own
        yield (
            _pair(text, language, source, beside, across=across),
            _pair(bad, language, source, beside, across=across),
        )


def _other_speaker(texts: list[tuple[str, str]], at: int, language: str) -> tuple[str, str, str] | None:
    for step in range(37, 400):
        text, english = texts[(at + step) % len(texts)]
        found = [each for each in speakers(text, language) if not is_nobody(each, language)]
        if found and speakers(english, "en"):
            return found[0].text, text, english
    return None


def _denials_dropped(
    texts: list[tuple[str, str]], language: str, *, across: bool
) -> Iterator[tuple[Pair, Pair]]:
    for text, english in texts:
        affirmed = _affirmed(text, language)
        source = english if across else text
        if affirmed and (not across or negators(plain(english), "en")):
            yield (
                _pair(text, language, source, across=across),
                _pair(affirmed, language, source, across=across),
            )


def _denials_added(
    texts: list[tuple[str, str]], language: str, *, across: bool
) -> Iterator[tuple[Pair, Pair]]:
    for text, english in texts:
        affirmed = _affirmed(english, "en") if across else _affirmed(text, language)
        source = english if across else text
        if affirmed and negators(plain(text), language):
            yield (
                _pair(text, language, source, across=across),
                _pair(text, language, affirmed, across=across),
            )


_WILL = {
    "en": "will", "de": "wird", "fr": "va", "es": "va a", "it": "va a", "pt": "vai", "nl": "zal", "sv": "ska", "cs": "bude",
    "pl": "będzie", "ru": "будет", "uk": "буде", "ro": "va", "id": "akan", "vi": "sẽ", "el": "θα",
}  # fmt: skip


def _doubts_dropped(
    texts: list[tuple[str, str]], language: str, *, across: bool
) -> Iterator[tuple[Pair, Pair]]:
    for text, english in texts:
        source = english if across else text
        spoken = "en" if across else language
        spans = lexicon(language).possible.spans(plain(text))
        if not spans or len(plain(text)) != len(text) or not lexicon(spoken).possible.spans(plain(source)):
            continue
        told = text
        for start, end in reversed(spans):
            told = told[:start] + _WILL.get(language, "") + told[end:]
        told = " ".join(told.split())
        yield _pair(text, language, source, across=across), _pair(told, language, source, across=across)


def _affirmed(text: str, language: str) -> str | None:
    """The text without what denies in it; None where nothing does."""
    spans = negators(plain(text), language)
    if not spans or len(plain(text)) != len(text):
        return None
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return " ".join(text.split())


# --- the table -----------------------------------------------------------------------------------


def main() -> None:
    asked = [each for each in sys.argv[1:] if not each.startswith("-")]
    if not parallel.pud("de"):
        print("PUD is not here: nothing measured")
        return
    for name in [each for each in asked if each in parallel.SETS] or parallel.SETS:
        known = parallel.PUD_LANGUAGES if name == "pud" else list(parallel.NTREX_LANGUAGES)
        only = [each for each in asked if each in (*known, "en")] or sorted([*known, "en"])
        print(f"--- {name}")
        _print_alarms(name, only, is_loud="--loud" in sys.argv)
        _print_catches(name, only, is_loud="--loud" in sys.argv)
    _print_summaries(is_loud="--loud" in sys.argv)


def _print_alarms(name: str, only: list[str], *, is_loud: bool) -> None:
    print("false alarms, % of sentences that hold a number or a name")
    sets = [(f"{each} of en", translated(name, each)) for each in only if each != "en"]
    sets += [
        (f"en of {each}", into_english(name, each)) for each in only if each in ("de", "fr", "ru", "ar", "zh")
    ]
    for way in ("of en", "en of"):
        everything, overall = 0, Counter[str]()
        for title, pairs in sets:
            if way in title:
                total, by_code, which = alarms(pairs)
                everything, overall = everything + total, overall + by_code
                _print_row(title, total, by_code)
                for code, text in which if is_loud else ():
                    print("      ", code, "|", text[:200])
        _print_row(f"all {way}", everything, overall)
    everything, overall = 0, Counter[str]()
    for language in only:
        if language != "en":
            total, by_code = _counted(against_articles(name, language), language)
            everything, overall = everything + total, overall + by_code
    _print_row("all, article", everything, overall)


def _counted(
    every: Iterable[tuple[Said, Evidence]], language: str, *, is_loud: bool = False
) -> tuple[int, Counter[str]]:
    total, by_code = 0, Counter[str]()
    for said, evidence in every:
        codes = set(_codes(said, evidence, language))
        total += 1
        by_code.update(codes | ({"all"} if codes else set()))
        for code in codes if is_loud else ():
            print("      ", code, "|", said.text[:200])
    return total, by_code


def _print_summaries(*, is_loud: bool) -> None:
    total, by_code = _counted(summaries(), "vi", is_loud=is_loud)
    _print_row("vi summaries", total, by_code)


def _print_row(title: str, total: int, by_code: Counter[str]) -> None:
    each = ", ".join(
        f"{code} {100 * count / total:.1f}" for code, count in by_code.most_common() if code != "all"
    )
    print(f"{title:14}{total:5}  {100 * by_code['all'] / max(1, total):5.2f}   {each}")


def _print_catches(name: str, only: list[str], *, is_loud: bool) -> None:
    kinds = ("name", "place", "speaker", "negation-", "negation+", "hedge", "other")
    print("\ncaught, % (of how many)")
    print(f"{'':6}" + "".join(f"{f'{kind} {against}':>17}" for kind in kinds for against in ("own", "en")))
    sums: dict[tuple[str, bool], list[bool]] = {}
    for language in only:
        cells = []
        for kind in kinds:
            for across in (False, True):
                made = corrupted(kind, name, language, across=across)
                caught = [bool(drops(pair)) for pair in made]
                sums.setdefault((kind, across), []).extend(caught)
                cells.append(_cell(caught))
                for pair, is_caught in zip(made, caught, strict=True):
                    if is_loud and not is_caught:
                        print("      ", kind, across, "|", pair.text[:150], "|", pair.lines[0].text[:150])
        print(f"{language:6}" + "".join(f"{cell:>17}" for cell in cells), flush=True)
    print(f"{'all':6}" + "".join(f"{_cell(caught):>17}" for caught in sums.values()))


def _cell(caught: list[bool]) -> str:
    return f"{100 * sum(caught) / len(caught):.0f} ({len(caught)})" if caught else "-"


if __name__ == "__main__":
    main()
