"""Area of a window without what lies within a distance of its border: |W ⊖ b(o, r)| of Hanisch's estimator."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.patterns.geometry.eroded_border import areas_inside
from beatwright.patterns.window import Window

__all__ = ["eroded_areas"]

Floats = npt.NDArray[np.float64]


def eroded_areas(window: Window, r: npt.ArrayLike) -> Floats:
    """Return the area of a window at more than each distance from its border, shape (m,).

    Parameters
    ----------
    window : Window
        Its holes and islands have borders as well.
    r : array, shape (m,)
        Distances of at least 0, in the unit of the window.

    Raises
    ------
    ParameterError
        Where a distance is negative or no number.

    References
    ----------
    Hanisch, "Some remarks on estimators of the distribution function of nearest neighbour distance in stationary
    spatial point processes", Statistics 15 (1984), 409-412.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> eroded_areas(window_of((0, 0, 4, 3)), [0, 1, 2])
    array([12.,  2.,  0.])
    """
    distances = np.asarray(r, dtype=np.float64).reshape(-1)
    complaint = check.at_least_zero("eroded_areas", "r", distances)
    if complaint:
        raise ParameterError(complaint)
    if window.is_rectangle:
        left, bottom, right, top = window.bounds
        width, height = right - left - 2 * distances, top - bottom - 2 * distances
        return np.asarray(np.maximum(width, 0) * np.maximum(height, 0))
    radii, place = np.unique(distances, return_inverse=True)
    areas = np.full(len(radii), window.area)
    areas[radii > 0] = areas_inside(window.edges, radii[radii > 0])
    return areas[place]
