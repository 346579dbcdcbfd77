"""The picture of accuracy against the number of neighbours."""

from __future__ import annotations

from beatwright.core.chart import Line, LineChart, Panel
from beatwright.forecast.kinds.neighbour_votes import KCurve

__all__ = ["k_chart"]

_NORMAL_95 = 1.6448536269514722  # 90 % intervals


def k_chart(curve: KCurve) -> LineChart:
    """Return the chart of accuracy in cross-validation against k, with the majority as a level line.

    Parameters
    ----------
    curve : KCurve
        Of a fitted `NearestKinds`.

    Examples
    --------
    >>> curve = KCurve((1, 2, 3), (0.2, 0.3, 0.25), (0.01, 0.01, 0.01), majority=0.22, chosen=2)
    >>> k_chart(curve).mark, k_chart(curve).panels[0].level
    (2.0, 0.22)
    """
    low, high = (
        [mean + sign * _NORMAL_95 * error for mean, error in zip(curve.accuracy, curve.standard_error, strict=True)]
        for sign in (-1, 1)
    )
    k = [float(one) for one in curve.k]
    lines = (Line("accuracy", k, curve.accuracy), Line("5 %", k, low), Line("95 %", k, high))
    best = max(curve.accuracy)
    return LineChart(
        name="accuracy-by-k",
        alt=f"Accuracy in cross-validation against the number of neighbours k: highest, {best:.2%}, at k = "
        f"{curve.chosen}; the commonest kind alone is right in {curve.majority:.2%}.",
        caption="Repeated cross-validation on the incidents learned from. It is no forecast: the incidents held out "
        "lie among those learned from in time.",
        x_name="neighbours k",
        panels=(Panel("accuracy", lines, unit="share", level=curve.majority),),
        mark=float(curve.chosen),
        mark_name="chosen",
        level_name="commonest kind alone",
    )
