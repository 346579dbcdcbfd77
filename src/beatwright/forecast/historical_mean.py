"""The raw rate of the past: what is done where nobody forecasts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from beatwright.core import City, Incidents
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.forecast.fitted import FittedStep
from beatwright.forecast.gamma_poisson import GammaPoissonForecast
from beatwright.forecast.observed import observe

__all__ = ["HistoricalMean"]


@dataclass(frozen=True)
class HistoricalMean(FittedStep):
    """Foresee that every zone goes on as it was: the reference that a forecaster must beat.

    The rate of a zone is its count divided by the weeks, and counts are Poisson. A zone without incidents is
    held to have none for ever, so one incident there has the log score of minus infinity.

    Parameters
    ----------
    slots : {1, 168}, default 1
        One rate for all hours, or one for each hour of the week: the city's recorded share of each hour in
        the last whole weeks, by severity class.

    Examples
    --------
    >>> HistoricalMean().label
    'HistoricalMean'
    """

    slots: int = 1

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if self.slots not in (1, HOURS_OF_WEEK) or isinstance(self.slots, bool):
            yield f"The 'slots' parameter of HistoricalMean must be 1 or {HOURS_OF_WEEK}. Got {self.slots!r}."

    def fit(self, incidents: Incidents, city: City) -> Self:
        """Return a fitted copy; parameters and errors as in `EmpiricalBayes.fit`."""
        seen = observe(incidents, city, self.slots, type(self).__name__)
        total = seen.clock.sum(axis=0)
        even = np.full_like(seen.clock, 1 / len(seen.clock))
        clock = np.divide(seen.clock, total, out=even, where=total > 0)
        per_week = seen.counts / seen.weeks
        sure = np.full_like(per_week, np.inf)
        return self._with(
            GammaPoissonForecast(
                per_week=per_week, shape=sure, clock=clock, weeks=1, severity=seen.severity, source=self.label
            )
        )
