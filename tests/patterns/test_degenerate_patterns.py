"""Patterns and windows at the edge of what there can be: a sensible value, or one clear sentence."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, distance_to, f_function, g_function, ks_test, quadrat_test

EVENTS = {
    "none": np.empty((0, 2)),
    "one": np.array([[1.0, 1.0]]),
    "two": np.array([[1.0, 1.0], [3.0, 1.0]]),
    "at one place": np.full((7, 2), 1.0),
    "in a line": np.column_stack([np.linspace(0, 10, 21), np.ones(21)]),
}
WINDOWS = {
    "square": shapely.box(0, 0, 10, 10),
    "two islands": shapely.MultiPolygon([shapely.box(0, 0, 4, 4), shapely.box(6, 0, 10, 4)]),
    "as thin as a hair": shapely.Polygon([(0, 0.9999), (10, 0.9999), (10, 1.0001), (0, 1.0001), (0, 1)]),
    "triangle": shapely.Polygon([(0, 0), (10, 0), (0, 10)]),
    "corners that touch": shapely.MultiPolygon([shapely.box(0, 0, 4, 4), shapely.box(4, 4, 8, 8)]),
}
METHODS: dict[str, Callable[[PointPattern], np.ndarray]] = {
    "G": lambda pattern: np.concatenate(list(g_function(pattern, correction="all").all.values())),
    "F": lambda pattern: np.concatenate(list(f_function(pattern, correction="all", places=21).all.values())),
    "quadrats": lambda pattern: np.array([quadrat_test(pattern, 3).p_value]),
    "x": lambda pattern: np.array([ks_test(pattern, "x", seed=1).p_value]),
    "distance": lambda pattern: np.array([ks_test(pattern, distance_to([[0, 0]]), places=500).p_value]),
}
NEEDED = {"G": 2, "F": 1, "quadrats": 1, "x": 1, "distance": 1}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("events", EVENTS)
def test_a_share_or_one_sentence(events: str, window: str, method: str) -> None:
    pattern = PointPattern.within(EVENTS[events], WINDOWS[window])
    if len(pattern) < NEEDED[method]:
        with pytest.raises(
            ParameterError, match=rf"needs at least {NEEDED[method]} events?\. This pattern has"
        ) as told:
            METHODS[method](pattern)
        assert "\n" not in str(told.value)
        return
    shares = METHODS[method](pattern)
    known = shares[~np.isnan(shares)]  # NaN: the border estimate where no event is far enough from the border
    assert len(known) > 0
    assert known.min() >= -1e-12
    assert known.max() <= 1 + 1e-12
