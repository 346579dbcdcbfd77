"""The Pittsburgh study as one self-contained HTML page."""

from __future__ import annotations

import html
import io
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from beatwright.core.files import write_text
from beatwright.studies.pittsburgh.published import COLUMNS, OFFICERS
from beatwright.studies.pittsburgh.study import PittsburghStudy

__all__ = ["picture", "write_report"]

_INK, _OURS, _THEIRS, _GREY = "#222222", "#1b6ca8", "#c8553d", "#9a9a9a"
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}
svg{max-width:100%;height:auto}p.small{color:#555;font-size:.9em}
"""


def picture(study: PittsburghStudy) -> str:
    """Return the picture as SVG: officers by point, ours beside the best printed, and the trade-off curve."""
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1.6, 1])
    point = np.arange(1, len(study.optimum.officers) + 1)
    left.bar(point - 0.2, COLUMNS[-1].officers, 0.4, color=_THEIRS, label=f"{COLUMNS[-1].name} (printed)")
    left.bar(point + 0.2, study.optimum.officers, 0.4, color=_OURS, label="integer optimum")
    left.plot(point, study.optimum.relaxation, "o", ms=3, color=_INK, label="relaxation")
    left.set(xlabel="point", ylabel="officers", title=f"{OFFICERS} officers at 30 points")
    left.legend(frameon=False, fontsize=8)
    right.plot(study.curve.index, study.curve["damage"] / 1e6, color=_OURS)
    for column in COLUMNS[1:]:
        right.plot(OFFICERS, study.recovery.foretold[column.name] / 1e6, "x", color=_THEIRS)
        right.annotate(
            column.name, (OFFICERS, study.recovery.foretold[column.name] / 1e6), (6, 2), textcoords="offset points",
            fontsize=7, color=_THEIRS,
        )  # fmt: skip
    right.plot(OFFICERS, study.optimum.certificate.objective / 1e6, "o", color=_OURS)
    right.set(xlabel="officers", ylabel="expected damage, millions", title="What officers buy", ylim=(0, None))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=_GREY, labelcolor=_INK)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _html_table(table: pd.DataFrame, **formats: str) -> str:
    shown = table.reset_index()
    columns = []
    for name in shown.columns:
        form = formats.get(str(name), "{}")
        columns.append(["" if isinstance(v, float) and np.isnan(v) else form.format(v) for v in shown[name]])
    head = "".join(f"<th>{html.escape(str(name).replace('_', ' '))}</th>" for name in shown.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in zip(*columns, strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def write_report(study: PittsburghStudy, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    money = {"printed": "{:,.0f}", "rescored": "{:,.0f}"}
    table = _html_table(study.table, officers="{:.1f}", above_optimum="{:+.1%}", cpu_seconds="{:,.4f}", **money)
    check = _html_table(study.check, **dict.fromkeys(study.check.columns, "{:,.0f}"))
    points = study.points
    wide = dict.fromkeys(points.columns, "{:.4g}") | {"coefficient": "{:,.0f}", "probability": "{:.6f}"}
    sentences = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in study.findings)
    page = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pittsburgh: officers against damage</title><style>{_STYLE}</style>
<h1>Pittsburgh: {OFFICERS} officers against expected damage</h1>
<ul>{sentences}</ul>
{picture(study)}
<h2>Printed and own figures</h2>{table}
<p class="small">Rescored: under the recovered formula, on the scale of the printed 1.01e6.</p>
<h2>Which formula was it?</h2>{check}
<p class="small">Coefficients come from the first row alone; the other three are foretold.</p>
<h2>Probability of an incident</h2>{_html_table(study.probabilities, printed="{:.6f}", ours="{:.6f}")}
<h2>The commander's view</h2>{
        _html_table(study.view.table, damage="{:,.0f}", one_more_saves="{:,.0f}", one_less_costs="{:,.0f}")
    }
<h2>What officers buy</h2>{_html_table(study.curve, **dict.fromkeys(study.curve.columns, "{:,.0f}"))}
<h2>Points</h2>{_html_table(points, **wide)}
</html>
"""
    return write_text(path, page)
