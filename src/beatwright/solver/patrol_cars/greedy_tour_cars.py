"""The rule of the Patrol Car Allocation Model: one car after the other, where it saves most per car-hour.

Best possible where all tours cost the same and none overlaps another; it can miss the best where they differ.

Chaiken, J. M. and Dormont, P. (1978). A patrol car allocation model: capabilities and algorithms. Management Science
24, 1291-1300.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance

__all__ = ["greedy_tour_cars"]


def greedy_tour_cars(
    instance: TourInstance, start: npt.ArrayLike, *, car_hours: float = np.inf, cars: float = np.inf
) -> Ints:
    """Return cars on tours, shape (commands, tours), added one by one while the budget lasts and something is saved.

    Parameters
    ----------
    instance : TourInstance
        Tours, their cost, and what is lost.
    start : array of int, shape (commands, tours)
        Cars to begin with, such as the fewest that hold the bounds.
    car_hours, cars : float
        Largest total cost, and largest number of cars.

    Examples
    --------
    >>> halves = TourInstance(np.eye(2, dtype=bool), [12, 12], [[1, 1]], [[[9, 3, 1], [9, 5, 1]]])
    >>> greedy_tour_cars(halves, [[1, 1]], car_hours=36)
    array([[1, 2]])
    """
    found = np.array(start, dtype=np.int64)
    money, more = car_hours - float(found.sum(axis=0) @ instance.cost), cars - found.sum()
    saved = _saved_per_hour(instance, found, np.arange(instance.commands))
    while more >= 1:
        worth = np.where(instance.cost <= money * (1 + 1e-12), saved, 0.0)
        command, tour = np.unravel_index(int(worth.argmax()), worth.shape)
        if not worth[command, tour] > 0:
            break
        found[command, tour] += 1
        money, more = money - float(instance.cost[tour]), more - 1
        one = np.array([command])
        saved[one] = _saved_per_hour(instance, found, one)
    return found


def _saved_per_hour(instance: TourInstance, cars: Ints, commands: npt.NDArray[np.intp]) -> Floats:
    """Return what one more car on each tour of these commands saves for each unit of its cost."""
    number = np.minimum(instance.on_duty(cars[commands]), instance.most)[:, :, None]
    curve = instance.curve[commands]
    now = np.take_along_axis(curve, number, axis=2)
    then = np.take_along_axis(curve, np.minimum(number + 1, instance.most), axis=2)
    return np.asarray((now - then)[:, :, 0] @ instance.cover / instance.cost)
