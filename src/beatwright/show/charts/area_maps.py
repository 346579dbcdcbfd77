"""Maps of areas that an examiner drew, such as hotspots and contours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.figure import Figure

from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.chart_parts import Spot
from beatwright.core.city import City
from beatwright.show.charts.maps import draw_spot
from beatwright.show.charts.spread_marks import spread_marks
from beatwright.show.figures.canvas import Canvas, write_on
from beatwright.show.figures.classes import shared_classes
from beatwright.show.figures.palette import AREA_FILLS, DEMAND, INK

__all__ = ["draw_areas"]

_PLAIN = DEMAND[3]
_EDGE = "#333333"
_NAMED = 40  # areas whose names are written; more would cover the map
_SHORT = 3  # characters of a name that can be moved: a number in a table
_NAME, _SPOT = 0.21, 0.2  # inches: width of a short name in its box, and of a spot with its white edge

Floats = npt.NDArray[np.float64]


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
        spotted = {spot.name for spot in chart.spots}
        _write_names(canvas, [area for area in chart.areas if area.name not in spotted])
    _draw_spots(canvas, chart.spots)
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


def _write_names(canvas: Canvas, areas: list[MapArea]) -> None:
    named = [area for area in areas if area.name]
    if len(named) > _NAMED:
        return
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
    style: dict[str, Any] = {"fontsize": 7.5, "fontweight": "bold", "bbox": box, "ha": "center", "va": "center"}
    places = shapely.get_coordinates(shapely.point_on_surface([area.polygon for area in named])).reshape(-1, 2)
    for area, (x, y) in zip(named, _beside(canvas, named, places), strict=True):
        write_on(canvas.axes, x, y, area.name, limit=24, zorder=5, **style)


def _beside(canvas: Canvas, named: list[MapArea], places: Floats) -> Floats:
    """Return where names stand: apart where they are as short as numbers, and beside areas that they would hide."""
    wide = _NAME * canvas.metres_per_inch
    if any(len(area.name) > _SHORT for area in named):
        return places
    low_high = shapely.bounds([area.polygon for area in named]).reshape(-1, 4)
    hidden = (low_high[:, 2:] - low_high[:, :2]).max(axis=1, initial=0.0) < wide
    return _apart(canvas, places, places + 0.7 * wide * hidden[:, None], wide)


def _apart(canvas: Canvas, places: Floats, starts: Floats, wide: float) -> Floats:
    """Return marks of one width apart from each other; a line leads from each that was moved to its place."""
    moved = spread_marks(starts, wide)
    leads = [shapely.LineString(pair) for pair in zip(places, moved, strict=True) if (pair[0] != pair[1]).any()]
    canvas.line(leads, INK, 0.7)
    return moved


def _draw_spots(canvas: Canvas, spots: Sequence[Spot]) -> None:
    """Draw places above each other in their order; those that would hide another stand apart from it."""
    if not spots:
        return
    places = np.array([(spot.x, spot.y) for spot in spots])
    moved = _apart(canvas, places, places, _SPOT * canvas.metres_per_inch)
    for number, (spot, (x, y)) in enumerate(zip(spots, moved.tolist(), strict=True)):
        draw_spot(canvas, replace(spot, x=x, y=y), 6 + number / (len(spots) + 1), few=True)
