"""Sums of a forecast over zones: of the same draws, so that what is said of zones and of the city agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.forecast.distribution.count_spread import Spread
from beatwright.forecast.distribution.negative_binomial import count_log_probability, count_quantile

__all__ = ["SummedForecast"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SummedForecast:
    """Counts of all severity classes together, by group of zones.

    Parameters
    ----------
    parts : array, shape (zones, severity classes)
        Expected counts that are summed.
    shape : array, shape (zones, severity classes)
        Shape of the gamma of each rate.
    spread : Spread
        How far counts stray beyond that.
    draw : function of (n, seed)
        Yields draws of the counts, each of shape (zones, slots, severity classes).
    group : array of int, shape (zones,)
        Group of every zone, from 0; -1 for a zone that is in none.
    groups : int
        Number of groups.

    Examples
    --------
    >>> import numpy as np
    >>> from beatwright.forecast import CountForecast
    >>> city = CountForecast(np.array([[2.0], [3.0]]), hours=168.0, severity=("any",)).aggregate()
    >>> city
    SummedForecast(5.0 incidents expected in 1 group of zones)
    >>> city.expected, city.quantile(0.5)
    (array([5.]), array([5.]))
    """

    parts: Floats
    shape: Floats
    spread: Spread
    draw: Callable[[int, int], Iterable[Floats]]
    group: npt.NDArray[np.int64]
    groups: int

    def __repr__(self) -> str:
        groups = count_of(self.groups, "group")
        return f"SummedForecast({self.expected.sum():,.1f} incidents expected in {groups} of zones)"

    @property
    def expected(self) -> Floats:
        """Expected incidents, shape (groups,)."""
        return self._sum(self.parts.sum(axis=1))

    @property
    def variance(self) -> Floats:
        """Variance of the counts, shape (groups,).

        Chance, the factor that all zones have in common, those of a zone, and the doubt about each rate add up.
        """
        total, spread = self.expected, self.spread
        city, zone = 1 + spread.city, 1 + spread.within_zone
        within = city * spread.within_zone * self.parts.sum(axis=1) ** 2
        doubt = city * zone * (self.parts**2 / self.shape).sum(axis=1)
        return np.asarray(total + spread.city * total**2 + self._sum(within + doubt))

    def quantile(self, q: float) -> Floats:
        """Return the count that is exceeded with probability 1 - `q` at most, shape (groups,).

        It is that of the negative binomial with the same mean and variance.

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
        """Return the logarithm of the predicted probability of whole `counts`, shape (groups,).

        Raises
        ------
        ParameterError
            Where there is not one count for each group, or they are no counts.
        """
        seen = np.asarray(counts, dtype=np.float64)
        complaint = check.shape_is("log_probability", "counts", seen.shape, (self.groups,), axes="group")
        complaint = complaint or check.counts("log_probability", "counts", seen)
        if complaint:
            raise ParameterError(complaint)
        return count_log_probability(seen, self.expected, self.variance)

    def samples(self, n: int, seed: int = 0) -> Floats:
        """Return `n` draws of the counts, shape (n, groups): the sums of the scenarios of the same seed.

        Raises
        ------
        ParameterError
            Where `n` is under 1 or `seed` under 0.
        """
        complaints = Complaints()
        complaints.add(check.integer("samples", "n", n, 1))
        complaints.add(check.integer("samples", "seed", seed, 0))
        complaints.raise_if_any(ParameterError)
        return np.array([self._sum(draw.sum(axis=(1, 2))) for draw in self.draw(n, seed)])

    def _sum(self, values: Floats) -> Floats:
        inside = self.group >= 0
        return np.bincount(self.group[inside], weights=values[inside], minlength=self.groups).astype(np.float64)
