"""The gamma prior of a set of Poisson rates, learned from the counts themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize
from scipy.special import digamma, gammaln

__all__ = ["GammaPrior", "alike_zones", "fit_by_likelihood", "fit_by_moments"]

Floats = npt.NDArray[np.float64]

_LOG_BOUNDS = (-14.0, 23.0)
# Logarithm of the shape: beyond, the difference of two digammas has too few digits left.
_LOG_EXACT = (-14.0, 9.0)
# Most shapes lie within so much of the logarithm of that by moments.
_NEAR = 1.0


@dataclass(frozen=True)
class GammaPrior:
    """Rates vary between zones as Gamma(shape, mean / shape).

    Parameters
    ----------
    mean : float
        Mean rate per unit of exposure.
    shape : float
        Shape; infinite where the counts vary no more than chance makes them.
    """

    mean: float
    shape: float

    def posterior(self, counts: Floats, exposure: Floats) -> tuple[Floats, Floats]:
        """Return mean and shape of each zone's rate, given its count.

        Parameters
        ----------
        counts, exposure : array, shape (zones,)
            Incidents, and what they are counted over.

        Returns
        -------
        mean, shape : array, shape (zones,)
            (a + y) / (a / m + E) and a + y; m and infinity where the prior has no spread.

        Examples
        --------
        >>> import numpy as np
        >>> mean, shape = GammaPrior(mean=2.0, shape=4.0).posterior(np.array([10.0]), np.array([2.0]))
        >>> mean, shape
        (array([3.5]), array([14.]))
        """
        if math.isinf(self.shape):
            return np.full(len(counts), self.mean), np.full(len(counts), math.inf)
        return (self.shape + counts) / (self.shape / self.mean + exposure), self.shape + counts


def fit_by_moments(counts: Floats, exposure: Floats) -> GammaPrior:
    """Return the prior whose mean and variance are those of the rates, less what chance explains.

    The global estimator of Marshall (1991, Applied Statistics 40(2):283-294).

    Examples
    --------
    >>> import numpy as np
    >>> fit_by_moments(np.array([3.0, 3, 3, 3]), np.ones(4)).shape
    inf
    """
    if counts.sum() == 0:
        return GammaPrior(0.0, math.inf)
    mean = float(counts.sum() / exposure.sum())
    spread = float((exposure * (counts / exposure - mean) ** 2).sum() / exposure.sum())
    variance = spread - mean / float(exposure.mean())
    return GammaPrior(mean, mean**2 / variance if variance > 0 else math.inf)


def fit_by_likelihood(counts: Floats, exposure: Floats) -> GammaPrior:
    """Return the prior under which the counts are most probable.

    The counts are negative binomial with mean m E and shape a; both are found by maximum likelihood (Clayton
    and Kaldor 1987, Biometrics 43(3):671-681). The likelihood has no maximum at a finite shape where the
    counts vary no more than Poisson counts would.

    Parameters
    ----------
    counts, exposure : array, shape (zones,)
        Incidents, and what they are counted over (positive).

    Examples
    --------
    >>> import numpy as np
    >>> prior = fit_by_likelihood(np.array([0.0, 2, 9, 1]), np.ones(4))
    >>> round(prior.mean, 6), 0.5 < prior.shape < 1.5
    (3.0, True)
    """
    in_order = np.lexsort((exposure, counts))  # the order of the zones must not change the last digits of a sum
    counts, exposure = counts[in_order], exposure[in_order]
    start = fit_by_moments(counts, exposure)
    if start.mean == 0 or ((counts - start.mean * exposure) ** 2 - counts).sum() <= 0:
        return GammaPrior(start.mean, math.inf)
    if exposure.min() == exposure.max():
        shape = _shape_of_equals(counts, math.log(start.shape) if math.isfinite(start.shape) else 0.0)
        if shape:
            return GammaPrior(start.mean, shape)
    return _searched(counts, exposure, start)


def _shape_of_equals(counts: Floats, about: float) -> float:
    """Return the shape where all zones are counted over as much; 0 where it is too small or too large to be exact.

    The mean is then that of the counts, and the likelihood of the shape alone has one maximum (Levin and Reeds 1977,
    Annals of Statistics 5(1):79-87): where sum psi(a + y) - psi(a) is n log(1 + mean / a).
    """
    different, times = np.unique(counts, return_counts=True)
    part = times / times.sum()
    mean = float(part @ different)

    def slope(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return float(part @ digamma(shape + different) - digamma(shape)) - math.log1p(mean / shape)

    for low, high in ((about - _NEAR, min(about + _NEAR, _LOG_EXACT[1])), _LOG_EXACT):
        if low < high and slope(low) > 0 > slope(high):
            return math.exp(brentq(slope, low, high, xtol=1e-12, rtol=1e-14))
    return 0.0


def alike_zones(counts: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Return the different pairs of count and exposure, shape (pairs, 2), and how many zones have each, shape (pairs,).

    Pairs are sorted, so that the order of the zones cannot change the last digits of what is made of them.

    Examples
    --------
    >>> alike_zones(np.array([2.0, 0.0, 2.0]), np.ones(3))
    (array([[0., 1.],
           [2., 1.]]), array([1., 2.]))
    """
    keys, times = np.unique(counts + 1j * exposure, return_counts=True)
    return np.column_stack((keys.real, keys.imag)), times.astype(np.float64)


def _searched(counts: Floats, exposure: Floats, start: GammaPrior) -> GammaPrior:
    pairs, times = alike_zones(counts, exposure)
    shape = start.shape if math.isfinite(start.shape) else 100.0
    found = minimize(
        _negative,
        np.log([start.mean, shape]),
        args=(pairs[:, 0], pairs[:, 1], times / times.sum()),
        jac=True,
        method="L-BFGS-B",
        bounds=(np.log(start.mean) + np.array([-5.0, 5.0]), _LOG_BOUNDS),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
    )
    mean, shape = np.exp(found.x)
    return GammaPrior(float(mean), math.inf if found.x[1] > _LOG_BOUNDS[1] - 1e-6 else float(shape))


def _negative(logs: Floats, y: Floats, e: Floats, part: Floats) -> tuple[float, Floats]:
    """Return the negative log likelihood per zone, without constants, and its gradient by log m and log a."""
    m, a = np.exp(logs)
    total = a + m * e
    value = gammaln(a + y) - gammaln(a) + a * np.log(a / total) + y * np.log(m / total)
    by_mean = y - (a + y) * m * e / total
    by_shape = a * (digamma(a + y) - digamma(a) + np.log(a / total) + 1 - (a + y) / total)
    return -float(part @ value), -np.array([part @ by_mean, part @ by_shape])
