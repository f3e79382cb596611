"""`python -m tests.fuzz TARGET [SECONDS] [FOLDER]`: looks for inputs that break a promise, led by which code they reach (Atheris, which is
libFuzzer). What it finds is written into FOLDER, and the process ends with 77; the corpus grows there too. Without a target: all, one
after the other.
"""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

LONGEST_INPUT_BYTES, SLOWEST_S, MOST_MB = 4_096, 10, 2_048


def main(names: list[str], seconds: int, folder: Path) -> int:
    if len(names) == 1:
        return _look(names[0], seconds, folder)
    command = [sys.executable, "-m", "tests.fuzz"]
    return max(subprocess.call([*command, name, str(seconds), str(folder)]) for name in names)


def _look(name: str, seconds: int, folder: Path) -> int:
    import atheris

    with atheris.instrument_imports(include=["bot", "news"]):
        from tests.fuzz.targets import TARGETS
    target = next(target for target in TARGETS if target.name == name)
    corpus, broken = folder / name / "corpus", folder / name / "broken"
    for place in (corpus, broken):
        place.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
        target.check(seed)  # what is loaded once is loaded before time is taken
    words = folder / name / "words.txt"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), encoding="ascii")
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_INPUT_BYTES}",
        f"-timeout={SLOWEST_S}",
        f"-rss_limit_mb={MOST_MB}",
        f"-artifact_prefix={broken}/",
        "-print_final_stats=1",
        "-verbosity=0",
        *([f"-dict={words}"] if target.words else []),
    ]

    def tried(content: bytes) -> None:
        try:
            target.check(content)
        except Exception:  # libFuzzer keeps it as well, but not where its alarm rings meanwhile
            (broken / sha256(content).hexdigest()[:16]).write_bytes(content)
            raise

    atheris.Setup([sys.argv[0], *options, str(corpus)], tried)
    atheris.Fuzz()
    return 0


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _named() -> list[str]:
    from tests.fuzz.targets import TARGETS

    return [target.name for target in TARGETS]


if __name__ == "__main__":
    told = sys.argv[1:]
    wanted = [told[0]] if told and not told[0].isdigit() else _named()
    rest = told[1:] if told and not told[0].isdigit() else told
    sys.exit(main(wanted, int(rest[0]) if rest else 120, Path(rest[1]) if rest[1:] else Path("var/fuzz")))
