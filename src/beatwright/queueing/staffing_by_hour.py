"""Cars by the hour: the fewest of which at most a given share of the calls of each hour has to wait.

Four rules. "steady" takes each hour for itself as if its calls had always come (stationary independent period by
period, SIPP): after a peak it has too few cars, for the load lags behind the calls. "mean" and "peak" give each hour
the cars that Erlang C asks for at the hour's mean, and at its largest, offered load (modified offered load). "exact"
looks at the queue itself: from "mean" on it adds a car in the worst hour until all hours hold the bound, then takes
cars away, hour by hour, while all still do. Where calls need several cars at once, Green's queue stands in the place of
Erlang's.

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
from beatwright.queueing.multiple_dispatch.multi_car_by_cars import multi_car_by_cars
from beatwright.queueing.multiple_dispatch.multi_car_by_hour import hourly_multi_car_figures, needs_by_hour
from beatwright.queueing.multiple_dispatch.multi_car_queue import MultiCarQueue
from beatwright.queueing.offered_load import offered_load
from beatwright.queueing.periodic_chain import PeriodicChain
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
    share: npt.ArrayLike | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> HourlyStaffing:
    """Return cars for each hour so that at most a given share of its calls waits.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour, constant within each hour; the last hour is followed by the first. 168 for a week.
    service : float
        Mean hours that a call keeps each of its cars; the times are exponential.
    most_delayed : float
        Largest share of the calls of any hour that may wait, above 0 and below 1.
    rule : {"mean", "peak", "steady", "exact"}, default "mean"
        By the hour's mean offered load, by its largest, by its calls alone, or by the queue itself. Only "exact" holds
        the bound in every hour for certain; none of its cars can be taken away in any hour without breaking it.
    share : array, shape (needs,) or (hours, needs), optional
        Share of the calls that need 1, 2, ... cars at once (`multi_car_delay_by_hour`); one car for every call by
        default. A call that needs more cars than are on duty starts once all of these are free.
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
    hours, bound = float(service), float(most_delayed)
    if share is None:
        one = PeriodicQueue(rates, np.asarray(cars_needed(_load(rates, hours, rule), bound)), hours)
        _improved(one, bound, rule, progress)
        return HourlyStaffing(one.cars.copy(), rule, bound, hourly_figures(one))
    shares = needs_by_hour("hourly_cars", share, len(rates))
    several = MultiCarQueue(rates, shares, _cars_of_needs(rates, shares, hours, bound, rule), hours)
    _improved(several, bound, rule, progress)
    return HourlyStaffing(several.cars.copy(), rule, bound, hourly_multi_car_figures(several))


def _improved(queue: PeriodicChain, bound: float, rule: str, progress: Callable[[int, int], None] | None) -> None:
    if rule == "exact":
        _Search(queue, bound, progress).run()


def _cars_of_needs(rate: Floats, share: Floats, service: float, bound: float, rule: str) -> Ints:
    """Return the fewest cars of which the steady queue of each hour's load delays no more than the bound."""
    need = np.arange(1, share.shape[1] + 1)
    load = _load((rate * (share @ need)), service, rule)  # cars
    calls = np.stack([_load(rate * part, service, rule) for part in share.T], axis=1)  # of each need
    mixed = calls / np.maximum(calls.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    mixed = np.where(calls.sum(axis=1, keepdims=True) > 0, mixed, share)
    most = int(load.max() + 6 * np.sqrt(load.max())) + 10
    while True:
        curves = multi_car_by_cars(load / (mixed @ need) / service, mixed, np.full(len(rate), service), most)
        delayed = np.einsum("khc,hk->hc", curves.delayed_by_need, mixed)
        held = curves.carried & (delayed <= bound)
        if held.any(axis=1).all():
            return np.asarray(held.argmax(axis=1))
        most *= 2


def _load(rate: Floats, service: float, rule: str) -> Floats:
    load = offered_load(rate, service)
    return {"steady": rate * service, "peak": load.peak}.get(rule, load.mean)


class _Search:
    """The exact rule: cars are added in the worst hour until all hold, then taken away while all still do."""

    def __init__(self, queue: PeriodicChain, bound: float, progress: Callable[[int, int], None] | None) -> None:
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
