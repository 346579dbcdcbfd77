"""Maps of areas that an examiner drew, such as hotspots and contours."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from matplotlib.figure import Figure

from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.city import City
from beatwright.show.charts.maps import draw_spot
from beatwright.show.figures.canvas import Canvas, write_on
from beatwright.show.figures.classes import shared_classes
from beatwright.show.figures.palette import AREA_FILLS, DEMAND

__all__ = ["draw_areas"]

_PLAIN = DEMAND[3]
_EDGE = "#333333"
_NAMED = 40  # areas whose names are written; more would cover the map


def draw_areas(chart: AreaMap, city: City, *, streets: Any = None) -> Figure:
    """Draw areas on the map of the city, coloured by their values where there are any.

    Parameters
    ----------
    chart : AreaMap
        Later areas are drawn over earlier ones.
    city : City
        Gives extent and borders.
    streets : array of LineString, optional
        Drawn faintly below the areas, in the city's CRS.
    """
    canvas = Canvas(city, legend=bool(chart.legend))
    canvas.fill([city.boundary], DEMAND[0])
    canvas.streets(streets)
    colours, entries = _colours(chart)
    for area, colour in zip(chart.areas, colours, strict=True):
        canvas.fill([area.polygon], colour)
        canvas.line([shapely.boundary(area.polygon)], _EDGE, 0.5)
    canvas.outline(city)
    if not _told_by_colour(chart):
        _write_names(canvas, chart.areas)
    for number, spot in enumerate(chart.spots):
        draw_spot(canvas, spot, 6 + number / (len(chart.spots) + 1), few=True)
    if chart.legend and entries:
        canvas.legend(chart.legend, entries)
    return canvas.finish()


def _colours(chart: AreaMap) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the colour of every area, and the classes of the legend."""
    values = np.array([area.value for area in chart.areas])
    if not np.isfinite(values).any():
        if not chart.legend:
            return [_PLAIN] * len(values), []
        colours = [AREA_FILLS[number % len(AREA_FILLS)] for number in range(len(values))]
        return colours, [(colour, area.name) for colour, area in zip(colours, chart.areas, strict=True)]
    (classes,) = shared_classes(values, count=len(DEMAND) - 1)
    scale = DEMAND[1:]
    colours = [scale[number] if number >= 0 else _PLAIN for number in classes.of]
    return colours, list(zip(scale, classes.labels, strict=False))


def _told_by_colour(chart: AreaMap) -> bool:
    """Whether the legend names the areas: they have a legend and no values."""
    return bool(chart.legend) and not any(math.isfinite(area.value) for area in chart.areas)


def _write_names(canvas: Canvas, areas: tuple[MapArea, ...] | Any) -> None:
    named = [area for area in areas if area.name]
    if len(named) > _NAMED:
        return
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
    for area in named:
        place = shapely.point_on_surface(area.polygon)
        style: dict[str, Any] = {"fontsize": 7.5, "fontweight": "bold", "bbox": box}
        write_on(canvas.axes, place.x, place.y, area.name, ha="center", va="center", limit=24, zorder=5, **style)
