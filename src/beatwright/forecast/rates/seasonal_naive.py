"""The same time of last year once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.base import check
from beatwright.core import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.rates.last_period import SHORTEST, with_city_share
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["SeasonalNaive"]

Floats = npt.NDArray[np.float64]

# Share of last year's stretch that must have records; else the mean of the year stands for it.
_ENOUGH = 0.5


class LastYear(NamedTuple):
    """The periods of the last year.

    Parameters
    ----------
    counts : csr_array, shape (periods, zones)
        Incidents, the oldest period first; fewer periods than a year's where the records are shorter.
    covered : array, shape (periods,)
        Standard periods that each covers.
    length : int
        Periods of a year.
    """

    counts: sparse.csr_array
    covered: Floats
    length: int


@dataclass(frozen=True)
class SeasonalNaive(ForecasterStep):
    """Foresee that the same periods of last year repeat themselves.

    A year is 52 weeks, so that weekdays agree. Where less than half of last year's stretch has records, the mean of all
    that the last year has stands for it.

    Parameters
    ----------
    city_share : float, default 0.1
        Share of the expected incidents that is spread evenly over all zones: what did not happen then is not
        impossible.

    References
    ----------
    R. J. Hyndman and G. Athanasopoulos, "Forecasting: principles and practice", 3rd ed. (2021), section 5.2.

    Examples
    --------
    >>> SeasonalNaive(city_share=0.2).label
    'SeasonalNaive(city_share=0.2)'
    """

    city_share: float = 0.1

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.number("SeasonalNaive", "city_share", self.city_share, 0, 1, open_low=True)

    def _learn(self, series: CountSeries, city: City) -> LastYear:
        del city
        length = int(HOURS_OF_YEAR // series.hours)
        return _latest(LastYear(series.counts, series.covered, length))

    def _advance(self, state: LastYear, series: CountSeries) -> LastYear:
        counts = sparse.vstack((state.counts, series.counts), format="csr")
        return _latest(LastYear(counts, np.concatenate((state.covered, series.covered)), state.length))

    def _expected(self, state: LastYear, periods: int) -> Floats:
        whole = len(state.covered) == state.length
        stretch = slice(0, min(periods, state.length) if whole else 0)
        covered, counts = float(state.covered[stretch].sum()), _sum(state.counts[stretch])
        if not counts.any() or covered < _ENOUGH * min(periods, state.length):
            covered, counts = float(state.covered.sum()), _sum(state.counts)
        return with_city_share(counts * (periods / max(covered, SHORTEST)), self.city_share)


def _latest(state: LastYear) -> LastYear:
    """Return the last year of it; older periods stay as long as the year has no incident."""
    first = max(len(state.covered) - state.length, 0)
    if not state.counts[first:].nnz:
        return state
    return LastYear(state.counts[first:], state.covered[first:], state.length)


def _sum(counts: sparse.csr_array) -> Floats:
    return np.asarray(counts.sum(axis=0), dtype=np.float64).ravel()
