"""A plan with cars and what the judge said of it: one point of the trade-off."""

from __future__ import annotations

import math
from dataclasses import dataclass

from beatwright.core.evaluation import Evaluation
from beatwright.core.measure import Measure
from beatwright.core.plan import Plan

__all__ = ["CarPoint", "CarTrade"]


@dataclass(frozen=True, eq=False)
class CarPoint:
    """One plan, judged.

    Parameters
    ----------
    plan : Plan
        With cars.
    judged : Evaluation
        What the judge said of it on held-out demand.
    budget : float
        Car-hours a week that it was to use at most. NaN: nobody said.
    """

    plan: Plan
    judged: Evaluation
    budget: float = math.nan

    @property
    def car_hours(self) -> int:
        """Car-hours on duty a week."""
        return self.plan.car_hours

    @property
    def proven(self) -> bool:
        """Whether no plan with as many car-hours is better on the demand planned on."""
        return self.plan.certificate is not None and self.plan.certificate.status == "optimal"

    def figure(self, name: str) -> float:
        """Return a figure; NaN where it is without end, as waits at posts that cannot keep up are."""
        value = self.judged[name]
        return value if math.isfinite(value) else math.nan


@dataclass(frozen=True, eq=False)
class CarTrade:
    """Plans over a range of car-hours, all judged alike.

    Parameters
    ----------
    curves : mapping of str to tuple of CarPoint
        By method, the one that proves its plans first; by rising car-hours.
    main : CarPoint
        The recommended plan.
    today : CarPoint, optional
        Today's cars.
    at_today : CarPoint, optional
        Today's car-hours shared out best at today's posts.
    fewest : int
        Car-hours with which all calls are just carried at the plan's posts.
    measures : tuple of Measure
        What is traded, and what stands beside it.
    """

    curves: dict[str, tuple[CarPoint, ...]]
    main: CarPoint
    today: CarPoint | None
    at_today: CarPoint | None
    fewest: int
    measures: tuple[Measure, ...]

    @property
    def exact(self) -> tuple[CarPoint, ...]:
        """The curve of the method that proves its plans."""
        return next(iter(self.curves.values()))

    @property
    def rivals(self) -> dict[str, tuple[CarPoint, ...]]:
        """The other curves."""
        return dict(list(self.curves.items())[1:])

    @property
    def traded(self) -> Measure:
        """The figure that is traded against car-hours."""
        return self.measures[0]
