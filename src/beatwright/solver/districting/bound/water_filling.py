"""Water-filling: how even a division of given lumps can be at best, whatever the map.

A textbook argument by majorisation: the sum of squares of q loads with a given total is least where they are equal, and
a unit heavier than that mean, which cannot be divided, is best left alone. Repeated from the heaviest unit down until
none sticks out of the level, it bounds the balance of every division from below, criterion by criterion; the limits of
loads rule numbers of districts out. It knows neither borders nor contiguity.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def water_filling_levels(amounts: Floats, most: int) -> tuple[Floats, Floats]:
    """Give, for q = 1 to `most` districts, the least sum of squares and the height of the level.

    A lump above the mean of what remains fills a district alone; the rest is spread evenly. No division of the
    lumps into q districts has a smaller sum of squared loads, because these loads are majorised by any others.

    Parameters
    ----------
    amounts : ndarray of float, shape (n,)
        Amount of each unit.
    most : int
        Largest number of districts.

    Returns
    -------
    squares, level : ndarray of float, shape (most,)
        Entry q - 1 is for q districts.

    Examples
    --------
    >>> squares, level = water_filling_levels(np.array([6.0, 1.0, 1.0]), 3)
    >>> squares, level
    (array([64., 40., 38.]), array([8., 2., 1.]))
    """
    ordered = np.sort(amounts)[::-1]
    total = float(ordered.sum())
    heavy, heavy_sum, heavy_squares = 0, 0.0, 0.0
    squares, levels = np.empty(most), np.empty(most)
    for q in range(1, most + 1):
        while heavy < q - 1 and heavy < ordered.size and ordered[heavy] * (q - heavy) > total - heavy_sum:
            heavy_sum += float(ordered[heavy])
            heavy_squares += float(ordered[heavy]) ** 2
            heavy += 1
        level = max(0.0, total - heavy_sum) / (q - heavy)
        squares[q - 1] = heavy_squares + (q - heavy) * level * level
        levels[q - 1] = level
    return squares, levels


def balance_floor(share: Floats, weights: Floats, low: Floats, high: Floats, k: int, most: int) -> Floats:
    """Bound from below the balance part of the objective of one block, for q = 1 to `most` districts.

    Parameters
    ----------
    share : ndarray of float, shape (n, criteria)
        Units of the block, as shares of a district's target.
    weights, low, high : ndarray of float, shape (criteria,)
        Weight and limits of each criterion.
    k : int
        Number of districts in all.
    most : int
        Largest number of districts in the block.

    Returns
    -------
    ndarray of float, shape (most,)
        Infinite where the limits rule the number out.

    Examples
    --------
    >>> share = np.array([[1.5], [0.5]])
    >>> balance_floor(share, np.array([1.0]), np.array([0.0]), np.array([1.2]), 2, 2)
    array([inf, inf])
    >>> balance_floor(share, np.array([1.0]), np.array([0.0]), np.array([np.inf]), 2, 2)
    array([0.5 , 0.25])
    """
    floor = np.zeros(most)
    slack = 1e-9  # of a limit, and targets: rounding of the sums
    for c in range(weights.size):
        squares, _ = water_filling_levels(share[:, c], most)
        total = float(share[:, c].sum())
        count = np.arange(1, most + 1)
        # sum over districts of (load - 1)^2 = squares - 2 total + q
        floor += weights[c] / k * np.maximum(0.0, squares - 2.0 * total + count)
        broken = (total > high[c] * count * (1 + slack) + slack) | (total < low[c] * count * (1 - slack) - slack)
        if share[:, c].max() > high[c] * (1 + slack):
            broken[:] = True
        floor[broken] = np.inf
    return floor
