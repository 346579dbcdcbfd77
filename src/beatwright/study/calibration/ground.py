"""The city on which records are laid out: that of a case, else squares under the recorded calls."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InputError
from beatwright.core.city import City
from beatwright.core.dispatch_records import DispatchRecords
from beatwright.core.travel import STRAIGHT_SPEED_KMH
from beatwright.data import grid_zones, hull_of, zone_sites

__all__ = ["squares_under", "tabled_minutes"]

Floats = npt.NDArray[np.float64]

_SQUARES = 250
_SMALLEST = 250.0  # metres
_MEAN_DISTANCE = 0.3826  # of the points of a square from its middle, in sides


def squares_under(records: DispatchRecords) -> City | None:
    """Return some 250 square zones around the recorded calls, a candidate post in each; None without places."""
    xy = records.frame[["x", "y"]].dropna().to_numpy(dtype=np.float64)
    if records.crs is None or not len(xy):
        return None
    try:
        frame = hull_of(xy, records.crs)
    except InputError:
        return None
    side = max(math.sqrt(frame.boundary.area / _SQUARES), _SMALLEST)
    table = grid_zones(frame.boundary, side, crs=records.crs).table
    return City(frame.boundary, table, zone_sites(table).table, name="squares")


def tabled_minutes(city: City) -> Floats:
    """Return minutes from every site to every zone, those within a zone not below the mean from its middle."""
    side = np.sqrt(city.zones.geometry.area.to_numpy(dtype=np.float64))
    least = _MEAN_DISTANCE * side * 0.06 / STRAIGHT_SPEED_KMH
    return np.asarray(np.maximum(city.travel.minutes.astype(np.float64), np.maximum(least, 0.01)))
