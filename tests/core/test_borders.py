"""Rook contiguity of zones: lengths, corners, holes, near misses, bridges."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from beatwright.core import City, ParameterError, borders_of
from beatwright.testing import small_problem


def squares(columns: int, rows: int, side: float = 100.0) -> np.ndarray:
    return np.array(
        [shapely.box(c * side, r * side, (c + 1) * side, (r + 1) * side) for r in range(rows) for c in range(columns)]
    )


@given(st.integers(1, 6), st.integers(1, 6), st.floats(10, 1000))
def test_a_grid_has_its_inner_edges(columns: int, rows: int, side: float) -> None:
    borders = borders_of(squares(columns, rows, side))
    assert len(borders.edges) == (columns - 1) * rows + columns * (rows - 1)
    np.testing.assert_allclose(borders.metres, side)
    np.testing.assert_allclose(borders.perimeter, 4 * side)
    np.testing.assert_allclose(borders.moment, side**4 / 6)
    assert set(borders.pieces.tolist()) == {0}


def test_a_corner_is_no_border() -> None:
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 10, 20, 20)])
    assert borders_of(shapes).edges.shape == (0, 2)


def test_a_zone_in_the_hole_of_another_shares_the_whole_hole() -> None:
    inner = shapely.box(40, 40, 60, 60)
    borders = borders_of(np.array([shapely.box(0, 0, 100, 100) - inner, inner]))
    assert borders.metres.tolist() == [80.0]
    assert borders.perimeter.tolist() == [480.0, 80.0]
    assert borders.moment[0] == pytest.approx(100**4 / 6 - 20**4 / 6)


def test_borders_drawn_apart_are_still_borders() -> None:
    shapes = np.array([shapely.box(0, 0, 100, 100), shapely.box(100.2, 0, 200, 100), shapely.box(200.9, 0, 300, 100)])
    borders = borders_of(shapes)
    assert borders.edges.tolist() == [[0, 1]]
    assert borders.metres[0] == pytest.approx(100, rel=0.01)


def test_corners_that_are_near_are_no_border() -> None:
    assert len(borders_of(np.array([shapely.box(0, 0, 10, 10), shapely.box(10.2, 10.2, 20, 20)])).edges) == 0


def test_pieces_are_numbered_by_size() -> None:
    shapes = np.array([shapely.box(900, 0, 910, 10), *squares(3, 1)])
    assert borders_of(shapes).pieces.tolist() == [1, 0, 0, 0]


def test_a_bridge_joins_and_has_no_length() -> None:
    shapes = np.array([shapely.box(900, 0, 910, 10), *squares(3, 1)])
    borders = borders_of(shapes, [(3, 0), (1, 2)])
    assert borders.edges.tolist() == [[0, 3], [1, 2], [2, 3]]
    assert borders.metres.tolist() == [0.0, 100.0, 100.0]
    assert borders.pieces.tolist() == [0, 0, 0, 0]


def test_the_moment_of_parts_is_that_of_the_whole() -> None:
    whole = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])
    one = borders_of(np.array([whole])).moment[0]
    assert one == pytest.approx(borders_of(np.array([shapely.box(0, 0, 20, 10)])).moment[0])


def test_a_city_knows_its_borders_and_bridges() -> None:
    city = small_problem().city
    assert len(city.borders.edges) > 0
    ids = city.zone_ids
    far = replace(city, bridges=((ids[-1], ids[0]),))
    assert far.bridges == ((ids[0], ids[-1]),)
    assert far != city
    assert len(far.borders.edges) == len(city.borders.edges) + 1


def test_a_bridge_to_nowhere_is_named() -> None:
    city = small_problem().city
    with pytest.raises(ParameterError, match="names a zone that is not there: nowhere") as problem:
        replace(city, bridges=(("nowhere", city.zone_ids[0]), ("x",)))
    assert "pair of two zone ids" in str(problem.value)


def test_points_have_no_borders() -> None:
    points = gpd.GeoDataFrame(
        pd.DataFrame(index=["a", "b"]), geometry=[shapely.Point(1, 1), shapely.Point(2, 2)], crs=32615
    )
    city = City(shapely.box(0, 0, 4, 4), points, points)
    with pytest.raises(ParameterError, match="are points, which have no common borders"):
        _ = city.borders
