"""Tables and pictures of an audit."""

from __future__ import annotations

from beatwright.core.chart import BarChart, LineChart
from beatwright.core.chart_parts import Bar, Line, Panel
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table
from beatwright.examine.fairness.audit_result import AuditResult

__all__ = ["audit_measures", "flag_bars", "flags_table", "patrol_lines", "reporting_table"]

# What a column of `flagged_share` is called, and its unit.
_COLUMNS = {
    "zones": ("zones", "count"),
    "area": ("share of the area", "share"),
    "people": ("share of the people", "share"),
    "incidents": ("share of the incidents that came", "share"),
    "foreseen": ("share of those foreseen", "share"),
    "flagged": ("share of the flags", "share"),
    "hindsight": ("share of the flags in hindsight", "share"),
    "ratio": ("flags over incidents", "times"),
    "flagged_a_head": ("flags by the head", "times"),
    "calibration": ("foreseen for each that came", "times"),
}


def flags_table(found: AuditResult) -> Table:
    """Return the flags by group."""
    columns = [
        Column(name, found.flags[key].tolist(), unit)
        for key, (name, unit) in _COLUMNS.items()
        if key in found.flags.columns
    ]
    return Table(
        "flags by group",
        [str(label) for label in found.flags.index],
        columns,
        index_name=found.groups,
        caption=f"Where {found.forecaster} put its flags, beside what came in the {found.weeks} weeks that followed",
    )


def reporting_table(found: AuditResult) -> Table:
    """Return what would change with the reporting of the group in focus."""
    table = found.reporting
    described = {
        "incidents": ("incidents, over those recorded", "times"),
        "incident_share": ("its share of the incidents", "share"),
        "flagged_share": ("its share of the flags", "share"),
        "moved": ("share of the flags that move", "share"),
    }
    return Table(
        "doubt of reporting",
        [f"{ratio:g}" for ratio in table.index],
        [Column(name, table[key].tolist(), unit) for key, (name, unit) in described.items()],
        index_name="reports, times the others",
        caption=f"If '{found.focus}' reported more or less of what happens than the others",
        strong=[list(table.index).index(1.0)],
    )


def flag_bars(found: AuditResult) -> BarChart:
    """Return each group's share of incidents and of flags, as bars."""
    bars = []
    for label in found.flags.index:
        row = found.row(label)
        bars.append(Bar(f"{label}: incidents", row["incidents"]))
        bars.append(Bar(f"{label}: flags", row["flagged"], "worse" if label == found.focus else "plain"))
    return BarChart(
        name="flags_and_incidents",
        alt=f"Bars of the share of incidents and of flags in zones by {found.groups}.",
        caption="Each group's share of the incidents that came, and of the flagged area.",
        bars=bars,
        axis="share of the whole",
        unit="share",
    )


def patrol_lines(found: AuditResult) -> LineChart:
    """Return the share of patrols in the group in focus over the made-up time."""
    lines = [Line(name, runs.weeks.tolist(), found.patrols(name).tolist()) for name, runs in found.loops.items()]
    return LineChart(
        name="patrols_over_time",
        alt=f"Lines of the share of patrols that go to '{found.focus}', beside its share of the incidents.",
        caption="A made-up city: patrols go where incidents are foreseen, records come from patrols and citizens.",
        x_name="weeks",
        panels=[Panel(f"patrols in '{found.focus}'", lines, "share", found.truth(next(iter(found.loops))))],
        level_name="its share of the incidents",
    )


def audit_measures(found: AuditResult) -> list[Measure]:
    """Return the figures of an audit."""
    row = found.row(found.focus)
    free, held, unequal = found.loops
    return [
        Measure("flags over incidents", row["ratio"], "times"),
        Measure("share of the flags", row["flagged"], "share"),
        Measure("share of the incidents", row["incidents"], "share"),
        Measure("patrols at the end, unfiltered", float(found.patrols(free)[-1]), "share"),
        Measure("patrols at the end, filtered", float(found.patrols(held)[-1]), "share"),
        Measure("patrols at the end, unequal reporting", float(found.patrols(unequal)[-1]), "share"),
    ]
