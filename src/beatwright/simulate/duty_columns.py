"""Which hour of a table of duty each hour of a run is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["duty_columns"]

Ints = npt.NDArray[np.int64]
_WEEK = 168


def duty_columns(clock: npt.ArrayLike, columns: int) -> Ints:
    """Return the column of a table of duty for each hour of a run, shape (hours,).

    A table of several weeks begins with the Monday before the first hour, and comes round. A week begins where the
    hour of the week falls by more than half a week: not where clocks are put back.

    Parameters
    ----------
    clock : array of int, shape (hours,)
        Hour of the week of each hour.
    columns : int
        1, or those of whole weeks.

    Examples
    --------
    >>> duty_columns([166, 167, 0, 1], 336).tolist(), duty_columns([166, 167, 0, 1], 168).tolist()
    ([166, 167, 168, 169], [166, 167, 0, 1])
    """
    hour = np.asarray(clock, dtype=np.int64)
    jump = np.diff(hour, prepend=hour[:1])
    week = np.cumsum((jump < -_WEEK // 2).astype(np.int64) - (jump > _WEEK // 2))
    return (hour + _WEEK * week) % columns
