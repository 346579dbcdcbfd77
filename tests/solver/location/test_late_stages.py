"""Stages that normal cases end before, forced on hostile draws: no bound above the optimum, no best plan fixed away."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import InfeasibleError, p_median
from beatwright.solver.location.benders.linear_relaxation import optimal_multipliers
from beatwright.solver.location.engine import (
    branch_and_bound,
    core_program,
    cost_layout,
    neighbour_lists,
    region_programs,
    region_splits,
    root_node,
)
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import free_rules, interchange
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.engine.region_programs import fix_by_bound, lift_by_regions, relaxed_alone
from beatwright.solver.location.engine.region_splits import nested_regions
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.time_limit import SearchClock

DRAWS = settings(max_examples=50, deadline=None)
EXACT = 1e-9  # of the objective: what a bound may be too high


def _begun(case, random, *, cut):
    """Return a problem with a poor plan, after some rounds of the bound; None where nothing is left to do."""
    try:
        median = build_median(case.cost, case.p, case.weight, case.opened, case.closed, None, "p_median").median
    except InfeasibleError:
        return None
    best = case.best(case.median)
    if not np.isfinite(best) or median.neighbours.clients == 0:
        return None
    if cut and not median.neighbours.forbidden:
        busy, length = case.weight > 0, int(random.integers(1, case.cost.shape[1] + 1))
        median = replace(median, neighbours=neighbours_from_matrix(case.cost[busy], case.weight[busy], length))
    worth = {plan: case.median(plan) for plan in case.plans()}
    poor = max((plan for plan in worth if np.isfinite(worth[plan])), key=worth.get)
    search, relaxed, lists = Incumbent(median, 0.0, SearchClock()), fresh(median), median.neighbours
    search.offer(np.array(poor))
    rounds = VolumeSettings(int(random.integers(1, 8)), 1.0, 0.1, 15)
    left = tighten(median, lists, quick_lists(lists, median), relaxed, incumbent=search, settings=rounds)
    return (median, relaxed, search, best) if left and best < search.cutoff else None


def _tighten_little(*given, settings, **more):
    return tighten(*given, settings=settings._replace(rounds=2), **more)


def _stay(lists, plan, rules, **more):
    """Price a plan and swap nothing."""
    return interchange(lists, plan, rules._replace(movable=np.zeros_like(rules.movable)), **more)


def _kept(case, state, best):
    """Whether fixings leave one of the best plans."""
    opened = set(np.flatnonzero(state == OPEN).tolist())
    best_plans = [plan for plan in case.plans() if case.median(plan) <= best * (1 + EXACT)]
    return any(opened <= set(plan) and (state[list(plan)] != CLOSED).all() for plan in best_plans)


def test_the_linear_program_and_regions_never_exceed_the_optimum(hostile, monkeypatch):
    seen = {"program": 0, "lift": 0}

    @DRAWS
    @given(st.integers(0, 2**32), st.sampled_from([40_000, 30, 0]))
    def judge(seed, large):
        monkeypatch.setattr(region_programs, "_LARGE", large)  # of the small sizes regions are halved
        case, random = hostile(seed, forbidden=seed % 3 == 0, sites=(6, 9)), np.random.default_rng(seed)
        begun = _begun(case, random, cut=seed % 4 == 1)
        if begun is None:
            return
        median, relaxed, search, best = begun
        optimal = optimal_multipliers(median, relaxed, search)
        seen["program"] += optimal is not None
        for stage in (relaxed, optimal):
            if stage is None:
                continue
            assert stage.bound <= best * (1 + EXACT)
            assert (stage.dual.price <= median.neighbours.cap).all()
            for lifted in (relaxed_alone(median, stage), lift_by_regions(median, stage, search, 1 + seed % 3)):
                seen["lift"] += lifted.lift.any()
                assert lifted.bound <= best * (1 + EXACT)
                state = relaxed.state.copy()
                fix_by_bound(stage.rho, state, lifted, search.cutoff)
                assert _kept(case, state, best)

    judge()
    assert min(seen.values()) >= 1


def test_a_core_proves_the_optimum_and_nothing_else(hostile, monkeypatch):
    monkeypatch.setattr(core_program, "_POSTS", 1)
    solved = []

    @DRAWS
    @given(st.integers(0, 2**32), st.sampled_from([20_000, 0]), st.sampled_from([5_000, 0]))
    def judge(seed, small, scarce):
        monkeypatch.setattr(core_program, "_SMALL", small)  # 0 makes way for the linear program
        monkeypatch.setattr(core_program, "_SCARCE", scarce)
        case = hostile(seed, forbidden=seed % 2 == 0, sites=(6, 9))
        begun = _begun(case, np.random.default_rng(seed), cut=False)
        if begun is None:
            return
        median, relaxed, search, best = begun
        core_program.solve_core(median, relaxed, search)
        assert search.bound <= best * (1 + EXACT)
        assert search.proven or _kept(case, relaxed.state, best) or search.objective <= best * (1 + EXACT)
        branch_and_bound.branch(median, relaxed, search)
        solved.append(search.outcome("", interrupted=False))
        assert solved[-1].status == "optimal"
        assert solved[-1].objective == pytest.approx(best, rel=2 * EXACT, abs=0)

    judge()
    assert len(solved) >= 10


def test_nodes_that_split_on_regions_prove_the_optimum(hostile, monkeypatch):
    monkeypatch.setattr(neighbour_lists, "_MANY_PAIRS", 0)
    monkeypatch.setattr(cost_layout, "has_long_runs", lambda lists: True)
    monkeypatch.setattr(root_node, "tighten", _tighten_little)
    monkeypatch.setattr(root_node, "interchange", _stay)
    monkeypatch.setattr(branch_and_bound, "interchange", _stay)
    monkeypatch.setattr(region_splits, "_LEAST", 0.02)
    monkeypatch.setattr(region_splits, "_MOST", 0.98)
    splits = []
    split = branch_and_bound.widest_split
    monkeypatch.setattr(branch_and_bound, "widest_split", lambda *given: splits.append(split(*given)) or splits[-1])

    @settings(DRAWS, max_examples=100)
    @given(st.integers(0, 2**32))
    def judge(seed):
        case = hostile(seed, forbidden=seed % 3 == 0, clients=(28, 40), sites=(5, 7))
        best = case.best(case.median)
        if not np.isfinite(best):
            with pytest.raises(InfeasibleError):
                p_median(case.cost, case.p, **case.options)
            return
        told = []
        plan = p_median(case.cost, case.p, **case.options, progress=lambda _, bound, __: told.append(bound))
        assert plan.certificate.status == "optimal"
        assert plan.certificate.objective == pytest.approx(best, rel=2 * EXACT, abs=0)
        assert max([plan.certificate.bound, *told]) <= best * (1 + EXACT)

    judge()
    assert sum(one is not None for one in splits) >= 3


def test_one_site_is_no_map_to_split():
    assert nested_regions(neighbours_from_matrix(np.ones((4, 1)), np.ones(4))).tolist() == [[True]]


def test_sites_far_beyond_all_others_do_not_stop_the_linear_program():
    # A level of 10^17 beside multipliers of about 1 is more than HiGHS takes for a coefficient.
    ended = 0
    for seed in range(6):
        random = np.random.default_rng(seed)
        cost = random.random((16, 9))
        cost[random.random(cost.shape) < 0.6] = 1e17
        cost[np.arange(16), random.integers(0, 9, 16)] = random.random(16)
        median = build_median(cost, 3, None, (), (), None, "p_median").median
        search, relaxed, lists = Incumbent(median, 0.0, SearchClock()), fresh(median), median.neighbours
        relaxed.dual.price[:] = 1.0
        search.offer(np.arange(3))
        relaxed.bound = -np.inf
        relaxed.rho = np.zeros(9)
        relaxed.state[:] = FREE
        best = np.inf
        for plan in np.array(np.meshgrid(*[np.arange(9)] * 3)).reshape(3, -1).T:
            best = min(best, cost[:, plan].min(axis=1).sum())
        seen = optimal_multipliers(median, relaxed, search)
        ended += seen is not None
        assert seen is None or seen.bound <= best * (1 + EXACT)
        assert lists.complete
    assert ended


@pytest.mark.parametrize("unit", [1e-12, 1e12])
def test_swaps_do_not_depend_on_the_unit_of_the_costs(unit):
    points = np.random.default_rng(4).random((80, 2))
    cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    plain, scaled = (
        interchange(neighbours_from_matrix(each, np.ones(80)), np.arange(6), free_rules(80), kicks=20)
        for each in (cost, cost * unit)
    )
    assert plain[0].tolist() == scaled[0].tolist()
    assert scaled[1] == pytest.approx(plain[1] * unit, rel=1e-12, abs=0)


@pytest.mark.parametrize("seed", range(5))
def test_swaps_past_clients_that_nobody_serves_cost_no_digits(seed):
    # A client whom nobody serves costs more than all plans; sums of changes would keep the rounding of that.
    random = np.random.default_rng(seed)
    cost = 10.0 ** random.uniform(-9, 9, (30, 12))
    cost[random.random(cost.shape) < 0.3] = np.inf
    sites, objective = interchange(neighbours_from_matrix(cost, np.ones(30)), np.arange(6), free_rules(12), kicks=30)
    served = cost[:, sites].min(axis=1)
    assert np.isinf(served).any() or objective == pytest.approx(served.sum(), rel=1e-13, abs=0)
