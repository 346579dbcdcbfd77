"""Most use of the cars there are: least loss over all commands and blocks, with proof.

The greedy rule gives a first answer. Where what each command loses can be listed for every number of car-hours, the
lists settle it. Else the integer program follows each curve two cars further than that, and again
further where its answer has more cars than it followed: what it leaves out is then nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import Complaints, InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.words import count_of, plural, significant
from beatwright.solver.milp import solve_milp
from beatwright.solver.patrol_cars.fewest_tour_cars import fewest_tour_cars
from beatwright.solver.patrol_cars.greedy_tour_cars import greedy_tour_cars
from beatwright.solver.patrol_cars.listed_tour_cars import METHOD, listed_least_sum
from beatwright.solver.patrol_cars.tour_cars import TourCars, answer_checked
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance
from beatwright.solver.patrol_cars.tour_program import tour_program
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["CarBudget", "fewest_within", "share_tour_cars"]

_AHEAD = 2  # cars beyond the greedy answer up to which curves are followed at first
_NODES_WITH_LIMITS = 500  # of branch and bound: limits leave a wide gap, so that a proof would take minutes
_CLOSE = 1e-9  # relative: an answer this near to its bound is proven
_LEAST = 1e-300  # stands for 0 where something is relative to it
_WITHIN = 1 + 1e-12  # of a budget: rounding
_METHOD = "HiGHS branch and bound, from the greedy rule's answer"


@dataclass(frozen=True)
class CarBudget:
    """What there is to share out.

    Parameters
    ----------
    car_hours : float, optional
        Largest total cost of the cars on tours.
    cars : int, optional
        Largest number of cars over all tours.

    Examples
    --------
    >>> CarBudget(car_hours=96).limits
    (96, inf)
    """

    car_hours: float | None = None
    cars: int | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.number("CarBudget", "car_hours", self.car_hours, 0, optional=True))
        if self.cars is not None:
            complaints.add(check.integer("CarBudget", "cars", self.cars, 0))
        complaints.need(
            self.car_hours is not None or self.cars is not None, "CarBudget needs 'car_hours', or 'cars', or both."
        )
        complaints.raise_if_any(ParameterError)

    @property
    def limits(self) -> tuple[float, float]:
        """Car-hours and cars; infinite where they are not limited."""
        return tuple(np.inf if one is None else one for one in (self.car_hours, self.cars))  # type: ignore[return-value]


def share_tour_cars(
    instance: TourInstance,
    budget: CarBudget,
    *,
    unit: str = "",
    limit: npt.ArrayLike | None = None,
    start: npt.ArrayLike | None = None,
    **effort: Unpack[SearchOptions],
) -> TourCars:
    """Return cars on tours within a budget with which least is lost.

    Parameters
    ----------
    instance : TourInstance
        Tours, fewest cars, and what is lost by cars on duty.
    budget : CarBudget
        Car-hours, cars, or both.
    unit : str
        What the losses are counted in, for the certificate.
    limit : array, shape (commands,), optional
        What each command may lose, above 0; infinite where there is no limit. The search then ends after 500 nodes.
    start : array of int, shape (commands, tours), optional
        Cars to begin with, which hold all that is asked. By default those of the greedy rule.
    seconds, gap, seed, stop, progress
        As for `p_median`. Where the search is ended its best answer is returned, with a valid bound.

    Raises
    ------
    ParameterError
        Where an option is wrong.
    InfeasibleError
        Where the fewest cars cost more than the budget.

    Examples
    --------
    >>> halves = TourInstance(np.eye(2, dtype=bool), [12, 12], [[1, 1]], [[[9, 3, 1], [9, 5, 1]]])
    >>> answer = share_tour_cars(halves, CarBudget(car_hours=36))
    >>> answer.cars, answer.certificate.objective, answer.certificate.text
    (array([[1, 2]]), 4.0, 'proven optimal')
    """
    limits = None if limit is None else np.asarray(limit, dtype=np.float64)
    with started("share_tour_cars", effort) as (asked, clock):
        car_hours, most_cars = budget.limits
        if start is None:
            start = fewest_within(instance, budget, clock)
        first = greedy_tour_cars(instance, start, car_hours=car_hours, cars=most_cars)
        listed = _listed(instance, budget, first, clock) if limits is None else None
        if listed is not None:
            value = float(instance.lost(listed).sum())
            clock.report(value, value)
            cars, certificate = listed, Certificate("optimal", value, value, method=METHOD)
        else:
            search = _Search(instance, car_hours, most_cars, asked=asked, clock=clock, limit=limits)
            cars, certificate = search.run(first)
    if not np.isfinite(certificate.objective):
        raise NoPlanFoundError("The search ended before it found cars that hold every limit. Give it more 'seconds'.")
    found = replace(certificate, unit=unit, seconds=clock.used)
    return answer_checked(instance, cars, found, car_hours=car_hours, most_cars=most_cars)


def _listed(instance: TourInstance, budget: CarBudget, good: Ints, clock: SearchClock) -> Ints | None:
    """Return the best cars by lists of what commands lose; None where that does not settle it.

    Of two limits one is left out: where its answer holds both, it is the answer.
    """
    car_hours, most_cars = budget.limits
    for cost, most in ((instance.cost, car_hours), (np.ones_like(instance.cost), most_cars)):
        found = None
        if np.isfinite(most):
            found = listed_least_sum(replace(instance, cost=cost), good, most, clock)
        if found is not None and found.sum() <= most_cars and found.sum(axis=0) @ instance.cost <= car_hours * _WITHIN:
            return found
    return None


def fewest_within(instance: TourInstance, budget: CarBudget, clock: SearchClock) -> Ints:
    """Return cars that hold the bounds and the budget, or say why there are none."""
    car_hours, most_cars = budget.limits
    cheap = fewest_tour_cars(instance, **clock.silent().options())
    if cheap.cost > car_hours * _WITHIN:
        raise InfeasibleError(
            f"The fewest cars that must be on duty take {significant(cheap.certificate.bound, 6)} car-hours, but there "
            f"{plural(round(car_hours), 'is', 'are')} {significant(car_hours, 6)}."
        )
    if cheap.cars.sum() <= most_cars:
        return cheap.cars
    few = fewest_tour_cars(replace(instance, cost=np.ones_like(instance.cost)), **clock.silent().options())
    if few.cars.sum() > most_cars:
        raise InfeasibleError(
            f"The fewest cars that must be on duty are {count_of(int(few.cars.sum()), 'car')} over all tours, but "
            f"there {plural(int(most_cars), 'is', 'are')} {most_cars:.0f}."
        )
    dear = float(few.cars.sum(axis=0) @ instance.cost)
    if dear <= car_hours * _WITHIN:
        return few.cars
    both = _cheapest_of_so_many(instance, most_cars, clock)
    if both is not None and both.sum(axis=0) @ instance.cost <= car_hours * _WITHIN:
        return both
    raise InfeasibleError(
        f"No cars on tours leave enough on duty with both {significant(car_hours, 6)} car-hours and "
        f"{count_of(int(most_cars), 'car')}: {significant(cheap.cost, 6)} car-hours are {int(cheap.cars.sum())} cars, "
        f"and {count_of(int(few.cars.sum()), 'car')} would take {significant(dear, 6)} car-hours. Raise either."
    )


def _cheapest_of_so_many(instance: TourInstance, most_cars: float, clock: SearchClock) -> Ints | None:
    """Return the cheapest cars that are enough and no more than so many; None where there are none."""
    flat = replace(instance, curve=np.zeros((*instance.least.shape, 2)))
    made = tour_program(flat, instance.least, most_cars=most_cars, by_cost=True)
    answer = solve_milp(made.program, easy=True, **clock.silent().options())
    if answer.x is None and answer.certificate.status != "infeasible":
        raise NoPlanFoundError("The search ended before it found cars within both limits. Give it more 'seconds'.")
    return None if answer.x is None else made.cars(answer.x)


@dataclass(frozen=True, eq=False)
class _Search:
    instance: TourInstance
    car_hours: float
    most_cars: float
    asked: Effort
    clock: SearchClock
    limit: Floats | None = None

    def run(self, best: Ints) -> tuple[Ints, Certificate]:
        """Follow the curves further and further, until the program leaves nothing out of its own answer."""
        value, bound = self._value(best), 0.0 if (self.instance.curve >= 0).all() else -np.inf
        upto = np.zeros_like(self.instance.least)
        grown = self._ahead(best, self.instance.least)
        while True:
            upto = grown
            seen, trial = self._solved(upto, value)
            bound = max(bound, seen.bound)
            if trial is not None and self._value(trial) < value:
                best, value = trial, self._value(trial)
            bound = min(bound, value)
            self.clock.report(value, bound)
            close = np.isfinite(value) and value - bound <= max(self.asked.gap, _CLOSE) * max(abs(value), _LEAST)
            grown = upto if trial is None else self._ahead(trial, upto)
            if close or seen.status != "optimal" or (grown == upto).all():
                return best, _certificate(value, bound, seen, close=close)
            if self.clock.late:
                return best, _certificate(value, bound, replace(seen, status=self.clock.ending), close=False)

    def _value(self, cars: Ints) -> float:
        lost = self.instance.lost(cars)
        over = self.limit is not None and bool((lost > self.limit).any())
        return np.inf if over else float(lost.sum())

    def _ahead(self, cars: Ints, upto: Ints) -> Ints:
        return np.minimum(np.maximum(self.instance.on_duty(cars) + _AHEAD, upto), self.instance.most)

    def _solved(self, upto: Ints, value: float) -> tuple[Certificate, Ints | None]:
        """Return what the program proves, and its cars."""
        made = tour_program(
            self.instance,
            upto,
            car_hours=self.car_hours,
            most_cars=self.most_cars,
            limit=self.limit,
        )
        # The program's objective is what is saved, ours is what is still lost: the gap is measured on the latter.
        share = value / max(made.constant - value, _LEAST) if np.isfinite(value) else 0.0
        options = self.clock.silent().options(gap=self.asked.gap * share, seed=self.asked.seed)
        nodes = None if self.limit is None else _NODES_WITH_LIMITS
        answer = solve_milp(made.program, easy=True, nodes=nodes, **options)
        seen = answer.certificate
        bound = seen.bound + made.constant
        return replace(seen, objective=np.nan, bound=bound), None if answer.x is None else made.cars(answer.x)


def _certificate(value: float, bound: float, seen: Certificate, *, close: bool) -> Certificate:
    status: Status = "optimal" if close else "feasible" if seen.status in ("optimal", "infeasible") else seen.status
    return Certificate(status, value, bound, method=_METHOD, message=seen.message)
