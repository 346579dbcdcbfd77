"""The published model: the engine equals enumeration, and scenarios add nothing to their mean."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import InfeasibleError, ParameterError
from beatwright.solver.stations import (
    StationModel,
    StationSize,
    best_sizes,
    best_stations,
    by_scenario,
    compare_scenarios,
    enumerate_stations,
)
from beatwright.solver.stations.enumeration import count_sets
from beatwright.solver.stations.officer_shares import share_officers

FEW = settings(max_examples=15, deadline=None, derandomize=True)


@pytest.mark.parametrize("large", [0, 1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_engine_equals_enumeration(stations, large, seed):
    model = stations(seed, large=large)
    choice = best_stations(model)
    every = enumerate_stations(model)
    columns, cost = every.columns, every.outcome.objective
    assert choice.outcome.status == "optimal"
    assert choice.outcome.objective == pytest.approx(cost, rel=1e-9)
    assert choice.outcome.bound <= cost * (1 + 1e-9)
    np.testing.assert_array_equal(choice.columns, columns)
    assert model.cost_of(columns) == pytest.approx(cost, rel=1e-12)


def test_enumeration_equals_a_plain_loop(stations):
    model = stations(4, zones=12, sites=6, large=2)
    best = np.inf
    tried = 0
    for a in range(6):
        for b in range(a + 1, 6):
            for c in range(6):
                if c not in (a, b):
                    tried += 1
                    cost = 0.0
                    for zone in range(12):
                        for k, (need, penalty) in enumerate([(2, 500), (4, 10_000), (8, 150_000)]):
                            options = [
                                0.05 * need * model.metres[j, zone] + penalty * (model.metres[j, zone] > reach)
                                for j, reach in ((a, 2000), (b, 2000), (c, 1000))
                            ]
                            cost += model.expected[zone, k] * min(options)
                    best = min(best, cost)
    assert tried == count_sets(model)
    assert enumerate_stations(model).outcome.objective == pytest.approx(best, rel=1e-12)


@FEW
@given(st.integers(0, 10_000))
def test_scenarios_and_their_mean_have_one_optimum(stations, seed):
    model = stations(seed, zones=20, sites=7)
    compared = compare_scenarios(model)
    values = compared.values
    np.testing.assert_array_equal(compared.deterministic.columns, compared.adaptive.columns)
    assert values.vss == pytest.approx(0.0, abs=1e-9 * values.rp)
    assert values.ev == pytest.approx(values.rp, rel=1e-9)
    assert values.ws_bound <= values.ws * (1 + 1e-9)
    assert values.ws <= values.rp * (1 + 1e-9)
    apart = by_scenario(model)
    np.testing.assert_array_equal(apart.sites, compared.adaptive.columns)
    assert apart.certificate.objective == pytest.approx(values.rp, rel=1e-9)


@pytest.mark.parametrize("large", range(1, 8))
def test_900_nodes_60_candidates_are_proven(stations, large):
    model = stations(0, zones=900, sites=60, scenarios=4, large=large, officers=281)
    choice = best_stations(model)
    assert choice.outcome.status == "optimal"
    assert choice.outcome.gap < 1e-8
    if large == 1:
        assert enumerate_stations(model).outcome.objective == pytest.approx(choice.outcome.objective, rel=1e-9)


def test_best_sizes_tries_every_way(stations):
    model = stations(5, large=2)
    columns = best_sizes(model, [7, 1, 4])
    costs = [model.cost_of(model.columns_of([7, 1, 4], way)) for way in ([0, 0, 1], [0, 1, 0], [1, 0, 0])]
    assert model.cost_of(columns) == min(costs)
    with pytest.raises(ParameterError, match="3 different positions of sites"):
        best_sizes(model, [1, 1, 2])


@given(st.data())
@FEW
def test_shared_officers_keep_their_bounds(data):
    n = data.draw(st.integers(1, 6))
    least = np.array(data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)))
    most = least + np.array(data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)))
    officers = data.draw(st.integers(int(least.sum()), int(most.sum())))
    load = np.array(data.draw(st.lists(st.floats(0, 1e6), min_size=n, max_size=n)))
    shared = share_officers(load, officers, least, most)
    assert shared.sum() == officers
    assert (shared >= least).all()
    assert (shared <= most).all()


LARGE, SMALL = {"name": "large", "reach": 2000.0}, {"name": "small", "reach": 1000.0}


@pytest.mark.parametrize(
    ("sizes", "officers", "sentence"),
    [
        (
            [{**LARGE, "count": 2, "least": 141}, {**SMALL, "count": 1, "least": 40}],
            281,
            r"at least 2 x 141 \(large\) \+ 1 x 40 \(small\) = 322 officers, but there are 281",
        ),
        (
            [{**LARGE, "count": 6}, {**SMALL, "count": 1}],
            281,
            "The menu of 6 x 'large' and 1 x 'small' asks for 7 stations, but there are 5",
        ),
        ([{**SMALL, "count": 2, "most": 99}], 281, r"at most 2 x 99 \(small\) = 198 officers, but there are 281"),
        ([{**LARGE, "count": 3, "least": 40}], 100, r"3 x 40 \(large\) = 120 officers, but there are 100"),
    ],
)
def test_conflicts_name_their_numbers(sizes, officers, sentence):
    with pytest.raises(InfeasibleError, match=sentence):
        StationModel(np.ones((5, 3)), np.ones((1, 3, 1)), [1.0], [2.0], [500.0], 0.05, tuple(sizes), officers)


def test_wrong_arguments_are_told_at_once():
    sizes = (StationSize("one", 1000.0, 1),)
    with pytest.raises(ParameterError) as caught:
        StationModel(-np.ones((5, 3)), np.ones((1, 4, 1)), [1.0, 2.0], [2.0], [np.inf], -1.0, sizes)
    assert str(caught.value).count("\n  - ") == 5
    with pytest.raises(ParameterError, match="must be a table of name"):
        StationModel(np.ones((5, 3)), np.ones((1, 3, 1)), [1.0], [2.0], [1.0], 0.0, ({"reech": 3},))
    with pytest.raises(ParameterError, match="no station at all"):
        StationModel(np.ones((5, 3)), np.ones((1, 3, 1)), [1.0], [2.0], [1.0], 0.0, (StationSize("x", 1.0, 0),))


def test_unreachable_calls_are_named():
    metres = np.array([[100.0, np.inf], [200.0, np.inf]])
    model = StationModel(metres, np.ones((1, 2, 1)), [1.0], [2.0], [1.0], 0.1, (StationSize("one", 500.0, 1),))
    with pytest.raises(InfeasibleError, match="client 1"):
        best_stations(model)


def test_many_clients_that_all_stations_serve_alike():
    """Equal costs once made the engine's list of touched sites longer than there are sites."""
    random = np.random.default_rng(0)
    metres = np.vstack([random.random((9, 4000)) * 100, np.full((3, 4000), 50.0)])
    metres[:, 200:] = 70.0
    calls = random.random((1, 4000, 1))
    model = StationModel(metres, calls, [1.0], [2.0], [500.0], 0.05, (StationSize("one", 60.0, 3),), 9)
    choice = best_stations(model)
    assert choice.outcome.objective == pytest.approx(enumerate_stations(model).outcome.objective, rel=1e-9)


def test_enumeration_finds_no_stations_where_none_reach_every_zone(stations):
    model = stations(0, zones=4, sites=3)
    metres = np.where(np.arange(4) == 0, np.inf, model.metres)
    cut = replace(model, metres=metres, calls=model.calls + 1.0)
    for solve in (enumerate_stations, best_stations):
        with pytest.raises(InfeasibleError):
            solve(cut)


@pytest.mark.parametrize("sites", [[0, 1, 2, 2], [0, 1, 10], [-1, 0, 1], [0, 1]])
def test_sizes_need_as_many_different_sites_as_stations(stations, sites):
    with pytest.raises(ParameterError, match="3 different positions of sites"):
        best_sizes(stations(0, large=2), sites)
