"""Regions lift the bound, cores close the gap, and neither claims what enumeration does not confirm."""

from itertools import combinations

import numpy as np
import pytest

from beatwright.solver import EuclideanCost, InfeasibleError, ManhattanCost, p_median, p_median_milp, set_cover
from beatwright.solver.location.engine import core_program, read_median_instance, region_programs
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, VolumeSettings
from beatwright.solver.location.engine.median_instance import open_only_sites
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.engine.radius_program import cover_rows
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.engine.region_programs import fix_by_bound, lift_by_regions
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.milp import solve_milp
from beatwright.solver.time_limit import SearchClock


def _cost(kind, seed):
    random = np.random.default_rng(seed)
    if kind == "ties":
        return random.integers(0, 5, (16, 9)).astype(float)
    points, sites = random.random((16, 2)), random.random((9, 2))
    cost = np.hypot(*(points[:, None] - sites[None]).transpose(2, 0, 1))
    if kind == "forbidden":
        cost[random.random(cost.shape) < 0.6] = np.inf
        cost[np.arange(16), random.integers(0, 9, 16)] = 1.0
    return cost


def _best(cost, p):
    plans = np.array(list(combinations(range(cost.shape[1]), p)))
    values = cost[:, plans].min(axis=2).sum(axis=0)
    return float(values.min()), plans[values <= values.min() * (1 + 1e-12)]


def _begun(cost, p, plan, rounds):
    """Return a problem, a relaxation after some rounds, and a search that knows this plan."""
    median = build_median(cost, p, None, (), (), None, "p_median").median
    search, relaxed = Incumbent(median, 0.0, SearchClock()), fresh(median)
    search.offer(plan)
    lists = median.neighbours
    settings = VolumeSettings(rounds, 1.0, 0.1, 15)
    open_still = tighten(median, lists, quick_lists(lists, median), relaxed, incumbent=search, settings=settings)
    return median, relaxed, search, open_still


def _worst(cost, p):
    """Return the dearest plan that serves every client."""
    value = {s: cost[:, list(s)].min(axis=1).sum() for s in combinations(range(cost.shape[1]), p)}
    return np.array(max((s for s in value if np.isfinite(value[s])), key=value.get, default=()))


@pytest.mark.parametrize("large", [40_000, 30])  # of the second size regions are halved
@pytest.mark.parametrize("rounds", [1, 4])
@pytest.mark.parametrize("kind", ["plane", "ties", "forbidden"])
def test_regions_never_exceed_the_optimum_and_never_fix_it_away(kind, rounds, large, monkeypatch):
    monkeypatch.setattr(region_programs, "_LARGE", large)
    lifts = 0
    for seed in range(5):
        cost = _cost(kind, seed)
        poor = _worst(cost, 3)
        if poor.size == 0:
            continue
        best, plans = _best(cost, 3)
        median, relaxed, search, open_still = _begun(cost, 3, poor, rounds)
        if not open_still or best >= search.cutoff:
            continue
        for ring in (1, 2):
            lifted = lift_by_regions(median, relaxed, search, ring)
            lifts += int(lifted.lift.any())
            assert lifted.bound <= best * (1 + 1e-9)
            state = relaxed.state.copy()
            fix_by_bound(relaxed.rho, state, lifted, search.cutoff)
            for plan in plans:
                assert (state[plan] != CLOSED).all()
                assert np.isin(np.flatnonzero(state == OPEN), plan).all()
    assert lifts


@pytest.mark.parametrize("small", [20_000, 0])  # the second makes way for the linear program
@pytest.mark.parametrize("kind", ["plane", "ties", "forbidden"])
def test_a_core_from_any_multipliers_finds_the_optimum(kind, small, monkeypatch):
    monkeypatch.setattr(core_program, "_POSTS", 1)
    monkeypatch.setattr(core_program, "_SMALL", small)
    solved = 0
    for seed in range(6):
        cost = _cost(kind, 100 + seed)
        best, _ = _best(cost, 3)
        poor = _worst(cost, 3)
        if poor.size == 0:
            continue
        median, relaxed, search, open_still = _begun(cost, 3, poor, 2)
        if not open_still:
            continue
        core_program.solve_core(median, relaxed, search)
        solved += 1
        assert search.proven
        assert search.objective == pytest.approx(best, rel=1e-9)
        assert search.bound <= best * (1 + 1e-9)
    assert solved >= 2


def _whole_sets(rows):
    """Sets of sites, each with those of the rows before it."""
    sets = []
    for row in range(rows.paid.size):
        held, at = set(), row
        while at >= 0:
            new = rows.site[rows.start[at] : rows.start[at + 1]]
            assert not held & set(new)
            held |= set(new)
            at = rows.before[at]
        sets.append(frozenset(held))
    return sets


def test_rows_price_every_plan_as_its_clients_do():
    random = np.random.default_rng(3)
    cost = random.integers(1, 6, (12, 6)).astype(float)
    lists = neighbours_from_matrix(cost, np.ones(12))
    state = np.array([OPEN, FREE, FREE, CLOSED, FREE, FREE], dtype=np.int8)
    rows = cover_rows(lists, state, np.arange(12), np.full(12, np.inf), 1000)
    sets = _whole_sets(rows)
    assert len(sets) == len(set(sets)) == rows.paid.size
    for extra in range(5):
        for sites in combinations([1, 2, 4, 5], extra):
            missed = [not held & set(sites) for held in sets]
            priced = rows.constant + rows.paid[missed].sum()
            assert priced == cost[:, [0, *sites]].min(axis=1).sum()
    size = rows.program(state, np.zeros(6)).rows.nnz
    assert cover_rows(lists, state, np.arange(12), np.full(12, np.inf), size - 1) is None
    assert cover_rows(lists, state, np.arange(12), np.full(12, np.inf), size + 12) is not None
    program = rows.program(state, np.zeros(6), 1)
    best = min(cost[:, [0, j]].min(axis=1).sum() for j in (1, 2, 4, 5))
    assert rows.constant + solve_milp(program).certificate.objective == pytest.approx(best)


def test_many_posts_are_proven_without_branching():
    points = np.random.default_rng(99).random((1500, 2)) * 1000
    seen = p_median(EuclideanCost(points, points), 150).certificate
    assert (seen.status, seen.message) == ("optimal", "0 nodes")
    assert seen.objective == pytest.approx(37427.6101, abs=1e-4)  # that of branch and bound alone


def test_a_stop_within_the_regions_keeps_plan_and_bound(monkeypatch):
    monkeypatch.setattr(core_program, "_POSTS", 1)
    monkeypatch.setattr(core_program, "_APART", 1.0)
    told = []

    def lift(*arguments):
        told.append(True)
        return lift_by_regions(*arguments)

    monkeypatch.setattr(core_program, "lift_by_regions", lift)
    for seed in range(200, 206):
        cost = _cost("plane", seed)
        best, _ = _best(cost, 3)
        median, relaxed, search, open_still = _begun(cost, 3, _worst(cost, 3), 2)
        if open_still:
            told.clear()
            search.clock = SearchClock(stop=lambda: bool(told))
            core_program.solve_core(median, relaxed, search)
            assert told
            assert search.bound <= best * (1 + 1e-9)
            assert best <= search.objective * (1 + 1e-9)


def test_a_client_with_one_site_left_opens_it():
    state = np.array([FREE, CLOSED, FREE], dtype=np.int8)
    site = np.array([[0, 2, -1], [2, 1, -1]], dtype=np.int32)
    assert open_only_sites(site, state) == 1
    assert state.tolist() == [FREE, CLOSED, OPEN]
    assert open_only_sites(site, state) == 0
    assert open_only_sites(site[1:], np.array([FREE, CLOSED, CLOSED], dtype=np.int8)) == -1


@pytest.mark.parametrize("seed", range(3))
def test_at_the_cover_number_there_is_a_plan_and_below_none(seed):
    random = np.random.default_rng(seed)
    clients, sites = random.random((120, 2)), random.random((60, 2))
    cost = np.hypot(*(clients[:, None] - sites[None]).transpose(2, 0, 1))
    radius = float(cost.min(axis=1).max()) * 1.2
    cost[cost > radius] = np.inf
    least = set_cover(cost, radius).sites.size
    with pytest.raises(InfeasibleError):
        p_median(cost, least - 1)
    seen = p_median(cost, least).certificate
    assert seen.status == "optimal"
    assert seen.objective == pytest.approx(p_median_milp(cost, least).certificate.objective, rel=1e-7)
    assert seen.bound >= cost.min(axis=1).sum() * (1 - 1e-9)


def test_multipliers_begin_among_the_costs_where_lists_end_early():
    # What stands behind the end of a list is a penalty of more than all costs together.
    cost = _cost("forbidden", 0)
    price = fresh(build_median(cost, 1, None, (), (), None, "p_median").median).dual.price
    assert (price <= np.where(np.isfinite(cost), cost, 0.0).max(axis=1)).all()


def test_whole_costs_are_noticed_in_lists_cut_short(monkeypatch):
    monkeypatch.setattr(read_median_instance, "_WHOLE_LISTS", 100)
    random = np.random.default_rng(0)
    points = random.integers(0, 1000, (100, 2)).astype(float)

    def whole(cost, weight=None):
        median = build_median(cost, 20, weight, (), (), None, "p_median").median
        assert not median.neighbours.complete
        return median.integral

    matrix = np.abs(points[:, None] - points[None]).sum(axis=2)
    assert whole(matrix)
    assert whole(ManhattanCost(points, points))
    assert not whole(matrix, np.full(100, 0.5))
    assert not whole(ManhattanCost(points + 0.5, points))
    far = matrix.copy()
    far[0, matrix[0].argmax()] += 0.5  # in no list
    assert not whole(far)
