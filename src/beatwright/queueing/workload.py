"""Officers by workload: how many the work asks for, were calls to come one after the other. A floor, and no queue.

Officer-hours a week = sum over hours of calls x service x cars a call x officers a car. Officers on the roll = that,
by the share of a duty hour that is meant for calls, by the paid hours of a week, by the share of these on duty. A post
that is kept round the clock takes shifts x relief officers, relief = 365 / (365 - days away).

Wilson, J. M. and Weiss, A. (2014). A Performance-Based Approach to Police Staffing and Allocation. Office of Community
Oriented Policing Services, U.S. Department of Justice.
"""

from __future__ import annotations

import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.queue_arguments import amounts, broadcast

__all__ = ["relief_factor", "workload_hours", "workload_officers"]

_DAYS = 365.0  # of a year
_PAID_HOURS = 40.0  # of a week


def workload_hours(
    rate: npt.ArrayLike, service: npt.ArrayLike, *, cars_per_call: float = 1.0, officers_per_car: float = 1.0
) -> float:
    """Return the officer-hours that the calls of a period ask for.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour; 168 for a week.
    service : number or array, shape (hours,)
        Mean hours that a car stays at a call.
    cars_per_call, officers_per_car : float, default 1
        Means.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(workload_hours([2.0] * 168, service=0.75, cars_per_call=1.2, officers_per_car=2), 6)
    604.8
    """
    complaints = Complaints()
    names = {"cars_per_call": cars_per_call, "officers_per_car": officers_per_car}
    for name, value in names.items():
        complaints.add(check.number("workload_hours", name, value, 0, open_low=True))
    calls, hours = amounts("workload_hours", complaints, {"rate": rate, "service": service})
    calls, hours = broadcast("workload_hours", complaints, rate=calls, service=hours)
    return float((calls * hours).sum()) * float(cars_per_call * officers_per_car)


def workload_officers(
    hours: float, *, share_for_calls: float, share_on_duty: float, paid_hours: float = _PAID_HOURS
) -> float:
    """Return how many officers on the roll a week's work asks for.

    Parameters
    ----------
    hours : float
        Officer-hours of a week, as from `workload_hours`.
    share_for_calls : float
        Share of an hour on duty that is meant for calls; the rest is patrol and other work. Above 0, at most 1.
    share_on_duty : float
        Share of the paid hours that an officer is on duty. Above 0, at most 1.
    paid_hours : float, default 40
        Paid hours of a week.

    Returns
    -------
    float
        Officers; a floor: that calls come together, and some wait, is not in it.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(workload_officers(604.8, share_for_calls=0.6, share_on_duty=0.8), 6)
    31.5
    """
    complaints = Complaints()
    complaints.add(check.number("workload_officers", "hours", hours, 0))
    for name, share in (("share_for_calls", share_for_calls), ("share_on_duty", share_on_duty)):
        complaints.add(check.number("workload_officers", name, share, 0, 1, open_low=True))
    complaints.add(check.number("workload_officers", "paid_hours", paid_hours, 0, open_low=True))
    complaints.raise_if_any(ParameterError)
    return float(hours / share_for_calls / (paid_hours * share_on_duty))


def relief_factor(days_away: float) -> float:
    """Return how many officers keep one place filled on every day of the year.

    Parameters
    ----------
    days_away : float
        Days of a year that an officer is not there: days off, leave, illness, training, court. At least 0, below 365.

    Returns
    -------
    float
        365 / (365 - days away). A place kept round the clock in three shifts takes three times that.

    Raises
    ------
    ParameterError
        Where `days_away` is not in that range.

    Examples
    --------
    >>> round(relief_factor(151), 7)
    1.7056075
    """
    wrong = check.number("relief_factor", "days_away", days_away, 0)
    if wrong or days_away >= _DAYS:
        raise ParameterError(check.sentence("relief_factor", "days_away", "a number in [0, 365)", repr(days_away)))
    return float(_DAYS / (_DAYS - days_away))
