"""The p-median engine: exact, with a bound that never lies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import EuclideanCost, InfeasibleError, ManhattanCost, Modes, p_median, p_median_milp
from beatwright.solver.location.engine import branch_and_bound as engine_module
from beatwright.solver.location.engine import read_median_instance as median_build
from beatwright.solver.location.engine import root_node

FEW = settings(max_examples=40, deadline=None)


def weighted(cost, weight):
    def value(sites):
        least = cost[:, sites].min(axis=1)
        return float((least[weight > 0] * weight[weight > 0]).sum())

    return value


@st.composite
def instances(draw, most=12, forbid=False):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, m = draw(st.integers(1, 15)), draw(st.integers(1, most))
    if draw(st.booleans()):
        cost = rng.integers(0, draw(st.sampled_from([2, 10, 1000])), (n, m)).astype(float)
        weight = rng.integers(0, 4, n).astype(float)
    else:
        a, b = rng.random((n, 2)), rng.random((m, 2))
        cost = np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1))
        weight = rng.gamma(2, 1, n)
    if forbid:
        cost[rng.random((n, m)) < 0.3] = np.inf
        cost[np.arange(n), rng.integers(0, m, n)] = 1.0
    return cost, weight, draw(st.integers(1, m)), rng


@FEW
@given(instances())
def test_equals_brute_force(brute_force, instance):
    cost, weight, p, _ = instance
    plan = p_median(cost, p, weight=weight)
    best = brute_force(weighted(cost, weight), cost.shape[1], p)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best, rel=1e-8)
    assert plan.certificate.bound <= plan.certificate.objective
    assert weighted(cost, weight)(plan.sites) == pytest.approx(best, rel=1e-8)
    assert len(set(plan.sites.tolist())) == p
    served = cost[np.arange(len(cost)), plan.assignment]
    assert np.array_equal(served, cost[:, plan.sites].min(axis=1))


@FEW
@given(instances(forbid=True))
def test_forbidden_pairs_equal_brute_force(brute_force, instance):
    cost, weight, p, _ = instance
    best = brute_force(weighted(cost, weight), cost.shape[1], p)
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            p_median(cost, p, weight=weight)
    else:
        assert p_median(cost, p, weight=weight).certificate.objective == pytest.approx(best, rel=1e-8)


@FEW
@given(instances(most=10))
def test_fixed_sites_equal_brute_force(brute_force, instance):
    cost, weight, p, rng = instance
    m = cost.shape[1]
    mixed = rng.permutation(m)
    opened = mixed[: rng.integers(0, p + 1)]
    closed = mixed[p : p + rng.integers(0, m - p + 1)]

    def value(sites):
        allowed = np.isin(opened, sites).all() and not np.isin(closed, sites).any()
        return weighted(cost, weight)(sites) if allowed else np.inf

    plan = p_median(cost, p, weight=weight, fixed_open=opened, fixed_closed=closed)
    assert plan.certificate.objective == pytest.approx(brute_force(value, m, p), rel=1e-8)
    assert np.isfinite(value(plan.sites))


@FEW
@given(instances(most=5))
def test_modes_equal_brute_force(brute_force, instance):
    cost, weight, _, rng = instance
    n, m = cost.shape
    both = np.hstack([cost, cost + rng.random((n, m))])
    large = int(rng.integers(0, m + 1))
    small = int(rng.integers(0, m - large + 1))
    if large + small == 0:
        large = 1
    modes = Modes.product(m, count=[large, small])

    def value(columns):
        return weighted(both, weight)(columns) if modes.allows(columns) else np.inf

    plan = p_median(both, large + small, weight=weight, modes=modes)
    assert plan.certificate.objective == pytest.approx(brute_force(value, 2 * m, large + small), rel=1e-8)
    assert modes.allows(plan.sites)


@FEW
@given(instances())
def test_more_posts_never_cost_more(instance):
    cost, weight, _, _ = instance
    values = [p_median(cost, p, weight=weight).certificate.objective for p in range(1, cost.shape[1] + 1)]
    assert (np.diff(values) <= 1e-9).all()


@FEW
@given(instances())
def test_a_permutation_permutes_the_answer(instance):
    _, _, p, rng = instance
    cost, weight = rng.random((40, 10)), rng.random(40)
    rows, columns = rng.permutation(40), rng.permutation(10)
    p = min(p, 10)
    straight = p_median(cost, p, weight=weight)
    mixed = p_median(cost[rows][:, columns], p, weight=weight[rows])
    assert mixed.certificate.objective == pytest.approx(straight.certificate.objective)
    assert set(columns[mixed.sites].tolist()) == set(straight.sites.tolist())


@FEW
@given(instances())
def test_a_client_without_weight_changes_nothing(instance):
    cost, weight, p, rng = instance
    straight = p_median(cost, p, weight=weight)
    more = p_median(np.vstack([cost, rng.random(cost.shape[1])]), p, weight=np.append(weight, 0.0))
    assert np.array_equal(more.sites, straight.sites)
    assert more.certificate.objective == straight.certificate.objective


def test_a_client_twice_is_a_client_of_double_weight(grid):
    cost, weight = grid[0][:200, :40], grid[1][:200]
    double = p_median(np.vstack([cost, cost]), 4, weight=np.tile(weight, 2))
    single = p_median(cost, 4, weight=2 * weight)
    assert np.array_equal(double.sites, single.sites)


@pytest.mark.parametrize("after", [0, 1, 2, 4, 8])
def test_an_interrupt_keeps_plan_and_bound(grid, monkeypatch, after):
    cost, weight = grid
    calls = {"left": after}
    original = engine_module.branch.__globals__["tighten"]

    def tighten(*arguments, **named):
        if calls["left"] == 0:
            raise KeyboardInterrupt
        calls["left"] -= 1
        return original(*arguments, **named)

    for name in ("open_root", "branch"):
        monkeypatch.setitem(getattr(engine_module, name).__globals__, "tighten", tighten)
    plan = p_median(cost, 9, weight=weight)
    assert plan.certificate.status == "feasible"
    assert plan.certificate.bound <= 7633.6086 + 1e-3 <= plan.certificate.objective + 2e-3
    assert len(plan.sites) == 9


def test_a_time_limit_keeps_plan_and_bound(grid):
    cost, weight = grid
    plan = p_median(cost, 9, weight=weight, seconds=1e-3)
    assert plan.certificate.status == "time limit"
    assert plan.certificate.bound <= 7633.6087 <= plan.certificate.objective + 1e-3
    assert plan.certificate.gap > 0


def test_a_gap_is_kept(grid):
    cost, weight = grid
    plan = p_median(cost, 9, weight=weight, gap=0.01)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.bound >= 0.99 * plan.certificate.objective
    assert plan.certificate.bound <= 7633.6087


@pytest.mark.parametrize(("p", "value"), [(5, 10201.682), (14, 6005.754)])
def test_grid(grid, p, value):
    plan = p_median(grid[0], p, weight=grid[1])
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize(("kind", "order"), [(EuclideanCost, 2), (ManhattanCost, 1)])
def test_coordinates_equal_the_matrix(kind, order):
    rng = np.random.default_rng(5)
    clients, sites, weight = rng.random((400, 2)), rng.random((150, 2)), rng.gamma(2, 1, 400)
    cost = np.linalg.norm(clients[:, None] - sites[None], ord=order, axis=2)
    plan = p_median(kind(clients, sites), 20, weight=weight)
    dense = p_median(cost, 20, weight=weight)
    assert plan.certificate.objective == pytest.approx(dense.certificate.objective)
    assert np.array_equal(plan.sites, dense.sites)


def test_truncated_lists_give_the_same_answer(monkeypatch):
    rng = np.random.default_rng(6)
    points = rng.random((300, 2))
    whole = p_median(EuclideanCost(points, points), 15)
    monkeypatch.setattr(median_build, "_WHOLE_LISTS", 1000)
    cut = p_median(EuclideanCost(points, points), 15)
    assert cut.certificate.objective == pytest.approx(whole.certificate.objective)


def test_engine_equals_compact_model():
    rng = np.random.default_rng(7)
    cost, weight = rng.random((60, 40)), rng.gamma(2, 1, 60)
    ours, milp = p_median(cost, 6, weight=weight), p_median_milp(cost, 6, weight=weight)
    assert ours.certificate.objective == pytest.approx(milp.certificate.objective)


@pytest.mark.data
def test_or_library(pmed):
    for number in range(1, 21):
        cost, p, best, _ = pmed(number)
        plan = p_median(cost, p)
        assert (plan.certificate.status, plan.certificate.objective) == ("optimal", best), number


@pytest.mark.data
def test_san_francisco(san_francisco):
    cost, population = san_francisco
    plan = p_median(cost, 4, weight=population)
    assert plan.certificate.objective == pytest.approx(2_848_268_129.7145, abs=1e-3)


@pytest.mark.parametrize("posts", [3, 15, 99, 100, 700])
def test_a_wide_gap_shakes_the_plan_more_often_and_never_too_often(posts):
    gaps = [0.0, 0.005, 0.02, 0.2, 0.5, 0.99, np.inf]
    kicks = [root_node._kicks(posts, gap) for gap in gaps]
    assert kicks == sorted(kicks)
    assert kicks[0] == kicks[1] >= 40
    assert kicks[2] == min(2 * kicks[0], 20_000)
    assert kicks[-1] <= 20_000
