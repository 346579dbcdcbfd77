"""Officers on lines beside the need that they are to cover: what is tuned by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["LineTuning"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_OWNER = "LineTuning"


@dataclass(frozen=True, eq=False, init=False)
class LineTuning:
    """Officers on lines beside the need.

    Parameters
    ----------
    need : array, shape (hours,)
        Officers needed in each hour of the cycle.
    duty : array, shape (lines, hours)
        Share of each hour, 0 to 1, that an officer of each line is on duty.
    officers : array of int, shape (lines,)
        How many work each line.
    locked : array of int, shape (lines,), optional
        How many of them have to stay; none by default.
    weight : array, shape (hours,), optional
        What a missing officer counts in each hour; 1 by default.

    Raises
    ------
    ParameterError
        With every complaint at once.

    Examples
    --------
    Two half days, three officers on the first; two are needed in each.

    >>> tuning = LineTuning([2, 2], [[1, 0], [0, 1]], [3, 0])
    >>> tuning.short.tolist(), tuning.shortage, tuning.moved(0, 1).shortage
    ([0.0, 2.0], 2.0, 1.0)
    """

    need: Floats
    duty: Floats
    officers: Ints
    locked: Ints
    weight: Floats

    def __init__(
        self,
        need: npt.ArrayLike,
        duty: npt.ArrayLike,
        officers: npt.ArrayLike,
        locked: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
    ) -> None:
        wanted, on = np.asarray(need, dtype=np.float64), np.asarray(duty, dtype=np.float64)
        count = np.asarray(officers)
        kept = np.zeros(count.shape, dtype=np.int64) if locked is None else np.asarray(locked)
        counts = np.ones(wanted.shape) if weight is None else np.asarray(weight, dtype=np.float64)
        _need_fits(wanted, on, count, kept, counts)
        values = {
            "need": wanted,
            "duty": on,
            "officers": count.astype(np.int64),
            "locked": kept.astype(np.int64),
            "weight": counts,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def cover(self) -> Floats:
        """Officers on duty, shape (hours,)."""
        return np.asarray(self.officers @ self.duty)

    @property
    def short(self) -> Floats:
        """Officers missing, shape (hours,)."""
        return np.maximum(self.need - self.cover, 0.0)

    @property
    def shortage(self) -> float:
        """Officer-hours missing in the cycle, each at its weight."""
        return float(self.weight @ self.short)

    def moved(self, one: int, other: int) -> LineTuning:
        """Return the lines with one officer moved from one to another.

        Raises
        ------
        ParameterError
            Where nobody is free to leave the first.
        """
        if self.officers[one] <= self.locked[one]:
            raise ParameterError(f"Nobody can leave line {one}: {self.officers[one]} work it, {self.locked[one]} stay.")
        return self.with_officers(one, -1).with_officers(other, 1)

    def with_officers(self, line: int, more: int) -> LineTuning:
        """Return the lines with so many more officers on one of them."""
        count = self.officers.copy()
        count[line] += more
        return LineTuning(self.need, self.duty, count, self.locked, self.weight)

    def holding(self, line: int, officers: int) -> LineTuning:
        """Return the lines with so many officers of one of them that have to stay."""
        kept = self.locked.copy()
        kept[line] = officers
        return LineTuning(self.need, self.duty, self.officers, kept, self.weight)


def _need_fits(need: Floats, duty: Floats, officers: Ints, locked: Ints, weight: Floats) -> None:
    complaints = Complaints()
    if need.ndim != 1 or need.size == 0:
        complaints.add(check.sentence(_OWNER, "need", "an array [hour] of at least one hour", f"shape {need.shape}"))
    complaints.add(check.at_least_zero(_OWNER, "need", need, "hour"))
    complaints.add(check.shape_is(_OWNER, "duty", duty.shape, (officers.size, need.size), "line, hour"))
    if not ((duty >= 0) & (duty <= 1)).all():
        complaints.add(check.sentence(_OWNER, "duty", "shares of an hour in [0, 1]", "others"))
    wrong = [name for name, count in (("officers", officers), ("locked", locked)) if not _counts(count)]
    for name in wrong:
        complaints.add(check.sentence(_OWNER, name, "whole numbers of at least 0, one per line", "others"))
    complaints.add(check.shape_is(_OWNER, "locked", locked.shape, officers.shape, "line"))
    if not wrong and locked.shape == officers.shape and (locked > officers).any():
        line = int((locked > officers).argmax())
        complaints.add(f"Of line {line} {locked[line]} officers are locked, but only {officers[line]} work it.")
    complaints.add(check.shape_is(_OWNER, "weight", weight.shape, need.shape, "hour"))
    complaints.add(check.at_least_zero(_OWNER, "weight", weight, "hour"))
    complaints.raise_if_any(ParameterError)


def _counts(values: Ints) -> bool:
    return values.ndim == 1 and values.dtype.kind in "iu" and bool((values >= 0).all())
