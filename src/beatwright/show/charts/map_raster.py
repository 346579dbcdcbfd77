"""Maps of findings: a density, a risk or any other figure of every cell of a grid, as colours."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.figure import Figure
from scipy.ndimage import distance_transform_edt, map_coordinates

from beatwright.base.raster import Raster
from beatwright.core.chart import RasterMap
from beatwright.core.city import City
from beatwright.show.figures.canvas import Canvas
from beatwright.show.figures.classes import even_change_limits, even_limits, limit_text
from beatwright.show.figures.palette import CHANGE, DEMAND, INK

__all__ = ["draw_raster", "finer", "labels_of_limits"]

_PIXELS = 640  # across: cells are drawn finer than they are, so that colours end in lines and not in stairs

_ALMOST = 0.98  # of the changes: the outermost classes have no end, and take the few that are larger


def draw_raster(chart: RasterMap, city: City, *, streets: Any = None) -> Figure:
    """Draw a figure of every cell as its colour, with its contour lines and outlines, on the map of the city.

    Parameters
    ----------
    chart : RasterMap
        A range on both sides of 0 makes a map of changes, green below 0 and brown above.
    city : City
        Gives extent and borders.
    streets : array of LineString, optional
        Drawn faintly, in the city's CRS.
    """
    canvas = Canvas(city)
    raster = chart.raster
    limits, colours = _classes(chart, raster)
    if raster is not None and not (known := _known_area(chart, raster)).is_empty:
        canvas.paint(finer(raster), raster.bounds, (limits, colours), known)
        canvas.streets(streets)
        canvas.line(raster.contours(chart.levels), INK, 0.8)
    _draw_outlines(canvas, chart)
    canvas.outline(city)
    ends = ("less", "more") if limits[0] < 0 else ("", "")
    labels = labels_of_limits(limits, doublings=chart.unit == "doublings")
    canvas.legend(chart.legend, list(zip(colours, labels, strict=True)), ends)
    return canvas.finish()


def _known_area(chart: RasterMap, raster: Raster) -> Any:
    """Return what is painted: the window but for cells inside it without a value; else the cells that have one.

    Cells on the border of the window, whose centre may lie outside, take the value of a neighbour.
    """
    if not chart.window or not raster.inside.any():
        return raster.area
    window = shapely.from_wkt(chart.window)
    well_inside = shapely.buffer(window, -math.hypot(*raster.cell) / 2)
    unknown = shapely.contains_xy(well_inside, *np.meshgrid(raster.x, raster.y)) & ~raster.inside
    if not unknown.any():
        return window
    return shapely.difference(window, replace(raster, values=np.where(unknown, 1.0, np.nan)).area)


def _classes(chart: RasterMap, raster: Raster | None) -> tuple[list[float], Sequence[str]]:
    """Return round limits of classes of one width, and a colour for each class."""
    low, high = chart.range
    if low < 0:
        sizes = np.abs(raster.values[raster.inside]) if raster is not None else np.array([max(-low, abs(high))])
        return even_change_limits(float(np.quantile(sizes, _ALMOST))), CHANGE
    limits = even_limits(low if low > 0.5 * high else 0.0, high)
    picked = np.linspace(0, len(DEMAND) - 1, len(limits) - 1).round().astype(int)
    return limits, [DEMAND[k] for k in picked]


def labels_of_limits(limits: Sequence[float], *, doublings: bool = False) -> list[str]:
    """Return what a legend says of each class; of doublings, the factor that they amount to.

    >>> labels_of_limits([-2.0, -1.0, 1.0, 2.0]), labels_of_limits([-2.0, -1.0, 1.0, 2.0], doublings=True)
    (['under \u22121', '\u22121 to 1', 'over 1'], ['under 0.5', '0.5 to 2', 'over 2'])
    """
    texts = [f"{2.0**limit:.2g}" if doublings else limit_text(limit).replace("-", "\u2212") for limit in limits]
    pairs = [f"{low} to {high}" for low, high in itertools.pairwise(texts)]
    return [f"under {texts[1]}", *pairs[1:-1], f"over {texts[-2]}"] if limits[0] < 0 else pairs


def finer(raster: Raster, pixels: int = _PIXELS) -> npt.NDArray[np.float64]:
    """Return the values on finer pixels, linear between the centres of cells; nearest values fill the gaps."""
    nearest = distance_transform_edt(~raster.inside, return_distances=False, return_indices=True)
    values = raster.values[tuple(nearest)]
    times = max(1, round(pixels / max(raster.shape)))
    rows, columns = ((np.arange(size * times) + 0.5) / times - 0.5 for size in raster.shape)
    places = np.meshgrid(rows, columns, indexing="ij")
    finer: npt.NDArray[np.float64] = map_coordinates(values, places, order=1, mode="nearest")
    return finer


def _draw_outlines(canvas: Canvas, chart: RasterMap) -> None:
    shapes = [shapely.from_wkt(text) for text in chart.outlines]
    edges = [shapely.boundary(one) if shapely.get_dimensions(one) == 2 else one for one in shapes]
    canvas.line(edges, "white", 2.6)
    canvas.line(edges, "#111111", 1.4)
    if chart.window:
        canvas.line([shapely.boundary(shapely.from_wkt(chart.window))], "#333333", 1.1)
