"""Minimum contrast: the cluster process whose K, or pair correlation, runs nearest to an estimate.

    C(kappa, scale) = mean over r in [rmin, rmax] of |D(r)^q - D(r; kappa, scale)^q|^p,        D = K or g.

Where clusters are far larger than rmax, kappa and scale cannot be told apart: C has a valley along which kappa
scale^2 is constant, or nearly. The search therefore runs over log scale and the log of the excess of D over that of
random points, at rmax for K and at 0 for g, in which the valley is straight; kappa follows in closed form. A grid of
both finds every valley, and the simplex method starts anew from each of the best places, so that no start has to be
lucky.

Source: Diggle, P. J. and Gratton, R. J. (1984), Monte Carlo methods of inference for implicit statistical models,
Journal of the Royal Statistical Society B 46, 193-227; Moller, J. and Waagepetersen, R. (2003), Statistical Inference
and Simulation for Spatial Point Processes, section 10.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.cluster_process.neyman_scott import Floats, NeymanScott

__all__ = ["STATISTICS", "MinimumContrast", "minimum_contrast"]

STATISTICS = ("K", "pcf")

# The largest scale looked at, in rmax: clusters a thousand times larger are flat to nine digits.
_FLAT = 1e3
# Excess over random points, a ratio: from what no estimate shows to all points at one place.
_LEAST, _MOST = 1e-12, 1e9
_GRID = 72, 96
_STARTS = 6
# First steps of the simplex in log units: half a step of the grid.
_STEP = 0.1
# The contrast of what is not looked at: more than any other, yet a number.
_OUTSIDE = float(np.finfo(np.float64).max) / 4


@dataclass(frozen=True, eq=False)
class MinimumContrast:
    """The cluster process nearest to an estimated K or pair correlation.

    Parameters
    ----------
    kappa : float
        Parents per square unit.
    scale : float
        Radius of the discs (Matérn) or standard deviation (Thomas).
    contrast : float
        Mean of abs(observed^q - fitted^q)^p over `r`.
    r, observed, fitted : array, shape (m,)
        Distances that count, the estimate there, and the process's.
    """

    kappa: float
    scale: float
    contrast: float
    r: Floats
    observed: Floats
    fitted: Floats


def minimum_contrast(
    r: npt.ArrayLike,
    observed: npt.ArrayLike,
    process: type[NeymanScott],
    *,
    statistic: str = "K",
    rmin: float | None = None,
    rmax: float | None = None,
    least_scale: float | None = None,
    q: float = 0.25,
    p: float = 2.0,
) -> MinimumContrast:
    """Find the parameters with which a cluster process runs nearest to an estimated K or pair correlation.

    Parameters
    ----------
    r : array, shape (m,)
        Distances, rising from 0 or more.
    observed : array, shape (m,)
        Estimate of K (square units) or of the pair correlation at `r`. Distances where it is no finite number do not
        count.
    process : type
        `MaternProcess` or `ThomasProcess`.
    statistic : {"K", "pcf"}, default "K"
        What `observed` is: Ripley's K, or the pair correlation.
    rmin, rmax : float, optional
        Least and largest distance that count; by default all.
    least_scale : float, optional
        Smaller scales are not looked at; by default those of clusters that span less than two distance steps.
    q, p : float, default 0.25 and 2
        Exponents of the contrast.

    Raises
    ------
    ParameterError
        With every wrong argument at once.

    References
    ----------
    Diggle, P. J. and Gratton, R. J. (1984). Monte Carlo methods of inference for implicit statistical
    models. Journal of the Royal Statistical Society B 46, 193–227.

    Examples
    --------
    >>> import numpy as np
    >>> from beatwright.patterns.cluster_process.matern_process import MaternProcess
    >>> r = np.linspace(0, 0.25, 200)
    >>> found = minimum_contrast(r, MaternProcess(kappa=40, scale=0.05, mu=1).k(r), MaternProcess)
    >>> round(found.kappa, 3), round(found.scale, 5)
    (40.0, 0.05)
    """
    away, curve = _checked(
        r, observed, statistic, {"q": q, "p": p, "rmin": rmin, "rmax": rmax, "least_scale": least_scale}
    )
    counted = np.isfinite(curve) & (away > 0 if statistic == "pcf" else away >= 0)
    counted &= (away >= (0 if rmin is None else rmin)) & (away <= (np.inf if rmax is None else rmax))
    if np.count_nonzero(counted & (away > 0)) < 3:
        raise ParameterError(
            "minimum_contrast needs an estimate at three distances above 0 or more. Got "
            f"{np.count_nonzero(counted & (away > 0))} that are finite and in [rmin, rmax]."
        )
    valley = _Valley(process, statistic, away[counted], curve[counted], q, p, least_scale or 0.0)
    logs, contrast = _lowest(valley)
    kappa, scale = valley.parameters(logs)
    return MinimumContrast(kappa, scale, contrast, valley.r, valley.observed, valley.curve(kappa, scale))


def _checked(r: Any, observed: Any, statistic: str, numbers: dict[str, float | None]) -> tuple[Floats, Floats]:
    away, curve = np.asarray(r, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    complaints = Complaints()
    complaints.add(check.one_of("minimum_contrast", "statistic", statistic, STATISTICS))
    for name, value in numbers.items():
        bound = name not in {"q", "p"}
        complaints.add(check.number("minimum_contrast", name, value, 0, open_low=not bound, optional=bound))
    complaints.need(
        away.ndim == 1 and curve.shape == away.shape,
        f"The 'r' and 'observed' parameters of minimum_contrast must be arrays of one shape (m,). Got {away.shape} and "
        f"{curve.shape}.",
    )
    complaints.raise_if_any(ParameterError)
    return away, np.where(curve < 0, np.nan, curve)


@dataclass(frozen=True)
class _Valley:
    """The contrast as a function of (log scale, log excess)."""

    process: type[NeymanScott]
    statistic: str
    r: Floats
    observed: Floats
    q: float
    p: float
    least_scale: float

    @property
    def scales(self) -> tuple[float, float]:
        """Least and largest log of the scale."""
        step = float(np.ptp(self.r)) / (len(self.r) - 1)
        low = max(2 * step / self.process.span_in_scales, self.least_scale)
        return float(np.log(low)), float(np.log(max(_FLAT * self.r[-1], low)))

    @property
    def shape(self) -> Callable[[Floats, float], Floats]:
        """What siblings add to D, times kappa."""
        return self.process.sibling_cdf if self.statistic == "K" else self.process.sibling_density

    @property
    def random(self) -> Floats:
        """D of random points."""
        return np.asarray(np.pi * self.r**2 if self.statistic == "K" else np.ones_like(self.r))

    def anchor(self, scale: float) -> float:
        """Return what siblings add to D, times kappa, over D of random points, where the excess is measured."""
        if self.statistic == "K":
            return float(self.shape(self.r[-1:], scale)[0] / self.random[-1])
        return float(self.shape(np.zeros(1), scale)[0])

    def curve(self, kappa: float, scale: float) -> Floats:
        return np.asarray(self.random + self.shape(self.r, scale) / kappa)

    def parameters(self, logs: Floats) -> tuple[float, float]:
        """Return kappa and scale."""
        scale = float(np.exp(logs[0]))
        return self.anchor(scale) / float(np.exp(logs[1])), scale

    def at(self, logs: Floats) -> float:
        """Return the contrast at one place."""
        low, high = self.scales
        if not (low <= logs[0] <= high and np.log(_LEAST) <= logs[1] <= np.log(_MOST)):
            return _OUTSIDE
        kappa, scale = self.parameters(logs)
        gap = np.abs(self.observed**self.q - self.curve(kappa, scale) ** self.q)
        return float(np.mean(gap**self.p))

    def along(self, log_scale: float, log_excess: Floats) -> Floats:
        """Return the contrast at one scale and several excesses."""
        scale = float(np.exp(log_scale))
        inverse_kappa = np.exp(log_excess) / self.anchor(scale)
        curves = self.random + inverse_kappa[:, None] * self.shape(self.r, scale)
        return np.asarray(np.mean(np.abs(self.observed**self.q - curves**self.q) ** self.p, axis=1))


def _lowest(valley: _Valley) -> tuple[Floats, float]:
    """Return the lowest place of the valley and its contrast."""
    found = [_polished(valley, start) for start in _starts(valley)]
    return min(found, key=lambda place: place[1])


def _starts(valley: _Valley) -> list[Floats]:
    """Return the best places of the grid that are lower than all around them."""
    scales, excesses = np.linspace(*valley.scales, _GRID[0]), np.linspace(np.log(_LEAST), np.log(_MOST), _GRID[1])
    grid = np.array([valley.along(scale, excesses) for scale in scales])
    around = np.pad(grid, 1, constant_values=np.inf)
    shifts = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
    beside = np.min([around[i : i + grid.shape[0], j : j + grid.shape[1]] for i, j in shifts], axis=0)
    low = np.argwhere(grid <= beside)
    order = np.argsort([grid[i, j] for i, j in low], kind="stable")[:_STARTS]
    return [np.array([scales[i], excesses[j]]) for i, j in low[order]]


def _polished(valley: _Valley, start: Floats) -> tuple[Floats, float]:
    """Return the lowest place near a start: the simplex method, begun anew until it gains nothing more."""
    place, value = start, valley.at(start)
    for _ in range(8):
        simplex = place + _STEP * np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        limits = {"xatol": 1e-9, "fatol": 1e-18, "maxiter": 400, "initial_simplex": simplex}
        found = minimize(valley.at, place, method="Nelder-Mead", options=limits)
        gained = value - found.fun
        if found.fun < value:
            place, value = found.x, float(found.fun)
        if not gained > 1e-10 * value:
            break
    return place, value
