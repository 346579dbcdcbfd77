"""Trees of linear programs prove the plans of enumeration; merged plans are the best of their sites."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from beatwright.solver import p_median, run_highs
from beatwright.solver.location.benders import plan_merging
from beatwright.solver.location.benders.benders_relaxation import BendersRelaxation
from beatwright.solver.location.benders.branch_and_cut import search_tree
from beatwright.solver.location.benders.linear_relaxation import optimal_multipliers
from beatwright.solver.location.engine import core_program
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.time_limit import SearchClock

# Draws whose linear programs leave something to split.
DRAWS = {"ties": (25, 28), "random": (3, 7, 28), "scales": (0, 7, 14)}


def _cost(kind, seed, clients=16, sites=11):
    random = np.random.default_rng(seed)
    if kind == "ties":
        return random.integers(0, 4, (clients, sites)).astype(float)
    if kind == "random":
        return random.random((clients, sites))
    if kind == "scales":
        return 10.0 ** random.uniform(-6, 6, (clients, sites))
    points, places = random.random((clients, 2)), random.random((sites, 2))
    return np.hypot(*(points[:, None] - places[None]).transpose(2, 0, 1))


def _plans(cost, p):
    plans = np.array(list(combinations(range(cost.shape[1]), p)))
    paid = cost[:, plans].min(axis=2)  # (clients, plans)
    return plans, paid, paid.sum(axis=0)


def _begun(cost, p, plan, keep=None):
    """Return a problem, its relaxation (None where that proves the plan) and a search that knows a plan."""
    median = build_median(cost, p, None, (), (), None, "p_median").median
    if keep is not None:
        median = replace(median, neighbours=neighbours_from_matrix(cost, np.ones(len(cost)), keep))
    search, relaxed = Incumbent(median, 0.0, SearchClock()), fresh(median)
    search.offer(plan)
    settings = VolumeSettings(2, 1.0, 0.1, 15)
    lists = median.neighbours
    if not tighten(median, lists, quick_lists(lists, median), relaxed, incumbent=search, settings=settings):
        return median, None, search
    return median, optimal_multipliers(median, relaxed, search) or relaxed, search


def check_tree(kind, seed, keep=None):
    """Search from a plan that is not the best; return the nodes it took, 0 where the relaxation proves the plan."""
    cost, p = _cost(kind, seed), 3 + seed % 3
    plans, _, value = _plans(cost, p)
    known = plans[np.argsort(value)[min(1 + seed % 40, value.size - 1)]]
    median, relaxed, search = _begun(cost, p, known, keep)
    if relaxed is None:
        return 0
    search_tree(median, relaxed, search, BendersRelaxation(median, relaxed.state, relaxed.dual.price[: len(cost)]))
    assert search.proven
    assert search.objective == pytest.approx(value.min(), rel=1e-9)
    assert search.bound <= value.min() * (1 + 1e-9)
    return search.nodes


@pytest.mark.parametrize("kind", DRAWS)
def test_plans_are_those_of_enumeration(kind):
    assert all(check_tree(kind, seed) for seed in DRAWS[kind])


@pytest.mark.parametrize(("kind", "seed"), [("random", 3), ("scales", 1)])
def test_they_are_where_lists_are_cut_short(kind, seed):
    assert check_tree(kind, seed, keep=5)


@pytest.mark.parametrize("keep", [None, 5])
@pytest.mark.parametrize("kind", ["plane", "scales", "ties"])
def test_any_multipliers_bound(kind, keep):
    """At multipliers drawn at random, every plan that keeps the fixings costs the bound at least."""
    for seed in range(3):
        cost, random = _cost(kind, seed), np.random.default_rng(seed)
        plans, _, value = _plans(cost, 4)
        median = build_median(cost, 4, None, (), (), None, "p_median").median
        if keep is not None:
            median = replace(median, neighbours=neighbours_from_matrix(cost, np.ones(len(cost)), keep))
        program = BendersRelaxation(median, median.state, np.median(cost, axis=1))
        program.take(median.state)
        program.settle(SearchClock(), 3)
        duals = program.pool.duals
        for _ in range(5):
            program.pool.duals = duals * random.gamma(1.0, 1.0, duals.size) + (random.random(duals.size) < 0.1)
            state = random.choice([CLOSED, FREE, FREE, OPEN], 11, p=[0.1, 0.4, 0.4, 0.1]).astype(np.int8)
            kept = [
                at
                for at, plan in enumerate(plans)
                if (state[plan] != CLOSED).all() and np.isin(np.flatnonzero(state == OPEN), plan).all()
            ]
            assert program.bound(state).value <= value[kept].min(initial=np.inf)


def test_at_the_optimum_the_bound_is_that_of_the_compact_program():
    """The linear relaxation with a column for every pair, by another implementation."""
    cost = _cost("random", 5, clients=30, sites=12)
    n, m = cost.shape
    eye, pairs = np.eye(m), n * m
    served = np.kron(np.eye(n), np.ones(m))
    opened = np.hstack([np.eye(pairs), -np.kron(np.ones((n, 1)), eye)])
    seen = linprog(
        np.concatenate([cost.ravel(), np.zeros(m)]),
        opened,
        np.zeros(pairs),
        np.vstack([np.hstack([served, np.zeros((n, m))]), np.hstack([np.zeros((1, pairs)), np.ones((1, m))])]),
        np.append(np.ones(n), 3.0),
        bounds=(0, 1),
    )
    median = build_median(cost, 3, None, (), (), None, "p_median").median
    program = BendersRelaxation(median, median.state, np.median(cost, axis=1))
    program.take(median.state)
    assert program.settle(SearchClock(), 50)
    assert program.bound(median.state).value == pytest.approx(seen.fun, rel=1e-6)


def test_a_program_is_solved_in_parts_and_ends_between_them(monkeypatch):
    cost = _cost("plane", 0, clients=80, sites=40)
    median = build_median(cost, 6, None, (), (), None, "p_median").median
    whole = BendersRelaxation(median, median.state, np.median(cost, axis=1))
    whole.take(median.state)
    assert whole.solve(SearchClock())
    monkeypatch.setattr(run_highs, "_PART", 3)
    parts = BendersRelaxation(median, median.state, np.median(cost, axis=1))
    parts.take(median.state)
    assert parts.solve(SearchClock())
    assert parts.paid.sum() == pytest.approx(whole.paid.sum(), rel=1e-9)
    stopped = BendersRelaxation(median, median.state, np.median(cost, axis=1))
    stopped.take(median.state)
    assert not stopped.solve(SearchClock(stop=lambda: True))
    assert stopped.bound(median.state).value <= whole.paid.sum()


def test_a_search_by_the_tree_alone_finds_the_same_plan(monkeypatch):
    random = np.random.default_rng(5)
    points = random.random((90, 2))
    cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    usual = p_median(cost, 12)
    monkeypatch.setattr(core_program, "_POSTS", 2)
    monkeypatch.setattr(core_program, "_APART", -1.0)
    monkeypatch.setattr(core_program, "_is_local", lambda *_: True)
    seen = p_median(cost, 12)
    assert seen.certificate.status == "optimal"
    assert seen.certificate.objective == pytest.approx(usual.certificate.objective, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_merged_plan_is_the_best_of_the_sites_of_its_plans(monkeypatch, seed):
    cost = _cost("plane", seed, clients=60, sites=14)
    plans, _, value = _plans(cost, 4)
    first = plans[value.argmax()]
    median, relaxed, search = _begun(cost, 4, first)
    given = [first, *plans[np.random.default_rng(seed).choice(len(plans), 3, replace=False)]]
    monkeypatch.setattr(plan_merging, "_local_optima", lambda *_: list(given))
    plan_merging.merge_plans(median, relaxed, search, 0)
    among = np.isin(plans, np.unique(np.concatenate(given))).all(axis=1)
    assert search.objective == pytest.approx(value[among].min(), rel=1e-9)
