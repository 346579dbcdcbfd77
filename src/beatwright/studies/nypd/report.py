"""The teaching case as one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from beatwright.base.files.atomic_file import write_text
from beatwright.studies.nypd.published import SPEED
from beatwright.studies.nypd.study import NypdStudy
from beatwright.studies.page import OURS, THEIRS, html_table, page, svg_of

__all__ = ["picture", "write_report"]

_INK, _GREY = "#222222", "#9a9a9a"


def picture(study: NypdStudy) -> str:
    """Return the pictures as SVG: what cars buy, what the overlapping watch saves, the book's workloads."""
    figure = Figure(figsize=(11, 7.2), layout="constrained")
    (left, middle), (below, right) = figure.subplots(2, 2)
    _delay(left, study)
    _minutes(middle, study)
    _watches(below, study)
    _workloads(right, study)
    for axes in (left, middle):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in (left, middle, below, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=_GREY, labelcolor=_INK)
    return svg_of(figure)


def _delay(axes: Axes, study: NypdStudy) -> None:
    table = study.shared["delayed"]
    axes.plot(table.index, 100 * table["delayed"], "o-", ms=3, color=OURS)
    axes.set(xlabel="Cars in six precincts", ylabel="Calls that wait, %", title="What cars buy", ylim=0)


def _minutes(axes: Axes, study: NypdStudy) -> None:
    for figure, style in (("response", "-"), ("wait", "--"), ("urgent wait", ":")):
        table = study.shared[figure]
        axes.plot(table.index, table[figure], style, color=OURS, label=figure)
    axes.set(xlabel="Cars in six precincts", ylabel="Mean minutes", title="Shared out by minutes", yscale="log")
    # A wait of 76 minutes with 15 cars and one of 20 seconds with 32 are both to be read.
    ticks = (0.2, 0.5, 1, 2, 5, 10, 20, 50)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.legend(frameon=False, fontsize=8)


def _watches(axes: Axes, study: NypdStudy) -> None:
    table = study.overlay
    place = np.arange(len(table))
    axes.barh(place - 0.27, table["without"], 0.27, color=_GREY, label="no overlapping watch")
    axes.barh(place, table["greedy"], 0.27, color=THEIRS, label="greedy rule")
    axes.barh(place + 0.27, table["proven"], 0.27, color=OURS, label="proven")
    axes.set_yticks(place, [f"{watch}, {hours}" for watch, hours in table.index], fontsize=8)
    axes.invert_yaxis()
    axes.set(xlabel="Delayed calls a day", ylabel="Overlapping watch, car-hours", title="What the watch saves")
    axes.set_xlim(0, float(table["without"].max()) * 1.7)  # room for the names of the bars
    axes.legend(frameon=False, fontsize=8, loc="upper right")


def _workloads(axes: Axes, study: NypdStudy) -> None:
    place = np.arange(len(study.book))
    for number, (column, color) in enumerate((("printed", THEIRS), ("exact", OURS), ("approximate", _GREY))):
        axes.bar(place + 0.27 * (number - 1), 100 * study.book[column], 0.27, color=color, label=column)
    axes.set_xticks(place, [f"car {car}" for car in study.book.index])
    axes.set(ylabel="Time busy, %", title="The book's three cars")
    axes.set_ylim(0, 100 * float(study.book.to_numpy().max()) * 1.2)  # room for the names of the bars
    axes.legend(frameon=False, fontsize=8, ncols=3, loc="upper right")


def write_report(study: NypdStudy, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    minutes = {"delayed": "{:.2%}", "wait": "{:.2f}", "response": "{:.2f}", "urgent wait": "{:.2f}"}
    shares = {"car-hours": "{:.0f}", "saved": "{:.1%}", "greedy above": "{:+.1%}"}
    sections = f"""<h2>Cars for a bound on the share of delayed calls</h2>
{html_table(study.meet, forms={"delayed at most": "{:.0%}"})}
<p class="small">In every precinct on its own: the fewest cars with at most so large a share of delayed calls.</p>
<h2>Cars shared out for the fewest delayed calls</h2>
{html_table(study.shared["delayed"], forms={"delayed": "{:.2%}"})}
<h2>24 cars shared out by each figure</h2>
{html_table(study.sides, forms=minutes)}
<p class="small">Each line is the best sharing by the figure that it names; minutes are means over all calls, those of
urgent calls over these alone. Cars drive to a call at {SPEED:g} miles an hour, which is ours: the case names no speed.
</p>
<h2>A watch that overlaps two others</h2>
{html_table(study.overlay, "{:.2f}", forms=shares)}
<p class="small">Delayed calls a day in all precincts. Watches begin at 0, 8 and 16; the day that calls follow is
ours.</p>
<h2>The book's city of three cars</h2>
{html_table(study.book, "{:.4f}", forms={"car": "{:.0f}"})}
<p class="small">Share of the time that each car is busy: Larson and Odoni, Urban Operations Research, section 5.4.
</p>"""
    heading = "Six precincts: how many cars, and where"
    text = page("The New York teaching case", heading, study.findings, picture(study), sections=sections)
    return write_text(path, text)
