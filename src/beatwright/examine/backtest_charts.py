"""The pictures of a backtest: hit rates as bars, and calibration as lines."""

from __future__ import annotations

import math

from beatwright.core.chart import BarChart, LineChart
from beatwright.core.chart_parts import Bar, Line, Panel
from beatwright.forecast import BacktestResult

__all__ = ["hit_bars", "tenths_chart"]

_MOST_LINES = 5  # lines that can be told apart


def hit_bars(found: BacktestResult) -> BarChart:
    """Return the PAI of every forecaster at the middle one of the flagged areas, the highest on top."""
    area = found.areas[len(found.areas) // 2]
    values = found.table[f"PAI at {area}"].values
    bars = [Bar(label, value) for label, value in zip(found.labels, values, strict=True) if not math.isnan(value)]
    bars.sort(key=lambda bar: -bar.value)
    return BarChart(
        name="hits",
        alt=f"Bars of how many times more incidents fell into the {area} that each forecaster flagged.",
        caption=f"Incidents in the flagged {area} of the area, as a multiple of an even spread (PAI).",
        bars=bars or [Bar("nothing was flagged", 0.0)],
        axis="multiple of an even spread",
        unit="times",
    )


def tenths_chart(found: BacktestResult) -> LineChart:
    """Return what was expected for each incident that came, by tenths of the zones."""
    lines = []
    for label in found.labels[:_MOST_LINES]:
        table = found.calibration(label)
        ratio = table["ratio"].where(table["came"] > 0)
        lines.append(Line(label, [float(tenth) for tenth in table.index], ratio.tolist()))
    return LineChart(
        name="calibration",
        alt="Lines of what was expected for each incident that came, by tenths of the zones, beside the level 1.",
        caption="From the tenth where least was expected to that where most was; above 1 too much was expected.",
        x_name="tenth of the zones, by what was expected",
        panels=[Panel("expected for each that came", lines, "", 1.0)],
        level_name="as many as came",
    )
