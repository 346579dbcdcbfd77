"""Patrol cars by command and tour: fewest that hold bounds, or most use of those there are, with proof.

The Patrol Car Allocation Model, taken further: the load of an hour is the offered load, which lags behind the calls;
any tours may overlap; and the answer is proven instead of found by a rule.

Chaiken, J. M. and Dormont, P. (1978). A patrol car allocation model: background; capabilities and algorithms.
Management Science 24, 1280-1290 and 1291-1300.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions, SearchProgress, Stop
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError, errors_of
from beatwright.base.words import count_of
from beatwright.core.hours_in_words import hours_in_words
from beatwright.core.site_names import at_post
from beatwright.planning.cars.car_goal import CarGoal
from beatwright.planning.cars.car_standards import CarStandards
from beatwright.planning.cars.needed_cars import NeededCars
from beatwright.planning.cars.patrol_calls import Floats, Ints, PatrolCalls
from beatwright.planning.cars.tour_blocks import TourBlocks, tour_blocks
from beatwright.solver.patrol_cars import (
    CarBudget,
    TourCars,
    TourInstance,
    even_tour_cars,
    fewest_tour_cars,
    share_by_rule,
    share_tour_cars,
)

__all__ = ["ADVICE", "PatrolCarOptions", "PatrolCarPlan", "patrol_cars", "solve_patrol_cars"]

RULES = ("exact", "greedy")
# Ends what is told where no cars hold what is asked.
ADVICE = "Ease the bounds that cannot be held, raise the budget, or add tours."
_MOST_FOLLOWED = 300  # cars on duty of one command; a car more than that saves less than any figure shows


class PatrolCarOptions(TypedDict, total=False):
    """The options of `patrol_cars` by keyword, beside those of its signature; it says what they mean."""

    load: str
    cars_per_call: npt.ArrayLike
    several_cars: str
    travel: npt.ArrayLike
    area_km2: npt.ArrayLike
    speed: float
    measure_weight: dict[str, float]
    class_weight: npt.ArrayLike
    largest: bool
    most_wait: npt.ArrayLike
    most_response: npt.ArrayLike
    least_passes: float
    street_km: npt.ArrayLike
    patrol_speed: float
    least_patrol_hours: float
    crimes: npt.ArrayLike
    rule: str
    seconds: float | None
    gap: float
    seed: int
    stop: Stop | None
    progress: SearchProgress | None


@dataclass(frozen=True, eq=False)
class PatrolCarPlan:
    """Cars on tours, and what they come to.

    Parameters
    ----------
    cars : array of int64, shape (commands, tours)
        Cars on each tour of each command.
    on_duty : array of int64, shape (commands, hours)
        Cars on duty in each hour.
    certificate : Certificate
        Car-hours where bounds alone were given; else what was made small, in all hours of the cycle together, or per
        call of the command that fares worst.
    lost : array, shape (commands,)
        What was made small, summed over the hours.
    counted : array, shape (commands,)
        Calls of the cycle, times what they count.
    needed : array of int64, shape (commands, hours)
        Fewest cars with which calls are carried and bounds hold.
    steady : array, shape (commands, hours)
        Load by which the hours were judged, in cars.
    """

    cars: Ints
    on_duty: Ints
    certificate: Certificate
    lost: Floats
    counted: Floats
    needed: Ints
    steady: Floats

    @property
    def car_hours(self) -> int:
        """Cars on duty, summed over commands and hours."""
        return int(self.on_duty.sum())

    @property
    def per_call(self) -> float:
        """What was made small, per call."""
        return float(self.lost.sum() / self.counted.sum()) if self.counted.sum() > 0 else 0.0


def patrol_cars(
    rate: npt.ArrayLike,
    service: npt.ArrayLike,
    tours: Any,
    car_hours: float | None = None,
    most_delayed: float | None = None,
    objective: str = "delayed",
    *,
    cars: int | None = None,
    **options: Unpack[PatrolCarOptions],
) -> PatrolCarPlan:
    """Return the cars of each command on each tour.

    With bounds alone: the fewest car-hours that hold them in every hour, and of all such plans one with the least
    `objective`. With `car_hours` or `cars`: the plan within that, and the bounds, with the least `objective`.

    Parameters
    ----------
    rate : array, shape (commands, hours) or (commands, hours, classes)
        Calls per hour, the most urgent class first. The hours are a cycle: a day of 24, a week of 168.
    service : number or array, shape (commands,) or (commands, classes)
        Mean hours that a call keeps each of its cars, travel to it included.
    tours : sequence of pairs of int, sequence of Tour, or array of bool, shape (tours, hours)
        First hour and hours of each tour, which may run over the end of the cycle; Tours, every day of a week alike;
        or when each is on duty. Together they must leave no hour without one.
    car_hours : float, optional
        Cars on duty, summed over all hours of the cycle, that there are at most.
    most_delayed : float, optional
        Largest share of the calls of an hour that may wait.
    objective : {"delayed", "wait", "response", "weighted"}, default "delayed"
        Calls that wait, minutes that calls wait for a car, minutes until one arrives, or a weighted sum.
    cars : int, optional
        Cars over all tours of the cycle that there are at most.
    load : {"mean", "peak", "steady"}
        The offered load by which an hour is judged: its mean (default), its largest, or that of its calls alone,
        without the lag.
    cars_per_call : int or array of int, shape (classes,)
        Cars that a call needs, 1 by default.
    several_cars : {"together", "one by one"}
        Whether a call that needs several cars takes them together, by default: it starts when all are free at once
        (`multi_car_delay`); where fewer are on duty, once all of these are, and the first that come free do the work of
        the rest. Or it counts as so many calls for one car, which makes delays look shorter than they are.
    travel : number or array, shape (commands,) or (commands, classes)
        Mean minutes of travel, of cars that wait at a post. Part of `service` too: add it there.
    area_km2, speed : array, shape (commands,), and float
        Of cars that patrol instead: area, and kilometres per hour (24 by default) to a call.
    measure_weight : mapping of str to float
        Of "weighted": what a delayed call ("delayed") and a minute of "wait" or "response" count.
    class_weight : number or array, shape (classes,)
        What a call of each class counts, 1 by default.
    largest : bool
        Whether the largest mean over commands is made small rather than the sum; False by default.
    most_wait, most_response : number or array, shape (classes,)
        Largest mean minutes of an hour that calls may wait, or until a car arrives.
    least_passes, street_km, patrol_speed : float, array of shape (commands,), float
        Fewest times an hour that a car on patrol passes a point; streets; kilometres per hour on patrol (default 16).
    least_patrol_hours, crimes : float, array of shape (commands, hours)
        Fewest hours of patrol for each crime; crimes per hour that patrol could suppress.
    rule : {"exact", "greedy"}
        How a budget is shared out: proven (default), or by PCAM's rule, one car after the other to where it saves most
        per car-hour; not with `largest`.
    seconds, gap, seed, stop, progress
        As for `p_median`.

    Raises
    ------
    ParameterError
        With every complaint: arrays that do not go together; hours without a tour; neither bounds nor a budget.
    InfeasibleError
        Where bounds need more than the budget, or no number of cars holds them: with the hours and the numbers.

    Notes
    -----
    A command has at least one car on duty, and more than its load, in every hour.

    References
    ----------
    Chaiken and Dormont (1978). Green, L. and Kolesar, P. (1991). The pointwise stationary approximation for queues with
    nonstationary arrivals. Management Science 37, 84-97 (hours judged one by one).

    Examples
    --------
    Six calls an hour in the evening, two at night and in the day; three tours of eight hours and one that overlaps.

    >>> calls = np.full((1, 24), 2.0)
    >>> calls[0, 18:24] = 6.0
    >>> watches = [(0, 8), (8, 8), (16, 8), (18, 8)]
    >>> plan = patrol_cars(calls, 0.5, watches, car_hours=104)
    >>> plan.cars, round(plan.certificate.objective, 3), plan.certificate.text
    (array([[3, 3, 4, 3]]), 3.789, 'proven optimal')
    >>> patrol_cars(calls, 0.5, watches, most_delayed=0.10).cars
    array([[3, 3, 4, 2]])
    """
    effort = {name: options[name] for name in SearchOptions.__annotations__ if name in options}  # type: ignore[literal-required]
    given = {name: value for name, value in options.items() if name not in effort}
    unknown = set(given) - set(PatrolCarOptions.__annotations__)
    if unknown:
        raise TypeError(f"patrol_cars() got an unexpected keyword argument {min(unknown)!r}")
    calls = PatrolCalls(rate=rate, service=service, **_of(PatrolCalls, given))  # type: ignore[arg-type]
    goal = CarGoal(objective=objective, **_of(CarGoal, given))
    standards = CarStandards(most_delayed=most_delayed, **_of(CarStandards, given))
    blocks = tour_blocks(tours, calls.rate.shape[1])
    budget = None if car_hours is None and cars is None else CarBudget(car_hours, cars)
    rule = given.get("rule", "exact")
    with errors_of("patrol_cars", ADVICE):
        return solve_patrol_cars(calls, blocks, budget, standards, goal, rule=rule, **effort)  # type: ignore[arg-type]


def _of(kind: type[Any], given: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in given.items() if name in names}


def solve_patrol_cars(
    calls: PatrolCalls,
    blocks: TourBlocks,
    budget: CarBudget | None,
    standards: CarStandards,
    goal: CarGoal,
    *,
    names: tuple[str, ...] = (),
    rule: str = "exact",
    **effort: Unpack[SearchOptions],
) -> PatrolCarPlan:
    """Return the cars of each command on each tour; `patrol_cars` says what of, `names` are those of the commands."""
    complaints = Complaints()
    complaints.add(check.one_of("patrol_cars", "rule", rule, RULES))
    complaints.need(
        rule != "greedy" or not goal.largest,
        "patrol_cars by the rule 'greedy' makes the sum small. Leave 'largest' out, or take the rule 'exact'.",
    )
    complaints.extend(standards.complaints(calls))
    complaints.extend(goal.complaints(calls))
    complaints.need(
        budget is not None or standards.any,
        "patrol_cars needs a bound, such as 'most_delayed', or what there is to share out: 'car_hours' or 'cars'.",
    )
    complaints.raise_if_any(ParameterError)
    needed = NeededCars.of(calls, standards, names, most=_followed(calls, blocks, budget, goal))
    curve = goal.lost(needed.curves)
    curve = np.where(np.arange(curve.shape[2]) >= needed.cars[:, :, None], curve, np.inf)
    instance = TourInstance(blocks.cover, blocks.hours, blocks.largest(needed.cars), blocks.summed(curve))
    counted = goal.counted(calls).sum(axis=(1, 2))
    try:
        found = _solved(instance, budget, goal, counted, rule=rule, effort=effort)
    except InfeasibleError as problem:
        raise InfeasibleError(f"{problem} {_busiest(needed, names)}") from problem
    return PatrolCarPlan(
        cars=found.cars,
        on_duty=found.on_duty[:, blocks.block],
        certificate=found.certificate,
        lost=found.lost,
        counted=counted,
        needed=needed.cars,
        steady=needed.curves.steady,
    )


def _followed(calls: PatrolCalls, blocks: TourBlocks, budget: CarBudget | None, goal: CarGoal) -> int:
    """Return up to how many cars curves must be known: far where more cars always shorten the travel to a call."""
    if budget is None or not calls.patrols or "response" not in goal.measures:
        return 0
    car_hours, cars = budget.limits
    return int(min(_MOST_FOLLOWED, car_hours / blocks.hours.min(), cars))


def _solved(
    instance: TourInstance,
    budget: CarBudget | None,
    goal: CarGoal,
    counted: Floats,
    *,
    rule: str,
    effort: SearchOptions,
) -> TourCars:
    if budget is None:
        return _fewest(instance, goal, counted, effort)
    if rule == "greedy":
        return share_by_rule(instance, budget, unit=goal.unit(per_call=False), **effort)
    if not goal.largest:
        return share_tour_cars(instance, budget, unit=goal.unit(per_call=False), **effort)
    return even_tour_cars(instance, budget, _per_call(counted), unit=goal.unit(per_call=True), **effort)


def _fewest(instance: TourInstance, goal: CarGoal, counted: Floats, effort: SearchOptions) -> TourCars:
    """Return the fewest car-hours, and of all such plans one with which least is lost; the proof is of the first."""
    fewest = fewest_tour_cars(instance, **effort)
    if fewest.certificate.status != "optimal":
        return fewest
    budget, watched = CarBudget(car_hours=fewest.cost), {**effort, "progress": None}
    best = _solved(instance, budget, goal, counted, rule="exact", effort=watched)  # type: ignore[arg-type]
    return replace(best, certificate=fewest.certificate)


def _per_call(counted: Floats) -> Floats:
    return np.divide(1.0, counted, out=np.zeros_like(counted), where=counted > 0)


def _busiest(needed: NeededCars, names: tuple[str, ...]) -> str:
    """Say where most cars are needed, and why."""
    command, hour = (int(at) for at in np.unravel_index(needed.cars.argmax(), needed.cars.shape))
    load, cars = needed.curves.steady[command, hour], int(needed.cars[command, hour])
    called = at_post(names[command]) if names else f"at command {command}"
    return (
        f"Most are needed {called}, {hours_in_words([hour], needed.cars.shape[1])}: calls keep {load:.2f} cars "
        f"busy there, and {count_of(cars, 'car')} must be on duty."
    )
