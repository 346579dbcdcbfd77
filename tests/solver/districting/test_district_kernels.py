"""Compiled kernels against slow twins: contiguity by graph search, districts by looking at every set of units."""

from itertools import combinations

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.solver.districting.border_graph import build_graph
from beatwright.solver.districting.bound import kernel_slices
from beatwright.solver.districting.bound.district_columns import Columns, block_graph_of
from beatwright.solver.districting.bound.exact_pricing import bit_words
from beatwright.solver.districting.bound.kernel_slices import choose_cover, list_bounded, list_rooted
from beatwright.solver.districting.bound.kernels.price_nearby import price_nearby
from beatwright.solver.districting.bound.kernels.search_stack import new_search_stack
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap
from beatwright.solver.districting.division_scores import pieces_of
from beatwright.solver.districting.kernels.contiguity import stays_whole
from beatwright.solver.districting.kernels.division_state import new_scratch
from beatwright.solver.districting.kernels.rooted_walk import new_walk
from beatwright.solver.districting.locks import keep_locks
from beatwright.solver.districting.read_district_instance import read_district_instance

WEIGHTS = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}


def contiguous(units, members):
    place = np.full(units.n, -1)
    place[members] = np.arange(len(members))
    ends = place[units.edges]
    a, b = ends[(ends >= 0).all(axis=1)].T
    return connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(len(members),) * 2), directed=False)[0] == 1


@nb.njit
def may_leave(graph, label, scratch, unit):
    """The way in from Python: the kernel itself has none."""
    return stays_whole(graph, label, scratch, unit)


@given(st.integers(0, 2**31), st.integers(6, 40), st.integers(1, 4))
@settings(max_examples=40)
def test_a_unit_may_leave_when_the_rest_stays_contiguous(voronoi, seed, n, parts):
    units = voronoi(n, seed, parts)  # parents are contiguous: districts to take units from
    graph, label = build_graph(n, units.edges, units.lengths), units.parents.astype(np.int64)
    scratch = new_scratch(graph, 1, parts)
    for unit in range(n):
        rest = np.flatnonzero((label == label[unit]) & (np.arange(n) != unit))
        assert may_leave(graph, label, scratch, unit) == (rest.size == 0 or contiguous(units, rest))


def from_the_lowest(graph, prices, fee, limit, per_root):
    """Districts by enumeration, 1 for the units in, and their reduced costs."""
    size = prices.size
    walk = new_walk(size, graph.weight.size, size)
    room = per_root * size if per_root else 5000
    sets, excess, complete = list_rooted(
        graph, walk, prices, fee, limit=limit, per_root=per_root, room=room, most_nodes=10**7, rings=size - 1
    )
    assert complete
    return np.array([np.isin(np.arange(size), row) for row in sets]), excess


def from_the_heaviest(graph, prices, fee, limit, per_root, lock=None, pieces=99):
    """Return the same by branch and bound."""
    size = prices.size
    stack = new_search_stack(graph, np.full(size, -1) if lock is None else lock)
    room = per_root * size if per_root else 5000
    sets, excess, _, complete = list_bounded(
        graph, stack, prices, fee, limit=limit, pieces=pieces, per_root=per_root, room=room, most_nodes=10**7
    )
    assert complete
    return sets.astype(bool), excess


def every_district(columns, units, prices, fee, limit):
    """Reduced cost of every contiguous set of units, by trying all, where it is at most the limit."""
    found = {}
    for size in range(1, units.n + 1):
        for chosen in combinations(range(units.n), size):
            members = np.array(chosen)
            value = columns.cost_of([members]) - prices[members].sum() - fee
            if value <= limit and contiguous(units, members):
                found[chosen] = value
    return found


def columns_of(units, **rules):
    columns = Columns(read_district_instance(**units.asked(3, weights=WEIGHTS, **rules)), np.arange(units.n))
    return columns, block_graph_of(columns)


def as_dict(sets, excess):
    found = {tuple(np.flatnonzero(row).tolist()): value for row, value in zip(sets, excess, strict=True)}
    assert len(found) == len(sets)
    return found


@pytest.mark.parametrize("lister", [from_the_lowest, from_the_heaviest])
@pytest.mark.parametrize("seed", range(6))
def test_every_district_that_pays_is_listed_once(voronoi, seed, lister):
    units, rng = voronoi(9, seed), np.random.default_rng(seed)
    columns, graph = columns_of(units, **({"tolerance": {"population": 1.5}} if seed % 2 else {}))
    prices, fee, limit = rng.uniform(0.0, 0.1, 9), 0.01, rng.uniform(-0.1, 0.1)
    expected = every_district(columns, units, prices, fee, limit)
    assert as_dict(*lister(graph, prices, fee, limit, 0)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_tight_limits_leave_only_districts_that_keep_them(voronoi, seed):
    units, rng = voronoi(9, seed), np.random.default_rng(seed)
    columns, graph = columns_of(units, tolerance={"population": 0.5, "area_m2": 0.6})
    prices = rng.uniform(-0.05, 0.1, 9)
    kept = every_district(columns, units, prices, 0.0, 0.2)
    expected = {chosen: value for chosen, value in kept.items() if rest_is_divisible(graph, units, chosen)}
    assert as_dict(*from_the_heaviest(graph, prices, 0.0, 0.2, 0)) == pytest.approx(expected, abs=1e-12)


def rest_is_divisible(graph, units, chosen):
    """Say whether every part of the map without a district has a number of districts that keeps the limits of loads."""
    _, piece = pieces_of(units.edges, np.isin(np.arange(units.n), chosen).astype(np.int64))
    for part in np.setdiff1d(piece, piece[list(chosen)]):
        members = np.flatnonzero(piece == part)
        load = graph.share[members].sum(axis=0)
        counts = range(1, members.size + 1)
        if not any((load >= q * graph.low).all() and (load <= q * graph.high).all() for q in counts):
            return False
    return True


@pytest.mark.parametrize("pieces", [0, 1, 3])
@pytest.mark.parametrize("seed", range(4))
def test_parts_beyond_the_districts_left_are_taken_in(star, seed, pieces):
    units, rng = star(9, seed), np.random.default_rng(seed)
    columns, graph = columns_of(units)
    prices, limit = rng.uniform(0.0, 0.2, 9), 0.3
    every = every_district(columns, units, prices, 0.01, limit)
    expected = {chosen: value for chosen, value in every.items() if parts_beside(units, chosen) <= pieces}
    assert len(expected) < len(every)
    assert as_dict(*from_the_heaviest(graph, prices, 0.01, limit, 0, pieces=pieces)) == pytest.approx(
        expected, abs=1e-12
    )


@pytest.mark.parametrize("seed", range(6))
def test_shapes_cost_in_a_listing_too(voronoi, seed):
    units = voronoi(8, seed)
    area = units.criteria["area_m2"] / 1e6
    inside = np.bincount(units.edges.ravel(), weights=np.repeat(units.lengths, 2), minlength=8)
    shapes = {"areas": area, "perimeters": inside + 0.2, "xy": np.random.default_rng(seed).random((8, 2))}
    weights = {**WEIGHTS, "polsby_popper": 0.3, "inertia": 0.2}
    instance = read_district_instance(**units.asked(3, weights=weights, **shapes))
    columns, prices = Columns(instance, np.arange(8)), np.full(8, 0.08)
    expected = every_district(columns, units, prices, 0.0, 0.05)
    found = as_dict(*from_the_heaviest(block_graph_of(columns), prices, 0.0, 0.05, 0))
    assert expected
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_locked_districts_are_listed_whole_or_not_at_all(voronoi, seed):
    units = voronoi(9, seed)
    lock = np.full(9, -1)
    lock[np.random.default_rng(seed).choice(9, 4, replace=False)] = [0, 0, 0, 1]
    columns, graph = columns_of(units)
    prices = np.full(9, 0.06)
    expected = every_district(columns, units, prices, 0.0, 0.1)
    feasible = keep_locks(lock, [np.array(chosen) for chosen in expected])
    kept = {chosen: value for (chosen, value), fine in zip(expected.items(), feasible, strict=True) if fine}
    assert 0 < len(kept) < len(expected)
    assert as_dict(*from_the_heaviest(graph, prices, 0.0, 0.1, 0, lock)) == pytest.approx(kept, abs=1e-12)


@pytest.mark.parametrize("pieces", [1, 2])
def test_districts_that_leave_the_map_in_too_many_pieces_are_not_listed(grid, pieces):
    units = grid(3, 3, 1)
    columns, graph = columns_of(units)
    prices = np.full(9, 0.2)
    expected = every_district(columns, units, prices, 0.0, 0.0)
    kept = {chosen: value for chosen, value in expected.items() if parts_beside(units, chosen) <= pieces}
    assert 0 < len(kept) < len(expected)
    found = as_dict(*from_the_heaviest(graph, prices, 0.0, 0.0, 0, pieces=pieces))
    assert found == pytest.approx(kept, abs=1e-12)


def parts_beside(units, chosen):
    rest = np.setdiff1d(np.arange(units.n), chosen)
    inside = np.isin(units.edges, rest).all(axis=1)
    a, b = np.searchsorted(rest, units.edges[inside]).T
    return connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(len(rest),) * 2), directed=False)[0]


@pytest.mark.parametrize("lister", [from_the_lowest, from_the_heaviest])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_of_every_first_unit_are_listed(voronoi, seed, lister):
    _, graph = columns_of(voronoi(12, seed))
    prices = np.full(12, 0.04)
    every, all_excess = lister(graph, prices, 0.0, 0.05, 0)
    some, excess = lister(graph, prices, 0.0, 0.05, 3)
    order = np.arange(12) if lister is from_the_lowest else new_search_stack(graph, np.full(12, -1)).order
    roots, all_roots = some[:, order].argmax(axis=1), every[:, order].argmax(axis=1)
    for root in range(12):
        assert np.allclose(np.sort(excess[roots == root]), np.sort(all_excess[all_roots == root])[:3])


def priced_sets(units, rng, lock=None):
    """Return a map, prices and fee, and all contiguous sets at these, the cheapest first and at 0."""
    _, graph = columns_of(units)
    prices = rng.uniform(-0.05, 0.1, units.n)
    sets, excess = from_the_heaviest(graph, prices, 0.0, 1e9, 0, lock=lock)
    order, fee = np.argsort(excess, kind="stable"), excess.min()
    return graph, prices, fee, sets[order].astype(np.int8), excess[order] - fee


def cover(priced, q, limit, reach, lock=None, most_steps=10**7):
    graph, prices, fee, sets, excess = priced
    near = excess <= reach
    lock = np.full(prices.size, -1) if lock is None else lock
    words = bit_words(sets[near])
    asked = PricedMap(graph, lock, prices, fee)
    return choose_cover(asked, words, excess[near], q, limit=limit, reach=reach, most_steps=most_steps)


def cheapest_by_trying(sets, excess, q):
    """Least cost of q disjoint sets that hold all units, by trying those of the first unit that is left."""
    bits = [(int("".join(map(str, row)), 2), cost) for row, cost in zip(sets, excess, strict=True)]

    def least(left, q):
        if left == 0 or q == 0:
            return 0.0 if left == 0 and q == 0 else np.inf
        first = 1 << (left.bit_length() - 1)
        fitting = ((mask, cost) for mask, cost in bits if mask & first and mask & ~left == 0)
        return min((cost + least(left ^ mask, q - 1) for mask, cost in fitting), default=np.inf)

    return least((1 << sets.shape[1]) - 1, q)


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("q", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(4))
def test_the_cheapest_cover_is_found_in_half_of_a_list(voronoi, seed, q, locked):
    rng, lock = np.random.default_rng(seed), np.full(9, -1)
    if locked:
        lock[rng.choice(9, 3, replace=False)] = [0, 1, 1]
    priced = priced_sets(voronoi(9, seed), rng, lock)
    least = cheapest_by_trying(priced[3], priced[4], q)
    if least == np.inf:  # one district cannot hold two that are locked apart
        assert locked
        assert q == 1
        assert cover(priced, q, 1.0, 0.5, lock)[0] == np.inf
        return
    above, below = least + 1e-9, least - 1e-9
    for reach in (0.5 * above, 0.75 * above, above, 100.0):
        cost, chosen, complete = cover(priced, q, above, reach, lock)
        assert complete
        assert cost == pytest.approx(least, abs=1e-12)
        assert chosen.size == q - 1
        assert priced[3][chosen].sum(axis=0).max(initial=0) <= 1
        assert cover(priced, q, below, reach, lock)[0] == np.inf
    assert q == 1 or not cover(priced, q, above, above, lock, most_steps=0)[2]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_nearby_is_a_district_that_costs_what_is_said(voronoi, seed):
    units, rng = voronoi(12, seed), np.random.default_rng(seed)
    columns, graph = columns_of(units)
    prices, lock = rng.uniform(0.0, 0.1, 12), np.full(12, -1)
    lock[seed] = 0
    sets = np.eye(12, dtype=np.int8)
    value = price_nearby(PricedMap(graph, lock, prices, 0.0), sets, 12)
    before = np.array([columns.cost_of([np.array([unit])]) - prices[unit] for unit in range(12)])
    assert (value <= before).all()
    assert (value < before).any()
    assert (sets[:, seed] == (np.arange(12) == seed)).all()
    for row, cost in zip(sets, value, strict=True):
        members = np.flatnonzero(row)
        assert contiguous(units, members)
        assert cost == pytest.approx(columns.cost_of([members]) - prices[members].sum(), abs=1e-12)


def test_what_is_found_nearby_leaves_no_more_pieces_than_there_are_other_districts(star):
    _, graph = columns_of(star(6, 0))
    sets = np.array([[1, 0, 0, 0, 0, 0]], dtype=np.int8)
    dear = np.full(6, -1e3)  # no leaf pays
    free = np.array([0, -1, -1, -1, -1, -1])  # the hub stays
    priced = PricedMap(graph, free, dear, 0.0)
    assert price_nearby(priced, sets.copy(), 5) < np.inf
    assert price_nearby(priced, sets.copy(), 4) == np.inf


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("per_root", [0, 3])
@pytest.mark.parametrize("lister", [from_the_lowest, from_the_heaviest])
def test_pauses_change_nothing_of_a_listing(voronoi, monkeypatch, lister, per_root, size):
    _, graph = columns_of(voronoi(10, 4))
    asked = (graph, np.full(10, 0.05), 0.0, 0.05, per_root)
    sets, excess = lister(*asked)
    assert len(sets) > 10
    monkeypatch.setattr(kernel_slices, "slices", lambda most, stopped: iter(range(size, 10**7, size)))
    again, same = lister(*asked)
    assert (again == sets).all()
    assert (same == excess).all()


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("seed", range(5))
def test_pauses_change_nothing_of_a_cover(voronoi, monkeypatch, seed, size):
    priced = priced_sets(voronoi(9, seed), np.random.default_rng(seed))
    cost, chosen, complete = cover(priced, 4, 100.0, 50.0)
    monkeypatch.setattr(kernel_slices, "slices", lambda most, stopped: iter(range(0, most, size)))
    again = cover(priced, 4, 100.0, 50.0)
    assert complete
    assert again[2]
    assert again[0] == cost
    assert (again[1] == chosen).all()


def test_a_listing_that_was_stopped_is_not_complete(voronoi):
    _, graph = columns_of(voronoi(12, 1))
    stack = new_search_stack(graph, np.full(12, -1))
    calls = iter([False, True])
    found = list_bounded(
        graph, stack, np.full(12, 1.0), 0.0, limit=1.0, pieces=99, per_root=0, room=5000, most_nodes=10**7,
        stopped=lambda: next(calls),
    )  # fmt: skip
    assert not found[3]
    assert 0 < len(found[0]) == len(found[1]) < 1000
