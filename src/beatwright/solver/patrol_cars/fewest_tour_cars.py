"""Fewest car-hours that leave enough cars on duty: a covering program for every command.

minimise sum_t cost_t y_t subject to sum_t cover_bt y_t >= least_b, y whole numbers (Dantzig's tours of toll booths).
Commands do not meet, so each is a program of its own, and commands that need the same are solved once.

Dantzig, G. B. (1954). A comment on Edie's "Traffic delays at toll booths". Operations Research 2, 339-341.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import SearchOptions
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.patrol_cars.tour_cars import TourCars, answer_checked
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance
from beatwright.solver.time_limit import started

__all__ = ["fewest_tour_cars"]


def fewest_tour_cars(instance: TourInstance, **effort: Unpack[SearchOptions]) -> TourCars:
    """Return cars on tours that cost least of all that leave `least` cars on duty in every block.

    Parameters
    ----------
    instance : TourInstance
        Its curves are not looked at.
    seconds, gap, seed, stop, progress
        As for `p_median`. Where the search is ended at once, cars are enough, but nothing is proven of their number.

    Raises
    ------
    ParameterError
        Where an option is wrong.

    Examples
    --------
    Three cars are needed in the second half of a day, one in the first; a tour may last all day, or half of it.

    >>> day = TourInstance([[True, False], [True, True]], [24, 12], [[1, 3]], np.zeros((1, 2, 1)))
    >>> answer = fewest_tour_cars(day)
    >>> answer.cars, answer.certificate.objective, answer.certificate.status
    (array([[1, 2]]), 48.0, 'optimal')
    """
    with started("fewest_tour_cars", effort) as (asked, clock):
        needs, which = np.unique(instance.least, axis=0, return_inverse=True)
        found = []
        for need in needs:
            options = clock.silent().options(gap=asked.gap, seed=asked.seed)
            found.append(_one_command(instance.cover.astype(np.float64), instance.cost, need, options))
        several = np.bincount(which.ravel(), minlength=len(needs))
        objective, bound = (
            float(several @ [getattr(one.certificate, word) for one in found]) for word in ("objective", "bound")
        )
        certificate = Certificate(
            _worst(found),
            objective,
            min(bound, objective),
            seconds=clock.used,
            method="HiGHS branch and bound of a covering program for every command",
            unit="car-hours",
        )
        clock.report(objective, certificate.bound)
    cars = np.array([one.x for one in found])[which.ravel()]
    return answer_checked(instance, np.rint(cars), certificate)


def _one_command(cover: Floats, cost: Floats, need: Ints, options: SearchOptions) -> MilpSolution:
    program = Milp(cost, cover, need.astype(np.float64), np.inf, integer=True)
    answer = solve_milp(program, easy=True, **options)
    if answer.x is not None:
        return answer
    # It was ended before it found any.
    cars = _by_rule(cover, cost, need)
    return MilpSolution(cars, replace(answer.certificate, objective=float(cars @ cost), bound=0.0))


def _by_rule(cover: Floats, cost: Floats, need: Ints) -> Floats:
    """Return enough cars, added one by one on the tour that helps most blocks for its cost."""
    cars = np.zeros(len(cost))
    while (short := cover @ cars < need).any():
        cars[int((cover.T @ short / cost).argmax())] += 1
    return cars


def _worst(found: list[MilpSolution]) -> Status:
    order: tuple[Status, ...] = ("time limit", "feasible", "optimal")
    return min((one.certificate.status for one in found), key=order.index)
