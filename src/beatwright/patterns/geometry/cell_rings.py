"""A grid of square cells, searched from a place outwards in rings until nothing nearer can follow.

Things (points or edges) are filed by the cells they lie in. Ring 0 is the cell of the place, ring k the cells k away.
After ring k everything within `ring_reach` has been seen, so a search may stop once its best distance is no longer.
This is the cell method of Bentley, Weide and Yao, "Optimal expected-time algorithms for closest point problems", ACM
Transactions on Mathematical Software 6 (1980).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import inner

__all__ = ["cell_frame", "column_of", "ring_reach", "row_of"]

Floats = npt.NDArray[np.float64]


def cell_frame(low: Floats, high: Floats, things: int, per_cell: float) -> Floats:
    """Return the frame of a grid over a box: x and y of its lower left corner, side of a cell, columns, rows.

    A cell holds about `per_cell` of `things` things where they are spread evenly; there are at most about
    2 * things / per_cell cells, whatever the box, so that a line of things costs no more memory than a square.
    """
    width, height = (float(length) for length in high - low)
    cells = max(things / per_cell, 1.0)
    side = max(math.sqrt(width * height / cells), max(width, height) / cells) or 1.0
    return np.array([low[0], low[1], side, math.floor(width / side) + 1, math.floor(height / side) + 1])


@inner
def column_of(x: float, frame: Floats) -> int:
    """Return the column of cells nearest to `x`."""
    return int(min(max(math.floor((x - frame[0]) / frame[2]), 0.0), frame[3] - 1.0))


@inner
def row_of(y: float, frame: Floats) -> int:
    """Return the row of cells nearest to `y`."""
    return int(min(max(math.floor((y - frame[1]) / frame[2]), 0.0), frame[4] - 1.0))


@inner
def ring_reach(x: float, y: float, ring: int, frame: Floats) -> float:
    """Return how far the rings up to `ring` around (x, y) reach; infinity once they hold the whole grid."""
    left, bottom, side = frame[0], frame[1], frame[2]
    column, row = column_of(x, frame), row_of(y, frame)
    reach = math.inf
    if column - ring > 0:
        reach = min(reach, x - (left + side * (column - ring)))
    if column + ring + 1 < frame[3]:
        reach = min(reach, left + side * (column + ring + 1) - x)
    if row - ring > 0:
        reach = min(reach, y - (bottom + side * (row - ring)))
    if row + ring + 1 < frame[4]:
        reach = min(reach, bottom + side * (row + ring + 1) - y)
    return reach
