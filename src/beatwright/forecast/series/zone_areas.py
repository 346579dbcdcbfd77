"""The areas of zones, as far as there are any, and how far apart zones lie."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from beatwright.core import City

__all__ = ["zone_areas", "zone_spacing"]


def zone_areas(city: City) -> npt.NDArray[np.float64]:
    """Return the square kilometres of every zone; where zones are points, 1 of each, so that each counts alike.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> zone_areas(small_problem().city)[:2].tolist()
    [0.25, 0.25]
    """
    area = city.zones["area_km2"].to_numpy(dtype=np.float64)
    return area if bool((area > 0).all()) else np.ones(len(area))


def zone_spacing(city: City) -> float:
    """Return how far apart neighbouring zones lie, metres, 1 at least.

    The side of a square as large as the median zone; where zones are points, the median distance to the nearest other.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> zone_spacing(small_problem().city)
    500.0
    """
    area = city.zones["area_km2"].to_numpy(dtype=np.float64)
    if bool((area > 0).all()):
        return max(float(np.sqrt(np.median(area) * 1e6)), 1.0)
    if len(area) == 1:
        return 1.0
    nearest = cKDTree(city.zone_xy).query(city.zone_xy, k=2)[0][:, 1]
    return max(float(np.median(nearest)), 1.0)
