"""Districts around posts on plain arrays: against brute force, and what must hold on any map."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from beatwright.core import InfeasibleError, ParameterError
from beatwright.planning import median_districts
from beatwright.solver.beats.beat_annealing import anneal_beats, measured_plan
from beatwright.solver.beats.beat_lagrangian import Lagrangian
from beatwright.solver.beats.beat_program import MedianModel
from beatwright.solver.beats.beat_proof import prove_beats
from beatwright.solver.beats.contiguity_cuts import adjacency, find_cuts
from beatwright.solver.beats.read_beat_instance import MedianInstance, read_beat_instance
from beatwright.solver.districting.border_graph import build_graph
from beatwright.solver.districting.division_scores import loads_of, pieces_of
from beatwright.solver.districting.kernels.arrays import DivisionRules, Posts
from beatwright.solver.districting.kernels.division_state import new_scratch, new_state
from beatwright.solver.districting.kernels.median_moves import lagrange_round, median_moves
from beatwright.solver.districting.search_budget import Budget

LINE = [[0, 1], [1, 2], [2, 3]]
GRID = np.array([[r * 3 + c, r * 3 + c + 1] for r in range(3) for c in range(2)] + [[i, i + 3] for i in range(6)])


def random_case(seed: int, n: int = 9, sites: int = 9) -> tuple[Any, Any, Any]:
    """Return costs to sites, calls (some are 0) and homes of the sites, two of which may share a unit."""
    random = np.random.default_rng(seed)
    home = np.arange(n) if sites == n else np.sort(random.choice(n, sites))
    calls = random.integers(0, 6, n).astype(float)
    calls[0] += 1
    return random.random((n, sites)).round(3), calls, home


@cache
def all_plans(k: int) -> list[Any]:
    """Return every division of the grid into k contiguous districts, each once."""
    plans = []
    for label in itertools.product(range(k), repeat=8):
        whole = np.array([0, *label])
        _, first = np.unique(whole, return_index=True)
        if len(first) == k and (np.diff(first) > 0).all() and pieces_of(GRID, whole)[0] == k:
            plans.append(whole)
    return plans


def least(cost: Any, calls: Any, home: Any, k: int, tolerance: float | None) -> float:
    """Return the cost of the best plan on the grid by looking at all of them; inf where there is none."""
    best = math.inf
    for plan in all_plans(k):
        load = np.bincount(plan, weights=calls, minlength=k) / (calls.sum() / k)
        if tolerance is not None and np.abs(load - 1).max() > tolerance + 1e-9:
            continue
        total = 0.0
        for district in range(k):
            inside = plan == district
            own = [float(calls[inside] @ cost[inside, j]) for j in range(len(home)) if plan[home[j]] == district]
            total += min(own, default=math.inf)
        best = min(best, total)
    return best


def instance_of(n: int, seed: int, k: int, tolerance: float | None, units: Any) -> MedianInstance:
    xy = np.random.default_rng(seed).random((n, 2))
    cost = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    return read_beat_instance(cost, units.criteria["calls"], units.edges, k, tolerance)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("k", "tolerance"), [(1, None), (2, None), (2, 0.3), (3, 0.35), (3, 0.6)])
def test_tiny_cases_equal_brute_force(seed: int, k: int, tolerance: float | None) -> None:
    cost, calls, home = random_case(seed)
    best = least(cost, calls, home, k, tolerance)
    if math.isinf(best):
        with pytest.raises(InfeasibleError):
            median_districts(cost, calls, GRID, k, tolerance, iterations=4000)
        return
    plan = median_districts(cost, calls, GRID, k, tolerance, iterations=4000, seed=seed)
    assert plan.certificate.objective == pytest.approx(best, rel=1e-9)
    assert plan.certificate.bound == pytest.approx(best, rel=1e-6)
    assert plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", range(6))
def test_posts_stand_at_sites_inside_their_districts(seed: int) -> None:
    cost, calls, home = random_case(seed, sites=5)
    k = min(2, np.unique(home).size)
    best = least(cost, calls, home, k, None)
    plan = median_districts(cost, calls, GRID, k, home=home, iterations=4000)
    assert plan.certificate.objective == pytest.approx(best)
    assert (plan.districts[home[plan.posts]] == np.arange(k)).all()
    total = calls @ cost[np.arange(9), plan.posts[plan.districts]]
    assert plan.certificate.objective == pytest.approx(total)


@pytest.mark.parametrize("seed", range(3))
def test_what_must_hold_on_any_map(seed: int, voronoi: Any) -> None:
    units = voronoi(36, seed)
    xy = np.random.default_rng(seed).random((36, 2))
    cost = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    calls = units.criteria["calls"]
    plan = median_districts(cost, calls, units.edges, 4, 0.25, iterations=100_000, seed=seed)
    assert pieces_of(units.edges, plan.districts)[0] == 4
    assert sorted(set(plan.districts)) == list(range(4))
    assert plan.loads == pytest.approx(loads_of(calls, plan.districts, 4) / (calls.sum() / 4))
    assert np.abs(plan.loads - 1).max() <= 0.25 + 1e-9
    assert (plan.districts[plan.posts] == np.arange(4)).all()
    assert 0 < plan.certificate.bound <= plan.certificate.objective * (1 + 1e-12)
    again = median_districts(cost, calls, units.edges, 4, 0.25, iterations=100_000, seed=seed)
    assert (again.districts == plan.districts).all()


def test_load_may_be_another_amount_than_calls() -> None:
    cost = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    even = median_districts(cost, [9, 1, 1, 1], LINE, 2, 0.0, load=[1, 1, 1, 1], iterations=4000)
    assert even.districts.tolist() == [0, 0, 1, 1]
    assert even.loads.tolist() == [1.0, 1.0]


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_bound_never_above_any_plan(seed: int) -> None:
    cost, calls, home = random_case(seed)
    for k, tolerance in ((2, 0.5), (3, None)):
        best = least(cost, calls, home, k, tolerance)
        try:
            instance = read_beat_instance(cost, calls, GRID, k, tolerance)
        except InfeasibleError:
            assert math.isinf(best)
            continue
        relaxed = Lagrangian(instance)
        relaxed.climb(best if math.isfinite(best) else 1.0, Budget(None, 60))
        assert relaxed.bound <= best * (1 + 1e-9)
        found = anneal_beats(instance, Budget(None, 500), seed)
        better, bound = prove_beats(instance, found, Budget(20.0))
        assert bound <= best * (1 + 1e-6)
        if math.isfinite(best):
            assert better.cost == pytest.approx(best)


@pytest.mark.parametrize("seed", range(5))
def test_columns_of_the_optimum_stay(seed: int) -> None:
    cost, calls, home = random_case(seed)
    best = least(cost, calls, home, 3, 0.6)
    if math.isinf(best):
        pytest.skip("no plan keeps the tolerance")
    instance = read_beat_instance(cost, calls, GRID, 3, 0.6)
    relaxed = Lagrangian(instance)
    relaxed.climb(best, Budget(None, 200))
    model = MedianModel(instance, relaxed.columns(best), best)
    model.relax(Budget(None, 40))
    assert model.bound <= best * (1 + 1e-6)
    found = model.solve(None, 60)
    assert found is not None
    sites, posts = found
    plan = measured_plan(instance, np.searchsorted(posts, sites), posts)
    assert plan.excess == 0.0
    assert plan.cost == pytest.approx(best)


def test_columns_do_drop() -> None:
    cost, calls, home = random_case(1)
    best = least(cost, calls, home, 3, 0.6)
    instance = read_beat_instance(cost, calls, GRID, 3, 0.6)
    relaxed = Lagrangian(instance)
    relaxed.climb(best, Budget(None, 200))
    assert relaxed.columns(best).sum() < relaxed.columns(math.inf).sum()


@pytest.mark.parametrize("seed", range(4))
def test_posts_gone_through_one_by_one_prove_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With programs too large to solve at once, sets of posts are branched on and barred."""
    monkeypatch.setattr("beatwright.solver.beats.beat_proof._MILP_COLUMNS", 0)
    cost, calls, home = random_case(seed)
    instance = read_beat_instance(cost, calls, GRID, 3, None)
    start = anneal_beats(instance, Budget(None, 50), seed)
    best = least(cost, calls, home, 3, None)
    _, bound = prove_beats(instance, start, Budget(20.0))
    assert bound <= best * (1 + 1e-6)


def test_cuts_spare_contiguous_plans_and_hit_others() -> None:
    touch = adjacency(9, GRID)
    for plan in all_plans(3):
        homes = np.array([np.flatnonzero(plan == d)[0] for d in range(3)])
        x = (plan[:, None] == np.arange(3)).astype(float)
        assert find_cuts(touch, x, homes) == []
    split = np.array([0, 1, 0, 1, 1, 1, 0, 1, 0])
    cuts = find_cuts(touch, (split[:, None] == np.arange(2)).astype(float), np.array([0, 1]))
    assert {cut.unit for cut in cuts} == {2, 6, 8}
    for cut in cuts:
        for plan in all_plans(2):
            # A plan in which the unit and the post are together passes through the separator.
            if plan[cut.unit] == plan[0]:
                assert (plan[cut.separator] == plan[0]).any()


@pytest.mark.parametrize(("low", "high"), [(0.0, np.inf), (0.6, 1.4), (0.95, 1.05)])
def test_filling_equals_a_linear_program(low: float, high: float) -> None:
    cost, calls, home = random_case(3)
    share = calls / (calls.sum() / 3)
    price = np.random.default_rng(0).random(9) * 4
    travel = np.ascontiguousarray(cost * calls[:, None])
    bound, served, value, _ = lagrange_round(travel, share, np.ones((9, 9)), home, low, high, price, 3)
    slow = []
    for j in range(9):
        limits = [(1.0, 1.0) if i == j else (0.0, 1.0) for i in range(9)]
        rows = [share, -share] if np.isfinite(high) else None
        right = [high, -low] if np.isfinite(high) else None
        answer = linprog(travel[:, j] - price, A_ub=rows, b_ub=right, bounds=limits)
        slow.append(answer.fun if answer.status == 0 else math.inf)
    assert value == pytest.approx(np.array(slow), abs=1e-9)
    assert bound == pytest.approx(price.sum() + np.sort(slow)[:3].sum())
    assert served.sum() >= 3


@pytest.mark.parametrize("seed", range(3))
def test_moves_change_the_cost_by_what_they_say(seed: int, voronoi: Any) -> None:
    units = voronoi(40, seed)
    instance = instance_of(40, seed, 4, 0.2, units)
    found = anneal_beats(instance, Budget(None, 1), seed)
    graph = build_graph(40, instance.edges, np.ones(len(instance.edges)))
    none = np.full(40, -1, dtype=np.int64)
    penalty, high, low = 7.0, np.array([instance.high]), np.array([instance.low])
    share = instance.share[:, None].copy()
    rules = DivisionRules(share, np.zeros(1), low, high, np.array([penalty]), 0.0, none, none, 40, none)
    state, scratch, posts = new_state(rules, found.districts, 4), new_scratch(graph, 1, 4), found.posts.copy()

    def total() -> float:
        load = loads_of(instance.share, state.label, 4)
        over = np.maximum(0, load - high) + np.maximum(0, low - load)
        return float(instance.travel[np.arange(40), posts[state.label]].sum() + penalty * over.sum())

    before = total()
    seeds = np.array([seed], dtype=np.uint64)
    change = median_moves(
        graph, rules, state, scratch, seeds, Posts(instance.travel, instance.home, posts), 50.0, 20, 10
    )
    assert (state.label != found.districts).any()
    assert total() - before == pytest.approx(change)
    assert pieces_of(instance.edges, state.label)[0] == 4
    assert (state.label[posts] == np.arange(4)).all()


COST = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"k": 0}, "The 'k' parameter of median_districts must be an integer in [1, 4]. Got 0."),
        ({"k": 5}, "in [1, 4]. Got 5."),
        ({"home": [0, 0, 1, 1], "k": 3}, "in [1, 2]. Got 3."),
        ({"home": [0, 9, 1, 1]}, "must name units from 0 to 3. Others are named for sites 1."),
        ({"home": [0, 1]}, "The 'home' parameter of median_districts must be an array [site] of shape (4,)"),
        ({"cost": np.ones((3, 4))}, "must be an array [unit, site] of shape (4, 4). Got shape (3, 4)."),
        ({"cost": np.where(COST == 3, np.nan, COST)}, "Look at units 0, 3."),
        ({"calls": [1, -1, 1, 1]}, "Look at units 1."),
        ({"calls": [0, 0, 0, 0]}, "The 'calls' of median_districts are 0 in every unit."),
        ({"load": [1, 1, np.inf, 1]}, "The 'load' of median_districts must be finite and at least 0. Look at units 2."),
        ({"edges": [[0, 7]]}, "must name units from 0 to 3"),
        ({"tolerance": -1.0}, "The 'tolerance' parameter of median_districts must be a number in [0.0, inf)"),
        ({"seconds": 0}, "'seconds'"),
        ({"prove_seconds": -1}, "'prove_seconds'"),
        ({"iterations": 0}, "'iterations'"),
        ({"seed": -1}, "'seed'"),
    ],
)
def test_wrong_arguments_are_named(changed: dict[str, Any], said: str) -> None:
    arguments: dict[str, Any] = {"cost": COST, "calls": [4, 1, 1, 4], "edges": LINE, "k": 2, **changed}
    with pytest.raises(ParameterError) as error:
        median_districts(**arguments)
    assert said in str(error.value)


def test_all_complaints_come_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        median_districts(COST, [4, 1, -1, 4], LINE, 0, -1.0, seed=-1)
    assert str(error.value).count("\n  - ") == 4


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"edges": [[0, 1]]}, "The map falls into 3 separate parts (with units 0, 2, 3), more than k = 2"),
        ({"tolerance": 0.1, "calls": [9, 1, 1, 4]}, "Units 0 hold more calls than a district may"),
        (
            {"edges": [[0, 1], [2, 3]], "home": [0, 1], "cost": COST[:, :2]},
            "No site stands in the separate parts of the map with units 2",
        ),
        ({"tolerance": 0.0, "calls": [4, 1, 4, 4]}, "that is proven"),
    ],
)
def test_what_rules_out_every_plan_is_said(changed: dict[str, Any], said: str) -> None:
    arguments: dict[str, Any] = {"cost": COST, "calls": [4, 1, 1, 4], "edges": LINE, "k": 2, **changed}
    with pytest.raises(InfeasibleError) as error:
        median_districts(**arguments, iterations=2000)
    assert said in str(error.value)
