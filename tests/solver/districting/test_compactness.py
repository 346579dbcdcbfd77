"""Compactness by shape against polygons, against plain sums, and against all divisions of small maps."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.solver.districting import DistrictRules, MapUnits
from beatwright.solver.districting.balanced_districts import Budget, balanced_districts
from beatwright.solver.districting.border_graph import inner_graph, rules_of
from beatwright.solver.districting.division_scores import objective_of, pieces_of, score_table
from beatwright.solver.districting.kernels.annealing_steps import anneal_steps
from beatwright.solver.districting.kernels.arrays import Reheating
from beatwright.solver.districting.kernels.division_state import new_scratch, new_state, total_cost
from beatwright.solver.districting.kernels.reheating import reheat_many
from beatwright.solver.districting.kernels.shape_cost import form_cost, measure_districts
from beatwright.solver.districting.read_district_instance import floor_tables, read_district_instance
from beatwright.solver.districting.search.annealing import anneal_divisions
from beatwright.solver.districting.search.first_division import first_division
from beatwright.solver.districting.unit_geometry import forms_of, polsby_popper, roundness

WEIGHTS = {"calls": 0.5, "people": 0.2, "cut": 0.1, "polsby_popper": 0.4, "inertia": 0.3}


def polygons(n: int, seed: int) -> np.ndarray:
    """Cells of random points in a square of 1,000 m."""
    points = np.random.default_rng(seed).random((n, 2)) * 1000
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.box(0, 0, 1000, 1000))
    )
    return shapely.intersection(cells, shapely.box(0, 0, 1000, 1000))


def second_moment(polygon: shapely.Polygon) -> float:
    """Polar second moment of area about the centroid, by Green's theorem."""
    x, y = shapely.get_coordinates(polygon.exterior).T
    x, y = x - polygon.centroid.x, y - polygon.centroid.y
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    squares = sum(v[:-1] ** 2 + v[:-1] * v[1:] + v[1:] ** 2 for v in (x, y))
    return abs(float((cross * squares).sum())) / 12.0


def arguments(cells: np.ndarray, seed: int = 0) -> dict:
    """Borders, criteria and geometry of polygons that share their corners."""
    a, b = shapely.STRtree(cells).query(cells, predicate="intersects")
    a, b = a[a < b], b[a < b]
    lengths = shapely.length(shapely.intersection(cells[a], cells[b]))
    rook = lengths > 1e-6
    rng = np.random.default_rng(seed)
    return {
        "edges": np.column_stack([a, b])[rook],
        "lengths": lengths[rook],
        "criteria": {"calls": rng.integers(1, 20, len(cells)), "people": rng.integers(50, 90, len(cells))},
        "areas": shapely.area(cells),
        "perimeters": shapely.length(cells),
        "xy": shapely.get_coordinates(shapely.centroid(cells)),
        "moments": np.array([second_moment(cell) for cell in cells]),
    }


def read(given: dict, k: int, *, weights=WEIGHTS, parents=None, **rules):
    return read_district_instance(MapUnits(**given, parents=parents), DistrictRules(k, **rules), weights)


def summed(instance, label: np.ndarray) -> np.ndarray:
    """Area, perimeter and moments of every district, from their definitions."""
    sums = np.zeros((instance.k, 5))
    np.add.at(sums, label, instance.geometry.body())
    for (a, b), length in zip(instance.edges, instance.lengths, strict=True):
        if label[a] == label[b]:
            sums[label[a], 1] -= 2.0 * length
    return sums


@pytest.fixture(scope="module")
def cells() -> np.ndarray:
    return polygons(60, seed=3)


def test_scores_are_those_of_the_dissolved_polygons(cells):
    given = arguments(cells)
    plan = balanced_districts(MapUnits(**given), DistrictRules(5), weights=WEIGHTS, iterations=200_000)
    unions = [shapely.union_all(cells[plan.districts == d]) for d in range(5)]
    polsby = [4 * np.pi * one.area / one.length**2 for one in unions]
    assert plan.scores["polsby_popper"] == pytest.approx(np.mean(polsby), rel=1e-9)
    simple = [one for one in unions if not one.interiors]
    assert len(simple) == 5
    inertia = [one.area**2 / (2 * np.pi * second_moment(one)) for one in unions]
    assert plan.scores["inertia"] == pytest.approx(np.mean(inertia), rel=1e-9)


def test_objective_adds_the_shapes(cells):
    plan = balanced_districts(MapUnits(**arguments(cells)), DistrictRules(5), weights=WEIGHTS, iterations=50_000)
    scores = plan.scores
    expected = 0.5 * scores["criteria"]["calls"]["cv2"] + 0.2 * scores["criteria"]["people"]["cv2"]
    expected += 0.1 * scores["cut_share"] + 0.4 * (1 - scores["polsby_popper"]) + 0.3 * (1 - scores["inertia"])
    assert scores["objective"] == pytest.approx(expected, rel=1e-12)
    assert plan.certificate.objective == scores["objective"]


@pytest.mark.parametrize("parents", [None, 3])
def test_moves_keep_the_sums(cells, parents):
    given = arguments(cells)
    instance = read(given, 8, parents=None if parents is None else (given["xy"][:, 0] // 334).astype(int))
    graph, rules = inner_graph(instance), rules_of(instance)
    seeds = np.array([5], dtype=np.uint64)
    quota = np.full(instance.blocks, 8 // instance.blocks)
    quota[0] += 8 - quota.sum()
    state = new_state(rules, first_division(instance, quota, seeds), 8)
    scratch = new_scratch(graph, 2, 8)
    measure_districts(graph, rules, state)
    np.testing.assert_allclose(state.body, summed(instance, state.label), rtol=1e-9, atol=1e-3)
    before = objective_of(instance, state.label)
    change = anneal_steps(graph, rules, state, scratch, seeds, 0.01, 60, 50, 0.5, 3)
    change += reheat_many(graph, rules, state, scratch, seeds, Reheating(0.02, 0.001, 4, 20, 4, 0.5), 20, 0.01, True)[0]
    np.testing.assert_allclose(state.body, summed(instance, state.label), rtol=1e-9, atol=1e-3)
    assert objective_of(instance, state.label) - before == pytest.approx(change, abs=1e-10)
    assert total_cost(graph, rules, state) + instance.fixed_cost == pytest.approx(objective_of(instance, state.label))
    assert change != 0.0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_compiled_cost_equals_its_twin(seed):
    rng = np.random.default_rng(seed)
    form, body = rng.random(2) * rng.integers(0, 2, 2), rng.random(5) * np.array([1.0, 8.0, 1.0, 1.0, 4.0])
    expected = float(forms_of(body[None, :], np.zeros(1))[0] @ form)
    assert form_cost(form, *body) == pytest.approx(expected, abs=1e-12)
    assert expected >= 0.0


def test_known_shapes():
    side = np.array([2.0])
    assert polsby_popper(side**2, 4 * side)[0] == pytest.approx(np.pi / 4)
    assert roundness(side**2, side**4 / 6)[0] == pytest.approx(3 / np.pi)
    assert polsby_popper(np.array([np.pi]), np.array([2 * np.pi]))[0] == pytest.approx(1.0)
    assert roundness(np.array([np.pi]), np.array([np.pi / 2]))[0] == pytest.approx(1.0)


def growth_strings(n: int, k: int) -> Iterator[list[int]]:
    """Yield every partition of n units into at most k parts once, each part numbered by its first unit."""
    if n == 1:
        yield [0]
        return
    for head in growth_strings(n - 1, k):
        for part in range(min(k, max(head) + 2)):
            yield [*head, part]


def every_division(edges: np.ndarray, n: int, k: int) -> Iterator[np.ndarray]:
    """Yield every division of the units into k contiguous districts once."""
    for parts in growth_strings(n, k):
        if max(parts) == k - 1 and pieces_of(edges, np.array(parts))[0] == k:
            yield np.array(parts)


@pytest.mark.parametrize(
    ("weights", "seed", "k"),
    [
        (WEIGHTS, 0, 3),
        ({"calls": 0.3, "polsby_popper": 1.0}, 1, 2),
        ({"calls": 0.3, "inertia": 1.0}, 2, 3),
        ({"polsby_popper": 0.5, "inertia": 0.5}, 3, 3),
    ],
)
def test_proof_equals_brute_force(weights, seed, k):
    given = arguments(polygons(9, seed), seed)
    instance = read(given, k, weights=weights)
    best = min(objective_of(instance, label) for label in every_division(instance.edges, 9, k))
    plan = balanced_districts(MapUnits(**given), DistrictRules(k), weights=weights, iterations=20_000, prove_seconds=30)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best, rel=1e-9)
    assert plan.certificate.bound <= best * (1 + 1e-9)
    quick = balanced_districts(MapUnits(**given), DistrictRules(k), weights=weights, iterations=20_000)
    assert quick.certificate.bound <= best * (1 + 1e-9)


def test_proof_within_parents_and_tolerance():
    given = arguments(polygons(10, 5), 5)
    parents = (given["xy"][:, 0] > 500).astype(int)
    if pieces_of(given["edges"], parents)[0] != 2:
        pytest.fail("the parents of this map are meant to be contiguous")
    instance = read(given, 3, parents=parents, tolerance={"people": 0.6})
    feasible = []
    for label in every_division(instance.edges, 10, 3):
        load = np.bincount(label, weights=instance.share[:, 1], minlength=3)
        if np.unique(np.column_stack([label, parents]), axis=0).shape[0] == 3 and (np.abs(load - 1) <= 0.6).all():
            feasible.append(objective_of(instance, label))
    plan = balanced_districts(
        MapUnits(**given, parents=parents),
        DistrictRules(3, tolerance={"people": 0.6}),
        weights=WEIGHTS,
        iterations=20_000,
        prove_seconds=30,
    )
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(min(feasible), rel=1e-9)


def test_memory_knows_the_cost_with_closed_districts(cells):
    given = arguments(cells)
    corner = np.argsort(given["xy"].sum(axis=1))[:1]
    locked = np.full(60, -1)
    locked[corner] = 2
    instance = read(given, 7, locked=locked, closed=[2])
    memory = anneal_divisions(instance, Budget(iterations=30_000), 0)
    cost, label = memory.whole
    assert cost + instance.fixed_cost == pytest.approx(objective_of(instance, label), rel=1e-12)
    assert (np.flatnonzero(label == 2) == corner).all()


def test_shapes_that_weigh_nothing_change_nothing(cells):
    given = arguments(cells)
    plain = {name: given[name] for name in ("edges", "lengths", "criteria")}
    with_shapes = balanced_districts(MapUnits(**given), DistrictRules(5), iterations=100_000, seed=4)
    without = balanced_districts(MapUnits(**plain), DistrictRules(5), iterations=100_000, seed=4)
    assert (with_shapes.districts == without.districts).all()
    assert with_shapes.certificate.objective == without.certificate.objective
    assert {"polsby_popper", "inertia"} <= set(with_shapes.scores)
    assert not {"polsby_popper", "inertia"} & set(without.scores)


def test_weight_makes_districts_more_compact(cells):
    given = arguments(cells)
    base = {"calls": 0.5, "people": 0.2}
    free = balanced_districts(MapUnits(**given), DistrictRules(5), weights=base, iterations=300_000).scores
    for name in ("polsby_popper", "inertia"):
        shaped = balanced_districts(
            MapUnits(**given), DistrictRules(5), weights={**base, name: 1.0}, iterations=300_000
        ).scores
        assert shaped[name] > free[name] + 0.1


def test_distant_origin_changes_nothing(cells):
    given = arguments(cells)
    label = balanced_districts(MapUnits(**given), DistrictRules(5), weights=WEIGHTS, iterations=5_000).districts
    here, there = read(given, 5), read({**given, "xy": given["xy"] + np.array([6.5e5, 4.2e6])}, 5)
    assert objective_of(there, label) == pytest.approx(objective_of(here, label), rel=1e-9)
    shapes = [score_table(one, label)["inertia"] for one in (here, there)]
    assert shapes[1] == pytest.approx(shapes[0], rel=1e-9)


def test_default_moment_is_that_of_a_disc(cells):
    given = arguments(cells)
    del given["moments"]
    instance = read(given, 5)
    np.testing.assert_allclose(instance.geometry.moments, given["areas"] ** 2 / (2 * np.pi))


def test_partial_geometry_is_scored_as_far_as_known(cells):
    given = arguments(cells)
    given = {name: given[name] for name in ("edges", "lengths", "criteria", "areas", "xy")}
    scores = balanced_districts(MapUnits(**given), DistrictRules(5), iterations=5_000).scores
    assert "inertia" in scores
    assert "polsby_popper" not in scores


def test_floor_counts_shapes_as_nothing(cells):
    given = arguments(cells)
    with_shapes, without = read(given, 7), read(given, 7, weights={**WEIGHTS, "polsby_popper": 0.0, "inertia": 0.0})
    for table, plain in zip(floor_tables(with_shapes), floor_tables(without), strict=True):
        np.testing.assert_array_equal(table, plain)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"areas": None}, "'areas'"),
        ({"perimeters": None}, "'perimeters'"),
        ({"xy": None}, "'xy'"),
        ({"areas": np.zeros(60)}, "above 0"),
        ({"areas": np.ones(59)}, "60 units"),
        ({"xy": np.zeros((60, 3))}, r"shape \(n, 2\)"),
        ({"xy": np.full((60, 2), np.nan)}, "finite"),
        ({"perimeters": np.full(60, 1e-3)}, "same unit of length"),
        ({"weights": {"polsby_poper": 1.0}}, "polsby_popper"),
    ],
)
def test_complaints(cells, change, said):
    change = dict(change)
    weights = change.pop("weights", WEIGHTS)
    with pytest.raises(ParameterError, match=said):
        balanced_districts(MapUnits(**arguments(cells) | change), DistrictRules(5), weights=weights, iterations=100)
