"""Branch and cut for p-medians with forbidden pairs: enumeration confirms answers, bounds and verdicts."""

from itertools import combinations

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError
from beatwright.solver import p_median
from beatwright.solver.location.benders import branch_and_cut as tree
from beatwright.solver.location.benders.plan_relaxation import PlanRelaxation
from beatwright.solver.location.engine import core_program
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.time_limit import SearchClock


def _case(seed, n=40, m=13):
    """Return costs with ties or without, two thirds of them forbidden, weights, some 0, and sites kept and closed."""
    random = np.random.default_rng(seed)
    clients, sites = random.random((n, 2)), random.random((m, 2))
    cost = np.hypot(*(clients[:, None] - sites[None]).transpose(2, 0, 1)) if seed % 2 else random.random((n, m))
    cost[cost > max(0.35, cost.min(axis=1).max())] = np.inf
    if seed % 3 == 0:
        cost = np.ceil(8 * cost)
    weight = random.integers(0, 4, n).astype(float) if seed % 4 < 2 else random.gamma(2.0, 1.0, n)
    order = random.permutation(m)
    return cost, weight, order[: seed % 2].tolist(), order[1 : 1 + seed % 3].tolist()


def _plans(cost, weight, p, kept, closed):
    """Return what every plan costs that keeps the rules and serves everybody."""
    busy = weight > 0
    plans = (s for s in combinations(range(cost.shape[1]), p) if set(kept) <= set(s) and not set(closed) & set(s))
    value = {s: float(weight[busy] @ cost[busy][:, list(s)].min(axis=1)) for s in plans}
    return {s: v for s, v in value.items() if np.isfinite(v)}


@pytest.fixture
def searches(monkeypatch):
    """Leave nothing to other integer programs; the list of the nodes that this search looked at."""
    monkeypatch.setattr(core_program, "_SCARCE", -1)
    nodes, solve = [], tree._Tree._solve

    def kept(self, node):
        nodes.append(node)
        return solve(self, node)

    monkeypatch.setattr(tree._Tree, "_solve", kept)
    return nodes


def _check(seed, p):
    cost, weight, kept, closed = _case(seed)
    value = _plans(cost, weight, p, kept, closed)
    asked = {"weight": weight, "fixed_open": kept, "fixed_closed": closed}
    if not value:
        with pytest.raises(InfeasibleError):
            p_median(cost, p, **asked)
        return False
    seen = p_median(cost, p, **asked).certificate
    assert (seen.status, seen.objective) == ("optimal", pytest.approx(min(value.values()), rel=1e-9))
    return True


def test_plans_are_those_of_enumeration(searches):
    feasible = [_check(seed, p) for seed in range(12) for p in (4, 5)]
    assert any(feasible)
    assert not all(feasible)
    assert searches


def test_where_a_program_is_not_solved_another_search_proves_the_plan(searches, monkeypatch):
    monkeypatch.setattr(PlanRelaxation, "settle", lambda *_: False)
    feasible = [_check(seed, 5) for seed in range(6)]
    assert any(feasible)
    assert searches


def test_bounds_hold_at_any_multipliers():
    """Multipliers drawn at random, of odd cuts too, bound every plan that keeps the fixings."""
    odd = 0
    for seed in range(8):
        random = np.random.default_rng(seed)
        cost, weight, _, _ = _case(seed)
        value = _plans(cost, weight, 5, (), ())
        median = build_median(cost, 5, weight, (), (), None, "p_median").median
        program = PlanRelaxation(median, median.state, np.ones(median.neighbours.clients))
        program.take(median.state)
        program.settle(SearchClock(), 9)
        program.add_cuts()
        program.settle(SearchClock(), 9)
        odd += int((program.client < 0).sum()) - 1
        pool = program.pool
        for _ in range(4):
            pool.duals = pool.duals * random.gamma(1.0, 1.0, pool.duals.size)
            pool.duals += random.random(pool.duals.size) * (random.random(pool.duals.size) < 0.1)
            state = random.choice([CLOSED, FREE, FREE, FREE, OPEN], median.state.size, p=[0.1, 0.3, 0.3, 0.2, 0.1])
            state = state.astype(np.int8)
            bound = program.bound(state).value
            for plan, price in value.items():
                opened = np.isin(np.arange(state.size), plan)
                if (opened == (state == OPEN))[state != FREE].all():
                    assert bound <= price
    assert odd > 0


def test_at_the_optimum_the_bound_is_that_of_the_program():
    cost, weight, _, _ = _case(3)
    median = build_median(cost, 5, weight, (), (), None, "p_median").median
    program = PlanRelaxation(median, median.state, np.ones(median.neighbours.clients))
    program.take(median.state)
    assert program.settle(SearchClock(), 30)
    assert program.bound(median.state).value == pytest.approx(program.paid.sum(), rel=1e-5)
