"""Point patterns: what is one, what is refused, and how duplicates are found and undone."""

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern

SQUARE = (0, 0, 10, 10)
HOLED = shapely.box(0, 0, 10, 10) - shapely.box(3, 3, 7, 7)


def series(*points: tuple[float, float], crs: str | None = None) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Point(*point) for point in points], crs=crs)


def test_arrays_series_and_tables_are_points() -> None:
    for points in ([[1, 2], [3, 4]], series((1, 2), (3, 4)), series((1, 2), (3, 4)).to_frame("geometry")):
        assert PointPattern(points, SQUARE).xy.tolist() == [[1, 2], [3, 4]]
    assert len(PointPattern([], SQUARE)) == 0
    assert repr(PointPattern([[1, 2]], SQUARE)) == "PointPattern(1 point in Window(100 m², 4 edges))"


def test_longitude_and_latitude_are_refused() -> None:
    with pytest.raises(
        ParameterError, match=r"points of a point pattern must be in a projected unit.*EPSG:4326.*to_crs"
    ):
        PointPattern(series((1, 2), crs="EPSG:4326"), SQUARE)


def test_points_and_window_of_two_systems_are_refused() -> None:
    window = gpd.GeoSeries([HOLED], crs="EPSG:26915")
    assert len(PointPattern(series((1, 2), crs="EPSG:26915"), window)) == 1
    with pytest.raises(ParameterError, match=r"EPSG:26916 and the window in EPSG:26915.*to_crs"):
        PointPattern(series((1, 2), crs="EPSG:26916"), window)
    with pytest.raises(ParameterError, match="EPSG:26916 and the window"):
        PointPattern.within(series((1, 2), crs="EPSG:26916"), window)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([1.0, 2.0], r"shape \(2,\)"),
        ([[1.0, 2.0, 3.0]], r"shape \(1, 3\)"),
        ([[1.0, np.nan], [1, 1]], "1 are not, the first in row 0"),
        ([["a", "b"]], "must be numbers"),
        ([[1, 2], [3]], "must be numbers"),
        (None, r"shape \(\)"),
        (gpd.GeoSeries([HOLED]), "Got Polygon among them"),
        (gpd.GeoSeries([shapely.Point(1, 1), None]), "places that are missing"),
        ([[11.0, 1.0], [1, 1], [12, 0]], r"2 of 3 points lie outside the window, such as \(11, 1\).*within"),
    ],
)
def test_what_are_no_points_of_the_window_is_told(points: object, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        PointPattern(points, SQUARE)


def test_marks_have_one_for_each_point() -> None:
    pattern = PointPattern([[1, 1], [2, 2], [3, 3]], SQUARE, marks=["a", "b", "a"])
    assert pattern.of("a").xy.tolist() == [[1, 1], [3, 3]]
    with pytest.raises(ParameterError, match="no marks"):
        PointPattern([[1, 1]], SQUARE).of("a")
    with pytest.raises(ParameterError, match=r"(?s)lie outside.*'marks' parameter"):
        PointPattern([[1, 1], [50, 50]], SQUARE, marks=["a"])


def test_a_point_beside_the_border_by_rounding_is_on_it() -> None:
    assert len(PointPattern([[10 + 1e-9, 5.0]], SQUARE)) == 1
    assert len(PointPattern([[3 + 1e-9, 5.0]], HOLED)) == 1
    with pytest.raises(ParameterError, match="outside"):
        PointPattern([[10 + 1e-6, 5.0]], SQUARE)


def test_duplicates_near_duplicates_and_snap() -> None:
    pattern = PointPattern([[1, 1], [1, 1], [2.02, 2], [1.98, 2], [9, 9]], SQUARE)
    assert pattern.duplicates == 2
    assert (pattern.near_duplicates(0), pattern.near_duplicates(0.05), pattern.near_duplicates(99)) == (2, 4, 5)
    assert pattern.snapped(0.1).duplicates == 4
    assert PointPattern([[3.01, 2.99]], HOLED).snapped(5).xy.tolist() == [[3.01, 2.99]]  # (5, 5) is in the hole
    for wrong in (-1, np.nan, "far"):
        with pytest.raises(ParameterError, match="'distance' parameter"):
            pattern.near_duplicates(wrong)
    with pytest.raises(ParameterError, match="'step' parameter"):
        pattern.snapped(0)


@given(st.integers(0, 2**32), st.floats(0, 20))
def test_jitter_moves_little_stays_inside_and_is_seeded(seed: int, radius: float) -> None:
    xy = np.repeat([[1.0, 1.0], [3.0, 3.0], [9.5, 0.5]], 5, axis=0)
    pattern = PointPattern(xy, HOLED)
    moved = pattern.jittered(radius, seed)
    assert np.hypot(*(moved.xy - xy).T).max() <= radius * (1 + 1e-12) + 1e-12
    assert moved.window.contains(moved.xy).all()
    np.testing.assert_array_equal(moved.xy, pattern.jittered(radius, seed).xy)
    assert radius < 1e-3 or moved.duplicates == 0


def test_points_are_nobody_s_to_change() -> None:
    given_points = np.array([[1.0, 1.0]])
    pattern = PointPattern(given_points, SQUARE)
    given_points[0] = 5
    assert pattern.xy.tolist() == [[1, 1]]
    with pytest.raises(ValueError, match="read-only"):
        pattern.xy[0] = 2
