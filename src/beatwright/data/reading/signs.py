"""Signs of longitude and latitude that were lost, as the boundary, the other rows or the time zone show."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

__all__ = ["sign_warning"]

_CHANGES = (("longitude", -1, 1), ("latitude", 1, -1), ("longitude and latitude", -1, -1))


def sign_warning(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], boundary: Any, crs: Any, columns: str = "the file"
) -> list[str]:
    """Say which change of sign brings most rows that lie outside into the boundary, as one warning or none.

    Parameters
    ----------
    lon, lat : array of float64, shape (n,)
        Degrees of the rows outside.
    boundary : shapely geometry
        In `crs`.
    crs : CRS
        Projected.
    columns : str
        Where the longitude and the latitude stand.
    """
    known = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    lon, lat = lon[known], lat[known]
    transform = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform
    for name, across, along in _CHANGES:
        x, y = (np.asarray(values) for values in transform(across * lon, along * lat))
        finite = np.isfinite(x) & np.isfinite(y)
        inside = int(shapely.intersects_xy(boundary, x[finite], y[finite]).sum())
        if 2 * inside > len(lon):
            return [
                f"Of {len(lon)} rows outside the boundary, {inside} would lie inside with the sign of the {name} "
                f"changed. Put the sign right in {columns}."
            ]
    return []
