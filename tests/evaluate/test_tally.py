"""Totals and pieces of districts while they are drawn, against the judge and another way to find pieces."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.base.errors import ParameterError
from beatwright.core import Demand, Plan
from beatwright.core.criteria import criteria_of
from beatwright.evaluate import Districts, Tally
from beatwright.evaluate.division import division_of
from beatwright.testing import small_problem

WHOLE = small_problem()


def islands():
    """Return the small city without a column and two zones, so in three parts, of which a bridge joins two."""
    city = WHOLE.city
    gone = {"z3", "z9", "z15", "z21", "z11", "z18"}
    kept = [zone not in gone for zone in city.zone_ids]
    zones = city.zones[kept].drop(columns="area_km2")
    cut = replace(city, zones=zones, travel=None, bridges=(("z2", "z4"), ("z12", "z24")))
    return replace(WHOLE, city=cut, demand=replace(WHOLE.demand, rate=WHOLE.demand.rate[:, kept]))


ISLANDS = islands()


def pieces_of(problem, districts):
    """Find the pieces of every district by scipy, on a graph of its own borders."""
    ids, edges = problem.city.zone_ids, problem.city.borders.edges
    label = np.array([districts.get(zone, "") for zone in ids])
    own = edges[(label[edges[:, 0]] == label[edges[:, 1]])]
    _, part = connected_components(coo_array((np.ones(len(own)), own.T), shape=(len(ids), len(ids))), directed=False)
    found = {}
    for name in set(districts.values()):
        parts = [[ids[zone] for zone in np.flatnonzero((label == name) & (part == p))] for p in np.unique(part)]
        found[name] = tuple(sorted((tuple(p) for p in parts if p), key=lambda p: (-len(p), ids.index(p[0]))))
    return found


def need_equal(tally, problem, districts, *, judged=True):
    assert tally.districts == districts
    assert tally.pieces == pieces_of(problem, districts)
    assert set(tally.unassigned) == set(problem.city.zone_ids) - set(districts)
    if not districts:
        assert tally.totals == {}
        return
    division = division_of(problem, Plan(districts=districts))
    assert division.names == tally.names
    for name, amount in criteria_of(problem, tally.criteria, "the test").items():
        assert division.totals(amount).tolist() == [tally.totals[d][name] for d in tally.names]
    assert division.broken(problem.city.borders) == len(tally.broken)
    if judged:
        seen = Districts(criteria=tally.criteria).score(problem, Plan(districts=districts))
        calls = seen.table("reporting district").frame["calls"]
        assert calls.to_dict() == {d: tally.totals[d]["calls"] for d in tally.names}
        assert seen["districts in pieces"] == len(tally.broken)
        assert seen["zones in no district"] == len(tally.unassigned)


def paint(problem, paints, seed, *, judged):
    """Paint at random, and compare after every stroke, of which each `judged`-th goes to the judge as a whole."""
    random, ids = np.random.default_rng(seed), problem.city.zone_ids
    districts = {zone: f"D{n}" for zone, n in zip(ids, random.integers(0, 4, len(ids)), strict=True) if n}
    tally = Tally(problem, Plan(districts=districts))
    names = [None, *(f"D{n}" for n in range(1, 12))]
    for stroke in range(paints):
        units = [ids[zone] for zone in random.integers(0, len(ids), random.integers(1, 6))]
        to = names[random.integers(0, 6 if random.random() < 0.9 else 12)]  # some strokes begin a district
        before = dict(districts)
        painted = {**districts, **dict.fromkeys(units, to)}
        districts = {zone: painted[zone] for zone in ids if painted.get(zone) is not None}
        touched = {d.get(u) for d in (before, districts) for u in units if before.get(u) != districts.get(u)}
        assert set(tally.move(units, to)) == touched - {None}
        need_equal(tally, problem, districts, judged=stroke % judged == 0)


@pytest.mark.parametrize("problem", [WHOLE, ISLANDS], ids=["whole", "islands"])
def test_after_every_random_paint_the_tally_equals_the_judge(problem):
    paint(problem, 100, 1, judged=15)


@pytest.mark.slow
@pytest.mark.parametrize("problem", [WHOLE, ISLANDS], ids=["whole", "islands"])
def test_after_each_of_5000_random_paints_the_tally_equals_the_judge(problem):
    paint(problem, 5000, 2, judged=1)


def test_a_bridge_joins_what_no_border_does():
    islands = dict.fromkeys(ISLANDS.city.zone_ids, "a")
    joined = Tally(ISLANDS, islands)
    apart = Tally(replace(ISLANDS, city=replace(ISLANDS.city, bridges=())), islands)
    assert joined.broken == ()
    assert [len(part) for part in apart.pieces["a"]] == [10, 8]


def test_totals_are_those_of_the_expected_demand_over_scenarios():
    problem = small_problem(3, scenarios=4)
    halves = dict(problem.city.zones["parent"])
    need_equal(Tally(problem, halves), problem, halves)


def test_a_district_goes_with_its_last_zone_and_comes_back_with_its_first():
    tally = Tally(WHOLE, {"z1": "a", "z2": "b"}, criteria=("calls",))
    assert tally.move(["z1"], "b") == ("a", "b")
    assert tally.names == ("b",)
    assert tally.move("z1", "a") == ("a", "b")
    assert tally.totals == Tally(WHOLE, {"z1": "a", "z2": "b"}, criteria=("calls",)).totals


def test_a_stroke_that_changes_nothing_says_so():
    tally = Tally(WHOLE, {"z1": "a"})
    assert tally.move(["z1", "z1"], "a") == ()
    assert tally.move(["z2"], None) == ()
    assert tally.move([], "new") == ()
    assert tally.names == ("a",)


def test_the_dictionary_holds_plain_values():
    tally = Tally(WHOLE, {"z1": "a", "z3": "a", "z2": None}, criteria=("area",))
    seen = tally.to_dict()
    assert seen["districts"] == {"a": {"zones": 2, "totals": {"area": 0.5}, "pieces": [["z1"], ["z3"]]}}
    assert len(seen["unassigned"]) == 22


def test_every_zone_that_is_not_known_is_named_and_nothing_moves():
    tally = Tally(WHOLE, {"z1": "a"})
    with pytest.raises(ParameterError, match="knows no zones z99, z98") as error:
        tally.move(["z2", "z99", "z98"], "")
    assert "must be the name of a district or None" in str(error.value)
    assert tally.districts == {"z1": "a"}
    with pytest.raises(ParameterError, match="knows no zones nowhere"):
        Tally(WHOLE, {"nowhere": "a", "z1": 3})
    with pytest.raises(ParameterError, match="must be a plan with districts, or the name"):
        Tally(WHOLE, ["a"])
    with pytest.raises(ParameterError, match="has no districts yet"):
        Tally(WHOLE, Plan())
    with pytest.raises(ParameterError, match="no criterion 'call'"):
        Tally(WHOLE, {}, criteria=("call",))


def test_demand_of_another_city_is_not_needed_for_an_empty_map():
    empty = Tally(replace(WHOLE, demand=Demand(np.zeros((1, 24, 1, 3)), source="none")), {})
    assert (empty.names, empty.totals, empty.pieces, empty.broken) == ((), {}, {}, ())
