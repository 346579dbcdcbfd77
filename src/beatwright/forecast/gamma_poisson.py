"""A forecast by zone and severity: Poisson counts whose rates are known up to a gamma."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom, poisson

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import Demand
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["GammaPoissonForecast"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GammaPoissonForecast:
    """Counts are Poisson; the rate of each zone and class is Gamma(shape, mean / shape), independently.

    The number of incidents in the period is then negative binomial with mean mu = ``per_week * weeks`` and
    variance mu + mu² / shape (Poisson where the shape is infinite).

    Parameters
    ----------
    per_week : array, shape (zones, severity classes)
        Expected incidents per week.
    shape : array, shape (zones, severity classes)
        How sure that is: the shape of the gamma.
    clock : array, shape (slots, severity classes)
        Share of each hour of the week, or a single row of ones; columns sum to 1.
    weeks : int
        Length of the period.
    severity : tuple of str
        Names of the classes.
    source : str
        Who foresees it, for tables.

    Examples
    --------
    >>> import numpy as np
    >>> forecast = GammaPoissonForecast(np.array([[3.5]]), np.array([[14.0]]), np.ones((1, 1)), 2, ("any",))
    >>> round(forecast.mean.calls, 9), forecast.scenarios(5).rate.shape, forecast.quantile(0.5)
    (7.0, (5, 1, 1, 1), array([[7.]]))
    """

    per_week: Floats
    shape: Floats
    clock: Floats
    weeks: int
    severity: tuple[str, ...]
    source: str = "forecast"

    @property
    def hours(self) -> float:
        """Length of the period in hours."""
        return float(self.weeks * HOURS_OF_WEEK)

    @cached_property
    def mean(self) -> Demand:
        """The expected demand: one scenario."""
        slots = len(self.clock)
        rate = self.per_week[:, None, :] * self.clock[None] * (slots / HOURS_OF_WEEK)
        return Demand(rate[None], severity=self.severity, hours=self.hours, source=self.source)

    def scenarios(self, n: int, seed: int = 0) -> Demand:
        """Return `n` draws of the demand as scenarios of equal weight.

        Each draws a rate for every zone and class, then counts given the rates: the scenarios hold whole
        numbers of incidents, divided by hours. The first scenarios of a longer draw are those of a shorter.

        Parameters
        ----------
        n : int
            Number of scenarios.
        seed : int
            The same seed gives the same draws.

        Raises
        ------
        ParameterError
            Where `n` is under 1 or `seed` under 0.
        """
        complaints = Complaints()
        complaints.add(check.integer("scenarios", "n", n, 1))
        complaints.add(check.integer("scenarios", "seed", seed, 0))
        complaints.raise_if_any(ParameterError)
        rng = np.random.default_rng(seed)
        slots = len(self.clock)
        rate = np.empty((n, len(self.per_week), slots, len(self.severity)))
        for draw in rate:
            expected = self._rates(rng)[:, None, :] * self.clock[None] * self.weeks
            draw[:] = rng.poisson(expected) * (slots / self.hours)
        return Demand(rate, severity=self.severity, hours=self.hours, source=f"{self.source}, {n} scenarios")

    def _rates(self, rng: np.random.Generator) -> Floats:
        """Return one draw of the rates, incidents per week."""
        sure = np.isinf(self.shape)
        shape = np.where(sure, 1.0, self.shape)
        return np.asarray(np.where(sure, self.per_week, self.per_week * rng.standard_gamma(shape) / shape))

    def quantile(self, q: float) -> Floats:
        """Return the number of incidents in the period that is exceeded with probability 1 - `q` at most.

        Returns
        -------
        array, shape (zones, severity classes)
            Whole numbers.

        Raises
        ------
        ParameterError
            Where `q` is not in [0, 1].
        """
        complaint = check.number("quantile", "q", q, 0, high=1)
        if complaint:
            raise ParameterError(complaint)
        shape, chance = self._negative_binomial
        wide = np.asarray(nbinom.ppf(q, shape, chance))
        found = np.where(np.isinf(self.shape), poisson.ppf(q, self.per_week * self.weeks), wide)
        # At q = 0 scipy answers -1, one below the support.
        return np.asarray(np.maximum(found, 0.0))

    def log_probability(self, counts: npt.ArrayLike) -> Floats:
        """Return the logarithm of the predicted probability of the `counts`: the log score, in nats.

        Parameters
        ----------
        counts : array of whole numbers, shape (zones, severity classes)
            Incidents observed in the period.

        Returns
        -------
        array, shape (zones, severity classes)
            -inf where an incident came that the forecast holds impossible.

        Raises
        ------
        ParameterError
            Where the counts have another shape.
        """
        seen = np.asarray(counts, dtype=np.float64)
        expected = (len(self.per_week), len(self.severity))
        complaint = check.shape_is("log_probability", "counts", seen.shape, expected, axes="zone, severity")
        if complaint:
            raise ParameterError(complaint)
        shape, chance = self._negative_binomial
        wide = nbinom.logpmf(seen, shape, chance)
        return np.asarray(np.where(np.isinf(self.shape), poisson.logpmf(seen, self.per_week * self.weeks), wide))

    @property
    def _negative_binomial(self) -> tuple[Floats, Floats]:
        """Shape and chance of success as scipy names them; harmless where the shape is infinite."""
        shape = np.where(np.isinf(self.shape), 1.0, self.shape)
        mean = self.per_week * self.weeks
        return shape, shape / (shape + np.where(np.isfinite(mean), mean, math.nan))
