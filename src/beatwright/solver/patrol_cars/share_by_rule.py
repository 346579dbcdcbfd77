"""A budget shared out by the rule of the Patrol Car Allocation Model, from the fewest cars on, without proof."""

from __future__ import annotations

from typing import Unpack

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.solver.patrol_cars.greedy_tour_cars import greedy_tour_cars
from beatwright.solver.patrol_cars.share_tour_cars import CarBudget, fewest_within
from beatwright.solver.patrol_cars.tour_cars import TourCars, answer_checked
from beatwright.solver.patrol_cars.tour_instance import TourInstance
from beatwright.solver.time_limit import started

__all__ = ["share_by_rule"]

_METHOD = "largest saving per car-hour first, from the fewest cars on"


def share_by_rule(
    instance: TourInstance, budget: CarBudget, *, unit: str = "", **effort: Unpack[SearchOptions]
) -> TourCars:
    """Return cars on tours within a budget, one after the other put where it saves most for its cost.

    Parameters
    ----------
    instance, budget, unit, effort
        As for `share_tour_cars`.

    Raises
    ------
    ParameterError
        Where an option is wrong.
    InfeasibleError
        Where the fewest cars cost more than the budget.

    Examples
    --------
    >>> import numpy as np
    >>> halves = TourInstance(np.eye(2, dtype=bool), [12, 12], [[1, 1]], [[[9, 3, 1], [9, 5, 1]]])
    >>> share_by_rule(halves, CarBudget(car_hours=36)).certificate.text
    'feasible, nothing proven'
    """
    car_hours, most_cars = budget.limits
    with started("share_by_rule", effort) as (_, clock):
        start = fewest_within(instance, budget, clock)
        cars = greedy_tour_cars(instance, start, car_hours=car_hours, cars=most_cars)
        lost = float(instance.lost(cars).sum())
        certificate = Certificate("feasible", lost, seconds=clock.used, method=_METHOD, unit=unit)
    return answer_checked(instance, cars, certificate, car_hours=car_hours, most_cars=most_cars)
