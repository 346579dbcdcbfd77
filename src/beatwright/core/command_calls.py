"""The calls of every command: what the cars of a post have to answer, by hour of the week and class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.quantity import amount
from beatwright.base.words import count_of, listed, significant
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.nearest_post import nearest_post
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem

__all__ = [
    "COMMANDS",
    "SEVERAL_CARS",
    "CommandCalls",
    "command_calls",
    "hourly_demand_complaint",
    "share_of_calls_note",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

COMMANDS = ("nearest", "districts")
# What a call for several cars does: takes them together, or counts as so many calls for one car.
SEVERAL_CARS = ("together", "one by one")
_MINUTES_OF_HOUR = 60.0


@dataclass(frozen=True, eq=False)
class CommandCalls:
    """Calls and service of every command, a post and the zones that its cars answer for.

    Parameters
    ----------
    command : array of intp, shape (zones,)
        Position of the zone's post in the plan; -1 where no post reaches the zone.
    rate : array, shape (scenarios, posts, 168, classes)
        Calls per hour by hour of the week, 0 = Monday 00:00; classes in the order of the severity table.
    weight : array, shape (scenarios,)
        Probability of each scenario.
    travel : array, shape (posts, classes)
        Mean minutes from the post to a call, over its expected calls; 0 where it has none of the class.
    service : array, shape (posts, classes)
        Mean hours that a call keeps a car: the way to it and the time on the scene.
    cars : array of int, shape (classes,)
        Cars that a call needs.
    area_km2, street_km : array, shape (posts,)
        Of the zones of each command; NaN where that is not known.
    unreached : float
        Expected calls per hour that no post reaches; they are in none of the others.
    """

    command: Ints
    rate: Floats
    weight: Floats
    travel: Floats
    service: Floats
    cars: npt.NDArray[np.int64]
    area_km2: Floats
    street_km: Floats
    unreached: float

    @property
    def expected(self) -> Floats:
        """Expected calls per hour over the scenarios, shape (posts, 168, classes)."""
        return np.asarray(np.tensordot(self.weight, self.rate, axes=1))


def command_calls(
    problem: Problem, plan: Plan, by: str = "nearest", *, calls_per_incident: float = 1.0
) -> CommandCalls:
    """Return the calls of every command of a plan.

    Parameters
    ----------
    problem : Problem
        With demand by hour of the week.
    plan : Plan
        With posts; with districts too where `by` is "districts".
    by : {"nearest", "districts"}, default "nearest"
        A command is what a post is nearest to in minutes, or the district in which the post stands.
    calls_per_incident : float, default 1.0
        Calls for service that one recorded incident stands for: records of crimes hold a part of the calls only.

    Raises
    ------
    ParameterError
        With every complaint: demand that is not by the hour; districts that are missing, or that hold no post or
        several; no call that any post reaches.

    Examples
    --------
    >>> from beatwright.core import Demand, Post
    >>> from beatwright.testing import small_problem
    >>> import dataclasses
    >>> small = small_problem()
    >>> by_hour = Demand(np.repeat(small.demand.rate, 168, axis=2))
    >>> found = command_calls(dataclasses.replace(small, demand=by_hour), Plan(posts=(Post("s2"), Post("s5"))))
    >>> found.rate.shape, bool(np.isclose(found.rate.sum(), by_hour.rate.sum()))
    ((1, 2, 168, 3), True)
    """
    complaints = Complaints()
    complaints.add(check.one_of("command_calls", "by", by, COMMANDS))
    complaints.add(check.number("command_calls", "calls_per_incident", calls_per_incident, 0, open_low=True))
    complaints.add(hourly_demand_complaint(problem))
    complaints.raise_if_any(ParameterError)
    command, minutes = _commands(problem, plan, by)
    rate = problem.demand.rate * calls_per_incident
    of_post = (command[:, None] == np.arange(len(plan.site_ids))).astype(np.float64)
    calls = np.einsum("zp,szhc->sphc", of_post, rate)
    if not calls.sum() > 0:
        raise ParameterError(
            f"No post of the plan '{plan.name}' has a call to answer, so there is nothing for cars to do."
        )
    expected = problem.demand.expected * calls_per_incident
    travel = _mean_travel(of_post, expected, minutes)
    on_scene = np.array([one.service_minutes for one in problem.severity.classes])
    return CommandCalls(
        command=command,
        rate=calls,
        weight=problem.demand.weight,
        travel=travel,
        service=(on_scene + travel) / _MINUTES_OF_HOUR,
        cars=problem.cars_needed,
        area_km2=_totals(problem, of_post, "area_km2"),
        street_km=_totals(problem, of_post, "street_km"),
        unreached=float(expected[command < 0].sum()),
    )


def hourly_demand_complaint(problem: Problem) -> str | None:
    """Say that demand must be by the hour, unless it is."""
    slots = problem.demand.rate.shape[2]
    if slots == HOURS_OF_WEEK:
        return None
    return (
        f"Cars are planned and judged by the hour, but the demand '{problem.demand.source}' is the same in every hour. "
        f"Set slots = {HOURS_OF_WEEK} in [problem], so that peaks are seen."
    )


def _commands(problem: Problem, plan: Plan, by: str) -> tuple[Ints, Floats]:
    """Return the post of every zone (-1: none reaches it), and the minutes from it."""
    if by == "nearest":
        found = nearest_post(problem.city, plan, "minutes")
        return found.post, found.minutes
    district, names = plan.zone_districts(problem.city)
    post_of = _post_of_district(problem, plan, district, names)
    command = np.where(district >= 0, post_of[district], -1)
    sites = plan.site_positions(problem.city)
    minutes = problem.city.travel.minutes[sites[command], np.arange(len(command))].astype(np.float64)
    reached = (command >= 0) & np.isfinite(minutes)
    return np.where(reached, command, -1).astype(np.intp), np.where(reached, minutes, np.inf)


def _post_of_district(
    problem: Problem, plan: Plan, district: npt.NDArray[np.int64], names: tuple[str, ...]
) -> npt.NDArray[np.int64]:
    """Return the one post that stands in each district, shape (districts,)."""
    city = problem.city
    sites = plan.site_positions(city)
    zone = city.locate(*city.site_xy[sites].T)
    stands_in = np.where(zone >= 0, district[zone], -1)
    posts = [np.flatnonzero(stands_in == number) for number in range(len(names))]
    complaints = Complaints()
    outside = [plan.site_ids[post] for post in np.flatnonzero(stands_in < 0)]
    complaints.need(not outside, f"These posts stand in no district: {listed(outside)}.")
    empty = [name for name, found in zip(names, posts, strict=True) if not len(found)]
    complaints.need(
        not empty, f"{count_of(len(empty), 'district')} of the plan '{plan.name}' without a post: {listed(empty)}."
    )
    for name, found in zip(names, posts, strict=True):
        if len(found) > 1:
            complaints.add(f"District {name} has {len(found)} posts: {listed(plan.site_ids[post] for post in found)}.")
    complaints.raise_if_any(ParameterError, "Districts are commands where each holds one post, but they do not")
    return np.array([found[0] for found in posts], dtype=np.int64)


def _mean_travel(of_post: Floats, expected: Floats, minutes: Floats) -> Floats:
    reached = np.where(np.isfinite(minutes), minutes, 0.0)
    calls = of_post.T @ expected
    spent = of_post.T @ (expected * reached[:, None])
    return np.divide(spent, calls, out=np.zeros_like(calls), where=calls > 0)


def _totals(problem: Problem, of_post: Floats, column: str) -> Floats:
    """Return the sum of a column of the zones by post; NaN where it is not known of a zone."""
    zones = problem.city.zones
    if column not in zones:
        return np.full(of_post.shape[1], np.nan)
    return np.asarray(of_post.T @ zones[column].to_numpy(dtype=np.float64))


def share_of_calls_note(calls_per_incident: float, *, with_work: bool = False) -> str:
    r"""Return what is assumed of calls that no record holds, and of work beside calls unless that is known.

    >>> share_of_calls_note(8.0)[41:120]
    'stands for 8 calls for service, so that the records hold 12.5\xa0% of the calls. R'
    """
    one = calls_per_incident == 1
    calls = "one call" if one else f"{significant(calls_per_incident)} calls"
    share = f", so that the records hold {amount(1 / calls_per_incident, 'share')} of the calls"
    if calls_per_incident <= 1:
        share = ", as if the records held all calls" if one else ""
    return (
        f"It is assumed that one recorded incident stands for {calls} for service{share}. Records of crimes hold a "
        f"part of the calls only{'' if with_work else ', and no work that officers begin themselves'}."
    )
