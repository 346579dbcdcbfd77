"""Compiled kernels against slow twins: contiguity by graph search, districts by looking at every set of units."""

from itertools import combinations

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.graph import build_graph
from beatwright.planning.districts.kernels.contiguity import stays_whole
from beatwright.planning.districts.kernels.state import new_scratch
from beatwright.planning.districts.partition import Relaxation
from beatwright.planning.districts.prove import Listing, trimmed
from beatwright.planning.districts.read import read_instance

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


@pytest.mark.parametrize("seed", range(6))
def test_every_district_that_pays_is_listed_once(voronoi, seed):
    units, rng = voronoi(9, seed), np.random.default_rng(seed)
    rules = {"tolerance": {"population": 1.5}} if seed % 2 else {}
    instance = read_instance(units.edges, units.lengths, units.criteria, 3, WEIGHTS, **rules)
    listing = Listing(instance, np.arange(9), {})
    prices, fee, limit = rng.uniform(0.0, 0.1, 9), 0.01, rng.uniform(-0.1, 0.1)
    sets, excess, complete = listing._list(Relaxation(0.0, prices, fee), limit, 0, Budget())
    found = {tuple(units.tolist()): value for units, value in zip(trimmed(sets), excess, strict=True)}
    assert complete
    assert len(found) == len(sets)
    expected = {}
    for size in range(1, 10):
        for chosen in combinations(range(9), size):
            members = np.array(chosen)
            value = listing.columns.cost_of([members]) - prices[members].sum() - fee
            if contiguous(units, members) and value <= limit:
                expected[chosen] = value
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_best_of_every_lowest_unit_are_listed(voronoi, seed):
    units = voronoi(12, seed)
    listing = Listing(read_instance(units.edges, units.lengths, units.criteria, 3, WEIGHTS), np.arange(12), {})
    prices = Relaxation(0.0, np.full(12, 0.04), 0.0)
    every, all_excess, _ = listing._list(prices, 0.05, 0, Budget())
    some, excess, complete = listing._list(prices, 0.05, 3, Budget())
    assert complete
    roots, all_roots = some[:, 0], every[:, 0]
    for root in range(12):
        assert np.allclose(np.sort(excess[roots == root]), np.sort(all_excess[all_roots == root])[:3])
