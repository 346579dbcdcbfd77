"""The areas of zones, as far as there are any."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core import City

__all__ = ["zone_areas"]


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
