"""How far the analytic judges are from the simulation, and whether they rank plans alike.

On drawn cities, several of each kind. Every city has 60 zones, calls that need one car and keep it 40 minutes on the
scene (exponential), and six plans of six random posts each, with the same number of cars in all, shared out by load.
`Delay` is about cars that answer for their own post alone, the others about the closest free car of any post: each is
set beside the simulation of that rule.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.stats import t

from beatwright.core import City, Demand, Evaluation, Plan, Post, Problem, Severity, SeverityClass
from beatwright.core.command_calls import command_calls
from beatwright.core.measure import ON_TIME
from beatwright.core.weekly_interval import weekly_interval
from beatwright.evaluate import Coverage, Delay, Hypercube, Simulation

__all__ = ["JUDGES", "KINDS", "Bias", "Kind", "Pairs", "bias", "pairs", "simulated"]

Floats = np.ndarray
DRAWS, PLANS, POSTS, ZONES = 8, 6, 6, 60
_SIDE, _CALLS, _SCENE, _WITHIN = 16_000.0, 12.0, 40.0, 4_000.0  # m; an hour; min; m
_FULLEST = 0.9  # of its own cars' time that a post has calls for, at most, where nobody helps it
_TRIES = 10_000


@dataclass(frozen=True)
class Kind:
    """A kind of city: cars where the closest goes, and where each post is alone; the wave of calls over the day."""

    name: str
    closest: int
    alone: int
    wave: float = 0.0


KINDS = (
    Kind("quiet", 18, 24),
    Kind("busy", 15, 20),
    Kind("very busy", 13, 17),
    Kind("busy by the clock", 15, 20, 0.4),
)
_ALONE: dict[str, Any] = {"stack_from": 0, "hold": math.inf}  # calls wait for a car of their own post, without limit
_FLEET = {"delayed share": "delayed", "mean wait": "wait", "mean travel": "travel", "mean response": "response",
          "mean workload": "workload", "cross-beat share": "across beats"}  # fmt: skip
# Judge -> the rule of the simulation beside it, and its figures: of the judge, of the simulation.
JUDGES: dict[str, tuple[Any, str, dict[str, str]]] = {
    "Delay": (Delay(), "own post", dict.fromkeys(("delayed share", "mean wait", "mean response"), "")),
    "Delay, beside another rule": (Delay(), "closest", dict.fromkeys(("delayed share", "mean response"), "")),
    "Hypercube, exact": (Hypercube(), "closest", dict.fromkeys(_FLEET, "")),
    "Hypercube, approximate": (Hypercube(seconds=0.0), "closest", dict.fromkeys(_FLEET, "")),
    "Coverage": (Coverage(by="minutes"), "closest", {"mean time": "mean travel", ON_TIME: ""}),
}


def problem_of(kind: Kind, draw: int) -> Problem:
    """Return one city of a kind."""
    rng = np.random.default_rng([KINDS.index(kind), draw])
    places = [shapely.Point(*each) for each in rng.uniform(0, _SIDE, (ZONES, 2))]
    zones = gpd.GeoDataFrame(index=[f"z{k}" for k in range(ZONES)], geometry=places, crs=32615)
    sites = gpd.GeoDataFrame(index=[f"s{k}" for k in range(ZONES)], geometry=places, crs=32615)
    city = City(shapely.box(0, 0, _SIDE, _SIDE), zones, sites, name=f"{kind.name} {draw + 1}")
    weight = rng.gamma(1.0, size=ZONES)
    wave = 1 + kind.wave * np.cos(2 * np.pi * (np.arange(168) % 24 - 20) / 24)
    rate = _CALLS * (weight / weight.sum())[:, None] * wave
    demand = Demand(rate[None, :, :, None], severity=("any",), source=city.name)
    return Problem(city, demand, within=_WITHIN, severity=Severity((SeverityClass("any", 2, 0.0, _SCENE),)))


def plans_of(problem: Problem, kind: Kind, draw: int, rule: str) -> Iterator[Plan]:
    """Yield plans; those of posts that must do alone are drawn until no post has more calls than its cars can carry."""
    rng = np.random.default_rng([KINDS.index(kind), draw, 1])
    total, found = kind.alone if rule == "own post" else kind.closest, 0
    for _ in range(_TRIES):
        sites = rng.choice(ZONES, POSTS, replace=False)
        plan = Plan(posts=tuple(Post(problem.city.site_ids[site]) for site in sorted(sites)), name=f"plan {found + 1}")
        calls = command_calls(problem, plan)
        load = (calls.expected.mean(axis=1) * calls.service).sum(axis=1)
        cars = np.ones(POSTS, dtype=int)
        for _ in range(total - POSTS):
            cars[np.argmax(load / cars)] += 1
        if rule == "own post" and (load / cars).max() > _FULLEST:
            continue
        yield replace(plan, crews=tuple((int(each),) for each in cars))
        found += 1
        if found == PLANS:
            return


@cache
def simulated(kind: Kind, rule: str) -> list[list[tuple[Problem, Plan, Evaluation]]]:
    """Return the plans of every city of a kind with what the simulation says of them."""
    judge = Simulation(**(_ALONE if rule == "own post" else {}))
    cities = []
    for draw in range(DRAWS):
        problem = problem_of(kind, draw)
        plans = plans_of(problem, kind, draw, rule)
        cities.append([(problem, plan, judge.score(problem, plan)) for plan in plans])
    return cities


@cache
def judged(kind: Kind, name: str) -> list[list[Evaluation]]:
    """Return what a judge says of the same plans."""
    judge, rule, _ = JUDGES[name]
    return [[judge.score(problem, plan) for problem, plan, _ in city] for city in simulated(kind, rule)]


def _figure(evaluation: Evaluation, name: str) -> float:
    if name == ON_TIME:
        return next(each.value for each in evaluation.measures if each.kind == ON_TIME)
    return evaluation[name]


class Bias(NamedTuple):
    """A figure in the simulation, by how much of it a judge is above, and half of the 90 % interval of that.

    Plans of which the judge says that it grows without end are counted in `endless`, and left out of the comparison.
    """

    truth: float
    apart: float
    half: float
    endless: int
    plans: int


def bias(kind: Kind, name: str, figure: str) -> Bias:
    """Compare a figure of a judge with the simulation's.

    The bias of a city is that of the mean over its plans; its interval is Student's over the cities.
    """
    _, rule, figures = JUDGES[name]
    truth = np.array(
        [[_figure(found, figures[figure] or figure) for *_, found in city] for city in simulated(kind, rule)]
    )
    told = np.array([[_figure(found, figure) for found in city] for city in judged(kind, name)])
    ends = np.isfinite(told)
    apart = np.mean(told, axis=1, where=ends) / np.mean(truth, axis=1, where=ends) - 1
    half = float(t.ppf(0.95, len(apart) - 1) * apart.std(ddof=1) / math.sqrt(len(apart)))
    return Bias(float(truth.mean()), float(apart.mean()), half, int((~ends).sum()), ends.size)


@dataclass(frozen=True)
class Pairs:
    """Pairs of plans: all, ranked the other way round by response, of those beyond the interval; the farthest of them.

    `farthest` is the difference in the simulation, as a share of the response.
    """

    pairs: int
    otherwise: int
    beyond: int
    farthest: float


def pairs(kind: Kind, name: str) -> Pairs:
    """Compare how a judge and the simulation rank the plans of each city by mean response.

    A pair that the judge does not part, such as two plans without end, counts as ranked otherwise.
    """
    _, rule, figures = JUDGES[name]
    by = "mean response" if "mean response" in figures else "mean time"
    number = otherwise = beyond = 0
    farthest = 0.0
    for city, told in zip(simulated(kind, rule), judged(kind, name), strict=True):
        response = [next(each for each in found.measures if each.name == "mean response") for *_, found in city]
        for one, other in combinations(range(len(city)), 2):
            number += 1
            gap = response[one].value - response[other].value
            if told[one][by] != told[other][by] and (told[one][by] > told[other][by]) == (gap > 0):
                continue
            otherwise += 1
            interval = weekly_interval(np.subtract(response[one].by_week, response[other].by_week))
            if interval is not None and not interval.low <= 0 <= interval.high:
                beyond += 1
                farthest = max(farthest, abs(gap) / min(response[one].value, response[other].value))
    return Pairs(number, otherwise, beyond, farthest)


def main() -> None:
    for kind in KINDS:
        began = time.process_time()
        print(kind.name)
        for name, (_, rule, figures) in JUDGES.items():
            for figure in figures:
                truth, apart, half = bias(kind, name, figure)
                print(f"  {name}; {rule}; {figure}: simulated {truth:.4f}, judge {apart:+.1%} ± {half:.1%}")
            print(f"  {name}: {pairs(kind, name)}", flush=True)
        print(f"  {time.process_time() - began:.0f} CPU s")


if __name__ == "__main__":
    main()
