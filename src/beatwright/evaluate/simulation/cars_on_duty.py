"""The cars of a plan, each with a name: where each is at home, and in which hours it is on duty.

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

__all__ = ["CarsOnDuty", "cars_on_duty"]


@dataclass(frozen=True, eq=False)
class CarsOnDuty:
    """Cars with a home and hours of duty.

    Parameters
    ----------
    home : array of int, shape (cars,)
        Position of the post in ``plan.posts``.
    on : array of bool, shape (cars, 168) or (cars, 1)
        Whether the car is on duty, by hour of the week.
    counted : bool
        Whether the cars were counts, so that any of a post may go where one is due.
    notes : tuple of str
        What was assumed.
    """

    home: npt.NDArray[np.int64]
    on: npt.NDArray[np.bool_]
    counted: bool
    notes: tuple[str, ...] = ()

    def hours_at(self, posts: int) -> npt.NDArray[np.float64]:
        """Return the car-hours on duty at each of so many posts in a week, shape (posts,)."""
        hours = self.on.sum(axis=1) * (HOURS_OF_WEEK / self.on.shape[1])
        return np.bincount(self.home, hours, minlength=posts).astype(np.float64)


def cars_on_duty(plan: Plan) -> CarsOnDuty:
    """Return the cars of a plan: of its crews, else one at every post round the clock.

    The tours of a roster, once a plan has them, are a third source: named cars, for which `counted` is False.

    Raises
    ------
    ParameterError
        Where the plan has no posts, or crews without a car.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> cars = cars_on_duty(Plan(posts=(Post("a"), Post("b")), crews=((2,), (1,))))
    >>> cars.home.tolist(), cars.on.ravel().tolist()
    ([0, 0, 1], [True, True, True])
    """
    plan.need("posts")
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


def _one_at_each_post(plan: Plan) -> CarsOnDuty:
    posts = len(plan.site_ids)
    told = (
        f"“{clean(plan.name, 60)}” does not say how many cars there are: {count_of(posts, 'car')}, one at each post "
        "round the clock, are assumed."
    )
    return CarsOnDuty(np.arange(posts), np.ones((posts, 1), dtype=np.bool_), counted=True, notes=(told,))
