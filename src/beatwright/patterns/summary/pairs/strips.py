"""Points sorted into horizontal strips, and within a strip by x: what is near a point is then a few runs of memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Strips", "strips_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Strips that the largest distance spans. Of 4, 8 and 12 the fastest for 100,000 and 1,000,000 uniform points: more
# strips visit fewer pairs that are too far apart, and fewer strips make longer runs.
_SPANNED = 4


class Strips(NamedTuple):
    """Sorted points.

    Attributes
    ----------
    x, y : array, shape (n,)
        Coordinates from the window's origin, by strip and then by x.
    weight : array, shape (n,)
        What a pair counts is the product of the weights of its points.
    row : array, shape (n,)
        Position of each point before it was sorted.
    start : array, shape (strips + 1,)
        Position of the first point of each strip.
    height : float
        Of a strip, in the unit of the coordinates.
    """

    x: Floats
    y: Floats
    weight: Floats
    row: Ints
    start: Ints
    height: float


def strips_of(local: Floats, weight: Floats, reach: float, tall: float) -> Strips:
    """Return points sorted into strips for pairs at most `reach` apart in a window that is `tall` high.

    Parameters
    ----------
    local : array, shape (n, 2)
        Coordinates from the window's lower left corner.
    weight : array, shape (n,)
        Weight of each point.
    reach : float
        Largest distance of a pair.
    tall : float
        Height of the window; the same for two sets of points whose pairs are sought.
    """
    strips = max(1, min(int(tall / reach * _SPANNED), 100_000))
    height = tall / strips
    strip = np.clip((local[:, 1] / height).astype(np.int64), 0, strips - 1)
    row = np.lexsort((local[:, 0], strip))
    start = np.searchsorted(strip[row], np.arange(strips + 1))
    x, y = np.ascontiguousarray(local[row].T)
    return Strips(x, y, np.ascontiguousarray(weight[row]), row, start, height)
