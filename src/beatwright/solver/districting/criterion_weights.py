"""Weights to try: an even spread over the simplex, extremes first."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def simplex_lattice(parts: int, steps: int) -> Floats:
    """Return all points of the simplex whose coordinates are multiples of 1 / steps, shape (points, parts).

    References
    ----------
    Scheffé, H. (1958). Experiments with mixtures. Journal of the Royal Statistical Society B 20, 344-360. Das, I. and
    Dennis, J. E. (1998). Normal-boundary intersection. SIAM Journal on Optimization 8, 631-657.

    Examples
    --------
    >>> simplex_lattice(2, 2)
    array([[0. , 1. ],
           [0.5, 0.5],
           [1. , 0. ]])
    """
    bars = np.array(list(combinations(range(steps + parts - 1), parts - 1)), dtype=np.int64)
    bars = bars.reshape(-1, parts - 1)
    ends = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), steps + parts - 1)])
    return (np.diff(ends, axis=1) - 1) / steps


def spread_weights(parts: int, points: int) -> Floats:
    """Return points of the simplex, shape (points, parts): the corners, the centre, then each farthest from the others.

    At least the corners are returned. The points after the centre are from a lattice.

    Examples
    --------
    >>> spread_weights(2, 5)
    array([[1.  , 0.  ],
           [0.  , 1.  ],
           [0.5 , 0.5 ],
           [0.25, 0.75],
           [0.75, 0.25]])
    """
    chosen = [*np.eye(parts), np.full(parts, 1.0 / parts)][: max(points, parts)]
    if parts == 1:
        return np.array(chosen[:1])
    steps = 4
    while math.comb(steps + parts - 1, parts - 1) < 2 * points:
        steps *= 2
    lattice = simplex_lattice(parts, steps)
    nearest = np.min([np.linalg.norm(lattice - point, axis=1) for point in chosen], axis=0)
    while len(chosen) < points:
        best = int(np.argmax(np.round(nearest, 9)))
        chosen.append(lattice[best])
        nearest = np.minimum(nearest, np.linalg.norm(lattice - lattice[best], axis=1))
    return np.array(chosen)
