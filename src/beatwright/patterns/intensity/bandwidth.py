"""How wide the Gaussian of an intensity is to be: the usual methods, which disagree, and the curve of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.patterns.intensity.bandwidth_curves import cvl_criterion, diggle_criterion, likelihood_criterion
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.k_function import k_function

__all__ = ["BANDWIDTH_METHODS", "Bandwidth", "bandwidth", "bandwidths"]

Floats = npt.NDArray[np.float64]

BANDWIDTH_METHODS = ("diggle", "ppl", "cvl", "scott")
_MASSES = ("exact", "pixels")
_STEPS = 16
_K_STEPS = 512  # distances at which K is taken for "diggle"
_K_NEIGHBOURS = 1000  # K ends where an event has about so many neighbours, or at a quarter of the shorter side
# The best edge correction of K that a number of events leaves time for, as published figures have it.
_K_CORRECTIONS = ((1_000, "iso"), (3_000, "trans"), (100_000, "border"), (np.inf, "none"))


@dataclass(frozen=True, eq=False)
class Bandwidth:
    """A bandwidth and what it was chosen by.

    Parameters
    ----------
    method : str
        As `bandwidth` takes it.
    sigma : float
        Standard deviation of the Gaussian, in the pattern's unit.
    sigmas : array, shape (m,)
        What was tried; `sigma` alone where a formula gives it.
    criterion : array, shape (m,)
        The figure of each, NaN or infinite where it has none.
    largest : bool
        Whether the largest figure is the best, or the smallest.
    warning : str
        What to know before it is used; empty: nothing.
    """

    method: str
    sigma: float
    sigmas: Floats
    criterion: Floats
    largest: bool = False
    warning: str = ""

    def __repr__(self) -> str:
        return f"Bandwidth({self.method}, sigma={self.sigma:.6g})"


def bandwidth(
    pattern: PointPattern,
    method: str = "ppl",
    *,
    sigmas: npt.ArrayLike | None = None,
    mass: str = "pixels",
    progress: Progress | None = None,
) -> Bandwidth:
    """Choose the standard deviation of the Gaussian of an intensity.

    Parameters
    ----------
    pattern : PointPattern
        At least two events, not all at one place.
    method : {"diggle", "ppl", "cvl", "scott"}, default "ppl"
        "diggle": the mean squared error of the intensity is smallest, for clusters that would lie elsewhere next time;
        often so narrow that the map shows single events. "ppl": the likelihood of each event given the others is
        largest; for places that would be the same next year. "cvl" (Cronie and van Lieshout): the intensities account
        for the area of the window. "scott": a rule of thumb from the spread and the number of events, for one smooth
        hill; instant, often too wide.
    sigmas : array, shape (m,), optional
        What "ppl" and "cvl" try, and no other method: by default 16 in geometric steps from the least distance of an
        event to its nearest (events that share a place left out, unless all do) to half the window's diameter.
    mass : {"pixels", "exact"}, default "pixels"
        Edge mass of "ppl" in a window that is no rectangle, see `kde_at_points`. "pixels" is what published figures
        come from; for a sigma over a quarter of the window only "exact" is right.
    progress : callable (done, total, text), optional
        Told of every sigma that was tried.

    Returns
    -------
    Bandwidth
        With the curve of the criterion, and a warning where the best lies at an end of what was tried.

    Raises
    ------
    ParameterError
        With every wrong parameter at once; where the method cannot choose.

    Notes
    -----
    "diggle" judges 256 sigmas from 0 to a quarter of the reach of K, which is a quarter of the shorter side of the
    window's frame, or less: where an event has about a thousand neighbours. K is corrected isotropically under 1,000
    events, by translation under 3,000, by the border under 100,000, and not at all beyond. The time of "ppl" and "cvl"
    grows with the square of the number of events once sigma is a fair part of the window.

    References
    ----------
    Berman, M. and Diggle, P. (1989). Estimating weighted integrals of the second-order intensity of a spatial point
    process. Journal of the Royal Statistical Society B 51, 81-92.
    Loader, C. (1999). Local Regression and Likelihood. Springer, chapter 5.
    Cronie, O. and van Lieshout, M. N. M. (2018). A non-model-based approach to bandwidth selection for kernel
    estimators of spatial intensity functions. Biometrika 105, 455-462.
    Scott, D. W. (1992). Multivariate Density Estimation. Wiley, section 6.3.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> pattern = PointPattern(rng.uniform(size=(60, 2)), window=(0, 0, 1, 1))
    >>> bandwidth(pattern, "scott")
    Bandwidth(scott, sigma=0.142414)
    """
    complaints = Complaints()
    complaints.add(check.one_of("bandwidth", "method", method, BANDWIDTH_METHODS))
    complaints.add(check.one_of("bandwidth", "mass", mass, _MASSES))
    complaints.add(_wrong_sigmas(sigmas, method))
    complaints.add(_too_few(pattern))
    complaints.raise_if_any(ParameterError, "No bandwidth can be chosen")
    if method in ("scott", "diggle"):
        return _scott(pattern) if method == "scott" else _diggle(pattern)
    tried = _usual_sigmas(pattern) if sigmas is None else np.array(sigmas, dtype=np.float64)
    return _searched(method, tried, _criterion(pattern, method, mass), progress)


def bandwidths(pattern: PointPattern, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return the bandwidths of all methods in one table, narrowest first: they disagree, so the choice is yours.

    Parameters
    ----------
    pattern : PointPattern
        At least two events, not all at one place.
    progress : callable (done, total, text), optional
        Told of every sigma that was tried.

    Returns
    -------
    DataFrame
        By method: ``sigma`` in the pattern's unit, and ``warning``. A method that cannot choose comes last, with NaN
        and the reason.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> list(bandwidths(PointPattern(rng.normal(0.5, 0.1, (60, 2)), window=(0, 0, 1, 1))).columns)
    ['sigma', 'warning']
    """
    complaint = _too_few(pattern)
    if complaint:
        raise ParameterError(f"No bandwidth can be chosen: {complaint}")
    rows = [_row(pattern, method, progress) for method in BANDWIDTH_METHODS]
    table = pd.DataFrame(rows, columns=["method", "sigma", "warning"]).set_index("method")
    return table.sort_values("sigma", na_position="last", kind="stable")


def _row(pattern: PointPattern, method: str, progress: Progress | None) -> tuple[str, float, str]:
    try:
        chosen = bandwidth(pattern, method, progress=progress)
    except ParameterError as problem:
        return method, np.nan, str(problem)
    return method, chosen.sigma, chosen.warning


def _too_few(pattern: PointPattern) -> str | None:
    places = 0 if not len(pattern) else 1 + int((pattern.xy != pattern.xy[0]).any(axis=1).any())
    if places > 1:
        return None
    what = "all lie at one place" if len(pattern) > 1 else f"there is {len(pattern)}"
    return f"A bandwidth needs events at two places at least, and {what}. Give sigma as a number."


def _wrong_sigmas(sigmas: Any, method: str) -> str | None:
    if sigmas is None:
        return None
    if method in ("scott", "diggle"):
        return check.sentence("bandwidth", "sigmas", f"None for the method '{method}'", repr(sigmas)[:80])
    tried = np.asarray(sigmas)
    good = tried.ndim == 1 and tried.size > 0 and tried.dtype.kind in "iuf"
    if good and np.isfinite(tried).all() and (tried > 0).all() and (np.diff(tried) > 0).all():
        return None
    return check.sentence("bandwidth", "sigmas", "positive numbers that ascend, at least one", repr(sigmas)[:80])


def _usual_sigmas(pattern: PointPattern) -> Floats:
    """Return steps from the least distance of an event to its nearest, to half the window's diameter."""
    # Two events at opposite ends of the window are farther apart than half of it.
    return np.sort(np.geomspace(_least_distance(pattern.local), _diameter(pattern) / 2, _STEPS))


def _least_distance(local: Floats) -> float:
    """Return the least distance of an event to its nearest; events that share a place count where all do so."""
    for places in (local, np.unique(local, axis=0)):
        nearest = cKDTree(places).query(places, k=2)[0][:, 1]
        if nearest.any():
            break
    return float(nearest[nearest > 0].min())


def _diameter(pattern: PointPattern) -> float:
    """Return the largest distance of two corners of the window."""
    corners = shapely.get_coordinates(shapely.convex_hull(pattern.window.local))
    return float(max(np.hypot(*(corners - corner).T).max() for corner in corners))


def _scott(pattern: PointPattern) -> Bandwidth:
    """Return the geometric mean of both axes' standard deviation / n^(1/6)."""
    spread = pattern.local.std(axis=0, ddof=1)
    if not spread.all():
        raise ParameterError(
            "No bandwidth can be chosen: all events lie in a line along an axis, and Scott's rule needs a spread in "
            "both. Try another method."
        )
    sigma = float(np.sqrt(spread.prod()) * len(pattern) ** (-1 / 6))
    return Bandwidth("scott", sigma, np.array([sigma]), np.array([np.nan]))


def _diggle(pattern: PointPattern) -> Bandwidth:
    left, bottom, right, top = pattern.window.bounds
    side = min(right - left, top - bottom) / 4
    reach = min(side, np.sqrt(_K_NEIGHBOURS / (np.pi * pattern.intensity)))
    correction = next(name for most, name in _K_CORRECTIONS if len(pattern) < most)
    k = k_function(pattern, np.linspace(0, reach, _K_STEPS), correction)
    known = len(k.r) if np.isfinite(k.values).all() else int(np.argmin(np.isfinite(k.values)))
    sigmas, error = diggle_criterion(k.r[:known], k.values[:known], pattern.intensity)
    return chosen_of("diggle", sigmas, error, largest=False)


def _criterion(pattern: PointPattern, method: str, mass: str) -> Callable[[float], float]:
    if method == "ppl":
        return lambda sigma: likelihood_criterion(pattern, sigma, mass)
    return lambda sigma: cvl_criterion(pattern, sigma)


def _searched(method: str, sigmas: Floats, criterion: Callable[[float], float], progress: Progress | None) -> Bandwidth:
    found = np.full(len(sigmas), np.nan)
    for k, sigma in enumerate(sigmas):
        found[k] = criterion(float(sigma))
        if progress is not None:
            progress(k + 1, len(sigmas), f"{method}: sigma {sigma:.6g}")
    return chosen_of(method, sigmas, found, largest=method == "ppl")


def chosen_of(method: str, sigmas: Floats, found: Floats, *, largest: bool) -> Bandwidth:
    """Return the bandwidth at the best of the figures, the first of several, with a warning where it is at an end."""
    usable = np.isfinite(found)
    if not usable.any():
        raise ParameterError(
            f"No bandwidth can be chosen by '{method}': its criterion has no value at any sigma that was tried, from "
            f"{sigmas[0]:.6g} to {sigmas[-1]:.6g}. Give 'sigmas', or sigma as a number."
        )
    scores = np.where(usable, found if largest else -found, -np.inf)
    best = int(scores.argmax())
    warning = _warning(sigmas, usable, best)
    return Bandwidth(method, float(sigmas[best]), sigmas, found, largest=largest, warning=warning)


def _warning(sigmas: Floats, usable: npt.NDArray[np.bool_], best: int) -> str:
    ends = np.flatnonzero(usable)
    if best == ends[-1]:
        return (
            f"The largest sigma that was tried was the best: {sigmas[best]:.6g}. The events may be spread evenly, with "
            "no hills to find, or a wider one is better still: look at the curve."
        )
    if best == ends[0]:
        return (
            f"The smallest sigma that has a value was the best: {sigmas[best]:.6g}. Events at one place or at rounded "
            "coordinates lead to this: look at the duplicates."
        )
    return ""
