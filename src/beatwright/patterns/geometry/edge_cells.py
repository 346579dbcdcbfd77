"""Edges filed in every cell of a grid that they run through, so that those near a place are found at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner
from beatwright.patterns.geometry.cell_rings import cell_frame, column_of, row_of

__all__ = ["edge_frame", "filed_by_cell"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Edges a cell where they are spread evenly: of 1/4 to 4 about the fastest for outlines of 100 to 10,000 edges, which
# lie along lines and leave most cells empty.
_PER_CELL = 1.0
# Cells by which an edge is taken to be thicker than it is, so that rounding cannot file it beside its cell.
_MARGIN = 1e-9


def edge_frame(edges: Floats) -> Floats:
    """Return the frame of a grid over edges, shape (m, 4): see `cell_frame`."""
    ends = edges.reshape(-1, 2)
    return cell_frame(ends.min(axis=0), ends.max(axis=0), len(edges), _PER_CELL)


@entry
def filed_by_cell(edges: Floats, frame: Floats) -> tuple[Ints, Ints]:
    """Return where each cell's edges begin, and the edges cell by cell."""
    columns = int(frame[3])
    start = np.zeros(columns * int(frame[4]) + 1, dtype=np.int64)
    for e in range(len(edges)):
        for i in range(*_columns_of(edges[e], frame)):
            low, high = _rows_of(edges[e], i, frame)
            for j in range(low, high):
                start[j * columns + i + 1] += 1
    start = np.cumsum(start)
    place, filed = start.copy(), np.empty(start[-1], dtype=np.int64)
    for e in range(len(edges)):
        for i in range(*_columns_of(edges[e], frame)):
            low, high = _rows_of(edges[e], i, frame)
            for j in range(low, high):
                filed[place[j * columns + i]] = e
                place[j * columns + i] += 1
    return start, filed


@inner
def _columns_of(edge: Floats, frame: Floats) -> tuple[int, int]:
    margin = _MARGIN * frame[2]
    first = column_of(min(edge[0], edge[2]) - margin, frame)
    return first, column_of(max(edge[0], edge[2]) + margin, frame) + 1


@inner
def _rows_of(edge: Floats, column: int, frame: Floats) -> tuple[int, int]:
    """Return the rows through which an edge runs in a column of cells: the first, and one after the last."""
    x1, y1, x2, y2 = edge
    margin = _MARGIN * frame[2]
    low, high = min(y1, y2), max(y1, y2)
    if abs(x2 - x1) > frame[2]:
        slope = (y2 - y1) / (x2 - x1)
        enters = y1 + slope * (frame[0] + frame[2] * column - margin - x1)
        leaves = y1 + slope * (frame[0] + frame[2] * (column + 1) + margin - x1)
        low, high = max(low, min(enters, leaves)), min(high, max(enters, leaves))
    return row_of(low - margin, frame), row_of(high + margin, frame) + 1
