"""A prior of Poisson rates with tails as heavy as the counts show: a mixture of gammas of one shape.

One gamma has to serve the many zones that go with their surroundings and the few that stand far out, an address that is
hit month after month; it shrinks the latter too far. Here the means of the gammas stand on a fixed grid, a doubling
apart, and their weights alone are learned. Given its count y and expected count e a zone's ratio to what is expected is
the mean of the gammas' posterior means, each weighted by how probable y is under it:

    E[theta | y] = sum_k p_k(y) (a + y) / (a / m_k + e),    p_k(y) ~ w_k NB(y; mean e m_k, shape a).

The weights that make the counts most probable are found by expectation maximisation, a concave problem: the
nonparametric maximum likelihood of J. Kiefer and J. Wolfowitz (1956, Annals of Mathematical Statistics 27:887-906) with
gammas for points, so that the posterior mean rises smoothly with the count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.forecast.gamma_prior import alike_zones, fit_by_likelihood

__all__ = ["GammaMixture", "fit_gamma_mixture"]

Floats = npt.NDArray[np.float64]

# Means of the gammas over what is expected. Below, a zone of a few hundred expected incidents would have none.
_MEANS: Floats = 2.0 ** np.arange(-6.0, 11.0)
# Gammas of this shape are .58 of their mean wide, so that those of neighbouring means overlap. Where one gamma fits
# with a larger shape, that one is taken, so that the mixture holds the one gamma.
_SHAPE = 3.0
_LARGEST_SHAPE = 1e6
# Expected counts are taken together in steps of a twentieth of the logarithm when weights are learned.
_PARTS = 20
# Expectation maximisation ends where a step makes a count more probable by less, nats; or after so many steps.
_CLOSE, _STEPS = 1e-8, 300
# Gammas of which no zone in so many is a case are left out.
_RAREST = 1e-7


@dataclass(frozen=True, eq=False)
class GammaMixture:
    """How the ratios of rates to what is expected vary between zones.

    Parameters
    ----------
    shape : float
        Of every gamma.
    means, weights : array, shape (gammas,)
        Of the gammas.
    """

    shape: float
    means: Floats
    weights: Floats

    def posterior_mean(self, counts: Floats, expected: Floats) -> Floats:
        """Return the mean ratio of each zone, given its count.

        Parameters
        ----------
        counts, expected : array, shape (zones,)
            Incidents, faded or not, and as many as the surroundings have them expected.

        Examples
        --------
        >>> one = GammaMixture(3.0, np.array([2.0]), np.array([1.0]))
        >>> one.posterior_mean(np.array([10.0]), np.array([2.5]))  # (3 + 10) / (3 / 2 + 2.5)
        array([3.25])
        """
        total = self.shape + expected[:, None] * self.means
        after = (self.shape + counts)[:, None]
        logs = counts[:, None] * np.log(self.means) - after * np.log(total) + np.log(self.weights)
        part = np.exp(logs - logs.max(axis=1, keepdims=True))
        mean = ((part / total) @ self.means) / part.sum(axis=1)
        return np.asarray(after[:, 0] * mean)


def fit_gamma_mixture(counts: Floats, expected: Floats) -> GammaMixture:
    """Return the mixture under which the counts are most probable.

    Parameters
    ----------
    counts, expected : array, shape (zones,)
        Incidents, and as many as are expected of each (positive).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> expected = np.full(5000, 2.0)
    >>> ratio = np.where(rng.random(5000) < 0.01, 20.0, 0.8)
    >>> found = fit_gamma_mixture(rng.poisson(expected * ratio).astype(float), expected)
    >>> found.posterior_mean(np.array([2.0, 40.0]), np.array([2.0, 2.0])).round(1).tolist()
    [0.9, 19.7]
    """
    rounded = np.exp(np.round(np.log(expected) * _PARTS) / _PARTS)
    one = fit_by_likelihood(counts, rounded)
    if one.mean == 0:
        return GammaMixture(_LARGEST_SHAPE, np.ones(1), np.ones(1))
    shape = min(max(one.shape, _SHAPE), _LARGEST_SHAPE)
    pairs, times = alike_zones(counts, rounded)
    weights = _most_probable(_log_likelihood(pairs[:, :1], pairs[:, 1:], shape, _MEANS), times / times.sum())
    kept = weights > _RAREST
    return GammaMixture(shape, _MEANS[kept], weights[kept] / weights[kept].sum())


def _log_likelihood(y: Floats, e: Floats, shape: float, means: Floats) -> Floats:
    """Return the log probability of counts under each gamma, but for what all have alike, (zones, gammas)."""
    total = shape + e * means
    return np.asarray(y * np.log(e * means / total) - shape * np.log(total / shape))


def _most_probable(logs: Floats, part: Floats) -> Floats:
    top = logs.max(axis=1, keepdims=True)
    likelihood, weights, before = np.exp(logs - top), np.full(logs.shape[1], 1 / logs.shape[1]), -math.inf
    for _ in range(_STEPS):
        mixed = likelihood @ weights
        value = float(part @ np.log(mixed))
        if value - before < _CLOSE:
            break
        weights, before = weights * ((part / mixed) @ likelihood), value
    return weights
