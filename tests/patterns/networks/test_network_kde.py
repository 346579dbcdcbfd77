"""Intensity along a network: by hand, by walking every way, and spatstat's."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from beatwright.base.errors import ParameterError
from beatwright.patterns.networks.network_kde import network_kde
from beatwright.patterns.networks.network_pattern import NetworkPattern

CROSSING = np.array([[0, 0], [100, 0], [200, 0], [100, 100], [100, -100]], dtype=float)
ARMS = np.array([[0, 1], [1, 2], [1, 3], [4, 1]])


def ways(pattern: NetworkPattern, edge: int, into: float, reach: float) -> list[tuple[int, float, float, bool]]:
    """Twin: every way from a place on, without turning back: edge, length so far, share, whether forward."""
    first, second = pattern.edges[edge]
    todo = [(first, edge, into, 1.0), (second, edge, pattern.lengths[edge] - into, 1.0)]
    found = []
    while todo:
        vertex, came, gone, share = todo.pop()
        onward = [e for e in range(len(pattern.edges)) if vertex in pattern.edges[e] and e != came]
        for e in onward if gone < reach else []:
            forward = bool(pattern.edges[e, 0] == vertex)
            found.append((e, gone, share / len(onward), forward))
            todo.append((pattern.edges[e, 1 if forward else 0], e, gone + pattern.lengths[e], share / len(onward)))
    return found


def test_on_a_grid_as_every_way_gives_it() -> None:
    vertices = np.array([[x, y] for y in range(3) for x in range(3)], dtype=float) * 10
    edges = np.array([[v, v + 1] for v in range(9) if v % 3 < 2] + [[v, v + 3] for v in range(6)])
    rng = np.random.default_rng(3)
    pattern = NetworkPattern(vertices, edges, rng.integers(0, 12, 5), rng.uniform(0, 1, 5))
    found = network_kde(pattern, 7, step=2)
    expected = np.zeros(len(found.values))
    normal = stats.norm(scale=7)
    for edge, fraction in zip(pattern.edge, pattern.fraction, strict=True):
        here = found.edge == edge
        expected[here] += normal.pdf((found.fraction[here] - fraction) * 10)
        for e, gone, share, forward in ways(pattern, edge, fraction * 10, 28):
            there = found.edge == e
            far = gone + 10 * (found.fraction[there] if forward else 1 - found.fraction[there])
            expected[there] += share * np.where(far <= 28, normal.pdf(far), 0)
    np.testing.assert_allclose(found.values, expected, atol=1e-9)


def test_at_a_crossing_the_mass_is_split_and_kept() -> None:
    pattern = NetworkPattern(CROSSING, ARMS, [0], [0.9])
    found = network_kde(pattern, 10, step=0.5)
    assert (found.values * found.lengths).sum() == pytest.approx(1, abs=1e-4)
    arms = [(found.values * found.lengths)[found.edge == arm].sum() for arm in range(4)]
    assert arms[1:] == pytest.approx([stats.norm.cdf(-1) / 3] * 3, abs=1e-4)


def test_a_loop_a_dead_end_and_no_event() -> None:
    ring = NetworkPattern([[0, 0], [10, 0], [5, 8]], [[0, 1], [1, 2], [2, 0]], [0], [0.5])
    around = network_kde(ring, 10, step=0.1)
    assert (around.values * around.lengths).sum() == pytest.approx(1, abs=1e-3)
    dead = NetworkPattern([[0, 0], [10, 0]], [[0, 1]], [0], [1.0])
    half = network_kde(dead, 1)
    assert (half.values * half.lengths).sum() == pytest.approx(0.5, abs=1e-3)
    assert network_kde(NetworkPattern(CROSSING, ARMS, [], []), 10).values.max() == 0


def test_what_is_wrong_is_told() -> None:
    pattern = NetworkPattern(CROSSING, ARMS, [0], [0.9])
    with pytest.raises(ParameterError, match=r"(?s)'bandwidth'.*'step'"):
        network_kde(pattern, 0, step=-1)
    with pytest.raises(ParameterError, match="ascending order of edges"):
        network_kde(pattern, 1, at=([1, 0], [0.5, 0.5]))


@pytest.mark.data
def test_as_spatstat_has_it(reference_network: NetworkPattern, reference_table: Callable) -> None:
    table = reference_table("net_sim_csr", "density_esd.csv")
    order = np.argsort(table["mapXY"], kind="stable")
    found = network_kde(reference_network, 80, at=(table["mapXY"][order] - 1, table["tp"][order]))
    np.testing.assert_allclose(found.xy, np.column_stack([table["x"], table["y"]])[order], atol=1e-9)
    np.testing.assert_allclose(found.values, table["values"][order], rtol=1e-3, atol=1e-7)
    assert np.median(np.abs(found.values / table["values"][order] - 1)) < 1e-4
