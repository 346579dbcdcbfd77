"""Lines to officers: by seniority, where each takes the best line left; or so that all together get most.

The second is a linear assignment: maximise sum_i p_(i, line of i), every line given to no more officers than it has
places. Both are returned, as which of them is fair is not a question of arithmetic.

Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics Quarterly 2, 83-97.
Crouse, D. F. (2016). On implementing 2D rectangular assignment algorithms. IEEE Transactions on Aerospace and
Electronic Systems 52, 1679-1696.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["BidOutcome", "LineBids", "line_bids"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BidOutcome:
    """Who got which line.

    Parameters
    ----------
    line : array of int64, shape (officers,)
        Position of the line of every officer.
    rank : array of int64, shape (officers,)
        Place of that line among all lines by the officer's own preference, 1 = the best; lines that he likes the same
        share the best place of them.
    preference : array, shape (officers,)
        What he said that he likes it.
    """

    line: Ints
    rank: Ints
    preference: Floats

    @property
    def total(self) -> float:
        """Sum of the preferences."""
        return float(self.preference.sum())


@dataclass(frozen=True, eq=False)
class LineBids:
    """Both ways to give lines to officers.

    Parameters
    ----------
    by_seniority : BidOutcome
        One after the other, each the best line left.
    by_total : BidOutcome
        The largest sum of preferences that there is.
    """

    by_seniority: BidOutcome
    by_total: BidOutcome


def line_bids(
    preference: npt.ArrayLike, seniority: npt.ArrayLike | None = None, places: npt.ArrayLike | None = None
) -> LineBids:
    """Give lines to officers by seniority, and by the largest total preference.

    Parameters
    ----------
    preference : array, shape (officers, lines)
        What each officer likes each line, more is better: points, or the negative of ranks. Sums are taken over
        officers, so that all should have the same points to give.
    seniority : array of int, shape (officers,), optional
        Officers in the order in which they choose, by position; by default in that of `preference`.
    places : array of int, shape (lines,), optional
        Officers that each line is for; 1 by default.

    Returns
    -------
    LineBids

    Raises
    ------
    ParameterError
        With every complaint at once.

    Examples
    --------
    The senior officer hardly cares, the second does.

    >>> bids = line_bids([[5, 4], [9, 0]])
    >>> bids.by_seniority.line.tolist(), bids.by_total.line.tolist(), bids.by_total.total
    ([0, 1], [1, 0], 13.0)
    """
    liked = np.asarray(preference, dtype=np.float64)
    first = np.arange(len(liked)) if seniority is None else np.asarray(seniority)
    room = np.ones(liked.shape[-1:], dtype=np.int64) if places is None else np.asarray(places)
    _need_fits(liked, first, room)
    best = linear_sum_assignment(np.repeat(liked, room, axis=1), maximize=True)[1]
    return LineBids(
        _outcome(liked, _in_turn(liked, first, room.copy())),
        _outcome(liked, np.repeat(np.arange(room.size), room)[best]),
    )


def _need_fits(liked: Floats, first: npt.NDArray[np.int64], room: npt.NDArray[np.int64]) -> None:
    owner, complaints = "line_bids", Complaints()
    if liked.ndim != 2 or liked.size == 0:
        expected = "an array [officer, line] with at least one of each"
        raise ParameterError(check.sentence(owner, "preference", expected, f"shape {liked.shape}"))
    officers, lines = liked.shape
    complaints.need(
        bool(np.isfinite(liked).all()),
        check.sentence(owner, "preference", "finite numbers", f"{(~np.isfinite(liked)).sum()} that are not"),
    )
    if sorted(first.ravel().tolist()) != list(range(officers)):
        complaints.add(
            check.sentence(owner, "seniority", f"the positions 0 to {officers - 1}, each once", first.tolist())
        )
    wrong = check.shape_is(owner, "places", room.shape, (lines,), "line")
    complaints.add(wrong)
    if room.dtype.kind not in "iu" or (room < 0).any():
        complaints.add(check.sentence(owner, "places", "whole numbers of at least 0", room.tolist()))
    elif not wrong and room.sum() < officers:
        complaints.add(f"There are {officers} officers, but lines for {int(room.sum())}. Add lines, or places.")
    complaints.raise_if_any(ParameterError)


def _in_turn(liked: Floats, first: Ints, left: Ints) -> Ints:
    """Let each officer take the best line that has a place left, of equal ones the first."""
    line = np.empty(len(liked), dtype=np.int64)
    for officer in first:
        line[officer] = np.where(left > 0, liked[officer], -np.inf).argmax()
        left[line[officer]] -= 1
    return line


def _outcome(liked: Floats, line: Ints) -> BidOutcome:
    got = liked[np.arange(len(liked)), line]
    return BidOutcome(line, 1 + (liked > got[:, None]).sum(axis=1), got)
