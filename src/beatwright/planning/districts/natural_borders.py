"""How much of the borders of zones runs along natural lines: rivers, railways, main streets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from beatwright.base.errors import InputError
from beatwright.base.vector.city_plane import in_plane
from beatwright.base.vector.vector_files import read_vector
from beatwright.core import City
from beatwright.core.borders import SNAP
from beatwright.solver.districting.division_scores import cut_share

__all__ = ["NaturalBorders", "natural_borders", "read_natural_lines"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Metres from a line within which a border runs along it: half of a wide street, and what two layers are drawn apart.
BESIDE = 25.0
# A border that only crosses a line is beside it for 2 x BESIDE, more where it crosses aslant: shorter stretches count
# only where they are nearly all of the border.
_LEAST = 3 * BESIDE
_NEARLY_ALL = 0.9


@dataclass(frozen=True, eq=False)
class NaturalBorders:
    """The borders of a city's zones, and how much of each runs along natural lines.

    Parameters
    ----------
    file : str
        Where the lines are from, for messages.
    edges : ndarray of int, shape (m, 2)
        Pairs of zones.
    metres : ndarray of float, shape (m,)
        Length of each common border.
    along : ndarray of float, shape (m,)
        Metres of it along natural lines.
    weight : float
        Part of their length at which those count.
    """

    file: str
    edges: Ints
    metres: Floats
    along: Floats
    weight: float

    @property
    def counted(self) -> Floats:
        """Length at which each border counts where districts end there, metres."""
        return self.metres - (1.0 - self.weight) * self.along

    def notes(self, districts: Ints) -> Iterator[str]:
        """Yield how much of the districts' borders is natural."""
        natural = float(self.along.sum())
        if natural == 0.0:
            yield f"No border of a zone runs along the lines of '{self.file}'."
            return
        cut = districts[self.edges[:, 0]] != districts[self.edges[:, 1]]
        between = max(float(self.metres[cut].sum()), 1e-9)
        yield (
            f"{natural / 1e3:.1f} km of the zones' borders, {natural / self.metres.sum():.0%}, run along the lines of "
            f"'{Path(self.file).name}' and count {self.weight:g} of their length. Of the "
            f"{cut_share(self.edges, self.metres, districts):.0%} of all borders that lie between districts "
            f"{self.along[cut].sum() / between:.0%} run along them."
        )


def read_natural_lines(path: str, crs: Any = None) -> Any:
    """Return lines, or areas such as rivers, as shapes in a CRS.

    Raises
    ------
    InputError
        Where the file cannot be read, holds points, or lies where it cannot be measured with the city.
    """
    table = read_vector(path, file_crs=None)
    table = table[~(table.geometry.isna() | table.geometry.is_empty)]
    shapes = (table if crs is None else in_plane(table, crs, "natural lines")).geometry
    kinds = set(shapes.geom_type)
    if not kinds or any("Point" in kind for kind in kinds):
        raise InputError(
            f"The file '{path}' must hold the lines or areas of rivers, railways or main streets. "
            f"Got {', '.join(sorted(kinds)) or 'no shape'}."
        )
    return shapes.to_numpy()


def natural_borders(city: City, path: str, weight: float) -> NaturalBorders:
    """Measure how much of the borders of a city's zones runs along the lines of a file.

    Raises
    ------
    InputError
        As `read_natural_lines`.
    """
    borders = city.borders
    share = natural_shares(city.zones.geometry.to_numpy(), borders.edges, read_natural_lines(path, city.crs))
    return NaturalBorders(path, borders.edges, borders.metres, share * borders.metres, weight)


def natural_shares(polygons: Any, edges: Ints, lines: Any) -> Floats:
    """Return which share of the common border of each pair of polygons runs along lines, shape (m,).

    Examples
    --------
    Of three squares in a row the first two are parted by a street; another only ends at the border of the others:

    >>> row = np.array([shapely.box(0, 0, 200, 200), shapely.box(200, 0, 400, 200), shapely.box(400, 0, 600, 200)])
    >>> streets = shapely.linestrings([[(205, -50), (205, 250)], [(150, 210), (600, 210)]])
    >>> natural_shares(row, np.array([[0, 1], [1, 2]]), streets)
    array([1., 0.])
    """
    share = np.zeros(len(edges))
    if len(edges) == 0:
        return share
    one, other = polygons[edges[:, 0]], polygons[edges[:, 1]]
    common = shapely.intersection(shapely.boundary(one), shapely.buffer(other, SNAP, quad_segs=2))
    strips = np.asarray(shapely.buffer(lines, BESIDE), dtype=object)
    border, strip = shapely.STRtree(strips).query(common, predicate="intersects")
    for number in np.unique(border):
        near = shapely.union_all(strips[strip[border == number]])
        share[number] = _long_stretches(common[number], near) / max(float(shapely.length(common[number])), SNAP)
    return share


def _long_stretches(border: Any, near: Any) -> float:
    """Return the length of those stretches of a border in an area that are not there by crossing it."""
    inside = shapely.multilinestrings(_lines_of(shapely.intersection(border, near)))
    length = shapely.length(shapely.get_parts(shapely.line_merge(inside)))
    return float(length[(length >= _LEAST) | (length >= _NEARLY_ALL * shapely.length(border))].sum())


def _lines_of(shape: Any) -> list[Any]:
    """Give the lines of a shape, without the points where it only touches."""
    parts = [part for one in shapely.get_parts(shape) for part in shapely.get_parts(one)]
    return [part for part in parts if part.geom_type == "LineString" and part.length > 0]
