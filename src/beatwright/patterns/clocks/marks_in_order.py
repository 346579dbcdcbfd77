"""Marks of incidents as groups that can be counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["marks_in_order"]


def marks_in_order(marks: npt.ArrayLike) -> tuple[tuple[Any, ...], npt.NDArray[np.int64]]:
    """Return the different marks in order, and the position of the mark of every incident among them.

    Parameters
    ----------
    marks : array, shape (n,)
        Of any type; numbers are in order of size, all else as their texts are.

    Examples
    --------
    >>> names, group = marks_in_order(["theft", "assault", "theft"])
    >>> names, group.tolist()
    (('assault', 'theft'), [1, 0, 1])
    """
    codes, found = pd.factorize(np.asarray(marks), use_na_sentinel=False)
    names = [value.item() if isinstance(value, np.generic) else value for value in found]
    numbers = all(isinstance(name, int | float) for name in names)
    order = sorted(range(len(names)), key=lambda i: names[i] if numbers else str(names[i]))
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return tuple(names[i] for i in order), rank[codes]
