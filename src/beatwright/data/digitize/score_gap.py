"""Which scores are those of symbols: the threshold that the scores themselves suggest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["threshold_between"]


def threshold_between(scores: npt.ArrayLike, low: float, high: float) -> float:
    """Return the middle of the widest gap between scores in [`low`, `high`].

    Symbols score high, accidents low, and few things lie between. The ends count as scores, so that without any
    accident the threshold lies below the weakest symbol.

    Parameters
    ----------
    scores : array, shape (n,)
        Of every candidate.
    low, high : float
        Where the threshold may lie.

    Examples
    --------
    >>> round(threshold_between([0.46, 0.47, 0.58, 0.8, 0.9], 0.45, 0.6), 3)
    0.525
    """
    values = np.asarray(scores, np.float64)
    inner = np.sort(np.concatenate([[low, high], values[(values > low) & (values < high)]]))
    widest = int(np.diff(inner).argmax())
    return float((inner[widest] + inner[widest + 1]) / 2)
