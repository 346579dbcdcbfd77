"""Annealing of districts around posts.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) of units and posts at once (`kernels.median`), four times: two
annealings from p-median starts (`median_start`), then two from the best plan at a lower temperature. Heat falls
geometrically. Loads outside their limits cost a penalty, and plans within them come first when the best is kept. At the
end posts and units settle by turns with hardly any temperature.

References
----------
Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.beats.first_beats import start_plan
from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.border_graph import build_graph
from beatwright.solver.districting.division_scores import loads_of
from beatwright.solver.districting.kernels.arrays import DivisionRules, Graph, Posts
from beatwright.solver.districting.kernels.division_state import new_scratch, new_state
from beatwright.solver.districting.kernels.median_moves import best_posts, median_moves
from beatwright.solver.districting.search_budget import Budget
from beatwright.solver.districting.search_monitor import SearchMonitor
from beatwright.solver.random_numbers import Seeds

Ints = NDArray[np.int64]

# Annealings; the first ones from different starts, the others from the best plan. More of them spread the risk of a bad
# start, and leave each a smaller part of the budget.
_RUNS, _FRESH = 4, 2
_FLIPS = 30  # proposals to move a unit, to one that moves a post, which costs a sum over its district
# Temperatures, in the mean change of travel between neighbouring posts. A loss of one temperature is accepted once in e
# times: six such changes at first, one where the best plan is to be kept in its main lines, a twentieth at the end.
_HOT, _WARM, _COLD = 6.0, 1.0, 0.05
_SLACK = 1e-9  # targets: excess over the limits that is rounding of the sums
_LOOKS = 1000  # pairs of sites from which the temperature is told: each costs a look at every unit


@dataclass(frozen=True, eq=False)
class BeatPlan:
    """A plan: the largest excess over the limits of the load, its cost, districts (n,) and sites of the posts (k,)."""

    excess: float
    cost: float
    districts: Ints
    posts: Ints

    @property
    def rank(self) -> tuple[float, float]:
        """Legal plans first, then the cheaper ones."""
        return self.excess, self.cost

    def report(self, monitor: SearchMonitor) -> None:
        """Tell of this plan where it keeps the limits."""
        if self.excess == 0.0:
            monitor.found(self.cost)


def measured_plan(instance: MedianInstance, districts: Ints, posts: Ints) -> BeatPlan:
    """Measure a plan from nothing."""
    load = loads_of(instance.share, districts, instance.k)
    over = np.maximum(0.0, load - instance.high) + np.maximum(0.0, instance.low - load)
    worst = float(over.max())
    cost = float(instance.travel[np.arange(instance.n), posts[districts]].sum())
    return BeatPlan(worst if worst > _SLACK else 0.0, cost, districts.copy(), posts.copy())


@dataclass(frozen=True, eq=False)
class _Setting:
    instance: MedianInstance
    graph: Graph
    rules: DivisionRules
    scale: float  # one temperature, in the unit of the travel: see `_temperature_scale`
    seeds: Seeds  # (1,) state of the random numbers, changed by every draw


def anneal_beats(instance: MedianInstance, budget: Budget, seed: int) -> BeatPlan:
    """Anneal from p-median starts, then from the best plan; the limits of the load are a penalty.

    Returns
    -------
    Found
        The best plan seen; one outside the limits where there was no other.
    """
    random = np.random.default_rng(seed)
    setting = _setting(instance, seed)
    stopped, none = budget.monitor.was_stopped, Budget(iterations=1, used=1, monitor=budget.monitor)
    best = _anneal(setting, *start_plan(instance, setting.graph, random, stopped), none, (0.0, 1.0), 1.0)
    budget.restart()
    for run in range(_RUNS):
        if budget.monitor.stopped:
            break
        part = (run / _RUNS, (run + 1) / _RUNS)
        fresh = run < _FRESH
        plan = start_plan(instance, setting.graph, random, stopped) if fresh else (best.districts, best.posts)
        best = min(best, _anneal(setting, *plan, budget, part, _HOT if fresh else _WARM), key=lambda found: found.rank)
    return best


def _setting(instance: MedianInstance, seed: int) -> _Setting:
    scale = _temperature_scale(instance)
    none = np.full(instance.n, -1, dtype=np.int64)
    rules = DivisionRules(
        share=instance.share[:, None].copy(),
        weight=np.zeros(1),
        low=np.array([instance.low]),
        high=np.array([instance.high]),
        # A mean unit too much, k / n of a target, costs ten temperatures.
        penalty=np.array([10.0 * scale * instance.n / instance.k]),
        metre=0.0,
        lock=none,
        present=none,
        movable=instance.n,
        block=np.zeros(instance.n, dtype=np.int64),
    )
    graph = build_graph(instance.n, instance.edges, np.ones(len(instance.edges)))
    return _Setting(instance=instance, graph=graph, rules=rules, scale=scale, seeds=np.array([seed], dtype=np.uint64))


def _temperature_scale(instance: MedianInstance) -> float:
    """Give the mean change of a unit's travel between a site and one beside it."""
    site = np.full(instance.n, -1, dtype=np.int64)
    site[instance.home] = np.arange(instance.home.size)
    pairs = site[instance.edges]
    pairs = pairs[(pairs >= 0).all(axis=1)][:_LOOKS]
    # Few neighbouring units have sites each: then pairs of a site and the one most like it.
    if len(pairs) < instance.home.size // 2:
        some = np.arange(min(instance.home.size, _LOOKS))
        apart = np.array([np.abs(instance.travel[:, some] - instance.travel[:, [j]]).mean(axis=0) for j in some])
        np.fill_diagonal(apart, np.inf)
        pairs = np.column_stack([some, apart.argmin(axis=1)])
    change = np.abs(instance.travel[:, pairs[:, 0]] - instance.travel[:, pairs[:, 1]]).mean()
    return float(change) or 1.0


def _anneal(
    setting: _Setting, districts: Ints, posts: Ints, budget: Budget, part: tuple[float, float], hot: float
) -> BeatPlan:
    """Cool one plan over its part of the budget."""
    instance, scale = setting.instance, setting.scale
    state = new_state(setting.rules, districts, instance.k)
    scratch = new_scratch(setting.graph, 1, instance.k)
    posts = posts.copy()
    rounds = max(1, 20 * instance.n // _FLIPS)  # at one temperature: twenty proposals per unit

    places = Posts(instance.travel, instance.home, posts)

    def cool(temperature: float) -> None:
        median_moves(
            setting.graph,
            setting.rules,
            state,
            scratch,
            seeds=setting.seeds,
            posts=places,
            temperature=temperature,
            rounds=rounds,
            flips=_FLIPS,
        )

    best = measured_plan(instance, state.label, posts)
    begin, end = part
    while (fraction := budget.fraction) < end:
        done = max(0.0, (fraction - begin) / (end - begin))
        cool(scale * hot * (_COLD / hot) ** done)
        budget.used += rounds * (_FLIPS + 1)
        if done > 0.5:  # before that it is too hot for a plan worth measuring
            best = min(best, measured_plan(instance, state.label, posts), key=lambda found: found.rank)
            best.report(budget.monitor)
    for _ in range(5):  # posts move seldom by then, and units follow within the stretch
        best_posts(state.label, instance.travel, instance.home, posts)
        cool(1e-6 * scale)
    best = min(best, measured_plan(instance, state.label, posts), key=lambda found: found.rank)
    best.report(budget.monitor)
    return best
