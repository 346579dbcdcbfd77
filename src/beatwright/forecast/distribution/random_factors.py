"""Draws of the factors that multiply expected counts, plain or stratified.

The factor of a zone and class is the product of independent ones of mean 1: a lognormal of the city, a lognormal and a
gamma of the zone, and a gamma of the zone and class. Stratified draws put one value of each factor into every one of n
strata of equal probability, in an order of its own (Latin hypercube sampling: McKay, Beckman and Conover 1979).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtri

from beatwright.forecast.distribution.count_spread import Spread

__all__ = ["random_factors"]

Floats = npt.NDArray[np.float64]


def random_factors(
    spread: Spread, shape: Floats, n: int, rng: np.random.Generator, *, stratified: bool
) -> Iterator[Floats]:
    """Yield `n` draws, each of shape (zones, severity classes).

    Parameters
    ----------
    spread : Spread
        Factors of the city and of the zones.
    shape : array, shape (zones, severity classes)
        Shape of the gamma of each zone and class; infinite where it is always 1.
    n : int
        Number of draws.
    rng : Generator
        Where the draws come from.
    stratified : bool
        Whether each factor is spread evenly over its distribution.
    """
    if stratified:
        yield from _stratified(spread, shape, n, rng)
        return
    for _ in range(n):
        yield _plain(spread, shape, rng)


def _plain(spread: Spread, shape: Floats, rng: np.random.Generator) -> Floats:
    zones = len(shape)
    factor = np.ones(shape.shape)
    doubtful = np.isfinite(shape)
    factor[doubtful] = rng.standard_gamma(shape[doubtful]) / shape[doubtful]
    if spread.dispersion > 0:
        factor *= (rng.standard_gamma(1 / spread.dispersion, zones) * spread.dispersion)[:, None]
    if spread.zone_sd > 0:
        factor *= _lognormal(rng.standard_normal(zones), spread.zone_sd)[:, None]
    if spread.city_sd > 0:
        factor *= _lognormal(rng.standard_normal(), spread.city_sd)
    return factor


def _stratified(spread: Spread, shape: Floats, n: int, rng: np.random.Generator) -> Iterator[Floats]:
    zones = len(shape)
    doubtful = np.isfinite(shape)
    city = _lognormal(ndtri(_strata(n, 1, rng)[:, 0]), spread.city_sd)
    zone = _lognormal(ndtri(_strata(n, zones, rng)), spread.zone_sd) if spread.zone_sd > 0 else np.ones((n, zones))
    if spread.dispersion > 0:
        zone *= _gamma(_strata(n, zones, rng), np.full(zones, 1 / spread.dispersion))
    rate = _gamma(_strata(n, int(doubtful.sum()), rng), shape[doubtful])
    for draw in range(n):
        factor = np.ones(shape.shape)
        factor[doubtful] = rate[draw]
        yield factor * zone[draw][:, None] * city[draw]


def _strata(n: int, columns: int, rng: np.random.Generator) -> Floats:
    """Return numbers in (0, 1): in each column one in every nth part, in an order of its own; shape (n, columns)."""
    order = rng.permuted(np.repeat(np.arange(n, dtype=np.float64)[:, None], columns, axis=1), axis=0)
    return np.asarray((order + rng.uniform(1e-12, 1 - 1e-12, (n, columns))) / n)


def _gamma(u: Floats, shape: Floats) -> Floats:
    """Return the quantiles `u` of gammas of mean 1."""
    return np.asarray(gammaincinv(shape, u) / shape)


def _lognormal(z: npt.ArrayLike, sd: float) -> Floats:
    """Return lognormals of mean 1 of the standard normals `z`."""
    return np.asarray(np.exp(sd * np.asarray(z) - sd**2 / 2))
