"""Cuts of covering programs hold for every plan, and maximal covering beyond its linear relaxation is proven."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import max_cover
from beatwright.solver.location.covering.cover_relaxation import CoverRelaxation
from beatwright.solver.location.covering.odd_cuts import cut_row, odd_sets
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


def missed(covers, weight, sites):
    return float(weight[~covers[:, list(sites)].any(axis=1)].sum())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_no_plan_breaks_a_cut_or_a_bound(seed, p):
    covers, weight = overlapping(seed)
    program = CoverRelaxation(covers, weight, p)
    best = min(missed(covers, weight, plan) for plan in combinations(range(14), p))
    last = -np.inf
    for _ in range(4):
        assert program.solve(SearchClock())
        bound, reduced = program.proof()
        assert last - 1e-6 <= bound <= best * (1 + 1e-9) + 1e-9
        for j in np.flatnonzero(reduced > 0):  # a plan with this site costs its reduced cost more at least
            among = [plan for plan in combinations(range(14), p) if j in plan]
            assert bound + reduced[j] <= min(missed(covers, weight, plan) for plan in among) + 1e-9
        sets = odd_sets(covers, program.opened, 1.0 - program.missed)
        for one in sets:
            sites, half, least = cut_row(covers, one.clients)
            for plan in combinations(range(14), p):
                opened = np.isin(np.arange(14), plan)
                gone = (~covers[list(one.clients)][:, opened].any(axis=1)).sum()
                assert half @ opened[sites] + gone >= least
            violation = least - half @ program.opened[sites] - program.missed[list(one.clients)].sum()
            assert violation == pytest.approx(one.violation, abs=1e-6)
        if not sets:
            break
        program.add(sets)
        last = bound


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
    assert fixed.certificate.objective <= plan.certificate.objective + 1e-9
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
