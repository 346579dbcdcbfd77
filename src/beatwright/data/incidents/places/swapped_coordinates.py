"""Rows whose latitude and longitude stand in each other's place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.columns.point_texts import NORTHERNMOST, SOUTHERNMOST
from beatwright.base.words import count_of
from beatwright.data.incidents.places.mend_coordinates import Box

__all__ = ["swap_warning", "unswapped", "weighted_median"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_SAME_PLACE_DEGREES = 3.0


def unswapped(x: Floats, y: Floats, weight: npt.NDArray[np.intp], box: Box | None) -> tuple[Floats, Floats, Mask]:
    """Return degrees with swapped ones put right, and which those were.

    A coordinate is swapped where it lies far off, and near when longitude and latitude change places; near means
    near the boundary or, without one, near the middle of the rows.

    Parameters
    ----------
    x, y : array of float64, shape (n,)
        Longitude and latitude as they stand.
    weight : array of int, shape (n,)
        Rows at each.
    box : Box or None
        The boundary.
    """
    if not len(x):
        return x, y, np.zeros(0, dtype=bool)
    lon, lat, reach = _middle(x, y, weight) if box is None else _middle_of(box)
    far = (np.abs(x - lon) > reach) | (np.abs(y - lat) > reach)
    swapped = far & (np.abs(y - lon) <= reach) & (np.abs(x - lat) <= reach)
    return np.where(swapped, y, x), np.where(swapped, x, y), swapped


def _middle_of(box: Box) -> tuple[float, float, float]:
    west, south, east, north = box.degrees
    return (west + east) / 2, (south + north) / 2, max(east - west, north - south, 0.5)


def _middle(x: Floats, y: Floats, weight: npt.NDArray[np.intp]) -> tuple[float, float, float]:
    """Return the middle of the rows that a city can lie at; where more could lie at it swapped, theirs."""
    upright, turned = _inhabited(x, y), _inhabited(y, x)
    if int(weight[turned & ~upright].sum()) > int(weight[upright].sum()):
        x, y, upright = y, x, turned
    possible = upright if upright.any() else np.ones(len(x), dtype=bool)
    return (
        weighted_median(x[possible], weight[possible]),
        weighted_median(y[possible], weight[possible]),
        _SAME_PLACE_DEGREES,
    )


def _inhabited(lon: Floats, lat: Floats) -> Mask:
    return (np.abs(lon) <= 180) & (lat >= SOUTHERNMOST) & (lat <= NORTHERNMOST)


def weighted_median(values: Floats, weight: npt.NDArray[np.intp]) -> float:
    """Return the median of values that stand for `weight` rows each, both of shape (n,).

    >>> weighted_median(np.array([3.0, 1.0]), np.array([1, 5]))
    1.0
    """
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def swap_warning(count: int, total: int) -> str:
    """Say that `count` of `total` rows were left out."""
    text = f"{count_of(count, 'row')} left out with latitude and longitude swapped"
    text += '; swapped = "mend" puts such rows right.'
    if count > total / 2:
        text += " These are most of the rows: the mapping of lon and lat may be the wrong way round."
    return text
