"""Detections against the truth: which are right, which are missing, and how far off they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True)
class Matching:
    """What a search found of what was there.

    Parameters
    ----------
    found, there, right : int
        Detections, symbols, and detections that are a symbol's: of its kind, within half a symbol, one for one.
    errors : array
        Pixels between each right detection and its symbol.
    missed, wrong : array of int
        Rows of the truth without a detection, and of the detections without a symbol.
    """

    found: int
    there: int
    right: int
    errors: np.ndarray
    missed: np.ndarray
    wrong: np.ndarray

    @property
    def precision(self) -> float:
        """Share of the detections that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the symbols that were found."""
        return self.right / self.there if self.there else 1.0


def match(found: pd.DataFrame, truth: pd.DataFrame, size: float) -> Matching:
    """Pair detections with symbols so that as many as can be are right; both have kind, pixel_x and pixel_y."""
    ours, theirs = (table[["pixel_x", "pixel_y"]].to_numpy(float).reshape(-1, 2) for table in (found, truth))
    apart = np.linalg.norm(ours[:, None] - theirs[None], axis=2)
    fits = (apart <= size / 2) & (found["kind"].to_numpy(object)[:, None] == truth["kind"].to_numpy(object)[None])
    rows, columns = linear_sum_assignment(np.where(fits, apart, 1e6))
    right = fits[rows, columns]
    rows, columns = rows[right], columns[right]
    return Matching(
        len(found),
        len(truth),
        len(rows),
        apart[rows, columns],
        np.setdiff1d(np.arange(len(truth)), columns),
        np.setdiff1d(np.arange(len(found)), rows),
    )
