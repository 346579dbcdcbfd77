"""The Cambridge study as one self-contained HTML page."""

from __future__ import annotations

import html
import io
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from beatwright.core.files import write_text
from beatwright.studies.cambridge.published import POLICIES
from beatwright.studies.cambridge.study import CambridgeStudy, worth_shown

__all__ = ["picture", "write_report"]

_OURS, _THEIRS = "#1b6ca8", "#c8553d"
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}
svg{max-width:100%;height:auto}p.small{color:#555;font-size:.9em}
"""


def picture(study: CambridgeStudy) -> str:
    """Return the picture as SVG: late crimes of every policy relative to adaptive, printed and ours."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.subplots()
    beside, place = study.published, np.arange(len(POLICIES))
    axes.bar(place - 0.2, beside["printed_relative"], 0.4, color=_THEIRS, label="printed (Cambridge)")
    axes.bar(place + 0.2, beside["ours_relative"], 0.4, color=_OURS, label=f"ours ({study.city})")
    axes.set_xticks(place, [policy.replace(" + ", " +\n") for policy in POLICIES])
    axes.axhline(1.0, color="#9a9a9a", lw=0.8)
    axes.set(ylabel="late crimes, adaptive = 1", title="Late crimes by policy, three stations")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _html_table(table: pd.DataFrame, form: str) -> str:
    shown = table.reset_index()
    head = "".join(f"<th>{html.escape(str(name).replace('_', ' '))}</th>" for name in shown.columns)
    rows = []
    for row in shown.itertuples(index=False):
        cells = [
            "" if isinstance(v, float) and np.isnan(v) else form.format(v) if isinstance(v, float) else v for v in row
        ]
        rows.append("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def write_report(study: CambridgeStudy, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    sentences = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in study.findings)
    page = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Cambridge: stations under uncertainty</title><style>{_STYLE}</style>
<h1>Cambridge: stations under uncertainty, on {html.escape(study.city)}</h1>
<ul>{sentences}</ul>
{picture(study)}
<h2>Late crimes, printed and own</h2>{_html_table(study.published, "{:,.2f}")}
<p class="small">Printed: Cambridge, January to May 2024. Ours: {html.escape(study.city)}, the last split.</p>
<h2>What scenarios are worth</h2>{_html_table(worth_shown(study.scenarios), "{}")}
<p class="small">Dollars a year. EV: cost on mean demand; EEV: what that plan costs on the scenarios; RP: the adaptive
plan; WS: with perfect foresight. VSS = EEV − RP; EVPI = RP − WS. Seconds: of solving, on this machine.</p>
<h2>Policies</h2>{_html_table(study.table, "{:,.0f}")}
<p class="small">Past: a mean year planned on. Others: the period judged on. Random policies: the mean of the draws, and
the 90 % interval of late crimes. Rules of thumb are given the sizes that cost least on the past.</p>
</html>
"""
    return write_text(path, page)
