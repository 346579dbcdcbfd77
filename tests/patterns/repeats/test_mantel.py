"""Mantel's test against every permutation, and what must not change it."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from beatwright.base.errors import ParameterError
from beatwright.patterns import mantel

rows = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=12)


def both(xy, days, reciprocal):
    """The slow twin: the two functions over all pairs."""
    far, lag = pdist(np.asarray(xy, float)), pdist(np.asarray(days, float)[:, None])
    return (far, lag) if reciprocal is None else (1 / (far + reciprocal[0]), 1 / (lag + reciprocal[1]))


@settings(max_examples=40)
@given(rows, st.sampled_from([None, (1.0, 1.0), (50.0, 3.0)]))
def test_statistic_and_correlation_are_those_of_all_pairs(rows, reciprocal):
    xy, days = [row[:2] for row in rows], [row[2] for row in rows]
    x, y = both(xy, days, reciprocal)
    found = mantel(xy, days, 3, reciprocal=reciprocal)
    assert found.statistic == pytest.approx(x @ y)
    assert found.expected == pytest.approx(x.sum() * y.sum() / len(x))
    if np.ptp(x) > 0 and np.ptp(y) > 0:
        assert found.correlation == pytest.approx(np.corrcoef(x, y)[0, 1])
    else:
        assert np.isnan(found.correlation)
        assert found.p_value == 1


def test_p_value_is_the_share_of_all_permutations():
    xy, days = [[0, 0], [1, 0], [1, 3], [9, 9], [0, 1], [7, 7]], [0, 1, 3, 9, 2, 12]
    x, y = both(xy, days, (1, 1))
    every = [x @ both(xy, order, (1, 1))[1] for order in permutations(days)]
    exact = np.mean(np.array(every) >= x @ y - 1e-9)
    found = mantel(xy, days, 2000, seed=1)
    assert found.expected == pytest.approx(np.mean(every))
    assert abs(found.p_value - exact) < 4 * np.sqrt(exact * (1 - exact) / 2000) + 1 / 2000


def test_order_and_blocks_change_nothing_and_progress_is_told():
    rng = np.random.default_rng(2)
    xy, days, mixed = rng.uniform(0, 9, (40, 2)), rng.integers(0, 30, 40), rng.permutation(40)
    heard = []
    one = mantel(xy, days, 70, progress=lambda done, total, text: heard.append((done, total)))
    two = mantel(xy[mixed], days[mixed], 70)
    assert np.array_equal(one.permuted, two.permuted)
    assert np.array_equal(one.permuted[:5], mantel(xy, days, 5).permuted)
    assert heard == sorted(heard)
    assert heard[-1] == (71, 71)


def test_many_incidents_are_sampled_and_it_is_told():
    rng = np.random.default_rng(2)
    found = mantel(rng.uniform(0, 9, (300, 2)), rng.uniform(0, 30, 300), 19, most=50)
    assert (found.incidents, found.used) == (300, 50)
    assert found.sentences()[1] == "Of 300 incidents a random 50 were used: the test takes every pair."
    assert len(mantel([[0, 0], [1, 1]], [0, 1], 1).sentences()) == 1


def test_p_values_are_uniform_under_chance():
    rng = np.random.default_rng(3)
    p = [mantel(rng.uniform(0, 9, (15, 2)), rng.uniform(0, 9, 15), 19, seed=rng).p_value for _ in range(300)]
    steps = np.arange(1, 20) / 20
    share = (np.array(p)[:, None] <= steps + 1e-9).mean(axis=0)
    assert (np.abs(share - steps) <= 3.5 * np.sqrt(steps * (1 - steps) / 300)).all()


@pytest.mark.parametrize("n", [0, 1])
def test_without_a_pair_nothing_is_found(n):
    found = mantel(np.zeros((n, 2)), np.zeros(n), 9)
    assert found.p_value == 1
    assert np.isnan(found.correlation)


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        mantel([[0, 0]], [0, 1], -1, most=1, reciprocal=(0, 1))
    assert all(f"'{name}'" in str(told.value) for name in ("times", "simulations", "most", "reciprocal"))
