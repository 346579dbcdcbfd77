"""Cross-type K and L: how many events of one kind lie within a distance of an event of another kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.k_function import (
    k_function,
    scaled_sums,
    second_order_distances,
    wrong_second_order,
)
from beatwright.patterns.summary.l_function import l_of
from beatwright.patterns.summary.pairs.pair_totals import CORRECTIONS, PairTotals, distance_bins
from beatwright.patterns.summary.summary_function import SummaryFunction, asked_corrections

__all__ = ["cross_k", "cross_l"]

Floats: TypeAlias = npt.NDArray[np.float64]


def cross_k(
    pattern: PointPattern,
    from_mark: Any,
    to_mark: Any,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "iso",
) -> SummaryFunction:
    """Estimate the cross-type K function from events of one mark to those of another.

    Parameters
    ----------
    pattern : PointPattern
        With marks.
    from_mark, to_mark
        The marks; where they are one, this is the K function of its events.
    r : array, shape (m,), optional
        Distances as in `k_function`; by default those of the whole pattern.
    correction : {"iso", "trans", "border", "none"}, several of them, or "all"; default "iso"
        Edge correction, as in `k_function`; "iso" and "border" look at the events of `from_mark`.

    Returns
    -------
    SummaryFunction
        In square units; pi r² where the two kinds have nothing to do with each other.

    Raises
    ------
    ParameterError
        Where there are no events of a mark, or a parameter has a value that it cannot have.

    Notes
    -----
    K(r) = area / (n_from n_to) * sum over pairs of weight(pair) [d <= r], the border method excepted.

    References
    ----------
    P. J. Diggle, Statistical Analysis of Spatial and Spatio-Temporal Point Patterns, 3rd edition (2013), chapter 4.

    Examples
    --------
    >>> pattern = PointPattern([[1, 1], [1, 2], [3, 1]], window=(0, 0, 4, 4), marks=["theft", "theft", "assault"])
    >>> cross_k(pattern, "theft", "assault", r=[0, 1, 2.1, 2.5], correction="none").values
    array([ 0.,  0.,  8., 16.])
    """
    complaints = Complaints()
    complaints.extend(_wrong_marks(pattern, {"from_mark": from_mark, "to_mark": to_mark}))
    complaints.extend(wrong_second_order("cross_k", pattern, r, correction))
    complaints.raise_if_any(ParameterError)
    distances = second_order_distances(pattern) if r is None else np.array(r, dtype=np.float64)
    if from_mark == to_mark:
        return k_function(pattern.of(from_mark), distances, correction)
    names = asked_corrections(correction, CORRECTIONS)
    every = _between(pattern.of(from_mark), pattern.of(to_mark), distances, names)
    name = f"K from {from_mark} to {to_mark}"
    return SummaryFunction(distances, every[names[0]], math.pi * distances**2, names[0], name, every)


def cross_l(
    pattern: PointPattern,
    from_mark: Any,
    to_mark: Any,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "iso",
) -> SummaryFunction:
    """Estimate the cross-type L function, sqrt(K / pi) of the cross-type K.

    Parameters
    ----------
    pattern, from_mark, to_mark, r, correction
        As `cross_k` takes them.

    Raises
    ------
    ParameterError
        As `cross_k` raises it.

    Examples
    --------
    >>> pattern = PointPattern([[1, 1], [1, 2], [3, 1]], window=(0, 0, 4, 4), marks=["theft", "theft", "assault"])
    >>> cross_l(pattern, "theft", "assault", r=[0, 1, 2.1, 2.5], correction="none").values.round(3)
    array([0.   , 0.   , 1.596, 2.257])
    """
    return l_of(cross_k(pattern, from_mark, to_mark, r, correction))


def _wrong_marks(pattern: Any, asked: dict[str, Any]) -> list[str | None]:
    if not isinstance(pattern, PointPattern):
        return []
    if pattern.marks is None:
        return [check.sentence("cross_k", "pattern", "a pattern with marks", "none")]
    known = ", ".join(repr(mark) for mark in np.unique(pattern.marks).tolist()[:20])
    return [
        check.sentence("cross_k", name, f"a mark of the pattern ({known})", repr(mark))
        for name, mark in asked.items()
        if not np.any(pattern.marks == mark)
    ]


def _between(start: PointPattern, end: PointPattern, r: Floats, corrections: Sequence[str]) -> dict[str, Floats]:
    window = start.window
    totals = PairTotals(
        window,
        start.local,
        np.ones(len(start)),
        distance_bins(r, window.is_rectangle),
        others=end.local,
        other_weight=np.ones(len(end)),
    )
    per_centre = window.area / len(end)
    return {name: scaled_sums(totals, name, per_centre / len(start), per_centre) for name in corrections}
