"""The same p-median by the usual packages."""

from __future__ import annotations

import os
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.solver import p_median, p_median_milp

Floats = NDArray[np.float64]


class Result(NamedTuple):
    """CPU seconds, objective (weighted cost of the plan), and what the package said of it."""

    seconds: float
    objective: float
    claim: str


def cpu_seconds() -> float:
    """CPU seconds of this process and of those that it started and that have ended: large programs run in one."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def beatwright_engine(cost: Floats, weight: Floats, p: int, limit: float) -> Result:
    began = cpu_seconds()
    plan = p_median(cost, p, weight=weight, seconds=limit)
    seen = plan.certificate
    return Result(cpu_seconds() - began, seen.objective, f"{seen.status}, gap {seen.gap:.4%}")


def compact_highs(cost: Floats, weight: Floats, p: int, limit: float) -> Result:
    began = cpu_seconds()
    seen = p_median_milp(cost, p, weight=weight, seconds=limit).certificate
    return Result(cpu_seconds() - began, seen.objective, f"{seen.status}, gap {seen.gap:.4%}")


def spopt_highs(cost: Floats, weight: Floats, p: int, limit: float) -> Result:
    import pulp
    from spopt.locate import PMedian

    began = cpu_seconds()
    model = PMedian.from_cost_matrix(cost, weight, p)
    model.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=limit), results=False)
    chosen = np.array([j for j, y in enumerate(model.fac_vars) if (y.value() or 0) > 0.5], dtype=int)
    seconds = cpu_seconds() - began
    objective = float(weight @ cost[:, chosen].min(axis=1)) if chosen.size else np.inf
    return Result(seconds, objective, f"{pulp.LpStatus[model.problem.status]}, {chosen.size} sites")


def kmedoids_best_of_20(cost: Floats, weight: Floats, p: int, limit: float) -> Result:
    import kmedoids

    began = cpu_seconds()
    weighted = cost * weight[:, None]
    best = np.inf
    for seed in range(20):
        medoids = kmedoids.fasterpam(weighted, p, random_state=seed, n_cpu=1).medoids
        best = min(best, float(weighted[:, medoids].min(axis=1).sum()))
        if cpu_seconds() - began > limit:
            break
    return Result(cpu_seconds() - began, best, "no bound")


PEERS = {
    "beatwright": beatwright_engine,
    "HiGHS, compact model": compact_highs,
    "spopt + HiGHS": spopt_highs,
    "kmedoids, best of 20": kmedoids_best_of_20,
}
