"""Patrol cars in proportion to calls: the rule of thumb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError
from beatwright.base.words import joined
from beatwright.core import Plan, Problem
from beatwright.planning.cars.command_planner import USUAL_TOURS, CommandPlanner, cars_in_words, crews_by_hour
from beatwright.planning.cars.tour_blocks import TourBlocks, tour_blocks

__all__ = ["ProportionalCars"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_HOURS_OF_WEEK = 168


@dataclass(frozen=True, repr=False)
class ProportionalCars(CommandPlanner):
    """Put cars on tours in proportion to the calls that come in them, every day of the week alike.

    Each tour of each post has one car; the others go, one by one, to where most are still missing from the share of the
    calls. The calls of an hour in which several tours are on duty count for each of them in equal parts.

    The rule does not know that a large post needs fewer cars for each call than a small one, nor that work lags behind
    calls; it is here to be compared with.

    Parameters
    ----------
    car_hours : float
        Car-hours a week over all posts that there are at most.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import hourly_problem
    >>> posts = Plan(posts=(Post("s2"), Post("s5")))
    >>> plan = ProportionalCars(car_hours=1000).solve(hourly_problem(), posts)
    >>> [(crew[0], crew[8], crew[16]) for crew in plan.crews]
    [(2, 2, 5), (2, 2, 4)]
    """

    car_hours: float

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.number("ProportionalCars", "car_hours", self.car_hours, 0, open_low=True)
        yield from self.command_complaints()
        yield from self.name_complaints()

    def sharing(self, car_hours: float) -> ProportionalCars:
        """Return a copy that shares out so many car-hours a week."""
        return replace(self, car_hours=car_hours)

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with cars on duty by the hour of the week; nothing is proven of it.

        Raises
        ------
        ParameterError
            Where the plan has no posts, the demand is not by the hour, or tours leave an hour without cars.
        InfeasibleError
            Where the car-hours do not reach for one car on every tour of every post.
        """
        plan, calls, names = self.calls_of(problem, plan)
        tours = problem.tours or USUAL_TOURS
        blocks = tour_blocks(list(tours), _HOURS_OF_WEEK)
        cars = _shared_out(_calls_of_tours(calls.expected.sum(axis=2), blocks), blocks.hours, self.car_hours)
        on_duty = cars @ blocks.on_duty.astype(np.int64)
        crews = crews_by_hour(on_duty)
        told = cars_in_words(crews)
        notes = [
            f"{told[:1].upper()}{told[1:]}, in proportion to calls, on the tours "
            f"{joined(tour.name for tour in tours)}.",
            *self.call_notes(problem, calls, on_duty, names),
        ]
        return plan.deciding(
            {"crews": crews},
            name=self.name or self.label,
            made_by=self.label,
            certificate=Certificate("feasible", method="cars in proportion to calls"),
            notes=notes,
        )


def _calls_of_tours(by_hour: Floats, blocks: TourBlocks) -> Floats:
    """Return the calls of each tour from those of each hour, [post, tour]; tours on duty together halve them."""
    return np.asarray((by_hour / blocks.on_duty.sum(axis=0)) @ blocks.on_duty.T)


def _shared_out(calls: Floats, hours: Floats, car_hours: float) -> Ints:
    """Return cars [post, tour] of at most so many car-hours, `hours` being those of a car on each tour."""
    cars = np.ones(calls.shape, dtype=np.int64)
    left = car_hours - float((cars * hours).sum())
    if left < 0:
        raise InfeasibleError(
            f"One car on every tour of every post takes {car_hours - left:,.0f} car-hours a week, but there are "
            f"{car_hours:,.0f}."
        )
    wanted = calls / max(float(calls.sum()), np.finfo(float).tiny) * car_hours / hours
    while (fits := np.broadcast_to(hours <= left, cars.shape)).any():
        most = np.unravel_index(int(np.where(fits, wanted - cars, -np.inf).argmax()), cars.shape)
        cars[most] += 1
        left -= float(hours[most[1]])
    return cars
