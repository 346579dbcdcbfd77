"""Which projected coordinate reference systems would put the rows of a file inside the boundary."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyproj
import pyproj.aoi
import pyproj.database
import shapely
from pyproj.enums import PJType

from beatwright.data.incidents.places.mend_coordinates import Box

__all__ = ["fitting_crs"]

Floats = npt.NDArray[np.float64]

_SAMPLE = 200
_ENOUGH = 0.9
_WEB = "3857"
_COMMON = ("WGS 84 / UTM zone", "NAD83 / UTM zone", "ETRS89 / UTM zone", "SIRGAS 2000 / UTM zone")


def fitting_crs(x: Floats, y: Floats, box: Box) -> list[pyproj.CRS]:
    """Return the CRS that put nine of ten rows inside the boundary, the commonest first; several may differ by metres.

    Parameters
    ----------
    x, y : array of float64, shape (n,)
        Coordinates in an unknown CRS.
    box : Box
        The boundary.

    Examples
    --------
    >>> box = Box(shapely.box(730_000, 4_265_000, 760_000, 4_290_000), pyproj.CRS.from_epsg(32615))
    >>> [crs.to_epsg() for crs in fitting_crs(np.array([-10040860.0]), np.array([4665100.0]), box)]
    [3857]
    """
    chosen = np.linspace(0, len(x) - 1, min(len(x), _SAMPLE)).astype(int)
    x, y = x[chosen], y[chosen]
    west, south, east, north = box.degrees
    area = pyproj.aoi.AreaOfInterest(west, south, east, north)
    known = pyproj.database.query_crs_info("EPSG", [PJType.PROJECTED_CRS], area, contains=True)
    own = [str(box.crs.to_epsg())] if box.crs.to_epsg() else []
    common = [info.code for name in _COMMON for info in known if info.name.startswith(name)]
    codes = dict.fromkeys([*own, *common, _WEB, *(info.code for info in known)])
    return [crs for code in codes if _share(crs := pyproj.CRS.from_epsg(int(code)), x, y, box) >= _ENOUGH]


def _share(crs: pyproj.CRS, x: Floats, y: Floats, box: Box) -> float:
    try:
        move = pyproj.Transformer.from_crs(crs, box.crs, always_xy=True)
    except pyproj.exceptions.ProjError:  # needs a method or a grid that is not on this machine
        return 0.0
    new_x, new_y = (np.asarray(values) for values in move.transform(x, y))
    finite = np.isfinite(new_x) & np.isfinite(new_y)
    inside = shapely.intersects_xy(box.boundary, new_x[finite], new_y[finite])
    return float(inside.sum() / max(len(x), 1))
