"""Backup coverage and capacities against brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import InfeasibleError, SolverError, backup_cover, capacitated_p_median, p_median

FEW = settings(max_examples=20, deadline=None)


@FEW
@given(st.integers(0, 2**32), st.sampled_from([None, 0.0, 0.4, 1.0]))
def test_backup_cover_equals_brute_force(brute_force, seed, first):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 12), rng.integers(2, 8)
    cost, weight = rng.integers(0, 10, (n, m)).astype(float), rng.integers(0, 4, n).astype(float)
    p, radius = int(rng.integers(1, m + 1)), float(rng.integers(3, 9))

    def value(sites):
        times = (cost[:, sites] <= radius).sum(axis=1)
        if first is None:
            return weight[times >= 2].sum() if (times[weight > 0] >= 1).all() else -np.inf
        return first * weight[times >= 1].sum() + (1 - first) * weight[times >= 2].sum()

    best = brute_force(value, m, p, max)
    if best == -np.inf:
        with pytest.raises(InfeasibleError):
            backup_cover(cost, p, radius, weight=weight, first=first)
        return
    plan = backup_cover(cost, p, radius, weight=weight, first=first)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best)
    assert value(plan.sites) == pytest.approx(best)


@FEW
@given(st.integers(0, 2**32))
def test_capacities_equal_brute_force(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    cost, weight = rng.random((n, m)), rng.integers(1, 4, n).astype(float)
    p, capacity = int(rng.integers(1, m + 1)), rng.integers(1, 8, m).astype(float)
    best = np.inf
    for served in product(range(m), repeat=n):
        load = np.bincount(served, weights=weight, minlength=m)
        if len(set(served)) <= p and (load <= capacity).all():
            best = min(best, float(weight @ cost[np.arange(n), served]))
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            capacitated_p_median(cost, p, capacity, weight=weight)
        return
    plan = capacitated_p_median(cost, p, capacity, weight=weight)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best)
    assert np.isin(plan.assignment, plan.sites).all()
    assert (np.bincount(plan.assignment, weights=weight, minlength=m) <= capacity).all()


def test_loose_capacities_change_nothing(grid):
    cost, weight = grid[0][::8, ::8], grid[1][::8]
    loose = capacitated_p_median(cost, 4, weight.sum(), weight=weight)
    assert np.array_equal(loose.sites, p_median(cost, 4, weight=weight).sites)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: backup_cover([[1.0]], 1, 1, first=2), "'first' parameter of backup_cover"),
        (lambda: capacitated_p_median([[1.0]], 1, [1, 2]), "'capacity' parameter"),
        (lambda: capacitated_p_median([[1.0]], 1, "much"), "'capacity' .* array of numbers"),
        (lambda: capacitated_p_median([[1.0]], 1, 1, demand=[-1]), "'demand' .* at least 0"),
        (lambda: capacitated_p_median([[1.0]], 1, 1, demand=[1, 2]), r"'demand' .* shape \(1,\)"),
        (lambda: capacitated_p_median([[1.0]], 1, 0.5), "client 0"),
    ],
)
def test_wrong_argument(call, sentence):
    with pytest.raises(SolverError, match=sentence):
        call()
