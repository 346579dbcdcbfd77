"""Sites with names that people know: street corners, else where they lie from the centre."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.core import City
from beatwright.data import name_sites


def city_of(points, ids=None, names=None, zone_ids=None):
    ids = ids or [str(i) for i in range(len(points))]
    boxes = [shapely.box(500_000, 4_000_000, 505_000, 4_010_000), shapely.box(505_000, 4_000_000, 510_000, 4_010_000)]
    zones = gpd.GeoDataFrame(index=zone_ids or ["left", "right"], geometry=boxes, crs=32615)
    columns = {} if names is None else {"name": names}
    sites = gpd.GeoDataFrame(columns, index=ids, geometry=gpd.points_from_xy(*zip(*points, strict=True)), crs=32615)
    return City(shapely.box(500_000, 4_000_000, 510_000, 4_010_000), zones, sites)


def named(*arguments, corners=(), **options):
    city = name_sites(city_of(*arguments, **options), np.array([c[:2] for c in corners]), [c[2] for c in corners])
    return dict(city.sites["name"])


@pytest.mark.parametrize(
    ("dx", "dy", "said"),
    [
        (0, 1000, "1.0 km N of"),
        (1000, 1000, "1.4 km NE of"),
        (2000, 0, "2.0 km E of"),
        (900, -900, "1.3 km SE of"),
        (0, -4000, "4.0 km S of"),
        (-700, -700, "1.0 km SW of"),
        (-3000, 0, "3.0 km W of"),
        (-500, 500, "0.7 km NW of"),
        (30, 20, "at the centre ("),
        (100, 10, "0.1 km E of"),
    ],
)
def test_direction_and_distance_from_the_centre(dx, dy, said):
    (name,) = named([(505_000 + dx, 4_005_000 + dy)]).values()
    assert name.startswith(said)
    latitude, longitude = map(float, name.rpartition("(")[2].rstrip(")").split(", "))
    place = gpd.GeoSeries([shapely.Point(505_000 + dx, 4_005_000 + dy)], crs=32615).to_crs(4326).iloc[0]
    assert (latitude, longitude) == pytest.approx((place.y, place.x), abs=5.1e-5)


@pytest.mark.parametrize(
    ("metres", "said"), [(0, "Oak & Elm"), (49, "Oak & Elm"), (51, "near Oak & Elm"), (399, "near Oak & Elm")]
)
def test_nearest_corner_where_one_is_near(metres, said):
    corners = [(502_000 + metres, 4_003_000, "Oak & Elm"), (502_000, 4_003_900, "Far & Away")]
    assert named([(502_000, 4_003_000)], corners=corners) == {"0": said}


def test_no_corner_further_than_a_few_blocks():
    (name,) = named([(502_000, 4_003_000)], corners=[(502_401, 4_003_000, "Oak & Elm")]).values()
    assert "Oak" not in name


def test_two_sites_of_one_corner_are_told_apart():
    one, other = named(
        [(502_000, 4_003_000), (502_010, 4_003_000)], corners=[(502_005, 4_003_000, "Oak & Elm")]
    ).values()
    assert one.startswith("Oak & Elm (")
    assert other.startswith("Oak & Elm (")
    assert one != other


@pytest.mark.parametrize(
    ("site", "given"),
    [("Central Station", None), ("post Harbour", None), ("17", "Engine House 17"), ("a", "A"), ("Wache-Mitte", None)],
)
def test_given_names_and_ids_in_words_stay(site, given):
    city = city_of([(502_000, 4_003_000)], [site], None if given is None else [given])
    assert dict(name_sites(city).sites.get("name", {site: site})) == {site: given or site}


@pytest.mark.parametrize(
    ("site", "given"), [("12", None), ("12", ""), ("12", "12"), ("post 3", "post 3"), ("r2c4", None)]
)
def test_numbers_are_no_names(site, given):
    (name,) = named([(502_000, 4_003_000)], [site], [given]).values()
    assert name.endswith(")")


def test_the_id_of_a_zone_is_no_name_of_a_post():
    (name,) = named([(502_000, 4_003_000)], ["left"]).values()
    assert "km SW of the centre" in name


def test_notes_tell_how_many_are_named_how():
    city = city_of([(502_000, 4_003_000), (509_000, 4_009_000)])
    note = name_sites(city, np.array([[502_000.0, 4_003_000]]), ["Oak & Elm"]).notes[-1]
    assert "2 sites" in note
    assert "1 by the nearest street corner and 1 by distance" in note
