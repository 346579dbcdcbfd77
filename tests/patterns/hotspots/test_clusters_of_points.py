"""DBSCAN and HDBSCAN hotspots: against brute force, on planted clusters, and on patterns of hardly any points."""

import sys

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import adjusted_rand_score

from beatwright.base.errors import ParameterError
from beatwright.patterns import MaternProcess, PointPattern, ThomasProcess, dbscan_clusters, hdbscan_clusters
from beatwright.patterns.hotspots.gather_hotspots import numbered
from beatwright.patterns.hotspots.hotspot_outline import geometric_median

both = pytest.mark.parametrize(
    "clusters", [lambda pattern, **how: dbscan_clusters(pattern, 0.1, **how), hdbscan_clusters]
)


def unit(xy, marks=None):
    return PointPattern(np.array(xy, dtype=float).reshape(-1, 2), (0, 0, 1, 1), marks)


def cores_of(xy, eps, least):
    """Return which points are cores, and the cluster of each, by the definition."""
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= eps
    core = near.sum(axis=1) >= least
    cluster = np.full(len(xy), -1)
    cluster[core] = connected_components(near[np.ix_(core, core)])[1]
    return core, cluster, near


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 80), st.floats(0.02, 0.3), st.integers(1, 8))
def test_dbscan_is_its_definition(seed, n, eps, least):
    rng = np.random.default_rng(seed)
    xy = np.round(rng.uniform(size=(n, 2)), rng.integers(1, 4))
    labels = dbscan_clusters(unit(xy), eps * 1.0000001, least).labels
    core, cluster, near = cores_of(xy, eps * 1.0000001, least)
    pairs = set(zip(labels[core].tolist(), cluster[core].tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    assert (labels[core] >= 0).all()
    for point in np.flatnonzero(~core):
        beside = labels[core & near[point]]
        assert labels[point] in beside if len(beside) else labels[point] == -1


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_dbscan_does_not_depend_on_the_order_or_the_place(seed):
    rng = np.random.default_rng(seed)
    pattern = MaternProcess(15, 0.05, 8).simulate((0, 0, 1, 1), rng)
    order = rng.permutation(len(pattern))
    there = PointPattern(pattern.xy[order] * 1000 + 5e6, shapely.box(5e6, 5e6, 5e6 + 1000, 5e6 + 1000))
    first, moved = dbscan_clusters(pattern, 0.04), dbscan_clusters(there, 40)
    assert adjusted_rand_score(first.labels[order], moved.labels) == 1.0
    assert [hotspot.count for hotspot in first] == [hotspot.count for hotspot in moved]
    assert sorted(h.area for h in moved) == pytest.approx(sorted(h.area * 1e6 for h in first), rel=1e-6)


def planted():
    rng = np.random.default_rng(4)
    middles = np.array([[0.2, 0.2], [0.8, 0.3], [0.5, 0.8]])
    sizes = [30, 60, 45]
    xy = np.vstack([m + rng.uniform(-0.05, 0.05, (n, 2)) for m, n in zip(middles, sizes, strict=True)])
    kinds = np.array(["theft"] * 20 + ["robbery"] * 10 + ["theft"] * 105)
    return unit(xy, kinds), np.repeat([2, 0, 1], sizes), middles[[1, 2, 0]]


@both
@pytest.mark.parametrize("hull", ["concave", "convex"])
def test_planted_clusters_are_described(clusters, hull):
    pattern, truth, middles = planted()
    hours = np.where(truth == 2, 23.9, 8)
    found = clusters(pattern, hours=hours, hull=hull)
    assert np.mean(found.labels == truth) > 0.97
    assert [hotspot.count for hotspot in found] == sorted((h.count for h in found), reverse=True)
    assert found.centres == pytest.approx(middles, abs=0.02)
    for position, hotspot in enumerate(found):
        assert np.array_equal(hotspot.members, np.flatnonzero(found.labels == position))
        assert (hotspot.centre == pattern.xy[hotspot.members]).all(axis=1).any()
        assert shapely.covers(hotspot.polygon.buffer(1e-9), shapely.points(pattern.xy[hotspot.members])).all()
        assert 0.004 < hotspot.area < 0.0101
        assert hotspot.density == hotspot.count / hotspot.area
        assert not hotspot.widened
    small = found[2]
    assert list(small.counts) == ["theft", "robbery"]
    assert sum(small.counts.values()) == small.count == small.hours[23] == small.hours.sum()
    assert found.share > 0.97
    assert found.notes == ()
    assert "3 hotspots" in repr(found)
    assert "events around" in repr(small)


@both
def test_hulls_stay_in_the_window(clusters):
    block = shapely.box(0, 0, 1, 1) - shapely.box(0.4, 0.4, 0.6, 0.6)
    rng = np.random.default_rng(1)
    around = PointPattern.within(rng.uniform(0.3, 0.7, (300, 2)), block)
    found = clusters(around, hull="convex")
    assert len(found) > 0
    for hotspot in found:
        assert hotspot.polygon.difference(block).area == pytest.approx(0, abs=1e-12)
        assert hotspot.area > 0


FEW = {
    "no points": ([], 0),
    "one point": ([[0.5, 0.5]], 0),
    "two points": ([[0.1, 0.1], [0.2, 0.2]], 0),
    "all at one place": ([[0.5, 0.5]] * 30, 1),
    "all in a corner": ([[0, 0]] * 30, 1),
    "two places": ([[0.1, 0.1]] * 20 + [[0.9, 0.9]] * 20, 2),
}


@both
@pytest.mark.parametrize("name", FEW)
def test_hardly_any_points(clusters, name):
    xy, expected = FEW[name]
    found = clusters(unit(xy), hours=np.zeros(len(xy)))
    assert len(found) == expected
    assert found.centres.shape == (expected, 2)
    assert found.labels.shape == (len(xy),)
    for hotspot in found:
        assert hotspot.widened
        assert 0 < hotspot.area < 0.02
        assert shapely.covers(shapely.box(0, 0, 1, 1).buffer(1e-12), hotspot.polygon)
    assert len(found.notes) == bool(expected)


def test_events_in_a_line_are_drawn_wider():
    street = unit(np.column_stack([np.linspace(0.1, 0.9, 50)] * 2))
    (hotspot,) = dbscan_clusters(street, 0.05)
    assert hotspot.area == pytest.approx(0.05 * 0.8 * np.sqrt(2), rel=0.1)
    assert dbscan_clusters(street, 0.05).notes == (
        "1 of 1 clusters are events in a line or at one place; they are drawn 0.05 m wide.",
    )
    (whole,) = hdbscan_clusters(street, one_cluster=True)
    assert whole.widened


def test_two_islands():
    islands = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(1.05, 0, 2, 1))
    xy = np.random.default_rng(0).uniform([0.8, 0], [1.3, 1], (400, 2))
    (hotspot,) = dbscan_clusters(PointPattern.within(xy, islands), 0.12)
    assert isinstance(hotspot.polygon, shapely.MultiPolygon)
    assert len(hotspot.polygon.geoms) == 2


def test_the_recipe_takes_the_radius_of_the_process_and_tells_its_worth():
    sparse, dense = MaternProcess(10, 0.02, 20), MaternProcess(60, 0.04, 20)
    pattern = sparse.simulate((0, 0, 1, 1), seed=3)
    found = dbscan_clusters(pattern, sparse)
    assert found.overlap == pytest.approx(10 * np.pi * 0.02**2)
    assert found.notes == ()
    assert np.array_equal(found.labels, dbscan_clusters(pattern, 0.02).labels)
    assert dbscan_clusters(pattern, 0.02).overlap is None
    assert np.array_equal(dbscan_clusters(pattern, ThomasProcess(10, 0.01, 20)).labels, found.labels)
    (note,) = dbscan_clusters(dense.simulate((0, 0, 1, 1), seed=3), dense).notes
    assert note.startswith("0.3 clusters of the fitted process cover a place")


def test_the_recipe_works_for_sparse_clusters_and_not_for_others():
    def agreement(overlap):
        process = MaternProcess(80, np.sqrt(overlap / 80 / np.pi), 25)
        pattern = process.simulate((0, 0, 1, 1), seed=1)
        return adjusted_rand_score(pattern.marks, dbscan_clusters(pattern, process).labels)

    assert agreement(0.02) > 0.8
    assert agreement(0.28) < 0.6


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"eps": 0}, "'eps'"),
        ({"eps": "far"}, "'eps'"),
        ({"min_points": 0}, "'min_points'"),
        ({"hull": "round"}, "'hull'"),
        ({"hours": [1, 2]}, "'hours'"),
        ({"hours": [24] * 5}, "'hours'"),
        ({"hours": "noon"}, "'hours'"),
        ({"pattern": [[0, 1]]}, "'pattern'"),
    ],
)
def test_wrong_arguments_are_told(how, told):
    options = {"pattern": unit(np.full((5, 2), 0.3)), "eps": 0.1, **how}
    with pytest.raises(ParameterError, match=told):
        dbscan_clusters(options.pop("pattern"), options.pop("eps"), **options)


def test_clusters_within_a_larger_one_are_the_finest():
    rng = np.random.default_rng(4)
    spots = [rng.normal(centre, 0.008, (60, 2)) for centre in [(0.1, 0.1), (0.3, 0.1), (0.1, 0.3), (0.3, 0.3)]]
    pattern = unit(np.vstack([rng.uniform(0, 0.4, (1000, 2)), *spots, rng.uniform(0.9, 0.95, (60, 2))]))
    assert [hotspot.count for hotspot in hdbscan_clusters(pattern, 30)] == [1240, 60]
    finest = hdbscan_clusters(pattern, 30, finest=True)
    planted = np.repeat(np.arange(4), 60)
    assert adjusted_rand_score(planted, finest.labels[1000:1240]) > 0.9
    assert max(hotspot.count for hotspot in finest) < 200


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"min_cluster_size": 1}, "'min_cluster_size'"),
        ({"one_cluster": 1}, "'one_cluster'"),
        ({"finest": "leaf"}, "'finest'"),
    ],
)
def test_wrong_arguments_of_hdbscan_are_told(how, told):
    with pytest.raises(ParameterError, match=told):
        hdbscan_clusters(unit([]), **how)


def test_too_long_a_distance_is_refused_before_the_memory_is_gone(monkeypatch):
    monkeypatch.setattr(sys.modules["beatwright.patterns.hotspots.dbscan_clusters"], "_MOST_PAIRS", 1000)
    with pytest.raises(ParameterError, match="must be shorter for 100 places"):
        dbscan_clusters(unit(np.random.default_rng(0).uniform(size=(100, 2))), 2.0)


@settings(max_examples=30)
@given(st.lists(st.integers(-1, 4), max_size=30))
def test_labels_are_numbered_by_size(given_labels):
    found = numbered(np.array(given_labels, dtype=int))
    assert np.array_equal(found < 0, np.array(given_labels, dtype=int) < 0)
    counts = np.bincount(found[found >= 0])
    assert (np.diff(counts) <= 0).all()
    assert (counts > 0).all()
    assert len(counts) == len(set(given_labels) - {-1})


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 3))
def test_the_geometric_median_has_the_least_sum_of_distances(seed, n, decimals):
    xy = np.round(np.random.default_rng(seed).uniform(size=(n, 2)), decimals)
    total = lambda place: np.hypot(*(xy - place).T).sum()  # noqa: E731
    best = total(geometric_median(xy))
    around = geometric_median(xy) + 0.01 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    assert best <= min([*map(total, around), *map(total, xy)]) + 1e-6 * n
