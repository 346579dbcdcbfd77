"""Aoristic analysis: the hours in which incidents happened whose moment nobody saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.patterns.clocks.aoristic_kernels import HOUR_LENGTH, list_shares, sum_shares
from beatwright.patterns.clocks.incident_windows import (
    BACKWARDS,
    NO_START,
    TOO_LONG,
    IncidentWindows,
    windows_between,
)
from beatwright.patterns.clocks.marks_in_order import marks_in_order

__all__ = ["AoristicClock", "aoristic", "aoristic_weights"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AoristicClock:
    """Incidents by hour of the week or of the day, those with a window spread over it.

    Parameters
    ----------
    weights : array, shape (168,) or (24,)
        Incidents by hour, 0 = Monday 00:00, or midnight; their sum is `used`.
    plain : array, shape (168,) or (24,)
        The same incidents, each counted in the hour of its start.
    used : int
        Incidents counted.
    windows : int
        How many of those have a window, their end after their start.
    too_long : int
        Set aside: their window is longer than `limit`.
    backwards : int
        Set aside: their end lies before their start.
    no_start : int
        Set aside: they have no start.
    limit : float
        Hours beyond which a window was set aside.
    by_mark : mapping
        `weights` of the incidents of each mark; their sum is `weights`. Empty without marks.
    """

    weights: Floats
    plain: Floats
    used: int
    windows: int
    too_long: int
    backwards: int
    no_start: int
    limit: float
    by_mark: Mapping[Any, Floats] = field(default_factory=dict)

    def __repr__(self) -> str:
        used = count_of(self.used, "incident")
        return f"AoristicClock({used}, {self.windows:,} with a window, {self.set_aside:,} set aside)"

    @property
    def set_aside(self) -> int:
        """Incidents that are not counted: too long, backwards, or without a start."""
        return self.too_long + self.backwards + self.no_start

    @property
    def by_weekday(self) -> Floats:
        """The weights by weekday and hour of the day, shape (7, 24), Monday first.

        Raises
        ------
        ParameterError
            Where the clock is one of 24 hours.
        """
        if len(self.weights) != 168:
            raise ParameterError("A clock of 24 hours has no weekdays. Use aoristic(..., hours=168).")
        return self.weights.reshape(7, 24)


def aoristic(
    start: npt.ArrayLike,
    end: npt.ArrayLike | None = None,
    marks: npt.ArrayLike | None = None,
    *,
    hours: int = 168,
    limit: float | None = None,
) -> AoristicClock:
    """Count incidents by hour, those whose moment nobody saw in every hour in which they may have happened.

    An incident with a window counts one in all: in each hour the share of the window that falls into it (Ratcliffe
    2000, section 3), which holds every moment of the window for as likely as another. A known moment, and a window
    inside one hour, is the plain count. Windows may reach over midnight and over weeks: hours a round of the clock
    apart are one and add up.

    Parameters
    ----------
    start : array of datetime64, shape (n,)
        Earliest moment of each incident, in local wall time. An incident without one (NaT) is set aside.
    end : array of datetime64, shape (n,), optional
        Latest moment, that of the discovery. NaT, or equal to the start: the moment is known.
    marks : array, shape (n,), optional
        What kind each incident is of, for a clock of each.
    hours : {168, 24}, default 168
        Hours of the week from Monday 00:00, or of the day.
    limit : float, optional
        Hours; a longer window is set aside and counted in `too_long`. Default: one round of the clock, 168 or 24
        hours: a longer window touches every hour and says next to nothing of any. ``math.inf`` sets none aside.

    Returns
    -------
    AoristicClock
        An end before its start is a fault of the record: it is set aside and counted in `backwards`, never swapped.
        Without any incident that can be used all weights are 0.

    Raises
    ------
    ParameterError
        Where the times are no local times, shapes differ, or `hours` or `limit` cannot be.

    References
    ----------
    J. H. Ratcliffe, "Aoristic analysis: the spatial interpretation of unspecific temporal events", International
    Journal of Geographical Information Science 14 (2000), 669-679. J. H. Ratcliffe and M. J. McCullagh, "Aoristic
    crime analysis", International Journal of Geographical Information Science 12 (1998), 751-764.

    Examples
    --------
    A car parked on Sunday at 23:30 and found broken into on Monday at 01:30, and a robbery on Monday at 00:10:

    >>> start = np.array(["2024-01-07T23:30", "2024-01-08T00:10"], dtype="datetime64[m]")
    >>> end = np.array(["2024-01-08T01:30", "NaT"], dtype="datetime64[m]")
    >>> clock = aoristic(start, end)
    >>> clock.weights[[167, 0, 1]].tolist(), float(clock.weights.sum())
    ([0.25, 1.5, 0.25], 2.0)
    >>> clock
    AoristicClock(2 incidents, 1 with a window, 0 set aside)
    """
    windows = windows_between(start, end, hours, limit, "aoristic")
    names, group = _groups(marks, len(windows))
    used = windows.used
    sums = np.zeros((max(len(names), 1), windows.hours))
    sum_shares(windows.start[used], windows.stop[used], group[used], sums)
    plain = np.bincount(windows.start[used] // HOUR_LENGTH % windows.hours, minlength=windows.hours)
    status = np.bincount(windows.status, minlength=4)
    return AoristicClock(
        weights=sums.sum(axis=0),
        plain=plain.astype(np.float64),
        used=int(used.sum()),
        windows=int((windows.stop > windows.start).sum()),
        too_long=int(status[TOO_LONG]),
        backwards=int(status[BACKWARDS]),
        no_start=int(status[NO_START]),
        limit=windows.limit,
        by_mark=dict(zip(names, sums, strict=False)),
    )


def aoristic_weights(
    start: npt.ArrayLike, end: npt.ArrayLike | None = None, *, hours: int = 168, limit: float | None = None
) -> sparse.csr_array:
    """Return the weights of every incident by hour, as a sparse matrix.

    Parameters
    ----------
    start, end, hours, limit
        As for `aoristic`.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, hours)
        A row of each incident sums to 1 and has an entry for each hour that its window touches; rows of incidents
        that are set aside are empty.

    Raises
    ------
    ParameterError
        As for `aoristic`.

    Examples
    --------
    >>> start = np.array(["2024-01-01T08:00", "2024-01-01T09:15"], dtype="datetime64[m]")
    >>> end = np.array(["2024-01-01T10:00", "2024-01-01T07:00"], dtype="datetime64[m]")
    >>> weights = aoristic_weights(start, end, hours=24)
    >>> weights.nnz, weights.toarray()[0, 7:11].tolist(), float(weights[[1]].sum())
    (2, [0.0, 0.5, 0.5, 0.0], 0.0)
    """
    windows = windows_between(start, end, hours, limit, "aoristic_weights")
    pointers = np.concatenate([[0], np.cumsum(_touched(windows))])
    columns, values = np.zeros(pointers[-1], dtype=np.int64), np.zeros(pointers[-1])
    list_shares(windows.start, windows.stop, windows.hours, pointers, columns, values)
    return sparse.csr_array((values, columns, pointers), shape=(len(windows), windows.hours))


def _touched(windows: IncidentWindows) -> npt.NDArray[np.int64]:
    """Return how many hours of the clock each window touches; none where it is set aside."""
    first, last = windows.start // HOUR_LENGTH, (windows.stop - 1) // HOUR_LENGTH
    return np.where(windows.used, np.clip(last - first + 1, 1, windows.hours), 0)


def _groups(marks: npt.ArrayLike | None, count: int) -> tuple[tuple[Any, ...], npt.NDArray[np.int64]]:
    if marks is None:
        return (), np.zeros(count, dtype=np.int64)
    complaint = check.shape_is("aoristic", "marks", np.shape(marks), (count,), "incident")
    if complaint:
        raise ParameterError(complaint)
    return marks_in_order(marks)
