"""Cars by the hour: the fewest of which at most a given share of the calls of each hour has to wait.

Four rules. "steady" takes each hour for itself as if its calls had always come (stationary independent period by
period, SIPP): after a peak it has too few cars, for the load lags behind the calls. "mean" and "peak" give each hour
the cars that Erlang C asks for at the hour's mean, and at its largest, offered load (modified offered load). "exact"
looks at the queue itself: from "mean" on it adds a car in the worst hour until all hours hold the bound, then takes
cars away, hour by hour, while all still do.

Green, L., Kolesar, P. and Soares, J. (2001). Improving the SIPP approach for staffing service systems that have cyclic
demands. Operations Research 49, 549-564. Jennings, O. B., Mandelbaum, A., Massey, W. A. and Whitt, W. (1996). Server
staffing to meet time-varying demand. Management Science 42, 1383-1394.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.delay_by_hour import HourlyDelay, calls_by_hour, hourly_figures
from beatwright.queueing.erlang import cars_needed
from beatwright.queueing.offered_load import offered_load
from beatwright.queueing.periodic_queue import PeriodicQueue
from beatwright.queueing.queue_arguments import chance_complaint

__all__ = ["STAFFING_RULES", "HourlyStaffing", "hourly_cars"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STAFFING_RULES = ("mean", "peak", "steady", "exact")


@dataclass(frozen=True, eq=False)
class HourlyStaffing:
    """Cars for each hour, and what they come to.

    Parameters
    ----------
    cars : array of int, shape (hours,)
        Cars on duty.
    rule : str
        How they were found.
    most_delayed : float
        The bound on the share of each hour's calls that wait.
    delay : HourlyDelay
        What the queue by the clock makes of them.
    """

    cars: Ints
    rule: str
    most_delayed: float
    delay: HourlyDelay

    @property
    def car_hours(self) -> int:
        """Cars on duty, summed over the hours."""
        return int(self.cars.sum())

    @property
    def hours_over(self) -> Ints:
        """The hours in which more calls wait than the bound allows: never any under the exact rule."""
        return np.flatnonzero(self.delay.delayed > self.most_delayed)


def hourly_cars(
    rate: npt.ArrayLike,
    service: float,
    most_delayed: float,
    rule: str = "mean",
    *,
    progress: Callable[[int, int], None] | None = None,
) -> HourlyStaffing:
    """Return cars for each hour so that at most a given share of its calls waits.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour, constant within each hour; the last hour is followed by the first. 168 for a week.
    service : float
        Mean hours that a call keeps its car; the times are exponential.
    most_delayed : float
        Largest share of the calls of any hour that may wait, above 0 and below 1.
    rule : {"mean", "peak", "steady", "exact"}, default "mean"
        By the hour's mean offered load, by its largest, by its calls alone, or by the queue itself. Only "exact" holds
        the bound in every hour for certain; none of its cars can be taken away in any hour without breaking it.
    progress : callable, optional
        Is called with the car-hours so far and the number of changes tried, as the exact rule goes on.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    References
    ----------
    Green, Kolesar and Soares (2001): "steady" is their SIPP. Jennings, Mandelbaum, Massey and Whitt (1996): "mean".

    Examples
    --------
    >>> calls = 6 + 4 * np.cos(np.arange(24) * np.pi / 12)
    >>> for rule in ("steady", "mean", "exact"):
    ...     staffing = hourly_cars(calls, service=1.5, most_delayed=0.1, rule=rule)
    ...     print(staffing.car_hours, round(staffing.delay.worst, 3))
    340 0.318
    343 0.094
    340 0.097
    """
    rates = calls_by_hour("hourly_cars", rate, service)
    complaints = Complaints()
    complaints.add(chance_complaint("hourly_cars", "most_delayed", most_delayed))
    complaints.add(check.one_of("hourly_cars", "rule", rule, STAFFING_RULES))
    complaints.raise_if_any(ParameterError)
    cars = np.asarray(cars_needed(_load(rates, float(service), rule), most_delayed))
    queue = PeriodicQueue(rates, cars, float(service))
    if rule == "exact":
        _Search(queue, float(most_delayed), progress).run()
    return HourlyStaffing(queue.cars.copy(), rule, float(most_delayed), hourly_figures(queue))


def _load(rate: Floats, service: float, rule: str) -> Floats:
    load = offered_load(rate, service)
    return {"steady": rate * service, "peak": load.peak}.get(rule, load.mean)


class _Search:
    """The exact rule: cars are added in the worst hour until all hold, then taken away while all still do."""

    def __init__(self, queue: PeriodicQueue, bound: float, progress: Callable[[int, int], None] | None) -> None:
        self.queue, self.bound, self.progress, self.tried = queue, bound, progress, 0

    def run(self) -> None:
        hours = range(len(self.queue.rate))
        while True:
            delayed = [self.queue.delayed(hour) for hour in hours]
            worst = int(np.argmax(delayed))
            if delayed[worst] <= self.bound:
                break
            self._change(worst, 1)
        for hour in hours:
            while self.queue.cars[hour] > 1 and self._change(hour, -1, good=self._holds):
                pass

    def _change(self, hour: int, cars: int, good: Callable[[int], bool] | None = None) -> bool:
        self.queue.cars[hour] += cars
        kept = self.queue.settles and self.queue.carry(hour, good=good)
        if not kept:
            self.queue.cars[hour] -= cars
        self.tried += 1
        if self.progress is not None:
            self.progress(int(self.queue.cars.sum()), self.tried)
        return kept

    def _holds(self, hour: int) -> bool:
        return self.queue.delayed(hour) <= self.bound
