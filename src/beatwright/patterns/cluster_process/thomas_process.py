"""The Thomas cluster process: offspring normal around each parent.

    F(r) = 1 - exp(-r^2 / 4 sigma^2),        f(r) = exp(-r^2 / 4 sigma^2) / (4 pi sigma^2).

The normal law has no end, so that no border around the window holds all parents. The simulation draws the parents
with offspring in the frame B of the window, and no others, so that nothing is cut off: a parent at u has a share P(u)
of its offspring in B, so that such parents are a Poisson process of intensity kappa (1 - exp(-mu P(u))) <= kappa mu
P(u). The right side integrates to kappa mu |B|, and its points are normal steps from uniform places in B; they are
thinned to the left side, and each is given a Poisson number of offspring that is at least one, normal steps that end
in B.

Source: Thomas, M. (1949), A generalization of Poisson's binomial limit for use in ecology, Biometrika 36, 18-25;
Brix, A. and Kendall, W. S. (2002), Simulation of cluster point processes without edge effects, Advances in Applied
Probability 34, 267-280.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri
from scipy.stats import poisson

from beatwright.patterns.cluster_process.neyman_scott import Floats, NeymanScott, Offspring

__all__ = ["ThomasProcess"]


@dataclass(frozen=True)
class ThomasProcess(NeymanScott):
    """A (modified) Thomas cluster process: each parent's offspring are normal around it.

    Parameters
    ----------
    kappa : float
        Parents per square unit.
    scale : float
        Standard deviation sigma of the offspring's coordinates. 86 % lie within `radius`, two sigma.
    mu : float
        Mean number of offspring of a parent.

    Raises
    ------
    ParameterError
        Where one of them is not positive.

    References
    ----------
    Thomas, M. (1949). A generalization of Poisson's binomial limit for use in ecology. Biometrika 36, 18-25.

    Examples
    --------
    >>> process = ThomasProcess(kappa=40, scale=0.025, mu=25)
    >>> process.radius, process.k([0.05, 0.1]).round(5).tolist()
    (0.05, [0.02366, 0.05596])
    >>> len(process.simulate((0, 0, 1, 1), seed=1))
    921
    """

    name = "Thomas"
    radius_in_scales = 2.0
    span_in_scales = 4.0

    @staticmethod
    def sibling_cdf(r: Floats, scale: float) -> Floats:
        """Return the probability that two offspring of one parent are at most `r` apart, shape of `r`."""
        return np.asarray(-np.expm1(-((np.asarray(r, dtype=np.float64) / (2 * scale)) ** 2)))

    @staticmethod
    def sibling_density(r: Floats, scale: float) -> Floats:
        """Return the density, per square unit, of one offspring at distance `r` from another, shape of `r`."""
        z = np.asarray(r, dtype=np.float64) / (2 * scale)
        return np.asarray(np.exp(-(z**2)) / (4 * np.pi * scale**2))

    def _parents_drawn(self, frame: tuple[float, float, float, float]) -> float:
        left, bottom, right, top = frame
        return self.kappa * self.mu * (right - left) * (top - bottom)

    def _offspring(self, frame: tuple[float, float, float, float], rng: np.random.Generator) -> Offspring:
        low, high = np.array(frame[:2]), np.array(frame[2:])
        n = rng.poisson(self._parents_drawn(frame))
        parents = rng.uniform(low, high, (n, 2)) + self.scale * rng.standard_normal((n, 2))
        below, above = (low - parents) / self.scale, (high - parents) / self.scale
        inside = self.mu * _mass(below, above).prod(axis=1)
        kept = rng.uniform(size=n) * inside < -np.expm1(-inside)
        members = _at_least_one(inside[kept], rng)
        parent = np.repeat(np.flatnonzero(kept), members)
        steps = _between(below[parent], above[parent], rng)
        return np.clip(parents[parent] + self.scale * steps, low, high), parent


def _mass(below: Floats, above: Floats) -> Floats:
    """Return the probability of a standard normal number between two bounds, by the tail that is the nearer to 0."""
    turned = below > 0
    low, high = np.where(turned, -above, below), np.where(turned, -below, above)
    return np.asarray(ndtr(high) - ndtr(low))


def _at_least_one(mean: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return Poisson numbers of these means, given that they are not 0."""
    u = rng.uniform(size=len(mean))
    return np.asarray(np.maximum(poisson.ppf(np.exp(-mean) - u * np.expm1(-mean), mean), 1), dtype=np.int64)


def _between(below: Floats, above: Floats, rng: np.random.Generator) -> Floats:
    """Return standard normal numbers, given that they lie between two bounds."""
    turned = below > 0
    low, high = np.where(turned, -above, below), np.where(turned, -below, above)
    start = ndtr(low)
    drawn = ndtri(start + rng.uniform(size=below.shape) * (ndtr(high) - start))
    return np.asarray(np.where(turned, -drawn, drawn))
