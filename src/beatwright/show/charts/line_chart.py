"""Line charts: the first line heaviest, today's figure as a level line, stretches that stand out as bands."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, MultipleLocator

from beatwright.core.chart import Line, LineChart, Panel
from beatwright.show.drawable import drawable
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.palette import INK, LINES

__all__ = ["draw_lines"]

_LEVEL = "#444444"
_BAND, _ALARM = "#d9efe9", "#f2b8b0"
_SHADE = "#cfd8e3"
_DASHES: tuple[Any, ...] = ((0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)))
_MARKS = ("s", "^", "D", "v", "P")
_MOST_MARKS = 30  # of a line: more of them hide its course
_DAY = 24.0
_BINS, _FEW_BINS, _LONG = 15, 7, 1000  # marks of the axis below; figures of four digits would run into each other
_HALF = 0.5  # shares that stay below half are drawn to their own scale, or their curves lie on the axis


def draw_lines(chart: LineChart) -> Figure:
    """Draw a line chart: its panels side by side, one legend for all below them.

    Parameters
    ----------
    chart : LineChart
        Hollow points of the first line get a white mark.
    """
    wide = len(chart.panels) > 1
    figure = figure_of(10.4 if wide else 7.2, 4.6)
    drawn = []
    for number, panel in enumerate(chart.panels):
        left, width = (0.075 + 0.5 * number, 0.4) if wide else (0.11, 0.84)  # room for a name and figures beside it
        drawn.append(figure.add_axes((left, 0.235, width, 0.72)))
        _draw(drawn[-1], chart, panel)
    if chart.one_scale:
        low, high = (pick(axes.get_ylim()[end] for axes in drawn) for end, pick in enumerate((min, max)))
        for axes in drawn:
            axes.set_ylim(low, high)
    _legend(figure, chart)
    return figure


def _draw(axes: Any, chart: LineChart, panel: Panel) -> None:
    scale = 100.0 if panel.unit == "share" else 1.0
    if chart.shaded:
        low, high = (panel.lines[number] for number in chart.shaded)
        axes.fill_between(low.x, *([scale * y for y in one.y] for one in (low, high)), color=_SHADE, linewidth=0)
    for number, line in enumerate(panel.lines):
        if number in chart.shaded:
            continue
        every = math.ceil(len(line.x) / _MOST_MARKS)
        axes.plot(line.x, [scale * y for y in line.y], **_style(number, line), markevery=every)
        hollow = [(line.x[k], scale * line.y[k]) for k in line.hollow]
        if hollow:
            colour = _style(number, line)["color"]
            axes.plot(*zip(*hollow, strict=True), "o", mfc="white", mec=colour, ms=6.5, zorder=6)
    _mark(axes, chart, scale * panel.level)
    _style_axes(axes, chart, panel)


def _style(number: int, line: Line) -> dict[str, Any]:
    if len(line.x) == 1:  # a single plan beside curves: it must not hide behind their marks
        return {**_of_line(number), "linestyle": "none", "markersize": 10, "markeredgecolor": "white", "zorder": 8}
    return _of_line(number)


def _of_line(number: int) -> dict[str, Any]:
    if number == 0:
        return {"color": LINES[0], "linewidth": 2.6, "marker": "o", "markersize": 6, "zorder": 5}
    return {
        "color": LINES[1 + (number - 1) % (len(LINES) - 1)],
        "linewidth": 1.5,
        "linestyle": _DASHES[(number - 1) % len(_DASHES)],
        "marker": _MARKS[(number - 1) % len(_MARKS)],
        "markersize": 4,
        "zorder": 3,
    }


def _mark(axes: Any, chart: LineChart, level: float) -> None:
    if math.isfinite(level):
        axes.axhline(level, color=_LEVEL, linewidth=1.8, linestyle=(0, (4, 1.5)), zorder=4)
    if math.isfinite(chart.mark):
        axes.axvline(chart.mark, color=_LEVEL, linewidth=1.0, linestyle=":", zorder=2)
    if math.isfinite(level) and math.isfinite(chart.mark):
        axes.plot([chart.mark], [level], marker="*", color=_LEVEL, markersize=13, zorder=7)
    for low, high in chart.bands:
        axes.axvspan(low, high, color=_ALARM if chart.alarm else _BAND, zorder=0, linewidth=0)


def _style_axes(axes: Any, chart: LineChart, panel: Panel) -> None:
    unit = "%" if panel.unit == "share" else panel.unit
    _write_label(axes.set_xlabel("", color=INK), drawable(chart.x_name, 60))
    name = drawable(panel.name, 60)
    _write_label(axes.set_ylabel("", color=INK), f"{name[:1].upper()}{name[1:]}{f', {unit}' if unit else ''}")
    if chart.x_name.startswith("hour of the week"):
        axes.xaxis.set_major_locator(MultipleLocator(_DAY))
    elif all(_whole(line) for line in panel.lines):
        bins = _BINS if max(abs(x) for line in panel.lines for x in line.x) < _LONG else _FEW_BINS
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=bins, min_n_ticks=1))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.12g}".replace("-", "\u2212"))
    shown = [y for line in panel.lines for y in line.y if not math.isnan(y)]
    if all(y >= 0 for y in shown):
        whole = panel.unit == "share" and max(shown, default=1.0) > _HALF
        axes.set_ylim(bottom=0, top=103 if whole else None)
    axes.grid(True, color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if math.isfinite(chart.mark) and chart.mark_name:
        low, high = axes.get_ylim()
        write_on(axes, chart.mark, low + 0.02 * (high - low), f" {chart.mark_name}", va="bottom", ha="left")


def _write_label(label: Any, text: str) -> None:
    """Set a text that is never read as mathematics."""
    label.set_parse_math(False)
    label.set_text(text)


def _whole(line: Line) -> bool:
    return all(x == round(x) for x in line.x)


def _legend(figure: Figure, chart: LineChart) -> None:
    """Label the lines below the plot; texts go in last, so that no name is read as mathematics."""
    entries = [
        (Line2D([], [], **_style(number, line)), f"{drawable(line.name, 32)}{_note(chart, number)}")
        for number, line in enumerate(chart.panels[0].lines)
        if number not in chart.shaded
    ]
    if chart.shaded:
        entries.append((Line2D([], [], color=_SHADE, linewidth=9), drawable(chart.shaded_name, 60)))
    if chart.level_name:
        star = "*" if math.isfinite(chart.mark) else ""
        line = Line2D([], [], color=_LEVEL, linewidth=1.8, linestyle=(0, (4, 1.5)), marker=star, markersize=11)
        entries.append((line, drawable(chart.level_name, 60)))
    if chart.bands and chart.band_name:
        entries.append(
            (Line2D([], [], color=_ALARM if chart.alarm else _BAND, linewidth=9), drawable(chart.band_name, 60))
        )
    handles = [handle for handle, _ in entries]
    legend = figure.legend(handles, ["line"] * len(entries), loc="lower center", ncol=3, frameon=False)
    for text, (_, label) in zip(legend.get_texts(), entries, strict=True):
        _write_label(text, label)
        text.set_fontsize(9)


def _note(chart: LineChart, number: int) -> str:
    return f" ({drawable(chart.hollow_name, 60)})" if number == 0 and chart.hollow_name else ""
