"""How the time between two moments falls on the hours of a clock that goes round.

An incident that happened at some moment between `start` and `stop`, none likelier than another, falls into an hour
with the probability overlap / (stop - start): its aoristic weight (Ratcliffe 2000). The first and the last hour are
overlapped in part, those between whole; hours that lie a round of the clock apart are one and add up. All times are
whole microseconds, so overlaps are exact and the weights of an incident sum to one but for the last digit of a float.

References
----------
J. H. Ratcliffe, "Aoristic analysis: the spatial interpretation of unspecific temporal events", International Journal
of Geographical Information Science 14 (2000), 669-679.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner

__all__ = ["HOUR_LENGTH", "list_shares", "sum_shares"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HOUR_LENGTH = 3_600_000_000  # microseconds: the unit in which pandas and numpy keep times of files


@inner
def _add_shares(start: int, stop: int, row: Floats) -> None:
    """Add the weights of one window to `row`, one entry for each hour of the clock."""
    hours, first, last = len(row), start // HOUR_LENGTH, (stop - 1) // HOUR_LENGTH
    if last <= first:  # a moment, or a window inside one hour: exactly the plain count
        row[first % hours] += 1.0
        return
    length = float(stop - start)
    row[first % hours] += ((first + 1) * HOUR_LENGTH - start) / length
    row[last % hours] += (stop - last * HOUR_LENGTH) / length
    rounds, whole = (last - first - 1) // hours, HOUR_LENGTH / length
    if rounds > 0:  # of the clock, each of them once over every hour
        for hour in range(hours):
            row[hour] += rounds * whole
    for hour in range(first + 1 + rounds * hours, last):
        row[hour % hours] += whole


@entry
def sum_shares(start: Ints, stop: Ints, group: Ints, out: Floats) -> None:
    """Add the weights of every window to the row of its group.

    Parameters
    ----------
    start, stop : array of int64, shape (n,)
        Microseconds since hour 0 of a round of the clock; `stop` is not before `start`.
    group : array of int64, shape (n,)
        Row of `out`.
    out : array of float64, shape (groups, hours)
    """
    for i in range(len(start)):
        _add_shares(start[i], stop[i], out[group[i]])


@entry
def list_shares(start: Ints, stop: Ints, hours: int, pointers: Ints, columns: Ints, values: Floats) -> None:
    """Write the weights of every window as the rows of a sparse matrix, the hours in order.

    Parameters
    ----------
    start, stop : array of int64, shape (n,)
        As for `sum_shares`.
    hours : int
        Hours of the clock.
    pointers : array of int64, shape (n + 1,)
        Where each row begins: it has as many entries as hours that its window touches.
    columns, values : array, shape (pointers[n],)
        Written: the hours and their weights.
    """
    row = np.zeros(hours)
    for i in range(len(start)):
        at, end = pointers[i], pointers[i + 1]
        if at == end:
            continue
        row[:] = 0.0
        _add_shares(start[i], stop[i], row)
        for hour in range(hours):
            if row[hour] > 0.0:
                columns[at], values[at] = hour, row[hour]
                at += 1
