"""The map of the incidents themselves, as a density: no single address can be read from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.figure import Figure

from beatwright.base.errors import ParameterError
from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.square_counts import SquareCounts
from beatwright.show.figures.canvas import Canvas
from beatwright.show.figures.classes import demand_classes
from beatwright.show.figures.palette import DEMAND

__all__ = ["map_points"]

_SHARE_SHOWN = 0.5  # of the incidents, at least, lie in squares whose count is shown
_FEWEST_ACROSS = 15  # squares; fewer say nothing of where


def map_points(case: Case, points: npt.NDArray[np.float64] | SquareCounts | None = None) -> Figure:
    """Draw how many incidents fell into each small square.

    Squares with fewer than ``case.fewest_shown`` a year are one class with the empty ones; where most incidents lie in
    such squares, larger ones are drawn.

    Parameters
    ----------
    case : Case
        City and demand are read; the calls a year of the demand say how many years the incidents stand for.
    points : array of float, shape (n, 2), or SquareCounts, optional
        Positions in metres, in the city's CRS, of which others than finite ones are left out; or counts in squares.
        Default: those of the case.

    Raises
    ------
    ParameterError
        Where `points` has another shape, or is left out and the case has no counts in squares.
    """
    city = case.problem.city
    squares = _squares(case, points)
    canvas = Canvas(city)
    x0, y0, x1, y1 = city.boundary.bounds
    fewest = case.fewest_shown * _years(case, squares.total)
    longest = max(x1 - x0, y1 - y0)
    while squares.shown(fewest).sum() < _SHARE_SHOWN * squares.total and squares.side < longest / _FEWEST_ACROSS:
        squares = squares.doubled()
    counts = squares.shown(fewest)
    classes = demand_classes(counts.ravel().astype(np.float64), fewest=case.fewest_shown)
    _draw(canvas, city, squares.edges, classes.of.reshape(counts.shape))
    canvas.outline(city)
    title = f"Incidents recorded in each square of {squares.side:,.0f} m"
    canvas.legend(title, list(zip(DEMAND, classes.labels, strict=False)))
    return canvas.finish()


def _years(case: Case, count: int) -> float:
    """Return how many years of calls `count` is; a year at least, for what was recorded in a shorter time."""
    yearly = float(case.problem.demand.expected.sum()) * HOURS_OF_YEAR
    return max(1.0, count / yearly) if yearly > 0 else 1.0


def _squares(case: Case, points: npt.NDArray[np.float64] | SquareCounts | None) -> SquareCounts:
    given = case.squares if points is None else points
    if given is None:
        raise ParameterError(
            f"The case '{case.name}' has no counts in squares to draw. Give the 'points' parameter of map_points."
        )
    if isinstance(given, SquareCounts):
        return given
    coordinates = np.asarray(given, dtype=np.float64)
    if coordinates.ndim != 2 or coordinates.shape[1] != 2:
        raise ParameterError(
            f"The 'points' parameter of map_points must be an array [point, 2]. Got {coordinates.shape}."
        )
    return SquareCounts.of(coordinates, case.problem.city.boundary)


def _draw(
    canvas: Canvas, city: City, edges: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]], of: npt.NDArray[np.intp]
) -> None:
    colours = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in DEMAND], dtype=np.uint8)[of]
    middles = np.meshgrid(*[(side[1:] + side[:-1]) / 2 for side in edges], indexing="ij")
    shapely.prepare(city.boundary)
    colours[(of == 0) & ~shapely.contains_xy(city.boundary, *middles)] = 255
    limits = canvas.axes.get_xlim(), canvas.axes.get_ylim()
    extent = (edges[0][0], edges[0][-1], edges[1][0], edges[1][-1])
    picture = colours.transpose(1, 0, 2)
    canvas.axes.imshow(picture, origin="lower", extent=extent, interpolation="nearest", aspect="auto", zorder=0)
    canvas.axes.set_xlim(*limits[0])
    canvas.axes.set_ylim(*limits[1])
