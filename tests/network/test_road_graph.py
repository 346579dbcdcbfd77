"""Travel on graphs, against other algorithms and by hand."""

import dataclasses

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall, johnson

from beatwright.base.errors import ParameterError
from beatwright.network import RoadGraph
from beatwright.network.paths import many_to_many


def random_graph(seed, nodes=30, arcs=90, **options):
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 2000, (nodes, 2))
    u, v = random.integers(0, nodes, (2, arcs))
    metres = np.hypot(*(xy[u] - xy[v]).T) * random.uniform(1, 1.5, arcs)
    minutes = metres * 0.06 / random.choice([15.0, 40.0, 90.0], arcs)
    return RoadGraph(xy, u, v, metres, minutes, **options)


def slow_paths(graph, cost):
    """Floyd and Warshall's three loops."""
    n = len(graph.node_xy)
    far = np.full((n, n), np.inf)
    np.fill_diagonal(far, 0)
    for u, v, c in zip(graph.u, graph.v, cost, strict=True):
        far[u, v] = min(far[u, v], c)
    for k in range(n):
        far = np.minimum(far, far[:, [k]] + far[[k], :])
    return far


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_metres_and_minutes_by_three_loops(seed):
    graph = random_graph(seed, component="all")
    places = graph.node_xy
    travel = graph.travel(places, places)
    assert travel.metres == pytest.approx(slow_paths(graph, graph.metres), rel=1e-6)
    assert travel.minutes == pytest.approx(slow_paths(graph, graph.minutes), rel=1e-6)


@given(seed=st.integers(0, 10_000), sites=st.integers(1, 12), zones=st.integers(1, 12))
@settings(max_examples=30, deadline=None)
def test_either_side_may_start_the_search(seed, sites, zones):
    graph = random_graph(seed).length_csr
    random = np.random.default_rng(seed)
    s, z = random.integers(0, 30, sites), random.integers(0, 30, zones)
    assert many_to_many(graph, s, z) == pytest.approx(floyd_warshall(graph)[np.ix_(s, z)], rel=1e-6)
    assert many_to_many(graph, s, z) == pytest.approx(johnson(graph)[np.ix_(s, z)], rel=1e-6)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_snapped_places_obey_the_triangle_inequality(seed):
    graph = random_graph(seed)
    xy = np.random.default_rng(seed).uniform(-200, 2200, (14, 2))
    for table in (graph.travel(xy, xy).metres, graph.travel(xy, xy).minutes):
        way = table.astype(float)
        assert np.isfinite(way).all()
        assert (np.diag(way) == 0).all()
        over = (way[:, :, None] + way[None, :, :]).min(axis=1)
        assert (way <= over * (1 + 1e-6) + 1e-3).all()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_no_way_is_shorter_than_the_crow(seed):
    graph = random_graph(seed)
    random = np.random.default_rng(seed)
    sites, zones = random.uniform(0, 2000, (6, 2)), random.uniform(0, 2000, (9, 2))
    crow = np.linalg.norm(sites[:, None] - zones[None], axis=2)
    assert (graph.travel(sites, zones).metres >= crow * (1 - 1e-6)).all()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_permuting_places_and_arcs_permutes_the_answer(seed):
    graph = random_graph(seed)
    random = np.random.default_rng(seed)
    sites, zones = random.uniform(0, 2000, (6, 2)), random.uniform(0, 2000, (9, 2))
    rows, columns, arcs = random.permutation(6), random.permutation(9), random.permutation(len(graph.u))
    shuffled = RoadGraph(graph.node_xy, graph.u[arcs], graph.v[arcs], graph.metres[arcs], graph.minutes[arcs])
    one, other = graph.travel(sites, zones), shuffled.travel(sites[rows], zones[columns])
    assert (one.metres[np.ix_(rows, columns)] == other.metres).all()
    assert (one.minutes[np.ix_(rows, columns)] == other.minutes).all()


@given(seed=st.integers(0, 10_000), limit=st.floats(100, 4000))
@settings(max_examples=20, deadline=None)
def test_a_limit_only_cuts(seed, limit):
    graph = random_graph(seed, arcs=120)
    xy = np.random.default_rng(seed).uniform(0, 2000, (12, 2))
    whole, cut = graph.travel(xy, xy), graph.travel(xy, xy, limit=limit)
    near = whole.metres <= limit
    assert (cut.metres[near] == whole.metres[near]).all()
    assert (cut.minutes[near] == whole.minutes[near]).all()
    assert np.isinf(cut.metres[~near]).all()
    assert np.isinf(cut.minutes[~near]).all()


def test_a_one_way_street_is_longer_on_the_way_back():
    xy = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]])
    graph = RoadGraph(xy, np.array([0, 1, 2]), np.array([1, 2, 0]), np.array([100.0, 100.0, 142.0]))
    travel = graph.travel(xy[:1], xy[1:2])
    assert travel.metres.item() == 100.0
    assert graph.travel(xy[1:2], xy[:1]).metres.item() == 242.0


def test_parallel_roads_and_loops():
    xy = np.array([[0.0, 0.0], [1000.0, 0.0]])
    u, v = np.array([0, 0, 0, 1]), np.array([1, 1, 0, 0])
    metres, minutes = np.array([1000.0, 1500.0, 7.0, 1000.0]), np.array([4.0, 1.0, 1.0, 4.0])
    travel = RoadGraph(xy, u, v, metres, minutes).travel(xy[:1], xy[1:])
    assert (travel.metres.item(), travel.minutes.item()) == (1000.0, 1.0)


def test_the_ways_to_the_road_are_added_at_the_default_speed():
    xy = np.array([[0.0, 0.0], [1000.0, 0.0]])
    both = np.array([0, 1]), np.array([1, 0])
    graph = RoadGraph(xy, *both, np.full(2, 1000.0), np.full(2, 1.0), speed_kmh=6.0)
    travel = graph.travel(np.array([[0.0, 30.0]]), np.array([[1000.0, 40.0], [30.0, 30.0]]))
    assert travel.metres.tolist() == [[1070.0, 30.0]]
    assert travel.minutes[0].tolist() == pytest.approx([1.0 + 0.7, 0.3])
    assert "From sites to the nearest road node: median 30 m, 95th percentile 30 m, worst 30 m." in travel.notes
    uniform = RoadGraph(xy, *both, np.full(2, 1000.0), speed_kmh=60.0).travel(xy[:1], xy[1:])
    assert uniform.minutes.item() == pytest.approx(1.0)


def test_islands_are_avoided_or_told():
    xy = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0], [500.0, 0.0], [600.0, 0.0]])
    u, v = np.array([0, 1, 2, 1, 0, 2, 3, 4, 1]), np.array([1, 0, 0, 2, 2, 1, 4, 3, 3])
    parts = {"node_xy": xy, "u": u, "v": v, "metres": np.full(9, 100.0)}
    main = RoadGraph(**parts)
    assert main.usable.tolist() == [0, 1, 2]
    assert np.isfinite(main.travel(xy, xy).metres).all()
    whole = RoadGraph(**parts, component="all").travel(xy, xy)
    # From the three to the two there is a way, back there is none.
    assert np.isinf(whole.metres).sum() == 6
    assert np.isinf(whole.minutes).sum() == 6
    assert "Pairs: 6 of 25 (24.0%): no route leads from the site to the zone." in whole.notes


def test_jobs_do_not_change_the_answer():
    graph = random_graph(5, nodes=400, arcs=2400)
    xy = np.random.default_rng(0).uniform(0, 2000, (200, 2))
    told = []
    one = graph.travel(xy, xy, progress=lambda *step: told.append(step))
    two = graph.travel(xy, xy, jobs=2)
    assert (one.metres == two.metres).all()
    assert (one.minutes == two.minutes).all()
    done, total, text = told[-1]
    assert done == total
    assert text == "fastest routes"


def test_the_cache_gives_what_was_measured(tmp_path):
    graph, xy = random_graph(8), np.random.default_rng(1).uniform(0, 2000, (9, 2))
    fresh = graph.travel(xy, xy, cache=tmp_path)
    (file,) = tmp_path.iterdir()
    stamp = file.stat().st_mtime_ns
    again = graph.travel(xy, xy, cache=tmp_path)
    assert file.stat().st_mtime_ns == stamp
    for name in ("metres", "minutes"):
        assert (getattr(fresh, name) == getattr(again, name)).all()
    assert (fresh.kind, fresh.notes) == (again.kind, again.notes)
    for changed in (
        graph.travel(xy[:8], xy, cache=tmp_path),
        graph.travel(xy, xy, limit=500.0, cache=tmp_path),
        dataclasses.replace(graph, metres=graph.metres + 1).travel(xy, xy, cache=tmp_path),
        dataclasses.replace(graph, speed_kmh=5.0).travel(xy, xy, cache=tmp_path),
    ):
        assert changed.kind == "road"
    assert len(list(tmp_path.iterdir())) == 5


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"no zip at all"])
def test_a_broken_cache_is_measured_again(tmp_path, content):
    graph, xy = random_graph(8), np.random.default_rng(1).uniform(0, 2000, (9, 2))
    fresh = graph.travel(xy, xy, cache=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert (graph.travel(xy, xy, cache=tmp_path).metres == fresh.metres).all()
    assert len(file.read_bytes()) > 100


def test_bad_graphs_are_told_together():
    xy = np.zeros((2, 2))
    with pytest.raises(ParameterError, match=r"(?s)'speed_kmh'.*'component'.*'metres'.*at least 0.*nodes in \[0, 1\]"):
        RoadGraph(xy, np.array([0]), np.array([2]), np.array([-1.0]), speed_kmh=0.0, component="some")
    graph = RoadGraph(xy, np.array([0]), np.array([1]), np.array([1.0]))
    with pytest.raises(ParameterError, match=r"'limit' parameter of RoadGraph\.travel"):
        graph.travel(xy, xy, limit=-1.0)


def test_zero_lengths_count_as_ways():
    start, end = np.array([[0, 1], [1, 2]], dtype=np.int32)  # as road graphs have them; older dijkstras take no others
    graph = sp.csr_array((np.array([0.0, 5.0]), (start, end)), shape=(3, 3))
    assert many_to_many(graph, np.array([0]), np.array([2])).item() == 5.0
    assert many_to_many(graph, np.array([0, 1]), np.array([2])).tolist() == [[5.0], [5.0]]


def test_networkx_agrees():
    networkx = pytest.importorskip("networkx")
    graph = random_graph(21, component="all")
    other = networkx.MultiDiGraph()
    other.add_nodes_from(range(30))
    for u, v, metres in zip(graph.u, graph.v, graph.metres, strict=True):
        other.add_edge(int(u), int(v), weight=float(metres))
    expected = np.full((30, 30), np.inf)
    for start, ends in networkx.all_pairs_dijkstra_path_length(other):
        for end, metres in ends.items():
            expected[start, end] = metres
    assert graph.travel(graph.node_xy, graph.node_xy).metres == pytest.approx(expected, rel=1e-6)
