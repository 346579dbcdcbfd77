"""Poisson regression on the logarithms of lagged counts: the forecaster to start with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.forecast.rates.lag_forecaster import LagForecaster, LagState
from beatwright.forecast.rates.lag_sample import AskedAt, Came, lag_sample
from beatwright.forecast.rates.log_lags import LogLags
from beatwright.forecast.rates.penalised_poisson import penalised_poisson

__all__ = ["PoissonGlm"]

Floats = npt.NDArray[np.float64]

# Periods ahead that weights are fitted for, and which of those periods judge them.
_LEADS = {1: (1,), 4: (1, 2, 3, 4), 13: (2, 5, 9, 12), 52: (7, 20, 33, 46)}
# A horizon is fitted where as many times its length can judge it.
_TIMES_SEEN = 2


class LeadWeights(NamedTuple):
    """Weights by how far ahead they look.

    Parameters
    ----------
    horizons : array, shape (horizons,)
        Periods ahead, rising.
    weights : array, shape (horizons, weights)
        Of the covariates.
    """

    horizons: Floats
    weights: Floats

    def over(self, periods: int) -> Floats:
        """Return the weights for the next `periods` together: between two horizons by the logarithm of the length."""
        at = np.log(periods)
        return np.array([np.interp(at, np.log(self.horizons), column) for column in self.weights.T])


@dataclass(frozen=True)
class PoissonGlm(LagForecaster):
    """Foresee the counts of zones by Poisson regression on the logarithms of their lagged counts.

    What came counts by exponentially weighted sums of several half-lives: those of the zone, and those that its
    neighbours lend it. Each is shrunk to a longer or wider one, and enters as the logarithm of how far it departs from
    it. With the weights of the prior a zone goes on as it was, shrunk to its surroundings. The level of the city and
    the season of the year multiply all zones. Weights are fitted anew at `fit`; `update` only moves the memory on.

    The weights depend on how far ahead one looks: they are fitted for the next period, and for the next 4, 13 and 52
    together where the records allow, and lie between these for other lengths.

    Take `EmpiricalBayes` where there is less than a year to learn from.

    References
    ----------
    P. McCullagh and J. A. Nelder, "Generalized linear models", 2nd ed. (1989). R. Berk and J. MacDonald,
    "Overdispersion and Poisson regression", J. Quantitative Criminology 24 (2008), 269-284.

    Examples
    --------
    >>> from beatwright.data import generate_city
    >>> generated = generate_city(seed=1, size=4, weeks=60)
    >>> city = generated.city("block groups")
    >>> past, future = generated.incidents(city).split("2022-01-03")
    >>> fitted = PoissonGlm().fit(past, city)
    >>> fitted.predict(weeks=8).expected.shape, fitted.update(future).until.date()
    ((20, 3), datetime.date(2022, 2, 28))
    """

    def _weighed(self, lags: LogLags, origins: Iterable[AskedAt], came: Came, most: int) -> LeadWeights:
        longest = int(came.exposure.astype(bool).sum()) / (1 + _TIMES_SEEN)
        leads = {horizon: some for horizon, some in _LEADS.items() if horizon == 1 or horizon <= longest}
        sampling = (most, np.random.default_rng(self.seed))
        sample = lag_sample(lags, origins, came, tuple(leads.values()), sampling)
        weights = [lags.prior.centre]
        for place in range(len(leads)):
            weights.append(penalised_poisson(sample.rows(place), sample.events[place], lags.prior, start=weights[-1]))
        return LeadWeights(np.array(list(leads), dtype=np.float64), np.array(weights[1:]))

    def _departure(self, state: LagState, periods: int) -> Floats:
        return np.asarray(state.lags.covariates(state.memory) @ state.fitted.over(periods))
