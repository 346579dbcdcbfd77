"""p-center, maximal covering, set covering: exact, and one interface."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import EuclideanCost, InfeasibleError, ManhattanCost, SolverError, max_cover, p_center, set_cover

FEW = settings(max_examples=30, deadline=None)


@st.composite
def instances(draw, most=9):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, m = draw(st.integers(1, 14)), draw(st.integers(1, most))
    cost = rng.integers(0, draw(st.sampled_from([4, 30])), (n, m)).astype(float)
    weight = rng.integers(0, 4, n).astype(float) if draw(st.booleans()) else rng.gamma(2, 1, n)
    p = draw(st.integers(1, m))
    opened = rng.permutation(m)[: rng.integers(0, p + 1)] if draw(st.booleans()) else np.array([], dtype=int)
    return cost, weight, p, opened, rng


@FEW
@given(instances())
def test_p_center_equals_brute_force(brute_force, instance):
    cost, weight, p, opened, _ = instance

    def worst(sites):
        if not np.isin(opened, sites).all():
            return np.inf
        return float((cost[:, sites].min(axis=1) * weight).max())

    plan = p_center(cost, p, weight=weight, fixed_open=opened)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(brute_force(worst, cost.shape[1], p))
    assert plan.certificate.bound == plan.certificate.objective
    assert worst(plan.sites) == plan.certificate.objective
    assert len(plan.sites) == p


@FEW
@given(instances())
def test_max_cover_equals_brute_force(brute_force, instance):
    cost, weight, p, opened, rng = instance
    radius = float(rng.integers(0, 12))

    def covered(sites):
        if not np.isin(opened, sites).all():
            return -1.0
        return float(weight[(cost[:, sites] <= radius).any(axis=1)].sum())

    plan = max_cover(cost, p, radius, weight=weight, fixed_open=opened)
    best = brute_force(covered, cost.shape[1], p, max)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best)
    assert plan.certificate.bound >= plan.certificate.objective
    served = plan.assignment >= 0
    assert weight[served].sum() == pytest.approx(best)
    assert (cost[np.flatnonzero(served), plan.assignment[served]] <= radius).all()


@FEW
@given(instances())
def test_set_cover_equals_brute_force(brute_force, instance):
    cost, weight, _, opened, rng = instance
    radius = float(rng.integers(0, 12))
    covers = cost <= radius
    if not covers[weight > 0].any(axis=1).all():
        with pytest.raises(InfeasibleError, match="client"):
            set_cover(cost, radius, weight=weight)
        return
    plan = set_cover(cost, radius, weight=weight, fixed_open=opened)
    assert covers[weight > 0][:, plan.sites].any(axis=1).all()

    def enough(sites):
        return np.isin(opened, sites).all() and covers[weight > 0][:, sites].any(axis=1).all()

    fewer = len(plan.sites) - 1
    assert plan.certificate.objective == len(plan.sites) == plan.certificate.bound
    if fewer >= 1:
        assert not brute_force(enough, cost.shape[1], fewer, any)


def test_set_cover_by_price():
    covers = np.where([[1, 1, 0], [1, 0, 1]], 1.0, np.inf)
    assert set_cover(covers, 1).sites.tolist() == [0]
    assert set_cover(covers, 1, price=[5, 2, 2]).sites.tolist() == [1, 2]


@pytest.mark.parametrize(("kind", "order"), [(EuclideanCost, 2), (ManhattanCost, 1)])
def test_chunks_and_coordinates_equal_the_matrix(kind, order):
    rng = np.random.default_rng(3)
    clients, sites, weight = rng.random((900, 2)), rng.random((70, 2)), rng.gamma(2, 1, 900)
    cost = np.linalg.norm(clients[:, None] - sites[None], ord=order, axis=2)
    whole = max_cover(cost, 6, 0.13, weight=weight)
    points = max_cover(kind(clients, sites), 6, 0.13, weight=weight)
    chunks = max_cover(((kind(clients[k : k + 300], sites), weight[k : k + 300]) for k in (0, 300, 600)), 6, 0.13)
    listed = max_cover([(cost[:300], weight[:300]), (cost[300:], weight[300:])], 6, 0.13)
    for plan in (points, chunks, listed):
        assert plan.certificate.objective == pytest.approx(whole.certificate.objective)
        assert np.array_equal(plan.assignment >= 0, whole.assignment >= 0)


def test_nothing_to_cover():
    plan = max_cover(np.full((3, 2), 9.0), 1, 1.0)
    assert plan.certificate.objective == 0
    assert plan.assignment.tolist() == [-1, -1, -1]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: max_cover([[1.0]], 2, 1), r"'p' parameter of max_cover .* \[1, 1\]\. Got 2"),
        (lambda: max_cover([[1.0]], 1, -1), "'radius' parameter of max_cover"),
        (lambda: max_cover(iter(()), 1, 1), "at least one chunk"),
        (lambda: max_cover([([[1.0]], None), ([[1.0, 2.0]], None)], 1, 1), "chunks of 1 sites"),
        (lambda: set_cover([[1.0]], np.nan), "'radius' parameter of set_cover"),
        (lambda: set_cover([[1.0]], 1, price=[0]), "'price' parameter of set_cover"),
        (lambda: p_center([[np.inf], [1.0]], 1), "client 0"),
        (lambda: p_center([[np.inf, 1.0], [1.0, np.inf]], 1), "serve every client"),
        (lambda: p_center([[1.0]], 1, seconds=-1), "'seconds' parameter of p_center"),
    ],
)
def test_wrong_argument(call, sentence):
    with pytest.raises(SolverError, match=sentence):
        call()


def test_p_center_falls_with_p(grid):
    values = [p_center(grid[0][::4, ::4], p).certificate.objective for p in (1, 2, 4, 8, 16)]
    assert values == sorted(values, reverse=True)


@pytest.mark.data
def test_or_library_centers(pmed):
    for number in range(1, 21):
        cost, p, _, best = pmed(number)
        plan = p_center(cost, p)
        assert (plan.certificate.status, plan.certificate.objective) == ("optimal", best), number


@pytest.mark.data
def test_san_francisco(san_francisco):
    cost, population = san_francisco
    assert p_center(cost, 4).certificate.objective == pytest.approx(7403.0638, abs=1e-4)
    assert max_cover(cost, 4, 5000, weight=population).certificate.objective == 875_247
    assert population.sum() == 955_113
    assert len(set_cover(cost, 5000).sites) == 8
