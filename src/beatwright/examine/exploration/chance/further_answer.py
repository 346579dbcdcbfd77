"""What a test that is asked for beside the usual ones says, and the chart of its curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.core.chart import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.measure import Measure
from beatwright.examine.exploration.chance.randomness_words import TestRow
from beatwright.patterns.randomness.envelope_result import Envelope

__all__ = ["FurtherAnswer", "curve_panel"]

_EVERY = 3  # distances from mark to mark: marks that touch are no line
_FEW = 30  # distances of which each has a mark
_ALL = 0.999  # share from which a curve has reached its end


@dataclass(frozen=True)
class FurtherAnswer:
    """What a test adds to a finding.

    Parameters
    ----------
    sentences : tuple of str
        The answer; or why there is none.
    measures : tuple of Measure
        The p-value of the whole curve.
    rows : tuple of TestRow
        Its line in the table of tests.
    charts : tuple of LineChart
        The curve and its envelope.
    """

    sentences: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    rows: tuple[TestRow, ...] = ()
    charts: tuple[LineChart, ...] = ()


def _reached(curve: Envelope) -> int:
    """Return how many distances a share takes to reach all, of chance and of the incidents: beyond it says nothing."""
    least = np.minimum(curve.observed, curve.low)
    return min(int(np.searchsorted(np.maximum.accumulate(np.nan_to_num(least)), _ALL)) + 1, len(curve.r))


def curve_panel(curve: Envelope, title: str, unit: str, *, less_r: bool = False, shown: str = "incidents") -> Panel:
    """Return a panel of a curve and the limits of its envelope.

    Parameters
    ----------
    curve : Envelope
        The curve and those of chance.
    title : str
        Of the panel.
    unit : str
        Of the curve.
    less_r : bool, default False
        Whether the distance is taken away, as from L.
    shown : str, default "incidents"
        Name of the observed line.
    """
    last = len(curve.r) if unit != "share" else _reached(curve)
    at = slice(None, last, _EVERY if last > _FEW else 1)
    named = ((shown, curve.observed), ("highest by chance", curve.high), ("lowest by chance", curve.low))
    less = curve.r if less_r else 0.0 * curve.r
    return Panel(title, [Line(name, curve.r[at].tolist(), (line - less)[at].tolist()) for name, line in named], unit)
