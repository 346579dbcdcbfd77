"""The answer: cars on tours, checked against what was asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance

__all__ = ["TourCars", "answer_checked"]

_ROUNDING = 1e-9  # of a budget: sums of car-hours


@dataclass(frozen=True, eq=False)
class TourCars:
    """Cars on tours, and how good they are proven to be.

    Parameters
    ----------
    cars : array of int64, shape (commands, tours)
        Cars on each tour of each command.
    certificate : Certificate
        Of what was asked for: car-hours, or what is lost.
    instance : TourInstance
        What was known.
    """

    cars: Ints
    certificate: Certificate
    instance: TourInstance

    @property
    def on_duty(self) -> Ints:
        """Cars on duty, shape (commands, blocks)."""
        return self.instance.on_duty(self.cars)

    @property
    def lost(self) -> Floats:
        """What every command loses, shape (commands,)."""
        return self.instance.lost(self.cars)

    @property
    def cost(self) -> float:
        """Car-hours in all."""
        return float(self.cars.sum(axis=0) @ self.instance.cost)


def answer_checked(
    instance: TourInstance,
    cars: npt.ArrayLike,
    certificate: Certificate,
    *,
    car_hours: float = np.inf,
    most_cars: float = np.inf,
) -> TourCars:
    """Return the answer if it holds every rule.

    Raises
    ------
    AssertionError
        Where it does not: a fault of the engine, never of who asked.
    """
    answer = TourCars(np.asarray(cars, dtype=np.int64), certificate, instance)
    held = (answer.cars >= 0).all() and (answer.on_duty >= instance.least).all()
    within = answer.cost <= car_hours * (1 + _ROUNDING) and answer.cars.sum() <= most_cars
    if not (held and within):
        raise AssertionError("Cars on tours break a rule of their problem: a fault of beatwright.")
    return answer
