"""Small files of ours that must be whole whenever somebody reads them. Knows nothing of what is in them."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """All of it anew, readable by its owner only; who reads meanwhile, or after a power cut, sees the one or the other whole."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
