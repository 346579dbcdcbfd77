"""The six policies of the Cambridge study: three rules of thumb, one of today, two of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.core import Demand, Problem
from beatwright.planning import BusiestZones, KMeansPosts, RandomPosts
from beatwright.solver.stations import StationModel, best_sizes, best_stations, by_scenario
from beatwright.solver.stations.station_model import Ints
from beatwright.solver.stations.station_size import read_sizes
from beatwright.studies.cambridge.instance import Instance
from beatwright.studies.cambridge.published import OFFICERS, POLICIES, TRAVEL_COST, menu

__all__ = ["Candidates", "PolicyPlan", "candidates_of", "plans_of", "yearly_calls"]


@dataclass(frozen=True, eq=False)
class PolicyPlan:
    """One policy's stations.

    Parameters
    ----------
    policy : str
        One of `POLICIES`.
    columns : tuple of array of int
        Open (size, site) pairs; many draws for a random policy, one for the others.
    outcome : Certificate, optional
        What is proven, for the policies of the model.
    """

    policy: str
    columns: tuple[Ints, ...]
    outcome: Certificate | None = None


@dataclass(frozen=True, eq=False)
class Candidates:
    """The model of an instance, and the problem that the rules of thumb plan on.

    Parameters
    ----------
    model : StationModel
        Scenarios are calendar years, each counted once.
    problem : Problem
        The same city and its mean demand.
    sites : array of int
        Position among the city's sites of each site of the model.
    """

    model: StationModel
    problem: Problem
    sites: Ints


def yearly_calls(instance: Instance) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return calls by calendar year, shape (years, zones, classes), and the years: those that are covered whole."""
    frame = instance.past.frame
    first, last = instance.past.start, instance.past.end
    years = [y for y in range(first.year, last.year + 1) if (first.month == 1 and first.day == 1) or y > first.year]
    years = [y for y in years if y < last.year]
    year = frame["time"].dt.year.to_numpy()
    shape = (len(years), len(instance.city.zones), len(instance.past.severity))
    inside = (frame["zone"].to_numpy() >= 0) & np.isin(year, years)
    place = np.searchsorted(years, year[inside])
    cell = np.ravel_multi_index(
        (place, frame["zone"].to_numpy(dtype=np.int64)[inside], frame["severity"].to_numpy(dtype=np.int64)[inside]),
        shape,
    )
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    return counts.astype(np.float64), tuple(years)


def candidates_of(instance: Instance, k: int) -> Candidates:
    """Return the model of an instance for `k` stations: candidates and today's first station are its sites."""
    city = instance.city
    sites = np.concatenate([city.candidates, city.current_sites[:1]]).astype(np.int64)
    calls, years = yearly_calls(instance)
    classes = instance.past.severity.classes
    model = StationModel(
        metres=city.travel.metres[sites].astype(np.float64),
        calls=calls,
        weight=np.ones(len(years)),
        officers_needed=np.array([float(c.officers) for c in classes]),
        penalty=np.array([c.penalty for c in classes]),
        travel_cost=TRAVEL_COST,
        sizes=read_sizes(menu(k)),
        officers=OFFICERS,
    )
    demand = Demand.observed(instance.past)
    return Candidates(model, Problem(city, demand, officers=OFFICERS, severity=instance.past.severity), sites)


def plans_of(candidates: Candidates, k: int, *, draws: int, seed: int) -> tuple[PolicyPlan, ...]:
    """Return the plans of every policy; sizes of the rules of thumb are given so that they cost least on the past."""
    free = _without_today(candidates)
    makers: dict[str, Callable[[], PolicyPlan]] = {
        "random": lambda: _random(candidates, k, draws, seed),
        "busiest nodes": lambda: _rule(candidates, BusiestZones(p=k)),
        "K-means": lambda: _rule(candidates, KMeansPosts(p=k, seed=seed)),
        "present day + random": lambda: _present(candidates, k, draws, seed),
        "deterministic": lambda: _deterministic(candidates, free),
        "adaptive": lambda: _adaptive(candidates, free),
    }
    return tuple(replace(makers[policy](), policy=policy) for policy in POLICIES)


def _positions(candidates: Candidates, ids: tuple[str, ...]) -> list[int]:
    where = {int(site): place for place, site in enumerate(candidates.sites)}
    return [where[int(site)] for site in candidates.problem.city.site_positions(ids)]


def _rule(candidates: Candidates, planner: BusiestZones | KMeansPosts) -> PolicyPlan:
    sites = _positions(candidates, planner.solve(candidates.problem).site_ids)
    return PolicyPlan("", (best_sizes(candidates.model, sites),))


def _random(candidates: Candidates, k: int, draws: int, seed: int) -> PolicyPlan:
    plans = RandomPosts(p=k).draw(candidates.problem, draws, seed)
    return PolicyPlan("", tuple(best_sizes(candidates.model, _positions(candidates, plan.site_ids)) for plan in plans))


def _present(candidates: Candidates, k: int, draws: int, seed: int) -> PolicyPlan:
    """Keep today's station, the last site of the model, and draw the others."""
    today = candidates.model.sites - 1
    random = np.random.default_rng([seed, k])
    sets = [[today, *random.choice(today, size=k - 1, replace=False).tolist()] for _ in range(draws)]
    return PolicyPlan("", tuple(best_sizes(candidates.model, sites) for sites in sets))


def _without_today(candidates: Candidates) -> StationModel:
    """Return the model that chooses among the candidates alone, as the study has it."""
    return replace(candidates.model, metres=candidates.model.metres[:-1])


def _back(candidates: Candidates, free: StationModel, columns: Ints) -> Ints:
    return candidates.model.columns_of(free.site_of(columns).tolist(), free.size_of(columns).tolist())


def _deterministic(candidates: Candidates, free: StationModel) -> PolicyPlan:
    """Sum the years up, then plan."""
    summed = replace(free, calls=free.calls.sum(axis=0, keepdims=True), weight=np.ones(1))
    choice = best_stations(summed)
    return PolicyPlan("", (_back(candidates, free, choice.columns),), choice.outcome)


def _adaptive(candidates: Candidates, free: StationModel) -> PolicyPlan:
    """Plan on the years apart, one client for each year, node and class."""
    found = by_scenario(free)
    return PolicyPlan("", (_back(candidates, free, found.sites),), found.certificate)
