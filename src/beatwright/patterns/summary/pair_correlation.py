"""Pair correlation: how much more often than by chance two events lie at a distance of each other.

The sum over pairs of an Epanechnikov kernel around each distance is exact and needs no list of pairs: the kernel is a
parabola in the distance, so that the sums of weight, weight times distance, and weight times its square between r - h
and r + h give it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.k_function import beyond_reach, second_order_distances, wrong_second_order
from beatwright.patterns.summary.pairs.pair_totals import PairTotals, distance_bins
from beatwright.patterns.summary.summary_function import SummaryFunction, asked_corrections

__all__ = ["pair_correlation"]

Floats: TypeAlias = npt.NDArray[np.float64]

_CORRECTIONS = ("iso", "trans", "none")
# Stoyan's rule: half-width of the kernel times the square root of the intensity. Stoyan and Stoyan (1994), page 285,
# recommend 0.1 to 0.2.
_STOYAN = 0.15


def pair_correlation(
    pattern: PointPattern,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "iso",
    bandwidth: float | None = None,
) -> SummaryFunction:
    """Estimate the pair correlation function g.

    Parameters
    ----------
    pattern : PointPattern
        At least two points.
    r : array, shape (m,), optional
        Distances as in `k_function`.
    correction : {"iso", "trans", "none"}, several of them, or "all"; default "iso"
        Edge correction, as in `k_function`.
    bandwidth : float, optional
        Half-width of the Epanechnikov kernel, in the pattern's unit; 0.15 / sqrt(intensity) by default (Stoyan's rule).

    Returns
    -------
    SummaryFunction
        g, without unit: 1 where events are independent, 2 where pairs at that distance are twice as frequent. Infinite
        at r = 0 (NaN where no pair is within the bandwidth), and too high within a bandwidth of 0.

    Raises
    ------
    ParameterError
        Where there are fewer than two points, or a parameter has a value that it cannot have.

    Notes
    -----
    g(r) = area / (n (n - 1) 2 pi r) * sum over ordered pairs of weight(pair) k(r - d), with
    k(t) = 3 / (4 h) (1 - t² / h²) for t between -h and h.

    References
    ----------
    D. Stoyan and H. Stoyan, Fractals, Random Shapes and Point Fields (1994), pages 284-286.

    Examples
    --------
    >>> pattern = PointPattern([[1, 1], [1, 2], [3, 1], [2, 3]], window=(0, 0, 4, 4))
    >>> pair_correlation(pattern, r=[1, 1.5, 2], correction="none", bandwidth=0.5).values.round(3)
    array([0.836, 0.412, 1.06 ])
    """
    complaints = Complaints()
    complaints.extend(wrong_second_order("pair_correlation", pattern, r, correction, _CORRECTIONS))
    complaints.add(check.number("pair_correlation", "bandwidth", bandwidth, 0, open_low=True, optional=True))
    complaints.raise_if_any(ParameterError)
    distances = second_order_distances(pattern) if r is None else np.array(r, dtype=np.float64)
    names = asked_corrections(correction, _CORRECTIONS)
    h = _STOYAN / math.sqrt(pattern.intensity) if bandwidth is None else float(bandwidth)
    every = _smoothed(pattern, distances, h, names)
    return SummaryFunction(distances, every[names[0]], np.ones(len(distances)), names[0], "g", every)


def _smoothed(pattern: PointPattern, r: Floats, h: float, corrections: Sequence[str]) -> dict[str, Floats]:
    ends, place = np.unique(np.concatenate([r - h, r + h]), return_inverse=True)
    behind = int(np.count_nonzero(ends < 0))  # kernels that begin before 0 take every pair from 0 on
    n, window = len(pattern), pattern.window
    totals = PairTotals(window, pattern.local, np.ones(n), distance_bins(ends[behind:], closed=True), moments=3)
    per_pair = window.area / (n * (n - 1))
    far = beyond_reach(window, r)
    answer = {}
    for name in corrections:
        sums = np.vstack([np.zeros((behind, 3)), totals.up_to(name)])
        low, high = sums[place[: len(r)]], sums[place[len(r) :]]
        with np.errstate(divide="ignore", invalid="ignore"):
            g = per_pair * _parabola(high - low, r, h) / (2 * math.pi * r)
        answer[name] = np.where(far & (name != "none"), np.nan, g)
    return answer


def _parabola(moments: Floats, r: Floats, h: float) -> Floats:
    """Sum of 3 / (4 h) (1 - (r - d)² / h²) from the sums of 1, d and d² over the pairs within h of r."""
    ones, first, second = moments.T
    return np.asarray(0.75 / h * (ones - (r * r * ones - 2 * r * first + second) / (h * h)))
