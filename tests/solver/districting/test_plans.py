"""What holds for every plan, on generated maps with every rule."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.solver.districting import DistrictRules, MapUnits, balanced_districts

WEIGHTS = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}


def pieces(units, districts):
    same = districts[units.edges[:, 0]] == districts[units.edges[:, 1]]
    a, b = units.edges[same].T
    return connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(units.n, units.n)), directed=False)[0]


def objective(units, districts, k, weights):
    """F from its definition."""
    total = 0.0
    for name, amount in units.criteria.items():
        loads = np.array([amount[districts == district].sum() for district in range(k)])
        total += weights.get(name, 0.0) * np.var(loads) / (amount.sum() / k) ** 2
    cut = districts[units.edges[:, 0]] != districts[units.edges[:, 1]]
    return total + weights["cut"] * units.lengths[cut].sum() / units.lengths.sum()


def divide(units, k, **rules):
    rules = {"weights": WEIGHTS, "iterations": 20 * units.n, **rules}
    return balanced_districts(**units.asked(k, **rules))


def check(units, plan, k, weights=WEIGHTS):
    assert np.array_equal(np.unique(plan.districts), np.arange(k))
    assert pieces(units, plan.districts) == k == plan.scores["pieces"]
    assert plan.certificate.objective == pytest.approx(
        objective(units, plan.districts, k, weights), rel=1e-9, abs=1e-12
    )
    assert plan.certificate.bound <= plan.certificate.objective * (1 + 1e-12)


SEEDS = st.integers(0, 2**31)


@given(SEEDS, st.integers(10, 45), st.data())
@settings(max_examples=15)
def test_every_plan_is_contiguous_and_scored_from_its_definition(voronoi, seed, n, data):
    units = voronoi(n, seed)
    k = data.draw(st.integers(1, n))
    weights = {name: data.draw(st.sampled_from([0.0, 0.3, 1.0])) for name in ("calls", "population")} | {"cut": 0.2}
    check(units, divide(units, k, weights=weights, seed=seed), k, weights)


@given(SEEDS, st.integers(20, 60), st.integers(2, 5), st.data())
@settings(max_examples=12)
def test_no_district_crosses_a_parent(voronoi, seed, n, parents, data):
    units = voronoi(n, seed, parents)
    k = data.draw(st.integers(parents, n // 2))
    plan = divide(units, k, parents=units.parents)
    check(units, plan, k)
    assert all(len(set(units.parents[plan.districts == district])) == 1 for district in range(k))


@given(SEEDS, st.integers(20, 50), st.integers(3, 8))
@settings(max_examples=12)
def test_locked_units_stay_and_closed_districts_take_no_more(voronoi, seed, n, k):
    units, rng = voronoi(n, seed), np.random.default_rng(seed)
    locked = np.full(n, -1)
    locked[rng.choice(n, k - 1, replace=False)] = rng.permutation(k)[: k - 1]
    closed = [int(locked.max())]
    rest = np.isin(locked, closed)
    try:
        plan = divide(units, k, locked=locked, closed=closed)
    except InfeasibleError:  # no first division between the locks
        return
    except ParameterError:  # the closed unit cuts the map into more parts than there are districts
        return
    check(units, plan, k)
    assert np.array_equal(plan.districts[locked >= 0], locked[locked >= 0])
    assert np.array_equal(plan.districts == closed[0], rest)


@given(SEEDS, st.integers(30, 60), st.integers(2, 4))
@settings(max_examples=12)
def test_tolerances_are_kept_or_the_plan_refused(voronoi, seed, n, k):
    units = voronoi(n, seed)
    try:
        plan = divide(units, k, tolerance={"calls": 0.15, "population": 0.3}, iterations=200 * n)
    except InfeasibleError:
        return
    check(units, plan, k)
    for name, tolerance in (("calls", 0.15), ("population", 0.3)):
        loads = np.bincount(plan.districts, weights=units.criteria[name])
        assert np.abs(loads / loads.mean() - 1).max() <= tolerance + 1e-9


@given(SEEDS, st.integers(20, 50), st.integers(2, 6), st.integers(0, 12))
@settings(max_examples=12)
def test_no_more_units_move_than_may(voronoi, seed, n, k, most):
    units = voronoi(n, seed)
    today = divide(units, k, weights={"area_m2": 1.0, "cut": 1.0}, iterations=n).districts
    plan = divide(units, k, present=today, max_moved=most)
    check(units, plan, k)
    assert (plan.districts != today).sum() == plan.scores["units_moved"] <= most
    assert plan.certificate.objective <= objective(units, today, k, WEIGHTS) * (1 + 1e-9)


@given(SEEDS, st.integers(15, 50), st.integers(2, 6))
@settings(max_examples=10)
def test_the_same_seed_gives_the_same_plan(voronoi, seed, n, k):
    units = voronoi(n, seed, 2)
    first, second = (divide(units, k, parents=units.parents, seed=seed) for _ in range(2))
    assert np.array_equal(first.districts, second.districts)


@pytest.mark.parametrize("seed", range(5))
def test_a_permutation_of_the_units_permutes_the_optimum(voronoi, seed):
    units = voronoi(14, seed)
    order = np.random.default_rng(seed).permutation(units.n)  # new position -> old position
    place = np.argsort(order)
    criteria = {name: amount[order] for name, amount in units.criteria.items()}
    rules = {"weights": WEIGHTS, "iterations": 2000, "prove_seconds": 60.0}
    plan = balanced_districts(**units.asked(3, **rules))
    other = balanced_districts(
        MapUnits(place[units.edges][:, ::-1], units.lengths, criteria), DistrictRules(3), **rules
    )
    assert plan.certificate.status == other.certificate.status == "optimal"
    together = plan.districts[:, None] == plan.districts
    assert np.array_equal(together[np.ix_(order, order)], other.districts[:, None] == other.districts)


def test_labels_follow_the_present_plan(voronoi):
    units = voronoi(30, 3)
    today = divide(units, 4, weights={"area_m2": 1.0, "cut": 1.0}).districts
    plan = divide(units, 4, present=today)
    moved = [int((np.array(labels)[plan.districts] != today).sum()) for labels in permutations(range(4))]
    assert plan.scores["units_moved"] == moved[0] == min(moved)


def test_a_bridge_joins_an_island(voronoi):
    units = voronoi(12, 4)
    kept = ~(units.edges == 0).any(axis=1)
    edges = np.vstack([units.edges[kept], [[0, 5]]])
    lengths = np.append(units.lengths[kept], 0.0)
    plan = balanced_districts(MapUnits(edges, lengths, units.criteria), DistrictRules(1), iterations=100)
    assert set(plan.districts) == {0}
