"""Proven optima against every division of small maps, and proofs on maps of up to 40 units."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError
from beatwright.solver.districting import balanced_districts
from beatwright.solver.districting.bound import exact_pricing as module
from beatwright.solver.districting.bound.block_bounds import BlockTable
from beatwright.solver.districting.bound.exact_pricing import ExactPricing
from beatwright.solver.districting.bound.set_partition import Relaxation
from beatwright.solver.districting.read_district_instance import read_district_instance
from beatwright.solver.districting.search_budget import Budget

WEIGHTS = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}


class Every:
    """Every division of a small map, from nothing but sets of bits."""

    def __init__(self, units, k, weights=WEIGHTS, parents=None, locked=None, closed=(), tolerance=None):
        self.units, self.k, self.parents, self.closed = units, k, parents, closed
        self.locked = np.full(units.n, -1) if locked is None else np.asarray(locked)
        self.tolerance, self.weights = tolerance, weights
        self.near = [0] * units.n
        for a, b in units.edges:
            self.near[a] |= 1 << int(b)
            self.near[b] |= 1 << int(a)
        self.cost = cache(self._cost)
        self.total = units.lengths.sum()

    def best(self):
        """Least F, infinite where no division keeps the rules."""
        return self._best((1 << self.units.n) - 1, self.k)

    def _best(self, left, q):
        if left == 0 or q == 0:
            return 0.0 if left == 0 and q == 0 else np.inf
        if left.bit_count() < q:
            return np.inf
        lowest = left & -left
        rest, least, part = left ^ lowest, np.inf, left ^ lowest
        while True:
            cost = self.cost(part | lowest)
            if cost < np.inf:
                least = min(least, cost + self._best(left ^ (part | lowest), q - 1))
            if part == 0:
                return least
            part = (part - 1) & rest

    def _cost(self, mask):
        """What a district adds to F; infinite where it breaks a rule."""
        members = np.array([unit for unit in range(self.units.n) if mask >> unit & 1])
        if not self._contiguous(mask, members) or not self._lawful(members):
            return np.inf
        cost = 0.0
        for name, amount in self.units.criteria.items():
            load = amount[members].sum() / (amount.sum() / self.k)
            if self.tolerance is not None and abs(load - 1) > self.tolerance + 1e-9:
                return np.inf
            cost += self.weights.get(name, 0.0) * (load - 1) ** 2 / self.k
        crossing = np.isin(self.units.edges, members).sum(axis=1) == 1
        return cost + self.weights["cut"] * self.units.lengths[crossing].sum() / self.total / 2

    def _contiguous(self, mask, members):
        seen, wave = 0, 1 << int(members[0])
        while wave:
            seen |= wave
            spread = 0
            for unit in members:
                if wave >> int(unit) & 1:
                    spread |= self.near[unit]
            wave = spread & mask & ~seen
        return seen == mask

    def _lawful(self, members):
        held = {int(label) for label in self.locked[members] if label >= 0}
        if len(held) > 1:
            return False
        if held:
            whole = np.flatnonzero(self.locked == next(iter(held)))
            if not np.isin(whole, members).all() or (next(iter(held)) in self.closed and len(whole) != len(members)):
                return False
        if self.parents is None or (held and next(iter(held)) in self.closed):
            return True
        return len(set(self.parents[members])) == 1


def check_against_every_division(units, k, **rules):
    least = Every(units, k, **rules).best()
    rules.setdefault("weights", WEIGHTS)
    arguments = {"iterations": 3000, "prove_seconds": 60.0, **rules}
    if least == np.inf:
        with pytest.raises(InfeasibleError):
            balanced_districts(**units.asked(k, **arguments))
        return False
    plan = balanced_districts(**units.asked(k, **arguments))
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(least, rel=1e-9, abs=1e-12)
    assert plan.certificate.bound <= least * (1 + 1e-9)
    return True


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_of_small_maps(voronoi, seed):
    check_against_every_division(voronoi(7 + seed % 6, seed), 2 + seed % 4)


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_of_small_grids(grid, seed):
    check_against_every_division(grid(3, 4, seed), 2 + seed)


@pytest.mark.parametrize("cut", [0.0, 1.0, 20.0])
def test_the_optimum_when_borders_matter_more_or_less(voronoi, cut):
    check_against_every_division(voronoi(11, 5), 3, weights={"calls": 1.0, "population": 0.5, "cut": cut})


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_inside_parents(voronoi, seed):
    units = voronoi(12, seed, parents=2 + seed % 2)
    check_against_every_division(units, 4 + seed % 2, parents=units.parents)


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_with_locks(voronoi, seed):
    rng = np.random.default_rng(seed)
    locked = np.full(11, -1)
    locked[rng.choice(11, 3, replace=False)] = rng.integers(0, 2, 3)
    check_against_every_division(voronoi(11, seed), 3, locked=locked)


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_beside_closed_districts(voronoi, seed):
    units = voronoi(12, seed)
    a, b = units.edges[seed]
    locked = np.full(12, -1)
    locked[[a, b]] = 1
    check_against_every_division(units, 4, locked=locked, closed=[1])


def test_the_optimum_within_tolerances(voronoi):
    found = [check_against_every_division(voronoi(12, seed), 3, tolerance=0.45) for seed in range(8)]
    assert any(found)
    assert not all(found)


def test_one_district_and_as_many_as_units(voronoi):
    units = voronoi(9, 1)
    for k in (1, 9):
        assert check_against_every_division(units, k)


@pytest.mark.parametrize(("shape", "seed", "k"), [((20, 0), 0, 4), ((24, 0), 1, 5), ((5, 4), 2, 4)])
def test_proofs_on_middling_maps(voronoi, grid, shape, seed, k):
    units = voronoi(shape[0], seed) if shape[1] == 0 else grid(*shape, seed)
    plan = balanced_districts(**units.asked(k, weights=WEIGHTS, iterations=100_000, prove_seconds=300.0))
    assert plan.certificate.status == "optimal"


def instance_of(units, k):
    return read_district_instance(**units.asked(k, weights=WEIGHTS))


@pytest.fixture
def small(voronoi):
    """Return the instance of eleven units and its least cost, by (seed, k)."""

    def make(seed, k):
        units = voronoi(11, seed)
        return instance_of(units, k), Every(units, k).best()

    return make


def listing_of(instance, k):
    return ExactPricing(instance, np.arange(instance.n), k, {})


def table_of_three(instance, upper):
    return BlockTable(listing_of(instance, 3), np.zeros(3), np.array([np.inf, np.inf, upper]), {})


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("seed", range(4))
def test_the_best_division_is_found_without_any_to_begin_with(small, seed, k):
    instance, least = small(seed, k)
    listing = listing_of(instance, k)
    prices = listing.relax(k, Budget())
    assert prices.bound(k) <= least * (1 + 1e-9)
    choice = listing.choose(k, prices, 10.0, Budget())
    assert choice.cost == choice.bound == pytest.approx(least, rel=1e-9)
    districts = [np.flatnonzero(choice.labels == label) for label in range(k)]
    assert listing.columns.cost_of(districts) == choice.cost


@pytest.mark.parametrize("k", [2, 3, 4])
def test_a_limit_parts_what_is_found_from_what_is_not(small, k):
    instance, least = small(7, k)
    listing = listing_of(instance, k)
    prices = Relaxation(0.0, np.zeros(11), 0.0)
    below = listing.choose(k, prices, least * (1 - 1e-6), Budget())
    assert below.cost == np.inf
    assert below.bound == pytest.approx(least * (1 - 1e-6), rel=1e-12)
    assert below.labels is None
    assert listing.choose(k, prices, least * (1 + 1e-6), Budget()).cost == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize("calls", [*range(8), 16])
def test_the_bound_holds_whenever_time_runs_out(small, calls, monkeypatch):
    instance, least = small(3, 3)
    table = table_of_three(instance, 1.3 * least)
    left, whole = iter(range(calls)), ExactPricing._list

    def limited(*arguments, **named):
        sets, excess, complete = whole(*arguments, **named)
        return sets, excess, complete and next(left, None) is not None

    monkeypatch.setattr(ExactPricing, "_list", limited)
    monkeypatch.setattr(ExactPricing, "_add_nearby", lambda *_: 0)  # more rounds
    for _ in range(3):
        table.refine(3, np.inf, Budget())
    assert table.lower[2] <= least * (1 + 1e-9)
    assert table.upper[2] >= least * (1 - 1e-9)
    assert (3 in table.stuck) == (calls < 16)


def test_rounds_of_pricing_raise_the_bound(small, monkeypatch):
    instance, least = small(3, 3)
    bounds = []
    for calls in (2, 5, 99):
        left, whole = iter(range(calls)), ExactPricing._list

        def limited(*arguments, left=left, whole=whole, **named):
            sets, excess, complete = whole(*arguments, **named)
            return sets, excess, complete and next(left, None) is not None

        with monkeypatch.context() as patch:
            patch.setattr(ExactPricing, "_list", limited)
            patch.setattr(ExactPricing, "_add_nearby", lambda *_: 0)
            bounds.append(listing_of(instance, 3).relax(3, Budget()).bound(3))
    assert bounds[0] < bounds[1] < bounds[2] <= least * (1 + 1e-9)
    assert bounds[2] > 0.8 * least


@pytest.mark.parametrize("seed", range(3))
def test_districts_nearby_spare_rounds_and_leave_the_bound(voronoi, seed, monkeypatch):
    instance, rounds, bounds = instance_of(voronoi(20, seed), 3), [], []
    whole = ExactPricing._list
    for off in (False, True):
        with monkeypatch.context() as patch:
            looks = []
            patch.setattr(ExactPricing, "_list", lambda *a, looks=looks, **n: looks.append(1) or whole(*a, **n))
            if off:
                patch.setattr(ExactPricing, "_add_nearby", lambda *_: 0)
            bounds.append(listing_of(instance, 3).relax(3, Budget()).bound(3))
        rounds.append(len(looks))
    assert rounds[0] < rounds[1]
    assert bounds[0] == pytest.approx(bounds[1], rel=1e-6)


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_where_borders_weigh_little(voronoi, seed, k):
    check_against_every_division(voronoi(11, seed), k, weights={**WEIGHTS, "cut": 0.02})


@pytest.mark.parametrize("seed", range(3))
def test_light_borders_of_forty_units_are_proven(voronoi, seed):
    assert proven(voronoi(40, seed), 2, cut=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_light_borders_are_proven_in_three_districts(voronoi, seed):
    assert proven(voronoi(40, seed), 3, cut=0.02)


def test_a_cutoff_below_the_optimum_becomes_the_bound(small):
    instance, least = small(3, 3)
    table = table_of_three(instance, 2 * least)
    cutoff = 0.5 * (least + listing_of(instance, 3).relax(3, Budget()).bound(3))
    for _ in range(2):
        table.refine(3, cutoff, Budget())
    assert table.lower[2] == pytest.approx(cutoff, rel=1e-9)
    table.refine(3, np.inf, Budget())
    assert table.lower[2] == table.upper[2] == pytest.approx(least, rel=1e-9)


def test_more_districts_than_few_are_chosen_by_an_integer_program(small, monkeypatch):
    instance, least = small(3, 3)
    monkeypatch.setattr(module, "FEW", 2)
    listing = listing_of(instance, 3)
    assert listing.choose(3, listing.relax(3, Budget()), least, Budget()).cost == pytest.approx(least, rel=1e-9)


def test_lists_without_room_prove_what_shorter_ones_do(small, monkeypatch):
    instance, least = small(3, 3)
    prices = listing_of(instance, 3).relax(3, Budget())
    bounds = []
    for room in (1, 5, 10, 20, 40, 1000):
        monkeypatch.setattr(module, "_ROOM", room)
        bounds.append(listing_of(instance, 3).choose(3, prices, 1.01 * (least - prices.bound(3)), Budget()).bound)
    assert bounds == sorted(bounds)
    assert bounds[-1] == pytest.approx(least, rel=1e-9)
    assert any(prices.bound(3) < bound < least * (1 - 1e-9) for bound in bounds)


def test_no_time_at_all_leaves_the_bound_as_it_was(small):
    instance, least = small(3, 3)
    table = table_of_three(instance, 2 * least)
    table.refine(3, np.inf, Budget(seconds=1e-9))
    assert table.lower[2] == 0.0
    assert 3 in table.stuck


def proven(units, k, cut=WEIGHTS["cut"]):
    plan = balanced_districts(
        **units.asked(k, weights={**WEIGHTS, "cut": cut}, iterations=400_000, prove_seconds=1800.0)
    )
    assert plan.scores["pieces"] == k
    return plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", range(3))
def test_two_districts_of_forty_units_are_proven(voronoi, seed):
    assert proven(voronoi(40, seed), 2)


@pytest.mark.parametrize(("units", "seed"), [(32, 0), (40, 2)])
def test_three_districts_are_proven(voronoi, units, seed):
    assert proven(voronoi(units, seed), 3)


@pytest.mark.slow
@pytest.mark.parametrize("k", [2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(8))
def test_maps_of_forty_units_are_proven(voronoi, seed, k):
    assert proven(voronoi(40, seed), k)


@pytest.mark.slow
@pytest.mark.parametrize("k", [2, 3, 4, 5])
@pytest.mark.parametrize(("rows", "columns", "seed"), [(5, 8, 0), (5, 8, 1), (6, 6, 0), (6, 6, 1)])
def test_grids_are_proven(grid, rows, columns, seed, k):
    assert proven(grid(rows, columns, seed), k)


@pytest.mark.parametrize(("rows", "columns", "k"), [(5, 8, 4), (6, 6, 3), (6, 6, 5)])
def test_grids_of_equal_units_are_proven(grid, rows, columns, k):
    units = grid(rows, columns, 0)
    assert proven(replace(units, criteria={name: np.ones(units.n) for name in units.criteria}), k)


@pytest.mark.parametrize(("seed", "k"), [(0, 4), (1, 5)])
def test_maps_with_a_unit_above_the_target_are_proven(voronoi, seed, k):
    units = voronoi(40, seed)
    calls = units.criteria["calls"].copy()
    calls[7] = 1.5 * calls.sum() / k
    assert calls[7] > calls.sum() / k
    assert proven(replace(units, criteria={**units.criteria, "calls": calls}), k)


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_of_trees(star, seed):
    units, rng = star(10, seed), np.random.default_rng(seed)
    before = [rng.integers(max(0, unit - 2), unit) for unit in range(1, 10)]
    tree = replace(units, edges=np.column_stack([before, np.arange(1, 10)]))
    tolerance = 0.8 if seed % 2 else None
    check_against_every_division(tree, 2 + seed % 4, tolerance=tolerance)
