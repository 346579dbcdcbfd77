"""Exponentially weighted means, shrunk to the city: empirical Bayes that forgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.core import City
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.gamma_prior import GammaPrior, fit_by_likelihood
from beatwright.forecast.rates.decayed_sums import DecayedSums, decay_of
from beatwright.forecast.rates.lag_forecaster import half_life_complaints
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["Ewma"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FadedRates:
    """What is left of the past, and what that shows of rates.

    Parameters
    ----------
    sums : DecayedSums
        Faded counts and time, by half-life.
    """

    sums: DecayedSums

    @cached_property
    def priors(self) -> tuple[GammaPrior, ...]:
        """Priors of the rates of zones, one for each half-life, learned when they are first asked for."""
        every = zip(self.sums.counts, self.sums.periods, strict=True)
        return tuple(fit_by_likelihood(counts, np.full(len(counts), time)) for counts, time in every)


@dataclass(frozen=True)
class Ewma(ForecasterStep):
    """Foresee the counts of zones by exponentially weighted means, shrunk to the city's as far as chance demands.

    For each half-life the faded count of a zone over the faded time is a rate, and the rates of all zones have a gamma
    prior that is learned from them (as `EmpiricalBayes` does from whole counts). The forecast is the mean over the
    half-lives. Take it where there are less than two years to learn from; with more, `PoissonGlm` weighs them.

    Parameters
    ----------
    half_lives : tuple of float, default (730,)
        Days after which an incident counts half.

    References
    ----------
    J. Q. Smith, "A generalization of the Bayesian steady forecasting model", JRSS B 41 (1979), 375-387.

    Examples
    --------
    >>> Ewma(half_lives=(91, 730)).label
    'Ewma(half_lives=(91, 730))'
    """

    half_lives: tuple[float, ...] = (730.0,)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield half_life_complaints("Ewma", "half_lives", self.half_lives)

    def _learn(self, series: CountSeries, city: City) -> FadedRates:
        del city
        return FadedRates(self._later(DecayedSums.nothing(len(self.half_lives), series.zones), series))

    def _advance(self, state: FadedRates, series: CountSeries) -> FadedRates:
        return FadedRates(self._later(state.sums, series))

    def _later(self, sums: DecayedSums, series: CountSeries) -> DecayedSums:
        """Fade what is known over the whole of `series`, and add what came, each as old as it then is."""
        decay = decay_of(series, self.half_lives)
        left = np.cumprod(np.vstack((np.ones(len(self.half_lives)), decay[:0:-1])), axis=0)[::-1]
        came = np.array([np.bincount(series.zone, row[series.period], series.zones) for row in left.T])
        return DecayedSums(
            sums.counts * decay.prod(axis=0)[:, None] + came,
            sums.periods * decay.prod(axis=0) + series.covered @ left,
        )

    def _expected(self, state: FadedRates, periods: int) -> Floats:
        every = zip(state.priors, *state.sums, strict=True)
        rates = [prior.posterior(counts, np.full(len(counts), time))[0] for prior, counts, time in every]
        return np.asarray(np.mean(rates, axis=0) * periods)
