"""Officers shared out among open stations where nothing in the model decides how many each needs.

D'Hondt's method of highest averages, with bounds: each officer goes to the station with the most load per officer after
he has come.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["share_officers"]


def share_officers(
    load: npt.NDArray[np.float64], officers: int, least: npt.NDArray[np.int64], most: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Share out officers in proportion to the load of each station, within its bounds (D'Hondt's method).

    Parameters
    ----------
    load : array of float, shape (stations,)
        Officer-minutes asked of each station.
    officers : int
        Officers in all, between the sums of the bounds.
    least, most : array of int, shape (stations,)
        Bounds.

    Returns
    -------
    array of int64, shape (stations,)
        Officers of each station.

    Examples
    --------
    >>> share_officers(np.array([3.0, 1.0]), 8, np.array([0, 3]), np.array([9, 9]))
    array([5, 3])
    """
    # A load of 0 still takes officers when all others are full.
    want = np.maximum(load, 1e-12 * max(float(load.max(initial=0.0)), 1.0))
    x = least.astype(np.int64).copy()
    for _ in range(officers - int(x.sum())):
        x[np.argmax(np.where(x < most, want / (x + 1.0), -1.0))] += 1
    return x
