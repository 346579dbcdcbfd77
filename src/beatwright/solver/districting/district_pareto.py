"""`district_pareto`: a set of plans over the criteria, none better than another in everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.check import integer
from beatwright.base.effort import SearchOptions, Stop
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.solver.districting.balanced_districts import (
    PROPOSALS,
    best_division,
    check_kept,
    plan_of,
    water_filling_bound,
)
from beatwright.solver.districting.bound.tolerance_check import check_tolerance
from beatwright.solver.districting.criterion_weights import spread_weights
from beatwright.solver.districting.district_arguments import CUT
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_plan import DistrictPlan
from beatwright.solver.districting.district_rules import DistrictRules
from beatwright.solver.districting.division_scores import objective_of
from beatwright.solver.districting.map_units import MapUnits
from beatwright.solver.districting.read_district_instance import OWNER as OF_DIVISION
from beatwright.solver.districting.read_district_instance import read_district_instance
from beatwright.solver.districting.search.annealing import Search
from beatwright.solver.districting.search_budget import Budget
from beatwright.solver.districting.search_monitor import SearchMonitor, check_options
from beatwright.solver.districting.unit_geometry import FORMS
from beatwright.solver.time_limit import started

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OWNER = "district_pareto"
_BLEND = 0.06  # of even weights in every weighting: what weighs nothing at all is left to chance
_COLD = 0.85  # share of the budget for searches from nothing; the rest improves the best found so far


def district_pareto(
    units: MapUnits,
    rules: DistrictRules,
    *,
    weights: Any = None,
    points: int = 12,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> list[DistrictPlan]:
    """Divide units into k contiguous districts in several ways: what is gained in one criterion for what in another.

    Every weighting is searched as by `balanced_districts`; then the best division that any search found for a
    weighting is improved for it once more. Plans that another plan equals or beats in every measure are left out.
    The measures are the coefficient of variation of every criterion, the cut share, and the compactness by shape, as
    far as they are weighted.

    Parameters
    ----------
    units, rules
        As for `balanced_districts`.
    weights : mapping of str to float, sequence of float, or sequence of mappings, optional
        One set of weights, as for `balanced_districts`: it says what is measured, and in what proportion the measures
        are exchanged at the centre; `points` weightings are spread evenly around it. Or the weightings themselves.
    points : int, default 12
        Number of weightings, at least as many as measures are weighted. Not read where the weightings are given.
    seconds : float, optional
        Wall time of all searches together, not counting compilation.
    iterations : int, optional
        Proposals of all searches together. Default: 20,000 per unit and weighting where `seconds` is not given.
    seed : int, default 0
        Seed of the searches.
    stop : callable () -> bool, optional
        Asked now and then; once it is true, or on Ctrl-C, no further weighting is searched, and the plans are those of
        the divisions found so far.
    progress : callable (done, total, text), optional
        Told of every search that has ended: each weighting has an objective of its own.

    Returns
    -------
    list of DistrictPlan
        First the best plan in each measure, then the others. ``scores["weights"]`` holds the weights that a plan was
        found with, for which its certificate holds.

    Raises
    ------
    ParameterError, InfeasibleError
        As `balanced_districts`.

    References
    ----------
    Das, I. and Dennis, J. E. (1997). A closer look at drawbacks of minimizing weighted sums of objectives for Pareto
    set generation in multicriteria optimization problems. Structural Optimization 14, 63-69: what the method leaves
    out, the plans in hollows of the front.

    Examples
    --------
    >>> amounts = {"calls": [3, 1, 1, 3], "people": [3, 1, 2, 2]}
    >>> street = MapUnits([[0, 1], [1, 2], [2, 3]], [1, 3, 1], amounts)
    >>> plans = district_pareto(street, DistrictRules(2), points=4)
    >>> [plan.districts.tolist() for plan in plans]
    [[0, 0, 1, 1], [0, 1, 1, 1]]
    """
    effort: SearchOptions = {"seconds": seconds, "seed": seed, "stop": stop}
    check_options(OF_DIVISION, iterations, None, effort)
    with started(OWNER, effort) as (_, clock):
        instances, monitor = _instances(units, rules, weights, points), SearchMonitor(clock)
        check_tolerance(instances[0], monitor.was_stopped)
        if seconds is None and iterations is None:
            iterations = PROPOSALS * instances[0].n * len(instances)
        whole = Budget(seconds, iterations, monitor=monitor)
        found = _found(instances, whole, seed, progress)
        return _without_dominated(found, _measures(instances))


def _instances(units: MapUnits, rules: DistrictRules, weights: Any, points: Any) -> list[DistrictInstance]:
    """Give one instance per weighting."""
    complaints = Complaints()
    complaints.add(integer(OWNER, "points", points, 1))
    complaints.raise_if_any(ParameterError)
    if isinstance(weights, Sequence) and weights and all(isinstance(one, Mapping) for one in weights):
        return [read_district_instance(units, rules, one) for one in weights]
    base = read_district_instance(units, rules, weights)
    asked = np.concatenate([base.weights, [base.cut_weight], base.form])
    measured = np.flatnonzero(asked > 0)
    spread = (1.0 - _BLEND) * spread_weights(measured.size, points) + _BLEND / measured.size
    vectors = np.zeros((len(spread), asked.size))
    vectors[:, measured] = measured.size * spread * asked[measured]
    count = len(base.names)
    return [replace(base, weights=v[:count], cut_weight=float(v[count]), form=v[count + 1 :]) for v in vectors]


def _words(instance: DistrictInstance) -> tuple[str, ...]:
    return (*instance.names, CUT, *FORMS)


def _vector(instance: DistrictInstance) -> Floats:
    return np.concatenate([instance.weights, [instance.cut_weight], instance.form])


def _measures(instances: Sequence[DistrictInstance]) -> list[str]:
    """Name what any weighting weighs."""
    weighed = np.any([_vector(instance) > 0 for instance in instances], axis=0)
    return [word for word, used in zip(_words(instances[0]), weighed, strict=True) if used]


def _found(
    instances: Sequence[DistrictInstance], whole: Budget, seed: int, progress: Progress | None
) -> list[DistrictPlan]:
    """Search every weighting from nothing, then improve for each the best division of all; one plan per weighting."""
    rounds, monitor = 2 * len(instances), whole.monitor
    divisions: list[Ints] = []
    for done, instance in enumerate(instances):
        if divisions and monitor.stopped:
            break
        budget = _share(whole, _COLD / len(instances))
        divisions.append(best_division(instance, Search(instance, budget, seed + done).run()))
        if progress is not None:
            progress(done + 1, rounds, "searching")
    plans = []
    for done, instance in enumerate(instances):
        if monitor.stopped:
            break
        start = min(divisions, key=lambda division: _merit(instance, division))
        search = Search(instance, _share(whole, (1.0 - _COLD) / len(instances)), seed + done)
        better = best_division(instance, search.improve(start))
        divisions[done] = min((divisions[done], start, better), key=lambda division: _merit(instance, division))
        if progress is not None:
            progress(len(instances) + done + 1, rounds, "improving")
    for instance in instances:
        best = min(divisions, key=lambda division: _merit(instance, division))
        check_kept(instance, best)
        plan = plan_of(instance, best, water_filling_bound(instance), monitor)
        plan.scores["weights"] = {
            word: float(weight) for word, weight in zip(_words(instance), _vector(instance), strict=True) if weight > 0
        }
        plans.append(plan)
    return plans


def _share(whole: Budget, share: float) -> Budget:
    """Give one search its share of what all have; it tells of no objective, as each weighting has one of its own."""
    return Budget(
        None if whole.seconds is None else share * whole.seconds,
        None if whole.iterations is None else max(1, int(share * whole.iterations)),
        monitor=SearchMonitor(whole.monitor.clock.silent()),
    )


def _merit(instance: DistrictInstance, districts: Ints) -> tuple[float, float]:
    """Rank a division: by how far it is outside the limits, then by its objective."""
    load = np.zeros((instance.k, len(instance.names)))
    np.add.at(load, districts, instance.share)
    excess = np.maximum(0.0, load - instance.high * (1 + 1e-9)) + np.maximum(0.0, instance.low * (1 - 1e-9) - load)
    return float(excess.sum()), objective_of(instance, districts)


def measure(plan: DistrictPlan, word: str) -> float:
    """Return one measure of a plan, less being better: a criterion's cv, the cut share, or 1 - compactness."""
    if word in plan.scores["criteria"]:
        return float(plan.scores["criteria"][word]["cv"])
    return float(plan.scores["counted_cut_share"]) if word == CUT else 1.0 - float(plan.scores[word])


def _without_dominated(plans: Sequence[DistrictPlan], measures: Sequence[str]) -> list[DistrictPlan]:
    """Leave out plans that another equals or beats in every measure; the best in each measure come first."""
    values = np.array([[measure(plan, word) for word in measures] for plan in plans])
    kept: list[int] = []
    for i, own in enumerate(values):
        as_good = (values <= own).all(axis=1)
        better = as_good & (values < own).any(axis=1)
        twin = (values[:i] == own).all(axis=1).any()
        if not better.any() and not twin:
            kept.append(i)
    extremes = [kept[int(np.argmin(values[kept, c]))] for c in range(len(measures))]
    return [plans[i] for i in dict.fromkeys([*extremes, *kept])]
