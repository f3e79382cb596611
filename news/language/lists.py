"""The lists of words that lie beside the modules here (`numerals.txt`, `places.txt`, ...), line by line.

Knows no list's words: what a line says is for the module that the list belongs to.
"""

from collections.abc import Iterator
from importlib.resources import files


def lines_of(name: str) -> Iterator[str]:
    """The lines of `NAME.txt` but empty ones and comments ("#")."""
    for line in files(__package__).joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def by_language(name: str) -> Iterator[tuple[str, str]]:
    """Those lines where headings part them ("[de]"), each behind what its heading names: a language, or "*" for all."""
    language = ""
    for line in lines_of(name):
        if line.startswith("["):
            language = line.strip("[] ")
        else:
            yield language, line
