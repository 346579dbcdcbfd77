"""Several small charts of one kind on one picture, in one scale of colours."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from beatwright.base.errors import ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.raster import Raster
from beatwright.core.case import Case
from beatwright.core.chart import RasterMap, SmallMultiples, WeekClock
from beatwright.core.hours_of_week import WEEKDAYS
from beatwright.show.charts.map_raster import finer, labels_of_limits
from beatwright.show.figures.canvas import figure_of, outline_path, write_on
from beatwright.show.figures.classes import Classes, even_limits, shared_classes
from beatwright.show.figures.palette import DEMAND

__all__ = ["draw_multiples"]

_WIDTH = 7.2  # inches
_HEAD, _FOOT, _GAP = 0.38, 0.62, 0.22  # inches: above each panel, below all of them, between them
_SCALE = DEMAND[1:]
_PIXELS = 260  # across a panel
_SIGNS = 12.0  # characters of a title to an inch


def draw_multiples(chart: SmallMultiples, case: Case) -> Figure:
    """Draw small charts side by side; one colour means one thing on all of them.

    Parameters
    ----------
    chart : SmallMultiples
        Of clocks of the week, or of maps of rasters.
    case : Case
        Maps are drawn of its city.

    Raises
    ------
    ParameterError
        Where charts of this kind cannot be drawn small.
    """
    if all(isinstance(one, WeekClock) for one in chart.charts):
        return _draw_clocks(chart)
    if all(isinstance(one, RasterMap) for one in chart.charts):
        return _draw_rasters(chart, case)
    raise ParameterError(f"Small multiples of the kind {type(chart.charts[0]).__name__} cannot be drawn.")


def _sheet(count: int, across: int, ratio: float) -> tuple[Figure, list[Any]]:
    """Return a figure with `count` panels, `across` of them in a row, each `ratio` times as tall as wide."""
    rows = math.ceil(count / across)
    wide = (_WIDTH - (across + 1) * _GAP) / across
    tall = ratio * wide
    height = rows * (tall + _HEAD + _GAP) + _FOOT
    figure = figure_of(_WIDTH, height)
    panels = []
    for number in range(count):
        row, column = divmod(number, across)
        left = _GAP + column * (wide + _GAP)
        bottom = height - (row + 1) * (tall + _HEAD + _GAP) + _GAP
        panels.append(figure.add_axes((left / _WIDTH, bottom / height, wide / _WIDTH, tall / height)))
    return figure, panels


def _title(axes: Any, text: str) -> None:
    """Write what a panel shows above it, in up to two lines that are no wider than it."""
    wide = axes.get_figure().get_size_inches()[0] * axes.get_position().width
    lines = textwrap.wrap(clean(text, 80), max(8, int(wide * _SIGNS)), max_lines=2, placeholder=" …")
    for number, line in enumerate(reversed(lines)):
        style: dict[str, Any] = {"fontsize": 8, "fontweight": "bold", "transform": axes.transAxes}
        shift = number * 0.15 / (axes.get_figure().get_size_inches()[1] * axes.get_position().height)
        write_on(axes, 0.0, 1.02 + shift, line, va="bottom", limit=60, **style)


def _legend(figure: Figure, title: str, labels: tuple[str, ...], scale: tuple[str, ...] = _SCALE) -> None:
    """Write the classes at the foot of the picture."""
    height = figure.get_size_inches()[1]
    axes = figure.add_axes((0.0, 0.0, 1.0, _FOOT / height))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    wide = (1 - 0.06) / max(len(labels), 1)
    write_on(axes, 0.03, 0.92, title, va="top", limit=140)
    for number, label in enumerate(labels):
        at = 0.03 + number * wide
        axes.add_patch(
            Rectangle((at, 0.36), 0.97 * wide, 0.22, facecolor=scale[number], edgecolor="#777", linewidth=0.5)
        )
        write_on(axes, at + 0.485 * wide, 0.30, label, ha="center", va="top", fontsize=7.4)


def _draw_rasters(chart: SmallMultiples, case: Case) -> Figure:
    boundary, count = case.problem.city.boundary, len(chart.charts)
    left, bottom, right, top = boundary.bounds
    figure, panels = _sheet(count, min(count, 4 if count % 3 == 1 else 3), (top - bottom) / (right - left))
    rasters = [one.raster for one in chart.charts]  # type: ignore[attr-defined]
    highest = max((raster.values[raster.inside].max() for raster in rasters if raster.inside.any()), default=1.0)
    limits = even_limits(0.0, float(highest), len(DEMAND))
    for axes, one, raster in zip(panels, chart.charts, rasters, strict=True):
        axes.set_xlim(left, right)
        axes.set_ylim(bottom, top)
        axes.set_axis_off()
        if raster.inside.any():
            _paint(axes, raster, limits, boundary)
        axes.add_patch(PathPatch(_path(boundary), facecolor="none", edgecolor="#333333", linewidth=0.7))
        _title(axes, one.caption or one.alt)
    _legend(figure, chart.legend, tuple(labels_of_limits(limits)), DEMAND)
    return figure


def _path(boundary: Any) -> Path:
    path = outline_path([boundary])
    assert path is not None  # a city has a boundary
    return path


def _paint(axes: Any, raster: Raster, limits: list[float], boundary: Any) -> None:
    colours = DEMAND[: len(limits) - 1]
    scale: dict[str, Any] = {"cmap": ListedColormap(colours), "norm": BoundaryNorm(limits, len(colours), clip=True)}
    left, bottom, right, top = raster.bounds
    image = axes.imshow(
        finer(raster, _PIXELS), extent=(left, right, bottom, top), origin="lower", aspect="auto", **scale
    )
    image.set_clip_path(PathPatch(_path(boundary), transform=axes.transData))


def _draw_clocks(chart: SmallMultiples) -> Figure:
    weeks = [np.asarray(one.counts, dtype=np.float64) for one in chart.charts]  # type: ignore[attr-defined]
    classes = shared_classes(*weeks, count=len(_SCALE))
    figure, panels = _sheet(len(weeks), min(2, len(weeks)), 0.42)
    for axes, one, of in zip(panels, chart.charts, classes, strict=True):
        _small_clock(axes, of)
        _title(axes, one.caption or one.alt)
    _legend(figure, chart.legend, classes[0].labels)
    return figure


def _small_clock(axes: Any, classes: Classes) -> None:
    shown: npt.NDArray[Any] = classes.of.reshape(7, 24)
    mesh = axes.pcolormesh(np.arange(25), np.arange(8), shown, cmap=ListedColormap(_SCALE), edgecolor="white")
    mesh.set_clim(-0.5, len(_SCALE) - 0.5)
    mesh.set_linewidth(0.4)
    axes.set_ylim(7, 0)
    axes.set_xticks(range(0, 25, 6), [str(hour) for hour in range(0, 25, 6)])
    axes.set_yticks(np.arange(7) + 0.5, [day[:2] for day in WEEKDAYS])
    axes.tick_params(labelsize=6.5, length=0, pad=1.5)
    for side in axes.spines.values():
        side.set_visible(False)
