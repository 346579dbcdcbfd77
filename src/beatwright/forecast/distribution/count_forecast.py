"""A forecast by zone and severity class: counts whose rates are known up to a few random factors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, plural
from beatwright.core import Demand
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.forecast.distribution.count_spread import Spread
from beatwright.forecast.distribution.negative_binomial import count_log_probability, count_quantile
from beatwright.forecast.distribution.random_factors import random_factors
from beatwright.forecast.distribution.summed_forecast import SummedForecast

__all__ = ["CountForecast"]

Floats = npt.NDArray[np.float64]

_CHANCE_ALONE = Spread()


@dataclass(frozen=True, eq=False)
class CountForecast:
    """What is to come in a period.

    The count of a zone and class is Poisson; its mean is the expected count times independent factors of mean 1: a
    gamma of the zone and class (how sure the rate is), and what `spread` says of the zone and of the city.

    Parameters
    ----------
    expected : array, shape (zones, severity classes)
        Expected incidents of the whole period.
    hours : float
        Length of the period, hours.
    severity : tuple of str
        Names of the classes.
    shape : array, shape (zones, severity classes), optional
        Shape of the gamma of each rate; default: infinite, the rates are known.
    spread : Spread, optional
        How far counts stray beyond that; default: not at all.
    clock : array, shape (slots, severity classes), optional
        Share of each hour of the week, columns sum to 1; default: one slot.
    source : str
        Who foresees it, for tables.
    start : Timestamp, optional
        When the period begins.

    Raises
    ------
    ParameterError
        With every complaint at once: shapes that do not agree, expected counts that are negative or not finite.

    Examples
    --------
    >>> import numpy as np
    >>> forecast = CountForecast(np.array([[7.0]]), hours=336.0, severity=("any",), shape=np.array([[14.0]]))
    >>> forecast
    CountForecast('forecast', 7.0 incidents expected in 336 hours, 1 zone, 1 class)
    >>> round(forecast.mean.calls, 9), forecast.scenarios(5).rate.shape, forecast.quantile(0.5)
    (7.0, (5, 1, 1, 1), array([[7.]]))
    >>> forecast.variance
    array([[10.5]])
    """

    expected: Floats
    hours: float
    severity: tuple[str, ...]
    shape: Floats = None  # type: ignore[assignment]
    spread: Spread = _CHANCE_ALONE
    clock: Floats = None  # type: ignore[assignment]
    source: str = "forecast"
    start: pd.Timestamp | None = None

    def __post_init__(self) -> None:
        expected = np.array(self.expected, dtype=np.float64)
        shape = np.full(expected.shape, np.inf) if self.shape is None else np.array(self.shape, dtype=np.float64)
        clock = np.ones((1, len(self.severity))) if self.clock is None else np.array(self.clock, dtype=np.float64)
        complaints = Complaints()
        complaints.extend(self._complaints(expected, shape, clock))
        complaints.raise_if_any(ParameterError, "This forecast cannot be used")
        for name, values in (("expected", expected), ("shape", shape), ("clock", clock)):
            values.setflags(write=False)
            object.__setattr__(self, name, values)

    def _complaints(self, expected: Floats, shape: Floats, clock: Floats) -> Iterable[str | None]:
        classes = len(self.severity)
        if expected.ndim != 2 or expected.shape[1] != classes or not len(expected):
            yield check.sentence(
                "CountForecast", "expected", f"an array of shape (zones, {classes})", f"shape {expected.shape}"
            )
        elif not (np.isfinite(expected).all() and (expected >= 0).all()):
            yield "The 'expected' parameter of CountForecast must hold finite values of at least 0."
        yield check.shape_is("CountForecast", "shape", shape.shape, expected.shape, axes="zone, severity")
        if not (shape > 0).all():
            yield "The 'shape' parameter of CountForecast must hold positive values; infinity stands for no doubt."
        if clock.ndim != 2 or clock.shape[0] not in (1, HOURS_OF_WEEK) or clock.shape[1] != classes:
            rows = f"(1, {classes}) or ({HOURS_OF_WEEK}, {classes})"
            yield check.sentence("CountForecast", "clock", f"an array of shape {rows}", f"shape {clock.shape}")
        elif not ((clock >= 0).all() and np.allclose(clock.sum(axis=0), 1, rtol=1e-6)):
            yield "The columns of the 'clock' parameter of CountForecast must be shares that sum to 1."
        yield check.number("CountForecast", "hours", self.hours, 0, open_low=True)

    def __repr__(self) -> str:
        zones, classes = self.expected.shape
        size = f"{count_of(zones, 'zone')}, {count_of(classes, 'class', 'classes')}"
        begins = "" if self.start is None else f" from {self.start}"
        foreseen = (
            f"{self.expected.sum():,.1f} incidents expected in {self.hours:g} {plural(self.hours, 'hour')}{begins}"
        )
        return f"CountForecast({self.source!r}, {foreseen}, {size})"

    @cached_property
    def mean(self) -> Demand:
        """The expected demand: one scenario."""
        return self._demand(self.expected[None, :, None, :] * self.clock[None, None], self.source)

    @property
    def variance(self) -> Floats:
        """Variance of the counts, shape (zones, severity classes)."""
        factors = (1 + self.spread.city) * (1 + self.spread.within_zone) * (1 + 1 / self.shape) - 1
        return self.expected + factors * self.expected**2

    def quantile(self, q: float) -> Floats:
        """Return the number of incidents in the period that is exceeded with probability 1 - `q` at most.

        It is that of the negative binomial with the same mean and variance, which is exact without the factors of
        `spread`.

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
        return count_quantile(q, self.expected, self.variance)

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
            Where the counts have another shape, or are no counts.
        """
        seen = np.asarray(counts, dtype=np.float64)
        complaint = check.shape_is("log_probability", "counts", seen.shape, self.expected.shape, axes="zone, severity")
        complaint = complaint or check.counts("log_probability", "counts", seen)
        if complaint:
            raise ParameterError(complaint)
        return count_log_probability(seen, self.expected, self.variance)

    @property
    def totals(self) -> SummedForecast:
        """The counts of the zones, all classes together."""
        return self._summed(np.arange(len(self.expected)), len(self.expected))

    def aggregate(self, zones: npt.ArrayLike | None = None) -> SummedForecast:
        """Return the counts of groups of zones, all classes together.

        Parameters
        ----------
        zones : array of int, shape (zones,), optional
            Group of every zone, from 0; -1 for a zone in none. Default: one group, the city.

        Raises
        ------
        ParameterError
            Where there is not one whole number of at least -1 for every zone.
        """
        group = np.zeros(len(self.expected), dtype=np.int64) if zones is None else np.asarray(zones)
        wrong = group.shape != (len(self.expected),) or group.dtype.kind not in "iu" or bool((group < -1).any())
        if wrong:
            asked = f"{len(self.expected)} whole numbers, the group of every zone, of at least -1"
            raise ParameterError(check.sentence("aggregate", "zones", asked, f"shape {group.shape} of {group.dtype}"))
        return self._summed(group.astype(np.int64), max(int(group.max()) + 1, 1))

    def _summed(self, group: npt.NDArray[np.int64], groups: int) -> SummedForecast:
        return SummedForecast(
            parts=self.expected, shape=self.shape, spread=self.spread, draw=self.draws, group=group, groups=groups
        )

    def scenarios(self, n: int, seed: int = 0, stratified: bool = False) -> Demand:
        """Return `n` draws of the demand as scenarios of equal weight.

        Each draws the random factors, then counts given the rates: the scenarios hold whole numbers of incidents,
        divided by hours.

        Parameters
        ----------
        n : int
            Number of scenarios.
        seed : int
            The same seed gives the same draws. Without strata the first scenarios of a longer draw are those of a
            shorter.
        stratified : bool, default False
            Whether the factors are spread evenly over their distributions, one draw in each of `n` strata of equal
            probability (Latin hypercube: McKay, Beckman and Conover 1979, Technometrics 21(2):239-245). Fewer
            scenarios then say as much; an optimiser should have these.

        Raises
        ------
        ParameterError
            Where `n` is under 1 or `seed` under 0.
        """
        complaints = Complaints()
        complaints.add(check.integer("scenarios", "n", n, 1))
        complaints.add(check.integer("scenarios", "seed", seed, 0))
        complaints.add(check.boolean("scenarios", "stratified", stratified))
        complaints.raise_if_any(ParameterError)
        counts = np.empty((n, len(self.expected), len(self.clock), len(self.severity)))
        for place, draw in zip(counts, self.draws(n, seed, stratified), strict=True):
            place[:] = draw
        return self._demand(counts, f"{self.source}, {n} scenarios")

    def draws(self, n: int, seed: int = 0, stratified: bool = False) -> Iterator[Floats]:
        """Yield `n` draws of the counts, each of shape (zones, slots, severity classes)."""
        rng = np.random.default_rng(seed)
        for factor in random_factors(self.spread, self.shape, n, rng, stratified=stratified):
            yield rng.poisson((self.expected * factor)[:, None, :] * self.clock[None]).astype(np.float64)

    def _demand(self, counts: Floats, source: str) -> Demand:
        rate = counts * (len(self.clock) / self.hours)
        return Demand(rate, severity=self.severity, hours=self.hours, source=source)
