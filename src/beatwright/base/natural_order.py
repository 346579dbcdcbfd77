"""The canonical order of ids: numbers inside a text count as numbers, so 'zone 9' stands before 'zone 10'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["canonical_order", "natural_key"]

_NUMBER = re.compile(r"(\d+)")


@lru_cache(maxsize=1 << 15)  # a plan of 2,000 zones is put in order whenever one of its posts moves
def natural_key(label: str) -> tuple[tuple[int, int, str, str], ...]:
    """Return a sort key under which numbers inside a text count as numbers.

    >>> sorted(["b10", "b9", "a"], key=natural_key)
    ['a', 'b9', 'b10']
    """
    parts = _NUMBER.split(label)
    return tuple(_part_key(part) for part in parts if part)


def _part_key(part: str) -> tuple[int, int, str, str]:
    if not part.isdecimal():
        return (1, 0, part, part)
    # Longer is larger once the zeros in front are gone; int() refuses numbers of thousands of digits.
    digits = part.lstrip("0")
    return (0, len(digits), digits, part)


def canonical_order(labels: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the positions that put `labels` into canonical order."""
    return np.array(sorted(range(len(labels)), key=lambda i: natural_key(labels[i])), dtype=np.intp)
