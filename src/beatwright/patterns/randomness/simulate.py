"""Points at random in a window: everywhere alike, or as an intensity says.

Everywhere alike: the window is cut into triangles, a triangle is drawn by its area, and a place in it evenly (R. Osada
et al., Shape distributions, ACM Transactions on Graphics 21 (2002), equation 1); no draw is lost, however thin the
window. By an intensity: a cell of the raster is drawn by its value and a place in it evenly; places outside the window
are drawn anew. Both are exact.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.raster import Raster
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window, window_of

__all__ = ["random_points"]

Floats: TypeAlias = npt.NDArray[np.float64]

# Rounds, and draws of a round at the least, after which the window must have taken enough: of an intensity that lies
# beside it, it takes none.
_ROUNDS, _DRAWN = 100, 1000


def random_points(
    window: Any, n: int, seed: int | np.random.Generator = 0, intensity: Raster | None = None
) -> PointPattern:
    """Return `n` independent points in a window.

    Parameters
    ----------
    window : Window, polygon, multipolygon, or (left, bottom, right, top)
        Where they lie.
    n : int
        How many.
    seed : int or Generator, default 0
        The same seed gives the same points.
    intensity : Raster, optional
        How likely a place is, up to a factor: values of at least 0, such as those of `kde`. Everywhere alike by
        default. A place of the window without a value has that of a neighbouring cell, or none.

    Raises
    ------
    ParameterError
        Where a parameter has a value that it cannot have, or the intensity is zero all over the window.

    Examples
    --------
    >>> pattern = random_points((0, 0, 4, 3), 500, seed=1)
    >>> len(pattern), bool(pattern.window.contains(pattern.xy).all())
    (500, True)
    """
    frame = window_of(window)
    complaints = Complaints()
    complaints.add(check.integer("random_points", "n", n, 0))
    complaints.add(_wrong_raster(intensity))
    complaints.raise_if_any(ParameterError)
    rng = np.random.default_rng(seed)
    if intensity is not None:
        return PointPattern(_by_raster(frame, n, rng, intensity), frame)
    if frame.is_rectangle:
        left, bottom, right, top = frame.bounds
        return PointPattern(rng.uniform((left, bottom), (right, top), (n, 2)), frame)
    return PointPattern(_in_triangles(frame, n, rng), frame)


def _wrong_raster(intensity: Any) -> str | None:
    if intensity is None:
        return None
    if not isinstance(intensity, Raster):
        return check.sentence("random_points", "intensity", "a Raster or None", type(intensity).__name__)
    values = intensity.values[intensity.inside]
    if not len(values) or values.min() < 0 or values.max() <= 0:
        return check.sentence("random_points", "intensity", "a Raster of values of at least 0, some more", "others")
    return None


def _in_triangles(window: Window, n: int, rng: np.random.Generator) -> Floats:
    corners, chance = _triangles(window)
    a, b, c = corners[rng.choice(len(corners), n, p=chance)].transpose(1, 0, 2)
    root, along = np.sqrt(rng.random((n, 1))), rng.random((n, 1))
    return np.asarray(a + root * ((b - a) + along * (c - b)) + window.origin)


@lru_cache(maxsize=8)
def _triangles(window: Window) -> tuple[Floats, Floats]:
    """Return the corners of triangles that make up the window, shape (k, 3, 2), and the share of each in its area."""
    parts = shapely.get_parts(shapely.constrained_delaunay_triangles(window.local))
    corners = np.array([shapely.get_coordinates(part)[:3] for part in parts])
    area = shapely.area(parts)
    return corners, area / area.sum()


def _by_raster(window: Window, n: int, rng: np.random.Generator, intensity: Raster) -> Floats:
    cells, chance = _cells(intensity)
    kept: list[Floats] = []
    found, drawn = 0, max(n, _DRAWN)
    for _ in range(_ROUNDS):
        if found >= n:
            break
        xy = cells[rng.choice(len(cells), drawn, p=chance)] + rng.random((drawn, 2)) * intensity.cell
        kept.append(xy[window.contains(xy)])
        found += len(kept[-1])
    if found < n:
        raise ParameterError(check.sentence("random_points", "intensity", "more than 0 in the window", "0 there"))
    return np.concatenate([*kept, np.empty((0, 2))])[:n]


@lru_cache(maxsize=8)
def _cells(intensity: Raster) -> tuple[Floats, Floats]:
    """Return the lower left corner of each cell with an intensity, shape (k, 2), and its share of the whole."""
    x, y = np.meshgrid(intensity.x, intensity.y)
    centres = np.column_stack([x.ravel(), y.ravel()])
    value = np.nan_to_num(intensity.at(centres))
    some = value > 0
    return centres[some] - np.divide(intensity.cell, 2), value[some] / value.sum()
