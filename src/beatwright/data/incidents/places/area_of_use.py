"""Projected coordinates that lie where their coordinate reference system is not meant to be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from beatwright.base.words import count_of, plural

__all__ = ["Use", "use_of"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Cities beside the line between two zones are kept in one of them.
_MARGIN_DEGREES = 1.0
_MARGIN_SHARE = 0.1
_FEW = 20
_SHARE = 0.01
_ENOUGH = 0.9
_FOOT_M = 0.3048
_SCALES = (
    (1 / _FOOT_M, "metres although the CRS is in feet"),
    (_FOOT_M, "feet although the CRS is in metres"),
    (1000.0, "kilometres"),
    (0.001, "thousandths of its unit"),
)


@dataclass
class Use:
    """Coordinates held against the area of use of their CRS.

    Parameters
    ----------
    beyond : array of bool, shape (n,)
        Which lie outside it by more than a degree.
    exchanged : array of bool, shape (n,)
        Which of them lie inside with x and y exchanged.
    area : str
        Where the CRS is used, in words; empty where it does not say.
    hint : str
        What else would bring the others inside.
    """

    beyond: Mask
    exchanged: Mask
    area: str = ""
    hint: str = ""

    def warnings(self, weight: npt.NDArray[np.intp], columns: str, crs: Any) -> list[str]:
        """Return what to say of rows, `weight` at each coordinate, that lie outside and fit no other way."""
        left = self.beyond & ~self.exchanged
        rows, total = int(weight[left].sum()), int(weight.sum())
        if rows < _FEW and rows <= _SHARE * total:
            return []
        return [
            f"{count_of(rows, 'row')} of {total:,} {plural(rows, 'lies', 'lie')} outside the area of use of the CRS "
            f"{_name(crs)} ({self.area}), by {columns}. Check the option crs and the unit of the columns.{self.hint}"
        ]

    def exchange_warning(self, rows: int, columns: str, crs: Any, *, mended: bool) -> str:
        """Say that `rows` rows fit with x and y exchanged, which was done, or that they were left out."""
        fate = "put right" if mended else 'left out; swapped = "mend" puts such rows right'
        return (
            f"{count_of(rows, 'row')} with x and y exchanged {fate}: as they stand they lie outside the area of use of "
            f"the CRS {_name(crs)} ({self.area}), exchanged inside. See {columns} and the option mapping."
        )


def use_of(x: Floats, y: Floats, crs: Any) -> Use:
    """Say which coordinates lie outside the area of use of their CRS, and which would lie inside exchanged.

    Parameters
    ----------
    x, y : array of float64, shape (n,)
        In `crs`.
    crs : pyproj.CRS
        Projected.

    Examples
    --------
    >>> lima = use_of(np.array([8663000.0, 280000.0]), np.array([279000.0, 8665000.0]), pyproj.CRS.from_epsg(32718))
    >>> lima.beyond.tolist(), lima.exchanged.tolist()
    ([True, False], [True, False])
    """
    none = np.zeros(len(x), dtype=bool)
    area = crs.area_of_use
    if area is None or crs.is_geographic or not len(x):
        return Use(none, none)
    beyond = ~_inside(x, y, crs)
    exchanged = none.copy()
    exchanged[beyond] = _inside(y[beyond], x[beyond], crs)
    left = beyond & ~exchanged
    return Use(beyond, exchanged, area.name.rstrip("."), _hint(x[left], y[left], crs))


def _hint(x: Floats, y: Floats, crs: Any) -> str:
    for scale, name in _SCALES:
        if len(x) and _inside(x * scale, y * scale, crs).mean() >= _ENOUGH:
            return f" They fit if the numbers are {name}."
    return ""


def _inside(x: Floats, y: Floats, crs: Any) -> Mask:
    lon, lat = (np.asarray(each) for each in _to_degrees(crs).transform(x, y))
    west, south, east, north = crs.area_of_use.bounds
    width = (east - west) % 360 or 360.0
    reach = _MARGIN_DEGREES + _MARGIN_SHARE * min(width, 10.0)
    with np.errstate(invalid="ignore"):
        across = (lon - west + reach) % 360 <= width + 2 * reach
        along = (lat >= south - reach) & (lat <= north + reach)
        there = np.isfinite(lon) & np.isfinite(lat) & along
        return np.asarray(there & (across | (width + 2 * reach >= 360)))


def _to_degrees(crs: Any) -> Any:
    return pyproj.Transformer.from_crs(crs, 4326, always_xy=True)


def _name(crs: Any) -> str:
    authority = crs.to_authority()
    return f"{':'.join(authority)} ({crs.name})" if authority else str(crs.name)
