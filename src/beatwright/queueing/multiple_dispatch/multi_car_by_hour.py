"""Calls that need several cars at once by the clock: delay, line, busy and held cars in each hour of a period.

Green's queue (`multi_car_delay`) with calls, needs and cars that change by the hour, as in `delay_by_hour`: within an
hour all are constant, and the chain of work under way, the need of the first call in line and the calls behind it is
carried to the next hour exactly, by uniformisation, round the period until nothing changes (`MultiCarQueue`).

Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.
Ingolfsson, A., Akhmetshina, E., Budge, S., Li, Y. and Wu, X. (2007). A survey and experimental comparison of
service-level-approximation methods for nonstationary M(t)/M/s(t) queueing systems. INFORMS Journal on Computing 19,
201-214.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.delay_by_hour import HourlyDelay, calls_by_hour, duty_by_hour
from beatwright.queueing.multiple_dispatch.multi_car_queue import MultiCarQueue, cars_together
from beatwright.queueing.queue_arguments import amounts

__all__ = [
    "MOST_NEED",
    "SHORT",
    "MultiCarHours",
    "hourly_multi_car_figures",
    "multi_car_delay_by_hour",
    "needs_by_hour",
]

Floats = npt.NDArray[np.float64]
SHORT = ("wait", "start")
_SUM_OFF = 1e-9  # by which the shares of needs may miss 1
MOST_NEED = 20  # cars of one call


@dataclass(frozen=True, eq=False)
class MultiCarHours(HourlyDelay):
    """Delay by the hour of calls that need one or several cars each.

    Parameters
    ----------
    delayed, line, busy, rate
        As in `HourlyDelay`: a call is delayed where it does not start at once; cars that are held are not busy.
    delayed_by_need : array, shape (hours, needs)
        Share of the calls that need 1, 2, ... cars that wait.
    line_by_need : array, shape (hours, needs)
        Mean number of calls in line that need 1, 2, ... cars. Work that waits for a car after its call has started
        counts as the part of the call that it is.
    behind : array, shape (hours,)
        Mean number of calls in line behind the first.
    held : array, shape (hours,)
        Mean number of free cars that are held for the first call in line.
    """

    delayed_by_need: Floats
    line_by_need: Floats
    behind: Floats
    held: Floats


def multi_car_delay_by_hour(
    rate: npt.ArrayLike, share: npt.ArrayLike, cars: npt.ArrayLike, service: float, *, short: str = "wait"
) -> MultiCarHours:
    """Return delay, line, busy and held cars in each hour, where calls need several cars and all change by the hour.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour, constant within each hour; the last hour is followed by the first. 168 for a week.
    share : array, shape (needs,) or (hours, needs)
        Share of the calls that need 1, 2, ... cars, of all hours alike or of each; sums to 1.
    cars : array of int, shape (hours,)
        Cars on duty in each hour.
    service : float
        Mean hours that each car stays; the times are exponential, and cars leave one by one.
    short : {"wait", "start"}, default "wait"
        What a call does in an hour with fewer cars on duty than it needs: it waits, and all behind it, until enough are
        on duty; or it starts once all that are on duty are free at once, and the first that come free do the work of
        those that are missing.

    Raises
    ------
    ParameterError
        With every wrong parameter at once; where calls need more cars than are ever on duty, and wait; where the cars
        of all hours together cannot carry the calls; where too many states would have to be followed.

    Notes
    -----
    Calls start in the order in which they come. The need of a call is drawn when it becomes the first in line: where
    shares change by the hour, calls that are behind others get those of the hour in which they move up.

    Where cars go off duty while they are at calls, work goes back into the line, before all calls in it, and the next
    cars that come free take it over, as in `delay_by_hour`: with one car for every call the two are the same.

    References
    ----------
    Green (1984); Ingolfsson, Akhmetshina, Budge, Li and Wu (2007), the randomization method.

    Examples
    --------
    >>> found = multi_car_delay_by_hour([4.0, 0.5], share=[0.8, 0.2], cars=[5, 4], service=0.5)
    >>> found.delayed.round(4), found.held.round(4)
    (array([0.0605, 0.0729]), array([0.0078, 0.0063]))
    """
    owner = "multi_car_delay_by_hour"
    rates = calls_by_hour(owner, rate, service)
    shares = needs_by_hour(owner, share, len(rates))
    number = duty_by_hour(owner, cars, len(rates))
    complaint = check.one_of(owner, "short", short, SHORT)
    if complaint:
        raise ParameterError(complaint)
    waits = short == "wait"
    most, need = int(number.max()), shares.shape[1]
    if waits and need > most:
        raise ParameterError(
            f"{owner} has calls that need {need} cars, and never more than {most} on duty: they would wait for ever. "
            "Add cars, or take short='start'."
        )
    return hourly_multi_car_figures(MultiCarQueue(rates, shares, number, float(service), waits=waits))


def needs_by_hour(owner: str, share: npt.ArrayLike, hours: int) -> Floats:
    """Return checked shares of needs, shape (hours, needs), up to the largest need that there is."""
    complaints = Complaints()
    (shares,) = amounts(owner, complaints, {"share": share})
    complaints.raise_if_any(ParameterError)
    expected = f"shares of calls that need 1, 2, ... cars, of shape (needs,) or ({hours}, needs)"
    if shares.ndim not in (1, 2) or not shares.size or (shares.ndim == 2 and len(shares) != hours):
        raise ParameterError(check.sentence(owner, "share", expected, f"shape {shares.shape}"))
    off = np.abs(np.atleast_2d(shares).sum(axis=1) - 1) > _SUM_OFF
    if off.any():
        got = f"{np.atleast_2d(shares).sum(axis=1)[off][0]:.10g}"
        raise ParameterError(check.sentence(owner, "share", "shares that sum to 1", got))
    shares = np.array(np.broadcast_to(shares, (hours, shares.shape[-1])))
    need = int(np.flatnonzero(shares.any(axis=0))[-1]) + 1
    if need > MOST_NEED:
        raise ParameterError(
            check.sentence(owner, "share", f"of calls that need at most {MOST_NEED} cars", f"a need of {need}")
        )
    shares = np.ascontiguousarray(shares[:, :need])
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def share_of_needs(rate: Floats, needs: npt.NDArray[np.int64]) -> Floats:
    """Return the share of each hour's calls that need 1, 2, ... cars; in hours without calls that of all hours.

    >>> share_of_needs(np.array([[3.0, 1.0], [0.0, 0.0]]), np.array([1, 3]))
    array([[0.75, 0.  , 0.25],
           [0.75, 0.  , 0.25]])
    """
    of_need = (needs[:, None] == np.arange(1, needs.max() + 1)).astype(np.float64)
    mix = np.where(rate.sum(axis=1, keepdims=True) > 0, rate, rate.sum(axis=0)) @ of_need
    return np.asarray(mix / mix.sum(axis=1, keepdims=True))


def hourly_multi_car_figures(queue: MultiCarQueue) -> MultiCarHours:
    """Return the figures of a queue that has settled."""
    needs = queue.needs
    late, first = queue.mean[:, :needs], queue.mean[:, needs : 2 * needs]
    behind, over, busy, held = queue.mean[:, 2 * needs :].T
    line = first + queue.share * behind[:, None] + over[:, None] * _parts_over(queue)
    return MultiCarHours(
        delayed=(late * queue.share).sum(axis=1),
        line=line.sum(axis=1),
        busy=busy.copy(),
        rate=queue.rate.copy(),
        delayed_by_need=late.copy(),
        line_by_need=line,
        behind=behind.copy(),
        held=held.copy(),
    )


def _parts_over(queue: MultiCarQueue) -> Floats:
    """Return whose work it is that waits for a car after its call has started, by need, in calls."""
    need = np.arange(1, queue.needs + 1)
    together = np.array([cars_together(cars, queue.needs, waits=queue.waits) for cars in queue.cars.tolist()])
    missing = need - together
    # Where calls start with cars missing it is theirs, as long as it takes; else that of cars gone off duty.
    lacking = queue.share * missing * (missing + 1) / 2
    of = np.where(lacking.any(axis=1, keepdims=True), lacking, queue.share * need)
    return np.asarray(of / of.sum(axis=1, keepdims=True) / need)
