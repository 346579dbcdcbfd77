"""Fewest officers of one shift, 5 days a week, at most 6 days in a row, with A of any B weekends off.

With r_d officers needed on day d of the week, each of three counts needs so many: W >= r_d for every day; 5 W working
days a week hold sum r_d; and of the weekends of B weeks each officer works at most B - A, so W (B - A) >= B r for the
larger need r of Saturday and Sunday. The largest of the three is enough: `days_off_cycle` builds the schedule.

Burns, R. N. and Carter, M. W. (1985). Work force size and single shift schedules with variable demands. Management
Science 31, 599-607.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.rosters.numbers_given import numbers_given

__all__ = ["days_off_bound", "sunday_first"]

Ints = npt.NDArray[np.int64]
FIRST_DAYS = ("Sunday", "Monday")
_WORKED = 5  # days a week


def days_off_bound(need: npt.ArrayLike, weekends: int = 1, of: int = 2, *, first_day: str = "Sunday") -> int:
    """Return the fewest officers that cover a need by weekday with enough weekends off.

    Every officer works 5 days a week and at most 6 in a row, and of any `of` weekends in a row has `weekends` off.
    The week runs from Sunday to Saturday, so that it begins inside the weekend: with weeks from Monday to Sunday,
    every second weekend off and 5 days a week would ask for 7 days of work in a row.

    Parameters
    ----------
    need : array of int, shape (7,)
        Officers needed on each day of the week, **from Sunday on**, as in the source; see `first_day`.
    weekends, of : int, default 1 and 2
        A and B of "A weekends off in any B", 1 <= A < B.
    first_day : {"Sunday", "Monday"}, default "Sunday"
        Day of the first number of `need`. All else in beatwright begins on Monday.

    Returns
    -------
    int
        The fewest officers; so many are enough, see `days_off_cycle`.

    Raises
    ------
    ParameterError
        With every complaint at once.

    References
    ----------
    Burns, R. N. and Carter, M. W. (1985). Work force size and single shift schedules with variable demands. Management
    Science 31, 599-607.

    Examples
    --------
    >>> days_off_bound([5, 7, 7, 7, 7, 7, 5], 1, 2), days_off_bound([4, 4, 4, 4, 4, 5, 4], 1, 3)
    (10, 6)
    >>> days_off_bound([7, 7, 7, 7, 7, 5, 5], 1, 2, first_day="Monday")
    10
    """
    wanted = sunday_first("days_off_bound", need, weekends, of, first_day)
    weekend = max(wanted[0], wanted[6])
    return int(max(wanted.max(), -(-wanted.sum() // _WORKED), -(-of * weekend // (of - weekends))))


def sunday_first(owner: str, need: npt.ArrayLike, weekends: int, of: int, first_day: str) -> Ints:
    """Check the parameters of `owner` and return the need from Sunday on, shape (7,)."""
    complaints = Complaints()
    given = numbers_given(owner, "need", need, "whole numbers of officers")
    complaints.add(check.shape_is(owner, "need", given.shape, (7,), "day"))
    if not ((given >= 0) & (given == np.floor(given)) & np.isfinite(given)).all():
        complaints.add(check.sentence(owner, "need", "whole numbers of at least 0", f"{given.tolist()}"))
    wrong = [check.integer(owner, "weekends", weekends, 1), check.integer(owner, "of", of, 2)]
    complaints.extend(wrong)
    if not any(wrong) and weekends >= of:
        complaints.add(check.sentence(owner, "weekends", f"less than the {of} of which they are", weekends))
    complaints.add(check.one_of(owner, "first_day", first_day, FIRST_DAYS))
    complaints.raise_if_any(ParameterError)
    return np.roll(given.astype(np.int64), 0 if first_day == FIRST_DAYS[0] else 1)
