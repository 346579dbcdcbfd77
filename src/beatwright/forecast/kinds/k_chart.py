"""The picture of accuracy against the number of neighbours."""

from __future__ import annotations

from beatwright.core.chart import Line, LineChart, Panel
from beatwright.forecast.kinds.neighbour_votes import KCurve

__all__ = ["k_chart"]

_NORMAL_95 = 1.6448536269514722  # 90 % intervals


def k_chart(curve: KCurve) -> LineChart:
    """Return the chart of accuracy in cross-validation against k, in percentage points above the commonest kind's.

    Parameters
    ----------
    curve : KCurve
        Of a fitted `NearestKinds`.

    Examples
    --------
    >>> curve = KCurve((1, 2, 3), (0.2, 0.3, 0.25), (0.01, 0.01, 0.01), majority=0.22, chosen=2)
    >>> chart = k_chart(curve)
    >>> chart.mark, [round(y, 6) for y in chart.panels[0].lines[0].y]
    (2.0, [-2.0, 8.0, 3.0])
    """
    k = [float(one) for one in curve.k]
    names = (("accuracy", 0.0), ("5 %", -_NORMAL_95), ("95 %", _NORMAL_95))
    lines = tuple(Line(name, k, _points(curve, reach)) for name, reach in names)
    alone = f"commonest kind alone: {curve.majority:.2%}"
    return LineChart(
        name="accuracy-by-k",
        alt=f"Accuracy in cross-validation against the number of neighbours k: highest, {max(curve.accuracy):.2%}, at "
        f"k = {curve.chosen}; {alone}.",
        caption="Repeated cross-validation on the incidents learned from, with 90 % intervals; at zero stands who "
        "always names the commonest kind. It is no forecast: the incidents held out lie among the others in time.",
        x_name="neighbours k",
        panels=(Panel("accuracy gained", lines, unit="percentage points", level=0.0),),
        mark=float(curve.chosen),
        mark_name=f"k = {curve.chosen}",
        level_name=alone,
    )


def _points(curve: KCurve, reach: float) -> list[float]:
    """Return the accuracy, moved by so many standard errors, in percentage points above the majority's."""
    pairs = zip(curve.accuracy, curve.standard_error, strict=True)
    return [100 * (mean + reach * error - curve.majority) for mean, error in pairs]
