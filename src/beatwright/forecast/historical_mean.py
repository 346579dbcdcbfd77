"""The raw rate of the past: what is done where nobody forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core import City
from beatwright.forecast.forecaster_step import ForecasterStep, Learned
from beatwright.forecast.profiles.week_profile import raw_clock
from beatwright.forecast.series.count_series import CountSeries
from beatwright.forecast.series.growing_counts import GrowingCounts

__all__ = ["HistoricalMean"]

Floats = npt.NDArray[np.float64]


class Counted(NamedTuple):
    """Incidents, by zone and severity class, and the standard periods that they were counted in."""

    counts: GrowingCounts
    periods: float


@dataclass(frozen=True)
class HistoricalMean(ForecasterStep):
    """Foresee that every zone goes on as it was: the reference that a forecaster must beat.

    The rate of a zone is its count divided by the time covered, and counts are Poisson. A zone without incidents is
    held to have none for ever, so one incident there has the log score of minus infinity. The hours of the week have
    the city's recorded shares, by severity class.

    Examples
    --------
    >>> HistoricalMean().label
    'HistoricalMean'
    """

    _measures_noise: ClassVar[bool] = False

    def _learn(self, series: CountSeries, city: City) -> Counted:
        del city
        return Counted(GrowingCounts(series.by_class), series.covered.sum())

    def _advance(self, state: Counted, series: CountSeries) -> Counted:
        return Counted(series.added_to(state.counts), state.periods + series.covered.sum())

    def _seen(self, before: GrowingCounts, series: CountSeries, state: Counted) -> GrowingCounts:
        del before, series
        return state.counts

    def _expected(self, state: Counted, periods: int) -> Floats:
        return np.asarray(state.counts.table.sum(axis=1) * (periods / state.periods))

    def _classes(self, learned: Learned, periods: int) -> tuple[Floats, Floats | None]:
        return learned.state.counts.table * (periods / learned.state.periods), None

    def _clock(self, counts: Floats, hours: Floats) -> Floats:
        return raw_clock(counts, hours)
