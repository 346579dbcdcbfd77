"""What is wrong with units: every complaint names them."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.core import InputError, ParameterError
from beatwright.data import as_city, check_units, suggest_bridges

UTM = "EPSG:32615"


def layer(**shapes):
    return gpd.GeoDataFrame(index=list(shapes), geometry=list(shapes.values()), crs=UTM)


def test_units_without_fault_have_nothing_to_complain_of(row):
    report = check_units(row(100, 50, 80, calls=[1, 2, 3]), targets={"calls": 3})
    assert (report.errors, report.notes, report.bridges, report.usable) == ((), (), (), True)
    assert report.table["neighbours"].to_list() == [1, 2, 1]
    assert report.table["perimeter_km"].to_list() == pytest.approx([0.4, 0.3, 0.36])
    assert report.table["area_km2"].to_list() == pytest.approx([0.01, 0.005, 0.008])
    assert str(report) == "Nothing to complain of."
    report.raise_if_any()


def test_invalid_polygons_are_repaired_and_named(row):
    units = row(100, 100)
    units.loc["2", "geometry"] = shapely.Polygon([(100, 0), (200, 100), (200, 0), (100, 100)])
    report = check_units(units)
    assert report.notes[0] == "1 unit was invalid and repaired: 2 (Self-intersection)."
    assert report.units.geometry.is_valid.all()
    assert report.units.area["2"] == pytest.approx(5000)


def test_what_cannot_be_used_is_an_error_that_names_the_units(row):
    units = row(100, 100, 100, 100, 100)
    units.loc["2", "geometry"] = shapely.Point(0, 0)
    units.loc["3", "geometry"] = None
    units.loc["4", "geometry"] = shapely.Polygon([(300, 0), (400, 0), (300, 0)])
    units.index = ["1", "2", "3", "4", "1"]
    report = check_units(units)
    assert report.errors == (
        "1 id stands more than once: 1. Give every unit an id of its own.",
        "1 unit has no geometry: 3.",
        "1 unit has a geometry that is no polygon: 2.",
        "1 unit has an invalid geometry, without an area after repair: 4.",
    )
    assert list(report.units.index) == ["1"]
    with pytest.raises(InputError, match="The units cannot be used:\n  - 1 id stands"):
        report.raise_if_any()


def test_nothing_usable_is_told_not_raised(row):
    units = row(100)
    units.loc["1", "geometry"] = None
    report = check_units(units)
    assert report.errors == ("1 unit has no geometry: 1.",)
    assert len(report.units) == len(report.table) == 0


def test_an_area_given_twice_is_an_error(row):
    units = row(100, 100, 100)
    units.loc["3", "geometry"] = shapely.box(100, 0, 200, 100)
    (error,) = check_units(units).errors
    assert error == "1 pair of units cover the same area twice: 2 and 3. Keep one of each."


def test_overlaps_beyond_the_tolerance_are_named_and_the_others_summed():
    units = layer(a=shapely.box(0, 0, 100, 100), b=shapely.box(90, 0, 200, 100), c=shapely.box(199.5, 0, 300, 100))
    notes = check_units(units, sliver=0.01).notes
    assert notes == (
        "1 pair of units overlaps, so that an incident there belongs to the first of them: a and b (1,000 m2).",
        "1 overlap of at most 1% of the smaller unit is treated as none: 50 m2 in all.",
    )


def test_gaps_are_named_by_the_units_around_them():
    ring = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    west, east = ring.intersection(shapely.box(0, 0, 150, 300)), ring.intersection(shapely.box(150, 0, 300, 300))
    notes = check_units(layer(west=west, east=east)).notes
    assert notes == ("A gap of 0.010 km2 lies beside west, east; incidents there belong to no unit.",)
    isle = shapely.box(120, 120, 180, 180)
    notes = check_units(layer(west=west, east=east, isle=isle)).notes
    assert "A gap of 0.006 km2 lies beside west, east, isle; incidents there belong to no unit." in notes


def test_gaps_at_the_boundary_need_the_boundary(row):
    units = row(100, 100)
    assert check_units(units).notes == ()
    (note,) = check_units(units, boundary=shapely.box(0, 0, 200, 130)).notes
    assert note == "A gap of 0.006 km2 lies beside 1, 2; incidents there belong to no unit."
    (note,) = check_units(units, boundary=shapely.box(0, 0, 200.2, 100)).notes
    assert note == "1 gap of at most 1% of the median unit is treated as none: 20 m2 in all."


def test_slivers_and_multipart_units_are_notes():
    several = shapely.MultiPolygon([shapely.box(100.3, 0, 200, 100), shapely.box(300, 0, 310, 10)])
    notes = check_units(layer(a=shapely.box(0, 0, 100, 100), b=shapely.box(100, 0, 100.3, 100), c=several)).notes
    assert notes == (
        "1 unit is a sliver: b (30.0 m2, 0.30 m wide). Merge it with a neighbour.",
        "1 unit has several parts, which stay together: c (2).",
    )


def test_heavy_units_are_named_with_what_they_hold(row):
    (note,) = check_units(row(9, 9, 9, calls=[5, 900, 700]), targets={"calls": 500}).notes
    assert note == (
        "Units 2 (900), 3 (700) hold more 'calls' than a district is to hold (500): split them, or accept their "
        "districts."
    )


def test_amounts_that_are_missing_or_negative_are_errors(row):
    (error,) = check_units(row(9, 9, 9, calls=[1.0, np.nan, -2.0]), targets={"calls": 500}).errors
    assert error == "2 units have no value of at least 0 in the column 'calls': 2, 3."


def test_pieces_are_named_with_the_shortest_way():
    town = {"t1": shapely.box(0, 0, 100, 100), "t2": shapely.box(100, 0, 200, 100), "t3": shapely.box(0, 100, 200, 200)}
    port = {"p1": shapely.box(250, 0, 300, 100), "p2": shapely.box(300, 0, 350, 100)}
    report = check_units(layer(**town, **port, isle=shapely.box(360, 0, 370, 10)))
    assert report.notes == (
        "2 units are apart from the others: p1, p2; the shortest gap is from p1 to t2, 50 m.",
        "The unit isle touches no other unit; the nearest is p2, 10 m away.",
    )
    assert [bridge.pair for bridge in report.bridges] == [("isle", "p2"), ("p1", "t2")]
    joined = check_units(report.units, bridges=[bridge.pair for bridge in report.bridges])
    assert (joined.notes, joined.bridges) == ((), ())


def test_a_layer_in_a_hundred_pieces_is_told_in_one_sentence(row):
    units = row(*[10, 5] * 120).iloc[::2]
    (note,) = check_units(units).notes
    assert note.startswith("The 120 units lie in 120 pieces that do not touch")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"targets": {"colls": 5}}, "no column 'colls' of numbers. Did you mean 'calls'"),
        ({"targets": {"calls": 0}}, "must be a number in"),
        ({"sliver": 0.9}, "'sliver' parameter of check_units must be a number in"),
        ({"bridges": [("1", "9")]}, "units that are not there: 9"),
    ],
)
def test_wrong_options_are_one_sentence(row, options, message):
    with pytest.raises(ParameterError, match=message):
        check_units(row(9, 9, calls=[1, 2]), **options)


def test_units_need_a_crs_in_metres(row):
    with pytest.raises(ParameterError, match="geographic"):
        check_units(row(9, 9).to_crs(4326))
    with pytest.raises(ParameterError, match=r"must be a GeoDataFrame\. Got list"):
        check_units([1])


@pytest.mark.parametrize("seed", range(3))
def test_bridges_are_a_minimum_spanning_tree_of_the_pieces(seed):
    import scipy.sparse.csgraph as graphs

    random = np.random.default_rng(seed)
    corners = random.uniform(0, 3000, (12, 2))
    units = gpd.GeoDataFrame(
        index=[f"u{k}" for k in range(12)], geometry=[shapely.box(x, y, x + 90, y + 90) for x, y in corners], crs=UTM
    )
    city = as_city(units)
    bridges = suggest_bridges(city)
    away = shapely.distance(city.zones.geometry.to_numpy()[:, None], city.zones.geometry.to_numpy()[None, :])
    away[city.borders.edges[:, 0], city.borders.edges[:, 1]] = 1e-9
    tree = graphs.minimum_spanning_tree(np.triu(np.where(away == 0, 0, away)))
    assert len(bridges) == city.borders.pieces.max() > 5
    assert sum(bridge.metres for bridge in bridges) == pytest.approx(tree.sum(), abs=1e-6)
    assert replace(city, bridges=[bridge.pair for bridge in bridges]).borders.pieces.max() == 0
    assert suggest_bridges(replace(city, bridges=[bridge.pair for bridge in bridges])) == ()


def test_the_river_of_a_generated_city_is_told_and_bridged(generated):
    made = generated(0)
    city = made.city("block groups")
    report = check_units(made.block_groups, boundary=made.boundary)
    banks = shapely.get_parts(shapely.union_all(made.block_groups.geometry.to_numpy()))
    assert report.usable
    assert len(report.bridges) == len(banks) - 1 == report.table["piece"].max() > 0
    assert [bridge.pair for bridge in suggest_bridges(city)] == [bridge.pair for bridge in report.bridges]
    assert any(note.startswith("A gap of") for note in report.notes)
    for bridge in report.bridges:
        one, other = (made.block_groups.geometry[label] for label in bridge.pair)
        assert bridge.metres == pytest.approx(one.distance(other))
        assert bridge.metres > 0
