"""No plan breaks a rule, and none is wrongly called optimal: brute force over hostile cases in every unit."""

from dataclasses import replace
from importlib import import_module
from itertools import combinations, product

import numpy as np
import pytest

from beatwright.core import Certificate
from beatwright.solver import InfeasibleError, Location, SolverError, capacitated_p_median
from beatwright.solver.location.verify_location import LocationRules, verified_location

CASES = 500


def _least(cost, p, room, weight, need, opened, closed):
    """Return the least weighted cost of all plans that keep the rules; None where none does."""
    n, m = cost.shape
    plans = np.array(list(product(range(m), repeat=n)))
    each = cost[np.arange(n), plans]
    load = np.stack([((plans == j) * need).sum(axis=1) for j in range(m)], axis=1)
    fits = np.isfinite(each).all(axis=1) & (load <= room * (1 + 1e-9)).all(axis=1)
    value = (weight * np.where(np.isfinite(each), each, 0)).sum(axis=1)
    best = None
    for sites in combinations(range(m), p):
        within = fits & np.isin(plans, sites).all(axis=1)
        if set(opened) <= set(sites) and not set(closed) & set(sites) and within.any():
            best = value[within].min() if best is None else min(best, value[within].min())
    return best


def _case(seed):
    random = np.random.default_rng(seed)
    n, m = int(random.integers(1, 6)), int(random.integers(1, 5))
    p = int(random.integers(1, m + 1))
    unit = 10.0 ** random.integers(-9, 10, 3)
    cost = (random.integers(0, 6, (n, m)) * 1.0 if random.random() < 0.5 else random.random((n, m))) * unit[0]
    if random.random() < 0.3:
        cost[random.random((n, m)) < 0.25] = np.inf
    need = random.integers(0, 5, n) * 1.0 if random.random() < 0.6 else random.random(n)
    share = need.sum() / p * random.choice([1, 1.1, 1.5])
    room = np.full(m, share) if random.random() < 0.7 else random.integers(0, 5, m) * share / 3
    weight = random.integers(0, 4, n) * unit[2] if random.random() < 0.5 else np.full(n, unit[2])
    opened = [0] if random.random() < 0.2 else []
    closed = [m - 1] if random.random() < 0.2 and m > max(p, 1) and m - 1 not in opened else []
    return cost, p, room * unit[1], weight, need * unit[1], opened, closed


@pytest.mark.parametrize("seed", range(CASES))
def test_capacities_hold_in_every_unit_and_brute_force_agrees(seed, monkeypatch):
    if seed % 2:  # tiny cases are otherwise decided by listing sets
        engine = import_module("beatwright.solver.location.capacitated.capacitated_p_median")
        monkeypatch.setattr(engine, "by_columns", lambda *_: None)
    cost, p, room, weight, need, opened, closed = _case(seed)
    least = _least(cost, p, room, weight, need, opened, closed)
    options = {"weight": weight, "demand": need, "fixed_open": opened, "fixed_closed": closed}
    if least is None:
        with pytest.raises(InfeasibleError):
            capacitated_p_median(cost, p, room, **options)
        return
    plan = capacitated_p_median(cost, p, room, **options)
    load = np.bincount(plan.assignment, weights=need, minlength=room.size)
    value = float((weight * cost[np.arange(len(need)), plan.assignment])[weight > 0].sum())
    assert (load <= room * (1 + 1e-9)).all()
    assert plan.sites.size == p
    assert np.isin(plan.assignment, plan.sites).all()
    assert set(opened) <= set(plan.sites.tolist())
    assert not set(closed) & set(plan.sites.tolist())
    assert plan.certificate.objective == pytest.approx(value, rel=1e-9, abs=0)
    assert plan.certificate.status == "optimal"
    assert value <= least * (1 + 1e-6)
    assert 0 <= plan.certificate.bound <= least * (1 + 1e-6)


def _plan(sites, assignment, status="optimal", objective=5.0, bound=5.0, maximised=False):
    proof = Certificate(status, objective, bound, 0.0, "made up", maximised=maximised)
    return Location(np.array(sites, dtype=np.int64), np.array(assignment), proof)


@pytest.mark.parametrize(
    ("sites", "assignment", "word"),
    [
        ([0], [0, 0], "1 sites instead of 2"),
        ([0, 0], [0, 0], "open twice"),
        ([0, 1], [0, 1], "must be open is not"),
        ([2, 3], [2, 3], "must be closed is open"),
        ([1, 2], [0, 1], "from a closed site"),
        ([1, 2], [-1, 1], "not served"),
        ([1, 2], [1, 1], "more than it can"),
    ],
)
def test_a_plan_that_breaks_a_rule_never_leaves(sites, assignment, word):
    load = np.bincount(np.maximum(assignment, 0), minlength=4) * 1.0
    rules = LocationRules(posts=2, opened=np.array([2]), closed=np.array([3]), served=True, room=np.ones(4))
    with pytest.raises(SolverError, match=word):
        verified_location(_plan(sites, assignment), "engine", rules, objective=5.0, load=load)


def test_a_claim_that_the_bound_does_not_hold_up_is_taken_back():
    plan = _plan([0], [0], bound=3.0)
    assert verified_location(plan, "engine", LocationRules(), objective=5.0).certificate.status == "feasible"
    assert verified_location(plan, "engine", LocationRules(), objective=5.0, gap=0.5).certificate.status == "optimal"


def test_no_bound_of_costs_is_negative_and_none_of_cover_above_the_whole():
    low = _plan([0], [0], "time limit", bound=-3.0)
    assert verified_location(low, "engine", LocationRules(), objective=5.0).certificate.bound == 0.0
    high = _plan([0], [0], "time limit", bound=99.0, maximised=True)
    assert verified_location(high, "engine", LocationRules(best=8.0), objective=5.0).certificate.bound == 8.0
    nothing = replace(_plan([], [-1]), certificate=Certificate("time limit"))
    assert verified_location(nothing, "engine", LocationRules(), objective=np.inf).certificate.bound == 0.0
    nothing = replace(_plan([], [-1]), certificate=Certificate("time limit", maximised=True))
    assert verified_location(nothing, "engine", LocationRules(best=8.0), objective=-np.inf).certificate.bound == 8.0
