"""How long the checks of a draft take: `python -m benchmarks.writing_times`.

Stories of eight sentences of news (NTREX), told in eight languages, of sources that the process has not read before,
while it has read the lexicons. CPU time of one processor; the median. Python's collector is set as in the bot.
"""

import time
from dataclasses import replace
from statistics import median

from benchmarks import parallel
from benchmarks.writing_checks import line
from news.collecting import collect_seldom
from news.writing.drafts import Draft, Evidence, Line, Said
from news.writing.verify import verify

LIMIT_MS = 20.0
LANGUAGES = ("de", "fr", "ru", "tr", "zh", "ar", "vi", "hi")
SENTENCES, LINES, WHOLE_LINES = 8, 12, 30


def main() -> None:
    if not parallel.rows("ntrex", "de"):
        print("NTREX is not here: nothing measured")
        return
    _median_ms("de", is_whole=False, is_across=True)  # what is read with the first
    collect_seldom()
    print(f"a story of {SENTENCES} sentences, {LIMIT_MS:.0f} ms at most")
    for title, is_whole, is_across in (
        (f"each citing a line of English, of 12 articles of {LINES} lines", False, True),
        (f"each an English article of {WHOLE_LINES} lines whole", True, True),
        ("each such an article of its own language", True, False),
    ):
        took = {each: _median_ms(each, is_whole=is_whole, is_across=is_across) for each in LANGUAGES}
        each = ", ".join(f"{language} {ms:.0f}" for language, ms in took.items())
        print(f"{title}: {median(took.values()):.1f} ({each})")


def _median_ms(language: str, *, is_whole: bool, is_across: bool) -> float:
    """Of three stories, after one that reads the lexicons."""
    count = SENTENCES * WHOLE_LINES if is_whole else 12 * LINES
    rows = parallel.rows("ntrex", language)
    stories = (
        _story(rows[at * count : (at + 1) * count], language, tail, is_whole=is_whole, is_across=is_across)
        for at, tail in enumerate((" a.", " b.", " c.", " d."))
    )
    return median([_ms(*story, language) for story in stories][1:])


def _story(
    rows: list[parallel.Row], language: str, tail: str, *, is_whole: bool, is_across: bool
) -> tuple[Draft, Evidence]:
    """`tail` makes every line a new one."""
    size = WHOLE_LINES if is_whole else LINES
    spoken = "en" if is_across else language
    lines = [
        _line((row.english if is_across else row.text) + tail, spoken, *divmod(at, size))
        for at, row in enumerate(rows)
    ]
    step = len(rows) // SENTENCES
    said = []
    for at in range(step // 2, len(rows), step):
        cited = [each.id for each in lines if each.article == at // size] if is_whole else [lines[at].id]
        said.append(Said(rows[at].text + tail, tuple(cited)))
    draft = Draft(language, False, said[0], (tuple(said[:3]), tuple(said[3:6]), tuple(said[6:])))
    return draft, Evidence(tuple(lines))


def _line(text: str, language: str, article: int, place: int) -> Line:
    return replace(line(text, language, place), id=f"{article}.{place}", article=article)


def _ms(draft: Draft, evidence: Evidence, language: str) -> float:
    started = time.process_time()
    verify(draft, evidence, language=language)
    return (time.process_time() - started) * 1_000


if __name__ == "__main__":
    main()
