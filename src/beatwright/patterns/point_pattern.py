"""A point pattern: events in a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.patterns.window import Window, geographic_complaint, window_of

__all__ = ["PointPattern"]

# How far, relative to the window, a point may lie outside and still be on its border: coordinates written with ten
# digits, and sides that slant, put it there by rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class PointPattern:
    """Events in the plane and the window in which they could have been seen.

    Parameters
    ----------
    xy : array, shape (n, 2), or GeoSeries or GeoDataFrame of points
        Coordinates in a projected unit such as metres, never longitude and latitude. All lie in the window.
    window : Window, polygon, multipolygon, or (left, bottom, right, top)
        The region that was watched, in the same unit; holes and several parts are fine.
    marks : array, shape (n,), optional
        What kind each event is of.

    Raises
    ------
    ParameterError
        Where the points or the window cannot be used, or points lie outside it: see `within`.

    Examples
    --------
    >>> pattern = PointPattern([[0.2, 0.4], [0.9, 0.1], [0.2, 0.4]], window=(0, 0, 1, 1))
    >>> len(pattern), pattern.intensity, pattern.duplicates
    (3, 3.0, 2)
    """

    xy: npt.NDArray[np.float64]
    window: Window
    marks: npt.NDArray[Any] | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(_two_systems(self.xy, self.window))
        complaints.raise_if_any(ParameterError)
        window = window_of(self.window)
        xy = _coordinates(self.xy)
        complaints.add(_outside(xy, window))
        marks = None if self.marks is None else np.asarray(self.marks)
        if marks is not None:
            complaints.add(check.shape_is("PointPattern", "marks", marks.shape, (len(xy),), "point"))
        complaints.raise_if_any(ParameterError, "This point pattern cannot be used")
        xy.setflags(write=False)
        object.__setattr__(self, "window", window)
        object.__setattr__(self, "xy", xy)
        object.__setattr__(self, "marks", marks)

    def __len__(self) -> int:
        return len(self.xy)

    def __repr__(self) -> str:
        return f"PointPattern({count_of(len(self), 'point')} in {self.window!r})"

    @classmethod
    def within(cls, xy: npt.ArrayLike, window: Any, marks: npt.ArrayLike | None = None) -> PointPattern:
        """Return the pattern of those points that lie in the window; the others are left out.

        Examples
        --------
        >>> len(PointPattern.within([[0.5, 0.5], [1.5, 0.5]], (0, 0, 1, 1)))
        1
        """
        wrong = _two_systems(xy, window)
        if wrong:
            raise ParameterError(wrong)
        points, frame = _coordinates(xy), window_of(window)
        inside = frame.contains(points)
        return cls(points[inside], frame, None if marks is None else np.asarray(marks)[inside])

    @property
    def intensity(self) -> float:
        """Points per square unit."""
        return len(self) / self.window.area

    @cached_property
    def local(self) -> npt.NDArray[np.float64]:
        """Coordinates from the window's origin, shape (n, 2): geometry is done with these."""
        return np.ascontiguousarray(self.xy - self.window.origin)

    @cached_property
    def duplicates(self) -> int:
        """How many points share their place with another."""
        _, members = np.unique(self.xy, axis=0, return_counts=True)
        return int(members[members > 1].sum())

    def near_duplicates(self, distance: float) -> int:
        """Return how many points have another at most `distance` away, those at the same place included."""
        complaint = check.number("PointPattern.near_duplicates", "distance", distance, 0)
        if complaint:
            raise ParameterError(complaint)
        if len(self) < 2:
            return 0
        nearest = cKDTree(self.local).query(self.local, k=2)[0][:, 1]
        return int((nearest <= distance).sum())

    def of(self, mark: Any) -> PointPattern:
        """Return the points with this mark."""
        if self.marks is None:
            raise ParameterError("This point pattern has no marks.")
        return self._kept(self.marks == mark)

    def snapped(self, step: float) -> PointPattern:
        """Return the pattern with coordinates rounded to multiples of `step`; who would leave the window stays put."""
        complaint = check.number("PointPattern.snapped", "step", step, 0, open_low=True)
        if complaint:
            raise ParameterError(complaint)
        return self._moved(np.round(self.local / step) * step)

    def jittered(self, radius: float, seed: int | np.random.Generator = 0) -> PointPattern:
        """Return the pattern with each point moved to a random place at most `radius` away, in the window.

        Parameters
        ----------
        radius : float
            Largest move, in the pattern's unit; moves are uniform in the disc.
        seed : int or Generator, default 0
            Of the moves; a point that would leave the window is drawn anew, up to a hundred times.
        """
        complaint = check.number("PointPattern.jittered", "radius", radius, 0)
        if complaint:
            raise ParameterError(complaint)
        return self._redrawn(_disc(radius, np.random.default_rng(seed)))

    def _redrawn(self, moves: Callable[[int], npt.NDArray[np.float64]]) -> PointPattern:
        moved, out = self.local.copy(), np.arange(len(self))
        for _ in range(100):
            if not len(out):
                break
            moved[out] = self.local[out] + moves(len(out))
            out = out[~self.window.contains(moved[out] + self.window.origin)]
        return self._moved(moved)

    def _moved(self, local: npt.NDArray[np.float64]) -> PointPattern:
        xy = local + self.window.origin
        return replace(self, xy=np.where(self.window.contains(xy)[:, None], xy, self.xy))

    def _kept(self, keep: npt.NDArray[np.bool_]) -> PointPattern:
        return replace(self, xy=self.xy[keep], marks=None if self.marks is None else self.marks[keep])


def _disc(radius: float, rng: np.random.Generator) -> Callable[[int], npt.NDArray[np.float64]]:
    def draw(n: int) -> npt.NDArray[np.float64]:
        angle, far = rng.uniform(0, 2 * np.pi, n), radius * np.sqrt(rng.uniform(size=n))
        return np.column_stack([far * np.cos(angle), far * np.sin(angle)])

    return draw


def _coordinates(xy: npt.ArrayLike) -> npt.NDArray[np.float64]:
    wrong = geographic_complaint("points", xy)
    if wrong:
        raise ParameterError(wrong)
    numbers = _corners(xy)
    try:
        points = np.array(numbers, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError(
            f"The points of a pattern must be numbers of shape (n, 2). Got {type(xy).__name__}."
        ) from None
    if points.size == 0:
        points = points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ParameterError(f"The points of a pattern must be of shape (n, 2). Got shape {points.shape}.")
    bad = ~np.isfinite(points).all(axis=1)
    if bad.any():
        raise ParameterError(
            f"The points of a pattern must be finite numbers. {bad.sum()} are not, the first in row {bad.argmax()}."
        )
    return np.ascontiguousarray(points)


def _corners(xy: Any) -> Any:
    """Return the coordinates of a series or table of shapely points; anything else as it is."""
    shapes = getattr(xy, "geometry", None)
    if shapes is None:
        return xy
    kinds = set(shapes.geom_type.dropna())
    if kinds - {"Point"} or shapes.isna().any() or shapes.is_empty.any():
        what = ", ".join(sorted(kinds - {"Point"})) or "places that are missing"
        raise ParameterError(f"The points of a pattern must be points, each in one place. Got {what} among them.")
    return shapely.get_coordinates(np.asarray(shapes))


def _two_systems(xy: Any, window: Any) -> str | None:
    first, second = getattr(xy, "crs", None), getattr(window, "crs", None)
    if first is None or second is None or first == second:
        return None
    return f"The points are in {first} and the window in {second}. Bring one to the other: points.to_crs(window.crs)."


def _outside(xy: npt.NDArray[np.float64], window: Window) -> str | None:
    outside = ~window.contains(xy)
    if outside.any():
        outside[outside] = shapely.distance(window.polygon, shapely.points(xy[outside])) > _slack(window)
    if not outside.any():
        return None
    x, y = xy[outside.argmax()]
    return (
        f"{int(outside.sum()):,} of {len(xy):,} points lie outside the window, such as ({x:.6g}, {y:.6g}). "
        "PointPattern.within(xy, window) leaves them out."
    )


def _slack(window: Window) -> float:
    left, bottom, right, top = window.bounds
    return _ROUNDING * max(right - left, top - bottom)
