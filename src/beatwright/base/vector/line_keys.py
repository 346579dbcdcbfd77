"""Lines of one course, whichever way they are drawn, have one key."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["first_of_each", "line_keys"]

_DECIMALS = 1  # of a metre: a street given once each way differs by rounding alone


def line_keys(lines: Any) -> npt.NDArray[np.object_]:
    """Return a key of each line that does not depend on its direction, nor on less than a decimetre.

    Parameters
    ----------
    lines : array of LineString or MultiLineString, shape (n,)
        In metres.

    Returns
    -------
    array of bytes, shape (n,)

    Examples
    --------
    >>> there, back = shapely.LineString([(0, 0), (5, 0), (5, 9)]), shapely.LineString([(5, 9), (5, 0), (0, 0.001)])
    >>> one, other = line_keys(np.array([there, back]))
    >>> one == other
    True
    """
    rounded = shapely.transform(lines, lambda xy: np.round(xy, _DECIMALS) + 0.0)
    return np.asarray(shapely.to_wkb(shapely.normalize(rounded)), dtype=object)


def first_of_each(lines: Any) -> npt.NDArray[np.intp]:
    """Return the positions of the lines without those of the same course as one before, ascending.

    >>> first_of_each(shapely.linestrings([[(0, 0), (1, 0)], [(0, 0), (2, 0)], [(1, 0), (0, 0)]])).tolist()
    [0, 1]
    """
    _, first = np.unique(line_keys(lines), return_index=True)
    return np.sort(first)
