"""Sets that include no other: what comparing all with all says."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver.location.covering import least_sets as module
from beatwright.solver.location.covering.least_sets import least_sets


def _goes(rows, price, i):
    """Whether a row includes another of no greater price, or equals an earlier one of its price."""
    others = (k for k in range(len(rows)) if k != i and price[k] <= price[i] and not (rows[k] & ~rows[i]).any())
    return any((rows[k] != rows[i]).any() or price[k] < price[i] or k < i for k in others)


def _drawn(seed, columns, share):
    random = np.random.default_rng(seed)
    rows = random.random((random.integers(1, 25), columns)) < share
    return rows, random.integers(1, 3, len(rows)).astype(float)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1, 4, 8, 63, 64, 65, 200]), st.sampled_from([0.0, 0.1, 0.5, 1.0]))
def test_all_that_include_none_are_kept_and_no_other(seed, columns, share):
    rows, price = _drawn(seed, columns, share)
    assert least_sets(rows, price).tolist() == [not _goes(rows, price, i) for i in range(len(rows))]


def test_of_very_many_only_equal_ones_are_left_out(monkeypatch):
    monkeypatch.setattr(module, "_LOOKS", 1.0)
    rows = np.array([[1, 1], [0, 1], [1, 1], [0, 1]], dtype=bool)
    assert least_sets(rows, np.array([2.0, 2.0, 1.0, 2.0])).tolist() == [False, True, True, False]


def test_no_rows_and_no_columns():
    assert least_sets(np.zeros((0, 3), dtype=bool), np.zeros(0)).size == 0
    assert least_sets(np.zeros((3, 0), dtype=bool), np.ones(3)).tolist() == [True, True, True]
