"""Proven districts: V410 inside its parents, and small planar maps; and a set of plans over the criteria."""

from __future__ import annotations

import os
import time
from typing import Any

from instances import Units, random_map
from score import WEIGHTS, score

MAP_UNITS, MAP_DISTRICTS, MAP_SECONDS = 40, 5, 120.0


def warm_up() -> None:
    """Compile, or load from the cache, the search and the proof, in one part and in two."""
    for hard in (False, True):
        proven(random_map(30, 6, 0, seconds=0.2), hard, 5.0)


def proven(units: Units, hard: bool, seconds: float) -> tuple[Any, float, float]:
    """Divide with a proof; give the plan, wall and CPU seconds. Its claims are checked by the common score."""
    from beatwright.planning import DistrictRules, MapUnits, balanced_districts

    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    plan = balanced_districts(
        MapUnits(units.edges, units.lengths, units.criteria, parents=units.parents if hard else None),
        DistrictRules(units.k),
        weights=WEIGHTS,
        seconds=units.seconds,
        prove_seconds=seconds,
    )
    wall, cpu = time.perf_counter() - wall, sum(os.times()[:4]) - cpu
    seen = score(units, plan.districts)
    if abs(seen.objective - plan.certificate.objective) > 1e-9 or not seen.contiguous or (hard and seen.crossing):
        raise AssertionError(f"{units.name}: the certificate says {plan.certificate.objective}, the score {seen}.")
    return plan, wall, cpu


def inside_parents(units: Units, seconds: float) -> list[Any]:
    """Give the row of one instance with hard parents."""
    warm_up()
    plan, wall, cpu = proven(units, True, seconds)
    seen = plan.certificate
    figures = [f"{seen.objective:.6f}", f"{seen.bound:.6f}", f"{seen.gap:.3%}", f"{wall:.0f}", f"{cpu:.0f}"]
    return [f"{units.name}, k = {units.k}, parents hard", seen.status, *figures]


def planar(maps: int) -> list[Any]:
    """Give the row of random maps, all of which should be proven."""
    warm_up()
    plans, walls, cpus = zip(
        *(proven(random_map(MAP_UNITS, MAP_DISTRICTS, seed), False, MAP_SECONDS) for seed in range(maps)), strict=True
    )
    count = sum(plan.certificate.status == "optimal" for plan in plans)
    worst = max(plan.certificate.gap for plan in plans)
    name = f"{maps} maps of {MAP_UNITS} units, k = {MAP_DISTRICTS}"
    return [name, f"{count} optimal", "", "", f"{worst:.3%} at most", f"{sum(walls):.0f}", f"{sum(cpus):.0f}"]


def trade_offs(units: Units, seconds: float) -> tuple[list[Any], float]:
    """Give the districts of every plan of the set, and CPU seconds."""
    from beatwright.planning import DistrictRules, MapUnits, district_pareto

    given = (MapUnits(units.edges, units.lengths, units.criteria), DistrictRules(units.k))
    district_pareto(*given, weights=WEIGHTS, points=4, iterations=1)
    cpu = sum(os.times()[:4])
    plans = district_pareto(*given, weights=WEIGHTS, seconds=seconds)
    return [plan.districts for plan in plans], sum(os.times()[:4]) - cpu
