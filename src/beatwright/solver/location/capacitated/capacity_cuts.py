"""Subset-row cuts of a set partitioning program: of the sets that hold two of three clients, one at most is used.

Chvátal-Gomory cuts of rank one (Jepsen, Petersen, Spoorendonk and Pisinger 2008). Every three clients are tried.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.location.capacitated.capacity_knapsacks import Flags, Floats, Ints

_MOST = 100  # cuts a round: more of them make the linear program slow, fewer the rounds many
_BROKEN = 0.02  # by which a cut must be broken to be worth a row
_ROOM = 20_000  # broken cuts that are noted, of which the most broken are taken


def subset_row_cuts(member: Flags, share: Floats) -> Ints:
    """Give the most broken cuts, of shape (cuts, 3): three clients each.

    Parameters
    ----------
    member : ndarray of bool, shape (sets, clients)
        Which clients a set holds.
    share : ndarray of float, shape (sets,)
        How much of a set is used, above 0.

    Examples
    --------
    >>> pairs = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    >>> subset_row_cuts(pairs, np.full(3, 0.5)).tolist()
    [[0, 1, 2]]
    """
    together = (member.T * share) @ member.astype(np.float64)
    triple, broken = np.empty((_ROOM, 3), dtype=np.int64), np.empty(_ROOM)
    count = _broken_triples(np.ascontiguousarray(member.T), share, together, triple, broken)
    order = np.argsort(-broken[:count], kind="stable")[:_MOST]
    return triple[order]


@entry
def _broken_triples(held: Flags, share: Floats, together: Floats, triple: Ints, broken: Floats) -> int:
    """Note triples whose sets are used more than once: pairs that are held together, less twice the whole triples."""
    n, count = len(held), 0
    for a in range(n):
        for b in range(a + 1, n):
            for c in range(b + 1, n):
                # The share of the sets with all three is in each pair, and at least 0.
                total = together[a, b] + together[a, c] + together[b, c]
                if total <= 1.0 + _BROKEN:
                    continue
                total -= 2.0 * _all_three(held, share, a, b, c)
                if total > 1.0 + _BROKEN and count < broken.size:
                    triple[count, 0], triple[count, 1], triple[count, 2] = a, b, c
                    broken[count] = total - 1.0
                    count += 1
    return count


@inner
def _all_three(held: Flags, share: Floats, a: int, b: int, c: int) -> float:
    total = 0.0
    for s in range(share.size):
        if held[a, s] and held[b, s] and held[c, s]:
            total += share[s]
    return total
