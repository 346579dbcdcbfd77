"""Multipliers of the linear program bound as HiGHS bounds the compact model,"""

import numpy as np
import pytest
from scipy import sparse

from beatwright.solver.location.benders.benders_cuts import cut_rows, levels_around, most_violated
from beatwright.solver.location.benders.linear_relaxation import optimal_multipliers
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import SearchClock


def _cost(kind, seed, clients=30, sites=20):
    random = np.random.default_rng(seed)
    if kind == "ties":
        return random.integers(0, 6, (clients, sites)).astype(float)
    points, places = random.random((clients, 2)), random.random((sites, 2))
    return np.hypot(*(points[:, None] - places[None]).transpose(2, 0, 1)) * (1e6 if kind == "dear" else 1.0)


def _compact(cost, p, state):
    """Return the optimum of the linear program with a column for each pair."""
    n, m = cost.shape
    served = sparse.hstack([sparse.csr_array((n, m)), sparse.kron(sparse.eye_array(n), np.ones((1, m)))])
    linked = sparse.hstack([sparse.kron(np.ones((n, 1)), sparse.eye_array(m)), -sparse.eye_array(n * m)])
    posts = sparse.csr_array(np.concatenate([np.ones(m), np.zeros(n * m)])[None])
    rows = sparse.vstack([served, linked, posts])
    lower = np.concatenate([np.ones(n), np.zeros(n * m), [p]])
    upper = np.concatenate([np.ones(n), np.full(n * m, np.inf), [p]])
    low = np.concatenate([state == OPEN, np.zeros(n * m)]).astype(float)
    high = np.concatenate([state != CLOSED, np.ones(n * m)]).astype(float)
    program = Milp(np.concatenate([np.zeros(m), cost.ravel()]), rows, lower, upper, col_lower=low, col_upper=high)
    return solve_milp(program).certificate.objective


def _begun(cost, p, *, opened=(), closed=(), rounds=3):
    """Return a problem, a relaxation after some rounds, and a search with some plan."""
    median = build_median(cost, p, None, opened, closed, None, "p_median").median
    search, relaxed = Incumbent(median, 0.0, SearchClock()), fresh(median)
    search.offer(median.complete_plan(np.arange(cost.shape[1])))
    lists = median.neighbours
    settings = VolumeSettings(rounds, 1.0, 0.1, 15)
    assert tighten(median, lists, quick_lists(lists, median), relaxed, incumbent=search, settings=settings)
    return median, relaxed, search


@pytest.mark.parametrize("kind", ["plane", "ties", "dear"])
@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_that_of_the_compact_program(kind, seed):
    cost, p = _cost(kind, seed), 3 + 2 * seed
    opened, closed = ([1, 2], [5, 6, 7]) if seed % 2 else ([], [])
    median, relaxed, search = _begun(cost, p, opened=opened, closed=closed)
    before, state = relaxed.bound, relaxed.state.copy()
    best = _compact(cost, p, median.state)
    seen = optimal_multipliers(median, relaxed, search)
    assert before < best * (1 - 1e-5)  # the volume method leaves something to do
    assert seen.bound == pytest.approx(_compact(cost, p, state), rel=1e-5)
    assert seen.dual.share.sum() == pytest.approx(p, abs=1e-4)
    assert relaxed.bound == before
    assert seen.state is relaxed.state


def test_a_search_that_is_over_solves_no_program():
    median, relaxed, search = _begun(_cost("plane", 0, 200, 150), 20)
    search.clock = SearchClock(seconds=1e-9)
    assert optimal_multipliers(median, relaxed, search) is None


@pytest.mark.parametrize("seed", range(5))
def test_cuts_say_what_a_point_makes_clients_pay(seed):
    random = np.random.default_rng(seed)
    cost = random.integers(1, 9, (12, 7)).astype(float)
    lists = neighbours_from_matrix(cost, np.ones(12))
    opened = np.minimum(random.dirichlet(np.ones(7)) * 3.0, 1.0)
    assert opened.sum() >= 1.0  # every client is served
    column = np.arange(7)
    seen = most_violated(lists, column, opened, np.zeros(12), 1e-9)
    # The most that any cut of each client says.
    worth = np.array([max(level - np.maximum(level - row, 0.0) @ opened for level in row) for row in cost])
    rows = cut_rows(lists, column, np.arange(12), seen.level)
    saved = np.split(rows.value * opened[rows.column], rows.start[1:-1])
    paid = seen.level - [part.sum() for part in saved]
    assert paid == pytest.approx(worth)
    assert seen.served == pytest.approx(worth.sum())
    assert seen.violated.all()
    assert not most_violated(lists, column, opened, worth, 1e-6).violated.any()


def test_levels_enclose_the_multiplier():
    lists = neighbours_from_matrix(np.array([[3.0, 1.0, 2.0]]), np.ones(1))
    everyone = np.arange(3)
    for price, expected in ((1.5, (1.0, 2.0)), (2.0, (1.0, 2.0)), (0.5, (0.5, 1.0)), (9.0, (3.0, 9.0))):
        below, above = levels_around(lists, everyone, np.array([price]))
        assert (below[0], above[0]) == expected
    below, above = levels_around(lists, np.array([0, 1, -1]), np.array([1.5]))
    assert (below[0], above[0]) == (1.0, 3.0)
