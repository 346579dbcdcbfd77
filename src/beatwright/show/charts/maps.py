"""Maps of findings: places as dots and boxes, figures of zones as colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from beatwright.base.errors import ParameterError
from beatwright.base.words import listed
from beatwright.core.case import Case
from beatwright.core.chart import PointMap, Spot, ZoneMap
from beatwright.core.city import City
from beatwright.show.figures.canvas import Canvas, write_on
from beatwright.show.figures.classes import Classes, change_classes, demand_classes, shared_classes
from beatwright.show.figures.map_demand import fill_classes
from beatwright.show.figures.palette import CHANGE, DEMAND, INK

__all__ = ["draw_points", "draw_spot", "draw_zones"]

_TONES = {"plain": INK, "better": "#00735c", "worse": "#b04a00"}  # white figures on all of them can be read
_FEW = 60
_NAMED = 24
_INSIDE = 3  # characters that a dot has room for; longer names stand beside it


def draw_points(chart: PointMap, city: City, *, streets: Any = None) -> Figure:
    """Draw places on the map of the city.

    Parameters
    ----------
    chart : PointMap
        Spots without a name are plain dots.
    city : City
        Gives extent and borders.
    streets : array of LineString, optional
        Drawn faintly, in the city's CRS.
    """
    canvas = Canvas(city, legend=False)
    canvas.fill([city.boundary], "#f3f2ec")
    canvas.streets(streets)
    canvas.outline(city)
    few = sum(not spot.boxed for spot in chart.spots) <= _FEW
    for number, spot in enumerate(chart.spots):
        layer = 6 + number / (len(chart.spots) + 1)
        draw_spot(canvas, spot, layer, few=few)
    return canvas.finish()


def draw_spot(canvas: Canvas, spot: Spot, layer: float, *, few: bool) -> None:
    """Draw one place on a map, above what has a lower `layer`; it has its name where spots are `few`."""
    _box(canvas, spot, layer) if spot.boxed else _dot(canvas, spot, layer, few=few)


def _dot(canvas: Canvas, spot: Spot, layer: float, *, few: bool) -> None:
    inside = 0 < len(spot.name) <= _INSIDE
    size = 14 if few and inside else 5
    style: dict[str, Any] = {"markersize": size, "markerfacecolor": _TONES[spot.tone], "markeredgecolor": "white"}
    canvas.axes.plot([spot.x], [spot.y], "o", zorder=layer, **style)
    if few and inside:
        text: dict[str, Any] = {"color": "white", "fontsize": 8, "fontweight": "bold", "zorder": layer}
        write_on(canvas.axes, spot.x, spot.y, spot.name, ha="center", va="center_baseline", limit=_NAMED, **text)
    elif few and spot.name:
        away = 0.07 * canvas.metres_per_inch
        write_on(canvas.axes, spot.x + away, spot.y, spot.name, va="center", limit=_NAMED, fontsize=8, zorder=layer)


def _box(canvas: Canvas, spot: Spot, layer: float) -> None:
    box = {"boxstyle": "round,pad=0.25", "facecolor": _TONES[spot.tone], "edgecolor": "white", "linewidth": 0.8}
    style: dict[str, Any] = {"color": "white", "fontsize": 7.5, "fontweight": "bold", "zorder": layer, "bbox": box}
    write_on(canvas.axes, spot.x, spot.y, spot.name, ha="center", va="center", limit=_NAMED, **style)


def draw_zones(chart: ZoneMap, case: Case) -> Figure:
    """Draw a figure of every zone as its colour; small counts of calls are not told apart.

    Parameters
    ----------
    chart : ZoneMap
        Values below 0 make a map of changes, green below 0 and brown above.
    case : Case
        Its city, and the fewest calls a year that are shown.

    Raises
    ------
    ParameterError
        Where the map names zones that the city does not have.
    """
    city, values = case.problem.city, _values(chart, case.problem.city)
    changes = bool((values < 0).any())
    colours = CHANGE if changes else DEMAND
    classes = _classes(chart, values, case.fewest_shown, changes)
    canvas = Canvas(city)
    fill_classes(canvas, city, classes, colours)
    canvas.outline(city)
    for number, spot in enumerate(chart.spots):
        draw_spot(canvas, spot, 7 + number / (len(chart.spots) + 1), few=True)
    ends = ("less", "more") if changes else ("", "")
    canvas.legend(chart.legend, list(zip(colours, classes.labels, strict=False)), ends)
    return canvas.finish()


def _classes(chart: ZoneMap, values: npt.NDArray[np.float64], fewest: float, changes: bool) -> Classes:
    if changes:
        return change_classes(values, 0.0)
    if chart.counts_calls:
        return demand_classes(np.where(values < fewest, 0.0, values), fewest=fewest)
    return shared_classes(values)[0]


def _values(chart: ZoneMap, city: City) -> npt.NDArray[np.float64]:
    known = dict(zip(chart.zones, chart.values, strict=True))
    strange = [zone for zone in chart.zones if zone not in set(city.zone_ids)] if known else []
    if strange:
        raise ParameterError(f"The map '{chart.name}' names zones that the city does not have: {listed(strange)}.")
    return np.array([known.get(zone, np.nan) for zone in city.zone_ids], dtype=np.float64)
