"""Windows: what is one, what is none, and what lies in them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.patterns.window import Window, window_of

HOLED = shapely.box(0, 0, 10, 10) - shapely.box(3, 3, 7, 7)


def test_four_numbers_a_polygon_and_tables_are_windows() -> None:
    series = gpd.GeoSeries([shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)], crs="EPSG:26915")
    for shape in ((0, 0, 10, 10), shapely.box(0, 0, 10, 10), series, series.to_frame("geometry")):
        window = window_of(shape)
        assert (window.area, window.is_rectangle, window.unit) == (100, True, "m")
    assert window_of(window) is window


def test_the_unit_is_that_of_the_reference_system() -> None:
    feet = gpd.GeoSeries([HOLED], crs="EPSG:2263")
    assert window_of(feet).unit == "US survey foot"
    assert window_of(feet, unit="ft").unit == "ft"


def test_longitude_and_latitude_are_refused() -> None:
    with pytest.raises(ParameterError, match=r"window of a point pattern must be in a projected unit.*to_crs"):
        window_of(gpd.GeoSeries([HOLED], crs="EPSG:4326"))


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (shapely.Point(0, 0), "Got a Point"),
        (shapely.Polygon(), "Got an empty Polygon"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "no valid area: Self-intersection"),
        (shapely.Polygon([(0, 0), (1, np.inf), (1, 0)]), "no finite numbers"),
        (shapely.Polygon([(0, 0), (1, 1), (2, 2)]), "no "),
        ((0, 0, 0, 1), "Got "),
        ((0, 0, np.nan, 1), "Got "),
        ((0, 0, 1), "Got "),
        ("square", "Got 'square'"),
        (None, "Got None"),
        (np.zeros((4, 2)), "Got "),
        (gpd.GeoSeries([shapely.Point(0, 0)]), "Got a Point"),
        (gpd.GeoSeries([], dtype="geometry"), "Got an empty"),
    ],
)
def test_what_is_no_window_is_told(shape: object, said: str) -> None:
    with pytest.raises(ParameterError, match="window of a point pattern") as caught:
        window_of(shape)
    assert said in str(caught.value)


def test_edges_have_the_inside_to_their_left() -> None:
    for polygon in (HOLED, shapely.reverse(HOLED)):
        edges = Window(polygon).edges
        assert np.sum(edges[:, 0] * edges[:, 3] - edges[:, 2] * edges[:, 1]) / 2 == pytest.approx(84)


def test_border_holes_and_islands() -> None:
    window = window_of(shapely.MultiPolygon([HOLED, shapely.box(20, 0, 21, 1)]))
    places = [[0, 0], [3, 5], [5, 5], [15, 0], [20.5, 0.5], [21, 1]]
    assert window.contains(places).tolist() == [True, True, False, False, True, True]
    assert not window.is_rectangle
    square = window_of((4e6, 4e6, 4e6 + 1, 4e6 + 1))
    assert square.contains([[4e6, 4e6], [4e6 + 1, 4e6 + 1], [4e6 + 1.1, 4e6]]).tolist() == [True, True, False]
