"""Timelines: one row for each car, what it did as bars over the hours."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from beatwright.core.timeline import Stretch, Timeline
from beatwright.show.drawable import drawable
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.palette import INK

__all__ = ["draw_timeline"]

_ROW = 0.22  # inches
_TALLEST = 10.0  # inches: more rows become thinner
_MOST_NAMES = 60  # rows that are named
# The ground, then Okabe and Ito's colours: told apart by anybody, and of differing lightness on a grey printer.
_COLOURS = ("#dfe5ea", "#e69f00", "#0072b2", "#cc79a7", "#56b4e9", "#009e73")


def draw_timeline(chart: Timeline) -> Figure:
    """Draw a timeline, its first row on top and a legend below."""
    rows = len(chart.rows)
    tall = min(max(_ROW * rows, 1.2), _TALLEST)
    figure = figure_of(10.4, tall + 1.0)
    axes = figure.add_axes((0.16, 0.85 / (tall + 1.0), 0.825, tall / (tall + 1.0)))
    for status in range(len(chart.statuses)):
        some = [each for each in chart.stretches if each.status == status]
        half = 0.46 if status == 0 else 0.36
        boxes = [_box(each, half) for each in some]
        axes.add_collection(
            PolyCollection(boxes, facecolor=_COLOURS[status], edgecolor="none", zorder=2 + (status > 0))
        )
    _axes_of(axes, chart)
    handles = [Patch(facecolor=_COLOURS[number]) for number in range(len(chart.statuses))]
    legend = figure.legend(handles, [""] * len(handles), ncols=len(handles), loc="lower center", frameon=False)
    for text, name in zip(legend.get_texts(), chart.statuses, strict=True):
        text.set(parse_math=False, fontsize=8.5, color=INK)
        text.set_text(drawable(name, 40))
    return figure


def _box(each: Stretch, half: float) -> Any:
    corners = [(each.begin, each.row - half), (each.end, each.row - half)]
    return np.array([*corners, (each.end, each.row + half), (each.begin, each.row + half)])


def _axes_of(axes: Any, chart: Timeline) -> None:
    axes.set_xlim(0, chart.hours)
    axes.set_ylim(len(chart.rows) - 0.4, -0.6)
    axes.set_xticks(np.arange(0, chart.hours + 0.01, 3 if chart.hours <= 48 else 24))
    axes.set_yticks([])
    axes.tick_params(labelsize=8.5, colors=INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    label = axes.set_xlabel("", color=INK, fontsize=9)
    label.set_parse_math(False)
    label.set_text(drawable(chart.x_name, 60))
    every = -(-len(chart.rows) // _MOST_NAMES)
    for row in range(0, len(chart.rows), every):
        style: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 7.5}
        write_on(axes, -0.005 * chart.hours, row, chart.rows[row], limit=28, **style)
