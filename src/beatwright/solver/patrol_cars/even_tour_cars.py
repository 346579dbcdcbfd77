"""The command that fares worst made to fare as well as can be: the least largest loss, exactly.

Where what each command loses can be listed for every number of car-hours, a search through the lists settles it. Else
each command begins with the cheapest cars with which it loses no more than the largest loss of a good plan, the greedy
rule's. Then the command with the largest loss gets the cheapest cars with which it loses less, again and again; where
the budget does not reach for them, no plan has a smaller largest loss. For at every step each command has the cheapest
cars with which it stays within the largest loss there is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.milp import solve_milp
from beatwright.solver.patrol_cars.fewest_tour_cars import fewest_tour_cars
from beatwright.solver.patrol_cars.greedy_tour_cars import greedy_tour_cars
from beatwright.solver.patrol_cars.listed_tour_cars import METHOD, listed_least_largest
from beatwright.solver.patrol_cars.share_tour_cars import CarBudget, fewest_within, share_tour_cars
from beatwright.solver.patrol_cars.surrogate_limits import SurrogateSearch
from beatwright.solver.patrol_cars.tour_cars import TourCars, answer_checked
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance
from beatwright.solver.patrol_cars.tour_program import tour_program
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["even_tour_cars"]

_AHEAD = 3  # cars
_PART = 0.25  # of the time left for one price of a car
_LESS = 1e-6  # relative: by how much a loss has to be smaller, far above the tolerance, or HiGHS misses answers
_TOLERANCE = 1e-9  # of the limit's row, which is in units of the limit
_ROUNDING = 5e-10  # relative, of sums of losses
_WIDE = 1e6  # times the limit: losses so much larger are off by the tolerance themselves
_METHOD = "cheapest improvement of the worst command, each a HiGHS branch and bound"


def even_tour_cars(
    instance: TourInstance,
    budget: CarBudget,
    scale: npt.ArrayLike,
    *,
    unit: str = "",
    **effort: Unpack[SearchOptions],
) -> TourCars:
    """Return cars on tours within a budget with which the largest loss of a command is least.

    Parameters
    ----------
    instance : TourInstance
        Tours, fewest cars, and what is lost by cars on duty.
    budget : CarBudget
        Car-hours, cars, or both.
    scale : array, shape (commands,)
        What each command's loss is multiplied by before they are compared, such as 1 / its calls; 0 leaves it out.
    unit : str
        What loss times scale is counted in, for the certificate.
    seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    TourCars
        Of all with the least largest loss, one with a small sum (the least where the search is short). The certificate
        is about the largest.

    Raises
    ------
    ParameterError
        Where an option is wrong.
    InfeasibleError
        Where the fewest cars cost more than the budget.

    Examples
    --------
    >>> two = TourInstance([[True]], [8], [[1], [1]], [[[9, 3, 2, 1]], [[9, 5, 4, 3]]])
    >>> answer = even_tour_cars(two, CarBudget(cars=4), [1, 1])
    >>> answer.cars.ravel(), answer.certificate.objective, answer.certificate.text
    (array([1, 3]), 3.0, 'proven optimal')
    """
    scales = np.asarray(scale, dtype=np.float64)
    complaints = Complaints()
    complaints.add(check.shape_is("even_tour_cars", "scale", scales.shape, (instance.commands,), "command"))
    complaints.add(check.at_least_zero("even_tour_cars", "scale", scales, "command"))
    complaints.raise_if_any(ParameterError)
    car_hours, most_cars = budget.limits
    with started("even_tour_cars", effort) as (asked, clock):
        start = fewest_within(instance, budget, clock)

        if np.isfinite(car_hours) and np.isfinite(most_cars):
            cars, certificate = _both_limits(instance, budget, start, scales, clock=clock, asked=asked)
        elif np.isfinite(car_hours):
            cars, certificate = _one_limit(instance, car_hours, start, scales, clock=clock, asked=asked)
        else:
            counted = replace(instance, cost=np.ones_like(instance.cost))
            cars, certificate = _one_limit(counted, most_cars, start, scales, clock=clock, asked=asked)
        certificate = replace(certificate, unit=unit, seconds=clock.used)
    return answer_checked(instance, cars, certificate, car_hours=car_hours, most_cars=most_cars)


def _both_limits(
    instance: TourInstance, budget: CarBudget, start: Ints, scale: Floats, *, clock: SearchClock, asked: Effort
) -> tuple[Ints, Certificate]:
    def one_limit(counted: TourInstance, most: float) -> tuple[Ints, Certificate]:
        # Of what time is left a part, so that the questions with both limits get some too.
        until = None if clock.seconds is None else clock.used + _PART * clock.left
        return _one_limit(counted, most, start, scale, clock=replace(clock.silent(), seconds=until), asked=asked)

    search = SurrogateSearch(instance, *budget.limits, scale, one_limit, clock)
    cars, certificate, least = search.run(start)
    if certificate.status == "optimal" and not least:
        cars = _least_sum(instance, budget, cars, scale, clock=clock, asked=asked)
    return cars, certificate


def _one_limit(
    instance: TourInstance, most: float, start: Ints, scale: Floats, *, clock: SearchClock, asked: Effort
) -> tuple[Ints, Certificate]:
    """Return the best cars whose cost is at most `most`, and the proof; `start` is within it."""
    good = greedy_tour_cars(instance, start, car_hours=most)
    listed = listed_least_largest(instance, good, scale, most, clock)
    if listed is None:
        return _stepwise(instance, most, (start, good), scale, clock=clock, asked=asked)
    value = float((instance.lost(listed) * scale).max())
    clock.report(value, value)
    return listed, Certificate("optimal", value, value, method=METHOD)


def _stepwise(
    instance: TourInstance,
    most: float,
    plans: tuple[Ints, Ints],
    scale: Floats,
    *,
    clock: SearchClock,
    asked: Effort,
) -> tuple[Ints, Certificate]:
    """Improve the worst command again and again, by integer programs."""
    fewest = fewest_tour_cars(instance, **clock.silent().options())
    if fewest.certificate.status == "optimal":
        plans = (fewest.cars, plans[1])
    first, cheapest = _first(instance, plans, scale, clock)
    cheapest &= fewest.certificate.status == "optimal"
    cars, certificate = _improved(instance, first, scale, most, clock=clock)
    if not cheapest and certificate.objective > 0:
        certificate = replace(certificate, status=clock.ending if clock.late else "feasible", bound=0.0)
    if certificate.status != "optimal":
        return _filled_up(instance, cars, scale, most, certificate)
    within = CarBudget(car_hours=most)
    return _least_sum(instance, within, cars, scale, clock=clock, asked=asked), certificate


def _first(instance: TourInstance, plans: tuple[Ints, Ints], scale: Floats, clock: SearchClock) -> tuple[Ints, bool]:
    """Return for each command the cheapest cars that lose no more than the largest loss of a good plan, and if proven.

    Those of the good plan hold it, and are taken where no cheaper ones are found.
    """
    cars, good = plans[0].copy(), plans[1]
    largest, proven = float((instance.lost(good) * scale).max()), True
    for command in np.flatnonzero(instance.lost(cars) * scale > largest):
        cars[command] = good[command]
        if largest <= 0 or clock.late:
            proven = False
            continue
        limit = largest / scale[command] * (1 + _LESS)
        better, _ = _cheapest(instance, int(command), good[command], limit=limit, clock=clock)
        if better is not None and better @ instance.cost <= good[command] @ instance.cost * (1 + _ROUNDING):
            cars[command] = better
        else:
            proven = False
    return cars, proven


def _improved(
    instance: TourInstance, cars: Ints, scale: Floats, most: float, *, clock: SearchClock
) -> tuple[Ints, Certificate]:
    cars, spent = cars.copy(), float(cars.sum(axis=0) @ instance.cost)
    best, value, shown = cars.copy(), np.inf, ""
    while True:
        lost = instance.lost(cars) * scale
        worst = int(lost.argmax())
        if spent <= most * (1 + 1e-12):
            best, value = cars.copy(), float(lost[worst])
            clock.report(value, -np.inf)
        else:
            return best, _proven(value, shown)
        if value <= 0 or clock.late:
            ended: Status = "optimal" if value <= 0 else clock.ending
            return best, Certificate(ended, value, 0.0, method=_METHOD, message=shown)
        limit = value / scale[worst] * (1 - _LESS)
        better, shown = _cheapest(instance, worst, cars[worst], limit=limit, clock=clock)
        if better is None:
            if shown == "infeasible":
                return best, _proven(value, shown)
            late: Status = clock.ending if clock.late else "feasible"
            return best, Certificate(late, value, 0.0, method=_METHOD, message=shown)
        spent += float((better - cars[worst]) @ instance.cost)
        cars[worst] = better


def _proven(value: float, shown: str) -> Certificate:
    """Return the proof that nothing is better by more than what losses are told apart by."""
    return Certificate("optimal", value, value * (1 - _LESS), method=_METHOD, message=shown)


def _filled_up(
    instance: TourInstance, cars: Ints, scale: Floats, most: float, certificate: Certificate
) -> tuple[Ints, Certificate]:
    """Use what is left of the budget by the greedy rule, where the search was ended."""
    tried = greedy_tour_cars(instance, cars, car_hours=most)
    value = float((instance.lost(tried) * scale).max())
    return tried, replace(certificate, objective=value)


def _cheapest(
    instance: TourInstance, command: int, cars: Ints, *, limit: float, clock: SearchClock
) -> tuple[Ints | None, str]:
    """Return the cheapest cars with which a command loses at most `limit`, and how the search for them ended.

    Curves are followed a little further than `cars` first.
    """
    alone = replace(instance, least=instance.least[command : command + 1], curve=instance.curve[command : command + 1])
    upto = alone.on_duty(cars) + _AHEAD
    if alone.most_lost[0] > _WIDE * limit:
        return None, "feasible"
    while True:
        # Cut curves make the limit easier to hold, never harder: cars that hold it on the whole curve are the cheapest.
        upto = np.minimum(upto, alone.most)
        made = tour_program(alone, upto, limit=np.array([limit]), by_cost=True)
        answer = solve_milp(made.program, easy=True, tolerance=_TOLERANCE, **clock.silent().options())
        if answer.x is None or answer.certificate.status != "optimal":
            return None, answer.certificate.status
        found = made.cars(answer.x)
        if alone.lost(found)[0] <= limit * (1 + _TOLERANCE):
            return found[0], "optimal"
        further = np.minimum(np.maximum(upto, alone.on_duty(found) + _AHEAD), alone.most)
        if (further == upto).all():
            return None, "feasible"
        upto = further


def _least_sum(
    instance: TourInstance, budget: CarBudget, cars: Ints, scale: Floats, *, clock: SearchClock, asked: Effort
) -> Ints:
    """Return cars with the least sum of losses of all whose largest is as small as that of `cars`."""
    largest = float((instance.lost(cars) * scale).max())
    limit = np.divide(largest * (1 + _ROUNDING), scale, out=np.full_like(scale, np.inf), where=scale > 0)
    known = np.where(limit > 0, limit, np.inf)
    options = clock.silent().options(gap=asked.gap, seed=asked.seed)
    found = share_tour_cars(instance, budget, limit=known, start=cars, **options)
    return found.cars if (instance.lost(found.cars) * scale).max() <= largest * (1 + _ROUNDING) else cars
