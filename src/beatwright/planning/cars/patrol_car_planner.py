"""Patrol cars for the posts of a plan, tour by tour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError, errors_of
from beatwright.base.words import joined, listed
from beatwright.core import Plan, Problem
from beatwright.core.command_calls import CommandCalls
from beatwright.core.tour import Tour
from beatwright.planning.cars.car_goal import OBJECTIVES, CarGoal
from beatwright.planning.cars.car_standards import CarStandards
from beatwright.planning.cars.command_planner import (
    USUAL_DELAYED_SHARE,
    USUAL_TOURS,
    CommandPlanner,
    cars_in_words,
    crews_by_hour,
)
from beatwright.planning.cars.patrol_calls import LOADS, PatrolCalls
from beatwright.planning.cars.patrol_cars import ADVICE, PatrolCarPlan, solve_patrol_cars
from beatwright.planning.cars.tour_blocks import TourBlocks, tour_blocks
from beatwright.planning.cars.travel_loop import pass_notes, passes_of
from beatwright.planning.shared_options import SearchingPlanner
from beatwright.solver.patrol_cars import CarBudget

__all__ = ["PatrolCars"]

_WAIT_AT = ("post", "patrol")
_BY_CLASS = ("most_wait", "most_response", "class_weight")
_MEASURES = ("delayed", "wait", "response")
_DAYS, _HOURS_OF_DAY, _MINUTES_OF_HOUR = 7, 24, 60.0


@dataclass(frozen=True, repr=False)
class PatrolCars(CommandPlanner, SearchingPlanner):
    """Put patrol cars on tours at the posts of a plan, with proof.

    Without `car_hours` and `cars`: the fewest car-hours that hold all bounds in every hour. With either: the best use
    of them, within the bounds. Tours are those of the problem, and may overlap. See `patrol_cars` for plain arrays.

    Parameters
    ----------
    delayed_share : float, optional
        Largest share of the calls of an hour that may find too few cars of their post free. By default that of the
        problem, or 0.10 where there is neither that nor another bound nor cars to share out.
    car_hours : float, optional
        Car-hours a week over all posts that there are at most.
    cars : int, optional
        Cars over all posts and tours that there are at most: of a day with `every_day`, of the week without.
    objective : {"delayed", "wait", "response", "weighted"}, default "delayed"
        What is made small: calls that wait, minutes that calls wait, minutes until a car arrives, or a weighted sum.
    weights : tuple of float, default ()
        Of "weighted": what a delayed call, a minute of wait and a minute of response count.
    class_weight : tuple of float, default ()
        What a call of each class counts, in the order of the severity table; all the same by default.
    largest : bool, default False
        Whether the largest mean over posts is made small rather than the mean over all calls.
    most_wait : tuple of float, default ()
        Largest mean minutes that a call of an hour may wait for a car, for each class in the order of the severity
        table. A number large enough says that a class does not matter.
    most_response : tuple of float, default ()
        The same until a car arrives.
    least_passes : float, optional
        Fewest times an hour that a car on patrol passes a point of the streets; zones need street kilometres.
    patrol_speed : float, default 16.0
        Kilometres per hour on patrol.
    least_patrol_hours : float, optional
        Fewest hours of patrol for each incident.
    load : {"mean", "peak", "steady"}, default "mean"
        The load by which an hour is judged: its mean offered load, its largest, or that of its calls alone.
    every_day : bool, default False
        Whether all days have the same cars.
    wait_at : {"post", "patrol"}, default "post"
        Where free cars are. From a post the travel to a call is that of the city; on patrol it is that of the
        nearest free car, spread evenly over the zones of the post.
    speed : float, default 24.0
        Kilometres per hour to a call, where cars patrol.

    References
    ----------
    Chaiken, J. M. and Dormont, P. (1978). A patrol car allocation model. Management Science 24, 1280-1300.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import hourly_problem
    >>> posts = Plan(posts=(Post("s2"), Post("s5")))
    >>> plan = PatrolCars(delayed_share=0.2, every_day=True).solve(hourly_problem(), posts)
    >>> [crew[0] for crew in plan.crews], plan.certificate.text, plan.certificate.unit
    ([5, 6], 'proven optimal', 'car-hours a week')
    """

    delayed_share: float | None = None
    car_hours: float | None = None
    cars: int | None = None
    objective: str = "delayed"
    weights: tuple[float, ...] = ()
    class_weight: tuple[float, ...] = ()
    largest: bool = False
    most_wait: tuple[float, ...] = ()
    most_response: tuple[float, ...] = ()
    least_passes: float | None = None
    patrol_speed: float = 16.0
    least_patrol_hours: float | None = None
    load: str = "mean"
    every_day: bool = False
    wait_at: str = "post"
    speed: float = 24.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        yield check.number(owner, "delayed_share", self.delayed_share, 0, 1, open_low=True, optional=True)
        yield check.number(owner, "car_hours", self.car_hours, 0, open_low=True, optional=True)
        yield None if self.cars is None else check.integer(owner, "cars", self.cars, 1)
        yield check.one_of(owner, "objective", self.objective, OBJECTIVES)
        yield check.one_of(owner, "load", self.load, LOADS)
        yield check.one_of(owner, "wait_at", self.wait_at, _WAIT_AT)
        for name in ("largest", "every_day"):
            yield check.boolean(owner, name, getattr(self, name))
        for name in ("least_passes", "least_patrol_hours"):
            yield check.number(owner, name, getattr(self, name), 0, optional=True)
        for name in ("patrol_speed", "speed"):
            yield check.number(owner, name, getattr(self, name), 0, open_low=True)
        for name in (*_BY_CLASS, "weights"):
            yield _numbers_complaint(owner, name, getattr(self, name))
        yield self._weights_complaint()
        yield from self.command_complaints()
        yield from self.search_complaints()

    def _weights_complaint(self) -> str | None:
        given = len(self.weights) if isinstance(self.weights, tuple) else 0
        if given == (len(_MEASURES) if self.objective == "weighted" else 0):
            return None
        expected = "three numbers with the objective 'weighted', and left out with the others"
        return check.sentence(type(self).__name__, "weights", expected, f"{self.weights!r} with '{self.objective}'")

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with cars on duty by the hour of the week, and its certificate.

        Raises
        ------
        ParameterError
            Where the plan has no posts, the demand is not by the hour, or tours leave an hour without cars.
        InfeasibleError
            Where bounds need more than the budget, or no number of cars holds them: with the hours and the numbers.
        """
        plan, calls, names = self.calls_of(problem, plan)
        self._need_fits(problem, calls)
        tours = problem.tours or USUAL_TOURS
        blocks = self._blocks(tours)
        bound, goal = self._bound(problem), self._goal()

        def solve(now: PatrolCalls) -> PatrolCarPlan:
            with errors_of(type(self).__name__, ADVICE):
                return solve_patrol_cars(
                    now, blocks, self._budget, self._standards(now, calls, bound), goal, names=names, **self.effort
                )

        given, passes = self._calls(calls), []
        if self.wait_at == "patrol":
            on_scene = given.service - calls.travel[:, ::-1] / _MINUTES_OF_HOUR
            passes = passes_of(given, on_scene, _mean_travel(calls), solve)
        found = passes[-1].plan if passes else solve(given)
        crews = crews_by_hour(found.on_duty)
        notes = [
            f"{cars_in_words(crews)[:1].upper()}{cars_in_words(crews)[1:]}, on the tours "
            f"{joined(tour.name for tour in tours)}{'' if problem.tours else ' (by default: the problem has none)'}.",
            *self._bound_notes(problem, bound),
            *pass_notes(passes, names),
            *self.call_notes(problem, calls, found.on_duty, names),
        ]
        return plan.deciding(
            {"crews": crews},
            name=self.name or self.label,
            made_by=self.label,
            certificate=self._certificate(found),
            notes=notes,
        )

    def sharing(self, car_hours: float) -> PatrolCars:
        """Return a copy that makes the best use of so many car-hours a week, without bounds.

        >>> PatrolCars(delayed_share=0.05, objective="wait").sharing(560).label
        'PatrolCars(delayed_share=1.0, car_hours=560, objective=wait)'
        """
        return replace(self.fewest(), car_hours=car_hours)

    def fewest(self) -> PatrolCars:
        """Return a copy that takes the fewest car-hours with which all calls are carried, without bounds."""
        no_bounds: dict[str, Any] = {"most_wait": (), "most_response": (), "least_passes": None, "cars": None}
        return replace(self, delayed_share=1.0, least_patrol_hours=None, car_hours=None, **no_bounds)

    @property
    def _budget(self) -> CarBudget | None:
        if self.car_hours is None and self.cars is None:
            return None
        return CarBudget(self.car_hours, self.cars)

    def _need_fits(self, problem: Problem, calls: CommandCalls) -> None:
        """Check what hangs on the problem, before any search."""
        complaints, owner, classes = Complaints(), type(self).__name__, len(problem.severity)
        for name in _BY_CLASS:
            value = getattr(self, name)
            if value and len(value) != classes:
                expected = f"one number for each of the classes {listed(problem.severity.names)}"
                complaints.add(check.sentence(owner, name, expected, f"{value!r}"))
        known = "zones need the column"
        if self.least_passes is not None and not np.isfinite(calls.street_km).all():
            complaints.add(f"{owner} needs street kilometres for 'least_passes': {known} 'street_km'.")
        if self.wait_at == "patrol" and not (np.isfinite(calls.area_km2) & (calls.area_km2 > 0)).all():
            complaints.add(f"{owner} needs areas where cars patrol: {known} 'area_km2', above 0 around every post.")
        needs = max(calls.cars)
        complaints.need(
            self.cars is None or self.cars >= needs,
            f"A call of the class {problem.severity.names[int(calls.cars.argmax())]} needs {needs} cars, but 'cars' "
            f"gives {self.cars} over all posts and tours.",
        )
        complaints.raise_if_any(ParameterError)

    def _blocks(self, tours: tuple[Tour, ...]) -> TourBlocks:
        if self.every_day:
            return tour_blocks(list(tours), _DAYS * _HOURS_OF_DAY)
        days = [(day * _HOURS_OF_DAY + tour.start, tour.hours) for day in range(_DAYS) for tour in tours]
        return tour_blocks(days, _DAYS * _HOURS_OF_DAY)

    def _bound(self, problem: Problem) -> float | None:
        """Return the bound on the delayed share: the step's, the problem's, or the usual one where nothing is asked."""
        if self.delayed_share is not None:
            return self.delayed_share
        others = (self.least_passes, self.least_patrol_hours, self.car_hours, self.cars)
        asked = bool(self.most_wait or self.most_response) or any(one is not None for one in others)
        return USUAL_DELAYED_SHARE if problem.delayed_share is None and not asked else problem.delayed_share

    def _calls(self, calls: CommandCalls) -> PatrolCalls:
        """Turn the classes round: the last of the severity table is the most urgent."""
        patrols = self.wait_at == "patrol"
        return PatrolCalls(
            rate=calls.expected[:, :, ::-1],
            service=calls.service[:, ::-1],
            cars_per_call=calls.cars[::-1],
            several_cars=self.several_cars,
            travel=None if patrols else calls.travel[:, ::-1],
            area_km2=calls.area_km2 if patrols else None,
            speed=self.speed,
            load=self.load,
        )

    def _standards(self, now: PatrolCalls, calls: CommandCalls, bound: float | None) -> CarStandards:
        crimes = now.rate.sum(axis=2) / self.calls_per_incident
        return CarStandards(
            most_delayed=bound,
            most_wait=self.most_wait[::-1] or None,
            most_response=self.most_response[::-1] or None,
            least_passes=self.least_passes,
            street_km=calls.street_km if self.least_passes is not None else None,
            patrol_speed=self.patrol_speed,
            least_patrol_hours=self.least_patrol_hours,
            crimes=crimes if self.least_patrol_hours is not None else None,
        )

    def _goal(self) -> CarGoal:
        weighted = self.objective == "weighted"
        return CarGoal(
            objective=self.objective,
            measure_weight=dict(zip(_MEASURES, self.weights, strict=True)) if weighted else None,
            class_weight=self.class_weight[::-1] or 1.0,
            largest=self.largest,
        )

    def _certificate(self, found: PatrolCarPlan) -> Any:
        seen = found.certificate
        if self._budget is None:
            return replace(seen, unit="car-hours a week")
        total = float(found.counted.sum())
        return seen if self.largest or not total > 0 else seen.scaled(1 / total, unit=self._goal().unit(per_call=True))

    def _bound_notes(self, problem: Problem, bound: float | None) -> Iterable[str]:
        if bound is None or bound >= 1:
            return
        usual = self.delayed_share is None and problem.delayed_share is None
        yield (
            f"At most {bound:.1%} of the calls of an hour find too few cars of their post free, by the hour's "
            f"{self.load} load{' (by default: no standard is given)' if usual else ''}."
        )


def _numbers_complaint(owner: str, name: str, value: object) -> str | None:
    good = isinstance(value, tuple) and not any(check.number(owner, name, one, 0) for one in value)
    return None if good else check.sentence(owner, name, "numbers of at least 0", repr(value))


def _mean_travel(calls: CommandCalls) -> Any:
    """Return mean minutes from the post to a call, over the classes, shape (posts,)."""
    weight = calls.expected.sum(axis=1)
    whole = weight.sum(axis=1)
    return np.divide((weight * calls.travel).sum(axis=1), whole, out=np.zeros_like(whole), where=whole > 0)
