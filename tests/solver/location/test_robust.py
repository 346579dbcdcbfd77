"""Equity and scenario objectives against brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import SolverError, p_median, p_median_equity, p_median_scenarios

FEW = settings(max_examples=25, deadline=None)


def tail_mean(values, chance, tail):
    order, left, total = np.argsort(-values), tail, 0.0
    for s in order:
        part = min(chance[s], left)
        total, left = total + part * values[s], left - part
    return total / tail


@FEW
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.5, 3.0]))
def test_equity_equals_brute_force(brute_force, seed, equity):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 12)), int(rng.integers(1, 9))
    cost, weight, district = rng.random((n, m)), rng.gamma(2, 1, n), rng.integers(0, 3, n)
    p = int(rng.integers(1, m + 1))

    def value(sites):
        least = cost[:, sites].min(axis=1)
        means = [np.average(least[district == d], weights=weight[district == d]) for d in np.unique(district)]
        return np.average(least, weights=weight) + equity * max(means)

    plan = p_median_equity(cost, p, district, equity, weight=weight)
    best = brute_force(value, m, p)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best, rel=1e-7)
    assert value(plan.sites) == pytest.approx(best, rel=1e-7)


@FEW
@given(st.integers(0, 2**32), st.sampled_from(["mean", "cvar", "worst"]))
def test_scenarios_equal_brute_force(brute_force, seed, measure):
    rng = np.random.default_rng(seed)
    n, m, s = int(rng.integers(1, 12)), int(rng.integers(1, 9)), int(rng.integers(1, 6))
    cost, weights, chance = rng.random((n, m)), rng.gamma(1, 1, (s, n)), rng.dirichlet(np.ones(s))
    p = int(rng.integers(1, m + 1))

    def value(sites):
        values = weights @ cost[:, sites].min(axis=1)
        if measure == "worst":
            return values.max()
        return tail_mean(values, chance, 1.0 if measure == "mean" else 0.3)

    plan = p_median_scenarios(cost, p, weights, measure=measure, tail=0.3, probability=chance)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(brute_force(value, m, p), rel=1e-7)


def test_middle_size_is_proven(grid):
    cost, weight = grid[0][::8, ::16], grid[1][::8]
    district = np.arange(120) // 30
    plain = p_median(cost, 3, weight=weight)
    fair = p_median_equity(cost, 3, district, 0.3, weight=weight)
    assert fair.certificate.status == "optimal"

    def worst(plan):
        least = cost[:, plan.sites].min(axis=1)
        return max(np.average(least[district == d], weights=weight[district == d]) for d in range(4))

    assert worst(fair) <= worst(plain) + 1e-9


def test_time_limit_keeps_a_valid_bound(grid):
    plan = p_median_equity(grid[0], 9, np.arange(960) // 100, 1.0, weight=grid[1], seconds=0.3)
    assert plan.certificate.bound <= plan.certificate.objective


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: p_median_equity([[1.0]], 1, [0, 1], 1), "'district' parameter"),
        (lambda: p_median_equity([[1.0]], 1, [0], -1), "'equity' parameter"),
        (lambda: p_median_equity([[1.0]], 1, [0], 1, weight=[0]), "positive weight"),
        (lambda: p_median_equity([[np.inf, 1.0]], 1, [0], 1), "must be finite"),
        (lambda: p_median_scenarios([[1.0]], 1, [1.0]), "'weights' parameter"),
        (lambda: p_median_scenarios([[1.0]], 1, [[1.0]], measure="best"), "'measure' parameter"),
        (lambda: p_median_scenarios([[1.0]], 1, [[1.0]], tail=0), "'tail' parameter"),
        (lambda: p_median_scenarios([[1.0]], 1, [[1.0]], probability=[0.5]), "'probability' parameter"),
    ],
)
def test_wrong_argument(call, sentence):
    with pytest.raises(SolverError, match=sentence):
        call()
