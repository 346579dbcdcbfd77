"""The criteria by which a bandwidth is chosen: one figure for each sigma that is tried.

"diggle": the mean squared error of the intensity as an estimate of a random one, from K by Berman and Diggle's
formula (2.2): with the disc kernel of radius h = 2 sigma,

    M(h) = (1 / lambda - 2 K(h)) / (pi h^2) + integral of lens(s, h) dK(s) / (pi h^2)^2,

where lens(s, h) is the area that two discs of radius h at a distance s share. The jump of K at 0, which events at one
place make, is left out of the integral.
"ppl": the likelihood of a Poisson process, each event seen by the others: the sum of the logarithms of the
leave-one-out intensities, less the integral of the intensity.
"cvl": how far the sum of 1 / intensity over the events is from the area of the window, without edge correction.

Berman, M. and Diggle, P. (1989). Estimating weighted integrals of the second-order intensity of a spatial point
process. Journal of the Royal Statistical Society B 51, 81-92.
Loader, C. (1999). Local Regression and Likelihood. Springer, chapter 5.
Cronie, O. and van Lieshout, M. N. M. (2018). A non-model-based approach to bandwidth selection for kernel estimators of
spatial intensity functions. Biometrika 105, 455-462.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.patterns.intensity.binned_kernel import window_cells
from beatwright.patterns.intensity.event_mass import PIXELS, mass_at_events
from beatwright.patterns.intensity.gaussian_sums import sums_at_events
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["cvl_criterion", "diggle_criterion", "likelihood_criterion"]

Floats = npt.NDArray[np.float64]


def likelihood_criterion(pattern: PointPattern, sigma: float, mass: str) -> float:
    """Return the cross-validated log-likelihood of one sigma; -inf where an event has no other within its reach."""
    own = np.ones(len(pattern))
    intensity = sums_at_events(pattern.local, own, sigma) / mass_at_events(pattern, sigma, mass)
    cells = window_cells(pattern.window, PIXELS)
    share = cells.mass(sigma)
    smooth = cells.smooth(cells.counts(cells.of(pattern.local)), sigma)
    total = float((smooth[cells.inside] / share[cells.inside]).sum())
    with np.errstate(divide="ignore"):
        return float(np.log(intensity).sum()) - total


def cvl_criterion(pattern: PointPattern, sigma: float) -> float:
    """Return the squared difference of the sum of 1 / intensity from the area of the window."""
    intensity = sums_at_events(pattern.local, np.ones(len(pattern)), sigma) + 1 / (2 * np.pi * sigma**2)
    return float((1 / intensity).sum() - pattern.window.area) ** 2


def diggle_criterion(r: Floats, k: Floats, intensity: float) -> tuple[Floats, Floats]:
    """Return the sigmas that K can judge, and the mean squared error of each, NaN at 0.

    Parameters
    ----------
    r : array, shape (m,)
        Evenly spaced from 0.
    k : array, shape (m,)
        K at each of them, finite.
    intensity : float
        Events per square unit.
    """
    h = r[: (len(r) + 1) // 2]
    jumps = np.diff(k)
    lens = _lens(r[:-1], h[1:, None])  # at the start of each step
    disc = np.pi * h[1:] ** 2
    error = (1 / intensity - 2 * k[1 : len(h)]) / disc + (lens @ jumps) / disc**2
    return h / 2, np.concatenate([[np.nan], error])


def _lens(s: Floats, h: Floats) -> Floats:
    """Return the area that two discs of radius `h` share at a distance `s`."""
    part = np.minimum(s / (2 * h), 1.0)
    return np.asarray(2 * h**2 * (np.arccos(part) - part * np.sqrt(1 - part**2)))
