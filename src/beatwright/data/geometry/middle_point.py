"""Where on earth something lies, in words that a person can check on a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

__all__ = ["middle_of"]


def middle_of(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], crs: Any) -> str:
    """Return the middle (median) of points in degrees with the sides of the world, and its UTM zone.

    Parameters
    ----------
    x, y : array of float64, shape (n,)
        In `crs`; NaN where there is none.
    crs : CRS
        Projected or geographic.

    Returns
    -------
    str
        Empty where there is no point.

    Examples
    --------
    >>> middle_of(np.array([-90.2, np.nan]), np.array([38.63, np.nan]), pyproj.CRS.from_epsg(4326))
    '38.6° N, 90.2° W (UTM zone 15N)'
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return ""
    move = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    lon, lat = move.transform(float(np.median(x[known])), float(np.median(y[known])))
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return ""
    zone = int(min(max((lon + 180) // 6 + 1, 1), 60))
    sides = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.1f}° {sides[0]}, {abs(lon):.1f}° {sides[1]} (UTM zone {zone}{sides[0]})"
