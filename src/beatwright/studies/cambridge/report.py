"""The Cambridge study as one self-contained HTML page."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from beatwright.base.files.atomic_file import write_text
from beatwright.studies.cambridge.published import POLICIES
from beatwright.studies.cambridge.study import CambridgeStudy, worth_shown
from beatwright.studies.page import OURS, THEIRS, html_table, page, svg_of

__all__ = ["picture", "write_report"]

_HEADINGS = {
    "k": "stations",
    "past_cost": "past cost, $",
    "cost": "cost, $",
    "late_crimes_low": "late crimes, 5 %",
    "late_crimes_high": "late crimes, 95 %",
    "late_officers": "officers late",
    "on_time_officers": "officers on time",
}


def picture(study: CambridgeStudy) -> str:
    """Return the picture as SVG: late crimes of every policy relative to adaptive, printed and ours."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.subplots()
    beside, place = study.published, np.arange(len(POLICIES))
    axes.bar(place - 0.2, beside["printed_relative"], 0.4, color=THEIRS, label="printed (Cambridge)")
    axes.bar(place + 0.2, beside["ours_relative"], 0.4, color=OURS, label=f"ours ({study.city})")
    axes.set_xticks(place, [policy.replace(" + ", " +\n") for policy in POLICIES])
    axes.axhline(1.0, color="#9a9a9a", lw=0.8)
    axes.set(ylabel="Late crimes, adaptive = 1", title="Late crimes by policy, three stations")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return svg_of(figure)


def write_report(study: CambridgeStudy, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    city = html.escape(study.city)
    relative = dict.fromkeys(("printed_relative", "ours_relative"), "{:.2f}")
    beside = {"printed_relative": "printed, adaptive = 1", "ours_relative": "ours, adaptive = 1"}
    sections = f"""<h2>Late crimes, printed and own</h2>{html_table(study.published, forms=relative, headings=beside)}
<p class="small">Printed: Cambridge, January to May 2024. Ours: {city}, the last split.</p>
<h2>What scenarios are worth</h2>{html_table(worth_shown(study.scenarios), headings={"k": "stations"})}
<p class="small">Dollars a year. EV: cost on mean demand; EEV: what that plan costs on the scenarios; RP: the adaptive
plan; WS: with perfect foresight. VSS = EEV − RP; EVPI = RP − WS. Seconds: of solving, on this machine.</p>
<h2>Policies</h2>{html_table(study.table, headings=_HEADINGS)}
<p class="small">Past: a mean year planned on. Others: the period judged on. Random policies: the mean of the draws, and
the 90 % interval of late crimes. Rules of thumb are given the sizes that cost least on the past.</p>"""
    heading = f"Cambridge: stations under uncertainty, on {study.city}"
    text = page("Cambridge: stations under uncertainty", heading, study.findings, picture(study), sections=sections)
    return write_text(path, text)
