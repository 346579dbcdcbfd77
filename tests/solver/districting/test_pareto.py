"""The set of plans: none dominated, all lawful, extremes first; optimal for their weights on small maps."""

from itertools import product

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.solver.districting.criterion_weights import simplex_lattice, spread_weights
from beatwright.solver.districting.district_pareto import district_pareto, measure
from beatwright.solver.districting.division_scores import cut_share, pieces_of, squared_variation


@pytest.fixture(scope="module", params=[1, 3], ids=["map", "parents"])
def case(request, voronoi):
    units = voronoi(80, seed=2, parents=request.param)
    rules = {} if request.param == 1 else {"parents": units.parents}
    plans = district_pareto(**units.asked(8, points=9, iterations=900_000, **rules))
    return units, rules, plans


def values(plans) -> np.ndarray:
    words = list(dict.fromkeys(word for plan in plans for word in plan.scores["weights"]))
    return np.array([[measure(plan, word) for word in words] for plan in plans])


def test_no_plan_dominates_another(case):
    found = values(case[2])
    assert len(found) >= 4
    for i, own in enumerate(found):
        for j, other in enumerate(found):
            assert i == j or (other > own).any()


def test_every_plan_is_lawful(case):
    units, rules, plans = case
    for plan in plans:
        assert pieces_of(units.edges, plan.districts)[0] == 8 == np.unique(plan.districts).size
        if rules:
            assert np.unique(np.column_stack([plan.districts, units.parents]), axis=0).shape[0] == 8


def test_extremes_come_first(case):
    found = values(case[2])
    first = list(dict.fromkeys(np.argmin(found, axis=0).tolist()))
    assert first == list(range(len(first)))


def test_certificates_hold_for_the_weights(case):
    units, _, plans = case
    for plan in plans:
        weights = dict(plan.scores["weights"])
        expected = weights.pop("cut") * cut_share(units.edges, units.lengths, plan.districts)
        expected += sum(w * squared_variation(units.criteria[name], plan.districts, 8) for name, w in weights.items())
        assert plan.certificate.objective == pytest.approx(expected, rel=1e-9)
        assert plan.certificate.bound <= plan.certificate.objective


def test_same_seed_same_plans(case):
    units, rules, plans = case
    again = district_pareto(**units.asked(8, points=9, iterations=900_000, **rules))
    assert [one.districts.tolist() for one in again] == [one.districts.tolist() for one in plans]


def test_small_map_gives_optima_of_its_weights(grid):
    units = grid(3, 3, seed=1)
    plans = district_pareto(**units.asked(3, points=8, iterations=400_000))
    divisions = [np.array([0, *rest]) for rest in product(range(3), repeat=8) if {1, 2} <= set(rest)]
    divisions = [one for one in divisions if pieces_of(units.edges, one)[0] == 3]
    table = np.array(
        [
            [squared_variation(amount, one, 3) for amount in units.criteria.values()]
            + [cut_share(units.edges, units.lengths, one)]
            for one in divisions
        ]
    )
    for plan in plans:
        weights = np.array([plan.scores["weights"][name] for name in (*units.criteria, "cut")])
        assert plan.certificate.objective == pytest.approx((table @ weights).min(), rel=1e-9)


def test_given_weightings_are_used(voronoi):
    units = voronoi(40, seed=5)
    given = [{"calls": 1.0, "cut": 0.01}, {"calls": 0.01, "cut": 1.0}]
    plans = district_pareto(**units.asked(5, weights=given, iterations=200_000))
    assert [plan.scores["weights"] for plan in plans] == given
    assert plans[0].scores["criteria"]["calls"]["cv"] < plans[1].scores["criteria"]["calls"]["cv"]
    assert plans[0].scores["cut_share"] > plans[1].scores["cut_share"]


def test_tolerance_and_locks_are_kept(voronoi):
    units = voronoi(60, seed=6)
    locked = np.full(60, -1)
    locked[:2] = [1, 3]
    plans = district_pareto(
        **units.asked(5, points=5, iterations=500_000, locked=locked, tolerance={"population": 0.1})
    )
    for plan in plans:
        assert plan.districts[:2].tolist() == [1, 3]
        share = (
            np.bincount(plan.districts, weights=units.criteria["population"]) / units.criteria["population"].sum() * 5
        )
        assert (np.abs(share - 1) <= 0.1 + 1e-9).all()


def test_one_measure_gives_one_plan(voronoi):
    units = voronoi(30, seed=7)
    plans = district_pareto(**units.asked(3, weights={"calls": 2.0}, iterations=50_000))
    assert len(plans) == 1
    assert plans[0].scores["weights"] == {"calls": 2.0}


def test_progress_reaches_the_end(voronoi):
    units, seen = voronoi(30, seed=8), []
    district_pareto(**units.asked(3, points=4, seconds=0.4, progress=lambda *now: seen.append(now[:2])))
    assert seen == [(done, 8) for done in range(1, 9)]


@pytest.mark.parametrize("points", [0, 2.5, None])
def test_points_must_be_whole(voronoi, points):
    units = voronoi(20, seed=9)
    with pytest.raises(ParameterError, match="'points' parameter of district_pareto"):
        district_pareto(**units.asked(2, points=points))


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
@pytest.mark.parametrize("points", [1, 6, 25])
def test_spread_is_even_on_the_simplex(parts, points):
    spread = spread_weights(parts, points)
    assert len(spread) == (1 if parts == 1 else max(parts, points))
    np.testing.assert_allclose(spread.sum(axis=1), 1.0)
    assert (spread >= 0).all()
    np.testing.assert_array_equal(spread[:parts], np.eye(parts))
    assert np.unique(spread.round(9), axis=0).shape[0] == len(spread)


def test_lattice_is_complete():
    lattice = simplex_lattice(3, 4)
    assert lattice.shape == (15, 3)
    assert np.unique(lattice, axis=0).shape[0] == 15
    np.testing.assert_allclose(lattice.sum(axis=1), 1.0)
