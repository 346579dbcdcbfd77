"""Zones of lattice points against `City.locate`, one point at a time."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from beatwright.forecast.events import lattice_points
from beatwright.forecast.events.lattice_points import zones_of_points


def slow_zones(zones, x, y):
    """Return the first zone of every point, asking every zone for every point."""
    found = []
    for north in y:
        for east in x:
            lies = [shapely.intersects(zone, shapely.Point(east, north)) for zone in zones]
            found.append(lies.index(True) if any(lies) else -1)
    return found


@given(
    seed=st.integers(0, 10_000),
    number=st.integers(1, 12),
    at_once=st.sampled_from([1, 7, 1 << 20]),
)
@settings(max_examples=25)
def test_each_point_lies_in_the_first_zone_that_holds_it(seed, number, at_once):
    rng = np.random.default_rng(seed)
    zones = np.array(
        [
            affinity.rotate(
                shapely.box(*corner, *(corner + rng.integers(1, 9, 2))), float(rng.choice([0.0, 30.0])), origin="center"
            )
            for corner in rng.integers(-3, 12, (number, 2)).astype(float)
        ],
        dtype=object,
    )
    x, y = np.arange(-2.0, 12.0, 1.5), np.arange(-1.0, 13.0, 2.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lattice_points, "_AT_ONCE", at_once)
        assert zones_of_points(zones, x, y).tolist() == slow_zones(zones, x, y)


def test_points_on_a_border_are_in_the_first_of_its_zones():
    zones = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert zones_of_points(zones, np.array([0.0, 1.0, 2.0]), np.array([1.0])).tolist() == [0, 0, 1]


def test_a_zone_between_the_points_has_none():
    zones = np.array([shapely.box(0.2, 0.2, 0.3, 0.3), shapely.box(5, 5, 6, 6)])
    assert zones_of_points(zones, np.array([0.0, 1.0]), np.array([0.0, 1.0])).tolist() == [-1] * 4
