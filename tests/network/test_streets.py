"""Names of streets, and corners where they meet."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.network.streets import name_column, streets_of
from beatwright.network.topology import Ends, ends_from_lines


def cross(names, column="name"):
    """Four roads that meet at (0, 0): west, east, south, north."""
    ends = [(-100, 0), (100, 0), (0, -50), (0, 50)]
    lines = [shapely.LineString([(0, 0), end]) for end in ends]
    return gpd.GeoDataFrame({column: names}, geometry=lines, crs=32615)


def corners(table):
    streets = streets_of(table, ends_from_lines(table.geometry.to_numpy(), 0.5))
    return dict(zip(streets.corners, map(tuple, streets.corner_xy.tolist()), strict=True))


@pytest.mark.parametrize(
    "column",
    ["name", "FULLNAME", "Street_Name", "STNAME", "road_name", "nombre", "ST_NAME", "StreetName", "nom", "label"],
)
def test_corner_of_two_names_the_longer_street_first(column):
    assert corners(cross(["Main St", "Main St", "Elm Ave", "Elm Ave"], column)) == {"Main St & Elm Ave": (0.0, 0.0)}


@pytest.mark.parametrize("nothing", [None, "", "nan", "None", "UNNAMED", np.nan, "n/a", " "])
def test_words_for_no_name_make_no_corner(nothing):
    assert corners(cross(["Main St", "Main St", nothing, nothing])) == {}


def test_one_name_is_no_corner_and_three_give_the_two_longest():
    assert corners(cross(["Main St"] * 4)) == {}
    assert list(corners(cross(["Main St", "Main St", "Elm Ave", "Short Way"]))) == ["Main St & Elm Ave"]


def test_lists_of_names_as_osmnx_writes_them():
    assert list(corners(cross(["['Main St', 'Route 7']", "Main St", "Elm Ave", "Elm Ave"]))) == ["Main St & Elm Ave"]


@pytest.mark.parametrize("values", [[1, 2, 3, 4], ["17", "18", "19", "20"], [None] * 4])
def test_numbers_are_no_names(values):
    assert name_column(cross(values)) is None


def test_without_lines_streets_run_from_node_to_node():
    ends = Ends(np.array([0]), np.array([1]), np.array([[0.0, 0.0], [3.0, 4.0]]))
    assert shapely.length(streets_of(pd.DataFrame({"u": [0], "v": [1]}), ends).lines).tolist() == [5.0]
