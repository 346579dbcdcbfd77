"""Curves, ranked alternatives, and the worth of each post."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import SolverError, p_median, p_median_alternatives, p_median_curve, post_values

FEW = settings(max_examples=20, deadline=None)


def total(cost, weight, sites):
    return float(weight @ cost[:, list(sites)].min(axis=1))


@st.composite
def instances(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, m = draw(st.integers(2, 14)), draw(st.integers(3, 9))
    return rng.random((n, m)), rng.gamma(2, 1, n), draw(st.integers(1, m - 1)), rng


@FEW
@given(instances(), st.integers(1, 3), st.integers(1, 5))
def test_alternatives_equal_enumeration(instance, d, m):
    cost, weight, p, _ = instance
    d = min(d, p)
    plans = p_median_alternatives(cost, p, m, d, weight=weight)
    every = [set(sites) for sites in combinations(range(cost.shape[1]), p)]
    for rank, plan in enumerate(plans):
        before = [set(other.sites.tolist()) for other in plans[:rank]]
        left = [sites for sites in every if all(len(sites & other) <= p - d for other in before)]
        best = min(total(cost, weight, sites) for sites in left)
        assert plan.certificate.status == "optimal"
        assert plan.certificate.objective == pytest.approx(best, rel=1e-7)
    if len(plans) < m:
        kept = [set(plan.sites.tolist()) for plan in plans]
        assert all(any(len(sites & other) > p - d for other in kept) for sites in every)
    for one, other in combinations(plans, 2):
        assert len(np.intersect1d(one.sites, other.sites)) <= p - d


@FEW
@given(instances())
def test_curve_equals_single_solves(instance):
    cost, weight, _, rng = instance
    ps = rng.permutation(np.arange(1, cost.shape[1] + 1)).tolist()
    opened = [int(rng.integers(cost.shape[1]))]
    curve = p_median_curve(cost, ps, weight=weight, fixed_open=opened)
    for p, plan in zip(ps, curve, strict=True):
        single = p_median(cost, p, weight=weight, fixed_open=opened)
        assert plan.certificate.status == "optimal"
        assert plan.certificate.objective == pytest.approx(single.certificate.objective)
        assert np.isin(opened, plan.sites).all()


@FEW
@given(instances())
def test_post_values_equal_their_definition(instance):
    cost, weight, p, rng = instance
    sites = np.sort(rng.permutation(cost.shape[1])[:p])
    values = post_values(cost, sites, weight=weight)
    here = total(cost, weight, sites)
    for site, loss in zip(values.sites, values.loss, strict=True):
        rest = sites[sites != site]
        assert loss == pytest.approx(total(cost, weight, rest) - here if rest.size else np.inf)
    gains = {j: here - total(cost, weight, [*sites, j]) for j in range(cost.shape[1]) if j not in sites}
    assert values.next_gain == pytest.approx(max(gains.values()))
    assert gains[values.next_site] == pytest.approx(values.next_gain)


def test_grid_curve_and_alternatives(grid):
    cost, weight = grid
    curve = p_median_curve(cost, (3, 4, 5), weight=weight)
    assert curve[-1].certificate.objective == pytest.approx(10201.682, abs=1e-3)
    plans = p_median_alternatives(cost[::4, ::4], 4, 3, 2, weight=weight[::4])
    values = [plan.certificate.objective for plan in plans]
    assert values == sorted(values)
    assert all(plan.certificate.status == "optimal" for plan in plans)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda c: p_median_alternatives(c, 2, 0), "'m' parameter of p_median_alternatives"),
        (lambda c: p_median_alternatives(c, 2, 2, 3), r"'d' parameter .* \[1, 2\]"),
        (lambda c: p_median_curve(c, []), "'ps' parameter"),
        (lambda c: p_median_curve(c, [4]), r"\[1, 3\]\. Got 4"),
        (lambda c: post_values(c, []), "'sites' parameter"),
    ],
)
def test_wrong_argument(call, sentence):
    with pytest.raises(SolverError, match=sentence):
        call(np.ones((3, 3)))
