"""Maps of flows: curved arrows between places, as wide as what flows is much."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from beatwright.base.quantity import amount
from beatwright.core.city import City
from beatwright.core.flow_map import Flow, FlowMap
from beatwright.show.charts.maps import draw_spot
from beatwright.show.figures.canvas import Canvas
from beatwright.show.figures.palette import DEMAND

__all__ = ["draw_flows"]

_WIDEST, _THINNEST = 7.0, 0.9  # points
_HEAD = 2.2  # points of an arrow's head for each of its width, and four more: thin arrows need a head too
# Of its length, so that an arrow and the one that comes back lie beside each other; short ones need more, in points.
_BEND, _BEND_OF_SHORT, _MOST_BEND = 0.16, 7.0, 0.6
_AROUND = 8.0  # points that a dot takes
_COLOUR = DEMAND[5]


def draw_flows(chart: FlowMap, city: City, *, streets: Any = None) -> Figure:
    """Draw flows on the map of the city; arrows bend to their right.

    Parameters
    ----------
    chart : FlowMap
        Wide arrows are drawn over thin ones, spots over all.
    city : City
        Gives extent and borders.
    streets : array of LineString, optional
        Drawn faintly below, in the city's CRS.
    """
    canvas = Canvas(city)
    canvas.fill([city.boundary], DEMAND[0])
    canvas.streets(streets)
    canvas.outline(city)
    rising = sorted(chart.flows, key=lambda flow: flow.value)
    most = rising[-1].value
    for number, flow in enumerate(rising):
        canvas.axes.add_patch(_arrow(flow, flow.value / most, canvas.metres_per_inch, 5 + number / (len(rising) + 1)))
    for number, spot in enumerate(chart.spots):
        draw_spot(canvas, spot, 7 + number / (len(chart.spots) + 1), few=True)
    parts = {amount(part * most, chart.unit): part for part in (1.0, 0.5, rising[0].value / most)}
    canvas.widths(chart.legend, [(_width(part), text) for text, part in parts.items()], _COLOUR)
    return canvas.finish()


def _width(part: float) -> float:
    return max(_WIDEST * part, _THINNEST)


def _arrow(flow: Flow, part: float, metres_per_inch: float, layer: float) -> FancyArrowPatch:
    width = _width(part)
    head = 4.0 + _HEAD * width
    points = 72.0 * math.hypot(flow.to_x - flow.from_x, flow.to_y - flow.from_y) / metres_per_inch
    bend = min(_BEND + _BEND_OF_SHORT / points, _MOST_BEND)
    return FancyArrowPatch(
        (flow.from_x, flow.from_y),
        (flow.to_x, flow.to_y),
        connectionstyle=f"arc3,rad={bend:.3f}",
        arrowstyle=f"simple,tail_width={width},head_width={head},head_length={head}",
        shrinkA=_AROUND,
        shrinkB=_AROUND,
        facecolor=_COLOUR,
        edgecolor="white",
        linewidth=min(0.5, 0.2 * width),
        mutation_scale=1.0,
        zorder=layer,
    )
