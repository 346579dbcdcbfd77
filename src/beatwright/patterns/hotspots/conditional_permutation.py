"""Conditional permutation: how often other zones' values, dealt to a zone's neighbours, add up to as much as theirs do.

The zone's own value stays, and its k neighbours get k values of the other zones, without replacement. One deal of k +
1 values, d_1 .. d_(k+1), from all zones serves every zone with k neighbours: where the zone itself is among the first
k, the last takes its place. So the sums of all zones are those of the deals, but for the few deals in which a zone
meets itself.

The probability is two-sided: twice the lesser of the shares of sums that are at least, and at most, the neighbours'
own, where they themselves count as one deal. It is the same for Gi* and for local Moran with equal weights, since
both rise or fall with the sum while the zone's own value stays.

Source: Anselin, L. (1995), Local indicators of spatial association - LISA, Geographical Analysis 27, 93-115, section 4.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.patterns.hotspots.zone_neighbours import Pairs

__all__ = ["permutation_p"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Numbers shuffled at once: 16 MB.
_CHUNK = 2_000_000
# Sums that differ by less than this part of the largest one are the same: they were added in another order.
_SAME = 1e-11


def permutation_p(values: Floats, pairs: Pairs, permutations: int, rng: np.random.Generator) -> Floats:
    """Return the two-sided probability of each zone's sum over its neighbours, shape (n,).

    Parameters
    ----------
    values : array, shape (n,)
        Of the zones.
    pairs : array, shape (m, 2)
        Neighbours, each pair once.
    permutations : int
        How many deals are drawn.
    rng : Generator
        Draws them.
    """
    count = np.bincount(pairs.ravel(), minlength=len(values))
    own = np.bincount(pairs[:, 0], values[pairs[:, 1]], len(values))
    own += np.bincount(pairs[:, 1], values[pairs[:, 0]], len(values))
    deals = _deals(len(values), int(count.max(initial=0)), permutations, rng)
    sums = np.cumsum(values[deals], axis=1)
    within = _SAME * max(float(np.abs(sums).max(initial=0)), float(np.abs(own).max(initial=0)))
    order, starts = _where_dealt(deals, len(values))
    p = np.ones(len(values))
    for zone in np.flatnonzero(count).tolist():
        dealt = order[starts[zone] : starts[zone + 1]]
        theirs = _sums_of(zone, int(count[zone]), dealt, (values, deals, sums))
        above = int((theirs >= own[zone] - within).sum())
        below = int((theirs <= own[zone] + within).sum())
        p[zone] = min(1.0, 2 * (min(above, below) + 1) / (permutations + 1))
    return p


def _sums_of(zone: int, k: int, dealt: Ints, drawn: tuple[Floats, Ints, Floats]) -> Floats:
    """Return the sums of k values of others, shape (permutations,)."""
    values, deals, sums = drawn
    theirs = sums[:, k - 1].copy()
    row, place = np.divmod(dealt, deals.shape[1])
    met = row[place < k]
    theirs[met] += values[deals[met, k]] - values[zone] if k < deals.shape[1] else 0.0
    return theirs


def _deals(n: int, most: int, permutations: int, rng: np.random.Generator) -> Ints:
    """Return zones drawn without replacement, shape (permutations, most + 1), or n columns where that is less."""
    size = max(1, _CHUNK // n)
    rows = [min(size, permutations - start) for start in range(0, permutations, size)]
    every = np.arange(n)
    return np.concatenate([rng.permuted(np.tile(every, (m, 1)), axis=1)[:, : most + 1] for m in rows])


def _where_dealt(deals: Ints, n: int) -> tuple[Ints, Ints]:
    """Return flat positions in `deals` by zone, and where each zone's begin, shape (n + 1,)."""
    order = np.argsort(deals, axis=None, kind="stable")
    return order, np.concatenate([[0], np.cumsum(np.bincount(deals.ravel(), minlength=n))])
