"""Sums of Gaussians around events, exact: at the centres of a grid, and at the events themselves.

On a grid the Gaussian is a product of one in x and one in y, so the sum over n events is a product of two matrices,
rows by n and n by columns. At the events the pairs are walked in order of x, so that those too far apart to matter are
never met: a Gaussian has less than 3e-18 of its height beyond nine standard deviations. An event whose nearest other is
more than half as far away would see that cut: its sum is taken anew as far as twice the distance of that other.

Diggle, P. J. (1985). A kernel method for smoothing point process data. Applied Statistics 34, 138-147.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from beatwright.base.jit import entry

__all__ = ["sums_at_events", "sums_on_grid"]

Floats = npt.NDArray[np.float64]

_FAR = 9.0  # in sigma
_BLOCK = 8_192  # events at a time on a grid: 17 MB of Gaussians for 128 by 128 cells
_PAIRS = 1 << 27  # pairs between two looks at whether the user has had enough: about half a second


def sums_on_grid(local: Floats, weights: Floats, centres: tuple[Floats, Floats], sigma: float) -> Floats:
    """Return the weighted sum of Gaussian densities at the centres of a grid, shape (rows, columns).

    Parameters
    ----------
    local : array, shape (n, 2)
    weights : array, shape (n,)
    centres : (x, y)
        Of the columns and of the rows.
    sigma : float
    """
    x, y = centres
    total = np.zeros((len(y), len(x)))
    for start in range(0, len(local), _BLOCK):
        part, weight = local[start : start + _BLOCK], weights[start : start + _BLOCK]
        total += (_heights(y, part[:, 1], sigma) * weight) @ _heights(x, part[:, 0], sigma).T
    return total / (2 * np.pi * sigma**2)


def _heights(centres: Floats, places: Floats, sigma: float) -> Floats:
    return np.exp(-0.5 * ((centres[:, None] - places) / sigma) ** 2)


def sums_at_events(local: Floats, weights: Floats, sigma: float) -> Floats:
    """Return the weighted sum of the Gaussian densities of all other events at each event, shape (n,).

    Parameters
    ----------
    local : array, shape (n, 2)
    weights : array, shape (n,)
    sigma : float
    """
    n = len(local)
    total = np.zeros(n)
    if n < 2:
        return total
    order = np.argsort(local[:, 0], kind="stable")
    x, y = np.ascontiguousarray(local[order].T) / sigma
    sorted_weights, step = weights[order], max(1, _PAIRS // n)
    for start in range(0, n, step):
        _add_pairs((x, y), sorted_weights, (start, min(start + step, n)), total)
    total[order] = total.copy()
    _mend_lonely(local / sigma, weights, total)
    return total / (2 * np.pi * sigma**2)


@entry
def _add_pairs(places: tuple[Floats, Floats], weights: Floats, part: tuple[int, int], total: Floats) -> None:
    """Add the Gaussian of each pair to the sums of both; x and y are in sigma, and x ascends."""
    x, y = places
    for i in range(part[0], part[1]):
        own, sum_i = weights[i], 0.0
        for j in range(i + 1, len(x)):
            dx = x[j] - x[i]
            if dx > _FAR:  # all later ones are farther still
                break
            dy = y[j] - y[i]
            square = dx * dx + dy * dy
            if square <= _FAR * _FAR:
                height = np.exp(-0.5 * square)
                sum_i += weights[j] * height
                total[j] += own * height
        total[i] += sum_i


def _mend_lonely(places: Floats, weights: Floats, total: Floats) -> None:
    """Take the sums of events anew whose nearest other is more than half of the reach away."""
    tree = cKDTree(places)
    nearest = tree.query(places, k=2)[0][:, 1]
    lonely = np.flatnonzero(nearest > _FAR / 2)
    for i in lonely:
        others = np.array(tree.query_ball_point(places[i], 2 * nearest[i], return_sorted=True), dtype=np.intp)
        squares = ((places[others] - places[i]) ** 2).sum(axis=1)
        total[i] = (weights[others] * np.exp(-0.5 * squares))[others != i].sum()
