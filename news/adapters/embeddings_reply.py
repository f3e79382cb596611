"""What an embeddings endpoint answers, read as what a stranger wrote: vectors of the right number and size, or a refusal.

Pure: bytes in, values out. Knows no network.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from news.errors import ModelFailed

LEAST_DIMENSIONS, MOST_DIMENSIONS = 16, 8_192


@dataclass(frozen=True)
class Answer:
    """Unit vectors in the order of the texts; `tokens` as the endpoint counts them, 0 where it does not."""

    vectors: NDArray[np.float32]
    tokens: int


def read_answer(body: bytes, *, count: int, dimension: int | None = None) -> Answer:
    """`dimension` None: any. Raises ModelFailed."""
    try:
        told = json.loads(body)
        rows = sorted(told["data"], key=lambda row: int(row["index"]))
        found = [row["embedding"] for row in rows]
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise ModelFailed(f"not an answer with embeddings ({type(error).__name__})") from error
    if [row["index"] for row in rows] != list(range(count)):
        raise ModelFailed(f"{len(rows)} embeddings for {count} texts")
    return Answer(_unit(_numbers(found, dimension)), _tokens(told))


def _numbers(found: list[Any], dimension: int | None) -> NDArray[np.float64]:
    sizes = {len(row) if isinstance(row, list) else 0 for row in found}
    size = dimension or next(iter(sizes))
    if sizes != {size} or not LEAST_DIMENSIONS <= size <= MOST_DIMENSIONS:
        raise ModelFailed(
            f"embeddings of {sorted(sizes)} numbers where {dimension or 'one size'} is expected"
        )
    if not all(type(number) in (int, float) for row in found for number in row):
        raise ModelFailed("embeddings that are not numbers")
    try:
        return np.array(found, dtype=np.float64)
    except (ValueError, OverflowError) as error:
        raise ModelFailed("embeddings that are not numbers") from error


def _unit(numbers: NDArray[np.float64]) -> NDArray[np.float32]:
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.linalg.norm(numbers, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 1e-9).all():
        raise ModelFailed("embeddings without a direction")
    return np.asarray(numbers / lengths, dtype=np.float32)


def _tokens(told: dict[str, Any]) -> int:
    usage = told.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) and 0 <= tokens < 2**53 else 0
