"""The parts of the map that districts must stay within: the contiguous pieces of the parents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.core.errors import Complaints
from beatwright.planning.districts.scores import pieces_of
from beatwright.planning.districts.words import listed

Ints = NDArray[np.int64]


def find_blocks(
    edges: Ints, parent: Ints, names: tuple[str, ...], shut: NDArray[np.bool_]
) -> tuple[Ints, tuple[str, ...]]:
    """Find the contiguous pieces of the parents, and name them.

    Parameters
    ----------
    edges : ndarray of int, shape (m, 2)
    parent : ndarray of int, shape (n,)
    names : tuple of str
        Names of the parents.
    shut : ndarray of bool, shape (n,)
        Units in closed districts: they belong to no block.

    Returns
    -------
    block : ndarray of int, shape (n,)
        -1 for shut units.
    block_names : tuple of str

    Examples
    --------
    >>> block, names = find_blocks(np.array([[0, 1]]), np.array([0, 0, 0]), ("the map",), np.zeros(3, dtype=bool))
    >>> block, names
    (array([0, 0, 1]), ('the map (piece of units 0, 1)', 'the map (piece of units 2)'))
    """
    apart = np.where(shut, len(names) + np.arange(parent.size), parent)
    _, piece = pieces_of(edges, apart)
    block = np.full(parent.size, -1, dtype=np.int64)
    if not (~shut).any():
        return block, ()
    found, first, code = np.unique(piece[~shut], return_index=True, return_inverse=True)
    block[~shut] = code
    owner = parent[~shut][first]
    several = np.bincount(owner, minlength=len(names)) > 1
    texts = []
    for number in range(found.size):
        text = names[owner[number]]
        if several[owner[number]]:
            text += f" (piece of units {listed(np.flatnonzero(block == number))})"
        texts.append(text)
    return block, tuple(texts)


def check_room(block: Ints, names: tuple[str, ...], k: int, parents: int, complaints: Complaints) -> None:
    """Complain where the districts left over cannot give each block one, or each district a unit."""
    if k < parents:
        complaints.add(
            f"{k} open districts cannot stay inside {parents} parents: each parent needs at least one. Ask for "
            f"k >= {parents}, or give fewer parents."
        )
    elif k < len(names):
        complaints.add(
            f"{k} open districts cannot cover {len(names)} separate parts of the map, each of which needs its own: "
            f"{listed(names)}. Ask for k >= {len(names)}, or join the parts by bridges (edges of length 0)."
        )
    complaints.need(
        int((block >= 0).sum()) >= k, f"{k} open districts need at least {k} units. Got {int((block >= 0).sum())}."
    )


def check_locks(block: Ints, lock: Ints, closed: tuple[int, ...], edges: Ints, complaints: Complaints) -> None:
    """Complain of locked districts that no contiguous district can contain."""
    for district in np.unique(lock[lock >= 0]):
        units = np.flatnonzero(lock == district)
        if district in closed:
            count, _ = pieces_of(edges, np.where(lock == district, 0, 1 + np.arange(lock.size)))
            complaints.need(
                count == lock.size - units.size + 1,
                f"District {district} is closed, but its units {listed(units)} are not contiguous.",
            )
        else:
            complaints.need(
                np.unique(block[units]).size == 1,
                f"Units {listed(units)} are locked into district {district}, but they lie in different parents or "
                "separate parts of the map.",
            )
