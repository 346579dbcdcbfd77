"""Translation weights of pairs that are listed: the area of the window over what it shares with itself, shifted.

In a rectangle from a formula, in a polygon interpolated in the table of exact values that `set_covariance_table` makes.
Source: J. Ohser and D. Stoyan, On the second-order and orientation analysis of planar stationary point processes,
Biometrical Journal 23 (1981), 523-533.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from beatwright.patterns.summary.pairs.pair_sums import LARGEST_WEIGHT
from beatwright.patterns.summary.pairs.set_covariance import set_covariance_table
from beatwright.patterns.window import Window

__all__ = ["translation_weights"]

Floats = npt.NDArray[np.float64]


def translation_weights(window: Window, shifts: Floats, reach: float) -> Floats:
    """Return the weight of each pair, shape (pairs,).

    Parameters
    ----------
    window : Window
        What was watched.
    shifts : array, shape (pairs, 2)
        From one end of each pair to the other, in the window's unit.
    reach : float
        Length that no shift exceeds.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> translation_weights(window_of((0, 0, 4, 3)), np.array([[0.0, 0.0], [1.0, -2.0]]), 3.0)
    array([1., 4.])
    """
    shared = _in_frame(window, shifts) if window.is_rectangle else _by_table(window, shifts, reach)
    return np.asarray(window.area / np.maximum(shared, window.area / LARGEST_WEIGHT))


def _in_frame(window: Window, shifts: Floats) -> Floats:
    left, bottom, right, top = window.bounds
    return np.asarray(np.prod((right - left, top - bottom) - np.abs(shifts), axis=1))


def _by_table(window: Window, shifts: Floats, reach: float) -> Floats:
    """Interpolate between four nodes; the table holds shifts upwards, and the opposite shift shares as much."""
    table, node = set_covariance_table(window, reach)
    across, up = (shifts * np.where(shifts[:, 1:] < 0, -1.0, 1.0) / node).T
    return np.asarray(map_coordinates(table, [up, across + len(table) - 1], order=1, mode="nearest"))
