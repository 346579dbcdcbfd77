"""Tolerances that allow no plan are refused before a search, against the least tolerance of every division."""

import importlib
import re
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from beatwright.base.errors import InfeasibleError
from beatwright.solver.districting import DistrictRules, MapUnits, balanced_districts, district_pareto
from beatwright.solver.districting.bound import tolerance_check
from beatwright.solver.districting.bound.district_listing import BlockListing
from beatwright.solver.districting.bound.tolerance_check import check_tolerance
from beatwright.solver.districting.read_district_instance import read_district_instance

LEAST = re.compile(r"\((?P<least>[\d.]+) still allows none\)")


def least_tolerance(units, k, parents=None):
    """Smallest largest deviation of any district in any division into `k`, by trying all."""
    near = [0] * units.n
    for a, b in units.edges:
        near[a] |= 1 << int(b)
        near[b] |= 1 << int(a)
    share = np.array([amount / (amount.sum() / k) for amount in units.criteria.values()])
    parents = np.zeros(units.n, dtype=int) if parents is None else parents

    @cache
    def deviation(mask):
        members = [unit for unit in range(units.n) if mask >> unit & 1]
        seen, wave = 0, mask & -mask
        while wave:
            seen |= wave
            wave = spread(wave) & mask & ~seen
        if seen != mask or len(set(parents[members].tolist())) > 1:
            return np.inf
        return float(np.abs(share[:, members].sum(axis=1) - 1.0).max())

    def spread(wave):
        reached = 0
        for unit in range(units.n):
            if wave >> unit & 1:
                reached |= near[unit]
        return reached

    @cache
    def best(left, q):
        if left == 0 or q == 0:
            return 0.0 if left == q == 0 else np.inf
        lowest = left & -left
        rest = part = left ^ lowest
        least = np.inf
        while True:
            own = deviation(part | lowest)
            if own < least:
                least = min(least, max(own, best(left ^ (part | lowest), q - 1)))
            if part == 0:
                return least
            part = (part - 1) & rest

    return best((1 << units.n) - 1, k)


def refused(units, k, tolerance, **rules):
    """Message of the refusal, None where nothing is refused."""
    instance = read_district_instance(**units.asked(k, tolerance=tolerance, **rules))
    try:
        check_tolerance(instance, lambda: False)
    except InfeasibleError as error:
        return str(error)
    return None


@pytest.mark.parametrize(("n", "k", "parents"), [(8, 2, 1), (8, 3, 1), (9, 4, 1), (9, 4, 2)])
@pytest.mark.parametrize("seed", range(2))
def test_exactly_what_no_division_keeps_is_refused(voronoi, seed, n, k, parents):
    units = voronoi(n, seed, parents)
    rules = {} if parents == 1 else {"parents": units.parents}
    least = least_tolerance(units, k, units.parents)
    assert refused(units, k, least * (1 + 1e-6), **rules) is None
    for share in (0.2, 0.95):
        found = LEAST.search(refused(units, k, share * least, **rules))
        told = float(found["least"])
        assert share * least - 1e-3 <= told <= least
        assert told > share * least + 0.9 * (1 - share) * least - 0.002


def test_a_dead_end_too_light_for_a_district_is_named():
    # Unit 0 hangs on unit 1, which alone is nearly a district: neither holds enough without, nor little enough with.
    units = MapUnits([[0, 1], [1, 2], [2, 3], [3, 1]], [1.0] * 4, {"calls": [20.0, 95.0, 90.0, 95.0]}, names="ABCD")
    with pytest.raises(InfeasibleError, match=r"can hold unit A\. Widen the tolerance \(0\.149 still allows none\)"):
        balanced_districts(units, DistrictRules(3, tolerance=0.1), iterations=1000)


def test_units_that_are_alike_are_counted(grid):
    units = grid(5, 5, 0)
    alike = MapUnits(units.edges, units.lengths, {"calls": np.ones(25)})
    with pytest.raises(InfeasibleError, match=r"No units in the map add up to .* \(0\.039 still allows none\), or ch"):
        balanced_districts(alike, DistrictRules(2, tolerance=0.01), iterations=1000)


@pytest.mark.parametrize("function", [balanced_districts, district_pareto])
def test_nothing_is_searched_where_no_plan_can_be(voronoi, monkeypatch, function):
    module = importlib.import_module("beatwright.solver.districting.search.annealing")
    monkeypatch.setattr(module.Search, "__init__", lambda *_: pytest.fail("searched"))
    asked = voronoi(12, 0).asked(5, tolerance={"calls": 0.05, "population": 0.02})
    with pytest.raises(InfeasibleError, match=r"more for each criterion still allows none"):
        function(**asked, iterations=10**9)


def test_a_wish_to_stop_ends_the_check(voronoi):
    instance = read_district_instance(**voronoi(12, 0).asked(3, tolerance=0.01))
    asked = iter([True])
    check_tolerance(instance, lambda: next(asked, True))


def test_wide_tolerances_of_large_maps_are_let_be(voronoi):
    assert refused(voronoi(400, 0), 12, 0.2) is None


@given(st.lists(st.integers(0, 9), min_size=2, max_size=7), st.floats(0.0, 0.3), st.sampled_from([1.0, 0.3, 7.0]))
@settings(max_examples=60, deadline=None)
def test_loads_that_no_units_add_up_to_are_refused(amounts, tolerance, unit):
    calls = unit * np.array(amounts, dtype=float)
    assume(calls.sum() > 0)
    path = np.column_stack([np.arange(calls.size - 1), np.arange(1, calls.size)])
    instance = read_district_instance(
        MapUnits(path, np.ones(len(path)), {"calls": calls}), DistrictRules(2, tolerance=tolerance)
    )
    sums = [sum(chosen) / (calls.sum() / 2) for size in range(calls.size + 1) for chosen in combinations(calls, size)]
    held = any(abs(load - 1.0) <= tolerance + 1e-9 for load in sums)
    listings = [BlockListing(instance, 0)]
    refuted = bool(tolerance_check._unreached(instance, listings, lambda: False))
    # Of amounts that are no whole numbers only the least is tried as the unit: then less is refuted.
    assert refuted != held if unit >= 1.0 else not (refuted and held)
