"""The map of the posts of a plan and the areas that they serve."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.figure import Figure

from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.plan import Plan
from beatwright.show.figures.canvas import Canvas, write_on
from beatwright.show.figures.cells import areas_of
from beatwright.show.figures.palette import INK, colour_areas

__all__ = ["map_posts"]


def map_posts(case: Case, plan: Plan, *, base: Plan | None = None, streets: Any = None) -> Figure:
    """Draw the posts of `plan`, numbered in its order, and the area that each serves.

    Parameters
    ----------
    case : Case
        The city is read.
    plan : Plan
        Its posts must be decided.
    base : Plan, optional
        A plan whose posts are drawn as open diamonds, for comparison.
    streets : array of LineString, optional
        Drawn faintly, in the city's CRS.

    Returns
    -------
    matplotlib Figure
        The area of a post is the union of the zones that are nearest to it.
    """
    city = case.problem.city
    canvas = Canvas(city, legend=False)
    areas = areas_of(city, plan)
    canvas.fill([city.boundary], "#ffffff")
    for area, colour in zip(areas, colour_areas(areas), strict=True):
        canvas.fill([shapely.simplify(area, canvas.tolerance)], colour)
    canvas.streets(streets)
    canvas.line([shapely.boundary(area) for area in areas], "white", 1.6)
    canvas.outline(city)
    if base is not None and base.posts is not None:
        _diamonds(canvas, city, base)
    _numbers(canvas, city, plan)
    return canvas.finish()


def _diamonds(canvas: Canvas, city: City, plan: Plan) -> None:
    xy = city.site_xy[plan.site_positions(city)]
    canvas.axes.plot(xy[:, 0], xy[:, 1], "D", markersize=8, markerfacecolor="white", markeredgecolor=INK, zorder=6)


def _numbers(canvas: Canvas, city: City, plan: Plan) -> None:
    xy = city.site_xy[plan.site_positions(city)]
    few = len(xy) <= 60
    size = 14 if few else 5
    canvas.axes.plot(xy[:, 0], xy[:, 1], "o", markersize=size, markerfacecolor=INK, markeredgecolor="white", zorder=7)
    for number, (x, y) in enumerate(xy if few else np.empty((0, 2)), 1):
        style: dict[str, Any] = {"color": "white", "fontsize": 8, "fontweight": "bold", "zorder": 8}
        write_on(canvas.axes, x, y, number, ha="center", va="center_baseline", **style)
