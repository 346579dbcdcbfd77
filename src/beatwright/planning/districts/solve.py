"""From a checked instance to a division, and from a division to a plan with its certificate.

Search (`search`), then set partitioning over what it has seen where districts are small (`polish`), then the bound by
water-filling (`water`); a proof is asked for apart (`prove`). The certificate is made from the plan's own figures
(`scores`), not from those that the kernels kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.core.certificate import Certificate, Status
from beatwright.core.errors import Complaints, InfeasibleError
from beatwright.core.words import listed
from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.labels import name_districts
from beatwright.planning.districts.memory import Memory
from beatwright.planning.districts.plan import DistrictPlan
from beatwright.planning.districts.polish import WINDOWS, compile_polish, polish
from beatwright.planning.districts.quota import best_quota
from beatwright.planning.districts.read import floor_tables
from beatwright.planning.districts.scores import loads_of, score_table
from beatwright.planning.districts.search import Progress, pools, search
from beatwright.planning.districts.verify import need_rules

Ints = NDArray[np.int64]

PROPOSALS = 20_000  # per unit, where neither seconds nor iterations are given: so that the work grows with the map
HEURISTIC = "annealing with flips and recombination; bound by water-filling"
_SEARCH_SHARE = 0.4  # of the seconds; the rest polishes, where districts are small
# Of the objective: what pricing of the proof may leave open, q reduced costs of 1e-7 / q each (`Listing.relax`).
_PRICED = 1e-7
_POLISH_SECONDS = 60.0  # at most, where the search is counted in proposals and nothing else ends the choice


def search_and_polish(
    instance: Instance, seconds: float | None, iterations: int | None, seed: int, progress: Progress | None
) -> Memory:
    """Search, and put the best districts together where they were pooled."""
    if seconds is None and iterations is None:
        iterations = PROPOSALS * instance.n
    share = _SEARCH_SHARE if pools(instance) else 1.0
    if pools(instance):
        compile_polish(instance)
    budget = Budget(None if seconds is None else share * seconds, iterations)
    memory = search(instance, budget, seed, progress)
    if pools(instance):
        left = _POLISH_SECONDS if seconds is None else max(0.05, seconds - budget.elapsed)
        polish(instance, memory, Budget(seconds=left), WINDOWS if iterations is None else WINDOWS[:2])
    return memory


def water_bound(instance: Instance) -> float:
    """Bound the objective by water-filling in every block, with the best numbers of districts."""
    cost, _ = best_quota(floor_tables(instance), instance.k - len(instance.closed))
    return (cost if np.isfinite(cost) else 0.0) + instance.fixed_cost


def best_division(instance: Instance, memory: Memory) -> Ints:
    """Give the best division that a search saw, its districts named."""
    if instance.movable < instance.n:
        assert memory.whole is not None  # the search records its first division
        return memory.whole[1]
    return name_districts(instance, memory.combined())


def check_kept(instance: Instance, districts: Ints) -> None:
    """Refuse a division outside the limits.

    Raises
    ------
    InfeasibleError
        Naming the criteria and the districts.
    """
    complaints = Complaints()
    for c, name in enumerate(instance.names):
        load = loads_of(instance.share[:, c], districts, instance.k)
        wrong = np.flatnonzero((load > instance.high[c] * (1 + 1e-9)) | (load < instance.low[c] * (1 - 1e-9)))
        complaints.need(
            wrong.size == 0,
            f"'{name}' is outside its limits in districts {listed(wrong)} of the best division found "
            f"({load.min():.3f} to {load.max():.3f} of the target). Search longer, or widen the tolerance.",
        )
    complaints.raise_if_any(InfeasibleError)
    need_rules(instance, districts)


def plan_of(
    instance: Instance, districts: Ints, bound: float, seconds: float, method: str = HEURISTIC, gap: float = 0.0
) -> DistrictPlan:
    """Give a division its scores and its certificate."""
    scores = score_table(instance, districts)
    objective = scores["objective"]
    bound = min(bound, objective)
    open_still = max(gap, _PRICED * (1 + 1e-6)) * abs(objective)
    reached = objective - bound <= open_still + 1e-9 * max(abs(objective), 1e-9)
    status: Status = "optimal" if reached else "feasible"
    return DistrictPlan(districts, Certificate(status, objective, bound, seconds, method, unit="F"), scores)
