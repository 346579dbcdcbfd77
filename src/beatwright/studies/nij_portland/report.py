"""The challenge as one self-contained HTML page."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from beatwright.base.files.atomic_file import write_text
from beatwright.studies.nij_portland.study import PortlandResult, shown
from beatwright.studies.page import OURS, THEIRS, html_table, page, svg_of

__all__ = ["picture", "write_report"]


def picture(study: PortlandResult) -> str:
    """Return the PAI of the floor and of the best forecaster by challenge, as SVG."""
    figure = Figure(figsize=(9, 0.7 * len(study.tables) + 1.2), layout="constrained")
    axes = figure.subplots()
    place = np.arange(len(study.tables))
    floors = [table["PAI"].iloc[0] for table in study.tables.values()]
    others = [table["PAI"].iloc[2:] for table in study.tables.values()]
    axes.barh(place - 0.2, floors, 0.4, color=THEIRS, label="decayed count of the same cell")
    axes.barh(place + 0.2, [other.max() for other in others], 0.4, color=OURS, label="best forecaster")
    for at, other in zip(place, others, strict=True):
        if other.notna().any():
            axes.annotate(str(other.idxmax()), (other.max(), at + 0.2), (4, -3), textcoords="offset points", fontsize=7)
    axes.set_yticks(place, [challenge.name for challenge in study.tables], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("PAI: multiple of an even share")
    axes.margins(x=0.15)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    return svg_of(figure)


def write_report(study: PortlandResult, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    sections = "".join(
        f"<h2>{html.escape(name)}</h2>{html_table(shown(table))}" for name, table in study.titled.items()
    )
    note = (
        '<p class="small">PAI: how many times as many incidents the flagged cells had as an even share. PEI: the share '
        "of the most that could have been caught. se: standard error of the nats per event over empirical Bayes.</p>"
    )
    heading = f"The crime forecasting challenge in {study.name}"
    text = page(heading, heading, study.findings, picture(study), sections=sections + note)
    return write_text(path, text)
