"""Areas beside a line: against shapely's intersections."""

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis.extra.numpy import arrays

from beatwright.patterns.geometry.area_below import AreaBelow
from beatwright.patterns.window import window_of

radii = st.integers(5, 40).flatmap(lambda n: arrays(np.float64, n, elements=st.integers(1, 10).map(float)))


@given(radii, st.floats(-11, 11), st.sampled_from([0.0, 4e6]))
def test_as_shapely_cuts_it(radius: np.ndarray, line: float, away: float) -> None:
    angle = np.linspace(0, 2 * np.pi, len(radius), endpoint=False)
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    star = shapely.transform(shapely.Polygon(ring, [ring * 0.4]), lambda xy: xy + away)
    window, at = window_of(star), line + away
    low, high = away - 20, away + 20
    for axis, half in enumerate((shapely.box(low, low, at, high), shapely.box(low, low, high, at))):
        expected = shapely.area(shapely.intersection(star, half))
        assert AreaBelow(window, axis)(at) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_holes_and_islands() -> None:
    window = window_of(
        shapely.MultiPolygon([shapely.box(0, 0, 6, 6) - shapely.box(2, 2, 4, 4), shapely.box(8, 1, 9, 2)])
    )
    np.testing.assert_allclose(AreaBelow(window, 0)([0, 2, 3, 6, 7, 8.5, 99]), [0, 12, 16, 32, 32, 32.5, 33])
    np.testing.assert_allclose(AreaBelow(window, 1)([1, 1.5, 2]), [6, 9.5, 13])
