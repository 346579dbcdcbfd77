"""The map of the incidents themselves, as a density: no single address can be read from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.figure import Figure

from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.errors import ParameterError
from beatwright.show.figures.canvas import Canvas
from beatwright.show.figures.classes import demand_classes
from beatwright.show.figures.palette import DEMAND

__all__ = ["map_points"]

_ACROSS = 120
_SMALLEST = 100.0  # metres: a smaller square could be a single house


def map_points(case: Case, points: npt.NDArray[np.float64]) -> Figure:
    """Draw how many incidents fell into each small square.

    Parameters
    ----------
    case : Case
        The city is read.
    points : array of float, shape (n, 2)
        Positions in metres, in the city's CRS; others than finite ones are left out.

    Raises
    ------
    ParameterError
        Where `points` has another shape.
    """
    given = np.asarray(points, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != 2:
        raise ParameterError(f"The 'points' parameter of map_points must be an array [point, 2]. Got {given.shape}.")
    city = case.problem.city
    canvas = Canvas(city)
    x0, y0, x1, y1 = city.boundary.bounds
    step = max(_SMALLEST, max(x1 - x0, y1 - y0) / _ACROSS)
    edges = [np.arange(low, high + step, step) for low, high in ((x0, x1), (y0, y1))]
    kept = given[np.isfinite(given).all(axis=1)]
    counts = np.histogram2d(kept[:, 0], kept[:, 1], bins=edges)[0]
    classes = demand_classes(counts.ravel())
    _draw(canvas, city, edges, classes.of.reshape(counts.shape))
    canvas.outline(city)
    title = f"Incidents recorded in each square of {step:,.0f} m"
    canvas.legend(title, list(zip(DEMAND, classes.labels, strict=False)))
    return canvas.finish()


def _draw(canvas: Canvas, city: City, edges: list[npt.NDArray[np.float64]], of: npt.NDArray[np.intp]) -> None:
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
