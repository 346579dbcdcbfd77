"""How far counts strayed from what was expected of them: moments of pairs.

A count is Poisson with mean mu_tz A_tz C_t Z_z: every zone and period draws its own A, all zones of a period have C in
common, all periods of a zone have Z. With residuals e = y - mu, pairs that have one factor in common show its variance
and nothing of chance:

    Var C = sum_t [(sum_z e)² - sum_z e²] / sum_t [(sum_z mu)² - sum_z mu²]       two zones, the same period
    Var Z = sum_z [(sum_t e)² - sum_t e²] / sum_z [(sum_t mu)² - sum_t mu²]       the same zone, two periods
    sum [e² - mu] / sum mu² = (1 + Var A)(1 + Var C)(1 + Var Z) - 1               a count with itself

and the first one between a period and the next shows the correlation of C from period to period.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.forecast.distribution.count_spread import Spread

__all__ = ["CountNoise", "fit_noise"]

Floats = npt.NDArray[np.float64]

# Correlation of the city's factor from period to period at most: with 1 a year would be no surer than a week.
_MOST_CORRELATED = 0.98


@dataclass(frozen=True)
class CountNoise:
    """Variances of the factors of one period.

    Parameters
    ----------
    dispersion : float, default 0
        Variance of the factor of a zone and period.
    city : float, default 0
        Variance of the factor that all zones of a period have in common.
    zone : float, default 0
        Variance of the factor that all periods of a zone have in common.
    correlation : float, default 0
        Of the city's factor between a period and the next: it is held to be AR(1).

    Examples
    --------
    >>> CountNoise(dispersion=0.4, zone=0.02).over(4).dispersion
    0.1
    """

    dispersion: float = 0.0
    city: float = 0.0
    zone: float = 0.0
    correlation: float = 0.0

    def over(self, periods: int) -> Spread:
        """Return how the counts of `periods` periods together stray.

        What each period draws anew averages out, as far as it is not correlated; what a zone keeps does not.
        """
        lag = np.arange(1, periods)
        alike = periods + 2 * float(((periods - lag) * self.correlation**lag).sum())
        return Spread(
            dispersion=self.dispersion / periods,
            city_sd=math.sqrt(math.log1p(self.city * alike / periods**2)),
            zone_sd=math.sqrt(math.log1p(self.zone)),
        )


def fit_noise(counts: npt.ArrayLike, expected: npt.ArrayLike) -> CountNoise:
    """Return the variances that pairs of residuals show; none is negative.

    Parameters
    ----------
    counts : array, shape (periods, zones)
        What came.
    expected : array, shape (periods, zones)
        What was foreseen of it, each without knowing it.

    Examples
    --------
    >>> import numpy as np
    >>> fit_noise(np.array([[4.0, 9.0], [8.0, 18.0]]), np.array([[6.0, 12.0], [6.0, 12.0]])).zone
    0.0
    """
    y, mu = np.asarray(counts, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    e = y - mu
    city = _ratio(_pairs(e, 1), _pairs(mu, 1))
    zone = _ratio(_pairs(e, 0), _pairs(mu, 0))
    whole = _ratio(float((e**2 - mu).sum()), float((mu**2).sum()))
    return CountNoise(
        dispersion=max((1 + whole) / ((1 + city) * (1 + zone)) - 1, 0.0),
        city=city,
        zone=zone,
        correlation=min(_ratio(_successive(e), _successive(mu) * city), _MOST_CORRELATED),
    )


def _pairs(values: Floats, axis: int) -> float:
    """Return the sum of the products of all pairs along the axis."""
    return float((values.sum(axis=axis) ** 2 - (values**2).sum(axis=axis)).sum())


def _successive(values: Floats) -> float:
    """Return the sum of the products of different zones in successive periods."""
    total = values.sum(axis=1)
    return float((total[:-1] * total[1:]).sum() - (values[:-1] * values[1:]).sum())


def _ratio(part: float, whole: float) -> float:
    return max(part / whole, 0.0) if whole > 0 else 0.0
