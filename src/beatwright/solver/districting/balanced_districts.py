"""`balanced_districts`: balanced, compact, contiguous districts inside fixed boundaries, with a bound."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import Complaints, InfeasibleError
from beatwright.base.words import listed
from beatwright.solver.districting.bound.exact_pricing import PRICED, prove
from beatwright.solver.districting.bound.tolerance_check import check_tolerance
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_plan import DistrictPlan
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.district_rules import DistrictRules
from beatwright.solver.districting.division_scores import loads_of, score_table
from beatwright.solver.districting.map_units import MapUnits
from beatwright.solver.districting.only_division import ONLY, only_division
from beatwright.solver.districting.read_district_instance import OWNER, floor_tables, read_district_instance
from beatwright.solver.districting.search.annealing import anneal_divisions, pools
from beatwright.solver.districting.search.memory import Memory
from beatwright.solver.districting.search.polish import WINDOWS, compile_polish, polish
from beatwright.solver.districting.search.relabel import name_districts
from beatwright.solver.districting.search_budget import Budget
from beatwright.solver.districting.search_monitor import SearchMonitor, check_options
from beatwright.solver.districting.verify_districts import need_rules
from beatwright.solver.time_limit import started

Ints = NDArray[np.int64]


PROPOSALS = 20_000  # per unit, where neither seconds nor iterations are given: so that the work grows with the map


HEURISTIC = "annealing with flips and recombination; bound by water-filling"


_SEARCH_SHARE = 0.4  # of the seconds; the rest polishes, where districts are small


_POLISH_SECONDS = 60.0  # at most, where the search is counted in proposals and nothing else ends the choice


def search_and_polish(
    instance: DistrictInstance, seconds: float | None, iterations: int | None, seed: int, monitor: SearchMonitor
) -> Memory:
    """Search, and put the best districts together where they were pooled."""
    if seconds is None and iterations is None:
        iterations = PROPOSALS * instance.n
    share = _SEARCH_SHARE if pools(instance) else 1.0
    if pools(instance):
        compile_polish(instance)
    budget = Budget(None if seconds is None else share * seconds, iterations, monitor=monitor)
    memory = anneal_divisions(instance, budget, seed)
    if pools(instance) and not monitor.stopped:
        left = _POLISH_SECONDS if seconds is None else max(0.05, seconds - budget.elapsed)
        polish(instance, memory, Budget(seconds=left, monitor=monitor), WINDOWS if iterations is None else WINDOWS[:2])
    return memory


def water_filling_bound(instance: DistrictInstance) -> float:
    """Bound the objective by water-filling in every block, with the best numbers of districts."""
    cost, _ = best_quota(floor_tables(instance), instance.k - len(instance.closed))
    return (cost if np.isfinite(cost) else 0.0) + instance.fixed_cost


def best_division(instance: DistrictInstance, memory: Memory) -> Ints:
    """Give the best division that a search saw, its districts named."""
    if instance.movable < instance.n:
        assert memory.whole is not None  # the search records its first division
        return memory.whole[1]
    return name_districts(instance, memory.combined())


def check_kept(instance: DistrictInstance, districts: Ints) -> None:
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
    instance: DistrictInstance,
    districts: Ints,
    bound: float,
    monitor: SearchMonitor,
    method: str = HEURISTIC,
    gap: float = 0.0,
) -> DistrictPlan:
    """Give a division its scores and its certificate, and tell of them."""
    scores = score_table(instance, districts)
    objective = scores["objective"]
    bound = min(bound, objective)
    open_still = max(gap, PRICED * (1 + 1e-6)) * abs(objective)
    reached = objective - bound <= open_still + 1e-9 * max(abs(objective), 1e-9)
    status: Status = "optimal" if reached else "feasible"
    monitor.found(objective)
    monitor.proved(bound)
    message = "" if reached else monitor.message
    seconds = monitor.clock.used
    return DistrictPlan(
        districts, Certificate(status, objective, bound, seconds, method=method, message=message), scores
    )


def balanced_districts(
    units: MapUnits,
    rules: DistrictRules,
    *,
    weights: Any = None,
    iterations: int | None = None,
    prove_seconds: float | None = None,
    **effort: Unpack[SearchOptions],
) -> DistrictPlan:
    """Divide units into k contiguous districts, evenly by several criteria and with short borders.

    The objective to be minimised is F = sum over criteria of weight x squared coefficient of variation of the k
    districts' totals against the target (total / k), + weight of ``"cut"`` x the share of the length of all borders
    that lies between districts, + the weighted shapes, where they are weighed. Borders may count less than their length
    (`MapUnits.cut_lengths`), and perimeters then with them.

    Parameters
    ----------
    units : MapUnits
        The units: borders, amounts of each criterion, parents, present districts, shapes.
    rules : DistrictRules
        Number of districts k, limits of their loads, locked units, closed districts, bound on change.
    weights : mapping of str to float, or sequence of float, optional
        Weight of each criterion by name, and of ``"cut"``; a name left out weighs 0. As a sequence: one per
        criterion, and one more for the cut. Default: .85 in equal parts, .15 for the cut. Two more names weigh
        shapes: ``"polsby_popper"`` (1 - mean over the districts of 4 pi A / P^2; needs `areas` and `perimeters` of
        the units) and ``"inertia"`` (1 - mean of A^2 / (2 pi I), I the second moment of area about the district's
        centroid; needs `areas` and `xy`).
    seconds : float, optional
        Wall time of the search, not counting compilation. The plan then depends on the machine's speed.
    iterations : int, optional
        Proposals of the search: the same number and seed make the same search on every machine. Where districts are
        small (up to 10 units in the mean) the best division of those seen is then chosen within 60 s of the clock;
        the plan depends on the machine only where that limit is met. Default: 20,000 per unit where `seconds` is
        not given.
    prove_seconds : float, optional
        Wall time for an exact method after the search, which lists all contiguous districts that could pay. For
        small districts (up to about 8 units), or few units (about 40). Default: no proof, and a bound by
        water-filling alone.
    gap : float, default 0
        Relative gap at which the exact method may stop and call the plan optimal.
    seed : int, default 0
        Seed of the search.
    stop : callable () -> bool, optional
        Asked now and then; once it is true the search ends as on Ctrl-C: the best division so far that keeps the rules,
        with a valid bound, status "feasible".
    progress : callable (objective, bound, seconds), optional
        Told of every better objective or bound, with the seconds used; the objective is NaN before the first plan.

    Returns
    -------
    DistrictPlan
        ``.districts``, ``.certificate``, ``.scores``.

    Raises
    ------
    ParameterError
        With every complaint about the arguments at once.
    InfeasibleError
        Where no division keeps the rules, or none was found.

    References
    ----------
    Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
    Management Science 16, B495-B508. DeFord, D., Duchin, M. and Solomon, J. (2021). Recombination: a family of Markov
    chains for redistricting. Harvard Data Science Review 3(1).

    Examples
    --------
    A street of four blocks, the calls mostly at its ends:

    >>> street = MapUnits([[0, 1], [1, 2], [2, 3]], [1, 1, 1], {"calls": [5, 2, 1, 6]})
    >>> plan = balanced_districts(street, DistrictRules(2), prove_seconds=5)
    >>> plan.districts, plan.certificate.status
    (array([0, 0, 1, 1]), 'optimal')
    """
    check_options(OWNER, iterations, prove_seconds, effort)
    with started(OWNER, effort) as (asked, clock):
        instance, monitor = read_district_instance(units, rules, weights), SearchMonitor(clock)
        check_tolerance(instance, monitor.was_stopped)
        only = only_division(instance)
        if only is not None:
            check_kept(instance, only)
            return plan_of(instance, only, np.inf, monitor, method=ONLY)
        bound, method = water_filling_bound(instance), HEURISTIC
        monitor.proved(bound)
        memory = search_and_polish(instance, asked.seconds, iterations, asked.seed, monitor=monitor)
        exact = prove_seconds is not None and instance.movable >= instance.n and instance.blocks > 0
        if exact and not monitor.stopped:
            bound = max(bound, prove(instance, memory, Budget(prove_seconds, monitor=monitor), asked.gap))
            method = "annealing; exact over all contiguous districts (set partitioning)"
        districts = best_division(instance, memory)
        check_kept(instance, districts)
        return plan_of(instance, districts, bound, monitor, method=method, gap=asked.gap)
