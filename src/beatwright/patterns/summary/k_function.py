"""Ripley's K: how many further events lie within a distance of an event, per unit of intensity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.pairs.pair_totals import CORRECTIONS, PairTotals, distance_bins
from beatwright.patterns.summary.summary_function import (
    SummaryFunction,
    asked_corrections,
    wrong_corrections,
    wrong_distances,
)
from beatwright.patterns.window import Window

__all__ = ["beyond_reach", "k_function", "scaled_sums", "second_order_distances", "wrong_second_order"]

Floats: TypeAlias = npt.NDArray[np.float64]

# Distances by default: 512 steps to a quarter of the frame's shorter side, as is usual for K, or to where a point has
# about this many neighbours.
_STEPS, _NEIGHBOURS = 512, 1000


def k_function(
    pattern: PointPattern,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "iso",
    intensity: npt.ArrayLike | None = None,
) -> SummaryFunction:
    """Estimate Ripley's K function.

    Parameters
    ----------
    pattern : PointPattern
        At least two points.
    r : array, shape (m,), optional
        Ascending distances of at least 0, the last more than 0, evenly spaced or not, in the pattern's unit. By
        default 513 from 0 to a quarter of the shorter side of the window's frame, or to sqrt(1000 / (pi n / area))
        where that is less, at which a point has about a thousand neighbours.
    correction : {"iso", "trans", "border", "none"}, several of them, or "all"; default "iso"
        Edge correction: Ripley's isotropic, translation, border (only centres farther than r from the border), or none.
    intensity : array, shape (n,), optional
        Expected events per square unit at each point, for the inhomogeneous K: 1 / (i j) is what a pair of points of
        intensities i and j counts. The mean of 1 / intensity is scaled to what it should be: area / n.

    Returns
    -------
    SummaryFunction
        K in square units; pi r² where events are independent. NaN: the border correction from where no point is
        farther than r from the border, and the two weighted ones from half the frame's diagonal on.

    Raises
    ------
    ParameterError
        Where there are fewer than two points, or a parameter has a value that it cannot have.

    Notes
    -----
    K(r) = area / (n (n - 1)) * sum over ordered pairs of weight(pair) [d <= r], the border method excepted. In a
    polygon, pairs at exactly r count from the next r on ([d < r]); the last r counts no pair at exactly r. Weights over
    100 are cut to 100. Translation weights in a polygon of many edges and points are interpolated in a table of the
    set covariance, else exact.

    References
    ----------
    B. D. Ripley, Modelling spatial patterns, Journal of the Royal Statistical Society B 39 (1977), 172-212.
    J. Ohser and D. Stoyan, On the second-order and orientation analysis of planar stationary point processes,
    Biometrical Journal 23 (1981), 523-533.
    A. Baddeley, J. Moller and R. Waagepetersen, Non- and semi-parametric estimation of interaction in inhomogeneous
    point patterns, Statistica Neerlandica 54 (2000), 329-350, equation (7).

    Examples
    --------
    >>> pattern = PointPattern([[1, 1], [1, 2], [3, 1], [2, 3]], window=(0, 0, 4, 4))
    >>> k_function(pattern, r=[0, 1, 1.9], correction="none").values.round(3)
    array([0.   , 2.667, 5.333])
    """
    complaints = Complaints()
    complaints.extend(wrong_second_order("k_function", pattern, r, correction))
    complaints.add(None if intensity is None else _wrong_intensity(intensity, len(pattern)))
    complaints.raise_if_any(ParameterError)
    distances = second_order_distances(pattern) if r is None else np.array(r, dtype=np.float64)
    names = asked_corrections(correction, CORRECTIONS)
    if intensity is None:
        every = _homogeneous(pattern, distances, names)
    else:
        every = _inhomogeneous(pattern, distances, names, intensity)
    return SummaryFunction(distances, every[names[0]], math.pi * distances**2, names[0], "K", every)


def second_order_distances(pattern: PointPattern) -> Floats:
    """Return the distances at which K and what comes of it are estimated by default, shape (513,)."""
    left, bottom, right, top = pattern.window.bounds
    side = min(right - left, top - bottom) / 4
    return np.linspace(0.0, min(side, math.sqrt(_NEIGHBOURS / (math.pi * pattern.intensity))), _STEPS + 1)


def beyond_reach(window: Window, r: Floats) -> npt.NDArray[np.bool_]:
    """Return which distances are too long for a weighted correction: half the frame's diagonal or more, shape (m,)."""
    left, bottom, right, top = window.bounds
    return np.asarray(r >= math.hypot(right - left, top - bottom) / 2)


def wrong_second_order(
    owner: str, pattern: Any, r: Any, correction: Any, known: Sequence[str] = CORRECTIONS
) -> list[str | None]:
    """Return what is wrong with the parameters that K and what comes of it share."""
    if not isinstance(pattern, PointPattern):
        return [check.sentence(owner, "pattern", "a PointPattern", type(pattern).__name__)]
    few = None if len(pattern) >= 2 else check.sentence(owner, "pattern", "of at least two points", len(pattern))
    wrong = wrong_distances(owner, r)
    if wrong is None and r is not None and not np.max(r) > 0:
        wrong = check.sentence(owner, "r", "ascending distances, the last more than 0", np.asarray(r).tolist())
    return [few, wrong, wrong_corrections(owner, correction, known)]


def _wrong_intensity(intensity: Any, n: int) -> str | None:
    rate = np.asarray(intensity, dtype=np.float64)
    wrong = check.shape_is("k_function", "intensity", rate.shape, (n,), "point")
    if wrong or np.all(np.isfinite(rate) & (rate > 0)):
        return wrong
    first = int(np.argmax(~(np.isfinite(rate) & (rate > 0))))
    return check.sentence("k_function", "intensity", "finite numbers over 0", f"{rate[first]} at point {first}")


def _homogeneous(pattern: PointPattern, r: Floats, corrections: Sequence[str]) -> dict[str, Floats]:
    n, window = len(pattern), pattern.window
    totals = PairTotals(window, pattern.local, np.ones(n), distance_bins(r, window.is_rectangle))
    return {name: scaled_sums(totals, name, window.area / (n * (n - 1)), window.area / n) for name in corrections}


def _inhomogeneous(
    pattern: PointPattern, r: Floats, corrections: Sequence[str], intensity: npt.ArrayLike
) -> dict[str, Floats]:
    window, weight = pattern.window, 1.0 / np.asarray(intensity, dtype=np.float64)
    weight *= window.area / weight.sum()
    totals = PairTotals(window, pattern.local, weight, distance_bins(r, window.is_rectangle))
    return {name: scaled_sums(totals, name, 1 / window.area, 1.0) for name in corrections}


def scaled_sums(totals: PairTotals, correction: str, per_pair: float, per_centre: float) -> Floats:
    """Return a K function from its sums over pairs: what a pair counts, and for the border method a centre's pair."""
    sums = totals.up_to(correction)[:, 0]
    if correction == "border":
        inside = totals.weight_inside
        return np.asarray(np.divide(sums * per_centre, inside, out=np.full(len(sums), np.nan), where=inside > 0))
    far = beyond_reach(totals.window, totals.bins.r)
    return np.where(far & (correction != "none"), np.nan, sums * per_pair)
