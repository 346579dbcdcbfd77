"""The game of plans against mixtures: its bound holds, its swaps are priced truly, its counts are kept."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.robust.game_bound import Counts, GameDual, GameRelaxation, climb_game
from beatwright.solver.location.robust.game_interchange import interchange_game
from beatwright.solver.location.robust.game_rows import game_rows
from beatwright.solver.location.robust.game_search import GameSearch
from beatwright.solver.time_limit import SearchClock

FEW = settings(max_examples=25, deadline=None)


def drawn(seed):
    """Costs, rows of districts or of scenarios, posts, and the value of a plan by its definition."""
    random = np.random.default_rng(seed)
    n, m, r = int(random.integers(4, 12)), int(random.integers(4, 9)), int(random.integers(1, 4))
    cost, base = random.random((n, m)), random.random(n)
    rows = random.random((r, n))
    if random.random() < 0.5:
        rows *= random.integers(0, r, n) == np.arange(r)[:, None]
    most = np.full(r, 1.0 if random.random() < 0.5 else 1.5 / r)
    p = int(random.integers(1, m))

    def value(plan):
        least = cost[:, list(plan)].min(axis=1)
        each, left, total = np.sort(rows @ least)[::-1], 1.0, base @ least
        for one in each:
            total += min(most[0], left) * one
            left -= min(most[0], left)
        return total

    return cost, p, game_rows(base, rows, most, 1.0), value


@FEW
@given(st.integers(0, 2**32))
def test_no_plan_is_below_the_bound_of_its_counts_and_fixings(seed):
    cost, p, game, value = drawn(seed)
    n, m = cost.shape
    random = np.random.default_rng(seed)
    part = random.integers(0, 2, m)
    member = part[None] == np.arange(2)[:, None]
    low, high = random.integers(0, 2, 2), random.integers(1, p + 1, 2)
    state = np.where(random.random(m) < 0.15, CLOSED, 0).astype(np.int8)
    rows, cap = neighbours_from_matrix(cost, np.ones(n)).rows(state != CLOSED, np.full(n, 0.6))
    even = game.most * (1.0 / game.most.sum()) * (1.0 - 1e-13)
    dual = GameDual(np.minimum(0.4, cap), even, np.full(n, -np.inf), np.zeros(even.size), np.zeros(m))
    problem = GameRelaxation(rows, cap, np.ascontiguousarray(cost.T), game, state, p, Counts(member, low, high))
    found = climb_game(problem, dual, 1e9, VolumeSettings(60, 1.0, 0.1, 10))
    kept = [
        value(plan)
        for plan in combinations(range(m), p)
        if (state[list(plan)] != CLOSED).all()
        and (member[:, list(plan)].sum(axis=1) >= low).all()
        and (member[:, list(plan)].sum(axis=1) <= high).all()
    ]
    assert found.bound <= min(kept, default=np.inf) * (1 + 1e-12)
    assert np.isfinite(found.bound) or not kept


@FEW
@given(st.integers(0, 2**32))
def test_swaps_are_priced_by_the_definition(seed):
    cost, p, game, value = drawn(seed)
    search = GameSearch(cost, p, game, np.zeros(cost.shape[1], dtype=np.int8), SearchClock(), gap=0.0, seed=0)
    movable = np.ones(cost.shape[1], dtype=bool)
    sites, objective = interchange_game(search.costs, np.arange(p), movable, SearchClock(), kicks=5)
    assert objective == pytest.approx(value(sites), rel=1e-9)
    for out in sites:  # no swap pays
        for come in np.setdiff1d(np.arange(cost.shape[1]), sites):
            assert value(np.append(sites[sites != out], come)) >= objective * (1 - 1e-8)


@FEW
@given(st.integers(0, 2**32))
def test_the_best_plan_is_proven(seed):
    cost, p, game, value = drawn(seed)
    state = np.zeros(cost.shape[1], dtype=np.int8)
    state[seed % state.size] = OPEN
    search = GameSearch(cost, p, game, state, SearchClock(), gap=0.0, seed=0)
    assert search.run()
    best = min(value(plan) for plan in combinations(range(state.size), p) if seed % state.size in plan)
    assert search.objective == pytest.approx(best, rel=1e-8)
    assert search.bound <= search.objective
