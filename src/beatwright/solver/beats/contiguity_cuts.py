"""Cuts that make districts contiguous: a unit needs one of the units that separate it from the post.

The a,b-separator inequalities of Validi, Buchanan and Lykhovyd (2022): x[i, j] <= sum of x[v, j] over v in C, where C
separates unit i from the unit of site j. They are added where a solution breaks them, one for each piece of a
district that does not hang together with its post's unit; C is made minimal, which makes the cut as strong as it
can be for that piece.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# From what share on a unit counts as served by a site, and by what share a cut must be broken to be added. They are
# HiGHS's tolerance for whole numbers and ten times that, so that no cut is made, or made again, for rounding.
_USED, _BROKEN = 1e-6, 1e-5


class ContiguityCut(NamedTuple):
    """In the district of `site` unit `unit` needs one of the units `separator`."""

    unit: int
    site: int
    separator: Ints  # (units of the separator,) positions


def adjacency(n: int, edges: Ints) -> sparse.csr_array:
    """Return the borders as a symmetric matrix of ones, shape (n, n)."""
    ones = np.ones(len(edges))
    half = sparse.coo_array((ones, (edges[:, 0], edges[:, 1])), shape=(n, n))
    return sparse.csr_array(half + half.T)


def find_cuts(touch: sparse.csr_array, x: Floats, home: Ints) -> list[ContiguityCut]:
    """Return cuts that a point of the relaxation breaks.

    Parameters
    ----------
    touch : sparse array, shape (n, n)
        As `adjacency` returns it.
    x : ndarray of float, shape (n, m)
        How much of each unit each site serves.
    home : ndarray of int, shape (m,)
        Unit of every site.

    Returns
    -------
    list of ContiguityCut
        At most one for each unit and site; none where every site's units hang together with its own.

    References
    ----------
    Validi, H., Buchanan, A. and Lykhovyd, E. (2022). Imposing contiguity constraints in political districting models.
    Operations Research 70(2), 867-892.

    Examples
    --------
    Unit 2 cannot be served from unit 0 without unit 1 between them:

    >>> touch = adjacency(3, np.array([[0, 1], [1, 2]]))
    >>> find_cuts(touch, np.array([[1.0], [0.0], [1.0]]), np.array([0]))
    [ContiguityCut(unit=2, site=0, separator=array([1]))]
    """
    cuts: list[ContiguityCut] = []
    for site in np.flatnonzero((x > _USED).any(axis=0)):
        cuts += _cuts_of_site(touch, x[:, site], int(site), int(home[site]))
    return cuts


def _cuts_of_site(touch: sparse.csr_array, x: Floats, site: int, post: int) -> list[ContiguityCut]:
    member = x > _USED
    member[post] = True  # the post's own unit, wherever it is served
    piece = _pieces(touch, member)
    cuts = []
    for number in np.unique(piece[member]):
        part = piece == number
        if part[post]:
            continue
        separator = _separator(touch, part, post)
        broken = np.flatnonzero(part & (x > x[separator].sum() + _BROKEN))
        cuts += [ContiguityCut(int(unit), site, separator) for unit in broken]
    return cuts


def _pieces(touch: sparse.csr_array, member: Flags) -> Ints:
    """Give the number of the contiguous piece of each of some units; -1 elsewhere."""
    inside = np.flatnonzero(member)
    piece = np.full(member.size, -1, dtype=np.int64)
    piece[inside] = connected_components(touch[inside][:, inside], directed=False)[1]
    return piece


def _separator(touch: sparse.csr_array, part: Flags, post: int) -> Ints:
    """Return the units beside `part` that can be reached from `post` without another of them: a minimal separator."""
    beside = (touch @ part.astype(np.float64) > 0) & ~part
    if beside[post]:  # never so for a piece of `_cuts_of_site`, which would hold the post's unit then
        open_side = np.zeros_like(part)
    else:
        free = ~part & ~beside
        piece = _pieces(touch, free)
        open_side = piece == piece[post]
    reached = touch @ open_side.astype(np.float64) > 0
    reached[post] = True
    return np.asarray(np.flatnonzero(beside & reached), dtype=np.int64)
