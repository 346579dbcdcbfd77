"""The cars of a plan, each with a name: where each is at home, and in which hours it is on duty.

A roster has tours: a car is on duty from the beginning of a shift to its end, and the next shift comes in other cars.
Crews are counts: so many cars at a post in an hour. A simulation needs cars that stay the same from hour to hour. Car
number k of a post (0, 1, ...) is on duty in the hours with more than k cars there: it comes when the count rises above
k and goes when it falls to k again, so that no car comes and goes within an hour. Which of the cars goes is decided
when it is due, by `Policy.exchange`: one that is free goes for one that is on a call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.words import count_of
from beatwright.core import Plan
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.simulation.roster_car_notes import roster_car_notes
from beatwright.evaluate.simulation.roster_cars import roster_cars

__all__ = ["CarsOnDuty", "cars_on_duty"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CarsOnDuty:
    """Cars with a home and hours of duty.

    Parameters
    ----------
    home : array of int, shape (cars,)
        Position of the post in ``plan.posts``.
    on : array of bool, shape (cars, 168), (cars, 1), or the hours of several weeks
        Whether the car is on duty, by hour of the week; those of a roster may come round after several.
    counted : bool
        Whether the cars were counts, so that any of a post may go where one is due.
    notes : tuple of str
        What was assumed.
    """

    home: npt.NDArray[np.int64]
    on: npt.NDArray[np.bool_]
    counted: bool
    notes: tuple[str, ...] = ()

    def in_weeks(self, posts: int, weeks: int) -> Floats:
        """Return the cars on duty in so many weeks of a run, shape (weeks, posts, 168)."""
        by_post = np.zeros((posts, self.on.shape[1]))
        for post in range(posts):
            by_post[post] = self.on[self.home == post].sum(axis=0)
        cycle = max(1, self.on.shape[1] // HOURS_OF_WEEK)
        by_week = np.broadcast_to(by_post.reshape(posts, cycle, -1), (posts, cycle, HOURS_OF_WEEK))
        return np.asarray(by_week.transpose(1, 0, 2)[np.arange(weeks) % cycle], dtype=np.float64)


def cars_on_duty(plan: Plan, officers_per_car: int) -> CarsOnDuty:
    """Return the cars of a plan: of its roster, else of its crews, else one at every post round the clock.

    Raises
    ------
    ParameterError
        Where the plan has no posts, crews without a car, or a roster of which no officers fill a car.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> cars = cars_on_duty(Plan(posts=(Post("a"), Post("b")), crews=((2,), (1,))), 2)
    >>> cars.home.tolist(), cars.on.ravel().tolist()
    ([0, 0, 1], [True, True, True])
    """
    plan.need("posts")
    if plan.roster is not None and any(any(line.days) for line in plan.roster.walked):
        return _of_roster(plan, officers_per_car)
    if plan.crews is None:
        return _one_at_each_post(plan)
    crews = np.array(plan.crews, dtype=np.int64)
    most = crews.max(axis=1)
    if not most.any():
        raise ParameterError(
            f"The plan '{plan.name}' has no car on duty in any hour, so no call would be answered. Give it cars."
        )
    home = np.repeat(np.arange(len(most)), most)
    number = np.concatenate([np.arange(cars) for cars in most])
    return CarsOnDuty(home, number[:, None] < crews[home], counted=True)


def _of_roster(plan: Plan, officers_per_car: int) -> CarsOnDuty:
    assert plan.roster is not None  # asked for by the caller
    cars = roster_cars(plan, plan.roster.coming_round, officers_per_car)
    if not len(cars.home):
        raise ParameterError(
            f"The roster of the plan '{plan.name}' never has the {count_of(officers_per_car, 'officer')} of a car on "
            "duty together, so no call would be answered. Give it officers."
        )
    return CarsOnDuty(cars.home, cars.on, counted=False, notes=tuple(roster_car_notes(plan, cars)))


def _one_at_each_post(plan: Plan) -> CarsOnDuty:
    posts = len(plan.site_ids)
    told = (
        f"“{clean(plan.name, 60)}” does not say how many cars there are: {count_of(posts, 'car')}, one at each post "
        "round the clock, are assumed."
    )
    return CarsOnDuty(np.arange(posts), np.ones((posts, 1), dtype=np.bool_), counted=True, notes=(told,))
