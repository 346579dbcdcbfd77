"""The watch over a forecaster: whether records still come as foreseen, in number and in place.

Three CUSUM charts look at every period: more incidents than foreseen, fewer, and incidents in places that were held
less likely. Each adds up surprises in standard deviations (`SelfStarting`) less half a standard deviation, never below
0, and raises an alarm above the threshold that chance passes a third as often as all three together may
(`cusum_threshold`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.words import joined
from beatwright.forecast.mixture.cusum_threshold import cusum_threshold
from beatwright.forecast.mixture.self_starting import SelfStarting

__all__ = ["CusumChart", "DriftWatch"]

Floats = npt.NDArray[np.float64]

# Half the shift that the charts find soonest, in standard deviations: one standard deviation.
_REFERENCE = 0.5
_CHARTS = 3
# Correlation from period to period that is taken out at most: with more hardly anything would be left.
_MOST_CORRELATED = 0.9


@dataclass(frozen=True)
class CusumChart:
    """One sum of surprises.

    Parameters
    ----------
    total : float
        The sum.
    since : Timestamp, optional
        When the climb began: the beginning of the first period since the sum was 0.
    came, foreseen : float
        Incidents since then.
    alarm : bool
        Whether the sum passed the threshold on this climb.
    """

    total: float = 0.0
    since: pd.Timestamp | None = None
    came: float = 0.0
    foreseen: float = 0.0
    alarm: bool = False

    def after(self, z: float, threshold: float, period: tuple[pd.Timestamp, float, float]) -> CusumChart:
        """Return the chart after a period: its beginning, the incidents that came, and those foreseen."""
        total = self.total + z - _REFERENCE
        if total <= 0:
            return _LEVEL
        start, came, foreseen = period
        return CusumChart(
            total=total,
            since=start if self.since is None else self.since,
            came=self.came + came,
            foreseen=self.foreseen + foreseen,
            alarm=self.alarm or total > threshold,
        )


_NOTHING, _LEVEL = SelfStarting(), CusumChart()


@dataclass(frozen=True)
class DriftWatch:
    """What the charts have seen so far.

    Parameters
    ----------
    threshold : float
        Of each chart, standard deviations.
    years : float
        Years from one false alarm to the next, in the mean.
    number, place : SelfStarting
        Mean and spread of the surprise at how many came, and where.
    more, fewer, elsewhere : CusumChart
        The charts.
    """

    threshold: float
    years: float
    number: SelfStarting = _NOTHING
    place: SelfStarting = _NOTHING
    more: CusumChart = _LEVEL
    fewer: CusumChart = _LEVEL
    elsewhere: CusumChart = _LEVEL

    @classmethod
    def begin(cls, periods_a_year: float, false_alarms: float) -> DriftWatch:
        """Return a watch that raises `false_alarms` a year by chance, over all charts."""
        rate = false_alarms / periods_a_year / _CHARTS
        return cls(cusum_threshold(rate, _REFERENCE), 1 / false_alarms)

    def correlated(self, counts: Floats, expected: Floats) -> DriftWatch:
        """Return a watch that takes out the correlation of surprises in past periods, arrays (periods, zones)."""
        pairs = [surprises(y, mu) for y, mu in zip(counts, expected, strict=True)]
        number, place = (_correlation(np.array(values)) for values in zip(*pairs, strict=True))
        return replace(self, number=SelfStarting(correlation=number), place=SelfStarting(correlation=place))

    def after(self, start: pd.Timestamp, counts: Floats, expected: Floats) -> DriftWatch:
        """Return the watch after a period that began at `start`, with what came and what was foreseen by zone."""
        how_many, where = surprises(counts, expected)
        number, counted = self.number.standard(how_many)
        place, placed = self.place.standard(where)
        period = (start, float(counts.sum()), float(expected.sum()))
        return replace(
            self,
            number=counted,
            place=placed,
            more=self.more.after(number, self.threshold, period),
            fewer=self.fewer.after(-number, self.threshold, period),
            elsewhere=self.elsewhere.after(place, self.threshold, period),
        )

    @property
    def alarm(self) -> bool:
        """Whether any chart stands above its threshold, or has not come back to 0 since it did."""
        return self.more.alarm or self.fewer.alarm or self.elsewhere.alarm

    @property
    def sentence(self) -> str:
        """What the watch says, in plain words."""
        raised = [chart for chart in (self.more, self.fewer, self.elsewhere) if chart.alarm]
        if not raised:
            return "The records behave as foreseen."
        since = min(chart.since for chart in raised if chart.since is not None)
        what = [
            f"{chart.came:,.0f} incidents came where {chart.foreseen:,.0f} were foreseen"
            for chart in (self.more, self.fewer)
            if chart.alarm
        ]
        what += ["incidents come in places that were held less likely"] if self.elsewhere.alarm else []
        return (
            f"Since {since:%Y-%m-%d} the records do not behave as foreseen: {joined(what)}. Find out whether it is the "
            f"world or the recording that changed, and fit again. Chance alone raises such an alarm about once in "
            f"{self.years:.3g} years."
        )


def surprises(counts: Floats, expected: Floats) -> tuple[float, float]:
    """Return how far the number of incidents lies above that foreseen, and how much less likely their places were.

    Both in standard deviations of chance alone; the second is the log score of the places given their number, beside
    its mean under the forecast.
    """
    total, came = float(expected.sum()), float(counts.sum())
    if total <= 0:
        return 0.0, 0.0
    number = (came - total) / math.sqrt(total)
    share = expected[expected > 0] / total
    logs = np.log(share)
    entropy = -float(share @ logs)
    spread = float(share @ logs**2) - entropy**2
    if came == 0 or spread <= 1e-12:
        return number, 0.0
    score = -float(counts[expected > 0] @ logs)
    return number, (score - came * entropy) / math.sqrt(came * spread)


def _correlation(values: Floats) -> float:
    own = values - values.mean()
    whole = float(own @ own)
    return min(max(float(own[1:] @ own[:-1]) / whole, 0.0), _MOST_CORRELATED) if whole > 0 else 0.0
