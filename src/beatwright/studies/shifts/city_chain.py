"""The whole chain in a generated city: calls, cars by the hour, shifts, and how long calls wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from beatwright.base.progress import Progress
from beatwright.core import Case, Demand, Plan, Problem
from beatwright.core.tools import Tools
from beatwright.data import generate_city
from beatwright.evaluate import Coverage, Delay, Simulation
from beatwright.evaluate import Roster as RosterJudge
from beatwright.examine import ShiftPolicies
from beatwright.forecast import EmpiricalBayes
from beatwright.planning import HourlyCars, PMedian, WeeklyShifts
from beatwright.studies.shifts.published import WATCHES

__all__ = ["CALLS", "POLICIES", "CityChain", "CityShifts", "chain_of", "policies_beside", "same_officers"]

CALLS = 8.0  # calls that stand behind one record: an assumption, the file holds crimes only
POLICIES: Mapping[int, Sequence[str]] = {2: ("8", "10", "12", "8+10"), 1: ("8",)}
_POSTS = 2
_ANY, _FIXED = "any hour", "07:00, 15:00, 23:00"


@dataclass(frozen=True, eq=False)
class CityChain:
    """From calls to officers.

    Parameters
    ----------
    problem, heldout : Problem
        With the demand planned on, by the hour of the week, and that of the year after.
    posts, cars : Plan
        Where cars stand, and how many are needed by the hour.
    planner : HourlyCars
        Who said so.
    fewest : Plan
        With the fewest officers that keep those cars on duty, shifts of eight hours from any hour on.
    """

    problem: Problem
    heldout: Problem
    posts: Plan
    cars: Plan
    planner: HourlyCars
    fewest: Plan

    @property
    def officers(self) -> int:
        """How many they are."""
        assert self.fewest.roster is not None  # WeeklyShifts makes one
        return self.fewest.roster.officers


@dataclass(frozen=True, eq=False)
class CityShifts:
    """The same officers on shifts from any hour on, and on fixed watches.

    Parameters
    ----------
    table : DataFrame
        One row each: hours short, how long calls wait by the clock and in the simulation.
    plans : tuple of Plan
        The plans, in the order of the rows.
    """

    table: pd.DataFrame
    plans: tuple[Plan, ...]


def chain_of(seed: int = 1) -> CityChain:
    """Generate a city, forecast its calls, place posts, and find cars and officers.

    Parameters
    ----------
    seed : int, default 1
        Of the city.
    """
    generated = generate_city(seed=seed)
    city = generated.city("500 m")
    past, future = generated.incidents(city).split("2023-01-02")
    demand = EmpiricalBayes(slots=168).fit(past, city).predict(weeks=52).mean
    problem = Problem(city, demand, within=1500)
    heldout = replace(problem, demand=Demand.observed(future, slots=168))
    planner = HourlyCars(rule="peak", calls_per_incident=CALLS, name="cars")
    posts = PMedian(p=_POSTS, name="posts").solve(problem)
    cars = planner.solve(problem, posts)
    fewest = WeeklyShifts(seconds=None, name=f"shifts from {_ANY}").solve(problem, cars)
    return CityChain(problem, heldout, posts, cars, planner, fewest)


def same_officers(chain: CityChain, *, weeks: int) -> CityShifts:
    """Put the officers that suffice with shifts from any hour on fixed watches, and judge both on the year after.

    Parameters
    ----------
    chain : CityChain
    weeks : int
        Weeks that are simulated.
    """
    watches = WeeklyShifts(officers=chain.officers, starts=WATCHES, seconds=None, name=f"shifts from {_FIXED}")
    plans = (chain.fewest, watches.solve(chain.problem, chain.cars))
    rows = [_judged(chain.heldout, plan, weeks) for plan in plans]
    return CityShifts(pd.DataFrame(rows, index=pd.Index([_ANY, _FIXED], name="shifts begin at")), plans)


def _judged(heldout: Problem, plan: Plan, weeks: int) -> dict[str, float]:
    hours = RosterJudge().score(heldout, plan)
    by_clock = Delay(calls_per_incident=CALLS).score(heldout, plan)
    simulated = Simulation(weeks=weeks, calls_per_incident=CALLS).score(heldout, plan)
    return {
        "officers": hours["officers"],
        "officer-hours short": hours["short hours"],
        "largest shortage": hours["largest shortage"],
        "delayed by the clock": by_clock["delayed share"],
        "worst hour": by_clock["delayed share in the worst hour"],
        "delayed, simulated": simulated["delayed share"],
        "wait by the clock": by_clock["mean wait"],
        "wait, simulated": simulated["mean wait"],
    }


def policies_beside(
    chain: CityChain,
    policies: Mapping[int, Sequence[str]] = POLICIES,
    *,
    seconds: float = 10.0,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the table of `ShiftPolicies` for the officers of the chain: a row for every policy.

    Parameters
    ----------
    chain : CityChain
    policies : mapping of int to sequence of str
        Hours of shifts, mixtures with a plus, by the officers of a car.
    seconds : float, default 10.0
        Time limit of each search.
    progress : callable, optional
        Called with (done, total, text).
    """
    weekly = WeeklyShifts(officers=chain.officers, starts=WATCHES, seconds=None, name="weekly")
    case = Case(
        chain.problem.city.name, chain.problem, chain.heldout,
        plans=(chain.posts, chain.cars, weekly.solve(chain.problem, chain.cars)), main="weekly", base="posts",
    )  # fmt: skip
    tools = Tools(
        planners=[("cars", chain.planner), ("weekly", weekly)], main="weekly", exact="", by_posts={}, judge=Coverage(),
        judges=[Delay(calls_per_incident=CALLS)], on={"cars": "posts", "weekly": "cars"}, shifts=weekly,
        progress=progress,
    )  # fmt: skip
    parts = []
    for per_car, lengths in policies.items():
        asked = ShiftPolicies(lengths=tuple(lengths), watches=WATCHES, per_car=(per_car,), seconds=seconds)
        parts.append(asked.equipped(tools).examine(case).tables[0].frame)
    return pd.concat(parts)
