"""Bar charts: one row per figure, its name on the left, its value at the end of the bar."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.figure import Figure

from beatwright.base.quantity import amount
from beatwright.core.chart import Bar, BarChart
from beatwright.show.drawable import drawable
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.palette import CHANGE, DEMAND, INK

__all__ = ["draw_bars"]

_BAR = 0.29  # inches
_LEFT = 0.4  # share of the width that the names have
_WIDEST = 34  # characters of a name
_TONES = {"plain": DEMAND[5], "better": CHANGE[0], "worse": CHANGE[-1]}


def draw_bars(chart: BarChart) -> Figure:
    """Draw one bar per figure, the first on top; one without an end is hatched and as long as the longest.

    Parameters
    ----------
    chart : BarChart
        Where its values are signed, bars are as long as the change is large.
    """
    height = _BAR * len(chart.bars) + 0.75
    figure = figure_of(5.6, height)
    axes = figure.add_axes((_LEFT, 0.55 / height, 0.97 - _LEFT, _BAR * len(chart.bars) / height))
    longest = max([abs(bar.value) for bar in chart.bars if math.isfinite(bar.value)], default=0.0) or 1.0
    for row, bar in enumerate(chart.bars):
        _bar(axes, chart, bar, row, longest=longest)
        style: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 8}
        write_on(axes, -0.02 * longest, row, drawable(bar.name, _WIDEST), limit=_WIDEST, **style)
    _style_axes(axes, chart, longest)
    return figure


def _bar(axes: Any, chart: BarChart, bar: Bar, row: int, longest: float) -> None:
    endless = not math.isfinite(bar.value)
    length, colour = longest if endless else abs(bar.value), _TONES[bar.tone]
    axes.barh(
        row, length, 0.7, color="white" if endless else colour, edgecolor=colour, hatch="////" if endless else None
    )
    inside = length > 0.72 * longest
    style: dict[str, Any] = {"color": "white" if inside and not endless else INK, "va": "center", "fontsize": 8}
    if endless:
        style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    shift = -0.012 if inside else 0.012
    write_on(axes, length + shift * longest, row, _text(chart, bar), ha="right" if inside else "left", **style)


def _text(chart: BarChart, bar: Bar) -> str:
    if not math.isfinite(bar.value):
        return chart.endless
    if not chart.signed:
        return amount(bar.value, chart.unit)
    sign = "−" if math.copysign(1.0, bar.value) < 0 else "+"
    return f"{sign}{amount(abs(bar.value), chart.unit)}"


def _style_axes(axes: Any, chart: BarChart, longest: float) -> None:
    axes.set_ylim(len(chart.bars) - 0.4, -0.6)
    axes.set_xlim(0, 1.02 * longest)
    axes.set_yticks([])
    label = axes.set_xlabel("", color=INK, fontsize=8.5)
    label.set_parse_math(False)
    label.set_text(drawable(chart.axis, 120))
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
