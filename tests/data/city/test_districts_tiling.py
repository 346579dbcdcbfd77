"""Districts of today and parents as offices draw them: repaired as the city is, overlaps and gaps told."""

import geopandas as gpd
import pytest
import shapely

from beatwright.core.city import City
from beatwright.data.city import assign_parents
from beatwright.data.today.district_layer import districts_from_layer

HALVES = [shapely.box(0, 0, 900, 900), shapely.box(900, 0, 1800, 900)]
CITY = shapely.box(0, 0, 1800, 900)
WEST, EAST = HALVES
SPIKE = shapely.Polygon([(0, 0), (900, 0), (900, 900), (0, 900), (0, 0), (-90, 0), (0, 0)])
BOW = shapely.Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])
HOLED = shapely.difference(WEST, shapely.box(300, 300, 600, 600))


def city():
    zones = gpd.GeoDataFrame(index=["1", "2"], geometry=HALVES, crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(450, 450)], crs=32615)
    return City(CITY, zones, sites)


CASES = {  # the western district, the eastern one, what is told
    "as they should be": (WEST, EAST, ""),
    "a spike": (SPIKE, EAST, "1 invalid polygon of the districts was repaired"),
    "a bow-tie": (BOW, EAST, "1 invalid polygon of the districts was repaired"),
    "a bow-tie leaves a gap": (BOW, EAST, "25.0% of the city lies in no district"),
    "a collection": (shapely.GeometryCollection([WEST, shapely.Point(4, 4)]), EAST, "fell away"),
    "an overlap": (shapely.box(0, 0, 1000, 900), EAST, "1 pair of districts overlap, by 0.09 km2"),
    "one in the other": (CITY, EAST, "1 pair of districts overlap"),
    "a gap": (shapely.box(0, 0, 800, 900), EAST, "5.6% of the city lies in no district"),
    "a hole": (HOLED, EAST, "5.6% of the city lies in no district"),
    "a strip of a millimetre": (shapely.box(0, 0, 900.001, 900), EAST, ""),
    "a gap of a millimetre": (shapely.box(0, 0, 899.999, 900), EAST, ""),
    "wider than the city": (shapely.box(-500, -500, 900, 1400), shapely.box(900, -500, 2300, 1400), ""),
    "of several parts": (
        shapely.MultiPolygon([shapely.box(0, 0, 400, 900), shapely.box(400.5, 0, 900, 900)]),
        EAST,
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_districts_of_today(name):
    west, east, told = CASES[name]
    layer = gpd.GeoDataFrame({"beat": ["A", "B"]}, geometry=[west, east], crs=32615)
    plan = districts_from_layer(city(), layer, "beat")
    assert plan.districts["2"] == "B" or name == "one in the other"
    assert told in "\n".join(plan.notes)
    words = ("overlap", "lies in no district", "repaired", "fell away")
    assert bool(told) == any(word in note for note in plan.notes for word in words)


@pytest.mark.parametrize(("west", "told"), [(WEST, False), (shapely.box(0, 0, 1000, 900), True), (CITY, True)])
def test_parents_that_overlap_are_told(west, told):
    parents = gpd.GeoDataFrame(index=["A", "B"], geometry=[west, EAST], crs=32615)
    notes = assign_parents(city().zones, parents).notes
    assert any("pair of districts overlap" in note for note in notes) == told
