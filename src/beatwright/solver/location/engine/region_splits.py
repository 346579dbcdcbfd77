"""Sites in nested regions, for splits that say in which part of the map a post stands.

Average linkage (textbook agglomerative clustering) on the number of sites between two sites, which needs no coordinates
and adapts to how dense sites are. A split on a region R asks for no post in R, or for one at least: nested regions keep
the second kind easy for the relaxation (`lagrange.Master`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from beatwright.solver.location.engine.lagrangian import Flags
from beatwright.solver.location.engine.neighbour_lists import Floats, NeighbourLists

_LEAST, _MOST = 0.2, 0.8  # posts that the relaxation puts into a region to be split on


def nested_regions(merged: NeighbourLists) -> Flags:
    """Join neighbouring sites step by step; return the regions that arise, the small ones first, shape (r, m).

    How far one site is from another is counted in the sites between: its place in the list of the clients that have the
    other as their cheapest, the mean of both directions.
    """
    m = merged.sites
    if m < 2:
        return np.ones((m, m), dtype=np.bool_)
    place = np.full((m, m), float(merged.site.shape[1]))
    row, column = np.nonzero(merged.site >= 0)
    place[merged.site[row, 0], merged.site[row, column]] = column
    place = 0.5 * (place + place.T)
    np.fill_diagonal(place, 0.0)
    joins = linkage(squareform(place, checks=False), "average")[:, :2].astype(np.int64)
    held = np.zeros((2 * m - 1, m), dtype=np.bool_)
    held[np.arange(m), np.arange(m)] = True
    for number, (one, other) in enumerate(joins):
        held[m + number] = held[one] | held[other]
    return held[np.argsort(held.sum(axis=1), kind="stable")]


def widest_split(regions: Flags, share: Floats, free: Flags, must: Flags) -> Flags | None:
    """Choose the region of most free sites about which the relaxation is in doubt whether it holds a post.

    Parameters
    ----------
    regions : ndarray of bool, shape (r, m)
        Nested regions.
    share : ndarray of float, shape (m,)
        Posts that the relaxation puts on each site.
    free : ndarray of bool, shape (m,)
        Sites that are not decided.
    must : ndarray of bool, shape (t, m)
        Regions that hold a post in any case; what holds one of these is not in doubt.

    Returns
    -------
    ndarray of bool, shape (m,), or None
        None where only single sites are in doubt.

    Examples
    --------
    >>> halves = np.array([[True, True, False, False], [False, False, True, True]])
    >>> share, free = np.array([0.1, 0.1, 0.3, 0.3]), np.ones(4, dtype=bool)
    >>> widest_split(halves, share, free, halves[:0])
    array([False, False,  True,  True])
    """
    if len(regions) == 0:
        return None
    posts = regions @ share
    # How far from 0 and from 1 post the relaxation is; outside the range one child would hardly differ from the node.
    doubt = np.where((posts > _LEAST) & (posts < _MOST), np.minimum(posts, 1.0 - posts), 0.0)
    for row in must:
        doubt[regions[:, row].all(axis=1)] = 0.0
    size: NDArray[np.int64] = (regions & free).sum(axis=1)
    best = int((doubt * size).argmax())
    return regions[best] if doubt[best] > 0.0 and size[best] > 1 else None
