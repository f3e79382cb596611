"""What the checks of a draft catch, and what they find wrong with human text: `python -m benchmarks.writing_checks`.

False alarms: sentences of PUD (news and Wikipedia, translated by professionals) that hold a number or a name, each held
against the English sentence that it translates; English against each language's; and sentences of human summaries of
Vietnamese news against the three sentences of the cluster most like them, whose articles are the cited ones. A sentence counts where any check
would drop it. Nobody looked at what the alarms are: some are right.

Catch: a corruption is made of a sentence that passes. `name`: a name becomes one of a sentence 37 or more further on
(of as many words; across languages only full names, since a single one is counted and not dropped). `speaker`: who
speaks becomes somebody who is named in the sentence after the cited one. `negation-`: what denies is deleted from the
sentence; `negation+`: it is deleted from the source. `own` is against the same language, `en` against English.

Words and limits were chosen on the first half of each set; the figures are of the second (`--dev` for the first).
One rule (across languages only a name in another person's place drops a sentence) was made after a look at the second.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.extractive import clusters
from news.checks.findings import Severity
from news.checks.lexicon import plain
from news.checks.mentions import Mention, mentions
from news.checks.names import is_nobody
from news.checks.negation import negators
from news.checks.quotes import speakers
from news.drafts import Conflict, Draft, Evidence, Line, Said
from news.language.sentences import split
from news.language.tokens import terms
from news.verify import verify

PUD = Path(__file__).resolve().parents[2] / "shared" / "data" / "aieval" / "pud"
LANGUAGES = (
    "ar",
    "cs",
    "de",
    "en",
    "es",
    "fi",
    "fr",
    "hi",
    "id",
    "it",
    "ko",
    "pl",
    "pt",
    "ru",
    "sv",
    "th",
    "tr",
    "zh",
)
IN_ORDER = frozenset({"id", "ko", "pl", "th"})
"""These have no ids of sentences that agree with the others: row by row."""
NOW = datetime(2017, 1, 1, tzinfo=UTC)
FLOORS = {"false alarm": 2.5, "catch": 90.0}


@dataclass(frozen=True)
class Pair:
    """A sentence, and the lines that it is said to rest on; the first of them is cited."""

    text: str
    language: str
    lines: tuple[Line, ...]


def rows(language: str) -> list[tuple[str, str]]:
    """Id and text of each sentence; empty where the set is absent."""
    path = PUD / f"{language}.tsv"
    if not path.exists():
        return []
    found = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [(fields[0], fields[3]) for fields in found]


def aligned(language: str) -> list[tuple[str, str]]:
    """(in this language, in English) of every sentence that can be aligned."""
    english = rows("en")
    by_id = dict(english)
    if language in IN_ORDER:
        return [(text, other) for (_, text), (_, other) in zip(rows(language), english, strict=False)]
    return [(text, by_id[id]) for id, text in rows(language) if id in by_id]


def half(items: list[tuple[str, str]], *, is_dev: bool) -> list[tuple[str, str]]:
    middle = len(items) // 2
    return items[:middle] if is_dev else items[middle:]


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


def translated(language: str, *, is_dev: bool) -> list[Pair]:
    return [
        Pair(text, language, (line(english, "en"),))
        for text, english in half(aligned(language), is_dev=is_dev)
        if holds_fact(english)
    ]


def into_english(language: str, *, is_dev: bool) -> list[Pair]:
    return [
        Pair(english, "en", (line(text, language),))
        for text, english in half(aligned(language), is_dev=is_dev)
        if holds_fact(english)
    ]


def summaries(*, is_dev: bool) -> Iterator[tuple[Said, Evidence]]:
    found = clusters()
    middle = len(found) // 2
    for cluster in found[:middle] if is_dev else found[middle:]:
        lines = tuple(
            Line(
                f"{number}.{at}",
                text,
                source.article_id,
                source.outlet,
                source.outlet,
                source.family,
                "vi",
                source.published_at,
                position=at,
            )
            for number, source in enumerate(cluster.sources, start=1)
            for at, text in enumerate([source.title, *split(source.text, "vi")])
        )
        for sentence in split(cluster.references[0], "vi"):
            if re.search(r"\d", sentence) or mentions(sentence, "vi"):
                yield Said(sentence, tuple(each.id for each in _nearest(sentence, lines))), Evidence(lines)


def _nearest(sentence: str, lines: tuple[Line, ...]) -> list[Line]:
    """Three lines that together have most of its words."""
    wanted, found = set(terms(sentence, "vi")), list[Line]()
    for _ in range(3):
        best = max(lines, key=lambda each: (len(wanted & set(terms(each.text, "vi"))), each.id))
        found.append(best)
        wanted -= set(terms(best.text, "vi"))
    return found


# --- corruptions ---------------------------------------------------------------------------------


def corrupted(kind: str, language: str, *, across: bool, is_dev: bool) -> list[Pair]:
    if across and language == "en":
        return []
    texts = half(aligned(language), is_dev=is_dev)
    makers = {
        "name": _names,
        "speaker": _speakers,
        "negation-": _denials_dropped,
        "negation+": _denials_added,
    }
    made = makers[kind](texts, language, across=across)
    return [bad for good, bad in made if not drops(good)]


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
    is_dev, is_loud = "--dev" in sys.argv, "--loud" in sys.argv
    if not rows("en"):
        print("PUD is not here: nothing measured")
        return
    only = [each for each in sys.argv[1:] if not each.startswith("-")] or list(LANGUAGES)
    _print_alarms(only, is_dev=is_dev, is_loud=is_loud)
    _print_catches(only, is_dev=is_dev, is_loud=is_loud)
    print(f"\none story of 10 sentences: {story_ms():.1f} ms the first time they are read")


def _print_alarms(only: list[str], *, is_dev: bool, is_loud: bool) -> None:
    print("false alarms, % of sentences that hold a number or a name")
    sets = [(f"{each} of en", translated(each, is_dev=is_dev)) for each in only if each != "en"]
    sets += [
        (f"en of {each}", into_english(each, is_dev=is_dev))
        for each in only
        if each in ("de", "fr", "ru", "ar", "zh")
    ]
    everything, overall = 0, Counter[str]()
    for title, pairs in sets:
        total, by_code, which = alarms(pairs)
        everything, overall = everything + total, overall + by_code
        _print_row(title, total, by_code)
        for code, text in which if is_loud else ():
            print("      ", code, "|", text[:200])
    _print_row("all", everything, overall)
    if clusters():
        total, by_code = 0, Counter[str]()
        for said, evidence in summaries(is_dev=is_dev):
            codes = set(_codes(said, evidence, "vi"))
            total += 1
            by_code.update(codes | ({"all"} if codes else set()))
            for code in codes if is_loud else ():
                print("      ", code, "|", said.text[:200])
        _print_row("vi summaries", total, by_code)


def _print_row(title: str, total: int, by_code: Counter[str]) -> None:
    each = ", ".join(
        f"{code} {100 * count / total:.1f}" for code, count in by_code.most_common() if code != "all"
    )
    print(f"{title:14}{total:5}  {100 * by_code['all'] / max(1, total):5.2f}   {each}")


def _print_catches(only: list[str], *, is_dev: bool, is_loud: bool) -> None:
    kinds = ("name", "speaker", "negation-", "negation+")
    print("\ncaught, % (of how many)")
    print(f"{'':6}" + "".join(f"{f'{kind} {against}':>17}" for kind in kinds for against in ("own", "en")))
    sums: dict[tuple[str, bool], list[int]] = {}
    for language in only:
        cells = []
        for kind in kinds:
            for across in (False, True):
                made = corrupted(kind, language, across=across, is_dev=is_dev)
                caught = [bool(drops(pair)) for pair in made]
                sums.setdefault((kind, across), []).extend(caught)
                cells.append(_cell(caught))
                for pair, is_caught in zip(made, caught, strict=True):
                    if is_loud and not is_caught:
                        print("      ", kind, across, "|", pair.text[:150], "|", pair.lines[0].text[:150])
        print(f"{language:6}" + "".join(f"{cell:>17}" for cell in cells))
    print(f"{'all':6}" + "".join(f"{_cell(caught):>17}" for caught in sums.values()))


def _cell(caught: list[bool]) -> str:
    return f"{100 * sum(caught) / len(caught):.0f} ({len(caught)})" if caught else "-"


def story_ms() -> float:
    """The longest of four stories of ten German sentences on sixty English lines, each new to the process."""
    _timed(aligned("de")[400:460])  # reads the lexicons
    return max(_timed(aligned("de")[start : start + 60]) for start in (0, 100, 200, 300))


def _timed(texts: list[tuple[str, str]]) -> float:
    lines = tuple(
        replace(line(english, "en", at), article=1 + at // 12) for at, (_, english) in enumerate(texts)
    )
    said = [Said(text, (lines[at].id,)) for at, (text, _) in enumerate(texts[:10])]
    draft = Draft("de", False, said[0], (tuple(said[1:4]), tuple(said[4:7]), tuple(said[7:])))
    started = time.perf_counter()
    verify(draft, Evidence(lines), language="de")
    return (time.perf_counter() - started) * 1_000


if __name__ == "__main__":
    main()
