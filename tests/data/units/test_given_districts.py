"""Districts that are given: by a column, by a layer, by a file."""

import geopandas as gpd
import pytest
import shapely

from beatwright.core import InputError, ParameterError
from beatwright.data import as_city, assign_parents, districts_from_column, districts_from_layer, read_districts

UTM = "EPSG:32615"


@pytest.fixture
def city(row):
    units = row(100, 100, 100)
    units.index = ["007", "01", "2"]
    return as_city(units)


def test_a_column_is_the_districts(row):
    city = as_city(row(9, 9, 9, beat=[1.0, 2.0, 1.0], gap=["a", None, None]))
    plan = districts_from_column(city, "beat")
    assert (plan.districts, plan.name) == ({"1": "1", "2": "2", "3": "1"}, "beat")
    with pytest.raises(InputError, match="2 zones have no district in the column 'gap': 2, 3"):
        districts_from_column(city, "gap")
    with pytest.raises(InputError, match=r"no column 'baet'\. Did you mean 'beat'"):
        districts_from_column(city, "baet")


def test_a_layer_is_the_districts_whatever_its_crs(city):
    shapes = [shapely.box(0, 0, 130, 100), shapely.box(130, 0, 205, 100), shapely.box(-500, 0, -400, 100)]
    layer = gpd.GeoDataFrame({"tract": [101, 102, 103]}, geometry=shapes, crs=UTM).to_crs(4326)
    plan = districts_from_layer(city, layer, "tract", name="tracts")
    assert plan.districts == {"2": "102", "007": "101", "01": "102"}
    assert plan.notes == (
        "1 zone straddles districts and belongs to the one with most of its area: 01.",
        "1 district of the layer holds most of no zone and has none: 103.",
        "31.7% of the city lies in no district (0.0 km2).",
    )


def test_zones_that_meet_no_district_are_named(city):
    layer = gpd.GeoDataFrame(index=["a", "b"], geometry=[shapely.box(0, 0, 99, 99), shapely.box(-9, 0, -5, 9)], crs=UTM)
    plan = districts_from_layer(city, layer)
    assert set(plan.districts.values()) == {"a"}
    assert plan.notes[0] == "2 zones meet no district and belong to the nearest: 01, 2."


def test_rows_of_one_id_are_one_district(city):
    shapes = [shapely.box(0, 0, 60, 100), shapely.box(60, 0, 140, 100), shapely.box(140, 0, 300, 100)]
    layer = gpd.GeoDataFrame({"d": ["x", "y", "x"]}, geometry=shapes, crs=UTM)
    plan = districts_from_layer(city, layer, "d")
    assert plan.districts == {"2": "x", "007": "x", "01": "x"}


def test_layers_that_cannot_be_districts_are_told(city):
    bow = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    layer = gpd.GeoDataFrame({"d": ["a", None, "c"]}, geometry=[shapely.Point(0, 0), bow, None], crs=UTM)
    with pytest.raises(InputError) as caught:
        districts_from_layer(city, layer, "d")
    text = str(caught.value)
    assert "1 districts of the layer have no id" not in text
    assert "1 district of the layer has no id." in text
    assert "Districts must be polygons. These are not: a, c." in text
    with pytest.raises(InputError, match="no column 'e'"):
        districts_from_layer(city, layer, "e")
    with pytest.raises(InputError, match="No zone meets any district"):
        districts_from_layer(city, gpd.GeoDataFrame(geometry=[shapely.box(8e5, 0, 9e5, 9)], crs=UTM))


def test_a_layer_gives_the_districts_that_parents_get(generated, voronoi):
    made = generated(1)
    city = made.city("block groups")
    layer = voronoi(made.boundary, 7, 1, "v")
    plan = districts_from_layer(city, layer)
    assert plan.districts == assign_parents(city.zones, layer).table["parent"].to_dict()


@pytest.mark.parametrize(
    "content",
    [
        b"unit,beat\n007,A1\n01,A1\n2,B\n",
        b"GEOID;note;District\n007;x;A1\n01;;A1\n2;;B\n",
        b'zone,district\n"=""007""","=""A1"""\n\'01,A1\n2,B\n',
        "zone\tdistrict\n007\tA1\n01\tA1\n2\tB\n".encode("utf-16"),
        b"a,b\n007,A1\n01,A1\n2,B\n2,B\n",
    ],
)
def test_files_of_two_columns_keep_their_zeros(city, tmp_path, content):
    (tmp_path / "today.csv").write_bytes(content)
    plan = read_districts(tmp_path / "today.csv", city)
    assert plan.districts == {"2": "B", "007": "A1", "01": "A1"}
    assert (plan.name, plan.notes) == ("today", ())


def test_every_zone_that_does_not_fit_is_named(city, tmp_path):
    (tmp_path / "today.csv").write_text("zone,district\n7,A\n01,A\n01,B\nx,C\n2.95101E+11,C\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_districts(tmp_path / "today.csv", city)
    assert str(caught.value).splitlines() == [
        "The districts of 'today.csv' cannot be used:",
        "  - A spreadsheet has spoilt 1 id: 2.95101E+11. Export the file again with the ids as text.",
        "  - 2 zones are not in the city: 7, x. 1 of them would fit but for leading zeros, which spreadsheets drop: "
        "export the file again with the ids as text.",
        "  - 1 zone has two districts: 01.",
        "  - 2 zones of the city have no district: 2, 007.",
    ]


def test_zones_may_be_left_without_a_district(city, tmp_path):
    (tmp_path / "today.csv").write_text("zone,district\n007,A\n01,\n", encoding="utf-8")
    with pytest.raises(InputError, match="2 zones of the city have no district: 01, 2"):
        read_districts(tmp_path / "today.csv", city)
    plan = read_districts(tmp_path / "today.csv", city, missing="leave", name="old")
    assert (plan.districts, plan.name) == ({"007": "A"}, "old")
    assert plan.notes == ("2 zones have no district in 'today.csv': 01, 2.",)


def test_files_that_cannot_be_read_are_told(city, tmp_path):
    file = tmp_path / "today.csv"
    with pytest.raises(InputError, match="does not exist"):
        read_districts(file, city)
    with pytest.raises(ParameterError, match="'missing' parameter of read_districts must be one of"):
        read_districts(file, city, missing="drop")
    file.write_text("zone,district\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no rows"):
        read_districts(file, city)
    file.write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"Which columns of 'today\.csv' hold the zone and its district"):
        read_districts(file, city)
    with pytest.raises(InputError, match="no column 'd'"):
        read_districts(file, city, zone_column="a", district_column="d")
    file.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        read_districts(file, city)
    file.write_text("a,b,c\n007,2,3\n01,2,4\n2,2,4\n", encoding="utf-8")
    assert read_districts(file, city, zone_column="a", district_column="c").districts["007"] == "3"
