"""How much of a Gaussian around a place lies in the window: what edge corrections divide by.

In a rectangle it is a product of two differences of the error function. In a polygon it is exact too: the triangle from
the place to one side of the polygon, at the distance h of the side's line in units of sigma, holds

    (1 / 2 pi) * integral over the angle phi of (1 - exp(-h^2 / (2 cos^2 phi))) = angle / 2 pi - (T(h, a2) - T(h, a1)),

with Owen's T and a = tan phi at the two ends, and the sides add up with their signs: those of outer rings run against
the clock and those of holes with it. At h = 0 both terms are equal, so a place on the border is nothing special.

Owen, D. B. (1956). Tables for computing bivariate normal probabilities. Annals of Mathematical Statistics 27,
1075-1090.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.special import erf, owens_t

from beatwright.patterns.window import Window

__all__ = ["interval_mass", "mass_in"]

Floats = npt.NDArray[np.float64]

_FAR = 9.0  # in sigma: a Gaussian has less than 1e-18 beyond it
_FLAT = 1e4  # in spans of the window: from there on the Gaussian is flat over it, to 1e-8
_BLOCK = 1 << 18  # pairs of places and sides at a time: some 20 MB


def mass_in(window: Window, local: Floats, sigma: float) -> Floats:
    """Return the mass in the window of a Gaussian around each place, shape (n,).

    Parameters
    ----------
    window : Window
    local : array, shape (n, 2)
        Places in the window, its origin subtracted.
    sigma : float
        Standard deviation of the Gaussian.
    """
    left, bottom, right, top = window.bounds
    if window.is_rectangle:
        return interval_mass(local[:, 0], right - left, sigma) * interval_mass(local[:, 1], top - bottom, sigma)
    if sigma > _FLAT * max(right - left, top - bottom):
        return np.full(len(local), window.area / (2 * np.pi * sigma**2))
    return np.clip(_polygon_mass(window.edges / sigma, local / sigma), 0.0, 1.0)


def interval_mass(x: Floats, length: float, sigma: float) -> Floats:
    """Return the mass on (0, `length`) of a Gaussian around each `x`.

    >>> interval_mass(np.array([0.0, 1.0]), 2.0, 1.0).round(4)
    array([0.4772, 0.6827])
    """
    scale = sigma * np.sqrt(2)
    return np.asarray(0.5 * (erf((length - x) / scale) + erf(x / scale)))


def _polygon_mass(sides: Floats, places: Floats) -> Floats:
    """Return the mass of a Gaussian of standard deviation 1 around each place."""
    mass = np.zeros(len(places))
    for block in _blocks(len(sides), len(places)):
        mass += _triangles(sides[block], places).sum(axis=1)
    return mass


def _blocks(sides: int, places: int) -> Iterator[slice]:
    size = max(1, _BLOCK // max(places, 1))
    return (slice(start, start + size) for start in range(0, sides, size))


def _triangles(sides: Floats, places: Floats) -> Floats:
    """Return the signed mass of the triangle from each place to each side, shape (places, sides)."""
    along = sides[:, 2:] - sides[:, :2]
    length = np.hypot(along[:, 0], along[:, 1])
    ux, uy = (along / length[:, None]).T
    x, y = sides[:, 0] - places[:, :1], sides[:, 1] - places[:, 1:]
    height, start = x * uy - y * ux, x * ux + y * uy
    end = start + length
    away = np.abs(height)
    mass = (np.arctan2(end, away) - np.arctan2(start, away)) / (2 * np.pi)
    near = (away < _FAR) & (end > -_FAR) & (start < _FAR)
    h = np.maximum(away[near], np.finfo(np.float64).tiny)
    with np.errstate(over="ignore"):  # a place on the line of a side: the tangent is infinite, and T knows it
        mass[near] -= owens_t(h, end[near] / h) - owens_t(h, start[near] / h)
    return np.asarray(np.where(height == 0, 0.0, np.copysign(mass, height)))
