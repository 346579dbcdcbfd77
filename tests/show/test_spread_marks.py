"""Marks of a map stand apart, near their places."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.show.charts.spread_marks import spread_marks


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), min_size=2, max_size=15))
def test_no_mark_hides_another_and_none_goes_far(places):
    xy = np.array(places)
    moved = spread_marks(xy, 2.0)
    gaps = np.hypot(*(moved[:, None] - moved[None]).T)[np.triu_indices(len(xy), 1)]
    assert gaps.min() >= 2.0 * (1 - 1e-9)
    assert np.hypot(*(moved - xy).T).max() <= 2.0 * len(xy)


def test_marks_that_nobody_touches_stay():
    xy = np.array([[0.0, 0.0], [0.5, 0.0], [10.0, 10.0], [20.0, 0.0]])
    moved = spread_marks(xy, 2.0)
    assert moved[2:].tolist() == xy[2:].tolist()
    assert moved[:2].mean(axis=0) == pytest.approx(xy[:2].mean(axis=0))


def test_marks_at_one_place_come_apart_and_few_are_left_alone():
    moved = spread_marks(np.zeros((6, 2)), 1.0)
    assert np.hypot(*(moved[:, None] - moved[None]).T)[np.triu_indices(6, 1)].min() >= 1 - 1e-9
    assert spread_marks(np.empty((0, 2)), 1.0).shape == (0, 2)
    assert spread_marks(np.ones((1, 2)), 1.0).tolist() == [[1.0, 1.0]]
