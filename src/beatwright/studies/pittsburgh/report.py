"""The Pittsburgh study as one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from beatwright.base.files.atomic_file import write_text
from beatwright.studies.page import OURS, THEIRS, html_table, page, seconds_in_words, svg_of
from beatwright.studies.pittsburgh.published import COLUMNS, OFFICERS
from beatwright.studies.pittsburgh.study import PittsburghStudy

__all__ = ["picture", "write_report"]

_INK, _GREY = "#222222", "#9a9a9a"


def picture(study: PittsburghStudy) -> str:
    """Return the picture as SVG: officers by point, ours beside the best printed, and the trade-off curve."""
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1.6, 1])
    point = np.arange(1, len(study.optimum.officers) + 1)
    left.bar(point - 0.2, COLUMNS[-1].officers, 0.4, color=THEIRS, label=f"{COLUMNS[-1].name} (printed)")
    left.bar(point + 0.2, study.optimum.officers, 0.4, color=OURS, label="integer optimum")
    left.plot(point, study.optimum.relaxation, "o", ms=3, color=_INK, label="relaxation")
    left.set(xlabel="Point", ylabel="Officers", title=f"{OFFICERS} officers at 30 points")
    left.legend(frameon=False, fontsize=8)
    right.plot(study.curve.index, study.curve["damage"] / 1e6, color=OURS)
    for column in COLUMNS[1:]:
        right.plot(OFFICERS, study.recovery.foretold[column.name] / 1e6, "x", color="#c8553d")
        right.annotate(
            column.name, (OFFICERS, study.recovery.foretold[column.name] / 1e6), (6, 2), textcoords="offset points",
            fontsize=7, color=_INK,
        )  # fmt: skip
    right.plot(OFFICERS, study.optimum.certificate.objective / 1e6, "o", color=OURS)
    right.set(xlabel="Officers", ylabel="Expected damage, millions", title="What officers buy", ylim=(0, None))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=_GREY, labelcolor=_INK)
    return svg_of(figure)


def write_report(study: PittsburghStudy, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    table = study.table.assign(cpu_seconds=study.table["cpu_seconds"].map(seconds_in_words))
    percent = {"above_optimum": "{:+.1%}"}
    points = dict.fromkeys(study.points.columns[3:], "{:.4g}") | {"probability": "{:.4f}"}
    view = {"with_fewer": "with 10 fewer", "with_more": "with 10 more", "margin": "whose officer is moved first"}
    sections = f"""<h2>Printed and own figures</h2>
{html_table(table, forms=percent, headings={"cpu_seconds": "seconds of computing"})}
<p class="small">Rescored: under the recovered formula, on the scale of the printed 1.01 million.</p>
<h2>Which formula was it?</h2>{html_table(study.check)}
<p class="small">Coefficients come from the first row alone; the other three are foretold.</p>
<h2>Probability of an incident</h2>
{html_table(study.probabilities, "{:.6f}", forms={"density": "{:.0f}"})}
<h2>The commander's view</h2>
{html_table(study.view.table.set_index(study.points.index), headings=view)}
<p class="small">The best {OFFICERS} officers, and how they stand with 10 fewer and 10 more. An officer is first to
give where losing one costs least, and next where one more saves most.</p>
<h2>What officers buy</h2>
{html_table(study.curve, headings={"bound": "proven bound", "next": "the next one saves"})}
<p class="small">Damage: the least that so many officers leave, proven where the bound equals it. Relaxed: with parts of
officers.</p>
<h2>Points</h2>{html_table(study.points, forms=points)}"""
    heading = f"Pittsburgh: {OFFICERS} officers against expected damage"
    text = page("Pittsburgh: officers against damage", heading, study.findings, picture(study), sections=sections)
    return write_text(path, text)
