"""Empirical Bayes: each zone's own record, shrunk to the city as far as chance demands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import City, Incidents
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.forecast.fitted import FittedStep
from beatwright.forecast.gamma_poisson import GammaPoissonForecast
from beatwright.forecast.gamma_prior import GammaPrior, fit_by_likelihood, fit_by_moments
from beatwright.forecast.observed import observe
from beatwright.forecast.week_profile import week_clock

__all__ = ["EmpiricalBayes"]

_PRIORS = {"likelihood": fit_by_likelihood, "moments": fit_by_moments}
_PER = ("zone", "area")


@dataclass(frozen=True)
class EmpiricalBayes(FittedStep):
    """Foresee the counts of zones by shrinking each to the city's mean.

    For each severity class the count y of a zone is Poisson with mean E * theta, and theta varies between
    zones as a gamma whose mean and shape are learned from all zones together. Given its count a zone's theta
    is again a gamma, with mean (a + y) / (a / m + E): near the zone's own rate y / E where much was counted,
    near the city's m where little was. The count to come is negative binomial. The hours of the week follow
    one clock per severity class, shrunk to the city's.

    Seasons, trends and near repeats are not foreseen, and the variance is that of stable rates.

    Parameters
    ----------
    slots : {1, 168}, default 1
        One rate for all hours, or one for each hour of the week.
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
    Demand('EmpiricalBayes, 50 scenarios', 50 scenarios, 20 zones, 1 slots, 3 classes)
    """

    slots: int = 1
    prior: str = "likelihood"
    per: str = "zone"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if self.slots not in (1, HOURS_OF_WEEK) or isinstance(self.slots, bool):
            yield f"The 'slots' parameter of EmpiricalBayes must be 1 or {HOURS_OF_WEEK}. Got {self.slots!r}."
        yield check.one_of("EmpiricalBayes", "prior", self.prior, _PRIORS)
        yield check.one_of("EmpiricalBayes", "per", self.per, _PER)

    def fit(self, incidents: Incidents, city: City) -> Self:
        """Return a fitted copy.

        Parameters
        ----------
        incidents : Incidents
            The past, located in the zones of `city`; those in no zone are left out.
        city : City
            Its zones.

        Raises
        ------
        ParameterError
            Where the incidents are of other zones, none lies in a zone, they have no hours and `slots` asks
            for them, or `per` is area and the zones have none.
        """
        seen = observe(incidents, city, self.slots, type(self).__name__)
        size = self._size(city)
        exposure = seen.weeks * size
        learned = [self._prior(y, exposure).posterior(y, exposure) for y in seen.counts.T]
        per_week = np.column_stack([mean * size for mean, _ in learned])
        shape = np.column_stack([shape for _, shape in learned])
        clock = np.ones_like(seen.clock) if self.slots == 1 else week_clock(seen.clock)
        return self._with(
            GammaPoissonForecast(
                per_week=per_week, shape=shape, clock=clock, weeks=1, severity=seen.severity, source=self.label
            )
        )

    def _prior(self, counts: npt.NDArray[np.float64], exposure: npt.NDArray[np.float64]) -> GammaPrior:
        return _PRIORS[self.prior](counts, exposure)

    def _size(self, city: City) -> npt.NDArray[np.float64]:
        """Return the size of every zone, 1 in the mean."""
        if self.per == "zone":
            return np.ones(len(city.zones))
        area = city.zones["area_km2"].to_numpy(dtype=np.float64)
        if not bool((area > 0).all()):
            raise ParameterError("EmpiricalBayes(per='area') needs zones with an area. Use per='zone' for point zones.")
        return np.asarray(area / area.mean())
