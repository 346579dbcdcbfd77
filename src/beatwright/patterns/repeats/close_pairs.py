"""Pairs of points at most a distance apart, listed in chunks of bounded memory.

Points are sorted into square cells at least as wide as the largest distance, row by row. A pair is met once, from its
first point in that order: the partner lies in the same cell or the next of the row, or in one of the three cells of the
row above, which are neighbours in the order too. So each point has two ranges of candidates. This is the cell list of
molecular dynamics (Allen, M. P. and Tildesley, D. J. (1987). Computer Simulation of Liquids, section 5.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["CellList", "PairChunk", "cell_list", "close_pairs"]

_CELLS = 1024  # cells along a side at most: a million starts are 8 MB
_CANDIDATES = 1 << 22  # pairs looked at in a chunk: 20 MB, five bytes each


@dataclass(frozen=True, eq=False)
class CellList:
    """Points sorted into cells.

    Parameters
    ----------
    xy : array of float, shape (n, 2)
        Sorted by cell.
    order : array of int64, shape (n,)
        Position of each in the caller's order.
    ranges : array of int64, shape (n, 4)
        First and end of the candidates of each point in its own row, and in the row above.
    """

    xy: npt.NDArray[np.float64]
    order: npt.NDArray[np.int64]
    ranges: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PairChunk:
    """Some of the pairs: those of the points `first`, `first` + 1, ... of the cell list.

    Parameters
    ----------
    first : int
        Position of the first point.
    ends : array of int64, shape (rows,)
        Where the pairs of each point end in `other`.
    other : array of int32, shape (pairs,)
        Position of the partner.
    band : array of int8, shape (pairs,)
        Band of the distance.
    """

    first: int
    ends: npt.NDArray[np.int64]
    other: npt.NDArray[np.int32]
    band: npt.NDArray[np.int8]

    @property
    def one(self) -> npt.NDArray[np.int64]:
        """Position of the first point of each pair, shape (pairs,)."""
        return self.first + np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))


def cell_list(xy: npt.NDArray[np.float64], distance: float) -> CellList:
    """Sort points, whose coordinates start at 0, into cells no narrower than `distance`."""
    extent = xy.max(axis=0) if len(xy) else np.zeros(2)
    # Wider by a hair than the distance: rounding puts no neighbour two cells off.
    width = max(distance * (1 + 1e-9), float(extent.max()) / _CELLS) or 1.0
    across = (xy / width).astype(np.int64)
    columns, rows = (extent / width).astype(np.int64) + 1
    cell = across[:, 1] * columns + across[:, 0]
    order = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[order], np.arange(rows * columns + 1))
    return CellList(np.ascontiguousarray(xy[order]), order, _ranges(across[order], start, int(columns), int(rows)))


def _ranges(
    across: npt.NDArray[np.int64], start: npt.NDArray[np.int64], columns: int, rows: int
) -> npt.NDArray[np.int64]:
    column, row = across.T
    left, right = np.maximum(column - 1, 0), np.minimum(column + 1, columns - 1)
    above = np.minimum(row + 1, rows - 1) * columns
    top = row == rows - 1
    ends = start[row * columns + right + 1]
    return np.column_stack(
        [
            np.arange(1, len(row) + 1),
            ends,
            np.where(top, 0, start[above + left]),
            np.where(top, 0, start[above + right + 1]),
        ]
    )


def close_pairs(
    cells: CellList, edges: npt.NDArray[np.float64], metric: str, most: int = _CANDIDATES
) -> Iterator[PairChunk]:
    """Yield every pair at most ``edges[-1]`` apart once, with the band of its distance.

    Parameters
    ----------
    cells : CellList
        Made for a distance of at least ``edges[-1]``.
    edges : array of float, shape (bands,)
        Upper ends of the bands, ascending: band k holds distances above ``edges[k - 1]``, up to ``edges[k]``.
    metric : {"euclidean", "manhattan"}
        Distance as the crow flies, or along a grid of streets.
    most : int
        Candidates looked at in one chunk, unless a single point has more.
    """
    if not len(cells.xy) or not len(edges):
        return
    straight = metric == "euclidean"
    limits = edges**2 if straight else edges
    many = (cells.ranges[:, 1::2] - cells.ranges[:, ::2]).sum(axis=1)
    before = np.concatenate([[0], np.cumsum(many)])
    first = 0
    while first < len(many):
        last = max(int(np.searchsorted(before, before[first] + most, side="right")) - 1, first + 1)
        yield _chunk(cells, (first, last), int(before[last] - before[first]), limits, straight)
        first = last


def _chunk(
    cells: CellList, rows: tuple[int, int], room: int, limits: npt.NDArray[np.float64], straight: bool
) -> PairChunk:
    ends = np.empty(rows[1] - rows[0], dtype=np.int64)
    other, band = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int8)
    found = _list_pairs(
        cells.xy, cells.ranges, rows[0], limits=limits, straight=straight, ends=ends, other=other, band=band
    )
    return PairChunk(rows[0], ends, other[:found], band[:found])


@entry
def _list_pairs(
    xy: npt.NDArray[np.float64],
    ranges: npt.NDArray[np.int64],
    first: int,
    limits: npt.NDArray[np.float64],
    straight: bool,
    ends: npt.NDArray[np.int64],
    other: npt.NDArray[np.int32],
    band: npt.NDArray[np.int8],
) -> int:
    """Fill `ends`, `other` and `band` with the pairs of the points from `first` on; return how many there are."""
    found, farthest = 0, limits[-1]
    for row in range(len(ends)):
        here = first + row
        for part in range(2):
            for there in range(ranges[here, 2 * part], ranges[here, 2 * part + 1]):
                dx, dy = abs(xy[there, 0] - xy[here, 0]), abs(xy[there, 1] - xy[here, 1])
                far = dx * dx + dy * dy if straight else dx + dy
                if far <= farthest:
                    k = 0
                    while far > limits[k]:
                        k += 1
                    other[found], band[found] = there, k
                    found += 1
        ends[row] = found
    return found
