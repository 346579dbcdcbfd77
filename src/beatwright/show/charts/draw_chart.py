"""One door to the drawing of whatever chart a finding declares."""

from __future__ import annotations

import io
from typing import Any

import matplotlib.image
import numpy as np
from matplotlib.figure import Figure

from beatwright.base.errors import ParameterError
from beatwright.core.area_map import AreaMap
from beatwright.core.case import Case
from beatwright.core.chart import (
    BarChart,
    Chart,
    FlowMap,
    LineChart,
    PngPicture,
    PointMap,
    RasterMap,
    SmallMultiples,
    Timeline,
    WeekClock,
    ZoneMap,
)
from beatwright.show.charts.area_maps import draw_areas
from beatwright.show.charts.bar_chart import draw_bars
from beatwright.show.charts.flow_maps import draw_flows
from beatwright.show.charts.line_chart import draw_lines
from beatwright.show.charts.map_raster import draw_raster
from beatwright.show.charts.maps import draw_points, draw_zones
from beatwright.show.charts.multiples import draw_multiples
from beatwright.show.charts.timeline_chart import draw_timeline
from beatwright.show.figures.canvas import figure_of
from beatwright.show.figures.clock_of_week import clock_of_week

__all__ = ["draw_chart"]

_WIDTH = 7.2  # inches


def draw_chart(chart: Chart, case: Case, *, streets: Any = None) -> Figure:
    """Draw a chart of a finding.

    Parameters
    ----------
    chart : Chart
        What is to be drawn.
    case : Case
        Maps are drawn of its city.
    streets : array of LineString, optional
        Drawn faintly on maps of places, in the city's CRS. Default: those of the city, where it knows them.

    Returns
    -------
    matplotlib Figure
        Without a window.

    Raises
    ------
    ParameterError
        Where the chart is of a kind that cannot be drawn, or does not fit the city.
    """
    if streets is None and case.problem.city.streets is not None:
        streets = case.problem.city.streets.lines
    match chart:
        case LineChart():
            return draw_lines(chart)
        case BarChart():
            return draw_bars(chart)
        case WeekClock():
            return clock_of_week(np.asarray(chart.counts), what=chart.what)
        case ZoneMap():
            return draw_zones(chart, case)
        case PointMap():
            return draw_points(chart, case.problem.city, streets=streets)
        case AreaMap():
            return draw_areas(chart, case.problem.city, streets=streets)
        case FlowMap():
            return draw_flows(chart, case.problem.city, streets=streets)
        case SmallMultiples():
            return draw_multiples(chart, case)
        case RasterMap():
            return draw_raster(chart, case.problem.city, streets=streets)
        case Timeline():
            return draw_timeline(chart)
        case PngPicture():
            return _finished(chart)
    raise ParameterError(f"A chart of the kind {type(chart).__name__} cannot be drawn.")


def _finished(chart: PngPicture) -> Figure:
    pixels = matplotlib.image.imread(io.BytesIO(chart.bytes), format="png")
    figure = figure_of(_WIDTH, _WIDTH * pixels.shape[0] / pixels.shape[1])
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.imshow(pixels, aspect="auto")
    axes.set_axis_off()
    return figure
