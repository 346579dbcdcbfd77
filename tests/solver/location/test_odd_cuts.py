"""Cuts of covering programs hold for every plan, and maximal covering beyond its linear relaxation is proven."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beatwright.solver import max_cover
from beatwright.solver.location.cover_exchange import cover_lists
from beatwright.solver.location.cover_groups import group_demand
from beatwright.solver.location.covering import covering_core
from beatwright.solver.location.covering.cover_relaxation import CoverRelaxation
from beatwright.solver.location.covering.odd_cuts import cut_matrix, odd_sets
from beatwright.solver.location.covering.odd_growth import OddSets, grown_sets
from beatwright.solver.location.engine.branch_and_bound import branch
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, VolumeSettings
from beatwright.solver.location.engine.median_instance import fix_implied
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.location.max_cover import cover_median
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import SearchClock


def overlapping(seed, n=40, m=14, reach=0.33):
    """Clients and sites in a square, covers that overlap a lot."""
    random = np.random.default_rng(seed)
    clients, sites = random.random((n, 2)), random.random((m, 2))
    return np.hypot(*(clients[:, None] - sites[None]).transpose(2, 0, 1)) <= reach, random.gamma(2, 1, n)


def lattice(seed, wide=14, high=10):
    """Points of a unit grid within 2 of each other, where covers overlap however posts stand."""
    places = np.array([(x, y) for x in range(wide) for y in range(high)], dtype=float)
    covers = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) <= 2.0
    return covers, np.random.default_rng(seed).gamma(2, 1, wide * high)


def hostile_cover(case, random):
    """Return who covers whom: by a radius that covers none, some or all, or by chance."""
    if random.random() < 0.3:
        finite = case.cost[np.isfinite(case.cost)]
        return case.cost <= random.choice([-1.0, *np.quantile(finite, [0.0, 0.3, 1.0])])
    return random.random(case.cost.shape) < random.choice([0.15, 0.3, 0.5])


def test_no_plan_breaks_a_cut_a_bound_or_a_reduced_cost(hostile):
    seen = []

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 2**32), st.integers(1, 5), st.booleans())
    @example(11, 4, True)  # one in forty has cuts
    @example(47, 3, True)
    def judge(seed, p, many):
        if many:
            covers, weight = overlapping(seed)
            case = hostile(seed, clients=(40, 40), sites=(14, 14))._replace(p=p, opened=[], closed=[])
        else:
            case = hostile(seed, clients=(6, 14), sites=(5, 9))
            covers, weight = hostile_cover(case, np.random.default_rng(seed)), case.weight
        program = CoverRelaxation(covers, weight, case.p)
        opened, closed = (np.isin(np.arange(covers.shape[1]), each) for each in (case.opened, case.closed))
        program.fix(closed, opened)
        plans = np.array([np.isin(np.arange(covers.shape[1]), plan) for plan in case.plans()])
        reached = covers.astype(int) @ plans.T > 0
        worth, rounded = weight @ ~reached, 1e-12 * weight.sum()
        last = -np.inf
        for _ in range(4):
            assert program.solve(SearchClock())
            bound, reduced = program.proof()
            assert last - 1e-6 * weight.sum() <= bound <= worth.min() + rounded
            for j in np.flatnonzero(~opened & ~closed):  # what a plan costs at least with this site, and without
                for among, price in ((plans[:, j], reduced[j]), (~plans[:, j], -reduced[j])):
                    assert not among.any() or bound + max(price, 0.0) <= worth[among].min() + rounded
            sets = odd_sets(covers, program.opened, 1.0 - program.missed)
            for one in sets:
                half, least = (part[0] for part in cut_matrix(covers, [one.clients]))
                assert (half @ plans.T + (~reached[list(one.clients)]).sum(axis=0) >= least).all()
                violation = least - half @ program.opened - program.missed[list(one.clients)].sum()
                assert violation == pytest.approx(one.violation, abs=1e-6)
            seen.extend(sets)
            if not sets:
                break
            program.add(sets)
            last = bound

    judge()
    assert seen


def test_cuts_and_the_program_behind_them_prove_the_optimum(hostile, monkeypatch):
    # A poor plan, a bound of a few rounds and no swaps, so that small covers come so far.
    monkeypatch.setattr(covering_core, "_improve_cover", lambda *given, **more: None)
    monkeypatch.setattr(covering_core, "_PAYS", -1.0)
    finished = []
    finish = covering_core._finish
    monkeypatch.setattr(covering_core, "_finish", lambda *given: finished.append(finish(*given)))

    @settings(max_examples=80, deadline=None)
    @given(st.integers(0, 2**32))
    def judge(seed):
        case, random = hostile(seed, clients=(8, 14), sites=(6, 9)), np.random.default_rng(seed)
        covers, m = hostile_cover(case, random), case.cost.shape[1]
        state = np.zeros(m, dtype=np.int8)
        state[case.opened], state[case.closed] = OPEN, CLOSED
        groups = group_demand(np.where(covers, 1.0, 9.0), 1.0, case.weight, "max_cover")
        median = cover_median(groups, case.p, state)
        total, relaxed, lists = float(median.neighbours.far.sum()), fresh(median), median.neighbours
        if lists.clients == 0 or not fix_implied(relaxed.state, median, lists):
            return
        worth = {plan: median.price(np.array(plan)) for plan in case.plans()}
        best, exact = min(worth.values()), 1e-9 * total
        search = Incumbent(median, 0.0, SearchClock(), base=total)
        search.offer(np.array(max(worth, key=worth.get)))
        rounds = VolumeSettings(int(random.integers(1, 4)), 1.0, 0.1, 15)
        if not tighten(median, lists, quick_lists(lists, median), relaxed, incumbent=search, settings=rounds):
            return
        covering_core.solve_covering(median, relaxed, search)
        assert search.bound <= best + exact
        if not search.proven:
            branch(median, relaxed, search)
        seen = search.outcome("", interrupted=False)
        assert seen.status == "optimal"
        assert best - exact <= seen.objective <= best + exact
        assert seen.bound <= best + exact

    judge()
    assert len(finished) >= 5


def _grown_slowly(clients, covers, opened, covered):
    """Return the violations of the sets that a set grows to by its best pairs, the greatest first, in plain numpy."""
    odd = covers[clients].sum(axis=0) % 2 == 1
    shared = covers @ (opened * odd)
    joins = (shared > 0.02) & (covered > 0.5) & ~np.isin(np.arange(len(covers)), clients)
    around = np.argsort(np.where(joins, -shared, 1.0), kind="stable")[: min(60, joins.sum())]
    sets = [[*clients, a, b] for a, b in combinations(around, 2)]
    half = [np.ceil(covers[each].sum(axis=0) / 2) @ opened for each in sets]
    violation = [(len(s) - 1) / 2 + 1 - h - (1 - covered[s]).sum() for s, h in zip(sets, half, strict=True)]
    known = {tuple(sorted(map(int, s))): v for v, s in zip(violation, sets, strict=True)}
    return sorted(v for v in known.values() if v > -0.15)[-12:], known


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_sets_grow_by_their_best_pairs(seed):
    random = np.random.default_rng(seed)
    covers = random.random((int(random.integers(3, 90)), 12)) < 0.3
    opened = random.integers(0, 33, 12) / 32 * (random.random(12) < 0.8)
    covered = np.minimum(1.0, covers @ opened) if seed % 2 else np.ones(len(covers))
    clients = random.choice(len(covers), random.choice([1, 3]), replace=False)
    begun = (
        (len(clients) - 1) / 2 + 1 - np.ceil(covers[clients].sum(axis=0) / 2) @ opened - (1 - covered[clients]).sum()
    )
    grown = grown_sets(OddSets(np.sort(clients)[None], np.array([begun])), cover_lists(covers), opened, covered)
    best, known = _grown_slowly(clients.tolist(), covers, opened, covered)
    assert sorted(grown.violation) == best
    assert all(known[tuple(map(int, s))] == v for s, v in zip(grown.clients, grown.violation, strict=True))


def test_cuts_close_part_of_the_gap():
    covers, weight = lattice(0)
    program = CoverRelaxation(covers, weight, 8)
    bounds = []
    for _ in range(5):
        assert program.solve(SearchClock())
        bounds.append(program.proof()[0])
        program.add(odd_sets(covers, program.opened, 1.0 - program.missed))
    best = weight.sum() - max_cover(np.where(covers, 1.0, 9.0), 8, 1.0, weight=weight).certificate.objective
    assert bounds == sorted(bounds)
    assert bounds[-1] - bounds[0] > 0.25 * (best - bounds[0])


@pytest.mark.parametrize("seed", range(3))
def test_max_cover_agrees_with_the_integer_program(seed):
    covers, weight = lattice(seed)
    n, p = weight.size, (8, 9)[seed % 2]
    rows = np.vstack([np.hstack([covers, np.eye(n)]), np.concatenate([np.ones(n), np.zeros(n)])])
    costs, least = np.concatenate([np.zeros(n), weight]), np.append(np.ones(n), p)
    program = Milp(costs, rows, least, np.append(np.full(n, np.inf), p), col_upper=1.0, integer=np.arange(2 * n) < n)
    exact = solve_milp(program).certificate
    assert exact.status == "optimal"
    plan = max_cover(np.where(covers, 1.0, 9.0), p, 1.0, weight=weight)
    assert plan.certificate.status == "optimal"
    assert weight.sum() - plan.certificate.objective == pytest.approx(exact.objective, rel=1e-7)
    fixed = max_cover(np.where(covers, 1.0, 9.0), p, 1.0, weight=weight, fixed_open=[0, 5], fixed_closed=[77])
    program.col_lower[[0, 5]], program.col_upper[77] = 1.0, 0.0
    exact = solve_milp(program).certificate
    assert exact.status == fixed.certificate.status == "optimal"
    assert weight.sum() - fixed.certificate.objective == pytest.approx(exact.objective, rel=1e-7)
    assert {0, 5} <= set(fixed.sites)
    assert 77 not in fixed.sites


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_the_unit_of_the_weights_decides_nothing(unit):
    covers, weight = lattice(2, 10, 8)
    plain, scaled = (
        max_cover(np.where(covers, 1.0, 9.0), 6, 1.0, weight=w).certificate for w in (weight, weight * unit)
    )
    assert scaled.status == plain.status == "optimal"
    assert scaled.objective == pytest.approx(plain.objective * unit, rel=1e-9)


@pytest.mark.slow
def test_grid_of_960_is_proven(grid):
    distance, weight = grid
    plan = max_cover(distance, 25, 3.0, weight=weight)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(1564.832185, abs=1e-5)  # HiGHS on the compact program
