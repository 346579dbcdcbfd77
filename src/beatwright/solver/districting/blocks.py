"""The parts of the map that districts must stay within: the contiguous pieces of the parents.

No district may cross a parent or a gap in the map, so that the map falls apart into blocks (connected components of the
borders inside parents), and a division into one division for each block. Only the numbers of districts tie blocks
together: they add up to k.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import Complaints
from beatwright.base.words import UnitNames, count_of, listed
from beatwright.solver.districting.division_scores import pieces_of

Ints = NDArray[np.int64]


def find_blocks(
    edges: Ints, parent: Ints, names: tuple[str, ...], closed_labels: NDArray[np.bool_], unit_names: UnitNames
) -> tuple[Ints, tuple[str, ...]]:
    """Find the contiguous pieces of the parents, and name them.

    Parameters
    ----------
    edges : ndarray of int, shape (m, 2)
    parent : ndarray of int, shape (n,)
    names : tuple of str
        Names of the parents.
    closed_labels : ndarray of bool, shape (n,)
        Units in closed districts: they belong to no block.
    unit_names : UnitNames
        What units are called.

    Returns
    -------
    block : ndarray of int, shape (n,)
        -1 for shut units.
    block_names : tuple of str

    Examples
    --------
    >>> nothing = np.zeros(3, dtype=bool)
    >>> block, names = find_blocks(np.array([[0, 1]]), np.zeros(3, dtype=int), ("the map",), nothing, UnitNames())
    >>> block, names
    (array([0, 0, 1]), ('the map (piece of units 0, 1)', 'the map (piece of unit 2)'))
    """
    apart = np.where(closed_labels, len(names) + np.arange(parent.size), parent)
    _, piece = pieces_of(edges, apart)
    block = np.full(parent.size, -1, dtype=np.int64)
    if not (~closed_labels).any():
        return block, ()
    found, first, code = np.unique(piece[~closed_labels], return_index=True, return_inverse=True)
    block[~closed_labels] = code
    owner = parent[~closed_labels][first]
    several = np.bincount(owner, minlength=len(names)) > 1
    texts = []
    for number in range(found.size):
        text = names[owner[number]]
        if several[owner[number]]:
            text += f" (piece of {unit_names.of(np.flatnonzero(block == number))})"
        texts.append(text)
    return block, tuple(texts)


def check_room(block: Ints, names: tuple[str, ...], k: int, parents: Sequence[str], complaints: Complaints) -> None:
    """Complain where the districts left over cannot give each block one, or each district a unit."""
    if k < len(parents):
        complaints.add(
            f"{count_of(k, 'open district')} cannot stay inside {len(parents)} parents, each of which needs at least "
            f"one: {listed(parents)}. Ask for k >= {len(parents)}, or give fewer parents."
        )
    elif k < len(names):
        complaints.add(
            f"{count_of(k, 'open district')} cannot cover {len(names)} separate parts of the map, each of which needs "
            f"its own: {listed(names)}. Ask for k >= {len(names)}, so that each part gets a district, or join the "
            "parts by bridges (edges of length 0)."
        )
    units = int((block >= 0).sum())
    complaints.need(units >= k, f"{count_of(k, 'open district')} cannot be made of {count_of(units, 'unit')}.")


def check_locks(
    block: Ints, lock: Ints, closed: tuple[int, ...], edges: Ints, complaints: Complaints, unit_names: UnitNames
) -> None:
    """Complain of locked districts that no contiguous district can contain."""
    for district in np.unique(lock[lock >= 0]):
        units = np.flatnonzero(lock == district)
        if district in closed:
            count, _ = pieces_of(edges, np.where(lock == district, 0, 1 + np.arange(lock.size)))
            complaints.need(
                count == lock.size - units.size + 1,
                f"District {district} is closed, but what is locked into it is not contiguous: {unit_names.of(units)}. "
                "Lock "
                "what joins them too, or join them by bridges (edges of length 0).",
            )
        else:
            complaints.need(
                np.unique(block[units]).size == 1,
                f"What is locked into district {district} lies in different parents or in separate parts of the map: "
                f"{unit_names.of(units)}. Unlock some, or change their parents.",
            )
