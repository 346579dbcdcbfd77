"""The last period once more: what a weekly map of incidents is taken for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["SHORTEST", "LastPeriod", "with_city_share"]

Floats = npt.NDArray[np.float64]

# Of a standard period: a period with fewer records than this is no period to go by.
_ENOUGH = 0.5
# Of a standard period: records of no time at all count as of this, so that nothing is divided by zero.
SHORTEST = 1e-9


class Latest(NamedTuple):
    """The last period with records.

    Parameters
    ----------
    counts : array, shape (zones,)
        Incidents.
    covered : float
        Standard periods that it covers.
    """

    counts: Floats
    covered: float


@dataclass(frozen=True)
class LastPeriod(ForecasterStep):
    """Foresee that the last period repeats itself: the reference of whoever goes by last week's map.

    Parameters
    ----------
    city_share : float, default 0.1
        Share of the expected incidents that is spread evenly over all zones: what did not happen last week is not
        impossible.

    Examples
    --------
    >>> LastPeriod(period="month").label
    'LastPeriod(period=month)'
    """

    city_share: float = 0.1

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.number("LastPeriod", "city_share", self.city_share, 0, 1, open_low=True)

    def _learn(self, series: CountSeries, city: City) -> Latest:
        del city
        return self._advance(Latest(np.zeros(series.zones), 0.0), series)

    def _advance(self, state: Latest, series: CountSeries) -> Latest:
        for period, covered in enumerate(series.covered):
            counts = series.counts[[period]].toarray().ravel()
            if covered >= _ENOUGH and counts.any():
                state = Latest(counts, float(covered))
            elif state.covered < _ENOUGH or not state.counts.any():
                state = Latest(state.counts + counts, state.covered + float(covered))
        return state

    def _expected(self, state: Latest, periods: int) -> Floats:
        return with_city_share(state.counts * (periods / max(state.covered, SHORTEST)), self.city_share)


def with_city_share(expected: Floats, share: float) -> Floats:
    """Return what is expected with this share of it spread evenly over all zones.

    Examples
    --------
    >>> with_city_share(np.array([4.0, 0.0]), 0.5)
    array([3., 1.])
    """
    return np.asarray((1 - share) * expected + share * expected.mean())
