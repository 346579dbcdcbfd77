"""The cars of a roster: every tour is of one car at one post, and a car has a rest before its next tour.

Tours of a post are given to its cars as they begin: to the one that is off duty longest, if it was off for eight hours,
else to one more. Tours of the whole city are given to posts, one after the other, where over their hours cars are
missing most beside the crews of the plan; then each is asked again whether another post misses it more.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core import Plan, Roster
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.simulation.car_tours import CarTours, car_tours

__all__ = ["RosterCars", "roster_cars"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_REST = 8  # hours off duty of a car between two tours: what is late from one does not reach the next
_ROUNDS = 4  # in which tours are asked again; few move after the first


class RosterCars(NamedTuple):
    """Cars with tours.

    Parameters
    ----------
    home : array of int, shape (cars,)
        Position of the post.
    on : array of bool, shape (cars, hours)
        Whether the car is on duty, by hour of a cycle of whole weeks.
    tours : int
        How many tours a cycle has.
    """

    home: Ints
    on: npt.NDArray[np.bool_]
    tours: int


def roster_cars(plan: Plan, roster: Roster, per_car: int) -> RosterCars:
    """Return the cars of a plan's roster that comes round, with `per_car` officers in each."""
    own = [car_tours(roster, site, per_car) for site in plan.site_ids]
    pool = car_tours(roster, "", per_car)
    hours = int(np.lcm.reduce([each.hours for each in (*own, pool)]))
    cover = np.array([np.resize(each.cover, hours) for each in own])
    pool = _unrolled(pool, hours)
    given = _given_to_posts(pool, _wanted(plan, cover, pool))
    home, on, tours = [], [], 0
    for post, each in enumerate(own):
        mine = _unrolled(each, hours)
        start = np.concatenate([mine.start, pool.start[given == post]])
        end = np.concatenate([mine.end, pool.end[given == post]])
        rows = _rows(start, end, hours)
        home.append(np.full(len(rows), post, dtype=np.int64))
        on.append(rows)
        tours += len(start)
    return RosterCars(np.concatenate(home), np.concatenate(on), tours)


def _unrolled(tours: CarTours, hours: int) -> CarTours:
    """Return the tours of a cycle of more hours."""
    shift = np.repeat(np.arange(0, hours, tours.hours), len(tours.start))
    times = hours // tours.hours
    return CarTours(np.tile(tours.start, times) + shift, np.tile(tours.end, times) + shift, hours)


def _wanted(plan: Plan, own: Ints, pool: CarTours) -> Floats:
    """Return the cars of the pool that posts want, shape (posts, hours): of the crews, else all alike."""
    if plan.crews is None:
        return np.tile(pool.cover / len(own), (len(own), 1))
    crews = np.broadcast_to(np.array(plan.crews, dtype=np.int64), (len(own), HOURS_OF_WEEK))
    return np.tile(crews, (1, pool.hours // HOURS_OF_WEEK)).astype(np.float64) - own


def _given_to_posts(pool: CarTours, wanted: Floats) -> Ints:
    """Return the post of every tour of the pool."""
    missing, post = wanted.copy(), np.full(len(pool.start), -1, dtype=np.int64)
    for _ in range(_ROUNDS):
        before = post.copy()
        for tour, (start, end) in enumerate(zip(pool.start.tolist(), pool.end.tolist(), strict=True)):
            hours = np.arange(start, end) % pool.hours
            if post[tour] >= 0:
                missing[post[tour], hours] += 1.0
            post[tour] = int(np.argmax(missing[:, hours].sum(axis=1)))
            missing[post[tour], hours] -= 1.0
        if (post == before).all():
            break
    return post


def _rows(start: Ints, end: Ints, hours: int) -> npt.NDArray[np.bool_]:
    """Return when each of the cars is on duty that a post's tours take, shape (cars, hours)."""
    first: list[int] = []  # start of the first tour of each car
    off: list[tuple[int, int]] = []  # end of its last tour, and the car: a heap
    car = np.zeros(len(start), dtype=np.int64)
    for tour in np.lexsort((end, start)).tolist():
        begins, ends = int(start[tour]), int(end[tour])
        if off and off[0][0] + _REST <= begins and ends + _REST <= hours + first[off[0][1]]:
            car[tour] = heappop(off)[1]
        else:
            car[tour] = len(first)
            first.append(begins)
        heappush(off, (ends, int(car[tour])))
    on = np.zeros((len(first), hours), dtype=np.bool_)
    for row, begins, ends in zip(car, start, end, strict=True):
        on[row, np.arange(begins, ends) % hours] = True
    return on
