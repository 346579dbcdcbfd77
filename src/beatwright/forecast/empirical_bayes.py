"""Empirical Bayes: each zone's own record, shrunk to the city as far as chance demands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import City
from beatwright.forecast.forecaster_step import ForecasterStep, Learned
from beatwright.forecast.gamma_prior import GammaPrior, fit_by_likelihood, fit_by_moments
from beatwright.forecast.series.count_series import CountSeries
from beatwright.forecast.series.growing_counts import GrowingCounts

__all__ = ["EmpiricalBayes"]

_PRIORS = {"likelihood": fit_by_likelihood, "moments": fit_by_moments}
_PER = ("zone", "area")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exposed:
    """What was counted, and over how long and how much.

    Parameters
    ----------
    counts : GrowingCounts
        Incidents, by zone and severity class.
    periods : float
        Standard periods covered.
    size : array, shape (zones,)
        Size of every zone, 1 in the mean.
    search : callable (counts, exposure)
        How a prior is learned.
    """

    counts: GrowingCounts
    periods: float
    size: Floats
    search: Callable[[Floats, Floats], GammaPrior]

    @cached_property
    def priors(self) -> tuple[GammaPrior, ...]:
        """Priors of the rates of each severity class, learned from all of that when they are first asked for."""
        return tuple(self.search(y, self.exposure) for y in self.counts.table.T)

    def searched(self) -> Exposed:
        """Return itself with the priors known, so that no copy of it searches again."""
        _ = self.priors
        return self

    @property
    def exposure(self) -> Floats:
        """What the counts of each zone are over, shape (zones,)."""
        return self.periods * self.size


@dataclass(frozen=True)
class EmpiricalBayes(ForecasterStep):
    """Foresee the counts of zones by shrinking each to the city's mean.

    For each severity class the count y of a zone is Poisson with mean E * theta, and theta varies between
    zones as a gamma whose mean and shape are learned from all zones together. Given its count a zone's theta
    is again a gamma, with mean (a + y) / (a / m + E): near the zone's own rate y / E where much was counted,
    near the city's m where little was. The count to come is negative binomial. The hours of the week follow
    one clock per severity class, shrunk to the city's.

    Seasons, trends and near repeats are not foreseen, and the variance is that of stable rates.

    Parameters
    ----------
    prior : {"likelihood", "moments"}, default "likelihood"
        How the gamma is learned: marginal maximum likelihood (Clayton and Kaldor 1987), or moments (Marshall 1991).
    per : {"zone", "area"}, default "zone"
        What is alike between zones before anything is counted: calls per zone, or calls per square kilometre.
        Take area where zones differ much in size.

    References
    ----------
    D. Clayton and J. Kaldor, "Empirical Bayes estimates of age-standardized relative risks for use in disease
    mapping", Biometrics 43 (1987), 671-681. R. J. Marshall, "Mapping disease and mortality rates using empirical
    Bayes estimators", Applied Statistics 40 (1991), 283-294.

    Examples
    --------
    >>> from beatwright.data import generate_city
    >>> generated = generate_city(seed=1, size=4, weeks=60)
    >>> city = generated.city("block groups")
    >>> past, future = generated.incidents(city).split("2022-01-03")
    >>> forecast = EmpiricalBayes().fit(past, city).predict(weeks=8)
    >>> forecast.scenarios(50, seed=1)
    Demand('EmpiricalBayes, 50 scenarios', 50 scenarios, 20 zones, 1 slot, 3 classes)
    """

    prior: str = "likelihood"
    per: str = "zone"

    _measures_noise: ClassVar[bool] = False

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.one_of("EmpiricalBayes", "prior", self.prior, _PRIORS)
        yield check.one_of("EmpiricalBayes", "per", self.per, _PER)

    def _learn(self, series: CountSeries, city: City) -> Exposed:
        counted = Exposed(
            GrowingCounts(series.by_class), float(series.covered.sum()), self._size(city), _PRIORS[self.prior]
        )
        return counted.searched()

    def _advance(self, state: Exposed, series: CountSeries) -> Exposed:
        counts, periods = series.added_to(state.counts), state.periods + float(series.covered.sum())
        return Exposed(counts, periods, state.size, state.search)

    def _seen(self, before: GrowingCounts, series: CountSeries, state: Exposed) -> GrowingCounts:
        del before, series
        return state.counts

    def _expected(self, state: Exposed, periods: int) -> Floats:
        return np.asarray(self._posterior(state)[0].sum(axis=1) * periods)

    def _classes(self, learned: Learned, periods: int) -> tuple[Floats, Floats | None]:
        per_period, shape = self._posterior(learned.state)
        return per_period * periods, shape

    @staticmethod
    def _posterior(state: Exposed) -> tuple[Floats, Floats]:
        """Return the expected counts of a period and the shapes, shape (zones, severity classes)."""
        exposure = state.exposure
        learned = [prior.posterior(y, exposure) for prior, y in zip(state.priors, state.counts.table.T, strict=True)]
        per_period = np.column_stack([mean * state.size for mean, _ in learned])
        return per_period, np.column_stack([shape for _, shape in learned])

    def _size(self, city: City) -> Floats:
        """Return the size of every zone, 1 in the mean."""
        if self.per == "zone":
            return np.ones(len(city.zones))
        area = city.zones["area_km2"].to_numpy(dtype=np.float64)
        if not bool((area > 0).all()):
            raise ParameterError("EmpiricalBayes(per='area') needs zones with an area. Use per='zone' for point zones.")
        return np.asarray(area / area.mean())
