"""The window of a point pattern: the region in which events could have been seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of

__all__ = ["Window", "geographic_complaint", "window_of"]

# Square units beyond which powers of lengths are no longer numbers of the computer.
_SMALLEST, _LARGEST = 1e-60, 1e60
_EXPECTED = (
    "The window of a point pattern must be a polygon, a multipolygon, or four numbers (left, bottom, right, top), in a "
    "projected unit such as metres."
)


@dataclass(frozen=True, eq=False)
class Window:
    """A region of the plane, which may have holes and several parts.

    Parameters
    ----------
    polygon : shapely Polygon or MultiPolygon
        In a projected unit; valid, of a positive area.
    unit : str, default "m"
        Name of the unit of length.

    Raises
    ------
    ParameterError
        Where `polygon` is no valid area.

    Examples
    --------
    >>> window = window_of((0, 0, 4, 3))
    >>> window.area, window.perimeter, window.is_rectangle
    (12.0, 14.0, True)
    """

    polygon: BaseGeometry
    unit: str = "m"

    def __post_init__(self) -> None:
        if not isinstance(self.polygon, shapely.Polygon | shapely.MultiPolygon) or self.polygon.is_empty:
            raise ParameterError(f"{_EXPECTED} Got {_named(self.polygon)}.")
        if not np.isfinite(shapely.get_coordinates(self.polygon)).all():
            raise ParameterError("The window of a point pattern has corners that are no finite numbers.")
        if not self.polygon.is_valid:
            why = shapely.is_valid_reason(self.polygon)
            raise ParameterError(f"The window of a point pattern is no valid area: {why}. Try shapely.make_valid.")
        if self.polygon.area <= 0:
            raise ParameterError("The window of a point pattern has no area.")
        if not _SMALLEST <= self.polygon.area <= _LARGEST:
            raise ParameterError(
                f"The window of a point pattern must have an area from {_SMALLEST:g} to {_LARGEST:g} square units. Got "
                f"{self.polygon.area:g}. Take another unit of length."
            )
        object.__setattr__(self, "polygon", shapely.force_2d(self.polygon))

    def __repr__(self) -> str:
        return f"Window({self.area:,.6g} {self.unit}², {count_of(len(self.edges), 'edge')})"

    @property
    def area(self) -> float:
        """Area in square units."""
        return float(self.polygon.area)

    @property
    def perimeter(self) -> float:
        """Length of all rings, those of holes included."""
        return float(self.polygon.length)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        left, bottom, right, top = self.polygon.bounds
        return float(left), float(bottom), float(right), float(top)

    @property
    def origin(self) -> npt.NDArray[np.float64]:
        """Lower left corner of the bounds, shape (2,): geometry is done after it is subtracted."""
        return np.array(self.bounds[:2])

    @cached_property
    def is_rectangle(self) -> bool:
        """Whether the window is a rectangle with sides along the axes."""
        left, bottom, right, top = self.bounds
        frame = (right - left) * (top - bottom)
        return bool(abs(self.area - frame) <= 1e-12 * frame) and self._one_ring

    @property
    def _one_ring(self) -> bool:
        parts = shapely.get_parts(self.polygon)
        return len(parts) == 1 and not parts[0].interiors

    @cached_property
    def local(self) -> BaseGeometry:
        """The polygon with its origin subtracted."""
        return shapely.transform(self.polygon, lambda corners: corners - self.origin)

    @cached_property
    def edges(self) -> npt.NDArray[np.float64]:
        """Sides of all rings, shape (m, 4): x and y of the start and of the end, the origin subtracted.

        The inside lies to the left: outer rings run against the clock, holes with it.
        """
        parts = [shapely.orient_polygons(part) for part in shapely.get_parts(self.local)]
        rings = [np.asarray(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]
        sides = np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
        return np.ascontiguousarray(sides[np.any(sides[:, :2] != sides[:, 2:], axis=1)])

    def same_as(self, other: Window) -> bool:
        """Return whether another window covers the same region."""
        return self is other or bool(self.polygon.equals(other.polygon))

    def contains(self, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return whether each point lies in the window or on its border, shape (n,)."""
        places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        if self.is_rectangle:
            left, bottom, right, top = self.bounds
            x, y = places[:, 0], places[:, 1]
            return np.asarray((x >= left) & (x <= right) & (y >= bottom) & (y <= top))
        away = places - self.origin
        shapely.prepare(self.local)
        return np.asarray(shapely.intersects_xy(self.local, away[:, 0], away[:, 1]), dtype=np.bool_)


def window_of(shape: Any, unit: str | None = None) -> Window:
    """Return the window that a shape is: a `Window`, a polygon, a geographic table or series, or four numbers.

    Parameters
    ----------
    shape : Window, shapely geometry, GeoSeries, GeoDataFrame, or (left, bottom, right, top)
        Several rows are taken together.
    unit : str, optional
        Name of the unit of length. By default that of the coordinate reference system, where there is one, else "m".

    Raises
    ------
    ParameterError
        Where it is no area, or its coordinates are longitude and latitude.
    """
    if isinstance(shape, Window):
        return shape
    wrong = geographic_complaint("window", shape)
    if wrong:
        raise ParameterError(wrong)
    unit = unit or _unit_of(getattr(shape, "crs", None))
    if hasattr(shape, "union_all"):
        return Window(_together(shape), unit)
    if isinstance(shape, BaseGeometry):
        return Window(shape, unit)
    return Window(_frame(shape), unit)


def geographic_complaint(what: str, shape: Any) -> str | None:
    """Complain where a geographic table or series holds longitude and latitude; `what` of the pattern it is.

    Bare numbers do not tell: whoever hands over arrays says that they are projected.
    """
    crs = getattr(shape, "crs", None)
    if crs is None or not getattr(crs, "is_geographic", False):
        return None
    return (
        f"The {what} of a point pattern must be in a projected unit such as metres. Got longitude and latitude "
        f"({crs}). Project it first: {what}.to_crs({what}.estimate_utm_crs())."
    )


def _unit_of(crs: Any) -> str:
    axes = getattr(crs, "axis_info", None)
    name = axes[0].unit_name if axes else "metre"
    return "m" if name in ("metre", "meter") else str(name)


def _together(shapes: Any) -> Any:
    try:
        return shapes.union_all()
    except shapely.errors.GEOSException as problem:
        raise ParameterError(f"{_EXPECTED} Got shapes that do not join: {problem}. Try shapely.make_valid.") from None


def _frame(numbers: Any) -> BaseGeometry:
    try:
        left, bottom, right, top = (float(number) for number in numbers)
    except (TypeError, ValueError):
        raise ParameterError(f"{_EXPECTED} Got {_named(numbers)}.") from None
    if not (np.isfinite([left, bottom, right, top]).all() and left < right and bottom < top):
        raise ParameterError(f"{_EXPECTED} Got {(left, bottom, right, top)}.")
    return shapely.box(left, bottom, right, top)


def _named(shape: Any) -> str:
    if isinstance(shape, BaseGeometry):
        return f"an empty {shape.geom_type}" if shape.is_empty else f"a {shape.geom_type}"
    first, *more = repr(shape).splitlines() or [""]
    return f"a {type(shape).__name__} that begins with {first.strip()}" if more else first
