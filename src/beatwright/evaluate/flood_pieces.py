"""The contiguous pieces of districts, of those alone that have changed.

A breadth-first search from every unit that no piece has reached yet, over the borders between units of one district
(flood fill, as a painting program does it). A piece is named by its first unit. Only the borders of districts that have
changed are looked at, so that the effort is that of two districts, however large the city.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["flood_pieces", "neighbours_of"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def neighbours_of(edges: Ints, n: int) -> tuple[Ints, Ints]:
    """Return the borders of `n` units as lists of neighbours.

    Parameters
    ----------
    edges : array of int64, shape (m, 2)
        Pairs of positions with a border in common.
    n : int
        Number of units.

    Returns
    -------
    array of int64, shape (n + 1,)
        Where the neighbours of each unit begin in the second array.
    array of int64, shape (2 m,)
        Their positions.

    Examples
    --------
    >>> start, to = neighbours_of(np.array([[0, 1], [1, 2]]), 3)
    >>> start.tolist(), to.tolist()
    ([0, 1, 3, 4], [1, 0, 2, 1])
    """
    one, other = np.concatenate([edges, edges[:, ::-1]]).T
    order = np.lexsort((other, one))
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(one, minlength=n), out=start[1:])
    return start, np.ascontiguousarray(other[order])


@entry
def flood_pieces(start: Ints, to: Ints, label: Ints, changed: Bools, piece: Ints) -> None:
    """Write the piece of every unit whose district has changed into `piece`.

    Parameters
    ----------
    start, to : array of int64, shapes (n + 1,) and (2 m,)
        Neighbours, as `neighbours_of` returns them.
    label : array of int64, shape (n,)
        District of every unit; -1 where it has none.
    changed : array of bool, shape (districts,)
        Which districts are to be looked at.
    piece : array of int64, shape (n,)
        The first unit of the piece that each unit is in; units of other districts, and of none, stay as they are.
    """
    n = label.size
    queue = np.empty(n, dtype=np.int64)
    for unit in range(n):
        if label[unit] >= 0 and changed[label[unit]]:
            piece[unit] = -1
    for unit in range(n):
        if label[unit] < 0 or not changed[label[unit]] or piece[unit] >= 0:
            continue
        piece[unit] = unit
        queue[0], head, tail = unit, 0, 1
        while head < tail:
            here = queue[head]
            head += 1
            for e in range(start[here], start[here + 1]):
                there = to[e]
                if piece[there] < 0 and label[there] == label[unit]:
                    piece[there] = unit
                    queue[tail] = there
                    tail += 1
