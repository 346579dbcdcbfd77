"""Sets as bits, 64 to a word: whole words of them are compared at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["bit_words"]


def bit_words(sets: NDArray[Any]) -> NDArray[np.uint64]:
    """Pack rows of truth values into bits, 64 to a word, of shape (sets, words).

    Examples
    --------
    >>> bit_words(np.array([[1, 0, 1]], dtype=np.int8))
    array([[5]], dtype=uint64)
    """
    size = -(-sets.shape[1] // 64) * 64
    padded = np.zeros((sets.shape[0], size), dtype=sets.dtype)
    padded[:, : sets.shape[1]] = sets
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)
