"""Cover of a cyclic need: fewest who begin in each period and stay for several, so that enough are there in all.

minimise sum_t x_t subject to sum_{k < length} x_{t-k} >= need_t, x whole numbers, periods counted round the cycle: the
telephone operators and bus drivers of the textbooks, and the smallest case of `weekly_shifts`.

Baker, K. R. (1976). Workforce allocation in cyclical scheduling problems. Operational Research Quarterly 27, 155-167.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import started

__all__ = ["CyclicCover", "cyclic_cover"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CyclicCover:
    """Who begins when, and how few they are proven to be.

    Parameters
    ----------
    begin : array of int64, shape (periods,)
        How many begin in each period.
    cover : array of int64, shape (periods,)
        How many are there.
    certificate : Certificate
        Of their sum.
    """

    begin: Ints
    cover: Ints
    certificate: Certificate


def cyclic_cover(need: npt.ArrayLike, length: int, **effort: Unpack[SearchOptions]) -> CyclicCover:
    """Return the fewest who begin in each period and stay for `length` of them, so that enough are there.

    Parameters
    ----------
    need : array, shape (periods,)
        How many are needed in each period of a cycle, such as the hours of a day. At least 0.
    length : int
        Periods that everybody stays, from 1 up to the whole cycle.
    seconds, gap, seed, stop, progress
        As for `p_median`.

    Raises
    ------
    ParameterError
        Where an argument is wrong.

    Examples
    --------
    Six periods of four hours, shifts of two periods:

    >>> day = cyclic_cover([5, 7, 15, 7, 12, 9], 2)
    >>> int(day.begin.sum()), day.certificate.status
    (32, 'optimal')
    """
    needed = np.asarray(need, dtype=np.float64)
    complaints = Complaints()
    complaints.need(needed.ndim == 1 and needed.size > 0, f"The need must have one axis. Got shape {needed.shape}.")
    complaints.add(check.at_least_zero("cyclic_cover", "need", needed, "period"))
    complaints.add(check.integer("cyclic_cover", "length", length, 1, max(needed.size, 1)))
    complaints.raise_if_any(ParameterError)
    periods = needed.size
    there = np.zeros((periods, periods))
    for begin in range(periods):
        there[(begin + np.arange(length)) % periods, begin] = 1.0
    with started("cyclic_cover", effort) as (asked, clock):
        options = clock.options(gap=asked.gap, seed=asked.seed)
        answer = solve_milp(Milp(np.ones(periods), there, np.ceil(needed), np.inf, integer=True), easy=True, **options)
    # Ended before it found any: whoever is needed begins at once.
    x = np.ceil(needed) if answer.x is None else answer.x
    certificate = replace(answer.certificate, objective=float(x.sum()), unit="people")
    cover = there @ x
    if (cover < needed).any():
        raise AssertionError("A cyclic cover is too small: a fault of beatwright.")
    return CyclicCover(np.rint(x).astype(np.int64), np.rint(cover).astype(np.int64), certificate)
