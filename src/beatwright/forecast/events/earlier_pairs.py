"""Pairs of an event and an earlier one that is near in space and time, listed without meeting the others.

Events are sorted into square cells as wide as the largest distance, in order of time within a cell. The earlier ones
of an event lie in nine cells, and in each of them between two places that a binary search finds: the work is in
proportion to the pairs that are found, and not to the square of the number of events (a cell list, as in Allen, M. P.
and Tildesley, D. J. (1987). Computer Simulation of Liquids, section 5.3, with time as the third side).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["EarlierPairs", "earlier_pairs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CELLS = 2048  # cells along a side at most: 4 million starts are 32 MB
_PAIRS = 20_000_000  # twelve bytes each


class EarlierPairs(NamedTuple):
    """Pairs, those of each later event together.

    Parameters
    ----------
    first : int
        Position of the first later event.
    ends : array of int64, shape (later events + 1,)
        Pairs of the later event ``first + k`` lie from ``ends[k]`` to before ``ends[k + 1]``.
    earlier : array of int32, shape (pairs,)
        Position of the earlier event.
    lag : array of float32, shape (pairs,)
        Days between them.
    half_square : array of float32, shape (pairs,)
        Half of the squared distance, square metres.
    """

    first: int
    ends: Ints
    earlier: npt.NDArray[np.int32]
    lag: npt.NDArray[np.float32]
    half_square: npt.NDArray[np.float32]

    def sums(self, values: npt.NDArray[np.float32]) -> Floats:
        """Return the sum of the values of pairs by later event, shape (events,)."""
        total = np.zeros(len(self.ends) - 1)
        some = np.flatnonzero(np.diff(self.ends))
        if len(some):
            total[some] = np.add.reduceat(values, self.ends[some], dtype=np.float64)
        return total


def earlier_pairs(
    xy: Floats, begins: Floats, happened: Floats, *, first: int, reach: float, memory: float, most: int = _PAIRS
) -> EarlierPairs:
    """Return the pairs of the events from position `first` on, each with all before it.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places, metres.
    begins : array, shape (n,)
        Days from which an event can trigger another; ascending.
    happened : array, shape (n,)
        Days at which it happened, as what was triggered.
    first : int
        The later events are those from here on.
    reach : float
        Largest distance, metres.
    memory : float
        Largest lag, days; the least is just above 0.
    most : int
        Pairs at most: where there are more, the first of the later events are left out.

    Examples
    --------
    >>> day = np.array([0.0, 1.0, 5.0])
    >>> pairs = earlier_pairs(np.array([[0.0, 0], [3, 4], [90, 0]]), day, day, first=0, reach=50, memory=30)
    >>> pairs.ends.tolist(), pairs.earlier.tolist(), pairs.lag.tolist(), pairs.half_square.tolist()
    ([0, 0, 1, 1], [0], [1.0], [12.5])
    """
    local = xy - xy.min(axis=0) if len(xy) else xy
    extent = local.max(axis=0) if len(xy) else np.zeros(2)
    width = max(reach * (1 + 1e-9), float(extent.max()) / _CELLS)
    across = (local / width).astype(np.int64)
    columns = int(extent[0] / width) + 1
    cell = across[:, 1] * columns + across[:, 0]
    order = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[order], np.arange(columns * (int(extent[1] / width) + 1) + 1))
    events = (local[order], begins[order], order, start)
    limits = (columns, reach * reach / 2, memory)
    later = (local[first:], happened[first:], across[first:])
    ends = _listed(events, later, limits, 0)[0]
    left_out = int(np.searchsorted(ends, ends[-1] - most))
    first += left_out
    later = (local[first:], happened[first:], across[first:])
    return EarlierPairs(first, *_listed(events, later, limits, int(ends[-1] - ends[left_out])))


def _listed(events: Any, later: Any, limits: Any, room: int) -> tuple[Any, ...]:
    """Return where the pairs of each later event end, and the pairs where there is room for them."""
    ends = np.zeros(len(later[0]) + 1, dtype=np.int64)
    lists = (np.empty(room, dtype=np.int32), np.empty(room, dtype=np.float32), np.empty(room, dtype=np.float32))
    _walk(events, later, limits, (ends, *lists))
    return ends, *lists


@entry
def _walk(events: Any, later: Any, limits: Any, out: Any) -> None:
    """Count the pairs of each later event into `ends`; where there is room for them, write them down too."""
    xy, begins, order, start = events
    places, happened, across = later
    columns, farthest, memory = limits
    ends, earlier, lags, half_squares = out
    rows, writes, found = (len(start) - 1) // columns, len(earlier) > 0, 0
    for k in range(len(happened)):
        for row in range(max(across[k, 1] - 1, 0), min(across[k, 1] + 2, rows)):
            for column in range(max(across[k, 0] - 1, 0), min(across[k, 0] + 2, columns)):
                low, end = start[row * columns + column], start[row * columns + column + 1]
                # The first in the cell that is not too long ago; times ascend within a cell.
                high = end
                while low < high:
                    middle = (low + high) // 2
                    if happened[k] - begins[middle] > memory:
                        low = middle + 1
                    else:
                        high = middle
                for there in range(low, end):
                    lag = happened[k] - begins[there]
                    if lag <= 0:  # all later ones in the cell are later still
                        break
                    dx, dy = xy[there, 0] - places[k, 0], xy[there, 1] - places[k, 1]
                    half = (dx * dx + dy * dy) / 2
                    if half <= farthest:
                        if writes:
                            earlier[found] = order[there]
                            lags[found] = lag
                            half_squares[found] = half
                        found += 1
        ends[k + 1] = found
